/* Countries and regions by their ISO 3166-1 alpha-2 code, with a name in each language. */
#pragma once

#include "base/base.h"

struct country {
	const char *code, *ja, *en;
};

const struct country *country_table(size_t *n);       /* by code */
const struct country *country_find(const char *code); /* or NULL; capitals only */
