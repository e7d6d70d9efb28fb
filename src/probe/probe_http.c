/*
 * What a visitor without a login can reach on each HTTP service: the front page, well-known paths
 * (catalogue/http_paths.json), and whatever the pages link to.  Only GET, one at a time, on one
 * connection as long as the device keeps it.
 *
 * Many devices answer every path with status 200, so the walk first asks for two paths that
 * cannot exist; a page that looks like their answer is taken for missing (soft 404).
 */
#include "probe/probe.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "criteria/catalogue.h"
#include "net/fetch.h"
#include "probe/declared_recipe.h"
#include "probe/link.h"
#include "run/coverage.h"
#include "wire/html.h"
#include "wire/http.h"

#define REQUESTS_MAX 240
#define QUEUE_MAX 1000
#define DEPTH_MAX 4
#define FAILURES_MAX 3 /* in a row: the service is gone */
#define ARENA_MAX (8u << 20)
#define CONTROLS 2
#define TITLE_SHOWN 200

struct control {
	int status;
	char *title, *location;
	size_t length;
};

struct visit {
	const char *path;
	unsigned depth;
	const json_t *known; /* the catalogue's entry, or NULL for a link */
};

struct walk {
	struct probe_context *cx;
	const json_t *service;
	uint16_t port;
	bool tls;
	struct fetch_kept *kept;
	struct arena arena; /* paths; lives as long as the walk */
	struct visit queue[QUEUE_MAX];
	unsigned n, next, failures;
	struct control controls[CONTROLS];
	bool full;               /* there was more than the queue holds */
	bool has_login;          /* a page was seen that asks for one */
	const char *locked_door; /* a path that asks for a login though it need not exist */
	json_t *seen;            /* paths queued, mechanisms reported */
	int last_error;
};

/* One fetched page and what was understood of it. */
struct page {
	struct fetch_reply reply;
	struct http_head head;
	bool has_head, is_html;
	struct arena arena;
	struct html_page html;
	char sha256[HASH_HEX_MAX]; /* of its evidence, once it is observed */
};

static void page_done(struct page *p)
{
	fetch_done(&p->reply);
	arena_done(&p->arena);
}

static void enqueue(struct walk *w, const char *path, unsigned depth, const json_t *known)
{
	if (depth > DEPTH_MAX || json_object_get(w->seen, path))
		return;
	char *copy = arena_textn(&w->arena, path, strlen(path));
	if (w->n >= QUEUE_MAX || !copy) {
		w->full = true;
		return;
	}
	json_object_set_new(w->seen, path, json_true());
	w->queue[w->n++] = (struct visit){ .path = copy, .depth = depth, .known = known };
}

static int load(struct walk *w, const char *path, struct page *p)
{
	CLEANUP(mem_freep) char *url = probe_url(w->cx, w->service, path);

	*p = (struct page){ .arena = ARENA(ARENA_MAX) };
	int r = probe_get_kept(w->cx, &p->reply, url, w->kept);
	if (r < 0)
		return r;
	r = http_head_decode(buf_view(&p->reply.head), &p->head);
	if (r < 0)
		return r;
	p->has_head = true;
	struct bytes type = http_field_find(&p->head, "Content-Type");
	p->is_html = (type.n == 0 || text_find(type, bytes_of("html"))) &&
		     html_decode(&p->arena, buf_view(&p->reply.body), NULL, &p->html) == 0;
	return 0;
}

static char *field_text(const struct page *p, const char *name)
{
	return text_visible_new(http_field_find(&p->head, name), FETCH_HEAD_MAX);
}

/* Where a redirect leads, with the asked path taken out: "same path on https" is one place. */
static char *redirect_place(const struct page *p, const char *path)
{
	char *location = field_text(p, "Location");

	if (text_ends(location, path))
		location[strlen(location) - strlen(path)] = '\0';
	return location;
}

/* ---- soft 404 ---- */

/*
 * How often a text repeats the path that was asked for, as a page for anything at all does. Without
 * the slash, as not everybody shows it; without the query if it is not there with it.
 */
static size_t echoes(struct bytes text, const char *path, struct bytes *echo)
{
	const uint8_t *at;
	size_t n = 0;

	*echo = bytes_of(path + (*path == '/'));
	if (echo->n > 0 && !text_find(text, *echo))
		echo->n = strcspn((const char *)echo->p, "?");
	while (echo->n > 0 && (at = text_find(text, *echo))) {
		size_t used = (size_t)(at - text.p) + echo->n;

		text = (struct bytes){ .p = text.p + used, .n = text.n - used };
		n++;
	}
	return n;
}

/* What is left of a page's title and length without the path in it. */
static char *title_left(const struct page *p, const char *path)
{
	char *title = mem_text(p->is_html ? p->html.title : "");
	struct bytes echo;

	for (size_t n = echoes(bytes_of(title), path, &echo); n > 0; n--) {
		struct bytes all = bytes_of(title);
		size_t at = (size_t)(text_find(all, echo) - all.p);

		memmove(title + at, title + at + echo.n, all.n - at - echo.n + 1);
	}
	return title;
}

static size_t length_left(const struct page *p, const char *path)
{
	struct bytes echo;
	size_t n = echoes(buf_view(&p->reply.body), path, &echo);

	return p->reply.body.n - n * echo.n;
}

static int learn_controls(struct walk *w)
{
	/* Letters a site would hardly use; the same for every run, so that runs can be compared. */
	static const char *const nowhere[CONTROLS] = { PROBE_NOWHERE, "/hoshi-w8/x5nq1.html" };

	for (unsigned i = 0; i < CONTROLS; i++) {
		CLEANUP(page_done) struct page p;
		int r = load(w, nowhere[i], &p);

		if (r < 0)
			return r;
		w->controls[i] = (struct control){
			.status = p.reply.status,
			.title = title_left(&p, nowhere[i]),
			.location = redirect_place(&p, nowhere[i]),
			.length = length_left(&p, nowhere[i]),
		};
	}
	return 0;
}

/* Texts that differ by little, such as a date. */
static bool similar(size_t a, size_t b)
{
	size_t larger = a > b ? a : b, gap = a > b ? a - b : b - a;

	return gap <= 32 + larger / 20;
}

/*
 * Does the answer differ from that to a path which cannot be there?  Where a whole site asks for a
 * login, a guess that is asked for it too tells nothing.
 */
static bool is_missing(const struct walk *w, const struct page *p, const char *path)
{
	CLEANUP(mem_freep) char *location = redirect_place(p, path);
	CLEANUP(mem_freep) char *title = title_left(p, path);

	if (p->reply.status == 404 || p->reply.status == 410)
		return true;
	for (unsigned i = 0; i < CONTROLS; i++) {
		const struct control *c = &w->controls[i];

		if (c->status != p->reply.status)
			continue;
		if (c->status >= 300 && c->status < 400 && text_equal(c->location, location))
			return true;
		if ((c->status < 300 || c->status >= 400) && text_equal(c->title, title) &&
		    similar(c->length, length_left(p, path)))
			return true;
	}
	return false;
}

/* ---- what a page is ---- */

static void observe_login(struct walk *w, const char *mechanism, const char *path,
			  const char *sha256)
{
	CLEANUP(mem_freep) char *key = mem_format("login %s", mechanism);

	/* One door of a kind is enough: the pages behind it share it. */
	if (json_object_get(w->seen, key))
		return;
	json_object_set_new(w->seen, key, json_true());
	w->has_login = true;
	probe_observe(w->cx,
		      json_pack("{s:s, s:s, s:i, s:b, s:s, s:s, s:s}", "kind", "login", "proto",
				"tcp", "port", w->port, "tls", w->tls, "service", "http",
				"mechanism", mechanism, "path", path),
		      sha256);
}

/* A login that no page shows, but the declaration. */
static void observe_declared(struct walk *w)
{
	const json_t *recipe = declared_recipe(w->cx, w->port);

	if (recipe)
		observe_login(w, declared_recipe_mechanism(recipe), json_text(recipe, "url"), NULL);
	/* It was not a page that asked. */
	w->has_login = false;
}

static void observe_challenges(struct walk *w, const struct page *p, const char *path,
			       const char *sha256)
{
	bool basic = http_asks_for(&p->head, "Basic"), digest = http_asks_for(&p->head, "Digest");

	if (digest)
		observe_login(w, "digest", path, sha256);
	if (basic)
		observe_login(w, "basic", path, sha256);
	/* NTLM, Bearer, or a challenge that cannot be read: a door we have no key for. */
	if (!basic && !digest)
		observe_login(w, "none", path, sha256);
}

/* A well-known path counts only if its content proves what it is. */
static const char *sensitive_content(const struct visit *visit, const struct page *p)
{
	size_t i;
	json_t *text;

	json_array_foreach (json_object_get(visit->known, "must_contain_any"), i, text)
		if (text_find(buf_view(&p->reply.body), bytes_of(json_string_value(text))))
			return json_text(visit->known, "what");
	return NULL;
}

static const char *access_of(const struct page *p)
{
	int status = p->reply.status;

	if (status == 401)
		return "login";
	if (status == 403)
		return "denied";
	if (status >= 300 && status < 400)
		return "redirect";
	if (status >= 200 && status < 300)
		return p->is_html && p->html.has_password ? "login" : "open";
	return "error";
}

static void observe_page(struct walk *w, const struct visit *visit, struct page *p)
{
	const char *access = access_of(p);
	bool has_form = p->is_html && p->html.has_password;
	const char *sensitive = text_equal(access, "open") ? sensitive_content(visit, p) : NULL;
	CLEANUP(mem_freep)
	char *label = mem_format("port %u: GET %s", w->port, visit->path);
	CLEANUP(mem_freep) char *location = field_text(p, "Location");

	probe_transcript(w->cx, &p->reply.transcript, label, p->sha256);
	json_t *o = json_pack("{s:s, s:s, s:i, s:b, s:s, s:i, s:s, s:b}", "kind", "http_page",
			      "proto", "tcp", "port", w->port, "tls", w->tls, "path", visit->path,
			      "status", p->reply.status, "access", access, "login_form", has_form);
	if (p->is_html && *p->html.title) {
		CLEANUP(mem_freep)
		char *title = text_visible_new(bytes_of(p->html.title), TITLE_SHOWN);

		json_object_set_new(o, "title", json_string(title));
	}
	if (text_equal(access, "redirect") && *location)
		json_object_set_new(o, "location", json_string(location));
	if (sensitive)
		json_object_set_new(o, "sensitive", json_string(sensitive));
	probe_observe(w->cx, o, p->sha256);
	if (p->reply.status == 401)
		observe_challenges(w, p, visit->path, p->sha256);
	if (has_form)
		observe_login(w, "form", visit->path, p->sha256);
}

/*
 * A site that asks for a login everywhere, even where there is nothing: no page of it counts, but
 * the way to log in is worth knowing if no real page shows it.
 */
static void observe_locked_door(struct walk *w)
{
	CLEANUP(page_done) struct page p;
	CLEANUP(mem_freep)
	char *label = mem_format("port %u: GET %s", w->port, w->locked_door);
	char sha256[HASH_HEX_MAX];

	if (load(w, w->locked_door, &p) < 0 || p.reply.status != 401)
		return;
	probe_transcript(w->cx, &p.reply.transcript, label, sha256);
	observe_challenges(w, &p, w->locked_door, sha256);
}

/* ---- following ---- */

/* A link that might restart or reset the device: that it is there is told, a person looks. */
static void observe_left_alone(struct walk *w, const char *path, const char *sha256)
{
	if (json_object_get(w->seen, path))
		return;
	json_object_set_new(w->seen, path, json_true());
	probe_observe(w->cx,
		      json_pack("{s:s, s:s, s:i, s:b, s:s, s:i, s:s, s:b}", "kind", "http_page",
				"proto", "tcp", "port", w->port, "tls", w->tls, "path", path,
				"status", 0, "access", "left_alone", "login_form", 0),
		      sha256);
}

static void follow(struct walk *w, const struct visit *visit, const struct page *p,
		   const char *href)
{
	char path[LINK_PATH_MAX];
	CLEANUP(mem_freep) char *base = probe_url(w->cx, w->service, visit->path);

	if (!*href)
		return;
	int r = link_resolve(path, base, href);
	if (r == E_REFUSED)
		observe_left_alone(w, path, p->sha256);
	else if (r == 0 && !link_is_asset(path))
		enqueue(w, path, visit->depth + 1, NULL);
}

static void follow_page(struct walk *w, const struct visit *visit, const struct page *p)
{
	CLEANUP(mem_freep) char *location = field_text(p, "Location");

	follow(w, visit, p, location);
	if (!p->is_html)
		return;
	for (unsigned i = 0; i < p->html.n_links; i++)
		follow(w, visit, p, p->html.links[i]);
	w->full = w->full || p->html.cut;
}

static void visit_next(struct walk *w)
{
	struct visit visit = w->queue[w->next++];
	CLEANUP(page_done) struct page p;
	int r = load(w, visit.path, &p);

	if (r < 0) {
		w->failures++;
		w->last_error = r;
		return;
	}
	w->failures = 0;
	/* Front page and linked pages count whatever they look like; a guess has to stand out. */
	bool is_guess = visit.depth == 0 && !text_equal(visit.path, "/");
	if (p.reply.status == 404 || (is_guess && is_missing(w, &p, visit.path))) {
		if (p.reply.status == 401)
			w->locked_door = visit.path;
		return;
	}
	observe_page(w, &visit, &p);
	follow_page(w, &visit, &p);
}

static const char *run_walk(struct walk *w)
{
	int r = learn_controls(w);

	if (r < 0)
		return probe_reason(r);
	while (w->next < w->n) {
		if (w->failures >= FAILURES_MAX)
			return "stopped_answering";
		if (w->next >= REQUESTS_MAX)
			return "budget";
		if (time_now(&time_system) >= w->cx->deadline)
			return "deadline";
		probe_progress(w->cx, w->next, w->n);
		visit_next(w);
	}
	if (w->locked_door && !w->has_login)
		observe_locked_door(w);
	if (w->full)
		return "budget";
	return w->last_error ? probe_reason(w->last_error) : NULL;
}

static void walk_service(struct probe_context *cx, const json_t *service)
{
	CLEANUP(mem_freep) struct walk *w = mem_array(1, sizeof(*w));
	size_t i;
	json_t *known;

	w->cx = cx;
	w->service = service;
	w->port = probe_port(service);
	w->tls = json_flag(service, "tls");
	w->arena = ARENA(ARENA_MAX);
	w->seen = json_object();
	w->kept = fetch_kept_new();
	observe_declared(w);
	enqueue(w, "/", 0, NULL);
	json_array_foreach (json_object_get(cx->catalogue->http_paths, "paths"), i, known)
		enqueue(w, json_text(known, "path"), 0, known);

	const char *reason = run_walk(w);
	/* Before anybody else asks: a device may serve one connection at a time. */
	fetch_kept_free(w->kept);
	probe_cover(cx, COVERAGE_HTTP_WALK, w->port, reason ? "partial" : "complete", reason);

	for (unsigned k = 0; k < CONTROLS; k++) {
		mem_free(w->controls[k].title);
		mem_free(w->controls[k].location);
	}
	json_decref(w->seen);
	arena_done(&w->arena);
}

void probe_http(struct probe_context *cx)
{
	size_t i = 0;
	const json_t *service;

	while ((service = probe_next_service(cx, &i, "http")))
		walk_service(cx, service);
}
