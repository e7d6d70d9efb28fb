/* The audit trail: who did what, when, to what, why; the newest first. */
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "web/page_auditor_trail.h"
#include "web/page_auditor_words.h"
#include "web/page_officer_frame.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/view_field.h"

#define ROWS 100

static int take(void *context, json_t *row)
{
	json_array_append(context, row);
	return 0;
}

static json_t *filters(const struct request *rq, const struct page_auditor_trail *t)
{
	CLEANUP(json_done) json_t *kinds = page_auditor_words_kinds();
	const struct view_field fields[] = {
		{ .name = "kind",
		  .type = "select",
		  .ja = "対象の種類",
		  .en = "Kind of subject",
		  .options = kinds,
		  .value = t->kind },
		{ .name = "subject",
		  .ja = "対象の番号",
		  .en = "Its number",
		  .value = t->subject,
		  .maxlength = 100 },
		{ .name = "from",
		  .type = "date",
		  .ja = "この日から",
		  .en = "From",
		  .value = t->from },
		{ .name = "until",
		  .type = "date",
		  .ja = "この日まで",
		  .en = "Until",
		  .value = t->until },
	};
	json_t *list = json_array();

	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		json_array_append_new(list, view_field(rq, &fields[i]));
	return list;
}

/* The same part of the trail as a file. */
static json_t *file_of(const struct request *rq)
{
	struct request plain = *rq;

	plain.path = "/auditor/audit.csv";
	CLEANUP(mem_freep) char *href = view_here(&plain, "after", NULL);
	return json_string(href);
}

int page_auditor(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	CLEANUP(json_done) json_t *trail = json_array();
	CLEANUP(mem_freep) char *first = view_here(rq, "after", NULL);
	CLEANUP(mem_freep) char *after = NULL;
	struct page_auditor_trail t;

	page_auditor_trail(rq, &t);
	int r = page_auditor_trail_each(web->store, &t, ROWS + 1, take, trail, err);
	if (r < 0)
		return r;
	if (json_array_size(trail) > ROWS) {
		json_array_remove(trail, ROWS);
		after = mem_format("%" PRId64, json_int(json_array_get(trail, ROWS - 1), "id", 0));
	}
	page_auditor_words_rows(trail);
	json_t *view = page_officer_frame(web, rq, "監査証跡", "Audit trail");
	json_object_set(view, "trail", trail);
	json_object_set_new(view, "fields", filters(rq, &t));
	json_object_set_new(view, "file", file_of(rq));
	json_object_set_new(view, "too_many",
			    json_boolean(text_equal(request_query(rq, "many"), "1")));
	json_object_set_new(view, "pager", after ? view_pager(rq, NULL, after) : json_null());
	json_object_set_new(view, "first", t.below ? json_string(first) : json_null());
	json_object_set_new(view, "has_rows", json_boolean(json_array_size(trail) > 0));
	return view_render(web, rq, rs, "auditor", view, err);
}
