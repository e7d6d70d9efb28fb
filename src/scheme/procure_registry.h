/* The registry's own labels as products, read through the store. */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;
struct procure;
struct store;

/*
 * Offer every label with all its models.  *list, new: {kind: "registry", name, edition: the day of
 * the newest public event, seq: its number}.
 */
int procure_registry_offer(struct procure *p, struct store *store, const char *name, json_t **list,
			   struct err *err) MUST_USE;
