/*
 * Lines for a terminal, measured in columns: a Japanese character takes two and a line may break
 * beside it, but not before a full stop or a closing bracket, nor after an opening one (JIS X 4051,
 * the rules everybody knows).  All text is made visible on the way.
 */
#pragma once

#include "base/base.h"

struct buf;

/*
 * Append text in lines of at most width columns.  first is the column the text starts at, what was
 * written there is the caller's; every further line is indented by indent blanks.  Ends with a
 * newline.
 */
void report_wrap(struct buf *out, const char *text, size_t first, size_t indent, size_t width);

/* Append at most columns of text on one line; what is cut ends in "…".  Returns the columns used.
 */
size_t report_wrap_cut(struct buf *out, const char *text, size_t columns);
