/*
 * Is the owner taken for the owner?  A session may have ended, or its token gone along in a way
 * that the device does not look for: then he gets what everybody gets, and nothing follows from it.
 * A password that goes along with each request needs no proof.
 */
#pragma once

#include "base/base.h"
#include "probe/access_ask.h"

struct access_site;

/* From what each got for a page: got and is have ACCESS_ACTORS items. */
void access_proof_learn(struct access_proof *p, const char *path, const struct access_page *got,
			const enum access_outcome *is);

/* Asked for now: does he still get what he alone got (proof.path)?  Otherwise the site gets its
 * trouble. */
bool access_proof_is_in(struct access_site *s, struct access_way *way);

/* Was he taken for the owner to the end, by every login?  Otherwise the site gets its trouble. */
void access_proof_check(struct access_site *s);
