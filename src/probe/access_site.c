#include "probe/access_site.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "net/fetch.h"
#include "probe/access_login.h"
#include "probe/access_write.h"
#include "probe/link.h"
#include "probe/probe.h"
#include "product/declaration.h"
#include "run/coverage.h"

#define ARENA_MAX (4u << 20)

/* ---- rows ---- */

void access_site_observe(struct access_site *s, const struct access_row *row, const char *label)
{
	char sha256[HASH_HEX_MAX];
	CLEANUP(mem_freep) char *resource = access_row_shown(row);
	CLEANUP(mem_freep)
	char *title = mem_format("port %u: %s, %s", s->web.door.at.port, label, resource);
	bool kept = access_ask_keep(&s->web, title, sha256);

	probe_observe(s->web.cx, access_row_observation(row, &s->web.door), kept ? sha256 : NULL);
}

struct access_known access_site_known(const struct access_site *s,
				      const struct access_answer *valid)
{
	return (struct access_known){
		.valid = valid,
		.other = s->other.came ? &s->other : NULL,
		.nowhere = s->nowhere.came ? &s->nowhere : NULL,
		.login = s->has_login ? &s->login : NULL,
		.login_path = s->has_login ? s->web.door.at.path : NULL,
		.open = !s->web.has_door,
	};
}

/* ---- which resources ---- */

static bool add(struct access_site *s, const struct access_resource *r)
{
	CLEANUP(mem_freep)
	char *key = mem_format("%s %s", r->method ? r->method : "GET", r->path);

	if (json_object_get(s->seen, key))
		return false;
	char *path = arena_textn(&s->arena, r->path, strlen(r->path));
	if (s->n >= ACCESS_RESOURCES_MAX || !path) {
		s->full = true;
		return false;
	}
	json_object_set_new(s->seen, key, json_true());
	s->at[s->n] = *r;
	s->at[s->n++].path = path;
	return true;
}

static void add_declared(struct access_site *s)
{
	const struct declaration *d = s->web.cx->declaration;
	const json_t *interface = declaration_interface(d, "tcp", s->web.door.at.port);
	size_t i;
	json_t *item;

	json_array_foreach (json_object_get(interface, "resources"), i, item) {
		const char *method = json_text(item, "method"), *body = json_text(item, "body");
		bool gets = !method || text_equal(method, "GET");
		struct access_resource r = { .path = json_text(item, "path"),
					     .method = gets ? NULL : method,
					     .type = json_text(item, "type"),
					     .body = bytes_of(body ? body : ""),
					     .found = "declared",
					     .wanted = json_text(item, "access") };

		/* Topics are not of the web. */
		if (r.path)
			(void)add(s, &r);
	}
}

/* Those that the walk without login got an answer for. */
static void add_walked(struct access_site *s)
{
	size_t i;
	json_t *o;

	json_array_foreach (s->web.cx->observations, i, o) {
		const char *access = json_text(o, "access"), *path = json_text(o, "path");

		if (!text_equal(json_text(o, "kind"), "http_page") ||
		    probe_port(o) != s->web.door.at.port || text_equal(access, "left_alone") ||
		    text_equal(access, "error") || link_is_asset(path) || link_is_risky(path))
			continue;
		struct access_resource r = { .path = path,
					     .found = "walk",
					     .wanted = "undeclared",
					     .was_open = text_equal(access, "open"),
					     .was_login = text_equal(access, "login") };
		/* It is known already by the declaration: what the walk saw of it counts too. */
		for (unsigned k = 0; k < s->n; k++)
			if (!s->at[k].method && text_equal(s->at[k].path, path))
				s->at[k].was_open = r.was_open;
		(void)add(s, &r);
	}
}

static void follow(struct access_site *s, const struct access_resource *from, const char *href)
{
	char path[LINK_PATH_MAX];
	CLEANUP(mem_freep) char *base = probe_url(s->web.cx, s->service, from->path);

	if (!*href || from->depth >= ACCESS_DEPTH_MAX || link_resolve(path, base, href) != 0 ||
	    link_is_asset(path))
		return;
	struct access_resource r = {
		.path = path, .found = "login", .wanted = "undeclared", .depth = from->depth + 1
	};
	(void)add(s, &r);
}

static void follow_page(struct access_site *s, unsigned from, const struct access_page *page)
{
	const struct access_resource r = s->at[from];

	follow(s, &r, page->answer.location);
	for (unsigned i = 0; page->html && i < page->html->n_links; i++)
		follow(s, &r, page->html->links[i]);
	s->full = s->full || (page->html && page->html->cut);
}

/* ---- asking ---- */

static const char *worse(const char *trouble, const char *more)
{
	return trouble ? trouble : more;
}

static void note_trouble(struct access_site *s, const struct access_answer *a)
{
	if (!a->came)
		s->trouble = worse(s->trouble, a->reason);
	else if (a->says_wait)
		s->trouble = worse(s->trouble, "locked");
}

static void ask_as(struct access_site *s, enum access_who who, const struct access_resource *r,
		   struct access_page *page)
{
	struct access_request request = { .path = r->path };

	access_ask(&s->web, who, &request, page);
	note_trouble(s, &page->answer);
}

static enum access_outcome judge_owner(const struct access_site *s, const struct access_page *valid)
{
	struct access_known known = access_site_known(s, NULL);

	return access_answer_judge_owner(&valid->answer, &known);
}

/* A second look as the owner, where the first comparison tells nothing: texts may differ by hour.
 */
static enum access_outcome compare(struct access_site *s, const struct access_resource *r,
				   const struct access_page *valid, const struct access_page *other)
{
	/* Only what the owner really got is something to compare with. */
	bool got = judge_owner(s, valid) == ACCESS_GRANTED;
	struct access_known known = access_site_known(s, got ? &valid->answer : NULL);
	enum access_outcome o = access_answer_judge(&other->answer, &known);
	struct access_page again;

	if (o != ACCESS_UNCLEAR || !got || !other->answer.came)
		return o;
	ask_as(s, ACCESS_VALID, r, &again);
	if (again.answer.came && again.answer.status == valid->answer.status) {
		known.valid_again = &again.answer;
		o = access_answer_judge(&other->answer, &known);
	}
	access_ask_page_done(&again);
	return o;
}

/* JSON that somebody gets as the owner does may be a refusal to both. */
static enum access_outcome judge(struct access_site *s, const struct access_resource *r,
				 const struct access_page *valid, const struct access_page *other)
{
	enum access_outcome o = compare(s, r, valid, other);

	return o == ACCESS_GRANTED && *valid->answer.keys && !access_site_owner_is_in(s)
		   ? ACCESS_UNCLEAR
		   : o;
}

/* Nobody's answer: an open page that no one declared otherwise is what the walk saw already. */
static enum access_outcome judge_nobody(struct access_site *s, const struct access_resource *r,
					const struct access_page *valid,
					const struct access_page *none)
{
	const struct access_answer *a = &none->answer;

	if (r->was_open && text_equal(r->wanted, "undeclared") && access_answer_is_content(a) &&
	    !a->password_field)
		return ACCESS_GRANTED;
	return judge(s, r, valid, none);
}

static void ask_all(struct access_site *s, unsigned i, struct access_page got[static ACCESS_ACTORS],
		    enum access_outcome is[static ACCESS_ACTORS])
{
	const struct access_resource r = s->at[i];
	struct access_page *valid = &got[ACCESS_VALID];

	/*
	 * The owner may come in on nobody's connection, never the other way round: a device may
	 * know him by it.  It is closed before others come, as it might be the only one there is.
	 */
	s->web.kept = s->kept;
	ask_as(s, ACCESS_NONE, &r, &got[ACCESS_NONE]);
	if (s->web.actor[ACCESS_VALID].here) {
		ask_as(s, ACCESS_VALID, &r, valid);
		is[ACCESS_VALID] = judge_owner(s, valid);
		follow_page(s, i, valid);
	}
	s->web.kept = NULL;
	fetch_kept_close(s->kept);
	is[ACCESS_NONE] = judge_nobody(s, &r, valid, &got[ACCESS_NONE]);
	/* What nobody is refused, or might not be, needs no other to be asked. */
	if (is[ACCESS_NONE] == ACCESS_GRANTED)
		return;
	for (unsigned who = ACCESS_WRONG; who <= ACCESS_LOW; who++)
		if (s->web.actor[who].here) {
			ask_as(s, (enum access_who)who, &r, &got[who]);
			is[who] = judge(s, &r, valid, &got[who]);
		}
}

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
	return text_equal(r->wanted, "undeclared") && none->password_field &&
	       owner != ACCESS_GRANTED &&
	       ((s->web.has_door && text_equal(r->path, s->web.door.at.path)) ||
		(s->has_login && access_answer_same(none, &s->login)));
}

/* ---- is the owner taken for the owner? ---- */

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
static void learn_proof(struct access_site *s, const struct access_resource *r,
			const struct access_page got[static ACCESS_ACTORS],
			const enum access_outcome is[static ACCESS_ACTORS])
{
	const struct access_answer *valid = &got[ACCESS_VALID].answer;
	bool json = *valid->keys;

	if (s->proven || is[ACCESS_VALID] != ACCESS_GRANTED)
		return;
	bool differs = tells_from(valid, &got[ACCESS_NONE].answer, is[ACCESS_NONE]);
	bool certain =
	    differs && (!json || tells_from(valid, &got[ACCESS_WRONG].answer, is[ACCESS_WRONG]));
	if (json && *s->keys && !text_equal(s->keys, valid->keys))
		s->distinct = true;
	if (json)
		memcpy(s->keys, valid->keys, sizeof(s->keys));
	if (differs && (certain || !s->proof)) {
		mem_free(s->proof);
		s->proof = mem_text(r->path);
		memcpy(s->proof_keys, valid->keys, sizeof(s->proof_keys));
	}
	s->proven = certain || (s->proof && s->distinct);
}

static void find_proof(struct access_site *s)
{
	s->searched = true;
	for (unsigned i = 0; i < s->n && !s->proven && !s->web.shut; i++) {
		struct access_page got[ACCESS_ACTORS] = { 0 };
		enum access_outcome is[ACCESS_ACTORS] = { 0 };

		if (s->at[i].method)
			continue;
		ask_all(s, i, got, is);
		learn_proof(s, &s->at[i], got, is);
		for (unsigned who = 0; who < ACCESS_ACTORS; who++)
			access_ask_page_done(&got[who]);
	}
}

static bool is_still_in(struct access_site *s)
{
	struct access_page page;
	const struct access_resource r = { .path = s->proof };

	ask_as(s, ACCESS_VALID, &r, &page);
	/* A session that ended may be answered with status 200; a password that goes along is not.
	 */
	bool same = !access_ask_by_session(&s->web) || text_equal(page.answer.keys, s->proof_keys);
	bool in = same && judge_owner(s, &page) == ACCESS_GRANTED;
	access_ask_page_done(&page);
	if (!in)
		s->trouble = worse(s->trouble, "session_lost");
	return in;
}

bool access_site_owner_is_in(struct access_site *s)
{
	if (!access_ask_by_session(&s->web))
		return true;
	if (!s->proven && !s->searched)
		find_proof(s);
	return s->proven && is_still_in(s);
}

/* What is declared for some has to open to the owner, and everybody's answer to be a yes or no. */
static bool is_told_apart(const struct access_site *s, const struct access_resource *r,
			  const struct access_page got[static ACCESS_ACTORS],
			  const enum access_outcome is[static ACCESS_ACTORS])
{
	bool wanted = text_equal(r->wanted, "login") || text_equal(r->wanted, "owner");

	if (!wanted || !s->web.actor[ACCESS_VALID].here)
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

	ask_all(s, i, got, is);
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
			s->trouble = worse(s->trouble, "no_difference");
		learn_proof(s, &r, got, is);
		access_write_forms(s, &r, got, is);
	}
	/* What the next page has in common with this one is the frame of both. */
	if (is[ACCESS_VALID] == ACCESS_GRANTED)
		s->other = got[ACCESS_VALID].answer;
	for (unsigned who = 0; who < ACCESS_ACTORS; who++)
		access_ask_page_done(&got[who]);
}

/* ---- one port ---- */

/* The first login here that lets us in; otherwise the first there is, and why it does not. */
static const char *find_door(struct access_site *s, struct ledger *ledger)
{
	const char *trouble = NULL;
	struct door *d = mem_array(1, sizeof(*d));
	size_t i = 0;

	while (!s->web.actor[ACCESS_VALID].here && door_next(s->web.cx, &i, d)) {
		const char *why;

		if (d->at.port != probe_port(s->service) ||
		    !text_equal(json_text(d->login, "service"), "http"))
			continue;
		access_ask_done(&s->web);
		access_ask_init(&s->web, s->web.cx, s->service, ledger);
		d->ledger = ledger;
		s->web.door = *d;
		why = access_login(&s->web);
		trouble = why ? worse(trouble, why) : NULL;
	}
	mem_free(d);
	return trouble;
}

static void learn_refusals(struct access_site *s)
{
	struct access_page page;
	const struct access_resource nowhere = { .path = PROBE_NOWHERE };
	const struct access_resource login = { .path = s->web.door.at.path };

	ask_as(s, ACCESS_NONE, &nowhere, &page);
	s->nowhere = page.answer;
	access_ask_page_done(&page);
	if (!s->web.has_door || !login.path)
		return;
	ask_as(s, ACCESS_NONE, &login, &page);
	s->has_login = page.answer.came && page.answer.password_field;
	s->login = page.answer;
	access_ask_page_done(&page);
}

static void visit_all(struct access_site *s)
{
	for (unsigned i = 0; i < s->n; i++) {
		if (time_now(&time_system) >= s->web.cx->deadline) {
			s->trouble = worse(s->trouble, "deadline");
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
	/* Was the owner still the owner at the end? */
	if (s->proof && !s->trouble)
		(void)is_still_in(s);
	if (!s->proven && s->web.actor[ACCESS_VALID].here && access_ask_by_session(&s->web))
		s->trouble = worse(s->trouble, "no_difference");
	if (s->full)
		s->trouble = worse(s->trouble, "budget");
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
	s->trouble = find_door(s, ledger);
	learn_refusals(s);
	(void)access_ask_keep(&s->web, "what is answered where there is nothing", sha256);
	add_declared(s);
	add_walked(s);
	visit_all(s);
	/* A low account without a secret was declared, and could not be asked. */
	s->trouble = worse(s->trouble, s->web.actor[ACCESS_LOW].trouble);
	probe_cover(cx, COVERAGE_ACCESS, s->web.door.at.port, s->trouble ? "partial" : "complete",
		    s->trouble);
	access_ask_done(&s->web);
	fetch_kept_free(s->kept);
	json_decref(s->seen);
	arena_done(&s->arena);
	mem_free(s->proof);
	mem_free(s);
}
