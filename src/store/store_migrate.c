/*
 * Migrations are numbered from 1 without a gap and run once each, in a transaction that also writes
 * down what ran: number, name, SHA-256 of the text.  A text that is another than the one that ran
 * would make two registries of the same program differ, so it is refused.
 */
#include "store/store_inside.h"

#include <glib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"

#define NUMBER_MAX 9999

static const char make_table[] = "CREATE TABLE IF NOT EXISTS store_migration ("
				 "number INTEGER PRIMARY KEY, name TEXT NOT NULL,"
				 "sha256 TEXT NOT NULL, ran_at TEXT NOT NULL)";
static const char put_row[] = "INSERT INTO store_migration (number, name, sha256, ran_at) "
			      "VALUES ($1, $2, $3, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))";

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* They arrive sorted by name, so that the i-th has to have the number i + 1. */
static int check_number(const struct store_part *m, size_t i, struct err *err)
{
	const char *name = base_name(m->path);
	uint64_t number = 0;

	if (strlen(name) < 5 || !strchr("_.", name[4]) ||
	    num_u64n((struct bytes){ (const uint8_t *)name, 4 }, 1, NUMBER_MAX, &number) < 0 ||
	    number != i + 1)
		return err_set(err, E_FORMAT, "%s: this should be migration %04zu", m->path, i + 1);
	return 0;
}

static char *digest(const struct store_part *m)
{
	gchar *hex = g_compute_checksum_for_data(G_CHECKSUM_SHA256, m->text.p, m->text.n);
	char *copy = mem_text(hex);

	g_free(hex);
	return copy;
}

static int prepare(struct store *s, const char *sql, sqlite3_stmt **out, struct err *err)
{
	return sqlite3_prepare_v2(s->db, sql, -1, out, NULL) == SQLITE_OK
		   ? 0
		   : store_error(s->db, "cannot read the list of migrations", err);
}

static int compare_row(const struct store *s, sqlite3_stmt *row, const struct store_part *all,
		       size_t n, size_t i, struct err *err)
{
	int64_t number = sqlite3_column_int64(row, 0);

	if (i >= n || number < 1 || (uint64_t)number > n)
		return err_set(err, E_UNSUPPORTED,
			       "'%s' was written by a newer program: it has migration %" PRId64
			       ", this one knows %zu",
			       s->path, number, n);
	CLEANUP(mem_freep) char *sha256 = digest(&all[i]);
	if ((uint64_t)number != i + 1 ||
	    !text_equal((const char *)sqlite3_column_text(row, 1), sha256))
		return err_set(err, E_VERIFY,
			       "%s is not the migration that ran on '%s': it was edited "
			       "afterwards",
			       all[i].path, s->path);
	return 0;
}

/* How many ran, each compared with the text at hand. */
static int compare(struct store *s, const struct store_part *all, size_t n, size_t *ran,
		   struct err *err)
{
	sqlite3_stmt *row = NULL;
	int step = SQLITE_DONE;
	size_t i = 0;
	int r = prepare(s, "SELECT number, sha256 FROM store_migration ORDER BY number", &row, err);

	while (r == 0 && (step = sqlite3_step(row)) == SQLITE_ROW) {
		r = compare_row(s, row, all, n, i, err);
		i++;
	}
	if (r == 0 && step != SQLITE_DONE)
		r = store_error(s->db, "cannot read the list of migrations", err);
	(void)sqlite3_finalize(row);
	*ran = i;
	return r;
}

static int note(struct store *s, const struct store_part *m, size_t i, struct err *err)
{
	CLEANUP(mem_freep) char *sha256 = digest(m);
	sqlite3_stmt *put = NULL;
	int r = prepare(s, put_row, &put, err);

	if (r < 0)
		return r;
	(void)sqlite3_bind_int64(put, 1, (sqlite3_int64)i + 1);
	(void)sqlite3_bind_text(put, 2, base_name(m->path), -1, SQLITE_STATIC);
	(void)sqlite3_bind_text(put, 3, sha256, -1, SQLITE_STATIC);
	if (sqlite3_step(put) != SQLITE_DONE)
		r = store_error(s->db, m->path, err);
	(void)sqlite3_finalize(put);
	return r;
}

static int run_one(struct store *s, const struct store_part *m, size_t i, struct err *err)
{
	CLEANUP(mem_freep) char *text = mem_textn((const char *)m->text.p, m->text.n);
	int r = store_error_exec(s->db, "BEGIN IMMEDIATE", m->path, err);

	if (r == 0 && sqlite3_exec(s->db, text, NULL, NULL, NULL) != SQLITE_OK) {
		/* The text is ours: what SQLite says of it may be shown. */
		r = store_error(s->db, m->path, NULL);
		r = err_set(err, r, "%s: %s", m->path, sqlite3_errmsg(s->db));
	}
	if (r == 0 && sqlite3_get_autocommit(s->db))
		r = err_set(err, E_FORMAT, "%s: a migration has no COMMIT of its own", m->path);
	if (r == 0)
		r = note(s, m, i, err);
	if (r == 0)
		r = store_error_exec(s->db, "COMMIT", m->path, err);
	if (r < 0 && !sqlite3_get_autocommit(s->db))
		(void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return r;
}

/* Is the list there?  It was made together with the number. */
static int begun(struct store *s, bool *is_ours, struct err *err)
{
	sqlite3_stmt *row = NULL;
	int r = prepare(s, "PRAGMA application_id", &row, err);

	if (r == 0 && sqlite3_step(row) != SQLITE_ROW)
		r = store_error(s->db, "cannot read the list of migrations", err);
	if (r == 0)
		*is_ours = sqlite3_column_int(row, 0) == STORE_APPLICATION;
	(void)sqlite3_finalize(row);
	return r;
}

int store_migrate(struct store *s, const struct store_part *migrations, size_t n, struct err *err)
{
	CLEANUP(mem_freep)
	char *first = mem_format("BEGIN IMMEDIATE; PRAGMA application_id = %d; %s; COMMIT",
				 STORE_APPLICATION, make_table);
	bool is_ours = false;
	size_t ran = 0;
	int r = 0;

	for (size_t i = 0; r == 0 && i < n; i++)
		r = check_number(&migrations[i], i, err);
	if (r == 0)
		r = begun(s, &is_ours, err);
	/* With nothing to be done nothing is written: a full disk keeps no server from starting. */
	if (r == 0 && !is_ours)
		r = store_error_exec(s->db, first, "cannot make the list of migrations", err);
	if (r == 0)
		r = compare(s, migrations, n, &ran, err);
	for (size_t i = ran; r == 0 && i < n; i++)
		r = run_one(s, &migrations[i], i, err);
	return r;
}

int store_migrate_check(struct store *s, const struct store_part *migrations, size_t n,
			struct err *err)
{
	size_t ran = 0;
	int r = compare(s, migrations, n, &ran, err);

	if (r == 0 && ran < n)
		return err_set(err, E_UNSUPPORTED,
			       "'%s' has run %zu of %zu migrations: the writer does the rest when "
			       "it starts",
			       s->path, ran, n);
	return r;
}
