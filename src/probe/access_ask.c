#include "probe/access_ask.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "login/login_digest.h"
#include "login/login_http.h"
#include "login/login_session.h"
#include "probe/probe.h"

#define ASK_TIME (20 * TIME_SECOND)
#define PAGE_BUDGET (8u << 20)

/* ---- one request ---- */

bool access_ask_by_session(const struct access_way *way)
{
	return door_has_session(&way->door);
}

static struct fetch_request request_of(const struct access_request *r)
{
	struct fetch_request out = { .method = r->method, .content_type = r->type };

	if (r->type)
		out.body = (struct bytes){ .p = r->body.p ? r->body.p : (const uint8_t *)"",
					   .n = r->body.n };
	return out;
}

/* A challenge that cannot be answered leaves the 401 as what came. */
static int run_digest(struct login_http *h, struct fetch_reply *out, const struct access_request *r)
{
	struct fetch_request request = request_of(r);
	int refused, e = login_http_run(h, out, r->path, request);

	return e == 0 && out->status == 401
		   ? login_digest_answer(h, out, r->path, request, &refused)
		   : e;
}

static int run(struct access_web *w, struct login_try *t, struct login_reply *reply,
	       const struct access_request *r, struct fetch_reply *out)
{
	struct login_http h;
	struct fetch_request request = request_of(r);

	login_http_init(&h, &w->at->door.at, t, reply);
	if (t->account && text_equal(w->at->door.at.mechanism, "digest"))
		return run_digest(&h, out, r);
	request.user = t->account;
	request.password = t->secret;
	return login_http_run(&h, out, r->path, request);
}

static void read_page(struct access_page *page, struct fetch_reply *out)
{
	access_answer_read(&page->answer, out->status, buf_view(&out->head), buf_view(&out->body));
	page->body = out->body;
	out->body = (struct buf){ 0 };
	if (!page->answer.is_page)
		return;
	page->html = arena_alloc(&page->arena, 1, sizeof(*page->html));
	if (page->html && html_decode(&page->arena, buf_view(&page->body), NULL, page->html) < 0)
		page->html = NULL;
}

static void ask_once(struct access_web *w, enum access_who who, const struct access_request *r,
		     struct access_page *page)
{
	const struct access_actor *a = &w->at->actor[who];
	struct login_session *invented =
	    who == ACCESS_WRONG && w->at->actor[ACCESS_VALID].session
		? login_session_invent(w->at->actor[ACCESS_VALID].session)
		: NULL;
	struct login_try t = { .account = a->account,
			       .secret = a->secret,
			       .session = invented ? invented : a->session,
			       .kept = r->method ? NULL : w->kept,
			       .deadline = probe_deadline(w->cx, ASK_TIME) };
	CLEANUP(login_reply_done) struct login_reply reply = { 0 };
	CLEANUP(fetch_done) struct fetch_reply out = { 0 };
	int64_t start = time_now(&time_system);
	int e = run(w, &t, &reply, r, &out);

	/* Who refuses the connection was not asked. */
	for (unsigned n = 0; probe_wait_turn(w->cx, e == E_REFUSED, n); n++) {
		fetch_done(&out);
		e = run(w, &t, &reply, r, &out);
	}
	w->lost = e < 0 && out.reused;
	transcript_join(&w->said, &reply.transcript);
	if (e < 0)
		page->answer = (struct access_answer){ .reason = probe_reason(e) };
	else
		read_page(page, &out);
	login_session_free(invented);
	pace_rest(w->cx->pace, time_now(&time_system) - start);
}

/* Does a password go along? */
static bool has_password(const struct access_web *w, enum access_who who)
{
	return w->at->actor[who].account && !access_ask_by_session(w->at);
}

/* The ledger knows each password that goes along; NULL: it may be sent. */
static const char *allowed(struct access_web *w, enum access_who who, struct ledger_try *entry)
{
	if (time_now(&time_system) >= w->cx->deadline)
		return "deadline";
	if (w->shut)
		return "locked";
	if (!has_password(w, who))
		return NULL;
	*entry = door_ledger_try(&w->at->door, w->at->actor[who].account,
				 who == ACCESS_WRONG ? LEDGER_CONTROL : LEDGER_WALK);
	return ledger_take(w->at->door.ledger, entry, time_unix(&time_system));
}

static enum oracle_answer heard(const struct access_answer *a)
{
	if (a->came && a->says_wait)
		return ORACLE_LIMITED;
	return a->came && a->status == 401  ? ORACLE_NO
	       : a->came && a->status < 300 ? ORACLE_YES
					    : ORACLE_UNCLEAR;
}

void access_ask(struct access_web *w, enum access_who who, const struct access_request *request,
		struct access_page *out)
{
	*out = (struct access_page){ .arena = ARENA(PAGE_BUDGET) };
	for (;;) {
		struct ledger_try entry;
		const char *refusal = allowed(w, who, &entry);

		if (refusal) {
			out->answer = (struct access_answer){ .reason = refusal };
			return;
		}
		time_sleep(w->pause * TIME_SECOND);
		ask_once(w, who, request, out);
		if (w->lost)
			w->kept = NULL;
		if (has_password(w, who))
			ledger_note(w->at->door.ledger, &entry, heard(&out->answer));
		w->shut = out->answer.came && out->answer.says_wait && w->pause >= w->pause_max;
		if (!w->lost && (!out->answer.came || !out->answer.says_wait || w->shut))
			return;
		if (!w->lost)
			w->pause = w->pause ? w->pause * 2 : 1;
		access_ask_page_done(out);
	}
}

void access_ask_page_done(struct access_page *page)
{
	arena_done(&page->arena);
	buf_done(&page->body);
	page->html = NULL;
}

/* ---- */

void access_ask_init(struct access_web *w, struct probe_context *cx, const json_t *service,
		     struct ledger *ledger)
{
	*w = (struct access_web){ .cx = cx, .pause_max = ACCESS_PAUSE_MAX, .at = w->way };
	w->way[0].door = (struct door){ .cx = cx,
					.ledger = ledger,
					.login = service,
					.at = { .target = cx->target,
						.port = probe_port(service),
						.tls = json_flag(service, "tls"),
						.host = cx->name,
						.mechanism = "none" } };
	w->way[0].actor[ACCESS_NONE].here = true;
}

void access_ask_done(struct access_web *w)
{
	for (unsigned k = 0; k < ACCESS_WAYS_MAX; k++) {
		for (unsigned i = 0; i < ACCESS_ACTORS; i++)
			login_session_free(w->way[k].actor[i].session);
		mem_free(w->way[k].proof.path);
	}
	transcript_done(&w->said);
}

bool access_ask_keep(struct access_web *w, const char *label, char sha256[static HASH_HEX_MAX])
{
	bool any = w->said.bytes.n > 0;

	/* Somebody may have been given what is another's. */
	for (unsigned k = 0; k < w->n_ways; k++)
		for (unsigned i = 0; i < ACCESS_ACTORS; i++)
			login_session_mask(w->way[k].actor[i].session, &w->said);
	if (any)
		probe_transcript(w->cx, &w->said, label, sha256);
	transcript_done(&w->said);
	w->said = (struct transcript){ 0 };
	return any;
}
