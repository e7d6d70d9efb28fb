#include "web/verify_view.h"

#include "base/mem.h"
#include "base/text.h"
#include "label/verify_words.h"
#include "web/log_view.h"
#include "web/page_static.h"

static json_t *text_of(const json_t *value)
{
	CLEANUP(mem_freep) char *text = json_dumps(value, JSON_COMPACT);

	return text ? json_string(text) : json_null();
}

json_t *verify_view(struct web *web, const struct request *rq, bool asks, const json_t *models)
{
	CLEANUP(json_done)
	json_t *words = verify_words_json(text_equal(rq->language, "ja") ? VERIFY_JA : VERIFY_EN);
	const json_t *signed_files = web->log ? log_view_verify(web->log) : NULL;
	json_t *view = json_pack(
	    "{s:b, s:o, s:o, s:s, s:s, s:s, s:s}", "asks", asks, "words", text_of(words), "models",
	    models ? text_of(models) : json_null(), "read_js", page_static_tag("verify_read.js"),
	    "list_js", page_static_tag("verify_list.js"), "label_js",
	    page_static_tag("verify_label.js"), "page_js", page_static_tag("verify_page.js"));

	if (signed_files)
		json_object_update(view, json_lend(signed_files));
	return view;
}
