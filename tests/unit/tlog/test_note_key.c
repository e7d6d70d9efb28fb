/* Keys of notes: those of golang.org/x/mod/sumdb/note (note_test.go), and what is none. */
#include "tap.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "tlog/note_key.h"

#define PETER "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"

static void there_and_back(void **state)
{
	CLEANUP(buf_done) struct buf text = BUF(200);
	struct note_key key, made;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(note_key_parse(&key, PETER, &err), 0);
	assert_string_equal(key.name, "PeterNeumann");
	assert_int_equal(key.id, 0xc74f20a3);
	assert_int_equal(key.type, NOTE_KEY_ED25519);
	note_key_format(&text, &key);
	assert_string_equal(buf_cstr(&text), PETER);
	assert_int_equal(note_key_of(&made, "PeterNeumann", NOTE_KEY_ED25519, key.public_key), 0);
	assert_int_equal(made.id, key.id);
	/* Another kind of signature is another key. */
	assert_int_equal(note_key_of(&made, "PeterNeumann", NOTE_KEY_COSIGNATURE, key.public_key),
			 0);
	assert_int_not_equal(made.id, key.id);
}

/* As in note_test.go: no part of the key and no key with one character changed is one. */
static void manglings(void **state)
{
	const size_t n = strlen(PETER);
	struct note_key key;

	(void)state;
	for (size_t first = 0; first < n; first++)
		for (size_t end = first; end <= n; end++) {
			CLEANUP(mem_freep) char *part = mem_textn(PETER + first, end - first);

			if (first != 0 || end != n)
				TAP_CHECK(part, note_key_parse(&key, part, NULL) < 0);
		}
	for (size_t i = 0; i < n; i++) {
		CLEANUP(mem_freep) char *changed = mem_text(PETER);

		changed[i]++;
		TAP_CHECK(changed, note_key_parse(&key, changed, NULL) < 0);
	}
}

static void refused(void **state)
{
	static const struct {
		const char *text;
		int r;
	} rows[] = {
		{ "", E_FORMAT },
		{ "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", E_FORMAT },
		{ "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", E_FORMAT },
		{ "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", E_FORMAT },
		{ "PeterNeumann+c74f20a+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", E_FORMAT },
		{ "PeterNeumann+00000000+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", E_VERIFY },
		/* note_test.go: a key of the wrong length, and an unknown algorithm, ids adjusted.
		 */
		{ "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
		  E_UNSUPPORTED },
		{ "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		  E_UNSUPPORTED },
	};
	struct note_key key = { .id = 7 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err err = { 0 };

		TAP_INT(rows[i].text, note_key_parse(&key, rows[i].text, &err), rows[i].r);
		TAP_CHECK(rows[i].text, err.text[0] && key.id == 7);
	}
}

static void names(void **state)
{
	static const struct {
		const char *name;
		bool ok;
	} rows[] = {
		{ "a", true },
		{ "example.com/log42", true },
		{ "\xe6\x98\x9f", true },
		{ "oid/1.2.3", true },
		{ "", false },
		{ "a b", false },
		{ "a+b", false },
		{ "a\tb", false },
		{ "a\nb", false },
		{ "a\x7f", false },
		{ "a\xc2\x85", false },
		{ "a\xc2\xa0", false },
		{ "a\xe1\x9a\x80", false },
		{ "a\xe2\x80\x80", false },
		{ "a\xe2\x80\x8a", false },
		{ "a\xe2\x80\x8b", true }, /* the zero width space is none to Unicode */
		{ "a\xe2\x80\xa8", false },
		{ "a\xe2\x80\xa9", false },
		{ "a\xe2\x80\xaf", false },
		{ "a\xe2\x81\x9f", false },
		{ "a\xe3\x80\x80", false },
		{ "a\xff", false },
		{ "a\xc3", false },
	};
	uint8_t public_key[ED25519_PUBLIC_SIZE] = { 1 };
	char longest[NOTE_KEY_NAME_MAX + 2];
	struct note_key key;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		TAP_INT(rows[i].name, note_key_name_valid(bytes_of(rows[i].name)), rows[i].ok);
		TAP_INT(rows[i].name, note_key_of(&key, rows[i].name, NOTE_KEY_ED25519, public_key),
			rows[i].ok ? 0 : E_FORMAT);
	}
	memset(longest, 'a', sizeof(longest) - 1);
	longest[NOTE_KEY_NAME_MAX + 1] = '\0';
	assert_int_equal(note_key_of(&key, longest, NOTE_KEY_ED25519, public_key), E_LIMIT);
	assert_false(note_key_name_valid(bytes_of(longest)));
	longest[NOTE_KEY_NAME_MAX] = '\0';
	assert_int_equal(note_key_of(&key, longest, NOTE_KEY_ED25519, public_key), 0);

	CLEANUP(buf_done) struct buf text = BUF(400);
	struct note_key again;
	note_key_format(&text, &key);
	assert_int_equal(note_key_parse(&again, buf_cstr(&text), NULL), 0);
	assert_int_equal(again.id, key.id);
	CLEANUP(mem_freep) char *longer = mem_format("a%s", buf_cstr(&text));
	assert_int_equal(note_key_parse(&again, longer, NULL), E_FORMAT);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(there_and_back),
	cmocka_unit_test(manglings),
	cmocka_unit_test(refused),
	cmocka_unit_test(names),
};

TAP_MAIN(tests)
