/* A lost password or a lost app: a link by mail.  The answer is the same for every address. */
#include "web/pages.h"
#include "web/view.h"
#include "web/view_field.h"

int page_recover(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	if (!rq->form && request_query(rq, "sent"))
		return view_render(
		    web, rq, rs, "recover_sent",
		    view_new(web, rq, "メールをお送りします", "A mail is on its way"), err);
	json_t *view = view_new(web, rq, "パスワードまたは認証アプリの再設定",
				"Set up password and app again");
	json_t *fields = json_array();

	json_array_append_new(fields,
			      view_field(rq, &(struct view_field){ .name = "mail",
								   .type = "email",
								   .ja = "メールアドレス",
								   .en = "Mail address",
								   .autocomplete = "username",
								   .required = true,
								   .maxlength = 254 }));
	json_object_set_new(view, "fields", fields);
	return view_render(web, rq, rs, "recover", view, err);
}
