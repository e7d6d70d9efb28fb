/* Matching, and what every row of the real table must have. */
#include "fixture.h"

#include "base/text.h"
#include "web/route.h"

static int nothing(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	(void)web;
	(void)rq;
	(void)rs;
	(void)err;
	return 0;
}

static const struct route table[] = {
	ROUTE_GET("/", ROLE_PUBLIC, nothing),
	ROUTE_GET("/a/:id", ROLE_PUBLIC, nothing),
	ROUTE_POST("/a/:id", ROLE_BIT(ROLE_MAKER), nothing, "x.y", "/a/:id"),
	ROUTE_GET("/a/new", ROLE_PUBLIC, nothing),
	ROUTE_GET("/:kind/new", ROLE_PUBLIC, nothing),
	ROUTE_GET("/a/:id/b/:n", ROLE_PUBLIC, nothing),
	ROUTE_POST("/only", ROLE_PUBLIC, nothing, "x.z", NULL),
	ROUTE_GET("/r/*rest", ROLE_PUBLIC, nothing),
	ROUTE_GET("/r/x/:y", ROLE_PUBLIC, nothing),
};

#define GET_HEAD (METHOD_BIT(METHOD_GET) | METHOD_BIT(METHOD_HEAD))

static void finding(void **state)
{
	static const struct {
		enum method method;
		const char *path;
		int row; /* -1: none */
		const char *at;
		unsigned allowed;
	} rows[] = {
		{ METHOD_GET, "/", 0, "{}", GET_HEAD },
		{ METHOD_HEAD, "/", 0, "{}", GET_HEAD },
		{ METHOD_GET, "/a/7", 1, "{'id':'7'}", GET_HEAD | METHOD_BIT(METHOD_POST) },
		{ METHOD_GET, "/a/星", 1, "{'id':'星'}", GET_HEAD | METHOD_BIT(METHOD_POST) },
		{ METHOD_POST, "/a/7", 2, "{'id':'7'}", GET_HEAD | METHOD_BIT(METHOD_POST) },
		{ METHOD_GET, "/a/new", 3, "{}", GET_HEAD | METHOD_BIT(METHOD_POST) },
		{ METHOD_GET, "/b/new", 4, "{'kind':'b'}", GET_HEAD },
		{ METHOD_POST, "/b/new", -1, NULL, GET_HEAD },
		{ METHOD_GET, "/a/7/b/8", 5, "{'id':'7','n':'8'}", GET_HEAD },
		{ METHOD_GET, "/a/7/c/8", -1, NULL, 0 },
		{ METHOD_GET, "/a/", -1, NULL, 0 },
		{ METHOD_GET, "/a", -1, NULL, 0 },
		{ METHOD_GET, "/a/7/", -1, NULL, 0 },
		{ METHOD_GET, "/A/7", -1, NULL, 0 },
		{ METHOD_GET, "/only", -1, NULL, METHOD_BIT(METHOD_POST) },
		{ METHOD_GET, "/r/a", 7, "{'rest':'a'}", GET_HEAD },
		{ METHOD_GET, "/r/a/b.c/d", 7, "{'rest':'a/b.c/d'}", GET_HEAD },
		{ METHOD_GET, "/r/x/d", 8, "{'y':'d'}", GET_HEAD },
		{ METHOD_GET, "/r/x/d/e", 7, "{'rest':'x/d/e'}", GET_HEAD },
		{ METHOD_GET, "/r/", -1, NULL, 0 },
		{ METHOD_GET, "/r", -1, NULL, 0 },
		{ METHOD_OPTIONS, "/only", -1, NULL, METHOD_BIT(METHOD_POST) },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *at = NULL;
		unsigned allowed;
		const struct route *r = route_find_in(table, ARRAY_LEN(table), rows[i].method,
						      rows[i].path, &at, &allowed);

		TAP_INT(rows[i].path, r ? r - table : -1, rows[i].row);
		TAP_INT(rows[i].path, allowed, rows[i].allowed);
		if (rows[i].at) {
			CLEANUP(json_done) json_t *want = fixture_json(rows[i].at);
			TAP_CHECK(rows[i].path, json_equal(at, want));
		}
	}
}

static void filling(void **state)
{
	static const struct {
		const char *pattern, *want;
	} rows[] = {
		{ "/a/:id", "/a/7" },
		{ "/a/:name/b", "/a/%E6%98%9F%2F%3F/b" },
		{ "/a/:both?x=:id&y=1#m", "/a/first?x=7&y=1#m" },
		{ "/a/:nobody", NULL },
		{ "/a/:empty", "/a/full" },
		{ "/", "/" },
	};
	CLEANUP(json_done) json_t *result = fixture_json("{'id':7,'both':'first','empty':''}");
	CLEANUP(json_done)
	json_t *path = fixture_json("{'name':'星/?','both':'second','empty':'full'}");
	const json_t *const from[] = { result, path, NULL };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(mem_freep) char *got = route_fill(rows[i].pattern, from, ARRAY_LEN(from));

		TAP_TEXT(rows[i].pattern, got, rows[i].want);
	}
}

/* Are both served by the same paths, and equally specific? */
static bool overlaps(const char *a, const char *b)
{
	while (*a && *b) {
		size_t n = strcspn(a + 1, "/"), m = strcspn(b + 1, "/");
		bool name = a[1] == ':';

		if (name != (b[1] == ':') || (!name && (n != m || memcmp(a, b, n + 1) != 0)))
			return false;
		a += n + 1;
		b += m + 1;
	}
	return !*a && !*b;
}

static void the_table(void **state)
{
	size_t n;
	const struct route *all = routes_table(&n);

	(void)state;
	assert_true(n > 0);
	for (size_t i = 0; i < n; i++) {
		const struct route *r = &all[i];
		size_t segments = 0;

		for (const char *p = r->pattern; *p; p++)
			segments += *p == '/';
		TAP_CHECK(r->pattern, r->pattern[0] == '/' && segments <= 16);
		TAP_CHECK(r->pattern, r->roles != 0 && r->roles < ROLE_PUBLIC << 1);
		TAP_CHECK(r->pattern, r->page != NULL);
		TAP_CHECK(r->pattern, r->method == METHOD_GET || r->method == METHOD_POST);
		/* A GET asks for what changes nothing. */
		TAP_CHECK(r->pattern, r->method == METHOD_POST
					  ? r->action != NULL
					  : !r->action || text_equal(r->action, "label.answer"));
		TAP_CHECK(r->pattern, !r->then || r->method == METHOD_POST);
		for (size_t k = 0; k < i; k++)
			TAP_CHECK(r->pattern, all[k].method != r->method ||
						  !overlaps(all[k].pattern, r->pattern));
	}
	assert_true(overlaps("/a/:x", "/a/:y"));
	assert_true(overlaps("/a", "/a"));
	assert_false(overlaps("/a/:x", "/a/b"));
	assert_false(overlaps("/a/:x", "/a/:x/b"));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(finding),
	cmocka_unit_test(filling),
	cmocka_unit_test(the_table),
};

TAP_MAIN(tests)
