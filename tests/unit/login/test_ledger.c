/* The ledger: its limits at the limit and one past it, and that it outlives the process. */
#include "tap.h"

#include <pthread.h>

#include "base/mem.h"
#include "login/ledger.h"

#define NOW 1800000000

static struct ledger_try at(uint16_t port, const char *account, enum ledger_kind kind)
{
	return (struct ledger_try){ .service = "http",
				    .mechanism = "basic",
				    .port = port,
				    .account = account,
				    .kind = kind };
}

static const char *take(struct ledger *l, const struct ledger_try *t, enum oracle_answer answer)
{
	const char *reason = ledger_take(l, t, NOW);

	if (!reason)
		ledger_note(l, t, answer);
	return reason;
}

/* Each observation as a worker would send it: with the probe's name. */
static json_t *reported(const struct ledger *l)
{
	json_t *all = ledger_observations(l);
	size_t i;
	json_t *o;

	json_array_foreach (all, i, o)
		json_object_set_new(o, "probe", json_string(l->probe));
	return all;
}

static void a_door_has_a_budget(void **state)
{
	CLEANUP(ledger_done) struct ledger l;
	struct ledger_try t = at(80, "nobody", LEDGER_CONTROL);

	(void)state;
	ledger_init(&l, "credentials", 3);
	for (unsigned i = 0; i < LEDGER_DOOR_MAX; i++)
		TAP_TEXT("below", take(&l, &t, ORACLE_NO), NULL);
	TAP_TEXT("one past", take(&l, &t, ORACLE_NO), "budget");
	TAP_INT("spent", ledger_spent(&l, 80, "basic"), LEDGER_DOOR_MAX);
	t.kind = LEDGER_GUESS;
	TAP_TEXT("whatever it is for", take(&l, &t, ORACLE_NO), "budget");
	t.account = "other";
	t.source = "10.0.0.9";
	TAP_TEXT("whoever it is", take(&l, &t, ORACLE_NO), "budget");
	t.mechanism = "digest";
	TAP_TEXT("another door", take(&l, &t, ORACLE_NO), NULL);
	t = at(81, "nobody", LEDGER_CONTROL);
	TAP_TEXT("another port", take(&l, &t, ORACLE_NO), NULL);
}

/* The right pair goes along with each request: counted, and bounded by itself. */
static void a_walk_is_counted(void **state)
{
	CLEANUP(ledger_done) struct ledger l;
	struct ledger_try t = at(80, "owner", LEDGER_WALK);

	(void)state;
	ledger_init(&l, "access", 3);
	for (unsigned i = 0; i < LEDGER_COUNT_MAX - LEDGER_DOOR_MAX; i++)
		TAP_TEXT("below", take(&l, &t, ORACLE_YES), NULL);
	TAP_TEXT("one past", take(&l, &t, ORACLE_YES), "budget");
	TAP_INT("not limited by the door", ledger_spent(&l, 80, "basic"), 0);
	TAP_INT("and counted", ledger_spent_by_all(&l, 80, "basic"),
		LEDGER_COUNT_MAX - LEDGER_DOOR_MAX);
	t = at(80, "nobody", LEDGER_CONTROL);
	TAP_TEXT("a wrong one beside it", take(&l, &t, ORACLE_NO), NULL);
}

static void an_account_has_a_few_tries(void **state)
{
	CLEANUP(ledger_done) struct ledger l;
	struct ledger_try t = at(80, "admin", LEDGER_DEFAULT);

	(void)state;
	ledger_init(&l, "credentials", 3);
	TAP_TEXT("first", take(&l, &t, ORACLE_LIMITED), NULL);
	t.again = true;
	TAP_TEXT("the first again", take(&l, &t, ORACLE_NO), NULL);
	t.again = false;
	TAP_TEXT("second", take(&l, &t, ORACLE_NO), NULL);
	TAP_TEXT("third", take(&l, &t, ORACLE_NO), NULL);
	TAP_TEXT("fourth", take(&l, &t, ORACLE_NO), "tries");
	t.again = true;
	TAP_TEXT("the third again", take(&l, &t, ORACLE_NO), NULL);
	t = at(80, "root", LEDGER_DEFAULT);
	TAP_TEXT("another account", take(&l, &t, ORACLE_NO), NULL);
	t = at(80, "admin", LEDGER_CONTROL);
	TAP_TEXT("a control is none", take(&l, &t, ORACLE_YES), NULL);
	TAP_INT("wrong ones", ledger_wrong(&l, 80, "basic", "admin"), 4);
	ledger_done(&l);
	ledger_init(&l, "credentials", 1000);
	TAP_INT("no parameter goes further", l.tries_per_account, LEDGER_ACCOUNT_MAX);
	ledger_done(&l);
	ledger_init(&l, "credentials", -1);
	TAP_INT("nor below", l.tries_per_account, 0);
}

static void nothing_after_a_lock(void **state)
{
	CLEANUP(ledger_done) struct ledger l;
	struct ledger_try t = at(80, "admin", LEDGER_DEFAULT);

	(void)state;
	ledger_init(&l, "credentials", 3);
	TAP_TEXT("before", take(&l, &t, ORACLE_LIMITED), NULL);
	ledger_lock(&l, &t);
	TAP_TEXT("after", take(&l, &t, ORACLE_NO), "locked");
	assert_true(ledger_locked(&l, 80, t.mechanism));
	assert_false(ledger_locked(&l, 81, t.mechanism) || ledger_locked(&l, 80, "none"));
	t.account = "root";
	TAP_TEXT("another account", take(&l, &t, ORACLE_NO), "locked");
	t.port = 81;
	TAP_TEXT("another door", take(&l, &t, ORACLE_NO), NULL);
	/* How long a lock lasts can only be seen by asking. */
	t = at(80, "admin", LEDGER_GUESS);
	TAP_TEXT("measuring the lock", take(&l, &t, ORACLE_LIMITED), NULL);
}

static void it_outlives_the_probe(void **state)
{
	CLEANUP(ledger_done) struct ledger first, second;
	struct ledger_try t = at(443, "admin", LEDGER_DEFAULT);

	(void)state;
	ledger_init(&first, "credentials", 3);
	t.tls = true;
	t.source = "10.0.0.9";
	for (unsigned i = 0; i < 3; i++)
		assert_null(take(&first, &t, ORACLE_NO));
	t.again = true;
	assert_null(take(&first, &t, ORACLE_LIMITED));
	CLEANUP(json_done) json_t *seen = reported(&first);

	json_array_append_new(seen, json_pack("{s:s, s:i}", "kind", "port", "port", 443));
	ledger_init(&second, "guess", 3);
	ledger_read(&second, seen);
	t.again = false;
	TAP_TEXT("tries of all probes count", take(&second, &t, ORACLE_NO), "tries");
	TAP_INT("its own budget", ledger_spent(&second, 443, "basic"), 0);
	TAP_INT("all in all", ledger_spent_by_all(&second, 443, "basic"), 4);
	TAP_INT("wrong", ledger_wrong(&second, 443, "basic", "admin"), 3);
	CLEANUP(json_done) json_t *none = ledger_observations(&second);
	TAP_INT("others' rows are not reported again", json_array_size(none), 0);
	const json_t *o = json_array_get(seen, 0);
	TAP_TEXT("source", json_text(o, "source"), "10.0.0.9");
	TAP_TEXT("time", json_text(o, "from"), "2027-01-15T08:00:00Z");
	TAP_INT("default", json_int(o, "default", -1), 4);
	TAP_INT("limited", json_int(o, "limited", -1), 1);
	TAP_INT("tls", json_flag(o, "tls"), true);

	/* A lock is remembered, too. */
	ledger_lock(&first, &t);
	CLEANUP(json_done) json_t *locked = reported(&first);
	CLEANUP(ledger_done) struct ledger third;
	ledger_init(&third, "guess", 5);
	ledger_read(&third, locked);
	t.account = "root";
	TAP_TEXT("locked before", take(&third, &t, ORACLE_NO), "locked");
}

static void a_ledger_is_not_endless(void **state)
{
	CLEANUP(ledger_done) struct ledger l;
	CLEANUP(json_done) json_t *many = json_array();

	(void)state;
	for (unsigned i = 0; i < LEDGER_ROWS_MAX + 1; i++)
		json_array_append_new(many, json_pack("{s:s, s:i}", "kind", "attempts", "port", 1));
	ledger_init(&l, "guess", 3);
	ledger_read(&l, many);
	TAP_INT("rows", l.n, LEDGER_ROWS_MAX);
	struct ledger_try t = at(80, "a", LEDGER_GUESS);
	TAP_TEXT("no room", take(&l, &t, ORACLE_NO), "budget");
	ledger_done(&l);
	ledger_init(&l, "guess", 3);
	char name[LEDGER_NAME_MAX + 1];
	memset(name, 'a', sizeof(name));
	name[LEDGER_NAME_MAX] = '\0';
	t.account = name;
	TAP_TEXT("an account that is too long", take(&l, &t, ORACLE_NO), "budget");
	name[LEDGER_NAME_MAX - 1] = '\0';
	TAP_TEXT("the longest", take(&l, &t, ORACLE_NO), NULL);
}

/* ---- several who ask at once ---- */

#define ASKERS 8
#define EACH 40

struct asker {
	struct ledger *ledger;
	struct ledger_try try;
	unsigned allowed;
	pthread_t thread;
};

static void *ask_often(void *context)
{
	struct asker *a = context;

	for (unsigned i = 0; i < EACH; i++)
		a->allowed += take(a->ledger, &a->try, ORACLE_NO) == NULL;
	return NULL;
}

static unsigned allowed_to_all(struct asker askers[static ASKERS])
{
	unsigned sum = 0;

	for (unsigned i = 0; i < ASKERS; i++)
		assert_int_equal(pthread_create(&askers[i].thread, NULL, ask_often, &askers[i]), 0);
	for (unsigned i = 0; i < ASKERS; i++) {
		assert_int_equal(pthread_join(askers[i].thread, NULL), 0);
		sum += askers[i].allowed;
	}
	return sum;
}

static void limits_hold_whoever_asks(void **state)
{
	CLEANUP(ledger_done) struct ledger l;
	struct asker askers[ASKERS];
	CLEANUP(json_done) json_t *rows = NULL;

	(void)state;
	ledger_init(&l, "credentials", 3);
	for (unsigned i = 0; i < ASKERS; i++)
		askers[i] = (struct asker){ .ledger = &l, .try = at(80, "admin", LEDGER_DEFAULT) };
	TAP_INT("defaults of one account", allowed_to_all(askers), 3);
	for (unsigned i = 0; i < ASKERS; i++)
		askers[i] = (struct asker){ .ledger = &l, .try = at(80, "x", LEDGER_CONTROL) };
	TAP_INT("all of one door", allowed_to_all(askers), LEDGER_DOOR_MAX - 3);
	for (unsigned i = 0; i < ASKERS; i++)
		askers[i] = (struct asker){ .ledger = &l,
					    .try = at((uint16_t)(90 + i), "x", LEDGER_CONTROL) };
	TAP_INT("doors of their own", allowed_to_all(askers), ASKERS * EACH);
	TAP_INT("what was noted", ledger_wrong(&l, 80, "basic", "x"), LEDGER_DOOR_MAX - 3);
	rows = ledger_observations(&l);
	TAP_INT("rows", json_array_size(rows), 2 + ASKERS);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(limits_hold_whoever_asks), cmocka_unit_test(a_door_has_a_budget),
	cmocka_unit_test(a_walk_is_counted),        cmocka_unit_test(an_account_has_a_few_tries),
	cmocka_unit_test(nothing_after_a_lock),     cmocka_unit_test(it_outlives_the_probe),
	cmocka_unit_test(a_ledger_is_not_endless),
};

TAP_MAIN(tests)
