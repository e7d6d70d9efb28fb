/* The lines are indexed, not the list: a list may be the larger by far and is seen once. */
#include "scheme/procure_match.h"

#include "base/mem.h"
#include "base/text.h"
#include "scheme/procure.h"
#include "scheme/product_list_cell.h"

/* The number that a key has in the index, a new one for a new key. */
static size_t number_of(json_t *index, const char *key, size_t *n)
{
	const json_t *there = key ? json_object_get(index, key) : NULL;

	if (!key)
		return SIZE_MAX;
	if (there)
		return (size_t)json_integer_value(there);
	json_object_set_new(index, key, json_integer((json_int_t)*n));
	return (*n)++;
}

void procure_match_init(struct procure_match *m, const json_t *lines)
{
	size_t n = json_array_size(lines), i;
	json_t *line;

	*m = (struct procure_match){ .lines = json_incref(json_lend(lines)),
				     .exact = json_object(),
				     .loose = json_object(),
				     .line_found = mem_array(n, sizeof(size_t)),
				     .line_similar = mem_array(n, sizeof(size_t)) };
	json_array_foreach (lines, i, line) {
		CLEANUP(mem_freep) char *exact = product_list_cell_model(json_text(line, "model"));
		CLEANUP(mem_freep) char *loose = product_list_cell_loose(json_text(line, "model"));

		m->line_found[i] = number_of(m->exact, exact, &m->found_n);
		m->line_similar[i] = number_of(m->loose, loose, &m->similar_n);
	}
	m->found = mem_array(m->found_n, sizeof(*m->found));
	m->similar = mem_array(m->similar_n, sizeof(*m->similar));
}

static void found_done(struct procure_found *found, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		json_decref(found[i].list);
		json_decref(found[i].shown);
		mem_free(found[i].firm);
	}
	mem_free(found);
}

void procure_match_done(struct procure_match *m)
{
	found_done(m->found, m->found_n);
	found_done(m->similar, m->similar_n);
	json_decref(json_lend(m->lines));
	json_decref(m->exact);
	json_decref(m->loose);
	mem_free(m->line_found);
	mem_free(m->line_similar);
}

/* Once for each product, however many of its models fit; model: as the list writes it. */
static void keep(struct procure_match *m, struct procure_found *all, const json_t *number,
		 const json_t *product, const char *model)
{
	struct procure_found *f = number ? &all[json_integer_value(number)] : NULL;

	if (!f || f->offer == m->offers)
		return;
	f->offer = m->offers;
	if (!f->list)
		f->list = json_array();
	if (json_array_size(f->list) < PROCURE_MATCHES_MAX)
		json_array_append_new(f->list, json_pack("{s:O, s:s}", "product",
							 json_lend(product), "model", model));
	else
		f->more++;
}

void procure_match_offer(struct procure_match *m, const json_t *product)
{
	size_t i;
	json_t *model;

	m->offers++;
	json_array_foreach (json_object_get(product, "models"), i, model) {
		const char *text = json_string_value(model);
		CLEANUP(mem_freep) char *loose = product_list_cell_loose(text);
		const json_t *similar = loose ? json_object_get(m->loose, loose) : NULL;

		/* Whatever is equal is similar too, so that most products need one look alone. */
		if (!similar)
			continue;
		CLEANUP(mem_freep) char *exact = product_list_cell_model(text);
		const json_t *equal = exact ? json_object_get(m->exact, exact) : NULL;
		keep(m, m->found, equal, product, text);
		keep(m, m->similar, similar, product, text);
	}
}

/* ---- makers ---- */

static const char *first_maker(const json_t *match)
{
	const json_t *makers = json_object_get(json_object_get(match, "product"), "makers");

	return json_array_size(makers) ? json_string_value(json_array_get(makers, 0)) : "";
}

static bool same_maker(const json_t *a, const json_t *b)
{
	return (!*first_maker(a) && !*first_maker(b)) ||
	       product_list_cell_same_firm(first_maker(a), first_maker(b));
}

void procure_match_firms(struct procure_match *m)
{
	_Static_assert(PROCURE_MATCHES_MAX <= UINT8_MAX, "a match has a number of one byte");
	for (size_t i = 0; i < m->found_n; i++) {
		struct procure_found *f = &m->found[i];
		size_t n = json_array_size(f->list);

		f->firm = mem_resize(f->firm, n, sizeof(*f->firm));
		for (size_t k = 0; k < n; k++) {
			size_t first = 0;

			while (first < k && (f->firm[first] != first ||
					     !same_maker(json_array_get(f->list, first),
							 json_array_get(f->list, k))))
				first++;
			f->firm[k] = (uint8_t)first;
		}
	}
}

bool procure_match_maker(const json_t *product, const char *maker)
{
	const json_t *makers = json_object_get(product, "makers");
	size_t i;
	json_t *one;

	if (!*maker || json_array_size(makers) == 0)
		return true;
	json_array_foreach (makers, i, one)
		if (product_list_cell_same_firm(json_string_value(one), maker))
			return true;
	return false;
}
