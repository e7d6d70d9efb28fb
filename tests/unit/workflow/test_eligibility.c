/* Every combination of answers, and answers that are none. */
#include "fixture.h"

#include "workflow/eligibility.h"

static enum eligibility judge(const char *answers, struct eligibility_reason *why)
{
	CLEANUP(json_done) json_t *value = fixture_json(answers);

	return eligibility_judge(value, why);
}

static void combinations(void **state)
{
	static const char *const kinds[] = { NULL, "device", "device_with_service",
					     "general_purpose", "software" };

	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
		for (size_t ip = 0; ip < 3; ip++)
			for (size_t user = 0; user < 3; user++) {
				CLEANUP(json_done) json_t *answers = json_object();
				CLEANUP(mem_freep)
				char *what = mem_format("%zu %zu %zu", k, ip, user);

				if (k)
					json_object_set_new(answers, "kind", json_string(kinds[k]));
				if (ip)
					json_object_set_new(answers, "ip_communication",
							    json_boolean(ip == 2));
				if (user)
					json_object_set_new(answers, "user_can_add_security",
							    json_boolean(user == 2));
				struct eligibility_reason why = { NULL, NULL, NULL };
				enum eligibility want = ip == 1 || user == 2 || k >= 3
							    ? ELIGIBILITY_NO
							: ip && user && k ? ELIGIBILITY_YES
									  : ELIGIBILITY_OPEN;

				TAP_INT(what, eligibility_judge(answers, &why), want);
				TAP_CHECK(what, why.code && why.ja && why.en);
			}
}

static void reasons(void **state)
{
	static const struct {
		const char *answers, *code;
	} rows[] = {
		{ "{}", "unanswered" },
		{ "{'ip_communication':false}", "no_ip" },
		{ "{'ip_communication':false,'kind':'software'}", "no_ip" },
		{ "{'kind':'general_purpose'}", "general_purpose" },
		{ "{'ip_communication':true,'kind':'software'}", "software_only" },
		{ "{'user_can_add_security':true}", "user_adds_security" },
		{ "{'ip_communication':true,'user_can_add_security':false,'kind':'device'}",
		  "eligible" },
		{ "{'ip_communication':true,'user_can_add_security':false,'kind':'toaster'}",
		  "unanswered" },
		{ "{'ip_communication':'true','user_can_add_security':0,'kind':'device'}",
		  "unanswered" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct eligibility_reason why = { NULL, NULL, NULL };

		(void)judge(rows[i].answers, &why);
		TAP_TEXT(rows[i].answers, why.code, rows[i].code);
		TAP_CHECK(rows[i].answers, text_ends(why.ja, "。") && text_ends(why.en, "."));
	}
	struct eligibility_reason why;
	assert_int_equal(eligibility_judge(NULL, &why), ELIGIBILITY_OPEN);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(combinations),
	cmocka_unit_test(reasons),
};

TAP_MAIN(tests)
