/*
 * Label passwords of several units of a product, as their maker typed them from the labels: a CSV
 * file with a heading (docs/formats/passwords.md).  They are secrets: kept in memory alone, and
 * overwritten when they are given back.
 */
#pragma once

#include "base/base.h"

struct err;

#define SAMPLES_MAX 1000           /* units in one file */
#define SAMPLES_FILE_MAX (1 << 20) /* bytes */
#define SAMPLES_PASSWORD_MAX 64    /* characters, which are printable ASCII */
#define SAMPLES_ID_MAX 64          /* bytes of a serial number, an SSID, a model */
#define SAMPLES_MAC_DIGITS 12

enum sample_field {
	SAMPLE_PASSWORD,
	SAMPLE_SERIAL,
	SAMPLE_MAC,
	SAMPLE_SSID,
	SAMPLE_MODEL,
	SAMPLE_FIELDS
};

/* Texts are owned and never NULL; "" where the file says nothing. */
struct sample {
	size_t line;                /* in the file, from 1 */
	char *field[SAMPLE_FIELDS]; /* the MAC address is 12 small hexadecimal digits */
};

struct samples {
	struct sample *list;
	size_t n;
	bool has[SAMPLE_FIELDS]; /* is there a column of that kind with anything in it? */
};

/*
 * Read a file: UTF-8 or CP932.  Zero-initialise *out; on success it is to be given to samples_done.
 * E_FORMAT and E_LIMIT name the line; no message repeats a password.
 */
int samples_decode(struct samples *out, struct bytes text, struct err *err) MUST_USE;
void samples_done(struct samples *s);

/* The name of a column in the program's own formats: "serial". */
const char *samples_field_name(enum sample_field field);
