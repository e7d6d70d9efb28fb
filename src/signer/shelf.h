/*
 * What the signer knows of the labels, and of what else has a history in the log: where each one
 * stands, by the entries of the log and nothing else, so that it need not believe anybody.
 */
#pragma once

#include "base/base.h"
#include "base/day.h"

struct err;
struct log_entry;

#define SHELF_NUMBER_MAX 64 /* bytes of a registration number, with NUL */
#define SHELF_STATUS_MAX 24

struct shelf_label {
	char number[SHELF_NUMBER_MAX];
	char status[SHELF_STATUS_MAX];
	char valid_until[DAY_TEXT_MAX];
	unsigned level;
	uint64_t last;   /* the last entry about it */
	int64_t decided; /* Unix microseconds: of the last decision about it */
	int64_t issued;  /* of the decision that issued it */
};

/* A criteria pack, a table of recognition, an evaluation body. */
struct shelf_topic {
	int64_t last;    /* the last entry about it; -1: none */
	int64_t decided; /* Unix microseconds: of the last decision about it; 0: none */
};

struct shelf;

struct shelf *shelf_new(void) MUST_USE;
void shelf_freep(struct shelf **shelf);

/* NULL: no such label.  Valid until the next shelf_put. */
const struct shelf_label *shelf_find(const struct shelf *shelf, const char *number);
/* In the order of their issue. */
size_t shelf_count(const struct shelf *shelf);
const struct shelf_label *shelf_at(const struct shelf *shelf, size_t i);
/* Did this decision issue a label already? */
bool shelf_issued_by(const struct shelf *shelf, int64_t decided);

struct shelf_topic shelf_topic(const struct shelf *shelf, const char *subject);

/*
 * What an entry says of what it is about, at this index of the log; entries of keys and status
 * lists say nothing.  E_VERIFY: it cannot stand there: a label that is not there, one that is there
 * already, or an entry that does not name the one before it.
 */
int shelf_apply(struct shelf *shelf, uint64_t index, const struct log_entry *entry,
		struct err *err) MUST_USE;

/* A new one, or another state of one that is there; copied. */
void shelf_put(struct shelf *shelf, const struct shelf_label *label);
