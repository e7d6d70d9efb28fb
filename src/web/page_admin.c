/*
 * The administrator's desk: how many there are, whether mail goes out, and what was decided but not
 * made public because the signer refused it.
 */
#include "base/err.h"
#include "store/store.h"
#include "web/page_admin_frame.h"
#include "web/page_auditor_words.h"
#include "web/pages.h"
#include "web/view.h"

/* What an action is about is the first part of its name: "label.suspend". */
static void add_kinds(json_t *rows)
{
	size_t i;
	json_t *row;

	json_array_foreach (rows, i, row) {
		const char *action = json_text(row, "action");
		const size_t n = action ? strcspn(action, ".") : 0;

		if (n > 0)
			json_object_set_new(row, "subject_kind", json_stringn(action, n));
	}
}

int page_admin(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	CLEANUP(json_done) json_t *figures = NULL;
	CLEANUP(json_done) json_t *stuck = NULL;
	int r = store_row(web->store, "admin_figures", STORE_NOTHING, &figures, err);

	if (r == 0)
		r = store_rows(web->store, "publications_stuck", STORE_NOTHING, &stuck, err);
	if (r < 0)
		return r;
	add_kinds(stuck);
	page_auditor_words_rows(stuck);
	json_t *view = page_admin_frame(web, rq, "管理", "Administration");
	json_object_set(view, "figures", figures);
	json_object_set_new(view, "stuck",
			    json_array_size(stuck) ? json_pack("{s:O}", "rows", stuck)
						   : json_null());
	return view_render(web, rq, rs, "admin", view, err);
}
