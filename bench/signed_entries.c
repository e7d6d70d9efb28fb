/*
 * Durable entries of issues, with a label signature each and without, for bench/signer.sh: S1,
 * entry, log; commits of so many.
 *
 *     signed_entries FOLDER SECONDS [ENTRIES]
 *
 * FOLDER has to be there, and empty.
 */
#include "base/base.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/time.h"
#include "crypto/ed25519.h"
#include "crypto/signing_key.h"
#include "label/log_entry.h"
#include "label/statement.h"
#include "tlog/log_write.h"
#include "tlog/note.h"

#define ISSUER "label.example.jp"
#define SECONDS_MAX 600

static struct err err;

static void must(int r)
{
	if (r >= 0)
		return;
	fprintf(stderr, "signed_entries: %s\n", err.text);
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

static struct ed25519_key log_secret;
static struct note_key log_key;

static int sign_note(void *context, struct bytes text, struct buf *out, struct err *e)
{
	(void)context;
	(void)e;
	note_sign(out, text, &log_key, &log_secret);
	return 0;
}

/* One issue, in the words that the label's code and the log have for it. */
static void make_entry(struct buf *entry, struct statement *s, const struct signing_key *key,
		       bool anew)
{
	static uint8_t message[STATEMENT_MAX];
	static size_t n;
	struct log_entry e = { .kind = LOG_LABEL_ISSUED,
			       .at = time_unix(&time_system),
			       .decided = s->log_index + 1,
			       .level = s->level,
			       .valid_until = "2028-11-20",
			       .previous = -1 };

	(void)snprintf(s->number, sizeof(s->number), "S1-2026-%07" PRId64, s->log_index);
	if (anew || n == 0) {
		CLEANUP(buf_done) struct buf out = BUF(STATEMENT_MAX);

		must(statement_sign(&out, s, key, &err));
		n = out.n;
		memcpy(message, out.p, n);
	}
	memcpy(e.subject, s->number, sizeof(s->number));
	memcpy(e.digest, &s->log_index, sizeof(s->log_index));
	e.statement = (struct bytes){ message, n };
	log_entry_write(entry, &e);
	must(buf_ok(entry) ? 0 : err_set(&err, E_LIMIT, "an entry is too long"));
}

static void entries(const char *folder, bool is_signed, uint64_t seconds, uint64_t batch)
{
	static const char *const models[] = { "NC-100", "NC-200" };
	struct statement s = { .issuer = ISSUER,
			       .issued = "2026-11-21",
			       .valid_until = "2028-11-20",
			       .support_until = "2030-03-31",
			       .level = 1,
			       .criteria = "JST-CR-01-01-2024R1",
			       .corporate_number = "7000012050002" };
	CLEANUP(signing_key_done) struct signing_key key = { 0 };
	CLEANUP(log_write_freep) struct log_write *w = NULL;
	CLEANUP(mem_freep) char *dir = mem_format("%s/%s", folder, is_signed ? "signed" : "plain");
	CLEANUP(mem_freep) char *memory = mem_format("%s.memory", dir);
	CLEANUP(buf_done) struct buf entry = BUF(LOG_ENTRY_MAX);
	uint64_t index, commits = 0, bytes = 0;

	must(model_list_make(&s.models, models, ARRAY_LEN(models), &err));
	must(signing_key_create(&key, &err));
	must(log_write_open(
	    &w, &(struct log_write_options){ dir, memory, &log_key, sign_note, NULL }, &err));
	int64_t start = time_now(&time_system);
	double cpu = cpu_seconds();
	do {
		for (uint64_t i = 0; i < batch; i++, s.log_index++) {
			buf_clear(&entry);
			make_entry(&entry, &s, &key, is_signed);
			bytes += entry.n;
			must(log_write_append(w, buf_view(&entry), &index, &err));
		}
		must(log_write_commit(w, &err));
		commits++;
	} while (seconds_since(start) < (double)seconds);
	cpu = cpu_seconds() - cpu;
	double n = (double)log_write_size(w);
	printf("%-10s %8" PRIu64 " %10.0f %8" PRIu64 " %8.0f %12.0f %12.0f\n",
	       is_signed ? "signed" : "unsigned", batch, n, commits, (double)bytes / n,
	       n / seconds_since(start), n / cpu);
}

int main(int argc, char **argv)
{
	static const uint8_t seed[ED25519_SEED_SIZE] = { 9 };
	uint64_t seconds = 0, batch = LOG_WRITE_ENTRIES_MAX;

	if (argc < 3 || argc > 4 || num_u64(argv[2], 1, SECONDS_MAX, &seconds) < 0 ||
	    (argc > 3 && num_u64(argv[3], 1, LOG_WRITE_ENTRIES_MAX, &batch) < 0)) {
		fprintf(stderr, "signed_entries: usage: signed_entries FOLDER SECONDS [ENTRIES]\n");
		return 2;
	}
	ed25519_key_of(&log_secret, seed);
	must(note_key_of(&log_key, "log.example/bench", NOTE_KEY_ED25519, log_secret.public_key));
	entries(argv[1], false, seconds, batch);
	entries(argv[1], true, seconds, batch);
	return 0;
}
