/*
 * The checklist: handed in as a .hoshi file, or answered by hand, a criterion at a time, saved as a
 * draft by itself.  What was handed in is shown as rows; the evidence itself stays with the maker.
 */
#include "base/day.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/store.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/view_field.h"
#include "web/workdesk.h"
#include "workflow/settings.h"

static const json_t *row_of(const json_t *checklist, const char *criterion)
{
	size_t i;
	json_t *row;

	json_array_foreach (json_object_get(checklist, "rows"), i, row)
		if (text_equal(json_text(row, "criterion"), criterion))
			return row;
	return NULL;
}

/* What a form calls the verdicts that a person gives. */
static const struct {
	const char *verdict, *answer;
} answers[] = {
	{ "pass", "yes" }, { "fail", "no" }, { "not_applicable", "na" }, { "waived", "waived" }
};

/* The verdict of a row, or the answer that was typed for one, as an answer of the form. */
static const char *answer_of(const json_t *row)
{
	for (size_t i = 0; row && i < ARRAY_LEN(answers); i++)
		if (text_equal(answers[i].verdict, json_text(row, "verdict")))
			return answers[i].answer;
	return NULL;
}

static const char *because_of(const json_t *row, const char *language)
{
	const json_t *because = row ? json_object_get(row, "because") : NULL;

	return json_is_string(because) ? json_string_value(because) : json_text(because, language);
}

static json_t *options(bool waived)
{
	json_t *list =
	    json_pack("[{s:s, s:s, s:s}, {s:s, s:s, s:s}, {s:s, s:s, s:s}]", "value", "yes", "ja",
		      "適合", "en", "Met", "value", "no", "ja", "不適合", "en", "Not met", "value",
		      "na", "ja", "対象外（理由が必要）", "en", "Not applicable (give the reason)");

	if (waived)
		json_array_insert_new(list, 0,
				      json_pack("{s:s, s:s, s:s}", "value", "waived", "ja",
						"免除（この種類の申請）", "en",
						"Waived (by this kind of application)"));
	return list;
}

static void add_fields(const struct request *rq, json_t *out, const char *id, const json_t *row,
		       bool waived)
{
	CLEANUP(json_done) json_t *choices = options(waived);
	CLEANUP(mem_freep) char *answer = mem_format("answer.%s", id);
	CLEANUP(mem_freep) char *because = mem_format("because.%s", id);
	const char *value = answer_of(row);
	json_t *fields = json_array();

	json_array_append_new(fields,
			      view_field(rq, &(struct view_field){ .name = answer,
								   .type = "radio",
								   .ja = "判定",
								   .en = "Verdict",
								   .options = choices,
								   .value = value    ? value
									    : waived ? "waived"
										     : NULL }));
	json_array_append_new(
	    fields, view_field(rq, &(struct view_field){ .name = because,
							 .type = "textarea",
							 .rows = 3,
							 .ja = "根拠・理由",
							 .en = "Grounds or reason",
							 .value = because_of(row, rq->language),
							 .maxlength = 2000 }));
	json_object_set_new(out, "fields", fields);
}

static json_t *criterion_of(struct web *web, const struct request *rq, const json_t *application,
			    const json_t *checklist, const json_t *criterion, const char *today)
{
	const char *id = json_text(criterion, "id");
	const json_t *row = row_of(checklist, id);
	const json_t *because = row ? json_object_get(row, "because") : NULL;
	bool waived = settings_waives(web->settings, json_text(application, "route"),
				      json_text(web->pack, "id"), id, today);
	const char *verdict = row ? json_text(row, "verdict") : NULL;
	json_t *out = json_pack(
	    "{s:s, s:O?, s:O?, s:O?, s:o, s:s, s:I, s:b, s:b}", "id", id, "number",
	    json_object_get(criterion, "number"), "title", json_object_get(criterion, "title"),
	    "guidance", json_object_get(criterion, "guidance"), "verdict",
	    workdesk_verdict(verdict), "kind",
	    text_equal(verdict, "pass")                                              ? "good"
	    : text_equal(verdict, "fail")                                            ? "bad"
	    : text_equal(verdict, "not_applicable") || text_equal(verdict, "waived") ? "info"
										     : "care",
	    "evidence", (json_int_t)json_array_size(row ? json_object_get(row, "evidence") : NULL),
	    "waived", waived, "provisional", row && json_flag(row, "provisional"));

	if (json_is_object(because) || json_is_string(because))
		json_object_set(out, "because", json_lend(because));
	add_fields(rq, out, id, row, waived);
	return out;
}

static const char *verdict_of(const char *answer)
{
	for (size_t i = 0; answer && i < ARRAY_LEN(answers); i++)
		if (text_equal(answers[i].answer, answer))
			return answers[i].verdict;
	return NULL;
}

static void both_add(json_t *list, const json_t *criterion, json_t *about, json_t *before,
		     json_t *after)
{
	if (json_equal(before, after)) {
		json_decref(about);
		json_decref(before);
		json_decref(after);
		return;
	}
	json_array_append_new(list, json_pack("{s:O?, s:O?, s:o, s:o, s:o}", "id",
					      json_object_get(criterion, "id"), "label",
					      json_object_get(criterion, "title"), "about", about,
					      "before", before, "after", after));
}

/* Whose answer or reason is another now than the one that was typed. */
static json_t *both_of(const struct request *rq, const json_t *criteria, const json_t *checklist)
{
	json_t *list = json_array(), *criterion;
	size_t i;

	json_array_foreach (json_lend(criteria), i, criterion) {
		const char *id = json_text(criterion, "id");
		CLEANUP(mem_freep) char *name = mem_format("answer.%s", id);
		CLEANUP(mem_freep) char *reason = mem_format("because.%s", id);
		const json_t *row = row_of(checklist, id);
		const char *why = request_form(rq, reason),
			   *why_now = because_of(row, rq->language);

		both_add(list, criterion, view_words("判定", "verdict"),
			 workdesk_verdict(verdict_of(answer_of(row))),
			 workdesk_verdict(verdict_of(request_form(rq, name))));
		both_add(list, criterion, view_words("根拠・理由", "grounds or reason"),
			 json_string(why_now ? why_now : ""), json_string(why ? why : ""));
	}
	if (json_array_size(list))
		return json_pack("{s:o}", "list", list);
	json_decref(list);
	return json_null();
}

static json_t *file_field(const struct request *rq)
{
	return view_field(rq, &(struct view_field){
				  .name = "pack",
				  .type = "file",
				  .ja = "チェックリストのファイル（.hoshi）",
				  .en = "Checklist file (.hoshi)",
				  .hint_ja = "hoshi pack が作るファイル。証跡そのものは含まれず、"
					     "ハッシュだけが提出されます。",
				  .hint_en = "The file that hoshi pack makes. The evidence itself "
					     "stays with you; only its hashes are handed in.",
				  .accept = ".hoshi",
				  .required = true });
}

static int show(struct web *web, const struct request *rq, const json_t *application, json_t *view,
		struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	int64_t id = json_int(application, "id", 0);
	json_t *list = json_array(), *criterion;
	char today[DAY_TEXT_MAX];
	size_t i;
	int r = store_row(web->store, "checklist_by_application", STORE_VALUES(STORE_INT(id)), &row,
			  err);

	json_object_set_new(view, "criteria", list);
	if (r < 0 && r != E_MISSING)
		return r;
	const json_t *checklist = row ? json_object_get(row, "body") : NULL;
	const json_t *criteria = json_object_get(json_lend(web->pack), "criteria");
	day_of(today, rq->now);
	json_array_foreach (json_lend(criteria), i, criterion)
		json_array_append_new(
		    list, criterion_of(web, rq, application, checklist, criterion, today));
	CLEANUP(mem_freep)
	char *path = mem_format("%s/applications/%" PRId64, workdesk_base(rq), id);
	CLEANUP(mem_freep) char *here = mem_format("%s/checklist", path);
	CLEANUP(mem_freep) char *pack = mem_format("%s/checklist/pack", path);
	bool packed = row && text_equal(json_text(row, "source"), "pack");
	/* Draft by draft would replace a file that was handed in at the first key that is pressed.
	 */
	bool autosave = !packed;
	json_object_set_new(view, "path", json_string(path));
	json_object_set_new(view, "action", json_string(here));
	json_object_set_new(view, "pack_action", json_string(pack));
	json_object_set_new(view, "version", json_integer(json_int(application, "version", 0)));
	json_object_set_new(view, "writable", json_boolean(workdesk_writable(rq, application)));
	json_object_set_new(view, "handed_in", row ? json_copy(row) : json_null());
	json_object_set_new(view, "packed", json_boolean(packed));
	json_object_set_new(view, "autosave", json_boolean(autosave));
	/* Typing over what was handed in is possible, but not what the page proposes. */
	json_object_set_new(view, "typing", json_boolean(!packed || request_form(rq, "version")));
	json_object_set_new(view, "file", file_field(rq));
	json_object_set_new(view, "edition",
			    json_pack("{s:O?, s:O?}", "title",
				      json_object_get(json_lend(web->pack), "title"), "edition",
				      json_object_get(json_lend(web->pack), "edition")));
	if (rq->conflict && rq->form && !text_ends(rq->path, "/pack"))
		json_object_set_new(view, "both", both_of(rq, criteria, checklist));
	return 0;
}

int page_application_checklist(struct web *web, const struct request *rq, struct response *rs,
			       struct err *err)
{
	CLEANUP(json_done) json_t *application = NULL;
	const char *done = rq->form ? NULL : request_query(rq, "done");
	int r = workdesk_application(web, rq, &application, err);

	if (r < 0)
		return r;
	json_t *view = view_new(web, rq, "チェックリスト", "Checklist");
	r = show(web, rq, application, view, err);
	if (r < 0) {
		json_decref(view);
		return r;
	}
	json_object_set_new(view, "done", done ? json_string(done) : json_null());
	return view_render(web, rq, rs, "application_checklist", view, err);
}
