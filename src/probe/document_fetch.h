/*
 * A page of the maker's as anybody would get it, with its redirects, and whether it is certain that
 * the maker's site sent it.  Over plain HTTP, or with a certificate that is not good, whoever is on
 * the way may answer; whether somebody does who answers for everybody (net/portal.h) is asked then.
 */
#pragma once

#include "base/base.h"
#include "crypto/hash.h"
#include "net/fetch.h"

struct probe_context;

struct document_fetch {
	struct fetch_reply reply; /* of the last place; its transcript is of all */
	int result;               /* of fetch_get */
	bool https;               /* the last place */
	/*
	 * The maker's site sent it: the certificates were good all along; or that of the last
	 * place is, which is the declared host, one below it, or the same with or without "www.".
	 */
	bool trusted;
	bool elsewhere; /* the last place is another site's */
	bool portal;    /* somebody in between sent it: it says nothing of the site */
	char sha256[HASH_HEX_MAX];
};

/*
 * Whatever happens *out is filled, and is to be document_fetch_done.  kept: one connection for all
 * that a site has; who is not trusted gets his own.
 */
void document_fetch(struct probe_context *cx, struct fetch_kept *kept, const char *url,
		    struct document_fetch *out);
void document_fetch_done(struct document_fetch *f);

/* The path of a URL, new; NULL: it is none. */
char *document_fetch_path(const char *url) MUST_USE;

/* Did a page come that is the site's? */
bool document_fetch_is_success(const struct document_fetch *f);
