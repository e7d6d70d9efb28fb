/* Judging a stored run: verdicts replaced, pack and policy written down, a broken part refused. */
#include "fixture.h"

#include "judge/judge_run.h"
#include "run/run.h"

static struct catalogue *catalogue;

static int load(void **state)
{
	catalogue = fixture_catalogue();
	return fixture_enter(state);
}

static int unload(void **state)
{
	catalogue_free(catalogue);
	return fixture_leave(state);
}

/* A run that was just made; the caller frees it. */
static struct run *run_of(const char *name, const char *declaration)
{
	CLEANUP(mem_freep) char *path = fixture_path(name);
	struct run *run = NULL;

	assert_int_equal(run_new(&run, path, NULL), 0);
	json_object_set_new(run->doc, "declaration", fixture_json(declaration));
	return run;
}

static void verdicts_are_replaced(void **state)
{
	CLEANUP(run_freep)
	struct run *run = run_of(
	    "a.run", "{'declaration':1,'product':{'maker':'m','name':'n','model':'x',"
		     "'ip_communication':true,'general_purpose':false,'user_can_add_security':"
		     "false,'constrained':{'is':true,'reason':'small'}}}");
	struct err err = { 0 };

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(judge_run(run, catalogue, &err), 0);
		assert_int_equal(json_array_size(run_list(run, "verdicts")), 16);
		assert_string_equal(json_text(json_at(run->doc, "/verdicts/3"), "verdict"),
				    "not_applicable");
	}
	assert_string_equal(json_text(json_at(run->doc, "/pack"), "id"), "jc-star-1");
	assert_string_equal(json_text(json_at(run->doc, "/pack"), "sha256"),
			    catalogue->pack_sha256);
	assert_string_equal(json_text(json_at(run->doc, "/crypto_policy"), "id"),
			    json_text(catalogue->crypto_policy, "id"));
}

static void without_a_declaration(void **state)
{
	CLEANUP(run_freep) struct run *run = run_of("b.run", "null");
	size_t i;
	json_t *verdict;

	(void)state;
	assert_int_equal(judge_run(run, catalogue, NULL), 0);
	json_array_foreach (run_list(run, "verdicts"), i, verdict)
		TAP_TEXT(json_text(verdict, "criterion"), json_text(verdict, "verdict"),
			 "inconclusive");
}

/* Somebody edited run.json. */
static void a_broken_declaration_is_refused(void **state)
{
	CLEANUP(run_freep) struct run *run = run_of("c.run", "{'declaration':1}");
	struct err err = { 0 };

	(void)state;
	assert_int_equal(judge_run(run, catalogue, &err), E_FORMAT);
	FIXTURE_SAYS("error", err.text, "declaration in run.json");
	FIXTURE_SAYS("error", err.text, "product");
	assert_int_equal(json_array_size(run_list(run, "verdicts")), 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(verdicts_are_replaced),
	cmocka_unit_test(without_a_declaration),
	cmocka_unit_test(a_broken_declaration_is_refused),
};

TAP_MAIN_WITHIN(tests, load, unload)
