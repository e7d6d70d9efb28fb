/*
 * Does the device show its model number over the network, in web pages open to anybody or in its
 * certificate?  Only the number that the maker declared counts, as a word of its own; something
 * that merely looks like one proves nothing.
 */
#include "probe/probe.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "net/fetch.h"
#include "product/declaration.h"
#include "run/coverage.h"
#include "wire/html.h"

#define PAGES_MAX 12
#define FAILURES_MAX 3 /* in a row: the service is gone */
#define ARENA_MAX (8u << 20)

struct search {
	struct probe_context *cx;
	const char *model;
	unsigned pages, failures;
	bool found;
	const char *trouble;
	struct fetch_kept *kept;
};

static void observe(struct search *s, const json_t *where_seen, const char *channel,
		    const char *where, const char *sha256)
{
	const char *path = json_text(where_seen, "path");
	json_t *o = json_pack("{s:s, s:s, s:s, s:i, s:s, s:s}", "kind", "model", "channel", channel,
			      "proto", "tcp", "port", (int)probe_port(where_seen), "text", s->model,
			      "where", where);

	if (path)
		json_object_set_new(o, "path", json_string(path));
	s->found = true;
	probe_observe(s->cx, o, sha256);
}

static const char *where_on_page(const struct search *s, const struct fetch_reply *reply,
				 const struct html_page *page)
{
	if (page && text_has_word(bytes_of(page->title), s->model))
		return "title";
	if (page && text_has_word(bytes_of(page->text), s->model))
		return "text";
	if (text_has_word(buf_view(&reply->head), s->model))
		return "header";
	return NULL;
}

static void search_page(struct search *s, const json_t *seen)
{
	CLEANUP(arena_done) struct arena arena = ARENA(ARENA_MAX);
	CLEANUP(mem_freep) char *url = probe_url(s->cx, seen, json_text(seen, "path"));
	CLEANUP(fetch_done) struct fetch_reply reply = { 0 };
	CLEANUP(mem_freep)
	char *label =
	    mem_format("port %u: model number on %s", probe_port(seen), json_text(seen, "path"));
	struct html_page page;
	char sha256[HASH_HEX_MAX];
	int r = probe_get_kept(s->cx, &reply, url, s->kept);

	if (r < 0) {
		s->failures++;
		s->trouble = probe_reason(r);
		return;
	}
	s->failures = 0;
	bool is_html = html_decode(&arena, buf_view(&reply.body), NULL, &page) == 0;
	const char *where = where_on_page(s, &reply, is_html ? &page : NULL);

	if (!where)
		return;
	probe_transcript(s->cx, &reply.transcript, label, sha256);
	observe(s, seen, "http", where, sha256);
}

static bool is_readable_page(const json_t *o)
{
	const char *access = json_text(o, "access");

	return text_equal(json_text(o, "kind"), "http_page") &&
	       (text_equal(access, "open") || text_equal(access, "login"));
}

static bool may_go_on(struct search *s)
{
	if (s->failures >= FAILURES_MAX)
		s->trouble = "stopped_answering";
	else if (time_now(&time_system) >= s->cx->deadline)
		s->trouble = "deadline";
	else
		return s->pages < PAGES_MAX;
	return false;
}

static void search_port(struct probe_context *cx, const char *model, uint16_t port)
{
	struct search s = { .cx = cx, .model = model, .kept = fetch_kept_new() };
	size_t i;
	json_t *o;

	json_array_foreach (cx->observations, i, o) {
		const json_t *evidence = json_array_get(json_object_get(o, "evidence"), 0);

		if (probe_port(o) != port)
			continue;
		if (text_equal(json_text(o, "kind"), "certificate") &&
		    text_has_word(bytes_of(json_text(o, "subject")), model))
			observe(&s, o, "certificate", "subject", json_string_value(evidence));
		if (is_readable_page(o) && may_go_on(&s)) {
			probe_progress(cx, s.pages++, 0);
			search_page(&s, o);
		}
	}
	fetch_kept_free(s.kept);
	/* Once it was seen, the pages that could not be read do not matter. */
	const char *trouble = s.found ? NULL : s.trouble;

	probe_cover(cx, COVERAGE_MODEL, port, trouble ? "partial" : "complete", trouble);
}

void probe_model(struct probe_context *cx)
{
	const json_t *service;
	size_t i = 0;

	if (!cx->declaration) {
		probe_cover(cx, COVERAGE_MODEL, 0, "not_done", "no_declaration");
		return;
	}
	const char *model = json_text(json_object_get(cx->declaration->value, "product"), "model");

	while ((service = probe_next_service(cx, &i, NULL)))
		if (json_flag(service, "tls") || text_equal(json_text(service, "service"), "http"))
			search_port(cx, model, probe_port(service));
}
