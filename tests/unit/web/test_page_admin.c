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
	cmocka_unit_test(organisations),
	cmocka_unit_test(accounts),
	cmocka_unit_test(outbox),
	cmocka_unit_test(settings),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
