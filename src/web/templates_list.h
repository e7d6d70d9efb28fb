/* The set of compiled templates, as templates.c makes it and templates_render.c uses it. */
#pragma once

#include "base/arena.h"
#include "base/base.h"
#include "web/template.h"
#include "web/template_code.h"

struct templates {
	struct arena arena; /* names and words */
	struct template_code list[TEMPLATES_MAX];
	size_t n;
};
