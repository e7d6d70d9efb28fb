/*
 * Command lines.  A command is one struct cmd with one table of options; the parser, --help and the
 * check of the man pages all read that table, so that they cannot disagree.
 */
#pragma once

#include "base/base.h"

struct err;

enum opt_kind { OPT_FLAG, OPT_TEXT };

struct opt {
	const char *name; /* long name without dashes */
	char letter;      /* or '\0' */
	enum opt_kind kind;
	void *to;             /* bool * or const char ** */
	const char *argument; /* "FILE", for OPT_TEXT */
	const char *ja, *en;  /* what it does */
};

struct cmd {
	const char *name;
	const char *ja, *en;       /* one line, for the list of commands */
	const char *usage;         /* "TARGET [options]" */
	const struct opt *options; /* ends with a NULL name */
	unsigned args_min, args_max;
	int (*run)(char **args, unsigned n); /* the exit code */
};

/* What every command understands; set before run is called. */
struct opt_common {
	bool help, json, verbose;
	const char *language;  /* "ja" or "en", from --lang or the locale */
	const char *catalogue; /* --catalogue DIR, or NULL */
};
extern struct opt_common opt_common;

/*
 * Read argv (without program and command name).  Options may stand anywhere; "--" ends them;
 * "--name=value" and "--name value" are the same; no abbreviations.  args receives the rest.
 */
int opt_parse(const struct cmd *cmd, int argc, char **argv, char **args, unsigned *n,
	      struct err *err) MUST_USE;

void opt_help(FILE *out, const struct cmd *cmd);

/* The text in the chosen language. */
const char *opt_say(const char *ja, const char *en);
