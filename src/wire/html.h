/*
 * What a walk needs of an HTML page: title, visible text, links, forms with password fields, a
 * refresh.  libxml2's HTML parser, no network, no entities from outside; everything bounded.
 * All text is UTF-8 in the arena, never NULL.
 */
#pragma once

#include "base/base.h"

struct arena;

#define HTML_PAGE_MAX (1u << 20)
#define HTML_LINKS_MAX 256
#define HTML_FORMS_MAX 16
#define HTML_TEXT_MAX (256u << 10)
#define HTML_TITLE_MAX 1024
#define HTML_ATTRIBUTE_MAX 2048 /* a link or form attribute that we keep */
#define HTML_DEPTH_MAX 256      /* open elements */

#define HTML_INPUTS_MAX 64
#define HTML_NO_FORM HTML_FORMS_MAX

/* <input>, <button> and <select> (type "select"; its value is that of the chosen option). */
struct html_input {
	unsigned form; /* which; HTML_NO_FORM: it stands outside of all */
	/* As written but for case, "" when absent; a button without a type is a "submit". */
	const char *type, *name, *value, *id, *autocomplete;
	bool checked;
};

struct html_form {
	const char *action, *method; /* as written, "" when absent */
	bool has_password;
	/*
	 * A browser would send more or something else than what is kept here: there is a text area,
	 * a field that is disabled, a choice of several, a value with blanks around it, another
	 * encoding.
	 */
	bool odd;
};

struct html_page {
	const char *title;    /* blanks folded; "" when there is none */
	const char *language; /* of <html lang>, "" */
	const char *base;     /* of the first <base href>, "" */
	const char *refresh;  /* address of a <meta http-equiv=refresh>, "" */
	/* Blanks folded, script and style left out; labels of buttons, placeholders and alt texts.
	 */
	const char *text;
	/* href and src (and refresh) as written, in order of appearance, no duplicates, no data: */
	const char *links[HTML_LINKS_MAX];
	unsigned n_links;
	struct html_form forms[HTML_FORMS_MAX];
	unsigned n_forms;
	struct html_input inputs[HTML_INPUTS_MAX]; /* in order of appearance */
	unsigned n_inputs;
	bool inputs_cut;   /* there are more */
	bool has_script;   /* a script element, or a form that a script is called for */
	bool has_password; /* a password field anywhere, be it outside of all forms */
	bool cut;          /* a limit was reached; what is here is right but not all */
};

/*
 * encoding: of the Content-Type header, or NULL; after it count a byte order mark, <meta charset>,
 * and the text itself.  E_FORMAT when there is neither an element nor text, E_LIMIT above
 * HTML_PAGE_MAX or the arena's budget.  Where threads decode, xmlInitParser() comes before them.
 */
int html_decode(struct arena *arena, struct bytes in, const char *encoding,
		struct html_page *out) MUST_USE;
