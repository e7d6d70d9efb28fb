/*
 * What the files of this module share.  Nobody else includes it.
 *
 * The parts of a database (migrations and statements) are those embedded in the program; tests
 * bring their own through store_open_with.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "store/store.h"

#include <sqlite3.h>

#define STORE_LOCK "store.lock"
#define STORE_APPLICATION 0x486F7368 /* "Hosh", SQLite's application_id */
#define STORE_PATH_MAX 4000          /* bytes of the data directory's path */
#define STORE_STATEMENTS_MAX 2000
#define STORE_VALUES_MAX 64                /* placeholders of one statement */
#define STORE_VALUE_MAX ((int)64 << 20)    /* bytes of one value, of one row */
#define STORE_BUSY_MS 5000                 /* how long another connection's lock is waited for */
#define STORE_CACHE_KIB 16384              /* pages kept in memory by each connection */
#define STORE_WAL_PAGES 1000               /* checkpointed after the commit that passes this */
#define STORE_WAL_PAGES_MAX 16000          /* readers are waited for, so that it can start anew */
#define STORE_WAL_FILE_MAX ((int)16 << 20) /* bytes that the file keeps when it starts anew */

/* ---- parts ---- */

struct store_part {
	const char *path; /* ".../0001_registry.sql": its number counts; ".../label.sql" */
	struct bytes text;
};

struct store_parts {
	const struct store_part *migrations;
	size_t migrations_n;
	const struct store_part *statements;
	size_t statements_n;
};

struct store_statement {
	char *name;
	sqlite3_stmt *stmt;
	const char *path;
	unsigned line;
	unsigned n;               /* placeholders $1..$n */
	int at[STORE_VALUES_MAX]; /* SQLite's index of each */
};

struct store {
	sqlite3 *db;
	enum store_mode mode;
	char *path;                         /* of the database */
	int lock;                           /* -1 for a reader */
	struct store_statement *statements; /* sorted by name */
	size_t statements_n;
	sqlite3_stmt *version; /* PRAGMA data_version */
	bool in_transaction;
	int wal_next; /* pages from which on readers are waited for the next time */
};

/*
 * As store_open.  Without parts (NULL) only the file is opened: no migration runs or is asked for,
 * no statement is there; for backup, check and restore, which do not depend on the schema.
 */
int store_open_with(struct store **out, const char *dir, enum store_mode mode,
		    const struct store_parts *parts, struct err *err) MUST_USE;

/* The data directory's real path; refused unless it is a folder that nobody else can write to. */
int store_open_folder(char **out, const char *dir, struct err *err) MUST_USE;

/* Take the writer's lock of a data directory; E_REFUSED while another process has it. */
int store_open_lock(int *out, const char *dir, struct err *err) MUST_USE;

/* A connection with our settings and nothing more; E_FORMAT unless it is empty or a registry. */
int store_open_file(struct store **out, const char *path, enum store_mode mode,
		    struct err *err) MUST_USE;

/* ---- migrations ---- */

/* Writer: run what has not run yet. */
int store_migrate(struct store *s, const struct store_part *migrations, size_t n,
		  struct err *err) MUST_USE;
/* Reader: E_UNSUPPORTED unless all have run; E_VERIFY when one was edited since. */
int store_migrate_check(struct store *s, const struct store_part *migrations, size_t n,
			struct err *err) MUST_USE;

/* ---- statements ---- */

/* Split, prepare and sort all of them. */
int store_statement_load(struct store *s, const struct store_part *files, size_t n,
			 struct err *err) MUST_USE;
void store_statement_unload(struct store *s);
const struct store_statement *store_statement_find(const struct store *s, const char *name);

/*
 * One execution.  open binds, step says 1 for a row, 0 for the end; done is for CLEANUP and may be
 * called on one that was zero-initialised and never opened.
 */
struct store_cursor {
	struct store *store;
	const struct store_statement *statement;
	sqlite3_stmt *stmt;
	bool is_copy; /* of a statement that was already running */
};
int store_cursor_open(struct store_cursor *c, struct store *s, const char *statement,
		      struct store_values values, struct err *err) MUST_USE;
int store_cursor_step(struct store_cursor *c, struct err *err) MUST_USE;
void store_cursor_done(struct store_cursor *c);

/* Bytes as they are; only this module stores such. */
#define STORE_BYTES(bytes_)                                      \
	((struct store_value){ .kind = STORE_IS_BYTES,           \
			       .text = (const char *)(bytes_).p, \
			       .number = (int64_t)(bytes_).n })

/* The row that a statement stands on, as a new object. */
int store_row_json(const struct store_cursor *c, json_t **out, struct err *err) MUST_USE;

/* ---- errors, plain SQL, the log ---- */

/* Our code for SQLite's last error, and a message that has no value of a row in it. */
int store_error(sqlite3 *db, const char *what, struct err *err);

/* SQL of our own without values, e.g. a pragma; what names it in errors. */
int store_error_exec(sqlite3 *db, const char *sql, const char *what, struct err *err) MUST_USE;

/* Bound the write-ahead log of a writer's connection. */
void store_wal_watch(struct store *s);
/* Move everything to the database and empty the log, if no reader is in the way. */
void store_wal_empty(struct store *s);

/* ---- copies ---- */

/* Copy all of s to path, which must not be there and is removed again after a failure; synced. */
int store_backup_copy(struct store *s, const char *path, struct err *err) MUST_USE;
/* Sync the folder that path stands in. */
int store_backup_sync_folder(const char *path, struct err *err) MUST_USE;
