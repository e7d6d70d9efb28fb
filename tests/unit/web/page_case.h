/*
 * Pages as a reader of a registry gets them: a GET by a person who is signed in, and a POST that
 * goes through web.h to the registrar and back, without a socket.
 */
#pragma once

#include "scheme/scheme_case.h"

#include "scheme/account.h"
#include "web/form.h"
#include "web/log_view.h"
#include "web/template.h"
#include "web/web.h"

struct page_case {
	struct scheme_case k;
	struct templates *templates;
	struct web web;
	/* The last answer. */
	unsigned status;
	char *body, *location, *session;
};

static inline void page_case_open(struct page_case *p, struct person *administrator)
{
	struct err err = { 0 };

	memset(p, 0, sizeof(*p));
	case_open(&p->k, administrator);
	case_ok(templates_load(&p->templates, &err), &err);
	p->web = (struct web){ .store = p->k.scheme.store,
			       .templates = p->templates,
			       .settings = &p->k.settings,
			       .pack = p->k.catalogue->pack };
	case_ok(log_view_open(&p->web.log, p->k.dir, &err), &err);
}

static inline void page_case_close(struct page_case *p)
{
	mem_free(p->body);
	mem_free(p->location);
	mem_free(p->session);
	templates_free(p->templates);
	log_view_freep(&p->web.log);
	case_close(&p->k);
}

static inline void page_case_keep(struct page_case *p, struct response *rs)
{
	mem_free(p->body);
	mem_free(p->location);
	mem_free(p->session);
	p->status = rs->status;
	p->body = mem_text(buf_cstr(&rs->body));
	p->location = mem_text(rs->location);
	p->session = mem_text(rs->session);
	response_done(rs);
	*rs = RESPONSE;
}

static inline void page_case_arrive(struct page_case *p, struct request *rq, const char *method,
				    const char *target, const struct person *who)
{
	CLEANUP(mem_freep) char *cookie = who ? mem_format("hoshi=%s", who->session) : NULL;
	struct err err = { 0 };
	json_t *account = NULL;

	assert_int_equal(request_read(rq, &(struct request_raw){ .method = method,
								 .target = target,
								 .cookie = cookie,
								 .accept_language = "ja",
								 .origin = "http://h.example",
								 .address = "192.0.2.1",
								 .now = case_now }),
			 0);
	if (!who)
		return;
	int r = account_of_session(p->k.scheme.store, who->session, case_now, &account, &err);
	if (r == E_MISSING)
		return;
	case_ok(r, &err);
	rq->account = account;
	rq->csrf = json_text(account, "csrf");
}

static inline unsigned page_case_get(struct page_case *p, const struct person *who,
				     const char *target)
{
	CLEANUP(request_done) struct request rq = { 0 };
	CLEANUP(json_done) json_t *action = NULL;
	CLEANUP(json_done) json_t *reply = NULL;
	struct response rs = RESPONSE;
	const struct route *route = NULL;

	page_case_arrive(p, &rq, "GET", target, who);
	if (web_ask_begin(&p->web, &rq, &route, &action)) {
		scheme_alone(&p->k.alone, action, &reply);
		web_ask_end(&p->web, &rq, route, reply, &rs);
	} else {
		web_respond(&p->web, &rq, &rs);
	}
	page_case_keep(p, &rs);
	return p->status;
}

/* form and uploads (may be NULL) are taken over; the session's token is added. */
static inline unsigned page_case_post(struct page_case *p, const struct person *who,
				      const char *target, json_t *form, json_t *uploads)
{
	CLEANUP(request_done) struct request rq = { 0 };
	CLEANUP(json_done) json_t *action = NULL;
	CLEANUP(json_done) json_t *reply = NULL;
	struct response rs = RESPONSE;
	const struct route *route = NULL;

	page_case_arrive(p, &rq, "POST", target, who);
	if (who)
		json_object_set_new(form, "csrf", json_string(who->csrf));
	rq.form = form;
	rq.uploads = uploads;
	if (web_post_begin(&p->web, &rq, &route, &action, &rs)) {
		scheme_alone(&p->k.alone, action, &reply);
		web_post_end(&p->web, &rq, route, reply, &rs);
	}
	page_case_keep(p, &rs);
	return p->status;
}

static inline bool page_case_says(const struct page_case *p, const char *text)
{
	return p->body && strstr(p->body, text) != NULL;
}

/* The page's own part, for a failure: cmocka cuts long messages. */
static inline void page_case_show(const struct page_case *p)
{
	const char *main = p->body ? strstr(p->body, "<main") : NULL;

	fprintf(stderr, "# status %u, to %s\n%s\n", p->status, p->location ? p->location : "-",
		main ? main : p->body);
}

#define PAGE_SAYS(p, text)                                   \
	do {                                                 \
		if (!page_case_says((p), (text))) {          \
			page_case_show(p);                   \
			fail_msg("'%s' is missing", (text)); \
		}                                            \
	} while (0)
#define PAGE_SAYS_NOT(p, text)                             \
	do {                                               \
		if (page_case_says((p), (text))) {         \
			page_case_show(p);                 \
			fail_msg("'%s' is there", (text)); \
		}                                          \
	} while (0)
#define PAGE_STATUS(p, wanted, got)                                              \
	do {                                                                     \
		unsigned got_ = (got);                                           \
		if (got_ != (wanted)) {                                          \
			page_case_show(p);                                       \
			fail_msg("status %u, not %u", got_, (unsigned)(wanted)); \
		}                                                                \
	} while (0)
