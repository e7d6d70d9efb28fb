/*
 * The application form, a section at a time.  What is typed is saved as a draft by itself; when
 * somebody else saved in the meantime, both texts are shown and the next save decides.
 */
#include "base/mem.h"
#include "base/text.h"
#include "store/store.h"
#include "web/application_field.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/view_field.h"
#include "web/workdesk.h"
#include "web/workdesk_findings.h"

#define MODELS_TYPED_MAX (REQUEST_FIELD_MAX / 2) /* bytes; a longer list comes as a file */
#define MODELS_SHOWN 50

/* The section that was asked for, or the first. */
static size_t which(const struct request *rq, const struct field_section *sections, size_t n)
{
	const char *name = request_form(rq, "section");

	if (!name)
		name = text_ends(rq->path, "/models") ? "models" : request_query(rq, "section");
	for (size_t i = 0; i < n; i++)
		if (text_equal(sections[i].name, name))
			return i;
	return 0;
}

static json_t *address(const char *path, const char *section)
{
	CLEANUP(mem_freep)
	char *href = section ? mem_format("%s/edit?section=%s", path, section) : mem_text(path);

	return json_string(href);
}

/* How many findings of each section keep it from being handed in. */
static int64_t count(const json_t *findings, const char *section)
{
	int64_t n = 0;
	size_t i;
	json_t *finding;

	json_array_foreach (json_lend(findings), i, finding)
		n += !text_equal(json_text(finding, "severity"), "note") &&
		     text_equal(workdesk_findings_section(json_text(finding, "field")), section);
	return n;
}

static json_t *contents(const json_t *findings, const char *path,
			const struct field_section *sections, size_t n, size_t at)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(
		    list, json_pack("{s:o, s:o, s:b, s:I}", "label",
				    view_words(sections[i].ja, sections[i].en), "href",
				    address(path, sections[i].name), "current", i == at, "open",
				    (json_int_t)count(findings, sections[i].name)));
	return list;
}

/* As a form has them; who applies is known from the registration. */
static json_t *values_of(const json_t *row)
{
	static const char *const number = "applicant.corporate_number";
	const json_t *document = json_object_get(row, "body");
	json_t *values = field_values(document);
	CLEANUP(mem_freep) char *models = workdesk_findings_models(document);

	json_object_set_new(values, "models", json_string(models));
	if (!json_object_get(document, "applicant") && json_text(row, "corporate_number"))
		json_object_set(values, number, json_object_get(row, "corporate_number"));
	return values;
}

/* A list that does not fit into one field of a form is not typed but handed in as a file. */
static bool too_long(const struct field *f, const json_t *values)
{
	const char *text = json_text(values, f->path);

	return f->type == FIELD_MODELS && text && strlen(text) > MODELS_TYPED_MAX;
}

static json_t *fields(const struct request *rq, const char *section, const json_t *document,
		      const json_t *values, const json_t *evaluators)
{
	json_t *list = json_array();
	size_t n;
	const struct field *f = field_table(&n);

	for (size_t i = 0; i < n; i++)
		if (text_equal(f[i].section, section) && application_field_shown(&f[i], document) &&
		    !too_long(&f[i], values))
			json_array_append_new(
			    list, application_field(rq, &f[i], document, values, evaluators));
	return list;
}

static json_t *model_list(const struct request *rq, const json_t *document)
{
	json_t *first = json_array(), *model;
	const json_t *all = json_object_get(document, "models");
	size_t i;

	json_array_foreach (json_lend(all), i, model)
		if (i < MODELS_SHOWN)
			json_array_append(first, model);
	return json_pack(
	    "{s:I, s:o, s:b, s:o}", "count", (json_int_t)json_array_size(all), "list", first,
	    "more", json_array_size(all) > MODELS_SHOWN, "file",
	    view_field(rq,
		       &(struct view_field){
			   .name = "models_file",
			   .type = "file",
			   .ja = "CSVファイル",
			   .en = "CSV file",
			   .hint_ja = "1列目に型式番号、2列目に名称（省略可）。UTF-8またはShift_"
				      "JIS、1万件まで。いまの一覧は置き換わります。",
			   .hint_en = "Model number, then a name (may be left out). UTF-8 or "
				      "Shift_JIS, up to 10,000. It replaces the present list.",
			   .accept = ".csv,text/csv",
			   .required = true }));
}

static int show(struct web *web, const struct request *rq, const json_t *row, json_t *view,
		struct err *err)
{
	CLEANUP(json_done) json_t *evaluators = NULL;
	CLEANUP(json_done) json_t *facts = NULL;
	const json_t *document = json_object_get(row, "body");
	CLEANUP(json_done) json_t *values = values_of(row);
	CLEANUP(mem_freep)
	char *path =
	    mem_format("%s/applications/%" PRId64, workdesk_base(rq), json_int(row, "id", 0));
	CLEANUP(mem_freep) char *checklist = mem_format("%s/checklist", path);
	size_t n;
	const struct field_section *sections = field_sections(&n);
	size_t at = which(rq, sections, n);
	bool is_models = text_equal(sections[at].name, "models");
	int r = store_rows(web->store, "evaluators", STORE_NOTHING, &evaluators, err);

	if (r == 0)
		r = workdesk_facts(web, rq, MACHINE_APPLICATION, row, &facts, err);
	if (r < 0)
		return r;
	json_object_set_new(view, "path", json_string(path));
	json_object_set_new(view, "version", json_integer(json_int(row, "version", 0)));
	json_object_set_new(view, "action", address(path, sections[at].name));
	json_object_set_new(view, "section", json_string(sections[at].name));
	json_object_set_new(view, "heading", view_words(sections[at].ja, sections[at].en));
	json_object_set_new(view, "next",
			    at + 1 < n ? address(path, sections[at + 1].name)
				       : json_string(checklist));
	json_object_set_new(view, "last", json_boolean(at + 1 == n));
	json_object_set_new(view, "contents",
			    contents(json_object_get(facts, "findings"), path, sections, n, at));
	json_object_set_new(view, "fields",
			    fields(rq, sections[at].name, document, values, evaluators));
	json_object_set_new(view, "models", is_models ? model_list(rq, document) : json_null());
	if (rq->conflict && rq->form) {
		json_t *both = workdesk_findings_typed(values, rq->form);

		json_object_set_new(view, "both",
				    json_array_size(both) ? json_pack("{s:o}", "list", both)
							  : (json_decref(both), json_null()));
	}
	return 0;
}

int page_application_edit(struct web *web, const struct request *rq, struct response *rs,
			  struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	int r = workdesk_application(web, rq, &row, err);

	if (r < 0)
		return r;
	if (!workdesk_writable(rq, row)) {
		CLEANUP(mem_freep)
		char *path = mem_format("%s/applications/%" PRId64, workdesk_base(rq),
					json_int(row, "id", 0));

		response_redirect(rs, path);
		return 0;
	}
	json_t *view = view_new(web, rq, "申請内容の入力", "Fill in the application");
	r = show(web, rq, row, view, err);
	if (r < 0) {
		json_decref(view);
		return r;
	}
	return view_render(web, rq, rs, "application_edit", view, err);
}
