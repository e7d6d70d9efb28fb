#include "web/web.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "web/template_value.h"
#include "web/view.h"
#include "workflow/workflow.h"

#define LOCATION_MAX 8192
#define SIGN_IN "/sign-in"

/* ---- who may ----  */

bool web_allows(unsigned roles, const json_t *account)
{
	if (roles & ROLE_PUBLIC)
		return true;
	const char *name = account ? json_text(account, "role") : NULL;
	int role = name ? role_find(name) : -1;
	return role >= 0 && roles & ROLE_BIT((unsigned)role);
}

bool web_next_valid(const char *next)
{
	return next && next[0] == '/' && template_value_followable(next);
}

/* Back to where one wanted to go: the page itself, or for a form whose page is elsewhere the home.
 */
static void sign_in(const struct request *rq, struct response *rs)
{
	CLEANUP(buf_done) struct buf location = BUF(LOCATION_MAX);

	if (request_wants_json(rq)) {
		response_problem(rs, 401, "Sign in first.");
		return;
	}
	buf_text(&location, SIGN_IN "?next=");
	if (rq->method != METHOD_POST) {
		CLEANUP(mem_freep) char *here = view_here(rq, NULL, NULL);
		template_value_part(&location, here);
	} else {
		buf_text(&location, "%2F");
	}
	response_redirect(rs, buf_ok(&location) ? buf_cstr(&location) : SIGN_IN);
}

/* ---- pages ---- */

static void clear(struct response *rs)
{
	unsigned allowed = rs->allowed;

	response_done(rs);
	*rs = RESPONSE;
	rs->allowed = allowed;
}

struct words {
	unsigned status;
	const char *ja, *en, *ja_more, *en_more;
};

static const struct words errors[] = {
	{ 400, "要求を読み取れませんでした", "The request could not be read",
	  "アドレスまたは送信された内容に、読み取れない部分があります。リンクが途中で切れていないか"
	  "確かめてください。",
	  "The address or what was sent has a part that cannot be read. See whether a link was "
	  "cut." },
	{ 403, "この操作は許可されていません", "This is not allowed",
	  "お使いのアカウントの役割ではこのページを使えないか、別のサイトから送信されました。",
	  "The role of your account does not allow it, or it was sent from another site." },
	{ 404, "ページが見つかりません", "This page does not exist",
	  "アドレスが変わったか、入力に誤りがある可能性があります。番号が分かる場合は検索をお試しく"
	  "ださい。",
	  "The address may have changed or been mistyped. If you know a number, try the search." },
	{ 405, "このアドレスではその操作はできません", "This address cannot be used like that", "",
	  "" },
	{ 409, "ほかの人が先に変更しました", "Somebody else changed it first",
	  "ページを読み込み直して、現在の内容を確かめてください。",
	  "Load the page again and look at what it is now." },
	{ 413, "送信された内容が大きすぎます", "What was sent is too large",
	  "ファイルの大きさと、入力した文章の長さを確かめてください。",
	  "Check the size of the files and the length of the text." },
	{ 414, "アドレスが長すぎます", "The address is too long", "", "" },
	{ 415, "この形式は受け付けていません", "This format is not accepted", "", "" },
	{ 422, "内容に誤りがあります", "Something is not right", "", "" },
	{ 429, "操作の回数が多すぎます", "Too many attempts",
	  "しばらく待ってから、もう一度お試しください。", "Wait a little and try again." },
	{ 431, "ヘッダーが大きすぎます", "The header fields are too large",
	  "このサイトのCookieを削除すると解決することがあります。",
	  "Deleting the cookies of this site may help." },
	{ 500, "エラーが発生しました", "Something went wrong",
	  "記録されました。操作が完了したかどうかを確かめてから、もう一度お試しください。",
	  "It was recorded. See whether your action was done before you try again." },
	{ 501, "この操作には対応していません", "This is not supported", "", "" },
	{ 503, "ただいま混み合っています", "Busy at the moment",
	  "処理されていない可能性があります。少し待ってから、現在の内容を確かめて、もう一度お試しく"
	  "だ"
	  "さい。",
	  "It may not have been done. Wait a little, look, and try again." },
};

void web_error(struct web *web, const struct request *rq, unsigned status, struct response *rs)
{
	const struct words *words = &errors[0];
	struct err err = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(errors); i++)
		if (errors[i].status == status)
			words = &errors[i];
	clear(rs);
	if (request_wants_json(rq)) {
		response_problem(rs, status, words->en_more[0] ? words->en_more : NULL);
	} else {
		json_t *view = view_new(web, rq, words->ja, words->en);

		json_object_set_new(view, "status", json_integer(status));
		json_object_set_new(view, "more",
				    words->ja_more[0] ? view_words(words->ja_more, words->en_more)
						      : json_null());
		json_object_set_new(view, "search", json_boolean(status == 404));
		if (view_render(web, rq, rs, "error", view, &err) < 0) {
			log_error("web", "%s", err.text);
			response_problem(rs, status, NULL);
		}
	}
	rs->status = status;
	rs->retry_after = status == 429 ? WEB_RETRY_LIMIT : status == 503 ? WEB_RETRY_BUSY : 0;
	/* A browser's scripts may read why the public API said no. */
	rs->cors = request_is_open(rq);
	response_seal(rs, rq);
}

static void page(struct web *web, const struct request *rq, const struct route *route,
		 unsigned status, struct response *rs)
{
	struct err err = { 0 };
	int r = route->page(web, rq, rs, &err);

	if (r < 0) {
		if (r != E_MISSING)
			log_error("web", "%s: %s", route->pattern,
				  err.text[0] ? err.text : err_name(r));
		web_error(web, rq, r == E_MISSING ? 404 : 500, rs);
		return;
	}
	if (rs->status == 200)
		rs->status = status;
	response_seal(rs, rq);
}

static const struct route *find(const struct web *web, const struct request *rq, json_t **at,
				unsigned *allowed)
{
	return web->routes
		   ? route_find_in(web->routes, web->n_routes, rq->method, rq->path, at, allowed)
		   : route_find(rq->method, rq->path, at, allowed);
}

/* The row, or NULL when rs has the answer: 404, 405, sign in, 403. */
static const struct route *permitted(struct web *web, struct request *rq, struct response *rs)
{
	json_t *at = NULL;
	unsigned allowed;
	const struct route *route = find(web, rq, &at, &allowed);

	if (!route) {
		rs->allowed = allowed;
		web_error(web, rq, allowed ? 405 : 404, rs);
		return NULL;
	}
	json_decref(json_lend(rq->at));
	rq->at = at;
	if (web_allows(route->roles, rq->account))
		return route;
	if (rq->account)
		web_error(web, rq, 403, rs);
	else
		sign_in(rq, rs);
	return NULL;
}

static void options(struct web *web, const struct request *rq, struct response *rs)
{
	json_t *at = NULL;
	unsigned allowed;

	(void)find(web, rq, &at, &allowed);
	json_decref(at);
	if (!allowed) {
		web_error(web, rq, 404, rs);
		return;
	}
	rs->status = 204;
	rs->allowed = allowed;
	rs->cors = request_is_open(rq);
	response_seal(rs, rq);
}

void web_respond(struct web *web, struct request *rq, struct response *rs)
{
	if (rq->account)
		request_language(rq);
	if (rq->method == METHOD_OPTIONS) {
		options(web, rq, rs);
		return;
	}
	const struct route *route = permitted(web, rq, rs);
	if (route)
		page(web, rq, route, 200, rs);
	else
		response_seal(rs, rq);
}

/* ---- POST ---- */

static json_t *arguments(const struct request *rq)
{
	const json_t *said = rq->method == METHOD_POST ? rq->form : rq->query;
	json_t *args = said ? json_copy(json_lend(said)) : json_object();

	json_object_del(args, "csrf");
	/* Of a page's address that is the reader's language, which is said beside the arguments. */
	if (rq->method != METHOD_POST)
		json_object_del(args, "lang");
	/* What the path says wins: it is what was looked at when the page was made. */
	if (rq->at)
		json_object_update(args, json_lend(rq->at));
	return args;
}

static json_t *text_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

/* The route's action, or the move that the form says comes after its dot; NULL when it is none. */
static char *action_name(const struct request *rq, const struct route *route)
{
	const char *move = request_form(rq, "move");

	if (!text_ends(route->action, ".*"))
		return mem_text(route->action);
	if (!workflow_is_action(move))
		return NULL;
	return mem_format("%.*s%s", (int)strlen(route->action) - 1, route->action, move);
}

static json_t *action_new(const struct request *rq, const char *name)
{
	return json_pack("{s:s, s:o, s:o, s:o, s:s, s:o, s:o}", "action", name, "session",
			 text_or_null(request_session(rq)), "csrf",
			 text_or_null(request_form(rq, "csrf")), "address",
			 text_or_null(rq->address), "language", rq->language, "args", arguments(rq),
			 "uploads", rq->uploads ? json_deep_copy(rq->uploads) : json_object());
}

/* What a script that saves a form gets instead of a page. */
static void outcome(const struct request *rq, struct response *rs, unsigned status,
		    const char *outcome, const json_t *result)
{
	CLEANUP(json_done)
	json_t *body = json_pack("{s:s}", "outcome", outcome);
	/* By which the next save shows that it knows of this one. */
	json_t *version = result ? json_object_get(result, "version") : NULL;

	if (rq->problems)
		json_object_set(body, "problems", json_lend(rq->problems));
	if (version)
		json_object_set(body, "version", version);
	rs->status = status;
	rs->type = RESPONSE_JSON;
	json_write(&rs->body, body, false);
	response_seal(rs, rq);
}

static void again(struct web *web, struct request *rq, const struct route *route, unsigned status,
		  const char *why, struct response *rs)
{
	if (request_wants_json(rq))
		outcome(rq, rs, status, why, NULL);
	else
		page(web, rq, route, status, rs);
}

static const struct route *may_post(struct web *web, struct request *rq, struct response *rs)
{
	const struct route *route = NULL;

	if (rq->account)
		request_language(rq);
	if (!request_is_ours(rq)) {
		web_error(web, rq, 403, rs);
		return NULL;
	}
	route = permitted(web, rq, rs);
	if (!route)
		response_seal(rs, rq);
	return route;
}

bool web_post_may(struct web *web, struct request *rq, struct response *rs)
{
	return may_post(web, rq, rs) != NULL;
}

bool web_post_begin(struct web *web, struct request *rq, const struct route **route,
		    json_t **action, struct response *rs)
{
	*route = may_post(web, rq, rs);
	if (!*route)
		return false;
	if (rq->problems && json_array_size(rq->problems)) {
		again(web, rq, *route, 422, "invalid", rs);
		return false;
	}
	CLEANUP(mem_freep) char *name = action_name(rq, *route);
	if (!name) {
		web_error(web, rq, 404, rs);
		return false;
	}
	*action = action_new(rq, name);
	return true;
}

static char *then(const struct request *rq, const struct route *route, const json_t *result)
{
	const json_t *const from[] = { result, rq->at, rq->form };
	const char *next = request_form(rq, "next");

	if (!route->then)
		return mem_text(rq->path);
	if (!text_equal(route->then, ":next"))
		return route_fill(route->then, from, ARRAY_LEN(from));
	if (!web_next_valid(next))
		next = json_text(result, "next");
	return mem_text(web_next_valid(next) ? next : "/");
}

static void succeeded(struct web *web, const struct request *rq, const struct route *route,
		      const json_t *reply, struct response *rs)
{
	const json_t *result = json_object_get(reply, "result");
	const char *session = json_text(result, "session");
	CLEANUP(mem_freep) char *location = then(rq, route, result);

	if (!location) {
		log_error("web", "%s: the result does not fill '%s'", route->action, route->then);
		web_error(web, rq, 500, rs);
		return;
	}
	rs->session = mem_text(session);
	if (request_wants_json(rq)) {
		outcome(rq, rs, 200, "ok", result);
		return;
	}
	response_redirect(rs, location);
	response_seal(rs, rq);
}

/* Said for the registrar where its outcome alone is reason enough to show the page again. */
static json_t *own_problem(const char *name)
{
	if (text_equal(name, "conflict"))
		return json_pack(
		    "[{s:s, s:s, s:s}]", "field", "", "ja",
		    "ほかの人が先に変更しました。現在の内容を確かめて、もう一度操作してください。",
		    "en",
		    "Somebody else changed it first. Look at what it is now, then try again.");
	if (text_equal(name, "factor"))
		return json_pack(
		    "[{s:s, s:s, s:s}]", "field", "factor", "ja",
		    "認証コードが違います。認証アプリに表示されている、まだ使っていない"
		    "コードを入力してください。",
		    "en",
		    "This is not the code. Please type the one that your app shows "
		    "now; each works once.");
	if (text_equal(name, "full"))
		return json_pack("[{s:s, s:s, s:s}]", "field", "", "ja",
				 "サーバーの空き容量が足りないため、何も変更していません。運営者に"
				 "お知らせのうえ、"
				 "後でもう一度お試しください。",
				 "en",
				 "There is no room left on the server, so nothing was changed. "
				 "Please tell the owner, "
				 "and try again later.");
	return NULL;
}

void web_post_end(struct web *web, struct request *rq, const struct route *route,
		  const json_t *reply, struct response *rs)
{
	static const struct {
		const char *outcome;
		unsigned status;
		bool again; /* the page, with problems */
	} outcomes[] = {
		{ "invalid", 422, true }, { "factor", 422, true },  { "conflict", 409, true },
		{ "limit", 429, true },   { "denied", 403, true },  { "missing", 404, false },
		{ "full", 503, true },    { "broken", 500, false },
	};
	const char *name = reply ? json_text(reply, "outcome") : NULL;
	CLEANUP(json_done) json_t *own = own_problem(name);
	const json_t *said = reply ? json_object_get(reply, "problems") : NULL;
	const json_t *problems = said && json_array_size(said) > 0 ? said : own;
	bool told = problems && json_array_size(problems) > 0;

	if (text_equal(name, "ok")) {
		succeeded(web, rq, route, reply, rs);
		return;
	}
	if (text_equal(name, "signed_out")) {
		json_decref(json_lend(rq->account));
		rq->account = NULL;
		sign_in(rq, rs);
		response_seal(rs, rq);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(outcomes); i++) {
		if (!text_equal(name, outcomes[i].outcome))
			continue;
		/* Without a word why, the error page says more than the same page again. */
		if (!told || !outcomes[i].again) {
			web_error(web, rq, outcomes[i].status, rs);
			return;
		}
		json_decref(json_lend(rq->problems));
		rq->problems = json_incref(json_lend(problems));
		rq->conflict = text_equal(name, "conflict");
		if (outcomes[i].status == 429)
			rs->retry_after = WEB_RETRY_LIMIT;
		again(web, rq, route, outcomes[i].status, name, rs);
		return;
	}
	web_error(web, rq, name ? 500 : 503, rs);
}

/* ---- a GET that asks ---- */

bool web_ask_begin(struct web *web, struct request *rq, const struct route **route, json_t **action)
{
	json_t *at = NULL;
	unsigned allowed;

	if (rq->method != METHOD_GET && rq->method != METHOD_HEAD)
		return false;
	*route = find(web, rq, &at, &allowed);
	if (!*route || !(*route)->action || !web_allows((*route)->roles, rq->account)) {
		json_decref(at);
		return false;
	}
	json_decref(json_lend(rq->at));
	rq->at = at;
	*action = action_new(rq, (*route)->action);
	return true;
}

void web_ask_end(struct web *web, struct request *rq, const struct route *route,
		 const json_t *reply, struct response *rs)
{
	static const struct {
		const char *outcome;
		unsigned status;
	} errors_of[] = {
		{ "missing", 404 }, { "limit", 429 },  { "denied", 403 },
		{ "full", 503 },    { "broken", 503 },
	};
	const char *name = json_text(reply, "outcome");

	if (text_equal(name, "ok") || text_equal(name, "invalid")) {
		rq->answer = json_object_get(reply, "result");
		json_decref(json_lend(rq->problems));
		rq->problems = json_incref(json_object_get(reply, "problems"));
		page(web, rq, route, 200, rs);
		rq->answer = NULL;
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(errors_of); i++)
		if (text_equal(name, errors_of[i].outcome)) {
			web_error(web, rq, errors_of[i].status, rs);
			return;
		}
	web_error(web, rq, 503, rs);
}
