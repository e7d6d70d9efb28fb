/* Is the file as SQLite wrote it, and does every foreign key lead somewhere? */
#include "store/store_inside.h"

#include "base/err.h"

/* Whether the pragma has a finding; its first row is then what the statement stands on. */
static int ask(struct store *s, const char *pragma, sqlite3_stmt **out, struct err *err)
{
	if (sqlite3_prepare_v2(s->db, pragma, -1, out, NULL) != SQLITE_OK)
		return store_error(s->db, s->path, err);
	switch (sqlite3_step(*out)) {
	case SQLITE_ROW:
		return 1;
	case SQLITE_DONE:
		return 0;
	default:
		return store_error(s->db, s->path, err);
	}
}

static int integrity(struct store *s, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int r = ask(s, "PRAGMA integrity_check(1)", &stmt, err);
	const char *text = r == 1 ? (const char *)sqlite3_column_text(stmt, 0) : NULL;

	/* Names of tables and indexes, numbers of pages and rows. */
	if (r == 1)
		r = text && strcmp(text, "ok") == 0 ? 0
						    : err_set(err, E_VERIFY, "'%s' is damaged: %s",
							      s->path, text ? text : "no answer");
	(void)sqlite3_finalize(stmt);
	return r;
}

static int foreign_keys(struct store *s, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int r = ask(s, "PRAGMA foreign_key_check", &stmt, err);

	if (r == 1)
		r = err_set(err, E_VERIFY, "'%s': row %lld of %s points to no row of %s", s->path,
			    (long long)sqlite3_column_int64(stmt, 1),
			    (const char *)sqlite3_column_text(stmt, 0),
			    (const char *)sqlite3_column_text(stmt, 2));
	(void)sqlite3_finalize(stmt);
	return r;
}

int store_check(struct store *s, struct err *err)
{
	int r = integrity(s, err);

	return r < 0 ? r : foreign_keys(s, err);
}
