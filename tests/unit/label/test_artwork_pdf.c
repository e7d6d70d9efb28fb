/*
 * Labels as PDF, apart from the others for the sake of the leak checker: cairo 1.16 loses 768 bytes
 * for each weight of a font with CFF outlines that it puts into a PDF.  And fontconfig when its
 * cache of fonts is out of date.
 */
#include "label_sample.h"

const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libcairo.so\nleak:libfontconfig\n";
}

static int load(void **state)
{
	(void)state;
	return artwork_prepare(NULL);
}

static int unload(void **state)
{
	(void)state;
	artwork_done();
	return 0;
}

static void all_kinds_are_drawn_and_differ(void **state)
{
	(void)state;
	label_check_kinds(ARTWORK_PDF);
}

static void says(struct bytes pdf, const char *part)
{
	TAP_CHECK(part, text_find(pdf, bytes_of(part)) != NULL);
}

static void day_and_address(void **state)
{
	struct artwork a = label_sample();

	(void)state;
	/* What would end a string of the file's is written as RFC 3986 2.1 has it. */
	a.url = "https://h.example/a'b(c)?d=%28";
	CLEANUP(buf_done) struct buf out = label_drawn(&a, ARTWORK_PDF);
	says(buf_view(&out), "%PDF-1.5");
	says(buf_view(&out), "/CreationDate (20261121000000+09'00)");
	says(buf_view(&out), "/ModDate (20261121000000+09'00)");
	says(buf_view(&out), "/URI (https://h.example/a%27b%28c%29?d=%28)");
	assert_null(text_find(buf_view(&out), bytes_of("/JavaScript")));
}

static void size(void **state)
{
	struct artwork a = label_sample();

	(void)state;
	a.layout = ARTWORK_SMALL;
	a.width = 25.4;
	CLEANUP(buf_done) struct buf out = label_drawn(&a, ARTWORK_PDF);
	says(buf_view(&out), "/MediaBox [ 0 0 72 ");
}

static void no_room(void **state)
{
	struct artwork a = label_sample();

	(void)state;
	CLEANUP(buf_done) struct buf whole = label_drawn(&a, ARTWORK_PDF);
	for (int less = 0; less < 2; less++) {
		CLEANUP(buf_done) struct buf out = BUF(4 + whole.n - (size_t)less);

		buf_text(&out, "kept");
		TAP_INT("room", artwork_draw(&out, ARTWORK_PDF, &a, NULL), less ? E_LIMIT : 0);
		assert_int_equal(out.n, less ? 4 : 4 + whole.n);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(all_kinds_are_drawn_and_differ),
	cmocka_unit_test(day_and_address),
	cmocka_unit_test(size),
	cmocka_unit_test(no_room),
};

TAP_MAIN_WITHIN(tests, load, unload)
