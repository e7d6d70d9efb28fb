#include "tlog/checkpoint.h"

#include "base/base64.h"
#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/num.h"

static bool has_leading_zero(struct bytes digits)
{
	return digits.n > 1 && digits.p[0] == '0';
}

int checkpoint_parse(struct checkpoint *out, struct bytes text, struct err *err)
{
	struct checkpoint c = { .size = 0 };
	struct cursor in = cursor_of(text);

	/* What a body from elsewhere may not have, a note's text has not; not all come from one. */
	if (!note_text_valid(text))
		return err_set(err, E_FORMAT, "the checkpoint is not lines of UTF-8 text");
	c.origin = cursor_until(&in, '\n');
	struct bytes size = cursor_until(&in, '\n');
	struct bytes root = cursor_until(&in, '\n');
	if (!cursor_ok(&in) || c.origin.n == 0)
		return err_set(err, E_FORMAT, "the checkpoint has not three lines");
	int r = has_leading_zero(size) ? E_FORMAT : num_u64n(size, 0, MERKLE_SIZE_MAX, &c.size);
	if (r < 0)
		return err_set(err, r,
			       "the second line of the checkpoint is not a number of entries");
	if (base64_decode_exact(c.root.at, MERKLE_HASH_SIZE, root) < 0)
		return err_set(err, E_FORMAT, "the third line of the checkpoint is not a hash");
	c.extensions = (struct bytes){ in.p, in.n };
	while (cursor_left(&in))
		if (cursor_until(&in, '\n').n == 0)
			return err_set(err, E_FORMAT, "the checkpoint has an empty line");
	*out = c;
	return 0;
}

void checkpoint_body(struct buf *out, const char *origin, uint64_t size,
		     const struct merkle_hash *root)
{
	assert(note_key_name_valid(bytes_of(origin)) && size <= MERKLE_SIZE_MAX);
	buf_format(out, "%s\n%" PRIu64 "\n", origin, size);
	base64_encode(out, (struct bytes){ root->at, MERKLE_HASH_SIZE });
	buf_u8(out, '\n');
}

int checkpoint_open(struct checkpoint *out, struct bytes bytes, const struct note_key *key,
		    struct err *err)
{
	struct checkpoint c = { .size = 0 };
	struct note_seal seal;
	struct note note;
	int r = note_parse(&note, bytes, err);

	if (r == 0)
		r = note_verify(&note, key, 1, &seal, err);
	if (r == 0)
		r = checkpoint_parse(&c, note.text, err);
	if (r < 0)
		return r;
	if (!bytes_equal(c.origin, bytes_of(key->name)))
		return err_set(err, E_VERIFY, "the checkpoint is of another log than '%s'",
			       key->name);
	*out = c;
	return 0;
}
