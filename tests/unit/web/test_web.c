/* Whole answers without a socket: roles, errors, both halves of a POST, the pages of the engine. */
#include "fixture.h"

#include "web/template.h"
#include "web/view.h"
#include "web/view_field.h"
#include "web/web.h"
#include "workflow/settings.h"

#define MAKER ROLE_BIT(ROLE_MAKER)

static struct templates *templates;
static struct settings settings;

static int make(void **state)
{
	struct err err = { 0 };

	(void)state;
	if (templates_load(&templates, &err) < 0)
		fail_msg("%s", err.text);
	return templates_add(templates, "test",
			     "{{>head}}{{>problems}}<form method=\"post\" action=\"/x\">{{>hidden}}"
			     "{{#fields}}{{>field}}{{/fields}}</form>{{>foot}}",
			     &err) ||
	       templates_link(templates, &err);
}

static int drop(void **state)
{
	(void)state;
	templates_free(templates);
	return 0;
}

/* A page whose answer the path chooses. */
static int page(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	const char *id = request_at(rq, "id");

	if (text_equal(id, "missing"))
		return E_MISSING;
	if (text_equal(id, "broken"))
		return err_set(err, -EIO, "cannot read");
	json_t *view = view_new(web, rq, "題", "Title");
	json_t *fields = json_array();
	json_array_append_new(
	    fields,
	    view_field(rq, &(struct view_field){ .name = "name", .ja = "名前", .en = "Name" }));
	json_object_set_new(view, "fields", fields);
	return view_render(web, rq, rs, "test", view, err);
}

static const struct route table[] = {
	ROUTE_GET("/open", ROLE_PUBLIC, page),
	ROUTE_GET("/mine/:id", MAKER | ROLE_BIT(ROLE_OFFICER), page),
	ROUTE_POST("/mine/:id", MAKER, page, "thing.change", "/mine/:id?done=:word"),
	ROUTE_POST("/moves/:id", MAKER, page, "thing.*", "/mine/:id"),
	ROUTE_POST("/sign-in", ROLE_PUBLIC, page, "account.sign_in", ":next"),
	ROUTE_GET("/v1/things/:id", ROLE_PUBLIC, page),
	ROUTE_GET("/", ROLE_PUBLIC, page),
};

static struct web web_of_test(void)
{
	return (struct web){ .templates = templates,
			     .settings = &settings,
			     .routes = table,
			     .n_routes = ARRAY_LEN(table) };
}

static void arrive(struct request *rq, const char *method, const char *target, const char *role)
{
	struct request_raw raw = { .method = method,
				   .target = target,
				   .accept_language = "ja",
				   .cookie = "__Host-hoshi=token",
				   .origin = "https://h.example",
				   .address = "192.0.2.1" };

	assert_int_equal(request_read(rq, &raw), 0);
	if (role) {
		rq->account = json_pack("{s:i, s:s, s:s}", "id", 1, "name", "<名>", "role", role);
		rq->csrf = "CSRF";
	}
}

static bool says(struct response *rs, const char *text)
{
	return strstr(buf_cstr(&rs->body), text) != NULL;
}

static void answers(void **state)
{
	static const struct {
		const char *method, *target, *role;
		unsigned status;
		const char *location, *says;
	} rows[] = {
		{ "GET", "/open", NULL, 200, NULL, "<html lang=\"ja\">" },
		{ "HEAD", "/open", NULL, 200, NULL, "" },
		{ "GET", "/open?lang=en", NULL, 200, NULL, "<html lang=\"en\">" },
		{ "GET", "/mine/7?a=b%20c", NULL, 303, "/sign-in?next=%2Fmine%2F7%3Fa%3Db%2520c",
		  "" },
		{ "GET", "/mine/7", "maker", 200, NULL, "&lt;名&gt;" },
		{ "GET", "/mine/7", "officer", 200, NULL, "ログアウト" },
		{ "GET", "/mine/7", "auditor", 403, NULL, "許可されていません" },
		{ "GET", "/mine/7?lang=en", "auditor", 403, NULL, "not allowed" },
		{ "GET", "/mine/7", "nobody", 403, NULL, "許可されていません" },
		{ "GET", "/mine/missing", "maker", 404, NULL, "見つかりません" },
		{ "GET", "/mine/broken", "maker", 500, NULL, "エラーが発生しました" },
		{ "GET", "/mine/broken", NULL, 303, "/sign-in?next=%2Fmine%2Fbroken", "" },
		{ "GET", "/nowhere", NULL, 404, NULL, "action=\"/labels\"" },
		{ "GET", "/sign-in", NULL, 405, NULL, "できません" },
		{ "OPTIONS", "/sign-in", NULL, 204, NULL, "" },
		{ "OPTIONS", "/nowhere", NULL, 404, NULL, "" },
		{ "GET", "/v1/things/missing", NULL, 404, NULL, "\"title\": \"Not Found\"" },
		{ "GET", "/v1/nowhere", NULL, 404, NULL, "\"status\": 404" },
	};
	struct web web = web_of_test();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(request_done) struct request rq;
		CLEANUP(response_done) struct response rs = RESPONSE;

		arrive(&rq, rows[i].method, rows[i].target, rows[i].role);
		web_respond(&web, &rq, &rs);
		TAP_INT(rows[i].target, rs.status, rows[i].status);
		TAP_TEXT(rows[i].target, rs.location, rows[i].location);
		TAP_CHECK(rows[i].target, says(&rs, rows[i].says));
		TAP_INT(rows[i].target, rs.allowed != 0, rs.status == 405 || rs.status == 204);
		TAP_CHECK(rows[i].target, rs.status == 200 || rs.cache == RESPONSE_PRIVATE);
	}
}

static void every_error(void **state)
{
	static const unsigned statuses[] = { 400, 403, 404, 405, 409, 413, 414,
					     415, 422, 429, 431, 500, 501, 503 };
	struct web web = web_of_test();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++)
		for (int kind = 0; kind < 3; kind++) {
			CLEANUP(request_done) struct request rq;
			CLEANUP(response_done) struct response rs = RESPONSE;
			char number[16];

			snprintf(number, sizeof(number), "%u", statuses[i]);
			arrive(&rq, "GET",
			       kind == 0   ? "/x"
			       : kind == 1 ? "/x?lang=en"
					   : "/v1/x",
			       NULL);
			web_error(&web, &rq, statuses[i], &rs);
			TAP_INT(number, rs.status, statuses[i]);
			TAP_CHECK(number, says(&rs, number));
			TAP_CHECK(number, !says(&rs, "()"));
			TAP_TEXT(number, rs.type, kind == 2 ? RESPONSE_PROBLEM : RESPONSE_HTML);
			TAP_INT(number, rs.retry_after != 0,
				statuses[i] == 429 || statuses[i] == 503);
		}
}

static void beginning(void **state)
{
	static const struct {
		const char *target, *role, *site;
		unsigned status; /* 0: goes on */
	} rows[] = {
		{ "/mine/7", "maker", "same-origin", 0 },  { "/mine/7", "maker", NULL, 0 },
		{ "/mine/7", "maker", "cross-site", 403 }, { "/mine/7", "maker", "same-site", 403 },
		{ "/mine/7", "officer", NULL, 403 },       { "/mine/7", NULL, NULL, 303 },
		{ "/open", "maker", NULL, 405 },           { "/nowhere", "maker", NULL, 404 },
		{ "/sign-in", NULL, "same-origin", 0 },
	};
	struct web web = web_of_test();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(request_done) struct request rq;
		CLEANUP(response_done) struct response rs = RESPONSE;
		CLEANUP(json_done) json_t *action = NULL;
		const struct route *route = NULL;

		arrive(&rq, "POST", rows[i].target, rows[i].role);
		rq.fetch_site = rows[i].site;
		rq.form = fixture_json("{'csrf':'CSRF','id':'8','word':'w','many':['a']}");
		bool on = web_post_begin(&web, &rq, &route, &action, &rs);
		TAP_INT(rows[i].target, on, rows[i].status == 0);
		if (!on) {
			TAP_INT(rows[i].target, rs.status, rows[i].status);
			TAP_CHECK(rows[i].target, !action);
		} else if (text_equal(rows[i].target, "/mine/7")) {
			CLEANUP(json_done)
			json_t *want =
			    fixture_json("{'action':'thing.change','session':'token','csrf':'CSRF',"
					 "'address':'192.0.2.1','language':'ja','uploads':{},"
					 "'args':{'id':'7','word':'w','many':['a']}}");
			TAP_CHECK(rows[i].target, json_equal(action, want));
		}
	}
}

/* What the head alone tells, before a form has come. */
static void may_post(void **state)
{
	static const struct {
		const char *path, *role, *site;
		unsigned status; /* 0: it may */
	} rows[] = {
		{ "/mine/7", "maker", NULL, 0 },
		{ "/mine/7", "maker", "same-origin", 0 },
		{ "/moves/7", "maker", NULL, 0 },
		{ "/sign-in", NULL, NULL, 0 },
		{ "/mine/7", "maker", "cross-site", 403 },
		{ "/mine/7", "officer", NULL, 403 },
		{ "/mine/7", NULL, NULL, 303 },
		{ "/open", "maker", NULL, 405 },
		{ "/nowhere", "maker", NULL, 404 },
	};
	struct web web = web_of_test();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(request_done) struct request rq;
		CLEANUP(response_done) struct response rs = RESPONSE;

		arrive(&rq, "POST", rows[i].path, rows[i].role);
		rq.fetch_site = rows[i].site;
		TAP_INT(rows[i].path, web_post_may(&web, &rq, &rs), rows[i].status == 0);
		TAP_INT(rows[i].path, rs.status, rows[i].status ? rows[i].status : 200);
		rq.fetch_site = NULL;
	}
}

/* One route for all moves: which, says the form. */
static void moves(void **state)
{
	static const struct {
		const char *form, *action;
	} rows[] = {
		{ "{'move':'take_number'}", "thing.take_number" },
		{ "{'move':'record_hearing'}", "thing.record_hearing" },
		/* Actions, but no moves: they have forms of their own. */
		{ "{'move':'open'}", NULL },
		{ "{'move':'message'}", NULL },
		{ "{'move':'fly_home'}", NULL },
		{ "{'move':'submit '}", NULL },
		{ "{'move':''}", NULL },
		{ "{}", NULL },
		{ "{'move':['a','b']}", NULL },
		{ "{'move':'Fly'}", NULL },
		{ "{'move':'a.b'}", NULL },
		{ "{'move':'*'}", NULL },
	};
	struct web web = web_of_test();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(request_done) struct request rq;
		CLEANUP(response_done) struct response rs = RESPONSE;
		CLEANUP(json_done) json_t *action = NULL;
		const struct route *route;

		arrive(&rq, "POST", "/moves/7", "maker");
		rq.form = fixture_json(rows[i].form);
		bool asked = web_post_begin(&web, &rq, &route, &action, &rs);
		TAP_INT(rows[i].form, asked, rows[i].action != NULL);
		TAP_TEXT(rows[i].form, action ? json_text(action, "action") : NULL, rows[i].action);
		TAP_INT(rows[i].form, rs.status, asked ? 200 : 404);
	}
}

/* Some outcomes say enough by themselves: the page comes again, with what was typed. */
static void outcomes_without_a_word(void **state)
{
	static const struct {
		const char *reply;
		unsigned status;
		bool conflict;
		const char *says;
	} rows[] = {
		{ "{'outcome':'conflict'}", 409, true, "ほかの人が先に変更しました" },
		{ "{'outcome':'factor','problems':[]}", 422, false, "id=\"problems\"" },
	};
	struct web web = web_of_test();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(request_done) struct request rq;
		CLEANUP(response_done) struct response rs = RESPONSE;
		CLEANUP(json_done) json_t *action = NULL;
		CLEANUP(json_done) json_t *reply = fixture_json(rows[i].reply);
		const struct route *route;

		arrive(&rq, "POST", "/mine/7", "maker");
		rq.form = fixture_json("{'name':'typed'}");
		assert_true(web_post_begin(&web, &rq, &route, &action, &rs));
		web_post_end(&web, &rq, route, reply, &rs);
		TAP_INT(rows[i].reply, rs.status, rows[i].status);
		TAP_INT(rows[i].reply, rq.conflict, rows[i].conflict);
		TAP_CHECK(rows[i].reply, says(&rs, rows[i].says));
		TAP_CHECK(rows[i].reply, says(&rs, "value=\"typed\""));
	}
}

/* What the decoder of the form has found shows beside the field, and nobody is asked. */
static void a_bad_form(void **state)
{
	struct web web = web_of_test();
	CLEANUP(request_done) struct request rq;
	CLEANUP(response_done) struct response rs = RESPONSE;
	json_t *action = NULL;
	const struct route *route;

	(void)state;
	arrive(&rq, "POST", "/mine/7", "maker");
	rq.form = fixture_json("{'name':'typed <b>'}");
	rq.problems = fixture_json("[{'field':'name','ja':'だめ','en':'no'}]");
	assert_false(web_post_begin(&web, &rq, &route, &action, &rs));
	assert_null(action);
	assert_int_equal(rs.status, 422);
	assert_true(says(&rs, "<a href=\"#f-name\">だめ</a>"));
	assert_true(says(&rs, "id=\"f-name-problem\""));
	assert_true(says(&rs, "aria-describedby=\"f-name-problem\" aria-invalid=\"true\""));
	assert_true(says(&rs, "value=\"typed &lt;b&gt;\""));
	assert_true(says(&rs, "name=\"csrf\" value=\"CSRF\""));
	assert_true(says(&rs, "<title>エラー: "));
	assert_true(rs.cache == RESPONSE_PRIVATE);
}

static void ending(void **state)
{
	static const struct {
		const char *target, *form, *reply;
		unsigned status;
		const char *location, *session, *says;
	} rows[] = {
		{ "/mine/7", "{}", "{'outcome':'ok','result':{'word':'a b','id':9}}", 303,
		  "/mine/9?done=a%20b", NULL, "" },
		{ "/mine/7", "{'word':'f'}", "{'outcome':'ok','result':{}}", 303, "/mine/7?done=f",
		  NULL, "" },
		{ "/mine/7", "{}", "{'outcome':'ok','result':{}}", 500, NULL, NULL, "" },
		{ "/sign-in", "{}", "{'outcome':'ok','result':{'session':'S'}}", 303, "/", "S",
		  "" },
		{ "/sign-in", "{'next':'/mine/7?a=1'}", "{'outcome':'ok','result':{'session':'S'}}",
		  303, "/mine/7?a=1", "S", "" },
		{ "/sign-in", "{'next':'//evil.example'}",
		  "{'outcome':'ok','result':{'next':'/desk'}}", 303, "/desk", NULL, "" },
		{ "/sign-in", "{'next':'https://evil.example'}", "{'outcome':'ok','result':{}}",
		  303, "/", NULL, "" },
		{ "/sign-in", "{'next':'/\\\\evil.example'}", "{'outcome':'ok','result':{}}", 303,
		  "/", NULL, "" },
		{ "/sign-in", "{'next':'/\\t/evil.example'}",
		  "{'outcome':'ok','result':{'session':''}}", 303, "/", "", "" },
		{ "/mine/7", "{'name':'typed'}",
		  "{'outcome':'invalid','problems':[{'field':'name','ja':'短い','en':'short'}]}",
		  422, NULL, NULL, "短い" },
		{ "/mine/7", "{'name':'typed'}",
		  "{'outcome':'conflict','problems':[{'field':'','ja':'先に','en':'first'}]}", 409,
		  NULL, NULL, "value=\"typed\"" },
		{ "/mine/7", "{}",
		  "{'outcome':'factor','problems':[{'field':'factor','ja':'符号','en':'code'}]}",
		  422, NULL, NULL, "符号" },
		{ "/mine/7", "{}", "{'outcome':'conflict'}", 409, NULL, NULL, "先に変更" },
		{ "/mine/7", "{}", "{'outcome':'limit','problems':[]}", 429, NULL, NULL,
		  "多すぎます" },
		{ "/mine/7", "{}", "{'outcome':'denied'}", 403, NULL, NULL, "許可" },
		{ "/mine/7", "{}", "{'outcome':'missing'}", 404, NULL, NULL, "見つかりません" },
		{ "/mine/7", "{}", "{'outcome':'full'}", 503, NULL, NULL, "空き容量" },
		{ "/mine/7", "{}", "{'outcome':'broken'}", 500, NULL, NULL, "エラー" },
		{ "/mine/7", "{}", "{'outcome':'new one'}", 500, NULL, NULL, "エラー" },
		{ "/mine/7", "{}", "{'outcome':'signed_out'}", 303, "/sign-in?next=%2F", NULL, "" },
		{ "/mine/7", "{}", NULL, 503, NULL, NULL, "混み合って" },
	};
	struct web web = web_of_test();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *what = rows[i].reply ? rows[i].reply : "no reply";
		CLEANUP(request_done) struct request rq;
		CLEANUP(response_done) struct response rs = RESPONSE;
		CLEANUP(json_done) json_t *action = NULL;
		CLEANUP(json_done)
		json_t *reply = rows[i].reply ? fixture_json(rows[i].reply) : NULL;
		const struct route *route;

		arrive(&rq, "POST", rows[i].target, "maker");
		rq.form = fixture_json(rows[i].form);
		TAP_CHECK(what, web_post_begin(&web, &rq, &route, &action, &rs));
		web_post_end(&web, &rq, route, reply, &rs);
		TAP_INT(what, rs.status, rows[i].status);
		TAP_TEXT(what, rs.location, rows[i].location);
		TAP_TEXT(what, rs.session, rows[i].session);
		TAP_CHECK(what, says(&rs, rows[i].says));
		TAP_CHECK(what, rs.cache == RESPONSE_PRIVATE);
	}
}

/* A script that saves a form gets JSON. */
static void ending_for_scripts(void **state)
{
	static const struct {
		const char *reply, *want;
		unsigned status;
	} rows[] = {
		{ "{'outcome':'ok','result':{'version':3,'word':'x','secret':1}}",
		  "{'outcome':'ok','version':3}", 200 },
		{ "{'outcome':'conflict','problems':[{'field':'','ja':'a','en':'b'}]}",
		  "{'outcome':'conflict','problems':[{'field':'','ja':'a','en':'b'}]}", 409 },
	};
	struct web web = web_of_test();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(request_done) struct request rq;
		CLEANUP(response_done) struct response rs = RESPONSE;
		CLEANUP(json_done) json_t *action = NULL;
		CLEANUP(json_done) json_t *reply = fixture_json(rows[i].reply);
		CLEANUP(json_done) json_t *want = fixture_json(rows[i].want);
		CLEANUP(json_done) json_t *got = NULL;
		struct err err = { 0 };
		const struct route *route;

		arrive(&rq, "POST", "/mine/7", "maker");
		rq.accept = "application/json";
		assert_true(web_post_begin(&web, &rq, &route, &action, &rs));
		web_post_end(&web, &rq, route, reply, &rs);
		TAP_INT(rows[i].reply, rs.status, rows[i].status);
		assert_int_equal(json_read(&got, buf_view(&rs.body), "answer", &err), 0);
		TAP_CHECK(rows[i].reply, json_equal(got, want));
	}
}

/* Names come from the settings, and only an owner can say that the system is official. */
static void the_owner(void **state)
{
	static const char doc[] = "{'official':%s,'scheme':{'name':{'ja':'制度<','en':'Scheme<'}},"
				  "'owner':{'name':{'ja':'事務局','en':'Office'}}}";

	(void)state;
	for (int official = 0; official < 2; official++) {
		CLEANUP(mem_freep) char *text = mem_format(doc, official ? "true" : "false");
		CLEANUP(json_done) json_t *value = fixture_json(text);
		struct settings own = { .doc = value };
		struct web web = { .templates = templates, .settings = &own };
		CLEANUP(request_done) struct request rq;
		CLEANUP(response_done) struct response rs = RESPONSE;

		arrive(&rq, "GET", "/", NULL);
		web_respond(&web, &rq, &rs);
		assert_int_equal(rs.status, 200);
		assert_true(says(&rs, " | 制度&lt;</title>") && says(&rs, "事務局"));
		assert_int_equal(says(&rs, "公式のシステムではありません"), !official);
	}
}

static void small_questions(void **state)
{
	static const struct {
		const char *next;
		bool valid;
	} rows[] = {
		{ "/", true },
		{ "/a?b=/c", true },
		{ NULL, false },
		{ "", false },
		{ "a", false },
		{ "//a", false },
		{ "/\\a", false },
		{ "/a\n", false },
		{ "https://h.example/", false },
		{ "javascript:x", false },
	};
	CLEANUP(json_done) json_t *maker = fixture_json("{'role':'maker'}");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_INT(rows[i].next ? rows[i].next : "(none)", web_next_valid(rows[i].next),
			rows[i].valid);
	assert_true(web_allows(ROLE_PUBLIC, NULL));
	assert_true(web_allows(MAKER, maker));
	assert_false(web_allows(MAKER, NULL));
	for (unsigned role = 0; role < ROLES; role++)
		assert_int_equal(web_allows(ROLE_BIT(role), maker), role == ROLE_MAKER);
}

/* The rows that the engine itself brings. */
static void own_pages(void **state)
{
	struct web web = { .templates = templates, .settings = &settings };
	static const struct {
		const char *target;
		unsigned status;
		enum response_cache cache;
		const char *says;
	} rows[] = {
		{ "/", 200, RESPONSE_PUBLIC, "公式のシステムではありません" },
		{ "/?lang=en", 200, RESPONSE_PUBLIC, "not an official system" },
		{ "/healthz", 200, RESPONSE_PRIVATE, "ok" },
		{ "/static/hoshi.css", 200, RESPONSE_PUBLIC, "--blue-900" },
		{ "/static/hoshi.js?v=0", 200, RESPONSE_PUBLIC, "autosave" },
		{ "/static/hoshi.nothing", 404, RESPONSE_PRIVATE, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(request_done) struct request rq;
		CLEANUP(response_done) struct response rs = RESPONSE;

		arrive(&rq, "GET", rows[i].target, NULL);
		web_respond(&web, &rq, &rs);
		TAP_INT(rows[i].target, rs.status, rows[i].status);
		TAP_INT(rows[i].target, rs.cache, rows[i].cache);
		TAP_CHECK(rows[i].target, says(&rs, rows[i].says));
		if (rs.status != 200 || rs.cache == RESPONSE_PRIVATE)
			continue;
		CLEANUP(request_done) struct request more;
		CLEANUP(response_done) struct response not_modified = RESPONSE;
		arrive(&more, "GET", rows[i].target, NULL);
		more.if_none_match = rs.etag;
		web_respond(&web, &more, &not_modified);
		TAP_INT(rows[i].target, not_modified.status, 304);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(answers),         cmocka_unit_test(every_error),
	cmocka_unit_test(beginning),       cmocka_unit_test(a_bad_form),
	cmocka_unit_test(may_post),        cmocka_unit_test(may_post),
	cmocka_unit_test(moves),           cmocka_unit_test(outcomes_without_a_word),
	cmocka_unit_test(ending),          cmocka_unit_test(ending_for_scripts),
	cmocka_unit_test(own_pages),       cmocka_unit_test(the_owner),
	cmocka_unit_test(small_questions),
};

TAP_MAIN_WITHIN(tests, make, drop)
