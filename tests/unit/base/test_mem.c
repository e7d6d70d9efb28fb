/* Allocation; that running out ends the process is not tested, its arithmetic is. */
#include "tap.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

static void nothing_is_something(void **state)
{
	(void)state;
	CLEANUP(mem_freep) void *none = mem_array(0, 8);
	CLEANUP(mem_freep) void *copy = mem_copy(NULL, 0);
	CLEANUP(mem_freep) char *empty = mem_textn(NULL, 0);
	CLEANUP(mem_freep) char *absent = mem_text(NULL);

	assert_non_null(none);
	assert_non_null(copy);
	assert_string_equal(empty, "");
	assert_null(absent);
	mem_free(NULL);
	mem_wipe(NULL, 0);
}

static void arrays_are_zeroed_and_grow(void **state)
{
	(void)state;
	CLEANUP(mem_freep) uint32_t *numbers = mem_array(100, sizeof(*numbers));

	for (uint32_t i = 0; i < 100; i++) {
		assert_int_equal(numbers[i], 0);
		numbers[i] = i;
	}
	numbers = mem_resize(numbers, 1000, sizeof(*numbers));
	for (uint32_t i = 0; i < 100; i++)
		assert_int_equal(numbers[i], i);
	numbers = mem_resize(numbers, 0, sizeof(*numbers));
	assert_non_null(numbers);
}

static void texts_are_copied(void **state)
{
	(void)state;
	CLEANUP(mem_freep) char *whole = mem_text("hoshi");
	CLEANUP(mem_freep) char *part = mem_textn("hoshi", 2);
	CLEANUP(mem_freep) char *made = mem_format("%s-%d", "a", 7);
	CLEANUP(mem_freep) uint8_t *bytes = mem_copy("\0\1", 2);

	assert_string_equal(whole, "hoshi");
	assert_string_equal(part, "ho");
	assert_string_equal(made, "a-7");
	assert_memory_equal(bytes, "\0\1", 2);
}

static void cleanup_and_steal(void **state)
{
	char *kept;

	(void)state;
	{
		CLEANUP(mem_freep) char *text = mem_text("kept");
		kept = steal(text);
		assert_null(text);
	}
	assert_string_equal(kept, "kept");
	mem_free(kept);
}

static void wiping_leaves_zeroes(void **state)
{
	char secret[] = "password";

	(void)state;
	mem_wipe(secret, sizeof(secret));
	for (size_t i = 0; i < sizeof(secret); i++)
		assert_int_equal(secret[i], 0);
}

/* In a child, as it ends the process. */
static void overflowing_product_aborts(void **state)
{
	int status = 0;

	(void)state;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		signal(SIGABRT, SIG_DFL);
		if (!freopen("/dev/null", "w", stderr))
			_exit(2);
		void *p = mem_resize(NULL, SIZE_MAX / 2, 4);
		_exit(p ? 3 : 4);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(nothing_is_something), cmocka_unit_test(arrays_are_zeroed_and_grow),
	cmocka_unit_test(texts_are_copied),     cmocka_unit_test(cleanup_and_steal),
	cmocka_unit_test(wiping_leaves_zeroes), cmocka_unit_test(overflowing_product_aborts),
};

TAP_MAIN(tests)
