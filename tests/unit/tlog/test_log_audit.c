/*
 * The audit: every byte of a small log changed in turn is found, by file and byte, and the one that
 * appends refuses to sign; files that are missing, cut off, swapped or too many.
 */
#include "log_fixture.h"

#include <ftw.h>

#include "tlog/log_audit.h"
#include "tlog/tile.h"

#define FILES_MAX 64

static char *files[FILES_MAX];
static size_t files_n;

static int collect(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)where;
	if (type == FTW_F && !strstr(path, "/.lock")) {
		assert_true(files_n < FILES_MAX);
		files[files_n++] = mem_text(path);
	}
	return 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void list_files(const char *dir)
{
	files_n = 0;
	assert_int_equal(nftw(dir, collect, 16, FTW_PHYS), 0);
	qsort(files, files_n, sizeof(*files), by_text);
}

static void forget_files(void)
{
	while (files_n)
		mem_free(files[--files_n]);
}

/* 300 entries in three commits: two bundles, three levels of names, partial tiles of each. */
static void small_log(struct log_fixture *f, const char *name)
{
	CLEANUP(log_write_freep) struct log_write *w = NULL;
	struct err err = { 0 };

	log_fixture_init(f, name);
	if (log_fixture_open(f, &w, &err) < 0)
		fail_msg("%s", err.text);
	for (unsigned i = 0; i < 260; i += 130)
		log_fixture_append(w, 130);
	log_fixture_append(w, 3);
	log_fixture_append(w, 4);
}

/* Nothing may be signed over a log that is damaged: opening it fails, or the commit after it. */
static void refuses_to_sign(struct log_fixture *f, const char *what)
{
	CLEANUP(log_write_freep) struct log_write *w = NULL;
	unsigned before = f->signatures;
	uint64_t index;
	int r = log_fixture_open(f, &w, NULL);

	if (r == 0)
		r = log_write_append(w, bytes_of("new"), &index, NULL);
	if (r == 0)
		r = log_write_commit(w, NULL);
	TAP_CHECK(what, r < 0 && f->signatures == before);
}

static void every_byte(void **state)
{
	struct log_fixture f;
	struct log_audit out;
	struct err err = { 0 };
	size_t flips = 0, named = 0, offsets = 0;

	(void)state;
	small_log(&f, "flips");
	list_files(f.dir);
	for (size_t i = 0; i < files_n; i++) {
		const char *name = files[i] + strlen(f.dir) + 1;
		CLEANUP(buf_done) struct buf file = fixture_read(files[i]);
		FILE *out_file = fopen(files[i], "r+");

		assert_non_null(out_file);
		for (size_t at = 0; at < file.n; at++) {
			uint8_t bit = (uint8_t)(1u << (at + i) % 8);
			unsigned from, to;
			char what[120];

			(void)snprintf(what, sizeof(what), "%.80s %zu", name, at);
			fseek(out_file, (long)at, SEEK_SET);
			fputc(file.p[at] ^ bit, out_file);
			fflush(out_file);
			int r = log_audit(&out, f.dir, &f.key, 1, &err);
			TAP_CHECK(what, log_audit_is_damage(r) && err.text[0]);
			/* The file is named; the bytes, if they are said, are the right ones. */
			bool is_named = strncmp(err.text, name, strlen(name)) == 0;
			named += is_named;
			if (is_named &&
			    sscanf(err.text + strlen(name), ": bytes %u to %u", &from, &to) == 2)
				offsets += from <= at && at < to;
			/* Opening a log reads it all: every seventh will do here. */
			if (at % 7 == i % 7)
				refuses_to_sign(&f, what);
			fseek(out_file, (long)at, SEEK_SET);
			fputc(file.p[at], out_file);
			fflush(out_file);
			flips++;
		}
		fclose(out_file);
	}
	print_message("# %zu bytes of %zu files: %zu by the right name, %zu with the right bytes\n",
		      flips, files_n, named, offsets);
	assert_true(flips > 10000);
	assert_int_equal(named, flips);
	assert_int_equal(offsets, flips);
	if (log_audit(&out, f.dir, &f.key, 1, &err) < 0)
		fail_msg("%s", err.text);
	forget_files();
	log_fixture_done(&f);
}

/* The signer's memory too. */
static void every_byte_of_the_memory(void **state)
{
	struct log_fixture f;

	(void)state;
	small_log(&f, "memory");
	CLEANUP(buf_done) struct buf file = fixture_read(f.memory);
	for (size_t at = 0; at < file.n; at++) {
		file.p[at] ^= (uint8_t)(1u << at % 8);
		fixture_write(f.memory, buf_view(&file));
		refuses_to_sign(&f, "memory");
		file.p[at] ^= (uint8_t)(1u << at % 8);
	}
	log_fixture_done(&f);
}

static void missing_and_cut(void **state)
{
	struct log_fixture f;
	struct log_audit out;
	struct err err = { 0 };

	(void)state;
	small_log(&f, "cut");
	list_files(f.dir);
	for (size_t i = 0; i < files_n; i++) {
		const char *name = files[i] + strlen(f.dir) + 1;
		CLEANUP(buf_done) struct buf file = fixture_read(files[i]);
		/* The partial tiles of earlier checkpoints may go. */
		bool is_needed = !strstr(name, ".p/4") && !strstr(name, ".p/7");

		for (size_t n = 0; n <= file.n + 1; n += n + 40 < file.n ? 37 : 1) {
			CLEANUP(buf_done) struct buf part = BUF(file.n + 1);

			if (n == file.n)
				continue;
			buf_add(&part, file.p, n < file.n ? n : file.n);
			if (n > file.n)
				buf_u8(&part, 0);
			fixture_write(files[i], buf_view(&part));
			TAP_CHECK(name,
				  log_audit_is_damage(log_audit(&out, f.dir, &f.key, 1, &err)));
			TAP_CHECK(name, strncmp(err.text, name, strlen(name)) == 0);
		}
		refuses_to_sign(&f, name);
		assert_int_equal(unlink(files[i]), 0);
		int r = log_audit(&out, f.dir, &f.key, 1, &err);
		TAP_INT(name, r, is_needed ? E_MISSING : 0);
		if (is_needed)
			refuses_to_sign(&f, name);
		fixture_write(files[i], buf_view(&file));
	}
	assert_int_equal(log_audit(&out, f.dir, &f.key, 1, &err), 0);
	forget_files();
	log_fixture_done(&f);
}

static void put(const struct log_fixture *f, const char *name, struct bytes data)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/%s", f->dir, name);

	fixture_write(path, data);
}

static void does_not_belong(void **state)
{
	static const char *const names[] = { "tile/0/000.tmp", "tile/x", "tile/0/1",
					     "tile/0/x000" };
	struct log_fixture f;
	struct log_audit out;
	struct err err = { 0 };

	(void)state;
	small_log(&f, "strays");
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		CLEANUP(mem_freep) char *path = mem_format("%s/%s", f.dir, names[i]);

		put(&f, names[i], bytes_of("x"));
		TAP_INT(names[i], log_audit(&out, f.dir, &f.key, 1, &err), E_VERIFY);
		FIXTURE_SAYS(names[i], err.text, "does not belong to a log");
		FIXTURE_SAYS(names[i], err.text, names[i]);
		assert_int_equal(unlink(path), 0);
	}
	/* An append on its way is no damage. */
	put(&f, "tile/0/002", bytes_of("x"));
	assert_int_equal(log_audit(&out, f.dir, &f.key, 1, &err), 0);
	assert_int_equal(out.beyond, 1);
	log_fixture_done(&f);
}

/* A log that was rewritten with care: all fits but what was signed. */
static void rewritten(void **state)
{
	CLEANUP(log_write_freep) struct log_write *w = NULL;
	struct log_fixture f, other;
	struct log_audit out;
	struct err err = { 0 };
	uint64_t index;

	(void)state;
	small_log(&f, "honest");
	log_fixture_init(&other, "rewritten");
	assert_int_equal(log_fixture_open(&other, &w, &err), 0);
	for (unsigned i = 0; i < 267; i++) {
		char text[64];

		assert_int_equal(
		    log_write_append(w, i == 9 ? bytes_of("another") : log_fixture_entry(i, text),
				     &index, &err),
		    0);
	}
	assert_int_equal(log_write_commit(w, &err), 0);
	CLEANUP(mem_freep) char *from = mem_format("%s/checkpoint", f.dir);
	CLEANUP(buf_done) struct buf checkpoint = fixture_read(from);
	put(&other, "checkpoint", buf_view(&checkpoint));
	assert_int_equal(log_audit(&out, other.dir, &f.key, 1, &err), E_VERIFY);
	FIXTURE_SAYS("rewritten", err.text, "but not the root that was signed");
	log_fixture_done(&f);
	log_fixture_done(&other);
}

/* However many processes: the same answer. */
static void shared_work(void **state)
{
	CLEANUP(log_write_freep) struct log_write *w = NULL;
	struct log_fixture f;
	struct log_audit out;
	struct err err = { 0 };

	(void)state;
	log_fixture_init(&f, "shared");
	assert_int_equal(log_fixture_open(&f, &w, &err), 0);
	log_fixture_append(w, 20 * TILE_WIDTH + 5);
	for (unsigned n = 0; n <= LOG_AUDIT_PROCESSES_MAX + 1; n++) {
		assert_int_equal(log_audit(&out, f.dir, &f.key, n, &err), 0);
		assert_int_equal(out.checked, 20 * TILE_WIDTH + 5);
	}
	put(&f, "tile/entries/017", bytes_of("x"));
	put(&f, "tile/entries/003", bytes_of("x"));
	for (unsigned n = 0; n <= LOG_AUDIT_PROCESSES_MAX; n++) {
		assert_int_equal(log_audit(&out, f.dir, &f.key, n, &err), E_VERIFY);
		FIXTURE_SAYS("the first", err.text, "tile/entries/003: ");
	}
	log_fixture_done(&f);
}

/* A checkpoint that nobody vouches for may claim anything. */
static void absurd_sizes(void **state)
{
	static const char *const sizes[] = { "9223372036854775807", "1099511627776",
					     "1099511627775", "281474976710656" };
	struct log_fixture f;
	struct log_audit out;
	struct err err = { 0 };

	(void)state;
	small_log(&f, "absurd");
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		CLEANUP(mem_freep)
		char *text = mem_format("a\n%s\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n"
					"— a AAAAAAA=\n",
					sizes[i]);

		put(&f, "checkpoint", bytes_of(text));
		TAP_CHECK(sizes[i], log_audit(&out, f.dir, NULL, 2, &err) < 0);
	}
	log_fixture_done(&f);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_byte),      cmocka_unit_test(every_byte_of_the_memory),
	cmocka_unit_test(missing_and_cut), cmocka_unit_test(does_not_belong),
	cmocka_unit_test(rewritten),       cmocka_unit_test(shared_work),
	cmocka_unit_test(absurd_sizes),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
