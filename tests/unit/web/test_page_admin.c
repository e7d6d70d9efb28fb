/* The administrator's desk: organisations of every kind, accounts, mail, settings. */
#include "page_case.h"

#define MARKUP "<script>alert(1)</script>\"'&"

static struct page_case p;
static struct person administrator;

static json_t *with_code(json_t *form)
{
	return case_with_code(form, &administrator);
}

static void organisations(void **state)
{
	static const struct {
		const char *kind, *member, *value; /* which may be left out: "" */
		unsigned status;
		const char *says;
	} rows[] = {
		{ "owner", "", "", 303, "" },
		{ "maker", "", "", 303, "" },
		{ "maker", "corporate_number", "8700110005901", 303, "" },
		{ "maker", "corporate_number", "8700110005902", 422, "#f-corporate_number" },
		{ "maker", "corporate_number", "8700110005901", 422, "すでに登録されています" },
		{ "authority", "", "", 422, "#f-authority" },
		{ "authority", "authority", "nobody", 422, "#f-authority" },
		{ "evaluator", "", "", 422, "#f-levels" },
		{ "evaluator", "accredited_until", "2028-01-01", 303, "" },
		{ "evaluator", "accredited_until", "2025-01-01", 422, "#f-accredited_until" },
		{ "state", "", "", 422, "#f-kind" },
	};

	(void)state;
	page_case_open(&p, &administrator);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		json_t *form = json_pack("{s:s, s:s, s:s}", "kind", rows[i].kind, "name_ja",
					 "組織" MARKUP, "name_en", "Organisation");

		if (*rows[i].member)
			json_object_set_new(form, rows[i].member, json_string(rows[i].value));
		if (text_equal(rows[i].member, "accredited_until")) {
			json_object_set_new(form, "levels", json_string("3,4"));
			json_object_set_new(form, "accredited_from", json_string("2026-01-01"));
		}
		TAP_INT(rows[i].kind,
			page_case_post(&p, &administrator, "/admin/organisations", with_code(form),
				       NULL),
			rows[i].status);
		TAP_CHECK(rows[i].says, page_case_says(&p, rows[i].says));
		/* What was typed is still there. */
		TAP_INT(rows[i].kind, page_case_says(&p, "<details class=\"adding\" open>"),
			rows[i].status == 422);
	}
	PAGE_STATUS(&p, 422,
		    page_case_post(&p, &administrator, "/admin/organisations",
				   json_pack("{s:s, s:s, s:s}", "kind", "maker", "name_ja", "x",
					     "name_en", "y"),
				   NULL));
	PAGE_SAYS(&p, "#f-factor");
	PAGE_STATUS(&p, 200, page_case_get(&p, &administrator, "/admin/organisations"));
	PAGE_SAYS(&p, "レベル 3,4：2026年1月1日");
	PAGE_SAYS(&p, "&lt;script&gt;");
	PAGE_SAYS_NOT(&p, "<script>alert");
	PAGE_STATUS(&p, 200, page_case_get(&p, &administrator, "/admin/organisations?after=99"));
}

static void accounts(void **state)
{
	json_t *officer = json_pack("{s:s, s:s, s:s, s:s}", "organisation", "1", "role", "officer",
				    "name", MARKUP, "mail", "one@owner.example");
	json_t *wrong = json_deep_copy(officer), *again = json_deep_copy(officer);

	(void)state;
	json_object_set_new(wrong, "role", json_string("maker"));
	PAGE_STATUS(&p, 422,
		    page_case_post(&p, &administrator, "/admin/accounts", with_code(wrong), NULL));
	PAGE_SAYS(&p, "#f-role");
	PAGE_STATUS(
	    &p, 303,
	    page_case_post(&p, &administrator, "/admin/accounts", with_code(officer), NULL));
	PAGE_STATUS(&p, 422,
		    page_case_post(&p, &administrator, "/admin/accounts", with_code(again), NULL));
	PAGE_SAYS(&p, "#f-mail");
	PAGE_STATUS(&p, 200, page_case_get(&p, &administrator, "/admin/accounts"));
	PAGE_SAYS(&p, "one@owner.example");
	PAGE_SAYS_NOT(&p, "<script>alert");
	PAGE_STATUS(&p, 200, page_case_get(&p, &administrator, "/admin/accounts?organisation=2"));
	PAGE_SAYS_NOT(&p, "one@owner.example");
	/* Not one's own; a reason and the second factor. */
	PAGE_STATUS(&p, 200, page_case_get(&p, &administrator, "/admin/accounts/1"));
	PAGE_SAYS_NOT(&p, "/admin/accounts/1/close");
	PAGE_STATUS(&p, 422,
		    page_case_post(&p, &administrator, "/admin/accounts/2/close",
				   with_code(json_object()), NULL));
	PAGE_SAYS(&p, "#f-reason");
	PAGE_STATUS(&p, 422,
		    page_case_post(&p, &administrator, "/admin/accounts/2/close",
				   json_pack("{s:s}", "reason", "退職"), NULL));
	PAGE_SAYS(&p, "#f-factor");
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, &administrator, "/admin/accounts/2/close",
				   with_code(json_pack("{s:s}", "reason", "退職")), NULL));
	assert_string_equal(p.location, "/admin/accounts/2?done=closed");
	PAGE_STATUS(&p, 200, page_case_get(&p, &administrator, p.location));
	PAGE_SAYS(&p, "閉鎖");
	PAGE_SAYS_NOT(&p, "/admin/accounts/2/close");
}

/* That it went out, never what it said. */
static void outbox(void **state)
{
	static const char *const paths[] = { "/admin/outbox", "/admin/outbox?state=waiting",
					     "/admin/outbox?state=failed",
					     "/admin/outbox?state=sent",
					     "/admin/outbox?state=x&after=x" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		PAGE_STATUS(&p, 200, page_case_get(&p, &administrator, paths[i]));
		PAGE_SAYS_NOT(&p, "/link/");
	}
	PAGE_STATUS(&p, 200, page_case_get(&p, &administrator, "/admin/outbox?state=waiting"));
	PAGE_SAYS(&p, "one@owner.example");
	PAGE_SAYS(&p, "アカウントの設定");
	CASE_OUTCOME(&p.k, "ok", NULL, "account.recover",
		     json_pack("{s:s}", "mail", "admin@owner.example"), NULL);
	struct err err = { 0 };
	case_ok(store_run(p.k.scheme.store, "mail_failed",
			  STORE_VALUES(STORE_INT(1), STORE_TEXT(MARKUP), STORE_NULL), NULL, &err),
		&err);
	PAGE_STATUS(&p, 200, page_case_get(&p, &administrator, "/admin/outbox?state=failed"));
	PAGE_SAYS(&p, "&lt;script&gt;");
	PAGE_SAYS(&p, "失敗");
	PAGE_SAYS_NOT(&p, "one@owner.example");
	PAGE_STATUS(&p, 200, page_case_get(&p, &administrator, "/admin"));
	PAGE_SAYS(&p, "要確認");
}

/* The first page says what was decided and not made public, and nothing where all is. */
static void refused(void **state)
{
	struct err err = { 0 };

	(void)state;
	PAGE_STATUS(&p, 200, page_case_get(&p, &administrator, "/admin"));
	PAGE_SAYS_NOT(&p, "公開されていない決定");
	case_ok(
	    store_run(p.k.scheme.store, "publication_add",
		      STORE_VALUES(STORE_TEXT("t"), STORE_INT(1795000000), STORE_INT(0),
				   STORE_TEXT("label.suspend"), STORE_TEXT("[]"), STORE_TEXT("[]")),
		      NULL, &err),
	    &err);
	case_ok(store_run(p.k.scheme.store, "publication_refused",
			  STORE_VALUES(STORE_TEXT("t"), STORE_TEXT(MARKUP)), NULL, &err),
		&err);
	PAGE_STATUS(&p, 200, page_case_get(&p, &administrator, "/admin"));
	PAGE_SAYS(&p, "公開されていない決定があります");
	PAGE_SAYS(&p, "2026年11月18日");
	PAGE_SAYS(&p, "<strong>停止する</strong>");
	PAGE_SAYS(&p, "&lt;script&gt;");
	PAGE_SAYS_NOT(&p, "<script>alert");
	PAGE_STATUS(&p, 200, page_case_get(&p, &administrator, "/admin?lang=en"));
	PAGE_SAYS(&p, "Decisions that were not made public");
	case_ok(store_run(p.k.scheme.store, "publication_drop", STORE_VALUES(STORE_TEXT("t")), NULL,
			  &err),
		&err);
}

/* The id of the first key of this purpose that is in use, or is not. */
static void find_key(char *kid, size_t room, const char *purpose, bool in_use)
{
	CLEANUP(json_done) json_t *file = NULL;
	struct err err = { 0 };
	json_t *key;
	size_t i;

	*kid = '\0';
	case_ok(
	    json_read(&file, bytes_of(json_text(log_view_verify(p.web.log), "keys")), "keys", &err),
	    &err);
	json_array_foreach (json_object_get(file, "keys"), i, key)
		if (text_equal(json_text(key, "purpose"), purpose) &&
		    in_use == !json_text(key, "valid_until"))
			(void)snprintf(kid, room, "%s", json_text(key, "kid"));
}

static unsigned revoke_key(const char *kid, json_t *form)
{
	CLEANUP(mem_freep) char *path = mem_format("/admin/keys/%s/revoke", kid);

	return page_case_post(&p, &administrator, path, form, NULL);
}

static unsigned look_at(const char *kid)
{
	CLEANUP(mem_freep) char *path = mem_format("/admin/keys/%s", kid);

	return page_case_get(&p, &administrator, path);
}

static unsigned replace(const char *name, const char *reason, bool has_code)
{
	json_t *form = json_pack("{s:s, s:s}", "name", name, "reason", reason);

	return page_case_post(&p, &administrator, "/admin/keys", has_code ? with_code(form) : form,
			      NULL);
}

static void keys_replaced(void **state)
{
	static const struct {
		const char *name, *reason;
		bool has_code;
		const char *says;
	} rows[] = {
		{ "label", "", true, "#f-reason" },      { "", "毎年", true, "#f-name" },
		{ "log", "毎年", true, "#f-name" },      { "decision", "毎年", true, "#f-name" },
		{ "label", "毎年", false, "#f-factor" },
	};
	char before[80], after[80], old[80];

	(void)state;
	PAGE_STATUS(&p, 200, page_case_get(&p, &administrator, "/admin"));
	PAGE_SAYS(&p, "href=\"/admin/keys\"");
	find_key(before, sizeof(before), "label", true);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		TAP_INT(rows[i].says, replace(rows[i].name, rows[i].reason, rows[i].has_code), 422);
		TAP_CHECK(rows[i].says, page_case_says(&p, rows[i].says));
		TAP_CHECK(rows[i].says, page_case_says(&p, "<details class=\"adding\" open>"));
	}
	find_key(after, sizeof(after), "label", true);
	assert_string_equal(before, after);
	PAGE_STATUS(&p, 200, page_case_get(&p, &administrator, "/admin/keys"));
	PAGE_SAYS(&p, before);
	PAGE_SAYS_NOT(&p, "交換済み");
	PAGE_STATUS(&p, 303, replace("label", "毎年の交換", true));
	PAGE_STATUS(&p, 200, page_case_get(&p, &administrator, p.location));
	PAGE_SAYS(&p, "鍵を交換しました");
	PAGE_SAYS(&p, "交換済み");
	find_key(after, sizeof(after), "label", true);
	find_key(old, sizeof(old), "label", false);
	assert_string_equal(old, before);
	assert_string_not_equal(after, before);
	PAGE_STATUS(&p, 303, replace("status", "毎年の交換", true));
}

static void keys_revoked(void **state)
{
	char now[80], old[80], log_key[80];

	(void)state;
	find_key(now, sizeof(now), "label", true);
	find_key(old, sizeof(old), "label", false);
	find_key(log_key, sizeof(log_key), "log", true);
	/* What is in use is not revoked, on the page or past it. */
	PAGE_STATUS(&p, 200, look_at(now));
	PAGE_SAYS(&p, "先に交換してから");
	PAGE_SAYS_NOT(&p, "/revoke\"");
	PAGE_STATUS(&p, 422, revoke_key(now, with_code(json_pack("{s:s}", "reason", "盗難"))));
	PAGE_SAYS(&p, "この鍵は変更できません");
	PAGE_STATUS(&p, 200, look_at(log_key));
	PAGE_SAYS(&p, "交換も失効もできません");
	PAGE_SAYS_NOT(&p, "/revoke\"");
	PAGE_STATUS(&p, 422, revoke_key(log_key, with_code(json_pack("{s:s}", "reason", "盗難"))));
	PAGE_STATUS(&p, 404, look_at("0000"));
	PAGE_STATUS(&p, 404, revoke_key("0000", with_code(json_pack("{s:s}", "reason", "盗難"))));
	PAGE_STATUS(&p, 200, look_at(old));
	PAGE_SAYS(&p, "以後すべて偽物と判定されます");
	PAGE_STATUS(&p, 422, revoke_key(old, with_code(json_object())));
	PAGE_SAYS(&p, "#f-reason");
	PAGE_STATUS(&p, 422, revoke_key(old, json_pack("{s:s}", "reason", "盗難")));
	PAGE_SAYS(&p, "#f-factor");
	PAGE_STATUS(&p, 303, revoke_key(old, with_code(json_pack("{s:s}", "reason", "盗難"))));
	PAGE_STATUS(&p, 200, page_case_get(&p, &administrator, p.location));
	PAGE_SAYS(&p, "鍵を失効させました");
	PAGE_SAYS(&p, "2026年11月18日");
	PAGE_SAYS_NOT(&p, "/revoke\"");
	PAGE_STATUS(&p, 422, revoke_key(old, with_code(json_pack("{s:s}", "reason", "盗難"))));
	find_key(old, sizeof(old), "status", false);
	PAGE_STATUS(&p, 200, look_at(old));
	PAGE_SAYS(&p, "取り直す");
	PAGE_SAYS_NOT(&p, "偽物");
	/* Who did what, and why. */
	CLEANUP(json_done) json_t *rows = NULL;
	struct err err = { 0 };
	find_key(old, sizeof(old), "label", false);
	case_ok(store_rows(p.k.scheme.store, "audit_of",
			   STORE_VALUES(STORE_TEXT("key"), STORE_TEXT(old)), &rows, &err),
		&err);
	assert_int_equal(json_array_size(rows), 1);
	assert_string_equal(json_text(json_array_get(rows, 0), "action"), "key.revoke");
	assert_string_equal(json_text(json_array_get(rows, 0), "reason"), "盗難");
	assert_int_equal(json_int(json_array_get(rows, 0), "account", 0), 1);
}

static void settings(void **state)
{
	(void)state;
	PAGE_STATUS(&p, 200, page_case_get(&p, &administrator, "/admin/settings"));
	PAGE_SAYS(&p, "198,000円");
	PAGE_SAYS(&p, "公式ではない");
	PAGE_SAYS(&p, "https://www.ipa.go.jp/security/jc-star/shinsei/index.html");
	PAGE_SAYS_NOT(&p, "method=\"post\" action=\"/admin");
	PAGE_STATUS(&p, 200, page_case_get(&p, &administrator, "/admin/settings?lang=en"));
	PAGE_SAYS(&p, "from 1 October 2025");
	page_case_close(&p);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(organisations), cmocka_unit_test(accounts),
	cmocka_unit_test(outbox),        cmocka_unit_test(refused),
	cmocka_unit_test(keys_replaced), cmocka_unit_test(keys_revoked),
	cmocka_unit_test(settings),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
