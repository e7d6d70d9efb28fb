/* Values, announcements and refusals, hostile ones by table, and our requests. */
#include "corpus.h"

#include "wire/bacnet.h"

static int decode(struct bytes in)
{
	struct bacnet_answer a;

	return bacnet_decode(in, &a);
}

static void answers(void **state)
{
	static const struct {
		const char *what, *input;
		size_t n;
		int expected;
	} rows[] = {
		{ "abort", "\x81\x0a\0\x09\1\0\x70\1\1", 9, 0 },
		{ "forwarded", "\x81\4\0\x0f\x0a\0\0\5\xba\xc0\1\0\x60\1\1", 15, 0 },
		{ "another type", "\x82\x0a\0\x09\1\0\x70\1\1", 9, E_FORMAT },
		{ "a length of three", "\x81\x0a\0\3", 4, E_FORMAT },
		{ "more behind it", "\x81\x0a\0\x09\1\0\x70\1\1\0", 10, E_FORMAT },
		{ "a result of the link layer", "\x81\0\0\6\0\0", 6, E_UNSUPPORTED },
		{ "a network message", "\x81\x0a\0\7\1\x80\0", 7, E_UNSUPPORTED },
		{ "Who-Is", "\x81\x0a\0\x08\1\0\x10\x08", 8, E_FORMAT },
		{ "a text beyond the end",
		  "\x81\x0a\0\x15\1\0\x30\1\x0c\x0c\2\0\0\x2a\x19\x46\x3e\x75\x09\0x", 21,
		  E_FORMAT },
		{ "a text in UTF-16",
		  "\x81\x0a\0\x15\1\0\x30\1\x0c\x0c\2\0\0\x2a\x19\x46\x3e\x73\4\0x", 21, 0 },
	};
	CLEANUP(buf_done) struct buf model = corpus_read("datagram_answer/bacnet-model");
	CLEANUP(buf_done) struct buf i_am = corpus_read("datagram_answer/bacnet-i-am");
	struct bacnet_answer a;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes in =
		    corpus_exact((struct bytes){ (const uint8_t *)rows[i].input, rows[i].n });

		TAP_INT(rows[i].what, decode(in), rows[i].expected);
		corpus_drop(in);
	}
	assert_int_equal(bacnet_decode(buf_view(&model), &a), 0);
	assert_int_equal(a.kind, BACNET_VALUE);
	assert_int_equal(a.instance, 42);
	assert_int_equal(a.property, BACNET_MODEL_NAME);
	assert_true(bytes_equal(a.text, bytes_of("HSH-BAC10")));
	assert_int_equal(bacnet_decode(buf_view(&i_am), &a), 0);
	assert_int_equal(a.kind, BACNET_I_AM);
	assert_int_equal(a.instance, 42);
	corpus_prefixes("value", buf_view(&model), decode, E_TRUNC);
	corpus_prefixes("I-Am", buf_view(&i_am), decode, E_TRUNC);
}

static void what_we_send(void **state)
{
	CLEANUP(buf_done) struct buf b = BUF(64);

	(void)state;
	bacnet_who_is_encode(&b);
	assert_int_equal(b.n, 8);
	assert_memory_equal(b.p, "\x81\x0a\0\x08\1\0\x10\x08", 8);
	buf_clear(&b);
	bacnet_read_encode(&b, 1, BACNET_MODEL_NAME);
	assert_int_equal(b.n, 17);
	assert_memory_equal(b.p, "\x81\x0a\0\x11\1\4\0\5\1\x0c\x0c\2\x3f\xff\xff\x19\x46", 17);
	assert_int_equal(decode(buf_view(&b)), E_UNSUPPORTED); /* an echo */
}

static const struct CMUnitTest bacnet[] = {
	cmocka_unit_test(answers),
	cmocka_unit_test(what_we_send),
};

TAP_MAIN(bacnet)
