/* hoshi admin import-list: a published list into the registry, in place of its earlier edition. */
#pragma once

#include "base/base.h"

struct admin_import {
	const char *data, *path;
	const char *edition, *columns, *source; /* columns, source: NULL without */
	const char *slug, *name_ja, *name_en;   /* NULL: made from the file's name */
	const char *url;
};

/* The exit code. */
int admin_import(const struct admin_import *in);
