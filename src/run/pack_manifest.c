#include "run/pack_manifest.h"

#include "base/cursor.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/run.h"

#define DIGITS 64
#define EVIDENCE "evidence/"
#define PIECE_PATH (sizeof(EVIDENCE) - 1 + DIGITS + 1) /* evidence/XX/ and the other 62 */

static bool is_hash(struct bytes text)
{
	if (text.n != DIGITS)
		return false;
	for (size_t i = 0; i < text.n; i++)
		if (!(text.p[i] >= '0' && text.p[i] <= '9') &&
		    !(text.p[i] >= 'a' && text.p[i] <= 'f'))
			return false;
	return true;
}

/* The hash that a path stands for, new; NULL when it is no path of evidence. */
static char *hash_of(const char *path)
{
	const size_t start = sizeof(EVIDENCE) - 1;

	if (strlen(path) != PIECE_PATH || !text_starts(path, EVIDENCE) || path[start + 2] != '/')
		return NULL;
	return mem_format("%.2s%s", path + start, path + start + 3);
}

static int add_piece(struct pack_manifest *m, const char *sha256, const char *path, struct err *err)
{
	CLEANUP(mem_freep) char *said = hash_of(path);

	if (!text_equal(said, sha256))
		return err_both(err, E_FORMAT, "MANIFEST: '%s' is no piece of evidence",
				"MANIFEST：「%s」は証跡の名前ではありません", path);
	if (json_object_get(m->index, sha256))
		return err_both(err, E_FORMAT, "MANIFEST: '%s' comes twice",
				"MANIFEST：「%s」が重複しています", path);
	if (json_object_size(m->index) >= RUN_OBSERVATIONS_MAX)
		return err_both(err, E_LIMIT, "MANIFEST lists more than %d pieces of evidence",
				"MANIFEST の証跡が%d個を超えています", RUN_OBSERVATIONS_MAX);
	json_object_set_new(m->index, sha256, json_integer((json_int_t)json_array_size(m->list)));
	return 0;
}

/* HASH, two blanks, path (as sha256sum writes it). */
static int add_line(struct pack_manifest *m, struct bytes line, struct err *err)
{
	struct cursor c = cursor_of(line);
	struct bytes sha256 = cursor_bytes(&c, DIGITS);
	struct bytes blanks = cursor_bytes(&c, 2);
	size_t n = cursor_left(&c);
	struct bytes path = cursor_bytes(&c, n);
	size_t number = json_array_size(m->list) + 1;

	if (!is_hash(sha256) || !bytes_equal(blanks, bytes_of("  ")) || path.n == 0 ||
	    path.n > PIECE_PATH || memchr(path.p, '\0', path.n))
		return err_both(err, E_FORMAT, "MANIFEST:%zu: it is not a hash and a name",
				"MANIFEST の%zu行目：ハッシュと名前ではありません", number);
	CLEANUP(mem_freep) char *digest = mem_textn((const char *)sha256.p, sha256.n);
	CLEANUP(mem_freep) char *name = mem_textn((const char *)path.p, path.n);
	if (number == 1 && !text_equal(name, "run.json"))
		return err_both(err, E_FORMAT, "MANIFEST:1: run.json does not come first",
				"MANIFEST の1行目：run.json が先頭にありません");
	int r = number == 1 ? 0 : add_piece(m, digest, name, err);
	if (r == 0)
		json_array_append_new(m->list,
				      json_pack("{s:s, s:s}", "sha256", digest, "path", name));
	return r;
}

int pack_manifest_read(struct pack_manifest *out, struct bytes text, struct err *err)
{
	CLEANUP(pack_manifest_done)
	struct pack_manifest m = { .list = json_array(), .index = json_object() };
	struct cursor c = cursor_of(text);

	if (text.n == 0)
		return err_both(err, E_TRUNC, "MANIFEST is empty", "MANIFEST が空です");
	while (cursor_left(&c) > 0) {
		struct bytes line = cursor_until(&c, '\n');

		if (!cursor_ok(&c))
			return err_both(err, E_TRUNC, "MANIFEST ends in the middle of a line",
					"MANIFEST が行の途中で終わっています");
		int r = add_line(&m, line, err);
		if (r < 0)
			return r;
	}
	out->list = steal(m.list);
	out->index = steal(m.index);
	return 0;
}

void pack_manifest_done(struct pack_manifest *m)
{
	json_decref(m->list);
	json_decref(m->index);
}

int64_t pack_manifest_find(const struct pack_manifest *m, const char *sha256)
{
	return json_int(m->index, sha256, -1);
}

int64_t pack_manifest_path(const struct pack_manifest *m, const char *path)
{
	CLEANUP(mem_freep) char *sha256 = hash_of(path);

	/* A path holds any bytes; only hashes are in the index, and only valid texts are asked for.
	 */
	if (!sha256 || !is_hash(bytes_of(sha256)))
		return -1;
	return pack_manifest_find(m, sha256);
}

const char *pack_manifest_sha256(const struct pack_manifest *m, int64_t position)
{
	return json_text(json_array_get(m->list, (size_t)position), "sha256");
}
