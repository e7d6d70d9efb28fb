#include "tap.h"

#include "base/buf.h"
#include "login/login_session.h"

static void read_and_check(struct login_session *s, const char *head, const char *expected)
{
	CLEANUP(buf_done) struct buf out = BUF(8192);

	login_session_read(s, bytes_of(head));
	login_session_write(s, &out);
	TAP_TEXT(head, buf_cstr(&out), expected);
}

static void cookies(void **state)
{
	struct login_session *s = login_session_new();

	(void)state;
	read_and_check(s, "HTTP/1.1 200 OK\r\n\r\n", "");
	read_and_check(s, "HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Path=/\r\nSet-Cookie: b=2\r\n\r\n",
		       "a=1; b=2");
	read_and_check(s, "HTTP/1.1 200 OK\r\nset-cookie: a=3\r\n\r\n", "b=2; a=3");
	read_and_check(s, "HTTP/1.1 200 OK\r\nSet-Cookie: b=x; Max-Age=0\r\n\r\n", "a=3");
	read_and_check(s, "HTTP/1.1 200 OK\r\nSet-Cookie: c=x; Max-Age=0\r\n\r\n", "a=3");
	read_and_check(s, "HTTP/1.1 200 OK\r\nSet-Cookie: nonsense\r\n\r\n", "a=3");
	read_and_check(s, "no head", "a=3");
	assert_string_equal(login_session_find(s, "a"), "3");
	assert_null(login_session_find(s, "b"));
	login_session_free(s);
	login_session_free(NULL);
}

static void limits(void **state)
{
	struct login_session *s = login_session_new();
	CLEANUP(buf_done) struct buf head = BUF(65536);
	CLEANUP(buf_done) struct buf out = BUF(65536);
	unsigned n = 1;

	(void)state;
	buf_text(&head, "HTTP/1.1 200 OK\r\n");
	for (unsigned i = 0; i <= LOGIN_SESSION_COOKIES_MAX; i++)
		buf_format(&head, "Set-Cookie: c%u=1\r\n", i);
	buf_text(&head, "\r\n");
	login_session_read(s, buf_view(&head));
	login_session_write(s, &out);
	for (size_t i = 0; i < out.n; i++)
		n += out.p[i] == ';';
	assert_int_equal(n, LOGIN_SESSION_COOKIES_MAX);
	login_session_free(s);
}

/* What a session of nobody's looks like: the same shape, no value kept. */
static void invented(void **state)
{
	struct login_session *s = login_session_new(), *made;
	CLEANUP(buf_done) struct buf out = BUF(8192);

	(void)state;
	assert_true(login_session_empty(s));
	read_and_check(s, "HTTP/1.1 200 OK\r\nSet-Cookie: sid=aZ9-x%2F; Path=/\r\n\r\n",
		       "sid=aZ9-x%2F");
	made = login_session_invent(s);
	login_session_write(made, &out);
	TAP_TEXT("invented", buf_cstr(&out), "sid=dC2-a%5I");
	assert_false(login_session_empty(made));
	login_session_free(made);
	login_session_free(s);
}

/* Who has the values is logged in: evidence must not show them.  One place stays for a password. */
static void hidden(void **state)
{
	struct login_session *s = login_session_new();
	struct transcript_secrets secrets = { 0 };

	(void)state;
	login_session_hide(NULL, &secrets);
	read_and_check(s,
		       "HTTP/1.1 200 OK\r\nSet-Cookie: lang=1234567\r\n"
		       "Set-Cookie: sid=12345678\r\n\r\n",
		       "lang=1234567; sid=12345678");
	login_session_hide(s, &secrets);
	assert_int_equal(secrets.n, 1);
	assert_string_equal(secrets.text[0], "12345678");
	secrets.n = TRANSCRIPT_SECRETS_MAX - 1;
	login_session_hide(s, &secrets);
	assert_int_equal(secrets.n, TRANSCRIPT_SECRETS_MAX - 1);
	secrets.n--;
	login_session_hide(s, &secrets);
	assert_int_equal(secrets.n, TRANSCRIPT_SECRETS_MAX - 1);
	login_session_free(s);
}

static const struct CMUnitTest login_session[] = {
	cmocka_unit_test(cookies),
	cmocka_unit_test(invented),
	cmocka_unit_test(hidden),
	cmocka_unit_test(limits),
};

TAP_MAIN(login_session)
