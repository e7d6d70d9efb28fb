/*
 * The write-ahead log is moved into the database by the one writer: after each commit that leaves
 * more than STORE_WAL_PAGES in it (whatever no reader still needs; nobody waits), and wholly when
 * the writer has nothing to do (store_idle).  The log can only start anew when no reader stands in
 * it: from STORE_WAL_PAGES_MAX on, readers are waited for a moment, once for each so many pages, so
 * that a reader that never ends makes the log grow but does not stop the writer.
 */
#include "store/store_inside.h"

#define WAIT_MS 200

static void checkpoint(struct store *s, int how, int wait_ms)
{
	/* What cannot be moved now is moved later; the commit is on the disk already. */
	(void)sqlite3_busy_timeout(s->db, wait_ms);
	(void)sqlite3_wal_checkpoint_v2(s->db, NULL, how, NULL, NULL);
	(void)sqlite3_busy_timeout(s->db, STORE_BUSY_MS);
}

/* An answer other than SQLITE_OK would make the commit look as if it had failed. */
static int after_commit(void *context, sqlite3 *db, const char *name, int pages)
{
	struct store *s = context;

	(void)db;
	(void)name;
	if (pages < STORE_WAL_PAGES_MAX)
		s->wal_next = STORE_WAL_PAGES_MAX;
	if (pages >= s->wal_next) {
		checkpoint(s, SQLITE_CHECKPOINT_RESTART, WAIT_MS);
		s->wal_next = pages + STORE_WAL_PAGES_MAX;
	} else if (pages >= STORE_WAL_PAGES) {
		checkpoint(s, SQLITE_CHECKPOINT_PASSIVE, 0);
	}
	return SQLITE_OK;
}

void store_wal_watch(struct store *s)
{
	s->wal_next = STORE_WAL_PAGES_MAX;
	(void)sqlite3_wal_hook(s->db, after_commit, s);
}

void store_wal_empty(struct store *s)
{
	checkpoint(s, SQLITE_CHECKPOINT_TRUNCATE, 0);
}
