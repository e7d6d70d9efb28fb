/*
 * Work that is slow or reads what came from outside, done in a worker: it has no network, no store
 * and no file but the spool.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "base/base.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "crypto/password.h"
#include "run/pack_read.h"
#include "scheme/models_csv.h"
#include "scheme/product_list.h"
#include "scheme/product_list_cell.h"
#include "scheme/scheme.h"

/* Bytes of a list on its way to the registrar: less than a message may have (sandbox/channel.h). */
#define LIST_RESULT_MAX (8u << 20)

static json_t *problem(const char *ja, const char *en)
{
	return json_pack("{s:{s:s, s:s}}", "problem", "ja", ja, "en", en);
}

static json_t *hash_password(const json_t *job)
{
	char hash[PASSWORD_HASH_MAX];
	const char *password = json_text(job, "password");

	if (!password || password_hash(hash, password) < 0)
		return problem("パスワードを処理できません。", "This password cannot be used.");
	return json_pack("{s:s}", "hash", hash);
}

static json_t *verify_password(const json_t *job)
{
	const char *password = json_text(job, "password"), *hash = json_text(job, "hash");

	return json_pack("{s:b}", "fits", password && hash && password_fits(hash, password));
}

/* The spool's names are the front's own: hexadecimal digits, no path. */
static int open_spool(const json_t *job, const char *member, int spool_dir)
{
	const char *name = json_text(job, member);

	if (!name || !*name || strspn(name, "0123456789abcdef") != strlen(name))
		return -EINVAL;
	int fd = openat(spool_dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	return fd < 0 ? -errno : fd;
}

/* For what nobody said in Japanese: the machine's own trouble. */
static const char *words_of(int code)
{
	switch (code) {
	case E_TRUNC:
		return "途中で切れています";
	case E_LIMIT:
		return "大きすぎます";
	case E_UNSUPPORTED:
		return "対応していない形式または版です";
	case E_VERIFY:
		return "内容が、記録されたハッシュと一致しません";
	default:
		return "形式が正しくありません";
	}
}

/* As forms refuse them, too. */
static bool has_hidden(const json_t *value)
{
	const char *name;
	json_t *one;
	size_t i;

	if (json_is_string(value))
		return product_list_cell_hidden(json_string_value(value));
	/* Its depth is bounded by whoever read it (base/json). */
	json_array_foreach (json_lend(value), i, one)
		if (has_hidden(one))
			return true;
	json_object_foreach (json_lend(value), name, one)
		if (product_list_cell_hidden(name) || has_hidden(one))
			return true;
	return false;
}

static int read_checklist(json_t **out, int fd, struct err *err)
{
	CLEANUP(json_done) json_t *read = NULL;
	int r = pack_read(&read, fd, err);

	if (r < 0)
		return r;
	if (has_hidden(read))
		return err_both(
		    err, E_FORMAT,
		    "it holds invisible control characters, or characters that change "
		    "the reading direction",
		    "見えない制御文字、または文字の並ぶ向きを変える文字が含まれています");
	*out = steal(read);
	return 0;
}

/* What is wrong with a file, for the one who sent it. */
static json_t *refusal(int code, const struct err *err)
{
	CLEANUP(mem_freep)
	char *ja = mem_format("このファイルは受け付けられません。%s。",
			      err->ja[0] ? err->ja : words_of(code));
	CLEANUP(mem_freep) char *en = mem_format("This file is not accepted: %s.", err->text);

	return problem(ja, en);
}

static json_t *read_upload(const json_t *job, int spool_dir,
			   int (*read)(json_t **out, int fd, struct err *err))
{
	CLEANUP(fd_close) int fd = open_spool(job, "spool", spool_dir);
	struct err err = { 0 };
	json_t *out = NULL;

	if (fd < 0)
		return problem("ファイルを読めません。もう一度送信してください。",
			       "The file cannot be read. Please send it again.");
	int r = read(&out, fd, &err);
	return r < 0 ? refusal(r, &err) : out;
}

/* ---- a published list ---- */

static int read_bytes(struct buf *out, const json_t *job, const char *member, int spool_dir,
		      struct err *err)
{
	CLEANUP(fd_close) int fd = open_spool(job, member, spool_dir);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return err_set(err, E_MISSING, "the file is not there");
	if ((uint64_t)st.st_size > out->max)
		return err_set(err, E_LIMIT, "the file is larger than %zu bytes", out->max);
	size_t size = (size_t)st.st_size;
	CLEANUP(mem_freep) uint8_t *bytes = mem_array(size, 1);
	int r = fd_read_full(fd, bytes, size);
	if (r < 0)
		return err_set(err, r, "the file cannot be read");
	buf_add(out, bytes, size);
	return 0;
}

/* The map that was sent along, or the one built in. */
static int read_columns(json_t **out, const json_t *job, int spool_dir, struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF((size_t)PRODUCT_LIST_COLUMNS_MAX);
	int r;

	if (!json_text(job, "columns"))
		return product_list_columns(out, NULL, err);
	r = read_bytes(&text, job, "columns", spool_dir, err);
	return r < 0 ? r : product_list_columns_decode(out, buf_view(&text), "the map", err);
}

static json_t *read_list(const json_t *job, int spool_dir)
{
	CLEANUP(json_done) json_t *columns = NULL;
	CLEANUP(buf_done) struct buf file = BUF((size_t)PRODUCT_LIST_FILE_MAX);
	CLEANUP(buf_done) struct buf text = BUF((size_t)LIST_RESULT_MAX);
	const char *name = json_text(job, "name");
	struct product_list_source source = { name && *name ? name : "list",
					      json_text(job, "edition"), NULL };
	struct err err = { 0 };
	json_t *list = NULL;
	int r = read_columns(&columns, job, spool_dir, &err);

	if (r < 0) {
		json_t *no = refusal(r, &err);

		json_object_set_new(json_object_get(no, "problem"), "field",
				    json_string("columns"));
		return no;
	}
	source.columns = columns;
	r = read_bytes(&file, job, "spool", spool_dir, &err);
	if (r == 0)
		r = product_list_import(&list, buf_view(&file), &source, &err);
	if (r < 0)
		return refusal(r, &err);
	json_write(&text, list, false);
	if (buf_ok(&text))
		return list;
	json_decref(list);
	return problem("この一覧は大きすぎます。一覧をいくつかに分けてください。",
		       "This list is too large. Please split it.");
}

void scheme_job(const json_t *job, int spool_dir, json_t **result)
{
	const char *kind = json_text(job, "kind");

	if (text_equal(kind, "password_hash"))
		*result = hash_password(job);
	else if (text_equal(kind, "password_verify"))
		*result = verify_password(job);
	else if (text_equal(kind, "checklist"))
		*result = read_upload(job, spool_dir, read_checklist);
	else if (text_equal(kind, "models"))
		*result = read_upload(job, spool_dir, models_csv_read);
	else if (text_equal(kind, "list"))
		*result = read_list(job, spool_dir);
	else
		*result = problem("この種類の処理はありません。", "There is no such job.");
}
