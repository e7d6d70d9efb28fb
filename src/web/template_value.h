/* How one value of a view stands in a page: the filters of template.h. */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "web/template_code.h"

struct buf;

/* Is it there, for a section? */
bool template_value_is(const json_t *value);
void template_value_print(struct buf *out, const json_t *value, enum template_filter filter,
			  bool japanese);

/* Percent-encode all but unreserved characters (RFC 3986 2.3). */
void template_value_part(struct buf *out, const char *text);
/* May a browser follow it?  http:, https:, or a path on this site. */
bool template_value_followable(const char *address);
