#include "probe/side_by_side.h"

#include <malloc.h>

#define STACK_SIZE (2u << 20) /* of a thread: libraries take some, the address space is limited */
#define ARENAS_MAX 2          /* each reserves some 64 MiB of it, and would be one for a thread */

static void *work(void *context)
{
	struct side_by_side *j = context;

	j->work(j->context);
	return NULL;
}

void side_by_side_begin(struct side_by_side *jobs, unsigned n)
{
	pthread_attr_t attributes;

	assert(n <= SIDE_BY_SIDE_MAX);
	for (unsigned i = 0; i < n; i++)
		jobs[i].ran = false;
	if (pthread_attr_init(&attributes) != 0)
		return;
	(void)mallopt(M_ARENA_MAX, ARENAS_MAX);
	(void)pthread_attr_setstacksize(&attributes, STACK_SIZE);
	for (unsigned i = 0; i < n; i++)
		jobs[i].ran = pthread_create(&jobs[i].thread, &attributes, work, &jobs[i]) == 0;
	(void)pthread_attr_destroy(&attributes);
}

void side_by_side_end(struct side_by_side *jobs, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (jobs[i].ran)
			(void)pthread_join(jobs[i].thread, NULL);
}
