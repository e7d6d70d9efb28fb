/* What to do about a gap: each reason that the record's schema knows has a sentence of its own. */
#include "fixture.h"

#include "report/report_advice.h"

static void advice(void **state)
{
	static const char *const reasons[] = {
		"not_authorized", "no_answer",      "stopped_answering",
		"deadline",       "budget",         "too_much",
		"garbage",        "closed",         "cancelled",
		"crashed",        "storage",        "evidence_full",
		"no_url",         "unreachable",    "unsupported",
		"portal",         "no_declaration", "no_control",
		"open_filtered",  "locked",         "no_secret",
		"no_consent",     "open",           "weakened",
		"no_writing",     "risky",          "session_lost",
		"changed",        "away",           "no_path",
		"no_difference",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(reasons); i++) {
		assert_string_not_equal(report_advice_get(reasons[i], "en"),
					report_advice_get(NULL, "en"));
		assert_string_not_equal(report_advice_get(reasons[i], "ja"),
					report_advice_get("new", "ja"));
	}
	assert_string_equal(report_advice_get("new", "en"),
			    "Remove what stood in the way, then assess again.");
	assert_non_null(strstr(report_advice_get("no_url", "ja"), "documents"));
	assert_ptr_equal(report_advice_get("closed", "en"), report_advice_get("garbage", "en"));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(advice),
};

TAP_MAIN(tests)
