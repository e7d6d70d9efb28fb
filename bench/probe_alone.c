/*
 * One probe alone, as an assessment runs it (in its sandboxed worker), for comparison with other
 * scanners:
 *
 *     probe_alone identify ADDRESS PORT...     what speaks on these open TCP ports
 *     probe_alone ssh ADDRESS PORT             the SSH server there
 *
 * Prints "service PORT=NAME" or "WHERE NAME" a line, what was covered, "ms" for all of it, "told_us":
 * what it took, the worker's start with it, until the last "WHERE NAME", and "after_us": from there
 * on (of SSH, to ask for the ways to log in).
 */
#include "base/base.h"
#include "base/err.h"
#include "base/json.h"
#include "base/num.h"
#include "base/text.h"
#include "base/time.h"
#include "net/addr.h"
#include "probe/probe.h"
#include "sandbox/channel.h"
#include "sandbox/worker.h"

#define TIME_MAX (20 * 60 * TIME_SECOND)

struct alone {
	struct probe_context cx;
	void (*probe)(struct probe_context *cx);
	int64_t last; /* when the last "WHERE NAME" came; 0: none */
};

static void print_observation(const json_t *o)
{
	const char *where = json_text(o, "where"), *name = json_text(o, "name");
	const char *service = json_text(o, "service");

	if (where && name)
		printf("%s %s\n", where, name);
	else if (text_equal(json_text(o, "kind"), "service") && service)
		printf("service %" PRId64 "=%s%s\n", json_int(o, "port", 0),
		       json_flag(o, "tls") ? "tls/" : "", service);
}

static int on_message(void *context, const struct channel_message *m)
{
	struct alone *a = context;
	CLEANUP(json_done) json_t *record = NULL;

	if (m->type != 'O' && m->type != 'C')
		return 0;
	int r = json_read(&record, m->payload, "the probe", NULL);
	if (r < 0)
		return r;
	if (m->type == 'O' && json_text(record, "where"))
		a->last = time_now(&time_system);
	if (m->type == 'O')
		print_observation(record);
	else if (json_text(record, "reason"))
		printf("coverage %" PRId64 " %s\n", json_int(record, "port", 0),
		       json_text(record, "reason"));
	return 0;
}

static int work(void *context, int channel)
{
	struct alone *a = context;

	a->cx.channel = channel;
	a->probe(&a->cx);
	return 0;
}

static int run(struct alone *a, struct err *err)
{
	const int64_t start = time_now(&time_system);
	enum worker_end end = WORKER_FAILED;
	int detail = 0;
	const struct worker w = { .sandbox = SANDBOX_NETWORK,
				  .work = work,
				  .receive = on_message,
				  .context = a,
				  .deadline = start + TIME_MAX };

	a->cx.deadline = start + TIME_MAX;
	int r = worker_run(&w, &end, &detail, err);
	if (r == 0 && end != WORKER_DONE)
		r = err_set(err, E_CANCELLED, "the worker ended early (%d)", detail);
	const int64_t now = time_now(&time_system);
	const int64_t told = a->last ? a->last : now;
	if (r == 0)
		printf("ms %" PRId64 "\ntold_us %" PRId64 "\nafter_us %" PRId64 "\n",
		       (now - start) / TIME_MS, (told - start) / 1000, (now - told) / 1000);
	return r;
}

static int add_port(json_t *list, const char *text, bool is_ssh)
{
	uint64_t port = 0;
	int r = num_u64(text, 1, 65535, &port);

	if (r == 0)
		json_array_append_new(
		    list, is_ssh ? json_pack("{s:s, s:s, s:i, s:s, s:b}", "kind", "service",
					     "proto", "tcp", "port", (int)port, "service", "ssh",
					     "tls", 0)
				 : json_pack("{s:s, s:s, s:i, s:s}", "kind", "port", "proto", "tcp",
					     "port", (int)port, "state", "open"));
	return r;
}

int main(int argc, char **argv)
{
	CLEANUP(json_done) json_t *seeds = json_array();
	const bool is_ssh = argc > 1 && text_equal(argv[1], "ssh");
	struct alone a = { .cx = { .pace = PACE_FAST, .observations = seeds },
			   .probe = is_ssh ? probe_ssh : probe_identify };
	struct err err = { 0 };
	int r = argc < 4 || (!is_ssh && !text_equal(argv[1], "identify"))
		    ? err_set(&err, E_USAGE, "usage: probe_alone identify|ssh ADDRESS PORT...")
		    : addr_resolve(&a.cx.target, argv[2], &err);

	for (int i = 3; r == 0 && i < argc; i++)
		r = add_port(seeds, argv[i], is_ssh);
	if (r == 0) {
		a.cx.probe = argv[1];
		a.cx.name = argv[2];
		r = run(&a, &err);
	}
	if (r < 0)
		fprintf(stderr, "probe_alone: %s\n", err.code ? err.text : err_name(r));
	return r < 0 ? 2 : 0;
}
