/* How the scheme is run: the settings that everybody may know, each with where it comes from. */
#include "base/err.h"
#include "web/api.h"
#include "web/pages.h"
#include "workflow/settings.h"

int api_scheme(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	/* Authorities, deadlines and number patterns are the owner's own business. */
	static const char *const members[] = { "official", "note",     "sources",   "scheme",
					       "owner",    "base_url", "languages", "levels",
					       "routes",   "fees",     "waivers",   "validity",
					       "renewal",  "statuses" };
	json_t *out = json_object();

	(void)rq;
	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		json_t *value = json_object_get(web->settings->doc, members[i]);

		if (value)
			json_object_set(out, members[i], value);
	}
	return api_answer(rs, out, err);
}
