/* Attempts side by side: all are made, each with its own, and they do not wait for one another. */
#include "tap.h"

#include <stdatomic.h>

#include "base/time.h"
#include "probe/guess_batch.h"

#define NAP (50 * TIME_MS)

static atomic_uint inside, most;

/* Says yes to the secret "right"; meanwhile it counts who is here. */
static void attempt(const struct login_door *door, const struct login_try *t,
		    struct login_reply *reply)
{
	unsigned now = atomic_fetch_add(&inside, 1) + 1, seen = atomic_load(&most);

	(void)door;
	while (now > seen && !atomic_compare_exchange_weak(&most, &seen, now))
		;
	(void)nanosleep(&(struct timespec){ .tv_nsec = NAP }, NULL);
	reply->print.says = text_equal(t->secret, "right") ? LOGIN_SAYS_YES : LOGIN_SAYS_NO;
	atomic_fetch_sub(&inside, 1);
}

static void side_by_side(void **state)
{
	const struct login_mechanism mechanism = { .name = "test", .attempt = attempt };
	const struct login_door door = { .port = 1 };
	struct guess_lane lanes[GUESS_BATCH_MAX] = { 0 };

	(void)state;
	for (unsigned i = 0; i < GUESS_BATCH_MAX; i++)
		lanes[i].attempt.secret = i == 5 ? "right" : "wrong";
	guess_batch_run(&mechanism, &door, lanes, GUESS_BATCH_MAX);
	for (unsigned i = 0; i < GUESS_BATCH_MAX; i++) {
		assert_true(lanes[i].ran);
		assert_true(lanes[i].took >= NAP);
		assert_true(lanes[i].at > 0);
		assert_int_equal(lanes[i].reply.print.says,
				 i == 5 ? LOGIN_SAYS_YES : LOGIN_SAYS_NO);
	}
	assert_int_equal(atomic_load(&inside), 0);
	assert_true(atomic_load(&most) > 1);
	guess_batch_run(&mechanism, &door, lanes, 0);
}

static const struct CMUnitTest tests[] = { cmocka_unit_test(side_by_side) };

TAP_MAIN(tests)
