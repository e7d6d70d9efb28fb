/* What a change is, what it replaces, and what becomes of the public body; and by which criteria.
 */
#include "fixture.h"

#include "scheme/publish.h"
#include "workflow/settings.h"

static const struct {
	const char *what, *body, *wanted;
	const char *change, *before, *after;
} rows[] = {
	{ "nothing", "{'update_url':'a'}", "{'update_url':'a'}", "{}", "{}", "{'update_url':'a'}" },
	{ "another value", "{'update_url':'a'}", "{'update_url':'b'}", "{'update_url':'b'}",
	  "{'update_url':'a'}", "{'update_url':'b'}" },
	{ "a new one", "{}", "{'update_url':'b'}", "{'update_url':'b'}", "{'update_url':null}",
	  "{'update_url':'b'}" },
	{ "emptied", "{'update_url':'a'}", "{}", "{'update_url':null}", "{'update_url':'a'}",
	  "{}" },
	{ "emptied inside", "{'product':{'url':'a','contact':'c'}}", "{'product':{'contact':'c'}}",
	  "{'product':{'contact':'c'}}", "{'product':{'url':'a','contact':'c'}}",
	  "{'product':{'contact':'c'}}" },
	{ "not theirs to change", "{'notes':'a','level':1,'declaration':{'name':'x'}}",
	  "{'level':2,'declaration':{'name':'y'}}", "{}", "{}",
	  "{'notes':'a','level':1,'declaration':{'name':'x'}}" },
};

static void change(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *body = fixture_json(rows[i].body);
		CLEANUP(json_done) json_t *wanted = fixture_json(rows[i].wanted);
		CLEANUP(json_done) json_t *kept = json_deep_copy(body);
		CLEANUP(json_done) json_t *got = publish_difference(body, wanted);
		CLEANUP(json_done) json_t *before = publish_before(body, got);
		CLEANUP(json_done) json_t *after = publish_change(body, got);
		CLEANUP(json_done) json_t *x = fixture_json(rows[i].change);
		CLEANUP(json_done) json_t *y = fixture_json(rows[i].before);
		CLEANUP(json_done) json_t *z = fixture_json(rows[i].after);

		TAP_CHECK(rows[i].what, json_equal(got, x));
		TAP_CHECK(rows[i].what, json_equal(before, y));
		TAP_CHECK(rows[i].what, json_equal(after, z));
		TAP_CHECK(rows[i].what, json_equal(body, kept));
	}
}

/* Of the public body only what is another one goes into an event. */
static void update(void **state)
{
	CLEANUP(json_done) json_t *before = fixture_json("{'a':1,'b':{'c':2},'gone':3}");
	CLEANUP(json_done) json_t *after = fixture_json("{'a':1,'b':{'c':3},'new':4}");
	CLEANUP(json_done) json_t *got = publish_update(before, after);
	CLEANUP(json_done) json_t *wanted = fixture_json("{'b':{'c':3},'new':4,'gone':null}");

	(void)state;
	assert_true(json_equal(got, wanted));
}

/* A notice may name what it likes: nothing else is touched. */
static void hostile(void **state)
{
	CLEANUP(json_done) json_t *body = fixture_json("{'level':1,'route':'standard'}");
	CLEANUP(json_done) json_t *change = fixture_json("{'level':4,'route':null}");
	CLEANUP(json_done) json_t *got = publish_change(body, change);

	(void)state;
	assert_true(json_equal(got, body));
}

static void criteria(void **state)
{
	CLEANUP(json_done) json_t *pack = fixture_json("{'id':'jc-star-1','edition':'2026.1'}");
	struct settings settings = { .doc = NULL };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(settings_load(&settings, NULL, &err), 0);
	CLEANUP(json_done) json_t *one = publish_pack(&settings, pack, 1, "2026-11-21");
	assert_true(json_equal(one, pack));
	/* Before there were any, and for a level that has none. */
	CLEANUP(json_done) json_t *early = publish_pack(&settings, pack, 1, "2025-03-24");
	assert_int_equal(json_object_size(early), 0);
	CLEANUP(json_done) json_t *three = publish_pack(&settings, pack, 3, "2026-11-21");
	assert_int_equal(json_object_size(three), 0);
	/* Those of the settings that are not at hand are only named. */
	CLEANUP(json_done)
	json_t *rule = fixture_json("[{'id':'other-3','editions':['1'],'criteria':'DOC-3',"
				    "'first':'2026-01-01'}]");
	json_object_set(json_object_get(json_object_get(settings.doc, "levels"), "3"), "packs",
			rule);
	CLEANUP(json_done) json_t *named = publish_pack(&settings, pack, 3, "2026-11-21");
	CLEANUP(json_done)
	json_t *wanted = fixture_json("{'id':'other-3','based_on':{'document':'DOC-3'}}");
	assert_true(json_equal(named, wanted));
	settings_done(&settings);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(change),
	cmocka_unit_test(update),
	cmocka_unit_test(hostile),
	cmocka_unit_test(criteria),
};

TAP_MAIN(tests)
