/*
 * Errors are values: a function that can fail returns 0 or a negative code, -errno or one of the
 * E_* below, and where a person will read the cause it fills a struct err once, where the cause
 * is known.  A message is one line, lower case, without a full stop; text from outside stands in
 * '' and is made visible (text_visible) before it gets here or by err_set itself.
 *
 * Messages are English: for the terminal and the log.  What a person reads on a page of the
 * registry (a file that was refused) is said in both languages, by err_both.
 */
#pragma once

#include "base/base.h"

enum {
	E_TRUNC = -4001,       /* the input ends before it is complete */
	E_FORMAT = -4002,      /* the input breaks the rules of its format */
	E_LIMIT = -4003,       /* a named maximum was passed */
	E_UNSUPPORTED = -4004, /* well formed, but not something we handle */
	E_VERIFY = -4005,      /* a digest, signature or certificate does not fit */
	E_TIMEOUT = -4006,     /* the deadline passed */
	E_REFUSED = -4007,     /* the other side said no */
	E_EOF = -4008,         /* the other side ended the stream */
	E_CANCELLED = -4009,   /* the user asked us to stop */
	E_EXISTS = -4010,      /* it is there already */
	E_MISSING = -4011,     /* it is not there */
	E_USAGE = -4012,       /* the command line asks for something impossible */
};

#define ERR_TEXT_MAX 512

/* Zero-initialise.  text is always a terminated, printable, single line; code is 0 when unset. */
struct err {
	int code;
	char text[ERR_TEXT_MAX];
	char ja[ERR_TEXT_MAX]; /* the same in Japanese; empty where nobody said it */
};

/*
 * Set the message and return code, so that "return err_set(...)" works.  err may be NULL.  Control
 * characters in the formatted text become visible escapes; what is too long ends in "...".
 */
int err_set(struct err *err, int code, const char *format, ...) PRINTF_LIKE(3, 4);

/*
 * The same in both languages.  Both formats take all the arguments, in the same order: what one of
 * them has no word for it swallows with "%.0s".
 */
int err_both(struct err *err, int code, const char *en, const char *ja, ...) PRINTF_LIKE(3, 5)
    PRINTF_LIKE(4, 5);

/* The same with -errno as the code and ": strerror" at the end.  Keeps errno. */
int err_errno(struct err *err, const char *format, ...) PRINTF_LIKE(2, 3);

/*
 * Put a context before what is there already: "FILE" makes "FILE: " + text, in both languages
 * where there are both.  Returns err->code;
 * without an err, whose code nobody knows, E_FORMAT.
 */
int err_prefix(struct err *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* A short constant description of any code, for places without a struct err. */
const char *err_name(int code);
