/*
 * Every TCP port of the device: open, closed or filtered.  Who answers on hundreds of ports, as a
 * honeypot does, has no services to be examined one by one: the lowest of them are, and coverage
 * says that they are not all.
 */
#include "probe/probe.h"

#include "base/buf.h"
#include "base/mem.h"
#include "net/sweep.h"
#include "run/coverage.h"

#define TABLE_MAX (1u << 20)
#define OPEN_TOLD_MAX 100

static int on_progress(void *context, unsigned done, unsigned total)
{
	probe_progress(context, done, total);
	return 0;
}

/* The evidence is a table: one line per run of ports in the same state. */
static void write_table(struct buf *out, const struct sweep *s)
{
	static const char *const names[] = { "unknown", "open", "closed", "filtered" };

	buf_format(out, "# tcp connect sweep of %s, ports %u-%u, pace %s\n", s->target.text,
		   s->from, s->to, pace_name(s->pace));
	buf_format(out, "# %u attempts, at most %u at once, smoothed round trip %" PRId64 " us\n",
		   s->attempts, s->window_top, s->round_trip / 1000);
	for (unsigned first = s->from; first <= s->to;) {
		unsigned last = first;

		while (last < s->to && s->state[last + 1] == s->state[first])
			last++;
		if (first == last)
			buf_format(out, "%u %s\n", first, names[s->state[first]]);
		else
			buf_format(out, "%u-%u %s\n", first, last, names[s->state[first]]);
		first = last + 1;
	}
}

static void report(struct probe_context *cx, const struct sweep *s)
{
	CLEANUP(buf_done) struct buf table = BUF(TABLE_MAX);
	char sha256[HASH_HEX_MAX];
	unsigned told = 0;

	write_table(&table, s);
	probe_evidence(cx, buf_view(&table), "TCP sweep", sha256);
	probe_observe(cx,
		      json_pack("{s:s, s:s, s:i, s:i, s:i, s:i, s:i}", "kind", "sweep", "proto",
				"tcp", "from", s->from, "to", s->to, "open", (int)s->open, "closed",
				(int)s->closed, "filtered", (int)s->filtered),
		      sha256);
	for (unsigned port = s->from; port <= s->to && told < OPEN_TOLD_MAX; port++)
		if (s->state[port] == SWEEP_OPEN) {
			probe_observe(cx,
				      json_pack("{s:s, s:s, s:i, s:s}", "kind", "port", "proto",
						"tcp", "port", (int)port, "state", "open"),
				      sha256);
			told++;
		}
}

static void cover(struct probe_context *cx, const struct sweep *s, int r)
{
	if (r < 0) {
		probe_cover(cx, COVERAGE_SWEEP_TCP, 0, "error", "crashed");
		return;
	}
	switch (s->end) {
	case SWEEP_COMPLETE:
		if (s->open > OPEN_TOLD_MAX)
			probe_cover(cx, COVERAGE_SWEEP_TCP, 0, "partial", "too_much");
		else
			probe_cover(cx, COVERAGE_SWEEP_TCP, 0, "complete", NULL);
		break;
	case SWEEP_NO_ANSWER:
	case SWEEP_UNREACHABLE:
		probe_cover(cx, COVERAGE_SWEEP_TCP, 0, "not_done", "no_answer");
		break;
	case SWEEP_STOPPED:
		probe_cover(cx, COVERAGE_SWEEP_TCP, 0, "partial", "stopped_answering");
		break;
	case SWEEP_LATE:
		probe_cover(cx, COVERAGE_SWEEP_TCP, 0, "partial", "deadline");
		break;
	}
}

void probe_sweep(struct probe_context *cx)
{
	CLEANUP(mem_freep) struct sweep *s = mem_array(1, sizeof(*s));

	*s = (struct sweep){
		.target = cx->target,
		.pace = cx->pace,
		.from = 1,
		.to = 65535,
		.deadline = cx->deadline - 5 * INT64_C(1000000000),
		.progress = on_progress,
		.context = cx,
	};
	int r = sweep_run(s);
	report(cx, s);
	cover(cx, s, r);
}
