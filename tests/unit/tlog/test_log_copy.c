/* Copies of a log that grows: each is whole, sound, and opens for appending. */
#include "log_fixture.h"

#include <fcntl.h>

#include "base/folder.h"
#include "tlog/log_audit.h"
#include "tlog/log_copy.h"
#include "tlog/log_file.h"

static int open_dir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	assert_true(fd >= 0);
	return fd;
}

static void touch(int dir, const char *name, const char *text)
{
	CLEANUP(fd_close) int fd = openat(dir, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(fd_write_full(fd, bytes_of(text)), 0);
}

/* A copy in a new folder; the code. */
static int copy(const struct log_fixture *f, const char *name, struct log_memory *tree,
		struct err *err)
{
	CLEANUP(mem_freep) char *path = fixture_path(name);
	CLEANUP(buf_done) struct buf note = BUF(NOTE_SIZE_MAX);

	assert_int_equal(mkdir(path, 0755), 0);
	CLEANUP(fd_close) int from = open_dir(f->dir), to = open_dir(path);
	int r = log_copy(tree, &note, from, to, err);

	assert_true(r < 0 || note.n > 0);
	return r;
}

/* Sound, and what a signer would go on with, its memory being the checkpoint's. */
static void goes_on(const struct log_fixture *f, const char *name, const struct log_memory *tree)
{
	struct log_fixture other = *f;
	CLEANUP(log_write_freep) struct log_write *w = NULL;
	struct log_audit audit;
	struct err err = { 0 };

	other.dir = fixture_path(name);
	other.memory = mem_format("%s.signed", other.dir);
	if (log_audit(&audit, other.dir, &f->key, 1, &err) < 0)
		fail_msg("%s: %s", name, err.text);
	assert_int_equal(audit.size, tree->size);
	assert_int_equal(audit.beyond, 0);
	if (log_memory_write(other.memory, f->key.name, tree, &err) < 0 ||
	    log_fixture_open(&other, &w, &err) < 0)
		fail_msg("%s: %s", name, err.text);
	assert_int_equal(log_write_size(w), tree->size);
	log_fixture_append(w, 3);
	log_fixture_done(&other);
}

static void at_each_size(void **state)
{
	static const uint64_t sizes[] = { 0, 1, 255, 256, 257, 511, 512, 600, 66000 };
	CLEANUP(log_write_freep) struct log_write *w = NULL;
	struct log_fixture f;
	struct err err = { 0 };

	(void)state;
	log_fixture_init(&f, "sizes");
	assert_int_equal(log_fixture_open(&f, &w, &err), 0);
	CLEANUP(fd_close) int dir = open_dir(f.dir);
	assert_int_equal(mkdirat(dir, "record", 0755), 0);
	touch(dir, "record/000", "{}\n");
	touch(dir, "keys.json", "{}\n");
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		CLEANUP(mem_freep) char *name = mem_format("size-%zu", i);
		CLEANUP(mem_freep) char *path = fixture_path(name);
		struct log_memory tree;

		for (uint64_t left = sizes[i] - log_write_size(w); left > 0;) {
			uint64_t n = left < 60000 ? left : 60000;

			log_fixture_append(w, n);
			left -= n;
		}
		if (copy(&f, name, &tree, &err) < 0)
			fail_msg("%s", err.text);
		assert_int_equal(tree.size, sizes[i]);
		CLEANUP(fd_close) int to = open_dir(path);
		assert_int_equal(faccessat(to, "record/000", F_OK, 0), 0);
		assert_int_equal(faccessat(to, "keys.json", F_OK, 0), 0);
		assert_int_equal(faccessat(to, LOG_FILE_LOCK, F_OK, 0), -1);
		assert_int_equal(faccessat(to, LOG_FILE_NEW, F_OK, 0), -1);
		goes_on(&f, name, &tree);
	}
	log_fixture_done(&f);
}

/*
 * Between the checkpoint and the files the log grew, and its partial tiles made room for full ones:
 * the older checkpoint is put back to look so.
 */
static void while_it_grows(void **state)
{
	CLEANUP(log_write_freep) struct log_write *w = NULL;
	CLEANUP(buf_done) struct buf note = BUF(NOTE_SIZE_MAX);
	struct log_fixture f;
	struct log_memory tree;
	struct err err = { 0 };

	(void)state;
	log_fixture_init(&f, "grows");
	CLEANUP(mem_freep) char *checkpoint = mem_format("%s/" LOG_FILE_CHECKPOINT, f.dir);
	assert_int_equal(log_fixture_open(&f, &w, &err), 0);
	log_fixture_append(w, 700);
	assert_int_equal(fd_read_file(&note, checkpoint, NOTE_SIZE_MAX, &err), 0);
	log_fixture_append(w, 60000);
	log_fixture_append(w, 6000);
	assert_int_equal(fd_write_file(checkpoint, buf_view(&note), 0644, &err), 0);
	if (copy(&f, "grown", &tree, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(tree.size, 700);
	goes_on(&f, "grown", &tree);
	log_fixture_done(&f);
}

static void damage(void **state)
{
	CLEANUP(log_write_freep) struct log_write *w = NULL;
	struct log_fixture f;
	struct log_memory tree;
	struct err err = { 0 };

	(void)state;
	log_fixture_init(&f, "damaged");
	CLEANUP(mem_freep) char *checkpoint = mem_format("%s/" LOG_FILE_CHECKPOINT, f.dir);
	CLEANUP(mem_freep) char *bundle = mem_format("%s/tile/entries/000", f.dir);

	/* No log yet is no damage. */
	assert_int_equal(mkdir(f.dir, 0755), 0);
	assert_int_equal(copy(&f, "none", &tree, &err), E_MISSING);
	assert_int_equal(log_fixture_open(&f, &w, &err), 0);
	log_fixture_append(w, 300);
	assert_int_equal(rename(bundle, f.memory), 0);
	assert_int_equal(copy(&f, "no-bundle", &tree, &err), E_VERIFY);
	FIXTURE_SAYS("bundle", err.text, "tile/entries/000: the file is missing");
	assert_int_equal(unlink(checkpoint), 0);
	assert_int_equal(copy(&f, "no-checkpoint", &tree, &err), E_VERIFY);
	FIXTURE_SAYS("checkpoint", err.text, "its checkpoint is missing");
	assert_int_equal(fd_write_file(checkpoint, bytes_of("x\n"), 0644, &err), 0);
	assert_int_equal(copy(&f, "bad-checkpoint", &tree, &err), E_VERIFY);
	FIXTURE_SAYS("checkpoint", err.text, "the log's checkpoint is damaged");
	log_fixture_done(&f);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(at_each_size),
	cmocka_unit_test(while_it_grows),
	cmocka_unit_test(damage),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
