/* What is handed in: the same bytes for the same run, evidence only when asked for, read by tar. */
#include "run_sample.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

#include "judge/judge_run.h"
#include "run/answer.h"
#include "run/pack.h"

static struct catalogue *catalogue;

static int load(void **state)
{
	catalogue = fixture_catalogue();
	return fixture_enter(state);
}

static int unload(void **state)
{
	catalogue_free(catalogue);
	return fixture_leave(state);
}

static struct run *judged(const char *name)
{
	struct run *r = run_sample(name);
	const struct answer first = { "q03.simple", "yes", "first thought", "N", "R", 1 };
	const struct answer second = { "q03.simple", "no", "second thought", "N", "R", 2 };

	json_object_set_new(
	    r->doc, "declaration",
	    fixture_json("{'declaration':1,'product':{'maker':'m','name':'n',"
			 "'model':'HG-100','ip_communication':true,"
			 "'general_purpose':false,'user_can_add_security':false}}"));
	assert_int_equal(answer_add(r, catalogue, &first, NULL), 0);
	assert_int_equal(answer_add(r, catalogue, &second, NULL), 0);
	assert_int_equal(judge_run(r, catalogue, NULL), 0);
	assert_int_equal(run_save(r, NULL), 0);
	return r;
}

/* One line for each file: name, mode and time, in the order of the archive. */
static void list_archive(const char *path, struct buf *out, json_t *contents)
{
	struct archive *a = archive_read_new();
	struct archive_entry *entry;

	archive_read_support_filter_gzip(a);
	archive_read_support_format_tar(a);
	assert_int_equal(archive_read_open_filename(a, path, 4096), ARCHIVE_OK);
	while (archive_read_next_header(a, &entry) == ARCHIVE_OK) {
		size_t size = (size_t)archive_entry_size(entry);
		CLEANUP(mem_freep) char *text = mem_array(size + 1, 1);

		assert_int_equal(archive_read_data(a, text, size), size);
		buf_format(out, "%s %o %ld %ld\n", archive_entry_pathname(entry),
			   archive_entry_perm(entry), (long)archive_entry_mtime(entry),
			   (long)archive_entry_uid(entry));
		json_object_set_new(contents, archive_entry_pathname(entry), json_string(text));
	}
	assert_int_equal(archive_read_free(a), ARCHIVE_OK);
}

static void content(void **state)
{
	CLEANUP(run_freep) struct run *r = judged("content.run");
	const char *one = json_text(json_at(r->doc, "/evidence/0"), "sha256");
	const char *two = json_text(json_at(r->doc, "/evidence/1"), "sha256");
	struct err err = { 0 };

	(void)state;
	for (int with = 0; with < 2; with++) {
		CLEANUP(mem_freep) char *path = fixture_path(with ? "all.tar.gz" : "list.tar.gz");
		CLEANUP(mem_freep)
		char *evidence = mem_format("evidence/%.2s/%s 644 0 0\nevidence/%.2s/%s 644 0 0\n",
					    one, one + 2, two, two + 2);
		CLEANUP(mem_freep)
		char *expected = mem_format("checklist.json 644 0 0\nMANIFEST 644 0 0\n%s",
					    with ? evidence : "");
		CLEANUP(mem_freep) char *name = mem_format("evidence/%.2s/%s", two, two + 2);
		CLEANUP(buf_done) struct buf list = BUF(10000);
		CLEANUP(json_done) json_t *contents = json_object();
		CLEANUP(json_done) json_t *checklist = NULL;

		assert_int_equal(pack_write(r, path, with, &err), 0);
		list_archive(path, &list, contents);
		assert_string_equal(buf_cstr(&list), expected);
		if (with)
			assert_string_equal(json_text(contents, name), "second\n");
		FIXTURE_SAYS("manifest", json_text(contents, "MANIFEST"), "  run.json\n");
		FIXTURE_SAYS("manifest", json_text(contents, "MANIFEST"), name);
		assert_int_equal(json_read(&checklist,
					   bytes_of(json_text(contents, "checklist.json")), "c",
					   NULL),
				 0);
		CLEANUP(json_done) json_t *again = pack_checklist(r);
		assert_true(json_equal(checklist, again));
	}
}

static void the_checklist(void **state)
{
	CLEANUP(run_freep) struct run *r = judged("checklist.run");
	CLEANUP(json_done) json_t *c = pack_checklist(r);
	const json_t *third = json_at(c, "/rows/2");

	(void)state;
	assert_string_equal(json_text(c, "format"), "hoshi-checklist");
	assert_string_equal(json_text(json_at(c, "/product"), "model"), "HG-100");
	assert_int_equal(json_array_size(json_at(c, "/rows")), 16);
	assert_string_equal(json_text(third, "criterion"), "S1.1-03");
	assert_string_equal(json_text(third, "verdict"), "fail");
	/* The last answer alone counts, as in the verdict. */
	assert_int_equal(json_array_size(json_object_get(third, "answers")), 1);
	assert_string_equal(json_text(json_at(third, "/answers/0"), "because"), "second thought");
	/* What the device showed is not handed in unasked. */
	assert_null(json_at(c, "/observations"));
	assert_null(json_at(c, "/declaration"));
	CLEANUP(run_freep) struct run *bare = run_sample("bare.run");
	CLEANUP(json_done) json_t *empty = pack_checklist(bare);
	assert_true(json_is_null(json_at(empty, "/product")));
	assert_int_equal(json_array_size(json_at(empty, "/rows")), 0);
}

static void the_same_run_gives_the_same_bytes(void **state)
{
	CLEANUP(run_freep) struct run *r = judged("same.run");
	CLEANUP(run_freep) struct run *again = NULL;

	(void)state;
	assert_int_equal(run_open(&again, r->dir, NULL), 0);
	for (int with = 0; with < 2; with++) {
		CLEANUP(mem_freep) char *a = mem_format("%s/a%d", fixture_folder, with);
		CLEANUP(mem_freep) char *b = mem_format("%s/b%d", fixture_folder, with);

		assert_int_equal(pack_write(r, a, with, NULL), 0);
		assert_int_equal(pack_write(again, b, with, NULL), 0);
		CLEANUP(buf_done) struct buf first = fixture_read(a);
		CLEANUP(buf_done) struct buf second = fixture_read(b);
		assert_true(bytes_equal(buf_view(&first), buf_view(&second)));
		/* RFC 1952 2.3.1: MTIME is 0. */
		assert_memory_equal(first.p + 4, "\0\0\0\0", 4);
	}
}

static void what_cannot_be_packed(void **state)
{
	CLEANUP(run_freep) struct run *r = judged("not.run");
	CLEANUP(mem_freep) char *path = fixture_path("not.tar.gz");
	CLEANUP(mem_freep) char *nowhere = fixture_path("no/such.tar.gz");
	CLEANUP(mem_freep) char *piece = run_sample_piece(r, 0);
	CLEANUP(mem_freep) char *manifest = run_sample_path(r, "MANIFEST");
	struct err err = { 0 };

	(void)state;
	fixture_write(path, bytes_of("mine"));
	assert_int_equal(pack_write(r, path, false, &err), E_EXISTS);
	FIXTURE_SAYS("exists", err.text, "exists already");
	CLEANUP(buf_done) struct buf kept = fixture_read(path);
	assert_string_equal(buf_cstr(&kept), "mine");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(pack_write(r, nowhere, false, &err), -ENOENT);

	fixture_write(piece, bytes_of("forged"));
	assert_int_equal(pack_write(r, path, true, &err), E_VERIFY);
	FIXTURE_SAYS("forged", err.text, piece);
	/* Half a hand-in is worse than none. */
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(unlink(manifest), 0);
	assert_int_equal(pack_write(r, path, false, &err), -ENOENT);
	assert_int_equal(access(path, F_OK), -1);
}

static void a_disk_that_is_full(void **state)
{
	CLEANUP(run_freep) struct run *r = judged("full.run");
	CLEANUP(mem_freep) char *path = fixture_path("full.tar.gz");
	struct rlimit limit;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	struct rlimit small = { .rlim_cur = 512, .rlim_max = limit.rlim_max };
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	int code = pack_write(r, path, true, &err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_true(code < 0);
	FIXTURE_SAYS("full", err.text, path);
	assert_int_equal(access(path, F_OK), -1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(content),
	cmocka_unit_test(the_checklist),
	cmocka_unit_test(the_same_run_gives_the_same_bytes),
	cmocka_unit_test(what_cannot_be_packed),
	cmocka_unit_test(a_disk_that_is_full),
};

TAP_MAIN_WITHIN(tests, load, unload)
