#include "probe/guess_batch.h"

#include "base/time.h"
#include "probe/side_by_side.h"

struct job {
	const struct login_mechanism *mechanism;
	const struct login_door *door;
	struct guess_lane *lane;
};

static void work(void *context)
{
	struct job *j = context;

	j->lane->at = time_now(&time_system);
	j->mechanism->attempt(j->door, &j->lane->attempt, &j->lane->reply);
	j->lane->took = time_now(&time_system) - j->lane->at;
}

void guess_batch_run(const struct login_mechanism *mechanism, const struct login_door *door,
		     struct guess_lane *lanes, unsigned n)
{
	struct job jobs[GUESS_BATCH_MAX];
	struct side_by_side side[GUESS_BATCH_MAX];

	assert(n <= GUESS_BATCH_MAX);
	for (unsigned i = 0; i < n; i++) {
		jobs[i] = (struct job){ .mechanism = mechanism, .door = door, .lane = &lanes[i] };
		side[i] = (struct side_by_side){ .work = work, .context = &jobs[i] };
	}
	side_by_side_begin(side, n);
	side_by_side_end(side, n);
	for (unsigned i = 0; i < n; i++)
		lanes[i].ran = side[i].ran;
}
