/*
 * What schema_check says of a value that does not fit, in both languages (struct schema_fault).
 */
#pragma once

#include "base/json.h"
#include "base/schema.h"

struct schema_path;

struct schema_finding {
	struct schema_fault fault;
	size_t depth; /* of the place that it is about */
};

/*
 * Fills the finding and returns code: both formats take all the arguments, in the same order, as
 * those of err_both.  What goes in has to be bounded (SCHEMA_SHOWN_MAX): the place for it is small.
 */
int schema_say(struct schema_finding *out, int code, const struct schema_path *path, const char *en,
	       const char *ja, ...) PRINTF_LIKE(4, 6) PRINTF_LIKE(5, 6);

#define SCHEMA_SHOWN_MAX ((size_t)64) /* bytes of one value */

/* A value as a message shows it: text in '', the rest as JSON.  New text. */
char *schema_say_value(const json_t *value) MUST_USE;

/* Of which types (enum schema_type) it has to be, or which value; E_FORMAT. */
int schema_say_types(struct schema_finding *out, const struct schema_path *path, unsigned types);
int schema_say_constant(struct schema_finding *out, const struct schema_path *path,
			const json_t *constant);
int schema_say_choices(struct schema_finding *out, const struct schema_path *path,
		       const json_t *choices);

/* Two complaints of the same place: out says both, but what is in both once. */
void schema_say_also(struct schema_finding *out, const struct schema_finding *other);
