/*
 * A transparency log under load:
 *
 *     log append FOLDER [SECONDS [CLIENTS]]   waiting clients with 300-byte entries, group commit
 *     log fill FOLDER ENTRIES                 a log of so many, unless it is there
 *     log audit FOLDER [PROCESSES]            all of it, hashes only
 *     log hash                                the hash of a leaf and of a node
 *
 * A client hands in an entry and waits until the checkpoint that has it is durable; then it hands
 * in the next.  All that wait are committed together, as soon as the commit before is done: the
 * loop is the signer's.  The time of an entry is from handing in to published checkpoint.
 */
#include <sys/stat.h>

#include "base/base.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/ed25519.h"
#include "tlog/log_audit.h"
#include "tlog/log_write.h"
#include "tlog/merkle.h"
#include "tlog/note.h"

#define ENTRY 300
#define SECONDS_DEFAULT 10
#define CLIENTS_DEFAULT 20000
#define BATCH 65536
#define TIMES_MAX (64u << 20)
#define HASHES 2000000

static struct ed25519_key secret;
static struct note_key key;

static int sign(void *context, struct bytes text, struct buf *out, struct err *err)
{
	(void)context;
	(void)err;
	note_sign(out, text, &key, &secret);
	return 0;
}

static double seconds_since(int64_t start)
{
	return (double)(time_now(&time_system) - start) / 1e9;
}

static double cpu_seconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* No two alike, and nothing to compress. */
static void make_entry(uint8_t entry[ENTRY], uint64_t i)
{
	uint64_t z = i * UINT64_C(0x9e3779b97f4a7c15) + 1;

	for (size_t at = 0; at + 8 <= ENTRY; at += 8) {
		z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
		z ^= z >> 27;
		memcpy(entry + at, &z, 8);
	}
}

static int open_log(struct log_write **w, const char *dir, char **memory, struct err *err)
{
	*memory = mem_format("%s.signed", dir);
	const struct log_write_options o = { dir, *memory, &key, sign, NULL };
	return log_write_open(w, &o, err);
}

/* ---- append ---- */

static int by_time(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double ms(int64_t ns)
{
	return (double)ns / 1e6;
}

struct load {
	int64_t *handed_in; /* of each client */
	int64_t *times;     /* of each entry that was published */
	size_t n;
};

/* All who wait are committed together, and come back at once. */
static int append_round(struct log_write *w, struct load *l, uint64_t clients, struct err *err)
{
	uint8_t entry[ENTRY] = { 0 };
	uint64_t index = 0;

	for (uint64_t i = 0; i < clients; i++) {
		make_entry(entry, l->n + i);
		int r = log_write_append(w, (struct bytes){ entry, ENTRY }, &index, err);
		if (r < 0)
			return r;
	}
	int r = log_write_commit(w, err);
	if (r < 0)
		return r;
	int64_t now = time_now(&time_system);
	for (uint64_t i = 0; i < clients && l->n < TIMES_MAX; i++) {
		l->times[l->n++] = now - l->handed_in[i];
		l->handed_in[i] = now;
	}
	return 0;
}

static int append(const char *dir, uint64_t seconds, uint64_t clients, struct err *err)
{
	CLEANUP(log_write_freep) struct log_write *w = NULL;
	CLEANUP(mem_freep) char *memory = NULL;
	struct load l = { mem_array((size_t)clients, sizeof(int64_t)),
			  mem_array(TIMES_MAX, sizeof(int64_t)), 0 };
	unsigned commits = 0;
	int r = open_log(&w, dir, &memory, err);
	int64_t start = time_now(&time_system);
	double cpu = cpu_seconds();

	for (uint64_t i = 0; i < clients; i++)
		l.handed_in[i] = start;
	for (; r == 0 && seconds_since(start) < (double)seconds; commits++)
		r = append_round(w, &l, clients, err);
	double took = seconds_since(start);
	cpu = cpu_seconds() - cpu;
	if (r == 0) {
		qsort(l.times, l.n, sizeof(*l.times), by_time);
		printf("%8" PRIu64 " %10zu %9u %12.0f %12.0f %9.0f %9.0f %9.0f\n", clients, l.n,
		       commits, (double)l.n / took, (double)l.n / cpu, ms(l.times[l.n / 2]),
		       ms(l.times[l.n * 99 / 100]), ms(l.times[l.n - 1]));
	}
	mem_free(l.handed_in);
	mem_free(l.times);
	return r;
}

/* ---- fill, audit, hash ---- */

static int fill(const char *dir, uint64_t entries, struct err *err)
{
	CLEANUP(log_write_freep) struct log_write *w = NULL;
	CLEANUP(mem_freep) char *memory = NULL;
	uint8_t entry[ENTRY] = { 0 };
	uint64_t index;
	int r = open_log(&w, dir, &memory, err);
	int64_t start = time_now(&time_system);

	while (r == 0 && log_write_size(w) < entries) {
		uint64_t first = log_write_size(w);

		for (uint64_t i = first; r == 0 && i < entries && i < first + BATCH; i++) {
			make_entry(entry, i);
			r = log_write_append(w, (struct bytes){ entry, ENTRY }, &index, err);
		}
		if (r == 0)
			r = log_write_commit(w, err);
	}
	if (r == 0)
		printf("%" PRIu64 " entries in %.1f s, commits of %d\n", entries,
		       seconds_since(start), BATCH);
	return r;
}

static int audit(const char *dir, uint64_t processes, struct err *err)
{
	struct log_audit a;
	int64_t start = time_now(&time_system);
	int r = log_audit(&a, dir, NULL, (unsigned)processes, err);

	if (r == 0)
		printf("%10" PRIu64 " %10.1f %10" PRIu64 " %8.1f\n", a.checked,
		       (double)a.bytes / 1e6, processes, seconds_since(start));
	return r;
}

static void hash(void)
{
	struct merkle_hash h = { { 1 } };
	uint8_t entry[ENTRY] = { 0 };
	double cpu = cpu_seconds();

	for (unsigned i = 0; i < HASHES; i++)
		merkle_node(&h, &h, &h);
	printf("node: %.0f ns\n", (cpu_seconds() - cpu) * 1e9 / HASHES);
	cpu = cpu_seconds();
	for (unsigned i = 0; i < HASHES; i++) {
		merkle_leaf(&h, (struct bytes){ entry, ENTRY });
		entry[0] = h.at[0];
	}
	printf("leaf of %d bytes: %.0f ns\n", ENTRY, (cpu_seconds() - cpu) * 1e9 / HASHES);
}

int main(int argc, char **argv)
{
	static const uint8_t seed[ED25519_SEED_SIZE] = { 9 };
	const char *what = argc > 1 ? argv[1] : "";
	uint64_t a = 0, b = 0;
	struct err err = { 0 };
	int r = E_USAGE;

	ed25519_key_of(&secret, seed);
	if (note_key_of(&key, "log.example/bench", NOTE_KEY_ED25519, secret.public_key) < 0)
		return 1;
	bool has_a = argc > 3 && num_u64(argv[3], 1, UINT32_MAX, &a) == 0;
	bool has_b = argc > 4 && num_u64(argv[4], 1, LOG_WRITE_ENTRIES_MAX, &b) == 0;
	if (text_equal(what, "hash")) {
		hash();
		return 0;
	}
	if (text_equal(what, "append") && argc > 2)
		r = append(argv[2], has_a ? a : SECONDS_DEFAULT, has_b ? b : CLIENTS_DEFAULT, &err);
	else if (text_equal(what, "fill") && has_a)
		r = fill(argv[2], a, &err);
	else if (text_equal(what, "audit") && argc > 2)
		r = audit(argv[2], has_a ? a : 1, &err);
	else
		(void)err_set(&err, E_USAGE, "log append|fill|audit FOLDER ... | log hash");
	if (r < 0)
		fprintf(stderr, "log: %s\n", err.text);
	return r < 0;
}
