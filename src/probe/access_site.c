#include "probe/access_site.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "net/fetch.h"
#include "probe/access_proof.h"
#include "probe/access_resources.h"
#include "probe/access_turns.h"
#include "probe/access_ways.h"
#include "probe/access_write.h"
#include "probe/probe.h"
#include "run/coverage.h"

#define ARENA_MAX (4u << 20)

/* ---- rows ---- */

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

static void visit(struct access_site *s, unsigned i)
{
	struct access_page got[ACCESS_ACTORS] = { 0 };
	enum access_outcome is[ACCESS_ACTORS] = { 0 };
	const struct access_resource r = s->at[i];

	access_turns_take(s, i, got, is);
	if (is_resource(&r, got) &&
	    !is_login_page(s, &r, &got[ACCESS_NONE].answer, is[ACCESS_VALID])) {
		CLEANUP(mem_freep) char *resource = mem_format("GET %s", r.path);
		struct access_row row = { .resource = resource,
					  .effect = "read",
					  .found = r.found,
					  .wanted = r.wanted,
					  .unchanged = -1 };

		memcpy(row.is, is, sizeof(row.is));
		access_site_observe(s, &row, "who may read it");
		if (!is_told_apart(s, &r, got, is))
			access_site_trouble(s, "no_difference");
		access_write_forms(s, &r, got, is);
	}
	/* What the next page has in common with this one is the frame of both. */
	if (is[ACCESS_VALID] == ACCESS_GRANTED)
		s->other = got[ACCESS_VALID].answer;
	for (unsigned who = 0; who < ACCESS_ACTORS; who++)
		access_ask_page_done(&got[who]);
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

static void visit_all(struct access_site *s)
{
	for (unsigned i = 0; i < s->n; i++) {
		if (time_now(&time_system) >= s->web.cx->deadline) {
			access_site_trouble(s, "deadline");
			return;
		}
		if (text_equal(s->trouble, "changed") || s->web.shut)
			return;
		probe_progress(s->web.cx, i, s->n);
		if (s->at[i].method)
			access_write_declared(s, &s->at[i]);
		else
			visit(s, i);
	}
	access_proof_check(s);
	if (s->ownerless)
		access_site_trouble(s, "no_secret");
	if (s->full)
		access_site_trouble(s, "budget");
}

void access_site_run(struct probe_context *cx, const json_t *service, struct ledger *ledger)
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
