/* What is remembered is what would have been measured, for each of many labels. */
#include "label_sample.h"

#include "base/mem.h"
#include "label/artwork_memo.h"

#define LABELS 200

static struct artwork_memo *memo;

static void expect(const struct artwork *a, const struct artwork_size *want)
{
	struct artwork_size size = { 0 };
	struct err err = { 0 };

	assert_int_equal(artwork_memo_least(memo, &size, a, &err), 0);
	assert_memory_equal(&size.width, &want->width, sizeof(size.width));
	assert_memory_equal(&size.height, &want->height, sizeof(size.height));
	assert_int_equal(size.modules, want->modules);
}

static struct artwork_size least(const struct artwork *a)
{
	struct artwork_size size = { 0 };
	struct err err = { 0 };

	assert_int_equal(artwork_least(&size, a, &err), 0);
	return size;
}

/* Texts and addresses of other lengths, in turn first and last. */
static void many_labels(void **state)
{
	static char numbers[LABELS][40], urls[LABELS][120];
	static struct artwork_size want[LABELS];
	struct artwork a[LABELS];
	unsigned distinct = 0;

	(void)state;
	for (unsigned i = 0; i < LABELS; i++) {
		(void)snprintf(numbers[i], sizeof(numbers[i]), "HSH-%u-%0*u", i % 4, (int)(i % 8),
			       i);
		(void)snprintf(urls[i], sizeof(urls[i]), LABEL_URL "/%0*u", (int)(i % 40), i);
		a[i] = label_sample();
		a[i].number = numbers[i];
		a[i].url = urls[i];
		a[i].layout = (enum artwork_layout)(i % 3);
		want[i] = least(&a[i]);
		distinct += i > 0 && want[i].width != want[i - 1].width;
		expect(&a[i], &want[i]);
	}
	assert_true(distinct > LABELS / 2);
	for (unsigned i = LABELS; i-- > 0;)
		expect(&a[i], &want[i]);
}

/* Each thing that a label is made of counts. */
static void each_field(void **state)
{
	struct artwork of[10];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(of); i++)
		of[i] = label_sample();
	of[1].number = "HSH-1-2026-000123-AND-LONGER-THAN-THAT";
	of[2].scheme_ja = "機器の安全を見分けるためのセキュリティラベル制度";
	of[3].scheme_en = "The Security Labelling Scheme for All Kinds of Devices";
	of[4].criteria_ja = "★1 共通適合基準 2024R1 とその追補および別表";
	of[5].valid_until = NULL;
	of[6].support_until = NULL;
	of[7].language = ARTWORK_JA;
	of[8].layout = ARTWORK_TALL;
	of[9].url = LABEL_URL "?with-so-much-more-that-another-size-of-code-is-needed";
	for (unsigned round = 0; round < 2; round++)
		for (size_t i = 0; i < ARRAY_LEN(of); i++) {
			struct artwork_size want = least(&of[i]);

			expect(&of[i], &want);
		}
}

static void refusals(void **state)
{
	CLEANUP(mem_freep) char *endless = mem_array(20000, 1);
	struct artwork a = label_sample();
	struct artwork_size size;
	struct err err = { 0 };

	(void)state;
	a.number = NULL;
	for (unsigned round = 0; round < 2; round++)
		assert_int_equal(artwork_memo_least(memo, &size, &a, &err), E_FORMAT);
	memset(endless, 'A', 19999);
	a.number = endless;
	assert_true(artwork_memo_least(memo, &size, &a, &err) < 0);
	assert_true(*err.text);
}

/* Room for all of them, for some, and for next to none. */
static int large(void **state)
{
	(void)state;
	memo = artwork_memo_new(10 * (size_t)LABELS);
	return 0;
}

static int small(void **state)
{
	(void)state;
	memo = artwork_memo_new(LABELS / 4);
	return 0;
}

static int least_of_all(void **state)
{
	(void)state;
	memo = artwork_memo_new(0);
	return 0;
}

static int forget(void **state)
{
	(void)state;
	artwork_memo_free(memo);
	artwork_memo_free(NULL);
	artwork_done();
	return 0;
}

static const struct CMUnitTest artwork_memo[] = {
	cmocka_unit_test_setup_teardown(many_labels, large, forget),
	cmocka_unit_test_setup_teardown(many_labels, small, forget),
	cmocka_unit_test_setup_teardown(many_labels, least_of_all, forget),
	cmocka_unit_test_setup_teardown(each_field, least_of_all, forget),
	cmocka_unit_test_setup_teardown(each_field, large, forget),
	cmocka_unit_test_setup_teardown(refusals, large, forget),
};

TAP_MAIN(artwork_memo)
