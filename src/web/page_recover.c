/* A lost password or a lost app: a link by mail.  The answer is the same for every address. */
#include "web/account_field.h"
#include "web/pages.h"
#include "web/view.h"

int page_recover(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	if (!rq->form && request_query(rq, "sent"))
		return view_render(
		    web, rq, rs, "recover_sent",
		    view_new(web, rq, "メールをお送りします", "A mail is on its way"), err);
	json_t *view = view_new(web, rq, "パスワードまたは認証アプリの再設定",
				"Set up password and app again");
	json_t *fields = json_array();

	account_field_mail(rq, fields);
	json_object_set_new(view, "fields", fields);
	return view_render(web, rq, rs, "recover", view, err);
}
