#include "run/run_diff_side.h"

#include "base/mem.h"
#include "base/text.h"
#include "run/coverage.h"

static char *place_of(const char *proto, int64_t port)
{
	return mem_format("%" PRId64 "/%s", port, proto);
}

void run_diff_side_init(struct run_diff_side *side, const json_t *doc)
{
	size_t i;
	json_t *one;

	*side =
	    (struct run_diff_side){ .doc = doc, .open = json_object(), .indexes = json_object() };
	json_array_foreach (json_object_get(doc, "observations"), i, one) {
		const char *proto = json_text(one, "proto");

		if (!proto || !text_equal(json_text(one, "kind"), "port") ||
		    !text_equal(json_text(one, "state"), "open"))
			continue;
		CLEANUP(mem_freep) char *place = place_of(proto, json_int(one, "port", -1));
		json_object_set_new(side->open, place, json_null());
	}
}

void run_diff_side_done(struct run_diff_side *side)
{
	json_decref(side->open);
	json_decref(side->indexes);
}

bool run_diff_side_open(const struct run_diff_side *side, const char *proto, int64_t port)
{
	CLEANUP(mem_freep) char *place = place_of(proto, port);

	return json_object_get(side->open, place) != NULL;
}

const char *run_diff_side_state(struct run_diff_side *side, const char *area, const char *proto,
				int64_t port, const char **reason)
{
	const json_t *worst = NULL;

	if (!json_object_get(side->indexes, area))
		json_object_set_new(side->indexes, area,
				    coverage_index(json_object_get(side->doc, "coverage"), area));
	CLEANUP(json_done)
	json_t *near = coverage_near(json_object_get(side->indexes, area), proto, port);
	const char *state = coverage_state(near, area, proto, port, NULL, &worst);

	*reason = state ? json_text(worst, "reason") : NULL;
	/* The record belongs to the document, not to the list that goes. */
	return state;
}
