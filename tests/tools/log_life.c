/*
 * A log without the rest of a registry, for faults and for the bench of others:
 *
 *     log_life append DIR COMMITS ENTRIES NAME   so many commits of so many entries each, which say
 *                                                NAME; "ack INDEX TEXT" when they are committed
 *     log_life verify DIR                        lines "ack INDEX TEXT" on standard input: are they
 *                                                all there, is the log sound, and was never more
 *                                                than one tree of a size signed?
 *     log_life key                               the verifier key
 *
 * Beside DIR lie DIR.signed, the signer's memory, and DIR.trees: a line for each checkpoint that
 * was ever signed, written before the signature is made.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "crypto/ed25519.h"
#include "tlog/checkpoint.h"
#include "tlog/log_audit.h"
#include "tlog/log_read.h"
#include "tlog/log_write.h"

#define LINE_MAX_ALL 200
#define COMMIT_MAX 1000

static struct ed25519_key secret;
static struct note_key key;
static char *trees;

NORETURN static void give_up(const struct err *err)
{
	fprintf(stderr, "log_life: %s\n", err->text);
	exit(1);
}

static int sign(void *context, struct bytes text, struct buf *out, struct err *err)
{
	CLEANUP(fd_close) int fd = open(trees, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	CLEANUP(buf_done) struct buf line = BUF(1000);
	struct checkpoint c;

	(void)context;
	int r = checkpoint_parse(&c, text, err);
	if (r < 0)
		return r;
	buf_format(&line, "%" PRIu64 " ", c.size);
	base64_encode(&line, (struct bytes){ c.root.at, MERKLE_HASH_SIZE });
	buf_text(&line, "\n");
	if (fd < 0 || fd_write_full(fd, buf_view(&line)) < 0)
		return err_set(err, E_REFUSED, "the signer cannot write down what it signs");
	note_sign(out, text, &key, &secret);
	return 0;
}

/* ---- append ---- */

static void commit(struct log_write *w, uint64_t entries, const char *name, unsigned number)
{
	struct err err = { 0 };
	uint64_t first = 0, index;

	for (uint64_t i = 0; i < entries; i++) {
		char text[LINE_MAX_ALL];

		(void)snprintf(text, sizeof(text), "%s.%u.%" PRIu64, name, number, i);
		if (log_write_append(w, bytes_of(text), &index, &err) < 0)
			give_up(&err);
		if (i == 0)
			first = index;
	}
	if (log_write_commit(w, &err) < 0)
		give_up(&err);
	for (uint64_t i = 0; i < entries; i++)
		printf("ack %" PRIu64 " %s.%u.%" PRIu64 "\n", first + i, name, number, i);
	/* Whoever reads it learns of all of a commit or of none. */
	if (fflush(stdout) != 0)
		exit(1);
}

static void append(const char *dir, const char *memory, uint64_t commits, uint64_t entries,
		   const char *name)
{
	CLEANUP(log_write_freep) struct log_write *w = NULL;
	const struct log_write_options options = { dir, memory, &key, sign, NULL };
	struct err err = { 0 };

	if (log_write_open(&w, &options, &err) < 0)
		give_up(&err);
	for (unsigned i = 0; i < commits; i++)
		commit(w, entries, name, i);
}

/* ---- verify ---- */

static unsigned problems;

PRINTF_LIKE(1, 2) static void problem(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	problems++;
}

/* Half a line at the end is what a killed process leaves: it was not told. */
static bool read_line(FILE *in, char line[LINE_MAX_ALL])
{
	if (!fgets(line, LINE_MAX_ALL, in))
		return false;
	size_t n = strlen(line);
	if (n == 0 || line[n - 1] != '\n')
		return false;
	line[n - 1] = '\0';
	return true;
}

static uint64_t check_acks(struct log_read *r)
{
	char line[LINE_MAX_ALL];
	struct err err = { 0 };
	uint64_t n = 0, index;

	while (read_line(stdin, line)) {
		char *text = strncmp(line, "ack ", 4) == 0 ? strchr(line + 4, ' ') : NULL;
		struct bytes entry;

		if (!text) {
			problem("not an acknowledgement: %s", line);
			continue;
		}
		*text++ = '\0';
		if (num_u64(line + 4, 0, UINT64_MAX, &index) < 0 ||
		    log_read_entry(r, index, &entry, &err) < 0)
			problem("entry %s is lost: %s", line + 4, err.text);
		else if (!bytes_equal(entry, bytes_of(text)))
			problem("entry %s is not what was acknowledged", line + 4);
		n++;
	}
	return n;
}

/* Each tree that was signed is the beginning of the log as it is: so there is one of each size. */
static uint64_t check_trees(struct log_read *r)
{
	FILE *in = fopen(trees, "r");
	char line[LINE_MAX_ALL];
	struct err err = { 0 };
	uint64_t n = 0, size;

	if (!in)
		return 0;
	while (read_line(in, line)) {
		struct merkle_hash signed_root, root;
		char *text = strchr(line, ' ');

		if (!text)
			continue;
		*text++ = '\0';
		if (num_u64(line, 0, UINT64_MAX, &size) < 0 ||
		    base64_decode_exact(signed_root.at, MERKLE_HASH_SIZE, bytes_of(text)) < 0)
			continue;
		if (log_read_root(r, size, &root, &err) < 0)
			problem("a tree of %s entries was signed: %s", line, err.text);
		else if (!merkle_equal(&root, &signed_root))
			problem("two trees of %s entries were signed", line);
		n++;
	}
	fclose(in);
	return n;
}

static int verify(const char *dir)
{
	CLEANUP(log_read_freep) struct log_read *r = NULL;
	struct log_audit audit;
	struct err err = { 0 };

	if (log_audit(&audit, dir, &key, 1, &err) < 0) {
		problem("the audit: %s", err.text);
		return 1;
	}
	if (log_read_open(&r, dir, &key, &err) < 0)
		give_up(&err);
	uint64_t acks = check_acks(r), signed_trees = check_trees(r);
	printf("%" PRIu64 " entries, %" PRIu64 " acknowledged, %" PRIu64
	       " checkpoints signed, %u problems\n",
	       audit.size, acks, signed_trees, problems);
	return problems > 0;
}

int main(int argc, char **argv)
{
	static const uint8_t seed[ED25519_SEED_SIZE] = { 7 };
	uint64_t commits, entries;

	ed25519_key_of(&secret, seed);
	if (note_key_of(&key, "log.example/life", NOTE_KEY_ED25519, secret.public_key) < 0)
		return 1;
	if (argc == 2 && text_equal(argv[1], "key")) {
		CLEANUP(buf_done) struct buf text = BUF(1000);

		note_key_format(&text, &key);
		puts(buf_cstr(&text));
		return 0;
	}
	if (argc < 3)
		return 2;
	CLEANUP(mem_freep) char *memory = mem_format("%s.signed", argv[2]);
	trees = mem_format("%s.trees", argv[2]);
	if (argc == 3 && text_equal(argv[1], "verify"))
		return verify(argv[2]);
	if (argc != 6 || !text_equal(argv[1], "append") ||
	    num_u64(argv[3], 0, COMMIT_MAX, &commits) < 0 ||
	    num_u64(argv[4], 1, LOG_WRITE_ENTRIES_MAX, &entries) < 0) {
		fprintf(stderr,
			"usage: log_life append DIR COMMITS ENTRIES NAME | verify DIR | key\n");
		return 2;
	}
	append(argv[2], memory, commits, entries, argv[5]);
	return 0;
}
