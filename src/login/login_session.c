#include "login/login_session.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "login/login_token.h"
#include "wire/http.h"
#include "wire/set_cookie.h"

struct cookie {
	char *name, *value;
};

struct login_session {
	struct cookie cookies[LOGIN_SESSION_COOKIES_MAX];
	unsigned n;
	struct login_token token;
	/* What came with it and may be as good: never sent, only blotted out. */
	char *handed[LOGIN_SESSION_HANDED_MAX];
	unsigned n_handed;
};

struct login_session *login_session_new(void)
{
	return mem_array(1, sizeof(struct login_session));
}

static void cookie_done(struct cookie *c)
{
	mem_freep(&c->name);
	mem_freep(&c->value);
}

void login_session_free(struct login_session *session)
{
	if (!session)
		return;
	for (unsigned i = 0; i < session->n; i++)
		cookie_done(&session->cookies[i]);
	for (unsigned i = 0; i < session->n_handed; i++)
		mem_free(session->handed[i]);
	login_token_done(&session->token);
	mem_free(session);
}

static void drop(struct login_session *session, unsigned i)
{
	cookie_done(&session->cookies[i]);
	session->n--;
	for (; i < session->n; i++)
		session->cookies[i] = session->cookies[i + 1];
}

/* A line end or NUL cannot come out of a decoded head. */
static void keep(struct login_session *session, const struct set_cookie *cookie)
{
	for (unsigned i = 0; i < session->n; i++)
		if (bytes_equal(bytes_of(session->cookies[i].name), cookie->name)) {
			drop(session, i);
			break;
		}
	if (cookie->removed || session->n == LOGIN_SESSION_COOKIES_MAX)
		return;
	session->cookies[session->n++] =
	    (struct cookie){ .name = mem_textn((const char *)cookie->name.p, cookie->name.n),
			     .value = mem_textn((const char *)cookie->value.p, cookie->value.n) };
}

void login_session_read(struct login_session *session, struct bytes bytes)
{
	CLEANUP(mem_freep) struct http_head *head = mem_array(1, sizeof(*head));
	struct set_cookie cookie;

	if (http_head_decode(bytes, head) < 0)
		return;
	for (unsigned i = 0; i < head->n_fields; i++)
		if (text_equal_nocase(head->fields[i].name, "Set-Cookie") &&
		    set_cookie_decode(head->fields[i].value, &cookie) == 0)
			keep(session, &cookie);
}

static void hand(void *context, struct bytes text)
{
	struct login_session *session = context;

	if (session->n_handed < LOGIN_SESSION_HANDED_MAX)
		session->handed[session->n_handed++] = mem_textn((const char *)text.p, text.n);
}

void login_session_answer(struct login_session *session, const json_t *how, struct bytes head,
			  struct bytes body)
{
	/* Without one it stays as it was: who logged in before may have it. */
	login_token_read(&session->token, how, head, body);
	login_token_each(head, body, hand, session);
}

const char *login_session_find(const struct login_session *session, const char *name)
{
	for (unsigned i = 0; i < session->n; i++)
		if (text_equal(session->cookies[i].name, name))
			return session->cookies[i].value;
	return NULL;
}

void login_session_write(const struct login_session *session, struct buf *out)
{
	for (unsigned i = 0; i < session->n; i++)
		buf_format(out, "%s%s=%s", i > 0 ? "; " : "", session->cookies[i].name,
			   session->cookies[i].value);
}

char *login_session_field(const struct login_session *session)
{
	const struct login_token *t = &session->token;

	return t->field ? mem_format("%s: %s%s%s", t->field, t->before, t->value, t->after) : NULL;
}

struct login_session *login_session_invent(const struct login_session *session)
{
	struct login_session *out = login_session_new();
	const struct login_token *t = &session->token;

	for (; out->n < session->n; out->n++)
		out->cookies[out->n] = (struct cookie){
			.name = mem_text(session->cookies[out->n].name),
			.value = login_token_invent(session->cookies[out->n].value),
		};
	if (t->field)
		out->token = (struct login_token){ .field = mem_text(t->field),
						   .before = mem_text(t->before),
						   .value = login_token_invent(t->value),
						   .after = mem_text(t->after) };
	return out;
}

bool login_session_empty(const struct login_session *session)
{
	return session->n == 0 && !session->token.field;
}

/* ---- evidence ---- */

struct mask {
	struct transcript *transcript;
	struct transcript_secrets secrets;
};

static void mask_all(struct mask *m)
{
	transcript_mask_records(m->transcript->bytes.p, m->transcript->bytes.n, &m->secrets);
	m->secrets.n = 0;
}

static void mask_add(struct mask *m, const char *text)
{
	if (!text || strlen(text) < LOGIN_SESSION_SECRET_MIN)
		return;
	if (m->secrets.n == TRANSCRIPT_SECRETS_MAX)
		mask_all(m);
	m->secrets.text[m->secrets.n++] = text;
}

void login_session_mask(const struct login_session *session, struct transcript *transcript)
{
	struct mask m = { .transcript = transcript };

	if (!session)
		return;
	mask_add(&m, session->token.value);
	for (unsigned i = 0; i < session->n_handed; i++)
		mask_add(&m, session->handed[i]);
	for (unsigned i = 0; i < session->n; i++)
		mask_add(&m, session->cookies[i].value);
	if (m.secrets.n > 0)
		mask_all(&m);
}
