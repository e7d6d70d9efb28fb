/* A HAR file made a recipe; the same text as a recipe, filled in. */
#include "fuzz.h"

#include "base/json.h"
#include "base/text.h"
#include "login/recipe.h"
#include "login/recipe_from_har.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct recipe_values values = { .account = "admin", .secret = "pa ss" };
	CLEANUP(json_done) json_t *value = NULL, *recipe = NULL;
	CLEANUP(recipe_request_done) struct recipe_request request = { 0 };

	if (json_read(&value, (struct bytes){ data, size }, "input", NULL) < 0)
		return 0;
	if (recipe_from_har(&recipe, value, "admin", "pa ss", NULL) == 0)
		assert(recipe_check(recipe, NULL) == 0);
	if (recipe_check(value, NULL) == 0 && recipe_fill(&request, value, &values) == 0)
		assert(request.url.n > 0 && request.url.p[0] == '/');
	return 0;
}
