/*
 * Text on its way into HTML, inside an element or an attribute in double quotes.  Nothing that
 * comes from a device, a file or a person can write control characters, turn the reading direction,
 * open a tag or end the quotes: what cannot be seen becomes \xNN and the like (text_visible).  A
 * backslash stays one, so that what was made visible before is not escaped twice.
 */
#pragma once

#include "base/base.h"
#include "base/text.h"

struct buf;

/* Everything on one line: a line end becomes \n. */
void html_escape(struct buf *out, struct bytes text);

/* Line ends (CR LF is one) and tabs stay, for forms and running text. */
void html_escape_lines(struct buf *out, struct bytes text);

/*
 * The steps of both, for who marks hidden characters up: takes the next character off text, which
 * is not empty, writes its visible form and returns the length of that; *hidden when it differs.
 */
size_t html_escape_step(char shown[static TEXT_STEP_MAX], struct bytes *text, bool *hidden);
/* Append one such form. */
void html_escape_shown(struct buf *out, const char *shown, size_t n);
