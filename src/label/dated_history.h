/*
 * Where a label stood at a moment, from its entries in the log and their public records.  Pure:
 * whoever makes an answer and whoever verifies it draw the same conclusion, by this.
 *
 * Status: that of the last entry of a status (or the issue) at the moment or before it.  A label
 * whose last day is over is expired from midnight in Tokyo on, also where the entry of its end
 * comes a little later.  While an extension is pending it may go on beyond its last day: for how
 * long is a setting of the scheme that is in no entry, so that this stays open.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "label/dated_answer.h"
#include "label/status_list.h"

enum dated_standing {
	DATED_NOT_ISSUED, /* it was issued later */
	DATED_IN_FORCE,
	DATED_OVER, /* issued, and not in force: see status */
	DATED_OPEN, /* its last day was over, and an extension was pending */
};

enum dated_model {
	DATED_MODEL_NOT_ASKED,
	DATED_MODEL_COVERED,
	DATED_MODEL_NOT_COVERED,
	DATED_MODEL_UNKNOWN, /* a record that would tell is withheld, or it was not issued yet */
};

/* Entries are borrowed from the answer. */
struct dated_history {
	enum dated_standing standing;
	const struct dated_entry *issue;
	const struct dated_entry *stand; /* whose status it was; NULL: not issued */
	const struct dated_entry *after; /* the first one after the moment; NULL: none is there */
	enum status status;              /* not when it was not issued */
	bool is_term_over;               /* the last day was over */
	int64_t since;                   /* when that status began: Unix seconds */
	char valid_until[DAY_TEXT_MAX];  /* the last day as it stood then */
	unsigned level;
	enum dated_model model;
	bool is_withheld; /* a record up to the moment is not public */
	json_t *models;   /* all that were covered, as in docs/formats/event.md; NULL: not known */
	json_t *body;     /* the public body as it stood; NULL: not known */
};

/*
 * The chain alone: begins with the issue, each entry names the one before it, all are of this
 * label, no time is before the one before it, one at most is after the moment, none after the
 * answer was made.  E_VERIFY, in both languages.
 */
int dated_history_check(const struct dated_answer *answer, struct err *err) MUST_USE;

/* Of an answer that dated_history_check had nothing against. */
void dated_history_fold(struct dated_history *out, const struct dated_answer *answer);
void dated_history_done(struct dated_history *history);
