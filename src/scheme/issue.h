/* The label comes into being: the private registration, and the public event of its issue. */
#pragma once

#include "scheme/call.h"

/* A label may be made public some days after it was decided (argument "publish_on"). */
#define ISSUE_AHEAD_DAYS 90

/*
 * application: a row of application_by_id with registration_number set.  An application that renews
 * a label gets a number and a page of its own.
 */
enum outcome issue_label(struct call *c, const json_t *application);

/*
 * What a decision about an application is about before there is a label: what would be published
 * (signer/publication.h), without number and days.  New.
 */
enum outcome issue_subject(struct call *c, const json_t *application, json_t **out);

/* The last day of a label that begins on this day, by the settings. */
enum outcome issue_last_day(struct call *c, const char *from, char out[static DAY_TEXT_MAX]);

/* The public event of a new status; reason may be NULL. */
enum outcome issue_status(struct call *c, const char *number, const char *status,
			  const char *valid_until, const char *reason_ja, const char *reason_en);
