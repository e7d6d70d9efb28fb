/*
 * What may be published: each kind of publication with the decisions it needs, and then with every
 * one of them missing, by the wrong person, over something else, or used before.
 */
#include "fixture.h"

#include "base/text.h"
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
	return 0;
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
