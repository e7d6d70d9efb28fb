/*
 * The logins of one web port.  A device may have several, each with pages and accounts of its own:
 * a form for people, Basic or Digest for programs.  Somebody who is let in by one of them is nobody
 * to the pages of another, so that his being refused there tells nothing.
 */
#pragma once

#include "base/base.h"
#include "probe/access_ask.h"

/* Every login of the port that w is at (access_ask_init), and who comes in by it. */
void access_ways_find(struct access_web *w);

/* Does it ask nobody, who got this, for that login? */
bool access_ways_asks(const struct access_way *way, const struct access_answer *none);

/* Could a credential of that login go along with a request that nobody gets this for? */
bool access_ways_carries(const struct access_way *way, const struct access_answer *none);

/* Is there an owner by each, or by any? */
bool access_ways_all_owned(const struct access_web *w);
bool access_ways_any_owned(const struct access_web *w);

/* The one at hand, or else the first, that has a page to log in at; or NULL. */
const struct access_way *access_ways_page(const struct access_web *w);

/*
 * Why what lies behind one of them is not known, as a coverage reason; NULL: an owner came in by
 * each.
 */
const char *access_ways_trouble(const struct access_web *w);
