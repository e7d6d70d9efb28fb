/* Mail and links as the registrar gives them out, with a clock that the test sets. */
#include "scheme_case.h"

#include "scheme/post.h"
#include "scheme/post_link.h"

static struct scheme_case k;
static struct person administrator;
static struct post post;

static json_t *ask(json_t *request)
{
	CLEANUP(json_done) json_t *owned = request;
	json_t *reply = NULL;

	assert_int_equal(post_handle(&post, owned, &reply), 0);
	return reply;
}

static json_t *next_mail(void)
{
	CLEANUP(json_done) json_t *reply = ask(json_pack("{s:s}", "do", "mail"));

	return json_incref(json_object_get(reply, "mail"));
}

static void done(int64_t id, const char *problem, bool final)
{
	json_t *reply = ask(json_pack("{s:s, s:I, s:s?, s:b}", "do", "mail_done", "id",
				      (json_int_t)id, "problem", problem, "final", final));

	assert_int_equal(json_object_size(reply), 0);
	json_decref(reply);
}

static int64_t column(int64_t id, const char *name)
{
	CLEANUP(json_done) json_t *rows = NULL;
	struct err err = { 0 };
	size_t i;
	json_t *row;

	case_ok(store_rows(k.scheme.store, "outbox_recent", STORE_NOTHING, &rows, &err), &err);
	json_array_foreach (rows, i, row)
		if (json_int(row, "id", 0) == id)
			return json_int(row, name, -1);
	return -2;
}

static void by_smtp(void **state)
{
	(void)state;
	case_open(&k, &administrator);
	json_object_set_new(json_object_get(k.settings.doc, "mail"), "method", json_string("smtp"));
	post = (struct post){ .scheme = &k.scheme, .dir = k.dir };
	assert_true(post_waits(&post));
	CLEANUP(json_done) json_t *mail = next_mail();
	assert_string_equal(json_text(mail, "mail"), "admin@owner.example");
	/* Given out, it counts as tried, and is not given out again at once. */
	assert_int_equal(column(1, "tries"), 1);
	CLEANUP(json_done) json_t *none = next_mail();
	assert_true(json_is_null(none));
	assert_false(post_waits(&post));
	done(1, "it\nsays \x1b[31mno", false);
	case_now += POST_BACKOFF - 1;
	assert_false(post_waits(&post));
	case_now++;
	assert_true(post_waits(&post));
	/* Doubling, up to a limit, so many times. */
	int64_t wait = POST_BACKOFF;
	for (unsigned i = 2; i <= POST_TRIES_MAX; i++) {
		CLEANUP(json_done) json_t *again = next_mail();

		assert_true(json_is_object(again));
		assert_int_equal(column(1, "tries"), i);
		done(1, "no", false);
		wait = wait * 2 > POST_BACKOFF_MAX ? POST_BACKOFF_MAX : wait * 2;
		case_now += wait - 1;
		assert_false(post_waits(&post));
		case_now++;
	}
	assert_true(column(1, "abandoned") > 0);
	case_now += 30 * 24 * 3600;
	assert_false(post_waits(&post));
	/* Late news of it changes nothing. */
	done(1, "no", true);
	done(99, "nobody's", true);
}

static void link_check(void **state)
{
	CLEANUP(json_done) json_t *off = ask(json_pack("{s:s}", "do", "link"));
	struct err err = { 0 };
	char url[] = "https://a.example/0";

	(void)state;
	assert_true(json_is_null(json_object_get(off, "url")));
	json_object_set_new(k.settings.doc, "link_checks", json_true());
	for (unsigned i = 0; i < 3; i++) {
		url[strlen(url) - 1] = (char)('0' + i);
		case_ok(store_run(k.scheme.store, "web_link_want",
				  STORE_VALUES(STORE_TEXT(url), STORE_INT(case_now)), NULL, &err),
			&err);
	}
	for (unsigned i = 0; i < 3; i++) {
		CLEANUP(json_done) json_t *reply = ask(json_pack("{s:s}", "do", "link"));

		url[strlen(url) - 1] = (char)('0' + i);
		assert_string_equal(json_text(reply, "url"), url);
		assert_int_equal(json_int(reply, "next", 0), case_now + POST_LINK_PAUSE);
		json_t *told = ask(json_pack("{s:s, s:s, s:s?, s:s}", "do", "link_done", "url", url,
					     "state", i == 2 ? NULL : "ok", "detail", "HTTP 200"));
		json_decref(told);
	}
	/* Not again today. */
	case_now += POST_LINK_EVERY - 1;
	CLEANUP(json_done) json_t *early = ask(json_pack("{s:s}", "do", "link"));
	assert_true(json_is_null(json_object_get(early, "url")));
	case_now++;
	CLEANUP(json_done) json_t *later = ask(json_pack("{s:s}", "do", "link"));
	assert_non_null(json_text(later, "url"));
}

static void nonsense(void **state)
{
	static const char *const requests[] = { "{}", "{'do': 1}", "{'do': 'session.open'}" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(requests); i++) {
		CLEANUP(json_done) json_t *request = fixture_json(requests[i]);
		json_t *reply = NULL;

		assert_int_equal(post_handle(&post, request, &reply), E_FORMAT);
		assert_null(reply);
	}
	json_decref(ask(fixture_json("{'do': 'mail_done'}")));
	json_decref(ask(fixture_json("{'do': 'link_done', 'state': 'ok'}")));
	json_decref(ask(fixture_json("{'do': 'link_done', 'url': 'x', 'state': 'odd'}")));
	case_close(&k);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(by_smtp),
	cmocka_unit_test(link_check),
	cmocka_unit_test(nonsense),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
