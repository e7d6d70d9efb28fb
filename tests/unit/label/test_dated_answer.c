/*
 * The codec of dated answers and their making: there and back, limits and one past them, what is
 * refused, and every answer in words.
 */
#include "fixture.h"

#include "crypto/cbor.h"
#include "crypto/cose.h"
#include "label/dated_json.h"
#include "label/dated_words.h"
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
	(void)dated_world_live(&world);
	return 0;
}

static int leave(void **state)
{
	dated_world_done(&world);
	return fixture_leave(state);
}

static int ask(struct buf *out, const char *number, const char *model, const char *at,
	       struct err *err)
{
	return dated_world_ask(&world, out, number, model, dated_world_time(at),
			       dated_world_time(MADE), err);
}

static void there_and_back(void **state)
{
	CLEANUP(buf_done) struct buf file = BUF(DATED_ANSWER_MAX), again = BUF(DATED_ANSWER_MAX);
	CLEANUP(dated_answer_done) struct dated_answer a;
	struct cose message;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(ask(&file, DATED_WORLD_NUMBER, "ＮＣ－１００", "2027-01-20 00:00", &err),
			 0);
	assert_true(dated_answer_looks_like(buf_view(&file)));
	assert_false(dated_answer_looks_like((struct bytes){ file.p, 8 }));
	assert_int_equal(dated_answer_read(&a, &message, buf_view(&file), &err), 0);
	assert_string_equal(a.issuer, DATED_WORLD_HOST);
	assert_string_equal(a.number, DATED_WORLD_NUMBER);
	assert_string_equal(a.model, "ＮＣ－１００");
	assert_int_equal(a.at, dated_world_time("2027-01-20 00:00"));
	assert_int_equal(a.made, dated_world_time(MADE));
	assert_int_equal(a.n, 4);
	/* issue, notice without its record, suspended, and the one after the moment */
	assert_non_null(a.entries[0].json);
	assert_null(a.entries[1].json);
	assert_non_null(a.entries[3].json);
	dated_answer_write(&again, &a);
	assert_true(bytes_equal(message.payload, buf_view(&again)));
}

/* A payload with one thing another than it may be. */
static void refused(void **state)
{
	CLEANUP(buf_done) struct buf file = BUF(DATED_ANSWER_MAX);
	struct cose message;
	enum {
		GOOD,
		NO_MEMBERS,
		NO_ENTRIES,
		NO_NUMBER,
		LOWER_NUMBER,
		BAD_ISSUER,
		BAD_MODEL,
		LATE,
		OTHER_VERSION,
		UNKNOWN_MEMBER,
		TRAILING,
		CASES
	};
	static const struct {
		const char *what;
		int code;
	} rows[CASES] = {
		[GOOD] = { "good", 0 },
		[NO_MEMBERS] = { "an empty map", E_FORMAT },
		[NO_ENTRIES] = { "no entries", E_FORMAT },
		[NO_NUMBER] = { "an empty number", E_FORMAT },
		[LOWER_NUMBER] = { "a number in small letters", E_FORMAT },
		[BAD_ISSUER] = { "an issuer with a path", E_FORMAT },
		[BAD_MODEL] = { "a model with a control character", E_FORMAT },
		[LATE] = { "a time beyond 9999", E_LIMIT },
		[OTHER_VERSION] = { "another version", E_UNSUPPORTED },
		[UNKNOWN_MEMBER] = { "an unknown member", E_LIMIT },
		[TRAILING] = { "something after it", E_FORMAT },
	};
	struct err err = { 0 };

	(void)state;
	assert_int_equal(ask(&file, DATED_WORLD_OTHER, "ZZ-9", "2027-01-20 11:00", &err), 0);
	for (int i = 0; i < CASES; i++) {
		CLEANUP(dated_answer_done) struct dated_answer a, b = { .n = 0 };
		CLEANUP(buf_done) struct buf payload = BUF(DATED_ANSWER_MAX);
		size_t n;

		assert_int_equal(dated_answer_read(&a, &message, buf_view(&file), &err), 0);
		n = a.n;
		if (i == NO_ENTRIES)
			a.n = 0;
		if (i == NO_NUMBER)
			a.number[0] = '\0';
		if (i == LOWER_NUMBER)
			a.number[0] = 'h';
		if (i == BAD_ISSUER)
			a.issuer[5] = '/';
		if (i == BAD_MODEL)
			a.model[0] = '\t';
		if (i == LATE)
			a.made = DATED_ANSWER_TIME_MAX + 1;
		if (i != NO_MEMBERS)
			dated_answer_write(&payload, &a);
		else
			cbor_write_map(&payload, 0);
		a.n = n;
		if (i == OTHER_VERSION)
			payload.p[2] = 2;
		if (i == UNKNOWN_MEMBER)
			payload.p[1] = 9;
		if (i == TRAILING)
			buf_u8(&payload, 0);
		int code = dated_answer_parse(&b, buf_view(&payload), &err);
		TAP_INT(rows[i].what, code, rows[i].code);
	}
}

/* It is an answer by its type alone: what the same key signs besides can not be taken for one. */
static void other_types(void **state)
{
	CLEANUP(buf_done) struct buf file = BUF(DATED_ANSWER_MAX), other = BUF(DATED_ANSWER_MAX);
	CLEANUP(status_list_done) struct status_list list = { 0 };
	struct dated_answer a = { .n = 0 };
	struct cose message;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(ask(&file, DATED_WORLD_OTHER, NULL, "2027-01-20 11:00", &err), 0);
	assert_int_equal(status_list_read(&list, &message, buf_view(&file), &err), E_FORMAT);
	assert_int_equal(status_list_create(&list, DATED_WORLD_HOST, 0, 2, &err), 0);
	list.made = dated_world_time(MADE);
	assert_int_equal(status_list_sign(&other, &list, &world.status, &err), 0);
	assert_false(dated_answer_looks_like(buf_view(&other)));
	assert_int_equal(dated_answer_read(&a, &message, buf_view(&other), &err), E_FORMAT);
	FIXTURE_SAYS("list", err.text, "not a dated answer");
}

/* Entries and bytes at the limit, and one more. */
static void limits(void **state)
{
	static const char number[] = "HSH-1-2026-000777";
	CLEANUP(buf_done) struct buf file = BUF(DATED_ANSWER_MAX), raw = BUF(LOG_ENTRY_MAX);
	CLEANUP(buf_done) struct buf big = BUF(DATED_ANSWER_MAX + 1);
	struct dated_answer a = { .made = 10, .at = 10, .issuer = "a", .number = "A" };
	struct dated_answer b = { .n = 0 };
	struct log_entry entry = { .kind = LOG_LABEL_NOTICE, .subject = "A", .previous = -1 };
	struct cose message;
	struct err err = { 0 };

	(void)state;
	log_entry_write(&raw, &entry);
	a.entries = mem_array(DATED_ANSWER_ENTRIES_MAX + 1, sizeof(*a.entries));
	for (size_t i = 0; i <= DATED_ANSWER_ENTRIES_MAX; i++)
		a.entries[i] = (struct dated_entry){ .index = i, .bytes = buf_view(&raw) };
	for (a.n = DATED_ANSWER_ENTRIES_MAX; a.n <= DATED_ANSWER_ENTRIES_MAX + 1; a.n++) {
		CLEANUP(buf_done) struct buf payload = BUF(DATED_ANSWER_MAX);

		dated_answer_write(&payload, &a);
		TAP_INT("entries", dated_answer_parse(&b, buf_view(&payload), &err),
			a.n == DATED_ANSWER_ENTRIES_MAX ? 0 : E_LIMIT);
		dated_answer_done(&b);
	}
	mem_free(a.entries);
	/* One byte of the file too many, before anything of it is looked at. */
	for (size_t i = 0; i <= DATED_ANSWER_MAX; i++)
		buf_u8(&big, 0);
	assert_int_equal(dated_answer_read(&b, &message, buf_view(&big), &err), E_LIMIT);
	big.n--;
	assert_int_equal(dated_answer_read(&b, &message, buf_view(&big), &err), E_FORMAT);

	/* A label with as many entries as an answer may have, and one more. */
	uint64_t last =
	    dated_world_issue(&world, number, "2026-12-01 10:00", "2028-11-30", "M", "standard");

	for (int i = 1; i < DATED_ANSWER_ENTRIES_MAX; i++)
		last = dated_world_say(&world, i % 2 ? LOG_LABEL_NOTICE : LOG_CORRECTION, number,
				       "2026-12-02 10:00", NULL, last, false);
	assert_int_equal(ask(&file, number, NULL, "2027-01-20 11:00", &err), 0);
	(void)dated_world_say(&world, LOG_LABEL_NOTICE, number, "2026-12-02 10:00", NULL, last,
			      false);
	buf_clear(&file);
	assert_int_equal(ask(&file, number, NULL, "2027-01-20 11:00", &err), E_LIMIT);
	FIXTURE_SAYS("limit", err.text, "more than 256 entries");
	/* Of an earlier moment the later ones are not needed. */
	assert_int_equal(ask(&file, number, NULL, "2026-12-01 11:00", &err), 0);
	assert_int_equal(dated_answer_read(&b, &message, buf_view(&file), &err), 0);
	assert_int_equal(b.n, 2);
	dated_answer_done(&b);
}

static void what_cannot_be_made(void **state)
{
	CLEANUP(buf_done) struct buf file = BUF(DATED_ANSWER_MAX), small = BUF(100);
	CLEANUP(log_read_freep) struct log_read *log = NULL;
	const int64_t made = dated_world_time(MADE);
	struct dated_make in = {
		.dir = world.fd, .number = DATED_WORLD_OTHER, .at = made, .made = made
	};
	struct err err = { 0 };

	(void)state;
	assert_int_equal(ask(&file, "HSH-9", NULL, "2027-01-20 11:00", &err), E_MISSING);
	assert_int_equal(
	    dated_world_ask(&world, &file, DATED_WORLD_OTHER, NULL, made + 1, made, &err),
	    E_REFUSED);
	assert_int_equal(ask(&file, DATED_WORLD_OTHER, "\x01", "2027-01-20 11:00", &err), E_FORMAT);
	assert_int_equal(ask(&small, DATED_WORLD_OTHER, NULL, "2027-01-20 11:00", &err), E_LIMIT);
	assert_int_equal(log_read_open(&log, world.dir, NULL, &err), 0);
	in.log = log;
	in.last = 1;
	assert_int_equal(dated_make(&file, &in, &world.status, &err), E_MISSING);
	in.last = 1000000;
	assert_int_equal(dated_make(&file, &in, &world.status, &err), E_LIMIT);
	/* A later entry is not looked for: whoever gives the last one vouches for it. */
	in.last = 0;
	assert_int_equal(dated_make(&file, &in, &world.status, &err), 0);
}

/* Times that go back contradict the order of the log: no answer, rather than a doubtful one. */
static void a_history_that_contradicts_itself(void **state)
{
	static const char number[] = "HSH-1-2026-000778";
	CLEANUP(buf_done) struct buf file = BUF(DATED_ANSWER_MAX);
	struct err err = { 0 };
	uint64_t last =
	    dated_world_issue(&world, number, "2026-12-01 10:00", "2028-11-30", "M", "standard");

	(void)state;
	last = dated_world_status(&world, number, "2026-12-03 10:00", STATUS_SUSPENDED,
				  "2028-11-30", last);
	(void)dated_world_status(&world, number, "2026-12-02 10:00", STATUS_VALID, "2028-11-30",
				 last);
	assert_int_equal(ask(&file, number, NULL, "2027-01-20 11:00", &err), E_VERIFY);
	FIXTURE_SAYS("times", err.text, "was decided before the one before it");
}

static void check_words(const struct dated_result *r)
{
	for (int l = VERIFY_JA; l <= VERIFY_EN; l++) {
		CLEANUP(buf_done) struct buf text = BUF(1u << 16);

		dated_words_verdict(&text, r, (enum verify_language)l);
		for (unsigned s = 0; s < DATED_STEPS; s++) {
			const size_t before = text.n;

			dated_words_check(&text, r, (enum dated_step)s, (enum verify_language)l);
			assert_true(text.n > before);
			assert_true(
			    dated_words_step((enum dated_step)s, (enum verify_language)l)[0]);
		}
		for (size_t i = 0; r->verdict != DATED_NOT_GENUINE && i < r->answer.n; i++)
			dated_words_entry(&text, &r->answer.entries[i], (enum verify_language)l);
		assert_true(buf_ok(&text));
		assert_true(text_utf8_valid(buf_view(&text)));
		/* One language at a time, and no format that was left open. */
		assert_null(strstr(buf_cstr(&text), "%"));
		assert_null(strstr(buf_cstr(&text), l == VERIFY_JA ? " the " : "。"));
	}
}

static void words(void **state)
{
	static const struct {
		const char *number, *model, *at, *ja, *en;
	} rows[] = {
		{ DATED_WORLD_NUMBER, NULL, "2026-11-21 09:00", "まだ発行されていませんでした",
		  "was not issued yet" },
		{ DATED_WORLD_NUMBER, "NC-100", "2026-11-22 09:00", "「有効」でした",
		  "was \"valid\"" },
		{ DATED_WORLD_NUMBER, "NC-300", "2027-01-20 09:00", "対象に含まれていませんでした",
		  "was not covered" },
		{ DATED_WORLD_NUMBER, NULL, "2028-11-25 09:00",
		  "延長申請の結果が出ていませんでした", "an extension was pending" },
		{ DATED_WORLD_NUMBER, NULL, "2029-06-01 09:00", "登録簿の言明によります",
		  "is the registry's word" },
		{ DATED_WORLD_OTHER, "ZZ-9", "2027-06-01 09:00", "公開されていない記録がある",
		  "a record is withheld" },
		{ DATED_WORLD_OTHER, NULL, "2028-12-01 09:00", "失効（有効期限切れ）",
		  "\"expired\"" },
	};
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done)
		struct buf file = BUF(DATED_ANSWER_MAX), ja = BUF(1u << 16), en = BUF(1u << 16);
		CLEANUP(dated_verify_done) struct dated_result r, unsigned_r, bad;
		CLEANUP(json_done) json_t *json = NULL;

		assert_int_equal(ask(&file, rows[i].number, rows[i].model, rows[i].at, &err), 0);
		dated_verify(&r, buf_view(&file), &world.set);
		dated_words_verdict(&ja, &r, VERIFY_JA);
		dated_words_verdict(&en, &r, VERIFY_EN);
		FIXTURE_SAYS(rows[i].at, buf_cstr(&ja), rows[i].ja);
		FIXTURE_SAYS(rows[i].at, buf_cstr(&en), rows[i].en);
		check_words(&r);
		dated_verify(&unsigned_r, buf_view(&file), NULL);
		check_words(&unsigned_r);
		json = dated_json(&r);
		assert_string_equal(json_text(json, "number"), rows[i].number);
		file.p[file.n - 1] ^= 1;
		dated_verify(&bad, buf_view(&file), &world.set);
		check_words(&bad);
		json_decref(json);
		json = dated_json(&bad);
		assert_string_equal(json_text(json, "verdict"), "not_genuine");
		assert_null(json_object_get(json, "number"));
	}
}

static void days(void **state)
{
	int64_t at = 0;

	(void)state;
	assert_int_equal(dated_answer_end_of_day("2026-11-20", &at), 0);
	assert_int_equal(at, dated_world_time("2026-11-20 23:59") + 59);
	assert_int_equal(dated_answer_end_of_day("2026-02-30", &at), E_FORMAT);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(there_and_back),
	cmocka_unit_test(refused),
	cmocka_unit_test(other_types),
	cmocka_unit_test(limits),
	cmocka_unit_test(what_cannot_be_made),
	cmocka_unit_test(a_history_that_contradicts_itself),
	cmocka_unit_test(words),
	cmocka_unit_test(days),
};

TAP_MAIN_WITHIN(tests, enter, leave)
