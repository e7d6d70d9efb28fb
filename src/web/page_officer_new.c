/* An application that came by mail or on paper: for whom, how, and is the product in scope? */
#include "base/day.h"
#include "base/err.h"
#include "base/mem.h"
#include "store/store.h"
#include "web/application_field.h"
#include "web/page_officer_frame.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/view_field.h"
#include "web/workdesk.h"

/* Those that can apply; the number tells two of the same name apart. */
static json_t *makers(const json_t *rows)
{
	json_t *list = json_array(), *row;
	size_t i;

	json_array_foreach (json_lend(rows), i, row) {
		CLEANUP(mem_freep) char *id = mem_format("%" PRId64, json_int(row, "id", 0));
		const char *number = json_text(row, "corporate_number");
		CLEANUP(mem_freep)
		char *ja = mem_format("%s（%s）", json_text(row, "name_ja"), number ? number : id);
		CLEANUP(mem_freep)
		char *en = mem_format("%s (%s)", json_text(row, "name_en"), number ? number : id);

		json_array_append_new(
		    list, json_pack("{s:s, s:s, s:s}", "value", id, "ja", ja, "en", en));
	}
	return list;
}

static void add_origin(const struct request *rq, json_t *fields, const json_t *rows)
{
	CLEANUP(json_done) json_t *options = makers(rows);
	CLEANUP(json_done)
	json_t *ways = json_pack("[{s:s, s:s, s:s}, {s:s, s:s, s:s}]", "value", "mail", "ja",
				 "郵送・メール", "en", "Mail", "value", "paper", "ja",
				 "書面（持参など）", "en", "Paper, handed over");

	json_array_append_new(fields,
			      view_field(rq, &(struct view_field){ .name = "organisation",
								   .type = "select",
								   .ja = "申請者",
								   .en = "Applicant",
								   .hint_ja = "登録済みの事業者",
								   .hint_en = "A registered maker",
								   .options = options,
								   .required = true }));
	json_array_append_new(fields, view_field(rq, &(struct view_field){ .name = "received_as",
									   .type = "radio",
									   .ja = "受領方法",
									   .en = "How it came",
									   .options = ways,
									   .required = true }));
}

int page_officer_new(struct web *web, const struct request *rq, struct response *rs,
		     struct err *err)
{
	CLEANUP(json_done) json_t *rows = NULL;
	char today[DAY_TEXT_MAX];
	int r = store_rows(web->store, "officer_makers", STORE_NOTHING, &rows, err);

	if (r < 0)
		return r;
	json_t *view = page_officer_frame(web, rq, "郵送・書面の申請を入力",
					  "Enter a mail or paper application");
	json_t *fields = json_array();
	add_origin(rq, fields, rows);
	day_of(today, rq->now);
	application_field_scope(web, rq, today, fields);
	json_object_set_new(view, "fields", fields);
	return view_render(web, rq, rs, "officer_new", view, err);
}
