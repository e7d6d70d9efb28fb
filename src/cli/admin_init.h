/* hoshi admin init: the owner, the authorities and the first administrator of a new registry. */
#pragma once

#include "base/base.h"

struct admin_init {
	const char *data, *owner_ja, *owner_en, *mail, *person;
};

/* Prints where the administrator sets the account up; the exit code. */
int admin_init(const struct admin_init *in);
