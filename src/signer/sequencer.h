/*
 * The one that puts entries into the registry's log.  What it knows of labels and keys it knows
 * from the log; it is told publications and believes them when the decisions behind them verify
 * (signer/chain.h).  In the data directory's part for everybody (SIGNER_FOLDER/log):
 *
 *   checkpoint, tile/, record/   the log (tlog/log_write.h, tlog/log_record.h)
 *   status/0                     the status list, anew with every commit that moves a label, and
 *                                twice a day; each one is an entry
 *   keys.json                    the key file, as the entries about keys have it
 *
 * Publications are collected, and committed together.  When the disk fails in between, the log has
 * to be opened again, which settles what became of them (sequencer_is_broken).
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "tlog/note_key.h"

struct buf;
struct err;
struct keyring;
struct log_read;
struct sequencer;
struct shelf;
struct time_clock;

#define SEQUENCER_LIST_EVERY INT64_C(43200) /* seconds: a new status list at least so often */
#define SEQUENCER_CLOCK_SLACK 300           /* seconds that the clock may go back */

/* Borrowed until sequencer_freep; the keys may change in between (sequencer_keys). */
struct sequencer_options {
	const char *dir;    /* of the log */
	const char *memory; /* of the signer: tlog/log_write.h */
	const char *issuer; /* HOST[:PORT]: also the name of the log */
	const char *owner_ja, *owner_en;
	const struct keyring *keyring;
	const struct time_clock *clock;
};

/* E_VERIFY: the log is damaged, or not the one that was signed last. */
int sequencer_open(struct sequencer **out, const struct sequencer_options *options,
		   struct err *err) MUST_USE;
void sequencer_freep(struct sequencer **s);

/*
 * {"id", "action", "events", "decisions"}: put its entries into the next commit.  E_REFUSED: it may
 * not be published, E_TIMEOUT: not while the clock is wrong; nothing of it was put.
 */
int sequencer_add(struct sequencer *s, const json_t *publication, struct err *err) MUST_USE;

/* 0: all that was added is published. */
int sequencer_commit(struct sequencer *s, struct err *err) MUST_USE;

/* The clock's: a new status list when the last one is old.  0 also when there is nothing to do. */
int sequencer_tick(struct sequencer *s, struct err *err) MUST_USE;

/* The keyring has others now: entries that say so, in the next commit. */
int sequencer_keys(struct sequencer *s, struct err *err) MUST_USE;
/* E_MISSING: no key has this id, it is revoked, or it is in use. */
int sequencer_revoke(struct sequencer *s, const char *kid, struct err *err) MUST_USE;

/* Nothing can be added any more. */
bool sequencer_is_broken(const struct sequencer *s);

/* ---- for those who read what was published ---- */

/* Unix seconds by the clock, which the log's own time does not pass.  E_TIMEOUT: it is wrong. */
int sequencer_now(const struct sequencer *s, int64_t *now, struct err *err) MUST_USE;
int sequencer_folder(const struct sequencer *s); /* the log's; borrowed */
/* New. */
int sequencer_read(const struct sequencer *s, struct log_read **out, struct err *err) MUST_USE;

/* The youngest decision that anything in the log rests on, Unix microseconds; 0: none. */
int64_t sequencer_decided(const struct sequencer *s);

uint64_t sequencer_size(const struct sequencer *s); /* published entries */
const struct shelf *sequencer_shelf(const struct sequencer *s);
