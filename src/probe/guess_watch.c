#include "probe/guess_watch.h"

#include "base/time.h"
#include "net/knock.h"

#define EVERY (TIME_SECOND / 2)
#define PATIENCE TIME_SECOND
#define STACK_SIZE (512u << 10)

static bool answers(const struct guess_watch *w)
{
	return knock_port(&w->target, w->port, time_now(&time_system) + PATIENCE) != KNOCK_SILENT;
}

static void *watch(void *context)
{
	struct guess_watch *w = context;
	int64_t heard = time_now(&time_system);

	while (!atomic_load(&w->stop)) {
		bool well = answers(w);
		int64_t now = time_now(&time_system);

		w->longest = now - heard > w->longest ? now - heard : w->longest;
		heard = well ? now : heard;
		(void)nanosleep(&(struct timespec){ .tv_nsec = EVERY }, NULL);
	}
	return NULL;
}

void guess_watch_start(struct guess_watch *w, const struct addr *target, uint16_t port)
{
	pthread_attr_t attributes;

	*w = (struct guess_watch){ .target = *target, .port = port };
	if (!answers(w) || pthread_attr_init(&attributes) != 0)
		return;
	(void)pthread_attr_setstacksize(&attributes, STACK_SIZE);
	w->runs = pthread_create(&w->thread, &attributes, watch, w) == 0;
	(void)pthread_attr_destroy(&attributes);
}

int64_t guess_watch_stop(struct guess_watch *w)
{
	if (!w->runs)
		return 0;
	atomic_store(&w->stop, true);
	(void)pthread_join(w->thread, NULL);
	w->runs = false;
	return w->longest;
}
