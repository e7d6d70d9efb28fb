#include "store/trust_inside.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/folder.h"
#include "base/mem.h"
#include "base/text.h"
#include "signer/signer.h"
#include "tlog/checkpoint.h"
#include "tlog/log_audit.h"
#include "tlog/log_copy.h"
#include "tlog/log_file.h"
#include "tlog/log_memory.h"

#define LOG "log"
#define KEYS "keys"
#define LOG_KEY "log.key" /* signer/keyring.h */
#define SECRET_TEXT_MAX 64

/* ---- the key ---- */

int trust_read_key(uint8_t out[static ED25519_PUBLIC_SIZE], const char *trust, struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(SECRET_TEXT_MAX);
	CLEANUP(mem_freep) char *path = mem_format("%s/" KEYS "/" LOG_KEY, trust);
	uint8_t seed[ED25519_SEED_SIZE];
	struct ed25519_key key;

	if (access(path, F_OK) < 0 && errno == ENOENT)
		return err_set(err, E_MISSING, "there is no key '%s'", path);
	int r = fd_read_file(&text, path, SECRET_TEXT_MAX, err);
	if (r == 0 && base64_decode_exact(seed, sizeof(seed), buf_view(&text)) < 0)
		r = err_set(err, E_FORMAT, "'%s' is no key of a log", path);
	if (r == 0) {
		ed25519_key_of(&key, seed);
		memcpy(out, key.public_key, ED25519_PUBLIC_SIZE);
		ed25519_key_done(&key);
	}
	mem_wipe(seed, sizeof(seed));
	if (text.p)
		mem_wipe(text.p, text.n);
	return r;
}

int trust_check_signed(struct note_key *key, const uint8_t public_key[static ED25519_PUBLIC_SIZE],
		       struct bytes note, struct err *err)
{
	struct checkpoint c = { .size = 0 };
	struct note parsed;
	int r = note_parse(&parsed, note, err);

	if (r == 0)
		r = checkpoint_parse(&c, parsed.text, err);
	if (r < 0)
		return r;
	CLEANUP(mem_freep) char *name = mem_textn((const char *)c.origin.p, c.origin.n);
	if (note_key_of(key, name, NOTE_KEY_ED25519, public_key) < 0)
		return err_set(err, E_FORMAT, "the log's name is none");
	return checkpoint_open(&c, note, key, err);
}

/* ---- copying ---- */

static bool is_memory(const char *name, unsigned depth)
{
	return depth == 0 && text_starts(name, SIGNER_MEMORY);
}

/* With the same mode and owner. */
static int make_alike(int from, int to, const char *name, int *in, int *out, struct err *err)
{
	struct stat st;
	int r = folder_open(in, from, name, err);

	if (r < 0)
		return r;
	if (fstat(*in, &st) < 0)
		return err_errno(err, "cannot look at '%s'", name);
	r = folder_make(to, name, &st, err);
	return r == 0 ? folder_open(out, to, name, err) : r;
}

static int copy_log(struct trust_size *size, struct log_memory *tree, struct buf *note, int from,
		    int to, struct err *err)
{
	CLEANUP(fd_close) int in = -1, out = -1;
	int r = make_alike(from, to, LOG, &in, &out, err);

	*size = (struct trust_size){ .has_log = false };
	/* A signer that never had anything to publish. */
	if (r == E_MISSING)
		return 0;
	if (r == 0)
		r = log_copy(tree, note, in, out, err);
	if (r == E_MISSING)
		return 0;
	if (r == 0)
		*size = (struct trust_size){ true, tree->size };
	return r;
}

static int write_memory(int keys, int made, const struct note_key *key,
			const struct log_memory *tree, struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(CHECKPOINT_BODY_MAX);
	struct stat st;

	if (fstatat(keys, LOG_KEY, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return err_errno(err, "cannot look at the log's key");
	checkpoint_body(&text, key->name, tree->size, &tree->root);
	return folder_write(made, SIGNER_MEMORY, buf_view(&text), &st, err);
}

/* Everything against the checkpoint: a copy of damaged files would be found out too late. */
static int check_log(int to, const struct log_memory *tree, struct err *err)
{
	const struct log_audit_tree wanted = { tree->size, tree->root, 0, 1 };
	CLEANUP(fd_close) int log = -1;
	struct log_audit out;
	int r = folder_open(&log, to, LOG, err);

	if (r == 0)
		r = log_audit_files(&out, log, &wanted, err);
	return r < 0 ? err_prefix(err, "the log") : 0;
}

int trust_copy(struct trust_size *out, const char *from, const char *to, struct err *err)
{
	CLEANUP(buf_done) struct buf note = BUF(NOTE_SIZE_MAX);
	CLEANUP(fd_close) int in = -1, made = -1, keys_in = -1, keys_out = -1;
	uint8_t public_key[ED25519_PUBLIC_SIZE];
	struct log_memory tree = { .size = 0 };
	struct note_key key = { .name = "" };
	int r = log_file_open_dir(&in, from, err);

	if (r == 0)
		r = log_file_open_dir(&made, to, err);
	if (r == 0)
		r = copy_log(out, &tree, &note, in, made, err);
	if (r == 0)
		r = make_alike(in, made, KEYS, &keys_in, &keys_out, err);
	if (r == 0)
		r = folder_copy(keys_in, keys_out, is_memory, err);
	if (r < 0 || !out->has_log)
		return r;
	r = trust_read_key(public_key, to, err);
	if (r == 0)
		r = trust_check_signed(&key, public_key, buf_view(&note), err);
	if (r == 0)
		r = write_memory(keys_in, keys_out, &key, &tree, err);
	return r == 0 ? check_log(made, &tree, err) : r;
}
