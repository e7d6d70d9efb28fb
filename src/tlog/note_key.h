/*
 * Keys of signed notes (C2SP signed-note v1.0.0).  A key for verifying is written NAME+ID+KEY: the
 * id in eight hexadecimal digits, the key in base 64 with a byte before it that says what its
 * signatures are.  The id is the beginning of SHA-256(name | 0x0A | that byte | key).
 */
#pragma once

#include "base/base.h"
#include "crypto/ed25519.h"

struct buf;
struct err;

#define NOTE_KEY_NAME_MAX 255 /* bytes */

enum note_key_type {
	NOTE_KEY_ED25519 = 0x01,     /* signs the text */
	NOTE_KEY_COSIGNATURE = 0x04, /* Ed25519 over time and text: tlog/cosignature.h */
};

struct note_key {
	char name[NOTE_KEY_NAME_MAX + 1];
	uint32_t id;
	enum note_key_type type;
	uint8_t public_key[ED25519_PUBLIC_SIZE];
};

/* UTF-8, not empty, no Unicode space, no control character, no plus. */
bool note_key_name_valid(struct bytes name);

/* Fills key and computes its id.  E_FORMAT for a name that is none, E_LIMIT for one too long. */
int note_key_of(struct note_key *key, const char *name, enum note_key_type type,
		const uint8_t public_key[static ED25519_PUBLIC_SIZE]) MUST_USE;

/*
 * Read NAME+ID+KEY.  E_FORMAT; E_UNSUPPORTED for a kind of key that we cannot verify with; E_VERIFY
 * when the id is not that of the key.
 */
int note_key_parse(struct note_key *key, const char *text, struct err *err) MUST_USE;
void note_key_format(struct buf *out, const struct note_key *key);
