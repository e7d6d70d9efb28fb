/*
 * COSE_Sign1 (RFC 9052 4.2): who signs what, in deterministic CBOR.
 *
 *     18([protected, unprotected, payload, signature])
 *
 * The reader is told what it may find, and refuses all else: the tag is there or it is not, the
 * protected header has exactly the asked members, the payload is not elsewhere.  The algorithm
 * comes from the key; a message that names another one is refused before any arithmetic.
 */
#pragma once

#include "base/base.h"

struct buf;
struct err;
struct public_key;
struct signing_key;

#define COSE_MESSAGE_MAX (8u << 20)
#define COSE_KEY_ID_MAX 64
#define COSE_TYPE_MAX 128

/* Members of the protected header beside alg (1), which is always there. */
enum {
	COSE_KEY_ID = 1 << 0, /* 4 kid */
	COSE_CLAIMS = 1 << 1, /* 15 CWT Claims (RFC 9597): a map */
	COSE_TYPE = 1 << 2,   /* 16 typ (RFC 9596): text */
};

enum cose_tag { COSE_TAGGED, COSE_UNTAGGED };

/* What a reader accepts. */
struct cose_form {
	enum cose_tag tag;
	unsigned protected_members; /* COSE_* that have to be there; no others */
	bool has_unprotected;       /* it may have members, of which nothing is believed */
	size_t payload_max;
};

/* Everything is borrowed from the message. */
struct cose {
	struct bytes protected_header; /* as it was encoded: what is signed */
	int64_t algorithm;
	struct bytes key_id, claims, type;
	struct bytes unprotected_header; /* the map as it was encoded */
	struct bytes payload;
	struct bytes signature;
};

/* E_TRUNC, E_FORMAT, E_LIMIT, E_UNSUPPORTED; err says what and at which byte. */
int cose_read(struct cose *out, struct bytes message, const struct cose_form *form,
	      struct err *err) MUST_USE;

/*
 * E_VERIFY: the message names another algorithm than the key's, or the signature does not fit.  The
 * key's id is not compared: choosing keys is the caller's, who tries all of the same id.
 */
int cose_verify(const struct cose *message, const struct public_key *key, struct err *err) MUST_USE;

/* What is signed besides the payload; empty members are left out. */
struct cose_header {
	bool has_key_id;
	struct bytes claims; /* an encoded map */
	struct bytes type;
};

/* Append the tagged message; the unprotected header is empty. */
int cose_sign(struct buf *out, const struct cose_header *header, struct bytes payload,
	      const struct signing_key *key, struct err *err) MUST_USE;
