/*
 * All is copied and looked at beside what is there; then two names change, that of the signer's
 * folder first: its log is never behind the database.  The signer's folder that was there gets the
 * name of the copy in the same step, so that there is one at any moment: a server that finds none
 * begins a new log.
 */
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fd.h"
#include "base/folder.h"
#include "base/mem.h"
#include "signer/signer.h"
#include "store/backup.h"
#include "store/data_lock.h"
#include "store/store.h"
#include "store/store_restore.h"

#define TRUST_PART SIGNER_FOLDER ".restore"
#define KEPT_MAX 1000 /* signer's folders beside the new one */

struct restore {
	const char *dir;
	int folder;             /* locked as a server locks it */
	char *database, *trust; /* of the backup; trust NULL: it has none */
	char *present, *part;   /* paths of the signer's folder and of the copy */
	struct trust_size size; /* of the copy */
	struct store_restore store;
};

/* What cannot be removed now goes with the next restore. */
static void restore_done(struct restore *s)
{
	int r = s->part ? folder_remove(s->folder, TRUST_PART, NULL) : 0;

	(void)r;
	store_restore_done(&s->store);
	mem_free(s->database);
	mem_free(s->trust);
	mem_free(s->present);
	mem_free(s->part);
	fd_close(&s->folder);
}

/* A backup is a folder; a file is a database alone. */
static void find_parts(struct restore *s, const char *from)
{
	CLEANUP(mem_freep) char *trust = mem_format("%s/" SIGNER_FOLDER, from);
	struct stat st;
	bool is_backup = stat(from, &st) == 0 && S_ISDIR(st.st_mode);

	s->database = is_backup ? mem_format("%s/" STORE_FILE, from) : mem_text(from);
	if (is_backup && lstat(trust, &st) == 0)
		s->trust = steal(trust);
}

/* The copy beside what is there, like the one in the backup and looked at as it was when made. */
static int copy_trust(struct restore *s, struct err *err)
{
	CLEANUP(fd_close) int part = -1;
	struct stat st;
	int r = folder_remove(s->folder, TRUST_PART, err);

	if (r < 0)
		return r;
	if (stat(s->trust, &st) < 0)
		return err_errno(err, "cannot look at '%s'", s->trust);
	s->present = mem_format("%s/" SIGNER_FOLDER, s->dir);
	s->part = mem_format("%s/" TRUST_PART, s->dir);
	r = folder_make(s->folder, TRUST_PART, &st, err);
	if (r == 0)
		r = trust_copy(&s->size, s->trust, s->part, err);
	if (r == 0)
		r = folder_open(&part, s->folder, TRUST_PART, err);
	return r == 0 ? folder_sync(part, err) : r;
}

static int decide(struct restore *s, struct backup_restored *out, bool fork_log, struct err *err)
{
	struct err why = { 0 };
	int r = trust_relation(&out->relation, &out->entries, s->present, s->part, &why);

	if (r < 0)
		return err_set(err, r, "%s", why.text);
	out->backup = s->size.entries;
	out->took_trust = out->relation != TRUST_GOES_ON || fork_log;
	if (out->relation != TRUST_FORKED || fork_log)
		return 0;
	return err_set(err, E_REFUSED,
		       "%s: with the backup's log in its place it would fork, and whoever watches "
		       "it can prove that; --fork-log does it all the same",
		       why.text);
}

/* "trust.old-1", or the first that is free. */
static int old_name(const struct restore *s, char **out, struct err *err)
{
	for (unsigned i = 1; i <= KEPT_MAX; i++) {
		CLEANUP(mem_freep) char *name = mem_format(SIGNER_FOLDER ".old-%u", i);

		if (faccessat(s->folder, name, F_OK, AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT) {
			*out = steal(name);
			return 0;
		}
	}
	return err_set(err, E_LIMIT, "'%s' has more than %d old copies beside it", s->present,
		       KEPT_MAX);
}

static int sync_names(const struct restore *s, struct err *err)
{
	return fsync(s->folder) < 0 && errno != EINVAL ? err_errno(err, "cannot sync '%s'", s->dir)
						       : 0;
}

static int exchange(struct restore *s, const char *old, struct err *err)
{
	/* A name that is never taken for rubbish, before it is the old one's. */
	if (renameat2(s->folder, TRUST_PART, s->folder, old, RENAME_NOREPLACE) < 0)
		return err_errno(err, "cannot rename to '%s'", old);
	if (renameat2(s->folder, old, s->folder, SIGNER_FOLDER, RENAME_EXCHANGE) == 0)
		return sync_names(s, err);
	int r = err_errno(err, "cannot put '%s' in its place", s->present);
	/* It is a copy of the backup's: nothing is lost. */
	return folder_remove(s->folder, old, NULL) < 0 ? err_prefix(err, "'%s' is left", old) : r;
}

static int put_trust(struct restore *s, struct backup_restored *out, struct err *err)
{
	CLEANUP(mem_freep) char *old = NULL;
	int r;

	if (faccessat(s->folder, SIGNER_FOLDER, F_OK, AT_SYMLINK_NOFOLLOW) < 0) {
		if (renameat2(s->folder, TRUST_PART, s->folder, SIGNER_FOLDER, RENAME_NOREPLACE) <
		    0)
			return err_errno(err, "cannot rename to '%s'", s->present);
		return sync_names(s, err);
	}
	r = old_name(s, &old, err);
	if (r == 0)
		r = exchange(s, old, err);
	if (r == 0)
		out->kept_trust = mem_format("%s/%s", s->dir, old);
	return r;
}

void backup_restore_done(struct backup_restored *r)
{
	mem_free(r->kept);
	mem_free(r->kept_trust);
	*r = (struct backup_restored){ 0 };
}

int backup_restore(struct backup_restored *out, const char *dir, const char *from, bool fork_log,
		   struct err *err)
{
	CLEANUP(restore_done) struct restore s = { .dir = dir, .folder = -1, .store.lock = -1 };
	CLEANUP(backup_restore_done) struct backup_restored result = { 0 };
	int r = data_lock(&s.folder, dir, err);

	if (r < 0)
		return r;
	find_parts(&s, from);
	r = store_restore_begin(&s.store, dir, s.database, err);
	result.has_trust = s.trust != NULL;
	if (r == 0 && s.trust)
		r = copy_trust(&s, err);
	if (r == 0 && s.trust)
		r = decide(&s, &result, fork_log, err);
	if (r == 0 && result.took_trust)
		r = put_trust(&s, &result, err);
	if (r == 0)
		r = store_restore_finish(&s.store, &result.kept, err);
	if (r < 0)
		return r;
	*out = result;
	result = (struct backup_restored){ 0 };
	return 0;
}
