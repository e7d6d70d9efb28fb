/*
 * The page is made valid UTF-8 first, because libxml2 gives up at the first byte that does not fit
 * its encoding.  Then its parser runs with our own handlers instead of building a tree, so that
 * memory and depth are ours to bound.
 */
#include "wire/html.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/text.h"
#include "wire/charset.h"
#include "wire/html_charset.h"

#define UTF8_GROWTH 4 /* bytes of UTF-8 per byte of any encoding, at most */

struct walk {
	struct arena *arena;
	struct html_page *page;
	htmlParserCtxtPtr parser;
	struct buf title, text;
	unsigned depth;
	unsigned hidden; /* open script, style and template elements */
	bool in_title, seen_title, seen_anything;
	bool in_form;
	struct html_input *choice; /* the <select> that is open; NULL: none */
	bool chosen;               /* an <option selected> of it was seen */
	bool full;                 /* the arena is */
};

/* Elements that do not separate words. */
static const char *const inline_names[] = {
	"a",    "abbr",   "b",      "bdi",  "bdo", "big", "cite", "code", "em",  "font", "i",
	"kbd",  "label",  "mark",   "nobr", "q",   "rp",  "rt",   "ruby", "s",   "samp", "small",
	"span", "strike", "strong", "sub",  "sup", "tt",  "u",    "var",  "wbr",
};

static bool same(const xmlChar *a, const char *b)
{
	return strcmp((const char *)a, b) == 0;
}

static bool is_inline(const xmlChar *name)
{
	for (size_t i = 0; i < ARRAY_LEN(inline_names); i++)
		if (same(name, inline_names[i]))
			return true;
	return false;
}

static bool is_hidden(const xmlChar *name)
{
	return same(name, "script") || same(name, "style") || same(name, "template");
}

static struct bytes attribute(const xmlChar **list, const char *name)
{
	for (; list && list[0]; list += 2)
		if (list[1] && same(list[0], name))
			return text_trim(bytes_of((const char *)list[1]));
	return (struct bytes){ .n = 0 };
}

static void stop(struct walk *w)
{
	w->page->cut = true;
	xmlStopParser(w->parser);
}

/* A copy in the arena, or "" with w->full set. */
static const char *keep(struct walk *w, struct bytes text)
{
	const char *copy = arena_textn(w->arena, (const char *)text.p, text.n);

	if (copy)
		return copy;
	w->full = true;
	stop(w);
	return "";
}

static const char *keep_attribute(struct walk *w, struct bytes value)
{
	if (value.n == 0)
		return "";
	if (value.n > HTML_ATTRIBUTE_MAX) {
		w->page->cut = true;
		return "";
	}
	return keep(w, value);
}

/* Whether a blank in UTF-8 starts here; its size, or 0.  Also U+00A0 and U+3000. */
static size_t blank_size(const uint8_t *p, size_t n)
{
	if (*p != 0 && strchr(" \t\n\r\f", *p))
		return 1;
	if (n >= 2 && memcmp(p, "\xc2\xa0", 2) == 0)
		return 2;
	return n >= 3 && memcmp(p, "\xe3\x80\x80", 3) == 0 ? 3 : 0;
}

static void blank_add(struct buf *out)
{
	if (out->n > 0 && out->p[out->n - 1] != ' ')
		buf_u8(out, ' ');
}

/* false when the limit of out is reached; it then ends with a whole character. */
static bool text_fold(struct buf *out, struct bytes text)
{
	struct cursor c = cursor_of(text);

	while (cursor_left(&c) > 0) {
		size_t blank = blank_size(c.p, cursor_left(&c));
		size_t step = blank > 0 ? blank : text_utf8_step(c.p, cursor_left(&c));
		struct bytes character = cursor_bytes(&c, step > 0 ? step : 1);

		if (character.n > out->max - out->n)
			return false;
		if (blank > 0)
			blank_add(out);
		else if (step > 0)
			buf_bytes(out, character);
	}
	return true;
}

static void text_seen(struct walk *w, struct bytes text)
{
	struct buf *out = w->in_title ? &w->title : &w->text;

	if (w->hidden == 0 && !text_fold(out, text))
		w->page->cut = true;
}

static void word_break(struct walk *w)
{
	if (w->text.n < HTML_TEXT_MAX)
		blank_add(&w->text);
}

static void label_seen(struct walk *w, struct bytes label)
{
	if (label.n == 0)
		return;
	word_break(w);
	text_seen(w, label);
	word_break(w);
}

static void link_seen(struct walk *w, struct bytes link)
{
	struct html_page *page = w->page;

	if (link.n == 0 || (link.n >= 5 && memcmp(link.p, "data:", 5) == 0))
		return;
	for (unsigned i = 0; i < page->n_links; i++)
		if (bytes_equal(bytes_of(page->links[i]), link))
			return;
	if (page->n_links == HTML_LINKS_MAX || link.n > HTML_ATTRIBUTE_MAX) {
		page->cut = true;
		return;
	}
	page->links[page->n_links++] = keep(w, link);
}

static bool has_attribute(const xmlChar **list, const char *name)
{
	for (; list && list[0]; list += 2)
		if (same(list[0], name))
			return true;
	return false;
}

static void form_seen(struct walk *w, const xmlChar **list)
{
	struct html_page *page = w->page;

	w->in_form = page->n_forms < HTML_FORMS_MAX;
	if (!w->in_form) {
		page->cut = true;
		return;
	}
	struct bytes type = attribute(list, "enctype");
	page->forms[page->n_forms++] = (struct html_form){
		.action = keep_attribute(w, attribute(list, "action")),
		.method = keep_attribute(w, attribute(list, "method")),
		.odd =
		    (type.n > 0 && !text_equal_nocase(type, "application/x-www-form-urlencoded")) ||
		    has_attribute(list, "accept-charset"),
	};
	page->has_script = page->has_script || has_attribute(list, "onsubmit");
}

/* Letters of A to Z in lower case; the arena's copy is ours. */
static const char *keep_lower(struct walk *w, struct bytes value)
{
	char text[64];

	if (value.n >= sizeof(text))
		return "";
	for (size_t i = 0; i < value.n; i++)
		text[i] = (char)(value.p[i] | (value.p[i] >= 'A' && value.p[i] <= 'Z' ? 0x20 : 0));
	return keep_attribute(w, (struct bytes){ .p = (const uint8_t *)text, .n = value.n });
}

static void odd_form(struct walk *w)
{
	if (w->in_form)
		w->page->forms[w->page->n_forms - 1].odd = true;
}

/* A value as it stands is what a browser sends, blanks and all. */
static bool is_trimmed(const xmlChar **list, const char *name)
{
	for (; list && list[0]; list += 2)
		if (list[1] && same(list[0], name))
			return strlen((const char *)list[1]) !=
			       text_trim(bytes_of((const char *)list[1])).n;
	return false;
}

/* Fields that a browser gives a value of its own, and what only a browser knows how to send. */
static bool is_odd(const struct html_input *input, const xmlChar **list)
{
	static const char *const attributes[] = { "disabled",   "form",        "formaction",
						  "formmethod", "formenctype", "multiple" };
	static const char *const types[] = { "range", "color", "image" };

	for (size_t i = 0; i < ARRAY_LEN(attributes); i++)
		if (has_attribute(list, attributes[i]))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (text_equal(input->type, types[i]))
			return true;
	/* "" is not "on", and both are kept as "". */
	if ((text_equal(input->type, "checkbox") || text_equal(input->type, "radio")) &&
	    !*input->value && has_attribute(list, "value"))
		return true;
	return is_trimmed(list, "value") || is_trimmed(list, "name");
}

static void field_seen(struct walk *w, const char *otherwise, const xmlChar **list)
{
	struct html_page *page = w->page;

	w->choice = NULL;
	if (page->n_inputs == HTML_INPUTS_MAX) {
		page->inputs_cut = true;
		return;
	}
	struct html_input *input = &page->inputs[page->n_inputs++];
	*input = (struct html_input){
		.form = w->in_form ? page->n_forms - 1 : HTML_NO_FORM,
		.type = keep_lower(w, attribute(list, "type")),
		.name = keep_attribute(w, attribute(list, "name")),
		.value = keep_attribute(w, attribute(list, "value")),
		.id = keep_attribute(w, attribute(list, "id")),
		.autocomplete = keep_lower(w, attribute(list, "autocomplete")),
		.checked = has_attribute(list, "checked"),
	};
	if (!*input->type || text_equal(otherwise, "select"))
		input->type = otherwise;
	if (text_equal(otherwise, "select")) {
		w->choice = input;
		w->chosen = false;
	}
	if (is_odd(input, list))
		odd_form(w);
}

/* The first option, or the one that is marked. */
static void option_seen(struct walk *w, const xmlChar **list)
{
	bool marked = has_attribute(list, "selected");

	if (!w->choice || w->chosen || (*w->choice->value && !marked))
		return;
	w->choice->value = keep_attribute(w, attribute(list, "value"));
	w->chosen = marked;
	/* Without a value its text is sent, which is not kept. */
	if (!has_attribute(list, "value") || has_attribute(list, "disabled") ||
	    is_trimmed(list, "value"))
		odd_form(w);
}

static void input_seen(struct walk *w, const xmlChar **list)
{
	struct bytes type = attribute(list, "type");

	if (text_equal_nocase(type, "password")) {
		w->page->has_password = true;
		if (w->in_form)
			w->page->forms[w->page->n_forms - 1].has_password = true;
	}
	if (text_equal_nocase(type, "submit") || text_equal_nocase(type, "button") ||
	    text_equal_nocase(type, "reset"))
		label_seen(w, attribute(list, "value"));
	label_seen(w, attribute(list, "placeholder"));
}

static void run_skip(struct cursor *c, const char *members)
{
	while (c->p && cursor_left(c) > 0 && *c->p != 0 && strchr(members, *c->p))
		cursor_skip(c, 1);
}

/* "5; url=/index.html" (HTML 4.2.5.3), with what browsers forgive. */
static void refresh_seen(struct walk *w, struct bytes content)
{
	struct cursor c = cursor_of(content);

	run_skip(&c, "0123456789. \t\r\n");
	run_skip(&c, ";, \t\r\n");
	if (cursor_left(&c) >= 3 && text_equal_nocase((struct bytes){ .p = c.p, .n = 3 }, "url")) {
		cursor_skip(&c, 3);
		run_skip(&c, "= \t\r\n");
	}
	run_skip(&c, "'\"");
	struct bytes target = cursor_bytes(&c, cursor_left(&c));
	while (target.n > 0 && strchr("'\" \t\r\n", target.p[target.n - 1]))
		target.n--;
	if (target.n == 0 || *w->page->refresh)
		return;
	w->page->refresh = keep_attribute(w, target);
	link_seen(w, target);
}

static void element_look(struct walk *w, const xmlChar *name, const xmlChar **list)
{
	struct html_page *page = w->page;

	if (same(name, "html") && !*page->language)
		page->language = keep_attribute(w, attribute(list, "lang"));
	else if (same(name, "title"))
		w->in_title = !w->seen_title;
	else if (same(name, "form"))
		form_seen(w, list);
	else if (same(name, "input"))
		input_seen(w, list);
	else if (same(name, "option"))
		option_seen(w, list);
	else if (same(name, "meta") && text_equal_nocase(attribute(list, "http-equiv"), "refresh"))
		refresh_seen(w, attribute(list, "content"));

	if (same(name, "input"))
		field_seen(w, "text", list);
	else if (same(name, "button"))
		field_seen(w, "submit", list);
	else if (same(name, "select"))
		field_seen(w, "select", list);
	else if (same(name, "textarea") || same(name, "object") || same(name, "output") ||
		 (same(name, "fieldset") && has_attribute(list, "disabled")))
		odd_form(w);
	else if (same(name, "script"))
		page->has_script = true;

	if (same(name, "base")) {
		if (!*page->base)
			page->base = keep_attribute(w, attribute(list, "href"));
		return;
	}
	link_seen(w, attribute(list, "href"));
	link_seen(w, attribute(list, "src"));
	label_seen(w, attribute(list, "alt"));
}

static void on_start(void *context, const xmlChar *name, const xmlChar **list)
{
	struct walk *w = context;

	/* After a stop libxml2 still finishes the element at hand. */
	if (w->full)
		return;
	w->seen_anything = true;
	if (++w->depth > HTML_DEPTH_MAX) {
		stop(w);
		return;
	}
	w->hidden += is_hidden(name);
	if (!is_inline(name))
		word_break(w);
	element_look(w, name, list);
}

/*
 * libxml2 closes a form where its parent ends, a browser only at </form>: "<tr><form>...</tr>" is
 * common in the pages of devices.  So look whether the tag just read is that one.
 */
static bool closed_by_tag(const struct walk *w)
{
	static const char tag[] = "</form";
	const xmlChar *base = w->parser->input->base, *p = w->parser->input->cur;
	size_t n = sizeof(tag) - 1;

	while (p > base && (p[-1] == '>' || p[-1] <= ' '))
		p--;
	return (size_t)(p - base) >= n &&
	       text_equal_nocase((struct bytes){ .p = p - n, .n = n }, tag);
}

static void on_end(void *context, const xmlChar *name)
{
	struct walk *w = context;

	if (w->depth > 0)
		w->depth--;
	if (w->hidden > 0)
		w->hidden -= is_hidden(name);
	if (same(name, "form") && closed_by_tag(w))
		w->in_form = false;
	if (same(name, "title") && w->in_title) {
		w->in_title = false;
		w->seen_title = true;
	}
	if (!is_inline(name))
		word_break(w);
}

static void on_text(void *context, const xmlChar *text, int n)
{
	struct walk *w = context;

	w->seen_anything = true;
	text_seen(w, (struct bytes){ .p = text, .n = n > 0 ? (size_t)n : 0 });
}

static void parse(struct walk *w, struct bytes page)
{
	htmlSAXHandler handler = {
		.startElement = on_start,
		.endElement = on_end,
		.characters = on_text,
		.ignorableWhitespace = on_text,
	};
	int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
		      HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC;

	w->parser = htmlNewParserCtxt();
	assert(w->parser); /* libxml2 returns NULL only when memory is gone */
	*w->parser->sax = handler;
	w->parser->userData = w;
	xmlFreeDoc(htmlCtxtReadMemory(w->parser, (const char *)page.p, (int)page.n, NULL, "UTF-8",
				      options));
	htmlFreeParserCtxt(w->parser);
	w->parser = NULL;
}

/* Control characters would end or confuse the parser; they mean nothing in a page. */
static void controls_blank(struct buf *page)
{
	for (size_t i = 0; i < page->n; i++)
		if (page->p[i] == 0 || (page->p[i] < ' ' && !strchr("\t\n\r\f", page->p[i])))
			page->p[i] = ' ';
}

int html_decode(struct arena *arena, struct bytes in, const char *encoding, struct html_page *out)
{
	CLEANUP(buf_done) struct buf utf8 = BUF((size_t)UTF8_GROWTH * HTML_PAGE_MAX);
	struct html_page page = { .title = "", .language = "", .base = "", .refresh = "" };
	struct walk w = {
		.arena = arena,
		.page = &page,
		.title = BUF(HTML_TITLE_MAX),
		.text = BUF(HTML_TEXT_MAX),
	};

	if (in.n > HTML_PAGE_MAX)
		return E_LIMIT;
	if (in.n == 0)
		return E_FORMAT;
	charset_to_utf8(&utf8, in, html_charset(in, encoding));
	controls_blank(&utf8);
	parse(&w, buf_view(&utf8));

	page.title = arena_textn(arena, buf_cstr(&w.title), text_trim(buf_view(&w.title)).n);
	page.text = arena_textn(arena, buf_cstr(&w.text), text_trim(buf_view(&w.text)).n);
	buf_done(&w.title);
	buf_done(&w.text);
	if (w.full || !page.title || !page.text)
		return E_LIMIT;
	if (!w.seen_anything)
		return E_FORMAT;
	*out = page;
	return 0;
}
