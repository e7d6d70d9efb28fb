#include "probe/guess_batch.h"

#include <pthread.h>

#include "base/time.h"

#define STACK_SIZE (2u << 20) /* of a thread: libraries take some, the address space is limited */

struct job {
	const struct login_mechanism *mechanism;
	const struct login_door *door;
	struct guess_lane *lane;
};

static void *work(void *context)
{
	struct job *j = context;

	j->lane->at = time_now(&time_system);
	j->mechanism->attempt(j->door, &j->lane->attempt, &j->lane->reply);
	j->lane->took = time_now(&time_system) - j->lane->at;
	return NULL;
}

void guess_batch_run(const struct login_mechanism *mechanism, const struct login_door *door,
		     struct guess_lane *lanes, unsigned n)
{
	pthread_t threads[GUESS_BATCH_MAX];
	struct job jobs[GUESS_BATCH_MAX];
	pthread_attr_t attributes;

	assert(n <= GUESS_BATCH_MAX);
	if (pthread_attr_init(&attributes) != 0)
		return;
	(void)pthread_attr_setstacksize(&attributes, STACK_SIZE);
	for (unsigned i = 0; i < n; i++) {
		jobs[i] = (struct job){ .mechanism = mechanism, .door = door, .lane = &lanes[i] };
		lanes[i].ran = pthread_create(&threads[i], &attributes, work, &jobs[i]) == 0;
	}
	for (unsigned i = 0; i < n; i++)
		if (lanes[i].ran)
			(void)pthread_join(threads[i], NULL);
	(void)pthread_attr_destroy(&attributes);
}
