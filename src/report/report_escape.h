/*
 * Text on its way to a terminal or into HTML.  Nothing that comes from a device, a declaration or
 * a person can write control characters, turn the reading direction or open a tag.  A backslash
 * stays one: what probes and judge made visible already is not escaped twice.  Plain HTML text is
 * html_escape's work.
 */
#pragma once

#include "base/base.h"

struct buf;

/* One line for a terminal: what cannot be seen becomes \xNN and the like (text_visible). */
void report_escape_plain(struct buf *out, struct bytes text);

/*
 * For <pre>: line ends stay (CR LF is one), tabs too; what cannot be seen is marked up so that it
 * is told from a backslash that was really sent.
 */
void report_escape_pre(struct buf *out, struct bytes text);

/* Append the text as it is, at most max bytes of it and whole characters; what is cut ends in "…".
 */
void report_escape_cut(struct buf *out, const char *text, size_t max);
