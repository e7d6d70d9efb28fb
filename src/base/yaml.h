/*
 * YAML as people write it, read into JSON values with the line of every value kept beside it, so
 * that a later complaint can name line and key.  Only what JSON can say: mappings with unique
 * text keys, sequences, and scalars.  Plain scalars become null, true/false, integers or (other
 * than those) text by the YAML 1.2 core schema (so "no" and "on" stay text); quoted ones are always
 * text.  Floats stay text.  Refused: anchors and aliases, tags, several documents, invalid UTF-8,
 * depth or size beyond the limits.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;

#define YAML_FILE_MAX (1u << 20)
#define YAML_DEPTH_MAX 32
#define YAML_NODES_MAX 20000

struct yaml; /* the lines, by JSON pointer */

/* *out is a new reference, *lines is owned by the caller.  name is what errors call the input. */
int yaml_read(json_t **out, struct yaml **lines, struct bytes text, const char *name,
	      struct err *err) MUST_USE;

/*
 * Line (from 1) of the value at a JSON pointer, that of its key for a member of a mapping; of the
 * nearest enclosing one when there is none.
 */
unsigned yaml_line(const struct yaml *lines, const char *pointer);

void yaml_lines_freep(struct yaml **lines); /* for CLEANUP(yaml_lines_freep) */
