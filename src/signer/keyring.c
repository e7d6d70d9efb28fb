#include "signer/keyring.h"

#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "base/text.h"

#define OTHERS (S_IRWXG | S_IRWXO)

/* Mine, and nobody else's: the file or folder; E_MISSING when it is not there. */
static int check_mode(const char *path, mode_t type, struct err *err)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return errno == ENOENT ? E_MISSING : err_errno(err, "cannot look at '%s'", path);
	if ((st.st_mode & S_IFMT) != type || st.st_uid != geteuid() || (st.st_mode & OTHERS))
		return err_set(err, E_REFUSED,
			       "'%s' has to belong to the signer alone (mode %o, owner %u)", path,
			       (unsigned)st.st_mode & 07777, (unsigned)st.st_uid);
	return 0;
}

/* Secrets are wiped wherever they were. */
static void secret_done(struct buf *b)
{
	if (b->p)
		mem_wipe(b->p, b->n);
	buf_done(b);
}

static int make_pem(struct signing_key *out, const char *path, struct err *err)
{
	CLEANUP(secret_done) struct buf pem = BUF(SIGNING_KEY_PEM_MAX);
	int r = signing_key_create(out, err);

	if (r == 0)
		r = signing_key_write(out, &pem, err);
	return r == 0 ? fd_write_file(path, buf_view(&pem), 0600, err) : r;
}

static int open_pem(struct signing_key *out, const char *dir, const char *name, struct err *err)
{
	CLEANUP(secret_done) struct buf pem = BUF(SIGNING_KEY_PEM_MAX);
	CLEANUP(mem_freep) char *path = mem_format("%s/%s", dir, name);
	int r = check_mode(path, S_IFREG, err);

	if (r == E_MISSING)
		return make_pem(out, path, err);
	if (r == 0)
		r = fd_read_file(&pem, path, SIGNING_KEY_PEM_MAX, err);
	if (r == 0)
		r = signing_key_read(out, buf_view(&pem), err);
	return r < 0 ? err_prefix(err, "%s", path) : 0;
}

static int make_seed(uint8_t seed[static ED25519_SEED_SIZE], const char *path, struct err *err)
{
	CLEANUP(secret_done) struct buf text = BUF(64);

	if (sodium_init() < 0)
		return err_set(err, -EIO, "no random numbers");
	randombytes_buf(seed, ED25519_SEED_SIZE);
	base64_encode(&text, (struct bytes){ seed, ED25519_SEED_SIZE });
	return fd_write_file(path, buf_view(&text), 0600, err);
}

static int open_seed(struct ed25519_key *out, const char *dir, struct err *err)
{
	CLEANUP(secret_done) struct buf text = BUF(64);
	CLEANUP(mem_freep) char *path = mem_format("%s/log.key", dir);
	uint8_t seed[ED25519_SEED_SIZE];
	int r = check_mode(path, S_IFREG, err);

	if (r == E_MISSING) {
		r = make_seed(seed, path, err);
	} else if (r == 0) {
		r = fd_read_file(&text, path, 64, err);
		if (r == 0 && base64_decode_exact(seed, sizeof(seed), buf_view(&text)) < 0)
			r = err_set(err, E_FORMAT, "'%s' is no key of a log", path);
	}
	if (r == 0)
		ed25519_key_of(out, seed);
	mem_wipe(seed, sizeof(seed));
	return r;
}

int keyring_open(struct keyring *out, const char *dir, struct err *err)
{
	struct keyring k = { 0 };
	int r = check_mode(dir, S_IFDIR, err);

	if (r == E_MISSING)
		return err_set(err, E_MISSING, "there is no folder '%s'", dir);
	if (r == 0)
		r = open_pem(&k.label, dir, "label.pem", err);
	if (r == 0)
		r = open_pem(&k.status, dir, "status.pem", err);
	if (r == 0)
		r = open_pem(&k.decision, dir, "decision.pem", err);
	if (r == 0)
		r = open_seed(&k.log, dir, err);
	if (r < 0) {
		keyring_done(&k);
		return r;
	}
	*out = k;
	return 0;
}

int keyring_rotate(struct keyring *k, const char *dir, const char *name, struct err *err)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/%s.pem", dir, name);
	struct signing_key *place = text_equal(name, "label")    ? &k->label
				    : text_equal(name, "status") ? &k->status
								 : NULL;
	struct signing_key next = { 0 };

	if (!place)
		return err_set(err, E_MISSING, "there is no key '%s' that can be replaced", name);
	int r = make_pem(&next, path, err);
	if (r < 0) {
		signing_key_done(&next);
		return r;
	}
	signing_key_done(place);
	*place = next;
	return 0;
}

void keyring_done(struct keyring *k)
{
	signing_key_done(&k->label);
	signing_key_done(&k->status);
	signing_key_done(&k->decision);
	ed25519_key_done(&k->log);
	*k = (struct keyring){ 0 };
}
