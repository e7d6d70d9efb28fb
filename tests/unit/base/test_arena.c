/* The budget at and above its limit; alignment; a random program against what it wrote. */
#include "tap.h"

#include "base/arena.h"

#define UNIT _Alignof(max_align_t)

static void budget_is_exact(void **state)
{
	static const struct {
		const char *what;
		size_t budget;
		size_t n;
		size_t size;
		bool fits;
	} rows[] = {
		{ "limit", 64, 64, 1, true },
		{ "limit + 1", 64, 65, 1, false },
		{ "product", 64, 8, 8, true },
		{ "product above", 64, 9, 8, false },
		{ "rounded up to the limit", 64, 49, 1, true },
		{ "nothing takes a unit", UNIT, 0, 1, true },
		{ "no budget", 0, 0, 1, false },
		{ "overflowing product", SIZE_MAX, SIZE_MAX / 2, 3, false },
		{ "overflowing rounding", SIZE_MAX, SIZE_MAX, 1, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(arena_done) struct arena a = ARENA(rows[i].budget);
		void *p = arena_alloc(&a, rows[i].n, rows[i].size);
		TAP_INT(rows[i].what, p != NULL, rows[i].fits);
	}
}

static void budget_is_shared(void **state)
{
	CLEANUP(arena_done) struct arena a = ARENA(3 * UNIT);

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_non_null(arena_alloc(&a, 1, 1));
	assert_null(arena_alloc(&a, 0, 1));
	arena_done(&a);
	assert_non_null(arena_alloc(&a, 3, UNIT));
}

static void texts_get_a_nul(void **state)
{
	CLEANUP(arena_done) struct arena a = ARENA(2 * UNIT);

	(void)state;
	assert_string_equal(arena_textn(&a, "hoshi", 2), "ho");
	assert_string_equal(arena_textn(&a, NULL, 0), "");
	assert_null(arena_textn(&a, "x", 1));
	assert_null(arena_textn(&a, "x", SIZE_MAX));
}

static void pieces_do_not_overlap(void **state)
{
	struct piece {
		uint8_t *p;
		size_t n;
		uint8_t fill;
	} pieces[500];
	CLEANUP(arena_done) struct arena a = ARENA(1 << 20);
	uint64_t seed = 1;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		size_t most = tap_below(&seed, 10) == 0 ? 9000 : 100;
		struct piece piece = { .n = tap_below(&seed, most),
				       .fill = (uint8_t)(i % 255 + 1) };
		piece.p = arena_alloc(&a, piece.n, 1);
		assert_non_null(piece.p);
		assert_int_equal((uintptr_t)piece.p % UNIT, 0);
		for (size_t k = 0; k < piece.n; k++)
			assert_int_equal(piece.p[k], 0);
		memset(piece.p, piece.fill, piece.n);
		pieces[i] = piece;
	}
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++)
		for (size_t k = 0; k < pieces[i].n; k++)
			assert_int_equal(pieces[i].p[k], pieces[i].fill);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(budget_is_exact),
	cmocka_unit_test(budget_is_shared),
	cmocka_unit_test(texts_get_a_nul),
	cmocka_unit_test(pieces_do_not_overlap),
};

TAP_MAIN(tests)
