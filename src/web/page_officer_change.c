#include "web/page_officer_change.h"

#include "base/text.h"
#include "web/view.h"
#include "web/workdesk_findings.h"

/* Model number -> its name. */
static json_t *by_number(const json_t *models)
{
	json_t *map = json_object(), *model;
	size_t i;

	json_array_foreach (json_lend(models), i, model) {
		const char *number = json_text(model, "number"), *name = json_text(model, "name");

		if (number)
			json_object_set_new(map, number, json_string(name ? name : ""));
	}
	return map;
}

/* Those of the first that the second has not. */
static json_t *missing_in(const json_t *first, const json_t *second)
{
	json_t *list = json_array(), *name;
	const char *number;

	json_object_foreach (json_lend(first), number, name)
		if (!json_object_get(second, number))
			json_array_append_new(
			    list, json_pack("{s:s, s:O}", "number", number, "name", name));
	return list;
}

static json_t *renamed(const json_t *before, const json_t *after)
{
	json_t *list = json_array(), *name;
	const char *number;

	json_object_foreach (json_lend(after), number, name) {
		json_t *old = json_object_get(before, number);

		if (old && !json_equal(old, name))
			json_array_append_new(list, json_pack("{s:s, s:O, s:O}", "number", number,
							      "before", old, "after", name));
	}
	return list;
}

static void add_models(json_t *out, const json_t *document, const json_t *change)
{
	const json_t *models = json_object_get(change, "models");

	if (!models)
		return;
	CLEANUP(json_done) json_t *before = by_number(json_object_get(document, "models"));
	CLEANUP(json_done) json_t *after = by_number(models);
	json_object_set_new(out, "added", missing_in(after, before));
	json_object_set_new(out, "removed", missing_in(before, after));
	json_object_set_new(out, "renamed", renamed(before, after));
	static const char *const lists[][2] = { { "added", "has_added" },
						{ "removed", "has_removed" },
						{ "renamed", "has_renamed" } };
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		json_object_set_new(
		    out, lists[i][1],
		    json_boolean(json_array_size(json_object_get(out, lists[i][0])) > 0));
}

static void add_changes(json_t *out, const json_t *document, const json_t *change)
{
	CLEANUP(json_done) json_t *plain = json_copy(json_lend(change));

	/* Ten thousand models are no value to read: they are compared one by one. */
	json_object_del(plain, "models");
	json_object_set_new(out, "changes", workdesk_findings_difference(document, plain));
	add_models(out, document, change);
}

static json_t *state_of(const char *state)
{
	if (text_equal(state, "accepted"))
		return json_pack("{s:s, s:o}", "kind", "good", "label",
				 view_words("受理", "accepted"));
	if (text_equal(state, "declined"))
		return json_pack("{s:s, s:o}", "kind", "bad", "label",
				 view_words("不受理", "declined"));
	return json_pack("{s:s, s:o}", "kind", "care", "label", view_words("未回答", "open"));
}

json_t *page_officer_change(const json_t *notice, const json_t *document)
{
	const json_t *body = json_object_get(notice, "body");
	const json_t *change = json_object_get(body, "change");
	bool is_change = text_equal(json_text(notice, "kind"), "change");
	bool open = text_equal(json_text(notice, "state"), "open");
	const json_t *before = open ? document : json_object_get(body, "before");
	CLEANUP(json_done) json_t *nothing = json_object();
	json_t *out = json_pack(
	    "{s:O?, s:o, s:b, s:b, s:o, s:O?, s:s?, s:s?, s:s?, s:O?}", "id",
	    json_object_get(notice, "id"), "kind",
	    is_change ? view_words("変更の届出", "Notice of change") : view_words("報告", "Report"),
	    "is_change", is_change, "open", open, "state", state_of(json_text(notice, "state")),
	    "at", json_object_get(notice, "at"), "by", json_text(notice, "account_name"), "why",
	    json_text(body, "why"), "answer", json_text(notice, "answer"), "answered",
	    json_object_get(notice, "answered"));

	if (change)
		add_changes(out, before ? before : nothing, change);
	json_object_set_new(out, "compared", json_boolean(before != NULL));
	return out;
}
