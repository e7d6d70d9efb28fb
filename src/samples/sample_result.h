/*
 * What is said about the samples: format "hoshi-passwords" (docs/formats/passwords.md).  A finding
 * is a fact with its grounds, "proven" or "noted"; the conclusion is "weak" when something was
 * proven and otherwise "open", whatever was looked at: samples cannot show that passwords are
 * random. The result names no hash of the file: from one, short passwords could be guessed.
 */
#pragma once

#include "base/json.h"
#include "samples/samples.h"

/* Fewer possibilities than a thousand are a proven weakness: Hoshi's own value, not an official
 * one. */
#define SAMPLE_FEW_BITS 9.96

struct sample_result_source {
	const char *name;          /* of the file, visible */
	const json_t *credentials; /* the published list */
	bool show;                 /* passwords are put into the result */
};

/* A new document. */
json_t *sample_result(const struct samples *s, const struct sample_result_source *source) MUST_USE;
