#include "probe/access_site.h"

#include "base/mem.h"
#include "probe/access_ways.h"
#include "probe/probe.h"

void access_site_observe(struct access_site *s, const struct access_row *row, const char *label)
{
	char sha256[HASH_HEX_MAX];
	CLEANUP(mem_freep) char *resource = access_row_shown(row);
	CLEANUP(mem_freep)
	char *title = mem_format("port %u: %s, %s", s->web.at->door.at.port, label, resource);
	bool kept = access_ask_keep(&s->web, title, sha256);

	probe_observe(s->web.cx, access_row_observation(row, &s->web.at->door),
		      kept ? sha256 : NULL);
}

void access_site_trouble(struct access_site *s, const char *reason)
{
	if (!s->trouble)
		s->trouble = reason;
}

struct access_known access_site_known(const struct access_site *s,
				      const struct access_answer *valid)
{
	const struct access_way *login = access_ways_page(&s->web);

	return (struct access_known){
		.valid = valid,
		.other = s->other.came ? &s->other : NULL,
		.nowhere = s->nowhere.came ? &s->nowhere : NULL,
		.login = login ? &login->page : NULL,
		.login_path = login ? login->door.at.path : NULL,
		.open = s->web.n_ways == 0,
	};
}

static void note_trouble(struct access_site *s, const struct access_answer *a)
{
	s->unheard = a->came ? 0 : s->unheard + 1;
	if (!a->came)
		access_site_trouble(s, a->reason);
	else if (a->says_wait)
		access_site_trouble(s, "locked");
}

void access_site_ask(struct access_site *s, enum access_who who, const char *path,
		     struct access_page *page)
{
	access_ask(&s->web, who, &(struct access_request){ .path = path }, page);
	note_trouble(s, &page->answer);
}

enum access_outcome access_site_judge_owner(const struct access_site *s,
					    const struct access_page *valid)
{
	struct access_known known = access_site_known(s, NULL);

	return access_answer_judge_owner(&valid->answer, &known);
}
