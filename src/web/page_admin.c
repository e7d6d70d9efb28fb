/* The administrator's desk: how many there are, and whether mail goes out. */
#include "base/err.h"
#include "store/store.h"
#include "web/page_admin_frame.h"
#include "web/pages.h"
#include "web/view.h"

int page_admin(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	json_t *figures = NULL;
	int r = store_row(web->store, "admin_figures", STORE_NOTHING, &figures, err);

	if (r < 0)
		return r;
	json_t *view = page_admin_frame(web, rq, "管理", "Administration");
	json_object_set_new(view, "figures", figures);
	return view_render(web, rq, rs, "admin", view, err);
}
