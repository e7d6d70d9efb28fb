#include "login/login_form.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "login/form_fill.h"
#include "login/login_http.h"
#include "login/login_session.h"
#include "login/recipe.h"
#include "wire/html.h"

#define PAGE_BUDGET (8u << 20)
#define FORM_TYPE "application/x-www-form-urlencoded"

struct form {
	struct login_http h;
	struct fetch_reply page; /* the login page, where one was asked for */
	char *at;                /* its path and query */
	struct arena arena;
	struct html_page *html; /* NULL: it is no HTML, or none was asked for */
};

static void unable(struct form *f, const char *note)
{
	f->h.reply->print.end = LOGIN_UNABLE;
	f->h.reply->note = note;
}

/* The page at path, or where redirects from there lead. */
static int page_get(struct form *f, const char *path)
{
	int r;

	f->at = mem_text(path);
	for (unsigned i = 0;; i++) {
		fetch_done(&f->page);
		r = login_http_run(&f->h, &f->page, f->at, (struct fetch_request){ 0 });
		char *next = r == 0 && i < LOGIN_FORM_REDIRECTS_MAX
				 ? login_http_redirect(&f->h, &f->page, f->at)
				 : NULL;
		if (!next)
			break;
		mem_free(f->at);
		f->at = next;
	}
	if (r < 0)
		return r;
	f->html = mem_array(1, sizeof(*f->html));
	if (f->page.body.n > HTML_PAGE_MAX ||
	    html_decode(&f->arena, buf_view(&f->page.body), NULL, f->html) < 0)
		mem_free(steal(f->html));
	return 0;
}

/* What the credential was answered with, and the page that a redirect from there leads to. */
static void send_login(struct form *f, const char *target, struct fetch_request request)
{
	CLEANUP(fetch_done) struct fetch_reply out = { 0 };
	CLEANUP(mem_freep) char *at = mem_text(target);

	if (login_http_run(&f->h, &out, at, request) < 0)
		return;
	login_http_answered(&f->h, &out);
	if (out.status < 400)
		login_session_answer(f->h.session, json_object_get(f->h.door->recipe, "session"),
				     buf_view(&out.head), buf_view(&out.body));
	struct login_print answer = f->h.reply->print;
	for (unsigned i = 0; i < LOGIN_FORM_REDIRECTS_MAX; i++) {
		char *next = login_http_redirect(&f->h, &out, at);

		if (!next)
			break;
		mem_free(at);
		at = next;
		fetch_done(&out);
		if (login_http_run(&f->h, &out, at, (struct fetch_request){ 0 }) < 0) {
			/* The answer came; without the page behind it, it is not comparable. */
			answer.end = f->h.reply->print.end;
			f->h.reply->print = answer;
			return;
		}
		login_http_followed(&f->h, &out);
	}
}

/* ---- by the page ---- */

/* A page without a form may be the answer itself: "locked, come back in five minutes". */
static void no_form(struct form *f, const char *why)
{
	login_http_answered(&f->h, &f->page);
	if (f->page.status < 400 && f->h.reply->print.says == LOGIN_SAYS_NOTHING)
		unable(f, why);
}

static void by_page(struct form *f)
{
	const struct login_try *t = f->h.t;
	struct form_fill fill = { 0 };
	const char *path = f->h.door->path ? f->h.door->path : "/";

	if (page_get(f, path) < 0)
		return;
	if (!t->account) {
		login_http_answered(&f->h, &f->page);
		return;
	}
	const char *why =
	    f->html ? form_fill(&fill, f->html, t->account, t->secret) : "the page is no HTML";
	if (why) {
		form_fill_done(&fill);
		no_form(f, why);
		return;
	}
	CLEANUP(mem_freep) char *target = login_http_resolve(&f->h, f->at, fill.action);
	struct fetch_request request = { 0 };
	CLEANUP(mem_freep) char *with_query = NULL;
	if (!target) {
		unable(f, "the form is sent to another place");
	} else if (fill.post) {
		request.body = buf_view(&fill.content);
		request.content_type = FORM_TYPE;
		send_login(f, target, request);
	} else {
		/* A GET takes the place of the action's query (WHATWG HTML 4.10.21.3). */
		with_query = mem_format("%.*s?%s", (int)strcspn(target, "?"), target,
					buf_cstr(&fill.content));
		send_login(f, with_query, request);
	}
	form_fill_done(&fill);
}

/* ---- by a recipe ---- */

/* A hash of a secret is as good as the secret where the device takes it. */
static void hide(struct form *f, const struct recipe_request *request)
{
	struct transcript *all = &f->h.reply->transcript;
	struct transcript_secrets secrets = { .n = 1 };
	CLEANUP(mem_freep) char *body = NULL;

	if (!strstr(json_text(f->h.door->recipe, "body") ? json_text(f->h.door->recipe, "body")
							 : "",
		    "{{secret:") ||
	    request->body.n == 0)
		return;
	body = mem_textn((const char *)request->body.p, request->body.n);
	secrets.text[0] = body;
	transcript_mask_records(all->bytes.p, all->bytes.n, &secrets);
}

static void by_recipe(struct form *f)
{
	const struct login_try *t = f->h.t;
	const char *page = json_text(f->h.door->recipe, "page");
	CLEANUP(recipe_request_done) struct recipe_request request = { 0 };

	if (!page && !t->account)
		page = f->h.door->path ? f->h.door->path : "/";
	if (page && page_get(f, page) < 0)
		return;
	if (!t->account) {
		login_http_answered(&f->h, &f->page);
		return;
	}
	struct recipe_values values = {
		.account = t->account, .secret = t->secret, .page = f->html, .session = f->h.session
	};
	int r = recipe_fill(&request, f->h.door->recipe, &values);
	if (r == E_MISSING && page) {
		no_form(f, "the page does not have what the recipe asks for");
		return;
	}
	if (r < 0) {
		unable(f, "the recipe cannot be filled in");
		return;
	}
	CLEANUP(mem_freep) char *url = mem_textn((const char *)request.url.p, request.url.n);
	struct fetch_request send = { .method = request.method,
				      .content_type = request.type,
				      .fields = request.fields };
	if (request.type)
		send.body =
		    (struct bytes){ .p = request.body.p ? request.body.p : (const uint8_t *)"",
				    .n = request.body.n };
	send_login(f, url, send);
	hide(f, &request);
}

/* ---- */

static void run(const struct login_door *door, const struct login_try *t, struct login_reply *reply,
		void (*how)(struct form *f))
{
	struct form f = { .arena = ARENA(PAGE_BUDGET) };
	struct login_session *own = t->session ? NULL : login_session_new();

	login_http_init(&f.h, door, t, reply);
	if (own)
		f.h.session = own;
	how(&f);
	/* The token is known only now that the answer to the login was read. */
	login_session_mask(f.h.session, &reply->transcript);
	fetch_done(&f.page);
	mem_free(f.at);
	mem_free(f.html);
	arena_done(&f.arena);
	login_session_free(own);
}

void login_form(const struct login_door *door, const struct login_try *t, struct login_reply *reply)
{
	run(door, t, reply, door->recipe ? by_recipe : by_page);
}

void login_form_json(const struct login_door *door, const struct login_try *t,
		     struct login_reply *reply)
{
	if (door->recipe) {
		run(door, t, reply, by_recipe);
		return;
	}
	reply->print.end = LOGIN_UNABLE;
	reply->note = "a JSON login needs a recipe";
}
