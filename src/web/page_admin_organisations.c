/* Organisations: the list, one more of any kind, and an evaluation body's accreditation. */
#include "base/err.h"
#include "base/text.h"
#include "store/store.h"
#include "web/page_admin_frame.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/view_field.h"
#include "web/workdesk.h"
#include "workflow/settings.h"

static const char *const kinds[] = { "maker", "authority", "evaluator", "owner" };

/* The authorities of the settings, by which an organisation is tied to its inquiries. */
static json_t *authorities(const struct web *web)
{
	json_t *list = json_array(), *authority;
	size_t i;

	json_array_foreach (json_object_get(web->settings->doc, "authorities"), i, authority) {
		json_t *option = json_copy(json_object_get(authority, "name"));

		json_object_set(option, "value", json_object_get(authority, "id"));
		json_array_append_new(list, option);
	}
	return list;
}

static json_t *fields(const struct web *web, const struct request *rq)
{
	CLEANUP(json_done) json_t *types = page_admin_frame_options(kinds, ARRAY_LEN(kinds));
	CLEANUP(json_done) json_t *asked = authorities(web);
	/* clang-format off */
	const struct view_field all[] = {
		{ .name = "kind", .type = "radio", .ja = "種類", .en = "Kind", .options = types, .required = true },
		{ .name = "name_ja", .ja = "名称（日本語）", .en = "Name (Japanese)", .required = true, .maxlength = 200 },
		{ .name = "name_en", .ja = "名称（英語）", .en = "Name (English)", .required = true, .maxlength = 200 },
		{ .name = "corporate_number", .ja = "法人番号", .en = "Corporate number", .hint_ja = "13桁。ない場合は空欄", .hint_en = "13 digits; empty without one", .inputmode = "numeric", .maxlength = 13 },
		{ .name = "identity_proof", .ja = "本人確認書類（法人番号がない場合）", .en = "Proof of identity (without a corporate number)", .maxlength = 500 },
		{ .name = "authority", .type = "select", .ja = "照会先（照会先の機関の場合）", .en = "Authority of the settings (of an authority)", .options = asked },
		{ .name = "levels", .ja = "認定範囲のレベル（評価機関の場合）", .en = "Accredited for levels (of an evaluation body)", .hint_ja = "例：3,4", .hint_en = "For instance: 3,4", .maxlength = 7 },
		{ .name = "accredited_from", .type = "date", .ja = "認定の開始日（評価機関の場合）", .en = "Accredited from (of an evaluation body)" },
		{ .name = "accredited_until", .type = "date", .ja = "認定の終了日（評価機関の場合）", .en = "Accredited until (of an evaluation body)" },
	};
	/* clang-format on */
	json_t *list = json_array();

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		json_array_append_new(list, view_field(rq, &all[i]));
	json_array_append_new(list, page_admin_frame_factor(rq));
	return list;
}

static void dress(const struct web *web, json_t *row)
{
	const char *asked = json_text(row, "authority");
	size_t i;
	json_t *authority;

	json_object_set_new(row, "name",
			    workdesk_words(json_text(row, "name_ja"), json_text(row, "name_en")));
	json_object_set_new(row, "kind_words", page_admin_frame_words(json_text(row, "kind")));
	json_array_foreach (json_object_get(web->settings->doc, "authorities"), i, authority)
		if (asked && text_equal(json_text(authority, "id"), asked))
			json_object_set(row, "asked_as", json_object_get(authority, "name"));
}

int page_admin_organisations(struct web *web, const struct request *rq, struct response *rs,
			     struct err *err)
{
	CLEANUP(json_done) json_t *rows = NULL;
	size_t i;
	json_t *row;
	int r =
	    store_rows(web->store, "admin_organisations",
		       STORE_VALUES(STORE_INT(page_admin_frame_number(rq, "after"))), &rows, err);

	if (r < 0)
		return r;
	json_array_foreach (rows, i, row)
		dress(web, row);
	json_t *view = page_admin_frame(web, rq, "組織", "Organisations");
	page_admin_frame_rows(rq, view, rows);
	json_object_set_new(view, "fields", fields(web, rq));
	json_object_set_new(view, "typing", json_boolean(rq->form));
	return view_render(web, rq, rs, "admin_organisations", view, err);
}

/* ---- one ---- */

static json_t *accreditation(const struct request *rq, const json_t *row)
{
	/* clang-format off */
	const struct view_field all[] = {
		{ .name = "levels", .ja = "認定範囲のレベル", .en = "Accredited for levels", .hint_ja = "例：3,4", .hint_en = "For instance: 3,4", .required = true, .maxlength = 7, .value = json_text(row, "levels") },
		{ .name = "accredited_from", .type = "date", .ja = "認定の開始日", .en = "Accredited from", .required = true, .value = json_text(row, "accredited_from") },
		{ .name = "accredited_until", .type = "date", .ja = "認定の終了日", .en = "Accredited until", .hint_ja = "認定の最後の日", .hint_en = "Its last day", .required = true, .value = json_text(row, "accredited_until") },
	};
	/* clang-format on */
	json_t *list = json_array();

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		json_array_append_new(list, view_field(rq, &all[i]));
	json_array_append_new(list, page_admin_frame_reason(rq));
	json_array_append_new(list, page_admin_frame_factor(rq));
	return list;
}

int page_admin_organisations_one(struct web *web, const struct request *rq, struct response *rs,
				 struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	int r = page_admin_frame_one(web, rq, "organisation_by_id", &row, err);

	if (r < 0)
		return r;
	dress(web, row);
	json_t *view = page_admin_frame(web, rq, "組織", "Organisation");
	json_object_set(view, "organisation", row);
	json_object_set_new(view, "fields", accreditation(rq, row));
	return view_render(web, rq, rs, "admin_organisation", view, err);
}
