#include "probe/credentials_try.h"

#include "base/text.h"
#include "base/time.h"

/* Nothing came by which to tell anything. */
static bool is_mute(const struct credentials_trial *t, const struct login_print *print)
{
	return print->end != LOGIN_ANSWERED && print->end != LOGIN_UNABLE &&
	       oracle_say(&t->door.oracle, print) == ORACLE_UNCLEAR;
}

/*
 * One attempt, with others beside it.  Where no answer came it may be their doing, and it is made
 * once more, alone: only that says something.  If it is answered then, nobody has company any more.
 */
static const char *ask(struct credentials_trial *t, struct door_try *try, struct login_print *print)
{
	struct lanes_visit v = lanes_enter(t->lanes, t->place, false);
	const char *trouble = door_ask(&t->door, try, print);

	if (!lanes_leave(t->lanes, &v) || trouble || !is_mute(t, print))
		return trouble;
	v = lanes_enter(t->lanes, t->place, true);
	try->again = true;
	/* Without leave for another one it stays as it was. */
	(void)door_ask(&t->door, try, print);
	(void)lanes_leave(t->lanes, &v);
	if (!is_mute(t, print))
		lanes_one_by_one(t->lanes);
	return NULL;
}

/*
 * Might it have been answered otherwise on a connection of its own?  So it may if nothing can be
 * made of it, or if a right password was not let in.
 */
static bool is_doubtful(const struct door *d, const struct door_try *try, enum oracle_answer a)
{
	bool right = text_equal(try->account, d->account) && text_equal(try->secret, d->secret);

	return a == ORACLE_UNCLEAR || (right && a != ORACLE_YES);
}

/*
 * What an attempt on a kept connection says about it; false: nothing, and it has to be made on a
 * fresh one.  Who was let in may be known on the connection from then on: it is closed.
 */
static bool note_kept(struct credentials_trial *t, const struct door_try *try, enum oracle_answer a)
{
	struct door *d = &t->door;

	if (is_doubtful(d, try, a)) {
		kept_proof_lost(&t->proof);
		lanes_hang_up(t->lanes, t->place);
		d->kept = NULL;
		return false;
	}
	if (a == ORACLE_NO)
		kept_proof_no(&t->proof, d->reused);
	if (a == ORACLE_YES) {
		kept_proof_yes(&t->proof, d->reused);
		lanes_hang_up(t->lanes, t->place);
	}
	return true;
}

/*
 * When the device says "too fast", the pause doubles and is kept for all that follow.  A lock that
 * outlasts the longest pause is a lock.
 */
enum oracle_answer credentials_try(struct credentials_trial *t, struct door_try *try,
				   struct login_print *print)
{
	try->again = false;
	for (;;) {
		time_sleep(t->pause * TIME_SECOND);
		t->trouble = ask(t, try, print);
		if (t->trouble)
			return ORACLE_UNCLEAR;
		enum oracle_answer a = oracle_say(&t->door.oracle, print);
		bool told = !t->door.kept || note_kept(t, try, a);

		if (told && (a != ORACLE_LIMITED || t->pause >= CREDENTIALS_PAUSE_MAX))
			return a;
		if (told)
			t->pause = t->pause ? t->pause * 2 : 1;
		try->again = true;
	}
}
