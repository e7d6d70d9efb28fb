/*
 * Where a walk through a JSON value is, as a chain of the callers' local variables: going a step
 * deeper costs nothing, and the pointer is only written out when there is something to tell.
 */
#pragma once

#include "base/base.h"
#include "base/schema.h"

/* The root is all zero. */
struct schema_path {
	const struct schema_path *up;
	const char *key; /* NULL for an element of an array */
	size_t index;
	size_t depth;
};

#define SCHEMA_PATH_MEMBER(parent, name) \
	((struct schema_path){ .up = (parent), .key = (name), .depth = (parent)->depth + 1 })
#define SCHEMA_PATH_ELEMENT(parent, i) \
	((struct schema_path){ .up = (parent), .index = (i), .depth = (parent)->depth + 1 })

/* The RFC 6901 pointer, or that of the nearest enclosing place that fits. */
void schema_path_write(char out[static SCHEMA_POINTER_MAX], const struct schema_path *path);
