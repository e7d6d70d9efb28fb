#include "login/login_session.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "wire/http.h"
#include "wire/set_cookie.h"

struct cookie {
	char *name, *value;
};

struct login_session {
	struct cookie cookies[LOGIN_SESSION_COOKIES_MAX];
	unsigned n;
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
	for (unsigned i = 0; session && i < session->n; i++)
		cookie_done(&session->cookies[i]);
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

static char other(char c)
{
	if (c >= '0' && c <= '9')
		return (char)('0' + (c - '0' + 3) % 10);
	if (c >= 'a' && c <= 'z')
		return (char)('a' + (c - 'a' + 3) % 26);
	if (c >= 'A' && c <= 'Z')
		return (char)('A' + (c - 'A' + 3) % 26);
	return c;
}

struct login_session *login_session_invent(const struct login_session *session)
{
	struct login_session *out = login_session_new();

	for (; out->n < session->n; out->n++) {
		struct cookie *to = &out->cookies[out->n];

		to->name = mem_text(session->cookies[out->n].name);
		to->value = mem_text(session->cookies[out->n].value);
		for (char *p = to->value; *p; p++)
			*p = other(*p);
	}
	return out;
}

bool login_session_empty(const struct login_session *session)
{
	return session->n == 0;
}

void login_session_hide(const struct login_session *session, struct transcript_secrets *secrets)
{
	for (unsigned i = 0; session && i < session->n; i++)
		if (strlen(session->cookies[i].value) >= LOGIN_SESSION_SECRET_MIN &&
		    secrets->n + 1 < TRANSCRIPT_SECRETS_MAX)
			secrets->text[secrets->n++] = session->cookies[i].value;
}
