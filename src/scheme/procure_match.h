/* Which products of the list a line of the inventory may mean. */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct procure_match {
	const json_t *lines;
	json_t *exact, *loose; /* folded model -> [index of line] */
	json_t **found;        /* for each line the products of its model */
	json_t **similar;      /* those that differ in hyphens and the like alone */
	size_t *more;          /* found beyond PROCURE_MATCHES_MAX */
	size_t *over, offers;  /* which offer was the last one counted there */
};

void procure_match_init(struct procure_match *m, const json_t *lines);
void procure_match_done(struct procure_match *m);
void procure_match_offer(struct procure_match *m, const json_t *product);

/* Is it made by this firm, as far as the list says?  Without either name: yes. */
bool procure_match_maker(const json_t *product, const char *maker);
