#include "scheme/fold_index.h"

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/search.h"
#include "store/store.h"

#define TEXTS_BESIDES_MODELS 8

struct texts {
	struct search_text *all;
	size_t n;
};

static void texts_done(struct texts *t)
{
	mem_free(t->all);
}

static void add(struct texts *t, enum search_kind kind, const char *text)
{
	if (text && *text)
		t->all[t->n++] = (struct search_text){ .kind = kind, .text = text };
}

static void add_both(struct texts *t, enum search_kind kind, const json_t *words)
{
	const char *ja = json_text(words, "ja"), *en = json_text(words, "en");

	add(t, kind, ja);
	if (!text_equal(ja, en))
		add(t, kind, en);
}

static void add_models(struct texts *t, const json_t *models)
{
	size_t i;
	json_t *model;

	json_array_foreach (json_lend(models), i, model) {
		const char *number = json_text(model, "number"), *name = json_text(model, "name");

		add(t, SEARCH_MODEL, number);
		if (!text_equal(number, name))
			add(t, SEARCH_MODEL, name);
	}
}

int fold_index(struct store *store, const char *label, struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	CLEANUP(json_done) json_t *models = NULL;
	CLEANUP(texts_done) struct texts t = { 0 };
	int r = store_row(store, "label_by_number", STORE_VALUES(STORE_TEXT(label)), &row, err);

	if (r == 0)
		r = store_rows(store, "label_models", STORE_VALUES(STORE_TEXT(label)), &models,
			       err);
	if (r < 0)
		return r;
	const json_t *body = json_object_get(row, "body");
	const json_t *product = json_object_get(body, "product");
	t.all = mem_array(2 * json_array_size(models) + TEXTS_BESIDES_MODELS, sizeof(*t.all));
	add_both(&t, SEARCH_NAME, json_object_get(product, "name"));
	add_both(&t, SEARCH_MAKER, json_object_get(body, "applicant"));
	add_both(&t, SEARCH_MAKER, json_object_get(product, "manufacturer"));
	add_models(&t, models);
	return search_put(
	    store,
	    &(struct search_label){ .label = json_int(row, "id", 0),
				    .number = label,
				    .level = json_int(row, "level", 0),
				    .status = json_text(row, "status"),
				    .category = json_text(product, "category"),
				    .maker = json_text(json_object_get(body, "applicant"), "ja"),
				    .issued = json_text(row, "issued"),
				    .valid_until = json_text(row, "valid_until"),
				    .texts = t.all,
				    .texts_n = t.n },
	    err);
}
