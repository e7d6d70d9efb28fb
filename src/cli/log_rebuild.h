/* hoshi log rebuild: the registry made again from the public files of its log, and compared. */
#pragma once

struct note_key;

struct log_rebuild {
	const char *log;            /* the folder */
	const struct note_key *key; /* NULL: no signature is checked */
	const char *data;           /* a registry to compare with, or NULL */
	const char *output;         /* where what was made stays; NULL: it goes */
};

/* The exit code. */
int log_rebuild(const struct log_rebuild *in);
