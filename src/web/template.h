/*
 * HTML templates without logic.  What can stand in one:
 *
 *   {{name}} {{a.b}}   the value, always escaped; a number as digits; absent, true, false, a list:
 *                      nothing; an object {ja, en}: the text in the reader's language.  In running
 *                      text what is there in the other language alone stands in <span lang>
 *                      (template_said.h)
 *   {{#name}}..{{/name}}  for each item of a list; once for an object, true, a number but 0, or a
 *                      text that is not empty
 *   {{^name}}..{{/name}}  when there is none
 *   {{#name=word}}..{{/name}}  when the value is this text ({{^name=word}}: when it is another)
 *   {{.}}              the item itself, of a list of texts
 *   {{>name}}          another template; its text takes the place, its values are the same
 *   {{"日本語" "English"}}  the one in the reader's language; both are there or it does not
 * compile;
 *                      \" and \\ stand for themselves
 *   {{number:x}}       1234567 as 1,234,567
 *   {{day:x}}          2026-11-21 (or Unix seconds: the day in Tokyo) as 2026年11月21日, 21
 * November 2026
 *   {{time:x}}         Unix seconds as day and time in Tokyo
 *   {{url:x}}          an address that a person typed: printed when it is http:, https: or a path
 * on this site, otherwise "#"
 *   {{part:x}}         a piece of a path or query, percent-encoded
 *   {{! ... }}         a comment
 *   {{>layout}} ..     is no special case: a page names the head and the foot as partials
 *
 * A name is looked for in the innermost object first, then outwards; null there ends the search.
 * There is no raw output.  A section or partial alone on its line leaves no empty line.
 *
 * What a browser would act on is looked at when a template is compiled, and refused:
 *   a value anywhere but in running text or an attribute in double quotes; attributes in single
 *   quotes or without; on*, style and srcdoc; <style>, <iframe>, <object>, <embed>, <base>;
 *   <script> but for an empty one whose src begins with /static/; in href, src, action and the like
 *   any value but {{url:x}} alone at the start, or {{part:x}} after a literal beginning that fixes
 *   where it leads ("/", "?", "#", "mailto:"); a section that begins in one place of a tag and ends
 * in another; a template that does not begin and end in running text.
 *
 * All templates are compiled at the start of the program (templates_load), where a mistake in one
 * names its file and line.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;
struct buf;
struct templates;

#define TEMPLATE_DEPTH_MAX 16         /* sections and partials inside each other */
#define TEMPLATE_TEXT_MAX (256 << 10) /* bytes of one */
#define TEMPLATE_NAME_MAX 64
#define TEMPLATES_MAX 256

/* Every embedded file src/web/templates/NAME.html. */
int templates_load(struct templates **out, struct err *err) MUST_USE;
void templates_free(struct templates *t);
void templates_freep(struct templates **t);

/* None yet; then one more, from text.  E_EXISTS when the name is taken. */
struct templates *templates_new(void) MUST_USE;
int templates_add(struct templates *t, const char *name, const char *text,
		  struct err *err) MUST_USE;
/* Partials that do not exist, or go round in a circle: asked for once after all are added. */
int templates_link(struct templates *t, struct err *err) MUST_USE;

/*
 * language: "ja", or else English.  E_MISSING: no such template; E_LIMIT: out is full.  Only after
 * templates_link.
 */
int templates_render(const struct templates *t, const char *name, const char *language,
		     const json_t *view, struct buf *out, struct err *err) MUST_USE;
