/*
 * Restoring: the backup is copied beside the database and examined there before anything of the old
 * state is touched.  Then the old database gets another name, and the copy its own.
 *
 * A log or a journal belongs to its database by name alone, and SQLite would play the old one into
 * the new file: so the old log is ended, or, where the old file is too damaged for that, goes along
 * with it under the new name, before the copy takes the place.
 */
#include "store/store_restore.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/store_inside.h"

#define KEPT_MAX 1000 /* old databases beside the new one */

/* The copy is taken from a file of SQLite's rollback kind: it is opened as it is, without locks. */
static int copy_in(const char *from, const char *part, struct err *err)
{
	CLEANUP(store_freep) struct store *backup = NULL;
	CLEANUP(mem_freep) char *real = realpath(from, NULL);

	if (!real)
		return errno == ENOENT ? err_set(err, E_MISSING, "there is no '%s'", from)
				       : err_errno(err, "cannot open '%s'", from);
	int r = store_open_file(&backup, real, STORE_READ, err);
	if (r == 0)
		r = store_check(backup, err);
	return r < 0 ? r : store_backup_copy(backup, part, err);
}

/* The registrar runs as the folder's owner; root may restore for another. */
static int hand_over(const char *folder, const char *part, struct err *err)
{
	struct stat st;

	if (geteuid() != 0)
		return 0;
	return stat(folder, &st) < 0 || lchown(part, st.st_uid, st.st_gid) < 0
		   ? err_errno(err, "cannot hand '%s' over", part)
		   : 0;
}

/* What may stand beside a database; the first two have content of it that is nowhere else. */
static const char *const beside[] = { "-wal", "-journal", "-shm" };
#define BESIDE_WITH_CONTENT 2

static bool is_free(const char *name, const char *suffix)
{
	CLEANUP(mem_freep) char *path = mem_format("%s%s", name, suffix);
	struct stat st;

	return lstat(path, &st) < 0 && errno == ENOENT;
}

/* "registry.db.old-1", or the first number that is free. */
static int old_name(char **out, const char *path, struct err *err)
{
	for (unsigned i = 1; i <= KEPT_MAX; i++) {
		CLEANUP(mem_freep) char *name = mem_format("%s.old-%u", path, i);

		if (is_free(name, "") && is_free(name, beside[0]) && is_free(name, beside[1])) {
			*out = steal(name);
			return 0;
		}
	}
	return err_set(err, E_LIMIT, "'%s' has more than %d old copies beside it", path, KEPT_MAX);
}

/* Make the old database one file, like a backup, if it is sound enough and nobody reads it. */
static void end_log(const char *path)
{
	CLEANUP(store_freep) struct store *old = NULL;

	if (store_open_file(&old, path, STORE_WRITE, NULL) < 0)
		return;
	store_wal_empty(old);
	(void)sqlite3_exec(old->db, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
}

static int remove_file(const char *path, struct err *err)
{
	return unlink(path) < 0 && errno != ENOENT ? err_errno(err, "cannot remove '%s'", path) : 0;
}

/* Without its database it is nobody's, but would become the new one's. */
static int remove_beside(const char *path, struct err *err)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(beside); i++) {
		CLEANUP(mem_freep) char *name = mem_format("%s%s", path, beside[i]);

		r = remove_file(name, err);
	}
	return r;
}

/* Keep the old database, and its log when something is in it, under the other name too. */
static int put_aside(const char *path, const char *old, struct err *err)
{
	struct stat st;

	end_log(path);
	if (link(path, old) < 0)
		return err_errno(err, "cannot keep the old database as '%s'", old);
	for (size_t i = 0; i < BESIDE_WITH_CONTENT; i++) {
		CLEANUP(mem_freep) char *name = mem_format("%s%s", path, beside[i]);
		CLEANUP(mem_freep) char *aside = mem_format("%s%s", old, beside[i]);

		if (stat(name, &st) == 0 && st.st_size > 0 && link(name, aside) < 0)
			return err_errno(err, "cannot keep the old database as '%s'", old);
	}
	int r = store_backup_sync_folder(old, err);
	return r < 0 ? r : remove_beside(path, err);
}

static int replace(const char *path, const char *part, char **kept, struct err *err)
{
	CLEANUP(mem_freep) char *old = NULL;
	struct stat st;
	int r = 0;

	if (lstat(path, &st) == 0) {
		r = old_name(&old, path, err);
		if (r < 0)
			return r;
		assert(old);
		r = put_aside(path, old, err);
	} else {
		r = remove_beside(path, err);
	}
	if (r < 0)
		return r;
	if (rename(part, path) < 0)
		return err_errno(err, "cannot rename to '%s'", path);
	*kept = steal(old);
	return store_backup_sync_folder(path, err);
}

int store_restore_begin(struct store_restore *out, const char *dir, const char *from,
			struct err *err)
{
	CLEANUP(store_restore_done) struct store_restore s = { .lock = -1 };
	CLEANUP(mem_freep) char *folder = NULL;
	int r = store_open_folder(&folder, dir, err);

	if (r == 0)
		r = store_open_lock(&s.lock, folder, err);
	if (r < 0)
		return r;
	s.path = mem_format("%s/" STORE_FILE, folder);
	s.part = mem_format("%s.restore", s.path);
	/* Of a restore that did not come to its end. */
	r = remove_file(s.part, err);
	if (r == 0)
		r = copy_in(from, s.part, err);
	if (r == 0)
		r = hand_over(folder, s.part, err);
	if (r < 0)
		return r;
	*out = s;
	s = (struct store_restore){ .lock = -1 };
	return 0;
}

int store_restore_finish(struct store_restore *s, char **kept, struct err *err)
{
	CLEANUP(store_freep) struct store *store = NULL;
	int r = replace(s->path, s->part, kept, err);

	if (r < 0)
		return r;
	mem_free(s->part);
	s->part = NULL;
	/* Readers need a log and shared memory to be there, which only a writer makes. */
	return store_open_file(&store, s->path, STORE_WRITE, err);
}

void store_restore_done(struct store_restore *s)
{
	if (s->part)
		(void)unlink(s->part);
	mem_free(s->path);
	mem_free(s->part);
	fd_close(&s->lock);
}
