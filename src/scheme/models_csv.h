/*
 * A list of models as CSV (RFC 4180): number, and perhaps a name, a line each; a first line that
 * says so is taken as a heading.  UTF-8, with or without a byte order mark, or CP932.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;

#define MODELS_MAX 10000
#define MODELS_FILE_MAX (4u << 20)
#define MODEL_NUMBER_MAX 100 /* characters */
#define MODEL_NAME_MAX 200

/* *out: {"models": [{number, name}]}. E_FORMAT names the line. */
int models_csv_read(json_t **out, int fd, struct err *err) MUST_USE;
int models_csv_decode(json_t **out, struct bytes text, struct err *err) MUST_USE;

/*
 * The list as it was typed (args.models) into the document of an application; without that argument
 * nothing happens, an empty one takes the list away.  What cannot be read leaves the document as it
 * was and appends {field, ja, en} to problems; a file comes by the action application.models.
 */
void models_csv_typed(const json_t *args, json_t *document, json_t *problems);
