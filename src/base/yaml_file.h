/*
 * Files that a person writes (declaration, answers, values of parameters): YAML or JSON of at most
 * YAML_FILE_MAX bytes that fits one of the embedded schemas.  Every complaint about what stands in
 * one reads "FILE:LINE: KEY: why", where KEY is the way there from the top, "accounts/0/secret",
 * or "(file)" for the whole.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;
struct yaml;

/* Zero-initialise. */
struct yaml_file {
	const char *name; /* borrowed: the path, or what errors call the text */
	json_t *value;
	struct yaml *lines; /* NULL: a value that was not read from a text, and has no lines */
};

/* schema: the name of an embedded one.  path and name live as long as *out does. */
int yaml_file_read(struct yaml_file *out, const char *path, const char *schema,
		   struct err *err) MUST_USE;
int yaml_file_parse(struct yaml_file *out, struct bytes text, const char *name, const char *schema,
		    struct err *err) MUST_USE;

/* Does the value fit the schema?  Once more for one that was kept. */
int yaml_file_check(const struct yaml_file *f, const char *schema, struct err *err) MUST_USE;

/*
 * What a schema cannot say is found to be wrong at a JSON pointer, and err says what: put the place
 * before it.  Returns code.
 */
int yaml_file_fault(const struct yaml_file *f, const char *pointer, int code, struct err *err);

void yaml_file_done(struct yaml_file *f);
