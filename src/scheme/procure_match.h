/*
 * Which products of the list a line of the inventory may mean.  Lines of the same model share what
 * is found for it, so that neither time nor memory grows with lines times products.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "scheme/procure.h"

/* What is found for one model as it is compared. */
struct procure_found {
	json_t *list;  /* [{product, model}], at most PROCURE_MATCHES_MAX; NULL: nothing */
	size_t more;   /* found beyond that */
	size_t offer;  /* the last one that was taken or counted */
	json_t *shown; /* list as an answer shows it, made when it is first asked for; or NULL */
	uint8_t
	    *firm; /* for each of list the first one of the same maker; by procure_match_firms */
};

struct procure_match {
	const json_t *lines;
	json_t *exact, *loose; /* folded model -> index of found, of similar */
	struct procure_found *found, *similar;
	size_t found_n, similar_n;
	size_t *line_found, *line_similar; /* of each line; SIZE_MAX: it names no model */
	size_t offers;
};

void procure_match_init(struct procure_match *m, const json_t *lines);
void procure_match_done(struct procure_match *m);
void procure_match_offer(struct procure_match *m, const json_t *product);

/* After the last offer: who made what was found. */
void procure_match_firms(struct procure_match *m);

/* Is it made by this firm, as far as the list says?  Without either name: yes. */
bool procure_match_maker(const json_t *product, const char *maker);
