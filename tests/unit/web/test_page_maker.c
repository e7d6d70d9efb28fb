/* The maker's desk from the first application to a renewal, by pages and forms alone. */
#include "page_case.h"

#include "label/artwork.h"
#include "workflow/field.h"

/* What fontconfig keeps for later is its own. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig\n";
}

#define LABEL "S1-2026-00001"
#define MARKUP "<script>alert(1)</script>\"'&"

static struct page_case p;
static struct person administrator, officer, authority, maker, other;

static int64_t organisation(const char *kind)
{
	CLEANUP(json_done) json_t *rows = NULL;
	struct err err = { 0 };
	size_t i;
	json_t *row;

	case_ok(store_rows(p.k.scheme.store, "organisations", STORE_NOTHING, &rows, &err), &err);
	json_array_foreach (rows, i, row)
		if (text_equal(json_text(row, "kind"), kind))
			return json_int(row, "id", 0);
	return 0;
}

static void register_maker(const char *mail, const char *number, struct person *out)
{
	CASE_OUTCOME(&p.k, "ok", NULL, "maker.register",
		     json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "mail", mail, "name", "見本 花子",
			       "name_ja", "見本製作所", "name_en", "Sample Works",
			       "corporate_number", number, "language", "ja"),
		     NULL);
	case_follow_link(&p.k, out);
}

static void people_come_in(void **state)
{
	(void)state;
	page_case_open(&p, &administrator);
	case_invite(&p.k, &administrator, organisation("owner"), "officer", "one@owner.example",
		    &officer);
	case_invite(&p.k, &administrator, organisation("authority"), "authority",
		    "desk@ministry.example", &authority);
	register_maker("maker@works.example", "8700110005901", &maker);
	register_maker("other@works.example", "7000012050002", &other);
}

static char *version_of(const char *statement, struct store_values values)
{
	CLEANUP(json_done) json_t *row = case_row(&p.k, statement, values);

	return mem_format("%" PRId64, json_int(row, "version", 0));
}

/* A form of the application's page with the version that is now. */
static json_t *form(json_t *f)
{
	CLEANUP(mem_freep)
	char *version = version_of("application_by_id", STORE_VALUES(STORE_INT(1)));

	json_object_set_new(f, "version", json_string(version));
	return f;
}

static json_t *move(const char *name)
{
	return form(json_pack("{s:s}", "move", name));
}

/* The desk before there is anything, and the first step with its reason why not. */
static void nothing_yet(void **state)
{
	(void)state;
	PAGE_STATUS(&p, 303, page_case_get(&p, &maker, "/desk"));
	assert_string_equal(p.location, "/maker");
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker"));
	PAGE_SAYS(&p, "最初の申請まで");
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker/applications/new"));
	PAGE_SAYS(&p, "198,000");
	/* ★2 is not open: it is not offered. */
	PAGE_SAYS_NOT(&p, "value=\"2\"");
	json_t *tablet =
	    json_pack("{s:s, s:s, s:s, s:s, s:s}", "level", "1", "route", "standard",
		      "eligibility.kind", "general_purpose", "eligibility.ip_communication", "yes",
		      "eligibility.user_can_add_security", "no");
	json_t *device = json_deep_copy(tablet);
	json_object_set_new(device, "eligibility.kind", json_string("device"));
	PAGE_STATUS(&p, 422, page_case_post(&p, &maker, "/maker/applications/new", tablet, NULL));
	PAGE_SAYS(&p, "汎用機器は、この制度の対象ではありません");
	PAGE_STATUS(&p, 303, page_case_post(&p, &maker, "/maker/applications/new", device, NULL));
	assert_string_equal(p.location, "/maker/applications/1");
}

/* Another route: what it waives is marked, and answered beforehand. */
static void waived(void **state)
{
	(void)state;
	PAGE_STATUS(
	    &p, 303,
	    page_case_post(&p, &other, "/maker/applications/new",
			   json_pack("{s:s, s:s, s:s, s:s, s:s}", "level", "1", "route", "psti",
				     "eligibility.kind", "device", "eligibility.ip_communication",
				     "yes", "eligibility.user_can_add_security", "no"),
			   NULL));
	assert_string_equal(p.location, "/maker/applications/2");
	PAGE_STATUS(&p, 200, page_case_get(&p, &other, "/maker/applications/2/checklist"));
	PAGE_SAYS(&p, "name=\"answer.S1.1-02\" type=\"radio\" value=\"waived\" checked");
	PAGE_SAYS_NOT(&p, "name=\"answer.S1.1-01\" type=\"radio\" value=\"waived\"");
	PAGE_STATUS(&p, 200, page_case_get(&p, &other, "/maker/applications/2/edit"));
	PAGE_SAYS(&p, "name=\"psti.statement_url\"");
	/* Who applies is known. */
	PAGE_STATUS(&p, 200,
		    page_case_get(&p, &other, "/maker/applications/2/edit?section=applicant"));
	PAGE_SAYS(&p, "value=\"7000012050002\"");
}

/* Whose it is not gets what one gets who asks for nothing. */
static void other_peoples(void **state)
{
	static const char *const paths[] = { "/maker/applications/1",
					     "/maker/applications/1/edit",
					     "/maker/applications/1/checklist",
					     "/maker/applications/9",
					     "/maker/applications/x",
					     "/maker/applications/-1",
					     "/maker/applications/99999999999999999999",
					     "/maker/labels/S1-2026-00001",
					     "/maker/labels/%3Cb%3E/change" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		TAP_INT(paths[i], page_case_get(&p, &other, paths[i]), 404);
		TAP_INT(paths[i], page_case_get(&p, &officer, paths[i]), 403);
		TAP_INT(paths[i], page_case_get(&p, NULL, paths[i]), 303);
	}
	TAP_INT("move",
		page_case_post(&p, &other, "/maker/applications/1/move", move("withdraw"), NULL),
		404);
	/* No move at all, or none that could be one. */
	TAP_INT("none",
		page_case_post(&p, &maker, "/maker/applications/1/move", form(json_object()), NULL),
		404);
	TAP_INT("dots",
		page_case_post(&p, &maker, "/maker/applications/1/move", move("../x"), NULL), 404);
	TAP_INT("unknown",
		page_case_post(&p, &maker, "/maker/applications/1/move", move("fly"), NULL), 404);
	TAP_INT("officer's",
		page_case_post(&p, &maker, "/maker/applications/1/move", move("issue"), NULL), 422);
}

static const char *section_of(const char *path)
{
	const struct field *f = field_find(path);

	return f ? f->section : NULL;
}

/* The whole form, a section after the other, as the page sends it. */
static void fill_in(void **state)
{
	CLEANUP(json_done) json_t *all = fixture_json_file("scheme/application_form.json");
	size_t n;
	const struct field_section *s = field_sections(&n);

	(void)state;
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker/applications/1"));
	PAGE_SAYS(&p, "申請番号を取得する");
	PAGE_SAYS(&p, "要修正");
	PAGE_SAYS(&p, "/maker/applications/1/edit?section=product#f-product.name.ja");
	for (size_t i = 0; i < n; i++) {
		json_t *one = json_pack("{s:s, s:s}", "section", s[i].name, "next",
					"/maker/applications/1"),
		       *value;
		CLEANUP(mem_freep)
		char *page = mem_format("/maker/applications/1/edit?section=%s", s[i].name);
		const char *name;

		TAP_INT(page, page_case_get(&p, &maker, page), 200);
		json_object_foreach (all, name, value)
			if (text_equal(section_of(name), s[i].name)) {
				CLEANUP(mem_freep) char *control = mem_format("name=\"%s\"", name);

				PAGE_SAYS(&p, control);
				json_object_set(one, name, value);
			}
		TAP_INT(page,
			page_case_post(&p, &maker, "/maker/applications/1/edit", form(one), NULL),
			303);
		TAP_TEXT(page, p.location, "/maker/applications/1");
	}
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker/applications/1"));
	PAGE_SAYS(&p, "見本ゲートウェイ");
	PAGE_SAYS(&p, "チェックリストが提出されていません");
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker/applications/1?lang=en"));
	PAGE_SAYS(&p, "Sample Gateway");
}

static void bad_input(void **state)
{
	json_t *f = form(json_pack("{s:s, s:s, s:s}", "section", "security", "support_until",
				   "2031-02-30", "update_url", MARKUP));

	(void)state;
	PAGE_STATUS(&p, 422, page_case_post(&p, &maker, "/maker/applications/1/edit", f, NULL));
	PAGE_SAYS(&p, "href=\"#f-support_until\"");
	PAGE_SAYS(&p, "value=\"2031-02-30\"");
	PAGE_SAYS(&p, "&lt;script&gt;");
	PAGE_SAYS_NOT(&p, "<script>alert");
	/* Text may hold anything that can be seen. */
	PAGE_STATUS(
	    &p, 303,
	    page_case_post(&p, &maker, "/maker/applications/1/edit",
			   form(json_pack("{s:s, s:s, s:s}", "section", "product",
					  "product.name.en", MARKUP, "next", "//evil.example")),
			   NULL));
	assert_string_equal(p.location, "/");
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker?lang=en"));
	PAGE_SAYS_NOT(&p, "<script>alert");
	PAGE_SAYS(&p, "&lt;script&gt;");
}

/* Somebody else saved first: both texts are there, and saving again is possible. */
static void conflict(void **state)
{
	json_t *late = form(json_pack("{s:s, s:s, s:s}", "section", "product", "product.category",
				      "カメラ", "next", "/maker/applications/1"));
	json_t *later = json_deep_copy(late);

	(void)state;
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, &maker, "/maker/applications/1/edit",
				   form(json_pack("{s:s, s:s, s:s, s:s}", "section", "product",
						  "product.category", "ルーター", "next", "/maker",
						  "product.name.en", "Sample Gateway")),
				   NULL));
	PAGE_STATUS(&p, 409, page_case_post(&p, &maker, "/maker/applications/1/edit", late, NULL));
	PAGE_SAYS(&p, "<del>ルーター</del>");
	PAGE_SAYS(&p, "<ins>カメラ</ins>");
	PAGE_SAYS(&p, "name=\"product.category\" type=\"text\" value=\"カメラ\"");
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, &maker, "/maker/applications/1/edit", form(later), NULL));
}

static void checklist(void **state)
{
	json_t *typed = json_pack("{s:s}", "next", "/maker/applications/1/checklist?done=typed"),
	       *criterion;
	size_t i;

	(void)state;
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker/applications/1/checklist"));
	PAGE_SAYS(&p, "name=\"answer.S1.1-01\"");
	PAGE_SAYS(&p, "まだ提出されていません");
	json_array_foreach (json_object_get(p.k.scheme.pack, "criteria"), i, criterion) {
		CLEANUP(mem_freep) char *name = mem_format("answer.%s", json_text(criterion, "id"));

		json_object_set_new(typed, name, json_string(i ? "yes" : "na"));
	}
	json_t *reason = json_deep_copy(typed), *stale = json_deep_copy(typed);
	PAGE_STATUS(
	    &p, 303,
	    page_case_post(&p, &maker, "/maker/applications/1/checklist", form(typed), NULL));
	assert_string_equal(p.location, "/maker/applications/1/checklist?done=typed");
	/* "Not applicable" without a reason: the finding leads to the row. */
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker/applications/1"));
	PAGE_SAYS(&p, "/maker/applications/1/checklist#c-S1.1-01");
	json_object_set_new(stale, "version", json_string("1"));
	json_object_set_new(stale, "because.S1.1-01", json_string(MARKUP));
	PAGE_STATUS(&p, 409,
		    page_case_post(&p, &maker, "/maker/applications/1/checklist", stale, NULL));
	PAGE_SAYS(&p, "<ins>&lt;script&gt;");
	json_object_set_new(reason, "because.S1.1-01", json_string("利用者を識別しない製品"));
	PAGE_STATUS(
	    &p, 303,
	    page_case_post(&p, &maker, "/maker/applications/1/checklist", form(reason), NULL));
	PAGE_STATUS(&p, 422,
		    page_case_post(&p, &maker, "/maker/applications/1/checklist/pack",
				   form(json_object()), NULL));
	PAGE_SAYS(&p, "href=\"#f-pack\"");
}

static void hand_in(void **state)
{
	(void)state;
	PAGE_STATUS(
	    &p, 303,
	    page_case_post(&p, &maker, "/maker/applications/1/move", move("take_number"), NULL));
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker/applications/1?done=move"));
	PAGE_SAYS(&p, "A2026-00001");
	PAGE_SAYS(&p, "value=\"submit\"");
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, &maker, "/maker/applications/1/move", move("submit"), NULL));
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker/applications/1"));
	PAGE_SAYS(&p, "aria-current=\"step\"");
	PAGE_SAYS_NOT(&p, "/edit?section");
	/* It cannot be written to any more. */
	PAGE_STATUS(&p, 303, page_case_get(&p, &maker, "/maker/applications/1/edit"));
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, &maker, "/maker/applications/1/message",
				   json_pack("{s:s}", "text", MARKUP), NULL));
	PAGE_STATUS(&p, 422,
		    page_case_post(&p, &maker, "/maker/applications/1/message",
				   json_pack("{s:s}", "text", ""), NULL));
	CASE_OUTCOME(&p.k, "ok", &officer, "application.message",
		     json_pack("{s:s, s:s}", "id", "1", "text", "確認しました。"), NULL);
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker/applications/1"));
	PAGE_SAYS(&p, "確認しました。");
	PAGE_SAYS_NOT(&p, "<script>alert");
	/* Who of the office it was is not told. */
	PAGE_SAYS_NOT(&p, "one@owner.example");
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker"));
	PAGE_SAYS(&p, "事務局からメッセージがあります");
}

static json_t *args_with_version(json_t *args)
{
	json_object_set_new(args, "id", json_string("1"));
	return form(args);
}

static void to_the_label(void **state)
{
	(void)state;
	CASE_OUTCOME(&p.k, "ok", &officer, "application.pass_form_check",
		     args_with_version(json_object()), NULL);
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker/applications/1"));
	/* The inquiry is confidential. */
	PAGE_SAYS_NOT(&p, "見本省");
	CASE_OUTCOME(
	    &p.k, "ok", &authority, "inquiry.answer",
	    json_pack("{s:s, s:s, s:s}", "id", "1", "answer", "no_objection", "note", "内密"),
	    NULL);
	CASE_OUTCOME(&p.k, "ok", &officer, "application.accept", args_with_version(json_object()),
		     NULL);
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker/applications/1"));
	PAGE_SAYS(&p, "198,000");
	PAGE_SAYS_NOT(&p, "内密");
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, &maker, "/maker/applications/1/move",
				   move("ask_provisional"), NULL));
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker/applications/1"));
	PAGE_SAYS_NOT(&p, "value=\"ask_provisional\"");
	CASE_OUTCOME(&p.k, "ok", &officer, "application.record_fee",
		     args_with_version(json_pack("{s:s}", "paid_on", "2026-11-18")), NULL);
	CASE_OUTCOME(&p.k, "ok", &officer, "application.issue",
		     case_with_code(args_with_version(json_object()), &officer), NULL);
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker/applications/1"));
	PAGE_SAYS(&p, "href=\"/maker/labels/" LABEL "\"");
	/* It is over: nothing to do, and nothing to correct. */
	PAGE_SAYS(&p, "することはありません");
	PAGE_SAYS_NOT(&p, "id=\"findings\"");
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker"));
	PAGE_SAYS(&p, LABEL);
}

static json_t *of_label(json_t *f)
{
	CLEANUP(mem_freep)
	char *version = version_of("registration_by_number", STORE_VALUES(STORE_TEXT(LABEL)));

	json_object_set_new(f, "version", json_string(version));
	return f;
}

static void label(void **state)
{
	(void)state;
	PAGE_STATUS(&p, 404, page_case_get(&p, &other, "/maker/labels/" LABEL));
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker/labels/" LABEL));
	PAGE_SAYS(&p, "/L/" LABEL "/label.pdf");
	PAGE_SAYS(&p, "残り日数：730");
	/* Too early: since when one can is said. */
	PAGE_SAYS(&p, "延長を申請できる期間は、まだ始まっていません");
	PAGE_SAYS(&p, "2028年8月19日");
	/* The second factor: missing, then a wrong one; the form is open again. */
	PAGE_STATUS(&p, 422,
		    page_case_post(&p, &maker, "/maker/labels/" LABEL "/move",
				   of_label(json_pack("{s:s}", "move", "withdraw")), NULL));
	PAGE_SAYS(&p, "認証コードが違います");
	PAGE_SAYS(&p, "id=\"f-factor\"");
	PAGE_SAYS(&p, "<details class=\"move\" open>");
	PAGE_STATUS(&p, 422,
		    page_case_post(
			&p, &maker, "/maker/labels/" LABEL "/notice",
			of_label(json_pack("{s:s, s:s}", "kind", "update", "url", "javascript:1")),
			NULL));
	PAGE_SAYS(&p, "href=\"#f-text_en\"");
	PAGE_STATUS(
	    &p, 303,
	    page_case_post(&p, &maker, "/maker/labels/" LABEL "/notice",
			   of_label(json_pack("{s:s, s:s, s:s}", "kind", "update", "text_ja",
					      "更新版があります。", "text_en", MARKUP)),
			   NULL));
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, &maker, "/maker/labels/" LABEL "/report",
				   of_label(json_pack("{s:s}", "text", "不具合の報告")), NULL));
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker/labels/" LABEL));
	PAGE_SAYS(&p, "更新版があります。");
	PAGE_SAYS(&p, "不具合の報告");
	PAGE_SAYS_NOT(&p, "<script>alert");
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker/labels/" LABEL "/notice"));
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker/labels/" LABEL "/report"));
}

static void change(void **state)
{
	json_t *same =
	    of_label(json_pack("{s:s, s:s}", "why", "変更なし", "support_until", "2031-03-31"));

	(void)state;
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker/labels/" LABEL "/change"));
	PAGE_SAYS(&p, "name=\"product.contact\"");
	PAGE_SAYS(&p, "SG-1000W,Sample Gateway W");
	PAGE_SAYS_NOT(&p, "supply_chain");
	PAGE_STATUS(&p, 422,
		    page_case_post(&p, &maker, "/maker/labels/" LABEL "/change", same, NULL));
	PAGE_SAYS(&p, "変更された項目がありません");
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, &maker, "/maker/labels/" LABEL "/change",
				   of_label(json_pack("{s:s, s:s, s:s}", "why", "型式の追加",
						      "support_until", "2032-03-31", "models",
						      "SG-1000\nSG-2000,\"New, one\"\n")),
				   NULL));
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker/labels/" LABEL));
	PAGE_SAYS(&p, "<del>2031年3月31日</del> → <ins>2032年3月31日</ins>");
	PAGE_SAYS(&p, "SG-2000,&quot;New, one&quot;");
	CASE_OUTCOME(
	    &p.k, "ok", &officer, "notice.decide",
	    case_with_code(json_pack("{s:s, s:s}", "id", "2", "outcome", "accepted"), &officer),
	    NULL);
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker/labels/" LABEL));
	/* The old value stays with the notice, though the papers have the new one now. */
	PAGE_SAYS(&p, "<del>2031年3月31日</del> → <ins>2032年3月31日</ins>");
	CLEANUP(json_done) json_t *models = NULL;
	struct err err = { 0 };
	case_ok(store_rows(p.k.scheme.store, "label_models", STORE_VALUES(STORE_TEXT(LABEL)),
			   &models, &err),
		&err);
	assert_int_equal(json_array_size(models), 2);
	assert_string_equal(json_text(json_array_get(models, 1), "name"), "New, one");
}

static void renewal(void **state)
{
	(void)state;
	assert_int_equal(day_start("2028-09-18", &case_now), 0);
	CASE_OUTCOME(&p.k, "ok", NULL, "session.open",
		     case_with_code(json_pack("{s:s, s:s}", "mail", "maker@works.example",
					      "password", CASE_PASSWORD),
				    &maker),
		     NULL);
	case_take_session(&p.k, &maker);
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker"));
	PAGE_SAYS(&p, "延長を申請できます");
	PAGE_STATUS(&p, 422,
		    page_case_post(&p, &maker, "/maker/labels/" LABEL "/move",
				   of_label(json_pack("{s:s, s:s}", "move", "ask_renewal",
						      "declaration_name", "名前")),
				   NULL));
	PAGE_SAYS(&p, "value=\"名前\"");
	PAGE_SAYS(&p, "href=\"#f-declaration_agreed\"");
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, &maker, "/maker/labels/" LABEL "/move",
				   of_label(json_pack(
				       "{s:s, s:s, s:s, s:s, s:s}", "move", "ask_renewal",
				       "declaration_name", "名前", "declaration_title", "部長",
				       "declaration_agreed", "yes", "support_until", "2032-03-31")),
				   NULL));
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker/labels/" LABEL));
	PAGE_SAYS(&p, "失効猶予（延長申請中）");
	PAGE_STATUS(
	    &p, 303,
	    page_case_post(&p, &maker, "/maker/labels/" LABEL "/move",
			   case_with_code(of_label(json_pack("{s:s}", "move", "withdraw")), &maker),
			   NULL));
	PAGE_STATUS(&p, 200, page_case_get(&p, &maker, "/maker/labels/" LABEL));
	PAGE_SAYS(&p, "失効（自主取下げ）");
	page_case_close(&p);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(people_come_in), cmocka_unit_test(nothing_yet),
	cmocka_unit_test(waived),         cmocka_unit_test(other_peoples),
	cmocka_unit_test(fill_in),        cmocka_unit_test(bad_input),
	cmocka_unit_test(conflict),       cmocka_unit_test(checklist),
	cmocka_unit_test(hand_in),        cmocka_unit_test(to_the_label),
	cmocka_unit_test(label),          cmocka_unit_test(change),
	cmocka_unit_test(renewal),
};

/* The page of a label tells how small it may be. */
static int leave(void **state)
{
	artwork_done();
	return fixture_leave(state);
}

TAP_MAIN_WITHIN(tests, fixture_enter, leave)
