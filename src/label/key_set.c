#include "label/key_set.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/hex.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/schema.h"
#include "base/schema_embedded.h"
#include "base/text.h"
#include "tlog/note_key.h"

static const char *const purposes[] = { "label", "status", "log", "witness" };

/* A member of a checked file, which has at most room - 1 bytes but for foreign letters. */
static int copy(char *out, size_t room, const json_t *object, const char *member, struct err *err)
{
	const char *text = json_text(object, member);
	size_t n = text ? strlen(text) : 0;

	if (n >= room)
		return err_set(err, E_LIMIT, "'%s' has more than %zu bytes", member, room - 1);
	if (n)
		memcpy(out, text, n);
	out[n] = '\0';
	return 0;
}

static int copy_day(char out[static DAY_TEXT_MAX], const json_t *object, const char *member,
		    struct err *err)
{
	int r = copy(out, DAY_TEXT_MAX, object, member, err);

	if (r == 0 && out[0] && !day_valid(out))
		return err_set(err, E_FORMAT, "'%s' is no date: %s", member, out);
	return r;
}

/* An owner's name is shown to people: nothing in it may pretend to be something else. */
static bool is_printable(const char *text)
{
	CLEANUP(mem_freep) char *shown = text_visible_new(bytes_of(text), KEY_SET_OWNER_MAX);

	return text_equal(shown, text);
}

static int read_texts(struct key_set_key *key, const json_t *json, struct err *err)
{
	const json_t *owner = json_object_get(json, "owner");
	int r = copy(key->issuer, sizeof(key->issuer), json, "issuer", err);

	if (r == 0)
		r = copy(key->owner_ja, sizeof(key->owner_ja), owner, "ja", err);
	if (r == 0)
		r = copy(key->owner_en, sizeof(key->owner_en), owner, "en", err);
	if (r == 0)
		r = copy_day(key->valid_from, json, "valid_from", err);
	if (r == 0)
		r = copy_day(key->valid_until, json, "valid_until", err);
	if (r == 0)
		r = copy_day(key->revoked, json, "revoked", err);
	if (r < 0)
		return r;
	/* Witnesses are no registries: their names are those of notes, often with a path. */
	if (key->purpose == KEY_WITNESS ? !note_key_name_valid(bytes_of(key->issuer))
					: !statement_issuer_valid(key->issuer))
		return err_set(err, E_FORMAT, "the issuer '%s' is no host", key->issuer);
	if (!is_printable(key->owner_ja) || !is_printable(key->owner_en))
		return err_set(err, E_FORMAT, "the owner's name cannot be printed");
	if (key->valid_until[0] && day_compare(key->valid_until, key->valid_from) < 0)
		return err_set(err, E_FORMAT, "it is over before it begins");
	return 0;
}

static int read_key(struct key_set_key *out, const json_t *json, struct err *err)
{
	struct key_set_key key = { .purpose = KEY_LABEL };
	char id[2 * PUBLIC_KEY_ID + 1];

	/* The schema says that it is one of them. */
	for (size_t i = 0; i < ARRAY_LEN(purposes); i++)
		if (text_equal(purposes[i], json_text(json, "purpose")))
			key.purpose = (enum key_purpose)i;
	int r = read_texts(&key, json, err);
	if (r == 0)
		r = public_key_jwk(&key.key, json, err);
	if (r < 0)
		return r;
	hex_encode(id, (struct bytes){ key.key.id, PUBLIC_KEY_ID });
	if (!text_equal(id, json_text(json, "kid"))) {
		public_key_done(&key.key);
		return err_set(err, E_FORMAT, "its kid should be %s", id);
	}
	*out = key;
	return 0;
}

static void free_schema(struct schema **s)
{
	schema_freep(s);
}

int key_set_read(struct key_set *out, struct bytes text, const char *name, struct err *err)
{
	CLEANUP(json_done) json_t *json = NULL;
	CLEANUP(free_schema) struct schema *schema = NULL;
	CLEANUP(key_set_done) struct key_set set = { 0 };
	struct schema_fault fault;

	if (text.n > KEY_SET_FILE_MAX)
		return err_set(err, E_LIMIT, "%s: a key file has at most %u bytes", name,
			       KEY_SET_FILE_MAX);
	int r = json_read(&json, text, name, err);
	if (r == 0)
		r = schema_embedded(&schema, "key_set", err);
	if (r < 0)
		return r;
	r = schema_check(schema, json, &fault);
	if (r < 0)
		return err_set(err, r, "%s: %s: %s", name, fault.pointer, fault.reason);
	const json_t *keys = json_object_get(json, "keys");
	size_t n = json_array_size(keys);

	set.keys = mem_array(n, sizeof(*set.keys));
	for (size_t i = 0; i < n; i++) {
		r = read_key(&set.keys[i], json_array_get(keys, i), err);
		if (r < 0)
			return err ? err_prefix(err, "%s: /keys/%zu", name, i) : r;
		set.n++;
	}
	*out = set;
	set = (struct key_set){ 0 };
	return 0;
}

void key_set_done(struct key_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		public_key_done(&set->keys[i].key);
	mem_free(set->keys);
	*set = (struct key_set){ 0 };
}

const struct key_set_key *key_set_next(const struct key_set *set, enum key_purpose purpose,
				       struct bytes id, const struct key_set_key *after)
{
	for (size_t i = after ? (size_t)(after - set->keys) + 1 : 0; i < set->n; i++) {
		const struct key_set_key *key = &set->keys[i];

		if (key->purpose == purpose &&
		    bytes_equal(id, (struct bytes){ key->key.id, PUBLIC_KEY_ID }))
			return key;
	}
	return NULL;
}

const char *key_set_purpose(enum key_purpose purpose)
{
	return purposes[purpose];
}

json_t *key_set_json(const struct key_set_key *key)
{
	json_t *json = public_key_jwk_new(&key->key);
	char id[2 * PUBLIC_KEY_ID + 1];

	hex_encode(id, (struct bytes){ key->key.id, PUBLIC_KEY_ID });
	json_object_set_new(json, "use", json_string("sig"));
	json_object_set_new(json, "kid", json_string(id));
	json_object_set_new(json, "purpose", json_string(key_set_purpose(key->purpose)));
	json_object_set_new(json, "issuer", json_string(key->issuer));
	json_object_set_new(json, "owner",
			    json_pack("{s:s, s:s}", "ja", key->owner_ja, "en", key->owner_en));
	json_object_set_new(json, "valid_from", json_string(key->valid_from));
	if (key->valid_until[0])
		json_object_set_new(json, "valid_until", json_string(key->valid_until));
	if (key->revoked[0])
		json_object_set_new(json, "revoked", json_string(key->revoked));
	return json;
}

void key_set_write(struct buf *out, const struct key_set *set)
{
	CLEANUP(json_done)
	json_t *json = json_pack("{s:s, s:i, s:[]}", "format", "hoshi-keys", "version", 1, "keys");

	for (size_t i = 0; i < set->n; i++)
		json_array_append_new(json_object_get(json, "keys"), key_set_json(&set->keys[i]));
	json_write(out, json, true);
}
