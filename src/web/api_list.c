#include "web/api_list.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/store.h"
#include "web/api.h"
#include "web/view.h"

/* Nobody shall take it for a label that is given here. */
static json_t *per(const json_t *row)
{
	const char *source = json_text(row, "source"), *edition = json_text(row, "edition");
	CLEANUP(mem_freep)
	char *ja = mem_format("%sの一覧（%s版）による。この登録簿のラベルではありません。", source,
			      edition);
	CLEANUP(mem_freep)
	char *en =
	    mem_format("Per the list of %s by %s; not a label of this registry.", edition, source);

	return view_words(ja, en);
}

json_t *api_list_about(const json_t *row)
{
	static const char *const members[] = { "source", "url", "edition", "sha256", "products" };
	json_t *out = json_pack("{s:O, s:o}", "id", json_object_get(row, "slug"), "name",
				view_words(json_text(row, "name_ja"), json_text(row, "name_en")));

	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		json_object_set(out, members[i], json_object_get(row, members[i]));
	json_object_set_new(out, "lines_left_out", json_integer(json_int(row, "refused", 0)));
	json_object_set(out, "official_columns", json_object_get(row, "is_official_columns"));
	json_object_set_new(out, "imported", api_time(json_int(row, "imported", 0)));
	json_object_set_new(out, "per", per(row));
	return out;
}

json_t *api_list_product(const json_t *row)
{
	static const char *const members[] = { "number", "name",   "models", "makers",
					       "level",  "status", "issued", "valid_until" };
	json_t *out = json_pack("{s:O}", "list", json_object_get(row, "slug"));

	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		json_object_set(out, members[i], json_object_get(row, members[i]));
	return out;
}

int api_list_row(struct web *web, const struct request *rq, json_t **row, struct err *err)
{
	const char *slug = request_at(rq, "slug");

	return slug ? store_row(web->store, "list_by_slug",
				STORE_VALUES(STORE_TEXT(slug), STORE_TEXT("public")), row, err)
		    : E_MISSING;
}
