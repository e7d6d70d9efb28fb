/*
 * The second opinion: the root of every size a log had, against the tree that grows; and that it
 * does not agree when the files, or what was signed before, are not what they should be.
 */
#include "log_fixture.h"

#include "tlog/log_file.h"
#include "tlog/log_recount.h"
#include "tlog/log_read.h"
#include "tlog/tile.h"

static void agrees(void **state)
{
	CLEANUP(log_write_freep) struct log_write *w = NULL;
	CLEANUP(log_read_freep) struct log_read *r = NULL;
	CLEANUP(fd_close) int dir = -1;
	struct log_fixture f;
	struct err err = { 0 };
	uint64_t seed = 11;

	(void)state;
	log_fixture_init(&f, "agrees");
	assert_int_equal(log_fixture_open(&f, &w, &err), 0);
	log_fixture_append(w, 65000);
	log_fixture_append(w, 2345);
	const uint64_t size = log_write_size(w);
	assert_int_equal(log_read_open(&r, f.dir, &f.key, &err), 0);
	assert_int_equal(log_file_open_dir(&dir, f.dir, &err), 0);
	for (unsigned i = 0; i < 60; i++) {
		uint64_t old = i < 4 ? i * 256 : tap_below(&seed, size + 1);
		struct merkle_hash old_root, root;

		old = i == 4 ? size : old;
		assert_int_equal(log_read_root(r, old, &old_root, &err), 0);
		if (log_recount(&root, dir, old, &old_root, size, &err) < 0)
			fail_msg("%" PRIu64 ": %s", old, err.text);
		assert_true(merkle_equal(&root, &log_read_checkpoint(r)->root));
		old_root.at[i % 32] ^= 1;
		assert_int_equal(log_recount(&root, dir, old, &old_root, size, &err), E_VERIFY);
		FIXTURE_SAYS("old root", err.text, "that were signed before");
	}
	log_fixture_done(&f);
}

/* Whatever byte of the batch is changed on the disk before it is counted: no signature. */
static void every_byte_of_a_batch(void **state)
{
	static const char *const names[] = { "tile/entries/001.p/44", "tile/0/001.p/44",
					     "tile/1/000.p/1", "tile/entries/000", "tile/0/000" };
	CLEANUP(log_write_freep) struct log_write *w = NULL;
	CLEANUP(log_read_freep) struct log_read *r = NULL;
	CLEANUP(fd_close) int dir = -1;
	struct merkle_hash old_root, root;
	struct log_fixture f;
	struct err err = { 0 };

	(void)state;
	log_fixture_init(&f, "batch");
	assert_int_equal(log_fixture_open(&f, &w, &err), 0);
	log_fixture_append(w, 200);
	log_fixture_append(w, 100);
	assert_int_equal(log_read_open(&r, f.dir, &f.key, &err), 0);
	assert_int_equal(log_read_root(r, 200, &old_root, &err), 0);
	assert_int_equal(log_file_open_dir(&dir, f.dir, &err), 0);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		CLEANUP(mem_freep) char *path = mem_format("%s/%s", f.dir, names[i]);
		CLEANUP(buf_done) struct buf file = fixture_read(path);

		for (size_t at = 0; at < file.n; at += 1 + file.n / 700) {
			file.p[at] ^= (uint8_t)(1u << at % 8);
			fixture_write(path, buf_view(&file));
			int code = log_recount(&root, dir, 200, &old_root, 300, &err);
			TAP_CHECK(names[i],
				  code < 0 || !merkle_equal(&root, &log_read_checkpoint(r)->root));
			file.p[at] ^= (uint8_t)(1u << at % 8);
		}
		assert_int_equal(unlink(path), 0);
		TAP_INT(names[i], log_recount(&root, dir, 200, &old_root, 300, &err), E_MISSING);
		fixture_write(path, buf_view(&file));
	}
	assert_int_equal(log_recount(&root, dir, 200, &old_root, 300, &err), 0);
	log_fixture_done(&f);
}

/* An older tile that is taken over, damaged while the appender runs. */
static void under_its_hands(void **state)
{
	CLEANUP(log_write_freep) struct log_write *w = NULL;
	struct log_fixture f;
	struct err err = { 0 };
	uint64_t index;

	(void)state;
	log_fixture_init(&f, "hands");
	assert_int_equal(log_fixture_open(&f, &w, &err), 0);
	log_fixture_append(w, 300);
	CLEANUP(mem_freep) char *path = mem_format("%s/tile/1/000.p/1", f.dir);
	CLEANUP(buf_done) struct buf file = fixture_read(path);
	file.p[5] ^= 4;
	fixture_write(path, buf_view(&file));
	unsigned before = f.signatures;
	assert_int_equal(log_write_append(w, bytes_of("x"), &index, &err), 0);
	assert_int_equal(log_write_commit(w, &err), E_VERIFY);
	FIXTURE_SAYS("refused", err.text, "nothing was signed: ");
	assert_int_equal(f.signatures, before);
	log_fixture_done(&f);
}

static void limit(void **state)
{
	struct merkle_hash root;

	(void)state;
	merkle_empty(&root);
	assert_int_equal(log_recount(&root, -1, 0, &root, LOG_RECOUNT_MAX + 1, NULL), E_LIMIT);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(agrees),
	cmocka_unit_test(every_byte_of_a_batch),
	cmocka_unit_test(under_its_hands),
	cmocka_unit_test(limit),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
