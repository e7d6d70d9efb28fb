#include "scheme/publish.h"

#include "base/text.h"
#include "workflow/settings.h"

/* Copied as they are when they are there. */
static void copy(json_t *to, const json_t *from, const char *name)
{
	json_t *value = json_object_get(from, name);

	if (value && !json_is_null(value))
		json_object_set_new(to, name, json_deep_copy(value));
}

static json_t *public_product(const json_t *product)
{
	static const char *const members[] = { "name", "category", "summary",
					       "url",  "contact",  "other_certifications" };
	const json_t *maker = json_object_get(product, "manufacturer");
	const json_t *origin = json_object_get(product, "origin");
	json_t *out = json_object();

	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		copy(out, product, members[i]);
	/* Publication of these two is the maker's choice. */
	if (json_flag(maker, "public"))
		json_object_set_new(out, "manufacturer",
				    json_deep_copy(json_object_get(maker, "name")));
	if (json_flag(origin, "public"))
		copy(out, origin, "country");
	return out;
}

/* One row for each criterion: its verdict, and the reason where it does not apply. */
static json_t *public_result(const json_t *checklist)
{
	json_t *out = json_array(), *row;
	size_t i;

	json_array_foreach (json_object_get(checklist, "rows"), i, row) {
		const char *verdict = json_text(row, "verdict");
		json_t *one = json_object();

		copy(one, row, "criterion");
		copy(one, row, "verdict");
		if (text_equal(verdict, "not_applicable"))
			copy(one, row, "because");
		json_array_append_new(out, one);
	}
	return out;
}

json_t *publish_body(const json_t *application, const json_t *checklist, const json_t *pack)
{
	static const char *const members[] = { "support_until", "vulnerability_report_url",
					       "security_information", "update_url" };
	const json_t *body = json_object_get(application, "body");
	json_t *out = json_object();

	json_object_set_new(out, "product", public_product(json_object_get(body, "product")));
	json_object_set_new(out, "applicant",
			    json_pack("{s:s, s:s}", "ja", json_text(application, "organisation_ja"),
				      "en", json_text(application, "organisation_en")));
	/* Whose label it is, in a form that anybody can look up (法人番号 are public). */
	copy(json_object_get(out, "applicant"), application, "corporate_number");
	json_object_set_new(out, "route", json_string(json_text(application, "route")));
	json_object_set_new(out, "criteria", json_object());
	copy(json_object_get(out, "criteria"), pack, "id");
	copy(json_object_get(out, "criteria"), pack, "edition");
	copy(json_object_get(out, "criteria"), pack, "title");
	copy(json_object_get(out, "criteria"), json_object_get(pack, "based_on"), "document");
	json_object_set_new(out, "result", public_result(checklist));
	/* The form asks who evaluated it up to level 2; above it has to be an evaluation body. */
	const char *by = json_text(json_object_get(body, "evaluation"), "by");
	if (json_int(application, "level", 1) >= 3)
		by = "evaluation_body";
	json_object_set_new(out, "evaluator", json_string(by ? by : "own"));
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		copy(out, body, members[i]);
	return out;
}

json_t *publish_models(const json_t *application)
{
	json_t *models = json_object_get(json_object_get(application, "body"), "models");

	return models ? json_deep_copy(models) : json_array();
}

bool publish_may_change(const char *member)
{
	static const char *const members[] = { "product",       "models",
					       "support_until", "vulnerability_report_url",
					       "update_url",    "security_information" };

	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (text_equal(members[i], member))
			return true;
	return false;
}

/* Members of the second that are others, and null for those that only the first has. */
static json_t *others(const json_t *before, const json_t *after)
{
	json_t *out = json_object(), *value;
	const char *name;

	json_object_foreach (json_lend(after), name, value)
		if (!json_equal(value, json_object_get(before, name)))
			json_object_set(out, name, value);
	json_object_foreach (json_lend(before), name, value)
		if (!json_object_get(after, name))
			json_object_set_new(out, name, json_null());
	return out;
}

json_t *publish_difference(const json_t *body, const json_t *wanted)
{
	CLEANUP(json_done) json_t *all = others(body, wanted);
	json_t *out = json_object(), *value;
	const char *name;

	json_object_foreach (all, name, value)
		if (publish_may_change(name))
			json_object_set(out, name, value);
	return out;
}

json_t *publish_before(const json_t *body, const json_t *change)
{
	json_t *out = json_object(), *value;
	const char *name;

	json_object_foreach (json_lend(change), name, value) {
		json_t *old = json_object_get(body, name);

		json_object_set_new(out, name, old ? json_deep_copy(old) : json_null());
	}
	return out;
}

json_t *publish_change(const json_t *body, const json_t *change)
{
	json_t *out = json_deep_copy(body), *value;
	const char *name;

	json_object_foreach (json_lend(change), name, value) {
		if (!publish_may_change(name))
			continue;
		if (json_is_null(value))
			(void)json_object_del(out, name);
		else
			json_object_set_new(out, name, json_deep_copy(value));
	}
	return out;
}

json_t *publish_update(const json_t *before, const json_t *after)
{
	return others(before, after);
}

json_t *publish_pack(const struct settings *settings, const json_t *pack, unsigned level,
		     const char *day)
{
	const json_t *rule = settings_pack(settings, level, day);
	const char *id = json_text(rule, "id");

	if (!rule)
		return json_object();
	if (text_equal(id, json_text(pack, "id")))
		return json_incref(json_lend(pack));
	return json_pack("{s:s, s:{s:s?}}", "id", id, "based_on", "document",
			 json_text(rule, "criteria"));
}
