/* Accounts by pages alone: registering, the link, signing in and out, recovery, one's settings. */
#include "page_case.h"

static struct page_case p;
static struct person administrator, maker;
static char link_path[100];

static void open_registry(void **state)
{
	(void)state;
	page_case_open(&p, &administrator);
}

/* The newest mail: to whom, and the path of its link in link_path. */
static bool mail_with_link(const char *to)
{
	CLEANUP(json_done) json_t *due = NULL;
	struct err err = { 0 };

	case_ok(store_rows(p.k.scheme.store, "outbox_due", STORE_VALUES(STORE_INT(case_now)), &due,
			   &err),
		&err);
	const json_t *mail = json_array_get(due, json_array_size(due) - 1);
	const char *at = strstr(json_text(mail, "body"), "/link/");
	if (!text_equal(json_text(mail, "mail"), to) || !at)
		return false;
	snprintf(link_path, sizeof(link_path), "%.70s", at);
	return true;
}

static json_t *registration(const char *number, const char *mail)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "name_ja", "見本製作所", "name_en",
			 "Sample Works", "corporate_number", number, "name", "見本 花子", "mail",
			 mail, "language", "en");
}

static void registers(void **state)
{
	(void)state;
	PAGE_STATUS(&p, 200, page_case_get(&p, NULL, "/register"));
	PAGE_STATUS(&p, 422, page_case_post(&p, NULL, "/register", json_object(), NULL));
	PAGE_SAYS(&p, "href=\"#f-mail\"");
	PAGE_STATUS(&p, 422,
		    page_case_post(&p, NULL, "/register",
				   registration("8700110005902", "a@works.example"), NULL));
	PAGE_SAYS(&p, "value=\"8700110005902\"");
	PAGE_SAYS(&p, "id=\"f-corporate_number-problem\"");
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, NULL, "/register",
				   registration("8700110005901", "Maker@works.example"), NULL));
	assert_string_equal(p.location, "/register?sent=1");
	assert_true(mail_with_link("maker@works.example"));
	PAGE_STATUS(&p, 200, page_case_get(&p, NULL, p.location));
	PAGE_SAYS(&p, "入力されたアドレスにメールをお送りします");
	/* The same address once more looks the same, and gets another mail. */
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, NULL, "/register",
				   registration("7000012050002", "maker@works.example"), NULL));
	assert_string_equal(p.location, "/register?sent=1");
	assert_false(mail_with_link("maker@works.example"));
}

/* What the page shows of the key, without its blanks. */
static void read_key(char out[static TOTP_SECRET_MAX])
{
	const char *at = strstr(p.body, "<code class=\"key\">");
	size_t n = 0;

	assert_non_null(at);
	for (at += strlen("<code class=\"key\">"); *at != '<' && n + 1 < TOTP_SECRET_MAX; at++)
		if (*at != ' ')
			out[n++] = *at;
	out[n] = '\0';
}

static void follows_the_link(void **state)
{
	CLEANUP(mem_freep) char *picture = mem_format("%s/qr.svg", link_path);
	json_t *set_up = json_pack("{s:s, s:s, s:s}", "name", "見本 花子", "password",
				   CASE_PASSWORD, "password_again", CASE_PASSWORD);

	(void)state;
	PAGE_STATUS(&p, 200, page_case_get(&p, NULL, link_path));
	PAGE_SAYS(&p, "maker@works.example");
	PAGE_SAYS(&p, picture);
	PAGE_SAYS(&p, "autocomplete=\"new-password\"");
	read_key(maker.secret);
	assert_int_equal(strlen(maker.secret), TOTP_SECRET_MAX - 1);
	PAGE_STATUS(&p, 200, page_case_get(&p, NULL, picture));
	PAGE_SAYS(&p, "<svg");
	/* Not the code yet: the key stays the same, the passwords have to be typed again. */
	json_t *wrong = json_deep_copy(set_up);
	json_object_set_new(wrong, "factor", json_string("000000"));
	PAGE_STATUS(&p, 422, page_case_post(&p, NULL, link_path, wrong, NULL));
	PAGE_SAYS(&p, "href=\"#f-factor\"");
	PAGE_SAYS_NOT(&p, CASE_PASSWORD);
	char again[TOTP_SECRET_MAX];
	read_key(again);
	assert_string_equal(again, maker.secret);
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, NULL, link_path, case_with_code(set_up, &maker), NULL));
	assert_string_equal(p.location, "/desk");
	/* It worked once. */
	PAGE_STATUS(&p, 404, page_case_get(&p, NULL, link_path));
	PAGE_SAYS(&p, "このリンクは使えません");
	PAGE_STATUS(&p, 404, page_case_get(&p, NULL, picture));
	PAGE_STATUS(&p, 404, page_case_get(&p, NULL, "/link/short"));
}

static void sign_in(const char *next)
{
	json_t *form = json_pack("{s:s, s:s, s:s}", "mail", "maker@works.example", "password",
				 CASE_PASSWORD, "next", next);
	struct err err = { 0 };

	PAGE_STATUS(&p, 303,
		    page_case_post(&p, NULL, "/sign-in", case_with_code(form, &maker), NULL));
	snprintf(maker.session, sizeof(maker.session), "%s", p.session);
	CLEANUP(json_done) json_t *account = NULL;
	case_ok(account_of_session(p.k.scheme.store, maker.session, case_now, &account, &err),
		&err);
	snprintf(maker.csrf, sizeof(maker.csrf), "%s", json_text(account, "csrf"));
	maker.id = json_int(account, "id", 0);
}

static void signs_in(void **state)
{
	(void)state;
	PAGE_STATUS(&p, 303, page_case_get(&p, NULL, "/maker/applications/new?x=1"));
	assert_string_equal(p.location, "/sign-in?next=%2Fmaker%2Fapplications%2Fnew%3Fx%3D1");
	PAGE_STATUS(&p, 200, page_case_get(&p, NULL, p.location));
	PAGE_SAYS(&p, "name=\"next\" value=\"/maker/applications/new?x=1\"");
	PAGE_STATUS(&p, 200, page_case_get(&p, NULL, "/sign-in?next=https%3A%2F%2Fevil.example"));
	PAGE_SAYS(&p, "name=\"next\" value=\"/desk\"");
	PAGE_STATUS(&p, 422,
		    page_case_post(&p, NULL, "/sign-in",
				   json_pack("{s:s, s:s, s:s}", "mail", "maker@works.example",
					     "password", "a wrong password", "factor", "000000"),
				   NULL));
	PAGE_SAYS(&p, "サインインできません");
	PAGE_SAYS(&p, "value=\"maker@works.example\"");
	PAGE_SAYS_NOT(&p, "a wrong password");
	sign_in("/maker/applications/new");
	assert_string_equal(p.location, "/maker/applications/new");
}

static void own_account(void **state)
{
	struct person before = maker;

	(void)state;
	/* In the language that was chosen with the registration. */
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/account"));
	PAGE_SAYS(&p, "maker@works.example");
	PAGE_SAYS(&p, "this one");
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, &maker, "/account/language",
				   json_pack("{s:s}", "language", "ja"), NULL));
	assert_string_equal(p.location, "/account?done=language&lang=ja");
	PAGE_STATUS(&p, 422,
		    page_case_post(&p, &maker, "/account/language",
				   json_pack("{s:s}", "language", "fr"), NULL));
	/* Two sessions; the other one is ended. */
	sign_in("/account");
	PAGE_STATUS(&p, 303, page_case_post(&p, &maker, "/account/sessions", json_object(), NULL));
	PAGE_STATUS(&p, 303, page_case_get(&p, &before, "/account"));
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/account"));
	/* A new password: not the same twice, no code, then right. */
	PAGE_STATUS(&p, 422,
		    page_case_post(&p, &maker, "/account/password",
				   json_pack("{s:s, s:s}", "password", "another long one",
					     "password_again", "another"),
				   NULL));
	PAGE_SAYS(&p, "href=\"#f-password_again\"");
	PAGE_STATUS(&p, 422,
		    page_case_post(&p, &maker, "/account/password",
				   json_pack("{s:s, s:s}", "password", CASE_PASSWORD,
					     "password_again", CASE_PASSWORD),
				   NULL));
	PAGE_SAYS(&p, "認証コードが違います");
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, &maker, "/account/password",
				   case_with_code(json_pack("{s:s, s:s}", "password", CASE_PASSWORD,
							    "password_again", CASE_PASSWORD),
						  &maker),
				   NULL));
	assert_string_equal(p.location, "/account?done=password");
	assert_non_null(p.session);
}

static void recovers(void **state)
{
	(void)state;
	PAGE_STATUS(&p, 200, page_case_get(&p, NULL, "/recover"));
	PAGE_STATUS(
	    &p, 422,
	    page_case_post(&p, NULL, "/recover", json_pack("{s:s}", "mail", "nobody"), NULL));
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, NULL, "/recover",
				   json_pack("{s:s}", "mail", "nobody@works.example"), NULL));
	assert_string_equal(p.location, "/recover?sent=1");
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, NULL, "/recover",
				   json_pack("{s:s}", "mail", "maker@works.example"), NULL));
	assert_string_equal(p.location, "/recover?sent=1");
	assert_true(mail_with_link("maker@works.example"));
	PAGE_STATUS(&p, 200, page_case_get(&p, NULL, link_path));
	PAGE_SAYS(&p, "再設定");
	PAGE_STATUS(&p, 200, page_case_get(&p, NULL, "/recover?sent=1"));
}

static void signs_out(void **state)
{
	(void)state;
	sign_in("/desk");
	PAGE_STATUS(&p, 303, page_case_post(&p, &maker, "/sign-out", json_object(), NULL));
	assert_string_equal(p.location, "/");
	assert_string_equal(p.session, "");
	PAGE_STATUS(&p, 303, page_case_get(&p, &maker, "/account"));
	page_case_close(&p);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(open_registry),    cmocka_unit_test(registers),
	cmocka_unit_test(follows_the_link), cmocka_unit_test(signs_in),
	cmocka_unit_test(own_account),      cmocka_unit_test(recovers),
	cmocka_unit_test(signs_out),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
