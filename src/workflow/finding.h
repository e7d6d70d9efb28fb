/* One finding of the form check (form_check.h), and the list of them, which has a maximum. */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct finding {
	const char *code;
	enum { FINDING_BLOCKS_SUBMISSION, FINDING_BLOCKS_CHECK, FINDING_NOTE } severity;
	const char *ja, *en;
};

/* field NULL: the application as a whole, "". */
void finding_add(json_t *findings, const char *field, const struct finding *f);

/* The same; the text (a day, the number of a model) takes the place of "{}" in both sentences. */
void finding_add_with(json_t *findings, const char *field, const struct finding *f,
		      const char *text);
