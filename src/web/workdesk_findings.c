#include "web/workdesk_findings.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "web/view.h"
#include "web/view_field.h"
#include "workflow/country.h"
#include "workflow/field.h"

#define MODELS_TEXT_MAX (8u << 20)
#define CHECKLIST "checklist"

/* ---- where a finding belongs ---- */

/* The field itself, or the first one inside the object that was named ("eligibility"). */
static const struct field *field_near(const char *path)
{
	const struct field *exact = field_find(path);
	size_t n, length = strlen(path);
	const struct field *f = field_table(&n);

	for (size_t i = 0; !exact && i < n; i++)
		if (strncmp(f[i].path, path, length) == 0 && f[i].path[length] == '.')
			exact = &f[i];
	return exact;
}

static const json_t *criterion_of(const struct web *web, const char *id)
{
	size_t i;
	json_t *criterion;

	json_array_foreach (json_object_get(json_lend(web->pack), "criteria"), i, criterion)
		if (text_equal(json_text(criterion, "id"), id))
			return criterion;
	return NULL;
}

const char *workdesk_findings_section(const char *field)
{
	const struct field *f = field && *field ? field_near(field) : NULL;

	return f ? f->section : NULL;
}

static json_t *link_to(const char *path, const char *section, const char *field)
{
	if (!path)
		return json_null();
	CLEANUP(mem_freep)
	char *id = view_field_id(section ? field : "answer");
	CLEANUP(mem_freep)
	char *href = section ? mem_format("%s/edit?section=%s#%s", path, section, id)
			     : mem_format("%s/checklist#c-%s", path, field);

	return json_string(href);
}

/* A finding of a criterion does not say of which. */
static json_t *named(const char *id, const json_t *criterion)
{
	const json_t *title = json_object_get(criterion, "title");

	if (!criterion)
		return json_null();
	CLEANUP(mem_freep) char *ja = mem_format("%s %s", id, json_text(title, "ja"));
	CLEANUP(mem_freep) char *en = mem_format("%s %s", id, json_text(title, "en"));
	return view_words(ja, en);
}

static void add(json_t *list, const json_t *finding, const json_t *criterion, json_t *href)
{
	const char *severity = json_text(finding, "severity");

	json_array_append_new(
	    list,
	    json_pack("{s:o, s:o, s:s, s:b, s:o}", "about",
		      named(json_text(finding, "field"), criterion), "text",
		      view_words(json_text(finding, "ja"), json_text(finding, "en")), "severity",
		      severity, "blocks", !text_equal(severity, "note"), "href", href));
}

/* Those of one section; NULL: those of the checklist; "": those of nothing in particular. */
static json_t *of_section(const struct web *web, const json_t *findings, const char *section,
			  const char *path)
{
	json_t *list = json_array(), *finding;
	size_t i;

	json_array_foreach (json_lend(findings), i, finding) {
		const char *field = json_text(finding, "field");
		const char *own = workdesk_findings_section(field);
		const json_t *criterion = own ? NULL : criterion_of(web, field);
		bool of_checklist = criterion || (!own && text_equal(field, CHECKLIST));

		if (section && *section) {
			const struct field *f = own ? field_near(field) : NULL;

			if (f && text_equal(own, section))
				add(list, finding, NULL, link_to(path, own, f->path));
		} else if (!section && of_checklist) {
			add(list, finding, criterion, link_to(path, NULL, field));
		} else if (section && !own && !of_checklist) {
			add(list, finding, NULL, json_null());
		}
	}
	return list;
}

static void group(json_t *groups, json_t *label, json_t *list)
{
	if (json_array_size(list) == 0) {
		json_decref(label);
		json_decref(list);
		return;
	}
	json_array_append_new(groups, json_pack("{s:o, s:o}", "label", label, "list", list));
}

json_t *workdesk_findings_groups(const struct web *web, const json_t *findings, const char *path)
{
	json_t *groups = json_array();
	size_t n;
	const struct field_section *sections = field_sections(&n);

	for (size_t i = 0; i < n; i++)
		group(groups, view_words(sections[i].ja, sections[i].en),
		      of_section(web, findings, sections[i].name, path));
	group(groups, view_words("チェックリスト", "Checklist"),
	      of_section(web, findings, NULL, path));
	group(groups, view_words("全体", "As a whole"), of_section(web, findings, "", path));
	return groups;
}

/* ---- values for people ---- */

static json_t *words_of(const struct field *f, const char *text)
{
	for (const struct field_option *o = f->options; o && o->value; o++)
		if (text_equal(o->value, text))
			return view_words(o->ja, o->en);
	if (f->type == FIELD_YES_NO || f->type == FIELD_CHECKBOX)
		return text_equal(text, "yes") ? view_words("はい", "yes")
					       : view_words("いいえ", "no");
	if (f->type == FIELD_DATE) {
		CLEANUP(mem_freep) char *ja = view_day(text, true);
		CLEANUP(mem_freep) char *en = view_day(text, false);

		return view_words(ja, en);
	}
	const struct country *country = f->type == FIELD_COUNTRY ? country_find(text) : NULL;
	return country ? view_words(country->ja, country->en) : view_words(text, text);
}

static bool plain(const char *text)
{
	return !strpbrk(text, ",\"\n\r") && *text != ' ';
}

static void csv_field(struct buf *out, const char *text)
{
	if (plain(text)) {
		buf_text(out, text);
		return;
	}
	buf_u8(out, '"');
	for (; *text; text++) {
		if (*text == '"')
			buf_u8(out, '"');
		buf_u8(out, (uint8_t)*text);
	}
	buf_u8(out, '"');
}

char *workdesk_findings_models(const json_t *document)
{
	CLEANUP(buf_done) struct buf out = BUF(MODELS_TEXT_MAX);
	size_t i;
	json_t *model;

	json_array_foreach (json_object_get(json_lend(document), "models"), i, model) {
		const char *number = json_text(model, "number"), *name = json_text(model, "name");

		csv_field(&out, number ? number : "");
		if (name && *name) {
			buf_u8(&out, ',');
			csv_field(&out, name);
		}
		buf_u8(&out, '\n');
	}
	return buf_ok(&out) ? buf_take(&out) : mem_text("");
}

/* field_values, and the models. */
static json_t *values_of(const json_t *document)
{
	json_t *values = field_values(document);
	CLEANUP(mem_freep) char *models = workdesk_findings_models(document);

	if (*models)
		json_object_set_new(values, "models", json_string(models));
	return values;
}

/* Longer ones scroll by themselves on a desk, and so have to be in the order of Tab. */
#define LONG_TEXT 1000

json_t *workdesk_findings_document(const json_t *document)
{
	CLEANUP(json_done) json_t *values = values_of(document);
	json_t *sections = json_array();
	size_t n, m;
	const struct field_section *s = field_sections(&n);
	const struct field *f = field_table(&m);

	for (size_t i = 0; i < n; i++) {
		json_t *rows = json_array();

		for (size_t k = 0; k < m; k++) {
			const char *text = json_text(values, f[k].path);

			if (text && text_equal(f[k].section, s[i].name))
				json_array_append_new(rows,
						      json_pack("{s:o, s:o, s:b}", "label",
								view_words(f[k].ja, f[k].en),
								"value", words_of(&f[k], text),
								"long", strlen(text) > LONG_TEXT));
		}
		json_array_append_new(sections,
				      json_pack("{s:s, s:b, s:o, s:o}", "name", s[i].name, "filled",
						json_array_size(rows) > 0, "label",
						view_words(s[i].ja, s[i].en), "rows", rows));
	}
	return sections;
}

static json_t *shown(const struct field *f, const char *text)
{
	if (text && *text)
		return words_of(f, text);
	/* A box that is not ticked says no. */
	return f->type == FIELD_CHECKBOX ? words_of(f, "no") : json_null();
}

static json_t *compare(const json_t *before, const json_t *after, bool all)
{
	json_t *list = json_array();
	size_t n;
	const struct field *f = field_table(&n);

	for (size_t i = 0; i < n; i++) {
		const char *old = json_text(before, f[i].path), *new = json_text(after, f[i].path);

		/* What a form did not ask for it does not change. */
		if ((!new && !all) || text_equal(old && *old ? old : NULL, new &&*new ? new : NULL))
			continue;
		json_array_append_new(
		    list, json_pack("{s:o, s:o, s:o}", "label", view_words(f[i].ja, f[i].en),
				    "before", shown(&f[i], old), "after", shown(&f[i], new)));
	}
	return list;
}

json_t *workdesk_findings_difference(const json_t *document, const json_t *change)
{
	CLEANUP(json_done) json_t *changed = json_copy(json_lend(document));

	json_object_update(changed, json_lend(change));
	CLEANUP(json_done) json_t *before = values_of(document);
	CLEANUP(json_done) json_t *after = values_of(changed);
	return compare(before, after, true);
}

json_t *workdesk_findings_typed(const json_t *now, const json_t *typed)
{
	return compare(now, typed, false);
}
