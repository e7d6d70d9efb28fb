/*
 * What several tests need: JSON written with ' for ", a scratch folder that is removed afterwards,
 * files in it, and the question whether a message says what it should.
 */
#pragma once

#include "tap.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/json.h"
#include "base/mem.h"
#include "criteria/catalogue.h"

#define FIXTURE_FILE_MAX (16u << 20)

/* A new value; a ' of the text itself is \u0027. */
static inline json_t *fixture_json(const char *text)
{
	CLEANUP(mem_freep) char *copy = mem_text(text);
	struct err err = { 0 };
	json_t *value = NULL;

	for (char *p = copy; *p; p++)
		if (*p == '\'')
			*p = '"';
	if (json_read(&value, bytes_of(copy), "fixture", &err) < 0)
		fail_msg("%s in %s", err.text, text);
	return value;
}

/* A JSON file below tests/unit; tests run in the source tree's root. */
static inline json_t *fixture_json_file(const char *name)
{
	CLEANUP(mem_freep) char *path = mem_format("tests/unit/%s", name);
	struct err err = { 0 };
	json_t *value = NULL;

	if (json_read_file(&value, path, FIXTURE_FILE_MAX, &err) < 0)
		fail_msg("%s", err.text);
	return value;
}

/* The catalogue that is built in; the caller frees it. */
static inline struct catalogue *fixture_catalogue(void)
{
	struct catalogue *c = NULL;
	struct err err = { 0 };

	if (catalogue_load(&c, NULL, NULL, &err) < 0)
		fail_msg("%s", err.text);
	return c;
}

/* ---- the scratch folder ---- */

static char fixture_folder[] = "/tmp/hoshi-test-XXXXXX";

static inline int fixture_enter(void **state)
{
	(void)state;
	return mkdtemp(fixture_folder) ? 0 : -1;
}

static inline int fixture_remove_one(const char *path, const struct stat *st, int type,
				     struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

static inline int fixture_remove(const char *path)
{
	return nftw(path, fixture_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline int fixture_leave(void **state)
{
	(void)state;
	return fixture_remove(fixture_folder);
}

/* Its path, or that of something in it; owned by the caller. */
static inline char *fixture_path(const char *name)
{
	return mem_format("%s/%s", fixture_folder, name);
}

static inline void fixture_write(const char *path, struct bytes data)
{
	struct err err = { 0 };

	if (fd_write_file(path, data, 0600, &err) < 0)
		fail_msg("%s", err.text);
}

static inline struct buf fixture_read(const char *path)
{
	struct buf out = BUF(FIXTURE_FILE_MAX);
	struct err err = { 0 };

	if (fd_read_file(&out, path, FIXTURE_FILE_MAX, &err) < 0)
		fail_msg("%s", err.text);
	return out;
}

/* ---- messages ---- */

#define FIXTURE_SAYS(what, text, part)                                    \
	do {                                                              \
		const char *text_ = (text);                               \
		const char *part_ = (part);                               \
		if (!text_ || !strstr(text_, part_))                      \
			fail_msg("[%s] \"%s\" does not say \"%s\"", what, \
				 text_ ? text_ : "(none)", part_);        \
	} while (0)
