/* One's own account: who I am, password, language, and where I am signed in. */
#include "base/text.h"
#include "crypto/token.h"
#include "scheme/account.h"
#include "store/store.h"
#include "web/account_field.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/view_field.h"

static json_t *password_fields(const struct request *rq)
{
	json_t *list = json_array();

	account_field_passwords(rq, list);
	json_array_append_new(
	    list, view_field(rq, &(struct view_field){ .name = "factor",
						       .ja = "認証コード",
						       .en = "Code",
						       .hint_ja = "認証アプリに表示される6桁の数字",
						       .hint_en = "The six digits that your "
								  "authenticator app shows",
						       .autocomplete = "one-time-code",
						       .inputmode = "numeric",
						       .required = true,
						       .maxlength = 6 }));
	return list;
}

static json_t *role_words(const char *role)
{
	static const struct {
		const char *role, *ja, *en;
	} words[] = {
		{ "maker", "申請者", "maker" },
		{ "officer", "事務局", "officer" },
		{ "authority", "関係機関", "authority" },
		{ "auditor", "監査（閲覧のみ）", "auditor (reads only)" },
		{ "administrator", "管理者", "administrator" },
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text_equal(words[i].role, role))
			return view_words(words[i].ja, words[i].en);
	return json_null();
}

static int sessions(struct web *web, const struct request *rq, json_t *view, struct err *err)
{
	CLEANUP(json_done) json_t *rows = NULL;
	const char *token = request_session(rq);
	char hash[HASH_HEX_MAX] = "";
	json_t *list, *row;
	size_t i;
	int r = store_rows(web->store, "sessions_of",
			   STORE_VALUES(STORE_INT(json_int(rq->account, "id", 0)),
					STORE_INT(rq->now), STORE_INT(rq->now - SESSION_IDLE)),
			   &rows, err);

	if (r < 0)
		return r;
	if (token)
		token_hash(hash, token);
	list = json_array();
	json_array_foreach (rows, i, row)
		json_array_append_new(
		    list, json_pack("{s:O, s:O, s:b}", "opened", json_object_get(row, "opened"),
				    "seen", json_object_get(row, "seen"), "own",
				    text_equal(json_text(row, "token_hash"), hash)));
	json_object_set_new(view, "sessions", list);
	json_object_set_new(view, "others", json_boolean(json_array_size(list) > 1));
	return 0;
}

int page_account(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	json_t *view = view_new(web, rq, "アカウント", "Your account");
	const char *done = rq->form ? NULL : request_query(rq, "done");
	int r = sessions(web, rq, view, err);

	if (r < 0) {
		json_decref(view);
		return r;
	}
	json_object_set_new(view, "role", role_words(json_text(rq->account, "role")));
	json_object_set_new(view, "organisation",
			    view_words(json_text(rq->account, "organisation_ja"),
				       json_text(rq->account, "organisation_en")));
	json_object_set_new(view, "done", done ? json_string(done) : json_null());
	json_object_set_new(view, "password", password_fields(rq));
	json_object_set_new(view, "languages",
			    account_field_language(rq, "メールと画面の言語",
						   "Language of mails and pages",
						   json_text(rq->account, "language"), false));
	return view_render(web, rq, rs, "account", view, err);
}
