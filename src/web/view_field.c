#include "web/view_field.h"

#include "base/mem.h"
#include "base/text.h"
#include "web/view.h"

#define ROWS 4

char *view_field_id(const char *name)
{
	char *id = mem_format("f-%s", name);

	for (char *p = id; *p; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
		      (*p >= '0' && *p <= '9') || *p == '-' || *p == '_' || *p == '.'))
			*p = '-';
	return id;
}

/* What the template tells apart; everything else is an <input>. */
static const char *kind_of(const char *type)
{
	static const char *const kinds[] = { "textarea", "select",     "radio",
					     "checkbox", "checkboxes", "hidden" };

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (text_equal(type, kinds[i]))
			return kinds[i];
	return "input";
}

static json_t *words_or_null(const char *ja, const char *en)
{
	return ja && en ? view_words(ja, en) : json_null();
}

static json_t *text_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

static const json_t *problem_of(const struct request *rq, const char *name)
{
	size_t i;
	json_t *problem;

	json_array_foreach (json_lend(rq->problems), i, problem)
		if (text_equal(json_text(problem, "field"), name))
			return problem;
	return NULL;
}

/* An unticked box is not sent at all: a form that was sent says what is ticked, by itself. */
static bool is_on(const struct request *rq, const struct view_field *f, const char *value)
{
	const json_t *typed = rq->form ? json_object_get(rq->form, f->name) : NULL;
	const json_t *list = rq->form ? typed : f->values;
	CLEANUP(json_done) json_t *text = json_string(value);

	if (json_is_array(list))
		return json_has(list, text);
	if (rq->form)
		return json_is_string(typed) && text_equal(json_string_value(typed), value);
	return text_equal(f->value, value);
}

static json_t *options(const struct request *rq, const struct view_field *f, const char *id)
{
	json_t *list = json_array();
	size_t i;
	json_t *option;

	json_array_foreach (json_lend(f->options), i, option) {
		const char *value = json_text(option, "value");
		CLEANUP(mem_freep) char *own = mem_format("%s-%zu", id, i + 1);

		/* A problem leads to the first one. */
		json_array_append_new(list, json_pack("{s:s, s:s, s:O, s:b}", "id", i ? own : id,
						      "value", value ? value : "", "label", option,
						      "on", is_on(rq, f, value ? value : "")));
	}
	return list;
}

/* The ids of what explains the control. */
static json_t *described(const char *id, bool hint, bool problem)
{
	CLEANUP(mem_freep)
	char *ids = mem_format("%s%s%s%s%s", problem ? id : "", problem ? "-problem" : "",
			       problem && hint ? " " : "", hint ? id : "", hint ? "-hint" : "");

	return ids[0] ? json_string(ids) : json_null();
}

json_t *view_field(const struct request *rq, const struct view_field *f)
{
	const char *type = f->type ? f->type : "text";
	const char *kind = kind_of(type);
	const char *typed = request_form(rq, f->name);
	const char *ticked = f->ticked ? f->ticked : "1";
	const json_t *problem = problem_of(rq, f->name);
	CLEANUP(mem_freep) char *id = view_field_id(f->name);
	json_t *v = json_pack("{s:s, s:s, s:s, s:s, s:b}", "id", id, "name", f->name, "kind", kind,
			      "type", type, "required", f->required);

	if (text_equal(type, "password") || text_equal(type, "file"))
		typed = "";
	json_object_set_new(v, "label", view_words(f->ja ? f->ja : "", f->en ? f->en : ""));
	json_object_set_new(v, "hint", words_or_null(f->hint_ja, f->hint_en));
	json_object_set_new(v, "value", text_or_null(typed ? typed : f->value));
	json_object_set_new(v, "problem", problem ? json_incref(json_lend(problem)) : json_null());
	json_object_set_new(v, "described", described(id, f->hint_ja && f->hint_en, problem));
	json_object_set_new(v, "options", options(rq, f, id));
	json_object_set_new(v, "ticked", json_string(ticked));
	json_object_set_new(v, "on",
			    json_boolean(text_equal(kind, "checkbox") && is_on(rq, f, ticked)));
	json_object_set_new(v, "autocomplete", text_or_null(f->autocomplete));
	json_object_set_new(v, "inputmode", text_or_null(f->inputmode));
	json_object_set_new(v, "accept", text_or_null(f->accept));
	json_object_set_new(v, "rows", json_integer(f->rows ? f->rows : ROWS));
	json_object_set_new(v, "maxlength", json_integer(f->maxlength));
	return v;
}
