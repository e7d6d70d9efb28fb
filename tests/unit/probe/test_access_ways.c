/* Which login of a port a page belongs to, and what is missed where nobody came in by one. */
#include "tap.h"

#include "base/mem.h"
#include "probe/access_ways.h"

static void add(struct access_web *w, const char *mechanism, const char *path)
{
	struct access_way *way = &w->way[w->n_ways++];

	way->door.at.mechanism = mechanism;
	way->door.at.path = path;
	w->at = w->way;
}

static void let_in(struct access_web *w, unsigned i)
{
	w->way[i].actor[ACCESS_VALID].here = true;
	w->way[i].trouble = NULL;
}

static void keep_out(struct access_web *w, unsigned i, const char *trouble, bool refused)
{
	w->way[i].actor[ACCESS_VALID] = (struct access_actor){ .refused = refused };
	w->way[i].trouble = trouble;
}

static void asking(void **state)
{
	static const struct {
		const char *what;
		struct access_answer none;
		const char *asks; /* by the first letter of each */
		bool digest;
	} rows[] = {
		{ "an open page", { .came = true, .status = 200 }, "", false },
		{ "Basic", { .came = true, .status = 401, .asks_basic = true }, "b", false },
		{ "Digest", { .came = true, .status = 401, .asks_digest = true }, "d", true },
		{ "both",
		  { .came = true, .status = 401, .asks_basic = true, .asks_digest = true },
		  "bd",
		  true },
		{ "neither", { .came = true, .status = 401 }, "n", false },
		{ "forbidden", { .came = true, .status = 403 }, "", false },
		{ "on to the form",
		  { .came = true, .status = 302, .location = "/login" },
		  "f",
		  false },
		{ "on to elsewhere",
		  { .came = true, .status = 302, .location = "/home" },
		  "",
		  false },
		{ "the form itself",
		  { .came = true, .status = 200, .password_field = true },
		  "f",
		  false },
		{ "no answer", { .status = 401, .asks_basic = true }, "", false },
	};
	CLEANUP(mem_freep) struct access_web *w = mem_array(1, sizeof(*w));

	(void)state;
	add(w, "basic", "/cgi");
	add(w, "digest", "/cgi");
	add(w, "form", "/login");
	add(w, "none", "/api");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char asks[ACCESS_WAYS_MAX] = "";
		unsigned n = 0;

		for (unsigned k = 0; k < w->n_ways; k++)
			if (access_ways_asks(&w->way[k], &rows[i].none))
				asks[n++] = *w->way[k].door.at.mechanism;
		TAP_TEXT(rows[i].what, asks, rows[i].asks);
		TAP_INT(rows[i].what, access_ways_carries(&w->way[1], &rows[i].none),
			rows[i].digest);
		TAP_INT(rows[i].what, access_ways_carries(&w->way[0], &rows[i].none), true);
	}
}

static void missing(void **state)
{
	CLEANUP(mem_freep) struct access_web *w = mem_array(1, sizeof(*w));

	(void)state;
	assert_null(access_ways_trouble(w));
	assert_true(access_ways_all_owned(w));
	assert_false(access_ways_any_owned(w));
	add(w, "form", "/login");
	add(w, "basic", "/cgi");
	let_in(w, 0);
	let_in(w, 1);
	assert_null(access_ways_trouble(w));
	assert_true(access_ways_all_owned(w));
	/* What the form takes and Basic does not is another's account. */
	keep_out(w, 1, "no_control", true);
	assert_string_equal(access_ways_trouble(w), "no_secret");
	assert_false(access_ways_all_owned(w));
	assert_true(access_ways_any_owned(w));
	keep_out(w, 1, "locked", false);
	assert_string_equal(access_ways_trouble(w), "locked");
	/* Nobody is known to be an owner at all. */
	keep_out(w, 0, "no_control", true);
	keep_out(w, 1, "no_control", true);
	assert_string_equal(access_ways_trouble(w), "no_control");
}

/* Basic beside a challenge that cannot be answered, at one page. */
static void spare(void **state)
{
	CLEANUP(mem_freep) struct access_web *w = mem_array(1, sizeof(*w));

	(void)state;
	add(w, "basic", "/cgi");
	add(w, "digest", "/cgi");
	let_in(w, 0);
	keep_out(w, 1, "unsupported", false);
	assert_null(access_ways_trouble(w));
	w->way[1].door.at.path = "/other";
	assert_string_equal(access_ways_trouble(w), "unsupported");
	w->way[1].door.at.path = "/cgi";
	w->way[1].trouble = "no_control";
	assert_string_equal(access_ways_trouble(w), "no_control");
	w->way[1].trouble = "unsupported";
	keep_out(w, 0, "no_secret", false);
	assert_string_equal(access_ways_trouble(w), "no_secret");
}

static void low(void **state)
{
	CLEANUP(mem_freep) struct access_web *w = mem_array(1, sizeof(*w));

	(void)state;
	add(w, "form", "/login");
	add(w, "basic", "/cgi");
	let_in(w, 0);
	let_in(w, 1);
	w->way[1].actor[ACCESS_LOW] =
	    (struct access_actor){ .refused = true, .trouble = "no_control" };
	assert_string_equal(access_ways_trouble(w), "no_control");
	w->way[0].actor[ACCESS_LOW].here = true;
	assert_null(access_ways_trouble(w));
	w->way[1].actor[ACCESS_LOW] = (struct access_actor){ .trouble = "locked" };
	assert_string_equal(access_ways_trouble(w), "locked");
}

static void pages(void **state)
{
	CLEANUP(mem_freep) struct access_web *w = mem_array(1, sizeof(*w));

	(void)state;
	add(w, "basic", "/cgi");
	add(w, "form", "/login");
	add(w, "json", "/api/login");
	assert_null(access_ways_page(w));
	w->way[1].has_page = w->way[2].has_page = true;
	assert_ptr_equal(access_ways_page(w), &w->way[1]);
	w->at = &w->way[2];
	assert_ptr_equal(access_ways_page(w), &w->way[2]);
}

static const struct CMUnitTest access_ways[] = {
	cmocka_unit_test(asking), cmocka_unit_test(missing), cmocka_unit_test(spare),
	cmocka_unit_test(low),    cmocka_unit_test(pages),
};

TAP_MAIN(access_ways)
