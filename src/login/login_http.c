#include "login/login_http.h"

#include <curl/curl.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "login/login_session.h"
#include "login/login_talk.h"
#include "login/print.h"
#include "wire/http.h"

#define COOKIE_MAX (16u << 10)

static bool is_v6(const char *host)
{
	return strchr(host, ':') != NULL;
}

/* The host as the user named it; an address of version 6 by the rules for URLs. */
static char *url_of(const struct login_door *door, const char *target)
{
	char host[ADDR_TEXT_MAX + 8];

	addr_for_url(&door->target, host);
	return mem_format("%s://%s:%u%s%s", door->tls ? "https" : "http",
			  door->host && !is_v6(door->host) ? door->host : host, door->port,
			  *target == '/' ? "" : "/", target);
}

void login_http_init(struct login_http *h, const struct login_door *door, const struct login_try *t,
		     struct login_reply *reply)
{
	*h = (struct login_http){ .door = door,
				  .t = t,
				  .reply = reply,
				  .session = t->session,
				  .start = time_now(&time_system) };
}

static void failed(struct login_http *h, int r)
{
	h->reply->print.end = login_talk_end(r);
	if (h->reply->print.end == LOGIN_UNABLE)
		h->reply->note = r == E_VERIFY         ? "the TLS handshake failed"
				 : r == -EADDRNOTAVAIL ? "the source address is none of ours"
						       : "the request could not be made";
}

/* The same lines and one more; new, the lines are borrowed. */
static char **fields_with(char *const *fields, char *more)
{
	unsigned n = 0;

	while (fields && fields[n])
		n++;
	char **all = mem_array(n + 2, sizeof(*all));
	for (unsigned i = 0; i < n; i++)
		all[i] = fields[i];
	all[n] = more;
	return all;
}

/*
 * Cookies are no evidence, whether they are used again or not: a device that asks for a password
 * with each request may hand one out besides.
 */
static void keep_session(const struct login_http *h, struct fetch_reply *out)
{
	struct login_session *own = h->session ? NULL : login_session_new();
	struct login_session *session = h->session ? h->session : own;

	/* As they were sent, and as they are now. */
	login_session_mask(session, &out->transcript);
	login_session_read(session, buf_view(&out->head));
	login_session_mask(session, &out->transcript);
	login_session_free(own);
}

int login_http_run(struct login_http *h, struct fetch_reply *out, const char *target,
		   struct fetch_request request)
{
	CLEANUP(mem_freep) char *url = url_of(h->door, target);
	CLEANUP(buf_done) struct buf cookie = BUF(COOKIE_MAX);
	int64_t now = time_now(&time_system);

	*out = (struct fetch_reply){ 0 };
	if (strlen(url) > LOGIN_HTTP_URL_MAX || now >= h->t->deadline) {
		failed(h, now >= h->t->deadline ? E_TIMEOUT : E_UNSUPPORTED);
		return E_LIMIT;
	}
	if (h->session)
		login_session_write(h->session, &cookie);
	CLEANUP(mem_freep) char *token = h->session ? login_session_field(h->session) : NULL;
	CLEANUP(mem_freep) char **fields = fields_with(request.fields, token);
	request.fields = fields;
	request.url = url;
	request.pin = &h->door->target;
	request.from = h->t->from;
	request.kept = h->t->kept;
	request.time_max = h->t->deadline - now;
	request.cookie = cookie.n > 0 && buf_ok(&cookie) ? buf_cstr(&cookie) : NULL;
	int r = fetch_run(out, &request);
	if (!h->asked)
		h->reply->reused = out->reused;
	h->asked = true;
	if (h->reply->connected == 0 && out->connected > 0)
		h->reply->connected = now - h->start + out->connected;
	keep_session(h, out);
	transcript_join(&h->reply->transcript, &out->transcript);
	if (r < 0)
		failed(h, r);
	return r;
}

static struct print_http printable(const struct login_http *h, const struct fetch_reply *out)
{
	return (struct print_http){ .status = out->status,
				    .head = buf_view(&out->head),
				    .body = buf_view(&out->body),
				    .typed = login_talk_typed(h->t) };
}

void login_http_answered(struct login_http *h, const struct fetch_reply *out)
{
	struct print_http answer = printable(h, out);

	print_http(&h->reply->print, &answer);
	h->reply->answered = time_now(&time_system) - h->start;
}

void login_http_followed(struct login_http *h, const struct fetch_reply *out)
{
	struct print_http page = printable(h, out);

	print_followed(&h->reply->print, &page);
}

static void url_done(CURLU **url)
{
	curl_url_cleanup(*url);
}

static void part_done(char **part)
{
	curl_free(*part);
}

static bool same_part(CURLU *a, CURLU *b, CURLUPart part)
{
	CLEANUP(part_done) char *x = NULL;
	CLEANUP(part_done) char *y = NULL;

	return curl_url_get(a, part, &x, CURLU_DEFAULT_PORT) == CURLUE_OK &&
	       curl_url_get(b, part, &y, CURLU_DEFAULT_PORT) == CURLUE_OK && text_equal(x, y);
}

/* The host may be named by its address too: devices know no other name of theirs. */
static bool same_host(const struct login_http *h, CURLU *from, CURLU *to)
{
	CLEANUP(part_done) char *host = NULL;

	return same_part(from, to, CURLUPART_HOST) ||
	       (curl_url_get(to, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
		text_equal(host, h->door->target.text));
}

char *login_http_resolve(const struct login_http *h, const char *target, const char *href)
{
	CLEANUP(mem_freep) char *base = url_of(h->door, target);
	CLEANUP(url_done) CURLU *from = curl_url();
	CLEANUP(url_done) CURLU *to = curl_url();
	CLEANUP(part_done) char *path = NULL;
	CLEANUP(part_done) char *query = NULL;

	if (curl_url_set(from, CURLUPART_URL, base, 0) != CURLUE_OK ||
	    curl_url_set(to, CURLUPART_URL, base, 0) != CURLUE_OK ||
	    (*href && curl_url_set(to, CURLUPART_URL, href, CURLU_URLENCODE) != CURLUE_OK) ||
	    !same_part(from, to, CURLUPART_SCHEME) || !same_part(from, to, CURLUPART_PORT) ||
	    !same_host(h, from, to) || curl_url_get(to, CURLUPART_PATH, &path, 0) != CURLUE_OK)
		return NULL;
	(void)curl_url_get(to, CURLUPART_QUERY, &query, 0);
	return mem_format("%s%s%s", path, query ? "?" : "", query ? query : "");
}

char *login_http_redirect(const struct login_http *h, const struct fetch_reply *out,
			  const char *target)
{
	CLEANUP(mem_freep) struct http_head *head = mem_array(1, sizeof(*head));

	if (out->status < 300 || out->status > 399 || out->status == 304 ||
	    http_head_decode(buf_view(&out->head), head) < 0)
		return NULL;
	struct bytes place = http_field_find(head, "Location");
	if (place.n == 0)
		return NULL;
	CLEANUP(mem_freep) char *href = mem_textn((const char *)place.p, place.n);
	return login_http_resolve(h, target, href);
}

static const char *path_of(const struct login_door *door)
{
	return door->path ? door->path : "/";
}

void login_http_basic(const struct login_door *door, const struct login_try *t,
		      struct login_reply *reply)
{
	CLEANUP(fetch_done) struct fetch_reply out = { 0 };
	struct login_http h;

	login_http_init(&h, door, t, reply);
	/* RFC 7617 2: the first colon ends the name. */
	if (t->account && strchr(t->account, ':')) {
		reply->print.end = LOGIN_UNABLE;
		reply->note = "Basic has no account names with a colon";
		return;
	}
	struct fetch_request request = { .user = t->account, .password = t->secret };
	if (login_http_run(&h, &out, path_of(door), request) == 0)
		login_http_answered(&h, &out);
}
