/* A product's whole way through the registry, by the requests that a front makes. */
#include "scheme_case.h"

#include "base/base64.h"
#include "base/hex.h"
#include "crypto/signing_key.h"
#include "scheme/adopt.h"
#include "signer/attest.h"

static struct scheme_case k;
static struct person administrator, officer, second, authority, maker, other;
static const char *const label = "S1-2026-00001";

static int64_t organisation(const char *kind)
{
	CLEANUP(json_done) json_t *rows = NULL;
	struct err err = { 0 };
	size_t i;
	json_t *row;

	case_ok(store_rows(k.scheme.store, "organisations", STORE_NOTHING, &rows, &err), &err);
	json_array_foreach (rows, i, row)
		if (strcmp(json_text(row, "kind"), kind) == 0)
			return json_int(row, "id", 0);
	fail_msg("no %s", kind);
	return 0;
}

static void register_maker(const char *mail, const char *number, struct person *out)
{
	CASE_OUTCOME(&k, "ok", NULL, "maker.register",
		     json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "mail", mail, "name", "見本 花子",
			       "name_ja", "見本製作所", "name_en", "Sample Works",
			       "corporate_number", number, "language", "ja"),
		     NULL);
	case_follow_link(&k, out);
}

static void people_come_in(void **state)
{
	(void)state;
	case_open(&k, &administrator);
	case_invite(&k, &administrator, organisation("owner"), "officer", "one@owner.example",
		    &officer);
	case_invite(&k, &administrator, organisation("owner"), "officer", "two@owner.example",
		    &second);
	case_invite(&k, &administrator, organisation("authority"), "authority",
		    "desk@ministry.example", &authority);
	register_maker("maker@works.example", "8700110005901", &maker);
	register_maker("other@works.example", "7000012050002", &other);
}

/* Right password and code, a wrong one of each, a code used twice. */
static void signing_in(void **state)
{
	struct person again = maker;
	json_t *args =
	    json_pack("{s:s, s:s}", "mail", "Maker@Works.example", "password", CASE_PASSWORD);

	(void)state;
	CASE_OUTCOME(&k, "ok", NULL, "session.open", case_with_code(json_deep_copy(args), &maker),
		     NULL);
	case_take_session(&k, &again);
	assert_string_not_equal(again.session, maker.session);
	/* The same code once more. */
	case_now -= 30;
	CASE_OUTCOME(&k, "invalid", NULL, "session.open",
		     case_with_code(json_deep_copy(args), &maker), NULL);
	json_object_set_new(args, "password", json_string("another long password"));
	CASE_OUTCOME(&k, "invalid", NULL, "session.open", case_with_code(args, &maker), NULL);
	CASE_OUTCOME(&k, "invalid", NULL, "session.open",
		     json_pack("{s:s, s:s, s:s}", "mail", "nobody@works.example", "password",
			       CASE_PASSWORD, "factor", "000000"),
		     NULL);
	CASE_OUTCOME(&k, "ok", &again, "session.close", NULL, NULL);
	CASE_OUTCOME(&k, "signed_out", &again, "session.close", NULL, NULL);
}

static json_t *form(void)
{
	json_t *f = fixture_json_file("scheme/application_form.json");

	return f;
}

static json_t *with_version(json_t *args)
{
	CLEANUP(json_done)
	json_t *row = case_row(&k, "application_by_id", STORE_VALUES(STORE_INT(1)));
	CLEANUP(mem_freep) char *version = mem_format("%" PRId64, json_int(row, "version", 0));

	json_object_set_new(args, "id", json_string("1"));
	json_object_set_new(args, "version", json_string(version));
	return args;
}

static const char *state_now(void)
{
	static char text[40];
	CLEANUP(json_done)
	json_t *row = case_row(&k, "application_by_id", STORE_VALUES(STORE_INT(1)));

	snprintf(text, sizeof(text), "%s", json_text(row, "state"));
	return text;
}

static void hand_in(void **state)
{
	json_t *wrong = form();

	(void)state;
	json_object_set_new(wrong, "eligibility.kind", json_string("general_purpose"));
	CASE_OUTCOME(&k, "invalid", &maker, "application.open", wrong, NULL);
	CASE_OUTCOME(&k, "ok", &maker, "application.open", form(), NULL);
	assert_string_equal(state_now(), "draft");
	/* Somebody else's application is not there. */
	CASE_OUTCOME(&k, "missing", &other, "application.save", with_version(form()), NULL);
	CASE_OUTCOME(&k, "denied", &authority, "application.save", with_version(form()), NULL);
	CASE_OUTCOME(&k, "ok", &maker, "application.take_number", with_version(json_object()),
		     NULL);
	CASE_OUTCOME(&k, "ok", &maker, "application.save", with_version(form()), NULL);
	/* Two at the same form. */
	json_t *late = with_version(form());
	json_object_set_new(late, "version", json_string("1"));
	CASE_OUTCOME(&k, "conflict", &maker, "application.save", late, NULL);
	/* Not without a checklist. */
	CASE_OUTCOME(&k, "invalid", &maker, "application.submit", with_version(json_object()),
		     NULL);

	json_t *typed = with_version(json_object()), *criterion;
	size_t i;
	json_array_foreach (json_object_get(k.scheme.pack, "criteria"), i, criterion) {
		CLEANUP(mem_freep)
		char *name = mem_format("answer.%s", json_text(criterion, "id"));

		json_object_set_new(typed, name, json_string("yes"));
	}
	CASE_OUTCOME(&k, "ok", &maker, "checklist.type", typed, NULL);
	CASE_OUTCOME(&k, "ok", &maker, "application.submit", with_version(json_object()), NULL);
	assert_string_equal(state_now(), "submitted");
	CASE_OUTCOME(&k, "invalid", &maker, "application.save", with_version(form()), NULL);
}

static void check_and_ask(void **state)
{
	(void)state;
	CASE_OUTCOME(&k, "denied", &maker, "application.pass_form_check",
		     with_version(json_object()), NULL);
	CASE_OUTCOME(&k, "invalid", &officer, "application.return", with_version(json_object()),
		     NULL);
	CASE_OUTCOME(&k, "ok", &officer, "application.return",
		     with_version(json_pack("{s:s}", "reason", "添付を確認してください")), NULL);
	CASE_OUTCOME(&k, "ok", &maker, "application.submit", with_version(json_object()), NULL);
	CASE_OUTCOME(&k, "ok", &officer, "application.message",
		     with_version(json_pack("{s:s}", "text", "確認しました。")), NULL);
	CASE_OUTCOME(&k, "ok", &officer, "application.pass_form_check", with_version(json_object()),
		     NULL);
	CASE_OUTCOME(&k, "invalid", &officer, "application.accept", with_version(json_object()),
		     NULL);
	CASE_OUTCOME(&k, "denied", &maker, "inquiry.answer",
		     json_pack("{s:s, s:s}", "id", "1", "answer", "no_objection"), NULL);
	CASE_OUTCOME(&k, "ok", &authority, "inquiry.answer",
		     json_pack("{s:s, s:s}", "id", "1", "answer", "no_objection"), NULL);
	CASE_OUTCOME(&k, "ok", &officer, "application.accept", with_version(json_object()), NULL);
	CLEANUP(json_done) json_t *fee = case_row(&k, "fee_of", STORE_VALUES(STORE_INT(1)));
	assert_int_equal(json_int(fee, "yen", 0), 198000);
}

static void decide(void **state)
{
	(void)state;
	CASE_OUTCOME(&k, "invalid", &officer, "application.record_fee",
		     with_version(json_pack("{s:s}", "paid_on", "2099-01-01")), NULL);
	CASE_OUTCOME(&k, "ok", &officer, "application.record_fee",
		     with_version(json_pack("{s:s}", "paid_on", "2026-11-18")), NULL);
	CASE_OUTCOME(&k, "ok", &maker, "application.ask_provisional", with_version(json_object()),
		     NULL);
	CASE_OUTCOME(&k, "ok", &officer, "application.give_provisional",
		     with_version(json_object()), NULL);
	/* The second factor: none, a wrong one, the right one. */
	CASE_OUTCOME(&k, "factor", &officer, "application.issue", with_version(json_object()),
		     NULL);
	CASE_OUTCOME(&k, "factor", &officer, "application.issue",
		     with_version(json_pack("{s:s}", "factor", "000000")), NULL);
	CASE_OUTCOME(&k, "ok", &officer, "application.issue",
		     case_with_code(with_version(json_object()), &officer), NULL);
	assert_string_equal(state_now(), "issued");

	CLEANUP(json_done)
	json_t *row = case_row(&k, "label_by_number", STORE_VALUES(STORE_TEXT(label)));
	assert_string_equal(json_text(row, "status"), "valid");
	assert_string_equal(json_text(row, "valid_until"), "2028-11-17");
	/* The maker did not agree to its name as manufacturer being shown, but to the country. */
	const json_t *product = json_object_get(json_object_get(row, "body"), "product");
	assert_null(json_object_get(product, "manufacturer"));
	assert_string_equal(json_text(product, "country"), "JP");
}

static json_t *of_label(json_t *args)
{
	CLEANUP(json_done)
	json_t *row = case_row(&k, "registration_by_number", STORE_VALUES(STORE_TEXT(label)));
	CLEANUP(mem_freep) char *version = mem_format("%" PRId64, json_int(row, "version", 0));

	json_object_set_new(args, "number", json_string(label));
	json_object_set_new(args, "version", json_string(version));
	return args;
}

static const char *status_now(void)
{
	static char text[40];
	CLEANUP(json_done)
	json_t *row = case_row(&k, "label_by_number", STORE_VALUES(STORE_TEXT(label)));

	snprintf(text, sizeof(text), "%s", json_text(row, "status"));
	return text;
}

static json_t *public_reasons(json_t *args)
{
	json_object_set_new(args, "reason", json_string("調査のため"));
	json_object_set_new(args, "public_reason_ja", json_string("調査中です。"));
	json_object_set_new(args, "public_reason_en", json_string("Under examination."));
	return args;
}

static json_t *answer(const char *id, const char *outcome)
{
	return json_pack("{s:s, s:s, s:s}", "id", id, "outcome", outcome, "answer",
			 "拝見しました。");
}

/*
 * What the last decision about the label was called.  The signer's word for it is there, says the
 * same, and covers what the decision says.
 */
static const char *decided_last(void)
{
	static struct decision d;
	CLEANUP(json_done) json_t *rows = NULL;
	CLEANUP(buf_done) struct buf message = BUF(ATTEST_MAX);
	CLEANUP(signing_key_done) struct signing_key key = { 0 };
	CLEANUP(mem_freep) char *path = mem_format("%s/" SIGNER_FOLDER "/keys/decision.pem", k.dir);
	CLEANUP(buf_done) struct buf pem = fixture_read(path);
	struct err err = { 0 };
	char covers[HASH_HEX_MAX];

	case_ok(store_rows(k.scheme.store, "decisions_of_registration",
			   STORE_VALUES(STORE_TEXT(label)), &rows, &err),
		&err);
	const json_t *row = json_array_get(rows, json_array_size(rows) - 1);
	if (!row)
		return "";
	case_ok(signing_key_read(&key, buf_view(&pem), &err), &err);
	assert_int_equal(base64_decode(&message, bytes_of(json_text(row, "attestation"))), 0);
	case_ok(attest_read(&d, buf_view(&message), &key.public_key, &err), &err);
	assert_string_equal(d.action, json_text(row, "action"));
	hex_encode(covers, (struct bytes){ d.digest, HASH_SIZE });
	assert_string_equal(covers, json_text(row, "covers"));
	return d.action;
}

static void count_events(int64_t *out)
{
	CLEANUP(json_done) json_t *all = NULL;
	struct err err = { 0 };

	case_ok(store_rows(k.scheme.store, "events_all", STORE_NOTHING, &all, &err), &err);
	*out = (int64_t)json_array_size(all);
}

static void notices(void **state)
{
	json_t *change = of_label(form());

	(void)state;
	CASE_OUTCOME(&k, "ok", &maker, "label.publish_notice",
		     of_label(json_pack("{s:s, s:s, s:s}", "kind", "update", "text_ja",
					"更新版を公開しました。", "text_en", "An update is out.")),
		     NULL);
	json_object_set_new(change, "product.contact", json_string("https://works.example/help"));
	json_object_set_new(change, "why", json_string("窓口の変更"));
	CASE_OUTCOME(&k, "ok", &maker, "label.notify_change", change, NULL);
	CASE_OUTCOME(&k, "denied", &maker, "notice.decide",
		     json_pack("{s:s, s:s}", "id", "1", "outcome", "accepted"), NULL);
	/* Without a code, and with one that is wrong, nothing is answered. */
	CASE_OUTCOME(&k, "factor", &officer, "notice.decide", answer("1", "accepted"), NULL);
	json_t *wrong = answer("1", "accepted");
	json_object_set_new(wrong, "factor", json_string("000000"));
	CASE_OUTCOME(&k, "factor", &officer, "notice.decide", wrong, NULL);
	assert_string_equal(decided_last(), "");
	CASE_OUTCOME(&k, "ok", &officer, "notice.decide",
		     case_with_code(answer("1", "accepted"), &officer), NULL);
	assert_string_equal(decided_last(), "accept_change");
	CASE_OUTCOME(&k, "conflict", &second, "notice.decide",
		     case_with_code(answer("1", "accepted"), &second), NULL);
	CLEANUP(json_done)
	json_t *row = case_row(&k, "label_by_number", STORE_VALUES(STORE_TEXT(label)));
	assert_string_equal(
	    json_text(json_object_get(json_object_get(row, "body"), "product"), "contact"),
	    "https://works.example/help");
}

/* A hundred, so that an answer about the label always has room for its history; no more. */
static void notices_end(void **state)
{
	const int there = 1;

	(void)state;
	for (int i = there; i <= 100; i++)
		CASE_OUTCOME(&k, i < 100 ? "ok" : "invalid", &maker, "label.publish_notice",
			     of_label(json_pack("{s:s, s:s, s:s}", "kind", "update", "text_ja",
						"更新", "text_en", "An update.")),
			     NULL);
}

static json_t *of_correction(void)
{
	return of_label(json_pack("{s:s, s:s, s:s}", "text_ja", "型式番号の誤りを訂正します。",
				  "text_en", "A model's number was wrong.", "reason",
				  "転記の誤り"));
}

/* The registry's own word: an officer's decision, and nothing of the label moves. */
static void corrected(void **state)
{
	static const char *const texts[] = { "text_ja", "text_en", "reason" };
	CLEANUP(json_done) json_t *before = NULL;
	CLEANUP(json_done) json_t *after = NULL;
	CLEANUP(json_done) json_t *rows = NULL;
	struct err err = { 0 };
	int64_t events, now;

	(void)state;
	before = case_row(&k, "label_by_number", STORE_VALUES(STORE_TEXT(label)));
	count_events(&events);
	CASE_OUTCOME(&k, "denied", &maker, "label.correct", of_correction(), NULL);
	CASE_OUTCOME(&k, "factor", &officer, "label.correct", of_correction(), NULL);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		json_t *form = case_with_code(of_correction(), &officer);

		json_object_del(form, texts[i]);
		CASE_OUTCOME(&k, "invalid", &officer, "label.correct", form, NULL);
	}
	count_events(&now);
	assert_int_equal(now, events);
	CASE_OUTCOME(&k, "ok", &officer, "label.correct", case_with_code(of_correction(), &officer),
		     NULL);
	assert_string_equal(decided_last(), "correct");
	count_events(&now);
	assert_int_equal(now, events + 1);
	case_ok(store_rows(k.scheme.store, "label_notices", STORE_VALUES(STORE_TEXT(label)), &rows,
			   &err),
		&err);
	const json_t *newest = json_array_get(rows, 0);
	assert_string_equal(json_text(newest, "kind"), "correction");
	assert_string_equal(json_text(newest, "en"), "A model's number was wrong.");
	after = case_row(&k, "label_by_number", STORE_VALUES(STORE_TEXT(label)));
	assert_string_equal(json_text(after, "status"), json_text(before, "status"));
	assert_true(json_equal(json_object_get(after, "body"), json_object_get(before, "body")));
}

/* What the log says at its end: its length, and the newest record. */
static int64_t newest_record(json_t **out)
{
	CLEANUP(json_done) json_t *result = NULL;
	CLEANUP(json_done)
	json_t *job = json_pack("{s:s, s:i, s:[]}", "kind", "publish", "after", 0, "publications");

	signer_job(k.alone.signer, job, &result);
	const json_t *entries = json_object_get(result, "entries");
	const json_t *last = json_array_get(entries, json_array_size(entries) - 1);
	*out = json_incref(json_object_get(last, "record"));
	return (int64_t)json_array_size(entries);
}

static void publish_now(void)
{
	struct err err = { 0 };

	case_ok(scheme_alone_publish(&k.alone, &err), &err);
}

/* What the registry goes by is published once, and again when it is another. */
static void adopted(void **state)
{
	CLEANUP(json_done) json_t *table = json_pack("{s:[{s:s}]}", "rules", "id", "r");
	CLEANUP(json_done) json_t *record = NULL;
	CLEANUP(json_done) json_t *changed = NULL;
	struct err err = { 0 };
	const int64_t size = newest_record(&record);
	int64_t events, now;

	(void)state;
	count_events(&events);
	for (int i = 0; i < 3; i++) {
		case_ok(adopt(&k.scheme, table, &err), &err);
		/* Kept twice before the signer was asked, it is one all the same. */
		case_ok(adopt(&k.scheme, table, &err), &err);
		assert_int_equal(k.scheme.kept, 0);
		publish_now();
		json_done(&record);
		assert_int_equal(newest_record(&record), size + 2);
	}
	assert_string_equal(json_text(record, "kind"), "recognition");
	assert_string_equal(json_text(record, "subject"), "recognition/recognitions");
	const json_t *pack = k.scheme.pack;
	k.scheme.pack = changed = json_copy(json_lend(pack));
	json_object_set_new(changed, "edition", json_string("2099.1"));
	case_ok(adopt(&k.scheme, NULL, &err), &err);
	publish_now();
	json_done(&record);
	assert_int_equal(newest_record(&record), size + 3);
	assert_string_equal(json_text(record, "subject"), "criteria/jc-star-1");
	assert_string_equal(json_text(json_object_get(record, "body"), "edition"), "2099.1");
	assert_string_equal(json_text(json_object_get(record, "body"), "document"),
			    "JST-CR-01-01-2024R1");
	/* The one before it comes back: that is another change. */
	k.scheme.pack = pack;
	case_ok(adopt(&k.scheme, table, &err), &err);
	publish_now();
	json_done(&record);
	assert_int_equal(newest_record(&record), size + 4);
	count_events(&now);
	assert_int_equal(now, events);
}

static json_t *evaluator(const char *levels, const char *until)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "kind", "evaluator", "name_ja",
			 "見本評価機関", "name_en", "Sample Lab", "identity_proof", "担当 花子",
			 "levels", levels, "accredited_from", "2026-02-06", "accredited_until",
			 until);
}

static void accredited(void **state)
{
	CLEANUP(json_done) json_t *record = NULL;
	CLEANUP(json_done) json_t *wanted = NULL;
	const int64_t size = newest_record(&record);

	(void)state;
	CASE_OUTCOME(&k, "invalid", &administrator, "organisation.add",
		     case_with_code(evaluator(",", "2028-02-05"), &administrator), NULL);
	CASE_OUTCOME(&k, "factor", &administrator, "organisation.add",
		     evaluator("3,4", "2028-02-05"), NULL);
	CASE_OUTCOME(&k, "ok", &administrator, "organisation.add",
		     case_with_code(evaluator("3,4", "2028-02-05"), &administrator), NULL);
	const char *id = json_text(json_object_get(k.reply, "result"), "id");
	CLEANUP(mem_freep) char *subject = mem_format("evaluator/%s", id);
	json_t *again = evaluator("3", "2030-02-05");
	json_object_set_new(again, "id", json_string(id));
	json_object_set_new(again, "reason", json_string("更新"));
	json_done(&record);
	assert_int_equal(newest_record(&record), size + 1);
	assert_string_equal(json_text(record, "subject"), subject);
	wanted =
	    fixture_json("{'name': {'ja': '見本評価機関', 'en': 'Sample Lab'}, 'levels': [3, 4], "
			 "'from': '2026-02-06', 'until': '2028-02-05'}");
	/* Nothing of its people. */
	assert_true(json_equal(json_object_get(record, "body"), wanted));
	CASE_OUTCOME(&k, "ok", &administrator, "organisation.accredit",
		     case_with_code(again, &administrator), NULL);
	json_done(&record);
	assert_int_equal(newest_record(&record), size + 2);
	assert_string_equal(json_text(record, "subject"), subject);
	assert_string_equal(json_text(json_object_get(record, "body"), "until"), "2030-02-05");
}

/* Answers that publish nothing are decisions as well. */
static void answers_to_notices(void **state)
{
	static const struct {
		const char *action, *outcome, *deed;
	} cases[] = {
		{ "label.notify_change", "declined", "decline_change" },
		{ "label.notify_report", "accepted", "accept_report" },
		{ "label.notify_report", "declined", "decline_report" },
	};
	int64_t events = 0, now = 0;

	(void)state;
	count_events(&events);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(mem_freep) char *id = mem_format("%zu", i + 2);
		json_t *notice = of_label(form());

		json_object_set_new(notice, "product.contact",
				    json_string("https://works.example/x"));
		json_object_set_new(notice, "why", json_string("窓口の変更"));
		json_object_set_new(notice, "text", json_string("報告します"));
		CASE_OUTCOME(&k, "ok", &maker, cases[i].action, notice, NULL);
		CASE_OUTCOME(&k, "factor", &officer, "notice.decide", answer(id, cases[i].outcome),
			     NULL);
		CASE_OUTCOME(&k, "ok", &officer, "notice.decide",
			     case_with_code(answer(id, cases[i].outcome), &officer), NULL);
		assert_string_equal(decided_last(), cases[i].deed);
	}
	count_events(&now);
	assert_int_equal(now, events);
}

static void suspended_renewed_revoked(void **state)
{
	int64_t next = 0;
	struct err err = { 0 };
	json_t *renewal = of_label(
	    json_pack("{s:s, s:s, s:s, s:s}", "declaration_name", "見本 花子", "declaration_title",
		      "部長", "declaration_agreed", "yes", "support_until", "2032-03-31"));

	(void)state;
	CASE_OUTCOME(&k, "ok", &officer, "label.suspend",
		     public_reasons(case_with_code(of_label(json_object()), &officer)), NULL);
	assert_string_equal(status_now(), "suspended");
	CASE_OUTCOME(&k, "ok", &officer, "label.reinstate",
		     public_reasons(case_with_code(of_label(json_object()), &officer)), NULL);
	/* Too early for a renewal. */
	CASE_OUTCOME(&k, "invalid", &maker, "label.ask_renewal", of_label(json_deep_copy(renewal)),
		     NULL);

	/* Sixty days before its end; one reminder for that, and only one however often. */
	int64_t before = case_now;
	assert_int_equal(day_start("2028-09-18", &case_now), 0);
	case_ok(scheme_tick(&k.scheme, &next, &err), &err);
	case_ok(scheme_tick(&k.scheme, &next, &err), &err);
	CLEANUP(json_done) json_t *mails = NULL;
	case_ok(store_rows(k.scheme.store, "outbox_due", STORE_VALUES(STORE_INT(case_now)), &mails,
			   &err),
		&err);
	size_t i, reminders = 0;
	json_t *mail;
	json_array_foreach (mails, i, mail)
		reminders += strstr(json_text(mail, "subject"), "有効期限まで") != NULL;
	assert_int_equal(reminders, 1);

	/* The session ended long ago. */
	CASE_OUTCOME(&k, "signed_out", &maker, "label.ask_renewal", json_deep_copy(renewal), NULL);
	CASE_OUTCOME(&k, "ok", NULL, "session.open",
		     case_with_code(json_pack("{s:s, s:s}", "mail", "maker@works.example",
					      "password", CASE_PASSWORD),
				    &maker),
		     NULL);
	case_take_session(&k, &maker);
	CASE_OUTCOME(&k, "ok", NULL, "session.open",
		     case_with_code(json_pack("{s:s, s:s}", "mail", "one@owner.example", "password",
					      CASE_PASSWORD),
				    &officer),
		     NULL);
	case_take_session(&k, &officer);
	CLEANUP(json_done) json_t *once = of_label(renewal);
	json_object_set_new(once, "once", json_string(officer.csrf));
	CASE_OUTCOME(&k, "ok", &maker, "label.ask_renewal", json_deep_copy(once), NULL);
	assert_string_equal(status_now(), "extension_pending");
	/* Pressed twice: the same answer, nothing more. */
	CASE_OUTCOME(&k, "ok", &maker, "label.ask_renewal", json_deep_copy(once), NULL);
	CASE_OUTCOME(&k, "ok", &officer, "label.grant_renewal",
		     case_with_code(of_label(json_object()), &officer), NULL);
	assert_string_equal(status_now(), "valid");
	CLEANUP(json_done)
	json_t *row = case_row(&k, "label_by_number", STORE_VALUES(STORE_TEXT(label)));
	assert_string_equal(json_text(row, "valid_until"), "2030-11-17");
	assert_string_equal(json_text(row, "support_until"), "2032-03-31");

	/* Not without a hearing. */
	CASE_OUTCOME(&k, "invalid", &officer, "label.revoke",
		     public_reasons(case_with_code(of_label(json_object()), &officer)), NULL);
	CASE_OUTCOME(&k, "ok", &officer, "label.open_hearing",
		     of_label(json_pack("{s:s}", "reason", "虚偽の申請の疑い")), NULL);
	CASE_OUTCOME(&k, "ok", &officer, "label.record_hearing",
		     of_label(json_pack("{s:s, s:s}", "held_on", "2028-09-18", "record",
					"申請者から説明を受けた。")),
		     NULL);
	CASE_OUTCOME(&k, "ok", &officer, "label.revoke",
		     public_reasons(case_with_code(of_label(json_object()), &officer)), NULL);
	assert_string_equal(status_now(), "revoked");
	case_now = before;
}

/* The public tables are what the events say, however often they are made anew. */
static void folded_again(void **state)
{
	char first[HASH_HEX_MAX], second_time[HASH_HEX_MAX];
	bool same = false;
	struct err err = { 0 };

	(void)state;
	case_ok(fold_digest(k.scheme.store, first, &err), &err);
	case_ok(event_refold(k.scheme.store, &same, &err), &err);
	assert_true(same);
	case_ok(fold_digest(k.scheme.store, second_time, &err), &err);
	assert_string_equal(first, second_time);
	assert_string_equal(status_now(), "revoked");
	case_close(&k);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(people_come_in),
	cmocka_unit_test(signing_in),
	cmocka_unit_test(hand_in),
	cmocka_unit_test(check_and_ask),
	cmocka_unit_test(decide),
	cmocka_unit_test(notices),
	cmocka_unit_test(notices_end),
	cmocka_unit_test(corrected),
	cmocka_unit_test(adopted),
	cmocka_unit_test(accredited),
	cmocka_unit_test(answers_to_notices),
	cmocka_unit_test(suspended_renewed_revoked),
	cmocka_unit_test(folded_again),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
