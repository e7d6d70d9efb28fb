/*
 * A probe that runs beside others, with probes of the test's own in place of the real table: who
 * sees what, and what an interruption leaves.
 */
#include "../sandbox/sandbox_release.h"

#include <signal.h>
#include <unistd.h>

#include "../run/run_sample.h"
#include "base/time.h"
#include "probe/assess.h"
#include "probe/probe.h"
#include "run/coverage.h"

#define AREAS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void see(struct probe_context *cx, int port)
{
	probe_observe(cx,
		      json_pack("{s:s, s:s, s:i, s:s}", "kind", "port", "proto", "tcp", "port",
				port, "state", "open"),
		      NULL);
}

/* It has an observation early; the parent takes it when it takes all. */
static void waits_a_second(struct probe_context *cx)
{
	see(cx, (int)json_array_size(cx->observations) + 1);
	(void)nanosleep(&(struct timespec){ .tv_sec = 1 }, NULL);
	see(cx, 2);
	probe_cover(cx, COVERAGE_SWEEP_UDP, 0, "complete", NULL);
}

static void goes_on_meanwhile(struct probe_context *cx)
{
	see(cx, 10 + (int)json_array_size(cx->observations));
	probe_cover(cx, COVERAGE_TLS, 443, "complete", NULL);
}

static void comes_after_both(struct probe_context *cx)
{
	see(cx, 20 + (int)json_array_size(cx->observations));
	probe_cover(cx, COVERAGE_SSH, 22, "complete", NULL);
}

/* clang-format off */
const struct probe probe_table[] = {
	{ "udp", "一", "one", 60 * TIME_SECOND, AREAS(COVERAGE_SWEEP_UDP), waits_a_second,
	  PROBE_BESIDE },
	{ "tls", "二", "two", 60 * TIME_SECOND, AREAS(COVERAGE_TLS), goes_on_meanwhile,
	  PROBE_IN_TURN },
	{ "ssh", "三", "three", 60 * TIME_SECOND, AREAS(COVERAGE_SSH), comes_after_both,
	  PROBE_AFTER },
	{ .name = NULL },
};
/* clang-format on */

static char *told(const struct run *r, const char *list, const char *member)
{
	CLEANUP(buf_done) struct buf out = BUF(1000);
	size_t i;
	json_t *one;

	json_array_foreach (run_list(r, list), i, one) {
		if (json_text(one, member))
			buf_format(&out, "%s ", json_text(one, member));
		else
			buf_format(&out, "%" PRId64 " ", json_int(one, member, -1));
	}
	return mem_text(buf_cstr(&out));
}

static void together(void **state)
{
	CLEANUP(run_freep) struct run *r = run_sample_new("together.run");
	const struct assess a = { .name = "10.0.0.5" };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(assess_run(r, &a, &err), 0);
	CLEANUP(mem_freep) char *probes = told(r, "probes", "name");
	CLEANUP(mem_freep) char *ports = told(r, "observations", "port");
	CLEANUP(mem_freep) char *states = told(r, "coverage", "state");
	/* In the order in which they ended; only the one after it sees what was seen beside. */
	assert_string_equal(probes, "tls udp ssh ");
	assert_string_equal(ports, "10 1 2 23 ");
	assert_string_equal(states, "complete complete complete ");
}

/* Nobody waits for it: it is waited for at the end. */
static void to_the_end(void **state)
{
	CLEANUP(run_freep) struct run *r = run_sample_new("end.run");
	static const char *const names[] = { "udp", "tls", NULL };
	const struct assess a = { .name = "10.0.0.5", .probes = names };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(assess_run(r, &a, &err), 0);
	CLEANUP(mem_freep) char *probes = told(r, "probes", "name");
	assert_string_equal(probes, "tls udp ");
}

static volatile sig_atomic_t cancel;

static void interrupted(void **state)
{
	CLEANUP(run_freep) struct run *r = run_sample_new("cut.run");
	const struct assess a = { .name = "10.0.0.5", .cancel = &cancel };
	struct err err = { 0 };

	(void)state;
	cancel = 1;
	assert_int_equal(assess_run(r, &a, &err), E_CANCELLED);
	CLEANUP(mem_freep) char *probes = told(r, "probes", "reason");
	CLEANUP(mem_freep) char *areas = told(r, "coverage", "of");
	CLEANUP(mem_freep) char *reasons = told(r, "coverage", "reason");
	assert_string_equal(probes, "cancelled cancelled ");
	assert_string_equal(areas, "tls sweep.udp ");
	assert_string_equal(reasons, "cancelled cancelled ");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(together),
	cmocka_unit_test(to_the_end),
	cmocka_unit_test(interrupted),
};

SANDBOX_RELEASE_MAIN(tests, fixture_enter, fixture_leave)
