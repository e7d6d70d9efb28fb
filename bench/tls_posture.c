/*
 * The TLS probe alone, as an assessment runs it (in its sandboxed worker), for comparison with
 * other scanners and for tests/e2e/tls.t:
 *
 *     tls_posture ADDRESS PORT [gentle|normal|fast]
 *
 * Prints one "key value" a line, in the order in which the probe reports.
 */
#include "base/base.h"
#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/json.h"
#include "base/num.h"
#include "base/text.h"
#include "base/time.h"
#include "net/addr.h"
#include "net/pace.h"
#include "probe/probe.h"
#include "sandbox/channel.h"
#include "sandbox/worker.h"

#define TIME_MAX (20 * 60 * TIME_SECOND)

struct posture_run {
	struct probe_context cx;
	unsigned connections; /* that left evidence: each one that was made does */
};

static const char *text_or(const json_t *object, const char *key, const char *otherwise)
{
	const char *text = json_text(object, key);

	return text ? text : otherwise;
}

static void print_observation(const json_t *o)
{
	const char *kind = text_or(o, "kind", "");
	const char *name = text_or(o, "name", "");
	int64_t bits = json_int(o, "bits", 0);

	if (text_equal(kind, "crypto")) {
		printf("%s %s", text_or(o, "where", ""), name);
		if (bits)
			printf(" %" PRId64, bits);
		if (json_text(o, "witness"))
			printf(" (%s)", json_text(o, "witness"));
		printf("\n");
	} else if (text_equal(kind, "tls_trait")) {
		printf("trait %s %s\n", text_or(o, "trait", ""),
		       json_flag(o, "present") ? "yes" : "no");
	} else if (text_equal(kind, "certificate")) {
		printf("certificate.subject %s\ncertificate.issuer %s\n", text_or(o, "subject", ""),
		       text_or(o, "issuer", ""));
		printf("certificate.not_after %s\ncertificate.expired %s\n",
		       text_or(o, "not_after", ""), json_flag(o, "expired") ? "yes" : "no");
		printf("certificate.self_signed %s\n", json_flag(o, "self_signed") ? "yes" : "no");
	}
}

static int on_message(void *context, const struct channel_message *m)
{
	struct posture_run *run = context;
	CLEANUP(json_done) json_t *record = NULL;

	if (m->type == 'E')
		run->connections++;
	if (m->type != 'O' && m->type != 'C')
		return 0;
	int r = json_read(&record, m->payload, "the probe", NULL);
	if (r < 0)
		return r;
	if (m->type == 'O')
		print_observation(record);
	else
		printf("coverage %s %s\n", text_or(record, "state", ""),
		       text_or(record, "reason", "-"));
	return 0;
}

static int work(void *context, int channel)
{
	struct posture_run *run = context;

	run->cx.channel = channel;
	probe_tls(&run->cx);
	return 0;
}

static int examine(struct posture_run *run, struct err *err)
{
	int64_t start = time_now(&time_system);
	enum worker_end end = WORKER_FAILED;
	int detail = 0;
	struct worker w = {
		.sandbox = SANDBOX_NETWORK,
		.work = work,
		.receive = on_message,
		.context = run,
		.deadline = start + TIME_MAX,
	};

	run->cx.deadline = start + TIME_MAX;
	int r = worker_run(&w, &end, &detail, err);
	if (r < 0)
		return r;
	if (end != WORKER_DONE)
		return err_set(err, E_CANCELLED, "the worker ended early (%d)", detail);
	printf("connections %u\nms %" PRId64 "\n", run->connections,
	       (time_now(&time_system) - start) / TIME_MS);
	return 0;
}

int main(int argc, char **argv)
{
	struct posture_run run = { .cx = { .pace = PACE_FAST, .probe = "tls" } };
	struct err err = { 0 };
	uint64_t port = 0;
	int r;

	if (argc < 3 || argc > 4 || num_u64(argv[2], 1, 65535, &port) < 0 ||
	    (argc > 3 && pace_find(argv[3], &run.cx.pace) < 0))
		r = err_set(&err, E_USAGE, "usage: tls_posture ADDRESS PORT [gentle|normal|fast]");
	else
		r = addr_resolve(&run.cx.target, argv[1], &err);
	if (r == 0) {
		CLEANUP(json_done)
		json_t *services =
		    json_pack("[{s:s, s:s, s:i, s:s, s:b}]", "kind", "service", "proto", "tcp",
			      "port", (int)port, "service", "tls", "tls", true);

		run.cx.observations = services;
		run.cx.name = argv[1];
		r = examine(&run, &err);
	}
	if (r < 0)
		fprintf(stderr, "tls_posture: %s\n", err.code ? err.text : err_name(r));
	return r < 0 ? 2 : 0;
}
