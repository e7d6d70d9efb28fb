/*
 * One page, asked for in turn: as nobody, as the owner by the login that the page belongs to, then
 * as those who should not get it, by each login.
 */
#pragma once

#include "base/base.h"
#include "probe/access_ask.h"

struct access_site;

/*
 * Page at[i] of the site: what each got (always to be access_ask_page_done) and what that is; of
 * several answers to one that cannot come in the worst.  The web is left at the owner's login.
 */
void access_turns_take(struct access_site *s, unsigned i,
		       struct access_page got[static ACCESS_ACTORS],
		       enum access_outcome is[static ACCESS_ACTORS]);

/* A page as one of them, by the login at hand; always to be access_ask_page_done. */
void access_turns_ask(struct access_site *s, enum access_who who, const char *path,
		      struct access_page *page);
enum access_outcome access_turns_judge_owner(const struct access_site *s,
					     const struct access_page *valid);

/* The graver of two outcomes of one who should not get it. */
enum access_outcome access_turns_worse(enum access_outcome a, enum access_outcome b);
