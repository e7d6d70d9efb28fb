/*
 * What may be published: each kind of publication with the decisions it needs, and then with every
 * one of them missing, by the wrong person, over something else, or used before.
 */
#include "fixture.h"

#include "base/text.h"
#include "label/log_entry.h"
#include "signer/chain.h"
#include "signer/publication.h"

#define TODAY "2026-11-22"

static struct shelf *shelf;

static int setup(void **state)
{
	(void)state;
	shelf = shelf_new();
	shelf_put(shelf, &(struct shelf_label){ .number = "S1-1",
						.status = "valid",
						.valid_until = "2027-03-31",
						.level = 1,
						.decided = 1000,
						.issued = 1000 });
	shelf_put(shelf, &(struct shelf_label){ .number = "S1-2",
						.status = "suspended",
						.valid_until = "2026-11-21",
						.level = 1,
						.decided = 2000,
						.issued = 1500 });
	shelf_put(shelf, &(struct shelf_label){ .number = "S1-3",
						.status = "extension_pending",
						.valid_until = "2026-12-31",
						.level = 1,
						.decided = 2000,
						.issued = 1600 });
	return shelf_apply(shelf, 7,
			   &(struct log_entry){ .kind = LOG_ACCREDITATION,
						.subject = "evaluator/1",
						.decided = 2500,
						.previous = -1 },
			   NULL);
}

static int teardown(void **state)
{
	(void)state;
	shelf_freep(&shelf);
	return 0;
}

/* Decisions as "account role action at", over these events or (with "!") over something else. */
static size_t decide(struct decision *out, const char *text, const json_t *events)
{
	size_t n = 0;
	CLEANUP(mem_freep) char *copy = mem_text(text);
	char *rest = copy, *one;

	while ((one = strsep(&rest, ";")) != NULL) {
		char role[24], action[64], other[2] = "";
		long long account, at;
		struct decision *d = &out[n];

		if (sscanf(one, " %lld %23s %63s %lld %1s", &account, role, action, &at, other) < 4)
			continue;
		*d = (struct decision){ .account = account,
					.role = (enum role)role_find(role),
					.at = at };
		(void)snprintf(d->action, sizeof(d->action), "%s", action);
		publication_digest(d->digest, events);
		if (other[0])
			d->digest[0] ^= 1;
		n++;
	}
	return n;
}

struct row {
	const char *what, *action, *decisions, *events;
	const char *says; /* NULL: it may be published */
};

#define ISSUE1                                                                             \
	"[{'kind': 'label_issued', 'label': 'S1-9', 'body': {'level': 1, 'issued': "       \
	"'2026-11-22', 'valid_until': '2028-11-21', 'models': [{'number': 'A'}], 'body': " \
	"{}}}]"
#define ISSUE3                                                                             \
	"[{'kind': 'label_issued', 'label': 'S3-9', 'body': {'level': 3, 'issued': "       \
	"'2026-11-22', 'valid_until': '2028-11-21', 'models': [{'number': 'A'}], 'body': " \
	"{}}}]"
#define STATUS(label, status, end)                                                    \
	"[{'kind': 'label_status', 'label': '" label "', 'body': {'status': '" status \
	"', 'valid_until': '" end "'}}]"

#define CORRECTION \
	"[{'kind': 'correction', 'label': 'S1-1', 'body': {'text': {'ja': 'a', 'en': 'b'}}}]"
#define BODY(subject)                                                   \
	"[{'kind': 'accreditation', 'subject': '" subject "', 'body': " \
	"{'levels': [3], 'from': '2026-01-01', 'until': '2027-12-31'}}]"
#define CRITERIA(id) "[{'kind': 'criteria', 'subject': 'criteria/p', 'body': {'id': '" id "'}}]"
#define NUMBERED(number)                                                              \
	"[{'kind': 'label_issued', 'label': '" number "', 'body': {'level': 1, "      \
	"'issued': '2026-11-22', 'valid_until': '2028-11-21', 'models': [], 'body': " \
	"{}}}]"

static const struct row rows[] = {
	{ "an issue", "issue", "5 officer issue 3000", ISSUE1, NULL },
	{ "an issue that nobody decided", "issue", "", ISSUE1, "nobody" },
	{ "an issue by a maker", "issue", "5 maker issue 3000", ISSUE1, "nobody" },
	{ "an issue by an administrator", "issue", "5 administrator issue 3000", ISSUE1, "nobody" },
	{ "an issue of something else", "issue", "5 officer issue 3000 !", ISSUE1, "nobody" },
	{ "an issue by another decision", "issue", "5 officer refuse 3000", ISSUE1, "nobody" },
	{ "an issue by a decision that issued", "issue", "5 officer issue 1000", ISSUE1,
	  "already" },
	{ "an issue that certifies level 1", "certify", "5 officer certify 3000", ISSUE1,
	  "level 1" },
	{ "an issue under a number that is there", "issue", "5 officer issue 3000",
	  "[{'kind': 'label_issued', 'label': 'S1-1', 'body': {'level': 1, 'issued': "
	  "'2026-11-22', 'valid_until': '2028-11-21', 'models': [], 'body': {}}}]",
	  "before" },
	{ "an issue for too long", "issue", "5 officer issue 3000",
	  "[{'kind': 'label_issued', 'label': 'S1-9', 'body': {'level': 1, 'issued': "
	  "'2026-11-22', 'valid_until': '2028-11-23', 'models': [], 'body': {}}}]",
	  "two years" },
	{ "an issue on the last day of two years", "issue", "5 officer issue 3000",
	  "[{'kind': 'label_issued', 'label': 'S1-9', 'body': {'level': 1, 'issued': "
	  "'2026-11-22', 'valid_until': '2028-11-22', 'models': [], 'body': {}}}]",
	  NULL },
	{ "an issue of tomorrow", "issue", "5 officer issue 3000",
	  "[{'kind': 'label_issued', 'label': 'S1-9', 'body': {'level': 1, 'issued': "
	  "'2026-11-23', 'valid_until': '2028-11-21', 'models': [], 'body': {}}}]",
	  "before its day" },

	{ "a certification", "certify",
	  "5 officer propose_certification 2500; 6 officer certify 3000", ISSUE3, NULL },
	{ "a certification by one", "certify", "6 officer certify 3000", ISSUE3, "second person" },
	{ "a certification twice by one", "certify",
	  "6 officer propose_certification 2500; 6 officer certify 3000", ISSUE3, "second person" },
	{ "a certification whose proposal was about something else", "certify",
	  "5 officer propose_certification 2500 !; 6 officer certify 3000", ISSUE3,
	  "second person" },
	{ "a certification proposed by a maker", "certify",
	  "5 maker propose_certification 2500; 6 officer certify 3000", ISSUE3, "second person" },
	{ "a certification that is issued like level 1", "issue", "5 officer issue 3000", ISSUE3,
	  "level 3" },

	{ "a suspension", "suspend", "5 officer suspend 3000",
	  STATUS("S1-1", "suspended", "2027-03-31"), NULL },
	{ "a suspension by a decision used before", "suspend", "5 officer suspend 1000",
	  STATUS("S1-1", "suspended", "2027-03-31"), "used" },
	{ "a suspension that moves the end", "suspend", "5 officer suspend 3000",
	  STATUS("S1-1", "suspended", "2027-04-01"), "last day" },
	{ "a suspension that says revoked", "suspend", "5 officer suspend 3000",
	  STATUS("S1-1", "revoked", "2027-03-31"), "does not lead" },
	{ "a suspension of what is suspended", "suspend", "5 officer suspend 3000",
	  STATUS("S1-2", "suspended", "2026-11-21"), "does not lead" },
	{ "a suspension of no label", "suspend", "5 officer suspend 3000",
	  STATUS("S1-8", "suspended", "2027-03-31"), "no such label" },
	{ "a withdrawal by its maker", "withdraw", "9 maker withdraw 3000",
	  STATUS("S1-1", "withdrawn", "2027-03-31"), NULL },
	{ "a withdrawal that nobody decided", "withdraw", "",
	  STATUS("S1-1", "withdrawn", "2027-03-31"), "nobody" },
	{ "a request of renewal, which needs no code", "ask_renewal", "",
	  STATUS("S1-1", "extension_pending", "2027-03-31"), NULL },
	{ "the end, on the day after", "expire", "", STATUS("S1-2", "expired", "2026-11-21"),
	  NULL },
	{ "the end, before it", "expire", "", STATUS("S1-1", "expired", "2027-03-31"), "not over" },
	{ "a renewal", "grant_renewal", "5 officer grant_renewal 3000",
	  STATUS("S1-3", "valid", "2028-12-31"), NULL },
	{ "a renewal with a new end of support", "grant_renewal", "5 officer grant_renewal 3000",
	  "[{'kind': 'label_updated', 'label': 'S1-3', 'body': {'body': {'support_until': "
	  "'2030-01-01'}}}, {'kind': 'label_status', 'label': 'S1-3', 'body': {'status': 'valid', "
	  "'valid_until': '2028-12-31'}}]",
	  NULL },
	{ "a renewal for too long", "grant_renewal", "5 officer grant_renewal 3000",
	  STATUS("S1-3", "valid", "2029-01-02"), "two years" },
	{ "a refused renewal that moves the end", "refuse_renewal", "5 officer refuse_renewal 3000",
	  STATUS("S1-3", "valid", "2028-12-31"), "last day" },

	{ "a change", "accept_change", "5 officer accept_change 3000",
	  "[{'kind': 'label_updated', 'label': 'S1-1', 'body': {'body': {}}}]", NULL },
	{ "a change that nobody accepted", "accept_change", "",
	  "[{'kind': 'label_updated', 'label': 'S1-1', 'body': {'body': {}}}]", "nobody" },
	{ "a change by another decision", "suspend", "5 officer suspend 3000",
	  "[{'kind': 'label_updated', 'label': 'S1-1', 'body': {'body': {}}}]", "changes nothing" },
	{ "a notice", "publish_notice", "",
	  "[{'kind': 'label_notice', 'label': 'S1-1', 'body': {'kind': 'other'}}]", NULL },
	{ "a notice of something else", "suspend", "5 officer suspend 3000",
	  "[{'kind': 'label_notice', 'label': 'S1-1', 'body': {'kind': 'other'}}]", "no event" },

	{ "a notice that calls itself a correction", "publish_notice", "",
	  "[{'kind': 'label_notice', 'label': 'S1-1', 'body': {'kind': 'correction'}}]",
	  "no event" },

	{ "a correction", "correct", "5 officer correct 3000", CORRECTION, NULL },
	{ "a correction that nobody decided", "correct", "", CORRECTION, "nobody" },
	{ "a correction by a maker", "correct", "5 maker correct 3000", CORRECTION, "nobody" },
	{ "a correction by an administrator", "correct", "5 administrator correct 3000", CORRECTION,
	  "nobody" },
	{ "a correction of something else", "correct", "5 officer correct 3000 !", CORRECTION,
	  "nobody" },
	{ "a correction by another decision", "correct", "5 officer suspend 3000", CORRECTION,
	  "nobody" },
	{ "a correction by a decision used before", "correct", "5 officer correct 1000", CORRECTION,
	  "used" },
	{ "a correction under another action", "suspend", "5 officer suspend 3000", CORRECTION,
	  "corrects nothing" },
	{ "a correction as a notice", "publish_notice", "", CORRECTION, "corrects nothing" },
	{ "a correction of no label", "correct", "5 officer correct 3000",
	  "[{'kind': 'correction', 'label': 'S1-8', 'body': {}}]", "no such label" },
	{ "a correction of a subject", "correct", "5 officer correct 3000",
	  "[{'kind': 'correction', 'subject': 'S1-1', 'body': {}}]", "no such label" },

	{ "a body that is added", "add", "9 administrator add 3000", BODY("evaluator/2"), NULL },
	{ "a body that is accredited", "accredit", "9 administrator accredit 3000",
	  BODY("evaluator/2"), NULL },
	{ "a body that is accredited again", "accredit", "9 administrator accredit 3000",
	  BODY("evaluator/1"), NULL },
	{ "a body that is added again", "add", "9 administrator add 3000", BODY("evaluator/1"),
	  "added before" },
	{ "a body that nobody accredited", "accredit", "", BODY("evaluator/2"), "nobody" },
	{ "a body that an officer accredited", "accredit", "5 officer accredit 3000",
	  BODY("evaluator/2"), "nobody" },
	{ "a body accredited as something else", "accredit", "9 administrator accredit 3000 !",
	  BODY("evaluator/2"), "nobody" },
	{ "a body accredited by another decision", "accredit", "9 administrator add 3000",
	  BODY("evaluator/2"), "nobody" },
	{ "a body accredited by a decision used before", "accredit",
	  "9 administrator accredit 2500", BODY("evaluator/1"), "used" },
	{ "a body that is suspended", "suspend", "5 officer suspend 3000", BODY("evaluator/2"),
	  "accredits nobody" },
	{ "a body that is adopted", "adopt", "", BODY("evaluator/2"), "accredits nobody" },
	{ "a body by another name", "add", "9 administrator add 3000", BODY("S1-1"), "no subject" },
	{ "a body without a name", "add", "9 administrator add 3000", BODY("evaluator/"),
	  "no subject" },
	{ "a body with a line feed", "add", "9 administrator add 3000", BODY("evaluator/\\n"),
	  "no subject" },
	{ "a body as a label", "add", "9 administrator add 3000",
	  "[{'kind': 'accreditation', 'label': 'S1-1', 'body': {}}]", "no subject" },

	{ "criteria", "adopt", "", CRITERIA("p"), NULL },
	{ "criteria of another id", "adopt", "", CRITERIA("q"), "another" },
	{ "criteria that an officer published", "publish_notice", "", CRITERIA("p"),
	  "adopts nothing" },
	{ "recognition", "adopt", "",
	  "[{'kind': 'recognition', 'subject': 'recognition/t', 'body': {'id': 't'}}]", NULL },
	{ "recognition as criteria", "adopt", "",
	  "[{'kind': 'recognition', 'subject': 'criteria/t', 'body': {'id': 't'}}]", "no subject" },
	{ "a status that is adopted", "adopt", "", STATUS("S1-1", "suspended", "2027-03-31"),
	  "does not lead" },
	{ "an issue that is adopted", "adopt", "", ISSUE1, "level 1" },
	{ "a change that is adopted", "adopt", "",
	  "[{'kind': 'label_updated', 'label': 'S1-1', 'body': {'body': {}}}]", "changes nothing" },
	{ "a notice that is adopted", "adopt", "",
	  "[{'kind': 'label_notice', 'label': 'S1-1', 'body': {'kind': 'other'}}]", "no event" },
	{ "a correction that is adopted", "adopt", "", CORRECTION, "corrects nothing" },
	{ "a key that is adopted", "adopt", "",
	  "[{'kind': 'key', 'subject': 'label/1', 'body': {}}]", "no such label" },
	{ "two at once", "adopt", "",
	  "[{'kind': 'criteria', 'subject': 'criteria/p', 'body': {'id': 'p'}}, {'kind': "
	  "'criteria', 'subject': 'criteria/p', 'body': {'id': 'p'}}]",
	  "alone" },
	{ "a subject and a label", "adopt", "",
	  "[{'kind': 'criteria', 'subject': 'criteria/p', 'label': 'S1-1', 'body': {'id': 'p'}}]",
	  "no publication" },
	{ "a number like a subject", "issue", "5 officer issue 3000", NUMBERED("evaluator/2"),
	  "no label" },
	{ "a number with a line feed", "issue", "5 officer issue 3000", NUMBERED("S1\\n"),
	  "no label" },

	{ "two labels at once", "suspend", "5 officer suspend 3000",
	  "[{'kind': 'label_status', 'label': 'S1-1', 'body': {'status': 'suspended', "
	  "'valid_until': '2027-03-31'}}, {'kind': 'label_status', 'label': 'S1-3', 'body': "
	  "{'status': 'suspended', 'valid_until': '2026-12-31'}}]",
	  "no publication" },
	{ "nothing", "suspend", "5 officer suspend 3000", "[]", "no publication" },
	{ "no body", "suspend", "5 officer suspend 3000",
	  "[{'kind': 'label_status', 'label': 'S1-1'}]", "no event" },
	{ "no label", "suspend", "5 officer suspend 3000", "[{'kind': 'label_status', 'body': {}}]",
	  "no publication" },
	{ "an unknown kind", "suspend", "5 officer suspend 3000",
	  "[{'kind': 'label_melted', 'label': 'S1-1', 'body': {}}]", "no event" },
};

static void the_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct row *row = &rows[i];
		CLEANUP(json_done) json_t *events = fixture_json(row->events);
		struct decision decisions[CHAIN_DECISIONS_MAX];
		struct err err = { 0 };
		int64_t decided = -1;
		struct chain chain = { .action = row->action,
				       .events = events,
				       .decisions = decisions,
				       .n = decide(decisions, row->decisions, events),
				       .today = TODAY };
		int r = chain_check(&chain, shelf, &decided, &err);

		TAP_INT(row->what, r, row->says ? E_REFUSED : 0);
		if (row->says)
			FIXTURE_SAYS(row->what, err.text, row->says);
		else
			TAP_INT(row->what, decided, strstr(row->decisions, "3000") ? 3000 : 0);
	}
}

static void limits(void **state)
{
	CLEANUP(json_done) json_t *events = json_array();
	struct decision decisions[CHAIN_DECISIONS_MAX + 1] = { 0 };
	int64_t decided;
	struct chain chain = {
		.action = "publish_notice", .events = events, .decisions = decisions, .today = TODAY
	};

	(void)state;
	for (size_t i = 0; i < PUBLICATION_EVENTS_MAX; i++)
		json_array_append_new(events,
				      json_pack("{s:s, s:s, s:{s:s}}", "kind", "label_notice",
						"label", "S1-1", "body", "kind", "other"));
	assert_int_equal(chain_check(&chain, shelf, &decided, NULL), 0);
	chain.n = CHAIN_DECISIONS_MAX;
	assert_int_equal(chain_check(&chain, shelf, &decided, NULL), 0);
	chain.n++;
	assert_int_equal(chain_check(&chain, shelf, &decided, NULL), E_REFUSED);
	chain.n = 0;
	json_array_append(events, json_array_get(events, 0));
	assert_int_equal(chain_check(&chain, shelf, &decided, NULL), E_REFUSED);
}

/* What the digest covers and what not. */
static void digests(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} pairs[] = {
		{ "[{'kind': 'k', 'label': 'x'}]", "[{'label': 'x', 'kind': 'k'}]", true },
		{ "[{'kind': 'k', 'label': 'x'}]", "[{'kind': 'k', 'label': 'y'}]", false },
		{ "[{'kind': 'k', 'label': 'x'}]", "[{'kind': 'l', 'label': 'x'}]", false },
		{ ISSUE1,
		  "[{'kind': 'label_issued', 'label': 'other', 'body': {'level': 1, 'issued': "
		  "'2026-01-01', 'valid_until': '2027-01-01', 'models': [{'number': 'A'}], 'body': "
		  "{}}}]",
		  true },
		{ ISSUE1,
		  "[{'kind': 'label_issued', 'label': 'S1-9', 'body': {'level': 1, 'issued': "
		  "'2026-11-22', 'valid_until': '2028-11-21', 'models': [{'number': 'B'}], 'body': "
		  "{}}}]",
		  false },
		{ ISSUE1, ISSUE3, false },
		{ STATUS("S1-1", "suspended", "2027-03-31"),
		  STATUS("S1-1", "suspended", "2027-03-30"), false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		CLEANUP(json_done) json_t *a = fixture_json(pairs[i].a);
		CLEANUP(json_done) json_t *b = fixture_json(pairs[i].b);
		uint8_t x[HASH_SIZE], y[HASH_SIZE];

		publication_digest(x, a);
		publication_digest(y, b);
		TAP_INT(pairs[i].b, memcmp(x, y, HASH_SIZE) == 0, pairs[i].same);
	}
}

static void shelf_of_many(void **state)
{
	CLEANUP(shelf_freep) struct shelf *s = shelf_new();
	struct shelf_label label = { .status = "valid", .valid_until = "2027-01-01", .level = 1 };

	(void)state;
	for (int i = 0; i < 5000; i++) {
		(void)snprintf(label.number, sizeof(label.number), "S1-2026-%05d", i);
		label.issued = label.decided = 1000000 + i;
		shelf_put(s, &label);
	}
	(void)snprintf(label.number, sizeof(label.number), "S1-2026-%05d", 77);
	(void)snprintf(label.status, sizeof(label.status), "revoked");
	label.issued = 5;
	shelf_put(s, &label);
	assert_int_equal(shelf_count(s), 5000);
	assert_string_equal(shelf_find(s, "S1-2026-00077")->status, "revoked");
	assert_string_equal(shelf_find(s, "S1-2026-04999")->status, "valid");
	assert_null(shelf_find(s, "S1-2026-05000"));
	assert_string_equal(shelf_at(s, 4999)->number, "S1-2026-04999");
	assert_true(shelf_issued_by(s, 1000077));
	assert_false(shelf_issued_by(s, 5));
	assert_false(shelf_issued_by(s, 1005000));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test_setup_teardown(the_table, setup, teardown),
	cmocka_unit_test_setup_teardown(limits, setup, teardown),
	cmocka_unit_test(digests),
	cmocka_unit_test(shelf_of_many),
};

TAP_MAIN(tests)
