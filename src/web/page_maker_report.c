/* Something the office has to know about a labelled product: an incident, say. */
#include "base/mem.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/view_field.h"
#include "web/workdesk.h"

int page_maker_report(struct web *web, const struct request *rq, struct response *rs,
		      struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	json_t *fields = json_array();
	int r = workdesk_registration(web, rq, &row, err);

	if (r < 0) {
		json_decref(fields);
		return r;
	}
	CLEANUP(mem_freep)
	char *path = mem_format("%s/labels/%s", workdesk_base(rq), json_text(row, "number"));
	json_t *view = view_new(web, rq, "事務局への報告", "Report to the office");
	json_array_append_new(
	    fields,
	    view_field(rq, &(struct view_field){
			       .name = "text",
			       .type = "textarea",
			       .rows = 10,
			       .ja = "報告の内容",
			       .en = "What there is to report",
			       .hint_ja = "いつ、どの型式で、何が起きたか、どう対応しているか",
			       .hint_en = "When, which models, what happened, and what you "
					  "are doing about it",
			       .required = true,
			       .maxlength = 5000 }));
	json_object_set_new(view, "number", json_string(json_text(row, "number")));
	json_object_set_new(view, "version", json_integer(json_int(row, "version", 0)));
	json_object_set_new(view, "path", json_string(path));
	json_object_set_new(view, "fields", fields);
	return view_render(web, rq, rs, "maker_report", view, err);
}
