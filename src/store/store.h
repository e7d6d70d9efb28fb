/*
 * The registry's database: one SQLite file in WAL mode in the data directory.  SQL text stands in
 * src/store/sql/NAME.sql, one named statement each ("-- :label_by_number"), embedded at build time;
 * code knows a statement by its name alone.  Placeholders are $1, $2, ...
 *
 * A row is a JSON object, one member for each column: text, whole number, null.  A column whose
 * name ends in "_json" is parsed and has the name without that ending; one that begins with "is_"
 * is true or false.  So a page's view model, an answer of the API and a row are the same thing.
 *
 * STORE_READ cannot write whatever is asked of it: file, WAL and shared memory are opened for
 * reading only.  A store is not carried over a fork.  A writer has to have been there once (it
 * leaves log and shared memory behind).
 *
 * Errors of every function: E_EXISTS, E_FORMAT and -ENOSPC as at store_run, E_LIMIT for what is too
 * large, E_TIMEOUT when somebody else's lock is not given up, E_VERIFY for a damaged file, -EROFS,
 * -EIO.  Messages name tables, columns and statements, never a value.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;
struct store;

enum store_mode { STORE_READ, STORE_WRITE };

#define STORE_FILE "registry.db"
#define STORE_ROWS_MAX 10000 /* of one store_rows; E_LIMIT above */

/*
 * dir is the data directory.  STORE_WRITE makes the file when it is not there and brings it up to
 * the newest migration (src/store/migrations/NNNN.sql, never edited); STORE_READ wants it to be
 * there and current (E_MISSING, E_UNSUPPORTED).  Every statement is prepared once here, so that one
 * that does not fit the schema shows at the start, with file and line.
 *
 * There is one writer: STORE_WRITE holds the lock file "store.lock" (E_REFUSED while another does).
 * The folder has to be its owner's alone; the database has mode 0600.
 */
int store_open(struct store **out, const char *dir, enum store_mode mode, struct err *err) MUST_USE;
/* A reader without statements, whatever migrations ran: for store_backup and store_check alone. */
int store_open_plain(struct store **out, const char *dir, struct err *err) MUST_USE;
void store_free(struct store *s);
void store_freep(struct store **s);

/* What stands for $1, $2, ...: STORE_VALUES(STORE_TEXT(number), STORE_INT(now), STORE_NULL). */
struct store_value {
	enum { STORE_IS_NULL, STORE_IS_TEXT, STORE_IS_INT, STORE_IS_BYTES } kind;
	const char *text; /* NULL is stored as NULL; bytes are this module's own */
	int64_t number;
};
struct store_values {
	const struct store_value *v;
	unsigned n;
};
#define STORE_TEXT(value) ((struct store_value){ .kind = STORE_IS_TEXT, .text = (value) })
#define STORE_INT(value) ((struct store_value){ .kind = STORE_IS_INT, .number = (value) })
#define STORE_NULL ((struct store_value){ .kind = STORE_IS_NULL })
#define STORE_VALUES(...)                                                                  \
	((struct store_values){ .v = (const struct store_value[]){ __VA_ARGS__ },          \
				.n = sizeof((const struct store_value[]){ __VA_ARGS__ }) / \
				     sizeof(struct store_value) })
#define STORE_NOTHING ((struct store_values){ .v = NULL })

/* All rows, as a new array. */
int store_rows(struct store *s, const char *statement, struct store_values values, json_t **rows,
	       struct err *err) MUST_USE;
/* The first row, as a new object; E_MISSING when there is none (err is left alone then). */
int store_row(struct store *s, const char *statement, struct store_values values, json_t **row,
	      struct err *err) MUST_USE;
/* The first column of the first row; E_MISSING as above. */
int store_int(struct store *s, const char *statement, struct store_values values, int64_t *out,
	      struct err *err) MUST_USE;
/* Row by row, however many; a negative answer ends it and is returned.  row is borrowed. */
int store_each(struct store *s, const char *statement, struct store_values values,
	       int (*each)(void *context, json_t *row), void *context, struct err *err) MUST_USE;
/*
 * Something that changes rows.  *changed (may be NULL): how many.  E_EXISTS when a unique key is
 * there already, E_FORMAT when a CHECK or foreign key says no, -ENOSPC when the disk is full.
 */
int store_run(struct store *s, const char *statement, struct store_values values, int64_t *changed,
	      struct err *err) MUST_USE;
int64_t store_last_id(const struct store *s); /* of the last row that was inserted */

/*
 * One transaction at a time, the writer's lock taken at once; what is committed is on the disk
 * (synchronous=FULL).  A commit that fails has rolled back.  After an error that made SQLite end
 * the transaction by itself (a full disk) every statement is refused (E_CANCELLED) until
 * store_rollback. store_rollback without a transaction does nothing.  A read transaction gives all
 * statements of one page the same state.
 */
int store_begin(struct store *s, struct err *err) MUST_USE;
int store_begin_read(struct store *s, struct err *err) MUST_USE;
int store_commit(struct store *s, struct err *err) MUST_USE;
void store_rollback(struct store *s);
bool store_in_transaction(const struct store *s);

/*
 * For a writer that has nothing to do: moves the write-ahead log into the database and empties it.
 * Without it the log is moved at every thousandth page (store_wal.c).
 */
void store_idle(struct store *s);

/* Changes whenever another process has committed something; cheap enough for every request. */
int store_version(struct store *s, int64_t *version, struct err *err) MUST_USE;

/*
 * A copy of a database in use (SQLite's backup interface), one file of mode 0600, written to a
 * temporary name and renamed.  E_EXISTS when path is there.
 */
int store_backup(struct store *s, const char *path, struct err *err) MUST_USE;
/* Integrity and foreign keys; the first finding is err.  E_VERIFY. */
int store_check(struct store *s, struct err *err) MUST_USE;
