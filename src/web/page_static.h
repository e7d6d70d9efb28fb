/* The style sheet and the script, built into the program. */
#pragma once

#include "base/base.h"

/*
 * What stands behind ?v= in the address of a file of src/web/static: changes with its content, so
 * that browsers may keep it for ever.  Constant; "" when there is no such file.
 */
const char *page_static_tag(const char *file);
