/*
 * The view model that every page shares, and the pieces that pages put into it.  A page begins with
 * view_new, adds members of its own and ends with view_render; the templates head and foot stand
 * around what it shows.
 *
 * Members of every view: language; title {ja, en}; site {name, owner, note, css, js},
 * whose note says that this is no official system unless the settings say "official"; nav (list of
 * {href, label, current}); other {code, name, href}: the same page in the other language; account
 * (or null) and, with it, csrf and once, which {{>hidden}} puts into a form; problems (null, or
 * {list} of {text, id, about: the field's label or null}), which {{>problems}} shows above it;
 * here: the page's own address.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "web/route.h"

json_t *view_new(struct web *web, const struct request *rq, const char *title_ja,
		 const char *title_en) MUST_USE;

/* Renders and takes the view over; sets type.  Cache and status are the page's to set. */
int view_render(struct web *web, const struct request *rq, struct response *rs,
		const char *template, json_t *view, struct err *err) MUST_USE;

/* {ja, en}: a template prints the one in the reader's language. */
json_t *view_words(const char *ja, const char *en) MUST_USE;

/*
 * A source by its id, from the list of a pack or of the settings: {title, url?}; the id itself
 * where the list has none, null without an id.  New.
 */
json_t *view_source(const json_t *sources, const char *id) MUST_USE;

/* 2026-11-21 as {{day:x}} prints it, for a sentence; "" for NULL.  New text. */
char *view_day(const char *day, bool japanese) MUST_USE;

/*
 * This page's address (path and query), with one field of the query set to value, or left out when
 * value is NULL; key NULL: as it is.  New text.
 */
char *view_here(const struct request *rq, const char *key, const char *value) MUST_USE;

/*
 * For {{>pager}}: links to the pages before and after, whose cursors are values of the query's
 * field "after" or "before"; NULL where there is none.  New.
 */
json_t *view_pager(const struct request *rq, const char *before, const char *after) MUST_USE;
