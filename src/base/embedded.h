/*
 * Files that became part of the program when it was built (tools/embed.sh), by their path in the
 * source tree: "catalogue/packs/jc-star-1.json".
 */
#pragma once

#include "base/base.h"

/* The file's bytes, valid for ever; p is NULL when there is no such file. */
struct bytes embedded_find(const char *path);

/* Path of the i-th file whose path starts with prefix, in the order of their names; NULL after the
 * last one. */
const char *embedded_list(const char *prefix, size_t i);
