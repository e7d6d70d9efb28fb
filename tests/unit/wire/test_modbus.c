/* Identities and refusals by table, every prefix, and our request. */
#include "corpus.h"

#include "wire/modbus.h"

static int decode(struct bytes in)
{
	struct modbus_answer a;

	return modbus_decode(in, &a);
}

static void answers(void **state)
{
	static const struct {
		const char *what, *input;
		size_t n;
		int expected;
	} rows[] = {
		{ "refused", "\0\1\0\0\0\3\xff\xab\1", 9, 0 },
		{ "refused for no reason", "\0\1\0\0\0\3\xff\xab\0", 9, E_FORMAT },
		{ "another protocol", "\0\1\0\1\0\3\xff\xab\1", 9, E_FORMAT },
		{ "another function", "\0\1\0\0\0\3\xff\x83\1", 9, E_FORMAT },
		{ "too short", "\0\1\0\0\0\2\xff\xab", 8, E_FORMAT },
		{ "an object beyond the end", "\0\1\0\0\0\x0a\xff\x2b\x0e\1\1\0\0\1\0\5", 16,
		  E_FORMAT },
		{ "no objects", "\0\1\0\0\0\x08\xff\x2b\x0e\1\1\0\0\0", 14, 0 },
		{ "254 bytes said", "\0\1\0\0\0\xfe\xff\xab\1", 9, E_TRUNC },
		{ "255 bytes said", "\0\1\0\0\0\xff\xff\xab\1", 9, E_FORMAT },
		{ "a server's id", "\0\2\0\0\0\5\xff\x11\2x\xff", 11, 0 },
		{ "a server's id that is longer", "\0\2\0\0\0\5\xff\x11\3x\xff", 11, E_FORMAT },
		{ "no id", "\0\2\0\0\0\3\xff\x91\1", 9, 0 },
		{ "HTTP", "HTTP/1.1 400", 12, E_FORMAT },
	};
	CLEANUP(buf_done) struct buf file = corpus_read("datagram_answer/modbus-identity");
	CLEANUP(buf_done) struct buf request = BUF(64);
	struct modbus_answer a;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes in =
		    corpus_exact((struct bytes){ (const uint8_t *)rows[i].input, rows[i].n });

		TAP_INT(rows[i].what, decode(in), rows[i].expected);
		corpus_drop(in);
	}
	assert_int_equal(modbus_decode(buf_view(&file), &a), 0);
	assert_int_equal(a.exception, 0);
	assert_true(bytes_equal(a.texts[1], bytes_of("HSH-PLC10")));
	assert_true(bytes_equal(a.texts[2], bytes_of("V1.0")));
	corpus_prefixes("identity", buf_view(&file), decode, E_TRUNC);

	modbus_identify_encode(&request, 1, MODBUS_UNIT_ANY);
	assert_int_equal(request.n, 11);
	assert_memory_equal(request.p, "\0\1\0\0\0\5\xff\x2b\x0e\1\0", 11);
	assert_int_equal(decode(buf_view(&request)), E_FORMAT); /* an echo */
	buf_clear(&request);
	modbus_server_id_encode(&request, 2, MODBUS_UNIT_ANY);
	assert_int_equal(request.n, 8);
	assert_memory_equal(request.p, "\0\2\0\0\0\2\xff\x11", 8);
	assert_int_equal(decode(buf_view(&request)), E_FORMAT);
}

static const struct CMUnitTest modbus[] = {
	cmocka_unit_test(answers),
};

TAP_MAIN(modbus)
