/*
 * A buyer's inventory against a list of labelled products: for each line, is there a label that the
 * rule is content with, on that day?  docs/formats/procure.md.
 *
 *   lines from procure_inventory  ->  procure_new
 *   every product of the list     ->  procure_offer (those that match no line are not kept)
 *   then                          ->  procure_result
 *
 * An answer is only as good as the list: it always names the list and its day.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;
struct procure;

#define PROCURE_LINES_MAX 100000
#define PROCURE_MATCHES_MAX 50 /* products looked at for one model; more are counted */
#define PROCURE_SHOWN_MAX 10   /* of them in the answer */
#define PROCURE_WITHIN_MAX 3650

enum procure_outcome { PROCURE_PASS, PROCURE_EXPIRING, PROCURE_UNKNOWN, PROCURE_FAIL };
#define PROCURE_OUTCOMES 4

const char *procure_outcome_name(enum procure_outcome o); /* "pass" */

/*
 * A rule of catalogue/procurement.json (or of that file in dir) with its sources' titles; E_MISSING
 * names those there are.  A new value.
 */
int procure_rule(json_t **out, const char *dir, const char *id, struct err *err) MUST_USE;

/* Keeps a reference to lines (procure_inventory.h). */
struct procure *procure_new(const json_t *lines) MUST_USE;
void procure_freep(struct procure **p);

/* product: as in product_list.schema.json. */
void procure_offer(struct procure *p, const json_t *product);

struct procure_question {
	const json_t *rule;
	const json_t
	    *list;      /* {kind: "list" | "registry", name, edition, ...}, goes into the answer */
	const char *on; /* a day */
	int64_t within; /* days; a label that ends in them is expiring */
};

/* The answer; new. */
json_t *procure_result(struct procure *p, const struct procure_question *q) MUST_USE;
