#include "probe/access_ways.h"

#include "base/text.h"
#include "probe/access_login.h"
#include "probe/probe.h"

static bool is_by(const struct access_way *way, const char *mechanism)
{
	return text_equal(way->door.at.mechanism, mechanism);
}

/* ---- coming in ---- */

/* The page to log in at, as nobody gets it. */
static void learn_page(struct access_web *w)
{
	struct access_way *way = w->at;
	struct access_page page;

	if (!way->door.at.path || !access_ask_by_session(way))
		return;
	access_ask(w, ACCESS_NONE, &(struct access_request){ .path = way->door.at.path }, &page);
	way->has_page = page.answer.came && page.answer.password_field;
	way->page = page.answer;
	access_ask_page_done(&page);
}

void access_ways_find(struct access_web *w)
{
	const struct door place = w->way[0].door;
	size_t i = 0;

	while (w->n_ways < ACCESS_WAYS_MAX) {
		struct access_way *way = &w->way[w->n_ways];
		struct door d;

		if (!door_next(place.cx, &i, &d))
			break;
		if (d.at.port != place.at.port ||
		    !text_equal(json_text(d.login, "service"), "http"))
			continue;
		d.ledger = place.ledger;
		way->door = d;
		way->actor[ACCESS_NONE].here = true;
		w->n_ways++;
		w->at = way;
		way->trouble = access_login(w);
		learn_page(w);
	}
	w->at = w->way;
}

/* ---- which of them a page belongs to ---- */

bool access_ways_asks(const struct access_way *way, const struct access_answer *none)
{
	if (!none->came)
		return false;
	if (is_by(way, "basic"))
		return none->asks_basic;
	if (is_by(way, "digest"))
		return none->asks_digest;
	if (!access_ask_by_session(way))
		return none->status == 401 && !none->asks_basic && !none->asks_digest;
	return none->password_field || access_answer_leads_to(none, way->door.at.path);
}

/* Without a challenge there is nothing that Digest could answer. */
bool access_ways_carries(const struct access_way *way, const struct access_answer *none)
{
	return !is_by(way, "digest") || none->asks_digest;
}

const struct access_way *access_ways_page(const struct access_web *w)
{
	if (w->at->has_page)
		return w->at;
	for (unsigned i = 0; i < w->n_ways; i++)
		if (w->way[i].has_page)
			return &w->way[i];
	return NULL;
}

/* ---- all of them ---- */

bool access_ways_all_owned(const struct access_web *w)
{
	for (unsigned i = 0; i < w->n_ways; i++)
		if (!w->way[i].actor[ACCESS_VALID].here)
			return false;
	return true;
}

bool access_ways_any_owned(const struct access_web *w)
{
	for (unsigned i = 0; i < w->n_ways; i++)
		if (w->way[i].actor[ACCESS_VALID].here)
			return true;
	return false;
}

/* A challenge that cannot be answered is not missed where the page takes another one. */
static bool is_spare(const struct access_web *w, const struct access_way *way)
{
	for (unsigned i = 0; i < w->n_ways; i++) {
		const struct access_way *other = &w->way[i];

		if (other->actor[ACCESS_VALID].here && !access_ask_by_session(other) &&
		    !access_ask_by_session(way) &&
		    text_equal(other->door.at.path, way->door.at.path))
			return text_equal(way->trouble, "unsupported");
	}
	return false;
}

/* A pair that another login takes is none of this one's. */
static const char *owner_trouble(const struct access_web *w, const struct access_way *way)
{
	return way->actor[ACCESS_VALID].refused && access_ways_any_owned(w) ? "no_secret"
									    : way->trouble;
}

static const char *low_trouble(const struct access_web *w, const struct access_way *way)
{
	const struct access_actor *low = &way->actor[ACCESS_LOW];

	for (unsigned i = 0; low->refused && i < w->n_ways; i++)
		if (w->way[i].actor[ACCESS_LOW].here)
			return NULL;
	return low->trouble;
}

const char *access_ways_trouble(const struct access_web *w)
{
	for (unsigned i = 0; i < w->n_ways; i++)
		if (w->way[i].trouble && !is_spare(w, &w->way[i]))
			return owner_trouble(w, &w->way[i]);
	/* A low account without a secret was declared, and could not be asked. */
	for (unsigned i = 0; i < w->n_ways; i++)
		if (low_trouble(w, &w->way[i]))
			return low_trouble(w, &w->way[i]);
	return NULL;
}
