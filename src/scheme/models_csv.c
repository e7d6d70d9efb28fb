/*
 * A model stands on a label and in a public list, so nothing goes in that a reader could not see:
 * no control or direction characters, no line ends inside a name.
 */
#include "scheme/models_csv.h"

#include <unistd.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"

#define FIELD_MAX ((size_t)MODEL_NAME_MAX * 4)
#define COLUMNS_MAX 32 /* spreadsheets leave empty columns at the end */
#define CHUNK (64u << 10)

struct list {
	json_t *models;
	json_t *lines; /* number -> line */
	bool began;
};

static void list_done(struct list *l)
{
	json_decref(l->models);
	json_decref(l->lines);
}

/* A first line with one of these in its first column is a heading. */
static bool is_heading(const char *text)
{
	static const char *const words[] = {
		"型式番号", "型式",   "型番",       "型名",     "品番",
		"製品型番", "モデル", "モデル番号", "モデル名",
	};
	static const char *const english[] = {
		"model",        "models", "model number", "model no",    "model no.",
		"model_number", "number", "type",         "type number", "part number",
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text_equal(text, words[i]))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(english); i++)
		if (text_equal_nocase(bytes_of(text), english[i]))
			return true;
	return false;
}

/* ASCII blanks and the ideographic one are what spreadsheets leave around a cell. */
static char *trimmed(const char *text)
{
	struct bytes t = text_trim(bytes_of(text));
	const char *blank = "　";

	while (t.n >= 3 && memcmp(t.p, blank, 3) == 0)
		t = text_trim((struct bytes){ .p = t.p + 3, .n = t.n - 3 });
	while (t.n >= 3 && memcmp(t.p + t.n - 3, blank, 3) == 0)
		t = text_trim((struct bytes){ .p = t.p, .n = t.n - 3 });
	return mem_textn((const char *)t.p, t.n);
}

/* Its characters; 0 when one of them cannot be seen. */
static size_t visible_length(const char *text)
{
	struct bytes left = bytes_of(text);
	size_t n = 0;

	for (; left.n > 0; n++) {
		char shown[TEXT_STEP_MAX];
		size_t taken;

		if (text_visible_step(shown, left, &taken) != taken && *left.p != '\\')
			return 0;
		left = (struct bytes){ .p = left.p + taken, .n = left.n - taken };
	}
	return n;
}

struct column {
	const char *en, *ja;
	size_t max; /* characters */
};

static int check(const struct column *c, const char *text, size_t line, struct err *err)
{
	size_t n = visible_length(text);

	if (n == 0 && *text)
		return err_both(
		    err, E_FORMAT, "line %zu: the %s%.0s has a character that cannot be shown",
		    "%zu行目：%.0s%sに、表示できない文字があります", line, c->en, c->ja);
	if (n > c->max)
		return err_both(err, E_LIMIT, "line %zu: the %s%.0s is longer than %zu characters",
				"%zu行目：%.0s%sが%zu文字を超えています", line, c->en, c->ja,
				c->max);
	return 0;
}

static int add(struct list *l, const char *number, const char *name, size_t line, struct err *err)
{
	static const struct column numbers = { "number", "型式番号", MODEL_NUMBER_MAX };
	static const struct column names = { "name", "名称", MODEL_NAME_MAX };
	int r = check(&numbers, number, line, err);

	if (r == 0)
		r = check(&names, name, line, err);
	if (r < 0)
		return r;
	if (json_object_get(l->lines, number))
		return err_both(err, E_FORMAT, "line %zu: '%s' is on line %" PRId64 " already",
				"%zu行目：「%s」は%" PRId64 "行目にもあります", line, number,
				json_int(l->lines, number, 0));
	if (json_array_size(l->models) == MODELS_MAX)
		return err_both(err, E_LIMIT, "line %zu: there are more than %d models",
				"%zu行目：型式が%d件を超えています", line, MODELS_MAX);
	json_object_set_new(l->lines, number, json_integer((json_int_t)line));
	json_t *model = json_pack("{s:s}", "number", number);
	/* In the document a name that is not there is absent (application.schema.json). */
	if (*name)
		json_object_set_new(model, "name", json_string(name));
	json_array_append_new(l->models, model);
	return 0;
}

static int take_row(void *context, const struct csv_row *row, struct err *err)
{
	struct list *l = context;
	CLEANUP(mem_freep) char *number = trimmed(row->fields[0]);
	CLEANUP(mem_freep) char *name = row->n > 1 ? trimmed(row->fields[1]) : mem_text("");
	bool first = !l->began;

	l->began = true;
	if (first && is_heading(number))
		return 0;
	for (size_t i = 2; i < row->n; i++) {
		CLEANUP(mem_freep) char *more = trimmed(row->fields[i]);

		if (*more)
			return err_both(err, E_FORMAT, "line %zu has more than a number and a name",
					"%zu行目：型式番号と名称のほかにも列があります", row->line);
	}
	if (!*number && !*name)
		return 0;
	if (!*number)
		return err_both(err, E_FORMAT, "line %zu has a name but no number",
				"%zu行目：名称だけで、型式番号がありません", row->line);
	return add(l, number, name, row->line, err);
}

int models_csv_decode(json_t **out, struct bytes text, struct err *err)
{
	CLEANUP(list_done) struct list l = { .models = json_array(), .lines = json_object() };
	/* Half-width kana are one byte in CP932 and three in UTF-8. */
	CLEANUP(buf_done) struct buf utf8 = BUF((size_t)MODELS_FILE_MAX * 3);
	CLEANUP(csv_reader_done)
	struct csv_reader reader =
	    CSV_READER(FIELD_MAX, COLUMNS_MAX, (size_t)MODELS_MAX * 2, take_row, &l);

	if (text.n > MODELS_FILE_MAX)
		return err_both(err, E_LIMIT, "it is larger than %u MiB", "%u MiBを超えています",
				MODELS_FILE_MAX >> 20);
	int r = csv_utf8(&utf8, text, err);
	if (r == 0)
		r = csv_read(&reader, buf_view(&utf8), err);
	if (r < 0)
		return r;
	if (json_array_size(l.models) == 0)
		return err_both(err, E_FORMAT, "there is no model in it", "型式が1件もありません");
	*out = json_pack("{s:O}", "models", l.models);
	return 0;
}

int models_csv_read(json_t **out, int fd, struct err *err)
{
	/* One more than allowed, so that too much shows. */
	CLEANUP(buf_done) struct buf text = BUF((size_t)MODELS_FILE_MAX + CHUNK);
	CLEANUP(mem_freep) uint8_t *chunk = mem_array(CHUNK, 1);

	while (text.n <= MODELS_FILE_MAX) {
		ssize_t n = read(fd, chunk, CHUNK);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, "the file cannot be read");
		if (n == 0)
			break;
		buf_add(&text, chunk, (size_t)n);
	}
	return models_csv_decode(out, buf_view(&text), err);
}

void models_csv_typed(const json_t *args, json_t *document, json_t *problems)
{
	const char *csv = json_text(args, "models");
	CLEANUP(json_done) json_t *read = NULL;
	struct err err = { 0 };

	if (!csv)
		return;
	if (!*csv) {
		json_object_del(document, "models");
		return;
	}
	if (models_csv_decode(&read, bytes_of(csv), &err) < 0) {
		CLEANUP(mem_freep) char *ja = mem_format("型式の一覧を読めません。%s。", err.ja);
		CLEANUP(mem_freep)
		char *en = mem_format("The list of models cannot be read: %s.", err.text);

		json_array_append_new(
		    problems, json_pack("{s:s, s:s, s:s}", "field", "models", "ja", ja, "en", en));
		return;
	}
	json_object_set(document, "models", json_object_get(read, "models"));
}
