/*
 * The signer's folder in a backup: what a copy holds, and what the folder that is there is to it.
 * A signer here is a folder with a log of so many entries and the keys that belong to it.
 */
#include "fixture.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/base64.h"
#include "base/folder.h"
#include "signer/signer.h"
#include "store/trust.h"
#include "tlog/log_audit.h"
#include "tlog/log_write.h"
#include "tlog/note.h"

struct signer {
	struct ed25519_key secret;
	struct note_key key;
	struct log_write *log;
	char *dir, *log_dir, *memory;
};

static int sign(void *context, struct bytes text, struct buf *out, struct err *err)
{
	struct signer *s = context;

	(void)err;
	note_sign(out, text, &s->key, &s->secret);
	return 0;
}

static void open_log(struct signer *s)
{
	const struct log_write_options o = { s->log_dir, s->memory, &s->key, sign, s };
	struct err err = { 0 };

	if (log_write_open(&s->log, &o, &err) < 0)
		fail_msg("%s", err.text);
}

static void put(const struct signer *s, const char *name, const char *text)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/keys/%s", s->dir, name);
	struct err err = { 0 };

	if (fd_write_file(path, bytes_of(text), 0600, &err) < 0)
		fail_msg("%s", err.text);
}

/* name: of the folder; who: makes the key. */
static void signer_make(struct signer *s, const char *name, uint8_t who)
{
	CLEANUP(buf_done) struct buf text = BUF(100);
	uint8_t seed[ED25519_SEED_SIZE] = { who };

	*s = (struct signer){ .dir = fixture_path(name) };
	CLEANUP(mem_freep) char *keys = mem_format("%s/keys", s->dir);
	s->log_dir = mem_format("%s/log", s->dir);
	s->memory = mem_format("%s/" SIGNER_MEMORY, keys);
	assert_int_equal(mkdir(s->dir, 0755), 0);
	assert_int_equal(mkdir(keys, 0700), 0);
	ed25519_key_of(&s->secret, seed);
	assert_int_equal(
	    note_key_of(&s->key, "registry.example", NOTE_KEY_ED25519, s->secret.public_key), 0);
	base64_encode(&text, (struct bytes){ seed, sizeof(seed) });
	put(s, "log.key", buf_cstr(&text));
	put(s, "roster.json", "{\"members\":[]}");
}

static void append(struct signer *s, unsigned n, const char *text)
{
	struct err err = { 0 };
	uint64_t index;

	if (!s->log)
		open_log(s);
	for (unsigned i = 0; i < n; i++)
		assert_int_equal(log_write_append(s->log, bytes_of(text), &index, &err), 0);
	if (log_write_commit(s->log, &err) < 0)
		fail_msg("%s", err.text);
}

static void signer_done(struct signer *s)
{
	log_write_freep(&s->log);
	mem_free(s->dir);
	mem_free(s->log_dir);
	mem_free(s->memory);
}

static int copy(const char *from, const char *name, struct trust_size *size, struct err *err)
{
	CLEANUP(mem_freep) char *to = fixture_path(name);

	assert_int_equal(mkdir(to, 0755), 0);
	return trust_copy(size, from, to, err);
}

static void must_copy(const char *from, const char *name, uint64_t entries)
{
	struct trust_size size;
	struct err err = { 0 };

	if (copy(from, name, &size, &err) < 0)
		fail_msg("%s: %s", name, err.text);
	assert_int_equal(size.entries, entries);
}

static void expect(const char *what, enum trust_relation wanted, const char *present,
		   const char *copy_name, uint64_t entries)
{
	CLEANUP(mem_freep) char *path = fixture_path(copy_name);
	enum trust_relation got;
	struct err err = { 0 };
	uint64_t n;

	if (trust_relation(&got, &n, present, path, &err) < 0)
		fail_msg("%s: %s", what, err.text);
	TAP_INT(what, (int)got, (int)wanted);
	TAP_INT(what, (int)n, (int)entries);
	if (wanted == TRUST_FORKED)
		FIXTURE_SAYS(what, err.text, "the signer here signed");
}

static void copies(void **state)
{
	struct signer s;
	struct trust_size size;
	struct err err = { 0 };
	struct stat st;

	(void)state;
	signer_make(&s, "copied", 1);
	/* Before there is a log. */
	if (copy(s.dir, "young", &size, &err) < 0)
		fail_msg("%s", err.text);
	assert_false(size.has_log);
	append(&s, 300, "one");
	/* The memory is ahead: the commit after this one was cut short. */
	put(&s, SIGNER_MEMORY,
	    "registry.example\n301\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
	must_copy(s.dir, "three-hundred", 300);
	log_write_freep(&s.log);

	/* The copy goes on where its checkpoint is. */
	CLEANUP(mem_freep) char *log = fixture_path("three-hundred/log");
	CLEANUP(mem_freep) char *memory = fixture_path("three-hundred/keys/" SIGNER_MEMORY);
	CLEANUP(mem_freep) char *roster = fixture_path("three-hundred/keys/roster.json");
	CLEANUP(mem_freep) char *keys = fixture_path("three-hundred/keys");
	struct signer restored = {
		.secret = s.secret, .key = s.key, .log_dir = log, .memory = memory
	};
	append(&restored, 1, "two");
	log_write_freep(&restored.log);
	assert_int_equal(stat(keys, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(stat(roster, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(stat(memory, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	signer_done(&s);
}

static void damage(void **state)
{
	struct signer s, other;
	struct trust_size size;
	struct err err = { 0 };

	(void)state;
	signer_make(&s, "damaged", 1);
	signer_make(&other, "others", 2);
	append(&s, 300, "one");
	/* An entry that the tree does not have. */
	CLEANUP(mem_freep) char *bundle = mem_format("%s/tile/entries/000", s.log_dir);
	CLEANUP(buf_done) struct buf good = fixture_read(bundle);
	CLEANUP(buf_done) struct buf bad = fixture_read(bundle);
	bad.p[5] ^= 1;
	assert_int_equal(fd_write_file(bundle, buf_view(&bad), 0644, &err), 0);
	assert_int_equal(copy(s.dir, "flipped", &size, &err), E_VERIFY);
	FIXTURE_SAYS("flipped", err.text, "the log: tile/entries/000: bytes");
	assert_int_equal(fd_write_file(bundle, buf_view(&good), 0644, &err), 0);
	must_copy(s.dir, "good", 300);

	/* Keys of another log. */
	CLEANUP(mem_freep) char *mine = mem_format("%s/keys", s.dir);
	CLEANUP(mem_freep) char *theirs = mem_format("%s/keys", other.dir);
	assert_int_equal(renameat2(AT_FDCWD, mine, AT_FDCWD, theirs, RENAME_EXCHANGE), 0);
	assert_int_equal(copy(s.dir, "wrong-keys", &size, &err), E_VERIFY);
	/* None at all. */
	assert_int_equal(rename(mine, bundle), -1);
	CLEANUP(mem_freep) char *away = mem_format("%s/away", s.dir);
	assert_int_equal(rename(mine, away), 0);
	assert_int_equal(copy(s.dir, "no-keys", &size, &err), E_MISSING);
	FIXTURE_SAYS("no keys", err.text, "there is no folder 'keys'");
	signer_done(&s);
	signer_done(&other);
}

static void relations(void **state)
{
	CLEANUP(mem_freep) char *nothing = fixture_path("nothing");
	CLEANUP(mem_freep) char *first = fixture_path("at-200");
	struct signer s, other, fork, young;
	struct err err = { 0 };

	(void)state;
	signer_make(&s, "signer", 1);
	signer_make(&young, "also-young", 1);
	must_copy(s.dir, "at-none", 0);
	expect("neither has a log", TRUST_GOES_ON, s.dir, "at-none", 0);
	append(&s, 200, "one");
	must_copy(s.dir, "at-200", 200);
	expect("the same", TRUST_GOES_ON, s.dir, "at-200", 200);
	expect("nothing there", TRUST_NONE, nothing, "at-200", 0);
	expect("a log that never began", TRUST_BEHIND, young.dir, "at-200", 0);
	expect("a copy without a log", TRUST_GOES_ON, s.dir, "at-none", 200);
	append(&s, 400, "two");
	must_copy(s.dir, "at-600", 600);
	expect("went on", TRUST_GOES_ON, s.dir, "at-200", 600);
	expect("is an older one", TRUST_BEHIND, first, "at-600", 200);

	signer_make(&other, "other", 2);
	append(&other, 10, "one");
	expect("another's", TRUST_OTHER, other.dir, "at-200", 10);

	/* The same key, and another tree: as long, longer, shorter. */
	signer_make(&fork, "fork", 1);
	append(&fork, 100, "another");
	expect("forked and shorter", TRUST_FORKED, fork.dir, "at-200", 100);
	append(&fork, 100, "another");
	expect("forked and as long", TRUST_FORKED, fork.dir, "at-200", 200);
	append(&fork, 100, "another");
	expect("forked and longer", TRUST_FORKED, fork.dir, "at-200", 300);

	/* Keys lost, and with them the right to go on. */
	CLEANUP(mem_freep) char *keys = mem_format("%s/keys", s.dir);
	CLEANUP(mem_freep) char *away = mem_format("%s/away", s.dir);
	assert_int_equal(rename(keys, away), 0);
	expect("without its keys", TRUST_FORKED, s.dir, "at-200", 600);
	expect("and no longer", TRUST_FORKED, s.dir, "at-600", 600);
	assert_int_equal(rename(away, keys), 0);

	/* The log lost: the memory knows how far it went. */
	CLEANUP(mem_freep) char *checkpoint = mem_format("%s/checkpoint", s.log_dir);
	assert_int_equal(fd_write_file(checkpoint, bytes_of("rubbish\n"), 0644, &err), 0);
	expect("no checkpoint, and longer", TRUST_FORKED, s.dir, "at-200", 600);
	expect("no checkpoint, and all is in the copy", TRUST_BEHIND, s.dir, "at-600", 600);
	assert_int_equal(unlink(s.memory), 0);
	expect("nothing is known", TRUST_BEHIND, s.dir, "at-200", 0);
	signer_done(&s);
	signer_done(&young);
	signer_done(&other);
	signer_done(&fork);
}

/* Of the log that is there a tile is damaged in a place that the proof needs. */
static void unreadable(void **state)
{
	struct signer s;

	(void)state;
	signer_make(&s, "unreadable", 1);
	append(&s, 200, "one");
	must_copy(s.dir, "before", 200);
	append(&s, 400, "two");
	CLEANUP(mem_freep) char *tile = mem_format("%s/tile/0/000", s.log_dir);
	CLEANUP(buf_done) struct buf bytes = fixture_read(tile);
	CLEANUP(buf_done) struct buf good = fixture_read(tile);
	struct err err = { 0 };
	bytes.p[3] ^= 1;
	assert_int_equal(fd_write_file(tile, buf_view(&bytes), 0644, &err), 0);
	expect("damaged", TRUST_FORKED, s.dir, "before", 600);
	assert_int_equal(fd_write_file(tile, buf_view(&good), 0644, &err), 0);
	must_copy(s.dir, "all", 600);
	assert_int_equal(fd_write_file(tile, buf_view(&bytes), 0644, &err), 0);
	expect("damaged, and all of it is in the copy", TRUST_BEHIND, s.dir, "all", 600);
	signer_done(&s);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(copies),
	cmocka_unit_test(damage),
	cmocka_unit_test(relations),
	cmocka_unit_test(unreadable),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
