/* The list as CSV and NDJSON: nothing runs, nothing is missing, nothing is told that is not public.
 */
#include "web/public_sample.h"

#include "base/csv.h"

#define LABELS 250

static int begin(void **state)
{
	if (fixture_enter(state) < 0)
		return -1;
	sample_begin("data");
	return 0;
}

static int end(void **state)
{
	sample_end();
	return fixture_leave(state);
}

struct seen {
	size_t lines, labels;
	char last[40];
	bool dangerous, markup;
};

static int see(void *context, const struct csv_row *row, struct err *err)
{
	struct seen *s = context;

	(void)err;
	assert_int_equal(row->n, 15);
	for (size_t i = 0; i < row->n; i++) {
		s->dangerous =
		    s->dangerous || strchr("=+-@", row->fields[i][0] ? row->fields[i][0] : 'x');
		s->markup = s->markup || strstr(row->fields[i], "'=1+1");
	}
	if (s->lines++ > 0 && strcmp(s->last, row->fields[0]) != 0)
		s->labels++;
	snprintf(s->last, sizeof(s->last), "%s", row->fields[0]);
	return 0;
}

static struct seen read_csv(const char *target)
{
	CLEANUP(sample_answer_done) struct sample_answer a;
	struct seen s = { 0 };
	struct csv_reader r = CSV_READER(10000, 20, 100000, see, &s);
	struct err err = { 0 };

	sample_get(&a, target);
	assert_int_equal(a.rs.status, 200);
	assert_string_equal(a.rs.type, "text/csv; charset=utf-8");
	/* Without the mark: it is csv_utf8's to take off. */
	CLEANUP(buf_done) struct buf text = BUF(SAMPLE_BODY_MAX);
	sample_ok(csv_utf8(&text, buf_view(&a.body), &err), &err);
	sample_ok(csv_read(&r, buf_view(&text), &err), &err);
	csv_reader_done(&r);
	return s;
}

static void empty(void **state)
{
	CLEANUP(sample_answer_done) struct sample_answer a;

	(void)state;
	assert_int_equal(read_csv("/labels.csv").lines, 1);
	sample_get(&a, "/labels.ndjson");
	assert_int_equal(a.rs.status, 200);
	assert_int_equal(a.body.n, 0);
}

static void csv(void **state)
{
	(void)state;
	for (int i = 0; i < LABELS; i++) {
		CLEANUP(mem_freep) char *number = mem_format("S1-2026-%05d", i + 1);

		sample_add(&(struct sample_label){ .number = number,
						   .models = i % 3 + 1,
						   .name = i == 7 ? "=1+1" : NULL,
						   .applicant = i == 8 ? "@SUM(1)" : NULL,
						   .agrees = i == 9 });
	}
	sample_status("S1-2026-00002", "revoked", NULL);
	struct seen s = read_csv("/labels.csv");
	assert_int_equal(s.labels, LABELS);
	/* 84 labels of one model, 83 of two, 83 of three, and the heading */
	assert_int_equal(s.lines, 1 + 84 + 2 * 83 + 3 * 83);
	assert_false(s.dangerous);
	assert_true(s.markup);
	assert_int_equal(read_csv("/labels.csv?status=revoked").labels, 1);
	assert_int_equal(read_csv("/labels.csv?lang=en&status=revoked").labels, 1);
	assert_int_equal(read_csv("/labels.csv?q=00003").labels, 1);
	assert_int_equal(read_csv("/labels.csv?level=4").lines, 1);
	assert_int_equal(read_csv("/labels.csv?issued_from=2026-11-19").lines, 1);
	assert_int_equal(read_csv("/labels.csv?until_to=2028-11-16").lines, 1);
	assert_int_equal(read_csv("/labels.csv?issued_from=2026-11-18&issued_to=2026-11-18").lines,
			 read_csv("/labels.csv").lines);
	assert_int_equal(read_csv("/labels.csv?after=").labels, LABELS);
}

static void ndjson(void **state)
{
	CLEANUP(sample_answer_done) struct sample_answer a;
	CLEANUP(json_done) json_t *first = NULL;
	size_t lines = 0;
	struct err err = { 0 };

	(void)state;
	sample_get(&a, "/labels.ndjson");
	for (const char *p = a.text; *p; lines++) {
		size_t n = strcspn(p, "\n");
		json_t *one = NULL;

		sample_ok(json_read(&one, (struct bytes){ (const uint8_t *)p, n }, "line", &err),
			  &err);
		if (!first)
			first = json_incref(one);
		json_decref(one);
		p += n + (p[n] == '\n');
	}
	assert_int_equal(lines, LABELS);
	/* The same as the API says. */
	CLEANUP(json_done) json_t *api = sample_json("/v1/labels/S1-2026-00250");
	assert_true(json_equal(first, api));
}

/* Pieces stay small and the tag tells a change. */
static void pieces(void **state)
{
	CLEANUP(sample_answer_done) struct sample_answer again;
	CLEANUP(response_done) struct response rs = RESPONSE;
	CLEANUP(request_done) struct request rq;
	const struct request_raw raw = { .method = "GET",
					 .target = "/labels.ndjson",
					 .now = SAMPLE_NOW };
	struct err err = { 0 };
	size_t pieces = 0;
	char tag[RESPONSE_ETAG_MAX];

	(void)state;
	assert_int_equal(request_read(&rq, &raw), 0);
	web_respond(&sample.web, &rq, &rs);
	assert_non_null(rs.stream.context);
	for (;;) {
		CLEANUP(buf_done) struct buf piece = BUF(RESPONSE_PIECE_MAX);

		sample_ok(rs.stream.more(rs.stream.context, &piece, &err), &err);
		if (piece.n == 0)
			break;
		assert_true(piece.n < 100000);
		pieces++;
	}
	assert_true(pieces > 3);
	snprintf(tag, sizeof(tag), "%s", rs.etag);
	sample_send(&again,
		    &(struct sample_ask){ .target = "/labels.ndjson", .if_none_match = tag });
	assert_int_equal(again.rs.status, 304);
	assert_null(again.rs.stream.context);
	assert_int_equal(again.body.n, 0);
	sample_answer_done(&again);
	sample_status("S1-2026-00003", "expired", NULL);
	sample_send(&again,
		    &(struct sample_ask){ .target = "/labels.ndjson", .if_none_match = tag });
	assert_int_equal(again.rs.status, 200);
}

static void refused(void **state)
{
	static const char *const targets[] = { "/labels.csv?q=%21", "/labels.ndjson?level=x",
					       "/labels.csv?after=nothing",
					       "/labels.csv?status=?" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
		CLEANUP(sample_answer_done) struct sample_answer a;

		sample_get(&a, targets[i]);
		TAP_INT(targets[i], a.rs.status, 400);
		TAP_TEXT(targets[i], a.rs.type, RESPONSE_PROBLEM);
	}
}

/* What a maker did not agree to is nowhere: pages, files, API, events. */
static void private(void **state)
{
	static const char *const targets[] = {
		"/L/S1-2026-00001",
		"/L/S1-2026-00001?lang=en",
		"/v1/labels/S1-2026-00001",
		"/labels?q=S1-2026-00001",
		"/labels.csv?q=S1-2026-00001",
		"/labels.ndjson?q=S1-2026-00001",
		"/v1/labels?q=S1-2026-00001",
		"/v1/changes?limit=9",
		"/L/S1-2026-00001/label.svg",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
		CLEANUP(sample_answer_done) struct sample_answer a;

		sample_get(&a, targets[i]);
		TAP_INT(targets[i], a.rs.status, 200);
		SAMPLE_IS_SILENT(targets[i], &a, "秘密製造所");
		SAMPLE_IS_SILENT(targets[i], &a, "\"NZ\"");
		SAMPLE_IS_SILENT(targets[i], &a, "ニュージーランド");
	}
	CLEANUP(sample_answer_done) struct sample_answer agreed;
	sample_get(&agreed, "/labels.csv?q=S1-2026-00010");
	SAMPLE_SAYS("agreed", &agreed, "秘密製造所");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(empty),  cmocka_unit_test(csv),     cmocka_unit_test(ndjson),
	cmocka_unit_test(pieces), cmocka_unit_test(refused), cmocka_unit_test(private),
};

TAP_MAIN_WITHIN(tests, begin, end)
