#include "web/account_field.h"

#include "web/view_field.h"

void account_field_mail(const struct request *rq, json_t *fields)
{
	json_array_append_new(fields,
			      view_field(rq, &(struct view_field){ .name = "mail",
								   .type = "email",
								   .ja = "メールアドレス",
								   .en = "Mail address",
								   .autocomplete = "username",
								   .required = true,
								   .maxlength = 254 }));
}

void account_field_passwords(const struct request *rq, json_t *fields)
{
	json_array_append_new(
	    fields,
	    view_field(rq, &(struct view_field){ .name = "password",
						 .type = "password",
						 .ja = "新しいパスワード",
						 .en = "New password",
						 .hint_ja = "12文字以上。長い文も使えます。",
						 .hint_en = "12 characters or more; a long "
							    "phrase is fine.",
						 .autocomplete = "new-password",
						 .required = true }));
	json_array_append_new(fields,
			      view_field(rq, &(struct view_field){ .name = "password_again",
								   .type = "password",
								   .ja = "新しいパスワード（確認）",
								   .en = "The same once more",
								   .autocomplete = "new-password",
								   .required = true }));
}

json_t *account_field_language(const struct request *rq, const char *ja, const char *en,
			       const char *value, bool required)
{
	CLEANUP(json_done)
	json_t *options =
	    json_pack("[{s:s, s:s, s:s}, {s:s, s:s, s:s}]", "value", "ja", "ja", "日本語", "en",
		      "Japanese", "value", "en", "ja", "英語", "en", "English");

	return view_field(rq, &(struct view_field){ .name = "language",
						    .type = "radio",
						    .ja = ja,
						    .en = en,
						    .value = value,
						    .options = options,
						    .required = required });
}
