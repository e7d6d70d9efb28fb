/* What the rest of the program does with a database once it is open. */
#include "store/store_inside.h"

#include <unistd.h>

#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"

void store_free(struct store *s)
{
	if (!s)
		return;
	store_statement_unload(s);
	(void)sqlite3_finalize(s->version);
	if (s->db && sqlite3_close(s->db) != SQLITE_OK)
		abort();
	/* Only now may another writer come. */
	fd_close(&s->lock);
	mem_free(s->path);
	mem_free(s);
}

void store_freep(struct store **s)
{
	store_free(*s);
	*s = NULL;
}

/* ---- rows ---- */

int store_each(struct store *s, const char *statement, struct store_values values,
	       int (*each)(void *context, json_t *row), void *context, struct err *err)
{
	CLEANUP(store_cursor_done) struct store_cursor c = { 0 };
	int r = store_cursor_open(&c, s, statement, values, err);

	if (r < 0)
		return r;
	while ((r = store_cursor_step(&c, err)) == 1) {
		CLEANUP(json_done) json_t *row = NULL;

		r = store_row_json(&c, &row, err);
		if (r == 0)
			r = each(context, row);
		if (r < 0)
			return r;
	}
	return r;
}

static int append(void *context, json_t *row)
{
	json_t *rows = context;

	if (json_array_size(rows) == STORE_ROWS_MAX)
		return E_LIMIT;
	return json_array_append(rows, row) == 0 ? 0 : E_LIMIT;
}

int store_rows(struct store *s, const char *statement, struct store_values values, json_t **rows,
	       struct err *err)
{
	CLEANUP(json_done) json_t *all = json_array();
	int r = store_each(s, statement, values, append, all, err);

	if (r == E_LIMIT && json_array_size(all) == STORE_ROWS_MAX)
		return err_set(err, r, ":%s has more than %d rows", statement, STORE_ROWS_MAX);
	if (r < 0)
		return r;
	*rows = steal(all);
	return 0;
}

/* Stands on the first row, or E_MISSING without a word. */
static int first(struct store_cursor *c, struct store *s, const char *statement,
		 struct store_values values, struct err *err)
{
	int r = store_cursor_open(c, s, statement, values, err);

	if (r == 0)
		r = store_cursor_step(c, err);
	if (r < 0)
		return r;
	return r == 1 ? 0 : E_MISSING;
}

int store_row(struct store *s, const char *statement, struct store_values values, json_t **row,
	      struct err *err)
{
	CLEANUP(store_cursor_done) struct store_cursor c = { 0 };
	int r = first(&c, s, statement, values, err);

	return r < 0 ? r : store_row_json(&c, row, err);
}

int store_int(struct store *s, const char *statement, struct store_values values, int64_t *out,
	      struct err *err)
{
	CLEANUP(store_cursor_done) struct store_cursor c = { 0 };
	int r = first(&c, s, statement, values, err);

	if (r < 0)
		return r;
	switch (sqlite3_column_type(c.stmt, 0)) {
	case SQLITE_INTEGER:
		*out = sqlite3_column_int64(c.stmt, 0);
		return 0;
	case SQLITE_NULL: /* max() of no rows */
		return E_MISSING;
	default:
		return err_set(err, E_UNSUPPORTED, ":%s does not give a whole number", statement);
	}
}

int store_run(struct store *s, const char *statement, struct store_values values, int64_t *changed,
	      struct err *err)
{
	CLEANUP(store_cursor_done) struct store_cursor c = { 0 };
	int r = store_cursor_open(&c, s, statement, values, err);

	if (r < 0)
		return r;
	do
		r = store_cursor_step(&c, err);
	while (r == 1);
	if (r == 0 && changed)
		*changed = sqlite3_stmt_readonly(c.stmt) ? 0 : sqlite3_changes64(s->db);
	return r;
}

int64_t store_last_id(const struct store *s)
{
	return sqlite3_last_insert_rowid(s->db);
}

/* ---- transactions ---- */

static int begin(struct store *s, const char *sql, struct err *err)
{
	assert(!s->in_transaction);
	int r = store_error_exec(s->db, sql, "cannot begin a transaction", err);

	s->in_transaction = r == 0;
	return r;
}

int store_begin(struct store *s, struct err *err)
{
	return begin(s, "BEGIN IMMEDIATE", err);
}

int store_begin_read(struct store *s, struct err *err)
{
	return begin(s, "BEGIN DEFERRED", err);
}

int store_commit(struct store *s, struct err *err)
{
	int r;

	assert(s->in_transaction);
	if (sqlite3_get_autocommit(s->db))
		r = err_set(err, E_CANCELLED, "the transaction was rolled back before its end");
	else
		r = store_error_exec(s->db, "COMMIT", "cannot commit", err);
	if (r < 0)
		store_rollback(s);
	s->in_transaction = false;
	return r;
}

void store_rollback(struct store *s)
{
	/* Cannot fail in a way that leaves the transaction open. */
	if (s->in_transaction && !sqlite3_get_autocommit(s->db))
		(void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	s->in_transaction = false;
}

bool store_in_transaction(const struct store *s)
{
	return s->in_transaction;
}

int store_version(struct store *s, int64_t *version, struct err *err)
{
	sqlite3_stmt *stmt = s->version;

	if (!stmt && sqlite3_prepare_v3(s->db, "PRAGMA data_version", -1, SQLITE_PREPARE_PERSISTENT,
					&stmt, NULL) != SQLITE_OK)
		return store_error(s->db, "cannot ask for the version", err);
	s->version = stmt;
	int r = sqlite3_step(stmt) == SQLITE_ROW
		    ? 0
		    : store_error(s->db, "cannot ask for the version", err);
	if (r == 0)
		*version = sqlite3_column_int64(stmt, 0);
	(void)sqlite3_reset(stmt);
	return r;
}

void store_idle(struct store *s)
{
	assert(s->mode == STORE_WRITE && !s->in_transaction);
	store_wal_empty(s);
}
