/* What the commands share: loading, exit codes, the end of a run. */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct catalogue;
struct err;
struct run;

/* DESIGN.md section 8. */
enum {
	EXIT_CLEAN = 0,     /* no failure found */
	EXIT_FOUND = 1,     /* a failure was found */
	EXIT_TROUBLE = 2,   /* it could not be done */
	EXIT_UNDECIDED = 3, /* a person, or more examination, has to decide */
};

#define CLI_VERSION "0.1.0"
#define CLI_LINE_MAX 16384 /* bytes of a short answer */

/* "hoshi: TEXT" on stderr; the exit code for trouble. */
int cli_fail(const struct err *err);

/* Judge, save, and say what came out (text or JSON) on stdout; the exit code. */
int cli_conclude(struct run *run, const struct catalogue *catalogue);

/* Write to a file, or to stdout when path is NULL or "-". */
struct buf;
int cli_write(const char *path, const struct buf *text, struct err *err) MUST_USE;

/* A short answer on stdout: result (taken over) with --json, else the text; the exit code. */
int cli_say(json_t *result, const char *text);

/* Put official parameter values into the run; a NULL path changes nothing. */
int cli_parameters(struct run *run, const struct catalogue *catalogue, const char *path,
		   struct err *err) MUST_USE;

/* Columns of the terminal on stdout, 100 when it is none. */
unsigned cli_columns(void);
