/* Lists of models: headings, character sets, and each thing that is wrong by its line. */
#include "fixture.h"

#include <sys/mman.h>

#include "scheme/models_csv.h"

static char *joined(const json_t *out)
{
	CLEANUP(buf_done) struct buf text = BUF(10000);
	size_t i;
	json_t *model;

	json_array_foreach (json_object_get(out, "models"), i, model)
		buf_format(&text, "%s/%s;", json_text(model, "number"),
			   json_text(model, "name") ? json_text(model, "name") : "");
	return buf_take(&text);
}

static const struct {
	const char *what, *text;
	int code;
	const char *wanted;
} cases[] = {
	{ "numbers alone", "A-1\nA-2\n", 0, "A-1/;A-2/;" },
	{ "numbers and names", "A-1,Camera\nA-2,\"Camera, white\"\n", 0,
	  "A-1/Camera;A-2/Camera, white;" },
	{ "a heading", "型式番号,製品名\nA-1,カメラ\n", 0, "A-1/カメラ;" },
	{ "a heading in English", "Model Number,Name\r\nA-1,x\r\n", 0, "A-1/x;" },
	{ "a heading and a mark", "\xef\xbb\xbf型番\nA-1\n", 0, "A-1/;" },
	{ "a heading only in the first line", "A-1\nmodel\n", 0, "A-1/;model/;" },
	{ "CP932", "\x8c\x5e\x8e\xae\x94\xd4\x8d\x86\nA-1,\x83\x4a\x83\x81\x83\x89\n", 0,
	  "A-1/カメラ;" },
	{ "blanks around", " A-1 ,　カメラ 　\n", 0, "A-1/カメラ;" },
	{ "empty columns", "A-1,x,,,\n,,,\nA-2,,\n", 0, "A-1/x;A-2/;" },
	{ "a backslash", "A\\1\n", 0, "A\\1/;" },
	{ "nothing", "", E_FORMAT, "there is no model in it" },
	{ "a heading alone", "型式\n", E_FORMAT, "there is no model in it" },
	{ "twice", "A-1\nA-2\nA-1,x\n", E_FORMAT, "line 3: 'A-1' is on line 1 already" },
	{ "a name alone", "A-1\n,x\n", E_FORMAT, "line 2 has a name but no number" },
	{ "a third column", "A-1,x,y\n", E_FORMAT, "line 1 has more than a number and a name" },
	{ "a line end in a name", "A-1,\"x\ny\"\n", E_FORMAT, "line 1: the name has a character" },
	{ "a control character", "A\x01\n", E_FORMAT, "line 1: the number has a character" },
	{ "right-to-left tricks", "A-1\nA-2,\"\xe2\x80\xaetxt\"\n", E_FORMAT,
	  "line 2: the name has" },
	{ "an open quotation mark", "A-1\n\"A-2\n", E_TRUNC, "line 2: the quotation mark" },
	{ "neither character set", "A-1\n\xff\xff\n", E_FORMAT, "line 2 is neither" },
	{ "UTF-16",
	  "\xff\xfe"
	  "A",
	  E_FORMAT, "UTF-16" },
};

static void decoding(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(json_done) json_t *out = NULL;
		struct err err = { 0 };

		TAP_INT(cases[i].what, models_csv_decode(&out, bytes_of(cases[i].text), &err),
			cases[i].code);
		if (cases[i].code == 0) {
			CLEANUP(mem_freep) char *got = joined(out);

			TAP_TEXT(cases[i].what, got, cases[i].wanted);
		} else {
			FIXTURE_SAYS(cases[i].what, err.text, cases[i].wanted);
			TAP_CHECK(cases[i].what, strpbrk(err.ja, "\xe3") != NULL);
			assert_null(out);
		}
	}
}

static void in_japanese(void **state)
{
	static const struct {
		const char *text, *ja;
	} rows[] = {
		{ "A-1\nA-2\nA-1,x\n", "3行目：「A-1」は1行目にもあります" },
		{ "A-1\n,x\n", "2行目：名称だけで、型式番号がありません" },
		{ "A-1,\"x\ny\"\n", "1行目：名称に、表示できない文字があります" },
		{ "A-1\n\"A-2\n", "2行目：引用符（\"）が閉じられていません" },
		{ "A-1\n\xff\xff\n", "2行目：UTF-8としてもShift_JISとしても読めません" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *out = NULL;
		struct err err = { 0 };

		assert_true(models_csv_decode(&out, bytes_of(rows[i].text), &err) < 0);
		TAP_TEXT(rows[i].text, err.ja, rows[i].ja);
	}
}

/* count models, the last with a number and a name of so many characters. */
static int of_size(size_t count, size_t number, size_t name, struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(MODELS_FILE_MAX * 2);
	CLEANUP(json_done) json_t *out = NULL;

	for (size_t i = 1; i < count; i++)
		buf_format(&text, "M-%zu\n", i);
	for (size_t i = 0; i < number; i++)
		buf_text(&text, "型");
	buf_text(&text, ",");
	for (size_t i = 0; i < name; i++)
		buf_text(&text, "𠮷");
	int code = models_csv_decode(&out, buf_view(&text), err);
	if (code == 0)
		assert_int_equal(json_array_size(json_object_get(out, "models")), count);
	return code;
}

static void limits(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_int_equal(of_size(1, MODEL_NUMBER_MAX, MODEL_NAME_MAX, NULL), 0);
	assert_int_equal(of_size(2, MODEL_NUMBER_MAX + 1, 1, &err), E_LIMIT);
	FIXTURE_SAYS("number", err.text, "line 2: the number is longer than 100 characters");
	assert_int_equal(of_size(2, 1, MODEL_NAME_MAX + 1, &err), E_LIMIT);
	FIXTURE_SAYS("name", err.text, "line 2: ");
	assert_int_equal(of_size(MODELS_MAX, 1, 1, NULL), 0);
	assert_int_equal(of_size(MODELS_MAX + 1, 1, 1, &err), E_LIMIT);
	FIXTURE_SAYS("models", err.text, "line 10001: there are more than 10000 models");
}

static int of_bytes(size_t n, struct err *err)
{
	CLEANUP(fd_close) int fd = memfd_create("models", MFD_CLOEXEC);
	CLEANUP(buf_done) struct buf text = BUF((size_t)MODELS_FILE_MAX + 10);
	CLEANUP(json_done) json_t *out = NULL;

	buf_text(&text, "A-1\n");
	while (text.n < n)
		buf_u8(&text, '\n');
	assert_int_equal(fd_write_full(fd, buf_view(&text)), 0);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return models_csv_read(&out, fd, err);
}

static void files(void **state)
{
	CLEANUP(fd_close) int nothing = -1;
	CLEANUP(fd_close) int huge = memfd_create("models", MFD_CLOEXEC);
	struct err err = { 0 };
	json_t *out = NULL;

	(void)state;
	assert_int_equal(of_bytes(MODELS_FILE_MAX, NULL), 0);
	assert_int_equal(of_bytes(MODELS_FILE_MAX + 1, &err), E_LIMIT);
	FIXTURE_SAYS("large", err.text, "larger than 4 MiB");
	assert_int_equal(ftruncate(huge, (off_t)1 << 30), 0);
	assert_int_equal(models_csv_read(&out, huge, &err), E_LIMIT);
	assert_int_equal(models_csv_read(&out, nothing, &err), -EBADF);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(decoding),
	cmocka_unit_test(in_japanese),
	cmocka_unit_test(limits),
	cmocka_unit_test(files),
};

TAP_MAIN(tests)
