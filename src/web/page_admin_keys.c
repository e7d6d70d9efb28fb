/* The registry's keys as everybody gets them, and the forms that replace or revoke one. */
#include "base/err.h"
#include "base/text.h"
#include "label/key_set.h"
#include "web/log_view.h"
#include "web/page_admin_frame.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/view_field.h"

static const struct {
	const char *ja, *en;
} purposes[] = {
	[KEY_LABEL] = { "ラベルの署名", "Signs labels" },
	[KEY_STATUS] = { "状態リストと日付指定の回答の署名",
			 "Signs status lists and dated answers" },
	[KEY_LOG] = { "公開ログの署名", "Signs the log" },
	[KEY_WITNESS] = { "ログの証人", "Witness of the log" },
};

/* As in the file, with words; one that is in use is replaced before it can be revoked. */
static json_t *row_of(const struct key_set_key *key)
{
	const bool is_revoked = key->revoked[0] != '\0', is_over = key->valid_until[0] != '\0';
	json_t *row = key_set_json(key);

	json_object_set_new(row, "purpose_words",
			    view_words(purposes[key->purpose].ja, purposes[key->purpose].en));
	json_object_set_new(row, "state",
			    is_revoked ? view_words("失効", "revoked")
			    : is_over  ? view_words("交換済み", "replaced")
				       : view_words("使用中", "in use"));
	json_object_set_new(row, "badge",
			    json_string(is_revoked ? "bad"
					: is_over  ? "info"
						   : "good"));
	json_object_set_new(row, "in_use", json_boolean(!is_revoked && !is_over));
	json_object_set_new(row, "may_revoke", json_boolean(!is_revoked && is_over));
	return row;
}

static const struct key_set *keys_of(const struct web *web)
{
	return web->log ? log_view_keys(web->log) : NULL;
}

static json_t *choices(void)
{
	return json_pack("[{s:s, s:s, s:s}, {s:s, s:s, s:s}]", "value", "label", "ja",
			 purposes[KEY_LABEL].ja, "en", purposes[KEY_LABEL].en, "value", "status",
			 "ja", purposes[KEY_STATUS].ja, "en", purposes[KEY_STATUS].en);
}

static json_t *fields(const struct request *rq)
{
	CLEANUP(json_done) json_t *options = choices();
	json_t *list = json_array();

	json_array_append_new(list, view_field(rq, &(struct view_field){ .name = "name",
									 .type = "radio",
									 .ja = "鍵",
									 .en = "Key",
									 .options = options,
									 .required = true }));
	json_array_append_new(list, page_admin_frame_reason(rq));
	json_array_append_new(list, page_admin_frame_factor(rq));
	return list;
}

int page_admin_keys(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	const struct key_set *keys = keys_of(web);
	json_t *view = page_admin_frame(web, rq, "登録簿の鍵", "Keys of the registry");
	json_t *rows = json_array();

	for (size_t i = 0; keys && i < keys->n; i++)
		json_array_append_new(rows, row_of(&keys->keys[i]));
	json_object_set_new(view, "has_rows", json_boolean(json_array_size(rows) > 0));
	json_object_set_new(view, "rows", rows);
	json_object_set_new(view, "fields", fields(rq));
	json_object_set_new(view, "typing", json_boolean(rq->form));
	return view_render(web, rq, rs, "admin_keys", view, err);
}

/* ---- one ---- */

int page_admin_keys_one(struct web *web, const struct request *rq, struct response *rs,
			struct err *err)
{
	const struct key_set *keys = keys_of(web);
	json_t *found = NULL;

	for (size_t i = 0; keys && !found && i < keys->n; i++) {
		found = row_of(&keys->keys[i]);
		if (!text_equal(json_text(found, "kid"), request_at(rq, "kid")))
			json_done(&found);
	}
	if (!found)
		return E_MISSING;
	json_t *view = page_admin_frame(web, rq, "登録簿の鍵", "A key of the registry");
	json_t *list = json_array();

	json_array_append_new(list, page_admin_frame_reason(rq));
	json_array_append_new(list, page_admin_frame_factor(rq));
	json_object_set_new(view, "fields", list);
	json_object_set_new(view, "key", found);
	return view_render(web, rq, rs, "admin_key", view, err);
}
