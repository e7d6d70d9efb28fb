/*
 * The signer as a library, for bench/signer.sh: the job "publish" in batches of 1, 8 and 64, with
 * so many labels on the shelf, and the status list, dated answers and opening
 * the log again alone.
 *
 *     signer FOLDER LABELS
 *
 * FOLDER has to be there, and empty.  The decisions behind publications are attested before the
 * time is taken: they are made one by one, when somebody decides.
 */
#include "base/base.h"
#include "base/base64.h"
#include "base/buf.h"
#include "base/day.h"
#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/time.h"
#include "label/status_list.h"
#include "signer/attest.h"
#include "signer/keyring.h"
#include "signer/publication.h"
#include "signer/shelf.h"
#include "signer/signer.h"
#include "signer/status_file.h"

#define ISSUER "label.example.jp"
#define LABELS_MAX 1000000u
#define FILL 1000 /* publications of one job while the shelf is filled */
#define SUSPENDED \
	8 /* every so manieth label, by chance: a list of ones that are alike packs too well */
#define LIST_ROUNDS 20 /* the list alone */
#define ANSWERS 500
#define COMMITS_MAX 256 /* measured ones of one batch size */
#define ISSUED_MAX ((size_t)COMMITS_MAX * (1 + 8 / 2 + 64 / 4)) /* while it is measured, at most \
								 */

static struct err err;

static void must(int r)
{
	if (r >= 0)
		return;
	fprintf(stderr, "signer: %s\n", err.text);
	exit(1);
}

static double seconds_since(int64_t start)
{
	return (double)(time_now(&time_system) - start) / (double)TIME_SECOND;
}

static double cpu_seconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / (double)TIME_SECOND;
}

/* ---- publications ---- */

struct office {
	struct signer *signer;
	struct keyring keys;
	char today[DAY_TEXT_MAX], end[DAY_TEXT_MAX];
	bool *is_suspended; /* of each label */
	size_t labels, cursor, sent;
	int64_t decided; /* the last decision: each one is younger */
	int64_t size;    /* of the log, as the registrar has followed it */
};

static json_t *issue_event(const struct office *o, const char *number)
{
	return json_pack("{s:s, s:s, s:{s:i, s:s, s:s, s:s, s:[{s:s, s:s}, {s:s}], s:{s:{s:{s:s, "
			 "s:s}, s:s, s:{s:s, s:s}}, "
			 "s:{s:s, s:s, s:s}, s:{s:s}, s:s}}}",
			 "kind", "label_issued", "label", number, "body", "level", 1, "issued",
			 o->today, "valid_until", o->end, "support_until", "2030-03-31", "models",
			 "number", "NC-100", "name", "Camera", "number", "NC-200", "body",
			 "product", "name", "ja", "見本カメラ", "en", "Sample camera", "category",
			 "ネットワークカメラ", "summary", "ja", "家の外から様子を見る装置。", "en",
			 "Looks after a home.", "applicant", "ja", "見本電機", "en",
			 "Sample Electric", "corporate_number", "7000012050002", "criteria",
			 "document", "JST-CR-01-01-2024R1", "vulnerability_report_url",
			 "https://works.example/security");
}

static json_t *status_event(const struct office *o, const char *number, const char *status)
{
	return json_pack("{s:s, s:s, s:{s:s, s:s, s:{s:s, s:s}}}", "kind", "label_status", "label",
			 number, "body", "status", status, "valid_until", o->end, "reason", "ja",
			 "試験のため", "en", "a test");
}

/* The officer, account 5, decides; event is taken over. */
static json_t *publication(struct office *o, const char *action, json_t *event)
{
	CLEANUP(buf_done) struct buf message = BUF(ATTEST_MAX);
	CLEANUP(buf_done) struct buf text = BUF((size_t)2 * ATTEST_MAX);
	CLEANUP(json_done) json_t *events = json_pack("[o]", event);
	struct decision d = { .account = 5, .role = ROLE_OFFICER, .at = ++o->decided };
	char id[DECISION_ACTION_MAX];

	(void)snprintf(d.action, sizeof(d.action), "%s", action);
	(void)snprintf(id, sizeof(id), "%032" PRIx64, (uint64_t)d.at);
	publication_digest(d.digest, events);
	must(attest_write(&message, &d, &o->keys.decision, &err));
	base64_encode(&text, buf_view(&message));
	return json_pack("{s:s, s:s, s:O, s:[s]}", "id", id, "action", action, "events", events,
			 "decisions", buf_cstr(&text));
}

static void number_of(char out[static SHELF_NUMBER_MAX], size_t label)
{
	(void)snprintf(out, SHELF_NUMBER_MAX, "S1-2026-%07zu", label);
}

static json_t *issue(struct office *o)
{
	char number[SHELF_NUMBER_MAX];

	number_of(number, o->labels++);
	return publication(o, "issue", issue_event(o, number));
}

/* Of one that is there, wherever that is on the shelf. */
static json_t *move(struct office *o, bool suspend)
{
	char number[SHELF_NUMBER_MAX];
	size_t at;

	do
		at = (o->cursor += 7919) % o->labels;
	while (o->is_suspended[at] == suspend);
	o->is_suspended[at] = suspend;
	number_of(number, at);
	return publication(o, suspend ? "suspend" : "reinstate",
			   status_event(o, number, suspend ? "suspended" : "valid"));
}

static json_t *any(struct office *o)
{
	size_t turn = o->sent++ % 3;

	return turn == 0 ? issue(o) : move(o, turn == 1);
}

/* All of it is published, or there is nothing to measure. */
static void run_job(struct office *o, const json_t *job)
{
	CLEANUP(json_done) json_t *result = NULL;

	signer_job(o->signer, job, &result);
	if (json_flag(result, "broken") ||
	    json_array_size(json_object_get(result, "refused")) > 0 ||
	    json_object_get(result, "waits")) {
		CLEANUP(mem_freep) char *text = json_dumps(result, JSON_COMPACT);

		must(err_set(&err, E_REFUSED, "not published: %.200s", text ? text : ""));
	}
	o->size = json_int(result, "size", 0);
}

static json_t *job_of(json_t *publications)
{
	return json_pack("{s:s, s:i, s:o}", "kind", "publish", "after", 0, "publications",
			 publications);
}

/* ---- the shelf ---- */

static void fill(struct office *o, size_t labels)
{
	uint32_t chance = 20261122;

	while (o->labels < labels) {
		json_t *all = json_array();
		CLEANUP(json_done) json_t *job = job_of(all);

		while (o->labels < labels && json_array_size(all) < FILL) {
			char number[SHELF_NUMBER_MAX];
			size_t at = o->labels;

			number_of(number, at);
			json_array_append_new(all, issue(o));
			chance = chance * 1664525 + 1013904223;
			o->is_suspended[at] = (chance >> 16) % SUSPENDED == 0;
			if (o->is_suspended[at])
				json_array_append_new(
				    all, publication(o, "suspend",
						     status_event(o, number, "suspended")));
		}
		/* With the list's entry: nothing of it is wanted back. */
		json_object_set_new(job, "after",
				    json_integer(o->size + (json_int_t)json_array_size(all) + 1));
		run_job(o, job);
	}
}

/* The list alone, of labels that stand as these do. */
static void measure_list(const struct office *o)
{
	CLEANUP(shelf_freep) struct shelf *shelf = shelf_new();
	CLEANUP(buf_done) struct buf list = BUF(STATUS_LIST_MESSAGE_MAX);

	for (size_t i = 0; i < o->labels; i++) {
		struct shelf_label label = { .level = 1, .last = i, .issued = (int64_t)i + 1 };

		number_of(label.number, i);
		(void)snprintf(label.status, sizeof(label.status), "%s",
			       o->is_suspended[i] ? "suspended" : "valid");
		shelf_put(shelf, &label);
	}
	double cpu = cpu_seconds();
	for (int i = 0; i < LIST_ROUNDS; i++) {
		buf_clear(&list);
		must(status_file_make(&list, shelf, ISSUER, time_unix(&time_system),
				      &o->keys.status, &err));
	}
	printf("%8zu %6s %9.3f ms of the processor for the status list alone, %zu bytes\n",
	       o->labels, "", (cpu_seconds() - cpu) * 1e3 / LIST_ROUNDS, list.n);
}

/* Dated answers about labels all over the log, one after another. */
static void measure_answers(struct office *o)
{
	size_t bytes = 0;
	double cpu = cpu_seconds();

	for (int i = 0; i < ANSWERS; i++) {
		CLEANUP(json_done) json_t *job = NULL;
		CLEANUP(json_done) json_t *result = NULL;
		char number[SHELF_NUMBER_MAX];

		number_of(number, (o->cursor += 7919) % o->labels);
		job = json_pack("{s:s, s:s}", "kind", "answer", "number", number);
		signer_job(o->signer, job, &result);
		const char *text = json_text(result, "answer");
		must(text ? 0 : err_set(&err, E_MISSING, "no answer about '%s'", number));
		bytes += text ? strlen(text) / 4 * 3 : 0;
	}
	printf("%8zu %6s %9.3f ms of the processor for a dated answer, %zu bytes\n", o->labels, "",
	       (cpu_seconds() - cpu) * 1e3 / ANSWERS, bytes / ANSWERS);
}

/* ---- batches ---- */

static int by_time(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void measure(struct office *o, size_t batch, size_t commits)
{
	json_t *jobs[COMMITS_MAX];
	double times[COMMITS_MAX] = { 0 }, all = 0;
	size_t labels = o->labels;

	for (size_t i = 0; i < commits; i++) {
		json_t *list = json_array();

		for (size_t k = 0; k < batch; k++)
			json_array_append_new(list, any(o));
		jobs[i] = job_of(list);
	}
	double cpu = cpu_seconds();
	for (size_t i = 0; i < commits; i++) {
		int64_t start = time_now(&time_system);

		json_object_set_new(jobs[i], "after", json_integer(o->size));
		run_job(o, jobs[i]);
		times[i] = seconds_since(start) * 1e3;
		all += times[i];
	}
	cpu = (cpu_seconds() - cpu) * 1e3;
	qsort(times, commits, sizeof(*times), by_time);
	printf("%8zu %6zu %8zu %10.0f %9.2f %9.2f %9.2f %9.2f\n", labels, batch, commits,
	       (double)(batch * commits) / all * 1e3, all / (double)commits, times[commits / 2],
	       times[commits * 99 / 100], cpu / (double)commits);
	for (size_t i = 0; i < commits; i++)
		json_decref(jobs[i]);
}

static void open_signer(struct office *o, const char *folder)
{
	const struct signer_options options = { folder, ISSUER, "見本機構", "Sample Agency",
						&time_system };

	must(signer_open(&o->signer, &options, &err));
}

/* What a server waits for when it starts, or when the signer has died. */
static void measure_opening(struct office *o, const char *folder)
{
	signer_freep(&o->signer);
	int64_t start = time_now(&time_system);
	double cpu = cpu_seconds();
	open_signer(o, folder);
	printf("%8zu %6s %9.3f s of the processor to open the log again, %.1f s in all, %" PRId64
	       " entries\n",
	       o->labels, "", cpu_seconds() - cpu, seconds_since(start), o->size);
}

static void publish(const char *folder, size_t labels)
{
	struct office o = { .decided = 0 };
	CLEANUP(mem_freep) char *keys = mem_format("%s/keys", folder);
	CLEANUP(json_done) json_t *nothing = job_of(json_array());

	day_of(o.today, time_unix(&time_system));
	must(day_add_months(o.end, o.today, 24));
	must(day_add(o.end, o.end, -1));
	open_signer(&o, folder);
	must(keyring_open(&o.keys, keys, &err));
	o.is_suspended = mem_array(labels + ISSUED_MAX, sizeof(bool));
	int64_t start = time_now(&time_system);
	run_job(&o, nothing);
	fill(&o, labels);
	fprintf(stderr, "%zu labels on the shelf after %.1f s\n", labels, seconds_since(start));
	measure(&o, 1, COMMITS_MAX);
	measure(&o, 8, COMMITS_MAX / 2);
	measure(&o, 64, COMMITS_MAX / 4);
	measure_list(&o);
	measure_answers(&o);
	measure_opening(&o, folder);
	signer_freep(&o.signer);
	keyring_done(&o.keys);
	mem_free(o.is_suspended);
}

int main(int argc, char **argv)
{
	uint64_t labels = 0;

	if (argc != 3 || num_u64(argv[2], 1, LABELS_MAX, &labels) < 0) {
		fprintf(stderr, "signer: usage: signer FOLDER LABELS\n");
		return 2;
	}
	publish(argv[1], labels);
	return 0;
}
