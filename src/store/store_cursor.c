/* One execution of a statement: find, bind, step, reset. */
#include "store/store_inside.h"

#include "base/err.h"
#include "base/text.h"

static int bind_one(struct store_cursor *c, unsigned i, const struct store_value *v,
		    struct err *err)
{
	int at = c->statement->at[i];
	int code = SQLITE_OK;

	switch (v->kind) {
	case STORE_IS_NULL:
		code = sqlite3_bind_null(c->stmt, at);
		break;
	case STORE_IS_INT:
		code = sqlite3_bind_int64(c->stmt, at, v->number);
		break;
	case STORE_IS_BYTES:
		code = sqlite3_bind_blob64(c->stmt, at, v->text, (sqlite3_uint64)v->number,
					   SQLITE_STATIC);
		break;
	case STORE_IS_TEXT:
		if (!v->text) {
			code = sqlite3_bind_null(c->stmt, at);
			break;
		}
		/* What goes in has to come out as JSON again. */
		if (!text_utf8_valid(bytes_of(v->text)))
			return err_set(err, E_FORMAT, ":%s: $%u is not UTF-8", c->statement->name,
				       i + 1);
		code = sqlite3_bind_text64(c->stmt, at, v->text, strlen(v->text), SQLITE_STATIC,
					   SQLITE_UTF8);
		break;
	}
	return code == SQLITE_OK ? 0 : store_error(c->store->db, c->statement->name, err);
}

int store_cursor_open(struct store_cursor *c, struct store *s, const char *statement,
		      struct store_values values, struct err *err)
{
	const struct store_statement *st = store_statement_find(s, statement);
	int r = 0;

	if (!st)
		return err_set(err, E_UNSUPPORTED, "there is no statement :%s", statement);
	if (st->n != values.n)
		return err_set(err, E_UNSUPPORTED, ":%s takes %u values, not %u", statement, st->n,
			       values.n);
	/* After some errors SQLite ends a transaction by itself; what follows must not count. */
	if (s->in_transaction && sqlite3_get_autocommit(s->db))
		return err_set(err, E_CANCELLED, ":%s: the transaction was rolled back", statement);
	*c = (struct store_cursor){ .store = s, .statement = st, .stmt = st->stmt };
	if (sqlite3_stmt_busy(st->stmt)) {
		/* Asked again from within its own rows. */
		c->stmt = NULL;
		c->is_copy = true;
		if (sqlite3_prepare_v2(s->db, sqlite3_sql(st->stmt), -1, &c->stmt, NULL) !=
		    SQLITE_OK)
			return store_error(s->db, statement, err);
	}
	for (unsigned i = 0; r == 0 && i < st->n; i++)
		r = bind_one(c, i, &values.v[i], err);
	if (r < 0)
		store_cursor_done(c);
	return r;
}

int store_cursor_step(struct store_cursor *c, struct err *err)
{
	switch (sqlite3_step(c->stmt)) {
	case SQLITE_ROW:
		return 1;
	case SQLITE_DONE:
		return 0;
	default:
		return store_error(c->store->db, c->statement->name, err);
	}
}

void store_cursor_done(struct store_cursor *c)
{
	if (c->is_copy) {
		(void)sqlite3_finalize(c->stmt);
	} else if (c->stmt) {
		(void)sqlite3_reset(c->stmt);
		(void)sqlite3_clear_bindings(c->stmt);
	}
	*c = (struct store_cursor){ 0 };
}
