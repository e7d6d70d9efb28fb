/*
 * The access-control matrix for people: what was found or declared, against who asked for it.  A
 * part of the model, docs/formats/report.md.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "report/report.h"

struct report_page;

#define REPORT_ACCESS_ACTORS 4

/* Members of a row, in the order they are shown: "none", "wrong", "low", "valid". */
extern const char *const report_access_actors[REPORT_ACCESS_ACTORS];

/*
 * "access": where, resource, effect, label (of the effect), for each actor an outcome and in "says"
 * its words, finding (it should not be so), remark; a new list.
 */
json_t *report_access_rows(const struct report_input *in) MUST_USE;

/* The table of the HTML report. */
void report_access(struct report_page *p);
