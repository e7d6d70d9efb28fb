/*
 * The name's field is the one with the most reasons to be it: autocomplete says so, its name does,
 * or it is the last text field before the password.
 */
#include "login/form_fill.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "wire/html.h"
#include "wire/percent.h"

static bool is_type(const struct html_input *input, const char *const *types, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text_equal(input->type, types[i]))
			return true;
	return false;
}

static bool is_text(const struct html_input *input)
{
	static const char *const types[] = { "text", "email", "tel", "search", "number", "url" };

	return is_type(input, types, ARRAY_LEN(types));
}

static bool is_button(const struct html_input *input)
{
	static const char *const types[] = { "submit", "button", "reset", "image", "file" };

	return is_type(input, types, ARRAY_LEN(types));
}

static unsigned name_score(const struct html_input *input)
{
	static const char *const words[] = { "user", "login", "account", "acct", "uname",
					     "name", "mail",  "uid",     "id" };

	if (strstr(input->autocomplete, "username") || text_equal(input->autocomplete, "email"))
		return 100;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text_has_nocase(bytes_of(input->name), words[i]) ||
		    text_has_nocase(bytes_of(input->id), words[i]))
			return 50 - (unsigned)i;
	return 1;
}

/* The only password field there is; why NULL then. */
static const struct html_input *password_find(const struct html_page *page, const char **why)
{
	const struct html_input *found = NULL;

	*why = NULL;
	for (unsigned i = 0; i < page->n_inputs; i++) {
		const struct html_input *input = &page->inputs[i];

		if (!text_equal(input->type, "password"))
			continue;
		if (strstr(input->autocomplete, "new-password"))
			*why = "the form sets a new password";
		else if (found)
			*why = "the page has more than one field for a password";
		found = input;
	}
	if (!found)
		*why = "the page has no field for a password";
	else if (!*why && !*found->name)
		*why = "the field for the password has no name";
	return *why ? NULL : found;
}

static const struct html_input *name_find(const struct html_page *page,
					  const struct html_input *password)
{
	const struct html_input *found = NULL;
	unsigned best = 0;

	for (unsigned i = 0; i < page->n_inputs; i++) {
		const struct html_input *input = &page->inputs[i];
		/* Those before the password come last, so that the nearest wins a tie. */
		unsigned score = name_score(input) * 2 + (input < password);

		if (input->form != password->form || !is_text(input) || !*input->name)
			continue;
		if (score >= best) {
			found = input;
			best = score;
		}
	}
	return found;
}

static void pair_add(struct buf *out, const char *name, const char *value)
{
	if (out->n > 0)
		buf_u8(out, '&');
	percent_encode(out, bytes_of(name));
	buf_u8(out, '=');
	percent_encode(out, bytes_of(value));
}

/* What a browser would send of it; the first button is the one that was pressed. */
static bool is_sent(const struct html_input *input, bool *pressed)
{
	if (!*input->name)
		return false;
	if (text_equal(input->type, "checkbox") || text_equal(input->type, "radio"))
		return input->checked;
	if (text_equal(input->type, "submit") && !*pressed) {
		*pressed = true;
		return true;
	}
	return !is_button(input);
}

const char *form_fill(struct form_fill *out, const struct html_page *page, const char *account,
		      const char *secret)
{
	const char *why;
	const struct html_input *password = password_find(page, &why);
	bool pressed = false;

	*out = (struct form_fill){ .action = "", .content = BUF(FORM_FILL_MAX) };
	if (!password)
		return why;
	if (page->inputs_cut)
		return "the page has more fields than are looked at";
	const struct html_input *name = name_find(page, password);
	if (password->form != HTML_NO_FORM) {
		const struct html_form *form = &page->forms[password->form];

		out->action = form->action;
		out->post = text_equal_nocase(bytes_of(form->method), "post");
	} else {
		/* Only a script can send it; a POST is what most of them do. */
		out->post = true;
	}
	for (unsigned i = 0; i < page->n_inputs; i++) {
		const struct html_input *input = &page->inputs[i];

		if (input->form != password->form || !is_sent(input, &pressed))
			continue;
		pair_add(&out->content, input->name,
			 input == password                                       ? secret
			 : input == name                                         ? account
			 : !*input->value && text_equal(input->type, "checkbox") ? "on"
										 : input->value);
	}
	return buf_ok(&out->content) ? NULL : "the form is larger than we send";
}

void form_fill_done(struct form_fill *f)
{
	mem_wipe(f->content.p, f->content.n);
	buf_done(&f->content);
}
