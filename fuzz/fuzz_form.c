/* Urlencoded bodies; whatever is kept may be shown, and a query is no more lenient about text. */
#include "fuzz.h"

#include "web/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(form_done) struct form f;
	CLEANUP(json_done) json_t *query = NULL;
	const char *name;
	json_t *value;

	form_init(&f);
	if (form_urlencoded(&f, (struct bytes){ data, size }) == 0) {
		json_object_foreach (f.fields, name, value) {
			assert(form_name_valid(bytes_of(name)));
			assert(!json_is_string(value) ||
			       form_text_plain(bytes_of(json_string_value(value))));
		}
	}
	(void)!form_query((struct bytes){ data, size }, &query);
	return 0;
}
