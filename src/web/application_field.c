#include "web/application_field.h"

#include "base/mem.h"
#include "base/text.h"
#include "web/view_field.h"
#include "workflow/country.h"
#include "workflow/settings.h"

#define LIST_ROWS 4
#define MODELS_ROWS 10
#define LONG_TEXT 1000 /* characters, from which a textarea is a tall one */

static json_t *option(const char *value, const char *ja, const char *en)
{
	return json_pack("{s:s, s:s, s:s}", "value", value, "ja", ja, "en", en);
}

static json_t *countries(void)
{
	json_t *list = json_array();
	size_t n;
	const struct country *c = country_table(&n);

	/* Most makers are here; after it, by code. */
	const struct country *home = country_find("JP");
	if (home)
		json_array_append_new(list, option(home->code, home->ja, home->en));
	for (size_t i = 0; i < n; i++)
		if (&c[i] != home)
			json_array_append_new(list, option(c[i].code, c[i].ja, c[i].en));
	return list;
}

static json_t *bodies(const json_t *evaluators)
{
	json_t *list = json_array(), *row;
	size_t i;

	json_array_foreach (json_lend(evaluators), i, row) {
		CLEANUP(mem_freep) char *id = mem_format("%" PRId64, json_int(row, "id", 0));

		json_array_append_new(
		    list, option(id, json_text(row, "name_ja"), json_text(row, "name_en")));
	}
	return list;
}

static json_t *options_of(const struct field *f, const json_t *evaluators)
{
	json_t *list;

	if (f->type == FIELD_COUNTRY)
		return countries();
	if (f->type == FIELD_SELECT && !f->options)
		return bodies(evaluators);
	if (f->type == FIELD_YES_NO)
		return json_pack("[o, o]", option("yes", "はい", "Yes"),
				 option("no", "いいえ", "No"));
	if (!f->options)
		return NULL;
	list = json_array();
	for (const struct field_option *o = f->options; o->value; o++)
		json_array_append_new(list, option(o->value, o->ja, o->en));
	return list;
}

static const char *type_of(enum field_type type)
{
	switch (type) {
	case FIELD_TEXT:
		return "text";
	case FIELD_TEXTAREA:
	case FIELD_LIST:
	case FIELD_MODELS:
		return "textarea";
	case FIELD_SELECT:
	case FIELD_COUNTRY:
		return "select";
	case FIELD_RADIO:
	case FIELD_YES_NO:
		return "radio";
	case FIELD_CHECKBOX:
		return "checkbox";
	case FIELD_DATE:
		return "date";
	case FIELD_URL:
		return "url";
	case FIELD_EMAIL:
		return "email";
	}
	return "text";
}

static unsigned rows_of(const struct field *f)
{
	if (f->type == FIELD_MODELS)
		return MODELS_ROWS;
	return f->type == FIELD_LIST || f->max < LONG_TEXT ? LIST_ROWS : 2 * LIST_ROWS;
}

json_t *application_field(const struct request *rq, const struct field *f, const json_t *document,
			  const json_t *values, const json_t *evaluators)
{
	CLEANUP(json_done) json_t *options = options_of(f, evaluators);
	/* Of lists max is the number of entries. */
	bool text = f->type == FIELD_TEXT || f->type == FIELD_TEXTAREA || f->type == FIELD_URL;

	return view_field(
	    rq, &(struct view_field){ .name = f->path,
				      .type = type_of(f->type),
				      .ja = f->ja,
				      .en = f->en,
				      .hint_ja = f->hint_ja,
				      .hint_en = f->hint_en,
				      .required = f->required && field_applies(f, document),
				      .value = json_text(values, f->path),
				      .options = options,
				      .inputmode = f->digits ? "numeric" : NULL,
				      .ticked = "yes",
				      .rows = rows_of(f),
				      .maxlength = text ? (unsigned)f->max : 0 });
}

bool application_field_shown(const struct field *f, const json_t *document)
{
	struct field always = *f;

	always.when = NULL;
	return field_applies(&always, document);
}

bool application_field_public(const struct field *f)
{
	static const char *const members[] = { "product",       "models",
					       "support_until", "vulnerability_report_url",
					       "update_url",    "security_information" };
	size_t n = strcspn(f->path, ".");

	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (strlen(members[i]) == n && strncmp(members[i], f->path, n) == 0)
			return true;
	return false;
}

/* ---- the first questions ---- */

/* Levels and routes that are closed today are not offered. */
static bool is_open(const struct web *web, const char *path, const char *value, const char *today)
{
	if (text_equal(path, "level"))
		return settings_level_open(web->settings, (unsigned)(value[0] - '0'), today);
	if (text_equal(path, "route"))
		return settings_route_open(web->settings, value, today);
	return true;
}

static json_t *open_options(const struct web *web, const struct field *f, const char *today)
{
	CLEANUP(json_done) json_t *all = options_of(f, NULL);
	json_t *list = json_array(), *one;
	size_t i;

	json_array_foreach (all, i, one)
		if (is_open(web, f->path, json_text(one, "value"), today))
			json_array_append(list, one);
	return list;
}

void application_field_scope(const struct web *web, const struct request *rq, const char *today,
			     json_t *fields)
{
	static const char *const paths[] = { "level", "route", "eligibility.kind",
					     "eligibility.ip_communication",
					     "eligibility.user_can_add_security" };

	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		const struct field *f = field_find(paths[i]);
		CLEANUP(json_done) json_t *options = open_options(web, f, today);
		bool single = json_array_size(options) == 1;

		json_array_append_new(
		    fields,
		    view_field(
			rq,
			&(struct view_field){
			    .name = f->path,
			    .type = "radio",
			    .ja = f->ja,
			    .en = f->en,
			    .hint_ja = f->hint_ja,
			    .hint_en = f->hint_en,
			    .options = options,
			    .value = single ? json_text(json_array_get(options, 0), "value") : NULL,
			    .required = true }));
	}
}
