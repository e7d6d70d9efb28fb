/*
 * Checkpoints (C2SP tlog-checkpoint v1.0.0): what a log says of its tree, as the text of a signed
 * note: the log's name ("origin"), the number of entries, the root in base 64, a line each.  Lines
 * after these are read over and never written.
 */
#pragma once

#include "base/base.h"
#include "tlog/merkle.h"
#include "tlog/note.h"

struct buf;
struct err;

#define CHECKPOINT_BODY_MAX                                                       \
	(NOTE_KEY_NAME_MAX + 80) /* bytes of the text that checkpoint_body writes \
				  */

/* Borrows from the text it was read from. */
struct checkpoint {
	struct bytes origin;
	uint64_t size;
	struct merkle_hash root;
	struct bytes extensions; /* whole lines; mostly none */
};

/* Read the text of a note.  E_FORMAT; E_LIMIT above MERKLE_SIZE_MAX entries. */
int checkpoint_parse(struct checkpoint *out, struct bytes text, struct err *err) MUST_USE;

/* Append the text; origin is a valid name of a key (note_key_name_valid). */
void checkpoint_body(struct buf *out, const char *origin, uint64_t size,
		     const struct merkle_hash *root);

/*
 * Parse a note and verify it as the checkpoint of the log whose key is given: the log's own
 * signature has to be there, and its name is the origin.  E_FORMAT, E_LIMIT, E_VERIFY.
 */
int checkpoint_open(struct checkpoint *out, struct bytes bytes, const struct note_key *key,
		    struct err *err) MUST_USE;
