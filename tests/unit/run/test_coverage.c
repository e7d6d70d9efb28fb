/* What coverage records say about an area: the worst of them, at one port or as a whole. */
#include "fixture.h"

#include "run/coverage.h"

static const char records[] =
    "[{'id':'c1','of':'sweep.tcp','state':'complete'},"
    "{'id':'c2','of':'tls','proto':'tcp','port':443,'state':'complete'},"
    "{'id':'c3','of':'tls','proto':'tcp','port':8443,'state':'partial','reason':'deadline'},"
    "{'id':'c4','of':'tls','proto':'tcp','port':8443,'state':'complete'},"
    "{'id':'c5','of':'tls','proto':'udp','port':443,'state':'error','reason':'crashed'},"
    "{'id':'c6','of':'guest','proto':'tcp','port':23,'state':'complete'},"
    "{'id':'c7','of':'guest','state':'error','reason':'crashed'},"
    "{'id':'c8','of':'ssh','state':'complete'},"
    "{'id':'c9','of':'ssh','proto':'tcp','port':22,'state':'complete'},"
    "{'id':'c10','of':'identify','proto':'tcp','port':1,'state':'not_done','reason':'deadline'},"
    "{'id':'c11','of':'identify','proto':'tcp','port':1,'state':'partial','reason':'closed'},"
    "{'id':'c12','of':'model','state':'complete'},"
    "{'id':'c13','of':'http.walk','proto':'tcp','port':80,'state':'who knows'},"
    "{'id':'c14','of':'http.walk','proto':'tcp','port':80,'state':'error','reason':'x'}]";

/* Port 0: the area as a whole. */
static const struct {
	const char *area, *proto;
	int port;
	const char *state, *worst, *used;
} rows[] = {
	{ "sweep.tcp", NULL, 0, "complete", "c1", "c1" },
	{ "sweep.tcp", "tcp", 80, "complete", "c1", "c1" },
	{ "model", "tcp", 443, "complete", "c12", "c12" },
	{ "tls", "tcp", 443, "complete", "c2", "c2" },
	{ "tls", "tcp", 8443, "partial", "c3", "c3 c4" },
	{ "tls", "udp", 443, "error", "c5", "c5" },
	{ "tls", "tcp", 444, NULL, NULL, "" },
	{ "tls", NULL, 0, "error", "c5", "c2 c3 c4 c5" },
	{ "guest", "tcp", 23, "error", "c7", "c6 c7" },
	{ "guest", "tcp", 21, "error", "c7", "c7" },
	{ "ssh", "tcp", 22, "complete", "c8", "c9 c8" },
	{ "ssh", "tcp", 2222, NULL, "c8", "c8" },
	{ "identify", "tcp", 1, "not_done", "c10", "c10 c11" },
	{ "http.walk", "tcp", 80, "who knows", "c13", "c13 c14" },
	{ "no such area", "tcp", 1, NULL, NULL, "" },
	{ "no such area", NULL, 0, NULL, NULL, "" },
};

static void check_row(size_t i, const json_t *list, bool in_order)
{
	CLEANUP(json_done) json_t *used = json_object();
	CLEANUP(buf_done) struct buf ids = BUF(100);
	CLEANUP(mem_freep)
	char *what =
	    mem_format("%s %s %d", rows[i].area, rows[i].proto ? rows[i].proto : "-", rows[i].port);
	const json_t *worst;
	const char *state = coverage_state(list, rows[i].area, rows[i].proto, rows[i].port, used,
					   &worst),
		   *id;
	json_t *nothing;

	TAP_TEXT(what, state, rows[i].state);
	/* Between equals either may be named. */
	if (in_order || !rows[i].worst || !text_equal(rows[i].state, "complete"))
		TAP_TEXT(what, json_text(worst, "id"), rows[i].worst);
	json_object_foreach (used, id, nothing) {
		buf_format(&ids, "%s%s", ids.n ? " " : "", id);
		TAP_CHECK(what, strstr(rows[i].used, id));
	}
	TAP_INT(what, ids.n, strlen(rows[i].used));
	TAP_TEXT(what, coverage_state(list, rows[i].area, rows[i].proto, rows[i].port, NULL, NULL),
		 rows[i].state);
}

static void states(void **state)
{
	CLEANUP(json_done) json_t *list = fixture_json(records);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check_row(i, list, true);
	assert_null(coverage_state(NULL, "tls", "tcp", 443, NULL, NULL));
}

static void the_order_of_records_does_not_matter(void **state)
{
	CLEANUP(json_done) json_t *list = fixture_json(records);
	CLEANUP(json_done) json_t *reversed = json_array();

	(void)state;
	for (size_t n = json_array_size(list); n-- > 0;)
		json_array_append(reversed, json_array_get(list, n));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check_row(i, reversed, false);
}

/* Through the index the answer is the same. */
static void an_index_finds_the_same(void **state)
{
	CLEANUP(json_done) json_t *list = fixture_json(records);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *index = coverage_index(list, rows[i].area);
		CLEANUP(json_done) json_t *near = coverage_near(index, rows[i].proto, rows[i].port);

		if (rows[i].proto)
			check_row(i, near, false);
	}
	CLEANUP(json_done) json_t *index = coverage_index(NULL, "tls");
	CLEANUP(json_done) json_t *near = coverage_near(index, "tcp", 443);
	assert_int_equal(json_array_size(near), 0);
}

/* Every area and reason that a probe may write has words in both languages. */
static void everything_has_words(void **state)
{
	CLEANUP(json_done) json_t *schema = NULL;
	size_t i;
	json_t *area;

	(void)state;
	assert_int_equal(json_read_file(&schema, "catalogue/schema/run.schema.json", 1 << 20, NULL),
			 0);
	const json_t *areas = json_at(schema, "/$defs/coverage/properties/of/enum");
	assert_int_equal(json_array_size(areas), 17);
	json_array_foreach (areas, i, area) {
		const char *name = json_string_value(area);

		TAP_CHECK(name, !text_equal(coverage_area_say(name, "ja"), name));
		TAP_CHECK(name, !text_equal(coverage_area_say(name, "en"), name));
		TAP_CHECK(name, !text_equal(coverage_area_say(name, "en"),
					    coverage_area_say(name, "ja")));
	}
	static const char *const reasons[] = {
		"not_authorized", "no_answer",   "stopped_answering", "deadline",  "too_much",
		"garbage",        "closed",      "cancelled",         "crashed",   "storage",
		"no_url",         "unreachable", "unsupported",       "locked",    "no_declaration",
		"no_control",     "budget",      "evidence_full",     "no_secret", "open",
		"no_consent",     "weakened",    "open_filtered",     "away",      "portal",
		"no_path"
	};
	for (i = 0; i < ARRAY_LEN(reasons); i++) {
		TAP_CHECK(reasons[i],
			  !text_equal(coverage_reason_say(reasons[i], "ja"), reasons[i]));
		TAP_CHECK(reasons[i],
			  !text_equal(coverage_reason_say(reasons[i], "en"), reasons[i]));
	}
	assert_string_equal(coverage_area_say("odd", "ja"), "odd");
	assert_string_equal(coverage_reason_say("odd", "en"), "odd");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(states),
	cmocka_unit_test(the_order_of_records_does_not_matter),
	cmocka_unit_test(an_index_finds_the_same),
	cmocka_unit_test(everything_has_words),
};

TAP_MAIN(tests)
