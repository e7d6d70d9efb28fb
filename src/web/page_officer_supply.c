#include "web/page_officer_supply.h"

#include "base/text.h"
#include "web/view.h"
#include "workflow/country.h"
#include "workflow/field.h"

/* The lists, and the flag beside each that says that there are none. */
static const struct {
	const char *list, *flag, *ja, *en;
} lists[] = {
	{ "parents", "no_parents", "申請者の親会社", "Parent companies of the applicant" },
	{ "oem_odm", "no_oem_odm", "OEM・ODM製造業者", "OEM and ODM makers" },
	{ "firmware", "no_firmware", "ファームウェアを開発・保守する企業",
	  "Firms that develop or maintain the firmware" },
};

static json_t *country_of(const json_t *firm)
{
	const char *code = json_text(firm, "country");
	const struct country *country = code ? country_find(code) : NULL;

	if (country)
		return view_words(country->ja, country->en);
	return code ? json_string(code) : json_null();
}

static json_t *role_of(const json_t *firm)
{
	const char *role = json_text(firm, "role");
	const struct field *f = field_find("supply_chain.oem_odm");

	for (const struct field_column *c = f->columns; role && c->name; c++)
		for (const struct field_option *o = c->options; o && o->value; o++)
			if (text_equal(o->value, role))
				return view_words(o->ja, o->en);
	return json_null();
}

static json_t *parents_of(const json_t *firm)
{
	json_t *list = json_array(), *parent;
	size_t i;

	json_array_foreach (json_object_get(firm, "parents"), i, parent)
		json_array_append_new(list, json_pack("{s:O?, s:o}", "name",
						      json_object_get(parent, "name"), "country",
						      country_of(parent)));
	return list;
}

json_t *page_officer_supply(const json_t *document)
{
	const json_t *chain = json_object_get(document, "supply_chain");
	json_t *out = json_array(), *firm;
	size_t k;

	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		json_t *rows = json_array();

		json_array_foreach (json_object_get(chain, lists[i].list), k, firm)
			json_array_append_new(rows,
					      json_pack("{s:O?, s:o, s:o, s:o}", "name",
							json_object_get(firm, "name"), "country",
							country_of(firm), "role", role_of(firm),
							"parents", parents_of(firm)));
		json_array_append_new(out, json_pack("{s:o, s:b, s:b, s:o}", "label",
						     view_words(lists[i].ja, lists[i].en), "none",
						     json_flag(chain, lists[i].flag), "has_rows",
						     json_array_size(rows) > 0, "rows", rows));
	}
	return out;
}
