/*
 * The table itself: every state can be reached and left (or is an end), no action is ambiguous, and
 * the lives that the scheme describes are in it, step by step, and no others.
 */
#include "fixture.h"

#include "workflow/workflow.h"

#define LEVEL_MAX 4

static const struct transition *row(enum machine m, const char *from, const char *action,
				    unsigned level)
{
	return workflow_find(m, from, action, level);
}

static void rows_are_whole(void **state)
{
	size_t n;
	const struct transition *t = workflow_table(&n);

	(void)state;
	assert_true(n > 50);
	for (size_t i = 0; i < n; i++) {
		CLEANUP(mem_freep) char *what = mem_format("%s %s", t[i].from, t[i].action);
		const struct workflow_state *from = workflow_state_find(t[i].machine, t[i].from);

		TAP_CHECK(what, from && !from->end);
		TAP_CHECK(what, workflow_state_find(t[i].machine, t[i].to));
		TAP_CHECK(what, t[i].roles && !(t[i].roles & ~(ROLE_BIT(ROLES) - 1)));
		TAP_CHECK(what, t[i].levels && !(t[i].levels & ~LEVELS_ALL));
		TAP_CHECK(what, t[i].guard < GUARDS);
		TAP_CHECK(what, *t[i].ja && *t[i].en);
		/* Nobody asks the clock for a reason or a second factor. */
		TAP_CHECK(what,
			  t[i].roles != ROLE_BIT(ROLE_SYSTEM) || !(t[i].fresh || t[i].reason));
		/* Neither administrators nor auditors decide anything. */
		TAP_CHECK(what,
			  !(t[i].roles & (ROLE_BIT(ROLE_ADMINISTRATOR) | ROLE_BIT(ROLE_AUDITOR))));
		/* A label's new state is public; the rest of the table makes nothing public but the
		 * issue. */
		TAP_CHECK(what,
			  !(t[i].effects & EFFECT_LABEL_STATUS) ==
			      (t[i].machine != MACHINE_LABEL || text_equal(t[i].from, t[i].to)));
		TAP_CHECK(what,
			  !(t[i].effects & EFFECT_LABEL_ISSUED) == !text_equal(t[i].to, "issued"));
	}
}

static void an_action_leads_one_way(void **state)
{
	size_t n;
	const struct transition *t = workflow_table(&n);

	(void)state;
	for (unsigned level = 1; level <= LEVEL_MAX; level++)
		for (size_t i = 0; i < n; i++) {
			size_t same = 0;

			for (size_t k = 0; k < n; k++)
				same += t[k].machine == t[i].machine &&
					(t[k].levels & 1u << level) &&
					text_equal(t[k].from, t[i].from) &&
					text_equal(t[k].action, t[i].action);
			TAP_CHECK(t[i].action, same <= 1);
			if (t[i].levels & 1u << level)
				TAP_CHECK(t[i].action, row(t[i].machine, t[i].from, t[i].action,
							   level) == &t[i]);
		}
	assert_null(row(MACHINE_APPLICATION, "draft", "take_number", 0));
	assert_null(row(MACHINE_APPLICATION, "draft", "take_number", 5));
	assert_null(row(MACHINE_LABEL, "draft", "take_number", 1));
	assert_null(row(MACHINE_APPLICATION, NULL, "take_number", 1));
	assert_null(row(MACHINE_APPLICATION, "draft", NULL, 1));
	assert_null(workflow_state_find(MACHINE_LABEL, "draft"));
	assert_null(workflow_state_find(MACHINE_LABEL, NULL));
}

/* Bit per state: what can be reached at this level from where the machine begins. */
static uint64_t reached(enum machine m, unsigned level)
{
	size_t n, states;
	const struct transition *t = workflow_table(&n);
	const struct workflow_state *s = workflow_states(&states);
	uint64_t set = UINT64_C(1) << (workflow_state_find(m, workflow_start(m)) - s), before = 0;

	while (set != before) {
		before = set;
		for (size_t i = 0; i < n; i++) {
			if (t[i].machine != m || !(t[i].levels & 1u << level))
				continue;
			if (set >> (workflow_state_find(m, t[i].from) - s) & 1)
				set |= UINT64_C(1) << (workflow_state_find(m, t[i].to) - s);
		}
	}
	return set;
}

static void states_are_reached_and_left(void **state)
{
	size_t n, states;
	const struct transition *t = workflow_table(&n);
	const struct workflow_state *s = workflow_states(&states);

	(void)state;
	for (unsigned level = 1; level <= LEVEL_MAX; level++)
		for (size_t i = 0; i < states; i++) {
			bool there = reached(s[i].machine, level) >> i & 1;
			bool third = text_equal(s[i].name, "proposed");
			size_t out = 0;

			TAP_CHECK(s[i].name, there == (!third || level >= 3));
			for (size_t k = 0; k < n; k++)
				out += t[k].machine == s[i].machine &&
				       (t[k].levels & 1u << level) &&
				       text_equal(t[k].from, s[i].name) &&
				       !text_equal(t[k].to, s[i].name);
			TAP_CHECK(s[i].name, s[i].end ? out == 0 : out > 0 || !there);
			TAP_CHECK(s[i].name, *s[i].ja && *s[i].en);
		}
}

/* ---- lives ---- */

struct move {
	const char *action, *to;
	enum role role;
	enum guard guard;
	unsigned effects;
	bool fresh, reason;
};

static void live(enum machine m, unsigned level, const struct move *moves, size_t n)
{
	const char *now = workflow_start(m);

	for (size_t i = 0; i < n; i++) {
		const struct transition *t = row(m, now, moves[i].action, level);
		unsigned mails =
		    EFFECT_NOTIFY_MAKER | EFFECT_NOTIFY_OFFICERS | EFFECT_NOTIFY_AUTHORITY;

		TAP_CHECK(moves[i].action, t);
		TAP_TEXT(moves[i].action, t->to, moves[i].to);
		TAP_CHECK(moves[i].action, t->roles & ROLE_BIT(moves[i].role));
		TAP_INT(moves[i].action, t->guard, moves[i].guard);
		TAP_INT(moves[i].action, t->effects & ~mails, moves[i].effects);
		TAP_INT(moves[i].action, t->fresh, moves[i].fresh);
		TAP_INT(moves[i].action, t->reason, moves[i].reason);
		now = t->to;
	}
	TAP_CHECK(now, workflow_state_find(m, now)->end);
}

#define NUMBERED                                                                           \
	{ "save", "draft", ROLE_MAKER, GUARD_NONE, 0, 0, 0 }, { "take_number",             \
								"numbered",                \
								ROLE_MAKER,                \
								GUARD_ELIGIBLE,            \
								EFFECT_APPLICATION_NUMBER, \
								0,                         \
								0 },                       \
	    { "save", "numbered", ROLE_MAKER, GUARD_NONE, 0, 0, 0 },                       \
	{                                                                                  \
		"submit", "submitted", ROLE_MAKER, GUARD_FORM_COMPLETE, 0, 0, 0            \
	}
#define CHECKED                                                                                   \
	{ "return", "returned", ROLE_OFFICER, GUARD_NONE, 0, 0, 1 },                              \
	    { "save", "returned", ROLE_MAKER, GUARD_NONE, 0, 0, 0 },                              \
	    { "submit", "submitted", ROLE_MAKER, GUARD_FORM_COMPLETE, 0, 0, 0 },                  \
	{                                                                                         \
		"pass_form_check", "inquiry", ROLE_OFFICER, GUARD_FORM_CHECKED, EFFECT_INQUIRIES, \
		    0, 0                                                                          \
	}
#define ACCEPTED                                                                            \
	{ "accept",                                                                         \
	  "accepted",                                                                       \
	  ROLE_OFFICER,                                                                     \
	  GUARD_INQUIRIES_CLEAR,                                                            \
	  EFFECT_ACCEPTANCE_NUMBER | EFFECT_FEE_DUE,                                        \
	  0,                                                                                \
	  0 },                                                                              \
	    { "ask_provisional", "accepted", ROLE_MAKER, GUARD_PROVISIONAL_NONE, 0, 0, 0 }, \
	{                                                                                   \
		"give_provisional", "accepted", ROLE_OFFICER, GUARD_PROVISIONAL_ASKED,      \
		    EFFECT_PROVISIONAL_NUMBER, 0, 0                                         \
	}

static void a_self_declared_application(void **state)
{
	static const struct move moves[] = {
		NUMBERED,
		CHECKED,
		ACCEPTED,
		{ "record_fee", "paid", ROLE_OFFICER, GUARD_NONE, 0, 0, 0 },
		{ "issue", "issued", ROLE_OFFICER, GUARD_FEE_PAID,
		  EFFECT_REGISTRATION_NUMBER | EFFECT_LABEL_ISSUED, 1, 0 },
	};

	(void)state;
	for (unsigned level = 1; level <= 2; level++) {
		live(MACHINE_APPLICATION, level, moves, ARRAY_LEN(moves));
		assert_null(row(MACHINE_APPLICATION, "paid", "propose_certification", level));
		assert_null(row(MACHINE_APPLICATION, "proposed", "certify", level));
		assert_null(row(MACHINE_APPLICATION, "accepted", "record_report", level));
	}
}

static void a_certified_application(void **state)
{
	static const struct move moves[] = {
		NUMBERED,
		CHECKED,
		{ "record_report", "inquiry", ROLE_MAKER, GUARD_EVALUATED, 0, 0, 0 },
		ACCEPTED,
		{ "record_report", "accepted", ROLE_OFFICER, GUARD_EVALUATED, 0, 0, 0 },
		{ "record_fee", "paid", ROLE_OFFICER, GUARD_NONE, 0, 0, 0 },
		{ "record_report", "paid", ROLE_OFFICER, GUARD_EVALUATED, 0, 0, 0 },
		{ "propose_certification", "proposed", ROLE_OFFICER, GUARD_REPORT_HANDED_IN, 0, 1,
		  0 },
		{ "decline", "paid", ROLE_OFFICER, GUARD_NONE, 0, 1, 1 },
		{ "propose_certification", "proposed", ROLE_OFFICER, GUARD_REPORT_HANDED_IN, 0, 1,
		  0 },
		{ "certify", "issued", ROLE_OFFICER, GUARD_SECOND_PERSON,
		  EFFECT_REGISTRATION_NUMBER | EFFECT_LABEL_ISSUED, 1, 0 },
	};

	(void)state;
	for (unsigned level = 3; level <= 4; level++) {
		live(MACHINE_APPLICATION, level, moves, ARRAY_LEN(moves));
		/* One person alone cannot issue. */
		assert_null(row(MACHINE_APPLICATION, "paid", "issue", level));
	}
}

static void other_ends(void **state)
{
	static const char *const open[] = { "draft",   "numbered", "submitted", "returned",
					    "inquiry", "accepted", "paid" };
	static const struct move not_accepted[] = {
		NUMBERED,
		CHECKED,
		{ "not_accept", "not_accepted", ROLE_OFFICER, GUARD_INQUIRY_OBJECTION,
		  EFFECT_INQUIRIES_CLOSED, 1, 1 },
	};
	static const struct move refused[] = {
		NUMBERED,
		CHECKED,
		ACCEPTED,
		{ "record_fee", "paid", ROLE_OFFICER, GUARD_NONE, 0, 0, 0 },
		{ "refuse", "refused", ROLE_OFFICER, GUARD_NONE, 0, 1, 1 },
	};

	(void)state;
	for (unsigned level = 1; level <= LEVEL_MAX; level++) {
		live(MACHINE_APPLICATION, level, not_accepted, ARRAY_LEN(not_accepted));
		live(MACHINE_APPLICATION, level, refused, ARRAY_LEN(refused));
		for (size_t i = 0; i < ARRAY_LEN(open); i++) {
			const struct transition *t =
			    row(MACHINE_APPLICATION, open[i], "withdraw", level);

			TAP_CHECK(open[i], t && t->roles == ROLE_BIT(ROLE_MAKER) &&
					       text_equal(t->to, "withdrawn"));
			/* For a maker who wrote a letter. */
			t = row(MACHINE_APPLICATION, open[i], "note_withdrawal", level);
			TAP_CHECK(open[i], t && t->roles == ROLE_BIT(ROLE_OFFICER) && t->reason);
			/* Open questions are not left open. */
			TAP_CHECK(open[i], !(t->effects & EFFECT_INQUIRIES_CLOSED) ==
					       !text_equal(open[i], "inquiry"));
		}
	}
	assert_non_null(row(MACHINE_APPLICATION, "proposed", "withdraw", 3));
	assert_int_equal(row(MACHINE_APPLICATION, "proposed", "refuse", 3)->guard,
			 GUARD_SECOND_PERSON);
}

static void officers_enter_what_came_on_paper(void **state)
{
	static const struct {
		const char *from, *action;
	} rows[] = {
		{ "draft", "save" },
		{ "draft", "take_number" },
		{ "numbered", "save" },
		{ "numbered", "submit" },
		{ "returned", "save" },
		{ "returned", "submit" },
		{ "accepted", "ask_provisional" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_INT(rows[i].action,
			row(MACHINE_APPLICATION, rows[i].from, rows[i].action, 1)->roles,
			ROLE_BIT(ROLE_MAKER) | ROLE_BIT(ROLE_OFFICER));
}

static void labels(void **state)
{
	static const struct move renewed_and_revoked[] = {
		{ "ask_renewal", "extension_pending", ROLE_MAKER, GUARD_RENEWABLE,
		  EFFECT_LABEL_STATUS, 0, 0 },
		{ "grant_renewal", "valid", ROLE_OFFICER, GUARD_NONE,
		  EFFECT_LABEL_STATUS | EFFECT_RENEW, 1, 0 },
		{ "suspend", "suspended", ROLE_OFFICER, GUARD_NONE, EFFECT_LABEL_STATUS, 1, 1 },
		{ "reinstate", "valid", ROLE_OFFICER, GUARD_NONE, EFFECT_LABEL_STATUS, 1, 1 },
		{ "open_hearing", "valid", ROLE_OFFICER, GUARD_NONE, 0, 0, 1 },
		{ "record_hearing", "valid", ROLE_OFFICER, GUARD_HEARING_OPEN, 0, 0, 0 },
		{ "revoke", "revoked", ROLE_OFFICER, GUARD_HEARING_HELD, EFFECT_LABEL_STATUS, 1,
		  1 },
	};
	static const struct move expired[] = {
		{ "ask_renewal", "extension_pending", ROLE_MAKER, GUARD_RENEWABLE,
		  EFFECT_LABEL_STATUS, 0, 0 },
		{ "refuse_renewal", "valid", ROLE_OFFICER, GUARD_NONE, EFFECT_LABEL_STATUS, 1, 1 },
		{ "expire", "expired", ROLE_SYSTEM, GUARD_TERM_OVER, EFFECT_LABEL_STATUS, 0, 0 },
	};
	static const char *const alive[] = { "valid", "extension_pending", "suspended" };

	(void)state;
	live(MACHINE_LABEL, 1, renewed_and_revoked, ARRAY_LEN(renewed_and_revoked));
	live(MACHINE_LABEL, 3, renewed_and_revoked, ARRAY_LEN(renewed_and_revoked));
	live(MACHINE_LABEL, 1, expired, ARRAY_LEN(expired));
	for (size_t i = 0; i < ARRAY_LEN(alive); i++) {
		const struct transition *t = row(MACHINE_LABEL, alive[i], "withdraw", 1);

		TAP_CHECK(alive[i], t->roles == ROLE_BIT(ROLE_MAKER) && t->fresh);
		t = row(MACHINE_LABEL, alive[i], "revoke", 1);
		TAP_CHECK(alive[i], t->guard == GUARD_HEARING_HELD && t->fresh && t->reason);
		t = row(MACHINE_LABEL, alive[i], "expire", 1);
		TAP_CHECK(alive[i], t->roles == ROLE_BIT(ROLE_SYSTEM));
	}
	assert_int_equal(row(MACHINE_LABEL, "extension_pending", "expire", 1)->guard,
			 GUARD_GRACE_OVER);
	assert_null(row(MACHINE_LABEL, "suspended", "ask_renewal", 1));
}

static void inquiries(void **state)
{
	static const struct move answered[] = {
		{ "answer", "answered", ROLE_AUTHORITY, GUARD_NONE, 0, 0, 0 },
	};
	static const struct move noted[] = {
		{ "note_answer", "answered", ROLE_OFFICER, GUARD_NONE, 0, 0, 1 },
	};

	(void)state;
	for (unsigned level = 1; level <= LEVEL_MAX; level++) {
		live(MACHINE_INQUIRY, level, answered, ARRAY_LEN(answered));
		live(MACHINE_INQUIRY, level, noted, ARRAY_LEN(noted));
	}
	assert_int_equal(row(MACHINE_INQUIRY, "asked", "answer", 1)->roles,
			 ROLE_BIT(ROLE_AUTHORITY));
}

static void the_words_of_the_list(void **state)
{
	static const struct {
		const char *name, *ja;
	} rows[] = {
		{ "valid", "有効" },
		{ "extension_pending", "失効猶予（延長申請中）" },
		{ "expired", "失効（有効期限切れ）" },
		{ "withdrawn", "失効（自主取下げ）" },
		{ "revoked", "取消し" },
		{ "suspended", "停止" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_TEXT(rows[i].name, workflow_state_find(MACHINE_LABEL, rows[i].name)->ja,
			 rows[i].ja);
}

static void names(void **state)
{
	CLEANUP(buf_done) struct buf out = BUF(1u << 20);
	size_t n;
	const struct transition *t = workflow_table(&n);

	(void)state;
	for (int i = 0; i < ROLES; i++)
		assert_int_equal(role_find(role_name((enum role)i)), i);
	assert_int_equal(role_find("king"), -1);
	assert_int_equal(role_find(NULL), -1);
	assert_string_equal(workflow_guard_name(GUARD_NONE), "");
	for (int i = 1; i < GUARDS; i++) {
		assert_true(*workflow_guard_name((enum guard)i));
		for (int k = 0; k < i; k++)
			assert_string_not_equal(workflow_guard_name((enum guard)i),
						workflow_guard_name((enum guard)k));
	}
	workflow_print(&out);
	assert_true(buf_ok(&out));
	for (size_t i = 0; i < n; i++) {
		FIXTURE_SAYS("printed", buf_cstr(&out), t[i].en);
		FIXTURE_SAYS("printed", buf_cstr(&out), workflow_guard_name(t[i].guard));
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(rows_are_whole),
	cmocka_unit_test(an_action_leads_one_way),
	cmocka_unit_test(states_are_reached_and_left),
	cmocka_unit_test(a_self_declared_application),
	cmocka_unit_test(a_certified_application),
	cmocka_unit_test(other_ends),
	cmocka_unit_test(officers_enter_what_came_on_paper),
	cmocka_unit_test(labels),
	cmocka_unit_test(inquiries),
	cmocka_unit_test(the_words_of_the_list),
	cmocka_unit_test(names),
};

TAP_MAIN(tests)
