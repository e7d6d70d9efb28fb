#include "signer/key_history.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

void key_history_done(struct key_history *h)
{
	json_decref(h->keys);
	json_decref(h->last);
	*h = (struct key_history){ 0 };
}

static bool is_same(const json_t *a, const json_t *b)
{
	return text_equal(json_text(a, "kid"), json_text(b, "kid")) &&
	       text_equal(json_text(a, "purpose"), json_text(b, "purpose"));
}

static void put(struct key_history *h, json_t *key)
{
	json_t *old;
	size_t i;

	json_array_foreach (h->keys, i, old)
		if (is_same(old, key)) {
			json_array_set(h->keys, i, key);
			return;
		}
	json_array_append(h->keys, key);
}

int key_history_apply(struct key_history *h, uint64_t entry, const json_t *record, struct err *err)
{
	json_t *key = json_object_get(record, "key");
	char subject[KEY_HISTORY_SUBJECT_MAX];

	if (!text_equal(json_text(record, "kind"), "key") || !json_text(key, "kid") ||
	    !json_text(key, "purpose"))
		return err_set(err, E_FORMAT, "this is no record of a key");
	if (!h->keys) {
		h->keys = json_array();
		h->last = json_object();
	}
	put(h, key);
	key_history_subject(subject, record);
	json_object_set_new(h->last, subject, json_integer((json_int_t)entry));
	return 0;
}

int64_t key_history_last(const struct key_history *h, const char *subject)
{
	return json_int(h->last, subject, -1);
}

const char *key_history_from(const struct key_history *h, enum key_purpose purpose)
{
	const char *from = NULL;
	json_t *key;
	size_t i;

	json_array_foreach (h->keys, i, key)
		if (text_equal(json_text(key, "purpose"), key_set_purpose(purpose)) &&
		    !json_text(key, "valid_until") && !json_text(key, "revoked"))
			from = json_text(key, "valid_from");
	return from;
}

static json_t *record_of(json_t *key)
{
	return json_pack("{s:s, s:o}", "kind", "key", "key", key);
}

/* Those before it of its purpose end, one by one; then it begins. */
json_t *key_history_next(const struct key_history *h, const struct key_set_key *current,
			 const char *today)
{
	CLEANUP(json_done) json_t *wanted = key_set_json(current);
	bool there = false;
	json_t *key;
	size_t i;

	json_array_foreach (h->keys, i, key) {
		if (is_same(key, wanted)) {
			there = true;
			continue;
		}
		if (!text_equal(json_text(key, "purpose"), json_text(wanted, "purpose")) ||
		    json_text(key, "valid_until") || json_text(key, "revoked"))
			continue;
		json_t *over = json_deep_copy(key);

		json_object_set_new(over, "valid_until", json_string(today));
		return record_of(over);
	}
	if (there)
		return NULL;
	json_object_set_new(wanted, "valid_from", json_string(today));
	return record_of(json_incref(wanted));
}

json_t *key_history_revoke(const struct key_history *h, const char *kid, const char *today)
{
	json_t *key;
	size_t i;

	json_array_foreach (h->keys, i, key) {
		if (!text_equal(json_text(key, "kid"), kid) || json_text(key, "revoked") ||
		    !json_text(key, "valid_until"))
			continue;
		json_t *over = json_deep_copy(key);

		json_object_set_new(over, "revoked", json_string(today));
		return record_of(over);
	}
	return NULL;
}

void key_history_subject(char out[static KEY_HISTORY_SUBJECT_MAX], const json_t *record)
{
	const json_t *key = json_object_get(record, "key");

	(void)snprintf(out, KEY_HISTORY_SUBJECT_MAX, "%.20s/%.40s", json_text(key, "purpose"),
		       json_text(key, "kid"));
}

void key_history_write(const struct key_history *h, struct buf *out)
{
	CLEANUP(json_done)
	json_t *file =
	    json_pack("{s:s, s:i, s:O}", "format", "hoshi-keys", "version", 1, "keys", h->keys);

	json_write(out, file, true);
}
