/*
 * The application form as a table: every field in the order of the form, with what the page needs
 * to draw it and what is needed to read it.  A field's name in a form is its path in the document
 * (catalogue/schema/application.schema.json): "product.name.ja" is {product: {name: {ja: ...}}}.
 *
 * Of the document only "models" is not read here: FIELD_MODELS is CSV, typed or handed in as a
 * file, and read by others.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

enum field_type {
	FIELD_TEXT,     /* one line */
	FIELD_TEXTAREA, /* several lines */
	FIELD_SELECT,   /* one of options; without options, one of a register that the page knows */
	FIELD_RADIO,    /* one of options, all of them seen */
	FIELD_YES_NO,   /* "yes" or "no"; true or false in the document, absent when not answered */
	FIELD_CHECKBOX, /* "yes" or absent; true or absent in the document */
	FIELD_DATE,     /* YYYY-MM-DD */
	FIELD_URL,      /* http or https */
	FIELD_EMAIL,
	FIELD_COUNTRY, /* ISO 3166-1 alpha-2: country_table */
	FIELD_LIST,    /* a textarea, an entry on each line, columns between "|" or tabs */
	FIELD_MODELS,  /* CSV, see above */
};

struct field_option {
	const char *value, *ja, *en;
};

/*
 * A column of a FIELD_LIST.  The last one may stand for a list of its own: it is a pair of name and
 * country that is written as often as there are some ("Example KK | JP | maker | Parent Ltd | GB").
 */
struct field_column {
	const char *name, *ja, *en;
	size_t max;                         /* characters */
	const struct field_option *options; /* NULL: any text; read by value or by either name */
	bool required, country, parents;
};

struct field {
	const char *path;
	const char *section; /* name of a struct field_section */
	enum field_type type;
	bool required;     /* to hand in, where the field applies */
	bool number;       /* options are whole numbers in the document (level) */
	bool digits;       /* exactly max digits, of either width */
	size_t max;        /* characters; of a list: entries */
	unsigned levels;   /* bit N: ★N; LEVELS_ALL */
	const char *route; /* NULL: every route */
	/* Applies only when the value at when, written as in a form, is one of the words of is (""
	 * : is absent).  NULL: always. */
	const char *when, *is;
	const struct field_option *options; /* ends with a NULL value */
	const struct field_column *columns; /* ends with a NULL name */
	const char *ja, *en;                /* label */
	const char *hint_ja, *hint_en;      /* or NULL */
};

struct field_section {
	const char *name, *ja, *en;
};

const struct field *field_table(size_t *n);
const struct field *field_find(const char *path);      /* or NULL */
const struct field_section *field_sections(size_t *n); /* in the order of the form */

/* Does the field matter to this document: its level, its route, what was answered elsewhere? */
bool field_applies(const struct field *f, const json_t *document);

/* Does it have to be filled in (its level, its route, what was answered elsewhere), and is not? */
bool field_missing(const struct field *f, const json_t *document);

/*
 * Put what a form said into the document.  *document is a new reference or NULL at the start; it is
 * changed in place.  Blanks around a text are dropped; an empty one takes the member away; a field
 * that the form has not stays as it is, but for a checkbox: it is not ticked when the form has any
 * other field of its section.  What cannot be read (a date that is none, too long, no such option,
 * a list's line with columns missing) leaves the member as it was and appends {field, ja, en} to
 * problems.  What is missing is no problem here: a draft may be incomplete (form_check).
 */
void field_read(const json_t *form, json_t **document, json_t *problems);

/* The other way round: an object path -> text, as a form would send it; a new reference. */
json_t *field_values(const json_t *document) MUST_USE;

/* The value at a dotted path of the document, or NULL; borrowed. */
const json_t *field_at(const json_t *document, const char *path);

#define FIELD_PATH_MAX 80
