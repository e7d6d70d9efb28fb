/* Codes in pictures: found as they are, turned, small and pale; each once; and no more than may be.
 */
#include "fixture.h"

#include "label/picture.h"
#include "label/picture_code.h"
#include "label/picture_view.h"
#include "label/qr.h"

#define TEXT "HTTPS://LABEL.EXAMPLE.JP/L/HSH-1-2026-000123"

static void draw(struct picture *p, const char *text, size_t x, size_t y, size_t module,
		 uint8_t dark)
{
	CLEANUP(qr_done) struct qr qr = { 0 };

	assert_int_equal(qr_encode(&qr, text, NULL), 0);
	for (size_t v = 0; v < qr.modules * module; v++)
		for (size_t u = 0; u < qr.modules * module; u++)
			if (qr_at(&qr, (unsigned)(u / module), (unsigned)(v / module)))
				p->grey[(y + v) * p->width + x + u] = dark;
}

static struct picture paper(uint32_t width, uint32_t height, uint8_t grey)
{
	struct picture p = { 0 };

	assert_int_equal(picture_new(&p, width, height, NULL), 0);
	memset(p.grey, grey, (size_t)width * height);
	return p;
}

static bool holds(const struct picture_codes *codes, size_t i, const char *text)
{
	return i < codes->n &&
	       bytes_equal((struct bytes){ codes->texts[i].p, codes->texts[i].n }, bytes_of(text));
}

static void finds(const char *what, const struct picture *p)
{
	CLEANUP(picture_code_done) struct picture_codes codes = { 0 };

	TAP_CHECK(what, picture_code_find(&codes, p, NULL) == 0);
	TAP_CHECK(what, codes.n == 1 && holds(&codes, 0, TEXT));
}

static void found(void **state)
{
	static const struct {
		const char *what;
		size_t module;
		uint8_t light, dark;
	} rows[] = {
		{ "as it is", 4, 255, 0 }, { "small", 2, 255, 0 }, { "large", 60, 255, 0 },
		{ "pale", 4, 150, 110 },   { "dark", 4, 60, 20 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		uint32_t side = (uint32_t)(50 * rows[i].module);
		CLEANUP(picture_done) struct picture p = paper(side, side, rows[i].light);

		draw(&p, TEXT, 10 * rows[i].module, 10 * rows[i].module, rows[i].module,
		     rows[i].dark);
		finds(rows[i].what, &p);
	}
}

static void turned(void **state)
{
	CLEANUP(picture_done) struct picture p = paper(300, 300, 255);

	(void)state;
	draw(&p, TEXT, 60, 60, 6, 0);
	for (int degrees = 0; degrees < 360; degrees += 15) {
		CLEANUP(picture_done) struct picture view = { 0 };
		CLEANUP(mem_freep) char *what = mem_format("by %d degrees", degrees);

		assert_int_equal(picture_view_turn(&view, &p, degrees, 1, NULL), 0);
		finds(what, &view);
	}
}

static void nothing(void **state)
{
	static const uint32_t sizes[][2] = {
		{ 1, 1 }, { 1, 3000 }, { 3000, 1 }, { 200, 200 }, { 9000, 3 }
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		for (int grey = 0; grey <= 255; grey += 51) {
			CLEANUP(picture_code_done) struct picture_codes codes = { 0 };
			CLEANUP(picture_done)
			struct picture p = paper(sizes[i][0], sizes[i][1], (uint8_t)grey);

			assert_int_equal(picture_code_find(&codes, &p, NULL), 0);
			assert_int_equal(codes.n, 0);
		}
}

/* A sheet of so many different codes, in rows of four, and the first of them once more. */
static int sheet(struct picture_codes *codes, size_t n, struct err *err)
{
	CLEANUP(picture_done) struct picture p = paper(4 * 160, (uint32_t)(n / 4 + 1) * 160, 255);

	for (size_t i = 0; i <= n; i++) {
		CLEANUP(mem_freep) char *text = mem_format("CODE-%zu", i % n);

		draw(&p, text, i % 4 * 160 + 20, i / 4 * 160 + 20, 4, 0);
	}
	return picture_code_find(codes, &p, err);
}

static void several(void **state)
{
	CLEANUP(picture_code_done) struct picture_codes most = { 0 }, more = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(sheet(&most, PICTURE_CODES_MAX, &err), 0);
	assert_int_equal(most.n, PICTURE_CODES_MAX);
	assert_int_equal(sheet(&more, PICTURE_CODES_MAX + 1, &err), E_LIMIT);
	assert_non_null(strstr(err.text, "more than 16 different codes"));
	assert_true(err.ja[0] != '\0');
}

static void added(void **state)
{
	CLEANUP(picture_code_done) struct picture_codes codes = { 0 };
	CLEANUP(mem_freep) uint8_t *text = mem_array(PICTURE_TEXT_MAX + 1, 1);

	(void)state;
	assert_int_equal(
	    picture_code_add(&codes, (struct bytes){ text, PICTURE_TEXT_MAX + 1 }, NULL), E_LIMIT);
	assert_int_equal(picture_code_add(&codes, (struct bytes){ text, PICTURE_TEXT_MAX }, NULL),
			 0);
	assert_int_equal(picture_code_add(&codes, (struct bytes){ text, PICTURE_TEXT_MAX }, NULL),
			 0);
	assert_int_equal(codes.n, 1);
	assert_int_equal(picture_code_add(&codes, (struct bytes){ text, 0 }, NULL), 0);
	assert_int_equal(codes.n, 2);
}

static void views(void **state)
{
	CLEANUP(picture_done) struct picture p = paper(5, 5, 100);
	CLEANUP(picture_done) struct picture half = { 0 }, none = { 0 }, large = { 0 };

	(void)state;
	p.grey[0] = 0;
	assert_int_equal(picture_view_reduce(&half, &p, 2, NULL), 0);
	assert_int_equal(half.width, 2);
	assert_int_equal(half.height, 2);
	assert_int_equal(half.grey[0], 75);
	assert_int_equal(half.grey[3], 100);
	assert_int_equal(picture_view_reduce(&none, &p, 6, NULL), E_FORMAT);
	assert_int_equal(picture_view_turn(&large, &p, 0, 3, NULL), 0);
	assert_int_equal(large.width, 15);
	assert_int_equal(large.grey[7 * 15 + 7], 100);
	picture_view_spread(&p);
	assert_int_equal(p.grey[0], 0);
	/* One grey stays as it is. */
	memset(p.grey, 100, 25);
	picture_view_spread(&p);
	assert_int_equal(p.grey[12], 100);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(found),   cmocka_unit_test(turned), cmocka_unit_test(nothing),
	cmocka_unit_test(several), cmocka_unit_test(added),  cmocka_unit_test(views),
};

TAP_MAIN(tests)
