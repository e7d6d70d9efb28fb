/* The first step: level, route, and whether the product is one of the scheme's at all. */
#include "base/day.h"
#include "base/text.h"
#include "web/application_field.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/view_field.h"
#include "workflow/settings.h"

/* Levels and routes that are closed today are shown with the fee page, not offered here. */
static bool is_open(const struct web *web, const char *path, const char *value, const char *today)
{
	if (text_equal(path, "level"))
		return settings_level_open(web->settings, (unsigned)(value[0] - '0'), today);
	if (text_equal(path, "route"))
		return settings_route_open(web->settings, value, today);
	return true;
}

static json_t *open_options(const struct web *web, const struct field *f, const char *today)
{
	CLEANUP(json_done) json_t *all = application_field_options(f, NULL);
	json_t *list = json_array(), *option;
	size_t i;

	json_array_foreach (all, i, option)
		if (is_open(web, f->path, json_text(option, "value"), today))
			json_array_append(list, option);
	return list;
}

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

static json_t *fields(struct web *web, const struct request *rq, const char *today)
{
	static const char *const paths[] = { "level", "route", "eligibility.kind",
					     "eligibility.ip_communication",
					     "eligibility.user_can_add_security" };
	json_t *list = json_array();

	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		const struct field *f = field_find(paths[i]);
		CLEANUP(json_done) json_t *options = open_options(web, f, today);
		bool single = json_array_size(options) == 1;

		json_array_append_new(
		    list, view_field(rq, &(struct view_field){
					     .name = f->path,
					     .type = "radio",
					     .ja = f->ja,
					     .en = f->en,
					     .hint_ja = f->hint_ja,
					     .hint_en = f->hint_en,
					     .options = options,
					     .value = single ? json_text(json_array_get(options, 0),
									 "value")
							     : NULL,
					     .required = true }));
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
	json_object_set_new(view, "fields", fields(web, rq, today));
	json_object_set_new(view, "fees", fees(web, today));
	json_object_set_new(view, "renews", renews && *renews ? json_string(renews) : json_null());
	return view_render(web, rq, rs, "application_new", view, err);
}
