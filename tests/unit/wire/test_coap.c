/* Messages by table, every prefix, and our request. */
#include "corpus.h"

#include "wire/coap.h"

static int decode(struct bytes in)
{
	struct coap_message m;

	return coap_decode(in, &m);
}

static void messages(void **state)
{
	static const struct {
		const char *what, *input;
		size_t n;
		int expected;
	} rows[] = {
		{ "reset", "\x70\0\1\2", 4, 0 },
		{ "another version", "\xb0\0\1\2", 4, E_FORMAT },
		{ "a token of 9",
		  "\x69\x45\1\2"
		  "123456789",
		  13, E_FORMAT },
		{ "a token of 8",
		  "\x68\x45\1\2"
		  "12345678",
		  12, 0 },
		{ "an empty message with a token", "\x61\0\1\2a", 5, E_FORMAT },
		{ "an empty payload", "\x60\x45\1\2\xff", 5, E_FORMAT },
		{ "a reserved option", "\x60\x45\1\2\xf0", 5, E_FORMAT },
		{ "an option of 13",
		  "\x60\x45\1\2\x0d\0"
		  "1234567890123",
		  19, 0 },
		{ "an option beyond the end", "\x60\x45\1\2\x0e\xff\xff", 7, E_TRUNC },
		{ "numbers that run away", "\x60\x45\1\2\xe0\xff\xff", 7, E_FORMAT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes in =
		    corpus_exact((struct bytes){ (const uint8_t *)rows[i].input, rows[i].n });

		TAP_INT(rows[i].what, decode(in), rows[i].expected);
		corpus_drop(in);
	}
}

static void core(void **state)
{
	CLEANUP(buf_done) struct buf file = corpus_read("datagram_answer/coap-core");
	struct coap_message m;

	(void)state;
	assert_int_equal(coap_decode(buf_view(&file), &m), 0);
	assert_int_equal(m.type, COAP_ACK);
	assert_int_equal(m.code, 0x45);
	assert_int_equal(m.id, 0x1234);
	assert_int_equal(m.token.n, 4);
	assert_true(m.payload.n > 4 && m.payload.p[0] == '<');
	/* Up to the token; behind it a message may end after any option. */
	for (size_t n = 0; n < 8; n++)
		TAP_INT("prefix", decode((struct bytes){ file.p, n }), E_TRUNC);
}

static void what_we_send(void **state)
{
	CLEANUP(buf_done) struct buf b = BUF(64);
	struct coap_message m;

	(void)state;
	coap_discover_encode(&b, 0x1234, 0x01020304);
	assert_int_equal(b.n, 25);
	assert_memory_equal(b.p, "\x44\x01\x12\x34\1\2\3\4\xbb.well-known\4core", 25);
	assert_int_equal(coap_decode(buf_view(&b), &m), 0);
	assert_int_equal(m.type, COAP_CON);
}

static const struct CMUnitTest coap[] = {
	cmocka_unit_test(messages),
	cmocka_unit_test(core),
	cmocka_unit_test(what_we_send),
};

TAP_MAIN(coap)
