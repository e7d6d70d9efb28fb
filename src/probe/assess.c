#include "probe/assess.h"

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "probe/declared_recipe.h"
#include "probe/probe.h"
#include "product/declaration.h"
#include "run/coverage.h"
#include "run/run.h"
#include "sandbox/channel.h"
#include "sandbox/worker.h"

#define TRUST_MAX (1u << 20)
/* This part of all evidence is kept for each probe to come: large web pages leave it room. */
#define EVIDENCE_PARTS 32

/* Secrets live here, in the parent's memory and the workers', and nowhere on disk. */
struct secrets {
	struct buf text[TRANSCRIPT_SECRETS_MAX];
	struct probe_account account[TRANSCRIPT_SECRETS_MAX];
	unsigned n;
};

struct job {
	struct run *run;
	const struct assess *a;
	const struct probe *probe;
	struct probe_context cx;
	struct err err; /* of the probe that is running */
	int64_t start;
	bool full;   /* and it would have stored more evidence than there is room for */
	int storage; /* code of a failed write, 0 while all is well */
};

static void secrets_done(struct secrets *s)
{
	for (unsigned i = 0; i < s->n; i++) {
		mem_wipe(s->text[i].p, s->text[i].room);
		buf_done(&s->text[i]);
	}
}

/* A secret that is named but not there is an error before the first packet, not half way. */
static int read_secrets(struct secrets *s, const struct declaration *d, struct err *err)
{
	size_t i;
	json_t *account;

	json_array_foreach (d ? json_object_get(d->value, "accounts") : NULL, i, account) {
		struct buf *text = &s->text[s->n];

		if (!json_object_get(account, "secret"))
			continue;
		if (s->n >= TRANSCRIPT_SECRETS_MAX)
			return err_set(err, E_LIMIT, "at most %d accounts may have a secret",
				       TRANSCRIPT_SECRETS_MAX);
		*text = BUF(DECLARATION_SECRET_MAX + 1);
		s->n++;
		int r = declaration_secret(d, account, text, err);
		if (r < 0)
			return r;
		s->account[s->n - 1] = (struct probe_account){
			.name = json_text(account, "name"),
			.secret = buf_cstr(text),
			.interfaces = json_object_get(account, "interfaces"),
			.low = text_equal(json_text(account, "privilege"), "low"),
		};
	}
	return 0;
}

static int read_trust(struct buf *out, const struct declaration *d, struct err *err)
{
	const char *file = d ? json_text(json_object_get(d->value, "documents"), "trust") : NULL;

	if (!file)
		return 0;
	CLEANUP(mem_freep)
	char *path = *file == '/' ? mem_text(file) : mem_format("%s/%s", d->folder, file);
	int r = fd_read_file(out, path, TRUST_MAX, err);
	/* Otherwise every site would look untrusted, and the maker's typing error like a finding.
	 */
	if (r == 0 && !text_find(buf_view(out), bytes_of("-----BEGIN CERTIFICATE-----")))
		return err_set(err, E_FORMAT, "'%s' holds no certificate in PEM form", path);
	return r;
}

int assess_check(const struct declaration *d, struct err *err)
{
	CLEANUP(secrets_done) struct secrets secrets = { 0 };
	CLEANUP(buf_done) struct buf trust = BUF(TRUST_MAX);
	CLEANUP(json_done) json_t *recipes = NULL;
	int r = read_secrets(&secrets, d, err);

	if (r == 0)
		r = declared_recipe_read(&recipes, d, secrets.account, secrets.n, err);
	return r < 0 ? r : read_trust(&trust, d, err);
}

/* ---- messages from a worker ---- */

static int take_evidence(struct job *j, struct bytes payload)
{
	struct cursor c = cursor_of(payload);
	struct bytes label = cursor_until(&c, '\0');

	if (!cursor_ok(&c) || label.n > 1024)
		return E_FORMAT;
	struct bytes data = cursor_bytes(&c, cursor_left(&c));
	CLEANUP(mem_freep) char *visible = text_visible_new(label, 300);
	int r = run_evidence(j->run, data, visible, j->probe->name, &j->err);
	/* The worker ends either way: what it saw counts for nothing without the bytes. */
	if (r == E_LIMIT)
		j->full = data.n <= RUN_EVIDENCE_ONE_MAX;
	else if (r < 0)
		j->storage = r;
	return r;
}

/* A worker that was taken over speaks for itself at most, not for other probes or their areas. */
static bool may_say(const struct probe *probe, char type, const json_t *record)
{
	if (!text_equal(json_text(record, "probe"), probe->name))
		return false;
	for (const char *const *area = probe->areas; *area; area++)
		if (type == 'O' || text_equal(json_text(record, "of"), *area))
			return true;
	return false;
}

static int take_record(struct job *j, char type, struct bytes payload)
{
	json_t *record = NULL;
	int r = json_read(&record, payload, j->probe->name, &j->err);

	if (r < 0)
		return r;
	if (!may_say(j->probe, type, record)) {
		json_decref(record);
		return E_FORMAT;
	}
	return type == 'O' ? run_observe(j->run, record, &j->err)
			   : run_cover(j->run, record, &j->err);
}

static int on_message(void *context, const struct channel_message *m)
{
	struct job *j = context;
	struct cursor c = cursor_of(m->payload);

	switch (m->type) {
	case 'E':
		return take_evidence(j, m->payload);
	case 'O':
	case 'C':
		return take_record(j, m->type, m->payload);
	case 'P': {
		uint32_t done = cursor_u32(&c), total = cursor_u32(&c);

		if (!cursor_done(&c))
			return E_FORMAT;
		if (j->a->progress)
			j->a->progress(j->a->context, j->probe->title_ja, j->probe->title_en, done,
				       total);
		return 0;
	}
	default:
		return E_FORMAT;
	}
}

static int work(void *context, int channel)
{
	struct job *j = context;

	j->cx.channel = channel;
	j->probe->run(&j->cx);
	return 0;
}

/* ---- one probe ---- */

/* Why a probe did not finish, as a coverage reason; NULL when it did. */
static const char *trouble_of(const struct job *j, enum worker_end end)
{
	switch (end) {
	case WORKER_DONE:
		return NULL;
	case WORKER_LATE:
		return "deadline";
	case WORKER_CANCELLED:
		return "cancelled";
	case WORKER_REFUSED:
		return j->storage ? "storage" : j->full ? "evidence_full" : "crashed";
	case WORKER_FAILED:
	case WORKER_CRASHED:
		break;
	}
	return "crashed";
}

/* A record without a port speaks of every port: no pass survives it. */
static void cover_trouble(struct job *j, const char *trouble)
{
	const char *state = text_equal(trouble, "cancelled") || text_equal(trouble, "deadline") ||
				    text_equal(trouble, "evidence_full")
				? "partial"
				: "error";

	for (const char *const *area = j->probe->areas; *area; area++)
		(void)!run_cover(j->run,
				 json_pack("{s:s, s:s, s:s, s:s}", "probe", j->probe->name, "of",
					   *area, "state", state, "reason", trouble),
				 NULL);
}

/* The run's record of a probe; detail is the exit code or the signal's number. */
static json_t *probe_record(const struct job *j, const char *trouble, enum worker_end end,
			    int detail, int64_t took)
{
	json_t *record =
	    json_pack("{s:s, s:s, s:f}", "name", j->probe->name, "state",
		      trouble ? "failed" : "done", "seconds", (double)took / (double)TIME_SECOND);
	CLEANUP(mem_freep)
	char *how = mem_format("%s %d", end == WORKER_CRASHED ? "signal" : "exit code", detail);

	if (!trouble)
		return record;
	json_object_set_new(record, "reason", json_string(trouble));
	if (*j->err.text)
		json_object_set_new(record, "detail", json_string(j->err.text));
	else if (end == WORKER_CRASHED || end == WORKER_FAILED)
		json_object_set_new(record, "detail", json_string(how));
	return record;
}

/* What its worker is given; cx is what the child will have. */
static struct worker prepare(struct job *j, struct worker_child *beside)
{
	j->start = time_now(&time_system);
	j->cx.probe = j->probe->name;
	j->cx.observations = run_list(j->run, "observations");
	j->cx.deadline = j->start + j->probe->time_max;
	j->err = (struct err){ 0 };
	j->full = false;
	if (j->a->progress)
		j->a->progress(j->a->context, j->probe->title_ja, j->probe->title_en, 0, 0);
	return (struct worker){
		.sandbox = SANDBOX_NETWORK,
		.work = work,
		.receive = on_message,
		.context = j,
		/* The probe minds its own deadline; this one is for a probe that does not. */
		.deadline = j->cx.deadline + 30 * TIME_SECOND,
		.cancel = j->a->cancel,
		.beside = beside,
	};
}

/* r: whether there was a worker at all. */
static int conclude(struct job *j, int r, enum worker_end end, int detail, struct err *err)
{
	const char *trouble = r < 0 ? "crashed" : trouble_of(j, end);

	if (trouble)
		cover_trouble(j, trouble);
	json_array_append_new(
	    run_list(j->run, "probes"),
	    probe_record(j, trouble, end, detail, time_now(&time_system) - j->start));
	if (j->storage)
		return err_set(err, j->storage, "%s", j->err.text);
	return text_equal(trouble, "cancelled") ? E_CANCELLED : 0;
}

static int run_probe(struct job *j, struct worker_child *beside, struct err *err)
{
	const struct worker w = prepare(j, beside);
	enum worker_end end = WORKER_FAILED;
	int detail = 0;
	int r = worker_run(&w, &end, &detail, &j->err);

	return conclude(j, r, end, detail, err);
}

/* A probe that runs beside others. */
struct beside {
	struct job job;
	struct worker worker;
	struct worker_child child;
};

static int begin_beside(struct beside *b, const struct job *j, struct err *err)
{
	b->job = *j;
	b->worker = prepare(&b->job, NULL);
	int r = worker_start(&b->child, &b->worker, &b->job.err);

	return r < 0 ? conclude(&b->job, r, WORKER_FAILED, 0, err) : 0;
}

static int end_beside(struct beside *b, struct err *err)
{
	enum worker_end end = WORKER_FAILED;
	int detail = 0;

	if (b->child.pid <= 0)
		return 0;
	if (b->job.a->progress)
		b->job.a->progress(b->job.a->context, b->job.probe->title_ja,
				   b->job.probe->title_en, 0, 0);
	worker_finish(&b->child, &b->worker, &end, &detail);
	return conclude(&b->job, 0, end, detail, err);
}

/* What the run may hold once this probe has ended, when all of them together may store total. */
static size_t evidence_max(const struct probe *probe, size_t total)
{
	size_t to_come = 0;

	while (probe[to_come + 1].name)
		to_come++;
	assert(to_come < EVIDENCE_PARTS);
	return total - to_come * (total / EVIDENCE_PARTS);
}

static bool nobody_answered(const struct run *run)
{
	const json_t *record;
	const char *state =
	    coverage_state(run_list(run, "coverage"), COVERAGE_SWEEP_TCP, NULL, 0, NULL, &record);

	return text_equal(state, "not_done") &&
	       text_equal(json_text(record, "reason"), "no_answer");
}

static bool is_wanted(const struct assess *a, const struct probe *probe)
{
	if (!a->probes)
		return true;
	for (const char *const *name = a->probes; *name; name++)
		if (text_equal(*name, probe->name))
			return true;
	return false;
}

/* Whoever still runs beside has the last word; an interruption is told by what it did not do. */
static int finish(struct run *run, struct beside *b, int result, struct err *err)
{
	int ended = 0, saved = 0;

	if (b->child.pid > 0) {
		ended = end_beside(b, err);
		saved = run_save(run, err);
	}
	if (saved < 0 || result == 0)
		result = saved < 0 ? saved : ended;
	return result == E_CANCELLED ? err_set(err, result, "interrupted") : result;
}

int assess_run(struct run *run, const struct assess *a, struct err *err)
{
	CLEANUP(secrets_done) struct secrets secrets = { 0 };
	CLEANUP(buf_done) struct buf trust = BUF(TRUST_MAX);
	struct job j = { .run = run, .a = a };
	const size_t evidence = run->evidence_max;
	CLEANUP(json_done) json_t *recipes = NULL;
	int result = read_secrets(&secrets, a->declaration, err);

	if (result == 0)
		result =
		    declared_recipe_read(&recipes, a->declaration, secrets.account, secrets.n, err);
	if (result == 0)
		result = read_trust(&trust, a->declaration, err);
	if (result < 0)
		return result;
	j.cx = (struct probe_context){
		.catalogue = a->catalogue,
		.parameters = a->parameters,
		.declaration = a->declaration,
		.target = a->target,
		.name = a->name,
		.pace = a->pace,
		.authorized = a->authorized,
		.accounts = secrets.account,
		.n_accounts = secrets.n,
		.recipes = recipes,
		.trust = buf_view(&trust),
	};
	for (unsigned i = 0; i < secrets.n; i++)
		j.cx.secrets.text[j.cx.secrets.n++] = secrets.account[i].secret;

	struct beside beside = { .child = { 0 } };

	for (j.probe = probe_table; j.probe->name && result == 0; j.probe++) {
		if (!is_wanted(a, j.probe))
			continue;
		run->evidence_max = evidence_max(j.probe, evidence);
		if (j.probe->order == PROBE_AFTER)
			result = end_beside(&beside, err);
		if (result == 0)
			result = j.probe->order == PROBE_BESIDE ? begin_beside(&beside, &j, err)
								: run_probe(&j, &beside.child, err);
		int saved = run_save(run, err);

		if (saved < 0) {
			worker_stop(&beside.child);
			return saved;
		}
		if (result == 0 && nobody_answered(run))
			return err_set(err, E_TIMEOUT, "'%s' does not answer on any TCP port",
				       a->name);
	}
	return finish(run, &beside, result, err);
}
