/* Each condition with facts that let it pass and facts that do not; a refusal says why, twice. */
#include "fixture.h"

#include "workflow/workflow.h"

#define BODY(rest) "{'today':'2026-11-21','application':{'level':3},'evaluation_body':" rest "}"
#define ACCREDITED "'id':'a','levels':[3],'accredited_from':'2026-02-06'"

static const struct {
	const char *what;
	enum guard guard;
	const char *facts;
	const char *says; /* NULL: passes */
} rows[] = {
	{ "none", GUARD_NONE, "{}", NULL },

	{ "eligible", GUARD_ELIGIBLE,
	  "{'application':{'body':{'eligibility':{'ip_communication':true,"
	  "'user_can_add_security':false,'kind':'device'}}}}",
	  NULL },
	{ "a phone", GUARD_ELIGIBLE,
	  "{'application':{'body':{'eligibility':{'ip_communication':true,"
	  "'user_can_add_security':false,'kind':'general_purpose'}}}}",
	  "smartphones" },
	{ "nothing answered", GUARD_ELIGIBLE, "{'application':{'body':{}}}", "not all answered" },
	{ "no application", GUARD_ELIGIBLE, "{}", "not all answered" },

	{ "no findings", GUARD_FORM_COMPLETE, "{'findings':[]}", NULL },
	{ "a note", GUARD_FORM_COMPLETE, "{'findings':[{'severity':'note'}]}", NULL },
	{ "blocks the check alone", GUARD_FORM_COMPLETE,
	  "{'findings':[{'severity':'blocks_check'}]}", NULL },
	{ "blocks the hand-in", GUARD_FORM_COMPLETE,
	  "{'findings':[{'severity':'note'},{'severity':'blocks_submission'}]}", "handed in" },
	{ "never checked", GUARD_FORM_COMPLETE, "{}", "not been made" },
	{ "never checked, null", GUARD_FORM_COMPLETE, "{'findings':null}", "not been made" },
	{ "checked", GUARD_FORM_CHECKED, "{'findings':[{'severity':'note'}]}", NULL },
	{ "check blocked", GUARD_FORM_CHECKED, "{'findings':[{'severity':'blocks_check'}]}",
	  "going on" },
	{ "check blocked by more", GUARD_FORM_CHECKED,
	  "{'findings':[{'severity':'blocks_submission'}]}", "handed in" },
	{ "check never made", GUARD_FORM_CHECKED, "{}", "not been made" },

	{ "all clear", GUARD_INQUIRIES_CLEAR,
	  "{'inquiries':[{'state':'answered','answer':'no_objection'},"
	  "{'state':'answered','answer':'no_objection'}]}",
	  NULL },
	{ "nobody asked", GUARD_INQUIRIES_CLEAR, "{'inquiries':[]}", "not been asked" },
	{ "no inquiries", GUARD_INQUIRIES_CLEAR, "{}", "not been asked" },
	{ "one open", GUARD_INQUIRIES_CLEAR,
	  "{'inquiries':[{'state':'answered','answer':'no_objection'},"
	  "{'state':'asked','answer':null}]}",
	  "answered yet" },
	{ "one cancelled", GUARD_INQUIRIES_CLEAR,
	  "{'inquiries':[{'state':'cancelled','answer':null}]}", "answered yet" },
	{ "one objects", GUARD_INQUIRIES_CLEAR,
	  "{'inquiries':[{'state':'answered','answer':'no_objection'},"
	  "{'state':'answered','answer':'objection'}]}",
	  "objects" },
	{ "an answer that is none", GUARD_INQUIRIES_CLEAR,
	  "{'inquiries':[{'state':'answered','answer':'perhaps'}]}", "objects" },

	{ "an objection", GUARD_INQUIRY_OBJECTION,
	  "{'inquiries':[{'state':'asked'},{'state':'answered','answer':'objection'}]}", NULL },
	{ "none objects", GUARD_INQUIRY_OBJECTION,
	  "{'inquiries':[{'state':'answered','answer':'no_objection'}]}", "No authority" },
	{ "an objection not given yet", GUARD_INQUIRY_OBJECTION,
	  "{'inquiries':[{'state':'asked','answer':'objection'}]}", "No authority" },

	{ "paid", GUARD_FEE_PAID, "{'fee':{'paid_on':'2026-11-20'}}", NULL },
	{ "due", GUARD_FEE_PAID, "{'fee':{'paid_on':null}}", "not recorded" },
	{ "paid on no day", GUARD_FEE_PAID, "{'fee':{'paid_on':'soon'}}", "not recorded" },
	{ "no fee", GUARD_FEE_PAID, "{}", "not recorded" },

	{ "may ask", GUARD_PROVISIONAL_NONE,
	  "{'application':{'provisional_asked':false,'provisional_number':null}}", NULL },
	{ "asked twice", GUARD_PROVISIONAL_NONE,
	  "{'application':{'provisional_asked':true,'provisional_number':null}}",
	  "asked for already" },
	{ "asked when given", GUARD_PROVISIONAL_NONE,
	  "{'application':{'provisional_asked':true,'provisional_number':'P1'}}", "given already" },
	{ "asked, no application", GUARD_PROVISIONAL_NONE, "{}", "no application" },
	{ "asked for", GUARD_PROVISIONAL_ASKED,
	  "{'application':{'provisional_asked':true,'provisional_number':null}}", NULL },
	{ "not asked for", GUARD_PROVISIONAL_ASKED,
	  "{'application':{'provisional_asked':false,'provisional_number':null}}", "Nobody asked" },
	{ "given before", GUARD_PROVISIONAL_ASKED,
	  "{'application':{'provisional_asked':true,'provisional_number':'P1'}}", "given already" },

	{ "accredited", GUARD_EVALUATION_BODY, BODY("{" ACCREDITED ",'accredited_until':null}"),
	  NULL },
	{ "accredited today for the last time", GUARD_EVALUATION_BODY,
	  BODY("{" ACCREDITED ",'accredited_until':'2026-11-21'}"), NULL },
	{ "accredited until yesterday", GUARD_EVALUATION_BODY,
	  BODY("{" ACCREDITED ",'accredited_until':'2026-11-20'}"), "not accredited on this day" },
	{ "accredited from tomorrow", GUARD_EVALUATION_BODY,
	  BODY("{'levels':[3],'accredited_from':'2026-11-22'}"), "not accredited on this day" },
	{ "accredited from today", GUARD_EVALUATION_BODY,
	  BODY("{'levels':[3],'accredited_from':'2026-11-21'}"), NULL },
	{ "accredited since when?", GUARD_EVALUATION_BODY, BODY("{'levels':[3]}"),
	  "not accredited on this day" },
	{ "accredited until some day", GUARD_EVALUATION_BODY,
	  BODY("{" ACCREDITED ",'accredited_until':'some day'}"), "not accredited on this day" },
	{ "for another level", GUARD_EVALUATION_BODY,
	  BODY("{'levels':[1,2,4],'accredited_from':'2026-02-06'}"), "this level" },
	{ "levels as text", GUARD_EVALUATION_BODY,
	  BODY("{'levels':'3,4','accredited_from':'2026-02-06'}"), NULL },
	{ "other levels as text", GUARD_EVALUATION_BODY,
	  BODY("{'levels':'4','accredited_from':'2026-02-06'}"), "this level" },
	{ "for no level", GUARD_EVALUATION_BODY, BODY("{'accredited_from':'2026-02-06'}"),
	  "this level" },
	{ "suspended", GUARD_EVALUATION_BODY,
	  BODY("{" ACCREDITED ",'suspended_from':'2026-11-01','suspended_until':null}"),
	  "suspended" },
	{ "suspended no more", GUARD_EVALUATION_BODY,
	  BODY("{" ACCREDITED ",'suspended_from':'2026-11-01','suspended_until':'2026-11-20'}"),
	  NULL },
	{ "suspended from tomorrow", GUARD_EVALUATION_BODY,
	  BODY("{" ACCREDITED ",'suspended_from':'2026-11-22','suspended_until':null}"), NULL },
	{ "not in the register", GUARD_EVALUATION_BODY, BODY("null"), "not in the register" },
	{ "no facts", GUARD_EVALUATION_BODY, "{}", "not in the register" },
	{ "no day", GUARD_EVALUATION_BODY,
	  "{'application':{'level':3},'evaluation_body':{" ACCREDITED "}}",
	  "not accredited on this day" },

	{ "a report of today", GUARD_EVALUATED, BODY("{" ACCREDITED "},'report_on':'2026-11-21'"),
	  NULL },
	{ "a report of the last day", GUARD_EVALUATED,
	  BODY("{" ACCREDITED ",'accredited_until':'2026-11-10'},'report_on':'2026-11-10'"), NULL },
	{ "a report of the day after", GUARD_EVALUATED,
	  BODY("{" ACCREDITED ",'accredited_until':'2026-11-10'},'report_on':'2026-11-11'"),
	  "not accredited on this day" },
	{ "a report of the day before the first", GUARD_EVALUATED,
	  BODY("{" ACCREDITED "},'report_on':'2026-02-05'"), "not accredited on this day" },
	{ "a report for another level", GUARD_EVALUATED,
	  BODY("{'levels':'4','accredited_from':'2026-02-06'},'report_on':'2026-11-21'"),
	  "this level" },
	{ "a report may come from a body that lapsed", GUARD_EVALUATED,
	  BODY("{" ACCREDITED ",'accredited_until':'2026-11-10'}"), NULL },
	{ "none from one that is to be accredited", GUARD_EVALUATED,
	  BODY("{'levels':[3],'accredited_from':'2026-11-22'}"), "not accredited on this day" },
	{ "none from nobody", GUARD_EVALUATED, BODY("null"), "not in the register" },

	{ "report", GUARD_REPORT_HANDED_IN,
	  BODY("{" ACCREDITED "},'report':{'received_on':'2026-11-21','on':'2026-11-20'}"), NULL },
	{ "report of a day without accreditation", GUARD_REPORT_HANDED_IN,
	  BODY("{" ACCREDITED "},'report':{'received_on':'2026-11-21','on':'2026-02-05'}"),
	  "not accredited on this day" },
	{ "report of no day", GUARD_REPORT_HANDED_IN,
	  BODY("{" ACCREDITED "},'report':{'received_on':'2026-11-21'}"),
	  "not accredited on this day" },
	{ "no report", GUARD_REPORT_HANDED_IN, "{'report':null}", "not been handed in" },

	{ "second person", GUARD_SECOND_PERSON,
	  "{'actor':2,'decisions':[{'action':'propose_certification','by':1}]}", NULL },
	{ "the same person", GUARD_SECOND_PERSON,
	  "{'actor':1,'decisions':[{'action':'propose_certification','by':1}]}", "other than" },
	{ "the newest proposal counts", GUARD_SECOND_PERSON,
	  "{'actor':1,'decisions':[{'action':'propose_certification','by':1},"
	  "{'action':'decline','by':2},{'action':'propose_certification','by':2}]}",
	  NULL },
	{ "the newest proposal counts, against", GUARD_SECOND_PERSON,
	  "{'actor':2,'decisions':[{'action':'propose_certification','by':1},"
	  "{'action':'decline','by':2},{'action':'propose_certification','by':2}]}",
	  "other than" },
	{ "no proposal", GUARD_SECOND_PERSON, "{'actor':2,'decisions':[]}", "not known" },
	{ "a proposal by nobody", GUARD_SECOND_PERSON,
	  "{'actor':2,'decisions':[{'action':'propose_certification','by':null}]}", "not known" },
	{ "nobody acts", GUARD_SECOND_PERSON,
	  "{'decisions':[{'action':'propose_certification','by':1}]}", "not known" },

	{ "hearing called", GUARD_HEARING_OPEN,
	  "{'hearing':{'opened_on':'2026-11-01','held_on':null}}", NULL },
	{ "hearing recorded before", GUARD_HEARING_OPEN,
	  "{'hearing':{'opened_on':'2026-11-01','held_on':'2026-11-15'}}", "still to be recorded" },
	{ "no hearing to record", GUARD_HEARING_OPEN, "{'hearing':null}", "still to be recorded" },
	{ "hearing held", GUARD_HEARING_HELD,
	  "{'hearing':{'opened_on':'2026-11-01','held_on':'2026-11-15'}}", NULL },
	{ "hearing called only", GUARD_HEARING_HELD,
	  "{'hearing':{'opened_on':'2026-11-01','held_on':null}}", "No hearing is recorded" },
	{ "no hearing", GUARD_HEARING_HELD, "{}", "No hearing is recorded" },

	{ "the day after the last", GUARD_TERM_OVER,
	  "{'today':'2026-11-22','label':{'valid_until':'2026-11-21'}}", NULL },
	{ "the last day", GUARD_TERM_OVER,
	  "{'today':'2026-11-21','label':{'valid_until':'2026-11-21'}}", "not passed" },
	{ "no label", GUARD_TERM_OVER, "{'today':'2026-11-21'}", "not passed" },
	{ "no today", GUARD_TERM_OVER, "{'label':{'valid_until':'2026-11-21'}}", "not passed" },

	{ "grace: its last day", GUARD_GRACE_OVER,
	  "{'today':'2026-12-01','label':{'valid_until':'2026-11-21'},'renewal':{'grace_days':10}}",
	  "days of grace" },
	{ "grace: the day after", GUARD_GRACE_OVER,
	  "{'today':'2026-12-02','label':{'valid_until':'2026-11-21'},'renewal':{'grace_days':10}}",
	  NULL },
	{ "grace: none", GUARD_GRACE_OVER,
	  "{'today':'2026-11-22','label':{'valid_until':'2026-11-21'},'renewal':{'grace_days':0}}",
	  NULL },
	{ "grace: unknown", GUARD_GRACE_OVER,
	  "{'today':'2030-11-22','label':{'valid_until':'2026-11-21'}}", "not passed" },
	{ "grace: not even over", GUARD_GRACE_OVER,
	  "{'today':'2026-11-21','label':{'valid_until':'2026-11-21'},'renewal':{'grace_days':0}}",
	  "not passed" },

	{ "window: first day", GUARD_RENEWABLE,
	  "{'today':'2026-11-11','label':{'valid_until':'2026-11-21'},'renewal':{'window_days':10}"
	  "}",
	  NULL },
	{ "window: the day before", GUARD_RENEWABLE,
	  "{'today':'2026-11-10','label':{'valid_until':'2026-11-21'},'renewal':{'window_days':10}"
	  "}",
	  "too early" },
	{ "window: last day", GUARD_RENEWABLE,
	  "{'today':'2026-11-21','label':{'valid_until':'2026-11-21'},'renewal':{'window_days':10}"
	  "}",
	  NULL },
	{ "window: too late", GUARD_RENEWABLE,
	  "{'today':'2026-11-22','label':{'valid_until':'2026-11-21'},'renewal':{'window_days':10}"
	  "}",
	  "last day has passed" },
	{ "window: unknown", GUARD_RENEWABLE,
	  "{'today':'2026-11-21','label':{'valid_until':'2026-11-21'}}", "too early" },
};

static void conditions(void **state)
{
	bool passed[GUARDS] = { false }, refused[GUARDS] = { false };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *facts = fixture_json(rows[i].facts);
		struct workflow_refusal why = { NULL, NULL };
		bool pass = workflow_guard(rows[i].guard, facts, &why);

		TAP_CHECK(rows[i].what, pass == !rows[i].says);
		if (pass) {
			passed[rows[i].guard] = true;
			TAP_CHECK(rows[i].what, !why.ja && !why.en);
			continue;
		}
		refused[rows[i].guard] = true;
		FIXTURE_SAYS(rows[i].what, why.en, rows[i].says);
		TAP_CHECK(rows[i].what, why.ja && text_ends(why.ja, "。"));
	}
	for (int i = 0; i < GUARDS; i++) {
		TAP_CHECK(workflow_guard_name((enum guard)i), passed[i]);
		TAP_CHECK(workflow_guard_name((enum guard)i), i == GUARD_NONE || refused[i]);
	}
}

/* What the day alone makes of a label: the step that the clock is about to take. */
static void status_of_the_day(void **state)
{
	static const struct {
		const char *status, *until, *today, *is;
	} table[] = {
		{ "valid", "2026-11-21", "2026-11-21", "valid" },
		{ "valid", "2026-11-21", "2026-11-22", "expired" },
		{ "suspended", "2026-11-21", "2026-11-22", "expired" },
		{ "extension_pending", "2026-11-21", "2026-11-22", "extension_pending" },
		{ "extension_pending", "2026-11-21", "2026-12-01", "extension_pending" },
		{ "extension_pending", "2026-11-21", "2026-12-02", "expired" },
		{ "expired", "2026-11-21", "2026-11-22", "expired" },
		{ "withdrawn", "2026-11-21", "2026-11-22", "withdrawn" },
		{ "revoked", "2026-11-21", "2026-11-22", "revoked" },
		{ "another", "2026-11-21", "2026-11-22", "another" },
		{ "valid", "some day", "2026-11-22", "valid" },
		{ "valid", NULL, "2026-11-22", "valid" },
	};
	CLEANUP(json_done) json_t *renewal = json_pack("{s:i}", "grace_days", 10);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		TAP_TEXT(
		    table[i].status,
		    workflow_label_status(table[i].status, table[i].until, table[i].today, renewal),
		    table[i].is);
	assert_string_equal(workflow_label_status("valid", "2026-11-21", "2026-11-22", NULL),
			    "expired");
	assert_null(workflow_label_status(NULL, "2026-11-21", "2026-11-22", renewal));
}

/* Whatever is missing, of another type or null: no condition lets it pass, none falls over. */
static void odd_facts(void **state)
{
	static const char *const odd[] = {
		"{}", "[]", "null",
		"{'findings':1,'inquiries':{},'fee':[],'decisions':3,"
		"'application':[],'evaluation_body':[],'report':'x',"
		"'label':1,'hearing':true,'renewal':[],'today':7}",
		"{'inquiries':[1,null,[]],'decisions':[1,null],'actor':'1',"
		"'evaluation_body':{'levels':[null,'3'],"
		"'accredited_from':'2026-02-06'},'today':'2026-11-21'}"
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
		CLEANUP(json_done) json_t *facts = NULL;
		struct workflow_refusal why = { NULL, NULL };

		if (!text_equal(odd[i], "null"))
			facts = fixture_json(odd[i]);
		for (int k = GUARD_NONE + 1; k < GUARDS; k++) {
			TAP_CHECK(odd[i], !workflow_guard((enum guard)k, facts, &why));
			TAP_CHECK(odd[i], why.ja && why.en);
		}
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(conditions),
	cmocka_unit_test(status_of_the_day),
	cmocka_unit_test(odd_facts),
};

TAP_MAIN(tests)
