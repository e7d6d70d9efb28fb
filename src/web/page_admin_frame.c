#include "web/page_admin_frame.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "store/store.h"
#include "web/view.h"
#include "web/view_field.h"

static const struct {
	const char *href, *ja, *en;
} links[] = {
	{ "/admin", "概要", "Overview" },
	{ "/admin/organisations", "組織", "Organisations" },
	{ "/admin/accounts", "アカウント", "Accounts" },
	{ "/admin/lists", "公開一覧の取込み", "Imported lists" },
	{ "/admin/keys", "鍵", "Keys" },
	{ "/admin/outbox", "送信メール", "Outbox" },
	{ "/admin/settings", "設定", "Settings" },
};

json_t *page_admin_frame(struct web *web, const struct request *rq, const char *title_ja,
			 const char *title_en)
{
	json_t *view = view_new(web, rq, title_ja, title_en);
	const char *done = rq->form ? NULL : request_query(rq, "done");
	json_t *list = json_array();

	for (size_t i = 0; i < ARRAY_LEN(links); i++)
		json_array_append_new(list,
				      json_pack("{s:s, s:o, s:b}", "href", links[i].href, "label",
						view_words(links[i].ja, links[i].en), "current",
						text_equal(rq->path, links[i].href)));
	json_object_set_new(view, "links", list);
	json_object_set_new(view, "done", done ? json_string(done) : json_null());
	return view;
}

json_t *page_admin_frame_reason(const struct request *rq)
{
	return view_field(rq, &(struct view_field){ .name = "reason",
						    .type = "textarea",
						    .ja = "理由",
						    .en = "Reason",
						    .hint_ja = "記録に残ります。",
						    .hint_en = "Kept on record.",
						    .required = true,
						    .maxlength = 500 });
}

json_t *page_admin_frame_factor(const struct request *rq)
{
	return view_field(rq, &(struct view_field){ .name = "factor",
						    .ja = "認証コード",
						    .en = "Code",
						    .hint_ja = "認証アプリに表示される6桁の数字",
						    .hint_en = "The six digits that your app shows",
						    .inputmode = "numeric",
						    .autocomplete = "one-time-code",
						    .required = true,
						    .maxlength = 6 });
}

int64_t page_admin_frame_number(const struct request *rq, const char *name)
{
	const char *text = request_query(rq, name);
	int64_t id = 0;

	return text && num_i64(text, 1, INT64_MAX, &id) == 0 ? id : 0;
}

int page_admin_frame_one(struct web *web, const struct request *rq, const char *statement,
			 json_t **out, struct err *err)
{
	const char *text = request_at(rq, "id");
	int64_t id;

	if (!text || num_i64(text, 1, INT64_MAX, &id) < 0)
		return E_MISSING;
	return store_row(web->store, statement, STORE_VALUES(STORE_INT(id)), out, err);
}

void page_admin_frame_rows(const struct request *rq, json_t *view, json_t *rows)
{
	CLEANUP(mem_freep) char *first = view_here(rq, "after", NULL);
	CLEANUP(mem_freep) char *after = NULL;

	if (json_array_size(rows) > PAGE_ADMIN_FRAME_ROWS) {
		json_array_remove(rows, PAGE_ADMIN_FRAME_ROWS);
		after = mem_format(
		    "%" PRId64, json_int(json_array_get(rows, PAGE_ADMIN_FRAME_ROWS - 1), "id", 0));
	}
	json_object_set(view, "rows", rows);
	json_object_set_new(view, "has_rows", json_boolean(json_array_size(rows) > 0));
	json_object_set_new(view, "pager", after ? view_pager(rq, NULL, after) : json_null());
	json_object_set_new(
	    view, "first", page_admin_frame_number(rq, "after") ? json_string(first) : json_null());
}

static const struct {
	const char *name, *ja, *en;
} words[] = {
	{ "owner", "制度運営者", "owner of the scheme" },
	{ "maker", "事業者", "maker" },
	{ "authority", "照会先の機関", "authority" },
	{ "evaluator", "評価機関", "evaluation body" },
	{ "officer", "審査担当者", "officer" },
	{ "auditor", "監査担当者", "auditor" },
	{ "administrator", "管理者", "administrator" },
	{ "invited", "招待中", "invited" },
	{ "active", "利用中", "active" },
	{ "closed", "閉鎖", "closed" },
	{ "replaced", "交換済み", "replaced" },
	{ "revoked", "失効", "revoked" },
	{ "ja", "日本語", "Japanese" },
	{ "en", "英語", "English" },
};

json_t *page_admin_frame_words(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text_equal(words[i].name, name))
			return view_words(words[i].ja, words[i].en);
	return json_string(name ? name : "");
}

json_t *page_admin_frame_options(const char *const names[], size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		json_t *option = page_admin_frame_words(names[i]);

		json_object_set_new(option, "value", json_string(names[i]));
		json_array_append_new(list, option);
	}
	return list;
}
