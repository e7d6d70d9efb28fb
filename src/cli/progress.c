#include "cli/progress.h"

#include <unistd.h>

#include "base/text.h"
#include "base/time.h"

#define REDRAW (100 * TIME_MS)

void progress_show(void *progress, const char *ja, const char *en, unsigned done, unsigned total)
{
	struct progress *p = progress;
	const char *title = text_equal(p->language, "ja") ? ja : en;
	int64_t now = time_now(&time_system);
	bool is_new = title != p->title;

	if (!isatty(STDERR_FILENO)) {
		if (is_new)
			fprintf(stderr, "hoshi: %s\n", title);
		p->title = title;
		return;
	}
	if (!is_new && now - p->last < REDRAW)
		return;
	p->title = title;
	p->last = now;
	p->drawn = true;
	if (total)
		fprintf(stderr, "\r\033[K%s  %u / %u", title, done, total);
	else
		fprintf(stderr, "\r\033[K%s ...", title);
	(void)fflush(stderr);
}

void progress_end(struct progress *p)
{
	if (p->drawn)
		fprintf(stderr, "\r\033[K");
	p->drawn = false;
}
