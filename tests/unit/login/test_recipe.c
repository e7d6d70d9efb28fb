/* Recipes filled in, refused, and made from what browsers recorded. */
#include "fixture.h"

#include "base/arena.h"
#include "login/login_session.h"
#include "login/recipe.h"
#include "login/recipe_from_har.h"
#include "wire/html.h"

#define R "'recipe': 1, 'method': 'POST', 'url': '/in'"
#define FORM "'type': 'application/x-www-form-urlencoded'"

static void places(void **state)
{
	static const struct {
		const char *what, *recipe;
		int expected;
		const char *url, *body;
	} rows[] = {
		{ "a form", "{" R ", " FORM ", 'body': 'u={{account}}&p={{secret}}&x=1'}", 0, "/in",
		  "u=ad%26min&p=p%22w%3C&x=1" },
		{ "JSON",
		  "{" R ", 'type': 'application/json', 'body': "
		  "'{\\u0022p\\u0022:\\u0022{{secret}}\\u0022}'}",
		  0, "/in", "{\"p\":\"p\\\"w<\"}" },
		{ "JSON sent as text",
		  "{" R
		  ", 'type': 'text/plain', 'body': '{\\u0022p\\u0022:\\u0022{{secret}}\\u0022}'}",
		  0, "/in", "{\"p\":\"p\\\"w<\"}" },
		{ "XML", "{" R ", 'type': 'application/xml', 'body': '<p>{{secret}}</p>'}", 0,
		  "/in", "<p>p&#34;w&#60;</p>" },
		{ "a place at the start is no JSON",
		  "{" R ", " FORM ", 'body': '{{account}}={{secret}}'}", 0, "/in",
		  "ad%26min=p%22w%3C" },
		{ "a URL", "{'recipe': 1, 'method': 'GET', 'url': '/in?u={{account}}'}", 0,
		  "/in?u=ad%26min", "" },
		{ "hashes", "{" R ", " FORM ", 'body': '{{secret:md5}} {{secret:base64}}'}", 0,
		  "/in", "8e100d2fd6263feab6bcac3fe0339d6d cCJ3PA%3D%3D" },
		{ "a field of the page",
		  "{" R ", " FORM ", 'body': 't={{field:tok}}&i={{field:byid}}'}", 0, "/in",
		  "t=1a%2F2&i=ii" },
		{ "a cookie", "{" R ", " FORM ", 'body': 't={{cookie:sid}}'}", 0, "/in", "t=c1" },
		{ "a field that is not there", "{" R ", " FORM ", 'body': '{{field:other}}'}",
		  E_MISSING, NULL, NULL },
		{ "a cookie that is not there", "{" R ", " FORM ", 'body': '{{cookie:other}}'}",
		  E_MISSING, NULL, NULL },
		{ "an unknown place", "{" R ", " FORM ", 'body': '{{user}}'}", E_FORMAT, NULL,
		  NULL },
		{ "an unknown hash", "{" R ", " FORM ", 'body': '{{secret:crc}}'}", E_FORMAT, NULL,
		  NULL },
		{ "an open place", "{" R ", " FORM ", 'body': '{{account'}", E_FORMAT, NULL, NULL },
	};
	static const char page_text[] =
	    "<form><input type=hidden name=tok value='1a/2'><input id=byid value=ii></form>";
	CLEANUP(arena_done) struct arena arena = ARENA(1u << 20);
	struct login_session *session = login_session_new();
	struct html_page page;
	struct recipe_values values = { "ad&min", "p\"w<", &page, session };

	(void)state;
	login_session_read(session, bytes_of("HTTP/1.1 200 OK\r\nSet-Cookie: sid=c1\r\n\r\n"));
	assert_int_equal(html_decode(&arena, bytes_of(page_text), NULL, &page), 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *recipe = fixture_json(rows[i].recipe);
		CLEANUP(recipe_request_done) struct recipe_request request = { 0 };

		TAP_INT(rows[i].what, recipe_fill(&request, recipe, &values), rows[i].expected);
		TAP_INT(rows[i].what, recipe_check(recipe, NULL),
			rows[i].expected == E_MISSING ? 0 : rows[i].expected);
		if (rows[i].expected < 0)
			continue;
		TAP_TEXT(rows[i].what, buf_cstr(&request.url), rows[i].url);
		TAP_TEXT(rows[i].what, buf_cstr(&request.body), rows[i].body);
	}
	login_session_free(session);
}

static void header_fields(void **state)
{
	CLEANUP(json_done)
	json_t *recipe =
	    fixture_json("{" R ", 'headers': {'X-Token': 'a {{secret}}', 'Accept': '*/*'}}");
	struct recipe_values values = { .account = "a", .secret = "s" };
	struct recipe_request request;

	(void)state;
	assert_int_equal(recipe_check(recipe, NULL), 0);
	assert_int_equal(recipe_fill(&request, recipe, &values), 0);
	assert_string_equal(request.fields[0], "X-Token: a s");
	assert_string_equal(request.fields[1], "Accept: */*");
	assert_null(request.fields[2]);
	recipe_request_done(&request);
	values.secret = "s\r\nX-Other: 1";
	assert_int_equal(recipe_fill(&request, recipe, &values), E_FORMAT);
	recipe_request_done(&request);
	for (unsigned n = RECIPE_FIELDS_MAX; n <= RECIPE_FIELDS_MAX + 1; n++) {
		CLEANUP(json_done) json_t *many = fixture_json("{" R ", 'headers': {}}");

		for (unsigned i = 0; i < n; i++) {
			CLEANUP(mem_freep) char *name = mem_format("X-%u", i);

			json_object_set_new(json_object_get(many, "headers"), name,
					    json_string("1"));
		}
		assert_int_equal(recipe_check(many, NULL), n > RECIPE_FIELDS_MAX ? E_LIMIT : 0);
	}
}

static void refused(void **state)
{
	static const struct {
		const char *recipe, *says;
	} rows[] = {
		{ "{}", "recipe" },
		{ "{'recipe': 2, 'method': 'POST', 'url': '/'}", "/recipe" },
		{ "{'recipe': 1, 'method': 'DELETE', 'url': '/'}", "/method" },
		{ "{'recipe': 1, 'method': 'POST', 'url': 'http://x/'}", "/url" },
		{ "{'recipe': 1, 'method': 'POST', 'url': '/a b'}", "/url" },
		{ "{" R ", 'body': 'x'}", "type" },
		{ "{" R ", 'headers': {'Cookie': 'x'}}", "'Cookie'" },
		{ "{" R ", 'headers': {'X-A': 'x\\ny'}}", "/headers/X-A" },
		{ "{" R ", 'more': 1}", "/more" },
		{ "{" R ", 'session': {'header': 'Authorization'}}", "/session" },
		{ "{" R ", 'session': {'header': 'Cookie', 'value': 'a={{answer:/a}}'}}",
		  "'Cookie'" },
		{ "{" R ", 'session': {'header': 'X: y', 'value': '{{answer:/a}}'}}",
		  "/session/header" },
		{ "{" R ", 'session': {'header': 'X-A', 'value': 'fixed'}}", "one place" },
		{ "{" R ", 'session': {'header': 'X-A', 'value': '{{answer:/a'}}", "one place" },
		{ "{" R ", 'session': {'header': 'X-A', 'value': '{{answer:/a}}{{answer:/b}}'}}",
		  "one place" },
		{ "{" R ", 'session': {'header': 'X-A', 'value': '{{answer:a}}'}}", "a place" },
		{ "{" R ", 'session': {'header': 'X-A', 'value': '{{secret}}'}}", "a place" },
		{ "{" R ", 'session': {'header': 'X-A', 'value': '{{answer-header:}}'}}",
		  "a place" },
		{ "{" R ", " FORM ", 'body': '{{password}}'}", "a place" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *recipe = fixture_json(rows[i].recipe);
		struct err err = { 0 };

		TAP_CHECK(rows[i].recipe, recipe_check(recipe, &err) < 0);
		FIXTURE_SAYS(rows[i].recipe, err.text, rows[i].says);
	}
}

/* ---- HAR ---- */

#define PAGE(html)                                                                               \
	"{'request': {'method': 'GET', 'url': 'http://cam/login.html', 'headers': []}, "         \
	"'response': {'headers': [{'name': 'Set-Cookie', 'value': 'xsrf=tok-cookie; Path=/'}], " \
	"'content': {'mimeType': 'text/html', 'text': '" html "'}}}"
#define FIELD "<form><input name=csrf value=tok-field><input type=\\u0022password\\u0022></form>"
#define LOGIN(url, fields, post)                                               \
	"{'request': {'method': 'POST', 'url': '" url "', 'headers': [" fields \
	"], 'postData': {" post "}}, 'response': {'headers': [], 'content': {}}}"
#define HAR(entries) "{'log': {'entries': [" entries "]}}"
#define TYPE "'mimeType': 'application/x-www-form-urlencoded'"
#define TYPE2 "'type': 'application/x-www-form-urlencoded', "

static void recorded(void **state)
{
	static const struct {
		const char *what, *har;
		int expected;
		const char *recipe; /* or a part of what is said */
	} rows[] = {
		{ "a form",
		  HAR(LOGIN("http://cam:8080/in?a=1#x", "",
			    TYPE ", 'text': 'u=admin&p=pa%20ss&b=x%20y'")),
		  0,
		  "{'recipe': 1, 'method': 'POST', 'url': '/in?a=1', " TYPE2
		  "'body': 'u={{account}}&p={{secret}}&b=x%20y'}" },
		{ "parameters instead of a text",
		  HAR(LOGIN("http://cam/in", "",
			    TYPE ", 'params': [{'name': 'u', 'value': 'admin'}, {'name': 'p', "
				 "'value': 'pa ss'}]")),
		  0,
		  "{'recipe': 1, 'method': 'POST', 'url': '/in', " TYPE2
		  "'body': 'u={{account}}&p={{secret}}'}" },
		{ "JSON",
		  HAR(LOGIN("http://cam/api", "",
			    "'mimeType': 'application/json', 'text': "
			    "'{\\u0022user\\u0022:\\u0022admin\\u0022,\\u0022d\\u0022:{"
			    "\\u0022pw\\u0022:\\u0022pa ss\\u0022,\\u0022n\\u0022:[1]}}'")),
		  0,
		  "{'recipe': 1, 'method': 'POST', 'url': '/api', 'type': 'application/json', "
		  "'body': "
		  "'{\\u0022user\\u0022:\\u0022{{account}}\\u0022,\\u0022d\\u0022:{"
		  "\\u0022pw\\u0022:\\u0022{{secret}}\\u0022,\\u0022n\\u0022:[1]}}'}" },
		{ "tokens of a page and a cookie",
		  HAR(PAGE(FIELD) ", " LOGIN("http://cam/in",
					     "{'name': 'X-XSRF', 'value': 'tok-cookie'}, {'name': "
					     "'Cookie', 'value': 'xsrf=1'}",
					     TYPE ", 'text': 'csrf=tok-field&u=admin&p=pa+ss'")),
		  0,
		  "{'recipe': 1, 'page': '/login.html', 'method': 'POST', 'url': '/in', " TYPE2
		  "'body': 'csrf={{field:csrf}}&u={{account}}&p={{secret}}', 'headers': {'X-XSRF': "
		  "'{{cookie:xsrf}}'}}" },
		{ "the page before it",
		  HAR(PAGE(FIELD) ", " LOGIN("http://cam/in", "",
					     TYPE ", 'text': 'u=admin&p=pa+ss'")),
		  0,
		  "{'recipe': 1, 'page': '/login.html', 'method': 'POST', 'url': '/in', " TYPE2
		  "'body': 'u={{account}}&p={{secret}}'}" },
		{ "a page of another host",
		  HAR(PAGE(FIELD) ", " LOGIN("http://other/in", "",
					     TYPE ", 'text': 'u=admin&p=pa+ss'")),
		  0,
		  "{'recipe': 1, 'method': 'POST', 'url': '/in', " TYPE2
		  "'body': 'u={{account}}&p={{secret}}'}" },
		{ "a hash",
		  HAR(LOGIN("http://cam/in", "",
			    TYPE ", 'text': 'u=admin&p=3C77AFECDCC99443B7508B272C80E6BD'")),
		  0,
		  "{'recipe': 1, 'method': 'POST', 'url': '/in', " TYPE2
		  "'body': 'u={{account}}&p={{secret:md5}}'}" },
		{ "the second request",
		  HAR(LOGIN("http://cam/log", "", TYPE ", 'text': 'u=admin'") ", " LOGIN(
		      "http://cam/in", "", TYPE ", 'text': 'u=admin&p=pa+ss'")),
		  0,
		  "{'recipe': 1, 'method': 'POST', 'url': '/in', " TYPE2
		  "'body': 'u={{account}}&p={{secret}}'}" },
		{ "no login", HAR(LOGIN("http://cam/in", "", TYPE ", 'text': 'u=admin&p=other'")),
		  E_MISSING, "no request carries" },
		{ "nothing", HAR(""), E_MISSING, "no request carries" },
		{ "no HAR", "{'log': {}}", E_FORMAT, "no HAR" },
		{ "XML",
		  HAR(LOGIN("http://cam/in", "",
			    "'mimeType': 'text/xml', 'text': '<u>admin</u><p>pa ss</p>'")),
		  E_UNSUPPORTED, "could not be read" },
		{ "a file upload",
		  HAR(LOGIN("http://cam/in", "",
			    "'mimeType': 'multipart/form-data; boundary=x', 'text': '--x'")),
		  E_UNSUPPORTED, "could not be read" },
		{ "the secret within another text",
		  HAR(LOGIN("http://cam/in", "", TYPE ", 'text': 'u=admin&p=pa+ss&again=xpa ssx'")),
		  E_UNSUPPORTED, "could not be read" },
		{ "what looks like a place",
		  HAR(LOGIN("http://cam/in", "", TYPE ", 'text': 'u=admin&p=pa+ss&x={{y}}'")),
		  E_UNSUPPORTED, "could not be read" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *har = fixture_json(rows[i].har);
		CLEANUP(json_done) json_t *got = NULL;
		struct err err = { 0 };

		TAP_INT(rows[i].what, recipe_from_har(&got, har, "admin", "pa ss", &err),
			rows[i].expected);
		if (rows[i].expected < 0) {
			FIXTURE_SAYS(rows[i].what, err.text, rows[i].recipe);
			continue;
		}
		CLEANUP(json_done) json_t *want = fixture_json(rows[i].recipe);
		CLEANUP(buf_done) struct buf a = BUF(65536);
		CLEANUP(buf_done) struct buf b = BUF(65536);
		json_write(&a, got, false);
		json_write(&b, want, false);
		TAP_TEXT(rows[i].what, buf_cstr(&a), buf_cstr(&b));
	}
}

/* How the browser went on. */
#define ANSWERED(fields, text)                                                                     \
	"{'request': {'method': 'POST', 'url': 'http://cam/in', 'headers': [], 'postData': {" TYPE \
	", 'text': 'u=admin&p=pa+ss'}}, 'response': {'headers': [" fields                          \
	"], 'content': {'text': '" text "'}}}"
#define LATER(url, fields)                                                      \
	", {'request': {'method': 'GET', 'url': '" url "', 'headers': [" fields \
	"]}, 'response': {'headers': [], 'content': {}}}"
#define FIELD_OF(name, value) "{'name': '" name "', 'value': '" value "'}"
#define TOKENS                         \
	"{\\u0022d\\u0022:[{\\u0022a/" \
	"b\\u0022:\\u0022tok-12345\\u0022,\\u0022n\\u0022:\\u0022short\\u0022}]}"

static void session_recorded(void **state)
{
	static const struct {
		const char *what, *har, *header, *value; /* NULL: none */
	} rows[] = {
		{ "a bearer token",
		  HAR(ANSWERED("", TOKENS) LATER("http://cam/a", FIELD_OF("Accept", "tok-12345"))
			  LATER("http://cam/b", FIELD_OF("X-Key", "tok-12345") ", " FIELD_OF(
						    "Authorization", "Bearer tok-12345"))),
		  "Authorization", "Bearer {{answer:/d/0/a~1b}}" },
		{ "a field of the page's own",
		  HAR(ANSWERED("", TOKENS) LATER("http://cam/b", FIELD_OF("x-key", "<tok-12345>"))),
		  "x-key", "<{{answer:/d/0/a~1b}}>" },
		{ "a field of the head",
		  HAR(ANSWERED(FIELD_OF("X-Auth", "head-tok-1"), "")
			  LATER("http://cam/b", FIELD_OF("X-Auth", "head-tok-1"))),
		  "X-Auth", "{{answer-header:X-Auth}}" },
		{ "the longest",
		  HAR(ANSWERED(FIELD_OF("X-Auth", "tok-12345-more"), TOKENS)
			  LATER("http://cam/b", FIELD_OF("X-Auth", "tok-12345-more"))),
		  "X-Auth", "{{answer-header:X-Auth}}" },
		{ "another host",
		  HAR(ANSWERED("", TOKENS)
			  LATER("http://other/b", FIELD_OF("Authorization", "tok-12345"))),
		  NULL, NULL },
		{ "too short",
		  HAR(ANSWERED("", TOKENS) LATER("http://cam/b", FIELD_OF("X-N", "short"))), NULL,
		  NULL },
		{ "what the login was not answered with",
		  HAR(ANSWERED("", TOKENS)
			  LATER("http://cam/b", FIELD_OF("Authorization", "Bearer other-123"))),
		  NULL, NULL },
		{ "a name that no recipe takes",
		  HAR(ANSWERED("", TOKENS) LATER("http://cam/b", FIELD_OF("X-A_B", "tok-12345"))),
		  NULL, NULL },
		{ "what looks like a place",
		  HAR(ANSWERED("", TOKENS) LATER("http://cam/b", FIELD_OF("X-A", "{{tok-12345"))),
		  NULL, NULL },
		{ "nothing later", HAR(ANSWERED("", TOKENS)), NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *har = fixture_json(rows[i].har);
		CLEANUP(json_done) json_t *got = NULL;

		TAP_INT(rows[i].what, recipe_from_har(&got, har, "admin", "pa ss", NULL), 0);
		const json_t *session = json_object_get(got, "session");
		TAP_CHECK(rows[i].what, (session != NULL) == (rows[i].header != NULL));
		if (!session || !rows[i].header)
			continue;
		TAP_TEXT(rows[i].what, json_text(session, "header"), rows[i].header);
		TAP_TEXT(rows[i].what, json_text(session, "value"), rows[i].value);
	}
}

/* Is a session made of this, with a later request after so many others? */
static bool has_session(const char *answer, unsigned others, const char *name, const char *value)
{
	CLEANUP(json_done) json_t *har = fixture_json(HAR(ANSWERED("", "")));
	CLEANUP(json_done) json_t *got = NULL;
	json_t *entries = json_at(har, "/log/entries");

	json_object_set_new(json_at(har, "/log/entries/0/response/content"), "text",
			    json_string(answer));
	for (unsigned i = 0; i <= others; i++)
		json_array_append_new(entries,
				      json_pack("{s:{s:s, s:[{s:s, s:s}]}}", "request", "url",
						"http://cam/b", "headers", "name", name, "value",
						i == others ? value : "none"));
	assert_int_equal(recipe_from_har(&got, har, "admin", "pa ss", NULL), 0);
	return json_object_get(got, "session") != NULL;
}

static void session_limits(void **state)
{
	static const char token[] = "{\"t\":\"tok-12345\"}";
	/* "{{answer:/t}}" takes 13 bytes of a value's 1024; "answer:/" 8 of a place's 100. */
	CLEANUP(mem_freep) char *value = mem_format("%0*dtok-12345", 1024 - 13, 0);
	CLEANUP(mem_freep) char *longer = mem_format("0%s", value);
	CLEANUP(mem_freep) char *place = mem_format("{\"%0*d\":\"tok-12345\"}", 92, 0);
	CLEANUP(mem_freep) char *long_place = mem_format("{\"%0*d\":\"tok-12345\"}", 93, 0);
	CLEANUP(mem_freep) char *name = mem_format("X-%0*d", 58, 0);
	CLEANUP(mem_freep) char *long_name = mem_format("X-%0*d", 59, 0);
	/* An answer of 1 MiB, with the other bytes of its JSON. */
	int fill = (1 << 20) - (int)strlen(token) - (int)strlen(",\"x\":\"\"");
	CLEANUP(mem_freep)
	char *answer = mem_format("{\"t\":\"tok-12345\",\"x\":\"%0*d\"}", fill, 0);
	CLEANUP(mem_freep)
	char *long_answer = mem_format("{\"t\":\"tok-12345\",\"x\":\"%0*d\"}", fill + 1, 0);

	(void)state;
	assert_true(has_session(token, 99, "X-Key", "tok-12345"));
	assert_false(has_session(token, 100, "X-Key", "tok-12345"));
	assert_true(has_session(token, 0, "X-Key", value));
	assert_false(has_session(token, 0, "X-Key", longer));
	assert_true(has_session(place, 0, "X-Key", "tok-12345"));
	assert_false(has_session(long_place, 0, "X-Key", "tok-12345"));
	assert_true(has_session(token, 0, name, "tok-12345"));
	assert_false(has_session(token, 0, long_name, "tok-12345"));
	assert_int_equal(strlen(answer), 1 << 20);
	assert_true(has_session(answer, 0, "X-Key", "tok-12345"));
	assert_false(has_session(long_answer, 0, "X-Key", "tok-12345"));
}

/* "admin" twice: names tell which is which, or their order. */
static void same_name_and_secret(void **state)
{
	static const struct {
		const char *text, *body;
	} rows[] = {
		{ "a=admin&b=admin", "a={{account}}&b={{secret}}" },
		{ "passwd=admin&login=admin", "passwd={{secret}}&login={{account}}" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done)
		json_t *har = json_pack("{s:{s:[{s:{s:s, s:s, s:{s:s, s:s}}}]}}", "log", "entries",
					"request", "method", "POST", "url", "http://cam/in",
					"postData", "mimeType", "text/plain", "text", rows[i].text);
		CLEANUP(json_done) json_t *got = NULL;

		TAP_INT(rows[i].text, recipe_from_har(&got, har, "admin", "admin", NULL), 0);
		TAP_TEXT(rows[i].text, json_text(got, "body"), rows[i].body);
	}
}

static void limits(void **state)
{
	(void)state;
	for (unsigned n = RECIPE_HAR_ENTRIES_MAX; n <= RECIPE_HAR_ENTRIES_MAX + 1; n++) {
		CLEANUP(json_done) json_t *har = fixture_json("{'log': {'entries': []}}");
		json_t *entries = json_at(har, "/log/entries");
		json_t *got = NULL;

		for (unsigned i = 0; i < n; i++)
			json_array_append_new(entries, json_object());
		assert_int_equal(recipe_from_har(&got, har, "a", "b", NULL),
				 n > RECIPE_HAR_ENTRIES_MAX ? E_LIMIT : E_MISSING);
	}
}

static void files(void **state)
{
	CLEANUP(mem_freep) char *recipe = fixture_path("recipe.json");
	CLEANUP(mem_freep) char *har = fixture_path("login.har");
	CLEANUP(json_done) json_t *a = NULL;
	CLEANUP(json_done) json_t *b = NULL;
	json_t *c = NULL;
	struct err err = { 0 };

	(void)state;
	fixture_write(recipe, bytes_of("{\"recipe\":1,\"method\":\"POST\",\"url\":\"/in\"}"));
	assert_int_equal(recipe_read(&a, recipe, "", "x", &err), 0);
	assert_string_equal(json_text(a, "url"), "/in");
	fixture_write(har, bytes_of("{\"log\":{\"entries\":[{\"request\":{\"method\":\"GET\","
				    "\"url\":\"http://c/?p=xyz\"}}]}}"));
	assert_int_equal(recipe_read(&b, har, "", "xyz", &err), 0);
	assert_string_equal(json_text(b, "url"), "/?p={{secret}}");
	assert_int_equal(recipe_read(&c, har, "", "other", &err), E_MISSING);
	FIXTURE_SAYS("the file", err.text, "login.har");
	fixture_write(recipe, bytes_of("{\"recipe\":1}"));
	assert_true(recipe_read(&c, recipe, "", "x", &err) < 0);
	FIXTURE_SAYS("the file", err.text, "recipe.json");
}

static const struct CMUnitTest recipe_tests[] = {
	cmocka_unit_test(places),         cmocka_unit_test(header_fields),
	cmocka_unit_test(refused),        cmocka_unit_test(recorded),
	cmocka_unit_test(limits),         cmocka_unit_test(same_name_and_secret),
	cmocka_unit_test(files),          cmocka_unit_test(session_recorded),
	cmocka_unit_test(session_limits),
};

TAP_MAIN_WITHIN(recipe_tests, fixture_enter, fixture_leave)
