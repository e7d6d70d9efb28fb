/*
 * No recursion: two stacks, of templates that wait for a partial to end and of sections, both as
 * deep as templates_link has allowed.
 */
#include "web/template.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "web/template_value.h"
#include "web/templates_list.h"

struct section {
	const json_t *list; /* or NULL */
	size_t at;          /* of the list */
	bool scoped;        /* its value is on the stack of values */
};

struct call {
	const struct template_code *code;
	size_t next; /* step */
};

struct renderer {
	const struct templates *t;
	struct buf *out;
	bool japanese;
	struct call calls[TEMPLATE_DEPTH_MAX + 1];
	unsigned n_calls;
	struct section sections[TEMPLATE_DEPTH_MAX];
	unsigned n_sections;
	const json_t *values[TEMPLATE_DEPTH_MAX + 1]; /* the innermost last */
	unsigned n_values;
};

static const json_t *member(const json_t *object, const char *name, size_t n)
{
	char key[TEMPLATE_NAME_MAX + 1];

	memcpy(key, name, n); /* names are no longer, see template_compile */
	key[n] = 0;
	return json_object_get(object, key);
}

static const json_t *find(const struct renderer *r, const char *name)
{
	size_t n = strcspn(name, ".");
	const json_t *value = NULL;

	if (text_equal(name, "."))
		return r->values[r->n_values - 1];
	for (unsigned i = r->n_values; i > 0 && !value; i--)
		value = member(r->values[i - 1], name, n);
	while (value && name[n]) {
		name += n + 1;
		n = strcspn(name, ".");
		value = member(value, name, n);
	}
	return value;
}

static bool is_word(const json_t *value, struct bytes word)
{
	return json_is_string(value) && bytes_equal(bytes_of(json_string_value(value)), word);
}

static void enter(struct renderer *r, const json_t *list, const json_t *scope)
{
	r->sections[r->n_sections++] = (struct section){ .list = list, .scoped = scope != NULL };
	if (scope)
		r->values[r->n_values++] = scope;
}

/* True when the section's inside comes next, false when its end does. */
static bool open_section(struct renderer *r, const struct template_step *s)
{
	const json_t *value = find(r, s->name);
	bool there = s->a.p ? is_word(value, s->a) : template_value_is(value);

	if (there == s->negated)
		return false;
	if (s->negated || s->a.p || json_is_true(value))
		enter(r, NULL, NULL);
	else if (json_is_array(value))
		enter(r, value, json_array_get(value, 0));
	else
		enter(r, NULL, value);
	return true;
}

/* True when the section starts again, with the next item. */
static bool close_section(struct renderer *r)
{
	assert(r->n_sections > 0);
	struct section *s = &r->sections[r->n_sections - 1];

	if (s->list && ++s->at < json_array_size(s->list)) {
		r->values[r->n_values - 1] = json_array_get(s->list, s->at);
		return true;
	}
	r->n_values -= s->scoped;
	r->n_sections--;
	return false;
}

static void perform(struct renderer *r, struct call *call)
{
	const struct template_step *s = &call->code->steps[call->next++];

	switch (s->kind) {
	case TEMPLATE_TEXT:
		buf_bytes(r->out, s->a);
		break;
	case TEMPLATE_WORDS:
		buf_bytes(r->out, r->japanese ? s->a : s->b);
		break;
	case TEMPLATE_VALUE:
		template_value_print(r->out, find(r, s->name), s->filter, r->japanese);
		break;
	case TEMPLATE_OPEN:
		if (!open_section(r, s))
			call->next = s->other + 1;
		break;
	case TEMPLATE_CLOSE:
		if (close_section(r))
			call->next = s->other + 1;
		break;
	case TEMPLATE_PARTIAL:
		r->calls[r->n_calls++] = (struct call){ .code = &r->t->list[s->other] };
		break;
	}
}

int templates_render(const struct templates *t, const char *name, const char *language,
		     const json_t *view, struct buf *out, struct err *err)
{
	struct renderer r = { .t = t, .out = out, .japanese = text_equal(language, "ja") };
	size_t i = 0;

	while (i < t->n && !text_equal(t->list[i].name, name))
		i++;
	if (i == t->n)
		return err_set(err, E_MISSING, "there is no template '%s'", name);
	assert(t->list[i].mark == TEMPLATE_LINKED);

	r.calls[r.n_calls++] = (struct call){ .code = &t->list[i] };
	r.values[r.n_values++] = view;
	/* A full buffer ends it: a list may be long. */
	while (r.n_calls && buf_ok(out)) {
		struct call *call = &r.calls[r.n_calls - 1];

		if (call->next == call->code->n)
			r.n_calls--;
		else
			perform(&r, call);
	}
	return buf_ok(out) ? 0 : err_set(err, E_LIMIT, "the page '%s' is too long", name);
}
