/* Tokens in what logins are answered with: by name, by a recipe's word, and invented ones. */
#include "fixture.h"

#include "login/login_token.h"

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

/* "FIELD: VALUE"; "-" where there is none. */
static void check(const char *what, const char *how, const char *fields, const char *body,
		  const char *expected)
{
	CLEANUP(mem_freep) char *head = mem_format(HEAD "%s\r\n", fields);
	CLEANUP(json_done) json_t *said = how ? fixture_json(how) : NULL;
	struct login_token t = { 0 };
	bool found = login_token_read(&t, said, bytes_of(head), bytes_of(body));
	CLEANUP(mem_freep)
	char *got =
	    found ? mem_format("%s: %s%s%s", t.field, t.before, t.value, t.after) : mem_text("-");

	TAP_TEXT(what, got, expected);
	TAP_CHECK(what, found == (t.field != NULL));
	login_token_done(&t);
}

static void usual(void **state)
{
	static const struct {
		const char *what, *fields, *body, *expected;
	} rows[] = {
		{ "RFC 6749 5.1", "",
		  "{\"token_type\":\"Bearer\",\"refresh_token\":\"refresh-12345\","
		  "\"access_token\":\"2YotnFZFEjr1zCsicMWpAA\"}",
		  "Authorization: Bearer 2YotnFZFEjr1zCsicMWpAA" },
		{ "camel case", "", "{\"accessToken\":\"abcdefgh\"}",
		  "Authorization: Bearer abcdefgh" },
		{ "token", "", "{\"token\":\"abcdefgh\"}", "Authorization: Bearer abcdefgh" },
		{ "jwt", "", "{\"jwt\":\"abcdefgh\"}", "Authorization: Bearer abcdefgh" },
		{ "authToken", "", "{\"authToken\":\"abcdefgh\"}",
		  "Authorization: Bearer abcdefgh" },
		{ "the better name", "",
		  "{\"idToken\":\"identity1\",\"token\":\"abcdefgh\",\"data\":{"
		  "\"access_token\":\"access123\"}}",
		  "Authorization: Bearer access123" },
		{ "one to renew it with is none", "",
		  "{\"tokens\":{\"refresh\":{\"token\":\"refresh12\"},"
		  "\"access\":{\"token\":\"abcdefgh\"}}}",
		  "Authorization: Bearer abcdefgh" },
		{ "only one to renew it with", "", "{\"refreshToken\":\"refresh12\"}", "-" },
		{ "three deep", "", "{\"a\":{\"b\":{\"token\":\"abcdefgh\"}}}",
		  "Authorization: Bearer abcdefgh" },
		{ "four deep", "", "{\"a\":{\"b\":{\"c\":{\"token\":\"abcdefgh\"}}}}", "-" },
		{ "eight bytes", "", "{\"token\":\"1234567a\"}", "Authorization: Bearer 1234567a" },
		{ "seven bytes", "", "{\"token\":\"123456a\"}", "-" },
		{ "blanks", "", "{\"token\":\"please log in\"}", "-" },
		{ "other letters", "", "{\"token\":\"\xe3\x83\x88\xe3\x83\xbc\xe3\x82\xaf\"}",
		  "-" },
		{ "no letter and no digit", "", "{\"token\":\"----------\"}", "-" },
		{ "no text", "", "{\"token\":1234567890}", "-" },
		{ "another name", "", "{\"key\":\"abcdefgh\"}", "-" },
		{ "no JSON", "", "token=abcdefgh", "-" },
		{ "nothing", "", "", "-" },
		{ "a field of the head", "X-Auth-Token: abcdefgh\r\n", "{\"token\":\"other123\"}",
		  "X-Auth-Token: abcdefgh" },
		{ "another one, with its scheme", "authorization: Bearer abcdefgh\r\n", "",
		  "Authorization: Bearer abcdefgh" },
		{ "a field that is no token", "X-Auth-Token: none\r\n", "{\"token\":\"abcdefgh\"}",
		  "Authorization: Bearer abcdefgh" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check(rows[i].what, NULL, rows[i].fields, rows[i].body, rows[i].expected);
}

#define SAID(value) "{'header': 'X-Key', 'value': '" value "'}"

static void as_said(void **state)
{
	static const struct {
		const char *what, *how, *fields, *body, *expected;
	} rows[] = {
		{ "a member", SAID("Token {{answer:/d/0/k}};v=1"), "",
		  "{\"token\":\"other123\",\"d\":[{\"k\":\"abcdefgh\"}]}",
		  "X-Key: Token abcdefgh;v=1" },
		{ "a name with a slash", SAID("{{answer:/a~1b}}"), "", "{\"a/b\":\"abcdefgh\"}",
		  "X-Key: abcdefgh" },
		{ "a field of the head", SAID("{{answer-header:x-session}}"),
		  "X-Session: abcdefgh\r\n", "", "X-Key: abcdefgh" },
		{ "it is not there", SAID("{{answer:/k}}"), "X-Auth-Token: abcdefgh\r\n",
		  "{\"token\":\"abcdefgh\"}", "-" },
		{ "it is not in the head", SAID("{{answer-header:X-Session}}"), "",
		  "{\"token\":\"abcdefgh\"}", "-" },
		{ "it would end the line", SAID("{{answer:/k}}"), "",
		  "{\"k\":\"abcdefgh\\r\\nX: 1\"}", "-" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *how = fixture_json(rows[i].how);

		TAP_INT(rows[i].what, login_token_check(how, NULL), 0);
		check(rows[i].what, rows[i].how, rows[i].fields, rows[i].body, rows[i].expected);
	}
}

static void limits(void **state)
{
	(void)state;
	for (size_t n = LOGIN_TOKEN_MAX; n <= LOGIN_TOKEN_MAX + 1; n++) {
		CLEANUP(mem_freep) char *text = mem_array(n + 1, 1);

		memset(text, 'a', n);
		assert_int_equal(login_token_fits(bytes_of(text)), n == LOGIN_TOKEN_MAX);
	}
	assert_true(login_token_fits(bytes_of("12345678")));
	assert_false(login_token_fits(bytes_of("1234567")));
}

static void invented(void **state)
{
	static const char *const rows[][2] = {
		{ "aZ9-x.Y_0", "dC2-a.B_3" },
		{ "eyJhbGci.eyJzdWIi.abcXYZ", "eyJhbGci.eyJzdWIi.defABC" },
		{ "eyJhbGci.eyJzdWIi.", "hbMkeJfl.hbMcgZLl." },
		{ "eyJhbGci.eyJzdWIi", "hbMkeJfl.hbMcgZLl" },
		{ "eyJhb.eyJzd.abc.def", "hbMke.hbMcg.def.ghi" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(mem_freep) char *got = login_token_invent(rows[i][0]);

		TAP_TEXT(rows[i][0], got, rows[i][1]);
	}
}

static void take(void *context, struct bytes text)
{
	struct buf *all = context;

	buf_bytes(all, text);
	buf_u8(all, ' ');
}

/* Whatever may be as good as the token, and nothing that is only short. */
static void each(void **state)
{
	CLEANUP(buf_done) struct buf all = BUF(4096);

	(void)state;
	login_token_each(bytes_of(HEAD "X-CSRF-Token: csrf1234\r\nX-Session-Id: 12345678\r\n"
				       "ETag: 1234567890123456\r\n\r\n"),
			 bytes_of("{\"refresh_token\":\"refresh1\",\"model\":\"HT-1-0001\","
				  "\"x\":[{\"sid\":\"0123456789abcdef\"}],\"token\":\"short\"}"),
			 take, &all);
	TAP_TEXT("each", buf_cstr(&all), "refresh1 0123456789abcdef csrf1234 12345678 ");
}

static const struct CMUnitTest login_token[] = {
	cmocka_unit_test(usual),    cmocka_unit_test(as_said), cmocka_unit_test(limits),
	cmocka_unit_test(invented), cmocka_unit_test(each),
};

TAP_MAIN(login_token)
