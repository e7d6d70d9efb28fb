/*
 * Signed notes: the one of golang.org/x/mod/sumdb/note (note_test.go) to the byte, C2SP's rules one
 * by one, and limits.
 */
#include "tap.h"

#include "base/base64.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "tlog/note.h"

#define PETER "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define PETER_SEED "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
#define TEXT                                                         \
	"If you think cryptography is the answer to your problem,\n" \
	"then you don't know what your problem is.\n"
#define PETER_LINE                                                                   \
	"— PeterNeumann "                                                          \
	"x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngot" \
	"pRZb6KE6RyyBwJnAM=\n"

/* Four bytes of id and one of a signature. */
#define OTHER_LINE "— other AAAAAAA=\n"

static struct note_key peter(void)
{
	struct note_key key;

	assert_int_equal(note_key_parse(&key, PETER, NULL), 0);
	return key;
}

static void golden(void **state)
{
	CLEANUP(buf_done) struct buf out = BUF(1000);
	uint8_t seed[1 + ED25519_SEED_SIZE];
	struct note_key key = peter();
	struct ed25519_key secret;
	struct note_seal seal;
	struct note note;

	(void)state;
	assert_int_equal(base64_decode_exact(seed, sizeof(seed), bytes_of(PETER_SEED)), 0);
	ed25519_key_of(&secret, seed + 1);
	note_sign(&out, bytes_of(TEXT), &key, &secret);
	assert_string_equal(buf_cstr(&out), TEXT "\n" PETER_LINE);
	assert_int_equal(note_parse(&note, buf_view(&out), NULL), 0);
	assert_true(bytes_equal(note.text, bytes_of(TEXT)));
	assert_int_equal(note.n, 1);
	assert_int_equal(note_verify(&note, &key, 1, &seal, NULL), 0);
	assert_true(seal.is_there && seal.time == 0);
}

static void every_byte_counts(void **state)
{
	CLEANUP(mem_freep) char *text = mem_text(TEXT "\n" PETER_LINE);
	const size_t n = strlen(text);
	struct note_key key = peter();

	(void)state;
	for (size_t i = 0; i < n; i++)
		for (unsigned bit = 0; bit < 8; bit++) {
			struct note_seal seal;
			struct note note;

			text[i] = (char)(text[i] ^ 1 << bit);
			int r = note_parse(&note, (struct bytes){ (uint8_t *)text, n }, NULL);
			if (r == 0)
				r = note_verify(&note, &key, 1, &seal, NULL);
			text[i] = (char)(text[i] ^ 1 << bit);
			TAP_CHECK("altered", r < 0);
		}
	for (size_t i = 0; i < n; i++) {
		CLEANUP(mem_freep) uint8_t *part = mem_copy(text, i);
		struct note note;

		TAP_CHECK("cut", note_parse(&note, (struct bytes){ part, i }, NULL) < 0);
	}
}

static void form(void **state)
{
	static const struct {
		const char *what, *note;
		int r;
		size_t n; /* signatures */
	} rows[] = {
		{ "one", "a\n\n" OTHER_LINE, 0, 1 },
		{ "two", "a\n\n" OTHER_LINE OTHER_LINE, 0, 2 },
		{ "empty lines in the text", "a\n\nb\n\n\n" OTHER_LINE, 0, 1 },
		{ "a text of one empty line", "\n\n" OTHER_LINE, 0, 1 },
		{ "no text", "\n" OTHER_LINE, E_FORMAT, 0 },
		{ "nothing", "", E_FORMAT, 0 },
		{ "no signature", "a\n\n", E_FORMAT, 0 },
		{ "no empty line", "a\n" OTHER_LINE, E_FORMAT, 0 },
		{ "no last newline", "a\n\n— other AAAAAAA=", E_FORMAT, 0 },
		{ "carriage return", "a\r\n\n" OTHER_LINE, E_FORMAT, 0 },
		{ "tab", "a\tb\n\n" OTHER_LINE, E_FORMAT, 0 },
		{ "bad UTF-8", "a\xff\n\n" OTHER_LINE, E_FORMAT, 0 },
		{ "hyphen", "a\n\n- other AAAAAAA=\n", E_FORMAT, 0 },
		{ "no space after the dash", "a\n\n—other AAAAAAA=\n", E_FORMAT, 0 },
		{ "two spaces", "a\n\n—  other AAAAAAA=\n", E_FORMAT, 0 },
		{ "no name", "a\n\n— AAAAAAA=\n", E_FORMAT, 0 },
		{ "empty name", "a\n\n—  AAAAAAA=\n", E_FORMAT, 0 },
		{ "plus in the name", "a\n\n— o+r AAAAAAA=\n", E_FORMAT, 0 },
		{ "space in the name", "a\n\n— o r AAAAAAA=\n", E_FORMAT, 0 },
		{ "wide space in the name", "a\n\n— o\xe3\x80\x80r AAAAAAA=\n", E_FORMAT, 0 },
		{ "no base 64", "a\n\n— other AAAA*AA=\n", E_FORMAT, 0 },
		{ "unpadded", "a\n\n— other AAAAAAA\n", E_FORMAT, 0 },
		{ "not canonical", "a\n\n— other AAAAAAB=\n", E_FORMAT, 0 },
		{ "an id alone", "a\n\n— other AAAAAA==\n", E_FORMAT, 0 },
		{ "less than an id", "a\n\n— other AAAA\n", E_FORMAT, 0 },
		{ "nothing after the name", "a\n\n— other \n", E_FORMAT, 0 },
		{ "space at the end", "a\n\n— other AAAAAAA= \n", E_FORMAT, 0 },
		{ "a line that is none between", "a\n\n" OTHER_LINE "x\n" OTHER_LINE, E_FORMAT, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err err = { 0 };
		struct note note;

		TAP_INT(rows[i].what, note_parse(&note, bytes_of(rows[i].note), &err), rows[i].r);
		if (rows[i].r == 0)
			TAP_INT(rows[i].what, note.n, rows[i].n);
		else
			TAP_CHECK(rows[i].what, err.text[0]);
	}
}

static void whose_signature(void **state)
{
	/* The last characters but the padding changed. */
	static const char bad[] =
	    "— PeterNeumann "
	    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdng"
	    "otpRZb6KE6RyyBwJnBM=\n";
	static const char short_one[] = "— PeterNeumann x08go/Y=\n";
	static const char other_id[] =
	    "— PeterNeumann "
	    "y08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdng"
	    "otpRZb6KE6RyyBwJnAM=\n";
	static const char other_name[] =
	    "— PaulNeumann "
	    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngo"
	    "tpRZb6KE6RyyBwJnAM=\n";
	static const struct {
		const char *what, *a, *b, *c, *says;
	} rows[] = {
		{ "alone", PETER_LINE, "", "", NULL },
		{ "after others", OTHER_LINE, OTHER_LINE, PETER_LINE, NULL },
		{ "before others that share name or id", PETER_LINE, other_id, other_name, NULL },
		{ "only others", OTHER_LINE, "", "", "no signature of a known key" },
		{ "only the name", other_id, "", "", "no signature of a known key" },
		{ "only the id", other_name, "", "", "no signature of a known key" },
		{ "one that does not fit", bad, "", "", "does not fit" },
		{ "a good one does not help a bad one", PETER_LINE, bad, "",
		  "signed the note twice" },
		{ "nor before it", bad, PETER_LINE, "", "does not fit" },
		{ "a short one", short_one, "", "", "does not fit" },
		{ "twice the same", PETER_LINE, PETER_LINE, "", "signed the note twice" },
	};
	struct note_key key = peter();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(mem_freep)
		char *text = mem_format(TEXT "\n%s%s%s", rows[i].a, rows[i].b, rows[i].c);
		struct note_seal seal = { .time = 9 };
		struct err err = { 0 };
		struct note note;

		TAP_INT(rows[i].what, note_parse(&note, bytes_of(text), &err), 0);
		TAP_INT(rows[i].what, note_verify(&note, &key, 1, &seal, &err),
			rows[i].says ? E_VERIFY : 0);
		if (rows[i].says)
			TAP_CHECK(rows[i].what, strstr(err.text, rows[i].says) && seal.time == 9);
		else
			TAP_CHECK(rows[i].what, seal.is_there);
	}
}

/* Several keys, one of which did not sign. */
static void which_of_them(void **state)
{
	CLEANUP(buf_done) struct buf out = BUF(2000);
	struct ed25519_key secrets[3];
	struct note_key keys[3];
	struct note_seal seals[3];
	struct note note;

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		const uint8_t seed[ED25519_SEED_SIZE] = { (uint8_t)i };
		char name[] = "a";

		name[0] = (char)('a' + i);
		ed25519_key_of(&secrets[i], seed);
		assert_int_equal(
		    note_key_of(&keys[i], name, NOTE_KEY_ED25519, secrets[i].public_key), 0);
	}
	uint8_t signature[ED25519_SIGNATURE_SIZE];
	note_sign(&out, bytes_of("t\n"), &keys[2], &secrets[2]);
	ed25519_sign(signature, &secrets[0], bytes_of("t\n"));
	note_add_signature(&out, &keys[0], (struct bytes){ signature, sizeof(signature) });
	assert_int_equal(note_parse(&note, buf_view(&out), NULL), 0);
	assert_int_equal(note_verify(&note, keys, 3, seals, NULL), 0);
	assert_true(seals[0].is_there && !seals[1].is_there && seals[2].is_there);
	assert_int_equal(note_verify(&note, &keys[1], 1, seals, NULL), E_VERIFY);
}

static void limits(void **state)
{
	CLEANUP(buf_done) struct buf out = BUF(2 * NOTE_SIZE_MAX);
	struct err err = { 0 };
	struct note note;

	(void)state;
	buf_text(&out, "a\n\n");
	for (size_t i = 0; i < NOTE_SIGNATURES_MAX; i++)
		buf_text(&out, OTHER_LINE);
	assert_int_equal(note_parse(&note, buf_view(&out), &err), 0);
	assert_int_equal(note.n, NOTE_SIGNATURES_MAX);
	buf_text(&out, OTHER_LINE);
	assert_int_equal(note_parse(&note, buf_view(&out), &err), E_LIMIT);
	assert_non_null(strstr(err.text, "64 signatures"));

	/* Sixteen of ML-DSA-44's size are no trouble. */
	buf_clear(&out);
	buf_text(&out, "a\n\n");
	for (size_t i = 0; i < 16; i++) {
		static const uint8_t large[4 + 8 + 2420];

		buf_text(&out, "— other ");
		base64_encode(&out, (struct bytes){ large, sizeof(large) });
		buf_text(&out, "\n");
	}
	assert_int_equal(note_parse(&note, buf_view(&out), &err), 0);

	buf_clear(&out);
	while (out.n + strlen("\n\n" OTHER_LINE) < NOTE_SIZE_MAX)
		buf_text(&out, "x");
	buf_text(&out, "\n\n" OTHER_LINE);
	assert_int_equal(out.n, NOTE_SIZE_MAX);
	assert_int_equal(note_parse(&note, buf_view(&out), &err), 0);
	buf_clear(&out);
	while (out.n + strlen("\n\n" OTHER_LINE) < NOTE_SIZE_MAX + 1)
		buf_text(&out, "x");
	buf_text(&out, "\n\n" OTHER_LINE);
	assert_int_equal(note_parse(&note, buf_view(&out), &err), E_LIMIT);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(golden),        cmocka_unit_test(every_byte_counts),
	cmocka_unit_test(form),          cmocka_unit_test(whose_signature),
	cmocka_unit_test(which_of_them), cmocka_unit_test(limits),
};

TAP_MAIN(tests)
