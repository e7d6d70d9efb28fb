/* The first step: level, route, and whether the product is one of the scheme's at all. */
#include "base/day.h"
#include "base/text.h"
#include "web/application_field.h"
#include "web/pages.h"
#include "web/view.h"
#include "workflow/settings.h"

/* "★1: 198,000 yen", for those levels and routes that have a rule today. */
static json_t *fees(const struct web *web, const char *today)
{
	json_t *list = json_array(), *route;
	const char *name;

	for (unsigned level = 1; level <= 4; level++)
		json_object_foreach (json_object_get(web->settings->doc, "routes"), name, route) {
			const json_t *fee = settings_fee(web->settings, level, name, today);
			const json_t *own = settings_level(web->settings, level);

			if (fee && settings_level_open(web->settings, level, today) &&
			    settings_route_open(web->settings, name, today))
				json_array_append_new(
				    list, json_pack("{s:O?, s:O?, s:I, s:b}", "level",
						    json_object_get(own, "name"), "route",
						    json_object_get(route, "name"), "yen",
						    (json_int_t)json_int(fee, "yen", 0), "official",
						    json_flag(fee, "official")));
		}
	return list;
}

int page_application_new(struct web *web, const struct request *rq, struct response *rs,
			 struct err *err)
{
	json_t *view = view_new(web, rq, "新しい申請", "New application");
	const char *renews = rq->form ? request_form(rq, "renews") : request_query(rq, "renews");
	char today[DAY_TEXT_MAX];

	day_of(today, rq->now);
	json_t *fields = json_array();
	application_field_scope(web, rq, today, fields);
	json_object_set_new(view, "fields", fields);
	json_object_set_new(view, "fees", fees(web, today));
	json_object_set_new(view, "renews", renews && *renews ? json_string(renews) : json_null());
	return view_render(web, rq, rs, "application_new", view, err);
}
