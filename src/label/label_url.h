/*
 * The address that the code on a label holds:
 *
 *     HTTPS://HOST/L/NUMBER#BASE32
 *
 * A camera opens the product's page.  The part after '#' is the statement in base32, which no
 * browser sends to a server: the page's script or a program without network verifies it.  All but
 * the '#' is of the alphanumeric set of QR codes.
 */
#pragma once

#include "base/base.h"
#include "base/base32.h"
#include "label/statement.h"

struct buf;
struct err;

#define LABEL_URL_MAX \
	(8 + STATEMENT_ISSUER_MAX + 3 + STATEMENT_NUMBER_MAX + 1 + BASE32_LENGTH(STATEMENT_MAX))

struct label_url {
	char host[STATEMENT_ISSUER_MAX + 1]; /* small letters, as a statement's issuer */
	char number[STATEMENT_NUMBER_MAX + 1];
	uint8_t statement[STATEMENT_MAX]; /* statement_size bytes; 0 without a fragment */
	size_t statement_size;
};

/* Append the address of the label; statement may be empty.  host and number as statement_* has it.
 */
int label_url_build(struct buf *out, const char *host, const char *number, struct bytes statement,
		    struct err *err) MUST_USE;

/*
 * Read what a camera saw.  Scheme and host in either case (some programs write them small); all
 * else as it is built.  E_FORMAT, E_LIMIT.  The host is anybody's: whether it is the statement's
 * issuer is for label/verify.h to tell.
 */
int label_url_parse(struct label_url *out, struct bytes text, struct err *err) MUST_USE;

/* Whether text looks like an address, so that a command can tell it from a file. */
bool label_url_looks_like(struct bytes text);
