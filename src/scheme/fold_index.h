/* By what a label is found: its entry in the search index, from the public tables alone. */
#pragma once

#include "base/base.h"

struct err;
struct store;

int fold_index(struct store *store, const char *label, struct err *err) MUST_USE;
