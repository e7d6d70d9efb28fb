/*
 * HTML templates without logic.  What can stand in one:
 *
 *   {{name}} {{a.b}}   the value, always escaped; a number as digits; absent: nothing
 *   {{#name}}..{{/name}}  for each item of a list; once for an object, true or a text that is not
 * empty
 *   {{^name}}..{{/name}}  when there is none
 *   {{.}}              the item itself, of a list of texts
 *   {{>name}}          another template; its text takes the place, its values are the same
 *   {{"日本語" "English"}}  the one in the reader's language; both are there or it does not compile
 *   {{>layout}} ..     is no special case: a page names the head and the foot as partials
 *
 * A name is looked for in the innermost object first, then outwards.  There is no raw output.
 * All templates are compiled at the start of the program (template_load), where a mistake in one
 * names its file and line.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;
struct buf;
struct templates;

#define TEMPLATE_DEPTH_MAX 16 /* sections and partials inside each other */

/* Every embedded file src/web/templates/NAME.html. */
int templates_load(struct templates **out, struct err *err) MUST_USE;
void templates_free(struct templates *t);
void templates_freep(struct templates **t);

/* Tests: one more template from text. */
int templates_add(struct templates *t, const char *name, const char *text,
		  struct err *err) MUST_USE;
/* Partials that do not exist, or go round in a circle: asked for once after all are added. */
int templates_link(struct templates *t, struct err *err) MUST_USE;

/* language: "ja" or "en".  E_MISSING: no such template; E_LIMIT: out is full. */
int templates_render(const struct templates *t, const char *name, const char *language,
		     const json_t *view, struct buf *out, struct err *err) MUST_USE;
