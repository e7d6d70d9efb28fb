#include "probe/document_fetch.h"

#include <curl/curl.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "base/time.h"
#include "net/portal.h"
#include "probe/probe.h"
#include "wire/http.h"

#define FETCH_TIME (30 * TIME_SECOND) /* with all redirects */
#define PORTAL_TIME (3 * TIME_SECOND)
#define LOGIN_TO_THE_NETWORK 511 /* RFC 6585 6: no site says so, only who is in between */

void document_fetch_done(struct document_fetch *f)
{
	fetch_done(&f->reply);
}

bool document_fetch_is_success(const struct document_fetch *f)
{
	return f->result == 0 && !f->portal && f->reply.status >= 200 && f->reply.status < 300;
}

/* ---- URLs ---- */

static void url_free(CURLU **url)
{
	curl_url_cleanup(*url);
}

/* A part of a URL, NULL if it has none. */
static char *part_new(const char *url, CURLUPart part, unsigned flags)
{
	CLEANUP(url_free) CURLU *parts = curl_url();
	char *text = NULL, *copy = NULL;

	if (curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
	    curl_url_get(parts, part, &text, flags) == CURLUE_OK)
		copy = mem_text(text);
	curl_free(text);
	return copy;
}

char *document_fetch_path(const char *url)
{
	return part_new(url, CURLUPART_PATH, 0);
}

static bool is_https(const char *url)
{
	CLEANUP(mem_freep) char *scheme = part_new(url, CURLUPART_SCHEME, 0);

	return text_equal(scheme, "https");
}

static uint16_t port_of(const char *url)
{
	CLEANUP(mem_freep) char *text = part_new(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
	uint64_t port = 0;

	return text && num_u64(text, 1, UINT16_MAX, &port) == 0 ? (uint16_t)port : 0;
}

static const char *without_www(const char *host)
{
	return text_starts(host, "www.") ? host + strlen("www.") : host;
}

/* Is b the host of a, but for "www.", or below it? */
static bool is_same_site(const char *a, const char *b)
{
	CLEANUP(mem_freep) char *declared = part_new(a, CURLUPART_HOST, 0);
	CLEANUP(mem_freep) char *last = part_new(b, CURLUPART_HOST, 0);

	if (!declared || !last)
		return false;
	const char *site = without_www(declared), *place = without_www(last);
	size_t n = strlen(site), m = strlen(place);
	if (m < n || strcasecmp(place + (m - n), site) != 0)
		return false;
	/* "1.10.0.0.1" is not below "10.0.0.1", nor a name at all. */
	return m == n || (place[m - n - 1] == '.' && site[n - 1] > '9');
}

/* Where the answer sends us; NULL: nowhere.  What is no web address is refused by fetch_get. */
static char *next_new(const char *url, const struct document_fetch *f)
{
	CLEANUP(mem_freep) struct http_head *head = mem_array(1, sizeof(*head));
	CLEANUP(url_free) CURLU *parts = curl_url();
	char *text = NULL, *copy = NULL;

	if (f->result < 0 || f->reply.status < 300 || f->reply.status > 399 ||
	    http_head_decode(buf_view(&f->reply.head), head) < 0)
		return NULL;
	struct bytes where = http_field_find(head, "Location");
	CLEANUP(mem_freep) char *location = mem_textn((const char *)where.p, where.n);
	if (where.n > 0 && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
	    curl_url_set(parts, CURLUPART_URL, location,
			 CURLU_URLENCODE | CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
	    curl_url_get(parts, CURLUPART_URL, &text, 0) == CURLUE_OK)
		copy = mem_text(text);
	curl_free(text);
	return copy;
}

/* ---- fetching ---- */

/* One place.  Is it certain who answered? */
static bool fetch_place(struct probe_context *cx, struct fetch_kept *kept, const char *url,
			int64_t deadline, struct document_fetch *f)
{
	struct transcript before = f->reply.transcript;
	struct fetch_request request = { .url = url,
					 .ca_pem = cx->trust,
					 .verify = true,
					 .time_max = deadline - time_now(&time_system),
					 .kept = kept };
	bool certain = is_https(url);

	f->reply.transcript = (struct transcript){ 0 };
	fetch_done(&f->reply);
	f->result = fetch_get(&f->reply, &request);
	transcript_join(&before, &f->reply.transcript);
	if (f->result == E_VERIFY) {
		/* What stands there is worth reading even so; that it could be forged is told. */
		fetch_done(&f->reply);
		request.verify = false;
		request.kept = NULL;
		certain = false;
		request.time_max = deadline - time_now(&time_system);
		f->result = fetch_get(&f->reply, &request);
		transcript_join(&before, &f->reply.transcript);
	}
	f->reply.transcript = before;
	return certain;
}

static bool is_portal(struct probe_context *cx, const char *url, const struct document_fetch *f)
{
	CLEANUP(mem_freep) char *host = part_new(url, CURLUPART_HOST, 0);

	int status = f->result == 0 ? f->reply.status : 0;

	/* Sent to another site without certainty, a refusal there is not known to be the maker's.
	 */
	if (status == LOGIN_TO_THE_NETWORK || (f->elsewhere && (status < 200 || status > 299)))
		return true;
	return (host && portal_takes_name(host)) ||
	       portal_takes_port(port_of(url), probe_deadline(cx, PORTAL_TIME));
}

void document_fetch(struct probe_context *cx, struct fetch_kept *kept, const char *url,
		    struct document_fetch *out)
{
	CLEANUP(mem_freep) char *label = mem_format("document: GET %s", url);
	CLEANUP(mem_freep) char *at = mem_text(url);
	int64_t deadline = probe_deadline(cx, FETCH_TIME);
	char *next;
	unsigned n = 0;

	*out = (struct document_fetch){ .trusted = true };
	for (;;) {
		bool certain = fetch_place(cx, kept, at, deadline, out);

		out->elsewhere = !is_same_site(url, at);
		out->trusted = certain && (out->trusted || !out->elsewhere);
		out->https = is_https(at);
		next = next_new(at, out);
		if (!next || n++ >= FETCH_REDIRECTS_MAX)
			break;
		mem_free(at);
		at = next;
	}
	if (next)
		out->result = E_LIMIT;
	mem_free(next);
	/* Who is certain needs no control, and who was never connected has not answered. */
	if (!out->trusted && (out->result == 0 || out->result == E_LIMIT))
		out->portal = is_portal(cx, url, out);
	if (out->portal)
		transcript_note(&out->reply.transcript,
				"somebody in between answers in place of sites that do not exist");
	probe_transcript(cx, &out->reply.transcript, label, out->sha256);
}
