#include "login/ledger.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"

static const char *const kinds[LEDGER_KINDS] = { "walk", "control", "default", "guess" };

void ledger_init(struct ledger *l, const char *probe, int64_t tries_per_account)
{
	*l = (struct ledger){ .probe = probe, .lock = mem_array(1, sizeof(pthread_mutex_t)) };
	(void)pthread_mutex_init(l->lock, NULL);
	l->tries_per_account = tries_per_account < 0 ? 0
			       : tries_per_account > LEDGER_ACCOUNT_MAX
				   ? LEDGER_ACCOUNT_MAX
				   : (unsigned)tries_per_account;
}

void ledger_done(struct ledger *l)
{
	mem_free(l->row);
	(void)pthread_mutex_destroy(l->lock);
	mem_free(l->lock);
	*l = (struct ledger){ 0 };
}

static void set_name(char out[static LEDGER_NAME_MAX], const char *text)
{
	(void)snprintf(out, LEDGER_NAME_MAX, "%s", text ? text : "");
}

static struct ledger_row *row_add(struct ledger *l)
{
	if (l->n >= LEDGER_ROWS_MAX)
		return NULL;
	l->row = mem_resize(l->row, l->n + 1, sizeof(*l->row));
	l->row[l->n] = (struct ledger_row){ 0 };
	return &l->row[l->n++];
}

static bool is_at(const struct ledger_row *row, uint16_t port, const char *mechanism)
{
	return row->port == port && text_equal(row->mechanism, mechanism);
}

static bool is_of(const struct ledger_row *row, const struct ledger_try *t)
{
	return row->own && is_at(row, t->port, t->mechanism) &&
	       text_equal(row->account, t->account) &&
	       text_equal(row->source, t->source ? t->source : "");
}

static struct ledger_row *row_find(struct ledger *l, const struct ledger_try *t)
{
	for (size_t i = 0; i < l->n; i++)
		if (is_of(&l->row[i], t))
			return &l->row[i];
	return NULL;
}

static struct ledger_row *row_get(struct ledger *l, const struct ledger_try *t, int64_t now)
{
	struct ledger_row *row = row_find(l, t);

	if (row || strlen(t->account) >= LEDGER_NAME_MAX)
		return row;
	row = row_add(l);
	if (!row)
		return NULL;
	row->own = true;
	row->port = t->port;
	row->tls = t->tls;
	row->from = row->to = now;
	set_name(row->service, t->service);
	set_name(row->mechanism, t->mechanism);
	set_name(row->probe, l->probe);
	set_name(row->account, t->account);
	(void)snprintf(row->source, sizeof(row->source), "%s", t->source ? t->source : "");
	return row;
}

/* ---- counting ---- */

static unsigned attempts_in(const struct ledger_row *row)
{
	unsigned sum = 0;

	for (size_t k = 0; k < LEDGER_KINDS; k++)
		sum += row->kind[k];
	return sum;
}

static unsigned spent_at(const struct ledger *l, uint16_t port, const char *mechanism, bool by_all)
{
	unsigned sum = 0;

	for (size_t i = 0; i < l->n; i++)
		if (is_at(&l->row[i], port, mechanism) && by_all)
			sum += attempts_in(&l->row[i]);
		else if (is_at(&l->row[i], port, mechanism) && l->row[i].own)
			sum += attempts_in(&l->row[i]) - l->row[i].kind[LEDGER_WALK];
	return sum;
}

unsigned ledger_spent(const struct ledger *l, uint16_t port, const char *mechanism)
{
	(void)pthread_mutex_lock(l->lock);
	unsigned sum = spent_at(l, port, mechanism, false);
	(void)pthread_mutex_unlock(l->lock);
	return sum;
}

unsigned ledger_spent_by_all(const struct ledger *l, uint16_t port, const char *mechanism)
{
	(void)pthread_mutex_lock(l->lock);
	unsigned sum = spent_at(l, port, mechanism, true);
	(void)pthread_mutex_unlock(l->lock);
	return sum;
}

unsigned ledger_wrong(const struct ledger *l, uint16_t port, const char *mechanism,
		      const char *account)
{
	unsigned sum = 0;

	(void)pthread_mutex_lock(l->lock);
	for (size_t i = 0; i < l->n; i++)
		if (is_at(&l->row[i], port, mechanism) && text_equal(l->row[i].account, account))
			sum += l->row[i].answer[ORACLE_NO];
	(void)pthread_mutex_unlock(l->lock);
	return sum;
}

/* ---- asking and telling ---- */

static bool is_locked(const struct ledger *l, uint16_t port, const char *mechanism)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->row[i].locked && is_at(&l->row[i], port, mechanism))
			return true;
	return false;
}

static unsigned defaults_of(const struct ledger *l, const struct ledger_try *t)
{
	unsigned sum = 0;

	for (size_t i = 0; i < l->n; i++)
		if (is_at(&l->row[i], t->port, t->mechanism) &&
		    text_equal(l->row[i].account, t->account))
			sum += l->row[i].kind[LEDGER_DEFAULT] - l->row[i].again;
	return sum;
}

static const char *take(struct ledger *l, const struct ledger_try *t, int64_t now)
{
	if (t->kind != LEDGER_WALK && spent_at(l, t->port, t->mechanism, false) >= LEDGER_DOOR_MAX)
		return "budget";
	if (t->kind == LEDGER_DEFAULT && is_locked(l, t->port, t->mechanism))
		return "locked";
	if (t->kind == LEDGER_DEFAULT && !t->again && defaults_of(l, t) >= l->tries_per_account)
		return "tries";
	struct ledger_row *row = row_get(l, t, now);

	if (!row || row->kind[LEDGER_WALK] >= LEDGER_COUNT_MAX - LEDGER_DOOR_MAX)
		return "budget";
	row->kind[t->kind]++;
	row->again += t->kind == LEDGER_DEFAULT && t->again;
	row->to = now;
	return NULL;
}

const char *ledger_take(struct ledger *l, const struct ledger_try *t, int64_t now)
{
	(void)pthread_mutex_lock(l->lock);
	const char *reason = take(l, t, now);
	(void)pthread_mutex_unlock(l->lock);
	return reason;
}

void ledger_note(struct ledger *l, const struct ledger_try *t, enum oracle_answer answer)
{
	(void)pthread_mutex_lock(l->lock);
	struct ledger_row *row = row_find(l, t);

	assert(row);
	row->answer[answer]++;
	(void)pthread_mutex_unlock(l->lock);
}

bool ledger_locked(const struct ledger *l, uint16_t port, const char *mechanism)
{
	(void)pthread_mutex_lock(l->lock);
	bool locked = is_locked(l, port, mechanism);
	(void)pthread_mutex_unlock(l->lock);
	return locked;
}

void ledger_lock(struct ledger *l, const struct ledger_try *t)
{
	(void)pthread_mutex_lock(l->lock);
	struct ledger_row *row = row_find(l, t);

	if (row)
		row->locked = true;
	(void)pthread_mutex_unlock(l->lock);
}

/* ---- observations ---- */

json_t *ledger_observations(const struct ledger *l)
{
	json_t *all = json_array();

	for (size_t i = 0; i < l->n; i++) {
		const struct ledger_row *row = &l->row[i];
		char from[TIME_TEXT_MAX], to[TIME_TEXT_MAX];

		if (!row->own)
			continue;
		time_format(from, row->from);
		time_format(to, row->to);
		json_t *o =
		    json_pack("{s:s, s:s, s:i, s:b, s:s, s:s, s:s}", "kind", "attempts", "proto",
			      "tcp", "port", row->port, "tls", row->tls, "service", row->service,
			      "mechanism", row->mechanism, "account", row->account);
		if (*row->source)
			json_object_set_new(o, "source", json_string(row->source));
		for (size_t k = 0; k < LEDGER_KINDS; k++)
			json_object_set_new(o, kinds[k], json_integer(row->kind[k]));
		for (unsigned a = 0; a <= ORACLE_UNCLEAR; a++)
			json_object_set_new(o, oracle_answer_name((enum oracle_answer)a),
					    json_integer(row->answer[a]));
		json_object_set_new(o, "again", json_integer(row->again));
		json_object_set_new(o, "locked", json_boolean(row->locked));
		json_object_set_new(o, "from", json_string(from));
		json_object_set_new(o, "to", json_string(to));
		json_array_append_new(all, o);
	}
	return all;
}

static unsigned count_at(const json_t *o, const char *key)
{
	int64_t n = json_int(o, key, 0);

	return n < 0 ? 0 : n > LEDGER_COUNT_MAX ? LEDGER_COUNT_MAX : (unsigned)n;
}

void ledger_read(struct ledger *l, const json_t *observations)
{
	size_t i;
	json_t *o;

	json_array_foreach (observations, i, o) {
		struct ledger_row *row;

		if (!text_equal(json_text(o, "kind"), "attempts") || !(row = row_add(l)))
			continue;
		row->port = (uint16_t)json_int(o, "port", 0);
		row->tls = json_flag(o, "tls");
		row->locked = json_flag(o, "locked");
		row->again = count_at(o, "again");
		set_name(row->service, json_text(o, "service"));
		set_name(row->mechanism, json_text(o, "mechanism"));
		set_name(row->probe, json_text(o, "probe"));
		set_name(row->account, json_text(o, "account"));
		(void)snprintf(row->source, sizeof(row->source), "%s",
			       json_text(o, "source") ? json_text(o, "source") : "");
		for (size_t k = 0; k < LEDGER_KINDS; k++)
			row->kind[k] = count_at(o, kinds[k]);
		for (unsigned a = 0; a <= ORACLE_UNCLEAR; a++)
			row->answer[a] = count_at(o, oracle_answer_name((enum oracle_answer)a));
	}
}
