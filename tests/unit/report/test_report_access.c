#include "fixture.h"
#include "sample.h"

#include "base/buf.h"
#include "base/mem.h"
#include "report/report_access.h"

static json_t *rows_of(struct sample *s, const char *members)
{
	CLEANUP(mem_freep)
	char *text = mem_format("[{'id':'o1','kind':'access','proto':'tcp','port':80,'tls':false,"
				"'service':'http','resource':'GET /x','found':'login','probe':"
				"'access','evidence':[],%s}]",
				members);
	CLEANUP(json_done) json_t *list = fixture_json(text);

	json_object_set(s->run.doc, "observations", list);
	return report_access_rows(&s->in);
}

static void findings(void **state)
{
	static const struct {
		const char *members;
		bool finding;
	} rows[] = {
		{ "'effect':'read','wanted':'undeclared','none':'granted','wrong':'not_tried','low'"
		  ":"
		  "'not_tried','valid':'granted'",
		  false },
		{ "'effect':'read','wanted':'login','none':'granted','wrong':'not_tried','low':"
		  "'not_tried','valid':'granted'",
		  true },
		{ "'effect':'read','wanted':'undeclared','none':'denied','wrong':'granted','low':"
		  "'granted','valid':'granted'",
		  true },
		{ "'effect':'read','wanted':'login','none':'denied','wrong':'denied','low':'"
		  "granted'"
		  ",'valid':'granted'",
		  false },
		{ "'effect':'read','wanted':'owner','none':'denied','wrong':'denied','low':'"
		  "granted'"
		  ",'valid':'granted'",
		  true },
		{ "'effect':'set','wanted':'undeclared','none':'granted','wrong':'not_tried','low':"
		  "'not_tried','valid':'granted'",
		  true },
		{ "'effect':'set','wanted':'public','none':'granted','wrong':'not_tried','low':"
		  "'not_tried','valid':'granted'",
		  false },
		{ "'effect':'form','wanted':'undeclared','none':'granted','wrong':'granted','low':"
		  "'granted','valid':'granted'",
		  false },
		{ "'effect':'set','wanted':'undeclared','none':'unclear','wrong':'denied','low':"
		  "'denied','valid':'granted'",
		  false },
	};
	CLEANUP(sample_done) struct sample s;

	(void)state;
	sample_init(&s);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *list = rows_of(&s, rows[i].members);

		TAP_CHECK(rows[i].members,
			  json_flag(json_array_get(list, 0), "finding") == rows[i].finding);
	}
}

static void words(void **state)
{
	CLEANUP(sample_done) struct sample s;

	(void)state;
	sample_init(&s);
	s.in.language = "en";
	CLEANUP(json_done)
	json_t *list = rows_of(&s, "'effect':'form','wanted':'undeclared','none':'denied','wrong':"
				   "'unclear','low':'not_tried','valid':'granted','reason':"
				   "'risky'");
	assert_string_equal(json_string_value(json_at(list, "/0/where")), "80/tcp");
	assert_string_equal(json_string_value(json_at(list, "/0/label")), "form shown");
	assert_string_equal(json_string_value(json_at(list, "/0/says/none")), "no");
	assert_string_equal(json_string_value(json_at(list, "/0/says/wrong")), "could not be told");
	assert_string_equal(json_string_value(json_at(list, "/0/says/low")), "not tried");
	assert_string_equal(json_string_value(json_at(list, "/0/remark")),
			    "it was not sent back, as something might have changed");
	s.in.language = "ja";
	CLEANUP(json_done)
	json_t *loud = rows_of(&s, "'effect':'set','wanted':'undeclared','none':'denied','wrong':"
				   "'denied','low':'denied','valid':'granted','unchanged':false");
	assert_string_equal(json_string_value(json_at(loud, "/0/says/valid")), "可");
	assert_non_null(
	    strstr(json_string_value(json_at(loud, "/0/remark")), "表示される値が変わりました"));
}

/* Both faces show it: who gets what, and that it should not be so. */
static void faces(void **state)
{
	CLEANUP(sample_done) struct sample s;
	CLEANUP(buf_done) struct buf text = BUF(REPORT_MAX);
	CLEANUP(buf_done) struct buf html = BUF(REPORT_MAX);
	struct err err = { 0 };

	(void)state;
	sample_init(&s);
	s.in.language = "en";
	json_decref(rows_of(&s, "'effect':'set','wanted':'undeclared','none':'granted','wrong':"
				"'not_tried','low':'not_tried','valid':'granted'"));
	report_text(&text, &s.in, 100, false);
	assert_non_null(strstr(buf_cstr(&text), "Without login: yes"));
	assert_int_equal(report_html(&html, &s.in, &err), 0);
	assert_non_null(strstr(buf_cstr(&html), "<span class=\"got finding\">yes</span>"));
	assert_non_null(strstr(buf_cstr(&html), "<span class=\"got granted\">yes</span>"));
}

static const struct CMUnitTest report_access_tests[] = {
	cmocka_unit_test(findings),
	cmocka_unit_test(words),
	cmocka_unit_test(faces),
};

TAP_MAIN(report_access_tests)
