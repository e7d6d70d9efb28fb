/*
 * Verifying labels: each check holding, failing and not made, and what comes of it; keys, dates,
 * lists and models confused; every bit of a statement flipped.
 */
#include "statement_sample.h"

#include "base/text.h"
#include "label/verify.h"
#include "label/verify_words.h"

/* One label with all that goes with it; each test changes a copy. */
struct scene {
	struct statement statement;
	struct status_list list;
	struct label_url url;
	bool with_url, with_list;
	const char *model;
	const char *const *models;
	size_t models_count;
	int64_t now;
	struct key_set set;
};

static struct sample_keys keys;
static struct signing_key other;

static struct scene scene(void)
{
	struct scene s = { .statement = sample_s1(),
			   .with_url = true,
			   .with_list = true,
			   .now = sample_day("2027-01-02"),
			   .set = keys.set };

	memcpy(s.url.host, SAMPLE_HOST, sizeof(SAMPLE_HOST));
	memcpy(s.url.number, SAMPLE_NUMBER, sizeof(SAMPLE_NUMBER));
	assert_int_equal(status_list_create(&s.list, SAMPLE_HOST, 1, 400, NULL), 0);
	s.list.made = sample_day("2027-01-01");
	s.list.ttl = 2 * 86400;
	assert_int_equal(status_list_set(&s.list, s.statement.status_index, STATUS_VALID), 0);
	return s;
}

static void look_with(struct verify_result *out, struct scene *s, const struct signing_key *label,
		      const struct signing_key *status)
{
	CLEANUP(buf_done)
	struct buf statement = BUF(STATEMENT_MAX), list = BUF(STATUS_LIST_MESSAGE_MAX);

	assert_int_equal(statement_sign(&statement, &s->statement, label, NULL), 0);
	assert_int_equal(status_list_sign(&list, &s->list, status, NULL), 0);
	struct verify_input in = { .statement = buf_view(&statement),
				   .url = s->with_url ? &s->url : NULL,
				   .keys = &s->set,
				   .status_list =
				       s->with_list ? buf_view(&list) : (struct bytes){ 0 },
				   .model = s->model,
				   .models = s->models,
				   .models_count = s->models_count,
				   .now = s->now };

	verify_label(out, &in);
}

static void look(struct verify_result *out, struct scene *s)
{
	look_with(out, s, &keys.label, &keys.status);
	status_list_done(&s->list);
}

static void assert_check(const char *what, const struct verify_result *r, enum verify_step step,
			 enum verify_outcome outcome, enum verify_why why)
{
	TAP_INT(what, r->checks[step].outcome, outcome);
	TAP_INT(what, r->checks[step].why, why);
}

static void all_is_well(void **state)
{
	struct scene s = scene();
	struct verify_result r;

	(void)state;
	static const char *const models[] = { "NC-200", "NC-100", "NC-100W" };
	s.models = models;
	s.models_count = ARRAY_LEN(models);
	s.model = "ＮＣ－１００Ｗ";
	look(&r, &s);
	for (unsigned step = 0; step < VERIFY_STEPS; step++)
		assert_check("step", &r, (enum verify_step)step, VERIFY_HOLDS, WHY_NONE);
	assert_int_equal(r.verdict, VERIFY_GENUINE);
	assert_string_equal(r.owner_en, "Label Scheme Office");
	assert_string_equal(r.statement.number, SAMPLE_NUMBER);
	assert_true(r.has_status);
	assert_int_equal(r.status, STATUS_VALID);
	assert_true(r.status_age == 86400);
}

static void nothing_but_keys(void **state)
{
	struct scene s = scene();
	struct verify_result r;

	(void)state;
	s.with_url = s.with_list = false;
	look(&r, &s);
	assert_int_equal(r.verdict, VERIFY_GENUINE);
	assert_check("host", &r, VERIFY_HOST, VERIFY_NOT_DONE, WHY_NO_ADDRESS);
	assert_check("status", &r, VERIFY_STATUS, VERIFY_NOT_DONE, WHY_NO_LIST);
	assert_check("model", &r, VERIFY_MODEL, VERIFY_NOT_DONE, WHY_NO_MODEL);
	assert_false(r.has_status);
}

/* ---- who made it ---- */

static void not_a_statement(void **state)
{
	struct verify_input in = { .statement = bytes_of("hello"), .keys = &keys.set };
	struct verify_result r;

	(void)state;
	verify_label(&r, &in);
	assert_int_equal(r.verdict, VERIFY_NOT_GENUINE);
	assert_check("form", &r, VERIFY_FORM, VERIFY_FAILS, WHY_FORM);
	assert_check("key", &r, VERIFY_KEY, VERIFY_NOT_DONE, WHY_EARLIER);
	FIXTURE_SAYS("form", r.form_error.text, "COSE_Sign1");
}

static void keys_that_may_not(void **state)
{
	struct key_set_key list[2];
	const struct {
		const char *what;
		const char *member, *value;
		enum verify_why why;
	} rows[] = {
		{ "valid from the day of issue", "from", "2026-11-21", WHY_NONE },
		{ "valid from the day after", "from", "2026-11-22", WHY_KEY_DAY },
		{ "valid until the day of issue", "until", "2026-11-21", WHY_NONE },
		{ "valid until the day before", "until", "2026-11-20", WHY_KEY_DAY },
		{ "revoked long after", "revoked", "2027-01-01", WHY_KEY_REVOKED },
		{ "revoked tomorrow", "revoked", "2030-01-01", WHY_KEY_REVOKED },
		{ "of another registry", "issuer", "other.example.jp", WHY_KEY_ISSUER },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct scene s = scene();
		struct verify_result r;
		char *member;

		list[0] = keys.list[0];
		list[1] = keys.list[1];
		member = rows[i].member[0] == 'f'   ? list[0].valid_from
			 : rows[i].member[0] == 'u' ? list[0].valid_until
			 : rows[i].member[0] == 'r' ? list[0].revoked
						    : list[0].issuer;
		memcpy(member, rows[i].value, strlen(rows[i].value) + 1);
		s.set = (struct key_set){ list, 2 };
		look(&r, &s);
		assert_check(rows[i].what, &r, VERIFY_KEY,
			     rows[i].why == WHY_NONE ? VERIFY_HOLDS : VERIFY_FAILS, rows[i].why);
		assert_check(rows[i].what, &r, VERIFY_SIGNATURE, VERIFY_HOLDS, WHY_NONE);
		TAP_INT(rows[i].what, r.verdict,
			rows[i].why == WHY_NONE ? VERIFY_GENUINE : VERIFY_NOT_GENUINE);
		if (rows[i].why != WHY_NONE)
			assert_check(rows[i].what, &r, VERIFY_STATUS, VERIFY_NOT_DONE, WHY_EARLIER);
	}
}

/* Somebody else's key, a key for lists, a key that pretends to an id. */
static void keys_confused(void **state)
{
	struct key_set_key list[4] = { keys.list[0], keys.list[1] };
	struct verify_result r;

	(void)state;
	struct scene s = scene();
	look_with(&r, &s, &other, &keys.status);
	assert_check("a stranger", &r, VERIFY_KEY, VERIFY_FAILS, WHY_KEY_UNKNOWN);
	assert_int_equal(r.verdict, VERIFY_NOT_GENUINE);
	/* The key for lists is in the file, but not for labels; nor the other way round. */
	look_with(&r, &s, &keys.status, &keys.status);
	assert_check("key of lists", &r, VERIFY_KEY, VERIFY_FAILS, WHY_KEY_UNKNOWN);
	look_with(&r, &s, &keys.label, &keys.label);
	assert_check("list by the key of labels", &r, VERIFY_STATUS, VERIFY_NOT_DONE, WHY_LIST_KEY);
	assert_int_equal(r.verdict, VERIFY_GENUINE);

	/* Two keys with one id, in either order: the one whose signature fits counts. */
	for (unsigned first = 0; first < 2; first++) {
		list[first] = keys.list[0];
		list[1 - first] = sample_key(&other, KEY_LABEL);
		memcpy(list[1 - first].key.id, keys.list[0].key.id, PUBLIC_KEY_ID);
		memcpy(list[1 - first].owner_en, "Somebody Else", 14);
		list[2] = keys.list[1];
		s.set = (struct key_set){ list, 3 };
		look_with(&r, &s, &keys.label, &keys.status);
		assert_int_equal(r.verdict, VERIFY_GENUINE);
		assert_string_equal(r.owner_en, "Label Scheme Office");
	}
	/* Only the pretender is in the file: the id is known, the signature does not fit. */
	s.set = (struct key_set){ list, 1 };
	look_with(&r, &s, &keys.label, &keys.status);
	assert_check("pretender", &r, VERIFY_SIGNATURE, VERIFY_FAILS, WHY_SIGNATURE);
	assert_int_equal(r.verdict, VERIFY_NOT_GENUINE);
	/* An Ed25519 key with that id: the message's algorithm is not the key's. */
	list[0] = keys.list[0];
	public_key_ed25519(&list[0].key, keys.label.public_key.x);
	memcpy(list[0].key.id, keys.list[0].key.id, PUBLIC_KEY_ID);
	look_with(&r, &s, &keys.label, &keys.status);
	assert_check("another algorithm", &r, VERIFY_SIGNATURE, VERIFY_FAILS, WHY_SIGNATURE);
	assert_int_equal(r.verdict, VERIFY_NOT_GENUINE);
	status_list_done(&s.list);
}

static void every_bit(void **state)
{
	CLEANUP(buf_done) struct buf statement = BUF(STATEMENT_MAX);
	struct statement s1 = sample_s1();
	struct verify_input in = { .keys = &keys.set, .now = sample_day("2027-01-02") };

	(void)state;
	assert_int_equal(statement_sign(&statement, &s1, &keys.label, NULL), 0);
	for (size_t i = 0; i < 8 * statement.n; i++) {
		struct verify_result r;

		statement.p[i / 8] ^= (uint8_t)(1u << i % 8);
		in.statement = buf_view(&statement);
		verify_label(&r, &in);
		statement.p[i / 8] ^= (uint8_t)(1u << i % 8);
		if (r.verdict != VERIFY_NOT_GENUINE)
			fail_msg("bit %zu", i);
	}
}

static void the_address(void **state)
{
	struct scene s = scene();
	struct verify_result r;

	(void)state;
	memcpy(s.url.host, "label.example.jp.evil.example", 30);
	look(&r, &s);
	assert_check("host", &r, VERIFY_HOST, VERIFY_FAILS, WHY_OTHER_HOST);
	assert_check("status", &r, VERIFY_STATUS, VERIFY_NOT_DONE, WHY_EARLIER);
	assert_int_equal(r.verdict, VERIFY_NOT_GENUINE);
	assert_string_equal(r.host, "label.example.jp.evil.example");
	s = scene();
	s.url.number[0] = 'X';
	look(&r, &s);
	assert_check("number", &r, VERIFY_HOST, VERIFY_FAILS, WHY_OTHER_NUMBER);
	assert_int_equal(r.verdict, VERIFY_NOT_GENUINE);
}

/* ---- today ---- */

static void the_printed_term(void **state)
{
	static const struct {
		const char *what, *now;
		int64_t seconds;
		enum verify_outcome outcome;
		enum verify_why why;
		enum verify_verdict verdict;
	} rows[] = {
		{ "the first second", "2026-11-21", 0, VERIFY_HOLDS, WHY_NONE, VERIFY_GENUINE },
		{ "five minutes before", "2026-11-21", -300, VERIFY_HOLDS, WHY_NONE,
		  VERIFY_GENUINE },
		{ "clock goes wrong", "2026-11-21", -301, VERIFY_NOT_DONE, WHY_CLOCK,
		  VERIFY_UNDECIDED },
		{ "no clock at all", "1970-01-02", 0, VERIFY_NOT_DONE, WHY_CLOCK,
		  VERIFY_UNDECIDED },
		{ "the last second", "2028-11-21", -1, VERIFY_HOLDS, WHY_NONE, VERIFY_GENUINE },
		{ "over", "2028-11-21", 0, VERIFY_FAILS, WHY_OVER, VERIFY_UNDECIDED },
		{ "long over", "2048-11-21", 0, VERIFY_FAILS, WHY_OVER, VERIFY_UNDECIDED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct scene s = scene();
		struct verify_result r;

		s.with_list = false;
		s.now = sample_day(rows[i].now) + rows[i].seconds;
		look(&r, &s);
		assert_check(rows[i].what, &r, VERIFY_TERM, rows[i].outcome, rows[i].why);
		TAP_INT(rows[i].what, r.verdict, rows[i].verdict);
	}
}

static void each_status(void **state)
{
	static const struct {
		enum status status;
		enum verify_outcome outcome;
		enum verify_verdict fresh, stale;
	} rows[] = {
		{ STATUS_VALID, VERIFY_HOLDS, VERIFY_GENUINE, VERIFY_UNDECIDED },
		{ STATUS_EXTENSION_PENDING, VERIFY_HOLDS, VERIFY_GENUINE, VERIFY_UNDECIDED },
		{ STATUS_SUSPENDED, VERIFY_FAILS, VERIFY_NOT_IN_FORCE, VERIFY_UNDECIDED },
		{ STATUS_REVOKED, VERIFY_FAILS, VERIFY_NOT_IN_FORCE, VERIFY_NOT_IN_FORCE },
		{ STATUS_EXPIRED, VERIFY_FAILS, VERIFY_NOT_IN_FORCE, VERIFY_NOT_IN_FORCE },
		{ STATUS_WITHDRAWN, VERIFY_FAILS, VERIFY_NOT_IN_FORCE, VERIFY_NOT_IN_FORCE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (unsigned stale = 0; stale < 2; stale++) {
			struct scene s = scene();
			struct verify_result r;

			/* Over as printed: an extended label is one that the list says is valid. */
			s.list.made = sample_day("2029-01-01");
			s.now = s.list.made + (stale ? 3 : 1) * 86400;
			assert_int_equal(status_list_set(&s.list, 345, rows[i].status), 0);
			look(&r, &s);
			assert_int_equal(r.checks[VERIFY_TERM].why, WHY_OVER);
			assert_true(r.has_status);
			assert_int_equal(r.status, rows[i].status);
			assert_int_equal(r.verdict, stale ? rows[i].stale : rows[i].fresh);
			if (stale && !verify_status_final(rows[i].status))
				assert_check("stale", &r, VERIFY_STATUS, VERIFY_NOT_DONE,
					     WHY_LIST_STALE);
			else
				assert_check("fresh", &r, VERIFY_STATUS, rows[i].outcome,
					     rows[i].outcome == VERIFY_HOLDS ? WHY_NONE
									     : WHY_NOT_IN_FORCE);
		}
}

static void ages_of_lists(void **state)
{
	static const struct {
		const char *what;
		int64_t ttl, expires_after, age;
		enum verify_outcome outcome;
		enum verify_why why;
	} rows[] = {
		{ "fresh", 3600, 0, 3600, VERIFY_HOLDS, WHY_NONE },
		{ "five minutes more", 3600, 0, 3900, VERIFY_HOLDS, WHY_NONE },
		{ "too old", 3600, 0, 3901, VERIFY_NOT_DONE, WHY_LIST_STALE },
		{ "expires in a second", 0, 7200, 7199, VERIFY_HOLDS, WHY_NONE },
		{ "expired", 0, 7200, 7200, VERIFY_NOT_DONE, WHY_LIST_STALE },
		{ "no end: years", 0, 0, INT64_C(300) * 86400, VERIFY_HOLDS, WHY_NONE },
		{ "clocks differ", 3600, 0, -300, VERIFY_HOLDS, WHY_NONE },
		{ "clock goes wrong", 3600, 0, -301, VERIFY_NOT_DONE, WHY_CLOCK },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct scene s = scene();
		struct verify_result r;

		s.list.ttl = rows[i].ttl;
		s.list.expires = rows[i].expires_after ? s.list.made + rows[i].expires_after : 0;
		s.now = s.list.made + rows[i].age;
		look(&r, &s);
		assert_check(rows[i].what, &r, VERIFY_STATUS, rows[i].outcome, rows[i].why);
		TAP_INT(rows[i].what, r.status_age, rows[i].age > 0 ? rows[i].age : 0);
	}
}

static void lists_that_do_not_fit(void **state)
{
	struct scene s = scene();
	struct verify_result r;

	(void)state;
	s.list.id = 2;
	look(&r, &s);
	assert_check("another list", &r, VERIFY_STATUS, VERIFY_NOT_DONE, WHY_LIST_OTHER);
	s = scene();
	memcpy(s.list.issuer, "other.example.jp", 17);
	look(&r, &s);
	assert_check("another registry", &r, VERIFY_STATUS, VERIFY_NOT_DONE, WHY_LIST_KEY);
	s = scene();
	look_with(&r, &s, &keys.label, &other);
	assert_check("a stranger's", &r, VERIFY_STATUS, VERIFY_NOT_DONE, WHY_LIST_KEY);
	/* Made before the label, or on the same day without it. */
	s.list.made = sample_day("2026-11-20");
	look(&r, &s);
	assert_check("before", &r, VERIFY_STATUS, VERIFY_NOT_DONE, WHY_LIST_BEFORE);
	for (unsigned day = 0; day < 2; day++) {
		s = scene();
		s.list.made = sample_day(day ? "2026-11-22" : "2026-11-21");
		assert_int_equal(status_list_set(&s.list, 345, STATUS_NONE), 0);
		look(&r, &s);
		assert_check("no label", &r, VERIFY_STATUS, VERIFY_NOT_DONE,
			     day ? WHY_NO_ENTRY : WHY_LIST_BEFORE);
		assert_false(r.has_status);
	}
	s = scene();
	s.statement.status_index = 400;
	look(&r, &s);
	assert_check("out of range", &r, VERIFY_STATUS, VERIFY_NOT_DONE, WHY_NO_ENTRY);
	s = scene();
	s.list.packed[345 / 2] = 0x33;
	look(&r, &s);
	assert_check("a status of tomorrow", &r, VERIFY_STATUS, VERIFY_NOT_DONE, WHY_NO_ENTRY);
	assert_int_equal(r.verdict, VERIFY_GENUINE);
}

static void what_is_no_list(void **state)
{
	CLEANUP(buf_done) struct buf statement = BUF(STATEMENT_MAX);
	struct statement s1 = sample_s1();
	struct verify_result r;

	(void)state;
	assert_int_equal(statement_sign(&statement, &s1, &keys.label, NULL), 0);
	/* A label in the place of the list. */
	struct verify_input in = { .statement = buf_view(&statement),
				   .keys = &keys.set,
				   .status_list = buf_view(&statement),
				   .now = sample_day("2027-01-02") };

	verify_label(&r, &in);
	assert_check("list", &r, VERIFY_STATUS, VERIFY_NOT_DONE, WHY_LIST_FORM);
	FIXTURE_SAYS("list", r.list_error.text, "members");
	assert_int_equal(r.verdict, VERIFY_GENUINE);
}

static void models(void **state)
{
	static const char *const three[] = { "NC-100", "NC-100W", "NC-200" };
	static const char *const four[] = { "NC-100", "NC-100W", "NC-200", "NC-300" };
	static const char *const one[] = { "NC-100" };
	static const struct {
		const char *what, *model;
		const char *const *list;
		size_t count;
		bool printed_one;
		enum verify_outcome outcome;
		enum verify_why why;
		enum verify_verdict verdict;
	} rows[] = {
		{ "in the list", "nc-100w", three, 3, false, VERIFY_HOLDS, WHY_NONE,
		  VERIFY_GENUINE },
		{ "not in the list", "NC-300", three, 3, false, VERIFY_FAILS, WHY_MODEL_NOT_THERE,
		  VERIFY_OTHER_MODEL },
		{ "a list that grew", "NC-300", four, 4, false, VERIFY_NOT_DONE, WHY_MODELS_OTHER,
		  VERIFY_GENUINE },
		{ "no list", "NC-100", NULL, 0, false, VERIFY_NOT_DONE, WHY_MODELS_UNKNOWN,
		  VERIFY_GENUINE },
		{ "the one", "NC‐100", NULL, 0, true, VERIFY_HOLDS, WHY_NONE, VERIFY_GENUINE },
		{ "not the one", "NC-200", NULL, 0, true, VERIFY_FAILS, WHY_MODEL_NOT_THERE,
		  VERIFY_OTHER_MODEL },
		{ "looks like the one", "N\u0421-100", NULL, 0, true, VERIFY_FAILS,
		  WHY_MODEL_NOT_THERE, VERIFY_OTHER_MODEL },
		{ "no model at all", "\n", NULL, 0, true, VERIFY_FAILS, WHY_MODEL_NOT_THERE,
		  VERIFY_OTHER_MODEL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct scene s = scene();
		struct verify_result r;

		if (rows[i].printed_one)
			assert_int_equal(model_list_make(&s.statement.models, one, 1, NULL), 0);
		s.model = rows[i].model;
		s.models = rows[i].list;
		s.models_count = rows[i].count;
		look(&r, &s);
		assert_check(rows[i].what, &r, VERIFY_MODEL, rows[i].outcome, rows[i].why);
		TAP_INT(rows[i].what, r.verdict, rows[i].verdict);
	}
}

/* ---- words ---- */

/* Nothing promises more than was checked. */
static void assert_modest(const char *text)
{
	static const char *const never[] = { "safe", "secure", "complies", "conforms",
					     "安全", "適合",   "保証" };

	for (size_t i = 0; i < ARRAY_LEN(never); i++)
		TAP_CHECK(text, !strstr(text, never[i]));
}

static void words(void **state)
{
	struct scene s = scene();
	struct verify_result r;

	(void)state;
	look(&r, &s);
	CLEANUP(buf_done) struct buf en = BUF(VERIFY_WORDS_MAX), ja = BUF(VERIFY_WORDS_MAX);
	verify_words_verdict(&en, &r, VERIFY_EN);
	assert_string_equal(
	    buf_cstr(&en),
	    "This statement is genuine and was made by Label Scheme Office: "
	    "registration number HSH-1-2026-000123, level 1, covering 3 models, issued "
	    "on 2026-11-21, valid until 2028-11-20 as printed.");
	verify_words_verdict(&ja, &r, VERIFY_JA);
	assert_string_equal(
	    buf_cstr(&ja),
	    "このステートメントは真正で、ラベル制度事務局が作成したものです。登録番号 "
	    "HSH-1-2026-000123、レベル 1、対象型式 3 件、2026-11-21 発行、印刷された期限 "
	    "2028-11-20。");
	buf_clear(&en);
	verify_words_check(&en, &r, VERIFY_STATUS, VERIFY_EN);
	assert_string_equal(buf_cstr(&en), "the list says that the label is in force: valid as of "
					   "2027-01-01 00:00:00, Tokyo (24 hours old)");
	FIXTURE_SAYS("limit", verify_words_limit(VERIFY_EN), "copied onto a false product");
	FIXTURE_SAYS("limit", verify_words_limit(VERIFY_JA), "偽の製品");
}

/* Every way in which a check can end has words, in both languages and only of one. */
static void every_answer_has_words(void **state)
{
	struct verify_result r = { .has_status = true, .statement = sample_s1() };

	(void)state;
	memcpy(r.owner_ja, "事務局", 10);
	memcpy(r.owner_en, "Office", 7);
	for (unsigned l = 0; l < 2; l++) {
		enum verify_language language = (enum verify_language)l;

		for (unsigned step = 0; step < VERIFY_STEPS; step++)
			for (unsigned why = 0; why <= WHY_MODEL_NOT_THERE; why++) {
				CLEANUP(buf_done) struct buf out = BUF(VERIFY_WORDS_MAX);

				r.checks[step].why = (enum verify_why)why;
				r.checks[step].outcome = why ? VERIFY_FAILS : VERIFY_HOLDS;
				verify_words_check(&out, &r, (enum verify_step)step, language);
				assert_true(buf_ok(&out) && out.n > 5);
				assert_modest(buf_cstr(&out));
				bool ascii = true;
				for (size_t i = 0; i < out.n; i++)
					ascii = ascii && out.p[i] < 0x80;
				assert_int_equal(ascii, language == VERIFY_EN);
				assert_non_null(
				    verify_words_step((enum verify_step)step, language));
			}
		for (unsigned verdict = 0; verdict <= VERIFY_GENUINE; verdict++) {
			CLEANUP(buf_done) struct buf out = BUF(VERIFY_WORDS_MAX);

			r.verdict = (enum verify_verdict)verdict;
			verify_words_verdict(&out, &r, language);
			assert_true(buf_ok(&out) && out.n > 5);
			assert_modest(buf_cstr(&out));
		}
		for (unsigned outcome = 0; outcome <= VERIFY_FAILS; outcome++)
			assert_non_null(
			    verify_words_outcome((enum verify_outcome)outcome, language));
	}
}

/* What a script gets: every name once, and words for each that can come up. */
static void tables_for_a_script(void **state)
{
	static const struct {
		const char *table;
		size_t n;
		const char *silent; /* has no words of its own */
	} rows[] = {
		{ "steps", VERIFY_STEPS, NULL },
		{ "held", VERIFY_STEPS, NULL },
		{ "outcomes", VERIFY_FAILS + 1, NULL },
		{ "whys", WHY_MODEL_NOT_THERE + 1, "none" },
		{ "verdicts", VERIFY_GENUINE + 1, "genuine" },
		{ "statuses", 6, NULL },
	};
	static const char *const texts[] = { "status", "genuine", "not_checked", "limit" };

	(void)state;
	for (unsigned l = 0; l < 2; l++) {
		CLEANUP(json_done) json_t *all = verify_words_json((enum verify_language)l);
		const char *name;
		json_t *words;

		for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
			const json_t *table = json_object_get(all, rows[i].table);

			/* A name that two had would be there once. */
			TAP_INT(rows[i].table, json_object_size(table), rows[i].n);
			json_object_foreach (json_lend(table), name, words)
				TAP_CHECK(name, (json_string_length(words) > 0) ==
						    !text_equal(name, rows[i].silent));
		}
		for (size_t i = 0; i < ARRAY_LEN(texts); i++)
			TAP_CHECK(texts[i], json_text(all, texts[i])[0]);
		TAP_TEXT("space", json_text(all, "space"), l == VERIFY_JA ? "" : " ");
		assert_int_equal(json_array_size(json_object_get(all, "ages")), 3);
	}
}

static int make_keys(void **state)
{
	(void)state;
	sample_keys_make(&keys);
	keys.set = (struct key_set){ keys.list, 2 };
	return signing_key_create(&other, NULL);
}

static int drop_keys(void **state)
{
	(void)state;
	sample_keys_done(&keys);
	signing_key_done(&other);
	return 0;
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(all_is_well),
	cmocka_unit_test(nothing_but_keys),
	cmocka_unit_test(not_a_statement),
	cmocka_unit_test(keys_that_may_not),
	cmocka_unit_test(keys_confused),
	cmocka_unit_test(every_bit),
	cmocka_unit_test(the_address),
	cmocka_unit_test(the_printed_term),
	cmocka_unit_test(each_status),
	cmocka_unit_test(ages_of_lists),
	cmocka_unit_test(lists_that_do_not_fit),
	cmocka_unit_test(what_is_no_list),
	cmocka_unit_test(models),
	cmocka_unit_test(words),
	cmocka_unit_test(every_answer_has_words),
	cmocka_unit_test(tables_for_a_script),
};

TAP_MAIN_WITHIN(tests, make_keys, drop_keys)
