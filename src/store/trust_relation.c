/*
 * Two folders of a signer side by side: is one the other's continuation?  What the present one
 * signed is known by its checkpoint and by its memory, which is ahead of it where a commit was cut
 * short; either alone shows that there is more than in the copy.
 */
#include "store/trust_inside.h"

#include <unistd.h>

#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "signer/signer.h"
#include "tlog/log_audit.h"
#include "tlog/log_file.h"
#include "tlog/log_memory.h"
#include "tlog/log_read.h"

/* One of the two. */
struct side {
	char *dir;            /* of the log */
	struct log_read *log; /* NULL: none that this key signed */
	struct log_memory tree, memory;
	bool has_key, has_memory;
	uint8_t key[ED25519_PUBLIC_SIZE];
};

static void side_done(struct side *s)
{
	log_read_freep(&s->log);
	mem_free(s->dir);
}

/* Is something wrong with the files, which is an answer, or with looking at them? */
static bool is_trouble(int code)
{
	return code < 0 && code > E_TRUNC && code != -ENOENT && code != -ENOTDIR;
}

/* Whose log it is says the copy's key; damage is as good as no log. */
static int open_log(struct side *s, const char *trust, const uint8_t *public_key, char **origin,
		    struct err *err)
{
	struct note_key key;

	s->dir = mem_format("%s/log", trust);
	int r = log_read_open(&s->log, s->dir, NULL, err);
	if (r < 0)
		return is_trouble(r) ? r : 0;
	if (trust_check_signed(&key, public_key, log_read_note(s->log), NULL) < 0) {
		log_read_freep(&s->log);
		return 0;
	}
	const struct checkpoint *c = log_read_checkpoint(s->log);
	s->tree = (struct log_memory){ c->size, c->root };
	if (!*origin)
		*origin = mem_text(key.name);
	return 0;
}

static int open_memory(struct side *s, const char *trust, const char *origin, struct err *err)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/keys/" SIGNER_MEMORY, trust);
	int r = origin ? log_memory_read(&s->memory, path, origin, err) : E_MISSING;

	s->has_memory = r == 0;
	return is_trouble(r) ? r : 0;
}

static int open_key(struct side *s, const char *trust, struct err *err)
{
	int r = trust_read_key(s->key, trust, err);

	s->has_key = r == 0;
	return is_trouble(r) ? r : 0;
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

/* A log that is to stay is looked at whole: a signer would not go on with a damaged one. */
static int judge_continuation(const struct side *present, const struct side *copy, struct err *err)
{
	const struct log_audit_tree wanted = { present->tree.size, present->tree.root, 0, 1 };
	CLEANUP(fd_close) int dir = -1;
	struct log_audit audit;
	struct err why = { 0 };
	int r = log_file_open_dir(&dir, present->dir, &why);

	if (r == 0)
		r = log_audit_files(&audit, dir, &wanted, &why);
	if (r == 0)
		return TRUST_GOES_ON;
	if (is_trouble(r))
		return err_set(err, r, "%s", why.text);
	/* All of it is in the copy. */
	if (present->tree.size == copy->tree.size && present->memory.size <= copy->tree.size)
		return TRUST_BEHIND;
	CLEANUP(mem_freep) char *what = mem_format("the log here is damaged (%s)", why.text);
	return forked(err, what, present->tree.size, copy->tree.size);
}

static int judge_longer(struct side *present, const struct side *copy, struct err *err)
{
	int r = begins_with(present, &copy->tree, err);

	if (is_trouble(r))
		return r;
	if (r == 0 && present->has_key)
		return judge_continuation(present, copy, err);
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

	int r = begins_with(copy, &present->tree, err);

	if (r == 0)
		r = begins_with(copy, last, err);
	if (r == 0 || is_trouble(r))
		return r == 0 ? TRUST_BEHIND : r;
	return forked(err, "these are not the beginning of the backup's", last->size,
		      copy->tree.size);
}

/* The relation, or what hinders to see it. */
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

	if (r == 0)
		r = open_key(&here, present, err);
	if (r == 0)
		r = open_log(&there, copy, there.key, &origin, err);
	if (r == 0)
		r = open_log(&here, present, there.key, &origin, err);
	if (r == 0)
		r = open_memory(&here, present, origin, err);
	if (r < 0)
		return r;
	if (!there.log)
		merkle_empty(&there.tree.root);
	r = judge(&here, &there, err);
	if (r < 0)
		return r;
	*out = (enum trust_relation)r;
	*entries = here.has_memory && here.memory.size > here.tree.size ? here.memory.size
									: here.tree.size;
	return 0;
}
