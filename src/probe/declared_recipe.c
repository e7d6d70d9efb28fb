#include "probe/declared_recipe.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "login/recipe.h"
#include "probe/probe.h"
#include "product/declaration.h"

/* The account that a recording was made with is one that is declared for the interface. */
static const struct probe_account *account_for(const struct probe_account *accounts, unsigned n,
					       const char *place)
{
	for (unsigned i = 0; i < n; i++)
		if (json_has_text(accounts[i].interfaces, place))
			return &accounts[i];
	return NULL;
}

int declared_recipe_read(json_t **out, const struct declaration *d,
			 const struct probe_account *accounts, unsigned n, struct err *err)
{
	CLEANUP(json_done) json_t *all = json_object();
	size_t i;
	json_t *interface;

	json_array_foreach (d ? json_object_get(d->value, "interfaces") : NULL, i, interface) {
		const char *file = json_text(interface, "login_recipe");

		if (!file)
			continue;
		CLEANUP(mem_freep)
		char *place = mem_format("%s/%" PRId64, json_text(interface, "proto"),
					 json_int(interface, "port", 0));
		CLEANUP(mem_freep) char *path = declaration_path(d, file);
		const struct probe_account *account = account_for(accounts, n, place);
		json_t *recipe = NULL;
		int r = recipe_read(&recipe, path, account ? account->name : NULL,
				    account ? account->secret : NULL, err);

		if (r < 0)
			return r;
		json_object_set_new(all, place, recipe);
	}
	*out = steal(all);
	return 0;
}

const json_t *declared_recipe(const struct probe_context *cx, uint16_t port)
{
	CLEANUP(mem_freep) char *place = mem_format("tcp/%u", port);

	return json_object_get(cx->recipes, place);
}

const char *declared_recipe_mechanism(const json_t *recipe)
{
	const char *type = json_text(recipe, "type");

	return type && strstr(type, "json") ? "json" : "form";
}
