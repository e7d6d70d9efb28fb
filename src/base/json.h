/*
 * Reading and writing JSON (jansson underneath).  Text from outside is refused when it has
 * duplicate keys, more than JSON_DEPTH_MAX levels, bad UTF-8, NUL characters in strings, or
 * anything after the value.  Errors name the file, line and column.
 */
#pragma once

#include "base/base.h"

#include <jansson.h>

struct err;
struct buf;

#define JSON_DEPTH_MAX 32
#define JSON_FILE_MAX (64u << 20)

void json_done(json_t **value); /* for CLEANUP(json_done) */

/* name is what an error message calls the input.  *out is a new reference. */
int json_read(json_t **out, struct bytes text, const char *name, struct err *err) MUST_USE;
int json_read_file(json_t **out, const char *path, size_t max, struct err *err) MUST_USE;

/*
 * Deterministic text: keys in insertion order, two-space indent (or none), a newline at the end.
 * Reals are rounded to 15 digits, so that 9.8 does not become
 * 9.8000000000000007.  Marks the buffer bad when it is full.
 */
void json_write(struct buf *out, const json_t *value, bool indent);
int json_write_file(const char *path, const json_t *value, unsigned mode, struct err *err) MUST_USE;

/* The value at an RFC 6901 pointer, or NULL; borrowed. */
json_t *json_at(const json_t *root, const char *pointer);

/* Append "/" and the escaped token (RFC 6901 3). */
void json_pointer_add(struct buf *pointer, const char *token);

/* Take the next token off a pointer, unescaped and new; NULL at its end or when it is malformed. */
char *json_pointer_take(const char **pointer) MUST_USE;

/* jansson's iterators ask for a value they may change: this lends a const one to them. */
static inline json_t *json_lend(const json_t *value)
{
	return (json_t *)(uintptr_t)value;
}

/* A member as text, or NULL (or what) when it is absent or of another type; borrowed. */
const char *json_text(const json_t *object, const char *key);
int64_t json_int(const json_t *object, const char *key, int64_t otherwise);
bool json_flag(const json_t *object, const char *key); /* false when absent */

/* Is there an equal item in the list? */
bool json_has(const json_t *list, const json_t *value);
bool json_has_text(const json_t *list, const char *text); /* NULL is in no list */
