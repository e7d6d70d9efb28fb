#include "serve/url_check.h"

#include <stdarg.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"

/* What an address is made of; owned. */
struct place {
	char *host, *port, *scheme, *user;
};

struct asked {
	const char *agent;
	const struct outside_pulse *pulse;
	char *url;  /* owned */
	char *next; /* owned: where it leads */
	size_t body;
};

static struct url_check_said say(enum url_check state, const char *format, ...) PRINTF_LIKE(2, 3);
static struct url_check_said say(enum url_check state, const char *format, ...)
{
	struct url_check_said said = { .state = state };
	va_list args;

	va_start(args, format);
	(void)vsnprintf(said.detail, sizeof(said.detail), format, args);
	va_end(args);
	return said;
}

/* ---- the address ---- */

static void place_done(struct place *p)
{
	curl_free(p->host);
	curl_free(p->port);
	curl_free(p->scheme);
	curl_free(p->user);
}

static void free_url(CURLU **u)
{
	curl_url_cleanup(*u);
}

/* By the same parser that will connect. */
static bool read_place(struct place *out, const char *url)
{
	CLEANUP(free_url) CURLU *u = curl_url();

	assert(u);
	if (curl_url_set(u, CURLUPART_URL, url, 0) != CURLUE_OK ||
	    curl_url_get(u, CURLUPART_SCHEME, &out->scheme, 0) != CURLUE_OK ||
	    curl_url_get(u, CURLUPART_HOST, &out->host, 0) != CURLUE_OK ||
	    curl_url_get(u, CURLUPART_PORT, &out->port, CURLU_DEFAULT_PORT) != CURLUE_OK)
		return false;
	(void)curl_url_get(u, CURLUPART_USER, &out->user, 0);
	return text_equal(out->scheme, "http") || text_equal(out->scheme, "https");
}

/* Of the well-known ports those of the web alone: nobody's mail server is knocked at. */
static bool is_port_of_web(uint64_t port)
{
	return port == 80 || port == 443 || port >= 1024;
}

/* The host of brackets, without them. */
static char *bare_host(const char *host)
{
	size_t n = strlen(host);

	return *host == '[' && n > 2 ? mem_textn(host + 1, n - 2) : mem_text(host);
}

static bool find(const char *url, struct outside *out, struct url_check_said *said)
{
	CLEANUP(place_done) struct place place = { .host = NULL };
	struct err err = { 0 };
	uint64_t port = 0;

	if (!read_place(&place, url) || place.user ||
	    num_u64(place.port, 1, UINT16_MAX, &port) < 0 || !is_port_of_web(port)) {
		*said = say(URL_CHECK_BROKEN, "not an address of a web page");
		return false;
	}
	CLEANUP(mem_freep) char *host = bare_host(place.host);
	int r = outside_find(out, host, (uint16_t)port, &err);
	if (r < 0) {
		*said = r == E_MISSING ? say(URL_CHECK_BROKEN, "no such host")
				       : say(URL_CHECK_UNKNOWN, "name not resolved");
		return false;
	}
	if (!out->is_public || !out->pin) {
		outside_done(out);
		*said = say(URL_CHECK_BROKEN, "not a public address");
		return false;
	}
	return true;
}

/* ---- one request ---- */

static size_t on_body(char *data, size_t size, size_t n, void *context)
{
	struct asked *a = context;

	(void)data;
	a->body += size * n;
	return a->body > URL_CHECK_BODY_MAX ? 0 : size * n;
}

static struct url_check_said of_status(long status)
{
	if (status >= 200 && status < 300)
		return say(URL_CHECK_OK, "HTTP %ld", status);
	/* Filters against programs say 403; 429 and 503 say later. */
	if (status == 403 || status == 429 || status == 503)
		return say(URL_CHECK_UNKNOWN, "HTTP %ld", status);
	return say(URL_CHECK_BROKEN, "HTTP %ld", status);
}

static struct url_check_said of_failure(CURL *curl, CURLcode code)
{
	long number = 0;

	switch (code) {
	case CURLE_ABORTED_BY_CALLBACK:
		return say(URL_CHECK_UNKNOWN, "stopped");
	case CURLE_OPERATION_TIMEDOUT:
		return say(URL_CHECK_BROKEN, "no answer within %d seconds", URL_CHECK_SECONDS);
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
		return say(URL_CHECK_BROKEN, "no trusted TLS connection");
	case CURLE_COULDNT_CONNECT:
		curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &number);
		return number == ENETUNREACH || number == EHOSTUNREACH
			   ? say(URL_CHECK_UNKNOWN, "no way there")
			   : say(URL_CHECK_BROKEN, "no connection");
	default:
		return say(URL_CHECK_BROKEN, "no answer of a web server");
	}
}

/* *next: where it leads (new), or NULL. */
static struct url_check_said request(struct asked *a, const struct outside *o, bool get)
{
	CURL *curl = outside_curl(o, a->pulse, URL_CHECK_SECONDS, true);
	struct url_check_said said;
	char *next = NULL;
	long status = 0;

	a->body = 0;
	curl_easy_setopt(curl, CURLOPT_URL, a->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, a->agent);
	curl_easy_setopt(curl, CURLOPT_NOBODY, get ? 0L : 1L);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, a);
	CURLcode code = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &next);
	/* More of the page than anybody wants is a page that opens. */
	bool enough = code == CURLE_WRITE_ERROR && a->body > URL_CHECK_BODY_MAX;
	said = code == CURLE_OK || enough ? of_status(status) : of_failure(curl, code);
	if (code == CURLE_OK && status >= 300 && status < 400)
		a->next = mem_text(next);
	curl_easy_cleanup(curl);
	return said;
}

struct url_check_said url_check_ask(const char *url, const char *agent,
				    const struct outside_pulse *pulse)
{
	struct asked a = { .agent = agent, .pulse = pulse, .url = mem_text(url) };
	struct url_check_said said = say(URL_CHECK_BROKEN, "too many redirects");

	for (unsigned hop = 0; hop <= URL_CHECK_HOPS_MAX; hop++) {
		struct outside o;

		if (!find(a.url, &o, &said))
			break;
		said = request(&a, &o, false);
		if (said.state != URL_CHECK_OK && !a.next && !pulse->stop(pulse->context))
			said = request(&a, &o, true);
		outside_done(&o);
		if (!a.next)
			break;
		mem_free(a.url);
		a.url = steal(a.next);
		said = say(URL_CHECK_BROKEN, "too many redirects");
	}
	mem_free(a.url);
	mem_free(a.next);
	return said;
}
