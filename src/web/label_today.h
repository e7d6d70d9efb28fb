/*
 * What a label is on the day on which somebody looks.  Its last day is known from the start, but
 * the event of its end comes with the clock's tick, which may be late: until then the public tables
 * say "valid" of a label whose term is over.  The tables are a fold of the events and stay so; here
 * the step that the workflow is about to take is taken for whoever reads.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "web/route.h"

/*
 * row: of label_by_number (member "status", with "status_since") or of a registration ("state").
 * Changes the row where the day has changed what it says.
 */
void label_today(const struct web *web, int64_t now, const char *member, json_t *row);

/*
 * For a search by status: *late is a new list of {label, status}, one for each label whose status
 * is another than the search's index says; empty on all days but those with a late tick.
 */
int label_today_late(struct web *web, int64_t now, json_t **late, struct err *err) MUST_USE;

/* How many labels are in force: {labels, models}; new. */
int label_today_figures(struct web *web, int64_t now, json_t **out, struct err *err) MUST_USE;
