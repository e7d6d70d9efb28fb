/* Accounts: the list, an invitation, and one of them with the form that closes it. */
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/store.h"
#include "web/page_admin_frame.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/view_field.h"
#include "web/workdesk.h"

static const char *const roles[] = { "officer", "auditor", "administrator", "authority", "maker" };
static const char *const languages[] = { "ja", "en" };

static json_t *organisations(const json_t *rows)
{
	json_t *list = json_array(), *row;
	size_t i;

	json_array_foreach (json_lend(rows), i, row) {
		CLEANUP(mem_freep) char *id = mem_format("%" PRId64, json_int(row, "id", 0));
		CLEANUP(json_done) json_t *kind = page_admin_frame_words(json_text(row, "kind"));
		CLEANUP(mem_freep)
		char *ja = mem_format("%s（%s）", json_text(row, "name_ja"), json_text(kind, "ja"));
		CLEANUP(mem_freep)
		char *en = mem_format("%s (%s)", json_text(row, "name_en"), json_text(kind, "en"));

		json_array_append_new(
		    list, json_pack("{s:s, s:s, s:s}", "value", id, "ja", ja, "en", en));
	}
	return list;
}

static json_t *fields(const struct request *rq, const json_t *rows)
{
	CLEANUP(json_done) json_t *whose = organisations(rows);
	CLEANUP(json_done) json_t *jobs = page_admin_frame_options(roles, ARRAY_LEN(roles));
	CLEANUP(json_done)
	json_t *speaks = page_admin_frame_options(languages, ARRAY_LEN(languages));
	/* clang-format off */
	const struct view_field all[] = {
		{ .name = "organisation", .type = "select", .ja = "組織", .en = "Organisation", .options = whose, .value = request_query(rq, "organisation"), .required = true },
		{ .name = "role", .type = "radio", .ja = "役割", .en = "Role", .hint_ja = "審査担当者・監査担当者・管理者は制度運営者の、ほかはそれぞれの組織の人です。", .hint_en = "Officers, auditors and administrators belong to the owner, the others to their own kind.", .options = jobs, .required = true },
		{ .name = "name", .ja = "氏名", .en = "Name", .required = true, .maxlength = 100 },
		{ .name = "mail", .type = "email", .ja = "メールアドレス", .en = "Mail address", .required = true, .maxlength = 254 },
		{ .name = "language", .type = "radio", .ja = "言語", .en = "Language", .options = speaks, .value = "ja", .required = true },
	};
	/* clang-format on */
	json_t *list = json_array();

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		json_array_append_new(list, view_field(rq, &all[i]));
	json_array_append_new(list, page_admin_frame_factor(rq));
	return list;
}

static void dress(json_t *row)
{
	json_object_set_new(
	    row, "organisation_words",
	    workdesk_words(json_text(row, "organisation_ja"), json_text(row, "organisation_en")));
	json_object_set_new(row, "role_words", page_admin_frame_words(json_text(row, "role")));
	json_object_set_new(row, "state_words", page_admin_frame_words(json_text(row, "state")));
	json_object_set_new(row, "kind",
			    json_string(text_equal(json_text(row, "state"), "active")    ? "good"
					: text_equal(json_text(row, "state"), "invited") ? "info"
											 : "bad"));
}

int page_admin_accounts(struct web *web, const struct request *rq, struct response *rs,
			struct err *err)
{
	CLEANUP(json_done) json_t *rows = NULL;
	CLEANUP(json_done) json_t *choices = NULL;
	size_t i;
	json_t *row;
	int r = store_rows(web->store, "admin_accounts",
			   STORE_VALUES(STORE_INT(page_admin_frame_number(rq, "after")),
					STORE_INT(page_admin_frame_number(rq, "organisation"))),
			   &rows, err);

	if (r == 0)
		r = store_rows(web->store, "admin_choices", STORE_NOTHING, &choices, err);
	if (r < 0)
		return r;
	json_array_foreach (rows, i, row)
		dress(row);
	json_t *view = page_admin_frame(web, rq, "アカウント", "Accounts");
	page_admin_frame_rows(rq, view, rows);
	json_object_set_new(view, "fields", fields(rq, choices));
	json_object_set_new(view, "typing", json_boolean(rq->form));
	json_object_set_new(view, "narrowed",
			    json_boolean(page_admin_frame_number(rq, "organisation") > 0));
	return view_render(web, rq, rs, "admin_accounts", view, err);
}

/* ---- one ---- */

int page_admin_accounts_one(struct web *web, const struct request *rq, struct response *rs,
			    struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	int r = page_admin_frame_one(web, rq, "account_by_id", &row, err);

	if (r < 0)
		return r;
	dress(row);
	json_t *view = page_admin_frame(web, rq, "アカウント", "Account");
	bool own = json_int(row, "id", 0) == json_int(rq->account, "id", -1);
	bool closed = text_equal(json_text(row, "state"), "closed");
	json_t *list = json_array();
	json_array_append_new(list, page_admin_frame_reason(rq));
	json_array_append_new(list, page_admin_frame_factor(rq));
	json_t *code = json_array();
	json_array_append_new(code, page_admin_frame_factor(rq));
	json_object_set_new(view, "code", code);
	json_object_set_new(view, "fields", list);
	json_object_set_new(view, "can_reissue", json_boolean(!closed));
	json_object_set(view, "person", row);
	json_object_set_new(view, "own", json_boolean(own));
	json_object_set_new(view, "can_close", json_boolean(!own && !closed));
	return view_render(web, rq, rs, "admin_account", view, err);
}
