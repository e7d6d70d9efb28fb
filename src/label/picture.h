/*
 * Pictures that may show a label: files of strangers as grey pixels.  PNG and JPEG as they are, the
 * pages of a PDF drawn as they would be printed, an SVG without its words and filters.  Which kind
 * a file is, its bytes decide.
 *
 * Whoever decodes a file that is not his own does it in SANDBOX_PARSE: this is the work of large
 * libraries.  They look at nothing but the bytes they are given: references to other files and to
 * the network are not followed.
 */
#pragma once

#include "base/base.h"

struct err;

#define PICTURE_FILE_MAX (32u << 20)
#define PICTURE_SIDE_MAX 30000         /* pixels */
#define PICTURE_PIXELS_MAX (64u << 20) /* of a PNG or JPEG, as its header says */
#define PICTURE_DRAWN_MAX (24u << 20)  /* pixels that an SVG or a page is drawn with */
#define PICTURE_DRAWN_SIDE 3000        /* the longer side of an SVG, which has no pixels */
#define PICTURE_PAGES_MAX 32           /* of a PDF */
#define PICTURE_PAGE_DPI 300           /* lower where a page is large */

enum picture_kind { PICTURE_NONE, PICTURE_PNG, PICTURE_JPEG, PICTURE_SVG, PICTURE_PDF };

/* 0 is black; where nothing is drawn the paper is white. */
struct picture {
	uint32_t width, height;
	uint8_t *grey; /* width * height, row by row from the top */
	bool drawn;    /* by us, upright and sharp: no photo */
};

/* By its first bytes alone: the rest may be anything. */
enum picture_kind picture_kind(struct bytes file);

/* What phones and browsers save too, but is not read here: "HEIC"; NULL: it is none of those. */
const char *picture_other_kind(struct bytes file);

/* White.  E_LIMIT above the limits, E_FORMAT without a pixel. */
int picture_new(struct picture *out, uint64_t width, uint64_t height, struct err *err) MUST_USE;
void picture_done(struct picture *p);

/*
 * Loads the libraries that this kind needs: before a sandbox is entered.  E_MISSING names the
 * package.
 */
int picture_prepare(enum picture_kind kind, struct err *err) MUST_USE;

/* Each picture of the file, in turn; a negative answer ends it.  The picture is lent. */
typedef int picture_take(void *context, const struct picture *p, struct err *err);

/*
 * E_TRUNC, E_FORMAT: damaged or cut short; E_LIMIT; E_UNSUPPORTED: locked, or colours that are not
 * decoded.  Said in both languages.
 */
int picture_read(struct bytes file, picture_take *take, void *context, struct err *err) MUST_USE;
