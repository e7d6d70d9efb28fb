/*
 * The label as a picture: stars, registration number, what the level and the dates are, who stands
 * for it, and a code that leads to the product's page.  A neutral design of our own, black on
 * white, that imitates no official mark; what the parts mean and how it may be used is told in
 * docs/label.md.
 *
 * One drawing serves three formats.  SVG: letters are outlines, title and description for screen
 * readers, nothing active, nothing from elsewhere.  PNG: grey, each module of the code a whole
 * number of pixels, its true resolution written down.  PDF: the exact size on paper, text that can
 * be searched, the code a link.  The same input gives the same bytes.
 *
 * All text is bounded and drawn as it is.  What does not fit is made smaller, down to
 * ARTWORK_LETTER_MIN on paper, then asks for a wider label; what would need one more than
 * ARTWORK_GROWTH_MAX times as wide as the code does is refused with E_LIMIT, never cut.
 */
#pragma once

#include "base/base.h"

struct buf;
struct err;

#define ARTWORK_SCHEME_MAX 160 /* bytes, each language */
#define ARTWORK_NUMBER_MAX 64
#define ARTWORK_CRITERIA_MAX 160
#define ARTWORK_TEXT_MAX 160    /* of any of them */
#define ARTWORK_MODULE_MIN 0.33 /* millimetres on paper */
#define ARTWORK_LETTER_MIN 1.6  /* millimetres, the em square */
#define ARTWORK_GROWTH_MAX 1.5  /* of the least width, for the sake of long texts */
#define ARTWORK_WIDTH_MAX 400   /* millimetres */
#define ARTWORK_DPI_MIN 72
#define ARTWORK_DPI_MAX 1200
#define ARTWORK_DPI_USUAL 300
#define ARTWORK_PIXELS_MAX (16u << 20) /* of a PNG */
#define ARTWORK_BYTES_MAX (4u << 20)   /* room that out should allow */

enum artwork_format { ARTWORK_SVG, ARTWORK_PNG, ARTWORK_PDF };
enum artwork_language { ARTWORK_JA, ARTWORK_EN, ARTWORK_BOTH };

/* Small has stars, number and code alone. */
enum artwork_layout { ARTWORK_WIDE, ARTWORK_TALL, ARTWORK_SMALL };

struct artwork {
	const char *scheme_ja; /* needed for the languages that are shown */
	const char *scheme_en;
	const char *criteria_ja; /* "JC-STAR ★1 (2024R1)": title and edition of the pack */
	const char *criteria_en;
	const char *number;        /* registration number */
	const char *issued;        /* YYYY-MM-DD */
	const char *valid_until;   /* the same, or NULL: not shown */
	const char *support_until; /* the same, or NULL: not shown */
	const char *url; /* that the code holds: label_url.h or the page alone; see qr_url */
	unsigned level;  /* 1-4 */
	bool specimen;   /* marked as one, all across */
	enum artwork_language language;
	enum artwork_layout layout;
	double width; /* millimetres; 0: the least */
	unsigned dpi; /* PNG: at least so many; 0: ARTWORK_DPI_USUAL */
};

/*
 * Loads the fonts, so that drawing opens no file and starts no thread: before a process gives up
 * what it does not need.  E_MISSING without the fonts.  artwork_draw calls it when nobody has.
 */
int artwork_prepare(struct err *err) MUST_USE;
void artwork_done(void);

/*
 * The least width on paper and the height that goes with it: the address needs a code of so many
 * modules, each at least ARTWORK_MODULE_MIN wide, and each text letters of ARTWORK_LETTER_MIN.
 * Fails as artwork_draw does.
 */
struct artwork_size {
	double width, height; /* millimetres */
	unsigned modules;     /* of the code, without its quiet zone */
};
int artwork_least(struct artwork_size *out, const struct artwork *a, struct err *err) MUST_USE;

/*
 * Appends the picture.  E_FORMAT, E_UNSUPPORTED: a text or address that no label may have; E_LIMIT:
 * too long, too narrow, too many pixels, or no room in out, which then is as it was.
 * cairo 1.16 loses 768 bytes for each weight of a font that it puts into a PDF: a process that
 * lives long keeps the PDFs that it drew, or has a worker draw them.
 */
int artwork_draw(struct buf *out, enum artwork_format format, const struct artwork *a,
		 struct err *err) MUST_USE;
