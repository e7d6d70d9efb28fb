/*
 * Where in HTML one is while a template is read from the beginning to the end, and what may not
 * stand there (the list is in template.h).  Not an HTML parser: it knows text, tags, attributes in
 * double quotes and comments, and refuses whatever it does not know, so that what it lets pass
 * browsers read the same way.
 */
#pragma once

#include "base/base.h"
#include "web/template_code.h"

#define TEMPLATE_LINT_NAME_MAX 24
#define TEMPLATE_LINT_VALUE_MAX 16

struct template_lint {
	enum {
		LINT_TEXT,
		LINT_LESS, /* after < */
		LINT_TAG_NAME,
		LINT_CLOSE_NAME, /* after </ */
		LINT_TAG,        /* between attributes */
		LINT_BREAK,      /* in a tag, where something ended: blank, / or > must come next */
		LINT_ATTRIBUTE,  /* in its name */
		LINT_EQUALS,     /* after = */
		LINT_VALUE,      /* in its value */
		LINT_MARKUP,     /* after <! */
		LINT_COMMENT,
		LINT_SCRIPT, /* after <script ...>: its end has to follow */
	} state;
	unsigned matched;  /* of "</script>", of "-->" */
	bool script_src;   /* this <script> has one */
	bool address;      /* the attribute's value is one */
	bool address_used; /* it began with {{url:}} */
	unsigned n_tag, n_attribute, n_value;
	char tag[TEMPLATE_LINT_NAME_MAX], attribute[TEMPLATE_LINT_NAME_MAX];
	char value[TEMPLATE_LINT_VALUE_MAX]; /* how it begins */
};

#define TEMPLATE_LINT ((struct template_lint){ .state = LINT_TEXT })

/* Each returns NULL, or what is wrong: a constant sentence. */
const char *template_lint_text(struct template_lint *l, struct bytes text);
const char *template_lint_value(struct template_lint *l, enum template_filter filter);
const char *template_lint_words(const struct template_lint *l);
/* May an element stand here?  Not in a tag, nor in <title>, <option>, <textarea>; <code> is
 * in no language. */
bool template_lint_takes_element(const struct template_lint *l);
/* At the beginning and the end of a section: a name that ends there is looked at. */
const char *template_lint_edge(struct template_lint *l);
/* After a section that began at open: false unless its end is in the same place. */
bool template_lint_join(struct template_lint *l, const struct template_lint *open) MUST_USE;
