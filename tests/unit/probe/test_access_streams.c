/* What a reply to DESCRIBE says about who may have a stream; which paths are asked for. */
#include "fixture.h"

#include "login/login.h"
#include "probe/access_streams.h"
#include "probe/probe.h"
#include "probe/stream_paths.h"
#include "product/declaration.h"

static void outcomes(void **state)
{
	static const struct {
		const char *what;
		enum login_end end;
		int status;
		enum access_outcome expected;
	} rows[] = {
		{ "described", LOGIN_ANSWERED, 200, ACCESS_GRANTED },
		{ "who are you", LOGIN_ANSWERED, 401, ACCESS_DENIED },
		{ "not for you", LOGIN_ANSWERED, 403, ACCESS_DENIED },
		{ "as if it were not there", LOGIN_ANSWERED, 404, ACCESS_DENIED },
		{ "elsewhere", LOGIN_ANSWERED, 302, ACCESS_UNCLEAR },
		{ "too many", LOGIN_ANSWERED, 453, ACCESS_UNCLEAR },
		{ "not now", LOGIN_ANSWERED, 503, ACCESS_UNCLEAR },
		{ "not at all", LOGIN_ANSWERED, 501, ACCESS_UNCLEAR },
		{ "hung up", LOGIN_CLOSED, 0, ACCESS_UNCLEAR },
		{ "another mechanism", LOGIN_UNABLE, 401, ACCESS_UNCLEAR },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct login_print print = { .end = rows[i].end, .status = rows[i].status };

		TAP_INT(rows[i].what, access_streams_judge(&print), rows[i].expected);
	}
}

/* Declared ones come first and once; a request that sets something is no stream. */
static void paths(void **state)
{
	CLEANUP(json_done)
	json_t *value = fixture_json(
	    "{'interfaces':[{'proto':'tcp','port':554,'purpose':'x','resources':["
	    "{'path':'/cam','access':'login'},{'path':'/live','access':'owner'},"
	    "{'topic':'a/b','access':'owner'},"
	    "{'path':'/set','access':'owner','method':'POST','type':'a/b','body':''}]}]}");
	struct declaration declaration = { .value = value };
	struct probe_context cx = { .declaration = &declaration };
	struct stream_path found[STREAM_PATHS_MAX];
	unsigned all = stream_paths(&cx, 554, found);
	unsigned lives = 0;

	(void)state;
	assert_string_equal(found[0].path, "/cam");
	assert_string_equal(found[0].wanted, "login");
	assert_string_equal(found[1].path, "/live");
	assert_string_equal(found[1].wanted, "owner");
	assert_string_equal(found[2].path, "/");
	assert_null(found[2].wanted);
	for (unsigned i = 0; i < all; i++)
		lives += strcmp(found[i].path, "/live") == 0;
	assert_int_equal(lives, 1);
	/* Nothing is declared for another port. */
	assert_int_equal(stream_paths(&cx, 8554, found), all - 1);
	assert_string_equal(found[0].path, "/");
}

/* All that can be declared (50) leaves room for the published ones. */
static void limit(void **state)
{
	CLEANUP(json_done) json_t *value = fixture_json("{'interfaces':[]}");
	struct declaration declaration = { .value = value };
	struct probe_context cx = { .declaration = &declaration };
	struct stream_path found[STREAM_PATHS_MAX];
	unsigned published = stream_paths(&cx, 554, found);
	json_t *list = json_array();

	(void)state;
	for (unsigned i = 0; i < STREAM_PATHS_MAX + 1; i++)
		json_array_append_new(list, json_pack("{s:o, s:s}", "path", json_sprintf("/%u", i),
						      "access", "login"));
	json_array_append_new(
	    json_object_get(value, "interfaces"),
	    json_pack("{s:s, s:i, s:o}", "proto", "tcp", "port", 554, "resources", list));
	assert_true(published + 50 <= STREAM_PATHS_MAX);
	assert_int_equal(stream_paths(&cx, 554, found), STREAM_PATHS_MAX);
}

static const struct CMUnitTest access_streams[] = {
	cmocka_unit_test(outcomes),
	cmocka_unit_test(paths),
	cmocka_unit_test(limit),
};

TAP_MAIN(access_streams)
