/*
 * The defaults that are built in, an owner's file laid over them, what is refused and how it is
 * named; fees, packs, waivers on the first and last day and the days around them; numbers.
 */
#include "fixture.h"

#include "workflow/settings.h"
#include "workflow/workflow.h"

/* What an owner's file with this text makes of the defaults. */
static int load(struct settings *out, const char *text, struct err *err)
{
	CLEANUP(mem_freep) char *path = fixture_path(SETTINGS_FILE);
	CLEANUP(mem_freep) char *json = mem_text(text);

	for (char *p = json; *p; p++)
		if (*p == '\'')
			*p = '"';
	fixture_write(path, bytes_of(json));
	return settings_load(out, fixture_folder, err);
}

static struct settings defaults(void)
{
	struct settings s = { NULL };
	struct err err = { 0 };

	if (settings_load(&s, NULL, &err) < 0)
		fail_msg("%s", err.text);
	return s;
}

static void fees(void **state)
{
	static const struct {
		unsigned level;
		const char *route, *day;
		int64_t yen; /* -1: no rule */
	} rows[] = {
		{ 1, "standard", "2025-03-24", -1 },     { 1, "standard", "2025-03-25", 110000 },
		{ 1, "standard", "2025-09-30", 110000 }, { 1, "standard", "2025-10-01", 198000 },
		{ 1, "standard", "2026-11-21", 198000 }, { 1, "psti", "2025-12-31", -1 },
		{ 1, "psti", "2026-01-01", 140000 },     { 1, "psti", "2030-01-01", 140000 },
		{ 2, "standard", "2026-11-21", -1 },     { 3, "standard", "2026-11-21", -1 },
		{ 4, "psti", "2026-11-21", -1 },         { 1, "other", "2026-11-21", -1 },
		{ 0, "standard", "2026-11-21", -1 },
	};
	CLEANUP(settings_done) struct settings s = defaults();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const json_t *fee = settings_fee(&s, rows[i].level, rows[i].route, rows[i].day);

		TAP_INT(rows[i].day, json_int(fee, "yen", -1), rows[i].yen);
		TAP_CHECK(rows[i].day, !fee || json_flag(fee, "official"));
	}
	assert_null(settings_fee(&s, 1, NULL, "2026-11-21"));
	assert_null(settings_fee(&s, 1, "standard", NULL));
}

static void levels_routes_packs_and_waivers(void **state)
{
	static const char *const waived[] = { "S1.1-02", "S1.1-05", "S1.1-16" };
	CLEANUP(settings_done) struct settings s = defaults();
	CLEANUP(catalogue_freep) struct catalogue *c = fixture_catalogue();
	const json_t *rule = settings_pack(&s, 1, "2026-11-21");
	size_t i, n = 0;
	json_t *criterion;

	(void)state;
	assert_true(settings_level_open(&s, 1, "2025-03-25"));
	assert_false(settings_level_open(&s, 1, "2025-03-24"));
	for (unsigned level = 2; level <= 4; level++) {
		assert_false(settings_level_open(&s, level, "2026-11-21"));
		assert_null(settings_pack(&s, level, "2026-11-21"));
		assert_int_equal(settings_third_party(&s, level), level >= 3);
	}
	assert_null(settings_level(&s, 0));
	assert_null(settings_level(&s, 5));
	assert_null(settings_level(&s, 11));
	assert_false(settings_third_party(&s, 1));
	assert_true(settings_route_open(&s, "psti", "2026-01-01"));
	assert_false(settings_route_open(&s, "psti", "2025-12-31"));
	assert_false(settings_route_open(&s, "cls", "2026-12-31"));
	assert_false(settings_route_open(&s, NULL, "2026-12-31"));
	/* The pack that is built in is the one in force. */
	assert_string_equal(json_text(rule, "id"), json_text(c->pack, "id"));
	assert_true(
	    json_has(json_object_get(rule, "editions"), json_object_get(c->pack, "edition")));
	assert_string_equal(json_text(rule, "criteria"),
			    json_text(json_object_get(c->pack, "based_on"), "document"));
	assert_null(settings_pack(&s, 1, "2025-03-24"));
	/* Waived are these three, all of them criteria of the pack, on this route, from that day.
	 */
	json_array_foreach (json_object_get(c->pack, "criteria"), i, criterion) {
		const char *id = json_text(criterion, "id");
		bool is = false;

		for (size_t k = 0; k < ARRAY_LEN(waived); k++)
			is = is || text_equal(waived[k], id);
		n += is;
		TAP_INT(id, settings_waives(&s, "psti", "jc-star-1", id, "2026-01-01"), is);
		TAP_CHECK(id, !settings_waives(&s, "psti", "jc-star-1", id, "2025-12-31"));
		TAP_CHECK(id, !settings_waives(&s, "standard", "jc-star-1", id, "2026-01-01"));
		TAP_CHECK(id, !settings_waives(&s, "psti", "jc-star-2", id, "2026-01-01"));
		TAP_CHECK(id, !settings_waives(&s, NULL, NULL, id, "2026-01-01"));
	}
	assert_int_equal(n, ARRAY_LEN(waived));
}

static void ends_and_days(void **state)
{
	CLEANUP(settings_done) struct settings s = defaults();
	char end[DAY_TEXT_MAX];

	(void)state;
	assert_int_equal(settings_label_end(&s, end, "2026-11-21"), 0);
	assert_string_equal(end, "2028-11-20");
	assert_int_equal(settings_label_end(&s, end, "2026-03-01"), 0);
	assert_string_equal(end, "2028-02-29");
	assert_int_equal(settings_label_end(&s, end, "2024-02-29"), 0);
	assert_string_equal(end, "2026-02-28");
	assert_int_equal(settings_label_end(&s, end, "soon"), E_FORMAT);
	assert_int_equal(settings_label_end(&s, end, "9999-01-01"), E_LIMIT);
	assert_int_equal(settings_days(&s, "renewal", "window_days"), 90);
	assert_true(settings_days(&s, "due", "inquiry_days") > 0);
	assert_int_equal(settings_days(&s, "due", "no_days"), 0);
	/* No figure that nobody states is said to be official. */
	assert_false(json_flag(json_object_get(s.doc, "due"), "official"));
	assert_false(json_flag(json_object_get(s.doc, "reminders"), "official"));
	assert_false(json_flag(s.doc, "official"));
}

static void statuses_are_the_table_s(void **state)
{
	CLEANUP(settings_done) struct settings s = defaults();
	const json_t *statuses = json_object_get(s.doc, "statuses");
	size_t n, labels = 0;
	const struct workflow_state *w = workflow_states(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		if (w[i].machine != MACHINE_LABEL)
			continue;
		const json_t *say = json_object_get(statuses, w[i].name);
		TAP_TEXT(w[i].name, json_text(say, "ja"), w[i].ja);
		TAP_TEXT(w[i].name, json_text(say, "en"), w[i].en);
		TAP_CHECK(w[i].name, !json_flag(say, "official"));
		labels++;
	}
	assert_int_equal(labels, json_object_size(statuses));
}

static void numbers(void **state)
{
	static const struct {
		const char *kind, *pattern, *day;
		unsigned level;
		int64_t seq;
		const char *number;
	} rows[] = {
		{ "application", NULL, "2026-11-21", 1, 1, "A2026-00001" },
		{ "acceptance", NULL, "2026-11-21", 1, 42, "R2026-00042" },
		{ "provisional", NULL, "2027-01-01", 1, 99999, "P2027-99999" },
		{ "registration", NULL, "2026-11-21", 3, 100000, "S3-2026-100000" },
		{ "registration", "X{seq:1}{level}-{year}", "2026-11-21", 4, 7, "X74-2026" },
		{ "registration", "{year}{seq:9}", "2026-11-21", 4, 7, "2026000000007" },
		{ "registration", "{year}{seq:9}", "2026-11-21", 4, INT64_MAX,
		  "20269223372036854775807" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(settings_done) struct settings s = defaults();

		if (rows[i].pattern)
			json_object_set_new(json_object_get(s.doc, "numbers"), rows[i].kind,
					    json_string(rows[i].pattern));
		CLEANUP(mem_freep)
		char *number =
		    settings_number(&s, rows[i].kind, rows[i].day, rows[i].level, rows[i].seq);
		TAP_TEXT(rows[i].kind, number, rows[i].number);
	}
}

static void an_owner_s_file(void **state)
{
	CLEANUP(settings_done) struct settings s = { NULL };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(
	    load(&s,
		 "{'owner':{'name':{'ja':'甲'}},'authorities':[{'id':'a','name':{'ja':'甲','en':'A'"
		 "}},"
		 "{'id':'b','name':{'ja':'乙','en':'B'}}],'levels':{'3':{'open_from':'2026-12-01'},"
		 "'1':{'open_from':null}},'validity':{'months':12},"
		 "'base_url':'https://label.example:8443'}",
		 &err),
	    0);
	const json_t *owner = json_object_get(json_object_get(s.doc, "owner"), "name");
	assert_string_equal(json_text(owner, "ja"), "甲");
	assert_string_equal(json_text(owner, "en"), "Specimen Label Office");
	assert_int_equal(json_array_size(json_object_get(s.doc, "authorities")), 2);
	assert_true(settings_level_open(&s, 3, "2026-12-01"));
	assert_false(settings_level_open(&s, 3, "2026-11-30"));
	assert_false(settings_level_open(&s, 1, "2026-11-30"));
	assert_non_null(settings_fee(&s, 1, "standard", "2026-11-21"));
	char end[DAY_TEXT_MAX];
	assert_int_equal(settings_label_end(&s, end, "2026-11-21"), 0);
	assert_string_equal(end, "2027-11-20");
}

static void no_file_of_an_owner(void **state)
{
	CLEANUP(mem_freep) char *path = fixture_path(SETTINGS_FILE);
	CLEANUP(settings_done) struct settings s = { NULL };
	struct err err = { 0 };

	(void)state;
	(void)unlink(path);
	assert_int_equal(settings_load(&s, fixture_folder, &err), 0);
}

#define RULE(days) \
	"{'level':2,'route':'standard','yen':1,'source':'HOSHI','official':false," days "}"
#define PACK(days) \
	"{'id':'p','editions':['2026.1'],'criteria':'x','source':'HOSHI','official':false," days "}"

static void what_is_refused(void **state)
{
	static const struct {
		const char *what, *text;
		int r;
		const char *says;
	} rows[] = {
		{ "no JSON", "{", E_TRUNC, "registry.json:1:" },
		{ "empty", "", E_TRUNC, "registry.json" },
		{ "a list", "[]", E_FORMAT, "registry.json: is no object" },
		{ "twice the same key", "{'owner':{},'owner':{}}", E_FORMAT, "registry.json:1:" },
		{ "an unknown member", "{'ownr':{}}", E_FORMAT, "registry.json: /ownr: " },
		{ "another type", "{'owner':3}", E_FORMAT, "registry.json: /owner: " },
		{ "a member taken away", "{'owner':{'name':null}}", E_FORMAT, "/owner: " },
		{ "25 months", "{'validity':{'months':25}}", E_FORMAT, "/validity/months: " },
		{ "0 months", "{'validity':{'months':0}}", E_FORMAT, "/validity/months: " },
		{ "no authority", "{'authorities':[]}", E_FORMAT, "/authorities: " },
		{ "an authority twice",
		  "{'authorities':[{'id':'a','name':{'ja':'甲','en':'A'}},"
		  "{'id':'a','name':{'ja':'乙','en':'B'}}]}",
		  E_EXISTS, "/authorities/1: the id is used twice" },
		{ "a URL with a path", "{'base_url':'https://a.example/x'}", E_FORMAT,
		  "/base_url: " },
		{ "another protocol", "{'base_url':'ftp://a.example'}", E_FORMAT, "/base_url: " },
		{ "a pattern in lower case", "{'numbers':{'application':'a{year}{seq:5}'}}",
		  E_FORMAT, "/numbers/application: " },
		{ "a pattern without seq", "{'numbers':{'application':'A{year}'}}", E_FORMAT,
		  "has to hold {year} and, once, {seq:N}" },
		{ "a pattern without year", "{'numbers':{'application':'A{seq:5}'}}", E_FORMAT,
		  "has to hold {year} and, once, {seq:N}" },
		{ "seq twice", "{'numbers':{'application':'A{year}{seq:5}{seq:1}'}}", E_FORMAT,
		  "has to hold {year} and, once, {seq:N}" },
		{ "seq of no digits", "{'numbers':{'application':'A{year}{seq:0}'}}", E_FORMAT,
		  "/numbers/application: " },
		{ "the same pattern twice", "{'numbers':{'acceptance':'A{year}-{seq:5}'}}",
		  E_EXISTS, "/numbers/acceptance: is the pattern of application numbers too" },
		{ "no such day", "{'fees':[" RULE("'first':'2026-02-30'") "]}", E_FORMAT,
		  "/fees/0: there is no such day" },
		{ "ends before it begins",
		  "{'fees':[" RULE("'first':'2026-02-02','last':'2026-02-01'") "]}", E_FORMAT,
		  "/fees/0: ends before it begins" },
		{ "two fees on a day",
		  "{'fees':[" RULE("'first':'2026-02-02'") "," RULE(
		      "'first':'2020-01-01','last':'2026-02-02'") "]}",
		  E_EXISTS, "/fees/1: holds on the same day as /fees/0" },
		{ "a fee one day after the other",
		  "{'fees':[" RULE("'first':'2026-02-02'") "," RULE(
		      "'first':'2020-01-01','last':'2026-02-01'") "]}",
		  0, "" },
		{ "a negative fee",
		  "{'fees':[{'level':2,'route':'standard','yen':-1,'source':'HOSHI',"
		  "'official':false,'first':'2026-01-01'}]}",
		  E_FORMAT, "/fees/0/yen: " },
		{ "two packs on a day",
		  "{'levels':{'2':{'packs':[" PACK("'first':'2026-01-01'") "," PACK(
		      "'first':'2026-06-01'") "]}}}",
		  E_EXISTS, "/levels/2/packs/1: holds on the same day" },
		{ "a level that closes before it opens",
		  "{'levels':{'1':{'open_until':'2025-03-24'}}}", E_FORMAT,
		  "/levels/1: ends before it begins" },
		{ "a fifth level", "{'levels':{'5':{}}}", E_FORMAT, "/levels/5: " },
		{ "a source that is not listed", "{'due':{'source':'NOBODY'}}", E_MISSING,
		  "there is no source 'NOBODY'" },
		{ "a language that we do not speak", "{'languages':['fr']}", E_FORMAT,
		  "/languages/0: " },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(settings_done) struct settings s = { NULL };
		struct err err = { 0 };

		TAP_INT(rows[i].what, load(&s, rows[i].text, &err), rows[i].r);
		FIXTURE_SAYS(rows[i].what, err.text, rows[i].says);
		TAP_CHECK(rows[i].what, !s.doc == (rows[i].r < 0));
	}
}

static void the_size_of_the_file(void **state)
{
	CLEANUP(mem_freep) char *path = fixture_path(SETTINGS_FILE);
	CLEANUP(mem_freep) char *text = mem_array(SETTINGS_FILE_MAX + 1, 1);

	(void)state;
	memset(text, ' ', SETTINGS_FILE_MAX + 1);
	text[0] = '{';
	text[1] = '}';
	for (size_t more = 0; more <= 1; more++) {
		CLEANUP(settings_done) struct settings s = { NULL };
		struct err err = { 0 };

		fixture_write(path, (struct bytes){ (uint8_t *)text, SETTINGS_FILE_MAX + more });
		assert_int_equal(settings_load(&s, fixture_folder, &err), more ? E_LIMIT : 0);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(fees),
	cmocka_unit_test(levels_routes_packs_and_waivers),
	cmocka_unit_test(ends_and_days),
	cmocka_unit_test(statuses_are_the_table_s),
	cmocka_unit_test(numbers),
	cmocka_unit_test(an_owner_s_file),
	cmocka_unit_test(no_file_of_an_owner),
	cmocka_unit_test(what_is_refused),
	cmocka_unit_test(the_size_of_the_file),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
