/*
 * Appending: the files a log consists of at each size, batches of any size against a naive count of
 * hashes, limits, and everything that opening has to refuse.
 */
#include "log_fixture.h"

#include <sys/stat.h>
#include <sodium.h>

#include "base/base64.h"
#include "tlog/log_audit.h"
#include "tlog/log_read.h"
#include "tlog/tile.h"

static struct checkpoint published(const struct log_fixture *f)
{
	CLEANUP(log_read_freep) struct log_read *r = NULL;
	struct err err = { 0 };

	if (log_read_open(&r, f->dir, &f->key, &err) < 0)
		fail_msg("%s", err.text);
	struct checkpoint c = *log_read_checkpoint(r);
	c.origin = c.extensions = (struct bytes){ 0 };
	return c;
}

static void sound(const struct log_fixture *f, uint64_t size)
{
	struct log_audit out;
	struct err err = { 0 };

	if (log_audit(&out, f->dir, &f->key, 2, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(out.size, size);
	assert_int_equal(out.checked, size);
	assert_int_equal(out.beyond, 0);
}

static bool exists(const struct log_fixture *f, const char *name)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/%s", f->dir, name);

	return access(path, F_OK) == 0;
}

static void from_nothing(void **state)
{
	CLEANUP(log_write_freep) struct log_write *w = NULL, *second = NULL;
	struct log_fixture f;
	struct err err = { 0 };
	struct stat st;

	(void)state;
	log_fixture_init(&f, "new");
	assert_int_equal(log_fixture_open(&f, &w, &err), 0);
	assert_int_equal(log_write_size(w), 0);
	assert_int_equal(f.signatures, 1);
	sound(&f, 0);

	/* One writer. */
	assert_int_equal(log_fixture_open(&f, &second, &err), E_EXISTS);
	FIXTURE_SAYS("lock", err.text, "another process appends");

	/* Nothing to commit is nothing to sign. */
	assert_int_equal(log_write_commit(w, &err), 0);
	assert_int_equal(f.signatures, 1);
	log_fixture_append(w, 1);
	assert_int_equal(f.signatures, 2);
	sound(&f, 1);
	assert_true(exists(&f, "tile/0/000.p/1") && exists(&f, "tile/entries/000.p/1"));
	log_write_freep(&w);

	/* The memory is the signer's alone; what is public is readable. */
	assert_int_equal(stat(f.memory, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	CLEANUP(mem_freep) char *tile = mem_format("%s/tile/0/000.p/1", f.dir);
	assert_int_equal(stat(tile, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0644);
	log_fixture_done(&f);
}

/* Partial tiles stay until the full one is there, and no longer. */
static void files_of_each_size(void **state)
{
	CLEANUP(log_write_freep) struct log_write *w = NULL;
	struct log_fixture f;
	struct err err = { 0 };

	(void)state;
	log_fixture_init(&f, "sizes");
	assert_int_equal(log_fixture_open(&f, &w, &err), 0);
	log_fixture_append(w, 200);
	log_fixture_append(w, 55);
	assert_true(exists(&f, "tile/0/000.p/200") && exists(&f, "tile/0/000.p/255"));
	assert_true(!exists(&f, "tile/1"));
	sound(&f, 255);
	log_fixture_append(w, 1);
	assert_true(exists(&f, "tile/0/000") && exists(&f, "tile/entries/000") &&
		    exists(&f, "tile/1/000.p/1"));
	assert_true(!exists(&f, "tile/0/000.p") && !exists(&f, "tile/entries/000.p"));
	assert_true(!exists(&f, "tile/0/001.p"));
	sound(&f, 256);
	log_fixture_append(w, 300);
	assert_true(exists(&f, "tile/0/001") && exists(&f, "tile/0/002.p/44") &&
		    exists(&f, "tile/1/000.p/2"));
	sound(&f, 556);
	log_fixture_done(&f);
}

/* The root after random batches, from leaves that were hashed by another library. */
static void batches(void **state)
{
	CLEANUP(log_write_freep) struct log_write *w = NULL;
	struct merkle_edge edge = { .size = 0 };
	struct merkle_hash root;
	struct log_fixture f;
	struct err err = { 0 };
	uint64_t seed = 7;

	(void)state;
	log_fixture_init(&f, "batches");
	assert_int_equal(log_fixture_open(&f, &w, &err), 0);
	for (unsigned i = 0; i < 60; i++) {
		uint64_t n = tap_below(&seed, 4) ? tap_below(&seed, 70) : tap_below(&seed, 3000);
		uint64_t first = log_write_size(w);

		for (uint64_t k = first; k < first + n; k++) {
			crypto_hash_sha256_state s;
			struct merkle_hash leaf;
			char text[64];
			struct bytes entry = log_fixture_entry(k, text);

			crypto_hash_sha256_init(&s);
			crypto_hash_sha256_update(&s, (const uint8_t *)"\0", 1);
			crypto_hash_sha256_update(&s, entry.p, entry.n);
			crypto_hash_sha256_final(&s, leaf.at);
			merkle_edge_add(&edge, &leaf);
		}
		log_fixture_append(w, n);
		merkle_edge_root(&root, &edge);
		struct checkpoint c = published(&f);
		assert_int_equal(c.size, edge.size);
		assert_true(merkle_equal(&c.root, &root));
		/* Now and then by another process. */
		if (i % 7 == 0) {
			log_write_freep(&w);
			assert_int_equal(log_fixture_open(&f, &w, &err), 0);
			assert_int_equal(log_write_size(w), edge.size);
		}
	}
	sound(&f, edge.size);
	print_message("# %" PRIu64 " entries in 60 commits\n", edge.size);
	log_fixture_done(&f);
}

/* Beyond one tile of level 1: three levels, and the recount's use of older tiles. */
static void three_levels(void **state)
{
	CLEANUP(log_write_freep) struct log_write *w = NULL;
	struct log_fixture f;
	struct err err = { 0 };

	(void)state;
	log_fixture_init(&f, "levels");
	assert_int_equal(log_fixture_open(&f, &w, &err), 0);
	log_fixture_append(w, 65000);
	log_fixture_append(w, 535);
	assert_true(exists(&f, "tile/1/000.p/255"));
	log_fixture_append(w, 1);
	assert_true(exists(&f, "tile/1/000") && exists(&f, "tile/2/000.p/1") &&
		    !exists(&f, "tile/1/000.p"));
	log_fixture_append(w, 1000);
	assert_true(exists(&f, "tile/1/001.p/3"));
	sound(&f, 66536);
	log_write_freep(&w);
	assert_int_equal(log_fixture_open(&f, &w, &err), 0);
	log_fixture_append(w, 1);
	sound(&f, 66537);

	CLEANUP(log_read_freep) struct log_read *r = NULL;
	struct checkpoint c = published(&f);
	assert_int_equal(log_read_open(&r, f.dir, &f.key, &err), 0);
	for (uint64_t i = 0; i < c.size; i += 4099) {
		struct merkle_proof proof;
		struct merkle_hash leaf, old;
		struct bytes entry;
		char text[64];

		assert_int_equal(log_read_entry(r, i, &entry, &err), 0);
		assert_true(bytes_equal(entry, log_fixture_entry(i, text)));
		merkle_leaf(&leaf, entry);
		assert_int_equal(log_read_inclusion(r, i, &proof, &err), 0);
		assert_int_equal(merkle_check_inclusion(&proof, i, c.size, &leaf, &c.root), 0);
		assert_int_equal(log_read_root(r, i, &old, &err), 0);
		assert_int_equal(log_read_consistency(r, i, &proof, &err), 0);
		assert_int_equal(merkle_check_consistency(&proof, i, &old, c.size, &c.root), 0);
	}
	struct bytes entry;
	struct merkle_proof proof;
	assert_int_equal(log_read_entry(r, c.size, &entry, &err), E_LIMIT);
	assert_int_equal(log_read_inclusion(r, c.size, &proof, &err), E_LIMIT);
	assert_int_equal(log_read_consistency(r, c.size + 1, &proof, &err), E_LIMIT);
	log_fixture_done(&f);
}

static void limits(void **state)
{
	CLEANUP(log_write_freep) struct log_write *w = NULL;
	CLEANUP(log_read_freep) struct log_read *r = NULL;
	CLEANUP(mem_freep) uint8_t *large = mem_array(TILE_ENTRY_MAX + 1, 1);
	struct log_fixture f;
	struct err err = { 0 };
	struct bytes entry;
	uint64_t index = 99;

	(void)state;
	log_fixture_init(&f, "limits");
	assert_int_equal(log_fixture_open(&f, &w, &err), 0);
	assert_int_equal(
	    log_write_append(w, (struct bytes){ large, TILE_ENTRY_MAX + 1 }, &index, &err),
	    E_LIMIT);
	assert_int_equal(index, 99);
	/* A commit full of bytes: 1,024 of the largest. */
	for (unsigned i = 0; i < LOG_WRITE_BYTES_MAX / TILE_ENTRY_MAX; i++) {
		large[0] = (uint8_t)i;
		assert_int_equal(
		    log_write_append(w, (struct bytes){ large, TILE_ENTRY_MAX }, &index, &err), 0);
	}
	assert_int_equal(log_write_append(w, (struct bytes){ large, TILE_ENTRY_MAX }, &index, &err),
			 E_LIMIT);
	FIXTURE_SAYS("bytes", err.text, "the commit is full");
	assert_int_equal(log_write_commit(w, &err), 0);
	assert_int_equal(log_read_open(&r, f.dir, &f.key, &err), 0);
	assert_int_equal(log_read_entry(r, 1023, &entry, &err), 0);
	assert_true(entry.n == TILE_ENTRY_MAX && entry.p[0] == 0xff);

	/* And of entries; of no bytes, which is an entry too. */
	for (unsigned i = 0; i < LOG_WRITE_ENTRIES_MAX; i++)
		assert_int_equal(log_write_append(w, (struct bytes){ 0 }, &index, &err), 0);
	assert_int_equal(log_write_append(w, (struct bytes){ 0 }, &index, &err), E_LIMIT);
	assert_int_equal(log_write_commit(w, &err), 0);
	assert_int_equal(log_write_append(w, (struct bytes){ 0 }, &index, &err), 0);
	assert_int_equal(log_write_commit(w, &err), 0);
	sound(&f, 1024 + LOG_WRITE_ENTRIES_MAX + 1);
	log_fixture_done(&f);
}

static void signer_refuses(void **state)
{
	CLEANUP(log_write_freep) struct log_write *w = NULL;
	struct log_fixture f;
	struct err err = { 0 };
	uint64_t index;

	(void)state;
	log_fixture_init(&f, "refuses");
	assert_int_equal(log_fixture_open(&f, &w, &err), 0);
	log_fixture_append(w, 3);
	f.refuse = E_REFUSED;
	assert_int_equal(log_write_append(w, bytes_of("x"), &index, &err), 0);
	assert_int_equal(log_write_commit(w, &err), E_REFUSED);
	FIXTURE_SAYS("signer", err.text, "the signer refuses");
	assert_int_equal(published(&f).size, 3);
	assert_int_equal(log_write_size(w), 3);

	/* The appender does not know what is where: it says so until it is opened again. */
	f.refuse = 0;
	assert_int_equal(log_write_commit(w, &err), E_CANCELLED);
	assert_int_equal(log_write_append(w, bytes_of("y"), &index, &err), E_CANCELLED);
	log_write_freep(&w);
	/* It was in the memory: this tree and no other has four entries. */
	assert_int_equal(log_fixture_open(&f, &w, &err), 0);
	assert_int_equal(log_write_size(w), 4);
	log_fixture_append(w, 1);
	sound(&f, 5);
	log_fixture_done(&f);
}

/* A signer with another key, and one that signs something else. */
static int sign_badly(void *context, struct bytes text, struct buf *out, struct err *err)
{
	const struct log_fixture *f = context;
	const uint8_t seed[ED25519_SEED_SIZE] = { 1 };
	struct ed25519_key other;

	(void)err;
	ed25519_key_of(&other, seed);
	if (f->refuse == 1) {
		note_sign(out, text, &f->key, &other);
	} else {
		CLEANUP(buf_done) struct buf body = BUF(CHECKPOINT_BODY_MAX);
		struct merkle_hash root = { { 1 } };

		checkpoint_body(&body, LOG_NAME, 1, &root);
		note_sign(out, buf_view(&body), &f->key, &f->secret);
	}
	return 0;
}

static void signer_errs(void **state)
{
	(void)state;
	for (int how = 1; how <= 2; how++) {
		CLEANUP(log_write_freep) struct log_write *w = NULL;
		struct log_fixture f;
		struct err err = { 0 };

		log_fixture_init(&f, how == 1 ? "errs1" : "errs2");
		f.refuse = how;
		const struct log_write_options o = { f.dir, f.memory, &f.key, sign_badly, &f };
		assert_int_equal(log_write_open(&w, &o, &err), E_VERIFY);
		assert_false(exists(&f, "checkpoint"));
		log_fixture_done(&f);
	}
}

/* ---- what was restored or lost ---- */

static void copy(const char *from, const char *to)
{
	CLEANUP(buf_done) struct buf file = fixture_read(from);

	fixture_write(to, buf_view(&file));
}

static void backups(void **state)
{
	CLEANUP(log_write_freep) struct log_write *w = NULL;
	struct log_fixture f;
	struct err err = { 0 };

	(void)state;
	log_fixture_init(&f, "backups");
	CLEANUP(mem_freep) char *checkpoint = mem_format("%s/checkpoint", f.dir);
	CLEANUP(mem_freep) char *old = mem_format("%s.old", f.dir);
	CLEANUP(mem_freep) char *old_memory = mem_format("%s.oldmemory", f.dir);
	CLEANUP(mem_freep) char *now = mem_format("%s.now", f.dir);
	CLEANUP(mem_freep) char *now_memory = mem_format("%s.nowmemory", f.dir);
	CLEANUP(mem_freep) char *tile = mem_format("%s/tile/0/000.p/7", f.dir);
	CLEANUP(mem_freep) char *bundle = mem_format("%s/tile/entries/000.p/7", f.dir);
	assert_int_equal(log_fixture_open(&f, &w, &err), 0);
	log_fixture_append(w, 5);
	copy(checkpoint, old);
	copy(f.memory, old_memory);
	log_fixture_append(w, 2);
	copy(checkpoint, now);
	copy(f.memory, now_memory);
	log_write_freep(&w);
	unsigned before = f.signatures;

	/* The log of yesterday, the signer of today. */
	copy(old, checkpoint);
	CLEANUP(mem_freep) char *tile_away = mem_format("%s.away", tile);
	assert_int_equal(rename(tile, tile_away), 0);
	assert_int_equal(log_fixture_open(&f, &w, &err), E_VERIFY);
	FIXTURE_SAYS(
	    "old log", err.text,
	    "the log has 5 entries, but the signer remembers 7: it was restored from a backup");
	/* With the tiles of today it is as after a crash, and goes on. */
	assert_int_equal(rename(tile_away, tile), 0);
	assert_int_equal(log_fixture_open(&f, &w, &err), 0);
	assert_int_equal(log_write_size(w), 7);
	log_write_freep(&w);

	/* The signer of yesterday. */
	before = f.signatures;
	copy(old_memory, f.memory);
	assert_int_equal(log_fixture_open(&f, &w, &err), E_VERIFY);
	FIXTURE_SAYS("old memory", err.text, "its memory was restored from a backup");
	assert_int_equal(unlink(f.memory), 0);
	assert_int_equal(log_fixture_open(&f, &w, &err), E_VERIFY);
	FIXTURE_SAYS("no memory", err.text, "is missing");
	fixture_write(f.memory, bytes_of("something else\n"));
	assert_int_equal(log_fixture_open(&f, &w, &err), E_VERIFY);
	FIXTURE_SAYS("damaged memory", err.text, "is damaged");
	fixture_write(f.memory, bytes_of("log.example/other\n0\n"
					 "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"));
	assert_int_equal(log_fixture_open(&f, &w, &err), E_VERIFY);
	FIXTURE_SAYS("another's memory", err.text, "of another log than");
	fixture_write(f.memory,
		      bytes_of(LOG_NAME "\n7\n"
					"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"));
	assert_int_equal(log_fixture_open(&f, &w, &err), E_VERIFY);
	FIXTURE_SAYS("another tree", err.text, "another tree of 7 entries");
	copy(now_memory, f.memory);

	/* No checkpoint. */
	assert_int_equal(unlink(checkpoint), 0);
	assert_int_equal(log_fixture_open(&f, &w, &err), E_VERIFY);
	FIXTURE_SAYS("no checkpoint", err.text, "but the signer remembers 7 entries");
	assert_int_equal(unlink(f.memory), 0);
	assert_int_equal(log_fixture_open(&f, &w, &err), E_VERIFY);
	FIXTURE_SAYS("tiles alone", err.text, "has tiles, but its checkpoint is missing");
	copy(now, checkpoint);
	copy(now_memory, f.memory);
	assert_int_equal(f.signatures, before);

	/* As it was. */
	assert_int_equal(log_fixture_open(&f, &w, &err), 0);
	log_fixture_append(w, 1);
	sound(&f, 8);
	log_fixture_done(&f);
}

/* Files of a commit that was never signed, of other entries than those that come now. */
static void left_over(void **state)
{
	CLEANUP(log_write_freep) struct log_write *w = NULL;
	struct log_audit out;
	struct log_fixture f;
	struct err err = { 0 };
	uint64_t index;

	(void)state;
	log_fixture_init(&f, "leftover");
	CLEANUP(mem_freep) char *checkpoint = mem_format("%s/checkpoint", f.dir);
	CLEANUP(mem_freep) char *old = mem_format("%s.old", f.dir);
	CLEANUP(mem_freep) char *old_memory = mem_format("%s.oldmemory", f.dir);
	CLEANUP(mem_freep) char *tile = mem_format("%s/tile/0/000.p/250", f.dir);
	CLEANUP(mem_freep) char *bundle = mem_format("%s/tile/entries/000.p/250", f.dir);
	CLEANUP(mem_freep) char *old_tile = mem_format("%s.oldtile", f.dir);
	CLEANUP(mem_freep) char *old_bundle = mem_format("%s.oldbundle", f.dir);
	assert_int_equal(log_fixture_open(&f, &w, &err), 0);
	log_fixture_append(w, 250);
	copy(checkpoint, old);
	copy(f.memory, old_memory);
	copy(tile, old_tile);
	copy(bundle, old_bundle);
	log_fixture_append(w, 600);
	log_write_freep(&w);

	/* Checkpoint and memory of a backup: the partial tiles that are gone give it away. */
	copy(old, checkpoint);
	copy(old_memory, f.memory);
	assert_int_equal(log_audit(&out, f.dir, &f.key, 1, &err), 0);
	assert_true(out.size == 250 && out.beyond >= 6);
	unsigned before = f.signatures;
	assert_int_equal(log_fixture_open(&f, &w, &err), E_VERIFY);
	FIXTURE_SAYS("rolled back", err.text, "were restored from a backup");
	assert_int_equal(f.signatures, before);
	assert_true(exists(&f, "tile/0/001"));

	/* With them it is as after a crash before anything was signed: the rest goes. */
	CLEANUP(mem_freep) char *folder = mem_format("%s/tile/0/000.p", f.dir);
	CLEANUP(mem_freep) char *folder2 = mem_format("%s/tile/entries/000.p", f.dir);
	assert_true(mkdir(folder, 0755) == 0 && mkdir(folder2, 0755) == 0);
	copy(old_tile, tile);
	copy(old_bundle, bundle);
	assert_int_equal(log_fixture_open(&f, &w, &err), 0);
	assert_int_equal(log_write_size(w), 250);
	assert_true(!exists(&f, "tile/0/000") && !exists(&f, "tile/0/001") &&
		    !exists(&f, "tile/entries/003.p/82") && !exists(&f, "tile/1/000.p/3"));
	sound(&f, 250);
	assert_int_equal(log_write_append(w, bytes_of("another entry"), &index, &err), 0);
	assert_int_equal(log_write_commit(w, &err), 0);
	sound(&f, 251);
	log_fixture_done(&f);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(from_nothing), cmocka_unit_test(files_of_each_size),
	cmocka_unit_test(batches),      cmocka_unit_test(three_levels),
	cmocka_unit_test(limits),       cmocka_unit_test(signer_refuses),
	cmocka_unit_test(signer_errs),  cmocka_unit_test(backups),
	cmocka_unit_test(left_over),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
