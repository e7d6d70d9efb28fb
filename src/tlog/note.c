/*
 * Parsing goes by lines from the last empty line on; the text before it is anybody's.  Verifying
 * asks for each key which lines are its own.
 */
#include "tlog/note.h"

#include "base/base64.h"
#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/text.h"
#include "tlog/cosignature.h"

#define DASH "\xe2\x80\x94 " /* U+2014 and a space */
#define ID_SIZE 4

bool note_text_valid(struct bytes text)
{
	if (text.n == 0 || text.p[text.n - 1] != '\n' || !text_utf8_valid(text))
		return false;
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < ' ' && text.p[i] != '\n')
			return false;
	return true;
}

/* Where the last empty line begins; 0 when there is none after a text. */
static size_t last_empty_line(struct bytes bytes)
{
	for (size_t i = bytes.n; i > 1; i--)
		if (bytes.p[i - 1] == '\n' && bytes.p[i - 2] == '\n')
			return i - 1;
	return 0;
}

/* Base 64 of id and at least one byte: nobody knows how long a signature of a foreign kind is. */
static int check_signature(struct note_signature *out, struct bytes text)
{
	CLEANUP(buf_done) struct buf raw = BUF(text.n);

	if (base64_decode(&raw, text) < 0 || raw.n <= ID_SIZE)
		return E_FORMAT;
	struct cursor c = cursor_of(buf_view(&raw));
	out->key_id = cursor_u32(&c);
	out->text = text;
	return 0;
}

static int parse_line(struct note_signature *out, struct bytes line)
{
	static const char dash[] = DASH;
	struct cursor c = cursor_of(line);

	if (!bytes_equal(cursor_bytes(&c, strlen(dash)), bytes_of(dash)))
		return E_FORMAT;
	out->name = cursor_until(&c, ' ');
	if (!cursor_ok(&c) || !note_key_name_valid(out->name))
		return E_FORMAT;
	return check_signature(out, cursor_bytes(&c, cursor_left(&c)));
}

int note_parse(struct note *out, struct bytes bytes, struct err *err)
{
	if (bytes.n > NOTE_SIZE_MAX)
		return err_set(err, E_LIMIT, "the note has more than %u bytes", NOTE_SIZE_MAX);
	if (!note_text_valid(bytes))
		return err_set(err, E_FORMAT, "the note is not lines of UTF-8 text");
	size_t empty = last_empty_line(bytes);
	if (empty == 0)
		return err_set(err, E_FORMAT, "the note has no empty line before its signatures");

	struct cursor c = cursor_of((struct bytes){ bytes.p + empty + 1, bytes.n - empty - 1 });
	size_t n = 0;
	while (cursor_left(&c)) {
		if (n == NOTE_SIGNATURES_MAX)
			return err_set(err, E_LIMIT, "the note has more than %d signatures",
				       NOTE_SIGNATURES_MAX);
		if (parse_line(&out->signatures[n], cursor_until(&c, '\n')) < 0)
			return err_set(err, E_FORMAT, "signature line %zu of the note is none",
				       n + 1);
		n++;
	}
	if (n == 0)
		return err_set(err, E_FORMAT, "the note has no signature");
	out->text = (struct bytes){ bytes.p, empty };
	out->n = n;
	return 0;
}

static int check_one(struct note_seal *seal, const struct note_key *key,
		     const struct note_signature *s, struct bytes text)
{
	uint8_t raw[ID_SIZE + COSIGNATURE_SIZE];
	uint64_t time = 0;
	int r = E_UNSUPPORTED;

	switch (key->type) {
	case NOTE_KEY_ED25519:
		r = base64_decode_exact(raw, ID_SIZE + ED25519_SIGNATURE_SIZE, s->text);
		if (r == 0)
			r = ed25519_verify(key->public_key, raw + ID_SIZE, text);
		break;
	case NOTE_KEY_COSIGNATURE:
		r = base64_decode_exact(raw, sizeof(raw), s->text);
		if (r == 0)
			r = cosignature_verify(key, raw + ID_SIZE, text, &time);
		break;
	}
	if (r == 0)
		*seal = (struct note_seal){ .is_there = true, .time = time };
	return r;
}

int note_verify(const struct note *note, const struct note_key *keys, size_t n,
		struct note_seal *seals, struct err *err)
{
	struct note_seal found[NOTE_KEYS_MAX] = { { 0 } };
	bool any = false;

	assert(n <= NOTE_KEYS_MAX);
	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; i < note->n; i++) {
			const struct note_signature *s = &note->signatures[i];

			if (s->key_id != keys[k].id ||
			    !bytes_equal(s->name, bytes_of(keys[k].name)))
				continue;
			if (found[k].is_there)
				return err_set(err, E_VERIFY, "'%s' signed the note twice",
					       keys[k].name);
			if (check_one(&found[k], &keys[k], s, note->text) < 0)
				return err_set(err, E_VERIFY,
					       "the signature of '%s' does not fit the note",
					       keys[k].name);
			any = true;
		}
	if (!any)
		return err_set(err, E_VERIFY, "the note has no signature of a known key");
	memcpy(seals, found, n * sizeof(*seals));
	return 0;
}

void note_add_signature(struct buf *out, const struct note_key *key, struct bytes signature)
{
	uint8_t id[ID_SIZE] = { (uint8_t)(key->id >> 24), (uint8_t)(key->id >> 16),
				(uint8_t)(key->id >> 8), (uint8_t)key->id };
	CLEANUP(buf_done) struct buf raw = BUF(ID_SIZE + signature.n);

	buf_add(&raw, id, sizeof(id));
	buf_bytes(&raw, signature);
	buf_format(out, DASH "%s ", key->name);
	base64_encode(out, buf_view(&raw));
	buf_u8(out, '\n');
}

void note_sign(struct buf *out, struct bytes text, const struct note_key *key,
	       const struct ed25519_key *secret)
{
	uint8_t signature[ED25519_SIGNATURE_SIZE];

	assert(key->type == NOTE_KEY_ED25519 && note_text_valid(text));
	ed25519_sign(signature, secret, text);
	buf_bytes(out, text);
	buf_u8(out, '\n');
	note_add_signature(out, key, (struct bytes){ signature, sizeof(signature) });
}
