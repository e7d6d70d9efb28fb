/*
 * The statements of a label that is being issued, made of its public event: S1 for the sticker, S2
 * for boxes and manuals (label/statement.h).
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct buf;
struct err;
struct signing_key;

struct issuance {
	const char *issuer, *number;
	const json_t *event; /* the body of label_issued: docs/formats/event.md */
	uint64_t entry;      /* of the log: that of this issue */
	uint32_t index;      /* in the status list */
};

/*
 * Append both; full stays empty where maker or product have no name that fits.  E_FORMAT, E_LIMIT:
 * no statement can say this.
 */
int issuance_sign(struct buf *compact, struct buf *full, const struct issuance *issuance,
		  const struct signing_key *key, struct err *err) MUST_USE;
