/*
 * A notice of change: the public fields as they are in force, to be changed, and why.  An officer
 * sees the difference; nothing changes before it is accepted.
 */
#include "base/mem.h"
#include "base/text.h"
#include "web/application_field.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/view_field.h"
#include "web/workdesk.h"
#include "web/workdesk_findings.h"

#define MODELS_TYPED_MAX (REQUEST_FIELD_MAX / 2) /* bytes, as where an application is written */

static json_t *values_of(const json_t *document)
{
	json_t *values = field_values(document);
	CLEANUP(mem_freep) char *models = workdesk_findings_models(document);

	json_object_set_new(values, "models", json_string(models));
	return values;
}

static json_t *sections(const struct request *rq, const json_t *document, const json_t *values)
{
	json_t *list = json_array();
	size_t n, m;
	const struct field_section *s = field_sections(&n);
	const struct field *f = field_table(&m);

	for (size_t i = 0; i < n; i++) {
		json_t *fields = json_array();

		for (size_t k = 0; k < m; k++) {
			const char *text = json_text(values, f[k].path);

			if (!text_equal(f[k].section, s[i].name) ||
			    !application_field_public(&f[k]) ||
			    (text && strlen(text) > MODELS_TYPED_MAX))
				continue;
			json_array_append_new(fields,
					      application_field(rq, &f[k], document, values, NULL));
		}
		if (json_array_size(fields))
			json_array_append_new(list, json_pack("{s:o, s:o}", "label",
							      view_words(s[i].ja, s[i].en),
							      "fields", fields));
		else
			json_decref(fields);
	}
	return list;
}

int page_maker_change(struct web *web, const struct request *rq, struct response *rs,
		      struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	CLEANUP(json_done) json_t *application = NULL;
	int r = workdesk_registration(web, rq, &row, err);

	if (r == 0)
		r = workdesk_application_of(web, row, &application, err);
	if (r < 0)
		return r;
	const json_t *document = json_object_get(application, "body");
	CLEANUP(json_done) json_t *values = values_of(document);
	CLEANUP(mem_freep)
	char *path = mem_format("%s/labels/%s", workdesk_base(rq), json_text(row, "number"));
	json_t *view = view_new(web, rq, "変更の届出", "Notice of change");
	json_object_set_new(view, "number", json_string(json_text(row, "number")));
	json_object_set_new(view, "version", json_integer(json_int(row, "version", 0)));
	json_object_set_new(view, "path", json_string(path));
	json_object_set_new(view, "sections", sections(rq, document, values));
	json_object_set_new(
	    view, "why",
	    view_field(rq, &(struct view_field){
			       .name = "why",
			       .type = "textarea",
			       .ja = "変更の内容と理由",
			       .en = "What changes, and why",
			       .hint_ja = "事務局が読みます。公開されません。",
			       .hint_en = "The office reads it. Not shown to the public.",
			       .required = true,
			       .maxlength = 5000 }));
	return view_render(web, rq, rs, "maker_change", view, err);
}
