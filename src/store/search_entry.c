#include "store/search_entry.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/fold_text.h"
#include "store/search_set.h"

static const struct {
	char letter;
	const char *name;
} kinds[] = {
	[SEARCH_NUMBER] = { 'r', "number" },
	[SEARCH_MODEL] = { 'm', "model" },
	[SEARCH_NAME] = { 'n', "name" },
	[SEARCH_MAKER] = { 'k', "maker" },
};

void search_entry_done(struct search_entry *e)
{
	buf_done(&e->folded);
	buf_done(&e->shown);
	search_gram_done(&e->grams);
}

/* ---- grams ---- */

static void add_attribute(struct search_entry *e, const char *name, const char *value)
{
	CLEANUP(mem_freep) char *gram = value ? mem_format("#%s:%s", name, value) : NULL;

	if (gram)
		search_gram_add(&e->grams, gram);
}

static int add_grams(struct search_entry *e, int64_t level, const char *status,
		     const char *category, const char *maker, struct bytes folded, struct err *err)
{
	CLEANUP(mem_freep) char *digits = mem_format("%" PRId64, level);

	search_gram_add(&e->grams, "#all");
	add_attribute(e, "level", digits);
	add_attribute(e, "status", status);
	add_attribute(e, "category", category);
	add_attribute(e, "maker", maker);
	/* Every text stands between two line ends. */
	for (size_t at = 1; at < folded.n;) {
		const uint8_t *end = memchr(folded.p + at, '\n', folded.n - at);

		if (!end)
			return err_set(err, E_VERIFY,
				       "the search index is damaged: it has to be "
				       "made anew");
		struct bytes line = { folded.p + at, (size_t)(end - folded.p) - at };
		search_gram_text(&e->grams, line);
		at += line.n + 1;
	}
	return search_gram_sort(&e->grams) < 0
		   ? err_set(err, E_LIMIT, "the label has too many texts to be found by")
		   : 0;
}

int search_entry_recall(struct search_entry *e, const json_t *row, struct bytes folded,
			struct err *err)
{
	return add_grams(e, json_int(row, "level", 0), json_text(row, "status"),
			 json_text(row, "category"), json_text(row, "maker"), folded, err);
}

/* ---- texts ---- */

static int add_text(struct search_entry *e, enum search_kind kind, const char *text,
		    struct err *err)
{
	size_t before = e->folded.n;
	struct bytes all = bytes_of(text);

	if (all.n > SEARCH_TEXT_MAX)
		return err_set(err, E_LIMIT, "a %s is longer than %d bytes", kinds[kind].name,
			       SEARCH_TEXT_MAX);
	if (fold_text(&e->folded, all) < 0)
		return err_set(err, E_FORMAT, "a %s is not UTF-8", kinds[kind].name);
	/* Nothing but dashes and blanks is found by nobody. */
	if (e->folded.n == before)
		return 0;
	buf_u8(&e->folded, '\n');
	buf_u8(&e->shown, (uint8_t)kinds[kind].letter);
	for (size_t i = 0; i < all.n; i++)
		buf_u8(&e->shown, all.p[i] < ' ' || all.p[i] == 0x7f ? ' ' : all.p[i]);
	buf_u8(&e->shown, '\n');
	return 0;
}

static bool is_attribute(const char *value)
{
	return !value || (strlen(value) <= SEARCH_TEXT_MAX && text_utf8_valid(bytes_of(value)));
}

int search_entry_make(struct search_entry *e, const struct search_label *l, struct err *err)
{
	if (l->label < 1 || l->label > SEARCH_SET_LABEL_MAX)
		return err_set(err, E_LIMIT, "label ids go from 1 to %" PRId64,
			       SEARCH_SET_LABEL_MAX);
	if (l->texts_n > SEARCH_TEXTS_MAX)
		return err_set(err, E_LIMIT, "a label is found by at most %d texts",
			       SEARCH_TEXTS_MAX);
	if (!is_attribute(l->status) || !is_attribute(l->category) || !is_attribute(l->maker))
		return err_set(err, E_FORMAT, "an attribute of the label is too long or not UTF-8");
	buf_u8(&e->folded, '\n');
	int r = add_text(e, SEARCH_NUMBER, l->number, err);
	for (size_t i = 0; r == 0 && i < l->texts_n; i++)
		r = add_text(e, l->texts[i].kind, l->texts[i].text, err);
	if (r < 0)
		return r;
	if (!buf_ok(&e->folded) || !buf_ok(&e->shown))
		return err_set(err, E_LIMIT, "the label has too many texts to be found by");
	return add_grams(e, l->level, l->status, l->category, l->maker, buf_view(&e->folded), err);
}

bool search_entry_shown(struct bytes shown, size_t i, const char **kind, struct bytes *text)
{
	const uint8_t *p = shown.p, *end = shown.p + shown.n;

	for (; p < end; i--) {
		const uint8_t *line_end = memchr(p, '\n', (size_t)(end - p));

		if (!line_end || line_end == p)
			return false;
		if (i == 0) {
			*kind = "name";
			for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
				if (kinds[k].letter == (char)*p)
					*kind = kinds[k].name;
			*text = (struct bytes){ p + 1, (size_t)(line_end - p) - 1 };
			return true;
		}
		p = line_end + 1;
	}
	return false;
}
