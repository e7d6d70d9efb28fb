/* The front door: search, how many labels there are, and a way in for each kind of reader. */
#include "base/err.h"
#include "store/store.h"
#include "web/label_today.h"
#include "web/pages.h"
#include "web/view.h"

int page_home(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	json_t *figures = NULL;

	if (web->store) {
		int r = label_today_figures(web, rq->now, &figures, err);
		if (r < 0)
			return r;
	}
	json_t *view = view_new(web, rq, "IoT製品のセキュリティラベルを確かめる",
				"Check the security label of an IoT product");
	json_object_set_new(view, "figures", figures ? figures : json_null());
	rs->cache = RESPONSE_PUBLIC;
	return view_render(web, rq, rs, "home", view, err);
}
