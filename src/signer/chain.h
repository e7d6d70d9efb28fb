/*
 * May this be published?  The decisions of people behind a publication are held against the same
 * table of the procedure that the registrar goes by (workflow/workflow.h), and against what the log
 * says of the label.  Pure.
 *
 * - An issue: the row whose effect it is, decided by a person of its role; where the row asks for a
 *   second person, somebody else's decision over the same, by the row that leads there.
 * - A status: a row of the label's life from where it stands.  A row that asks for the second
 * factor needs a decision; the end of a term needs the last day to be over, by the signer's own
 * clock.
 * - A change of what is published: an officer's decision.
 * - A notice is the maker's own word and needs none.
 * - A correction of what was published of a label: an officer's decision.
 * - The accreditation of an evaluation body: an administrator's, who adds it or accredits it again.
 * - The criteria and the table of recognition that the registry goes by come with the program and
 *   its settings: the action "adopt" needs nobody and publishes these two alone.
 *
 * No decision counts twice: it has to be younger than the last one about the same label or body,
 * and may issue one label.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "signer/decision.h"
#include "signer/shelf.h"

struct err;

#define CHAIN_DECISIONS_MAX 4
#define CHAIN_MONTHS_MAX 24 /* METI-2025-03: a label is valid for two years at most */

struct chain {
	const char *action;   /* of the workflow, or one of those above */
	const json_t *events; /* signer/publication.h */
	const struct decision *decisions;
	size_t n;
	const char *today; /* in Asia/Tokyo, by the signer's clock */
};

/* E_REFUSED with the reason.  0: *decided is the youngest decision's time, 0 where none is needed.
 */
int chain_check(const struct chain *chain, const struct shelf *shelf, int64_t *decided,
		struct err *err) MUST_USE;
