#include "base/err.h"
#include "store/store.h"
#include "web/pages.h"

int page_health(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	int64_t version;

	(void)rq;
	if (web->store && store_version(web->store, &version, err) < 0) {
		response_problem(rs, 503, "The store does not answer.");
		rs->retry_after = 5;
		return 0;
	}
	rs->type = "text/plain; charset=utf-8";
	buf_text(&rs->body, "ok\n");
	return 0;
}
