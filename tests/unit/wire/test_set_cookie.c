#include "corpus.h"

#include "wire/set_cookie.h"

static void by_table(void **state)
{
	static const struct {
		const char *value;
		int expected;
		const char *name, *content;
		bool removed;
	} rows[] = {
		{ "sid=abc", 0, "sid", "abc", false },
		{ "sid=abc; Path=/; HttpOnly", 0, "sid", "abc", false },
		{ " sid = a=b ;Secure", 0, "sid", "a=b", false },
		{ "sid=\"q\"", 0, "sid", "\"q\"", false },
		{ "sid=", 0, "sid", "", true },
		{ "sid=x; Max-Age=0", 0, "sid", "x", true },
		{ "sid=x; max-age = -1", 0, "sid", "x", true },
		{ "sid=x; Max-Age=00", 0, "sid", "x", false },
		{ "sid=x; Max-Age=3600", 0, "sid", "x", false },
		{ "sid=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT", 0, "sid", "deleted", true },
		{ "sid=x; Expires=Wed, 21 Oct 2037 07:28:00 GMT", 0, "sid", "x", false },
		{ "sid=1970", 0, "sid", "1970", false },
		{ "sid", E_FORMAT, NULL, NULL, false },
		{ "=x", E_FORMAT, NULL, NULL, false },
		{ "; Path=/", E_FORMAT, NULL, NULL, false },
		{ "", E_FORMAT, NULL, NULL, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes in = corpus_exact(bytes_of(rows[i].value));
		struct set_cookie c;

		TAP_INT(rows[i].value, set_cookie_decode(in, &c), rows[i].expected);
		if (rows[i].expected == 0) {
			TAP_CHECK(rows[i].value, bytes_equal(c.name, bytes_of(rows[i].name)));
			TAP_CHECK(rows[i].value, bytes_equal(c.value, bytes_of(rows[i].content)));
			TAP_INT(rows[i].value, c.removed, rows[i].removed);
		}
		corpus_drop(in);
	}
}

static void limits(void **state)
{
	(void)state;
	for (size_t n = SET_COOKIE_MAX; n <= SET_COOKIE_MAX + 1; n++) {
		CLEANUP(buf_done) struct buf b = BUF(8192);
		struct set_cookie c;

		buf_text(&b, "a=");
		while (b.n < n + 1)
			buf_u8(&b, 'x');
		assert_int_equal(set_cookie_decode(buf_view(&b), &c),
				 n > SET_COOKIE_MAX ? E_LIMIT : 0);
	}
}

static const struct CMUnitTest set_cookie[] = {
	cmocka_unit_test(by_table),
	cmocka_unit_test(limits),
};

TAP_MAIN(set_cookie)
