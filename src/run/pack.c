#include "run/pack.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "run/run.h"

#define CHECKLIST_MAX (16u << 20)

static void archive_freep(struct archive **a)
{
	(void)archive_write_free(*a);
}

/* ---- the checklist ---- */

/* Answers that belong to a verdict's checks, each the last one given. */
static json_t *answers_of(const struct run *run, const json_t *verdict)
{
	json_t *all = json_array();
	size_t i, k;
	json_t *check, *answer;

	json_array_foreach (json_object_get(verdict, "checks"), i, check) {
		const char *question = json_text(check, "question");
		json_t *last = NULL;

		json_array_foreach (run_list(run, "answers"), k, answer)
			if (question && text_equal(json_text(answer, "question"), question))
				last = answer;
		if (last)
			json_array_append(all, last);
	}
	return all;
}

static json_t *row(const struct run *run, const json_t *verdict)
{
	static const char *const kept[] = { "criterion", "verdict",    "provisional",
					    "because",   "parameters", "evidence" };
	json_t *r = json_object();

	for (size_t i = 0; i < ARRAY_LEN(kept); i++)
		json_object_set(r, kept[i], json_object_get(verdict, kept[i]));
	json_object_set_new(r, "answers", answers_of(run, verdict));
	return r;
}

json_t *pack_checklist(const struct run *run)
{
	static const char *const kept[] = { "tool",          "id",        "started",       "ended",
					    "state",         "operator",  "authorization", "pack",
					    "crypto_policy", "parameters" };
	json_t *c = json_pack("{s:s, s:i}", "format", "hoshi-checklist", "version", 1);
	json_t *product = json_object_get(json_object_get(run->doc, "declaration"), "product");
	json_t *rows = json_array();
	size_t i;
	json_t *verdict;

	for (size_t k = 0; k < ARRAY_LEN(kept); k++)
		if (json_object_get(run->doc, kept[k]))
			json_object_set(c, kept[k], json_object_get(run->doc, kept[k]));
	json_object_set_new(c, "product", product ? json_incref(product) : json_null());
	json_array_foreach (run_list(run, "verdicts"), i, verdict)
		json_array_append_new(rows, row(run, verdict));
	json_object_set_new(c, "rows", rows);
	return c;
}

/* ---- the file ---- */

/* The pack file that is being written. */
struct output {
	struct archive *archive;
	const char *path;
};

/* libarchive says "Write error" and names nothing; the reason is in its number. */
static int cannot_write(const struct output *o, struct err *err)
{
	int number = archive_errno(o->archive);
	const char *text = archive_error_string(o->archive);

	if (number > 0)
		return err_set(err, -number, "cannot write '%s': %s", o->path, err_name(-number));
	return err_set(err, -EIO, "cannot write '%s': %s", o->path, text ? text : err_name(-EIO));
}

static int add(const struct output *o, const char *name, struct bytes data, struct err *err)
{
	struct archive_entry *entry = archive_entry_new();
	int r = 0;

	/* No owner and no time: the same run gives the same bytes. */
	archive_entry_set_pathname(entry, name);
	archive_entry_set_size(entry, (la_int64_t)data.n);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_mtime(entry, 0, 0);
	if (archive_write_header(o->archive, entry) != ARCHIVE_OK ||
	    archive_write_data(o->archive, data.p, data.n) != (la_ssize_t)data.n)
		r = cannot_write(o, err);
	archive_entry_free(entry);
	return r;
}

static int add_evidence(const struct output *o, const struct run *run, struct err *err)
{
	size_t i;
	json_t *piece;

	json_array_foreach (run_list(run, "evidence"), i, piece) {
		CLEANUP(buf_done) struct buf data = BUF(RUN_EVIDENCE_ONE_MAX);
		const char *sha256 = json_text(piece, "sha256");
		CLEANUP(mem_freep)
		char *name = mem_format("evidence/%.2s/%s", sha256, sha256 + 2);
		int r = run_evidence_read(run, sha256, &data, err);

		if (r == 0)
			r = add(o, name, buf_view(&data), err);
		if (r < 0)
			return r;
	}
	return 0;
}

static int add_all(const struct output *o, const struct run *run, bool with_evidence,
		   struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(CHECKLIST_MAX);
	CLEANUP(buf_done) struct buf manifest = BUF(CHECKLIST_MAX);
	CLEANUP(json_done) json_t *checklist = pack_checklist(run);
	CLEANUP(mem_freep) char *list = mem_format("%s/MANIFEST", run->dir);

	json_write(&text, checklist, true);
	if (!buf_ok(&text))
		return err_set(err, E_LIMIT, "the checklist is too large");
	int r = fd_read_file(&manifest, list, CHECKLIST_MAX, err);
	if (r == 0)
		r = add(o, "checklist.json", buf_view(&text), err);
	if (r == 0)
		r = add(o, "MANIFEST", buf_view(&manifest), err);
	return r == 0 && with_evidence ? add_evidence(o, run, err) : r;
}

int pack_write(const struct run *run, const char *path, bool with_evidence, struct err *err)
{
	/* Closed last: an archive that is given up may still write its end. */
	CLEANUP(fd_close) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	CLEANUP(archive_freep) struct archive *a = archive_write_new();
	const struct output o = { .archive = a, .path = path };

	if (fd < 0)
		return errno == EEXIST ? err_set(err, E_EXISTS, "'%s' exists already", path)
				       : err_errno(err, "cannot make '%s'", path);
	int r = archive_write_add_filter_gzip(a) == ARCHIVE_OK &&
			archive_write_set_options(a, "gzip:!timestamp") == ARCHIVE_OK &&
			archive_write_set_format_ustar(a) == ARCHIVE_OK &&
			archive_write_open_fd(a, fd) == ARCHIVE_OK
		    ? 0
		    : cannot_write(&o, err);
	if (r == 0)
		r = add_all(&o, run, with_evidence, err);
	if (r == 0 && archive_write_close(a) != ARCHIVE_OK)
		r = cannot_write(&o, err);
	if (r == 0 && fsync(fd) < 0)
		r = err_errno(err, "cannot write '%s'", path);
	/* Half a hand-in is worse than none. */
	if (r < 0)
		(void)unlink(path);
	return r;
}
