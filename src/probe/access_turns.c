/*
 * Which login a page belongs to is seen by what nobody gets: a challenge, the way to a form.
 * Otherwise it is the one whose owner gets something else than nobody.  An owner who is refused by
 * a page of another login was not asked.
 */
#include "probe/access_turns.h"

#include "base/text.h"
#include "net/fetch.h"
#include "probe/access_proof.h"
#include "probe/access_resources.h"
#include "probe/access_site.h"
#include "probe/access_ways.h"

/* ---- the owner ---- */

/* What is said between them belongs to one page. */
static void set_aside(struct access_site *s, struct access_turn *t)
{
	transcript_join(&t->said, &s->web.said);
}

static void forget(struct access_turn *t)
{
	access_ask_page_done(&t->got[ACCESS_VALID]);
	t->got[ACCESS_VALID] = (struct access_page){ 0 };
	t->is[ACCESS_VALID] = ACCESS_NOT_TRIED;
}

static void ask_owner(struct access_site *s, struct access_turn *t, bool own)
{
	struct access_page page;
	enum access_worth worth;

	access_site_ask(s, ACCESS_VALID, s->at[t->i].path, &page);
	enum access_outcome is = access_site_judge_owner(s, &page);
	access_resources_follow(s, t->i, &page);
	if (is != ACCESS_GRANTED)
		worth = own ? ACCESS_REFUSED_BY_ITS_OWN : ACCESS_REFUSED;
	else
		worth = access_answer_same(&page.answer, &t->got[ACCESS_NONE].answer)
			    ? ACCESS_SAME_AS_NOBODY
			    : ACCESS_GOT_IT;
	if (worth <= t->worth) {
		access_ask_page_done(&page);
		return;
	}
	forget(t);
	t->got[ACCESS_VALID] = page;
	t->is[ACCESS_VALID] = is;
	t->way = s->web.at;
	t->worth = worth;
}

/* on: the login whose owner came last. */
static void ask_owners(struct access_site *s, struct access_turn *t, const struct access_way **on)
{
	struct access_web *w = &s->web;
	const struct access_answer *none = &t->got[ACCESS_NONE].answer;

	for (unsigned own = 2; own-- > 0;)
		for (unsigned k = 0; k < w->n_ways && t->worth < ACCESS_GOT_IT; k++) {
			struct access_way *way = &w->way[k];

			if (!way->actor[ACCESS_VALID].here || !access_ways_carries(way, none) ||
			    access_ways_asks(way, none) != (own == 1))
				continue;
			/* One may be known by his connection: another comes on a new one. */
			if (*on && *on != way)
				fetch_kept_close(s->kept);
			*on = w->at = way;
			ask_owner(s, t, own == 1);
		}
}

void access_turns_begin(struct access_site *s, struct access_turn *turn, unsigned n)
{
	const struct access_way *on = NULL;

	/*
	 * The owner may come in on nobody's connection, never the other way round: a device may
	 * know him by it.  It is closed before others come, as it might be the only one there is.
	 */
	s->web.kept = s->kept;
	for (unsigned k = 0; k < n; k++) {
		turn[k].way = s->web.way;
		if (s->unheard >= ACCESS_UNHEARD_MAX)
			continue;
		access_site_ask(s, ACCESS_NONE, s->at[turn[k].i].path, &turn[k].got[ACCESS_NONE]);
		set_aside(s, &turn[k]);
	}
	for (unsigned k = 0; k < n && s->unheard < ACCESS_UNHEARD_MAX; k++) {
		ask_owners(s, &turn[k], &on);
		set_aside(s, &turn[k]);
	}
	s->web.kept = NULL;
	fetch_kept_close(s->kept);
}

/* ---- the others ---- */

/* A second look as the owner, where the first comparison tells nothing: texts may differ by hour.
 */
static enum access_outcome compare(struct access_site *s, const struct access_turn *t,
				   const struct access_page *other)
{
	/* Only what the owner really got is something to compare with. */
	bool got = t->is[ACCESS_VALID] == ACCESS_GRANTED;
	const struct access_answer *valid = &t->got[ACCESS_VALID].answer;
	struct access_known known = access_site_known(s, got ? valid : NULL);
	enum access_outcome o = access_answer_judge(&other->answer, &known);
	struct access_way *at = s->web.at;
	struct access_page again;

	if (o != ACCESS_UNCLEAR || !got || !other->answer.came)
		return o;
	s->web.at = t->way;
	access_site_ask(s, ACCESS_VALID, s->at[t->i].path, &again);
	s->web.at = at;
	if (again.answer.came && again.answer.status == valid->status) {
		known.valid_again = &again.answer;
		o = access_answer_judge(&other->answer, &known);
	}
	access_ask_page_done(&again);
	return o;
}

/* JSON that somebody gets as the owner does may be a refusal to both. */
static enum access_outcome judge(struct access_site *s, const struct access_turn *t,
				 const struct access_page *other)
{
	enum access_outcome o = compare(s, t, other);
	bool json = *t->got[ACCESS_VALID].answer.keys;

	return o == ACCESS_GRANTED && json && !access_turns_proven(s, t->way) ? ACCESS_UNCLEAR : o;
}

/* Nobody's answer: an open page that no one declared otherwise is what the walk saw already. */
static enum access_outcome judge_nobody(struct access_site *s, struct access_turn *t)
{
	const struct access_resource *r = &s->at[t->i];
	const struct access_answer *a = &t->got[ACCESS_NONE].answer;

	if (r->was_open && text_equal(r->wanted, "undeclared") && access_answer_is_content(a) &&
	    !a->password_field)
		return ACCESS_GRANTED;
	if (t->worth != ACCESS_SAME_AS_NOBODY || access_ways_all_owned(&s->web))
		return judge(s, t, &t->got[ACCESS_NONE]);
	/* It may be open, or the refusal of a login by which no owner came in. */
	struct access_known known = access_site_known(s, NULL);
	known.open = true;
	enum access_outcome o = access_answer_judge(a, &known);
	if (o != ACCESS_GRANTED)
		forget(t);
	return o;
}

enum access_outcome access_turns_worse(enum access_outcome a, enum access_outcome b)
{
	return a > b ? a : b;
}

static void ask_by_each(struct access_site *s, struct access_turn *t, enum access_who who)
{
	struct access_web *w = &s->web;
	enum access_outcome *is = &t->is[who];

	for (unsigned k = 0; k < w->n_ways && *is != ACCESS_GRANTED; k++) {
		struct access_page page;

		if (!w->way[k].actor[who].here ||
		    !access_ways_carries(&w->way[k], &t->got[ACCESS_NONE].answer))
			continue;
		w->at = &w->way[k];
		access_site_ask(s, who, s->at[t->i].path, &page);
		enum access_outcome o = judge(s, t, &page);
		if (*is == ACCESS_NOT_TRIED || access_turns_worse(*is, o) != *is) {
			access_ask_page_done(&t->got[who]);
			t->got[who] = page;
			*is = o;
		} else {
			access_ask_page_done(&page);
		}
	}
	w->at = t->way;
}

void access_turns_end(struct access_site *s, struct access_turn *t)
{
	const struct access_answer *valid = &t->got[ACCESS_VALID].answer;

	set_aside(s, t);
	s->web.said = t->said;
	t->said = (struct transcript){ 0 };
	s->web.at = t->way;
	if (t->worth == ACCESS_REFUSED && !access_ways_all_owned(&s->web))
		forget(t);
	/* There is an account that Hoshi was not told of. */
	if (t->worth >= ACCESS_REFUSED && valid->came && valid->status == 401)
		s->ownerless = true;
	t->is[ACCESS_NONE] = judge_nobody(s, t);
	/* What nobody is refused, or might not be, needs no other to be asked. */
	for (unsigned who = ACCESS_WRONG; t->is[ACCESS_NONE] != ACCESS_GRANTED && who <= ACCESS_LOW;
	     who++)
		ask_by_each(s, t, (enum access_who)who);
	access_proof_learn(&t->way->proof, s->at[t->i].path, t->got, t->is);
}

void access_turns_done(struct access_turn *t)
{
	for (unsigned who = 0; who < ACCESS_ACTORS; who++)
		access_ask_page_done(&t->got[who]);
	transcript_done(&t->said);
}

static void search_proof(struct access_site *s, struct access_way *way)
{
	way->proof.searched = true;
	for (unsigned i = 0; i < s->n && !way->proof.proven && !s->web.shut; i++) {
		CLEANUP(access_turns_done) struct access_turn turn = { .i = i };

		if (s->at[i].method)
			continue;
		access_turns_begin(s, &turn, 1);
		access_turns_end(s, &turn);
	}
}

bool access_turns_proven(struct access_site *s, struct access_way *way)
{
	if (!access_ask_by_session(way))
		return true;
	if (!way->proof.proven && !way->proof.searched) {
		struct access_way *at = s->web.at;

		search_proof(s, way);
		s->web.at = at;
	}
	return way->proof.proven && access_proof_is_in(s, way);
}
