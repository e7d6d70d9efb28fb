/* Imported lists in the browser: upload, preview, publish, look up, newer edition, remove. */
#include "page_case.h"

#define MARKUP "<script>alert(1)</script>"
#define CSV                                                                                         \
	"一覧,,,,,\n登録番号,型式番号,製造業者名,レベル,ステータス,備考\n" \
	"R1,WV-S1136,見本電機" MARKUP                                                               \
	",★1,有効,x\nR2,AB-7,,9,検討中,\n,Q-1,,1,有効,\nR3,Z\u202e9,,1,有"                \
	"効,\n"

static struct page_case p;
static struct person administrator;

static json_t *with_code(json_t *form)
{
	return case_with_code(form, &administrator);
}

/* What a front does with a file: into the spool, under a name of its own. */
static json_t *upload(const char *field, const char *name, const char *text, json_t *with)
{
	static unsigned n;
	json_t *uploads = with ? with : json_object();
	CLEANUP(mem_freep) char *spool = mem_format("%032x", ++n);
	CLEANUP(mem_freep) char *path = mem_format("%s/%s", p.k.dir, spool);

	fixture_write(path, bytes_of(text));
	json_object_set_new(uploads, field,
			    json_pack("{s:s, s:s, s:s, s:I}", "spool", spool, "name", name, "type",
				      "text/csv", "size", (json_int_t)strlen(text)));
	return uploads;
}

static json_t *form(const char *edition)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "slug", "sample", "name_ja",
			 "見本の一覧", "name_en", "Sample list", "source", "Example Agency", "url",
			 "https://agency.example/list", "edition", edition);
}

static json_t *changed(const char *member, const char *value)
{
	json_t *f = form("2026-09-15");

	json_object_set_new(f, member, json_string(value));
	return f;
}

static void wrong_forms(void **state)
{
	static const struct {
		const char *member, *value, *says;
	} rows[] = {
		{ "slug", "A b", "#f-slug" },
		{ "name_ja", "", "#f-name_ja" },
		{ "name_en", "", "#f-name_en" },
		{ "source", "", "#f-source" },
		{ "url", "javascript:alert(1)", "#f-url" },
		{ "edition", "2026-02-30", "#f-edition" },
		{ "edition", "2027-01-01", "今日より後" },
		{ "edition", "", "#f-edition" },
	};
	static const char *const files[] = { "", "a,b\n1,2\n", "{\"format\": 1}", "PK\003\004zz",
					     "\"open" };

	(void)state;
	page_case_open(&p, &administrator);
	PAGE_STATUS(&p, 200, page_case_get(&p, NULL, "/lists"));
	PAGE_SAYS(&p, "まだ取り込まれた一覧はありません");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		TAP_INT(rows[i].value,
			page_case_post(&p, &administrator, "/admin/lists",
				       changed(rows[i].member, rows[i].value),
				       upload("file", "a.csv", CSV, NULL)),
			422);
		PAGE_SAYS(&p, rows[i].says);
	}
	PAGE_STATUS(&p, 422,
		    page_case_post(&p, &administrator, "/admin/lists", form("2026-09-15"), NULL));
	PAGE_SAYS(&p, "#f-file");
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		TAP_INT(files[i],
			page_case_post(&p, &administrator, "/admin/lists", form("2026-09-15"),
				       upload("file", "a.csv", files[i], NULL)),
			422);
		PAGE_SAYS(&p, "このファイルは受け付けられません");
	}
	PAGE_STATUS(
	    &p, 422,
	    page_case_post(&p, &administrator, "/admin/lists", form("2026-09-15"),
			   upload("columns", "m.json", "{}", upload("file", "a.csv", CSV, NULL))));
	PAGE_SAYS(&p, "#f-columns");
	PAGE_STATUS(&p, 200, page_case_get(&p, &administrator, "/admin/lists"));
	PAGE_SAYS(&p, "まだ一覧はありません");
}

static void preview(void **state)
{
	(void)state;
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, &administrator, "/admin/lists", form("2026-09-15"),
				   upload("file", "公開 list.csv", CSV, NULL)));
	assert_string_equal(p.location, "/admin/lists/1");
	PAGE_STATUS(&p, 200, page_case_get(&p, &administrator, "/admin/lists/1"));
	/* Columns, lines with reasons, products. */
	PAGE_SAYS(&p, "まだ公開されていません");
	PAGE_SAYS(&p, "備考");
	PAGE_SAYS(&p, "使いません");
	PAGE_SAYS(&p, "レベルを読み取れません");
	PAGE_SAYS(&p, "登録番号がありません");
	PAGE_SAYS(&p, "見えない文字があります");
	PAGE_SAYS(&p, "行を取り込みません");
	PAGE_SAYS(&p, "WV-S1136");
	PAGE_SAYS(&p, "公開 list.csv");
	PAGE_SAYS_NOT(&p, MARKUP);
	PAGE_STATUS(&p, 200, page_case_get(&p, &administrator, "/admin/lists/1?lang=en"));
	PAGE_SAYS(&p, "the line is left out");
	/* Nobody else sees it. */
	PAGE_STATUS(&p, 404, page_case_get(&p, NULL, "/lists/sample"));
	PAGE_STATUS(&p, 404, page_case_get(&p, NULL, "/v1/lists/sample"));
	PAGE_STATUS(&p, 200, page_case_get(&p, NULL, "/lists"));
	PAGE_SAYS_NOT(&p, "見本の一覧");
	PAGE_STATUS(&p, 404, page_case_get(&p, &administrator, "/admin/lists/77"));
	PAGE_STATUS(&p, 404, page_case_get(&p, &administrator, "/admin/lists/x"));
}

static void published(void **state)
{
	(void)state;
	PAGE_STATUS(
	    &p, 422,
	    page_case_post(&p, &administrator, "/admin/lists/1/confirm", json_object(), NULL));
	PAGE_SAYS(&p, "#f-factor");
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, &administrator, "/admin/lists/1/confirm",
				   with_code(json_object()), NULL));
	assert_string_equal(p.location, "/admin/lists/1?done=published");
	PAGE_STATUS(&p, 200, page_case_get(&p, NULL, "/lists/sample"));
	PAGE_SAYS(&p,
		  "Example Agencyの一覧（2026-09-15版）による。この登録簿のラベルではありません。");
	PAGE_SAYS(&p, "公的な地位や認証を意味しません");
	PAGE_SAYS(&p, "WV-S1136");
	PAGE_SAYS_NOT(&p, MARKUP);
	PAGE_STATUS(&p, 200, page_case_get(&p, NULL, "/lists/sample?lang=en&q=s1"));
	PAGE_SAYS(&p,
		  "Per the list of 2026-09-15 by Example Agency; not a label of this registry.");
	PAGE_SAYS(&p, "R1");
	PAGE_SAYS_NOT(&p, "AB-7");
	PAGE_STATUS(&p, 200, page_case_get(&p, NULL, "/lists/sample?q=zz"));
	PAGE_SAYS(&p, "この一覧にはありません");
	PAGE_STATUS(&p, 400, page_case_get(&p, NULL, "/lists/sample?q=%21"));
	PAGE_SAYS(&p, "検索できる文字がありません");
	PAGE_STATUS(&p, 400, page_case_get(&p, NULL, "/lists/sample?after=x"));
	PAGE_STATUS(&p, 404, page_case_get(&p, NULL, "/lists/other"));
	PAGE_STATUS(&p, 200, page_case_get(&p, NULL, "/lists?q=S1136"));
	PAGE_SAYS(&p, "/lists/sample");
	PAGE_SAYS(&p, "R1");
}

/* The list of labels says that there is something, and shows none of it. */
static void labels_stay_apart(void **state)
{
	static const char *const apart[] = { "/labels.csv", "/labels.ndjson", "/v1/labels?q=S1136",
					     "/v1/changes", "/labels" };

	(void)state;
	PAGE_STATUS(&p, 200, page_case_get(&p, NULL, "/labels?q=S1136"));
	PAGE_SAYS(&p, "/lists?q=S1136");
	PAGE_SAYS(&p, "この登録簿のラベルではありません");
	PAGE_SAYS(&p, "該当するラベルはありません");
	PAGE_SAYS_NOT(&p, "R1");
	PAGE_STATUS(&p, 200, page_case_get(&p, NULL, "/labels?q=nothing"));
	PAGE_SAYS_NOT(&p, "/lists?q=");
	for (size_t i = 0; i < ARRAY_LEN(apart); i++) {
		PAGE_STATUS(&p, 200, page_case_get(&p, NULL, apart[i]));
		PAGE_SAYS_NOT(&p, "WV-S1136");
	}
}

static void newer(void **state)
{
	(void)state;
	PAGE_STATUS(&p, 200, page_case_get(&p, &administrator, "/admin/lists?again=sample"));
	PAGE_SAYS(&p, "value=\"https://agency.example/list\"");
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, &administrator, "/admin/lists", form("2026-09-14"),
				   upload("file", "b.csv", CSV, NULL)));
	assert_string_equal(p.location, "/admin/lists/2");
	PAGE_STATUS(&p, 422,
		    page_case_post(&p, &administrator, "/admin/lists/2/confirm",
				   with_code(json_object()), NULL));
	PAGE_SAYS(&p, "新しい版がすでに公開されています");
	PAGE_STATUS(
	    &p, 303,
	    page_case_post(&p, &administrator, "/admin/lists/2/remove", json_object(), NULL));
	PAGE_STATUS(&p, 303,
		    page_case_post(
			&p, &administrator, "/admin/lists", form("2026-10-15"),
			upload("file", "b.csv", "登録番号,型式番号,レベル\nN1,NEW-1,2\n", NULL)));
	assert_string_equal(p.location, "/admin/lists/3");
	PAGE_STATUS(&p, 200, page_case_get(&p, &administrator, "/admin/lists/3"));
	PAGE_SAYS(&p, "次の版を置き換えます");
	PAGE_SAYS(&p, "2026年9月15日");
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, &administrator, "/admin/lists/3/confirm",
				   with_code(json_object()), NULL));
	PAGE_STATUS(&p, 200, page_case_get(&p, NULL, "/lists/sample"));
	PAGE_SAYS(&p, "NEW-1");
	PAGE_SAYS(&p, "2026年10月15日");
	PAGE_SAYS_NOT(&p, "WV-S1136");
	/* A draft that is none any more. */
	PAGE_STATUS(&p, 409,
		    page_case_post(&p, &administrator, "/admin/lists/3/confirm",
				   with_code(json_object()), NULL));
	PAGE_STATUS(&p, 422,
		    page_case_post(&p, &administrator, "/admin/lists/3/remove",
				   with_code(json_object()), NULL));
	PAGE_SAYS(&p, "#f-reason");
	PAGE_STATUS(&p, 422,
		    page_case_post(&p, &administrator, "/admin/lists/3/remove",
				   json_pack("{s:s}", "reason", "公表元の申出"), NULL));
	PAGE_SAYS(&p, "#f-factor");
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, &administrator, "/admin/lists/3/remove",
				   with_code(json_pack("{s:s}", "reason", "公表元の申出")), NULL));
	PAGE_STATUS(&p, 404, page_case_get(&p, NULL, "/lists/sample"));
	PAGE_STATUS(&p, 404, page_case_get(&p, &administrator, "/admin/lists/3"));
}

static void trail(void **state)
{
	static const char *const actions[] = { "list.upload", "list.confirm", "list.remove" };
	struct err err = { 0 };
	json_t *rows = NULL;

	(void)state;
	case_ok(store_rows(p.k.scheme.store, "audit_before", STORE_VALUES(STORE_INT(INT64_MAX)),
			   &rows, &err),
		&err);
	for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
		size_t k, n = 0;
		json_t *row;

		json_array_foreach (rows, k, row)
			n += text_equal(json_text(row, "action"), actions[i]) &&
			     text_equal(json_text(row, "subject"), "sample");
		TAP_CHECK(actions[i], n >= 2);
	}
	json_decref(rows);
	page_case_close(&p);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(wrong_forms),       cmocka_unit_test(preview), cmocka_unit_test(published),
	cmocka_unit_test(labels_stay_apart), cmocka_unit_test(newer),   cmocka_unit_test(trail),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
