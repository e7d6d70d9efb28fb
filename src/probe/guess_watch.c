#include "probe/guess_watch.h"

#include "base/time.h"
#include "net/knock.h"

#define EVERY (TIME_SECOND / 2)
#define PATIENCE TIME_SECOND

static bool answers(const struct guess_watch *w)
{
	return knock_port(&w->target, w->port, time_now(&time_system) + PATIENCE) != KNOCK_SILENT;
}

static void watch(void *context)
{
	struct guess_watch *w = context;
	int64_t heard = time_now(&time_system);

	while (!atomic_load(&w->stop)) {
		bool well = answers(w);
		int64_t now = time_now(&time_system);

		w->longest = now - heard > w->longest ? now - heard : w->longest;
		heard = well ? now : heard;
		time_sleep(EVERY);
	}
}

void guess_watch_start(struct guess_watch *w, const struct addr *target, uint16_t port)
{
	*w = (struct guess_watch){ .target = *target, .port = port };
	w->side = (struct side_by_side){ .work = watch, .context = w };
	if (answers(w))
		side_by_side_begin(&w->side, 1);
}

int64_t guess_watch_stop(struct guess_watch *w)
{
	if (!w->side.ran)
		return 0;
	atomic_store(&w->stop, true);
	side_by_side_end(&w->side, 1);
	w->side.ran = false;
	return w->longest;
}
