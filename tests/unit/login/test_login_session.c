#include "fixture.h"

#include "base/buf.h"
#include "base/mem.h"
#include "login/login_session.h"
#include "net/transcript.h"

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

static const char head[] = "HTTP/1.1 200 OK\r\n\r\n";

static void token(void **state)
{
	struct login_session *s = login_session_new(), *made;

	(void)state;
	assert_null(login_session_field(s));
	login_session_answer(s, NULL, bytes_of(head), bytes_of("{\"code\": 0}"));
	assert_true(login_session_empty(s));
	login_session_answer(s, NULL, bytes_of(head), bytes_of("{\"token\": \"first-token\"}"));
	login_session_answer(s, NULL, bytes_of(head), bytes_of("{\"token\": \"aZ9-abcde\"}"));
	login_session_answer(s, NULL, bytes_of(head), bytes_of("{\"code\": 0}"));
	assert_false(login_session_empty(s));
	CLEANUP(mem_freep) char *line = login_session_field(s);
	TAP_TEXT("sent", line, "Authorization: Bearer aZ9-abcde");
	made = login_session_invent(s);
	CLEANUP(mem_freep) char *other = login_session_field(made);
	TAP_TEXT("invented", other, "Authorization: Bearer dC2-defgh");
	login_session_free(made);
	login_session_free(s);
}

static void mask_and_check(const struct login_session *s, const char *said, const char *expected)
{
	struct transcript t = { 0 };

	transcript_init(&t, 0);
	transcript_received(&t, bytes_of(said), 0);
	login_session_mask(s, &t);
	FIXTURE_SAYS(said, buf_cstr(&t.bytes), expected);
	transcript_done(&t);
}

/* Who has the values is logged in: evidence must not show them. */
static void masked(void **state)
{
	struct login_session *s = login_session_new();
	struct transcript nothing = { 0 };

	(void)state;
	login_session_mask(NULL, &nothing);
	read_and_check(s,
		       "HTTP/1.1 200 OK\r\nSet-Cookie: lang=1234567\r\n"
		       "Set-Cookie: sid=12345678\r\n\r\n",
		       "lang=1234567; sid=12345678");
	login_session_answer(
	    s, NULL, bytes_of(head),
	    bytes_of("{\"token\": \"ab/cd+ef\", \"refresh_token\": \"refresh1\"}"));
	login_session_mask(s, &nothing);
	mask_and_check(s, "lang=1234567; sid=12345678", "lang=1234567; sid=********");
	mask_and_check(s, "Bearer ab/cd+ef.", "Bearer ********.");
	mask_and_check(s, "{\"t\":\"ab\\/cd\\u002bef\"}", "{\"t\":\"**************\"}");
	mask_and_check(s, "?t=ab%2Fcd%2Bef&r=refresh1", "?t=************&r=********");
	login_session_free(s);
}

/* However many there are: the places for secrets are used again. */
static void many(void **state)
{
	struct login_session *s = login_session_new();
	CLEANUP(buf_done) struct buf set = BUF(65536);
	CLEANUP(buf_done) struct buf body = BUF(65536);

	(void)state;
	buf_text(&set, "HTTP/1.1 200 OK\r\n");
	buf_text(&body, "[");
	for (unsigned i = 0; i < LOGIN_SESSION_COOKIES_MAX; i++)
		buf_format(&set, "Set-Cookie: c%u=cookie-%04u\r\n", i, i);
	for (unsigned i = 0; i <= LOGIN_SESSION_HANDED_MAX; i++)
		buf_format(&body, "%s\"a-text-as-long-%04u\"", i > 0 ? "," : "", i);
	buf_text(&set, "\r\n");
	buf_text(&body, "]");
	login_session_read(s, buf_view(&set));
	login_session_answer(s, NULL, bytes_of(head), buf_view(&body));
	mask_and_check(s, "cookie-0000 cookie-0031", "*********** ***********");
	mask_and_check(s, "a-text-as-long-0000 a-text-as-long-0031 a-text-as-long-0032",
		       "******************* ******************* a-text-as-long-0032");
	login_session_free(s);
}

static const struct CMUnitTest login_session[] = {
	cmocka_unit_test(cookies), cmocka_unit_test(invented), cmocka_unit_test(token),
	cmocka_unit_test(masked),  cmocka_unit_test(many),     cmocka_unit_test(limits),
};

TAP_MAIN(login_session)
