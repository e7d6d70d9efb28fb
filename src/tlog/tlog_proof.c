#include "tlog/tlog_proof.h"

#include "base/base64.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/num.h"

#define HEADER "c2sp.org/tlog-proof@v1"

/* The rest of a line that begins with word and a space; false when it begins otherwise. */
static bool after_word(struct bytes *rest, struct bytes line, const char *word)
{
	struct cursor c = cursor_of(line);

	if (!bytes_equal(cursor_until(&c, ' '), bytes_of(word)) || !cursor_ok(&c))
		return false;
	*rest = cursor_bytes(&c, cursor_left(&c));
	return true;
}

static int read_extra(struct tlog_proof *proof, struct bytes text, struct err *err)
{
	proof->extra = BUF(TLOG_PROOF_EXTRA_MAX);
	int r = base64_decode(&proof->extra, text);

	if (r == E_LIMIT)
		return err_set(err, r, "the proof has more than %u bytes of extra data",
			       TLOG_PROOF_EXTRA_MAX);
	if (r < 0)
		return err_set(err, r, "the extra data of the proof is not base 64");
	proof->has_extra = true;
	return 0;
}

static int read_hashes(struct merkle_proof *out, struct cursor *in, struct err *err)
{
	for (;;) {
		struct bytes line = cursor_until(in, '\n');

		if (!cursor_ok(in))
			return err_set(err, E_TRUNC, "the proof ends before its checkpoint");
		if (line.n == 0)
			return 0;
		if (out->n == MERKLE_PROOF_MAX)
			return err_set(err, E_LIMIT, "the proof has more than %d hashes",
				       MERKLE_PROOF_MAX);
		if (base64_decode_exact(out->at[out->n].at, MERKLE_HASH_SIZE, line) < 0)
			return err_set(err, E_FORMAT, "hash %zu of the proof is none", out->n + 1);
		out->n++;
	}
}

static int decode(struct tlog_proof *proof, struct bytes file, struct err *err)
{
	struct cursor in = cursor_of(file);
	struct bytes rest;

	if (file.n > TLOG_PROOF_SIZE_MAX)
		return err_set(err, E_LIMIT, "the proof has more than %u bytes",
			       TLOG_PROOF_SIZE_MAX);
	if (!bytes_equal(cursor_until(&in, '\n'), bytes_of(HEADER)) || !cursor_ok(&in))
		return err_set(err, E_FORMAT, "this is not a proof: its first line is not '%s'",
			       HEADER);
	struct bytes line = cursor_until(&in, '\n');
	if (after_word(&rest, line, "extra")) {
		int r = read_extra(proof, rest, err);

		if (r < 0)
			return r;
		line = cursor_until(&in, '\n');
	}
	if (!after_word(&rest, line, "index") || (rest.n > 1 && rest.p[0] == '0') ||
	    num_u64n(rest, 0, MERKLE_SIZE_MAX - 1, &proof->index) < 0)
		return err_set(err, E_FORMAT, "the proof does not say the index of an entry");
	int r = read_hashes(&proof->hashes, &in, err);
	if (r < 0)
		return r;
	proof->checkpoint = cursor_bytes(&in, cursor_left(&in));
	if (proof->checkpoint.n == 0)
		return err_set(err, E_TRUNC, "the proof has no checkpoint");
	return 0;
}

int tlog_proof_decode(struct tlog_proof *proof, struct bytes file, struct err *err)
{
	*proof = (struct tlog_proof){ .has_extra = false };
	int r = decode(proof, file, err);

	if (r < 0)
		tlog_proof_done(proof);
	return r;
}

bool tlog_proof_looks_like(struct bytes file)
{
	const struct bytes header = bytes_of(HEADER);

	return file.n >= header.n && memcmp(file.p, header.p, header.n) == 0;
}

void tlog_proof_done(struct tlog_proof *proof)
{
	buf_done(&proof->extra);
	*proof = (struct tlog_proof){ .has_extra = false };
}

void tlog_proof_encode(struct buf *out, const struct tlog_proof *proof)
{
	buf_text(out, HEADER "\n");
	if (proof->has_extra) {
		buf_text(out, "extra ");
		base64_encode(out, buf_view(&proof->extra));
		buf_u8(out, '\n');
	}
	buf_format(out, "index %" PRIu64 "\n", proof->index);
	for (size_t i = 0; i < proof->hashes.n; i++) {
		base64_encode(out, (struct bytes){ proof->hashes.at[i].at, MERKLE_HASH_SIZE });
		buf_u8(out, '\n');
	}
	buf_u8(out, '\n');
	buf_bytes(out, proof->checkpoint);
}

int tlog_proof_verify(const struct tlog_proof *proof, struct bytes entry,
		      const struct note_key *key, struct checkpoint *out, struct err *err)
{
	struct merkle_hash leaf;
	struct checkpoint c;
	int r = checkpoint_open(&c, proof->checkpoint, key, err);

	if (r < 0)
		return r;
	merkle_leaf(&leaf, entry);
	if (merkle_check_inclusion(&proof->hashes, proof->index, c.size, &leaf, &c.root) < 0)
		return err_set(err, E_VERIFY,
			       "the proof does not show that entry %" PRIu64
			       " of the log is this one",
			       proof->index);
	*out = c;
	return 0;
}
