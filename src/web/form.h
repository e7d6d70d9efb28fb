/*
 * What a person typed, on its way in: urlencoded queries and bodies here, multipart bodies in
 * form_multipart.h.  All text is valid UTF-8 without NUL (E_FORMAT otherwise), line ends become LF.
 * Characters nobody can see or that turn the reading direction are taken out, and a problem says so
 * beside the field, so that the page can be shown again with the rest of what was typed.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct form {
	json_t *fields;   /* as struct request's form */
	json_t *uploads;  /* as struct request's uploads */
	json_t *problems; /* list, may be empty */
	size_t count;     /* of fields, repeated ones too */
	size_t bytes;     /* of all values */
};

void form_init(struct form *f);
void form_done(struct form *f);

/*
 * One field more.  A name is letters, digits, _ - . of at most REQUEST_NAME_MAX bytes, with []
 * behind it where several may come; of others the last one stays.  E_FORMAT, E_LIMIT
 * (REQUEST_FIELDS_MAX, REQUEST_FIELD_MAX, REQUEST_FORM_MAX).
 */
int form_add(struct form *f, struct bytes name, struct bytes value) MUST_USE;
bool form_name_valid(struct bytes name); /* of an upload: without [] */

/* application/x-www-form-urlencoded; into a form that form_init made. */
int form_urlencoded(struct form *f, struct bytes body) MUST_USE;
/* The same in an address: fields with a strange name are left out, hidden characters are E_FORMAT.
 */
int form_query(struct bytes query, json_t **out) MUST_USE;

/* Does the text begin with %XX?  Then *byte is what it stands for. */
bool form_percent(struct bytes text, uint8_t *byte);

/* Valid UTF-8 without NUL, controls (but tab and line ends) and direction overrides. */
bool form_text_plain(struct bytes text);
