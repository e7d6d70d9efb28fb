#include "scheme/procure_registry.h"

#include "base/day.h"
#include "base/err.h"
#include "base/text.h"
#include "scheme/procure.h"
#include "store/store.h"

struct offering {
	struct procure *to;
	json_t *product; /* owned; of the label whose models are coming in */
	int64_t id;
};

static void offering_done(struct offering *o)
{
	json_decref(o->product);
}

static void offer(struct offering *o)
{
	if (o->product)
		procure_offer(o->to, o->product);
	json_decref(o->product);
	o->product = NULL;
}

/* Both languages of a public name. */
static void add_names(json_t *makers, const json_t *name)
{
	static const char *const languages[] = { "ja", "en" };

	for (size_t i = 0; i < ARRAY_LEN(languages); i++) {
		json_t *text = json_object_get(name, languages[i]);

		if (json_is_string(text) && json_string_length(text) > 0 && !json_has(makers, text))
			json_array_append(makers, text);
	}
}

static json_t *product_of(const json_t *row)
{
	static const char *const kept[] = { "number", "level", "status", "issued", "valid_until" };
	const json_t *body = json_object_get(row, "body");
	const json_t *about = json_object_get(body, "product");
	json_t *product = json_pack("{s:[], s:[]}", "models", "makers");
	const char *name = json_text(json_object_get(about, "name"), "ja");

	for (size_t i = 0; i < ARRAY_LEN(kept); i++)
		json_object_set(product, kept[i], json_object_get(row, kept[i]));
	if (name)
		json_object_set_new(product, "name", json_string(name));
	/* A maker may stay unnamed; who applied is always public. */
	add_names(json_object_get(product, "makers"), json_object_get(about, "manufacturer"));
	add_names(json_object_get(product, "makers"), json_object_get(body, "applicant"));
	return product;
}

static int take_row(void *context, json_t *row)
{
	struct offering *o = context;
	int64_t id = json_int(row, "id", 0);

	if (!o->product || id != o->id) {
		offer(o);
		o->product = product_of(row);
		o->id = id;
	}
	json_array_append(json_object_get(o->product, "models"), json_object_get(row, "model"));
	return 0;
}

int procure_registry_offer(struct procure *p, struct store *store, const char *name, json_t **list,
			   struct err *err)
{
	CLEANUP(offering_done) struct offering o = { .to = p };
	CLEANUP(json_done) json_t *edition = NULL;
	char day[DAY_TEXT_MAX];
	int r = store_begin_read(store, err);

	if (r < 0)
		return r;
	r = store_row(store, "procure_edition", STORE_NOTHING, &edition, err);
	if (r == 0)
		r = store_each(store, "procure_labels", STORE_NOTHING, take_row, &o, err);
	store_rollback(store);
	if (r < 0)
		return r;
	offer(&o);
	day_of(day, json_int(edition, "at", 0));
	int64_t seq = json_int(edition, "seq", 0);
	*list = json_pack("{s:s, s:s, s:s?, s:I}", "kind", "registry", "name", name, "edition",
			  seq > 0 ? day : NULL, "seq", (json_int_t)seq);
	return 0;
}
