/*
 * One control of a form for {{>field}}: label, hint, what was typed, what is wrong with it, tied
 * together for screen readers.  Pages list them:
 *
 *   {{#fields}}{{>field}}{{/fields}}
 *   json_array_append_new(fields, view_field(rq, &(struct view_field){ .name = "model", ... }));
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "web/request.h"

struct view_field {
	/*
	 * Of an <input>: text (when NULL), email, password, number, date, url, tel, search; or
	 * textarea, select, radio, checkbox (one), checkboxes (name without []), file,
	 * hidden.
	 */
	const char *type;
	const char *name;
	const char *ja, *en;           /* label */
	const char *hint_ja, *hint_en; /* or NULL */
	bool required;
	const char *value;     /* until something else was typed */
	const json_t *values;  /* the same of checkboxes: list of texts */
	const json_t *options; /* of select, radio, checkboxes: list of {value, ja, en} */
	const char *autocomplete, *inputmode, *accept; /* HTML's attributes, or NULL */
	const char *ticked;                            /* what a checkbox sends, "1" unless set */
	unsigned rows;                                 /* of a textarea, 4 unless set */
	unsigned maxlength; /* characters, 0: no more than the server takes */
};

/*
 * New object: id, name, kind, type, label, hint, value, required, problem, described, options (each
 * {id, value, label, on}), ...; members that do not apply are null.  What was typed (rq->form)
 * comes before value, but not for a password; the problem is the first of rq->problems about the
 * field.
 */
json_t *view_field(const struct request *rq, const struct view_field *f) MUST_USE;

/* The id of a field's control: "f-NAME". */
char *view_field_id(const char *name) MUST_USE;
