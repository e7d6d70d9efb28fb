/* How to read a label, with a drawn example; what it does not promise; how to check a number. */
#include "base/err.h"
#include "web/label_words.h"
#include "web/page_artwork.h"
#include "web/pages.h"
#include "web/view.h"
#include "workflow/settings.h"

static json_t *levels(const struct web *web)
{
	json_t *list = json_array();

	for (unsigned level = 1; level <= 4; level++) {
		const json_t *one = web->settings ? settings_level(web->settings, level) : NULL;
		const json_t *name = json_object_get(one, "name");

		json_array_append_new(list,
				      json_pack("{s:i, s:o, s:o, s:o}", "level", (int)level, "name",
						name ? json_incref(json_lend(name)) : json_null(),
						"stars", label_words_stars(level), "attester",
						label_words_attester(level)));
	}
	return list;
}

int page_guide(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	json_t *view = view_new(web, rq, "ラベルの読み方", "How to read a label");

	json_object_set_new(view, "levels", levels(web));
	json_object_set_new(view, "statuses", label_words_statuses());
	json_object_set_new(view, "sizes", page_artwork_sizes(web, rq->now));
	rs->cache = RESPONSE_PUBLIC;
	return view_render(web, rq, rs, "guide", view, err);
}

int page_guide_again(struct web *web, const struct request *rq, struct response *rs,
		     struct err *err)
{
	(void)web;
	(void)rq;
	(void)err;
	response_redirect(rs, "/guide");
	return 0;
}
