/* The check digit: numbers of public bodies, every wrong digit of one, and what is no number. */
#include "fixture.h"

#include "workflow/corporate_number.h"

/* Of the National Tax Agency, of the ministry, of a maker of cars: as they publish them. */
static const char *const right[] = { "7000012050002", "4000012090001", "1180301018771" };

static void numbers(void **state)
{
	static const char *const wrong[] = { "",
					     "7",
					     "700001205000",
					     "70000120500022",
					     " 7000012050002",
					     "7000012050002\n",
					     "700001205000x",
					     "7000012050-02",
					     "７000012050002",
					     "0000000000000" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(right); i++)
		TAP_CHECK(right[i], corporate_number_valid(right[i]));
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		TAP_CHECK(wrong[i], !corporate_number_valid(wrong[i]));
	assert_false(corporate_number_valid(NULL));
	/* The remainder 0 gives 9, and no number has 0 for its check digit. */
	assert_true(corporate_number_valid("9000000000000"));
}

static void another_digit(void **state)
{
	(void)state;
	for (size_t at = 0; at < 13; at++)
		for (char digit = '0'; digit <= '9'; digit++) {
			CLEANUP(mem_freep) char *text = mem_text(right[0]);
			char old = text[at];

			text[at] = digit;
			/* By 9, 0 and 9 are the same; at every second place so are no others. */
			bool same = old == digit || (at > 0 && (old - digit) % 9 == 0);
			TAP_INT(text, corporate_number_valid(text), same);
		}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(numbers),
	cmocka_unit_test(another_digit),
};

TAP_MAIN(tests)
