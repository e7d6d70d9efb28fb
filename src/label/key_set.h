/*
 * The key file of whoever verifies labels without network: a JSON Web Key Set (RFC 7517) whose keys
 * say whose they are, what for and when (docs/formats/keys.md,
 * catalogue/schema/key_set.schema.json). Whoever has the right file needs nothing else; how it is
 * got and compared is the user's care.
 */
#pragma once

#include "base/base.h"
#include "base/day.h"
#include "base/json.h"
#include "crypto/public_key.h"
#include "label/statement.h"

struct buf;
struct err;

#define KEY_SET_KEYS_MAX 256
#define KEY_SET_FILE_MAX (1u << 20)
#define KEY_SET_OWNER_MAX 400 /* bytes */

enum key_purpose {
	KEY_LABEL,
	KEY_STATUS, /* status lists and dated answers */
	KEY_LOG,
	KEY_WITNESS, /* cosigns checkpoints */
};

const char *key_set_purpose(enum key_purpose purpose); /* "label", as in the file */

struct key_set_key {
	struct public_key key;
	enum key_purpose purpose;
	char issuer[STATEMENT_ISSUER_MAX + 1]; /* whose statements it signs; of a log its origin,
						* of a witness its name */
	char owner_ja[KEY_SET_OWNER_MAX + 1], owner_en[KEY_SET_OWNER_MAX + 1];
	char valid_from[DAY_TEXT_MAX];  /* the first day on which it signed */
	char valid_until[DAY_TEXT_MAX]; /* the last, or "": it still does */
	/*
	 * Not to be believed any more, known since that day, or "".  Statements of earlier days
	 * fall too: whoever has a stolen key writes whatever day he likes.  A key that was merely
	 * replaced has a valid_until.
	 */
	char revoked[DAY_TEXT_MAX];
};

struct key_set {
	struct key_set_key *keys;
	size_t n;
};

/*
 * name is what messages call the file.  E_FORMAT: not JSON, not by the schema, a key that is none,
 * a kid that is not its key's, days in the wrong order, a name that cannot be printed.
 */
int key_set_read(struct key_set *out, struct bytes text, const char *name,
		 struct err *err) MUST_USE;
void key_set_done(struct key_set *set);

/* The next key of the purpose with that id, after one that was returned before (NULL: the first).
 */
const struct key_set_key *key_set_next(const struct key_set *set, enum key_purpose purpose,
				       struct bytes id, const struct key_set_key *after);

/* One key as it stands in the file.  New. */
json_t *key_set_json(const struct key_set_key *key) MUST_USE;

/* Append the file. */
void key_set_write(struct buf *out, const struct key_set *set);
