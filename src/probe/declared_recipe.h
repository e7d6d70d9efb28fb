/*
 * The login recipes that the declaration names, read before privileges are dropped: ways to log in
 * that no page shows.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct declaration;
struct err;
struct probe_account;
struct probe_context;

/*
 * New: an object with a recipe for each interface that names one ("tcp/443").  d may be NULL.
 * Errors of recipe_read, with the file's name.
 */
int declared_recipe_read(json_t **out, const struct declaration *d,
			 const struct probe_account *accounts, unsigned n,
			 struct err *err) MUST_USE;

/* Of an interface, or NULL; borrowed. */
const json_t *declared_recipe(const struct probe_context *cx, uint16_t port);

/* "json" or "form": by which mechanism it logs in. */
const char *declared_recipe_mechanism(const json_t *recipe);
