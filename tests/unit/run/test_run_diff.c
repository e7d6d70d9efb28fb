/*
 * Two small runs that differ in one thing: what is called new, gone, changed, and what is only not
 * seen because nobody looked.
 */
#include "fixture.h"

#include "base/schema.h"
#include "base/schema_embedded.h"
#include "run/run_diff.h"

#define HEAD                                                                                  \
	"{'tool':{'name':'hoshi','version':'1'},'id':'r1','target':{'address':'10.0.0.5'},"   \
	"'started':'2026-11-21T00:00:00Z','state':'complete','pack':{'id':'p','edition':'1'," \
	"'sha256':'0'},'declaration':null,'parameters':[],'answers':[],"
#define PORT(n) "{'kind':'port','proto':'tcp','port':" #n ",'state':'open','id':'o1','probe':'s'}"
#define SWEPT "{'probe':'s','of':'sweep.tcp','state':'complete'}"
#define COVER(of, n, state) \
	"{'probe':'x','of':'" of "','proto':'tcp','port':" #n ",'state':'" state "'}"
#define PAGE(n, path, status, title)                                                \
	"{'kind':'http_page','proto':'tcp','port':" #n ",'tls':false,'path':'" path \
	"','status':" #status ",'access':'open','login_form':false,'title':'" title \
	"','id':'o2','probe':'http','evidence':['a']}"

/* observations, coverage, verdicts */
static json_t *document(const char *observations, const char *coverage, const char *verdicts)
{
	CLEANUP(mem_freep)
	char *text = mem_format(HEAD "'observations':[%s],'coverage':[%s],'verdicts':[%s]}",
				observations, coverage, verdicts);

	return fixture_json(text);
}

static void fits(const char *what, const json_t *diff)
{
	static struct schema *schema;
	struct schema_fault fault = { .reason = "" };

	if (!schema)
		assert_int_equal(schema_embedded(&schema, "diff", NULL), 0);
	if (schema_check(schema, diff, &fault) < 0)
		fail_msg("[%s] %s: %s", what, fault.pointer, fault.reason);
}

/* "gone port, changed http_page" */
static char *changes(const json_t *diff)
{
	CLEANUP(buf_done) struct buf text = BUF(10000);
	size_t i;
	json_t *one;

	json_array_foreach (json_object_get(diff, "observations"), i, one)
		buf_format(&text, "%s%s %s", i > 0 ? ", " : "", json_text(one, "change"),
			   json_text(one, "kind"));
	return mem_text(buf_cstr(&text));
}

static void observations(void **state)
{
	static const struct {
		const char *what, *before, *cover_before, *after, *cover_after, *want;
		enum run_difference outcome;
	} rows[] = {
		{ "the same", PORT(80), SWEPT, PORT(80), SWEPT, "", RUN_DIFF_SAME },
		{ "other ids and evidence", PORT(80) "," PAGE(80, "/", 200, "a"),
		  SWEPT "," COVER("http.walk", 80, "complete"),
		  "{'kind':'http_page','proto':'tcp','port':80,'tls':false,'path':'/',"
		  "'status':200,'access':'open','login_form':false,'title':'a','id':'o77',"
		  "'probe':'http','evidence':['b']}," PORT(80),
		  SWEPT "," COVER("http.walk", 80, "complete"), "", RUN_DIFF_SAME },
		{ "a new port", "", SWEPT, PORT(23), SWEPT, "appeared port", RUN_DIFF_CHANGED },
		{ "a port that is closed now", PORT(23), SWEPT, "", SWEPT, "gone port",
		  RUN_DIFF_CHANGED },
		{ "a port in a run that did not finish its sweep", PORT(23), SWEPT, "",
		  "{'probe':'s','of':'sweep.tcp','state':'partial','reason':'deadline'}",
		  "not_seen port", RUN_DIFF_UNKNOWN },
		{ "a port that the earlier run could not have seen", "", "", PORT(23), SWEPT,
		  "seen_now port", RUN_DIFF_UNKNOWN },
		{ "a page that is gone", PORT(80) "," PAGE(80, "/a", 200, "a"),
		  SWEPT "," COVER("http.walk", 80, "complete"), PORT(80),
		  SWEPT "," COVER("http.walk", 80, "complete"), "gone http_page",
		  RUN_DIFF_CHANGED },
		{ "a page that was not walked to", PORT(80) "," PAGE(80, "/a", 200, "a"),
		  SWEPT "," COVER("http.walk", 80, "complete"), PORT(80),
		  SWEPT "," COVER("http.walk", 80, "partial"), "not_seen http_page",
		  RUN_DIFF_UNKNOWN },
		{ "a page on a port that is closed now", PORT(80) "," PAGE(80, "/a", 200, "a"),
		  SWEPT "," COVER("http.walk", 80, "complete"), "", SWEPT,
		  "gone port, gone http_page", RUN_DIFF_CHANGED },
		{ "a page on a port nobody looked for", PORT(80) "," PAGE(80, "/a", 200, "a"),
		  SWEPT "," COVER("http.walk", 80, "complete"), "", "",
		  "not_seen port, not_seen http_page", RUN_DIFF_UNKNOWN },
		{ "another title", PORT(80) "," PAGE(80, "/a", 200, "a"), SWEPT,
		  PORT(80) "," PAGE(80, "/a", 200, "b"), SWEPT, "changed http_page",
		  RUN_DIFF_CHANGED },
		{ "another page", PORT(80) "," PAGE(80, "/a", 200, "a"),
		  SWEPT "," COVER("http.walk", 80, "complete"),
		  PORT(80) "," PAGE(80, "/b", 200, "a"),
		  SWEPT "," COVER("http.walk", 80, "complete"),
		  "gone http_page, appeared http_page", RUN_DIFF_CHANGED },
		{ "another suite showed the same",
		  "{'kind':'crypto','proto':'tcp','port':443,'where':'tls.version','name':'TLS "
		  "1.2',"
		  "'witness':'A'}",
		  "",
		  "{'kind':'crypto','proto':'tcp','port':443,'where':'tls.version','name':'TLS "
		  "1.2',"
		  "'witness':'B'}",
		  "", "", RUN_DIFF_SAME },
		{ "a larger key",
		  "{'kind':'crypto','proto':'tcp','port':443,'where':'certificate.key',"
		  "'name':'RSA','bits':1024}",
		  "",
		  "{'kind':'crypto','proto':'tcp','port':443,'where':'certificate.key',"
		  "'name':'RSA','bits':2048}",
		  "", "changed crypto", RUN_DIFF_CHANGED },
		{ "cryptography of SSH is of the SSH examination",
		  PORT(
		      22) ",{'kind':'crypto','proto':'tcp','port':22,'where':'ssh.kex','name':'k'}",
		  SWEPT, PORT(22), SWEPT "," COVER("ssh", 22, "complete"), "gone crypto",
		  RUN_DIFF_CHANGED },
		{ "a document that is not asked for any more",
		  "{'kind':'document','what':'user_information','url':'u','reached':true}",
		  "{'probe':'d','of':'user_information','state':'complete'}", "",
		  "{'probe':'d','of':'user_information','state':'not_done','reason':'no_url'}",
		  "not_seen document", RUN_DIFF_UNKNOWN },
		{ "the default password was not tried this time",
		  PORT(80) ",{'kind':'credential','proto':'tcp','port':80,'service':'http',"
			   "'account':'a','entry':'d001','accepted':true}",
		  SWEPT "," COVER("credentials", 80, "complete"), PORT(80),
		  SWEPT ",{'probe':'c','of':'credentials','state':'not_done',"
			"'reason':'not_authorized'}",
		  "not_seen credential", RUN_DIFF_UNKNOWN },
		{ "a kind that is newer than this, gone",
		  PORT(80) ",{'kind':'orbit','proto':'tcp','port':80,'x':1,'probe':'x'}",
		  SWEPT "," COVER("orbits", 80, "complete"), PORT(80),
		  SWEPT "," COVER("orbits", 80, "complete"), "gone orbit", RUN_DIFF_CHANGED },
		{ "and where its probe did not finish",
		  PORT(80) ",{'kind':'orbit','proto':'tcp','port':80,'x':1,'probe':'x'}",
		  SWEPT "," COVER("orbits", 80, "complete"), PORT(80),
		  SWEPT "," COVER("orbits", 80, "error"), "not_seen orbit", RUN_DIFF_UNKNOWN },
		{ "two of a kind, in another order",
		  "{'kind':'model','channel':'http','where':'title','path':'/','text':'a'},"
		  "{'kind':'model','channel':'http','where':'title','path':'/','text':'b'}",
		  "",
		  "{'kind':'model','channel':'http','where':'title','path':'/','text':'b'},"
		  "{'kind':'model','channel':'http','where':'title','path':'/','text':'a'}",
		  "", "", RUN_DIFF_SAME },
		{ "in the order of the ports", PORT(443) "," PORT(80), SWEPT, PORT(22), SWEPT,
		  "appeared port, gone port, gone port", RUN_DIFF_CHANGED },
		{ "counts of the sweep", "{'kind':'sweep','proto':'tcp','from':1,'to':9,'open':1}",
		  SWEPT, "{'kind':'sweep','proto':'tcp','from':1,'to':9,'open':2}", SWEPT, "",
		  RUN_DIFF_SAME },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *a = document(rows[i].before, rows[i].cover_before, "");
		CLEANUP(json_done) json_t *b = document(rows[i].after, rows[i].cover_after, "");
		CLEANUP(json_done) json_t *diff = run_diff(a, b);
		CLEANUP(json_done) json_t *self = run_diff(a, a);
		CLEANUP(mem_freep) char *got = changes(diff);

		fits(rows[i].what, diff);
		TAP_INT(rows[i].what, run_diff_outcome(self), RUN_DIFF_SAME);
		TAP_TEXT(rows[i].what, got, rows[i].want);
		TAP_INT(rows[i].what, run_diff_outcome(diff), rows[i].outcome);
	}
}

/* Exchanged, appeared and gone change places, and nothing else. */
static void turned_round(void **state)
{
	CLEANUP(json_done)
	json_t *a = document(PORT(80) "," PAGE(80, "/a", 200, "a"),
			     SWEPT "," COVER("http.walk", 80, "partial"), "");
	CLEANUP(json_done)
	json_t *b = document(PORT(80) "," PORT(81) "," PAGE(80, "/b", 200, "a"),
			     SWEPT "," COVER("http.walk", 80, "complete"), "");
	CLEANUP(json_done) json_t *there = run_diff(a, b);
	CLEANUP(json_done) json_t *back = run_diff(b, a);
	CLEANUP(mem_freep) char *x = changes(there);
	CLEANUP(mem_freep) char *y = changes(back);
	(void)state;

	assert_string_equal(x, "gone http_page, seen_now http_page, appeared port");
	assert_string_equal(y, "not_seen http_page, appeared http_page, gone port");
}

#define VERDICT(id, verdict, check)                                             \
	"{'criterion':'" id "','verdict':'" verdict "','checks':[{'check':'" id \
	".a','verdict':'" check "'},{'check':'" id ".b','verdict':'pass'}]}"

static void verdicts(void **state)
{
	CLEANUP(json_done)
	json_t *a = document("", "", VERDICT("1", "fail", "fail") "," VERDICT("2", "pass", "pass"));
	CLEANUP(json_done)
	json_t *b = document("", "", VERDICT("1", "pass", "pass") "," VERDICT("2", "pass", "pass"));
	CLEANUP(json_done) json_t *none = document("", "", "");
	CLEANUP(json_done) json_t *diff = run_diff(a, b);
	CLEANUP(json_done) json_t *unjudged = run_diff(a, none);
	CLEANUP(json_done)
	json_t *want = fixture_json("[{'criterion':'1','before':'fail','after':'pass','checks':"
				    "[{'check':'1.a','before':'fail','after':'pass'}]}]");
	(void)state;

	fits("verdicts", diff);
	assert_true(json_equal(json_object_get(diff, "verdicts"), want));
	assert_int_equal(run_diff_outcome(diff), RUN_DIFF_CHANGED);
	/* What was not judged is not worse. */
	assert_int_equal(json_array_size(json_object_get(unjudged, "verdicts")), 0);
	assert_int_equal(run_diff_outcome(unjudged), RUN_DIFF_SAME);
}

static void conditions_and_answers(void **state)
{
	CLEANUP(json_done) json_t *a = document("", "", "");
	CLEANUP(json_done) json_t *b = document("", "", "");
	CLEANUP(json_done)
	json_t *more = fixture_json(
	    "{'tool':{'name':'hoshi','version':'2'},'declaration':{'accounts':[],'interfaces':[]},"
	    "'answers':[{'question':'q1','answer':'no'},{'question':'q1','answer':'yes'}]}");
	CLEANUP(json_done)
	json_t *answers = fixture_json("[{'question':'q1','before':null,'after':'yes'}]");
	(void)state;

	json_object_update(b, more);
	CLEANUP(json_done) json_t *diff = run_diff(a, b);
	const json_t *conditions = json_object_get(diff, "conditions");
	fits("conditions", diff);
	assert_int_equal(json_array_size(conditions), 2);
	assert_string_equal(json_text(json_array_get(conditions, 0), "what"), "tool");
	assert_string_equal(json_text(json_array_get(conditions, 1), "what"), "declaration");
	assert_int_equal(json_array_size(json_object_get(json_array_get(conditions, 1), "members")),
			 2);
	assert_true(json_equal(json_object_get(diff, "answers"), answers));
	assert_int_equal(run_diff_outcome(diff), RUN_DIFF_SAME);
}

static void coverage(void **state)
{
	CLEANUP(json_done)
	json_t *a =
	    document(PORT(22) "," PORT(80),
		     SWEPT "," COVER("ssh", 22, "complete") "," COVER("tls", 80, "complete"), "");
	CLEANUP(json_done)
	json_t *b = document(PORT(22),
			     SWEPT ",{'probe':'x','of':'ssh','proto':'tcp','port':22,"
				   "'state':'partial','reason':'deadline'}",
			     "");
	CLEANUP(json_done) json_t *diff = run_diff(a, b);
	/* Port 80 went, and with it what was examined there. */
	CLEANUP(json_done)
	json_t *want = fixture_json("[{'of':'ssh','proto':'tcp','port':22,"
				    "'before':{'state':'complete'},"
				    "'after':{'state':'partial','reason':'deadline'}}]");
	(void)state;

	fits("coverage", diff);
	assert_true(json_equal(json_object_get(diff, "coverage"), want));
}

/* A hostile worker may have written as many observations about one thing as a run holds. */
static void very_many_about_one_thing(void **state)
{
	CLEANUP(json_done) json_t *a = document("", "", "");
	CLEANUP(json_done) json_t *b = document("", "", "");
	(void)state;

	for (int i = 0; i < 20000; i++) {
		json_array_append_new(json_object_get(a, "observations"),
				      json_pack("{s:s, s:s, s:i, s:i}", "kind", "service", "proto",
						"tcp", "port", 80, "banner", i));
		json_array_append_new(json_object_get(b, "observations"),
				      json_pack("{s:s, s:s, s:i, s:i}", "kind", "service", "proto",
						"tcp", "port", 80, "banner", i + 1));
	}
	CLEANUP(json_done) json_t *diff = run_diff(a, b);
	assert_int_equal(json_array_size(json_object_get(diff, "observations")), 20000);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(observations), cmocka_unit_test(turned_round),
	cmocka_unit_test(verdicts),     cmocka_unit_test(conditions_and_answers),
	cmocka_unit_test(coverage),     cmocka_unit_test(very_many_about_one_thing),
};
TAP_MAIN(tests)
