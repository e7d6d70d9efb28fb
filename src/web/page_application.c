/* One application, whole: where it stands, what to do next, what was found, said and done. */
#include "scheme/facts.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/view_field.h"
#include "web/workdesk.h"
#include "web/workdesk_findings.h"
#include "workflow/settings.h"

static json_t *message_field(const struct request *rq)
{
	/* A move's form on the same page has other fields: only this one's text is its own. */
	return view_field(rq, &(struct view_field){ .name = "text",
						    .type = "textarea",
						    .ja = "メッセージ",
						    .en = "Message",
						    .required = true,
						    .maxlength = 5000 });
}

int page_application(struct web *web, const struct request *rq, struct response *rs,
		     struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	const char *done = rq->form ? NULL : request_query(rq, "done");
	int r = workdesk_application(web, rq, &row, err);

	if (r < 0)
		return r;
	const json_t *name =
	    json_object_get(json_object_get(json_object_get(row, "body"), "product"), "name");
	const char *ja = json_text(name, "ja"), *en = json_text(name, "en");
	json_t *view = view_new(web, rq,
				ja   ? ja
				: en ? en
				     : "申請",
				en   ? en
				: ja ? ja
				     : "Application");

	r = workdesk_show_application(web, rq, row, view, err);
	if (r < 0) {
		json_decref(view);
		return r;
	}
	json_object_set_new(view, "document",
			    workdesk_findings_document(json_object_get(row, "body")));
	json_object_set_new(view, "message", message_field(rq));
	json_object_set_new(view, "talks", json_boolean(facts_owner_sees(row)));
	json_object_set_new(view, "claims",
			    json_text(row, "provisional_number")
				? json_string(json_text(row, "provisional_number"))
				: json_null());
	json_object_set_new(view, "done", done ? json_string(done) : json_null());
	json_object_set_new(
	    view, "third",
	    json_boolean(settings_third_party(web->settings, (unsigned)json_int(row, "level", 1))));
	return view_render(web, rq, rs, "application", view, err);
}
