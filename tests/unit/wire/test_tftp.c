/* Answers by table, every prefix of an error, and our request. */
#include "corpus.h"

#include "wire/tftp.h"

static int decode(struct bytes in)
{
	struct tftp_answer a;

	return tftp_decode(in, &a);
}

static void answers(void **state)
{
	static const struct {
		const char *what, *input;
		size_t n;
		int expected;
	} rows[] = {
		{ "error", "\0\5\0\1not found\0", 14, 0 },
		{ "error 9", "\0\5\0\x09x\0", 6, E_FORMAT },
		{ "error without its end", "\0\5\0\1x", 5, E_TRUNC },
		{ "more behind it", "\0\5\0\1x\0y", 7, E_FORMAT },
		{ "an empty file", "\0\3\0\1", 4, 0 },
		{ "block 0", "\0\3\0\0", 4, E_FORMAT },
		{ "options", "\0\6tsize\0001\0", 9, 0 },
		{ "a request", "\0\1x\0octet\0", 10, E_FORMAT },
		{ "something else", "hello", 5, E_FORMAT },
	};
	CLEANUP(buf_done) struct buf file = corpus_read("datagram_answer/tftp-error");
	CLEANUP(mem_freep) uint8_t *big = mem_array(4 + 513, 1);
	CLEANUP(buf_done) struct buf request = BUF(64);
	struct tftp_answer a;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes in =
		    corpus_exact((struct bytes){ (const uint8_t *)rows[i].input, rows[i].n });

		TAP_INT(rows[i].what, decode(in), rows[i].expected);
		corpus_drop(in);
	}
	assert_int_equal(tftp_decode(buf_view(&file), &a), 0);
	assert_int_equal(a.number, 1);
	assert_true(bytes_equal(a.text, bytes_of("File not found")));
	corpus_prefixes("error", buf_view(&file), decode, E_TRUNC);
	memcpy(big, "\0\3\0\1", 4);
	assert_int_equal(decode((struct bytes){ big, 4 + 512 }), 0);
	assert_int_equal(decode((struct bytes){ big, 4 + 513 }), E_FORMAT);

	tftp_read_encode(&request, "x");
	assert_int_equal(request.n, 10);
	assert_memory_equal(request.p, "\0\1x\0octet\0", 10);
}

static const struct CMUnitTest tftp[] = {
	cmocka_unit_test(answers),
};

TAP_MAIN(tftp)
