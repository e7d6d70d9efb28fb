/* Reads at and past the end, and random programs against a position in an array. */
#include "tap.h"

#include "base/cursor.h"

static const uint8_t data[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, '\n', 12 };

static void numbers_need_all_their_bytes(void **state)
{
	static const struct {
		const char *what;
		size_t n;
		unsigned width;
		uint64_t expected;
		bool ok;
	} rows[] = {
		{ "u8", 1, 1, 0x01, true },
		{ "u8 of nothing", 0, 1, 0, false },
		{ "u16", 2, 2, 0x0102, true },
		{ "u16 short", 1, 2, 0, false },
		{ "u24", 3, 3, 0x010203, true },
		{ "u24 short", 2, 3, 0, false },
		{ "u32", 4, 4, 0x01020304, true },
		{ "u32 short", 3, 4, 0, false },
		{ "u64", 8, 8, 0x0102030405060708, true },
		{ "u64 short", 7, 8, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct cursor c = cursor_of((struct bytes){ data, rows[i].n });
		uint64_t v = rows[i].width == 1   ? cursor_u8(&c)
			     : rows[i].width == 2 ? cursor_u16(&c)
			     : rows[i].width == 3 ? cursor_u24(&c)
			     : rows[i].width == 4 ? cursor_u32(&c)
						  : cursor_u64(&c);
		TAP_INT(rows[i].what, v, rows[i].expected);
		TAP_INT(rows[i].what, cursor_ok(&c), rows[i].ok);
		TAP_INT(rows[i].what, cursor_done(&c), rows[i].ok);
		TAP_INT(rows[i].what, cursor_left(&c), 0);
	}
}

static void bad_has_nothing_left(void **state)
{
	struct cursor c = cursor_of((struct bytes){ data, 4 });

	(void)state;
	cursor_skip(&c, 5);
	assert_false(cursor_ok(&c));
	assert_int_equal(cursor_left(&c), 0);
	assert_int_equal(cursor_u8(&c), 0);
	assert_int_equal(cursor_bytes(&c, 0).n, 0);
	struct cursor sub = cursor_sub(&c, 0);
	assert_false(cursor_ok(&sub));
	assert_false(cursor_done(&c));
}

static void empty_without_a_pointer_is_fine(void **state)
{
	struct cursor c = cursor_of((struct bytes){ 0 });

	(void)state;
	assert_true(cursor_done(&c));
	assert_int_equal(cursor_bytes(&c, 0).n, 0);
	cursor_skip(&c, 0);
	struct cursor sub = cursor_sub(&c, 0);
	assert_true(cursor_done(&sub));
	assert_true(cursor_done(&c));
	cursor_until(&c, 0);
	assert_false(cursor_ok(&c));
}

static void sub_confines(void **state)
{
	struct cursor c = cursor_of((struct bytes){ data, 6 });

	(void)state;
	struct cursor sub = cursor_sub(&c, 2);
	assert_int_equal(cursor_u24(&sub), 0);
	assert_false(cursor_ok(&sub));
	assert_true(cursor_ok(&c));
	assert_int_equal(cursor_u8(&c), 3);

	sub = cursor_sub(&c, 4);
	assert_false(cursor_ok(&sub));
	assert_false(cursor_ok(&c));
}

static void lines_need_their_end(void **state)
{
	struct cursor c = cursor_of(bytes_of("one\n\ntwo"));

	(void)state;
	assert_true(bytes_equal(cursor_until(&c, '\n'), bytes_of("one")));
	assert_true(bytes_equal(cursor_until(&c, '\n'), bytes_of("")));
	assert_int_equal(cursor_left(&c), 3);
	assert_int_equal(cursor_until(&c, '\n').n, 0);
	assert_false(cursor_ok(&c));
}

struct model {
	size_t at;
	bool bad;
};

static bool model_take(struct model *m, size_t n)
{
	if (m->bad || n > sizeof(data) - m->at)
		m->bad = true;
	else
		m->at += n;
	return !m->bad;
}

static uint64_t model_number(struct model *m, size_t width)
{
	size_t from = m->at;
	uint64_t v = 0;

	if (model_take(m, width))
		for (size_t i = 0; i < width; i++)
			v = v * 256 + data[from + i];
	return v;
}

static void step(struct cursor *c, struct model *m, uint64_t *seed)
{
	size_t n = tap_below(seed, 5);
	size_t from = m->at;

	switch (tap_below(seed, 8)) {
	case 0:
		assert_int_equal(cursor_u8(c), model_number(m, 1));
		break;
	case 1:
		assert_int_equal(cursor_u16(c), model_number(m, 2));
		break;
	case 2:
		assert_int_equal(cursor_u24(c), model_number(m, 3));
		break;
	case 3:
		assert_int_equal(cursor_u32(c), model_number(m, 4));
		break;
	case 4:
		assert_int_equal(cursor_u64(c), model_number(m, 8));
		break;
	case 5: {
		struct bytes b = cursor_bytes(c, n);
		assert_int_equal(b.n, model_take(m, n) ? n : 0);
		assert_true(b.n == 0 || b.p == data + from);
		break;
	}
	case 6: {
		struct cursor sub = cursor_sub(c, n);
		assert_int_equal(cursor_ok(&sub), model_take(m, n));
		assert_int_equal(cursor_left(&sub), m->bad ? 0 : n);
		break;
	}
	default:
		while (from < sizeof(data) && data[from] != '\n')
			from++;
		n = from < sizeof(data) ? from - m->at : SIZE_MAX - 1;
		assert_int_equal(cursor_until(c, '\n').n, model_take(m, n + 1) ? n : 0);
		break;
	}
}

static void random_programs_match_the_model(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 20000; seed++) {
		struct cursor c = cursor_of((struct bytes){ data, sizeof(data) });
		struct model m = { 0 };
		uint64_t random = seed;
		for (int i = 0; i < 8; i++) {
			step(&c, &m, &random);
			assert_int_equal(cursor_ok(&c), !m.bad);
			assert_int_equal(cursor_left(&c), m.bad ? 0 : sizeof(data) - m.at);
		}
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(numbers_need_all_their_bytes),
	cmocka_unit_test(bad_has_nothing_left),
	cmocka_unit_test(empty_without_a_pointer_is_fine),
	cmocka_unit_test(sub_confines),
	cmocka_unit_test(lines_need_their_end),
	cmocka_unit_test(random_programs_match_the_model),
};

TAP_MAIN(tests)
