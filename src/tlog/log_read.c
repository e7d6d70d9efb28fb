/*
 * The tile that was asked for last is kept for each level: a proof asks for several hashes of the
 * same few.
 */
#include "tlog/log_read.h"

#include <unistd.h>

#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "tlog/log_file.h"
#include "tlog/tlog_proof.h"

struct kept {
	unsigned width; /* 0: none */
	uint64_t index;
	struct merkle_hash at[TILE_WIDTH];
};

struct log_read {
	int dir;
	struct log_file note, file, bundle;
	struct checkpoint checkpoint;
	struct bytes entries[TILE_WIDTH];
	uint64_t bundle_index;
	unsigned bundle_width; /* 0: none was read */
	struct kept kept[TILE_LEVELS];
	struct err *err; /* of the call that is on its way */
};

void log_read_freep(struct log_read **r)
{
	if (!*r)
		return;
	fd_close(&(*r)->dir);
	log_file_done(&(*r)->note);
	log_file_done(&(*r)->file);
	log_file_done(&(*r)->bundle);
	mem_free(*r);
	*r = NULL;
}

static int open_checkpoint(struct log_read *r, const struct note_key *key, struct err *err)
{
	struct note note;
	int code = log_file_read(&r->note, r->dir, LOG_FILE_CHECKPOINT, NOTE_SIZE_MAX, err);

	if (code < 0)
		return code;
	if (key)
		return checkpoint_open(&r->checkpoint, log_read_note(r), key, err);
	code = note_parse(&note, log_read_note(r), err);
	return code < 0 ? code : checkpoint_parse(&r->checkpoint, note.text, err);
}

int log_read_open(struct log_read **out, const char *dir, const struct note_key *key,
		  struct err *err)
{
	CLEANUP(log_read_freep) struct log_read *r = mem_array(1, sizeof(*r));

	r->dir = -1;
	int code = log_file_open_dir(&r->dir, dir, err);
	if (code == 0)
		code = open_checkpoint(r, key, err);
	if (code < 0)
		return code;
	*out = steal(r);
	return 0;
}

const struct checkpoint *log_read_checkpoint(const struct log_read *r)
{
	return &r->checkpoint;
}

struct bytes log_read_note(const struct log_read *r)
{
	return (struct bytes){ r->note.p, r->note.n };
}

static int no_such_entry(const struct log_read *r, uint64_t index, struct err *err)
{
	return err_set(err, E_LIMIT, "the log has no entry %" PRIu64 ": it has %" PRIu64, index,
		       r->checkpoint.size);
}

int log_read_entry(struct log_read *r, uint64_t index, struct bytes *entry, struct err *err)
{
	const uint64_t bundle = index / TILE_WIDTH;
	const struct tile tile = { TILE_ENTRIES, bundle,
				   tile_width(TILE_ENTRIES, bundle, r->checkpoint.size) };

	if (index >= r->checkpoint.size)
		return no_such_entry(r, index, err);
	if (r->bundle_width == 0 || r->bundle_index != bundle) {
		r->bundle_width = 0;
		int code = log_file_bundle(&r->bundle, r->dir, &tile, r->entries, err);

		if (code < 0)
			return code;
		r->bundle_index = bundle;
		r->bundle_width = tile.width;
	}
	*entry = r->entries[index % TILE_WIDTH];
	return 0;
}

/* merkle_read_fn */
static int stored_hash(void *context, unsigned level, uint64_t index, struct merkle_hash *out)
{
	struct log_read *r = context;
	const unsigned row = level / TILE_HEIGHT, inner = level % TILE_HEIGHT;
	/* Its leftmost hash in a tile's own level, and how many of these it spans. */
	const uint64_t first = index << inner;
	const size_t n = (size_t)1 << inner;
	const struct tile tile = { (int)row, first / TILE_WIDTH,
				   tile_width((int)row, first / TILE_WIDTH, r->checkpoint.size) };
	struct kept *kept = &r->kept[row];

	assert(first % TILE_WIDTH + n <= tile.width);
	if (kept->width == 0 || kept->index != tile.index) {
		kept->width = 0;
		int code = log_file_tile(&r->file, r->dir, &tile, kept->at, r->err);

		if (code < 0)
			return code;
		kept->width = tile.width;
		kept->index = tile.index;
	}
	merkle_root_of(out, kept->at + first % TILE_WIDTH, n);
	return 0;
}

static struct merkle_reader reader(struct log_read *r, struct err *err)
{
	r->err = err;
	return (struct merkle_reader){ stored_hash, r };
}

static int too_large(const struct log_read *r, uint64_t size, struct err *err)
{
	return err_set(err, E_LIMIT, "the log has %" PRIu64 " entries, not %" PRIu64,
		       r->checkpoint.size, size);
}

int log_read_root(struct log_read *r, uint64_t size, struct merkle_hash *out, struct err *err)
{
	if (size > r->checkpoint.size)
		return too_large(r, size, err);
	return merkle_root(out, size, reader(r, err));
}

int log_read_inclusion(struct log_read *r, uint64_t index, struct merkle_proof *out,
		       struct err *err)
{
	if (index >= r->checkpoint.size)
		return no_such_entry(r, index, err);
	return merkle_inclusion(out, index, r->checkpoint.size, reader(r, err));
}

int log_read_consistency(struct log_read *r, uint64_t old, struct merkle_proof *out,
			 struct err *err)
{
	if (old > r->checkpoint.size)
		return too_large(r, old, err);
	return merkle_consistency(out, old, r->checkpoint.size, reader(r, err));
}

int log_read_prove(struct log_read *r, uint64_t index, bool with_entry, struct buf *out,
		   struct err *err)
{
	CLEANUP(tlog_proof_done)
	struct tlog_proof proof = { .index = index, .checkpoint = log_read_note(r) };
	struct merkle_hash leaf;
	struct bytes entry = { 0 };
	int code = log_read_inclusion(r, index, &proof.hashes, err);

	if (code == 0)
		code = log_read_entry(r, index, &entry, err);
	if (code < 0)
		return code;
	merkle_leaf(&leaf, entry);
	if (merkle_check_inclusion(&proof.hashes, index, r->checkpoint.size, &leaf,
				   &r->checkpoint.root) < 0)
		return err_set(err, E_VERIFY,
			       "entry %" PRIu64 " is not what the checkpoint was made of; "
			       "'hoshi log check' says which file is damaged",
			       index);
	if (with_entry) {
		proof.has_extra = true;
		proof.extra = BUF(TLOG_PROOF_EXTRA_MAX);
		buf_bytes(&proof.extra, entry);
	}
	tlog_proof_encode(out, &proof);
	return buf_ok(out) ? 0 : err_set(err, E_LIMIT, "the proof is too large");
}
