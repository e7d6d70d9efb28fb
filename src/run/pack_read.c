/*
 * Two readers, one inside the other: pack_stream takes the gzip apart and counts, libarchive reads
 * tar from what it gives.  So every byte that tar sees has been counted before.
 */
#include "run/pack_read.h"

#include <archive.h>
#include <archive_entry.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/schema.h"
#include "base/schema_embedded.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "run/pack_manifest.h"
#include "run/pack_stream.h"
#include "run/run.h"

#define TAR_BLOCK 512u
#define TAR_END (UINT64_C(2) * TAR_BLOCK) /* zeros that say that nothing follows */
#define VERSION 1

struct reader {
	struct pack_stream *stream;
	struct archive *tar;
	struct archive_entry *entry;
	struct err *err;
	int code;          /* of the stream, when it failed under libarchive's hands */
	uint64_t end;      /* of the last member, in bytes of the archive */
	json_t *checklist; /* owned */
	struct pack_manifest manifest;
};

static void reader_done(struct reader *r)
{
	(void)archive_read_free(r->tar);
	pack_stream_freep(&r->stream);
	json_decref(r->checklist);
	pack_manifest_done(&r->manifest);
}

static la_ssize_t give(struct archive *tar, void *context, const void **block)
{
	struct reader *r = context;
	struct bytes next;

	r->code = pack_stream_next(r->stream, &next, r->err);
	if (r->code < 0) {
		archive_set_error(tar, EIO, "see the stream");
		return -1;
	}
	*block = next.p;
	return (la_ssize_t)next.n;
}

static int broken(struct reader *r)
{
	const char *said = archive_error_string(r->tar);

	if (r->code < 0)
		return r->code;
	if (said && strcasestr(said, "truncated"))
		return err_both(r->err, E_TRUNC, "the archive is cut off: its end is missing",
				"書庫が途中で切れています（末尾がありません）");
	return err_both(r->err, E_FORMAT, "it is no file made by 'hoshi pack'",
			"「hoshi pack」が作ったファイルではありません");
}

/* ---- one member ---- */

static bool is_outside(const char *name)
{
	return *name == '/' || text_equal(name, "..") || text_starts(name, "../") ||
	       text_ends(name, "/..") || strstr(name, "/../");
}

/* *done: there is no further member. */
static int next_member(struct reader *r, const char **name, bool *done)
{
	int code = archive_read_next_header(r->tar, &r->entry);

	*done = code == ARCHIVE_EOF;
	if (*done)
		return 0;
	if (code != ARCHIVE_OK)
		return broken(r);
	*name = archive_entry_pathname(r->entry);
	if (!*name || !**name)
		return err_both(r->err, E_FORMAT, "a file in it has no readable name",
				"中に、名前を読めないファイルがあります");
	if (is_outside(*name))
		return err_both(r->err, E_FORMAT, "'%s' in it leads outside",
				"中の「%s」は、書庫の外を指しています", *name);
	if (archive_entry_filetype(r->entry) != AE_IFREG || archive_entry_hardlink(r->entry) ||
	    archive_entry_symlink(r->entry))
		return err_both(r->err, E_FORMAT, "'%s' in it is a link, folder or device",
				"中の「%s」は、リンク・フォルダー・デバイスのいずれかです", *name);
	/* What other formats can say besides (longer names, sparse files) no pack needs. */
	if (archive_format(r->tar) != ARCHIVE_FORMAT_TAR_USTAR)
		return err_both(r->err, E_FORMAT, "it is no file made by 'hoshi pack'",
				"「hoshi pack」が作ったファイルではありません");
	return 0;
}

static int read_member(struct reader *r, const char *name, struct buf *out)
{
	int64_t size = archive_entry_size(r->entry);
	int code;

	if (size < 0 || (uint64_t)size > out->max)
		return err_both(r->err, E_LIMIT, "'%s' in it is larger than %zu bytes",
				"中の「%s」が%zuバイトを超えています", name, out->max);
	for (;;) {
		const void *p;
		size_t n;
		la_int64_t offset;

		code = archive_read_data_block(r->tar, &p, &n, &offset);
		if (code != ARCHIVE_OK)
			break;
		buf_add(out, p, n);
	}
	if (code != ARCHIVE_EOF)
		return broken(r);
	if (!buf_ok(out) || out->n != (size_t)size)
		return err_both(r->err, E_TRUNC, "'%s' in it is cut off",
				"中の「%s」が途中で切れています", name);
	r->end = (uint64_t)archive_read_header_position(r->tar) + TAR_BLOCK +
		 ((uint64_t)size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
	return 0;
}

/* The next member, which has to be this one. */
static int expect(struct reader *r, const char *wanted, struct buf *out)
{
	const char *name = NULL;
	bool done = false;
	int code = next_member(r, &name, &done);

	if (code < 0)
		return code;
	if (done)
		return err_both(r->err, E_FORMAT, "it has no %s", "中に %s がありません", wanted);
	if (!text_equal(name, wanted))
		return err_both(r->err, E_FORMAT, "'%s' stands where %s should be",
				"「%s」があるところには %s が必要です", name, wanted);
	return read_member(r, wanted, out);
}

/* ---- the members in their order ---- */

static int check_version(const json_t *checklist, struct err *err)
{
	const json_t *version = json_object_get(checklist, "version");

	if (!text_equal(json_text(checklist, "format"), "hoshi-checklist"))
		return err_both(err, E_FORMAT, "checklist.json is no checklist of Hoshi",
				"checklist.json は Hoshi のチェックリストではありません");
	if (json_is_integer(version) && json_integer_value(version) != VERSION)
		return err_both(
		    err, E_UNSUPPORTED,
		    "checklist.json has version %" JSON_INTEGER_FORMAT ", but %d can be read",
		    "checklist.json の版は%" JSON_INTEGER_FORMAT "ですが、読めるのは%dです",
		    json_integer_value(version), VERSION);
	return 0;
}

static int read_checklist(struct reader *r)
{
	CLEANUP(buf_done) struct buf text = BUF(PACK_READ_CHECKLIST_MAX);
	CLEANUP(schema_freep) struct schema *schema = NULL;
	struct schema_fault fault;
	int code = expect(r, "checklist.json", &text);

	if (code == 0)
		code = json_read(&r->checklist, buf_view(&text), "checklist.json", r->err);
	if (code == 0)
		code = check_version(r->checklist, r->err);
	if (code == 0)
		code = schema_embedded(&schema, "checklist", r->err);
	if (code < 0)
		return code;
	code = schema_check(schema, r->checklist, &fault);
	return code < 0 ? err_both(r->err, code, "checklist.json: %s: %s%.0s",
				   "checklist.json の %s：%.0s%s",
				   *fault.pointer ? fault.pointer : "/", fault.reason, fault.ja)
			: 0;
}

static int read_manifest(struct reader *r)
{
	CLEANUP(buf_done) struct buf text = BUF(PACK_READ_MANIFEST_MAX);
	int code = expect(r, "MANIFEST", &text);

	return code < 0 ? code : pack_manifest_read(&r->manifest, buf_view(&text), r->err);
}

/* Every hash that a row names has to be one of the run's pieces. */
static int check_evidence(const struct reader *r)
{
	size_t i, k;
	json_t *row, *sha256;

	json_array_foreach (json_object_get(r->checklist, "rows"), i, row)
		json_array_foreach (json_object_get(row, "evidence"), k, sha256)
			if (pack_manifest_find(&r->manifest, json_string_value(sha256)) < 0)
				return err_both(
				    r->err, E_VERIFY, "evidence %.12s... of %s is not in MANIFEST",
				    "証跡 %.12s…（%s）が MANIFEST にありません",
				    json_string_value(sha256), json_text(row, "criterion"));
	return 0;
}

/* Pieces that came along are compared with their names and then forgotten. */
static int read_evidence(struct reader *r)
{
	CLEANUP(buf_done) struct buf data = BUF(RUN_EVIDENCE_ONE_MAX);
	int64_t last = -1;

	for (;;) {
		char digest[HASH_HEX_MAX];
		const char *found = NULL;
		bool done = false;
		int code = next_member(r, &found, &done);

		if (code < 0 || done)
			return code;
		CLEANUP(mem_freep) char *name = mem_text(found);
		int64_t index = pack_manifest_path(&r->manifest, name);
		if (index < 0)
			return err_both(r->err, E_FORMAT, "'%s' in it is not listed in MANIFEST",
					"中の「%s」が MANIFEST にありません", name);
		if (index <= last)
			return err_both(r->err, E_FORMAT, "'%s' in it comes twice or too late",
					"中の「%s」が重複しているか、順序が違います", name);
		last = index;
		buf_clear(&data);
		code = read_member(r, name, &data);
		if (code < 0)
			return code;
		hash_sha256_hex(digest, buf_view(&data));
		if (!text_equal(digest, pack_manifest_sha256(&r->manifest, index)))
			return err_both(r->err, E_VERIFY, "'%s' is not what MANIFEST says",
					"「%s」の内容が MANIFEST のハッシュと一致しません", name);
	}
}

/* After the members there are zeros, at least two blocks of them, and nothing else. */
static int check_end(struct reader *r)
{
	struct bytes block = { .n = 1 };

	while (block.n > 0) {
		int code = pack_stream_next(r->stream, &block, r->err);

		if (code < 0)
			return code;
	}
	if (pack_stream_used(r->stream) > r->end)
		return err_both(r->err, E_FORMAT, "something follows the end of the archive",
				"書庫の末尾のあとに、余分なデータがあります");
	if (pack_stream_count(r->stream) < r->end + TAR_END)
		return err_both(r->err, E_TRUNC, "the archive is cut off: its end is missing",
				"書庫が途中で切れています（末尾がありません）");
	return 0;
}

static int read_all(struct reader *r, int fd)
{
	int code = pack_stream_open(&r->stream, fd, r->err);

	if (code < 0)
		return code;
	r->tar = archive_read_new();
	if (archive_read_support_format_tar(r->tar) != ARCHIVE_OK)
		return err_both(r->err, E_UNSUPPORTED, "tar cannot be read here",
				"ここでは tar を読めません");
	if (archive_read_open(r->tar, r, NULL, give, NULL) != ARCHIVE_OK)
		return broken(r);
	code = read_checklist(r);
	if (code == 0)
		code = read_manifest(r);
	if (code == 0)
		code = check_evidence(r);
	if (code == 0)
		code = read_evidence(r);
	return code < 0 ? code : check_end(r);
}

int pack_read(json_t **out, int fd, struct err *err)
{
	struct err unheard = { 0 };
	CLEANUP(reader_done) struct reader r = { .err = err ? err : &unheard };
	char sha256[HASH_HEX_MAX];
	int code = read_all(&r, fd);

	if (code == 0)
		code = pack_stream_end(r.stream, sha256, r.err);
	if (code < 0)
		return code;
	*out = json_pack("{s:O, s:O, s:s}", "checklist", r.checklist, "manifest", r.manifest.list,
			 "sha256", sha256);
	return 0;
}
