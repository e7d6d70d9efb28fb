/* What the registry says on a label's page of what it published itself before: a correction. */
#include "base/mem.h"
#include "web/page_officer_frame.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/view_field.h"
#include "web/workdesk.h"
#include "web/workdesk_moves.h"

/* clang-format off */
static const struct view_field texts[] = {
	{ .name = "text_ja", .type = "textarea", .ja = "訂正の内容（日本語）", .en = "Correction (Japanese)", .hint_ja = "何が誤りで、正しくはどうであるか", .hint_en = "What was wrong, and how it is", .required = true, .maxlength = 2000 },
	{ .name = "text_en", .type = "textarea", .ja = "訂正の内容（英語）", .en = "Correction (English)", .required = true, .maxlength = 2000 },
	{ .name = "reason", .type = "textarea", .ja = "理由（非公開）", .en = "Reason (not public)", .required = true, .maxlength = 2000 },
};
/* clang-format on */

int page_officer_correct(struct web *web, const struct request *rq, struct response *rs,
			 struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	int r = workdesk_registration(web, rq, &row, err);

	if (r < 0)
		return r;
	CLEANUP(mem_freep) char *path = mem_format("/officer/labels/%s", json_text(row, "number"));
	json_t *view =
	    page_officer_frame(web, rq, "公開した内容の訂正", "Correction of what was published");
	json_t *fields = json_array();

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		json_array_append_new(fields, view_field(rq, &texts[i]));
	json_array_append_new(fields, view_field(rq, &workdesk_moves_factor));
	json_object_set_new(view, "number", json_string(json_text(row, "number")));
	json_object_set_new(view, "version", json_integer(json_int(row, "version", 0)));
	json_object_set_new(view, "path", json_string(path));
	json_object_set_new(view, "fields", fields);
	return view_render(web, rq, rs, "officer_correct", view, err);
}
