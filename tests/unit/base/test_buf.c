/* Limits of each append, length prefixes, and random programs against a fixed array. */
#include "tap.h"

#include "base/buf.h"
#include "base/mem.h"

#define MODEL_MAX 300

static void limits_are_exact(void **state)
{
	static const struct {
		const char *what;
		size_t max;
		const char *text;
		bool ok;
	} rows[] = {
		{ "limit", 5, "hoshi", true },
		{ "limit + 1", 4, "hoshi", false },
		{ "nothing into nothing", 0, "", true },
		{ "something into nothing", 0, "h", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf text = BUF(rows[i].max);
		CLEANUP(buf_done) struct buf format = BUF(rows[i].max);
		CLEANUP(buf_done) struct buf bytes = BUF(rows[i].max);
		buf_text(&text, rows[i].text);
		buf_format(&format, "%s", rows[i].text);
		buf_bytes(&bytes, bytes_of(rows[i].text));
		TAP_INT(rows[i].what, buf_ok(&text), rows[i].ok);
		TAP_INT(rows[i].what, buf_ok(&format), rows[i].ok);
		TAP_INT(rows[i].what, buf_ok(&bytes), rows[i].ok);
		TAP_TEXT(rows[i].what, buf_cstr(&text), rows[i].ok ? rows[i].text : "");
		TAP_TEXT(rows[i].what, buf_cstr(&format), rows[i].ok ? rows[i].text : "");
	}
}

static void bad_stays_bad_until_cleared(void **state)
{
	CLEANUP(buf_done) struct buf b = BUF(4);

	(void)state;
	buf_text(&b, "abc");
	buf_text(&b, "de");
	buf_text(&b, "f");
	assert_false(buf_ok(&b));
	assert_string_equal(buf_cstr(&b), "abc");
	buf_clear(&b);
	assert_true(buf_ok(&b));
	buf_text(&b, "wxyz");
	assert_true(buf_ok(&b));
	assert_string_equal(buf_cstr(&b), "wxyz");
}

static void numbers_are_big_endian(void **state)
{
	static const uint8_t expected[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
	CLEANUP(buf_done) struct buf b = BUF(10);

	(void)state;
	buf_u8(&b, 0x01);
	buf_u16(&b, 0x0203);
	buf_u24(&b, 0x040506);
	buf_u32(&b, 0x0708090a);
	assert_true(buf_ok(&b));
	assert_int_equal(b.n, sizeof(expected));
	assert_memory_equal(b.p, expected, sizeof(expected));
	buf_u8(&b, 0);
	assert_false(buf_ok(&b));
}

static void prefixes_hold_what_fits(void **state)
{
	static const struct {
		const char *what;
		unsigned width;
		size_t body;
		bool ok;
	} rows[] = {
		{ "empty", 2, 0, true },
		{ "one byte: limit", 1, 255, true },
		{ "one byte: limit + 1", 1, 256, false },
		{ "two bytes: limit", 2, 65535, true },
		{ "two bytes: limit + 1", 2, 65536, false },
		{ "three bytes", 3, 65536, true },
		{ "four bytes", 4, 65536, true },
	};
	CLEANUP(mem_freep) uint8_t *body = mem_array(65536, 1);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf b = BUF(100000);
		buf_u8(&b, 0xee);
		size_t mark = buf_open(&b, rows[i].width);
		buf_add(&b, body, rows[i].body);
		buf_close(&b, mark, rows[i].width);
		TAP_INT(rows[i].what, buf_ok(&b), rows[i].ok);
		uint32_t length = 0;
		for (unsigned k = 0; k < rows[i].width; k++)
			length = length << 8 | b.p[1 + k];
		TAP_INT(rows[i].what, length, rows[i].ok ? rows[i].body : 0);
	}
}

static void prefixes_nest(void **state)
{
	CLEANUP(buf_done) struct buf b = BUF(16);

	(void)state;
	size_t outer = buf_open(&b, 2);
	size_t inner = buf_open(&b, 1);
	buf_text(&b, "ab");
	buf_close(&b, inner, 1);
	buf_close(&b, outer, 2);
	assert_true(buf_ok(&b));
	assert_int_equal(b.n, 5);
	assert_memory_equal(b.p, "\0\3\2ab", 5);

	/* A prefix that had no room must not be filled in. */
	CLEANUP(buf_done) struct buf full = BUF(1);
	size_t mark = buf_open(&full, 2);
	buf_close(&full, mark, 2);
	assert_false(buf_ok(&full));
}

static void taking_leaves_it_empty(void **state)
{
	struct buf b = BUF(8);

	(void)state;
	CLEANUP(mem_freep) char *nothing = buf_take(&b);
	assert_string_equal(nothing, "");
	buf_text(&b, "12345678");
	CLEANUP(mem_freep) char *text = buf_take(&b);
	assert_string_equal(text, "12345678");
	assert_int_equal(buf_view(&b).n, 0);
	assert_int_equal(b.max, 8);
	assert_null(b.p);
}

struct model {
	uint8_t bytes[MODEL_MAX];
	size_t n;
	bool bad;
};

static void model_add(struct model *m, const uint8_t *p, size_t n, size_t max)
{
	if (m->bad || m->n + n > max) {
		m->bad = m->bad || n > 0;
		return;
	}
	memcpy(m->bytes + m->n, p, n);
	m->n += n;
}

static void step(struct buf *b, struct model *m, uint64_t *seed)
{
	uint8_t bytes[40];
	size_t n = tap_below(seed, sizeof(bytes));

	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)tap_random(seed);
	switch (tap_below(seed, 6)) {
	case 0:
		buf_add(b, bytes, n);
		model_add(m, bytes, n, b->max);
		break;
	case 1:
		bytes[0] = (uint8_t)n;
		buf_u8(b, bytes[0]);
		model_add(m, bytes, 1, b->max);
		break;
	case 2:
		memcpy(bytes, "\1\2\3\4", 4);
		buf_u32(b, 0x01020304);
		model_add(m, bytes, 4, b->max);
		break;
	case 3:
		buf_format(b, "<%zu>", n);
		model_add(m, bytes, (size_t)snprintf((char *)bytes, sizeof(bytes), "<%zu>", n),
			  b->max);
		break;
	case 4:
		if (tap_below(seed, 8) == 0) {
			buf_clear(b);
			m->n = 0;
			m->bad = false;
		}
		break;
	default:
		assert_int_equal(buf_cstr(b)[m->n], 0);
		break;
	}
}

/* A byte at a time must not copy everything each time. */
static void growing_is_rare(void **state)
{
	CLEANUP(buf_done) struct buf b = BUF(1000000);
	size_t room = 0;
	size_t changes = 0;

	(void)state;
	for (size_t i = 0; i < 1000000; i++) {
		buf_u8(&b, 1);
		changes += b.room != room;
		room = b.room;
	}
	assert_true(buf_ok(&b));
	assert_true(changes < 20);
	assert_true(b.room <= b.max);
}

static void random_programs_match_the_model(void **state)
{
	(void)state;
	for (uint64_t run = 0; run < 300; run++) {
		uint64_t seed = run;
		CLEANUP(buf_done) struct buf b = BUF(tap_below(&seed, MODEL_MAX));
		struct model m = { 0 };
		for (int i = 0; i < 60; i++) {
			step(&b, &m, &seed);
			assert_int_equal(buf_ok(&b), !m.bad);
			assert_true(bytes_equal(buf_view(&b), (struct bytes){ m.bytes, m.n }));
		}
	}
}

static void groups_of_three(void **state)
{
	static const struct {
		uint64_t n;
		const char *text;
	} rows[] = { { 0, "0" },
		     { 999, "999" },
		     { 1000, "1,000" },
		     { 57188, "57,188" },
		     { 1000001, "1,000,001" },
		     { UINT64_MAX, "18,446,744,073,709,551,615" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf out = BUF(64);

		buf_grouped(&out, rows[i].n);
		TAP_TEXT(rows[i].text, buf_cstr(&out), rows[i].text);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(limits_are_exact),       cmocka_unit_test(bad_stays_bad_until_cleared),
	cmocka_unit_test(numbers_are_big_endian), cmocka_unit_test(prefixes_hold_what_fits),
	cmocka_unit_test(prefixes_nest),          cmocka_unit_test(taking_leaves_it_empty),
	cmocka_unit_test(growing_is_rare),        cmocka_unit_test(random_programs_match_the_model),
	cmocka_unit_test(groups_of_three),
};

TAP_MAIN(tests)
