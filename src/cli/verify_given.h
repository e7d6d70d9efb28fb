/*
 * What hoshi verify is given, in whichever form: the address as a camera read it, a file with the
 * address or the statement, a picture of the label, a dated answer, a proof of an entry.
 */
#pragma once

#include "base/buf.h"
#include "label/label_url.h"

struct err;

struct verify_given {
	struct buf file;
	struct label_url url; /* with has_url */
	bool has_url;
	struct bytes statement;   /* borrowed from here */
	bool is_answer, is_proof; /* then file is all of it */
};

/* E_MISSING: an address without a statement, a picture without a code. */
int verify_given_read(struct verify_given *out, const char *what, struct err *err) MUST_USE;
void verify_given_done(struct verify_given *g);
