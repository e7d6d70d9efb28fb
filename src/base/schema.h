/*
 * JSON Schema (draft 2020-12), the part of it that our own files use: type, enum, const, required,
 * properties, additionalProperties (false or a schema), patternProperties, items, minItems,
 * maxItems, uniqueItems, minLength, maxLength (characters), pattern (PCRE2, unanchored, UTF),
 * minimum, maximum, anyOf, oneOf, allOf, if/then/else, not, $ref to "#" or "#/$defs/NAME", $defs;
 * title, description, $schema, $id, $comment and default are ignored.  Any other keyword in a
 * schema is our own mistake and is refused by schema_compile, so that a schema never silently
 * checks less than it says.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;

struct schema;

/* The schema keeps its own reference to document. */
int schema_compile(struct schema **out, json_t *document, struct err *err) MUST_USE;
void schema_free(struct schema *s);
void schema_freep(struct schema **s);

#define SCHEMA_POINTER_MAX 256

/* Where and why a document does not fit: an RFC 6901 pointer, and a sentence about that place. */
struct schema_fault {
	char pointer[SCHEMA_POINTER_MAX];
	char reason[256];
	char ja[512]; /* the same in Japanese */
};

/*
 * 0 when value fits; E_FORMAT and the first fault found (depth first, in document order)
 * otherwise; E_LIMIT when the check gave up for depth or for work.  For an unknown member the
 * pointer names that member, for a missing one the object.
 */
int schema_check(const struct schema *s, const json_t *value, struct schema_fault *fault) MUST_USE;
