/* Lists typed as text: an entry on each line, columns between "|" (of either width) or tabs. */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "workflow/field.h"

/* A new list; NULL with a problem that names the first line in which something is wrong. */
json_t *field_list_read(const struct field *f, const char *text, json_t *problems) MUST_USE;

/* The other way round; new text. */
char *field_list_write(const struct field *f, const json_t *list) MUST_USE;
