/*
 * Opening: the folder and its owner first, then the writer's lock, the file, SQLite's settings, the
 * migrations, the statements.
 *
 * The lock is a file beside the database, held as long as the writer is: SQLite would let several
 * writers take turns, but the registry has one, and a database must not be exchanged under it.
 */
#include "store/store_inside.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/embedded.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/store_read_vfs.h"

#define MIGRATIONS "src/store/migrations/"
#define STATEMENTS "src/store/sql/"
#define PARTS_MAX 1000

/* ---- the folder and the lock ---- */

int store_open_folder(char **out, const char *dir, struct err *err)
{
	char real[PATH_MAX];
	struct stat st;

	/* SQLite is told to follow no links: those on the way to the folder are the owner's. */
	if (!realpath(dir, real))
		return errno == ENOENT ? err_set(err, E_MISSING, "there is no folder '%s'", dir)
				       : err_errno(err, "cannot open '%s'", dir);
	if (stat(real, &st) < 0)
		return err_errno(err, "cannot open '%s'", dir);
	if (!S_ISDIR(st.st_mode))
		return err_set(err, -ENOTDIR, "'%s' is not a folder", dir);
	if (strlen(real) > STORE_PATH_MAX)
		return err_set(err, E_LIMIT, "the path of '%s' is too long", dir);
	if (st.st_uid != geteuid() && geteuid() != 0)
		return err_set(err, -EPERM, "'%s' belongs to another user", dir);
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		return err_set(err, E_REFUSED,
			       "others may write to '%s' (mode %03o): a data directory is its "
			       "owner's alone",
			       dir, st.st_mode & 0777u);
	*out = mem_text(real);
	return 0;
}

int store_open_lock(int *out, const char *dir, struct err *err)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/" STORE_LOCK, dir);
	CLEANUP(fd_close)
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);

	if (fd < 0)
		return err_errno(err, "cannot make '%s'", path);
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return errno == EWOULDBLOCK
			   ? err_set(err, E_REFUSED,
				     "another process is writing to '%s' (it holds " STORE_LOCK ")",
				     dir)
			   : err_errno(err, "cannot lock '%s'", path);
	*out = fd;
	fd = -1;
	return 0;
}

/* ---- the file ---- */

/* SQLite's way to write a path in a URI. */
static void add_escaped(struct buf *uri, const char *path)
{
	for (; *path; path++)
		if (strchr("%?#", *path) || (unsigned char)*path <= ' ')
			buf_format(uri, "%%%02X", (unsigned char)*path);
		else
			buf_u8(uri, (uint8_t)*path);
}

/* Never opened here when it is there: closing it would drop the locks of another connection. */
static int make_file(const char *path, struct err *err)
{
	struct stat st;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd >= 0) {
		fd_close(&fd);
		return 0;
	}
	if (errno != EEXIST || lstat(path, &st) < 0)
		return err_errno(err, "cannot make '%s'", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, E_UNSUPPORTED, "'%s' is not a regular file", path);
	if ((st.st_mode & 0777) != 0600 && chmod(path, 0600) < 0)
		return err_errno(err, "cannot change the mode of '%s'", path);
	return 0;
}

static int open_writing(struct store *s, struct err *err)
{
	int r = make_file(s->path, err);

	if (r < 0)
		return r;
	return sqlite3_open_v2(s->path, &s->db,
			       SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW,
			       NULL) == SQLITE_OK
		   ? 0
		   : store_error(s->db, s->path, err);
}

static int open_reading(struct store *s, struct err *err)
{
	CLEANUP(buf_done) struct buf uri = BUF((size_t)4 * PATH_MAX);
	struct stat st;

	if (lstat(s->path, &st) < 0)
		return errno == ENOENT ? err_set(err, E_MISSING, "there is no '%s'", s->path)
				       : err_errno(err, "cannot open '%s'", s->path);
	buf_text(&uri, "file:");
	add_escaped(&uri, s->path);
	buf_text(&uri, "?mode=ro&readonly_shm=1");
	return sqlite3_open_v2(buf_cstr(&uri), &s->db,
			       SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX |
				   SQLITE_OPEN_NOFOLLOW,
			       store_read_vfs()) == SQLITE_OK
		   ? 0
		   : store_error(s->db, s->path, err);
}

static int configure(struct store *s, struct err *err)
{
	static const struct {
		int what, value;
	} options[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },   { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_ENABLE_FKEY, 1 }, { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },     { SQLITE_DBCONFIG_DQS_DML, 0 },
	};

	(void)sqlite3_extended_result_codes(s->db, 1);
	(void)sqlite3_busy_timeout(s->db, STORE_BUSY_MS);
	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		if (sqlite3_db_config(s->db, options[i].what, options[i].value, NULL) != SQLITE_OK)
			return store_error(s->db, s->path, err);
	(void)sqlite3_limit(s->db, SQLITE_LIMIT_LENGTH, STORE_VALUE_MAX);
	(void)sqlite3_limit(s->db, SQLITE_LIMIT_ATTACHED, 0);
	CLEANUP(mem_freep)
	char *pragmas = mem_format("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -%d;"
				   "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;",
				   STORE_CACHE_KIB);
	return store_error_exec(s->db, pragmas, s->path, err);
}

static int ask(struct store *s, const char *sql, int *out, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int r = 0;

	if (sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL) != SQLITE_OK ||
	    sqlite3_step(stmt) != SQLITE_ROW)
		r = store_error(s->db, s->path, err);
	else
		*out = sqlite3_column_int(stmt, 0);
	(void)sqlite3_finalize(stmt);
	return r;
}

/* The first look into the file, so that another program's database is left alone. */
static int recognise(struct store *s, struct err *err)
{
	int application = 0, tables = 0;
	int r = ask(s, "PRAGMA application_id", &application, err);

	if (r == 0)
		r = ask(s, "SELECT count(*) FROM sqlite_schema", &tables, err);
	if (r == 0 && application != STORE_APPLICATION && (tables > 0 || s->mode == STORE_READ))
		return err_set(err, E_FORMAT, "'%s' is not a registry's database", s->path);
	return r;
}

static int prepare_writing(struct store *s, struct err *err)
{
	CLEANUP(mem_freep)
	char *pragmas = mem_format("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
				   "PRAGMA journal_size_limit = %d;",
				   STORE_WAL_FILE_MAX);
	int keep = 1, tables;
	int r = store_error_exec(s->db, pragmas, s->path, err);

	if (r < 0)
		return r;
	/* Log and shared memory are made now and stay when the writer ends: readers cannot make
	 * them. */
	(void)sqlite3_file_control(s->db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
	store_wal_watch(s);
	return ask(s, "SELECT count(*) FROM sqlite_schema", &tables, err);
}

int store_open_file(struct store **out, const char *path, enum store_mode mode, struct err *err)
{
	CLEANUP(store_freep) struct store *s = mem_array(1, sizeof(*s));

	*s = (struct store){ .mode = mode, .path = mem_text(path), .lock = -1 };
	int r = mode == STORE_WRITE ? open_writing(s, err) : open_reading(s, err);
	if (r == 0)
		r = configure(s, err);
	if (r == 0)
		r = recognise(s, err);
	if (r == 0 && mode == STORE_WRITE)
		r = prepare_writing(s, err);
	if (r == -EIO && mode == STORE_READ && (sqlite3_errcode(s->db) & 0xff) == SQLITE_CANTOPEN &&
	    sqlite3_system_errno(s->db) == ENOENT)
		return err_set(err, E_MISSING,
			       "'%s' has no log and shared memory beside it: a writer has to open "
			       "it once",
			       s->path);
	if (r < 0)
		return r;
	*out = steal(s);
	return 0;
}

/* ---- everything ---- */

static int load(struct store *s, const struct store_parts *parts, struct err *err)
{
	int r = s->mode == STORE_WRITE
		    ? store_migrate(s, parts->migrations, parts->migrations_n, err)
		    : store_migrate_check(s, parts->migrations, parts->migrations_n, err);

	return r < 0 ? r : store_statement_load(s, parts->statements, parts->statements_n, err);
}

int store_open_with(struct store **out, const char *dir, enum store_mode mode,
		    const struct store_parts *parts, struct err *err)
{
	CLEANUP(mem_freep) char *folder = NULL;
	CLEANUP(fd_close) int lock = -1;
	CLEANUP(store_freep) struct store *s = NULL;
	int r = store_open_folder(&folder, dir, err);

	if (r == 0 && mode == STORE_WRITE)
		r = store_open_lock(&lock, folder, err);
	if (r < 0)
		return r;
	CLEANUP(mem_freep) char *path = mem_format("%s/" STORE_FILE, folder);
	r = store_open_file(&s, path, mode, err);
	if (r < 0)
		return r;
	assert(s);
	s->lock = lock;
	lock = -1;
	if (parts)
		r = load(s, parts, err);
	if (r < 0)
		return r;
	*out = steal(s);
	return 0;
}

static size_t list(struct store_part *out, const char *folder)
{
	size_t n = 0;

	for (const char *path; (path = embedded_list(folder, n)); n++) {
		assert(n < PARTS_MAX);
		out[n] = (struct store_part){ .path = path, .text = embedded_find(path) };
	}
	return n;
}

int store_open(struct store **out, const char *dir, enum store_mode mode, struct err *err)
{
	CLEANUP(mem_freep)
	struct store_part *migrations = mem_array(PARTS_MAX, sizeof(*migrations));
	CLEANUP(mem_freep)
	struct store_part *statements = mem_array(PARTS_MAX, sizeof(*statements));
	struct store_parts parts = { .migrations = migrations,
				     .migrations_n = list(migrations, MIGRATIONS),
				     .statements = statements,
				     .statements_n = list(statements, STATEMENTS) };

	return store_open_with(out, dir, mode, &parts, err);
}

int store_open_plain(struct store **out, const char *dir, struct err *err)
{
	return store_open_with(out, dir, STORE_READ, NULL, err);
}
