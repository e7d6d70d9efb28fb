/*
 * SQLite's codes become ours.  Its texts are used for constraints alone, where they consist of
 * names of tables, columns and checks; others could quote what a person typed.
 */
#include "store/store_inside.h"

#include "base/err.h"

static int code_of(sqlite3 *db)
{
	int extended = sqlite3_extended_errcode(db);

	switch (extended) {
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
		return E_EXISTS;
	case SQLITE_CANTOPEN_SYMLINK:
		return -ELOOP;
	default:
		break;
	}
	switch (extended & 0xff) {
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
		return E_FORMAT;
	case SQLITE_FULL:
		return -ENOSPC;
	case SQLITE_TOOBIG:
		return E_LIMIT;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return E_TIMEOUT;
	case SQLITE_READONLY:
		return -EROFS;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return E_VERIFY;
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return -EACCES;
	case SQLITE_CANTOPEN:
	case SQLITE_IOERR:
		/* A log or an index that cannot grow is a full disk as well. */
		if (sqlite3_system_errno(db) == ENOSPC || sqlite3_system_errno(db) == EDQUOT ||
		    (extended == SQLITE_IOERR_SHMSIZE && sqlite3_system_errno(db) != EIO))
			return -ENOSPC;
		return -EIO;
	default:
		return E_UNSUPPORTED;
	}
}

int store_error(sqlite3 *db, const char *what, struct err *err)
{
	int code = code_of(db);
	int extended = sqlite3_extended_errcode(db);

	if (code == -ENOSPC)
		return err_set(err, code, "%s: the disk is full", what);
	if ((extended & 0xff) == SQLITE_CONSTRAINT)
		return err_set(err, code, "%s: %s", what, sqlite3_errmsg(db));
	return err_set(err, code, "%s: %s (SQLite %d)", what, sqlite3_errstr(extended), extended);
}

int store_error_exec(sqlite3 *db, const char *sql, const char *what, struct err *err)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0
								    : store_error(db, what, err);
}
