#include "probe/access_form.h"

#include "base/text.h"
#include "probe/link.h"
#include "wire/percent.h"

static bool is_any(const char *text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text_equal(text, words[i]))
			return true;
	return false;
}

static bool is_typed(const struct html_input *input)
{
	static const char *const types[] = { "text", "email", "tel",   "number",         "url",
					     "date", "time",  "month", "datetime-local", "week" };

	return is_any(input->type, types, ARRAY_LEN(types));
}

static bool is_chosen(const struct html_input *input)
{
	static const char *const types[] = { "select", "checkbox", "radio" };

	return is_any(input->type, types, ARRAY_LEN(types));
}

static bool is_button(const struct html_input *input)
{
	static const char *const types[] = { "submit", "button", "reset", "image" };

	return is_any(input->type, types, ARRAY_LEN(types));
}

/* ---- which forms ---- */

static bool is_search(const struct html_input *input)
{
	static const char *const names[] = { "q",    "s",      "search", "query",    "keyword",
					     "find", "filter", "lang",   "language", "page" };

	return text_equal(input->type, "search") || is_any(input->name, names, ARRAY_LEN(names));
}

static bool is_login(const struct html_page *page, unsigned form)
{
	unsigned passwords = 0, others = 0;

	for (unsigned k = 0; k < page->n_inputs; k++) {
		const struct html_input *input = &page->inputs[k];

		if (input->form != form)
			continue;
		if (text_equal(input->type, "password"))
			passwords += strstr(input->autocomplete, "new-password") ? 2 : 1;
		else if (is_typed(input))
			others++;
	}
	return passwords == 1 && others <= 1;
}

bool access_form_sets(const struct html_page *page, unsigned form)
{
	unsigned fields = 0, searched = 0;
	bool post = text_equal_nocase(bytes_of(page->forms[form].method), "post");

	if (is_login(page, form))
		return false;
	for (unsigned k = 0; k < page->n_inputs; k++) {
		const struct html_input *input = &page->inputs[k];

		if (input->form != form || !*input->name || is_button(input))
			continue;
		fields++;
		searched += is_search(input);
	}
	/* A form of buttons alone does something, by POST; what it may do cannot be seen. */
	return (fields > 0 || post) && (fields == 0 || searched < fields);
}

static bool has_name(const struct html_page *page, unsigned form, const char *name)
{
	for (unsigned k = 0; k < page->n_inputs; k++)
		if (page->inputs[k].form == form && text_equal(page->inputs[k].name, name))
			return true;
	return false;
}

static bool has_names_of(const struct html_page *a, unsigned i, const struct html_page *b,
			 unsigned k)
{
	for (unsigned n = 0; n < a->n_inputs; n++)
		if (a->inputs[n].form == i && *a->inputs[n].name &&
		    !has_name(b, k, a->inputs[n].name))
			return false;
	return true;
}

/* The query of an action may hold a token. */
static bool same_action(const char *a, const char *b)
{
	size_t n = strcspn(a, "?#;"), m = strcspn(b, "?#;");

	return n == m && memcmp(a, b, n) == 0;
}

int access_form_find(const struct html_page *page, const struct html_page *in, unsigned i)
{
	for (unsigned k = 0; k < page->n_forms; k++)
		if (same_action(page->forms[k].action, in->forms[i].action) &&
		    has_names_of(in, i, page, k) && has_names_of(page, k, in, i))
			return (int)k;
	return -1;
}

static const struct html_input *next_seen(const struct html_page *page, unsigned form, unsigned *at)
{
	while (*at < page->n_inputs) {
		const struct html_input *input = &page->inputs[(*at)++];

		if (input->form == form && !text_equal(input->type, "hidden"))
			return input;
	}
	return NULL;
}

bool access_form_same(const struct html_page *a, unsigned i, const struct html_page *b, unsigned k)
{
	unsigned at = 0, there = 0;

	for (;;) {
		const struct html_input *x = next_seen(a, i, &at);
		const struct html_input *y = next_seen(b, k, &there);

		if (!x || !y)
			return !x && !y;
		if (!text_equal(x->type, y->type) || !text_equal(x->name, y->name) ||
		    !text_equal(x->value, y->value) || x->checked != y->checked)
			return false;
	}
}

/* ---- whether it may be sent back ---- */

static bool is_risky(const struct html_input *input)
{
	static const char *const japanese[] = { "初期化", "再起動", "削除", "消去",
						"復元",   "追加",   "作成", "ログアウト" };
	static const char *const more[] = { "factory", "restore", "default", "upload", "import",
					    "create",  "clear",   "wipe",    "install" };
	const char *texts[] = { input->name, input->value, input->id };

	for (size_t t = 0; t < ARRAY_LEN(texts); t++) {
		if (link_is_risky(texts[t]))
			return true;
		for (size_t i = 0; i < ARRAY_LEN(japanese); i++)
			if (strstr(texts[t], japanese[i]))
				return true;
		for (size_t i = 0; i < ARRAY_LEN(more); i++)
			if (text_has_nocase(bytes_of(texts[t]), more[i]))
				return true;
	}
	return false;
}

static bool is_plain(const char *value)
{
	for (; *value; value++)
		if ((unsigned char)*value < ' ')
			return false;
	return true;
}

/* A field of it that no one should send for another. */
static bool is_no_good(const struct html_input *input)
{
	return text_equal(input->type, "password") || text_equal(input->type, "file") ||
	       !is_plain(input->value) || !is_plain(input->name) ||
	       ((is_button(input) || text_equal(input->type, "hidden")) && is_risky(input)) ||
	       link_is_risky(input->name);
}

const char *access_form_trouble(const struct html_page *page, unsigned form, struct bytes body)
{
	const struct html_form *f = &page->forms[form];
	unsigned typed = 0, filled = 0, chosen = 0, buttons = 0;

	if (f->odd || f->has_password || page->has_script || page->inputs_cut || page->cut ||
	    *page->base || link_is_risky(f->action) || !text_utf8_valid(body) ||
	    (*f->method && !text_equal_nocase(bytes_of(f->method), "get") &&
	     !text_equal_nocase(bytes_of(f->method), "post")))
		return "risky";
	for (unsigned k = 0; k < page->n_inputs; k++) {
		const struct html_input *input = &page->inputs[k];

		if (input->form != form)
			continue;
		if (is_no_good(input))
			return "risky";
		typed += is_typed(input);
		filled += is_typed(input) && *input->value;
		chosen += is_chosen(input);
		buttons += text_equal(input->type, "submit") || text_equal(input->type, "image");
	}
	/* All empty: for something new.  Several buttons: which one only saves is not known. */
	return (typed > 0 && filled == 0) || typed + chosen == 0 || buttons > 1 ? "risky" : NULL;
}

/* ---- sending ---- */

static bool is_token(const struct html_input *input)
{
	return text_equal(input->type, "hidden") && strlen(input->value) >= ACCESS_FORM_TOKEN_MIN &&
	       !strchr(input->value, ' ');
}

static bool is_sent(const struct html_input *input)
{
	if (!*input->name || text_equal(input->type, "reset") || text_equal(input->type, "button"))
		return false;
	if (text_equal(input->type, "checkbox") || text_equal(input->type, "radio"))
		return input->checked;
	return true;
}

void access_form_fill(struct buf *out, const struct html_page *page, unsigned form, bool tokens)
{
	size_t start = out->n;

	for (unsigned k = 0; k < page->n_inputs; k++) {
		const struct html_input *input = &page->inputs[k];
		bool is_box =
		    text_equal(input->type, "checkbox") || text_equal(input->type, "radio");

		if (input->form != form || !is_sent(input) || (!tokens && is_token(input)))
			continue;
		if (out->n > start)
			buf_u8(out, '&');
		percent_encode(out, bytes_of(input->name));
		buf_u8(out, '=');
		/* A box without a value says "on" (WHATWG HTML 4.10.5.1.15). */
		percent_encode(out, bytes_of(is_box && !*input->value ? "on" : input->value));
	}
}
