/*
 * The record of an assessment: written and read again, changed behind our back, cut short, too
 * large, on a disk that is full.
 */
#include "run_sample.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define HELLO "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

static void round_trip(void **state)
{
	CLEANUP(run_freep) struct run *r = run_sample("round.run");
	CLEANUP(run_freep) struct run *again = NULL;
	CLEANUP(buf_done) struct buf piece = BUF(100);
	CLEANUP(mem_freep) char *slash = mem_format("%s//", r->dir);
	CLEANUP(mem_freep) char *json = run_sample_path(r, "run.json");
	struct err err = { 0 };
	struct stat st;

	(void)state;
	assert_int_equal(run_verify(r, &err), 0);
	assert_int_equal(run_open(&again, slash, &err), 0);
	assert_string_equal(again->dir, r->dir);
	assert_true(json_equal(again->doc, r->doc));
	assert_int_equal(run_verify(again, &err), 0);
	assert_string_equal(json_text(json_at(again->doc, "/observations/0"), "id"), "o1");
	assert_string_equal(json_text(json_at(again->doc, "/coverage/0"), "id"), "c1");
	assert_int_equal(run_evidence_read(again,
					   json_text(json_at(again->doc, "/evidence/1"), "sha256"),
					   &piece, &err),
			 0);
	assert_string_equal(buf_cstr(&piece), "second\n");
	/* Evidence is an attack map: nobody else may read it. */
	assert_int_equal(stat(r->dir, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(stat(json, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	run_free(NULL);
}

static void a_run_is_never_overwritten(void **state)
{
	CLEANUP(run_freep) struct run *r = run_sample("once.run");
	CLEANUP(mem_freep) char *file = fixture_path("a-file");
	CLEANUP(mem_freep) char *nowhere = fixture_path("no/such.run");
	struct run *other = NULL;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(run_new(&other, r->dir, &err), E_EXISTS);
	FIXTURE_SAYS("folder", err.text, "exists already");
	fixture_write(file, bytes_of("x"));
	assert_int_equal(run_new(&other, file, &err), E_EXISTS);
	assert_int_equal(run_new(&other, nowhere, &err), -ENOENT);
	assert_null(other);
	assert_int_equal(run_verify(r, &err), 0);
}

/* ---- evidence ---- */

static void the_same_bytes_are_kept_once(void **state)
{
	CLEANUP(run_freep) struct run *r = run_sample("dedupe.run");
	CLEANUP(buf_done) struct buf piece = BUF(100);
	struct err err = { 0 };

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(run_evidence(r, bytes_of("hello"), "label", "probe", &err), 0);
	assert_int_equal(json_array_size(run_list(r, "evidence")), 3);
	assert_string_equal(json_text(json_at(r->doc, "/evidence/2"), "sha256"), HELLO);
	assert_int_equal(json_int(json_at(r->doc, "/evidence/2"), "bytes", 0), 5);
	assert_int_equal(run_evidence_read(r, HELLO, &piece, &err), 0);
	assert_string_equal(buf_cstr(&piece), "hello");
	/* Nothing at all is evidence too: the device sent nothing. */
	assert_int_equal(run_evidence(r, (struct bytes){ 0 }, "label", "probe", &err), 0);
	assert_int_equal(json_int(json_at(r->doc, "/evidence/3"), "bytes", -1), 0);
}

static void evidence_that_cannot_be_read(void **state)
{
	CLEANUP(run_freep) struct run *r = run_sample("piece.run");
	CLEANUP(mem_freep) char *path = run_sample_piece(r, 0);
	const char *sha256 = json_text(json_at(r->doc, "/evidence/0"), "sha256");
	CLEANUP(buf_done) struct buf out = BUF(100);
	CLEANUP(buf_done) struct buf small = BUF(3);
	struct err err = { 0 };

	(void)state;
	assert_int_equal(run_evidence_read(r, HELLO, &out, &err), E_MISSING);
	assert_int_equal(run_evidence_read(r, "../../etc/passwd", &out, &err), E_MISSING);
	assert_int_equal(run_evidence_read(r, "", &out, &err), E_MISSING);
	assert_int_equal(run_evidence_read(r, sha256, &small, &err), E_LIMIT);
	fixture_write(path, bytes_of("fIrst\n"));
	assert_int_equal(run_evidence_read(r, sha256, &out, &err), E_VERIFY);
	FIXTURE_SAYS("changed", err.text, path);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(run_evidence_read(r, sha256, &out, &err), -ENOENT);
	assert_int_equal(out.n, 0);
}

static void evidence_has_limits(void **state)
{
	CLEANUP(run_freep) struct run *r = run_sample("limits.run");
	CLEANUP(mem_freep) uint8_t *large = mem_array(RUN_EVIDENCE_ONE_MAX + 1, 1);
	size_t before = r->evidence_bytes;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(
	    run_evidence(r, (struct bytes){ large, RUN_EVIDENCE_ONE_MAX + 1 }, "x", "p", &err),
	    E_LIMIT);
	FIXTURE_SAYS("one piece", err.text, "larger than 8388608 bytes");
	assert_int_equal(
	    run_evidence(r, (struct bytes){ large, RUN_EVIDENCE_ONE_MAX }, "x", "p", &err), 0);
	assert_int_equal(r->evidence_bytes, before + RUN_EVIDENCE_ONE_MAX);
	/* As if the rest were there already. */
	r->evidence_bytes = RUN_EVIDENCE_MAX - 3;
	assert_int_equal(run_evidence(r, bytes_of("four"), "x", "p", &err), E_LIMIT);
	FIXTURE_SAYS("all of it", err.text, "268435456 bytes");
	assert_int_equal(run_evidence(r, bytes_of("abc"), "x", "p", &err), 0);
	assert_int_equal(run_evidence(r, bytes_of("abc"), "x", "p", &err), 0);
	assert_int_equal(run_evidence(r, bytes_of("d"), "x", "p", &err), E_LIMIT);
	assert_int_equal(json_array_size(run_list(r, "evidence")), 4);
	/* A lower limit counts at once, below what is there already too. */
	r->evidence_bytes = 100;
	r->evidence_max = 101;
	assert_int_equal(run_evidence(r, bytes_of("ef"), "x", "p", &err), E_LIMIT);
	FIXTURE_SAYS("lower", err.text, "101 bytes");
	assert_int_equal(run_evidence(r, bytes_of("g"), "x", "p", &err), 0);
	r->evidence_max = 50;
	assert_int_equal(run_evidence(r, bytes_of("h"), "x", "p", &err), E_LIMIT);
	assert_int_equal(run_evidence(r, bytes_of("g"), "x", "p", &err), 0);
}

static void evidence_is_counted_too(void **state)
{
	CLEANUP(run_freep) struct run *r = run_sample("pieces.run");
	struct err err = { 0 };

	(void)state;
	while (json_array_size(run_list(r, "evidence")) < RUN_OBSERVATIONS_MAX - 1)
		json_array_append_new(run_list(r, "evidence"), json_object());
	assert_int_equal(run_evidence(r, bytes_of("a"), "x", "p", &err), 0);
	assert_int_equal(run_evidence(r, bytes_of("b"), "x", "p", &err), E_LIMIT);
	FIXTURE_SAYS("pieces", err.text, "20000 pieces");
	/* What is there already needs no room. */
	assert_int_equal(run_evidence(r, bytes_of("a"), "x", "p", &err), 0);
}

static void an_opened_run_knows_how_much_it_holds(void **state)
{
	CLEANUP(run_freep) struct run *r = run_sample("again.run");
	CLEANUP(run_freep) struct run *again = NULL;

	(void)state;
	assert_int_equal(run_open(&again, r->dir, NULL), 0);
	assert_int_equal(again->evidence_bytes, strlen("first\nsecond\n"));
}

/* ---- records of probes ---- */

static void records_are_checked(void **state)
{
	static const struct {
		const char *what, *record, *message;
	} rows[] = {
		{ "a port",
		  "{'kind':'port','proto':'tcp','port':1,'state':'open','probe':'p',"
		  "'evidence':[]}",
		  NULL },
		{ "no kind", "{'probe':'p','evidence':[]}", "'observations' is malformed" },
		{ "unknown kind", "{'kind':'verdict','probe':'p','evidence':[]}", "/kind" },
		{ "unknown field",
		  "{'kind':'port','proto':'tcp','port':1,'state':'open','probe':'p','evidence':[],"
		  "'verdict':'pass'}",
		  "/verdict" },
		{ "port 0",
		  "{'kind':'port','proto':'tcp','port':0,'state':'open','probe':'p','evidence':[]}",
		  "/port" },
		{ "wrong type",
		  "{'kind':'port','proto':'tcp','port':'1','state':'open','probe':'p','evidence':[]"
		  "}",
		  "/port" },
		{ "evidence that is no hash",
		  "{'kind':'port','proto':'tcp','port':1,'state':'open','probe':'p',"
		  "'evidence':['../x']}",
		  "/evidence/0" },
		{ "a probe with a strange name",
		  "{'kind':'port','proto':'tcp','port':1,'state':'open','probe':'A B',"
		  "'evidence':[]}",
		  "/probe" },
		{ "a list", "[]", "" },
		{ "a text", "'x'", "" },
		{ "null", "null", "" },
	};
	CLEANUP(run_freep) struct run *r = run_sample("records.run");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t before = json_array_size(run_list(r, "observations"));
		struct err err = { 0 };
		int code = run_observe(r, fixture_json(rows[i].record), &err);

		TAP_INT(rows[i].what, code, rows[i].message ? E_FORMAT : 0);
		FIXTURE_SAYS(rows[i].what, err.text, rows[i].message ? rows[i].message : "");
		TAP_INT(rows[i].what, json_array_size(run_list(r, "observations")),
			before + (code == 0));
	}
	/* An id of the sender's own does not count. */
	assert_int_equal(
	    run_cover(r, fixture_json("{'id':'c77','probe':'p','of':'model','state':'complete'}"),
		      NULL),
	    0);
	assert_string_equal(json_text(json_at(r->doc, "/coverage/1"), "id"), "c2");
	struct err err = { 0 };
	static const char *const bad[] = {
		"{'probe':'p','of':'model','state':'complete','reason':'x'}",
		"{'probe':'p','of':'model','state':'partial'}",
		"{'probe':'p','of':'model','state':'done'}",
		"{'probe':'p','of':'sweep.sctp','state':'complete'}",
		"{'probe':'p','of':'tls','state':'complete','port':443}",
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		TAP_INT(bad[i], run_cover(r, fixture_json(bad[i]), &err), E_FORMAT);
	assert_int_equal(json_array_size(run_list(r, "coverage")), 2);
}

static void records_have_a_limit(void **state)
{
	CLEANUP(run_freep) struct run *r = run_sample("many.run");
	struct err err = { 0 };

	(void)state;
	while (json_array_size(run_list(r, "observations")) < RUN_OBSERVATIONS_MAX - 1)
		json_array_append_new(run_list(r, "observations"), run_sample_observation(1));
	assert_int_equal(run_observe(r, run_sample_observation(2), &err), 0);
	assert_int_equal(run_observe(r, run_sample_observation(3), &err), E_LIMIT);
	assert_int_equal(json_array_size(run_list(r, "observations")), RUN_OBSERVATIONS_MAX);
}

/* ---- verifying ---- */

static void replace(const char *path, const char *from, const char *to)
{
	CLEANUP(buf_done) struct buf text = fixture_read(path);
	CLEANUP(buf_done) struct buf changed = BUF(FIXTURE_FILE_MAX);
	const uint8_t *at = text_find(buf_view(&text), bytes_of(from));

	assert_non_null(at);
	size_t n = (size_t)(at - text.p);
	buf_add(&changed, text.p, n);
	buf_text(&changed, to);
	buf_add(&changed, at + strlen(from), text.n - n - strlen(from));
	fixture_write(path, buf_view(&changed));
}

/* What a forger of the run in dir does. */
static void change_run_json(const struct run *r)
{
	CLEANUP(mem_freep) char *path = run_sample_path(r, "run.json");
	replace(path, "\"port\": 80", "\"port\": 81");
}

static void change_evidence(const struct run *r)
{
	CLEANUP(mem_freep) char *path = run_sample_piece(r, 1);
	fixture_write(path, bytes_of("Second\n"));
}

static void remove_evidence(const struct run *r)
{
	CLEANUP(mem_freep) char *path = run_sample_piece(r, 0);
	assert_int_equal(unlink(path), 0);
}

static void remove_manifest(const struct run *r)
{
	CLEANUP(mem_freep) char *path = run_sample_path(r, "MANIFEST");
	assert_int_equal(unlink(path), 0);
}

static void write_manifest(const struct run *r, const char *text)
{
	CLEANUP(mem_freep) char *path = run_sample_path(r, "MANIFEST");
	fixture_write(path, bytes_of(text));
}

static void empty_manifest(const struct run *r)
{
	write_manifest(r, "");
}

static void forget_run_json(const struct run *r)
{
	CLEANUP(mem_freep) char *path = run_sample_path(r, "MANIFEST");
	CLEANUP(buf_done) struct buf text = fixture_read(path);
	const char *second = strchr(buf_cstr(&text), '\n') + 1;

	write_manifest(r, second);
	change_run_json(r);
}

static void forget_evidence(const struct run *r)
{
	CLEANUP(mem_freep) char *path = run_sample_path(r, "MANIFEST");
	CLEANUP(buf_done) struct buf text = fixture_read(path);
	CLEANUP(mem_freep)
	char *first = mem_textn(buf_cstr(&text),
				(size_t)(strchr(buf_cstr(&text), '\n') + 1 - buf_cstr(&text)));

	write_manifest(r, first);
	change_evidence(r);
}

static void cut_manifest(const struct run *r)
{
	CLEANUP(mem_freep) char *path = run_sample_path(r, "MANIFEST");
	CLEANUP(buf_done) struct buf text = fixture_read(path);
	fixture_write(path, (struct bytes){ text.p, text.n - 1 });
}

static void garbage_manifest(const struct run *r)
{
	write_manifest(r, "hello\n");
}

static void climbing_manifest(const struct run *r)
{
	CLEANUP(mem_freep) char *line = mem_format("%s  ../../etc/passwd\n", HELLO);
	write_manifest(r, line);
}

static void absolute_manifest(const struct run *r)
{
	CLEANUP(mem_freep) char *line = mem_format("%s  /etc/passwd\n", HELLO);
	write_manifest(r, line);
}

static void what_was_changed_is_found(void **state)
{
	static const struct {
		const char *what;
		void (*change)(const struct run *r);
		int r;
		const char *message;
	} rows[] = {
		{ "run.json", change_run_json, E_VERIFY, "run.json' was changed" },
		{ "evidence", change_evidence, E_VERIFY, "' was changed" },
		{ "evidence gone", remove_evidence, -ENOENT, "/evidence/" },
		{ "no MANIFEST", remove_manifest, -ENOENT, "MANIFEST" },
		{ "an empty MANIFEST", empty_manifest, E_VERIFY, "MANIFEST" },
		{ "run.json left out", forget_run_json, E_VERIFY, "MANIFEST" },
		{ "evidence left out", forget_evidence, E_VERIFY, "MANIFEST" },
		{ "half a line", cut_manifest, E_TRUNC, "in the middle of a line" },
		{ "another text", garbage_manifest, E_FORMAT, "not a hash and a name" },
		{ "a way out", climbing_manifest, E_FORMAT, "lies outside" },
		{ "an absolute path", absolute_manifest, E_FORMAT, "lies outside" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(mem_freep) char *name = mem_format("changed-%zu.run", i);
		CLEANUP(run_freep) struct run *r = run_sample(name);
		struct err err = { 0 };

		assert_int_equal(run_verify(r, NULL), 0);
		rows[i].change(r);
		TAP_INT(rows[i].what, run_verify(r, &err), rows[i].r);
		FIXTURE_SAYS(rows[i].what, err.text, rows[i].message);
		/* Saving again sets the hashes right, except for evidence that is not what it was.
		 */
		TAP_INT(rows[i].what, run_save(r, NULL), 0);
	}
}

/* ---- reading ---- */

static void what_cannot_be_opened(void **state)
{
	static const struct {
		const char *what, *from, *to;
		int r;
		const char *message;
	} rows[] = {
		{ "another format", "\"hoshi-run\"", "\"hoshi-pack\"", E_FORMAT, "/format: " },
		{ "a version of tomorrow", "\"version\": 1,", "\"version\": 2,", E_FORMAT,
		  "/version: " },
		{ "an unknown member", "\"id\": \"r1\"", "\"id\": \"r1\", \"colour\": 1", E_FORMAT,
		  "/colour: " },
		{ "a text for a list", "\"answers\": []", "\"answers\": \"\"", E_FORMAT,
		  "/answers: " },
		{ "an object for a list", "\"observations\": [", "\"x\": [", E_FORMAT,
		  "run.json: /" },
		{ "a port beyond", "\"port\": 80", "\"port\": 80000", E_FORMAT,
		  "/observations/0/port: " },
		{ "a port as text", "\"port\": 80", "\"port\": \"80\"", E_FORMAT,
		  "/observations/0/port: " },
		{ "a strange id", "\"id\": \"o1\"", "\"id\": \"1\"", E_FORMAT,
		  "/observations/0/id: " },
		{ "a state of its own", "\"state\": \"complete\"", "\"state\": \"perfect\"",
		  E_FORMAT, "/state: " },
		{ "an id that climbs", "\"id\": \"r1\"", "\"id\": \"../x\"", E_FORMAT, "/id: " },
		{ "a member twice", "\"id\": \"r1\"", "\"id\": \"r1\",\n\"id\": \"r2\"", E_FORMAT,
		  "run.json:" },
		{ "a number too large", "\"port\": 80", "\"port\": 8e999", E_FORMAT, "run.json:" },
	};
	CLEANUP(run_freep) struct run *r = run_sample("open.run");
	CLEANUP(mem_freep) char *path = run_sample_path(r, "run.json");
	CLEANUP(buf_done) struct buf whole = fixture_read(path);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct run *again = NULL;
		struct err err = { 0 };

		replace(path, rows[i].from, rows[i].to);
		TAP_INT(rows[i].what, run_open(&again, r->dir, &err), rows[i].r);
		FIXTURE_SAYS(rows[i].what, err.text, rows[i].message);
		TAP_CHECK(rows[i].what, strstr(err.text, path));
		TAP_CHECK(rows[i].what, !again);
		fixture_write(path, buf_view(&whole));
	}
}

static void truncated_anywhere(void **state)
{
	CLEANUP(run_freep) struct run *r = run_sample("cut.run");
	CLEANUP(mem_freep) char *path = run_sample_path(r, "run.json");
	CLEANUP(buf_done) struct buf whole = fixture_read(path);

	(void)state;
	for (size_t n = 0; n < whole.n - 1; n += n + 50 < whole.n ? 50 : 1) {
		struct run *again = NULL;
		struct err err = { 0 };

		fixture_write(path, (struct bytes){ whole.p, n });
		int code = run_open(&again, r->dir, &err);
		TAP_CHECK("cut", code == E_TRUNC || code == E_FORMAT);
		FIXTURE_SAYS("cut", err.text, path);
		assert_null(again);
	}
}

static void what_is_no_run(void **state)
{
	CLEANUP(mem_freep) char *folder = fixture_path("empty");
	CLEANUP(mem_freep) char *path = mem_format("%s/run.json", folder);
	CLEANUP(mem_freep) uint8_t *deep = mem_array(100, 1);
	struct run *r = NULL;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(mkdir(folder, 0700), 0);
	assert_int_equal(run_open(&r, folder, &err), -ENOENT);
	FIXTURE_SAYS("empty", err.text, path);
	assert_int_equal(run_open(&r, "/nowhere", &err), -ENOENT);
	assert_int_equal(run_open(&r, "/dev/null", &err), -ENOTDIR);
	assert_int_equal(run_open(&r, "", &err), -ENOENT);
	memset(deep, '[', 100);
	fixture_write(path, (struct bytes){ deep, 100 });
	assert_int_equal(run_open(&r, folder, &err), E_LIMIT);
	assert_int_equal(unlink(path), 0);
	/* One byte more than is read; a hole, so that the disk need not hold it. */
	CLEANUP(fd_close) int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_int_equal(ftruncate(fd, (off_t)RUN_FILE_MAX + 1), 0);
	assert_int_equal(run_open(&r, folder, &err), E_LIMIT);
	FIXTURE_SAYS("huge", err.text, "is larger than 67108864 bytes");
	assert_null(r);
}

/* ---- writing ---- */

static void what_cannot_be_read_back_is_not_written(void **state)
{
	CLEANUP(run_freep) struct run *r = run_sample("broken.run");
	CLEANUP(run_freep) struct run *again = NULL;
	struct err err = { 0 };

	(void)state;
	json_object_set_new(r->doc, "state", json_string("odd"));
	assert_int_equal(run_save(r, &err), E_FORMAT);
	FIXTURE_SAYS("state", err.text, "/state: ");
	assert_int_equal(run_open(&again, r->dir, &err), 0);
	assert_int_equal(run_verify(again, &err), 0);
}

/* The run in dir is what it was before somebody tried to save a larger one. */
static void is_intact(const char *what, const struct run *r)
{
	CLEANUP(run_freep) struct run *again = NULL;
	struct err err = { 0 };

	TAP_INT(what, run_open(&again, r->dir, &err), 0);
	TAP_INT(what, run_verify(again, &err), 0);
	TAP_INT(what, json_array_size(run_list(again, "observations")), 1);
}

static void a_file_that_may_not_grow(void **state)
{
	CLEANUP(run_freep) struct run *r = run_sample("small.run");
	struct rlimit limit;
	struct err err = { 0 };

	(void)state;
	for (int i = 1; i <= 200; i++)
		assert_int_equal(run_observe(r, run_sample_observation(i), NULL), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	struct rlimit small = { .rlim_cur = 8192, .rlim_max = limit.rlim_max };
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	int code = run_save(r, &err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(code, -EFBIG);
	FIXTURE_SAYS("error", err.text, "run.json': File too large");
	is_intact("small", r);
}

/* In a child with a mount namespace of its own: 0 all is well, 1 not, 77 cannot be tried here. */
static int on_a_full_disk(void)
{
	CLEANUP(mem_freep) char *disk = fixture_path("disk");
	CLEANUP(mem_freep) char *filler = fixture_path("disk/filler");
	struct err err = { 0 };

	if (mkdir(disk, 0700) < 0 || unshare(CLONE_NEWNS) < 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("tmpfs", disk, "tmpfs", 0, "size=256k") < 0)
		return 77;
	CLEANUP(run_freep) struct run *r = run_sample("disk/full.run");
	for (int i = 1; i <= 500; i++)
		(void)!run_observe(r, run_sample_observation(i), NULL);
	CLEANUP(fd_close) int fd = open(filler, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	static const char page[4096];
	while (write(fd, page, sizeof(page)) > 0)
		;
	if (run_save(r, &err) != -ENOSPC || !strstr(err.text, "No space left on device"))
		return 1;
	if (run_evidence(r, bytes_of("third"), "x", "p", &err) >= 0)
		return 1;
	is_intact("full", r);
	/* Once there is room again, it goes on. */
	if (ftruncate(fd, 0) < 0 || run_save(r, &err) < 0 || run_verify(r, &err) < 0)
		return 1;
	return 0;
}

static void a_disk_that_is_full(void **state)
{
	int status;
	pid_t pid = fork();

	(void)state;
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(on_a_full_disk());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 77)
		TAP_SKIP("no mount namespace of our own here");
	assert_int_equal(WEXITSTATUS(status), 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(round_trip),
	cmocka_unit_test(a_run_is_never_overwritten),
	cmocka_unit_test(the_same_bytes_are_kept_once),
	cmocka_unit_test(evidence_that_cannot_be_read),
	cmocka_unit_test(evidence_has_limits),
	cmocka_unit_test(evidence_is_counted_too),
	cmocka_unit_test(an_opened_run_knows_how_much_it_holds),
	cmocka_unit_test(records_are_checked),
	cmocka_unit_test(records_have_a_limit),
	cmocka_unit_test(what_was_changed_is_found),
	cmocka_unit_test(what_cannot_be_opened),
	cmocka_unit_test(truncated_anywhere),
	cmocka_unit_test(what_is_no_run),
	cmocka_unit_test(what_cannot_be_read_back_is_not_written),
	cmocka_unit_test(a_file_that_may_not_grow),
	cmocka_unit_test(a_disk_that_is_full),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
