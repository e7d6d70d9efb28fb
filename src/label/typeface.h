/*
 * The label's letters: Noto Sans CJK JP in two weights and nothing else, whatever is installed, so
 * that a label looks the same on every machine.  A text is one line, shaped by pango as it stands:
 * no markup, no other font for what is missing, no right-to-left.
 *
 * Sizes are the height of the em square, which a Japanese character fills; widths are in em.  After
 * typeface_prepare nothing here opens a file or starts a thread.
 */
#pragma once

#include <cairo.h>

#include "base/base.h"

struct err;

enum typeface_weight { TYPEFACE_REGULAR, TYPEFACE_BOLD, TYPEFACE_WEIGHTS };

/* Where Japanese characters stand above and below the baseline, in em. */
#define TYPEFACE_ASCENT 0.88
#define TYPEFACE_CAPITAL 0.733 /* height of a capital letter or digit */

/*
 * Finds and loads the fonts, once.  E_MISSING: Debian's fonts-noto-cjk is not installed. fontconfig
 * then knows these fonts alone, for the whole process, and still does after typeface_done, which
 * lets go of the fonts; what cairo and fontconfig keep for later is theirs.
 */
int typeface_prepare(struct err *err) MUST_USE;
void typeface_done(void);

/*
 * Whether the text can be shown: 1 to max bytes (E_LIMIT), valid UTF-8 without control, format
 * (direction, joiners) or invisible characters (E_FORMAT), a glyph for each, and no heaps of
 * accents (E_UNSUPPORTED).  what names it in err.
 */
int typeface_check(const char *what, const char *text, size_t max, struct err *err) MUST_USE;

/* Of text that was checked, or our own. */
double typeface_width(const char *text, enum typeface_weight weight);

/* Shows the line, its baseline beginning at x, y in the units of cr. */
void typeface_show(cairo_t *cr, const char *text, enum typeface_weight weight, double x, double y,
		   double size);
/* Adds its outlines to the current path instead. */
void typeface_path(cairo_t *cr, const char *text, enum typeface_weight weight, double x, double y,
		   double size);
