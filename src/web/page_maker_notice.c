/* What the maker tells the public on the label's page, in its own words, at once. */
#include "base/mem.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/view_field.h"
#include "web/workdesk.h"

/* clang-format off */
static const struct view_field texts[] = {
	{ .name = "text_ja", .type = "textarea", .ja = "お知らせ（日本語）", .en = "Notice (Japanese)", .required = true, .maxlength = 2000 },
	{ .name = "text_en", .type = "textarea", .ja = "お知らせ（英語）", .en = "Notice (English)", .required = true, .maxlength = 2000 },
	{ .name = "url", .type = "url", .ja = "詳しい情報のURL", .en = "URL with more", .hint_ja = "任意。https:// から始まるアドレス", .hint_en = "If there is one; it begins with https://", .maxlength = 500 },
};
/* clang-format on */

static json_t *kind_field(const struct request *rq)
{
	CLEANUP(json_done)
	json_t *options = json_pack(
	    "[{s:s, s:s, s:s}, {s:s, s:s, s:s}, {s:s, s:s, s:s}]", "value", "vulnerability", "ja",
	    "脆弱性の情報", "en", "A vulnerability", "value", "update", "ja", "アップデートの提供",
	    "en", "An update", "value", "other", "ja", "その他", "en", "Something else");

	return view_field(rq, &(struct view_field){ .name = "kind",
						    .type = "radio",
						    .ja = "種類",
						    .en = "Kind",
						    .options = options,
						    .required = true });
}

int page_maker_notice(struct web *web, const struct request *rq, struct response *rs,
		      struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	int r = workdesk_registration(web, rq, &row, err);

	if (r < 0)
		return r;
	CLEANUP(mem_freep)
	char *path = mem_format("%s/labels/%s", workdesk_base(rq), json_text(row, "number"));
	json_t *view = view_new(web, rq, "公開ページへのお知らせ", "Notice on the public page");
	json_t *fields = json_array();

	json_array_append_new(fields, kind_field(rq));
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		json_array_append_new(fields, view_field(rq, &texts[i]));
	json_object_set_new(view, "number", json_string(json_text(row, "number")));
	json_object_set_new(view, "version", json_integer(json_int(row, "version", 0)));
	json_object_set_new(view, "path", json_string(path));
	json_object_set_new(view, "fields", fields);
	return view_render(web, rq, rs, "maker_notice", view, err);
}
