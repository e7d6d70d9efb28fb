/*
 * Which login a page belongs to is seen by what nobody gets: a challenge, the way to a form.
 * Otherwise it is the one whose owner gets something else than nobody.  An owner who is refused by
 * a page of another login was not asked.
 */
#include "probe/access_turns.h"

#include "base/mem.h"
#include "base/text.h"
#include "net/fetch.h"
#include "probe/access_proof.h"
#include "probe/access_resources.h"
#include "probe/access_site.h"
#include "probe/access_ways.h"

static void note_trouble(struct access_site *s, const struct access_answer *a)
{
	if (!a->came)
		access_site_trouble(s, a->reason);
	else if (a->says_wait)
		access_site_trouble(s, "locked");
}

void access_turns_ask(struct access_site *s, enum access_who who, const char *path,
		      struct access_page *page)
{
	access_ask(&s->web, who, &(struct access_request){ .path = path }, page);
	note_trouble(s, &page->answer);
}

enum access_outcome access_turns_judge_owner(const struct access_site *s,
					     const struct access_page *valid)
{
	struct access_known known = access_site_known(s, NULL);

	return access_answer_judge_owner(&valid->answer, &known);
}

/* ---- the owner ---- */

/* What an owner's answer is worth to know which login a page belongs to. */
enum worth { NOT_ASKED, REFUSED, REFUSED_BY_ITS_OWN, SAME_AS_NOBODY, GOT_IT };

struct owner {
	enum worth worth;
	struct access_way *way;
	struct access_page page;
	enum access_outcome is;
};

static void ask_owner(struct access_site *s, unsigned i, const struct access_answer *none, bool own,
		      struct owner *best)
{
	struct owner o = { .way = s->web.at };

	access_turns_ask(s, ACCESS_VALID, s->at[i].path, &o.page);
	o.is = access_turns_judge_owner(s, &o.page);
	access_resources_follow(s, i, &o.page);
	if (o.is != ACCESS_GRANTED)
		o.worth = own ? REFUSED_BY_ITS_OWN : REFUSED;
	else
		o.worth = access_answer_same(&o.page.answer, none) ? SAME_AS_NOBODY : GOT_IT;
	/* One may be known by his connection: the next comes on another. */
	s->web.kept = NULL;
	fetch_kept_close(s->kept);
	if (o.worth > best->worth) {
		access_ask_page_done(&best->page);
		*best = o;
	} else {
		access_ask_page_done(&o.page);
	}
}

static void ask_owners(struct access_site *s, unsigned i, const struct access_answer *none,
		       struct owner *best)
{
	struct access_web *w = &s->web;

	for (unsigned own = 2; own-- > 0;)
		for (unsigned k = 0; k < w->n_ways && best->worth < GOT_IT; k++) {
			struct access_way *way = &w->way[k];

			if (!way->actor[ACCESS_VALID].here || !access_ways_carries(way, none) ||
			    access_ways_asks(way, none) != (own == 1))
				continue;
			w->at = way;
			ask_owner(s, i, none, own == 1, best);
		}
	w->at = best->way ? best->way : w->way;
}

static void forget(struct owner *o)
{
	access_ask_page_done(&o->page);
	o->page = (struct access_page){ 0 };
	o->is = ACCESS_NOT_TRIED;
}

/* ---- the others ---- */

/* A second look as the owner, where the first comparison tells nothing: texts may differ by hour.
 */
static enum access_outcome compare(struct access_site *s, const struct access_resource *r,
				   const struct owner *owner, const struct access_page *other)
{
	/* Only what the owner really got is something to compare with. */
	bool got = owner->is == ACCESS_GRANTED;
	struct access_known known = access_site_known(s, got ? &owner->page.answer : NULL);
	enum access_outcome o = access_answer_judge(&other->answer, &known);
	struct access_way *at = s->web.at;
	struct access_page again;

	if (o != ACCESS_UNCLEAR || !got || !other->answer.came)
		return o;
	s->web.at = owner->way;
	access_turns_ask(s, ACCESS_VALID, r->path, &again);
	s->web.at = at;
	if (again.answer.came && again.answer.status == owner->page.answer.status) {
		known.valid_again = &again.answer;
		o = access_answer_judge(&other->answer, &known);
	}
	access_ask_page_done(&again);
	return o;
}

/* JSON that somebody gets as the owner does may be a refusal to both. */
static enum access_outcome judge(struct access_site *s, const struct access_resource *r,
				 const struct owner *owner, const struct access_page *other)
{
	enum access_outcome o = compare(s, r, owner, other);

	return o == ACCESS_GRANTED && *owner->page.answer.keys && !access_proof_holds(s, owner->way)
		   ? ACCESS_UNCLEAR
		   : o;
}

/* Nobody's answer: an open page that no one declared otherwise is what the walk saw already. */
static enum access_outcome judge_nobody(struct access_site *s, const struct access_resource *r,
					struct owner *owner, const struct access_page *none)
{
	const struct access_answer *a = &none->answer;

	if (r->was_open && text_equal(r->wanted, "undeclared") && access_answer_is_content(a) &&
	    !a->password_field)
		return ACCESS_GRANTED;
	if (owner->worth != SAME_AS_NOBODY || access_ways_all_owned(&s->web))
		return judge(s, r, owner, none);
	/* It may be open, or the refusal of a login by which no owner came in. */
	struct access_known known = access_site_known(s, NULL);
	known.open = true;
	enum access_outcome o = access_answer_judge(a, &known);
	if (o != ACCESS_GRANTED)
		forget(owner);
	return o;
}

enum access_outcome access_turns_worse(enum access_outcome a, enum access_outcome b)
{
	return a > b ? a : b;
}

static void ask_by_each(struct access_site *s, const struct access_resource *r, enum access_who who,
			const struct owner *owner, const struct access_answer *none,
			struct access_page *worst, enum access_outcome *is)
{
	struct access_web *w = &s->web;

	for (unsigned k = 0; k < w->n_ways && *is != ACCESS_GRANTED; k++) {
		struct access_page page;

		if (!w->way[k].actor[who].here || !access_ways_carries(&w->way[k], none))
			continue;
		w->at = &w->way[k];
		access_turns_ask(s, who, r->path, &page);
		enum access_outcome o = judge(s, r, owner, &page);
		if (*is == ACCESS_NOT_TRIED || access_turns_worse(*is, o) != *is) {
			access_ask_page_done(worst);
			*worst = page;
			*is = o;
		} else {
			access_ask_page_done(&page);
		}
	}
	w->at = owner->way ? owner->way : w->way;
}

/* ---- all of them ---- */

void access_turns_take(struct access_site *s, unsigned i,
		       struct access_page got[static ACCESS_ACTORS],
		       enum access_outcome is[static ACCESS_ACTORS])
{
	const struct access_resource r = s->at[i];
	const struct access_answer *none = &got[ACCESS_NONE].answer;
	struct owner owner = { 0 };

	/*
	 * The owner may come in on nobody's connection, never the other way round: a device may
	 * know him by it.  It is closed before others come, as it might be the only one there is.
	 */
	s->web.kept = s->kept;
	access_turns_ask(s, ACCESS_NONE, r.path, &got[ACCESS_NONE]);
	ask_owners(s, i, none, &owner);
	s->web.kept = NULL;
	fetch_kept_close(s->kept);
	if (owner.worth == REFUSED && !access_ways_all_owned(&s->web))
		forget(&owner);
	/* There is an account that Hoshi was not told of. */
	if (owner.worth >= REFUSED && owner.page.answer.came && owner.page.answer.status == 401)
		s->ownerless = true;
	is[ACCESS_NONE] = judge_nobody(s, &r, &owner, &got[ACCESS_NONE]);
	/* What nobody is refused, or might not be, needs no other to be asked. */
	for (unsigned who = ACCESS_WRONG; is[ACCESS_NONE] != ACCESS_GRANTED && who <= ACCESS_LOW;
	     who++)
		ask_by_each(s, &r, (enum access_who)who, &owner, none, &got[who], &is[who]);
	got[ACCESS_VALID] = owner.page;
	is[ACCESS_VALID] = owner.is;
	access_proof_learn(s->web.at, r.path, got, is);
}
