/* Checkpoints and cosignatures: C2SP's example, the rules of the three lines, the time. */
#include "tap.h"

#include "base/base64.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "tlog/checkpoint.h"
#include "tlog/cosignature.h"

/* The example of tlog-checkpoint.md and tlog-cosignature.md. */
#define SOFA                                      \
	"example.com/behind-the-sofa\n20852163\n" \
	"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
#define SOFA_LINES                                                         \
	"— example.com/behind-the-sofa "                                 \
	"Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zh"      \
	"cyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"                              \
	"— witness.example.com/w1 "                                      \
	"jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJs" \
	"X3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
#define HASH "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="

static void example(void **state)
{
	CLEANUP(buf_done) struct buf out = BUF(CHECKPOINT_BODY_MAX);
	struct checkpoint c;
	struct note note;

	(void)state;
	assert_int_equal(note_parse(&note, bytes_of(SOFA "\n" SOFA_LINES), NULL), 0);
	assert_int_equal(note.n, 2);
	assert_int_equal(note.signatures[1].key_id, 0x8d66cf3f);
	assert_int_equal(checkpoint_parse(&c, note.text, NULL), 0);
	assert_true(bytes_equal(c.origin, bytes_of("example.com/behind-the-sofa")));
	assert_int_equal(c.size, 20852163);
	assert_int_equal(c.extensions.n, 0);
	checkpoint_body(&out, "example.com/behind-the-sofa", c.size, &c.root);
	assert_string_equal(buf_cstr(&out), SOFA);
}

static void lines(void **state)
{
	static const struct {
		const char *what, *text;
		int r;
		uint64_t size;
	} rows[] = {
		{ "plain", "a\n7\n" HASH "\n", 0, 7 },
		{ "no entries", "a\n0\n" HASH "\n", 0, 0 },
		{ "the largest", "a\n9223372036854775807\n" HASH "\n", 0, INT64_MAX },
		{ "one larger", "a\n9223372036854775808\n" HASH "\n", E_LIMIT, 0 },
		{ "far larger", "a\n99999999999999999999999\n" HASH "\n", E_LIMIT, 0 },
		{ "extension lines", "a\n7\n" HASH "\nx\ny z\n", 0, 7 },
		{ "an origin with spaces", "a b + c\n7\n" HASH "\n", 0, 7 },
		{ "an empty extension line", "a\n7\n" HASH "\n\n", E_FORMAT, 0 },
		{ "no last newline", "a\n7\n" HASH, E_FORMAT, 0 },
		{ "two lines", "a\n7\n", E_FORMAT, 0 },
		{ "nothing", "", E_FORMAT, 0 },
		{ "no origin", "\n7\n" HASH "\n", E_FORMAT, 0 },
		{ "leading zero", "a\n07\n" HASH "\n", E_FORMAT, 0 },
		{ "two zeros", "a\n00\n" HASH "\n", E_FORMAT, 0 },
		{ "negative", "a\n-7\n" HASH "\n", E_FORMAT, 0 },
		{ "plus", "a\n+7\n" HASH "\n", E_FORMAT, 0 },
		{ "no number", "a\nx\n" HASH "\n", E_FORMAT, 0 },
		{ "no size", "a\n\n" HASH "\n", E_FORMAT, 0 },
		{ "blank after the size", "a\n7 \n" HASH "\n", E_FORMAT, 0 },
		{ "short hash", "a\n7\nAAAA\n", E_FORMAT, 0 },
		{ "no base 64", "a\n7\n!!!\n", E_FORMAT, 0 },
		{ "hash not canonical", "a\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
		  E_FORMAT, 0 },
		{ "carriage return", "a\r\n7\n" HASH "\n", E_FORMAT, 0 },
		{ "control character", "a\001\n7\n" HASH "\n", E_FORMAT, 0 },
		{ "bad UTF-8", "a\xff\n7\n" HASH "\n", E_FORMAT, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct checkpoint c = { .size = 99 };
		struct err err = { 0 };

		TAP_INT(rows[i].what, checkpoint_parse(&c, bytes_of(rows[i].text), &err),
			rows[i].r);
		TAP_INT(rows[i].what, c.size, rows[i].r == 0 ? rows[i].size : 99);
		TAP_CHECK(rows[i].what, rows[i].r == 0 || err.text[0]);
	}
}

static struct note_key key_of(struct ed25519_key *secret, uint8_t first, const char *name,
			      enum note_key_type type)
{
	const uint8_t seed[ED25519_SEED_SIZE] = { first };
	struct note_key key;

	ed25519_key_of(secret, seed);
	assert_int_equal(note_key_of(&key, name, type, secret->public_key), 0);
	return key;
}

static void opening(void **state)
{
	CLEANUP(buf_done) struct buf body = BUF(CHECKPOINT_BODY_MAX);
	CLEANUP(buf_done) struct buf good = BUF(1000), foreign = BUF(1000), none = BUF(1000);
	struct ed25519_key secret;
	struct note_key key = key_of(&secret, 1, "log.example/a", NOTE_KEY_ED25519);
	struct merkle_hash root = { { 1, 2, 3 } };
	struct checkpoint c;
	struct err err = { 0 };

	(void)state;
	checkpoint_body(&body, key.name, 7, &root);
	note_sign(&good, buf_view(&body), &key, &secret);
	assert_int_equal(checkpoint_open(&c, buf_view(&good), &key, &err), 0);
	assert_true(c.size == 7 && merkle_equal(&c.root, &root));

	/* Key-name confusion: our key over the checkpoint of a log of another name. */
	buf_clear(&body);
	checkpoint_body(&body, "log.example/b", 7, &root);
	note_sign(&foreign, buf_view(&body), &key, &secret);
	assert_int_equal(checkpoint_open(&c, buf_view(&foreign), &key, &err), E_VERIFY);
	assert_non_null(strstr(err.text, "another log than 'log.example/a'"));
	note_sign(&none, bytes_of("not a checkpoint\n"), &key, &secret);
	assert_int_equal(checkpoint_open(&c, buf_view(&none), &key, &err), E_FORMAT);
	/* The same name with another key. */
	struct note_key other = key_of(&secret, 2, "log.example/a", NOTE_KEY_ED25519);
	assert_int_equal(checkpoint_open(&c, buf_view(&good), &other, &err), E_VERIFY);
}

static void cosignatures(void **state)
{
	static const char spec[] = "cosignature/v1\ntime 1679315147\n" SOFA;
	CLEANUP(buf_done) struct buf message = BUF(1000), note = BUF(2000);
	struct ed25519_key secret;
	struct note_key key = key_of(&secret, 3, "witness.example.com/w1", NOTE_KEY_COSIGNATURE);
	uint8_t signature[COSIGNATURE_SIZE] = { 0, 0, 0, 0, 0x64, 0x18, 0x50, 0xcb };
	struct note_seal seals[2];
	struct note parsed;
	uint64_t time = 0;

	(void)state;
	cosignature_message(&message, 1679315147, bytes_of(SOFA));
	assert_string_equal(buf_cstr(&message), spec);
	ed25519_sign(signature + 8, &secret, buf_view(&message));
	assert_int_equal(cosignature_verify(&key, signature, bytes_of(SOFA), &time), 0);
	assert_int_equal(time, 1679315147);

	/* The time is signed too, and so is every byte of the text. */
	for (unsigned bit = 0; bit < 8 * sizeof(signature); bit++) {
		signature[bit / 8] ^= (uint8_t)(1u << bit % 8);
		TAP_INT("a bit", cosignature_verify(&key, signature, bytes_of(SOFA), &time),
			E_VERIFY);
		signature[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	assert_int_equal(cosignature_verify(&key, signature, bytes_of(SOFA "x\n"), &time),
			 E_VERIFY);

	/* In a note, beside the log's own. */
	struct ed25519_key log_secret;
	const struct note_key keys[] = {
		key_of(&log_secret, 1, "example.com/behind-the-sofa", NOTE_KEY_ED25519), key
	};
	note_sign(&note, bytes_of(SOFA), &keys[0], &log_secret);
	note_add_signature(&note, &key, (struct bytes){ signature, sizeof(signature) });
	assert_int_equal(note_parse(&parsed, buf_view(&note), NULL), 0);
	assert_int_equal(note_verify(&parsed, keys, 2, seals, NULL), 0);
	assert_true(seals[0].is_there && seals[0].time == 0);
	assert_true(seals[1].is_there && seals[1].time == 1679315147);

	/* A bare signature of the text is no cosignature, nor the other way round. */
	struct ed25519_key again;
	struct note_key bare = key_of(&again, 3, "witness.example.com/w1", NOTE_KEY_ED25519);
	assert_int_not_equal(bare.id, key.id);
	assert_int_equal(note_verify(&parsed, &bare, 1, seals, NULL), E_VERIFY);
}

/* C2SP: at most 2^63 - 1. */
static void latest_time(void **state)
{
	struct ed25519_key secret;
	struct note_key key = key_of(&secret, 3, "w", NOTE_KEY_COSIGNATURE);
	static const uint64_t times[] = { INT64_MAX, (uint64_t)INT64_MAX + 1 };

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		CLEANUP(buf_done) struct buf message = BUF(1000);
		uint8_t signature[COSIGNATURE_SIZE];
		uint64_t time = 0;

		for (unsigned k = 0; k < 8; k++)
			signature[k] = (uint8_t)(times[i] >> (56 - 8 * k));
		cosignature_message(&message, times[i], bytes_of(SOFA));
		ed25519_sign(signature + 8, &secret, buf_view(&message));
		TAP_INT("time", cosignature_verify(&key, signature, bytes_of(SOFA), &time),
			i == 0 ? 0 : E_VERIFY);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(example),      cmocka_unit_test(lines),       cmocka_unit_test(opening),
	cmocka_unit_test(cosignatures), cmocka_unit_test(latest_time),
};

TAP_MAIN(tests)
