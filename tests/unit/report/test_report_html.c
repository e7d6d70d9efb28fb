/* The page: well formed, inert whatever the device says, bounded whatever the device sends. */
#include "tap.h"

#include "report/sample.h"

#include "report/report_page.h"

#define DEPTH_MAX 64
#define NAME_MAX_ 16

static void render(struct sample *s, struct buf *out)
{
	struct err err = { 0 };

	if (report_html(out, &s->in, &err) < 0)
		fail_msg("%s", err.text);
}

static bool is_void(const char *name)
{
	static const char *const names[] = { "meta", "link", "br" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (text_equal(names[i], name))
			return true;
	return false;
}

/* Every tag is one of ours, closed in order, its attributes quoted.  *tags counts them. */
static void check_markup(const char *html, size_t *tags)
{
	char open[DEPTH_MAX][NAME_MAX_];
	size_t depth = 0;

	*tags = 0;
	for (const char *c = strstr(html, "<html"); c && *c; c++) {
		char name[NAME_MAX_];
		int used = 0;

		if (*c != '<')
			continue;
		bool closes = c[1] == '/';
		if (sscanf(c + 1 + closes, "%15[a-z0-9]%n", name, &used) != 1)
			fail_msg("a stray < at: %.60s", c);
		const char *end = c + 1 + closes + used;
		for (bool quoted = false; *end && (quoted || *end != '>'); end++)
			quoted = quoted != (*end == '"');
		assert_int_equal(*end, '>');
		++*tags;
		if (closes) {
			assert_true(depth > 0);
			assert_string_equal(open[--depth], name);
		} else if (!is_void(name) && end[-1] != '/') {
			assert_true(depth < DEPTH_MAX);
			memcpy(open[depth++], name, sizeof(name));
		}
		/* What is between <style> and </style> is no markup. */
		c = text_equal(name, "style") && !closes ? strstr(end, "</style>") - 1 : end;
	}
	assert_int_equal(depth, 0);
}

static void check_inert(const char *html)
{
	static const char *const never[] = {
		"<script",    "<img", "<iframe", "javascript:", "http://", "https://",
		"onerror=\"", "src=", "@import", "\033",        "\u202e",  "url("
	};

	for (size_t i = 0; i < ARRAY_LEN(never); i++) {
		const char *found = strstr(html, never[i]);

		/* The one address in a page is the namespace of its pictures. */
		if (found && strncmp(found, "http://www.w3.org/2000/svg", 26) != 0)
			fail_msg("'%s' at: %.80s", never[i], found);
	}
	for (const char *c = html; *c; c++)
		assert_true((uint8_t)*c >= 0x20 || *c == '\n' || *c == '\t');
}

static void hostile_text(void **state)
{
	static const char *const languages[] = { "ja", "en" };
	CLEANUP(sample_done) struct sample s;
	size_t tags[2];

	(void)state;
	sample_init(&s);
	sample_evidence(&s, bytes_of("<script>alert(1)</script>\033[31m"), "<b>\"label\"</b>");
	for (size_t i = 0; i < ARRAY_LEN(languages); i++) {
		CLEANUP(buf_done) struct buf out = BUF(REPORT_MAX);

		s.in.language = languages[i];
		render(&s, &out);
		assert_true(text_utf8_valid(buf_view(&out)));
		check_inert(buf_cstr(&out));
		check_markup(buf_cstr(&out), &tags[i]);
		assert_true(sample_count(buf_cstr(&out), "&lt;script&gt;alert(1)&lt;/script&gt;") >
			    5);
	}
	/* On equal terms: the pages differ in words only. */
	assert_int_equal(tags[0], tags[1]);
}

static void contents(void **state)
{
	static const char *const wants[] = {
		"<html lang=\"en\">",
		"Content-Security-Policy\" content=\"default-src 'none'; style-src "
		"'unsafe-inline'; "
		"img-src data:",
		"not an official document",
		"1 of 6 criteria shows a failure under sample 1.",
		"<a href=\"#k1\">S1.1-01</a>",
		"<article class=\"criterion fail\" id=\"k1\">",
		"<use href=\"#v-fail\"",
		"<use href=\"#v-error\"",
		"<use href=\"#v-inconclusive\"",
		"<use href=\"#v-needs_human\"",
		"<use href=\"#v-pass\"",
		"<use href=\"#v-not_applicable\"",
		"Not answered yet",
		"What was not examined",
		"A note.",
		"DOC-1",
		"TLS 1.0",
		"provisional",
	};
	CLEANUP(sample_done) struct sample s;
	CLEANUP(buf_done) struct buf out = BUF(REPORT_MAX);

	(void)state;
	sample_init(&s);
	render(&s, &out);
	for (size_t i = 0; i < ARRAY_LEN(wants); i++)
		TAP_CHECK(wants[i], strstr(buf_cstr(&out), wants[i]));
	assert_int_equal(sample_count(buf_cstr(&out), "<tr role=\"row\" class="), 7);
}

static void bare_run(void **state)
{
	CLEANUP(sample_done) struct sample s;
	CLEANUP(buf_done) struct buf out = BUF(REPORT_MAX);
	size_t tags;

	(void)state;
	sample_init(&s);
	json_decref(s.run.doc);
	s.run.doc =
	    sample_json("{'verdicts':[{},{'checks':[{}]}],'observations':[{}],'evidence':[{}]}");
	render(&s, &out);
	check_markup(buf_cstr(&out), &tags);
}

/* Tables end in "and N more" at their limit, not before. */
static void many_observations(void **state)
{
	static const size_t rows[] = { REPORT_ROWS_MAX, REPORT_ROWS_MAX + 1, 5000 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(sample_done) struct sample s;
		CLEANUP(buf_done) struct buf out = BUF(REPORT_MAX);
		CLEANUP(mem_freep)
		char *more = mem_format("and %zu more (<code>", rows[i] - REPORT_ROWS_MAX);

		sample_init(&s);
		json_t *all = json_object_get(s.run.doc, "observations");
		json_t *ids = json_array();
		for (size_t n = 0; n < rows[i]; n++) {
			CLEANUP(mem_freep) char *id = mem_format("x%zu", n);

			json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:s}", "id", id,
							     "kind", "service", "service", "ssh",
							     "banner", "B"));
			json_array_append_new(ids, json_string(id));
		}
		json_object_set_new(json_at(s.run.doc, "/verdicts/0"), "observations", ids);
		render(&s, &out);
		TAP_INT("rows", sample_count(buf_cstr(&out), "<bdi>B</bdi>"), REPORT_ROWS_MAX);
		TAP_INT("more", sample_count(buf_cstr(&out), more), rows[i] > REPORT_ROWS_MAX);
	}
}

static void one_piece_of_evidence_is_bounded(void **state)
{
	static const struct {
		size_t size, shown;
		bool cut;
	} rows[] = {
		{ REPORT_EVIDENCE_SHOWN_MAX, REPORT_EVIDENCE_SHOWN_MAX, false },
		{ REPORT_EVIDENCE_SHOWN_MAX + 1, REPORT_EVIDENCE_SHOWN_MAX, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(sample_done) struct sample s;
		CLEANUP(buf_done) struct buf out = BUF(REPORT_MAX);
		CLEANUP(mem_freep) uint8_t *data = mem_array(rows[i].size, 1);

		sample_init(&s);
		memset(data, '`', rows[i].size);
		sample_evidence(&s, (struct bytes){ .p = data, .n = rows[i].size }, "long");
		render(&s, &out);
		TAP_INT("shown", sample_count(buf_cstr(&out), "`"), rows[i].shown);
		TAP_INT("cut", sample_count(buf_cstr(&out), "Only the beginning is shown."),
			rows[i].cut);
	}
}

static void all_evidence_is_bounded(void **state)
{
	enum { PIECES = REPORT_EVIDENCE_TOTAL_MAX / REPORT_EVIDENCE_SHOWN_MAX + 3 };
	CLEANUP(sample_done) struct sample s;
	CLEANUP(buf_done) struct buf out = BUF(REPORT_MAX);
	static uint8_t data[REPORT_EVIDENCE_SHOWN_MAX];

	(void)state;
	sample_init(&s);
	memset(data, '`', sizeof(data));
	for (int i = 0; i < PIECES; i++) {
		CLEANUP(mem_freep) char *start = mem_format("%06d", i);

		memcpy(data, start, 6);
		sample_evidence(&s, (struct bytes){ .p = data, .n = sizeof(data) }, "piece");
	}
	/* A criterion lists so many; spread the rest over more criteria than the pack has. */
	json_t *hashes = json_at(s.run.doc, "/verdicts/0/evidence");
	json_t *verdicts = json_object_get(s.run.doc, "verdicts");
	for (size_t from = 0; from < PIECES; from += REPORT_EVIDENCE_LIST_MAX) {
		json_t *some = json_array();

		for (size_t i = from; i < PIECES && i < from + REPORT_EVIDENCE_LIST_MAX; i++)
			json_array_append(some, json_array_get(hashes, i));
		json_array_append_new(verdicts, json_pack("{s:o, s:s, s:o}", "criterion",
							  json_sprintf("N-%zu", from), "verdict",
							  "fail", "evidence", some));
	}
	json_object_set_new(json_at(s.run.doc, "/verdicts/0"), "evidence", json_array());
	render(&s, &out);
	assert_int_equal(sample_count(buf_cstr(&out), "the report has reached its size limit"), 3);
}

/* Evidence that two criteria rest on is shown once; a file that was touched is not shown at all. */
static void evidence_is_shown_once(void **state)
{
	CLEANUP(sample_done) struct sample s;
	CLEANUP(buf_done) struct buf out = BUF(REPORT_MAX);
	CLEANUP(buf_done) struct buf touched = BUF(REPORT_MAX);

	(void)state;
	sample_init(&s);
	sample_evidence(&s, bytes_of("> 0 4\nGET \n< 3 4\n\x00\x01\xfe\xff"), "not whole");
	sample_evidence(
	    &s, (struct bytes){ .p = (const uint8_t *)"> 0 4\nGET \n< 3 2\n\x00\xff\n", .n = 20 },
	    "whole");
	json_object_set(json_at(s.run.doc, "/verdicts/4"), "evidence",
			json_at(s.run.doc, "/verdicts/0/evidence"));
	render(&s, &out);
	assert_int_equal(sample_count(buf_cstr(&out), "<details id=\"e2\">"), 1);
	assert_int_equal(sample_count(buf_cstr(&out), "shown under <a href=\"#e2\">S1.1-01</a>"),
			 1);
	assert_int_equal(sample_count(buf_cstr(&out), "the device sent · 3 ms · 2 B"), 1);
	assert_int_equal(sample_count(buf_cstr(&out), "00 ff"), 1);

	const char *sha256 = json_string_value(json_at(s.run.doc, "/verdicts/0/evidence/1"));
	CLEANUP(mem_freep)
	char *path = mem_format("%s/evidence/%.2s/%s", s.dir, sha256, sha256 + 2);
	assert_int_equal(unlink(path), 0);
	render(&s, &touched);
	assert_int_equal(sample_count(buf_cstr(&touched), "The evidence cannot be read"), 1);
}

static void a_full_buffer_is_an_error(void **state)
{
	CLEANUP(sample_done) struct sample s;
	CLEANUP(buf_done) struct buf out = BUF(5000);
	struct err err = { 0 };

	(void)state;
	sample_init(&s);
	assert_int_equal(report_html(&out, &s.in, &err), E_LIMIT);
	assert_string_equal(err.text, "the report is larger than 5000 bytes");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(hostile_text),
	cmocka_unit_test(contents),
	cmocka_unit_test(bare_run),
	cmocka_unit_test(many_observations),
	cmocka_unit_test(one_piece_of_evidence_is_bounded),
	cmocka_unit_test(all_evidence_is_bounded),
	cmocka_unit_test(evidence_is_shown_once),
	cmocka_unit_test(a_full_buffer_is_an_error),
};

TAP_MAIN(tests)
