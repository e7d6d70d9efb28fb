#include "scheme/post.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "scheme/account.h"
#include "scheme/action.h"
#include "scheme/post_link.h"
#include "scheme/post_message.h"
#include "scheme/scheme.h"
#include "store/store.h"
#include "workflow/settings.h"

#define AGAIN 60 /* seconds, after trouble, or when nothing is known to come */

static int64_t backoff(int64_t tries)
{
	int64_t wait = POST_BACKOFF;

	for (int64_t i = 1; i < tries && wait < POST_BACKOFF_MAX; i++)
		wait *= 2;
	return wait < POST_BACKOFF_MAX ? wait : POST_BACKOFF_MAX;
}

/* ---- what became of a mail ---- */

static int in_the_trail(struct post *p, int64_t now, const char *subject, const char *reason,
			struct err *err)
{
	return store_run(p->scheme->store, "audit_add",
			 STORE_VALUES(STORE_INT(now), STORE_NULL, STORE_NULL,
				      STORE_TEXT("mail.abandon"), STORE_TEXT("mail"),
				      STORE_TEXT(subject), STORE_NULL, STORE_TEXT("abandoned"),
				      STORE_TEXT(reason), STORE_NULL),
			 NULL, err);
}

/* final: trying again is of no use. */
static int failed(struct post *p, int64_t id, const char *problem, bool final, struct err *err)
{
	struct store *store = p->scheme->store;
	int64_t now = time_unix(p->scheme->clock), tries = 0;
	CLEANUP(mem_freep)
	char *shown = text_visible_new(bytes_of(problem), POST_PROBLEM_MAX);
	CLEANUP(mem_freep) char *subject = mem_format("%" PRId64, id);
	int r = store_begin(store, err);

	if (r == 0)
		r = store_int(store, "mail_tries", STORE_VALUES(STORE_INT(id)), &tries, err);
	/* It was sent, or given up, in the meantime. */
	if (r == E_MISSING) {
		store_rollback(store);
		return 0;
	}
	final = final || tries >= POST_TRIES_MAX;
	if (r == 0)
		r = store_run(store, "mail_failed",
			      STORE_VALUES(STORE_INT(id), STORE_TEXT(shown),
					   final ? STORE_INT(now) : STORE_NULL),
			      NULL, err);
	if (r == 0 && final)
		r = in_the_trail(p, now, subject, shown, err);
	if (r == 0)
		r = store_commit(store, err);
	store_rollback(store);
	if (r == 0 && final)
		log_error("mail", "%" PRId64 " is given up: %s", id, shown);
	else if (r == 0)
		log_warn("mail", "%" PRId64 ", try %" PRId64 ": %s", id, tries, shown);
	return r;
}

static int sent(struct post *p, int64_t id, struct err *err)
{
	return store_run(p->scheme->store, "mail_sent",
			 STORE_VALUES(STORE_INT(id), STORE_INT(time_unix(p->scheme->clock))), NULL,
			 err);
}

static int mail_done(struct post *p, const json_t *request, struct err *err)
{
	int64_t id = json_int(request, "id", 0);
	const char *problem = json_text(request, "problem");

	return problem ? failed(p, id, problem, json_flag(request, "final"), err)
		       : sent(p, id, err);
}

/* ---- mail that is due ---- */

/* The next one, counted as tried; E_MISSING: none is due. */
static int take(struct post *p, json_t **mail, struct err *err)
{
	struct store *store = p->scheme->store;
	int64_t now = time_unix(p->scheme->clock);
	CLEANUP(json_done) json_t *row = NULL;
	int r = store_row(store, "mail_next", STORE_VALUES(STORE_INT(now)), &row, err);

	if (r == 0)
		r = store_run(store, "mail_take",
			      STORE_VALUES(STORE_INT(json_int(row, "id", 0)),
					   STORE_INT(now + backoff(json_int(row, "tries", 0) + 1))),
			      NULL, err);
	if (r == 0)
		*mail = steal(row);
	return r;
}

static int64_t when(const struct post *p)
{
	int64_t now = time_unix(p->scheme->clock), at = -1;
	struct err err = { 0 };

	if (store_int(p->scheme->store, "mail_when", STORE_NOTHING, &at, &err) < 0)
		log_error("mail", "%s", err.text);
	return at < 0 || at > now + AGAIN ? now + AGAIN : at;
}

bool post_waits(const struct post *p)
{
	return when(p) <= time_unix(p->scheme->clock);
}

bool post_waits_link(const struct post *p)
{
	int64_t n = 0;
	struct err err = { 0 };

	if (!json_flag(p->scheme->settings->doc, "link_checks"))
		return false;
	if (store_int(p->scheme->store, "web_links_asked", STORE_NOTHING, &n, &err) < 0)
		log_error("registrar", "%s", err.text);
	return n > 0;
}

static bool by_file(const struct post *p)
{
	return text_equal(json_text(json_object_get(p->scheme->settings->doc, "mail"), "method"),
			  "file");
}

/*
 * Synced and renamed before the row says that it is sent: between the two a crash makes the same
 * file once more.
 */
static int write_one(struct post *p, const json_t *mail, struct err *err)
{
	const struct settings *settings = p->scheme->settings;
	int64_t id = json_int(mail, "id", 0);
	CLEANUP(mem_freep) char *from = post_message_sender(settings);
	CLEANUP(mem_freep)
	char *path = mem_format("%s/" POST_FOLDER "/%06" PRId64 ".eml", p->dir, id);
	CLEANUP(buf_done) struct buf text = BUF(POST_MESSAGE_MAX);
	struct err why = { 0 };

	post_message(&text, settings, mail, from, POST_AS_IT_IS);
	if (!buf_ok(&text))
		return failed(p, id, "the mail is too long", true, err);
	if (fd_write_file(path, buf_view(&text), 0600, &why) < 0)
		return failed(p, id, why.text, false, err);
	return sent(p, id, err);
}

static int write_some(struct post *p, struct err *err)
{
	for (unsigned i = 0; i < POST_FILES_AT_ONCE; i++) {
		CLEANUP(json_done) json_t *mail = NULL;
		int r = take(p, &mail, err);

		if (r == 0)
			r = write_one(p, mail, err);
		if (r < 0)
			return r == E_MISSING ? 0 : r;
	}
	return 0;
}

static int next_mail(struct post *p, json_t *reply, struct err *err)
{
	json_t *mail = NULL;
	int r = by_file(p) ? write_some(p, err) : take(p, &mail, err);

	if (r < 0 && r != E_MISSING)
		return r;
	json_object_set_new(reply, "mail", mail ? mail : json_null());
	json_object_set_new(reply, "next", json_integer((json_int_t)when(p)));
	return 0;
}

/* ---- the others ---- */

static int tick(struct post *p, json_t *reply, struct err *err)
{
	int64_t now = time_unix(p->scheme->clock), next = now + AGAIN;
	int r = scheme_tick(p->scheme, &next, err);
	/* What a mail said, the link above all, is of no use to anybody when it does not hold any
	 * more. */
	int forgot = store_run(p->scheme->store, "mails_forget",
			       STORE_VALUES(STORE_INT(now - (int64_t)LINK_LASTS)), NULL, err);

	json_object_set_new(reply, "next", json_integer((json_int_t)next));
	return r < 0 ? r : forgot;
}

static int next_link(struct post *p, json_t *reply, struct err *err)
{
	int64_t now = time_unix(p->scheme->clock), next = now + AGAIN;
	CLEANUP(mem_freep) char *url = NULL;
	int r = 0;

	if (json_flag(p->scheme->settings->doc, "link_checks"))
		r = post_link_next(p, now, &url, &next, err);
	if (r < 0)
		return r;
	json_object_set_new(reply, "url", url ? json_string(url) : json_null());
	json_object_set_new(reply, "next", json_integer((json_int_t)next));
	return 0;
}

static int link_done(struct post *p, const json_t *request, struct err *err)
{
	const char *url = json_text(request, "url"), *state = json_text(request, "state");
	const char *detail = json_text(request, "detail");
	CLEANUP(mem_freep)
	char *shown = text_visible_new(bytes_of(detail ? detail : ""), POST_LINK_DETAIL_MAX);

	if (!url)
		return 0;
	return post_link_done(p, time_unix(p->scheme->clock), url, state, shown, err);
}

int post_handle(struct post *p, const json_t *request, json_t **reply)
{
	const char *what = json_text(request, "do");
	CLEANUP(json_done) json_t *out = json_object();
	struct err err = { 0 };
	int r;

	if (text_equal(what, "tick"))
		r = tick(p, out, &err);
	else if (text_equal(what, "mail"))
		r = next_mail(p, out, &err);
	else if (text_equal(what, "mail_done"))
		r = mail_done(p, request, &err);
	else if (text_equal(what, "link"))
		r = next_link(p, out, &err);
	else if (text_equal(what, "link_done"))
		r = link_done(p, request, &err);
	else
		return E_FORMAT;
	if (r < 0) {
		log_error("registrar", "%s: %s", what, err.text[0] ? err.text : err_name(r));
		if (!json_object_get(out, "next"))
			json_object_set_new(
			    out, "next",
			    json_integer((json_int_t)time_unix(p->scheme->clock) + AGAIN));
	}
	*reply = steal(out);
	return 0;
}
