/*
 * Libraries that only the reading of pictures needs: loaded when it comes to that, and so in no
 * process of the registry.  They bring dozens of others along, and the signer's memory is no place
 * for them.  Their functions are declared where they are used.
 */
#pragma once

#include "base/base.h"

struct err;

struct picture_library_function {
	const char *name;
	void *pointer; /* to a pointer to a function of the right type */
};

/* file: "libx.so.1".  E_MISSING, with the package to install.  It stays loaded. */
int picture_library_load(const char *file, const char *package,
			 const struct picture_library_function *functions, size_t n,
			 struct err *err) MUST_USE;
