#include "web/template_lint.h"

#include "base/text.h"

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static bool is_letter(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_name(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '_';
}

static bool is_one_of(const char *word, const char *const list[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text_equal(word, list[i]))
			return true;
	return false;
}

static const char *tag_named(const struct template_lint *l)
{
	static const char *const refused[] = { "style",     "iframe",   "frame",  "object",
					       "embed",     "base",     "applet", "xmp",
					       "plaintext", "noscript", "listing" };

	return is_one_of(l->tag, refused, ARRAY_LEN(refused)) ? "this element is refused" : NULL;
}

static const char *attribute_named(struct template_lint *l)
{
	static const char *const refused[] = { "style", "srcdoc", "srcset", "http-equiv", "ping" };
	static const char *const addresses[] = { "href",   "src",  "action", "formaction",
						 "poster", "cite", "data",   "xlink:href" };

	if (text_starts(l->attribute, "on") || is_one_of(l->attribute, refused, ARRAY_LEN(refused)))
		return "this attribute is refused";
	l->address = is_one_of(l->attribute, addresses, ARRAY_LEN(addresses));
	l->address_used = false;
	l->n_value = 0;
	l->value[0] = 0;
	return NULL;
}

/* The tag is complete. */
static const char *tag_closed(struct template_lint *l)
{
	bool script = text_equal(l->tag, "script");

	l->state = script ? LINT_SCRIPT : LINT_TEXT;
	l->matched = 0;
	return script && !l->script_src ? "a script without src" : NULL;
}

static const char *value_closed(struct template_lint *l)
{
	if (text_equal(l->tag, "script") && text_equal(l->attribute, "src")) {
		if (!text_starts(l->value, "/static/"))
			return "a script from elsewhere than /static/";
		l->script_src = true;
	}
	if (l->address && text_starts(l->value, "javascript"))
		return "an address that is a script";
	l->state = LINT_BREAK;
	return NULL;
}

static const char *in_tag(struct template_lint *l, uint8_t c)
{
	if (c == '>')
		return tag_closed(l);
	if (is_blank(c) || c == '/') {
		l->state = LINT_TAG;
		return NULL;
	}
	if (l->state == LINT_BREAK)
		return "a blank is missing in the tag";
	if (!is_name(c))
		return "this has no place in a tag";
	l->state = LINT_ATTRIBUTE;
	l->attribute[0] = (char)c;
	l->n_attribute = 1;
	l->attribute[1] = 0;
	return NULL;
}

static const char *in_name(char *name, unsigned *n, uint8_t c)
{
	if (*n + 1 >= TEMPLATE_LINT_NAME_MAX)
		return "a name that is too long";
	name[(*n)++] = (char)c;
	name[*n] = 0;
	return NULL;
}

static const char *in_tag_name(struct template_lint *l, uint8_t c)
{
	if (is_name(c))
		return in_name(l->tag, &l->n_tag, c);
	const char *why = tag_named(l);
	l->state = LINT_BREAK;
	return why ? why : in_tag(l, c);
}

static const char *in_attribute(struct template_lint *l, uint8_t c)
{
	if (is_name(c))
		return in_name(l->attribute, &l->n_attribute, c);
	const char *why = attribute_named(l);
	if (why)
		return why;
	if (c == '=') {
		l->state = LINT_EQUALS;
		return NULL;
	}
	l->state = LINT_BREAK;
	return in_tag(l, c);
}

static const char *in_value(struct template_lint *l, uint8_t c)
{
	if (c == '"')
		return value_closed(l);
	if (l->n_value + 1 < TEMPLATE_LINT_VALUE_MAX) {
		l->value[l->n_value++] = (char)c;
		l->value[l->n_value] = 0;
	}
	return NULL;
}

static const char *after_less(struct template_lint *l, uint8_t c)
{
	if (c == '!') {
		l->state = LINT_MARKUP;
		l->matched = 0;
	} else if (c == '/') {
		l->state = LINT_CLOSE_NAME;
	} else if (is_letter(c) && is_name(c)) {
		l->state = LINT_TAG_NAME;
		l->tag[0] = (char)c;
		l->tag[1] = 0;
		l->n_tag = 1;
		l->script_src = false;
	} else {
		return "< begins a tag in small letters here; otherwise write &lt;";
	}
	return NULL;
}

/* <!doctype html> and comments. */
static const char *in_markup(struct template_lint *l, uint8_t c)
{
	if (l->state == LINT_COMMENT) {
		if (c == '>' && l->matched >= 2)
			l->state = LINT_TEXT;
		l->matched = c == '-' ? l->matched + 1 : 0;
	} else if (c == '>') {
		l->state = LINT_TEXT;
	} else if (c == '-' && ++l->matched == 2) {
		l->state = LINT_COMMENT;
		l->matched = 0;
	}
	return NULL;
}

static const char *in_script(struct template_lint *l, uint8_t c)
{
	static const char end[] = "</script>";

	if (c != (uint8_t)end[l->matched])
		return "a script that is not empty";
	if (end[++l->matched] == 0)
		l->state = LINT_TEXT;
	return NULL;
}

static const char *step(struct template_lint *l, uint8_t c)
{
	switch (l->state) {
	case LINT_TEXT:
		if (c == '<')
			l->state = LINT_LESS;
		return NULL;
	case LINT_LESS:
		return after_less(l, c);
	case LINT_TAG_NAME:
		return in_tag_name(l, c);
	case LINT_CLOSE_NAME:
		if (c == '>') {
			l->state = LINT_TEXT;
			l->tag[0] = 0;
		}
		return c == '>' || is_name(c) ? NULL : "this has no place in a closing tag";
	case LINT_TAG:
	case LINT_BREAK:
		return in_tag(l, c);
	case LINT_ATTRIBUTE:
		return in_attribute(l, c);
	case LINT_EQUALS:
		l->state = LINT_VALUE;
		return c == '"' ? NULL : "an attribute that is not in double quotes";
	case LINT_VALUE:
		return in_value(l, c);
	case LINT_MARKUP:
	case LINT_COMMENT:
		return in_markup(l, c);
	case LINT_SCRIPT:
		return in_script(l, c);
	}
	return NULL;
}

const char *template_lint_text(struct template_lint *l, struct bytes text)
{
	for (size_t i = 0; i < text.n; i++) {
		const char *why = step(l, text.p[i]);
		if (why)
			return why;
	}
	return NULL;
}

/* Does the beginning of an address leave open where it leads? */
static bool is_fixed(const struct template_lint *l)
{
	const char *v = l->value;

	/* An empty value after a lone slash would make "//HOST" of what follows. */
	if (v[0] == '/')
		return v[1] != 0 && v[1] != '/' && v[1] != '\\';
	return v[0] == '?' || v[0] == '#' || text_starts(v, "mailto:");
}

const char *template_lint_value(struct template_lint *l, enum template_filter filter)
{
	if (l->state == LINT_TEXT)
		return NULL;
	if (l->state != LINT_VALUE)
		return "a value outside of text and double quotes";
	if (!l->address)
		return NULL;
	if (filter == TEMPLATE_URL && l->n_value == 0 && !l->address_used) {
		l->address_used = true;
		return NULL;
	}
	if (filter == TEMPLATE_PART && is_fixed(l) && !l->address_used)
		return NULL;
	return "an address takes {{url:x}} alone, or {{part:x}} after a beginning like / or ?";
}

const char *template_lint_words(const struct template_lint *l)
{
	if (l->state == LINT_TEXT || (l->state == LINT_VALUE && !l->address) ||
	    (l->state == LINT_VALUE && is_fixed(l)))
		return NULL;
	return "words outside of text and double quotes";
}

bool template_lint_takes_element(const struct template_lint *l)
{
	static const char *const text_alone[] = { "title", "option", "textarea", "code" };

	/* They hold no elements: so the last tag that opened is still open. */
	return l->state == LINT_TEXT && !is_one_of(l->tag, text_alone, ARRAY_LEN(text_alone));
}

const char *template_lint_edge(struct template_lint *l)
{
	const char *why = NULL;

	if (l->state == LINT_TAG_NAME)
		why = tag_named(l);
	else if (l->state == LINT_ATTRIBUTE)
		why = attribute_named(l);
	if (l->state == LINT_TAG_NAME || l->state == LINT_ATTRIBUTE)
		l->state = LINT_BREAK;
	if (l->state == LINT_TAG)
		return why;
	if (l->state != LINT_TEXT && l->state != LINT_BREAK && l->state != LINT_VALUE)
		return "a section has no place here";
	return why;
}

bool template_lint_join(struct template_lint *l, const struct template_lint *open)
{
	bool in_tag_now = l->state == LINT_TAG || l->state == LINT_BREAK;
	bool in_tag_then = open->state == LINT_TAG || open->state == LINT_BREAK;

	if (l->state == LINT_TEXT || open->state == LINT_TEXT)
		return l->state == open->state;
	if (in_tag_now != in_tag_then || !text_equal(l->tag, open->tag))
		return false;
	/* What the section holds may be missing: only what is true either way is true. */
	l->script_src = l->script_src && open->script_src;
	if (in_tag_now) {
		if (open->state == LINT_BREAK)
			l->state = LINT_BREAK;
		return true;
	}
	if (!text_equal(l->attribute, open->attribute) || l->address_used != open->address_used)
		return false;
	memcpy(l->value, open->value, sizeof(l->value));
	l->n_value = open->n_value;
	return true;
}
