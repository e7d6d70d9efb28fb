/* Records by table, every prefix of a cookie, and our hello. */
#include "corpus.h"

#include "wire/dtls.h"

static int decode(struct bytes in)
{
	enum dtls_kind kind;

	return dtls_decode(in, &kind);
}

#define HEAD(type, version) type version "\0\0\0\0\0\0\0\0\0"

static void records(void **state)
{
	static const struct {
		const char *what, *input;
		size_t n;
		int expected;
		enum dtls_kind kind;
	} rows[] = {
		{ "cookie", HEAD("\x16", "\xfe\xff") "\x0f\3\0\0\3\0\0\0\0\0\0\0\3\xfe\xff\0", 28,
		  0, DTLS_COOKIE },
		{ "server hello", HEAD("\x16", "\xfe\xfd") "\x0c\2\0\0\0\0\0\0\0\0\0\0\0", 25, 0,
		  DTLS_SERVER_HELLO },
		{ "alert", HEAD("\x15", "\xfe\xfd") "\2\2\x28", 15, 0, DTLS_ALERT },
		{ "alert of another level", HEAD("\x15", "\xfe\xfd") "\2\3\x28", 15, E_FORMAT, 0 },
		{ "a longer alert", HEAD("\x15", "\xfe\xfd") "\3\2\x28\0", 16, E_FORMAT, 0 },
		{ "TLS", HEAD("\x16", "\3\3") "\x0c\2\0\0\0\0\0\0\0\0\0\0\0", 25, E_FORMAT, 0 },
		{ "a client's", HEAD("\x16", "\xfe\xfd") "\x0c\1\0\0\0\0\0\0\0\0\0\0\0", 25,
		  E_FORMAT, 0 },
		{ "data", HEAD("\x17", "\xfe\xfd") "\1x", 14, E_FORMAT, 0 },
		{ "a message that is cut", HEAD("\x16", "\xfe\xfd") "\3\3\0\0", 16, E_FORMAT, 0 },
		{ "a record beyond the end", HEAD("\x16", "\xfe\xfd") "\x0c\2", 14, E_TRUNC, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes in =
		    corpus_exact((struct bytes){ (const uint8_t *)rows[i].input, rows[i].n });
		enum dtls_kind kind;
		int r = dtls_decode(in, &kind);

		TAP_INT(rows[i].what, r, rows[i].expected);
		if (r == 0) {
			TAP_INT(rows[i].what, kind, rows[i].kind);
			corpus_prefixes(rows[i].what, in, decode, E_TRUNC);
		}
		corpus_drop(in);
	}
}

static void what_we_send(void **state)
{
	static const uint8_t random[DTLS_RANDOM_SIZE] = { 7 };
	CLEANUP(buf_done) struct buf b = BUF(1024);

	(void)state;
	dtls_hello_encode(&b, random);
	assert_true(buf_ok(&b));
	assert_int_equal(b.n, 13 + 12 + 2 + 32 + 2 + 2 + 20 + 2 + 2 + 10 + 6 + 10);
	assert_int_equal(b.p[11] << 8 | b.p[12], b.n - 13);
	assert_int_equal(decode(buf_view(&b)), E_FORMAT); /* an echo */
}

static const struct CMUnitTest dtls[] = {
	cmocka_unit_test(records),
	cmocka_unit_test(what_we_send),
};

TAP_MAIN(dtls)
