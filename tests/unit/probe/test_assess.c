/*
 * The parent's side of an assessment, with probes of the test's own in place of the real table:
 * what becomes of evidence when the run holds as much as it may.
 */
#include "../sandbox/sandbox_release.h"

#include "../run/run_sample.h"
#include "base/time.h"
#include "probe/assess.h"
#include "probe/probe.h"
#include "run/coverage.h"

#define AREAS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define MOST 32000 /* bytes of evidence in a run here; so 1000 are kept for each later probe */

/* A piece of n bytes that no other piece is like, and a fact that rests on it. */
static void show(struct probe_context *cx, int port, size_t n)
{
	CLEANUP(mem_freep) uint8_t *data = mem_array(n, 1);
	char sha256[HASH_HEX_MAX];

	for (size_t i = 0; i < n; i++)
		data[i] = (uint8_t)(port + 1);
	probe_evidence(cx, (struct bytes){ data, n }, "a piece", sha256);
	probe_observe(cx,
		      json_pack("{s:s, s:s, s:i, s:s}", "kind", "port", "proto", "tcp", "port",
				port, "state", "open"),
		      sha256);
}

/* Two more are to come: it may have 30000. */
static void fills_it(struct probe_context *cx)
{
	show(cx, 1, 29999);
	show(cx, 2, 1);
	/* What is there already needs no room. */
	show(cx, 2, 1);
	show(cx, 3, 2);
	show(cx, 4, 1);
	probe_cover(cx, COVERAGE_HTTP_WALK, 80, "complete", NULL);
}

static void takes_its_share(struct probe_context *cx)
{
	show(cx, 5, 1000);
	probe_cover(cx, COVERAGE_TLS, 443, "complete", NULL);
}

static void takes_a_byte_more(struct probe_context *cx)
{
	show(cx, 6, 1000);
	show(cx, 7, 3);
	probe_cover(cx, COVERAGE_SSH, 22, "complete", NULL);
}

/* clang-format off */
const struct probe probe_table[] = {
	{ "http", "一", "one", 60 * TIME_SECOND, AREAS(COVERAGE_HTTP_WALK), fills_it,
	  PROBE_IN_TURN },
	{ "tls", "二", "two", 60 * TIME_SECOND, AREAS(COVERAGE_TLS), takes_its_share,
	  PROBE_IN_TURN },
	{ "ssh", "三", "three", 60 * TIME_SECOND, AREAS(COVERAGE_SSH), takes_a_byte_more,
	  PROBE_IN_TURN },
	{ .name = NULL },
};
/* clang-format on */

static const char *state_of(const struct run *r, const char *area, const char **reason)
{
	const json_t *record = NULL;
	const char *state = coverage_state(run_list(r, "coverage"), area, NULL, 0, NULL, &record);

	*reason = json_text(record, "reason");
	return state;
}

static void a_run_that_is_full_of_evidence(void **state)
{
	CLEANUP(run_freep) struct run *r = run_sample_new("full.run");
	CLEANUP(run_freep) struct run *again = NULL;
	const struct assess a = { .name = "10.0.0.5" };
	const char *reason;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(r->evidence_max, RUN_EVIDENCE_MAX);
	r->evidence_max = MOST;
	/* It is no reason to stop: every probe had its turn. */
	assert_int_equal(assess_run(r, &a, &err), 0);
	assert_int_equal(json_array_size(run_list(r, "probes")), 3);

	/* The first did not finish, and what it had seen until then is kept with its evidence. */
	assert_string_equal(state_of(r, COVERAGE_HTTP_WALK, &reason), "partial");
	assert_string_equal(reason, "evidence_full");
	assert_string_equal(json_text(json_at(r->doc, "/probes/0"), "state"), "failed");
	assert_string_equal(json_text(json_at(r->doc, "/probes/0"), "reason"), "evidence_full");
	FIXTURE_SAYS("detail", json_text(json_at(r->doc, "/probes/0"), "detail"), "30000 bytes");

	/* The second finds room, and so does the third, but not for more than there is. */
	assert_string_equal(json_text(json_at(r->doc, "/probes/1"), "state"), "done");
	const json_t *record;
	assert_string_equal(
	    coverage_state(run_list(r, "coverage"), COVERAGE_TLS, "tcp", 443, NULL, &record),
	    "complete");
	assert_string_equal(state_of(r, COVERAGE_SSH, &reason), "partial");
	assert_string_equal(reason, "evidence_full");
	assert_int_equal(json_array_size(run_list(r, "evidence")), 4);
	assert_int_equal(r->evidence_bytes, 32000);
	assert_int_equal(json_array_size(run_list(r, "observations")), 5);

	/* Nothing speaks of evidence that is not there. */
	size_t i;
	json_t *observation;
	json_array_foreach (run_list(r, "observations"), i, observation) {
		CLEANUP(buf_done) struct buf piece = BUF(MOST);
		const char *sha256 =
		    json_string_value(json_array_get(json_object_get(observation, "evidence"), 0));

		assert_int_equal(run_evidence_read(r, sha256, &piece, &err), 0);
	}
	assert_int_equal(run_open(&again, r->dir, &err), 0);
	assert_int_equal(run_verify(again, &err), 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_run_that_is_full_of_evidence),
};

SANDBOX_RELEASE_MAIN(tests, fixture_enter, fixture_leave)
