/*
 * run.json is held in memory as one JSON value and written whole.  Evidence goes to
 * evidence/<first two digits>/<the rest of its SHA-256>, so a name can be checked against its
 * content at any time, and the same bytes are kept once.
 */
#include "run/run.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/embedded.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "base/schema.h"
#include "base/text.h"

#define RUN_SCHEMA "catalogue/schema/run.schema.json"
#define MANIFEST_MAX (8u << 20)

static int compile_part(struct schema **out, const char *part, struct err *err)
{
	CLEANUP(json_done) json_t *document = NULL;
	CLEANUP(mem_freep) char *reference = part ? mem_format("#/$defs/%s", part) : NULL;
	int r = json_read(&document, embedded_find(RUN_SCHEMA), RUN_SCHEMA, err);

	if (r < 0)
		return r;
	if (!part)
		return schema_compile(out, document, err);
	CLEANUP(json_done)
	json_t *only =
	    json_pack("{s:s, s:O}", "$ref", reference, "$defs", json_object_get(document, "$defs"));
	return schema_compile(out, only, err);
}

static int run_make(struct run **out, const char *dir, struct err *err)
{
	CLEANUP(run_freep) struct run *r = mem_array(1, sizeof(*r));
	int code = compile_part(&r->observation_schema, "observation", err);

	if (code == 0)
		code = compile_part(&r->coverage_schema, "coverage", err);
	if (code < 0)
		return code;
	r->dir = mem_text(dir);
	r->evidence_max = RUN_EVIDENCE_MAX;
	/* A trailing slash would make every message look odd. */
	for (size_t n = strlen(r->dir); n > 1 && r->dir[n - 1] == '/'; n--)
		r->dir[n - 1] = '\0';
	*out = steal(r);
	return 0;
}

int run_new(struct run **out, const char *dir, struct err *err)
{
	static const char *const lists[] = { "probes",     "observations", "coverage", "answers",
					     "parameters", "verdicts",     "evidence" };
	CLEANUP(run_freep) struct run *r = NULL;
	int code = run_make(&r, dir, err);

	if (code < 0)
		return code;
	if (mkdir(r->dir, 0700) < 0)
		return errno == EEXIST ? err_set(err, E_EXISTS, "'%s' exists already", dir)
				       : err_errno(err, "cannot make the folder '%s'", dir);
	CLEANUP(mem_freep) char *evidence = mem_format("%s/evidence", r->dir);
	if (mkdir(evidence, 0700) < 0) {
		code = err_errno(err, "cannot make the folder '%s'", evidence);
		(void)rmdir(r->dir);
		return code;
	}
	r->doc = json_pack("{s:s, s:i}", "format", "hoshi-run", "version", 1);
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		json_object_set_new(r->doc, lists[i], json_array());
	*out = steal(r);
	return 0;
}

static int check_document(const json_t *doc, const char *path, struct err *err)
{
	CLEANUP(schema_freep) struct schema *schema = NULL;
	struct schema_fault fault;
	int code = compile_part(&schema, NULL, err);

	if (code < 0)
		return code;
	code = schema_check(schema, doc, &fault);
	if (code < 0)
		return err_set(err, code, "%s: %s: %s", path, *fault.pointer ? fault.pointer : "/",
			       fault.reason);
	return 0;
}

int run_open(struct run **out, const char *dir, struct err *err)
{
	CLEANUP(run_freep) struct run *r = NULL;
	int code = run_make(&r, dir, err);

	if (code < 0)
		return code;
	CLEANUP(mem_freep) char *path = mem_format("%s/run.json", r->dir);
	code = json_read_file(&r->doc, path, RUN_FILE_MAX, err);
	if (code == 0)
		code = check_document(r->doc, path, err);
	if (code < 0)
		return code;
	size_t i;
	json_t *piece;
	json_array_foreach (run_list(r, "evidence"), i, piece)
		r->evidence_bytes += (size_t)json_int(piece, "bytes", 0);
	*out = steal(r);
	return 0;
}

static int manifest_text(const struct run *r, struct bytes run_json, struct buf *out)
{
	char digest[HASH_HEX_MAX];
	size_t i;
	json_t *piece;

	hash_sha256_hex(digest, run_json);
	buf_format(out, "%s  run.json\n", digest);
	json_array_foreach (run_list(r, "evidence"), i, piece) {
		const char *name = json_text(piece, "sha256");

		buf_format(out, "%s  evidence/%.2s/%s\n", name, name, name + 2);
	}
	return buf_ok(out) ? 0 : E_LIMIT;
}

int run_save(struct run *r, struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(RUN_FILE_MAX);
	CLEANUP(buf_done) struct buf manifest = BUF(MANIFEST_MAX);
	CLEANUP(mem_freep) char *path = mem_format("%s/run.json", r->dir);
	CLEANUP(mem_freep) char *list = mem_format("%s/MANIFEST", r->dir);

	/* What cannot be read back must not be written: our own schema is asked first. */
	int code = check_document(r->doc, path, err);
	if (code < 0)
		return code;
	json_write(&text, r->doc, true);
	if (!buf_ok(&text) || manifest_text(r, buf_view(&text), &manifest) < 0)
		return err_set(err, E_LIMIT, "the run '%s' has grown too large", r->dir);
	code = fd_write_file(path, buf_view(&text), 0600, err);
	return code < 0 ? code : fd_write_file(list, buf_view(&manifest), 0600, err);
}

static int verify_line(const struct run *r, struct bytes line, struct err *err)
{
	CLEANUP(buf_done) struct buf content = BUF(RUN_FILE_MAX);
	char digest[HASH_HEX_MAX];

	if (line.n < 67 || line.n > 200 || memcmp(line.p + 64, "  ", 2) != 0)
		return err_set(err, E_FORMAT, "%s/MANIFEST: a line is not a hash and a name",
			       r->dir);
	CLEANUP(mem_freep) char *name = mem_textn((const char *)line.p + 66, line.n - 66);
	if (*name == '/' || strstr(name, ".."))
		return err_set(err, E_FORMAT, "%s/MANIFEST: '%s' lies outside", r->dir, name);
	CLEANUP(mem_freep) char *path = mem_format("%s/%s", r->dir, name);
	int code = fd_read_file(&content, path, RUN_FILE_MAX, err);

	if (code < 0)
		return code;
	hash_sha256_hex(digest, buf_view(&content));
	if (memcmp(digest, line.p, 64) != 0)
		return err_set(err, E_VERIFY, "'%s' was changed after it was written", path);
	return 0;
}

/* A file that MANIFEST leaves out would otherwise be free to be changed. */
static int verify_list(const struct run *r, struct bytes manifest, struct err *err)
{
	CLEANUP(buf_done) struct buf run_json = BUF(RUN_FILE_MAX);
	CLEANUP(buf_done) struct buf expected = BUF(MANIFEST_MAX);
	CLEANUP(mem_freep) char *path = mem_format("%s/run.json", r->dir);
	int code = fd_read_file(&run_json, path, RUN_FILE_MAX, err);

	if (code < 0)
		return code;
	if (manifest_text(r, buf_view(&run_json), &expected) < 0 ||
	    !bytes_equal(buf_view(&expected), manifest))
		return err_set(err, E_VERIFY,
			       "%s/MANIFEST does not list just run.json and its evidence", r->dir);
	return 0;
}

int run_verify(const struct run *r, struct err *err)
{
	CLEANUP(buf_done) struct buf manifest = BUF(MANIFEST_MAX);
	CLEANUP(mem_freep) char *path = mem_format("%s/MANIFEST", r->dir);
	int code = fd_read_file(&manifest, path, MANIFEST_MAX, err);

	if (code < 0)
		return code;
	struct bytes left = buf_view(&manifest);
	while (left.n > 0) {
		const uint8_t *end = memchr(left.p, '\n', left.n);

		if (!end)
			return err_set(err, E_TRUNC, "%s ends in the middle of a line", path);
		size_t n = (size_t)(end - left.p);
		code = verify_line(r, (struct bytes){ .p = left.p, .n = n }, err);
		if (code < 0)
			return code;
		left.p += n + 1;
		left.n -= n + 1;
	}
	return verify_list(r, buf_view(&manifest), err);
}

void run_free(struct run *r)
{
	if (!r)
		return;
	mem_free(r->dir);
	json_decref(r->doc);
	schema_free(r->observation_schema);
	schema_free(r->coverage_schema);
	mem_free(r);
}

void run_freep(struct run **r)
{
	run_free(*r);
}

json_t *run_list(const struct run *r, const char *name)
{
	return json_object_get(r->doc, name);
}

static int add_record(struct run *r, const char *name, char prefix, const struct schema *schema,
		      json_t *record, struct err *err)
{
	json_t *list = run_list(r, name);
	struct schema_fault fault;
	CLEANUP(json_done) json_t *owned = record;
	CLEANUP(mem_freep) char *id = mem_format("%c%zu", prefix, json_array_size(list) + 1);

	if (json_array_size(list) >= RUN_OBSERVATIONS_MAX)
		return err_set(err, E_LIMIT, "a run holds at most %d records of one kind",
			       RUN_OBSERVATIONS_MAX);
	json_object_set_new(owned, "id", json_string(id));
	int code = schema_check(schema, owned, &fault);
	if (code < 0)
		return err_set(err, code, "a record for '%s' is malformed: %s: %s", name,
			       fault.pointer, fault.reason);
	json_array_append(list, owned);
	return 0;
}

int run_observe(struct run *r, json_t *observation, struct err *err)
{
	return add_record(r, "observations", 'o', r->observation_schema, observation, err);
}

int run_cover(struct run *r, json_t *coverage, struct err *err)
{
	return add_record(r, "coverage", 'c', r->coverage_schema, coverage, err);
}

static bool has_evidence(const struct run *r, const char *sha256)
{
	size_t i;
	json_t *piece;

	json_array_foreach (run_list(r, "evidence"), i, piece)
		if (text_equal(json_text(piece, "sha256"), sha256))
			return true;
	return false;
}

int run_evidence(struct run *r, struct bytes data, const char *label, const char *probe,
		 struct err *err)
{
	char digest[HASH_HEX_MAX];

	hash_sha256_hex(digest, data);
	if (has_evidence(r, digest))
		return 0;
	if (data.n > RUN_EVIDENCE_ONE_MAX)
		return err_set(err, E_LIMIT, "a piece of evidence is larger than %u bytes",
			       RUN_EVIDENCE_ONE_MAX);
	if (r->evidence_bytes > r->evidence_max || data.n > r->evidence_max - r->evidence_bytes ||
	    json_array_size(run_list(r, "evidence")) >= RUN_OBSERVATIONS_MAX)
		return err_set(err, E_LIMIT,
			       "the evidence of the run would pass %zu bytes or %d pieces",
			       r->evidence_max, RUN_OBSERVATIONS_MAX);
	CLEANUP(mem_freep) char *folder = mem_format("%s/evidence/%.2s", r->dir, digest);
	CLEANUP(mem_freep) char *path = mem_format("%s/%s", folder, digest + 2);
	if (mkdir(folder, 0700) < 0 && errno != EEXIST)
		return err_errno(err, "cannot make the folder '%s'", folder);
	int code = fd_write_file(path, data, 0600, err);
	if (code < 0)
		return code;
	r->evidence_bytes += data.n;
	json_array_append_new(run_list(r, "evidence"),
			      json_pack("{s:s, s:I, s:s, s:s}", "sha256", digest, "bytes",
					(json_int_t)data.n, "label", label, "probe", probe));
	return 0;
}

int run_evidence_read(const struct run *r, const char *sha256, struct buf *out, struct err *err)
{
	CLEANUP(buf_done) struct buf content = BUF(RUN_EVIDENCE_ONE_MAX);
	char digest[HASH_HEX_MAX];

	if (strlen(sha256) != 64 || !has_evidence(r, sha256))
		return err_set(err, E_MISSING, "the run has no evidence '%.64s'", sha256);
	CLEANUP(mem_freep)
	char *path = mem_format("%s/evidence/%.2s/%s", r->dir, sha256, sha256 + 2);
	int code = fd_read_file(&content, path, RUN_EVIDENCE_ONE_MAX, err);
	if (code < 0)
		return code;
	hash_sha256_hex(digest, buf_view(&content));
	if (!text_equal(digest, sha256))
		return err_set(err, E_VERIFY, "'%s' was changed after it was written", path);
	buf_bytes(out, buf_view(&content));
	return buf_ok(out) ? 0 : err_set(err, E_LIMIT, "'%s' is too large here", path);
}
