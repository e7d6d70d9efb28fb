/*
 * Signed notes (C2SP signed-note v1.0.0): a text that ends with a newline, an empty line, and lines
 *
 *     — NAME BASE64(KEY ID, 4 bytes, and SIGNATURE)
 *
 * A key is known by name and id together.  Lines of keys that nobody told us of mean nothing,
 * however often they stand there; a line of a known key has to verify, or the note is refused.
 */
#pragma once

#include "base/base.h"
#include "tlog/note_key.h"

struct buf;
struct ed25519_key;
struct err;

#define NOTE_SIZE_MAX (256u << 10) /* bytes: sixteen post-quantum signatures are 110 KiB */
#define NOTE_SIGNATURES_MAX 64     /* C2SP asks for 16 at least */
#define NOTE_KEYS_MAX 64           /* keys that a note is verified with */

struct note_signature {
	struct bytes name;
	uint32_t key_id;
	struct bytes text; /* base 64 of id and signature */
};

/* Everything borrows from the bytes that were parsed. */
struct note {
	struct bytes text; /* with its last newline */
	struct note_signature signatures[NOTE_SIGNATURES_MAX];
	size_t n;
};

/* The form alone, no signature.  E_LIMIT above NOTE_SIZE_MAX or NOTE_SIGNATURES_MAX; E_FORMAT. */
int note_parse(struct note *out, struct bytes bytes, struct err *err) MUST_USE;

struct note_seal {
	bool is_there;
	uint64_t time; /* Unix seconds, of a cosignature; else 0 */
};

/*
 * Which of the keys signed: seals has one for each.  E_VERIFY when a known key's signature does not
 * fit, when a known key signed twice, or when none of them signed.
 */
int note_verify(const struct note *note, const struct note_key *keys, size_t n,
		struct note_seal *seals, struct err *err) MUST_USE;

/*
 * Append one line, "— NAME BASE64\n".  A note is its text, a newline, and such lines; the text has
 * to satisfy note_text_valid.
 */
void note_add_signature(struct buf *out, const struct note_key *key, struct bytes signature);

/* UTF-8 that ends with a newline and has no other control character. */
bool note_text_valid(struct bytes text);

/* The whole note of text with the signature of a key of type NOTE_KEY_ED25519. */
void note_sign(struct buf *out, struct bytes text, const struct note_key *key,
	       const struct ed25519_key *secret);
