#include "probe/access_proof.h"

#include "base/mem.h"
#include "base/text.h"
#include "probe/access_site.h"

static bool tells_from(const struct access_answer *valid, const struct access_answer *other,
		       enum access_outcome other_is)
{
	return other_is == ACCESS_DENIED || (*valid->keys && access_answer_is_content(other) &&
					     !text_equal(valid->keys, other->keys));
}

/*
 * A page that nobody is shown proves it.  JSON does when who comes with a wrong session gets other
 * members too, as "wrong token" may come with status 200; or, where anybody is believed, when two
 * resources have members of their own, as a refusal has the same ones everywhere.
 */
void access_proof_learn(struct access_proof *p, const char *path, const struct access_page *got,
			const enum access_outcome *is)
{
	const struct access_answer *valid = &got[ACCESS_VALID].answer;
	const struct access_answer *none = &got[ACCESS_NONE].answer;
	const struct access_answer *wrong = &got[ACCESS_WRONG].answer;
	bool json = *valid->keys;

	if (p->proven || is[ACCESS_VALID] != ACCESS_GRANTED)
		return;
	bool differs = tells_from(valid, none, is[ACCESS_NONE]);
	bool certain = differs && (!json || tells_from(valid, wrong, is[ACCESS_WRONG]));
	if (json && *p->last && !text_equal(p->last, valid->keys))
		p->distinct = true;
	if (json)
		memcpy(p->last, valid->keys, sizeof(p->last));
	if (differs && (certain || !p->path)) {
		mem_free(p->path);
		p->path = mem_text(path);
		memcpy(p->keys, valid->keys, sizeof(p->keys));
	}
	p->proven = certain || (p->path && p->distinct);
}

bool access_proof_is_in(struct access_site *s, struct access_way *way)
{
	struct access_way *at = s->web.at;
	struct access_page page;

	s->web.at = way;
	access_site_ask(s, ACCESS_VALID, way->proof.path, &page);
	/* A session that ended may be answered with status 200; a password that goes along is not.
	 */
	bool same = !access_ask_by_session(way) || text_equal(page.answer.keys, way->proof.keys);
	bool in = same && access_site_judge_owner(s, &page) == ACCESS_GRANTED;
	access_ask_page_done(&page);
	s->web.at = at;
	if (!in)
		access_site_trouble(s, "session_lost");
	return in;
}

void access_proof_check(struct access_site *s)
{
	for (unsigned k = 0; k < s->web.n_ways; k++) {
		struct access_way *way = &s->web.way[k];

		if (way->proof.path && !s->trouble)
			(void)access_proof_is_in(s, way);
		if (way->actor[ACCESS_VALID].here && access_ask_by_session(way) &&
		    !way->proof.proven)
			access_site_trouble(s, "no_difference");
	}
}
