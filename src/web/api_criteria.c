/* The criteria pack in force, for those who read it by program. */
#include "base/err.h"
#include "base/text.h"
#include "web/api.h"
#include "web/api_criteria.h"
#include "web/pages.h"

static void lend(json_t *to, const char *name, const json_t *from)
{
	json_t *value = json_object_get(from, name);

	if (value)
		json_object_set(to, name, value);
}

const json_t *api_criteria_find(const json_t *pack, const char *id)
{
	json_t *criterion;
	size_t i;

	json_array_foreach (json_object_get(pack, "criteria"), i, criterion)
		if (text_equal(json_text(criterion, "id"), id))
			return criterion;
	return NULL;
}

static json_t *short_form(const json_t *criterion)
{
	static const char *const members[] = { "id",   "number",       "title",   "group", "who",
					       "mode", "requirements", "threats", "assets" };
	json_t *out = json_object();

	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		lend(out, members[i], criterion);
	return out;
}

int api_criteria(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	static const char *const members[] = { "id",    "edition",  "scheme", "level",
					       "title", "based_on", "notes",  "sources" };
	json_t *out = json_object(), *list = json_array(), *criterion;
	size_t i;

	(void)rq;
	for (i = 0; i < ARRAY_LEN(members); i++)
		lend(out, members[i], web->pack);
	json_array_foreach (json_object_get(web->pack, "criteria"), i, criterion)
		json_array_append_new(list, short_form(criterion));
	json_object_set_new(out, "criteria", list);
	return api_answer(rs, out, err);
}

/* What a check looks at and asks, without the conditions by which it is judged. */
static json_t *checks_of(const json_t *criterion)
{
	json_t *list = json_array(), *check;
	size_t i;

	json_array_foreach (json_object_get(criterion, "checks"), i, check) {
		const json_t *question = json_object_get(check, "question");
		json_t *one = json_object();

		lend(one, "id", check);
		lend(one, "title", check);
		if (question)
			json_object_set(one, "question", json_object_get(question, "asks"));
		json_array_append_new(list, one);
	}
	return list;
}

int api_criteria_one(struct web *web, const struct request *rq, struct response *rs,
		     struct err *err)
{
	static const char *const members[] = { "guidance", "mode_source", "sources",
					       "requirements_note" };
	const json_t *criterion = api_criteria_find(web->pack, request_at(rq, "id"));

	if (!criterion)
		return E_MISSING;
	json_t *out = short_form(criterion);
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		lend(out, members[i], criterion);
	json_object_set_new(out, "checks", checks_of(criterion));
	return api_answer(rs, out, err);
}
