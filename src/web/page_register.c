/*
 * A maker registers itself.  What follows is always "a mail is on its way": the page does not tell
 * whether the address has an account already, the mail does.
 */
#include "web/account_field.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/view_field.h"

/* clang-format off */
static const struct view_field organisation[] = {
	{ .name = "name_ja", .ja = "事業者名（日本語）", .en = "Name of the company (Japanese)", .hint_ja = "登記上の名称", .hint_en = "As it stands in the commercial register", .required = true, .maxlength = 200, .autocomplete = "organization" },
	{ .name = "name_en", .ja = "事業者名（英語）", .en = "Name of the company (English)", .required = true, .maxlength = 200 },
	{ .name = "corporate_number", .ja = "法人番号", .en = "Corporate number", .hint_ja = "国税庁が指定する13桁の番号。ない場合は、次の欄に入力してください。", .hint_en = "Thirteen digits given by Japan's National Tax Agency. Without one, use the next field.", .inputmode = "numeric", .maxlength = 13 },
	{ .name = "identity_proof", .type = "textarea", .rows = 2, .ja = "法人番号がない場合：法人格を証明する書類", .en = "Without a corporate number: proof of legal personality", .hint_ja = "書類の名称、番号、発行した機関", .hint_en = "Name and number of the document, and who issued it", .maxlength = 500 },
};
static const struct view_field person[] = {
	{ .name = "name", .ja = "担当者の氏名", .en = "Your name", .required = true, .maxlength = 100, .autocomplete = "name" },
	{ .name = "mail", .type = "email", .ja = "メールアドレス", .en = "Mail address", .hint_ja = "このアドレスに、登録を続けるためのメールを送ります。", .hint_en = "We send a mail to it with which you go on.", .required = true, .maxlength = 254, .autocomplete = "email" },
};
/* clang-format on */

static json_t *list_of(const struct request *rq, const struct view_field *fields, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, view_field(rq, &fields[i]));
	return list;
}

int page_register(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	if (!rq->form && request_query(rq, "sent"))
		return view_render(
		    web, rq, rs, "register_sent",
		    view_new(web, rq, "メールをお送りします", "A mail is on its way"), err);
	json_t *view = view_new(web, rq, "製品をつくる事業者の登録", "Register as a maker");
	json_t *people = list_of(rq, person, ARRAY_LEN(person));

	json_array_append_new(
	    people,
	    account_field_language(rq, "メールの言語", "Language of mails", rq->language, true));
	json_object_set_new(view, "organisation",
			    list_of(rq, organisation, ARRAY_LEN(organisation)));
	json_object_set_new(view, "person", people);
	return view_render(web, rq, rs, "register", view, err);
}
