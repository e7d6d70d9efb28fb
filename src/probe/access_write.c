#include "probe/access_write.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "probe/access_form.h"
#include "probe/access_turns.h"
#include "probe/access_ways.h"
#include "probe/link.h"
#include "probe/probe.h"
#include "product/declaration.h"

#define FORM_TYPE "application/x-www-form-urlencoded"

static bool has_consent(const struct access_site *s)
{
	const struct declaration *d = s->web.cx->declaration;
	const json_t *authorization = d ? json_object_get(d->value, "authorization") : NULL;

	return s->web.cx->authorized && json_flag(authorization, "writing");
}

/* ---- a request that sets something, as all of them ---- */

struct sending {
	const char *path, *method, *type;
	/* What each sends; p NULL: what the owner sends, without its tokens. */
	struct buf content[ACCESS_ACTORS];
	enum access_outcome is[ACCESS_ACTORS];
};

/* A GET carries it in its query. */
static void send_as(struct access_site *s, const struct sending *how, enum access_who who,
		    const char *path, struct access_page *out)
{
	const struct buf *content = &how->content[who];
	CLEANUP(mem_freep) char *query = NULL;
	struct access_request r = { .path = path };

	if (how->type) {
		r.method = how->method;
		r.type = how->type;
		r.body = buf_view(content);
	} else {
		query = mem_format("%.*s?%.*s", (int)strcspn(path, "?"), path, (int)content->n,
				   content->p ? (const char *)content->p : "");
		r.path = query;
	}
	access_ask(&s->web, who, &r, out);
}

static void send_one(struct access_site *s, struct sending *how, enum access_who who,
		     const struct access_answer *valid)
{
	struct access_known known = access_site_known(s, valid);
	struct access_page there, nowhere;

	send_as(s, how, who, PROBE_NOWHERE, &nowhere);
	send_as(s, how, who, how->path, &there);
	known.nowhere = nowhere.answer.came ? &nowhere.answer : NULL;
	how->is[who] =
	    access_turns_worse(how->is[who], access_answer_judge_sent(&there.answer, &known));
	access_ask_page_done(&there);
	access_ask_page_done(&nowhere);
}

/* The owner's own; false: it was not taken, so that there is nothing to compare with. */
static bool send_owner(struct access_site *s, struct sending *how, struct access_answer *answer)
{
	struct access_known known = access_site_known(s, NULL);
	struct access_page page;

	send_as(s, how, ACCESS_VALID, how->path, &page);
	*answer = page.answer;
	access_ask_page_done(&page);
	bool taken = answer->came && !answer->says_wait && answer->status < 400 &&
		     access_answer_judge_owner(answer, &known) != ACCESS_DENIED;
	how->is[ACCESS_VALID] = taken ? ACCESS_GRANTED : ACCESS_DENIED;
	return taken;
}

/* Those who may not, by each login. */
static void send_others(struct access_site *s, struct sending *how,
			const struct access_answer *valid)
{
	struct access_web *w = &s->web;
	struct access_way *owners = w->at;

	send_one(s, how, ACCESS_NONE, valid);
	for (unsigned k = 0; k < w->n_ways && how->is[ACCESS_NONE] != ACCESS_GRANTED; k++) {
		w->at = &w->way[k];
		for (unsigned who = ACCESS_WRONG; who <= ACCESS_LOW; who++)
			if (w->at->actor[who].here && how->is[who] != ACCESS_GRANTED)
				send_one(s, how, (enum access_who)who, valid);
	}
	w->at = owners;
}

/* ---- a form ---- */

static void ask_again(struct access_site *s, const struct access_resource *r,
		      struct access_page *out)
{
	access_ask(&s->web, ACCESS_VALID, &(struct access_request){ .path = r->path }, out);
}

/* Does it hold for the owner what it held before? */
static bool is_as_before(struct access_site *s, const struct access_resource *r,
			 const struct html_page *before, unsigned form)
{
	struct access_page now;
	int k;

	ask_again(s, r, &now);
	k = now.html ? access_form_find(now.html, before, form) : -1;
	bool same = k >= 0 && access_form_same(now.html, (unsigned)k, before, form);
	access_ask_page_done(&now);
	return same;
}

/* What each would send: the form as it was handed out to him, or as the owner got it. */
static void fill_all(struct sending *how, const struct html_page *owner, unsigned form,
		     struct access_page got[static ACCESS_ACTORS])
{
	for (unsigned who = 0; who < ACCESS_ACTORS; who++) {
		const struct html_page *own = got[who].html;
		int k = own ? access_form_find(own, owner, form) : -1;

		how->content[who] = BUF(ACCESS_FORM_MAX);
		if (k >= 0)
			access_form_fill(&how->content[who], own, (unsigned)k, true);
		else
			access_form_fill(&how->content[who], owner, form, who == ACCESS_VALID);
	}
}

static const char *send_form(struct access_site *s, const struct access_resource *r,
			     struct access_page got[static ACCESS_ACTORS], unsigned form,
			     struct sending *how, struct access_row *row)
{
	CLEANUP(mem_freep) struct access_answer *answer = mem_array(1, sizeof(*answer));
	const struct html_page *owner = got[ACCESS_VALID].html;
	const char *trouble = access_form_trouble(owner, form, buf_view(&got[ACCESS_VALID].body));

	if (trouble)
		return trouble;
	if (!has_consent(s))
		return "no_writing";
	/* A form whose values change by themselves could not be left as it was found. */
	if (!is_as_before(s, r, owner, form))
		return "risky";
	fill_all(how, owner, form, got);
	bool taken = send_owner(s, how, answer);
	row->unchanged = is_as_before(s, r, owner, form);
	trouble = !row->unchanged ? "changed" : taken ? NULL : "no_control";
	if (!trouble) {
		send_others(s, how, answer);
		row->unchanged = is_as_before(s, r, owner, form);
	}
	if (!row->unchanged)
		s->trouble = "changed";
	return trouble;
}

/* Whom the form is handed out to. */
static void offered(struct access_row *row, const struct html_page *page, unsigned form,
		    struct access_page got[static ACCESS_ACTORS],
		    const enum access_outcome is[static ACCESS_ACTORS])
{
	for (unsigned who = 0; who < ACCESS_ACTORS; who++) {
		bool there = got[who].html && access_form_find(got[who].html, page, form) >= 0;

		row->is[who] = there                       ? ACCESS_GRANTED
			       : is[who] == ACCESS_GRANTED ? ACCESS_DENIED
							   : is[who];
	}
}

/* The path that it is sent to; false: it leads elsewhere, or is not for sending. */
static bool target_of(const struct access_site *s, const struct access_resource *r,
		      const struct html_form *form, char path[static LINK_PATH_MAX], bool *risky)
{
	CLEANUP(mem_freep) char *base = probe_url(s->web.cx, s->service, r->path);
	int e = link_resolve(path, base, *form->action ? form->action : r->path);

	*risky = e == E_REFUSED;
	return e == 0 || e == E_REFUSED;
}

static void form_row(struct access_site *s, const struct access_resource *r,
		     struct access_page got[static ACCESS_ACTORS],
		     const enum access_outcome is[static ACCESS_ACTORS],
		     const struct html_page *page, unsigned form)
{
	const struct html_form *f = &page->forms[form];
	bool post = text_equal_nocase(bytes_of(f->method), "post"), risky;
	char path[LINK_PATH_MAX];
	struct sending how = { .path = path,
			       .method = post ? "POST" : NULL,
			       .type = post ? FORM_TYPE : NULL };

	if (!target_of(s, r, f, path, &risky))
		return;
	CLEANUP(mem_freep)
	char *resource = mem_format("%s %.*s (%s)", post ? "POST" : "GET", (int)strcspn(path, "?"),
				    path, r->path);
	if (json_object_get(s->seen, resource))
		return;
	if (s->forms >= ACCESS_FORMS_MAX) {
		s->full = true;
		return;
	}
	s->forms++;
	json_object_set_new(s->seen, resource, json_true());
	struct access_row row = { .resource = resource,
				  .effect = "form",
				  .found = r->found,
				  .wanted = r->wanted,
				  .unchanged = -1 };
	offered(&row, page, form, got, is);
	row.reason = risky                            ? "risky"
		     : page != got[ACCESS_VALID].html ? "no_secret"
						      : send_form(s, r, got, form, &how, &row);
	if (!row.reason) {
		row.effect = "set";
		memcpy(row.is, how.is, sizeof(row.is));
	}
	access_site_observe(s, &row, "who may set");
	for (unsigned who = 0; who < ACCESS_ACTORS; who++)
		buf_done(&how.content[who]);
}

void access_write_forms(struct access_site *s, const struct access_resource *r,
			struct access_page got[static ACCESS_ACTORS],
			const enum access_outcome is[static ACCESS_ACTORS])
{
	/* The owner sees all of them; without an owner, what nobody sees. */
	bool owned = is[ACCESS_VALID] == ACCESS_GRANTED;
	const struct html_page *page = got[owned ? ACCESS_VALID : ACCESS_NONE].html;

	for (unsigned i = 0; page && i < page->n_forms; i++)
		if (access_form_sets(page, i) && !text_equal(s->trouble, "changed"))
			form_row(s, r, got, is, page, i);
}

/*
 * It belongs to the login whose owner's is taken.  Where it is of several and the answers differ,
 * one of them may be a refusal that looks like none.  NULL, or a coverage reason.
 */
static const char *send_each_owner(struct access_site *s, struct sending *how,
				   struct access_answer *answer)
{
	struct access_web *w = &s->web;
	CLEANUP(mem_freep) struct access_answer *one = mem_array(1, sizeof(*one));
	struct access_way *owners = NULL;
	bool proven = false;

	for (unsigned k = 0; k < w->n_ways; k++) {
		w->at = &w->way[k];
		if (!w->at->actor[ACCESS_VALID].here || !access_turns_proven(s, w->at))
			continue;
		proven = true;
		if (!send_owner(s, how, one))
			continue;
		if (owners && !access_answer_same(one, answer))
			return "no_control";
		*answer = *one;
		owners = w->at;
	}
	w->at = owners ? owners : w->way;
	how->is[ACCESS_VALID] = owners ? ACCESS_GRANTED : ACCESS_DENIED;
	return owners ? NULL : proven ? "no_control" : "no_difference";
}

/* NULL when all have sent it. */
static const char *send_declared(struct access_site *s, struct sending *how)
{
	CLEANUP(mem_freep) struct access_answer *answer = mem_array(1, sizeof(*answer));

	if (!has_consent(s))
		return "no_writing";
	if (!access_ways_any_owned(&s->web))
		return "no_secret";
	const char *trouble = send_each_owner(s, how, answer);
	if (trouble)
		return trouble;
	send_others(s, how, answer);
	return NULL;
}

void access_write_declared(struct access_site *s, const struct access_resource *r)
{
	struct sending how = { .path = r->path, .method = r->method, .type = r->type };
	CLEANUP(mem_freep) char *resource = mem_format("%s %s", r->method, r->path);
	struct access_row row = { .resource = resource,
				  .effect = "form",
				  .found = r->found,
				  .wanted = r->wanted,
				  .unchanged = -1 };

	for (unsigned who = 0; who < ACCESS_ACTORS; who++) {
		how.content[who] = BUF(ACCESS_FORM_MAX);
		buf_bytes(&how.content[who], r->body);
	}
	row.reason = send_declared(s, &how);
	if (!row.reason) {
		row.effect = "set";
		memcpy(row.is, how.is, sizeof(row.is));
	}
	access_site_observe(s, &row, "who may set");
	for (unsigned who = 0; who < ACCESS_ACTORS; who++)
		buf_done(&how.content[who]);
}
