/*
 * QR codes (ISO/IEC 18004) by libqrencode: text to a square of modules, error correction level M
 * (a seventh of the code may be scratched), the smallest version that holds the text.  Numbers and
 * capital letters take fewer modules than other bytes, and qr_url makes use of it: a text is cut
 * into segments of its own mode wherever that is shorter.
 */
#pragma once

#include "base/base.h"

struct buf;
struct err;

#define QR_TEXT_MAX 1100
#define QR_URL_MAX QR_TEXT_MAX
#define QR_MODULES_MAX 177 /* of version 40, in each direction */
#define QR_QUIET 4         /* modules that must stay empty on each side */

struct qr {
	unsigned modules; /* in each direction, without the quiet zone */
	uint8_t *dark;    /* modules * modules, row by row: 1 is dark */
};

/* Printable ASCII only (E_FORMAT), 1 to QR_TEXT_MAX bytes (E_LIMIT). */
int qr_encode(struct qr *out, const char *text, struct err *err) MUST_USE;
void qr_done(struct qr *qr);
bool qr_at(const struct qr *qr, unsigned column, unsigned row);

/*
 * An absolute http or https URL, appended as it goes into a code: scheme and host in capitals,
 * which mean the same (RFC 3986 6.2.2.1), if then all before a '#' needs no byte beyond the code's
 * alphanumeric set; else as it is.  E_FORMAT for anything that a reader might take for another
 * address: no host, a user name, bytes that RFC 3986 has not.  E_LIMIT above QR_URL_MAX.
 */
int qr_url(struct buf *out, const char *url, struct err *err) MUST_USE;

/*
 * A picture of its own for pages and print, one unit for each module, quiet zone included, no size:
 * the page decides.  title is what a screen reader says.
 */
void qr_svg(struct buf *out, const struct qr *qr, const char *title);
