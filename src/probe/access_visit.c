#include "probe/access_visit.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "net/fetch.h"
#include "probe/access_proof.h"
#include "probe/access_resources.h"
#include "probe/access_site.h"
#include "probe/access_turns.h"
#include "probe/access_ways.h"
#include "probe/access_write.h"
#include "probe/probe.h"
#include "run/coverage.h"

#define ARENA_MAX (4u << 20)

/* ---- one page ---- */

/* A place that is there for nobody, or only leads elsewhere for everybody, is no resource. */
static bool is_resource(const struct access_resource *r,
			const struct access_page got[static ACCESS_ACTORS])
{
	const struct access_answer *valid = &got[ACCESS_VALID].answer;
	const struct access_answer *none = &got[ACCESS_NONE].answer;

	if (text_equal(r->found, "declared"))
		return true;
	if (valid->came)
		return valid->status != 404 && valid->status != 410 &&
		       (access_answer_is_content(valid) || access_answer_is_content(none));
	return !none->came || (none->status != 404 && none->status != 410 &&
			       (none->status < 300 || none->status > 399));
}

/* A page to log in at is no resource that the owner would have to be shown. */
static bool is_login_page(const struct access_site *s, const struct access_resource *r,
			  const struct access_answer *none, enum access_outcome owner)
{
	if (!text_equal(r->wanted, "undeclared") || !none->password_field ||
	    owner == ACCESS_GRANTED)
		return false;
	for (unsigned k = 0; k < s->web.n_ways; k++) {
		const struct access_way *way = &s->web.way[k];

		if (text_equal(r->path, way->door.at.path) ||
		    (way->has_page && access_answer_same(none, &way->page)))
			return true;
	}
	return false;
}

/* What is declared for some has to open to the owner, and everybody's answer to be a yes or no. */
static bool is_told_apart(const struct access_site *s, const struct access_resource *r,
			  const struct access_page got[static ACCESS_ACTORS],
			  const enum access_outcome is[static ACCESS_ACTORS])
{
	bool wanted = text_equal(r->wanted, "login") || text_equal(r->wanted, "owner");

	if (!wanted || !access_ways_any_owned(&s->web))
		return true;
	for (unsigned who = 0; who < ACCESS_VALID; who++)
		if (is[who] == ACCESS_UNCLEAR && is[ACCESS_VALID] == ACCESS_GRANTED)
			return false;
	return is[ACCESS_VALID] != ACCESS_DENIED && got[ACCESS_VALID].answer.status < 400;
}

static void visit(struct access_site *s, struct access_turn *t)
{
	const struct access_resource r = s->at[t->i];

	access_turns_end(s, t);
	if (is_resource(&r, t->got) &&
	    !is_login_page(s, &r, &t->got[ACCESS_NONE].answer, t->is[ACCESS_VALID])) {
		CLEANUP(mem_freep) char *resource = mem_format("GET %s", r.path);
		struct access_row row = { .resource = resource,
					  .effect = "read",
					  .found = r.found,
					  .wanted = r.wanted,
					  .unchanged = -1 };

		memcpy(row.is, t->is, sizeof(row.is));
		access_site_observe(s, &row, "who may read it");
		if (!is_told_apart(s, &r, t->got, t->is))
			access_site_trouble(s, "no_difference");
		access_write_forms(s, &r, t->got, t->is);
	}
	/* What the next page has in common with this one is the frame of both. */
	if (t->is[ACCESS_VALID] == ACCESS_GRANTED)
		s->other = t->got[ACCESS_VALID].answer;
}

/* ---- one port ---- */

static void learn_nowhere(struct access_site *s)
{
	struct access_page page;

	access_ask(&s->web, ACCESS_NONE, &(struct access_request){ .path = PROBE_NOWHERE }, &page);
	if (!page.answer.came)
		access_site_trouble(s, page.answer.reason);
	s->nowhere = page.answer;
	access_ask_page_done(&page);
}

/* Nothing more may be asked for. */
static bool is_over(struct access_site *s)
{
	bool late = time_now(&time_system) >= s->web.cx->deadline;

	if (late)
		access_site_trouble(s, "deadline");
	return late || text_equal(s->trouble, "changed") || s->web.shut ||
	       s->unheard >= ACCESS_UNHEARD_MAX;
}

/* Pages from at[i] on, as many as follow one another and go into a turn: their number. */
static unsigned visit_some(struct access_site *s, unsigned i)
{
	struct access_turn *turn = mem_array(ACCESS_TURNS_MAX, sizeof(*turn));
	unsigned n = 0;

	for (; n < ACCESS_TURNS_MAX && i + n < s->n && !s->at[i + n].method; n++)
		turn[n].i = i + n;
	access_turns_begin(s, turn, n);
	for (unsigned k = 0; k < n && !is_over(s); k++) {
		probe_progress(s->web.cx, i + k, s->n);
		visit(s, &turn[k]);
	}
	for (unsigned k = 0; k < n; k++)
		access_turns_done(&turn[k]);
	mem_free(turn);
	return n;
}

static void visit_all(struct access_site *s)
{
	for (unsigned i = 0, n; i < s->n; i += n) {
		if (is_over(s))
			return;
		n = 1;
		if (s->at[i].method)
			access_write_declared(s, &s->at[i]);
		else
			n = visit_some(s, i);
	}
	if (is_over(s))
		return;
	access_proof_check(s);
	if (s->ownerless)
		access_site_trouble(s, "no_secret");
	if (s->full)
		access_site_trouble(s, "budget");
}

void access_visit_run(struct probe_context *cx, const json_t *service, struct ledger *ledger)
{
	struct access_site *s = mem_array(1, sizeof(*s));
	char sha256[HASH_HEX_MAX];

	*s = (struct access_site){ .service = service,
				   .arena = ARENA(ARENA_MAX),
				   .seen = json_object(),
				   .kept = fetch_kept_new() };
	access_ask_init(&s->web, cx, service, ledger);
	access_ways_find(&s->web);
	s->trouble = access_ways_trouble(&s->web);
	learn_nowhere(s);
	(void)access_ask_keep(&s->web, "what is answered where there is nothing", sha256);
	access_resources_declared(s);
	access_resources_walked(s);
	visit_all(s);
	probe_cover(cx, COVERAGE_ACCESS, s->web.at->door.at.port,
		    s->trouble ? "partial" : "complete", s->trouble);
	access_ask_done(&s->web);
	fetch_kept_free(s->kept);
	json_decref(s->seen);
	arena_done(&s->arena);
	mem_free(s);
}
