/* /v1: pages that stay in place, changes in their order, one truth, problems, tags. */
#include "web/public_sample.h"

#include "scheme/fold.h"

static int begin(void **state)
{
	if (fixture_enter(state) < 0)
		return -1;
	sample_begin("data");
	return 0;
}

static int end(void **state)
{
	sample_end();
	return fixture_leave(state);
}

static void nothing_yet(void **state)
{
	CLEANUP(json_done) json_t *labels = sample_json("/v1/labels");
	CLEANUP(json_done) json_t *changes = sample_json("/v1/changes");

	(void)state;
	assert_int_equal(json_array_size(json_object_get(labels, "labels")), 0);
	assert_true(json_is_null(json_object_get(labels, "next")));
	assert_int_equal(json_int(changes, "next", -1), 0);
	assert_false(json_flag(changes, "more"));
}

static void fill(void)
{
	for (int i = 1; i <= 60; i++) {
		CLEANUP(mem_freep) char *number = mem_format("S1-2026-%05d", i);

		sample_add(&(struct sample_label){ .number = number, .agrees = i % 2 });
	}
	sample_status("S1-2026-00007", "revoked", "理由");
}

/* Every label once, whatever is issued or changes meanwhile. */
static void pages(void **state)
{
	CLEANUP(mem_freep) char *target = mem_text("/v1/labels?limit=7&q=S1-2026");
	CLEANUP(json_done) json_t *seen = json_object();
	int made = 0;

	(void)state;
	fill();
	for (int turn = 0;; turn++) {
		CLEANUP(json_done) json_t *page = sample_json(target);
		json_t *label;
		size_t i;

		assert_true(turn < 30);
		json_array_foreach (json_object_get(page, "labels"), i, label) {
			const char *number = json_text(label, "number");

			assert_null(json_object_get(seen, number));
			json_object_set_new(seen, number, json_true());
		}
		CLEANUP(mem_freep) char *fresh = mem_format("S1-2026-9%04d", made++);
		sample_add(&(struct sample_label){ .number = fresh });
		sample_status("S1-2026-00030", turn % 2 ? "valid" : "suspended", NULL);
		const char *next = json_text(page, "next");
		if (!next)
			break;
		mem_free(target);
		target = mem_format("/v1/labels?limit=7&q=S1-2026&after=%s", next);
	}
	for (int i = 1; i <= 60; i++) {
		CLEANUP(mem_freep) char *number = mem_format("S1-2026-%05d", i);

		TAP_CHECK(number, json_object_get(seen, number));
	}
}

static void one_truth(void **state)
{
	CLEANUP(json_done) json_t *api = sample_json("/v1/labels/S1-2026-00007");
	CLEANUP(sample_answer_done) struct sample_answer page;
	CLEANUP(json_done) json_t *negotiated = NULL;
	struct err err = { 0 };

	(void)state;
	sample_send(&page, &(struct sample_ask){ .target = "/L/S1-2026-00007",
						 .accept = "application/json" });
	assert_int_equal(page.rs.status, 200);
	assert_string_equal(page.rs.type, RESPONSE_JSON);
	assert_true(page.rs.cors);
	sample_ok(json_read(&negotiated, buf_view(&page.body), "page", &err), &err);
	assert_true(json_equal(api, negotiated));
	assert_string_equal(json_text(api, "status"), "revoked");
	assert_string_equal(json_text(api, "page"), "https://registry.example/L/S1-2026-00007");
	assert_int_equal(json_array_size(json_object_get(api, "statuses")), 2);
	FIXTURE_SAYS("link", page.rs.link, "rel=\"alternate\"");
	CLEANUP(sample_answer_done) struct sample_answer missing;
	sample_send(&missing, &(struct sample_ask){ .target = "/L/S1-2026-12345",
						    .accept = "application/json" });
	assert_int_equal(missing.rs.status, 404);
	assert_string_equal(missing.rs.type, RESPONSE_PROBLEM);
}

/* Applied one after the other, in pages of any size, they are the same public tables. */
static void changes(void **state)
{
	CLEANUP(mem_freep) char *dir = fixture_path("copy");
	CLEANUP(store_freep) struct store *copy = NULL;
	struct err err = { 0 };
	int64_t since = 0;
	char ours[HASH_HEX_MAX], theirs[HASH_HEX_MAX];

	(void)state;
	assert_int_equal(mkdir(dir, 0700), 0);
	sample_ok(store_open(&copy, dir, STORE_WRITE, &err), &err);
	for (;;) {
		CLEANUP(mem_freep)
		char *target = mem_format("/v1/changes?limit=13&since=%" PRId64, since);
		CLEANUP(json_done) json_t *page = sample_json(target);
		json_t *change;
		size_t i;

		json_array_foreach (json_object_get(page, "changes"), i, change) {
			assert_int_equal(json_int(change, "seq", 0), since + (int64_t)i + 1);
			sample_ok(store_begin(copy, &err), &err);
			const struct event event = { .at = SAMPLE_NOW,
						     .kind = json_text(change, "kind"),
						     .label = json_text(change, "label"),
						     .body = json_object_get(change, "body"),
						     .entry = -1 };
			sample_ok(event_add(copy, &event, &err), &err);
			sample_ok(store_commit(copy, &err), &err);
		}
		since = json_int(page, "next", 0);
		if (!json_flag(page, "more"))
			break;
		assert_int_equal(json_array_size(json_object_get(page, "changes")), 13);
	}
	sample_ok(fold_digest(sample.store, ours, &err), &err);
	sample_ok(fold_digest(copy, theirs, &err), &err);
	assert_string_equal(ours, theirs);
	CLEANUP(mem_freep) char *target = mem_format("/v1/changes?since=%" PRId64, since);
	CLEANUP(json_done) json_t *none = sample_json(target);
	assert_int_equal(json_array_size(json_object_get(none, "changes")), 0);
	assert_int_equal(json_int(none, "next", 0), since);
}

static void refused(void **state)
{
	static const struct {
		const char *target;
		unsigned status;
	} rows[] = {
		{ "/v1/labels?limit=1", 200 },
		{ "/v1/labels?limit=100", 200 },
		{ "/v1/labels?limit=0", 400 },
		{ "/v1/labels?limit=101", 400 },
		{ "/v1/labels?limit=-1", 400 },
		{ "/v1/labels?limit=x", 400 },
		{ "/v1/labels?level=0", 400 },
		{ "/v1/labels?level=4", 200 },
		{ "/v1/labels?issued_from=2026-11-18&until_to=2030-01-01", 200 },
		{ "/v1/labels?issued_to=2026-2-1", 400 },
		{ "/v1/labels?until_from=2027-01-02&until_to=2027-01-01", 400 },
		{ "/v1/labels?level=5", 400 },
		{ "/v1/labels?status=none", 400 },
		{ "/v1/labels?q=%21", 400 },
		{ "/v1/labels?after=x", 400 },
		{ "/v1/labels?after=", 200 },
		{ "/v1/labels?q=%E2%80%AEx", 400 },
		{ "/v1/changes?since=-1", 400 },
		{ "/v1/changes?since=x", 400 },
		{ "/v1/changes?limit=1000", 200 },
		{ "/v1/changes?limit=1001", 400 },
		{ "/v1/changes?since=9223372036854775807", 200 },
		{ "/v1/changes?since=9223372036854775808", 400 },
		{ "/v1/labels/none", 404 },
		{ "/v1/labels/%3Cx%3E", 404 },
		{ "/v1/criteria/S1.1-01", 200 },
		{ "/v1/criteria/none", 404 },
		{ "/v1/none", 404 },
		{ "/v1/scheme", 200 },
		{ "/v1/criteria", 200 },
		{ "/v1/openapi.json", 200 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(sample_answer_done) struct sample_answer a;

		sample_send(&a, &(struct sample_ask){ .target = rows[i].target });
		TAP_INT(rows[i].target, a.rs.status, rows[i].status);
		TAP_TEXT(rows[i].target, a.rs.type,
			 rows[i].status == 200 ? RESPONSE_JSON : RESPONSE_PROBLEM);
		TAP_CHECK(rows[i].target, a.rs.cors);
	}
}

static void tags_and_methods(void **state)
{
	static const char *const targets[] = { "/v1/labels",       "/v1/labels/S1-2026-00001",
					       "/v1/changes",      "/v1/criteria",
					       "/v1/scheme",       "/v1/criteria/S1.1-01",
					       "/v1/openapi.json", "/L/S1-2026-00001" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
		CLEANUP(sample_answer_done) struct sample_answer a;
		CLEANUP(sample_answer_done) struct sample_answer again;
		CLEANUP(sample_answer_done) struct sample_answer head;
		CLEANUP(sample_answer_done) struct sample_answer options;

		sample_send(&a, &(struct sample_ask){ .target = targets[i] });
		TAP_CHECK(targets[i], a.rs.etag[0] == '"');
		sample_send(&again, &(struct sample_ask){ .target = targets[i],
							  .if_none_match = a.rs.etag });
		TAP_INT(targets[i], again.rs.status, 304);
		TAP_INT(targets[i], again.body.n, 0);
		sample_send(&head, &(struct sample_ask){ .method = "HEAD", .target = targets[i] });
		TAP_INT(targets[i], head.rs.status, 200);
		TAP_TEXT(targets[i], head.rs.etag, a.rs.etag);
		sample_send(&options,
			    &(struct sample_ask){ .method = "OPTIONS", .target = targets[i] });
		TAP_INT(targets[i], options.rs.status, 204);
		TAP_INT(targets[i], options.rs.allowed,
			METHOD_BIT(METHOD_GET) | METHOD_BIT(METHOD_HEAD));
	}
	CLEANUP(sample_answer_done) struct sample_answer before;
	CLEANUP(sample_answer_done) struct sample_answer after;
	sample_send(&before, &(struct sample_ask){ .target = "/v1/labels/S1-2026-00002" });
	sample_status("S1-2026-00002", "withdrawn", NULL);
	sample_send(&after, &(struct sample_ask){ .target = "/v1/labels/S1-2026-00002",
						  .if_none_match = before.rs.etag });
	assert_int_equal(after.rs.status, 200);
}

/* The next page's address is the same question. */
static void next_link(void **state)
{
	CLEANUP(sample_answer_done) struct sample_answer a;

	(void)state;
	sample_send(&a, &(struct sample_ask){ .target = "/v1/labels?limit=5&level=1" });
	FIXTURE_SAYS("link", a.rs.link, "</v1/labels?limit=5&level=1&after=");
	FIXTURE_SAYS("link", a.rs.link, ">; rel=\"next\"");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(nothing_yet), cmocka_unit_test(pages),
	cmocka_unit_test(one_truth),   cmocka_unit_test(changes),
	cmocka_unit_test(refused),     cmocka_unit_test(tags_and_methods),
	cmocka_unit_test(next_link),
};

TAP_MAIN_WITHIN(tests, begin, end)
