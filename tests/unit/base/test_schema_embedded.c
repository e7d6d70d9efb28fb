/* The schemas in the program are found by name, and each compiles. */
#include "tap.h"

#include "base/err.h"
#include "base/schema.h"
#include "base/schema_embedded.h"

static void those_that_are_there(void **state)
{
	static const char *const names[] = { "answers", "declaration", "pack", "parameters",
					     "run" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		CLEANUP(schema_freep) struct schema *schema = NULL;

		TAP_INT(names[i], schema_embedded(&schema, names[i], NULL), 0);
		TAP_CHECK(names[i], schema != NULL);
	}
}

static void those_that_are_not(void **state)
{
	static const char *const names[] = { "nothing", "", "run.schema.json", "../run" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct schema *schema = NULL;
		struct err err = { 0 };

		TAP_INT(names[i], schema_embedded(&schema, names[i], &err), E_MISSING);
		TAP_CHECK(names[i], schema == NULL);
		TAP_CHECK(names[i], strstr(err.text, "there is no schema '"));
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(those_that_are_there),
	cmocka_unit_test(those_that_are_not),
};

TAP_MAIN(tests)
