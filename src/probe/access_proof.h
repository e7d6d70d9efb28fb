/*
 * Is the owner taken for the owner?  A session may have ended, or its token gone along in a way
 * that the device does not look for: then he gets what everybody gets, and nothing follows from it.
 * A password that goes along with each request needs no proof.
 */
#pragma once

#include "base/base.h"
#include "probe/access_ask.h"

struct access_site;
struct access_turn;

/* From what each got for a page. */
void access_proof_learn(const struct access_site *s, const struct access_turn *turn);

/* Does what the owner comes with by that login open what it should, now?  It may be asked for. */
bool access_proof_holds(struct access_site *s, struct access_way *way);

/* Did it to the end, by every login?  Otherwise the site gets its trouble. */
void access_proof_check(struct access_site *s);
