/* A body in one piece, byte by byte and in random pieces gives the same; prefixes fail; limits. */
#include "fixture.h"

#include "web/form_multipart.h"
#include "web/request.h"

#define TYPE "multipart/form-data; boundary=XX"

struct spool {
	struct buf data;
	unsigned begun, ended;
	int refuse;
};

static int begin(void *context, char spool[static FORM_MULTIPART_SPOOL_MAX])
{
	struct spool *s = context;

	snprintf(spool, FORM_MULTIPART_SPOOL_MAX, "spool-%u", s->begun++);
	return s->refuse;
}

static int data(void *context, struct bytes bytes)
{
	buf_bytes(&((struct spool *)context)->data, bytes);
	return 0;
}

static int end(void *context)
{
	struct spool *s = context;

	s->ended++;
	buf_text(&s->data, "|");
	return 0;
}

/* step 0: random pieces. */
static int push(struct bytes body, size_t step, struct spool *spool, struct form *out)
{
	struct form_multipart_sink sink = { begin, data, end, spool };
	CLEANUP(form_multipart_freep) struct form_multipart *m = NULL;
	uint64_t seed = body.n;
	int r = form_multipart_new(&m, TYPE, &sink);

	spool->data = BUF(80u << 20);
	for (size_t at = 0, n; r == 0 && at < body.n; at += n) {
		n = step ? step : 1 + tap_below(&seed, 9);
		if (n > body.n - at)
			n = body.n - at;
		r = form_multipart_push(m, (struct bytes){ body.p + at, n });
	}
	return r < 0 ? r : form_multipart_end(m, out);
}

#define PART(name) "--XX\r\nContent-Disposition: form-data; name=\"" name "\""

static void bodies(void **state)
{
	static const struct {
		const char *body;
		int r;
		const char *fields, *uploads, *spooled;
	} rows[] = {
		{ PART("a") "\r\n\r\n1\r\n" PART("b") "\r\n\r\n\r\n--XX--\r\n", 0,
		  "{'a':'1','b':''}", "{}", "" },
		{ "before\r\n" PART("a[]") "\r\n\r\n1\r\n" PART("a[]") "\r\n\r\n2\r\n--XX--after",
		  0, "{'a':['1','2']}", "{}", "" },
		{ PART("a") "\r\n\r\nx\r\n--X\r\n-\r\n--XY\r\n--XX--", 0,
		  "{'a':'x\\n--X\\n-\\n--XY'}", "{}", "" },
		{ PART("f") "; filename=\"C:\\a\\../b c.hoshi\"\r\nContent-Type: "
			    "text/plain\r\n\r\nhel\r\nlo\r\n--XX--",
		  0, "{}",
		  "{'f':{'spool':'spool-0','name':'b c.hoshi','type':'text/plain','size':7}}",
		  "hel\r\nlo|" },
		{ PART("f") "; filename=\"\"\r\nContent-Type: "
			    "application/octet-stream\r\n\r\n\r\n--XX--",
		  0, "{}", "{}", "" },
		{ PART("f") "; filename=\"e\"\r\n\r\n\r\n--XX--", 0, "{}",
		  "{'f':{'spool':'spool-0','name':'e','type':'','size':0}}", "|" },
		{ PART("f") "; filename=\"%22%0D星\u202e\x07.x\"\r\n\r\n1\r\n--XX--", 0, "{}",
		  "{'f':{'spool':'spool-0','name':'\\u0022_星__.x','type':'','size':1}}", "1|" },
		{ "--XX\r\ncontent-type: x\r\nCONTENT-DISPOSITION: Form-Data; "
		  "Name=\"a\"\r\n\r\n1\r\n--XX--",
		  0, "{'a':'1'}", "{}", "" },
		{ PART("f") "; filename=\"a\"\r\n\r\n1\r\n" PART(
		      "f") "; filename=\"b\"\r\n\r\n2\r\n--XX--",
		  E_FORMAT, NULL, NULL, NULL },
		{ PART("a b") "\r\n\r\n1\r\n--XX--", E_FORMAT, NULL, NULL, NULL },
		{ PART("a") "\r\n\r\n\xff\r\n--XX--", E_FORMAT, NULL, NULL, NULL },
		{ PART("a") "x\r\n\r\n1\r\n--XX--", E_FORMAT, NULL, NULL, NULL },
		{ "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--XX--", E_FORMAT,
		  NULL, NULL, NULL },
		{ "--XX\r\nContent-Disposition: form-data\r\n\r\n1\r\n--XX--", E_FORMAT, NULL, NULL,
		  NULL },
		{ "--XX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--XX--",
		  E_FORMAT, NULL, NULL, NULL },
		{ "--XX\r\n\r\n1\r\n--XX--", E_TRUNC, NULL, NULL, NULL },
		{ "--XXx\r\n", E_FORMAT, NULL, NULL, NULL },
		{ PART("a") "\r\n\r\n1", E_TRUNC, NULL, NULL, NULL },
		{ "", E_TRUNC, NULL, NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		static const size_t steps[] = { 1 << 20, 1, 2, 3, 7, 0 };

		for (size_t k = 0; k < ARRAY_LEN(steps); k++) {
			struct spool spool = { 0 };
			CLEANUP(form_done) struct form f = { 0 };

			TAP_INT(rows[i].body, push(bytes_of(rows[i].body), steps[k], &spool, &f),
				rows[i].r);
			if (rows[i].r == 0) {
				CLEANUP(json_done) json_t *fields = fixture_json(rows[i].fields);
				CLEANUP(json_done) json_t *uploads = fixture_json(rows[i].uploads);

				TAP_CHECK(rows[i].body, json_equal(f.fields, fields));
				TAP_CHECK(rows[i].body, json_equal(f.uploads, uploads));
				TAP_TEXT(rows[i].body, buf_cstr(&spool.data), rows[i].spooled);
				TAP_INT(rows[i].body, spool.begun, spool.ended);
			}
			buf_done(&spool.data);
		}
	}
}

static void prefixes(void **state)
{
	static const char body[] =
	    PART("a") "\r\n\r\n1\r\n" PART("f") "; filename=\"e\"\r\n\r\nxyz\r\n--XX--";

	(void)state;
	for (size_t n = 0; n < sizeof(body) - 1; n++) {
		struct spool spool = { 0 };
		CLEANUP(form_done) struct form f = { 0 };

		assert_int_equal(push((struct bytes){ (const uint8_t *)body, n }, 0, &spool, &f),
				 E_TRUNC);
		buf_done(&spool.data);
	}
}

static int sized(const char *head, size_t size)
{
	CLEANUP(buf_done) struct buf body = BUF(70u << 20);
	CLEANUP(mem_freep) char *filler = mem_array(size + 1, 1);
	struct spool spool = { 0 };
	CLEANUP(form_done) struct form f = { 0 };

	memset(filler, 'x', size);
	buf_text(&body, head);
	buf_add(&body, filler, size);
	buf_text(&body, "\r\n--XX--");
	int r = push(buf_view(&body), 1 << 20, &spool, &f);
	buf_done(&spool.data);
	return r;
}

static int files(unsigned n)
{
	CLEANUP(buf_done) struct buf body = BUF(65536);
	struct spool spool = { 0 };
	CLEANUP(form_done) struct form f = { 0 };

	for (unsigned i = 0; i < n; i++)
		buf_format(&body,
			   "--XX\r\nContent-Disposition: form-data; name=\"f%u\"; "
			   "filename=\"x\"\r\n\r\n1\r\n",
			   i);
	buf_text(&body, "--XX--");
	int r = push(buf_view(&body), 0, &spool, &f);
	buf_done(&spool.data);
	return r;
}

static int headed(size_t n)
{
	CLEANUP(buf_done) struct buf body = BUF(65536);
	struct spool spool = { 0 };
	CLEANUP(form_done) struct form f = { 0 };

	buf_text(&body, PART("a") "\r\nX: ");
	while (body.n < n + 6 - 2) /* the boundary's line is not part of the head */
		buf_u8(&body, 'x');
	buf_text(&body, "\r\n\r\n1\r\n--XX--");
	int r = push(buf_view(&body), 1, &spool, &f);
	buf_done(&spool.data);
	return r;
}

static void limits(void **state)
{
	(void)state;
	assert_int_equal(sized(PART("a") "\r\n\r\n", REQUEST_FIELD_MAX), 0);
	assert_int_equal(sized(PART("a") "\r\n\r\n", REQUEST_FIELD_MAX + 1), E_LIMIT);
	assert_int_equal(sized(PART("f") "; filename=\"a\"\r\n\r\n", REQUEST_UPLOAD_MAX), 0);
	assert_int_equal(sized(PART("f") "; filename=\"a\"\r\n\r\n", REQUEST_UPLOAD_MAX + 1),
			 E_LIMIT);
	assert_int_equal(files(REQUEST_FILES_MAX), 0);
	assert_int_equal(files(REQUEST_FILES_MAX + 1), E_LIMIT);
	assert_int_equal(headed(FORM_MULTIPART_HEAD_MAX), 0);
	assert_int_equal(headed(FORM_MULTIPART_HEAD_MAX + 1), E_LIMIT);
}

static void types(void **state)
{
	static const struct {
		const char *type;
		int r;
	} rows[] = {
		{ "multipart/form-data; boundary=abc", 0 },
		{ "Multipart/Form-Data;charset=utf-8; Boundary=\"a b\"", E_FORMAT },
		{ "multipart/form-data; boundary=\"a'()+_,-./:=?\"", 0 },
		{ "multipart/form-data", E_FORMAT },
		{ "multipart/form-data; boundary=", E_FORMAT },
		{ "multipart/form-data; boundary=\"\"", E_FORMAT },
		{ "multipart/form-dataX; boundary=a", E_UNSUPPORTED },
		{ "multipart/mixed; boundary=a", E_UNSUPPORTED },
		{ "application/json", E_UNSUPPORTED },
		{ "", E_UNSUPPORTED },
	};
	struct form_multipart_sink sink = { begin, data, end, NULL };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(form_multipart_freep) struct form_multipart *m = NULL;
		TAP_INT(rows[i].type, form_multipart_new(&m, rows[i].type, &sink), rows[i].r);
	}
	form_multipart_free(NULL);
	for (int extra = 0; extra < 2; extra++) {
		CLEANUP(form_multipart_freep) struct form_multipart *m = NULL;
		CLEANUP(mem_freep)
		char *type = mem_format("multipart/form-data; boundary=%0*d",
					FORM_MULTIPART_BOUNDARY_MAX + extra, 0);
		assert_int_equal(form_multipart_new(&m, type, &sink), extra ? E_FORMAT : 0);
	}
}

static void the_sink_may_refuse(void **state)
{
	struct spool spool = { .refuse = -ENOSPC };
	CLEANUP(form_done) struct form f = { 0 };

	(void)state;
	assert_int_equal(
	    push(bytes_of(PART("f") "; filename=\"e\"\r\n\r\nxyz\r\n--XX--"), 1, &spool, &f),
	    -ENOSPC);
	buf_done(&spool.data);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(bodies),
	cmocka_unit_test(prefixes),
	cmocka_unit_test(limits),
	cmocka_unit_test(types),
	cmocka_unit_test(the_sink_may_refuse),
};

TAP_MAIN(tests)
