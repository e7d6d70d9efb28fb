/*
 * A .sql file is a list of statements, each under a line "-- :name".  Lines before the first name
 * are comments or empty.
 */
#include "store/store_inside.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"

#define NAME_MAX_ 64

/* One named stretch of a file. */
struct piece {
	const struct store_part *file;
	struct bytes name, sql;
	unsigned line; /* of the name */
};

static struct bytes line_at(struct bytes text, size_t at)
{
	const uint8_t *p = text.p + at;
	const uint8_t *end = memchr(p, '\n', text.n - at);

	return (struct bytes){ .p = p, .n = end ? (size_t)(end - p) : text.n - at };
}

/* "-- :name" gives the name, any other line nothing. */
static struct bytes name_of(struct bytes line)
{
	static const char mark[] = "-- :";
	size_t from = sizeof(mark) - 1;

	if (line.n <= from || memcmp(line.p, mark, from) != 0)
		return (struct bytes){ 0 };
	return (struct bytes){ .p = line.p + from, .n = line.n - from };
}

static bool is_name(struct bytes name)
{
	for (size_t i = 0; i < name.n; i++)
		if (!((name.p[i] >= 'a' && name.p[i] <= 'z') || name.p[i] == '_' ||
		      (i > 0 && name.p[i] >= '0' && name.p[i] <= '9')))
			return false;
	return name.n > 0 && name.n <= NAME_MAX_;
}

static bool is_comment(struct bytes line)
{
	size_t i = 0;

	while (i < line.n && (line.p[i] == ' ' || line.p[i] == '\t'))
		i++;
	return i == line.n || (line.n - i >= 2 && memcmp(line.p + i, "--", 2) == 0);
}

/* How far into the statement SQLite got, as a line of the file. */
static unsigned line_of(const struct piece *p, int offset)
{
	unsigned line = p->line + 1;

	for (size_t i = 0; offset > 0 && i < (size_t)offset && i < p->sql.n; i++)
		line += p->sql.p[i] == '\n';
	return line;
}

/* $1 to $n, each of them there: code that binds by position cannot then miss one. */
static int number_values(struct store_statement *st, struct err *err)
{
	int n = sqlite3_bind_parameter_count(st->stmt);

	if (n > STORE_VALUES_MAX)
		return err_set(err, E_LIMIT, "%s:%u: more than %d values", st->path, st->line,
			       STORE_VALUES_MAX);
	for (int k = 1; k <= n; k++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "$%d", k);
		st->at[k - 1] = sqlite3_bind_parameter_index(st->stmt, name);
		if (st->at[k - 1] == 0)
			return err_set(err, E_FORMAT,
				       "%s:%u: values are $1 to $%d, and %s is missing", st->path,
				       st->line, n, name);
	}
	st->n = (unsigned)n;
	return 0;
}

static int prepare(struct store *s, const struct piece *p, struct store_statement *st,
		   struct err *err)
{
	const char *sql = (const char *)p->sql.p;
	const char *tail = NULL;
	sqlite3_stmt *more = NULL;

	*st = (struct store_statement){ .path = p->file->path, .line = p->line };
	if (sqlite3_prepare_v3(s->db, sql, (int)p->sql.n, SQLITE_PREPARE_PERSISTENT, &st->stmt,
			       &tail) != SQLITE_OK)
		return err_set(err, E_FORMAT, "%s:%u: :%.*s: %s", st->path,
			       line_of(p, sqlite3_error_offset(s->db)), (int)p->name.n, p->name.p,
			       sqlite3_errmsg(s->db));
	if (!st->stmt)
		return err_set(err, E_FORMAT, "%s:%u: :%.*s has no statement", st->path, st->line,
			       (int)p->name.n, p->name.p);
	size_t left = p->sql.n - (size_t)(tail - sql);
	int code = left ? sqlite3_prepare_v2(s->db, tail, (int)left, &more, NULL) : SQLITE_OK;
	(void)sqlite3_finalize(more);
	if (code != SQLITE_OK || more)
		return err_set(err, E_FORMAT, "%s:%u: :%.*s is more than one statement", st->path,
			       line_of(p, (int)(tail - sql)), (int)p->name.n, p->name.p);
	st->name = mem_textn((const char *)p->name.p, p->name.n);
	return number_values(st, err);
}

static int add(struct store *s, const struct piece *p, struct err *err)
{
	if (!is_name(p->name))
		return err_set(err, E_FORMAT, "%s:%u: '%.*s' is no name for a statement",
			       p->file->path, p->line, (int)p->name.n, p->name.p);
	if (s->statements_n == STORE_STATEMENTS_MAX)
		return err_set(err, E_LIMIT, "%s:%u: more than %d statements", p->file->path,
			       p->line, STORE_STATEMENTS_MAX);
	/* Counted even when it fails, so that what it has is freed. */
	return prepare(s, p, &s->statements[s->statements_n++], err);
}

static int load_file(struct store *s, const struct store_part *file, struct err *err)
{
	struct piece p = { .file = file };
	struct bytes text = file->text;
	unsigned number = 0;
	int r = 0;

	for (size_t at = 0; at < text.n;) {
		struct bytes line = line_at(text, at);
		struct bytes name = name_of(line);

		number++;
		if (!name.n && !p.name.n && !is_comment(line))
			return err_set(err, E_FORMAT, "%s:%u: this stands before the first name",
				       file->path, number);
		if (name.n) {
			if (p.name.n)
				p.sql.n = (size_t)(line.p - p.sql.p);
			r = p.name.n ? add(s, &p, err) : 0;
			if (r < 0)
				return r;
			p = (struct piece){ .file = file, .name = name, .line = number };
			/* The end is found with the next name, or is the file's. */
			size_t next = at + line.n < text.n ? at + line.n + 1 : text.n;
			p.sql = (struct bytes){ .p = text.p + next, .n = text.n - next };
		}
		at += line.n + 1;
	}
	return p.name.n ? add(s, &p, err) : 0;
}

static int by_name(const void *a, const void *b)
{
	const struct store_statement *x = a, *y = b;

	return strcmp(x->name, y->name);
}

int store_statement_load(struct store *s, const struct store_part *files, size_t n, struct err *err)
{
	int r = 0;

	s->statements = mem_array(STORE_STATEMENTS_MAX, sizeof(*s->statements));
	for (size_t i = 0; r == 0 && i < n; i++)
		r = load_file(s, &files[i], err);
	if (r < 0)
		return r;
	s->statements = mem_resize(s->statements, s->statements_n, sizeof(*s->statements));
	qsort(s->statements, s->statements_n, sizeof(*s->statements), by_name);
	for (size_t i = 1; i < s->statements_n; i++) {
		const struct store_statement *a = &s->statements[i - 1], *b = a + 1;

		if (strcmp(a->name, b->name) == 0)
			return err_set(err, E_EXISTS, "%s:%u: :%s is at %s:%u already", b->path,
				       b->line, b->name, a->path, a->line);
	}
	return 0;
}

void store_statement_unload(struct store *s)
{
	for (size_t i = 0; i < s->statements_n; i++) {
		(void)sqlite3_finalize(s->statements[i].stmt);
		mem_free(s->statements[i].name);
	}
	mem_free(s->statements);
	s->statements = NULL;
	s->statements_n = 0;
}

const struct store_statement *store_statement_find(const struct store *s, const char *name)
{
	const struct store_statement key = { .name = (char *)(uintptr_t)name };

	return s->statements_n
		   ? bsearch(&key, s->statements, s->statements_n, sizeof(*s->statements), by_name)
		   : NULL;
}
