/* The page that verifies a code without network; the work is its script's. */
#include "web/pages.h"
#include "web/verify_view.h"
#include "web/view.h"

int page_verify(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	json_t *view = view_new(web, rq, "コードの検証", "Verify a code");

	json_object_set_new(view, "verify", verify_view(web, rq, true, NULL));
	rs->cache = RESPONSE_PUBLIC;
	return view_render(web, rq, rs, "verify", view, err);
}
