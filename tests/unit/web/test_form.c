/* Fields: what is refused, what is taken out and said, and each limit at it and one past it. */
#include "fixture.h"

#include "web/form.h"
#include "web/request.h"

static void bodies(void **state)
{
	static const struct {
		const char *body;
		int r;
		const char *fields; /* JSON */
		size_t problems;
	} rows[] = {
		{ "", 0, "{}", 0 },
		{ "&&a=1&", 0, "{'a':'1'}", 0 },
		{ "a=1&a=2&b", 0, "{'a':'2','b':''}", 0 },
		{ "a%5B%5D=1&a[]=2", 0, "{'a':['1','2']}", 0 },
		{ "a[]=1&a=2", E_FORMAT, NULL, 0 },
		{ "a=%E6%98%9F+b%2B%25", 0, "{'a':'星 b+%'}", 0 },
		{ "a=100%&b=%4&c=%zz", 0, "{'a':'100%','b':'%4','c':'%zz'}", 0 },
		{ "a=x%0D%0Ay%0Dz%0A%09", 0, "{'a':'x\\ny\\nz\\n\\t'}", 0 },
		{ "a=x%00y", E_FORMAT, NULL, 0 },
		{ "a=%FF", E_FORMAT, NULL, 0 },
		{ "a=%ED%A0%80", E_FORMAT, NULL, 0 },
		{ "a=%C0%80", E_FORMAT, NULL, 0 },
		{ "a=x%01y%7F%C2%85", 0, "{'a':'xy'}", 1 },
		{ "a=%E2%80%AEx&b=%E2%81%A6y", 0, "{'a':'x','b':'y'}", 2 },
		{ "a=%E2%80%AA%E2%80%AB%E2%80%AC%E2%80%AD%E2%81%A7%E2%81%A8%E2%81%A9", 0,
		  "{'a':''}", 1 },
		{ "a=%E2%80%A9%E2%80%AF%E2%81%A5%E2%81%AA%C2%A0", 0,
		  "{'a':'\u2029\u202f\u2065\u206a\u00a0'}", 0 },
		{ "a+b=1", E_FORMAT, NULL, 0 },
		{ "=1", E_FORMAT, NULL, 0 },
		{ "[]=1", E_FORMAT, NULL, 0 },
		{ "row.S1.1-01.answer_x=1", 0, "{'row.S1.1-01.answer_x':'1'}", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(form_done) struct form f;

		form_init(&f);
		TAP_INT(rows[i].body, form_urlencoded(&f, bytes_of(rows[i].body)), rows[i].r);
		if (rows[i].r < 0)
			continue;
		CLEANUP(json_done) json_t *want = fixture_json(rows[i].fields);
		TAP_CHECK(rows[i].body, json_equal(f.fields, want));
		TAP_INT(rows[i].body, json_array_size(f.problems), rows[i].problems);
	}
}

static void queries(void **state)
{
	static const struct {
		const char *query;
		int r;
		const char *fields;
	} rows[] = {
		{ "q=a+b&x[y]=1&=2&fb%20x=1", 0, "{'q':'a b'}" },
		{ "q=%E2%80%AE", E_FORMAT, NULL },
		{ "q=%00", E_FORMAT, NULL },
		{ "level[]=1&level[]=2", 0, "{'level':['1','2']}" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *fields = NULL;

		TAP_INT(rows[i].query, form_query(bytes_of(rows[i].query), &fields), rows[i].r);
		if (rows[i].r < 0)
			continue;
		CLEANUP(json_done) json_t *want = fixture_json(rows[i].fields);
		TAP_CHECK(rows[i].query, json_equal(fields, want));
	}
}

static int with(size_t fields, size_t name, size_t value)
{
	CLEANUP(mem_freep) char *long_name = mem_format("%0*d", (int)name, 0);
	CLEANUP(mem_freep) char *long_value = mem_format("%0*d", (int)value, 0);
	CLEANUP(form_done) struct form f;
	int r = 0;

	form_init(&f);
	for (size_t i = 0; r == 0 && i < fields; i++)
		r = form_add(&f, bytes_of(long_name), bytes_of(long_value));
	return r;
}

static void limits(void **state)
{
	CLEANUP(mem_freep) char *body = mem_array(REQUEST_FORM_MAX + 2, 1);

	(void)state;
	assert_int_equal(with(REQUEST_FIELDS_MAX, 1, 1), 0);
	assert_int_equal(with(REQUEST_FIELDS_MAX + 1, 1, 1), E_LIMIT);
	assert_int_equal(with(1, REQUEST_NAME_MAX, 1), 0);
	assert_int_equal(with(1, REQUEST_NAME_MAX + 1, 1), E_FORMAT);
	assert_int_equal(with(1, 1, REQUEST_FIELD_MAX), 0);
	assert_int_equal(with(1, 1, REQUEST_FIELD_MAX + 1), E_LIMIT);
	assert_int_equal(with(REQUEST_FORM_MAX / REQUEST_FIELD_MAX, 1, REQUEST_FIELD_MAX), 0);
	assert_int_equal(with(REQUEST_FORM_MAX / REQUEST_FIELD_MAX + 1, 1, REQUEST_FIELD_MAX),
			 E_LIMIT);

	/* Of a body as sent. */
	memset(body, '&', REQUEST_FORM_MAX);
	for (int extra = 0; extra < 2; extra++) {
		CLEANUP(form_done) struct form f;

		form_init(&f);
		body[REQUEST_FORM_MAX] = extra ? '&' : 0;
		assert_int_equal(form_urlencoded(&f, bytes_of(body)), extra ? E_LIMIT : 0);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(bodies),
	cmocka_unit_test(queries),
	cmocka_unit_test(limits),
};

TAP_MAIN(tests)
