/*
 * A label as everybody may see it, made from the public tables: the model of the product page, of
 * /v1 and of the files alike.  docs/api.md tells its members.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "web/route.h"

/* The row of label_by_number, with its status as it is today (label_today.h); E_MISSING. */
int api_label_row(struct web *web, int64_t now, const char *number, json_t **row,
		  struct err *err) MUST_USE;

/*
 * Takes nothing over.  The short form stands in lists; the whole one has at most so many models
 * (all: INT64_MAX) besides models_count, the history and the notices, newest first.
 */
int api_label_short(struct web *web, const json_t *row, json_t **out, struct err *err) MUST_USE;
int api_label_whole(struct web *web, const json_t *row, int64_t models, json_t **out,
		    struct err *err) MUST_USE;

/*
 * The number of the label that somebody meant who wrote it in other letters or with other marks
 * between them; new text, NULL when there is none.  *same: only letters' case differs.
 */
int api_label_meant(struct web *web, const char *number, char **out, bool *same,
		    struct err *err) MUST_USE;

/* May it be used today: its artwork be downloaded? */
bool api_label_in_force(const char *status);
