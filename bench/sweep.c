/*
 * The TCP sweep alone, for comparison with other scanners and for tests/e2e/sweep.t:
 *
 *     sweep ADDRESS [gentle|normal|fast [FROM-TO [SECONDS]]]
 *
 * Prints one "key value" a line; lists of ports as runs ("22 80 7000-7019", "-" when empty).
 */
#include "base/base.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/time.h"
#include "net/addr.h"
#include "net/pace.h"
#include "net/sweep.h"

#define SECONDS_MAX 3600

static const char *const ends[] = {
	[SWEEP_COMPLETE] = "complete", [SWEEP_NO_ANSWER] = "no_answer",
	[SWEEP_STOPPED] = "stopped",   [SWEEP_UNREACHABLE] = "unreachable",
	[SWEEP_LATE] = "late",
};

static void print_ports(const struct sweep *s, const char *key, enum sweep_state state)
{
	bool any = false;

	printf("%s", key);
	for (unsigned first = s->from; first <= s->to; first++) {
		unsigned last = first;

		if (s->state[first] != state)
			continue;
		while (last < s->to && s->state[last + 1] == state)
			last++;
		printf(first == last ? " %u" : " %u-%u", first, last);
		first = last;
		any = true;
	}
	printf(any ? "\n" : " -\n");
}

static void print_sweep(const struct sweep *s, int64_t took)
{
	unsigned total = (unsigned)s->to - s->from + 1;

	printf("end %s\n", ends[s->end]);
	print_ports(s, "open", SWEEP_OPEN);
	print_ports(s, "filtered", SWEEP_FILTERED);
	print_ports(s, "unknown", SWEEP_UNKNOWN);
	printf("open_count %u\nclosed_count %u\nfiltered_count %u\nunknown_count %u\n", s->open,
	       s->closed, s->filtered, total - s->open - s->closed - s->filtered);
	printf("attempts %u\nwindow_top %u\n", s->attempts, s->window_top);
	printf("round_trip_us %" PRId64 "\n", s->round_trip / 1000);
	printf("ms %" PRId64 "\n", took / TIME_MS);
}

/* "FROM-TO" */
static int parse_range(const char *text, struct sweep *s)
{
	const char *dash = strchr(text, '-');
	CLEANUP(mem_freep) char *first = mem_textn(text, dash ? (size_t)(dash - text) : 0);
	uint64_t from = 0, to = 0;

	if (!dash || num_u64(first, 1, 65535, &from) < 0 || num_u64(dash + 1, from, 65535, &to) < 0)
		return E_USAGE;
	s->from = (uint16_t)from;
	s->to = (uint16_t)to;
	return 0;
}

static int parse(int argc, char **argv, struct sweep *s, struct err *err)
{
	uint64_t seconds = SECONDS_MAX;

	s->from = 1;
	s->to = 65535;
	s->pace = PACE_FAST;
	if (argc < 2 || argc > 5 || (argc > 2 && pace_find(argv[2], &s->pace) < 0) ||
	    (argc > 3 && parse_range(argv[3], s) < 0) ||
	    (argc > 4 && num_u64(argv[4], 1, SECONDS_MAX, &seconds) < 0))
		return err_set(err, E_USAGE,
			       "usage: sweep ADDRESS [gentle|normal|fast [FROM-TO [SECONDS]]]");
	s->deadline = time_now(&time_system) + (int64_t)seconds * TIME_SECOND;
	return addr_resolve(&s->target, argv[1], err);
}

int main(int argc, char **argv)
{
	CLEANUP(mem_freep) struct sweep *s = mem_array(1, sizeof(*s));
	struct err err = { 0 };
	int64_t start = time_now(&time_system);
	int r = parse(argc, argv, s, &err);

	if (r == 0)
		r = sweep_run(s);
	if (r < 0) {
		fprintf(stderr, "sweep: %s\n", err.code ? err.text : err_name(r));
		return 2;
	}
	print_sweep(s, time_now(&time_system) - start);
	return 0;
}
