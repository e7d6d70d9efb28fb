#include "fixture.h"

#include "web/api_accept.h"

static void preferences(void **state)
{
	static const struct {
		const char *accept;
		bool json;
	} rows[] = {
		{ NULL, false },
		{ "", false },
		{ "*/*", false },
		{ "text/html", false },
		{ "application/json", true },
		{ "APPLICATION/JSON", true },
		{ " application/json ; charset=utf-8", true },
		{ "application/ld+json, application/json", true },
		{ "text/html, application/json", false },
		{ "text/html;q=0.5, application/json", true },
		{ "text/html;q=0.5, application/json;q=0.499", false },
		{ "application/json;q=0.9, */*;q=0.8", true },
		{ "application/json;q=0.8, */*;q=0.9", false },
		{ "application/*, text/html;q=0.9", true },
		{ "application/json;q=0, */*", false },
		{ "application/json;q=x", false },
		{ "application/json;q=", false },
		{ "application/json;q=2", false },
		{ "application/json;q=1.999", true },
		{ "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", false },
		{ ",,,", false },
		{ ";;q=1", false },
		{ "application/problem+json", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_INT(rows[i].accept ? rows[i].accept : "none", api_accept_json(rows[i].accept),
			rows[i].json);
}

/* What lies behind the limit is not looked at. */
static void limit(void **state)
{
	static const char json[] = "application/json";
	char text[API_ACCEPT_MAX + sizeof(json) + 1];

	(void)state;
	for (size_t at = API_ACCEPT_MAX - sizeof(json); at <= API_ACCEPT_MAX; at++) {
		memset(text, ',', sizeof(text));
		memcpy(text + at, json, sizeof(json));
		assert_int_equal(api_accept_json(text), at + strlen(json) <= API_ACCEPT_MAX);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(preferences),
	cmocka_unit_test(limit),
};

TAP_MAIN(tests)
