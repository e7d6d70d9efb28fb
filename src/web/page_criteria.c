/* The criteria browser: what is asked of products, why, and what is looked at. */
#include "base/err.h"
#include "base/text.h"
#include "criteria/catalogue.h"
#include "web/api_criteria.h"
#include "web/pages.h"
#include "web/view.h"

/* The entry with that id (and scheme, unless NULL); borrowed, or NULL. */
static const json_t *find(const json_t *list, const char *scheme, const char *id)
{
	json_t *one;
	size_t i;

	json_array_foreach (json_lend(list), i, one)
		if (text_equal(json_text(one, "id"), id) &&
		    (!scheme || text_equal(json_text(one, "scheme"), scheme)))
			return one;
	return NULL;
}

/* {id, title} for each id of the list; title is null where the catalogue knows none. */
static json_t *named(const json_t *ids, const json_t *list, const char *scheme)
{
	json_t *out = json_array(), *id;
	size_t i;

	json_array_foreach (json_lend(ids), i, id) {
		const json_t *title =
		    json_object_get(find(list, scheme, json_string_value(id)), "title");

		json_array_append_new(
		    out, json_pack("{s:O, s:o}", "id", id, "title",
				   title ? json_incref(json_lend(title)) : json_null()));
	}
	return out;
}

static const json_t *part(const struct web *web, const char *name)
{
	if (!web->catalogue)
		return NULL;
	return text_equal(name, "threats") ? json_object_get(web->catalogue->threats, "threats")
	       : text_equal(name, "assets")
		   ? json_object_get(web->catalogue->threats, "assets")
		   : json_object_get(web->catalogue->requirements, "requirements");
}

static json_t *words_of_who(const json_t *criterion)
{
	return text_equal(json_text(criterion, "who"), "maker")
		   ? view_words("製造者（体制・文書）", "the maker (organisation, documents)")
		   : view_words("製品", "the product");
}

static json_t *words_of_mode(const json_t *criterion)
{
	const char *mode = json_text(criterion, "mode");

	if (text_equal(mode, "document"))
		return view_words("文書による評価", "on documents");
	if (text_equal(mode, "device"))
		return view_words("実機による評価", "on the device itself");
	return view_words("公開資料からは分かっていません", "not known from public sources");
}

/* ---- the list ---- */

static json_t *row_of(const struct web *web, const json_t *criterion)
{
	static const char *const members[] = { "id", "number", "title" };
	json_t *row = json_object();

	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		json_object_set(row, members[i], json_object_get(criterion, members[i]));
	json_object_set_new(row, "who", words_of_who(criterion));
	json_object_set_new(
	    row, "threats",
	    named(json_object_get(criterion, "threats"), part(web, "threats"), NULL));
	return row;
}

/* In the order in which the pack first names each group. */
static json_t *groups(const struct web *web)
{
	json_t *list = json_array(), *criterion, *group = NULL;
	size_t i, k;

	json_array_foreach (json_object_get(web->pack, "criteria"), i, criterion) {
		const json_t *name = json_object_get(criterion, "group");
		json_t *mine = NULL;

		json_array_foreach (list, k, group)
			if (json_equal(json_object_get(group, "group"), name))
				mine = group;
		if (!mine) {
			mine = json_pack("{s:O, s:[]}", "group", json_lend(name), "criteria");
			json_array_append_new(list, mine);
		}
		json_array_append_new(json_object_get(mine, "criteria"), row_of(web, criterion));
	}
	return list;
}

/* All of the pack. */
static json_t *sources(const struct web *web)
{
	const json_t *all = json_object_get(web->pack, "sources");
	json_t *out = json_array(), *source;
	size_t i;

	json_array_foreach (json_lend(all), i, source)
		json_array_append_new(out, view_source(all, json_text(source, "id")));
	return out;
}

int page_criteria(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	json_t *view = view_new(web, rq, "適合基準", "Criteria");
	const json_t *threats = part(web, "threats");

	json_object_set(view, "pack", json_lend(web->pack));
	json_object_set_new(view, "groups", groups(web));
	json_object_set_new(view, "cited", sources(web));
	json_object_set_new(view, "threats",
			    threats ? json_incref(json_lend(threats)) : json_array());
	rs->cache = RESPONSE_PUBLIC;
	return view_render(web, rq, rs, "criteria", view, err);
}

/* ---- one of them ---- */

static json_t *sources_of(const struct web *web, const json_t *criterion)
{
	json_t *out = json_array(), *id;
	size_t i;

	json_array_foreach (json_object_get(criterion, "sources"), i, id)
		json_array_append_new(
		    out, view_source(json_object_get(web->pack, "sources"), json_string_value(id)));
	return out;
}

/* What is looked at: a title for each check, and the question where a person has to answer. */
static json_t *checks_of(const json_t *criterion)
{
	json_t *out = json_array(), *check;
	size_t i;

	json_array_foreach (json_object_get(criterion, "checks"), i, check) {
		const json_t *asks = json_object_get(json_object_get(check, "question"), "asks");

		json_array_append_new(
		    out, json_pack("{s:O, s:o}", "title", json_object_get(check, "title"), "asks",
				   asks ? json_incref(json_lend(asks)) : json_null()));
	}
	return out;
}

static void add_neighbours(const struct web *web, const json_t *criterion, json_t *view)
{
	const json_t *list = json_object_get(web->pack, "criteria");
	json_t *one;
	size_t i;

	json_array_foreach (json_lend(list), i, one) {
		if (one != criterion)
			continue;
		json_object_set(view, "previous", i > 0 ? json_array_get(list, i - 1) : NULL);
		json_object_set(view, "following", json_array_get(list, i + 1));
	}
}

int page_criteria_one(struct web *web, const struct request *rq, struct response *rs,
		      struct err *err)
{
	const json_t *criterion = api_criteria_find(web->pack, request_at(rq, "id"));
	const json_t *title = json_object_get(criterion, "title");

	if (!criterion)
		return E_MISSING;
	json_t *view = view_new(web, rq, json_text(title, "ja"), json_text(title, "en"));
	json_object_set(view, "pack", json_lend(web->pack));
	json_object_set(view, "criterion", json_lend(criterion));
	json_object_set_new(view, "who", words_of_who(criterion));
	json_object_set_new(view, "mode", words_of_mode(criterion));
	json_object_set_new(
	    view, "threats",
	    named(json_object_get(criterion, "threats"), part(web, "threats"), NULL));
	json_object_set_new(view, "assets",
			    named(json_object_get(criterion, "assets"), part(web, "assets"), NULL));
	json_object_set_new(view, "requirements",
			    named(json_object_get(criterion, "requirements"),
				  part(web, "requirements"), json_text(web->pack, "scheme")));
	json_object_set_new(view, "cited", sources_of(web, criterion));
	json_object_set_new(view, "checks", checks_of(criterion));
	add_neighbours(web, criterion, view);
	rs->cache = RESPONSE_PUBLIC;
	return view_render(web, rq, rs, "criterion", view, err);
}
