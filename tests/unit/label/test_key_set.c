/* Key files: there and back, each refusal, keys with one id, limits. */
#include "statement_sample.h"

static struct sample_keys keys;

static int read_text(struct key_set *out, const char *text, struct err *err)
{
	return key_set_read(out, bytes_of(text), "keys.json", err);
}

static void there_and_back(void **state)
{
	CLEANUP(key_set_done) struct key_set back = { 0 };
	CLEANUP(buf_done) struct buf text = BUF(KEY_SET_FILE_MAX), again = BUF(KEY_SET_FILE_MAX);
	struct key_set set = { keys.list, 3 };

	(void)state;
	public_key_ed25519(&keys.list[2].key, keys.label.public_key.x);
	keys.list[2].purpose = KEY_LOG;
	memcpy(keys.list[2].issuer, "log.example.jp", 15);
	memcpy(keys.list[2].owner_en, "The Log", 8);
	memcpy(keys.list[2].owner_ja, "ログ", 7);
	memcpy(keys.list[2].valid_from, "2026-01-01", DAY_TEXT_MAX);
	memcpy(keys.list[2].valid_until, "2026-12-31", DAY_TEXT_MAX);
	memcpy(keys.list[2].revoked, "2026-06-30", DAY_TEXT_MAX);
	key_set_write(&text, &set);
	assert_int_equal(key_set_read(&back, buf_view(&text), "keys", NULL), 0);
	assert_int_equal(back.n, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(back.keys[i].purpose, set.keys[i].purpose);
		assert_memory_equal(back.keys[i].key.id, set.keys[i].key.id, PUBLIC_KEY_ID);
		assert_string_equal(back.keys[i].issuer, set.keys[i].issuer);
		assert_string_equal(back.keys[i].owner_ja, set.keys[i].owner_ja);
		assert_string_equal(back.keys[i].owner_en, set.keys[i].owner_en);
		assert_string_equal(back.keys[i].valid_from, set.keys[i].valid_from);
		assert_string_equal(back.keys[i].valid_until, set.keys[i].valid_until);
		assert_string_equal(back.keys[i].revoked, set.keys[i].revoked);
	}
	key_set_write(&again, &back);
	assert_true(bytes_equal(buf_view(&text), buf_view(&again)));
}

/* A file with one key, in which FROM is replaced. */
static char *changed(const char *from, const char *to)
{
	CLEANUP(buf_done) struct buf text = BUF(KEY_SET_FILE_MAX), out = BUF(KEY_SET_FILE_MAX);
	struct key_set set = { keys.list, 1 };

	key_set_write(&text, &set);
	const char *whole = buf_cstr(&text);
	const char *at = strstr(whole, from);

	if (!at)
		fail_msg("'%s' is not in %s", from, whole);
	buf_add(&out, whole, (size_t)(at - whole));
	buf_text(&out, to);
	buf_text(&out, at + strlen(from));
	return buf_take(&out);
}

static void refusals(void **state)
{
	static const struct {
		const char *what, *from, *to, *says;
		int code;
	} rows[] = {
		{ "not JSON", "{", "[", "keys.json", E_FORMAT },
		{ "more behind", "\n}\n", "\n}\n{}", "keys.json", E_FORMAT },
		{ "a member twice", "\"version\"", "\"format\": \"hoshi-keys\", \"version\"",
		  "keys.json", E_FORMAT },
		{ "another format", "hoshi-keys", "hoshi-key", "/format", E_FORMAT },
		{ "another version", "\"version\": 1", "\"version\": 2", "/version", E_FORMAT },
		{ "a member nobody knows", "\"alg\"", "\"ext\": true, \"alg\"", "/keys/0/ext",
		  E_FORMAT },
		{ "a private key", "\"alg\"", "\"d\": \"AAAA\", \"alg\"", "/keys/0/d", E_FORMAT },
		{ "no purpose", "\"purpose\": \"label\"", "\"purpose\": \"enc\"", "/keys/0/purpose",
		  E_FORMAT },
		{ "another algorithm", "ES256", "EdDSA", "/keys/0", E_UNSUPPORTED },
		{ "another curve", "P-256", "Ed25519", "/keys/0", E_UNSUPPORTED },
		{ "RSA", "\"EC\"", "\"RSA\"", "/keys/0/kty", E_FORMAT },
		{ "no host", "label.example.jp", "Label.example.jp", "/keys/0/issuer", E_FORMAT },
		{ "no port", "label.example.jp", "label.example.jp:65536", "no host", E_FORMAT },
		{ "no date", "2026-04-01", "2026-04-31", "no date", E_FORMAT },
		{ "no such date", "2026-04-01", "1 April", "/keys/0/valid_from", E_FORMAT },
		{ "over before", "\"valid_from\"",
		  "\"valid_until\": \"2026-03-31\", \"valid_from\"", "over before", E_FORMAT },
		{ "a name that acts", "Label Scheme Office", "Label\\u202eScheme",
		  "cannot be printed", E_FORMAT },
		{ "no name", "Label Scheme Office", "", "/keys/0/owner/en", E_FORMAT },
		{ "kid in capitals", "\"kid\": \"", "\"kid\": \"A", "/keys/0/kid", E_FORMAT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(mem_freep) char *text = changed(rows[i].from, rows[i].to);
		CLEANUP(key_set_done) struct key_set set = { 0 };
		struct err err = { 0 };

		TAP_INT(rows[i].what, read_text(&set, text, &err), rows[i].code);
		FIXTURE_SAYS(rows[i].what, err.text, rows[i].says);
		TAP_CHECK(rows[i].what, !set.keys);
	}
}

/* A kid that is another key's would lead to the wrong key. */
static void a_kid_that_is_not_its_keys(void **state)
{
	CLEANUP(key_set_done) struct key_set set = { 0 };
	CLEANUP(mem_freep) char *text = changed("\"kid\": \"", "\"kid\": \"");
	char *kid = strstr(text, "\"kid\": \"") + 8;
	struct err err = { 0 };

	(void)state;
	*kid = *kid == '0' ? '1' : '0';
	assert_int_equal(read_text(&set, text, &err), E_FORMAT);
	FIXTURE_SAYS("kid", err.text, "keys.json: /keys/0: its kid should be ");
	/* The same point with another y is none. */
	CLEANUP(mem_freep) char *other = changed("\"y\": \"", "\"y\": \"");
	char *y = strstr(other, "\"y\": \"") + 6;
	*y = *y == 'A' ? 'B' : 'A';
	assert_int_equal(read_text(&set, other, &err), E_FORMAT);
	FIXTURE_SAYS("y", err.text, "no point of P-256");
}

static void finding(void **state)
{
	struct key_set_key list[4];
	struct key_set set = { list, 4 };
	struct bytes id = { list[0].key.id, PUBLIC_KEY_ID };

	(void)state;
	for (size_t i = 0; i < 4; i++)
		list[i] = keys.list[0];
	list[1].purpose = KEY_STATUS;
	list[2].key.id[7] ^= 1;
	const struct key_set_key *first = key_set_next(&set, KEY_LABEL, id, NULL);
	assert_ptr_equal(first, &list[0]);
	const struct key_set_key *second = key_set_next(&set, KEY_LABEL, id, first);
	assert_ptr_equal(second, &list[3]);
	assert_null(key_set_next(&set, KEY_LABEL, id, second));
	assert_ptr_equal(key_set_next(&set, KEY_STATUS, id, NULL), &list[1]);
	assert_null(key_set_next(&set, KEY_LOG, id, NULL));
	/* Half an id is none. */
	assert_null(key_set_next(&set, KEY_LABEL, (struct bytes){ id.p, 7 }, NULL));
	assert_null(key_set_next(&set, KEY_LABEL, (struct bytes){ 0 }, NULL));
}

static void limits(void **state)
{
	CLEANUP(mem_freep)
	struct key_set_key *many = mem_array(KEY_SET_KEYS_MAX + 1, sizeof(*many));
	CLEANUP(mem_freep) char *blanks = mem_array(KEY_SET_FILE_MAX + 2, 1);
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i <= KEY_SET_KEYS_MAX; i++)
		many[i] = keys.list[0];
	for (size_t n = KEY_SET_KEYS_MAX; n <= KEY_SET_KEYS_MAX + 1; n++) {
		CLEANUP(buf_done) struct buf text = BUF(KEY_SET_FILE_MAX);
		CLEANUP(key_set_done) struct key_set back = { 0 };
		struct key_set set = { many, n };

		key_set_write(&text, &set);
		assert_true(buf_ok(&text));
		assert_int_equal(key_set_read(&back, buf_view(&text), "keys", &err),
				 n > KEY_SET_KEYS_MAX ? E_FORMAT : 0);
	}
	FIXTURE_SAYS("many", err.text, "/keys");
	memset(blanks, ' ', KEY_SET_FILE_MAX + 1);
	struct key_set set;
	assert_int_equal(read_text(&set, blanks, &err), E_LIMIT);
	FIXTURE_SAYS("large", err.text, "1048576");
}

static int make_keys(void **state)
{
	(void)state;
	sample_keys_make(&keys);
	return 0;
}

static int drop_keys(void **state)
{
	(void)state;
	sample_keys_done(&keys);
	return 0;
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(there_and_back),
	cmocka_unit_test(refusals),
	cmocka_unit_test(a_kid_that_is_not_its_keys),
	cmocka_unit_test(finding),
	cmocka_unit_test(limits),
};

TAP_MAIN_WITHIN(tests, make_keys, drop_keys)
