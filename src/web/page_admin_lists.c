/*
 * Imported lists, by an administrator: upload, look at how the file was understood, publish or
 * throw away; a newer edition takes the place of the one before.
 */
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "scheme/list_find.h"
#include "scheme/list_store.h"
#include "store/store.h"
#include "web/page_admin_frame.h"
#include "web/page_lists.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/view_field.h"

#define SAMPLE 10 /* products of a preview */
#define WARNINGS_SHOWN 200

/* ---- the list of them, and the form ---- */

/* again: the row of the list whose newer edition comes, or NULL. */
static json_t *fields(const struct request *rq, const json_t *again)
{
	const char *slug = json_text(again, "slug");
	/* clang-format off */
	const struct view_field all[] = {
		{ .name = "file", .type = "file", .ja = "一覧のファイル", .en = "File of the list", .hint_ja = "CSVまたはXLSX、32 MBまで、製品2万件まで", .hint_en = "CSV or XLSX, at most 32 MB and 20,000 products", .accept = ".csv,.xlsx", .required = true },
		{ .name = "edition", .type = "date", .ja = "版の日付", .en = "Edition of", .hint_ja = "公表元が一覧に付けた日付", .hint_en = "The day that its publisher gives it", .required = true },
		{ .name = "name_ja", .ja = "一覧の名称（日本語）", .en = "Name of the list (Japanese)", .value = json_text(again, "name_ja"), .required = true, .maxlength = LIST_NAME_MAX },
		{ .name = "name_en", .ja = "一覧の名称（英語）", .en = "Name of the list (English)", .value = json_text(again, "name_en"), .required = true, .maxlength = LIST_NAME_MAX },
		{ .name = "source", .ja = "公表元", .en = "Published by", .value = json_text(again, "source"), .required = true, .maxlength = LIST_NAME_MAX },
		{ .name = "url", .type = "url", .ja = "公表元のページのアドレス", .en = "Address of the publisher's page", .value = json_text(again, "url"), .maxlength = LIST_URL_MAX },
		{ .name = "slug", .type = slug ? "hidden" : NULL, .ja = "識別名", .en = "Short name", .hint_ja = "英小文字、数字、ハイフン。ページのアドレスになります。同じ識別名の一覧は、新しい版で置き換わります。", .hint_en = "Lower-case letters, digits and hyphens; part of the page's address. A newer edition replaces the list of the same short name.", .value = slug, .required = true, .maxlength = LIST_SLUG_MAX },
		{ .name = "columns", .type = "file", .ja = "列の対応表", .en = "Column map", .hint_ja = "JSON。見出しが標準の対応表と違うときだけ選びます。", .hint_en = "JSON; only when its headings are others than those of the standard map.", .accept = ".json" },
	};
	/* clang-format on */
	json_t *list = json_array();

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		json_array_append_new(list, view_field(rq, &all[i]));
	return list;
}

static int find_again(struct web *web, const struct request *rq, json_t **row, struct err *err)
{
	const char *slug = request_query(rq, "again");
	int r = slug ? store_row(web->store, "list_by_slug",
				 STORE_VALUES(STORE_TEXT(slug), STORE_TEXT("public")), row, err)
		     : 0;

	return r == E_MISSING ? 0 : r;
}

int page_admin_lists(struct web *web, const struct request *rq, struct response *rs,
		     struct err *err)
{
	CLEANUP(json_done) json_t *rows = NULL;
	CLEANUP(json_done) json_t *again = NULL;
	size_t i;
	json_t *row;
	int r = store_rows(web->store, "lists", STORE_VALUES(STORE_INT(1)), &rows, err);

	if (r == 0)
		r = find_again(web, rq, &again, err);
	if (r < 0)
		return r;
	json_array_foreach (rows, i, row) {
		json_object_set_new(
		    row, "name", view_words(json_text(row, "name_ja"), json_text(row, "name_en")));
		json_object_set_new(row, "draft",
				    json_boolean(text_equal(json_text(row, "state"), "draft")));
	}
	json_t *view = page_admin_frame(web, rq, "公開一覧の取込み", "Imported lists");
	json_object_set_new(view, "has_rows", json_boolean(json_array_size(rows) > 0));
	json_object_set(view, "rows", rows);
	json_object_set_new(view, "fields", fields(rq, again));
	json_object_set_new(view, "typing", json_boolean(rq->form || again));
	return view_render(web, rq, rs, "admin_lists", view, err);
}

/* ---- one: the preview ---- */

static const struct {
	const char *code, *ja, *en;
	bool refused;
} reasons[] = {
	{ "level", "レベルを読み取れません", "the level cannot be read", false },
	{ "status", "状態を読み取れません", "the status cannot be read", false },
	{ "issued", "発行日を読み取れません", "the day of issue cannot be read", false },
	{ "valid_until", "有効期限を読み取れません", "the last day cannot be read", false },
	{ "no_model", "型式番号がありません", "there is no model", true },
	{ "no_number", "登録番号がありません", "there is no registration number", true },
	{ "long", "文字列が長すぎます", "a text is too long", true },
	{ "hidden", "見えない文字があります", "it has characters that cannot be seen", true },
	{ "many_models", "型式番号が多すぎます", "it has too many models", true },
};

static json_t *warnings(const json_t *row)
{
	json_t *list = json_array(), *warning;
	size_t i;

	json_array_foreach (json_object_get(row, "warnings"), i, warning) {
		if (i == WARNINGS_SHOWN)
			break;
		for (size_t k = 0; k < ARRAY_LEN(reasons); k++)
			if (text_equal(json_text(warning, "code"), reasons[k].code)) {
				json_object_set_new(warning, "why",
						    view_words(reasons[k].ja, reasons[k].en));
				json_object_set_new(warning, "refused",
						    json_boolean(reasons[k].refused));
			}
		json_array_append(list, warning);
	}
	return list;
}

static json_t *field_words(const char *field)
{
	static const struct {
		const char *name, *ja, *en;
	} words[] = {
		{ "number", "登録番号", "registration number" },
		{ "model", "型式番号", "models" },
		{ "name", "製品名", "product name" },
		{ "maker", "製造者", "maker" },
		{ "level", "レベル", "level" },
		{ "status", "状態", "status" },
		{ "issued", "発行日", "day of issue" },
		{ "valid_until", "有効期限", "last day" },
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text_equal(words[i].name, field))
			return view_words(words[i].ja, words[i].en);
	return json_null();
}

static int add_sample(struct web *web, int64_t id, json_t *view, struct err *err)
{
	CLEANUP(json_done) json_t *page = NULL;
	json_t *list = json_array(), *row;
	size_t i;
	const struct list_query q = { .list = id, .limit = SAMPLE };
	int r = list_find(web->store, &q, &page, err);

	json_array_foreach (json_object_get(page, "products"), i, row)
		json_array_append_new(list, page_lists_product(row));
	json_object_set_new(view, "products", list);
	return r;
}

static void add_forms(const struct request *rq, bool draft, json_t *view)
{
	json_t *confirm = json_array(), *remove = json_array();

	json_array_append_new(confirm, page_admin_frame_factor(rq));
	json_array_append_new(remove, page_admin_frame_reason(rq));
	json_array_append_new(remove, page_admin_frame_factor(rq));
	json_object_set_new(view, "fields", draft ? confirm : remove);
	json_decref(draft ? remove : confirm);
}

static int add_all(struct web *web, const struct request *rq, json_t *row, json_t *view,
		   struct err *err)
{
	CLEANUP(json_done) json_t *public = NULL;
	bool draft = text_equal(json_text(row, "state"), "draft");
	const json_t *all = json_object_get(row, "warnings");
	json_t *column;
	size_t i;
	int r = store_row(web->store, "list_by_slug",
			  STORE_VALUES(STORE_TEXT(json_text(row, "slug")), STORE_TEXT("public")),
			  &public, err);

	if (r < 0 && r != E_MISSING)
		return r;
	json_array_foreach (json_object_get(row, "columns"), i, column)
		json_object_set_new(column, "means", field_words(json_text(column, "field")));
	json_object_set_new(row, "name",
			    view_words(json_text(row, "name_ja"), json_text(row, "name_en")));
	json_object_set_new(row, "draft", json_boolean(draft));
	json_object_set_new(row, "replaces",
			    draft && public ? json_incref(json_object_get(public, "edition"))
					    : json_null());
	/* In the template products are those of the sample. */
	json_object_set(row, "total", json_object_get(row, "products"));
	json_object_del(row, "products");
	json_object_set_new(view, "has_warnings", json_boolean(json_array_size(all) > 0));
	json_object_set_new(view, "cut", json_boolean(json_array_size(all) > WARNINGS_SHOWN));
	json_object_set_new(view, "notes", warnings(row));
	json_object_set(view, "one", row);
	add_forms(rq, draft, view);
	return add_sample(web, json_int(row, "id", 0), view, err);
}

int page_admin_lists_one(struct web *web, const struct request *rq, struct response *rs,
			 struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	int r = page_admin_frame_one(web, rq, "list_by_id", &row, err);

	if (r < 0)
		return r;
	json_t *view = page_admin_frame(web, rq, "取り込んだ一覧", "Imported list");
	r = add_all(web, rq, row, view, err);
	if (r == 0)
		return view_render(web, rq, rs, "admin_list", view, err);
	json_decref(view);
	return r;
}
