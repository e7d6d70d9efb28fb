/* The registry's own labels as the list: families, makers who stay unnamed, the day of the edition.
 */
#include "fixture.h"

#include "scheme/procure.h"
#include "scheme/procure_inventory.h"
#include "scheme/procure_registry.h"
#include "scheme/procure_text.h"
#include "scheme/product_list.h"
#include "store/store.h"

static json_t *columns;

static int load(void **state)
{
	struct err err = { 0 };

	if (product_list_columns(&columns, NULL, &err) < 0)
		fail_msg("%s", err.text);
	return fixture_enter(state);
}

static int unload(void **state)
{
	json_decref(columns);
	return fixture_leave(state);
}

static void do_run(struct store *s, const char *statement, struct store_values values)
{
	struct err err = { 0 };

	if (store_run(s, statement, values, NULL, &err) < 0)
		fail_msg("%s: %s", statement, err.text);
}

static void add(struct store *s, int64_t id, const char *number, int64_t level, const char *status,
		const char *body, const char *models)
{
	do_run(s, "event_add",
	       STORE_VALUES(STORE_INT(1790000000 + id * 86400), STORE_TEXT("label_issued"),
			    STORE_TEXT(number), STORE_TEXT("{}"), STORE_NULL));
	do_run(s, "label_add",
	       STORE_VALUES(STORE_TEXT(number), STORE_INT(id), STORE_INT(level), STORE_TEXT(status),
			    STORE_INT(0), STORE_TEXT("2026-01-01"), STORE_TEXT("2027-12-31"),
			    STORE_NULL, STORE_TEXT(body), STORE_NULL, STORE_NULL));
	for (int64_t i = 0; models[i]; i++) {
		char model[] = { 'M', '-', models[i], '\0' };

		do_run(s, "label_model_add",
		       STORE_VALUES(STORE_TEXT(number), STORE_INT(i), STORE_TEXT(model),
				    STORE_TEXT("")));
	}
}

static json_t *ask(struct store *s, const char *inventory)
{
	CLEANUP(json_done) json_t *lines = NULL, *rule = NULL, *about = NULL;
	CLEANUP(procure_freep) struct procure *p = NULL;
	struct err err = { 0 };

	if (procure_inventory_decode(&lines, bytes_of(inventory), columns, &err) < 0 ||
	    procure_rule(&rule, NULL, "jp-government", &err) < 0)
		fail_msg("%s", err.text);
	p = procure_new(lines);
	if (procure_registry_offer(p, s, "data", &about, &err) < 0)
		fail_msg("%s", err.text);
	const struct procure_question q = {
		.rule = rule, .list = about, .on = "2026-11-22", .within = 90
	};
	return procure_result(p, &q);
}

static void labels(void **state)
{
	CLEANUP(mem_freep) char *dir = fixture_path("data");
	CLEANUP(store_freep) struct store *writer = NULL;
	CLEANUP(store_freep) struct store *reader = NULL;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(mkdir(dir, 0700), 0);
	if (store_open(&writer, dir, STORE_WRITE, &err) < 0)
		fail_msg("%s", err.text);
	if (store_open(&reader, dir, STORE_READ, &err) < 0)
		fail_msg("%s", err.text);
	CLEANUP(json_done) json_t *empty = ask(reader, "M-1,,低\n");
	assert_string_equal(json_text(json_at(empty, "/lines/0"), "code"), "not_listed");
	CLEANUP(buf_done) struct buf text = BUF(100000);
	procure_text(&text, empty, "en");
	FIXTURE_SAYS("empty", buf_cstr(&text), "Per the registry in data, which has no label yet");

	add(writer, 1, "R-1", 1, "valid",
	    "{\"product\":{\"name\":{\"ja\":\"カメラ\",\"en\":\"Camera\"},\"manufacturer\":{\"ja\":"
	    "\"甲社\","
	    "\"en\":\"Ko\"}},\"applicant\":{\"ja\":\"乙商事\",\"en\":\"Otsu Trading\"}}",
	    "12");
	add(writer, 2, "R-2", 3, "valid",
	    "{\"product\":{\"name\":{\"ja\":\"x\",\"en\":\"x\"}},\"applicant\":{\"ja\":\"丙社\","
	    "\"en\":\"Hei\"}}",
	    "3");
	add(writer, 3, "R-3", 3, "suspended", "{\"applicant\":{\"ja\":\"丙社\",\"en\":\"Hei\"}}",
	    "4");
	CLEANUP(json_done)
	json_t *result =
	    ask(reader, "M-1,,低\nM-2,KO,低\nM-2,Otsu Trading Co. Ltd.,高\nM-3,丙社,高\n"
			"M-3,丁社,高\nM-4,,低\n");
	static const char *const wanted[][2] = {
		{ "label", "R-1" }, { "label", "R-1" },       { "level_too_low", "R-1" },
		{ "label", "R-2" }, { "other_maker", "R-2" }, { "suspended", "R-3" },
	};
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
		const json_t *line = json_array_get(json_object_get(result, "lines"), i);

		TAP_TEXT(wanted[i][1], json_text(line, "code"), wanted[i][0]);
		TAP_TEXT(wanted[i][0], json_text(line, "number"), wanted[i][1]);
	}
	assert_string_equal(json_text(json_at(result, "/list"), "kind"), "registry");
	/* 1790000000 is 2026-09-21, and three days later in Tokyo 2026-09-24 or 25. */
	assert_string_equal(json_text(json_at(result, "/list"), "edition"), "2026-09-24");
	assert_int_equal(json_int(json_at(result, "/list"), "seq", 0), 3);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(labels),
};

TAP_MAIN_WITHIN(tests, load, unload)
