/* A data directory below the scratch folder, and a database of the tests' own in it. */
#pragma once

#include "fixture.h"

#include <fcntl.h>

#include "base/embedded.h"
#include "store/store.h"
#include "store/store_inside.h"

static const char sample_schema[] =
    "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, note TEXT,"
    " size INTEGER CHECK (size >= 0), is_new INTEGER, more_json TEXT);"
    "CREATE TABLE part (id INTEGER PRIMARY KEY,"
    " thing INTEGER NOT NULL REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED);";

static const char sample_statements[] =
    "-- What the tests need.\n"
    "\n"
    "-- :thing_add\n"
    "INSERT INTO thing (name, size) VALUES ($1, $2)\n"
    "-- :thing_full\n"
    "INSERT INTO thing (name, note, size, is_new, more_json) VALUES ($1, $2, $3, $4, $5);\n"
    "-- :thing_by_name\n"
    "SELECT id, name, note, size, is_new, more_json FROM thing -- all\n"
    "WHERE name = $1\n"
    "-- :things\n"
    "SELECT name, size FROM thing ORDER BY id\n"
    "-- :things_twice\n"
    "SELECT $2 AS b, $1 AS a, $2 AS again\n"
    "-- :thing_count\n"
    "SELECT count(*) FROM thing\n"
    "-- :thing_max\n"
    "SELECT max(size) FROM thing\n"
    "-- :thing_drop\n"
    "DELETE FROM thing WHERE name = $1\n"
    "-- :part_add\n"
    "INSERT INTO part (thing) VALUES ($1)\n"
    "-- :numbers\n"
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) SELECT i FROM "
    "n\n"
    "-- :real\n"
    "SELECT 1.5 AS x\n"
    "-- :blob\n"
    "SELECT x'00ff' AS x\n"
    "-- :not_utf8\n"
    "SELECT CAST(x'ff' AS TEXT) AS x\n"
    "-- :not_json\n"
    "SELECT 'secret value' AS x_json\n";

static inline struct store_parts sample_parts(void)
{
	static struct store_part migration = { "m/0001_sample.sql", { 0 } };
	static struct store_part statements = { "s/sample.sql", { 0 } };

	migration.text = bytes_of(sample_schema);
	statements.text = bytes_of(sample_statements);
	return (struct store_parts){ &migration, 1, &statements, 1 };
}

/* A new empty folder that is its owner's alone. */
static inline char *sample_folder(const char *name)
{
	char *path = fixture_path(name);

	if (mkdir(path, 0700) < 0)
		fail_msg("cannot make %s", path);
	return path;
}

static inline struct store *sample_open(const char *dir, enum store_mode mode)
{
	const struct store_parts parts = sample_parts();
	struct store *s = NULL;
	struct err err = { 0 };

	if (store_open_with(&s, dir, mode, &parts, &err) < 0)
		fail_msg("%s", err.text);
	return s;
}

static inline void sample_add(struct store *s, const char *name, int64_t size)
{
	struct err err = { 0 };

	if (store_run(s, "thing_add", STORE_VALUES(STORE_TEXT(name), STORE_INT(size)), NULL, &err) <
	    0)
		fail_msg("%s", err.text);
}

static inline int64_t sample_count(struct store *s)
{
	struct err err = { 0 };
	int64_t n = -1;

	if (store_int(s, "thing_count", STORE_NOTHING, &n, &err) < 0)
		fail_msg("%s", err.text);
	return n;
}

/* SAMPLE_OK(store_commit(s, &sample_err)); */
static struct err sample_err;
#define SAMPLE_OK(call)                                                                 \
	do {                                                                            \
		sample_err = (struct err){ 0 };                                         \
		if ((call) < 0)                                                         \
			fail_msg("%s: %d %s", #call, sample_err.code, sample_err.text); \
	} while (0)
