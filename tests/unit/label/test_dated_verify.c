/*
 * Dated answers: what was so at each moment of a label's life, and for each check a forged answer
 * that fails by it, all else being right.
 */
#include "fixture.h"

#include "crypto/cose.h"
#include "label/dated_history.h"
#include "label/dated_world.h"

#define MADE "2030-01-15 08:00"

static struct dated_world world;

static int enter(void **state)
{
	int r = fixture_enter(state);

	if (r < 0)
		return r;
	CLEANUP(mem_freep) char *dir = fixture_path("log");

	dated_world_open(&world, dir, DATED_WORLD_HOST, 7);
	world.has_witness = true;
	(void)dated_world_live(&world);
	return 0;
}

static int leave(void **state)
{
	dated_world_done(&world);
	return fixture_leave(state);
}

static struct buf ask(const char *number, const char *model, const char *at)
{
	struct buf out = BUF(DATED_ANSWER_MAX);
	struct err err = { 0 };

	if (dated_world_ask(&world, &out, number, model, dated_world_time(at),
			    dated_world_time(MADE), &err) < 0)
		fail_msg("%s", err.text);
	return out;
}

/* ---- what was so ---- */

static void moments(void **state)
{
	static const struct {
		const char *what, *number, *model, *at;
		enum dated_verdict verdict;
		enum dated_standing standing;
		enum status status;
		enum dated_model covered;
		const char *since, *valid_until;
		size_t n;
		bool has_after;
	} rows[] = {
#define A DATED_WORLD_NUMBER
#define B DATED_WORLD_OTHER
		{ "before the issue", A, "NC-100", "2026-11-21 09:59", DATED_NO, DATED_NOT_ISSUED,
		  STATUS_VALID, DATED_MODEL_UNKNOWN, NULL, "", 1, true },
		{ "the moment of the issue", A, "ｎｃ-１００", "2026-11-21 10:00", DATED_YES,
		  DATED_IN_FORCE, STATUS_VALID, DATED_MODEL_COVERED, "2026-11-21 10:00",
		  "2028-11-20", 2, true },
		{ "a notice changes nothing", A, NULL, "2026-12-02 00:00", DATED_YES,
		  DATED_IN_FORCE, STATUS_VALID, DATED_MODEL_NOT_ASKED, "2026-11-21 10:00",
		  "2028-11-20", 3, true },
		{ "suspended", A, "NC-100", "2027-01-20 00:00", DATED_NO, DATED_OVER,
		  STATUS_SUSPENDED, DATED_MODEL_COVERED, "2027-01-10 12:00", "2028-11-20", 4,
		  true },
		{ "a minute before it is valid again", A, NULL, "2027-02-01 11:59", DATED_NO,
		  DATED_OVER, STATUS_SUSPENDED, DATED_MODEL_NOT_ASKED, "2027-01-10 12:00",
		  "2028-11-20", 4, true },
		{ "valid again", A, "NC-300", "2027-02-01 12:00", DATED_NO, DATED_IN_FORCE,
		  STATUS_VALID, DATED_MODEL_NOT_COVERED, "2027-02-01 12:00", "2028-11-20", 5,
		  true },
		{ "a model was added", A, "NC-300", "2027-03-01 12:00", DATED_YES, DATED_IN_FORCE,
		  STATUS_VALID, DATED_MODEL_COVERED, "2027-02-01 12:00", "2028-11-20", 6, true },
		{ "an extension is pending", A, "NC-200", "2028-11-20 23:59", DATED_YES,
		  DATED_IN_FORCE, STATUS_EXTENSION_PENDING, DATED_MODEL_COVERED, "2028-11-01 12:00",
		  "2028-11-20", 7, true },
		{ "beyond the last day meanwhile", A, NULL, "2028-11-21 00:00", DATED_UNDECIDED,
		  DATED_OPEN, STATUS_EXTENSION_PENDING, DATED_MODEL_NOT_ASKED, "2028-11-01 12:00",
		  "2028-11-20", 7, true },
		{ "renewed", A, NULL, "2028-12-05 12:00", DATED_YES, DATED_IN_FORCE, STATUS_VALID,
		  DATED_MODEL_NOT_ASKED, "2028-12-05 12:00", "2030-11-20", 8, true },
		{ "withdrawn", A, NULL, "2029-05-01 12:00", DATED_NO, DATED_OVER, STATUS_WITHDRAWN,
		  DATED_MODEL_NOT_ASKED, "2029-05-01 12:00", "2030-11-20", 8, false },
		{ "the last day of one that nobody ends", B, "ZZ-9", "2026-12-31 23:59", DATED_YES,
		  DATED_IN_FORCE, STATUS_VALID, DATED_MODEL_COVERED, "2026-11-20 10:00",
		  "2028-11-19", 2, true },
		{ "a withheld record, and a correction", B, "ZZ-9", "2028-11-19 23:59",
		  DATED_UNDECIDED, DATED_IN_FORCE, STATUS_VALID, DATED_MODEL_UNKNOWN,
		  "2026-11-20 10:00", "2028-11-19", 3, false },
		{ "over by the calendar", B, NULL, "2028-11-20 00:00", DATED_NO, DATED_OVER,
		  STATUS_EXPIRED, DATED_MODEL_NOT_ASKED, "2028-11-20 00:00", "2028-11-19", 3,
		  false },
#undef A
#undef B
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done)
		struct buf file = ask(rows[i].number, rows[i].model, rows[i].at);
		CLEANUP(dated_verify_done) struct dated_result r;
		const struct dated_history *h = &r.history;

		dated_verify(&r, buf_view(&file), &world.set);
		if (r.verdict == DATED_NOT_GENUINE)
			fail_msg("%s: %s", rows[i].what, r.fault.text);
		for (unsigned s = 0; s < DATED_STEPS; s++)
			TAP_INT(rows[i].what, r.checks[s].outcome, VERIFY_HOLDS);
		TAP_INT(rows[i].what, r.verdict, rows[i].verdict);
		TAP_INT(rows[i].what, h->standing, rows[i].standing);
		TAP_INT(rows[i].what, h->model, rows[i].covered);
		TAP_TEXT(rows[i].what, h->valid_until, rows[i].valid_until);
		TAP_INT(rows[i].what, r.answer.n, rows[i].n);
		TAP_INT(rows[i].what, h->after != NULL, rows[i].has_after);
		if (rows[i].since) {
			TAP_INT(rows[i].what, h->status, rows[i].status);
			TAP_INT(rows[i].what, h->since, dated_world_time(rows[i].since));
		}
		TAP_INT(rows[i].what, r.log.cosignatures, 1);
		TAP_INT(rows[i].what, r.log.witnessed, 0x6a000001);
	}
}

/* What the public body was: an update takes the place of members. */
static void bodies(void **state)
{
	CLEANUP(buf_done) struct buf first = ask(DATED_WORLD_NUMBER, NULL, "2027-02-02 00:00");
	CLEANUP(buf_done) struct buf second = ask(DATED_WORLD_NUMBER, NULL, "2027-03-02 00:00");
	CLEANUP(dated_verify_done) struct dated_result a, b;

	(void)state;
	dated_verify(&a, buf_view(&first), &world.set);
	dated_verify(&b, buf_view(&second), &world.set);
	assert_string_equal(json_string_value(json_at(a.history.body, "/product/name/ja")),
			    "見守りカメラ");
	assert_string_equal(json_string_value(json_at(b.history.body, "/product/name/ja")),
			    "新しい名");
	assert_string_equal(json_string_value(json_at(b.history.body, "/criteria/document")),
			    "JST-CR-01-01-2024R1");
	assert_int_equal(json_array_size(a.history.models), 2);
	assert_int_equal(json_array_size(b.history.models), 3);
	assert_string_equal(b.statement.criteria, "JST-CR-01-01-2024R1");
}

static void without_keys(void **state)
{
	CLEANUP(buf_done) struct buf file = ask(DATED_WORLD_NUMBER, NULL, "2027-02-02 00:00");
	CLEANUP(dated_verify_done) struct dated_result r;

	(void)state;
	dated_verify(&r, buf_view(&file), NULL);
	assert_int_equal(r.verdict, DATED_YES);
	assert_int_equal(r.checks[DATED_SIGNATURE].why, DATED_WHY_NO_KEYS);
	assert_int_equal(r.checks[DATED_LOG].why, DATED_WHY_NO_KEYS);
	assert_int_equal(r.checks[DATED_STATEMENT].why, DATED_WHY_NO_KEYS);
	assert_int_equal(r.checks[DATED_ENTRIES].outcome, VERIFY_HOLDS);
	assert_false(r.has_owner);
}

/* ---- forgeries: whoever has the status key signs what he likes ---- */

/* Sign an answer as it is now and see which check it fails by; DATED_STEPS: none. */
static enum dated_step fails_by(const struct dated_answer *a, const struct signing_key *key,
				const struct key_set *set)
{
	CLEANUP(buf_done) struct buf payload = BUF(DATED_ANSWER_MAX), file = BUF(DATED_ANSWER_MAX);
	CLEANUP(dated_verify_done) struct dated_result r;
	unsigned step = 0;

	dated_answer_write(&payload, a);
	assert_int_equal(dated_answer_sign(&file, buf_view(&payload), key, NULL), 0);
	dated_verify(&r, buf_view(&file), set);
	while (step < DATED_STEPS && r.checks[step].outcome == VERIFY_HOLDS)
		step++;
	assert_int_equal(r.verdict == DATED_NOT_GENUINE, step < DATED_STEPS);
	if (step < DATED_STEPS) {
		assert_int_equal(r.checks[step].outcome, VERIFY_FAILS);
		assert_true(r.fault.text[0] != '\0');
		for (unsigned s = step + 1; s < DATED_STEPS; s++)
			assert_int_equal(r.checks[s].why, DATED_WHY_EARLIER);
	}
	return (enum dated_step)step;
}

static void read_again(struct dated_answer *a, const struct buf *file)
{
	struct cose message;
	struct err err = { 0 };

	if (dated_answer_read(a, &message, buf_view(file), &err) < 0)
		fail_msg("%s", err.text);
}

static void remove_entry(struct dated_answer *a, size_t i)
{
	json_decref(a->entries[i].json);
	a->n--;
	memmove(&a->entries[i], &a->entries[i + 1], (a->n - i) * sizeof(a->entries[0]));
}

#define FORGE(what, expected, change)                                             \
	do {                                                                      \
		CLEANUP(dated_answer_done) struct dated_answer a;                 \
		read_again(&a, &file);                                            \
		change;                                                           \
		TAP_INT(what, fails_by(&a, &world.status, &world.set), expected); \
	} while (0)

static void forged_history(void **state)
{
	CLEANUP(buf_done) struct buf file = ask(DATED_WORLD_NUMBER, "NC-300", "2028-11-10 00:00");
	CLEANUP(buf_done) struct buf other = ask(DATED_WORLD_OTHER, NULL, "2028-11-10 00:00");
	CLEANUP(dated_answer_done) struct dated_answer b;
	uint8_t bytes[LOG_ENTRY_MAX];

	(void)state;
	read_again(&b, &other);
	FORGE("as it is", DATED_STEPS, (void)0);
	FORGE("an entry removed in the middle", DATED_CHAIN, remove_entry(&a, 2));
	FORGE("the issue removed", DATED_CHAIN, remove_entry(&a, 0));
	FORGE("two entries after the moment", DATED_CHAIN,
	      a.at = dated_world_time("2027-01-01 00:00"));
	FORGE("the moment moved", DATED_STEPS, a.at += 60);
	FORGE("about a time after it was made", DATED_FORM, a.at = a.made + 1);
	FORGE("made before its last entry", DATED_CHAIN, {
		a.at = dated_world_time("2028-11-10 00:00");
		a.made = a.at;
	});
	FORGE("of another number", DATED_CHAIN,
	      memcpy(a.number, DATED_WORLD_OTHER, sizeof(DATED_WORLD_OTHER)));
	FORGE("of another registry", DATED_KEY, a.issuer[0] = 'x');
	FORGE("an entry of another label in the middle", DATED_CHAIN, {
		remove_entry(&a, 2);
		json_decref(a.entries[2].json);
		a.entries[2] = b.entries[1];
	});
	FORGE("entries out of order", DATED_FORM, a.entries[1].index = a.entries[0].index);
	FORGE("an entry in another place", DATED_ENTRIES, a.entries[6].index++);
	FORGE("a proof cut short", DATED_ENTRIES, a.entries[1].proof.n -= MERKLE_HASH_SIZE);
	FORGE("a proof with half a hash", DATED_FORM, a.entries[1].proof.n -= 16);
	FORGE("an entry that was changed", DATED_ENTRIES, {
		memcpy(bytes, a.entries[3].bytes.p, a.entries[3].bytes.n);
		bytes[a.entries[3].bytes.n - 1] ^= 1; /* previous */
		a.entries[3].bytes.p = bytes;
	});
	FORGE("an entry that is none", DATED_FORM, a.entries[3].bytes.n--);
	FORGE("the last one left out: the registry's word alone", DATED_STEPS,
	      remove_entry(&a, a.n - 1));
}

static void forged_records(void **state)
{
	CLEANUP(buf_done) struct buf file = ask(DATED_WORLD_NUMBER, "NC-300", "2028-11-10 00:00");
	CLEANUP(mem_freep) char *text = NULL;
	static const uint8_t salt[LOG_RECORD_SALT] = { 99 };

	(void)state;
	FORGE("another salt", DATED_RECORDS, a.entries[0].salt.p = salt);
	FORGE("a model put in", DATED_RECORDS, {
		text = mem_textn((const char *)a.entries[0].record.p, a.entries[0].record.n);
		memcpy(strstr(text, "NC-200"), "NC-300", 6);
		a.entries[0].record = bytes_of(text);
	});
	FORGE("the record of another entry", DATED_RECORDS, {
		a.entries[2].record = a.entries[4].record;
		a.entries[2].salt = a.entries[4].salt;
	});
	FORGE("a record that is no JSON", DATED_FORM, a.entries[2].record.n--);
	FORGE("a record that is no object", DATED_FORM, a.entries[2].record = bytes_of("[]"));
	FORGE("a notice with a record", DATED_FORM, {
		a.entries[1].record = a.entries[0].record;
		a.entries[1].salt = a.entries[0].salt;
	});
	FORGE("a salt too short", DATED_FORM, a.entries[0].salt.n--);
	/* Withheld by whoever made the answer: less is known, and nothing else. */
	FORGE("a record left out", DATED_STEPS, {
		json_decref(a.entries[0].json);
		a.entries[0].json = NULL;
		a.entries[0].record = (struct bytes){ 0 };
	});
}

static void forged_checkpoint(void **state)
{
	CLEANUP(buf_done) struct buf file = ask(DATED_WORLD_NUMBER, NULL, "2028-11-10 00:00");
	CLEANUP(mem_freep) char *dir = fixture_path("foreign");
	struct dated_world foreign;
	CLEANUP(log_read_freep) struct log_read *log = NULL;
	CLEANUP(buf_done) struct buf theirs = BUF(DATED_ANSWER_MAX);
	struct bytes note;
	uint8_t copy[4096];
	struct err err = { 0 };

	(void)state;
	/* Another log of the same name, which has a key of its own. */
	dated_world_open(&foreign, dir, DATED_WORLD_HOST, 8);
	(void)dated_world_live(&foreign);
	assert_int_equal(log_read_open(&log, dir, NULL, &err), 0);
	FORGE("of another log", DATED_LOG, a.checkpoint = log_read_note(log));
	FORGE("no note", DATED_LOG, a.checkpoint = bytes_of("label.example.jp\n10\n"));
	FORGE("none", DATED_LOG, a.checkpoint.n = 0);
	/* Its label key is no key of ours, though its whole log is in order. */
	assert_int_equal(dated_world_ask(&foreign, &theirs, DATED_WORLD_NUMBER, NULL,
					 dated_world_time("2028-11-10 00:00"),
					 dated_world_time(MADE), &err),
			 0);
	{
		CLEANUP(dated_answer_done) struct dated_answer a;
		const struct key_set_key log_key = world.list[2];

		read_again(&a, &theirs);
		world.list[2] = foreign.list[2];
		TAP_INT("a statement of another key", fails_by(&a, &world.status, &world.set),
			DATED_STATEMENT);
		world.list[2] = log_key;
	}
	/* The witness is known: a line of its that does not fit spoils the note. */
	FORGE("a cosignature that does not fit", DATED_LOG, {
		note = a.checkpoint;
		memcpy(copy, note.p, note.n);
		copy[note.n - 10] = copy[note.n - 10] == 'A' ? 'B' : 'A';
		a.checkpoint.p = copy;
	});
	FORGE("a cosignature cut off", DATED_STEPS, {
		note = a.checkpoint;
		while (note.p[note.n - 2] != '\n')
			note.n--;
		a.checkpoint.n = note.n - 1;
	});
	dated_world_done(&foreign);
}

/* ---- keys ---- */

static enum dated_step by_keys(const struct buf *file)
{
	CLEANUP(dated_verify_done) struct dated_result r;
	unsigned step = 0;

	dated_verify(&r, buf_view(file), &world.set);
	while (step < DATED_STEPS && r.checks[step].outcome == VERIFY_HOLDS)
		step++;
	return (enum dated_step)step;
}

static void keys(void **state)
{
	CLEANUP(buf_done) struct buf file = ask(DATED_WORLD_NUMBER, NULL, "2028-11-10 00:00");
	static const struct {
		const char *what;
		size_t key;
		const char *from, *until, *revoked, *issuer;
		enum dated_step step;
	} rows[] = {
		{ "all are fine", 1, "2026-04-01", "", "", DATED_WORLD_HOST, DATED_STEPS },
		{ "status: revoked", 1, "2026-04-01", "", "2031-01-01", DATED_WORLD_HOST,
		  DATED_KEY },
		{ "status: over", 1, "2026-04-01", "2030-01-14", "", DATED_WORLD_HOST, DATED_KEY },
		{ "status: its last day", 1, "2026-04-01", "2030-01-15", "", DATED_WORLD_HOST,
		  DATED_STEPS },
		{ "status: not yet", 1, "2030-01-16", "", "", DATED_WORLD_HOST, DATED_KEY },
		{ "status: another registry's", 1, "2026-04-01", "", "", "other.example",
		  DATED_KEY },
		{ "log: revoked", 2, "2026-04-01", "", "2031-01-01", DATED_WORLD_HOST, DATED_LOG },
		{ "log: over", 2, "2026-04-01", "2030-01-14", "", DATED_WORLD_HOST, DATED_LOG },
		{ "log: another registry's", 2, "2026-04-01", "", "", "other.example", DATED_LOG },
		{ "label: over since", 0, "2026-04-01", "2026-11-21", "", DATED_WORLD_HOST,
		  DATED_STEPS },
		{ "label: over before", 0, "2026-04-01", "2026-11-20", "", DATED_WORLD_HOST,
		  DATED_STATEMENT },
		{ "label: another registry's", 0, "2026-04-01", "", "", "other.example",
		  DATED_STATEMENT },
		{ "label: revoked after it was logged", 0, "2026-04-01", "", "2026-11-22",
		  DATED_WORLD_HOST, DATED_STEPS },
		{ "label: revoked on that day", 0, "2026-04-01", "", "2026-11-21", DATED_WORLD_HOST,
		  DATED_STATEMENT },
		{ "witness: revoked", 3, "2026-04-01", "", "2026-11-21", "witness.example/w1",
		  DATED_STEPS },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct key_set_key *key = &world.list[rows[i].key];
		const struct key_set_key kept = *key;

		(void)snprintf(key->valid_from, DAY_TEXT_MAX, "%s", rows[i].from);
		(void)snprintf(key->valid_until, DAY_TEXT_MAX, "%s", rows[i].until);
		(void)snprintf(key->revoked, DAY_TEXT_MAX, "%s", rows[i].revoked);
		(void)snprintf(key->issuer, sizeof(key->issuer), "%s", rows[i].issuer);
		TAP_INT(rows[i].what, by_keys(&file), rows[i].step);
		*key = kept;
	}
}

/* A purpose is all that a key is for, and an id is no proof. */
static void wrong_keys(void **state)
{
	CLEANUP(buf_done) struct buf file = ask(DATED_WORLD_NUMBER, NULL, "2028-11-10 00:00");
	CLEANUP(signing_key_done) struct signing_key other = { 0 };
	CLEANUP(dated_answer_done) struct dated_answer a;

	(void)state;
	read_again(&a, &file);
	TAP_INT("signed by the label key", fails_by(&a, &world.label, &world.set), DATED_KEY);
	assert_int_equal(signing_key_create(&other, NULL), 0);
	TAP_INT("signed by nobody", fails_by(&a, &other, &world.set), DATED_KEY);
	/* Another key of the same id stands first: both are tried. */
	world.list[4] = world.list[1];
	world.list[1] = dated_world_key(&world, &other.public_key, KEY_STATUS);
	memcpy(world.list[1].key.id, world.status.public_key.id, PUBLIC_KEY_ID);
	world.set.n = 5;
	TAP_INT("an id that two keys have", fails_by(&a, &world.status, &world.set), DATED_STEPS);
	world.set.n = 4;
	TAP_INT("an id whose key is another", fails_by(&a, &world.status, &world.set),
		DATED_SIGNATURE);
	world.list[1] = world.list[4];
}

/* Keys are replaced, and labels live on: an older key of the log stands first. */
static void an_older_log_key(void **state)
{
	CLEANUP(buf_done) struct buf file = ask(DATED_WORLD_NUMBER, NULL, "2028-11-10 00:00");
	const struct key_set_key now = world.list[2];
	CLEANUP(dated_verify_done) struct dated_result r;

	(void)state;
	public_key_ed25519(&world.list[2].key, world.witness.public_key);
	(void)snprintf(world.list[2].valid_until, DAY_TEXT_MAX, "2026-11-30");
	world.list[4] = now;
	world.set.n = 5;
	dated_verify(&r, buf_view(&file), &world.set);
	assert_int_equal(r.verdict, DATED_YES);
	assert_string_equal(r.fault.text, "");
	world.set.n = 4;
	TAP_INT("the older one alone", by_keys(&file), DATED_LOG);
	world.list[2] = now;
}

/* One witness that the file names twice has seen the tree once; so many keys fit into one look. */
static void witnesses(void **state)
{
	CLEANUP(buf_done) struct buf file = ask(DATED_WORLD_NUMBER, NULL, "2028-11-10 00:00");
	struct key_set_key many[NOTE_KEYS_MAX + 8];
	struct key_set set = { many, ARRAY_LEN(many) };
	const struct {
		const char *what;
		bool others_first;
		unsigned cosignatures;
	} rows[] = {
		{ "named many times", false, 1 },
		{ "behind as many others as fit", true, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(dated_verify_done) struct dated_result r;

		memcpy(many, world.list, 3 * sizeof(many[0]));
		for (size_t k = 3; k < ARRAY_LEN(many); k++) {
			many[k] = world.list[3];
			if (rows[i].others_first && k + 1 < ARRAY_LEN(many))
				(void)snprintf(many[k].issuer, sizeof(many[k].issuer),
					       "witness.example/x%zu", k);
		}
		dated_verify(&r, buf_view(&file), &set);
		TAP_INT(rows[i].what, r.verdict, DATED_YES);
		TAP_INT(rows[i].what, r.log.cosignatures, rows[i].cosignatures);
		TAP_INT(rows[i].what, r.log.others, 1 - rows[i].cosignatures);
	}
}

/* ---- damage ---- */

static void every_flip(void **state)
{
	CLEANUP(buf_done) struct buf file = ask(DATED_WORLD_OTHER, "ZZ-9", "2028-11-10 00:00");

	(void)state;
	for (size_t i = 0; i < file.n; i++)
		for (unsigned bit = 0; bit < 8; bit += 3) {
			CLEANUP(dated_verify_done) struct dated_result r;

			file.p[i] ^= (uint8_t)(1u << bit);
			dated_verify(&r, buf_view(&file), &world.set);
			if (r.verdict != DATED_NOT_GENUINE)
				fail_msg("byte %zu, bit %u", i, bit);
			file.p[i] ^= (uint8_t)(1u << bit);
		}
}

static void every_prefix(void **state)
{
	CLEANUP(buf_done) struct buf file = ask(DATED_WORLD_OTHER, NULL, "2028-11-10 00:00");

	(void)state;
	for (size_t n = 0; n < file.n; n++) {
		CLEANUP(mem_freep) uint8_t *copy = mem_copy(file.p, n);
		CLEANUP(dated_verify_done) struct dated_result r;

		dated_verify(&r, (struct bytes){ copy, n }, &world.set);
		TAP_INT("prefix", r.checks[DATED_FORM].outcome, VERIFY_FAILS);
	}
}

/*
 * Whoever has the status key flips a byte of the payload and signs again: what he can change
 * without being found out is his own word (when it was made, which moment and model were asked
 * for, or whose the line of a witness is), not the history.
 */
static void every_flip_signed(void **state)
{
	CLEANUP(buf_done) struct buf file = ask(DATED_WORLD_OTHER, "ZZ-9", "2028-11-10 00:00");
	CLEANUP(dated_answer_done) struct dated_answer a;
	CLEANUP(buf_done) struct buf payload = BUF(DATED_ANSWER_MAX);
	const struct bytes dash = bytes_of("— witness");
	unsigned passed = 0;

	(void)state;
	read_again(&a, &file);
	dated_answer_write(&payload, &a);
	const uint8_t *line = text_find(buf_view(&payload), dash);
	assert_non_null(line);
	for (size_t i = 0; i < payload.n; i++) {
		CLEANUP(buf_done) struct buf again = BUF(DATED_ANSWER_MAX);
		CLEANUP(dated_verify_done) struct dated_result r;

		payload.p[i] ^= 0x01;
		assert_int_equal(dated_answer_sign(&again, buf_view(&payload), &world.status, NULL),
				 0);
		dated_verify(&r, buf_view(&again), &world.set);
		payload.p[i] ^= 0x01;
		if (r.verdict == DATED_NOT_GENUINE)
			continue;
		passed += &payload.p[i] < line;
		assert_int_equal(r.answer.n, a.n);
		for (size_t e = 0; e < a.n; e++) {
			assert_int_equal(r.answer.entries[e].index, a.entries[e].index);
			assert_true(bytes_equal(r.answer.entries[e].bytes, a.entries[e].bytes));
			assert_true(bytes_equal(r.answer.entries[e].record, a.entries[e].record));
		}
		assert_string_equal(r.answer.number, a.number);
		assert_string_equal(r.answer.issuer, a.issuer);
	}
	/* Two times and a model of four bytes each; and a witness of another name is nobody's. */
	assert_int_equal(passed, 12);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(moments),
	cmocka_unit_test(bodies),
	cmocka_unit_test(without_keys),
	cmocka_unit_test(forged_history),
	cmocka_unit_test(forged_records),
	cmocka_unit_test(forged_checkpoint),
	cmocka_unit_test(keys),
	cmocka_unit_test(wrong_keys),
	cmocka_unit_test(an_older_log_key),
	cmocka_unit_test(witnesses),
	cmocka_unit_test(every_flip),
	cmocka_unit_test(every_prefix),
	cmocka_unit_test(every_flip_signed),
};

TAP_MAIN_WITHIN(tests, enter, leave)
