/*
 * The audit of a log: every entry against the tiles, every tile against the one above it, the root
 * against the checkpoint, and that nothing else lies among the files.  What is wrong is said with
 * file and bytes; where two files contradict each other, the one that the tree above does not bear
 * out is named.
 */
#pragma once

#include "base/base.h"
#include "tlog/merkle.h"

struct err;
struct note_key;

#define LOG_AUDIT_PROCESSES_MAX 16

struct log_audit {
	uint64_t size;    /* entries of the tree */
	uint64_t checked; /* of these, bundles and all */
	uint64_t bytes;   /* of those entries */
	uint64_t beyond;  /* files of a larger tree: an append on its way, or one cut short */
};

/*
 * A log and its checkpoint.  Without a key its signature is not looked at.  The work is shared by
 * so many processes, this one included.  E_VERIFY, E_FORMAT or E_MISSING: damage, which err
 * describes; another code: it could not be done.
 */
int log_audit(struct log_audit *out, const char *dir, const struct note_key *key,
	      unsigned processes, struct err *err) MUST_USE;

/* Is this code damage, or trouble in looking for it? */
bool log_audit_is_damage(int code);

/*
 * The tree alone: the files in the open folder have to make this root.  Bundles and leaves before
 * entry from are taken on trust of the tiles above them.  Size and root need no checkpoint.
 */
struct log_audit_tree {
	uint64_t size;
	struct merkle_hash root;
	uint64_t from;
	unsigned processes;
};

int log_audit_files(struct log_audit *out, int dir, const struct log_audit_tree *tree,
		    struct err *err) MUST_USE;
