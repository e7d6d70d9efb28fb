#include "net/fetch.h"

#include <curl/curl.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "net/addr.h"

struct exchange {
	struct fetch_reply *reply;
	size_t body_max;
	bool asked; /* a head was sent */
	bool once;  /* and no second one may be */
	bool head_too_long;
	bool head_whole; /* its empty line came; libcurl does without */
};

/* Called for every header line; a status line starts a new response (redirect, 100-continue). */
static size_t on_head(char *data, size_t size, size_t n, void *context)
{
	struct exchange *x = context;
	struct bytes line = { .p = (const uint8_t *)data, .n = size * n };

	if (line.n >= 5 && memcmp(line.p, "HTTP/", 5) == 0) {
		buf_clear(&x->reply->head);
		buf_clear(&x->reply->body);
		x->reply->cut = false;
		x->head_whole = false;
	}
	if (line.n > 0 && (line.p[0] == '\r' || line.p[0] == '\n'))
		x->head_whole = true;
	buf_bytes(&x->reply->head, line);
	x->head_too_long = !buf_ok(&x->reply->head);
	return x->head_too_long ? 0 : line.n;
}

static size_t on_body(char *data, size_t size, size_t n, void *context)
{
	struct exchange *x = context;
	size_t bytes = size * n, room = x->body_max - x->reply->body.n;

	buf_add(&x->reply->body, data, bytes < room ? bytes : room);
	x->reply->cut = bytes > room;
	return x->reply->cut ? 0 : bytes;
}

static int on_debug(CURL *curl, curl_infotype type, char *data, size_t size, void *context)
{
	struct exchange *x = context;
	struct bytes bytes = { .p = (const uint8_t *)data, .n = size };
	int64_t now = time_now(&time_system);

	(void)curl;
	x->asked = x->asked || type == CURLINFO_HEADER_OUT;
	if (type == CURLINFO_HEADER_OUT || type == CURLINFO_DATA_OUT)
		transcript_sent(&x->reply->transcript, bytes, now);
	else if (type == CURLINFO_HEADER_IN || type == CURLINFO_DATA_IN)
		transcript_received(&x->reply->transcript, bytes, now);
	return 0;
}

/* libcurl sends again by itself what was lost on a connection that it had used before. */
static int on_request(void *context, char *ours, char *theirs, int port, int their_port)
{
	const struct exchange *x = context;

	(void)ours;
	(void)theirs;
	(void)port;
	(void)their_port;
	return x->once && x->asked ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

static int connect_outcome(CURL *curl)
{
	long number = 0;

	curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &number);
	return number == EHOSTUNREACH || number == ENETUNREACH ? -(int)number : E_REFUSED;
}

static int outcome(const struct exchange *x, CURL *curl, CURLcode code)
{
	switch (code) {
	case CURLE_OK:
		return x->head_whole ? 0 : E_EOF;
	case CURLE_WRITE_ERROR:
		return x->head_too_long ? E_LIMIT : x->reply->cut ? 0 : E_FORMAT;
	case CURLE_COULDNT_CONNECT:
		return connect_outcome(curl);
	case CURLE_OPERATION_TIMEDOUT:
		return E_TIMEOUT;
	case CURLE_COULDNT_RESOLVE_HOST:
		return E_MISSING;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CIPHER:
		return E_VERIFY;
	case CURLE_TOO_MANY_REDIRECTS:
		return E_LIMIT;
	case CURLE_GOT_NOTHING:
	case CURLE_PARTIAL_FILE:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_ABORTED_BY_CALLBACK: /* on_request */
		return E_EOF;
	case CURLE_INTERFACE_FAILED:
		return -EADDRNOTAVAIL;
	default:
		return E_FORMAT;
	}
}

static struct curl_slist *pin_list(const struct addr *pin)
{
	if (!pin)
		return NULL;
	/*
	 * "::HOST:" sends every host and port to that host, same port.  Not the form for URLs: here
	 * libcurl takes the scope of a link-local address as it is, "%25" would be part of its
	 * name.
	 */
	bool v6 = pin->sa.sa_family == AF_INET6;
	CLEANUP(mem_freep)
	char *rule = mem_format("::%s%s%s:", v6 ? "[" : "", pin->text, v6 ? "]" : "");
	return curl_slist_append(NULL, rule);
}

/* Fields of our own, or of libcurl's that would be in the way. */
static struct curl_slist *field_list(const struct fetch_request *request)
{
	struct {
		const char *name, *value;
	} fields[] = { { "Authorization: ", request->authorization },
		       { "Cookie: ", request->cookie },
		       { "Content-Type: ", request->body.p ? request->content_type : NULL },
		       { "Expect:", request->body.p ? "" : NULL } };
	struct curl_slist *list = NULL;

	for (char *const *field = request->fields; field && *field; field++)
		list = curl_slist_append(list, *field);
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		CLEANUP(mem_freep) char *line = NULL;

		if (!fields[i].value)
			continue;
		line = mem_format("%s%s", fields[i].name, fields[i].value);
		list = curl_slist_append(list, line);
	}
	return list;
}

static void set_method(CURL *curl, const struct fetch_request *request)
{
	if (request->body.p) {
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.n);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body.p);
	}
	if (request->method)
		curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
	if (request->from) {
		CLEANUP(mem_freep) char *name = mem_format("host!%s", request->from->text);

		curl_easy_setopt(curl, CURLOPT_INTERFACE, name);
	}
}

static void set_options(CURL *curl, const struct fetch_request *request, struct exchange *x,
			struct curl_slist *pin)
{
	long ms = (long)(request->time_max / TIME_MS);

	curl_easy_setopt(curl, CURLOPT_URL, request->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_MAXCONNECTS, 1L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "hoshi");
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, ms > 0 ? ms : 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, ms > 5000 ? 5000L : ms > 0 ? ms : 1L);
	/* Whole seconds; less than one byte in each of them. */
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, request->idle_max ? 1L : 0L);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)(request->idle_max / TIME_SECOND));
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, request->follow ? 1L : 0L);
	curl_easy_setopt(curl, CURLOPT_MAXREDIRS, (long)FETCH_REDIRECTS_MAX);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_head);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, x);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, x);
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_debug);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, x);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, on_request);
	curl_easy_setopt(curl, CURLOPT_PREREQDATA, x);
	if (pin)
		curl_easy_setopt(curl, CURLOPT_CONNECT_TO, pin);
	if (request->user) {
		curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
		curl_easy_setopt(curl, CURLOPT_USERNAME, request->user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, request->password);
	}
	if (request->verify) {
		if (request->ca_pem.n > 0) {
			struct curl_blob blob = { .data = (void *)(uintptr_t)request->ca_pem.p,
						  .len = request->ca_pem.n,
						  .flags = CURL_BLOB_NOCOPY };

			curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &blob);
		}
		return;
	}
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
	/* Old devices speak old TLS; whether they should is the TLS probe's business. */
	curl_easy_setopt(curl, CURLOPT_SSL_CIPHER_LIST, "ALL:COMPLEMENTOFALL@SECLEVEL=0");
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_0);
}

static void times(struct fetch_reply *out, CURL *curl)
{
	curl_off_t connected = 0, begun = 0, total = 0;

	curl_easy_getinfo(curl, CURLINFO_CONNECT_TIME_T, &connected);
	curl_easy_getinfo(curl, CURLINFO_STARTTRANSFER_TIME_T, &begun);
	curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME_T, &total);
	out->connected = connected * 1000; /* from microseconds */
	out->answered = begun > 0 ? total * 1000 : 0;
}

int fetch_get(struct fetch_reply *out, const struct fetch_request *request)
{
	assert(!request->method && !request->body.p);
	return fetch_run(out, request);
}

/* Would it matter to the device if it were sent twice? */
static bool may_count(const struct fetch_request *request)
{
	return request->method || request->body.p || request->authorization || request->user;
}

/* A handle without options, whatever connection it holds; *out is new. */
static int perform(struct fetch_reply *out, const struct fetch_request *request, CURL *curl)
{
	size_t body_max = request->body_max ? request->body_max : FETCH_BODY_MAX;
	struct exchange x = { .reply = out,
			      .body_max = body_max,
			      .once = may_count(request) && !request->follow };
	struct curl_slist *pin = pin_list(request->pin), *fields = field_list(request);
	char *final = NULL;
	long status = 0, connects = 0;

	*out = (struct fetch_reply){ .head = BUF(FETCH_HEAD_MAX), .body = BUF(body_max) };
	transcript_init(&out->transcript, time_now(&time_system));
	transcript_note(&out->transcript, "%s %s%s%s%s",
			request->method   ? request->method
			: request->body.p ? "POST"
					  : "GET",
			request->url, request->pin ? " (address pinned)" : "",
			request->from ? " from " : "", request->from ? request->from->text : "");
	set_options(curl, request, &x, pin);
	set_method(curl, request);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fields);
	CURLcode code = curl_easy_perform(curl);
	int r = outcome(&x, curl, code);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(curl, CURLINFO_EFFECTIVE_URL, &final);
	curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &connects);
	out->reused = x.asked && (connects == 0 || code == CURLE_ABORTED_BY_CALLBACK);
	out->status = (int)status;
	out->final_url = mem_text(final);
	times(out, curl);
	if (out->reused)
		transcript_note(&out->transcript, "on the connection of the request before");
	if (r < 0)
		transcript_note(&out->transcript, "ended: %s", curl_easy_strerror(code));
	/* What these hold was for this request. */
	curl_easy_reset(curl);
	curl_slist_free_all(pin);
	curl_slist_free_all(fields);
	return r;
}

/* ---- on a connection that is kept ---- */

struct fetch_kept {
	CURL *curl;
	unsigned n; /* requests on the connection that it holds; 0: it holds none */
	bool alone; /* the device does not get along with it */
};

struct fetch_kept *fetch_kept_new(void)
{
	struct fetch_kept *kept = mem_array(1, sizeof(*kept));

	kept->curl = curl_easy_init();
	assert(kept->curl);
	return kept;
}

static void let_go(struct fetch_kept *kept)
{
	curl_easy_cleanup(kept->curl);
	kept->curl = curl_easy_init();
	kept->n = 0;
	assert(kept->curl);
}

void fetch_kept_close(struct fetch_kept *kept)
{
	if (kept->n > 0)
		let_go(kept);
}

void fetch_kept_free(struct fetch_kept *kept)
{
	if (!kept)
		return;
	curl_easy_cleanup(kept->curl);
	mem_free(kept);
}

static int run_kept(struct fetch_reply *out, const struct fetch_request *request)
{
	struct fetch_kept *kept = request->kept;
	struct fetch_request again = *request;
	int64_t end = time_now(&time_system) + request->time_max;

	if (kept->alone || kept->n >= FETCH_KEPT_MAX)
		let_go(kept);
	int r = perform(out, request, kept->curl);
	kept->n = out->reused ? kept->n + 1 : 1;
	if (r == 0 || r == E_LIMIT || !out->reused)
		return r;
	kept->alone = true;
	let_go(kept);
	if (may_count(request))
		return r;
	again.time_max = end - time_now(&time_system);
	if (again.time_max <= 0)
		return r;
	struct transcript first = out->transcript;
	out->transcript = (struct transcript){ 0 };
	fetch_done(out);
	r = perform(out, &again, kept->curl);
	transcript_join(&first, &out->transcript);
	out->transcript = first;
	return r;
}

int fetch_run(struct fetch_reply *out, const struct fetch_request *request)
{
	if (request->kept)
		return run_kept(out, request);
	CURL *curl = curl_easy_init();
	assert(curl);
	int r = perform(out, request, curl);
	curl_easy_cleanup(curl);
	return r;
}

void fetch_done(struct fetch_reply *reply)
{
	buf_done(&reply->head);
	buf_done(&reply->body);
	mem_freep(&reply->final_url);
	transcript_done(&reply->transcript);
}
