/* What an entry says by itself, for each kind; the bodies are what the fold takes. */
#include "fixture.h"

#include "label/log_entry.h"
#include "label/withheld.h"

static void bodies(void **state)
{
	static const uint8_t unread[] = { 0xd2, 0x84, 0x43 };
	static const struct {
		const char *what;
		struct log_entry e;
		const char *body;
	} cases[] = {
		{ "a status",
		  { .kind = LOG_LABEL_STATUS, .status = 2, .valid_until = "2028-11-17" },
		  "{\"status\":\"suspended\",\"valid_until\":\"2028-11-17\",\"withheld\":true}" },
		{ "a change", { .kind = LOG_LABEL_UPDATED }, "{\"withheld\":true}" },
		{ "a notice", { .kind = LOG_LABEL_NOTICE }, "{\"withheld\":true}" },
		{ "a correction", { .kind = LOG_CORRECTION }, "{\"withheld\":true}" },
		{ "an issue whose statement cannot be read",
		  { .kind = LOG_LABEL_ISSUED,
		    .level = 3,
		    .valid_until = "2028-11-17",
		    .statement = { unread, sizeof(unread) } },
		  "{\"body\":{\"applicant\":{\"en\":\"(withheld)\",\"ja\":\"（非公開）\"},"
		  "\"product\":{\"name\":{\"en\":\"(withheld)\",\"ja\":\"（非公開）\"}}},"
		  "\"issued\":\"2028-11-17\",\"level\":3,\"models\":[],\"statement\":\"0oRD\","
		  "\"support_until\":null,\"valid_until\":\"2028-11-17\",\"withheld\":true}" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(json_done) json_t *body = withheld_body(&cases[i].e);
		CLEANUP(mem_freep) char *text = json_dumps(body, JSON_SORT_KEYS | JSON_COMPACT);

		if (strcmp(text, cases[i].body) != 0)
			fail_msg("%s: %s", cases[i].what, text);
		assert_true(withheld_is(body));
		assert_true(withheld_allowed(&cases[i].e));
	}
}

static void kinds(void **state)
{
	(void)state;
	for (unsigned kind = LOG_LABEL_ISSUED; kind <= LOG_STATUS_LIST; kind++) {
		const struct log_entry e = { .kind = (enum log_kind)kind };

		assert_int_equal(withheld_allowed(&e),
				 kind <= LOG_CORRECTION || kind == LOG_ACCREDITATION);
	}
	assert_false(withheld_is(NULL));
}

static const struct CMUnitTest tests[] = { cmocka_unit_test(bodies), cmocka_unit_test(kinds) };

TAP_MAIN(tests)
