/* Hand-in files from anybody: what our own writer makes is read back, all else is refused by name.
 */
#include "run_sample.h"

#include <signal.h>
#include <sys/resource.h>

#include "judge/judge_run.h"
#include "pack_forge.h"
#include "run/pack.h"
#include "run/pack_read.h"

static struct catalogue *catalogue;

/* The parts of a good one, from which bad ones are made. */
static struct buf checklist = { .max = FIXTURE_FILE_MAX }, manifest = { .max = FIXTURE_FILE_MAX };
static char *piece[2];
static struct run *run;

static int load(void **state)
{
	catalogue = fixture_catalogue();
	if (fixture_enter(state) < 0)
		return -1;
	run = run_sample("good.run");
	json_object_set_new(
	    run->doc, "declaration",
	    fixture_json("{'declaration':1,'product':{'maker':'m','name':'n',"
			 "'model':'HG-100','ip_communication':true,"
			 "'general_purpose':false,'user_can_add_security':false}}"));
	/* With everything that a declaration may say there. */
	json_object_set_new(run->doc, "authorization",
			    fixture_json("{'who':'w','when':'now','why':'y','guessing':true}"));
	assert_int_equal(judge_run(run, catalogue, NULL), 0);
	assert_int_equal(run_save(run, NULL), 0);
	CLEANUP(json_done) json_t *rows = pack_checklist(run);
	json_write(&checklist, rows, true);
	CLEANUP(mem_freep) char *path = run_sample_path(run, "MANIFEST");
	CLEANUP(buf_done) struct buf text = fixture_read(path);
	buf_bytes(&manifest, buf_view(&text));
	for (size_t i = 0; i < 2; i++) {
		const char *sha256 =
		    json_text(json_array_get(run_list(run, "evidence"), i), "sha256");

		piece[i] = mem_format("evidence/%.2s/%s", sha256, sha256 + 2);
	}
	return 0;
}

static int unload(void **state)
{
	buf_done(&checklist);
	buf_done(&manifest);
	mem_free(piece[0]);
	mem_free(piece[1]);
	run_free(run);
	catalogue_free(catalogue);
	return fixture_leave(state);
}

static int read_bytes(json_t **out, struct bytes data, struct err *err)
{
	CLEANUP(fd_close) int fd = pack_forge_file(data);

	return pack_read(out, fd, err);
}

#define HEAD                                                       \
	{                                                          \
		"checklist.json", buf_view(&checklist), 0, 0, 0, 0 \
	}
#define LIST                                                \
	{                                                   \
		"MANIFEST", buf_view(&manifest), 0, 0, 0, 0 \
	}
#define FIRST                                             \
	{                                                 \
		piece[0], bytes_of("first\n"), 0, 0, 0, 0 \
	}
#define SECOND                                             \
	{                                                  \
		piece[1], bytes_of("second\n"), 0, 0, 0, 0 \
	}
#define MEMBERS(...)                       \
	(const struct pack_forge_member[]) \
	{                                  \
		__VA_ARGS__,               \
		{                          \
			0                  \
		}                          \
	}

static struct buf forge(const struct pack_forge_member *m, bool ended)
{
	CLEANUP(buf_done) struct buf tar = BUF(PACK_FORGE_MAX);

	for (; m->name; m++)
		pack_forge_member(&tar, m);
	if (ended)
		pack_forge_end(&tar);
	return pack_forge_gzip(buf_view(&tar));
}

/* Refused with that code and those words; nothing is given out. */
static void refused(struct bytes file, int code, const char *says)
{
	struct err err = { 0 };
	json_t *out = NULL;
	int got = read_bytes(&out, file, &err);

	if (got != code)
		fail_msg("[%s] the code is %d (%s), not %d", says, got, err.text, code);
	FIXTURE_SAYS(says, err.text, says);
	/* Whoever sent it reads why in either language. */
	if (!strpbrk(err.ja, "\xe3") || strcmp(err.ja, err.text) == 0)
		fail_msg("[%s] in Japanese: '%s'", says, err.ja);
	assert_null(out);
	assert_int_equal(err.code, code);
}

static void refused_members(const struct pack_forge_member *m, int code, const char *says)
{
	CLEANUP(buf_done) struct buf file = forge(m, true);

	refused(buf_view(&file), code, says);
}

/* ---- good ones ---- */

static void our_own(void **state)
{
	(void)state;
	for (int with = 0; with < 2; with++) {
		CLEANUP(mem_freep) char *path = fixture_path(with ? "all.hoshi" : "list.hoshi");
		CLEANUP(json_done) json_t *out = NULL;
		struct err err = { 0 };
		char sha256[HASH_HEX_MAX];

		assert_int_equal(pack_write(run, path, with, &err), 0);
		CLEANUP(buf_done) struct buf file = fixture_read(path);
		if (read_bytes(&out, buf_view(&file), &err) < 0)
			fail_msg("%s", err.text);
		CLEANUP(json_done) json_t *rows = pack_checklist(run);
		assert_true(json_equal(json_object_get(out, "checklist"), rows));
		assert_int_equal(json_array_size(json_object_get(out, "manifest")), 3);
		assert_string_equal(json_text(json_at(out, "/manifest/0"), "path"), "run.json");
		assert_string_equal(json_text(json_at(out, "/manifest/2"), "path"), piece[1]);
		assert_string_equal(json_text(json_at(out, "/manifest/2"), "sha256"),
				    json_text(json_at(run->doc, "/evidence/1"), "sha256"));
		hash_sha256_hex(sha256, buf_view(&file));
		assert_string_equal(json_text(out, "sha256"), sha256);
	}
}

static void other_writers(void **state)
{
	CLEANUP(buf_done) struct buf all = forge(MEMBERS(HEAD, LIST, FIRST, SECOND), true);
	CLEANUP(buf_done) struct buf some = forge(MEMBERS(HEAD, LIST, SECOND), true);
	CLEANUP(json_done) json_t *out = NULL, *fewer = NULL;

	(void)state;
	assert_int_equal(read_bytes(&out, buf_view(&all), NULL), 0);
	assert_int_equal(read_bytes(&fewer, buf_view(&some), NULL), 0);
}

/* ---- damage ---- */

static void every_prefix(void **state)
{
	CLEANUP(buf_done) struct buf file = forge(MEMBERS(HEAD, LIST, FIRST, SECOND), true);

	(void)state;
	for (size_t n = 0; n < file.n; n++) {
		json_t *out = NULL;
		struct err err = { 0 };

		if (read_bytes(&out, (struct bytes){ file.p, n }, &err) == 0)
			fail_msg("%zu of %zu bytes are read", n, file.n);
		if (!*err.text)
			fail_msg("%zu bytes: no message", n);
		if (n > 20 && err.code != E_TRUNC)
			fail_msg("%zu bytes: %d %s", n, err.code, err.text);
	}
}

/*
 * A flipped bit is refused, or it was one that says nothing: time and system in gzip's head, or
 * which of two equal places a piece is copied from.
 */
static void every_bit(void **state)
{
	CLEANUP(buf_done) struct buf file = forge(MEMBERS(HEAD, LIST, FIRST, SECOND), true);
	CLEANUP(json_done) json_t *good = NULL;
	size_t accepted = 0;

	(void)state;
	assert_int_equal(read_bytes(&good, buf_view(&file), NULL), 0);
	for (size_t bit = 0; bit < file.n * 8; bit++) {
		/* All of head and checksum, one of eight between: each costs a whole file. */
		if (bit >= 160 && bit < (file.n - 8) * 8 && bit % 8 != bit / 8 % 8)
			continue;
		CLEANUP(json_done) json_t *out = NULL;
		struct err err = { 0 };

		file.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		int code = read_bytes(&out, buf_view(&file), &err);
		file.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		if (code < 0) {
			if (!*err.text || out)
				fail_msg("bit %zu: no message", bit);
			continue;
		}
		accepted++;
		json_object_set(out, "sha256", json_object_get(good, "sha256"));
		if (!json_equal(out, good))
			fail_msg("bit %zu of %zu bytes goes unnoticed", bit, file.n);
	}
	assert_in_range(accepted, 40, 100);
}

static void damaged(void **state)
{
	CLEANUP(buf_done) struct buf file = forge(MEMBERS(HEAD, LIST), true);
	CLEANUP(buf_done) struct buf open = forge(MEMBERS(HEAD, LIST), false);
	CLEANUP(buf_done) struct buf empty = pack_forge_gzip(bytes_of(""));
	CLEANUP(buf_done) struct buf nested = pack_forge_gzip(buf_view(&file));
	CLEANUP(buf_done) struct buf text = pack_forge_gzip(bytes_of("hello\n"));
	CLEANUP(buf_done) struct buf zeros = forge(MEMBERS({ 0 }), true);
	CLEANUP(buf_done) struct buf more = BUF(PACK_FORGE_MAX);

	(void)state;
	refused(bytes_of(""), E_FORMAT, "no file made by 'hoshi pack'");
	refused(bytes_of("PK\003\004 a zip of something"), E_FORMAT,
		"no file made by 'hoshi pack'");
	refused(buf_view(&nested), E_FORMAT, "no file made by 'hoshi pack'");
	refused(buf_view(&text), E_FORMAT, "no file made by 'hoshi pack'");
	refused(buf_view(&empty), E_VERIFY, "the file is damaged");
	refused(buf_view(&zeros), E_FORMAT, "it has no checklist.json");
	refused(buf_view(&open), E_TRUNC, "its end is missing");
	buf_bytes(&more, buf_view(&file));
	buf_text(&more, "and more");
	refused(buf_view(&more), E_VERIFY, "checksum does not fit");
	buf_clear(&more);
	buf_bytes(&more, buf_view(&file));
	buf_bytes(&more, buf_view(&file));
	refused(buf_view(&more), E_FORMAT, "something follows the end");
	/* Bytes behind the end of the archive, within the gzip. */
	CLEANUP(buf_done) struct buf tar = BUF(PACK_FORGE_MAX);
	for (const struct pack_forge_member *m = MEMBERS(HEAD, LIST); m->name; m++)
		pack_forge_member(&tar, m);
	pack_forge_end(&tar);
	for (int i = 0; i < 100; i++)
		pack_forge_end(&tar);
	CLEANUP(buf_done) struct buf padded = pack_forge_gzip(buf_view(&tar));
	CLEANUP(json_done) json_t *out = NULL;
	assert_int_equal(read_bytes(&out, buf_view(&padded), NULL), 0);
	buf_text(&tar, "x");
	CLEANUP(buf_done) struct buf hidden = pack_forge_gzip(buf_view(&tar));
	refused(buf_view(&hidden), E_FORMAT, "something follows the end");
}

/* ---- members ---- */

static void hostile_members(void **state)
{
	const struct bytes x = bytes_of("x");
	const struct bytes none = { .p = NULL };
	CLEANUP(mem_freep) char *longest = mem_array(100, 1);

	(void)state;
	memset(longest, 'a', 99);
	refused_members(MEMBERS({ "../checklist.json", x, 0, 0, 0, 0 }), E_FORMAT, "leads outside");
	refused_members(MEMBERS({ "/checklist.json", x, 0, 0, 0, 0 }), E_FORMAT, "leads outside");
	refused_members(MEMBERS(HEAD, LIST, { "evidence/../../x", x, 0, 0, 0, 0 }), E_FORMAT,
			"leads outside");
	refused_members(MEMBERS(HEAD, LIST, { "evidence/..", x, 0, 0, 0, 0 }), E_FORMAT,
			"leads outside");
	refused_members(MEMBERS({ "checklist.json", none, '2', "/etc/passwd", 0, 0 }), E_FORMAT,
			"is a link, folder or device");
	refused_members(MEMBERS(HEAD, { "MANIFEST", none, '1', "checklist.json", 0, 0 }), E_FORMAT,
			"is a link, folder or device");
	refused_members(MEMBERS(HEAD, LIST, { piece[0], none, '3', 0, 0, 0 }), E_FORMAT,
			"is a link, folder or device");
	refused_members(MEMBERS(HEAD, LIST, { piece[0], none, '6', 0, 0, 0 }), E_FORMAT,
			"is a link, folder or device");
	refused_members(MEMBERS(HEAD, LIST, { "evidence/", none, '5', 0, 0, 0 }), E_FORMAT,
			"is a link, folder or device");
	refused_members(MEMBERS(HEAD, HEAD, LIST), E_FORMAT, "stands where MANIFEST should be");
	refused_members(MEMBERS(HEAD, LIST, LIST), E_FORMAT, "'MANIFEST' in it is not listed");
	refused_members(MEMBERS(HEAD, LIST, HEAD), E_FORMAT,
			"'checklist.json' in it is not listed");
	refused_members(MEMBERS(LIST, HEAD), E_FORMAT, "'MANIFEST' stands where checklist.json");
	refused_members(MEMBERS(HEAD), E_FORMAT, "it has no MANIFEST");
	refused_members(MEMBERS(HEAD, FIRST, LIST), E_FORMAT, "stands where MANIFEST should be");
	refused_members(MEMBERS(HEAD, LIST, FIRST, FIRST), E_FORMAT, "comes twice or too late");
	refused_members(MEMBERS(HEAD, LIST, SECOND, FIRST), E_FORMAT, "comes twice or too late");
	refused_members(MEMBERS(HEAD, LIST, { "readme.txt", x, 0, 0, 0, 0 }), E_FORMAT,
			"'readme.txt' in it is not listed");
	refused_members(MEMBERS(HEAD, LIST, { "run.json", x, 0, 0, 0, 0 }), E_FORMAT,
			"'run.json' in it is not listed");
	refused_members(MEMBERS(HEAD, LIST, { longest, x, 0, 0, 0, 0 }), E_FORMAT, "is not listed");
	refused_members(MEMBERS({ "\033[31m\xff", x, 0, 0, 0, 0 }), E_FORMAT, "'\\x1b[31m\\xff'");
	refused_members(MEMBERS(HEAD, LIST, { piece[0], bytes_of("forged"), 0, 0, 0, 0 }), E_VERIFY,
			"is not what MANIFEST says");
	refused_members(MEMBERS({ "checklist.json", buf_view(&checklist), 0, 0, "ustar  ", 0 }),
			E_FORMAT, "no file made by");
	refused_members(
	    MEMBERS({ "PaxHeader", bytes_of("22 path=checklist.jso\n"), 'x', 0, 0, 0 }, HEAD, LIST),
	    E_FORMAT, "");
}

static void member_sizes(void **state)
{
	const struct {
		const char *name;
		size_t max;
	} members[] = { { "checklist.json", PACK_READ_CHECKLIST_MAX },
			{ "MANIFEST", PACK_READ_MANIFEST_MAX },
			{ NULL, RUN_EVIDENCE_ONE_MAX } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		for (size_t over = 0; over < 2; over++) {
			size_t n = members[i].max + over;
			CLEANUP(mem_freep) uint8_t *data = mem_array(n, 1);
			const char *name = members[i].name ? members[i].name : piece[0];
			const struct pack_forge_member big = { name, { data, n }, 0, 0, 0, 0 };
			const struct pack_forge_member cases[][4] = { { big, LIST, { 0 } },
								      { HEAD, big, { 0 } },
								      { HEAD, LIST, big, { 0 } } };
			CLEANUP(buf_done) struct buf file = forge(cases[i], true);
			CLEANUP(json_done) json_t *out = NULL;
			struct err err = { 0 };
			int code = read_bytes(&out, buf_view(&file), &err);

			/* At the limit it is read, and found to be rubbish. */
			assert_int_equal(code == E_LIMIT, over == 1);
			assert_true(code < 0);
		}
	refused_members(
	    MEMBERS({ "checklist.json", bytes_of("x"), 0, 0, 0, UINT64_C(077777777777) }), E_LIMIT,
	    "larger than");
}

/* ---- content ---- */

static void with_text(const char *text, int code, const char *says)
{
	refused_members(MEMBERS({ "checklist.json", bytes_of(text), 0, 0, 0, 0 }, LIST), code,
			says);
}

static void with_change(const char *path, json_t *value, int code, const char *says)
{
	CLEANUP(json_done) json_t *rows = pack_checklist(run);
	CLEANUP(json_done) json_t *copy = json_deep_copy(rows);
	CLEANUP(buf_done) struct buf text = BUF(FIXTURE_FILE_MAX);
	const char *last = strrchr(path, '/');
	CLEANUP(mem_freep) char *parent = mem_textn(path, (size_t)(last - path));

	json_object_set_new(json_at(copy, parent), last + 1, value);
	json_write(&text, copy, true);
	with_text(buf_cstr(&text), code, says);
}

static void bad_checklists(void **state)
{
	static const char elsewhere[] =
	    "['0000000000000000000000000000000000000000000000000000000000000000']";

	(void)state;
	with_text("", E_TRUNC, "checklist.json");
	with_text("{\"format\": ", E_TRUNC, "checklist.json");
	with_text("[]", E_FORMAT, "no checklist of Hoshi");
	with_text("{\"format\":\"hoshi-run\"}", E_FORMAT, "no checklist of Hoshi");
	with_text("{\"format\":\"hoshi-checklist\",\"format\":\"hoshi-checklist\"}", E_FORMAT,
		  "checklist.json");
	with_text("{\"format\":\"hoshi-checklist\",\"version\":2}", E_UNSUPPORTED, "has version 2");
	with_text("{\"format\":\"hoshi-checklist\",\"version\":1}", E_FORMAT, "checklist.json: /");
	with_change("/extra", json_true(), E_FORMAT, "/extra");
	with_change("/rows/0/verdict", json_string("fine"), E_FORMAT, "/rows/0/verdict");
	with_change("/rows/0/because", json_string("text"), E_FORMAT, "/rows/0/because");
	with_change("/product/model", json_integer(1), E_FORMAT, "/product");
	with_change("/pack/sha256", json_string("x"), E_FORMAT, "/pack/sha256");
	with_change("/rows/3/evidence", fixture_json(elsewhere), E_VERIFY, "is not in MANIFEST");
}

static void with_manifest(const char *text, int code, const char *says)
{
	refused_members(MEMBERS(HEAD, { "MANIFEST", bytes_of(text), 0, 0, 0, 0 }), code, says);
}

static void bad_manifests(void **state)
{
	const char *good = buf_cstr(&manifest);
	CLEANUP(mem_freep) char *cut = mem_textn(good, strlen(good) - 1);
	CLEANUP(mem_freep) char *first = mem_textn(good, 66 + strlen("run.json") + 1);
	CLEANUP(mem_freep) char *twice = mem_format("%s%s", good, good + strlen(first));
	CLEANUP(mem_freep) char *two_runs = mem_format("%s%s", first, first);
	CLEANUP(mem_freep) char *outside = mem_format("%s%.64s  ../../etc/passwd\n", first, good);
	CLEANUP(mem_freep) char *upper = mem_format("%s%.64s  EVIDENCE/aa/bb\n", first, good);
	CLEANUP(mem_freep) char *one = mem_format("%.64s run.json\n", good);
	CLEANUP(buf_done) struct buf many = BUF(FIXTURE_FILE_MAX);

	(void)state;
	with_manifest("", E_TRUNC, "MANIFEST is empty");
	with_manifest(cut, E_TRUNC, "in the middle of a line");
	with_manifest(good + strlen(first), E_FORMAT, "run.json does not come first");
	with_manifest(twice, E_FORMAT, "comes twice");
	with_manifest(two_runs, E_FORMAT, "no piece of evidence");
	with_manifest(outside, E_FORMAT, "no piece of evidence");
	with_manifest(upper, E_FORMAT, "no piece of evidence");
	with_manifest(one, E_FORMAT, "MANIFEST:1: it is not a hash and a name");
	with_manifest("\n", E_FORMAT, "MANIFEST:1");
	buf_text(&many, first);
	for (unsigned i = 0; i <= RUN_OBSERVATIONS_MAX; i++) {
		CLEANUP(mem_freep) char *hash = mem_format("%064x", i);

		if (i == RUN_OBSERVATIONS_MAX) {
			CLEANUP(buf_done)
			struct buf file =
			    forge(MEMBERS(HEAD, { "MANIFEST", buf_view(&many), 0, 0, 0, 0 }), true);
			CLEANUP(json_done) json_t *out = NULL;

			assert_int_equal(read_bytes(&out, buf_view(&file), NULL), 0);
		}
		buf_format(&many, "%s  evidence/%.2s/%s\n", hash, hash, hash + 2);
	}
	with_manifest(buf_cstr(&many), E_LIMIT, "more than 20000 pieces");
}

/* ---- size ---- */

/* A hole of a gigabyte costs nothing but is refused before it is read through. */
static void huge_files(void **state)
{
	CLEANUP(buf_done) struct buf good = forge(MEMBERS(HEAD, LIST), true);
	struct err err = { 0 };
	json_t *out = NULL;

	(void)state;
	for (int valid = 0; valid < 2; valid++) {
		CLEANUP(fd_close) int fd = pack_forge_file(valid ? buf_view(&good) : bytes_of(""));

		assert_int_equal(ftruncate(fd, (off_t)1 << 30), 0);
		int code = pack_read(&out, fd, &err);
		assert_int_equal(code, valid ? E_LIMIT : E_FORMAT);
		if (valid)
			FIXTURE_SAYS("huge", err.text, "larger than 320 MiB");
	}
}

static void bombs(void **state)
{
	const size_t n = 56u << 20;
	CLEANUP(mem_freep) uint8_t *zeros = mem_array(n, 1);
	CLEANUP(buf_done) struct buf bomb = pack_forge_gzip((struct bytes){ zeros, n });
	CLEANUP(buf_done) struct buf tar = BUF(PACK_FORGE_MAX);

	(void)state;
	/* Plain zeros are an archive without members: nobody reads on. */
	refused(buf_view(&bomb), E_FORMAT, "it has no checklist.json");
	for (const struct pack_forge_member *m = MEMBERS(HEAD, LIST); m->name; m++)
		pack_forge_member(&tar, m);
	buf_add(&tar, zeros, n);
	CLEANUP(buf_done) struct buf behind = pack_forge_gzip(buf_view(&tar));
	assert_true(behind.n < n / PACK_READ_RATIO_MAX);
	refused(buf_view(&behind), E_LIMIT, "more than 200 times its size");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(our_own),       cmocka_unit_test(other_writers),
	cmocka_unit_test(every_prefix),  cmocka_unit_test(every_bit),
	cmocka_unit_test(damaged),       cmocka_unit_test(hostile_members),
	cmocka_unit_test(member_sizes),  cmocka_unit_test(bad_checklists),
	cmocka_unit_test(bad_manifests), cmocka_unit_test(huge_files),
	cmocka_unit_test(bombs),
};

TAP_MAIN_WITHIN(tests, load, unload)
