/* The lines are indexed, not the list: a list may be the larger by far and is seen once. */
#include "scheme/procure_match.h"

#include "base/mem.h"
#include "base/text.h"
#include "scheme/procure.h"
#include "scheme/product_list_cell.h"

static void index_line(json_t *index, const char *key, size_t line)
{
	json_t *list = key ? json_object_get(index, key) : NULL;

	if (!key)
		return;
	if (!list) {
		list = json_array();
		json_object_set_new(index, key, list);
	}
	json_array_append_new(list, json_integer((json_int_t)line));
}

void procure_match_init(struct procure_match *m, const json_t *lines)
{
	size_t n = json_array_size(lines), i;
	json_t *line;

	*m = (struct procure_match){ .lines = json_incref(json_lend(lines)),
				     .exact = json_object(),
				     .loose = json_object(),
				     .found = mem_array(n, sizeof(json_t *)),
				     .similar = mem_array(n, sizeof(json_t *)),
				     .more = mem_array(n, sizeof(size_t)),
				     .over = mem_array(n, sizeof(size_t)) };
	json_array_foreach (lines, i, line) {
		CLEANUP(mem_freep) char *exact = product_list_cell_model(json_text(line, "model"));
		CLEANUP(mem_freep) char *loose = product_list_cell_loose(json_text(line, "model"));

		m->found[i] = json_array();
		m->similar[i] = json_array();
		index_line(m->exact, exact, i);
		index_line(m->loose, loose, i);
	}
}

void procure_match_done(struct procure_match *m)
{
	for (size_t i = 0; i < json_array_size(m->lines); i++) {
		json_decref(m->found[i]);
		json_decref(m->similar[i]);
	}
	json_decref(json_lend(m->lines));
	json_decref(m->exact);
	json_decref(m->loose);
	mem_free(m->found);
	mem_free(m->similar);
	mem_free(m->more);
	mem_free(m->over);
}

/* Once for each line, however many of its models fit; model: as the list writes it. */
static void keep(struct procure_match *m, json_t **lists, const json_t *lines,
		 const json_t *product, const char *model)
{
	size_t k;
	json_t *index;

	json_array_foreach (lines, k, index) {
		size_t i = (size_t)json_integer_value(index);
		json_t *list = lists[i];
		const json_t *last = json_array_get(list, json_array_size(list) - 1);

		if (json_object_get(last, "product") == product)
			continue;
		if (json_array_size(list) < PROCURE_MATCHES_MAX) {
			json_array_append_new(list, json_pack("{s:O, s:s}", "product",
							      json_lend(product), "model", model));
		} else if (lists == m->found && m->over[i] != m->offers) {
			m->over[i] = m->offers;
			m->more[i]++;
		}
	}
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
