/* A line on stderr that says what is going on: redrawn on a terminal, one line a probe elsewhere.
 */
#pragma once

#include "base/base.h"

struct progress {
	const char *language;
	const char *title; /* of the probe that is running */
	bool drawn;
	int64_t last;
};

#define PROGRESS(lang) ((struct progress){ .language = (lang) })

void progress_show(void *progress, const char *ja, const char *en, unsigned done, unsigned total);
void progress_end(struct progress *p);
