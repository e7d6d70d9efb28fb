/* Each kind of control as the view model has it, with what was typed and what is wrong. */
#include "fixture.h"

#include "web/view.h"
#include "web/view_field.h"

static void values(void **state)
{
	static const struct {
		const char *type, *value, *form; /* form: JSON or NULL */
		const char *want_kind, *want_value;
	} rows[] = {
		{ NULL, NULL, NULL, "input", NULL },
		{ NULL, "old", NULL, "input", "old" },
		{ NULL, "old", "{'f':'new'}", "input", "new" },
		{ NULL, "old", "{'f':''}", "input", "" },
		{ NULL, "old", "{}", "input", "old" },
		{ "password", NULL, "{'f':'secret'}", "input", "" },
		{ "textarea", "old", "{'f':'a\\nb'}", "textarea", "a\nb" },
		{ "hidden", "1", NULL, "hidden", "1" },
		{ "select", "b", NULL, "select", "b" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *form = rows[i].form ? fixture_json(rows[i].form) : NULL;
		struct request rq = { .form = form };
		CLEANUP(json_done)
		json_t *v = view_field(&rq, &(struct view_field){ .name = "f",
								  .type = rows[i].type,
								  .value = rows[i].value });
		TAP_TEXT(rows[i].want_kind, json_text(v, "kind"), rows[i].want_kind);
		TAP_TEXT(rows[i].want_kind, json_text(v, "value"), rows[i].want_value);
	}
}

/* Which options are on: as a string of 0 and 1. */
static void choices(void **state)
{
	static const struct {
		const char *type, *value, *values, *form, *want;
	} rows[] = {
		{ "select", "b", NULL, NULL, "010" },
		{ "select", "b", NULL, "{'f':'c'}", "001" },
		{ "radio", "b", NULL, "{'f':'x'}", "000" },
		{ "radio", "b", NULL, "{}", "000" },
		{ "checkboxes", NULL, "['a','c']", NULL, "101" },
		{ "checkboxes", NULL, "['a','c']", "{'f':['b']}", "010" },
		{ "checkboxes", NULL, "['a','c']", "{}", "000" },
	};
	CLEANUP(json_done)
	json_t *options =
	    fixture_json("[{'value':'a','ja':'A','en':'A'},{'value':'b','ja':'B','en':'B'},"
			 "{'value':'c','ja':'C','en':'C'}]");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *form = rows[i].form ? fixture_json(rows[i].form) : NULL;
		CLEANUP(json_done)
		json_t *list = rows[i].values ? fixture_json(rows[i].values) : NULL;
		struct request rq = { .form = form };
		CLEANUP(json_done)
		json_t *v = view_field(&rq, &(struct view_field){ .name = "f",
								  .type = rows[i].type,
								  .value = rows[i].value,
								  .values = list,
								  .options = options });
		char got[4] = "";
		size_t k;
		json_t *option;

		json_array_foreach (json_object_get(v, "options"), k, option)
			got[k] = json_flag(option, "on") ? '1' : '0';
		TAP_TEXT(rows[i].type, got, rows[i].want);
		option = json_array_get(json_object_get(v, "options"), 0);
		TAP_TEXT(rows[i].type, json_text(option, "id"), "f-f");
	}
}

static void boxes(void **state)
{
	static const struct {
		const char *value, *form;
		bool on;
	} rows[] = {
		{ "1", NULL, true },
		{ NULL, NULL, false },
		{ "1", "{}", false },
		{ NULL, "{'f':'1'}", true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *form = rows[i].form ? fixture_json(rows[i].form) : NULL;
		struct request rq = { .form = form };
		CLEANUP(json_done)
		json_t *v =
		    view_field(&rq, &(struct view_field){
					.name = "f", .type = "checkbox", .value = rows[i].value });
		TAP_INT("box", json_flag(v, "on"), rows[i].on);
	}
}

static void explained(void **state)
{
	CLEANUP(json_done)
	json_t *problems = fixture_json("[{'field':'g','ja':'x','en':'x'},"
					"{'field':'row.1 a','ja':'一','en':'1'},"
					"{'field':'row.1 a','ja':'二','en':'2'}]");
	struct request rq = { .problems = problems };
	struct view_field f = { .name = "row.1 a", .hint_ja = "注", .hint_en = "hint" };
	CLEANUP(json_done) json_t *both = view_field(&rq, &f);

	(void)state;
	assert_string_equal(json_text(both, "id"), "f-row.1-a");
	assert_string_equal(json_text(both, "described"), "f-row.1-a-problem f-row.1-a-hint");
	assert_string_equal(json_text(json_object_get(both, "problem"), "en"), "1");
	f.name = "other";
	CLEANUP(json_done) json_t *hint = view_field(&rq, &f);
	assert_string_equal(json_text(hint, "described"), "f-other-hint");
	assert_true(json_is_null(json_object_get(hint, "problem")));
	f.hint_ja = NULL;
	CLEANUP(json_done) json_t *none = view_field(&rq, &f);
	assert_true(json_is_null(json_object_get(none, "described")));
}

static void addresses(void **state)
{
	CLEANUP(json_done)
	json_t *query = fixture_json("{'q':'星 &=','lang':'ja','level':['1','2'],'after':'z'}");
	struct request rq = { .path = "/a b/星", .query = query };
	CLEANUP(mem_freep) char *same = view_here(&rq, NULL, NULL);
	CLEANUP(mem_freep) char *english = view_here(&rq, "lang", "en");
	CLEANUP(mem_freep) char *without = view_here(&rq, "q", NULL);
	CLEANUP(json_done) json_t *pager = view_pager(&rq, "p&", NULL);

	(void)state;
	assert_string_equal(
	    same,
	    "/a%20b/%E6%98%9F?q=%E6%98%9F%20%26%3D&lang=ja&level%5B%5D=1&level%5B%5D=2&after=z");
	assert_string_equal(
	    english,
	    "/a%20b/%E6%98%9F?q=%E6%98%9F%20%26%3D&level%5B%5D=1&level%5B%5D=2&after=z&lang=en");
	assert_string_equal(without,
			    "/a%20b/%E6%98%9F?lang=ja&level%5B%5D=1&level%5B%5D=2&after=z");
	assert_string_equal(
	    json_text(pager, "before"),
	    "/a%20b/"
	    "%E6%98%9F?q=%E6%98%9F%20%26%3D&lang=ja&level%5B%5D=1&level%5B%5D=2&before=p%26");
	assert_true(json_is_null(json_object_get(pager, "after")));
	rq.path = "/";
	rq.query = NULL;
	CLEANUP(mem_freep) char *home = view_here(&rq, "lang", "en");
	assert_string_equal(home, "/?lang=en");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(values),    cmocka_unit_test(choices),   cmocka_unit_test(boxes),
	cmocka_unit_test(explained), cmocka_unit_test(addresses),
};

TAP_MAIN(tests)
