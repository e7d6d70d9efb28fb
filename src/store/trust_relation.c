/*
 * Two folders of a signer side by side: is one the other's continuation?  What the present one
 * signed is known by its checkpoint and by its memory, which is ahead of it where a commit was cut
 * short; either alone shows that there is more than in the copy.
 */
#include "store/trust_inside.h"

#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "tlog/log_memory.h"
#include "tlog/log_read.h"

/* One of the two. */
struct side {
	struct log_read *log; /* NULL: none that this key signed */
	struct log_memory tree, memory;
	bool has_key, has_memory;
	uint8_t key[ED25519_PUBLIC_SIZE];
};

static void side_done(struct side *s)
{
	log_read_freep(&s->log);
}

/* Whose log it is says the copy's key; damage is as good as no log. */
static void open_log(struct side *s, const char *trust, const uint8_t *public_key, char **origin)
{
	CLEANUP(mem_freep) char *dir = mem_format("%s/log", trust);
	struct note_key key;

	if (log_read_open(&s->log, dir, NULL, NULL) < 0)
		return;
	if (trust_check_signed(&key, public_key, log_read_note(s->log), NULL) < 0) {
		log_read_freep(&s->log);
		return;
	}
	const struct checkpoint *c = log_read_checkpoint(s->log);
	s->tree = (struct log_memory){ c->size, c->root };
	if (origin && !*origin)
		*origin = mem_text(key.name);
}

static void open_memory(struct side *s, const char *trust, const char *origin)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/keys/" TRUST_MEMORY, trust);

	s->has_memory = origin && log_memory_read(&s->memory, path, origin, NULL) == 0;
}

/* Does this log begin with that tree?  An error: no, or its files do not say. */
static int begins_with(struct side *s, const struct log_memory *tree, struct err *err)
{
	struct merkle_proof proof;

	if (!s->log || tree->size > s->tree.size)
		return E_MISSING;
	int r = log_read_consistency(s->log, tree->size, &proof, err);
	if (r < 0)
		return r;
	return merkle_check_consistency(&proof, tree->size, &tree->root, s->tree.size,
					&s->tree.root);
}

static int forked(struct err *err, const char *what, uint64_t present, uint64_t copy)
{
	(void)err_set(err, E_REFUSED,
		      "the signer here signed %" PRIu64 " entries, the backup has %" PRIu64
		      ", and %s",
		      present, copy, what);
	return TRUST_FORKED;
}

/* The present log cannot be looked at. */
static int judge_lost(const struct side *present, const struct side *copy, struct err *err)
{
	if (present->has_memory && present->memory.size > copy->tree.size)
		return forked(err, "the log here cannot be read", present->memory.size,
			      copy->tree.size);
	return present->has_key ? TRUST_BEHIND : TRUST_NONE;
}

static int judge_longer(struct side *present, const struct side *copy, struct err *err)
{
	int r = begins_with(present, &copy->tree, NULL);

	if (r == 0 && present->has_key)
		return TRUST_GOES_ON;
	return forked(err,
		      r == 0 ? "the signer's keys are missing here"
			     : "the log here does not begin with the backup's, or is damaged "
			       "('hoshi log check' tells)",
		      present->tree.size, copy->tree.size);
}

static int judge_shorter(const struct side *present, struct side *copy, struct err *err)
{
	bool is_ahead = present->has_memory && present->memory.size > present->tree.size;
	const struct log_memory *last = is_ahead ? &present->memory : &present->tree;

	if (begins_with(copy, &present->tree, NULL) == 0 && begins_with(copy, last, NULL) == 0)
		return TRUST_BEHIND;
	return forked(err, "these are not the beginning of the backup's", last->size,
		      copy->tree.size);
}

static int judge(struct side *present, struct side *copy, struct err *err)
{
	if (present->has_key && memcmp(present->key, copy->key, sizeof(copy->key)) != 0)
		return TRUST_OTHER;
	/* Neither ever had anything to publish: the second factors that are here are newer. */
	if (present->has_key && !present->log && !present->has_memory && !copy->log)
		return TRUST_GOES_ON;
	if (!present->log)
		return judge_lost(present, copy, err);
	return present->tree.size >= copy->tree.size ? judge_longer(present, copy, err)
						     : judge_shorter(present, copy, err);
}

int trust_relation(enum trust_relation *out, uint64_t *entries, const char *present,
		   const char *copy, struct err *err)
{
	CLEANUP(side_done) struct side here = { 0 }, there = { 0 };
	CLEANUP(mem_freep) char *origin = NULL;
	int r = trust_read_key(there.key, copy, err);

	if (r < 0)
		return r;
	there.has_key = true;
	here.has_key = trust_read_key(here.key, present, NULL) == 0;
	open_log(&there, copy, there.key, &origin);
	open_log(&here, present, there.key, &origin);
	if (!there.log)
		merkle_empty(&there.tree.root);
	open_memory(&here, present, origin);
	*out = (enum trust_relation)judge(&here, &there, err);
	*entries = here.has_memory && here.memory.size > here.tree.size ? here.memory.size
									: here.tree.size;
	return 0;
}
