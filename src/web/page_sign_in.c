/* Signing in: address, password and code at once, so that an answer tells about none of them. */
#include "web/account_field.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/view_field.h"
#include "web/web.h"

int page_sign_in(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	const char *next = request_form(rq, "next");
	json_t *view = view_new(web, rq, "ログイン", "Sign in");
	json_t *fields = json_array();

	if (!next)
		next = request_query(rq, "next");
	account_field_mail(rq, fields);
	json_array_append_new(
	    fields, view_field(rq, &(struct view_field){ .name = "password",
							 .type = "password",
							 .ja = "パスワード",
							 .en = "Password",
							 .autocomplete = "current-password",
							 .required = true }));
	/* Six digits shown in the clear: they are worth nothing in a minute. */
	json_array_append_new(
	    fields,
	    view_field(rq, &(struct view_field){
			       .name = "factor",
			       .ja = "認証コード",
			       .en = "Code",
			       .hint_ja = "認証アプリに表示される6桁の数字",
			       .hint_en = "The six digits that your authenticator app shows",
			       .autocomplete = "one-time-code",
			       .inputmode = "numeric",
			       .required = true,
			       .maxlength = 6 }));
	json_object_set_new(view, "fields", fields);
	json_object_set_new(view, "next", json_string(web_next_valid(next) ? next : "/desk"));
	return view_render(web, rq, rs, "sign_in", view, err);
}
