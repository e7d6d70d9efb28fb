/* ONVIF, where WS-Discovery says that it is: what a camera tells before a login. */
#include "probe/udp_follow.h"

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/time.h"
#include "net/stream.h"
#include "probe/probe.h"
#include "wire/http.h"
#include "wire/onvif.h"
#include "wire/wsd.h"

#define ADDRESSES_MAX 4
#define ANSWER_MAX (64u << 10)
#define POST_TIME (10 * TIME_SECOND)

static int onvif_post(struct probe_context *cx, struct stream *s, uint16_t port, bool tls,
		      const char *path, struct buf *answer)
{
	CLEANUP(buf_done) struct buf body = BUF(4096), request = BUF(8192);
	char host[ADDR_TEXT_MAX + 8];
	int64_t deadline = probe_deadline(cx, POST_TIME);

	addr_for_url(&cx->target, host);
	onvif_information_encode(&body);
	buf_format(
	    &request,
	    "POST %s HTTP/1.1\r\nHost: %s:%u\r\nUser-Agent: hoshi\r\nConnection: close\r\n"
	    "Content-Type: application/soap+xml; charset=utf-8\r\nContent-Length: %zu\r\n\r\n",
	    path, host, port, body.n);
	buf_bytes(&request, buf_view(&body));
	int r = stream_open(s, &cx->target, port, deadline);
	if (r == 0 && tls)
		r = stream_start_tls(s, deadline);
	if (r == 0)
		r = stream_write(s, buf_view(&request), deadline);
	/* Until the other side ends it, or a whole answer is there. */
	while (r == 0 && answer->n < ANSWER_MAX) {
		struct http_head head;
		struct onvif_answer a;

		r = stream_read(s, answer, ANSWER_MAX - answer->n, deadline);
		if (r == 0 && http_head_decode(buf_view(answer), &head) == 0 &&
		    onvif_decode((struct bytes){ answer->p + head.used, answer->n - head.used },
				 &a) == 0)
			return 0;
	}
	return r == E_EOF && answer->n > 0 ? 0 : r;
}

static void onvif_told(struct probe_context *cx, const struct udp_found *found, uint16_t port,
		       const struct onvif_answer *a, const char *sha256)
{
	const struct {
		const char *item, *text;
	} items[] = { { "model", a->model },
		      { "maker", a->manufacturer },
		      { "firmware", a->firmware },
		      { "serial", a->serial } };

	for (size_t i = 0; i < ARRAY_LEN(items); i++)
		udp_follow_told(cx, found,
				&(struct udp_told){ .proto = "tcp",
						    .port = port,
						    .service = "onvif",
						    .item = items[i].item,
						    .text = bytes_of(items[i].text),
						    .sha256 = sha256 });
}

/* NULL, or why it is not known what is told before a login. */
static const char *onvif_ask(struct probe_context *cx, const struct udp_found *found,
			     struct bytes url, bool tls)
{
	CLEANUP(stream_done) struct stream s = STREAM_NONE;
	CLEANUP(buf_done) struct buf answer = BUF(ANSWER_MAX);
	CLEANUP(mem_freep) char *text = mem_textn((const char *)url.p, url.n);
	char *rest = strstr(text, "://") + 3;
	const char *path = strchr(rest, '/');
	char *colon = strrchr(rest, ':');
	uint64_t port = tls ? 443 : 80;
	struct http_head head;
	struct onvif_answer a;
	char sha256[HASH_HEX_MAX];

	/* The colons of an IPv6 address stand before its bracket. */
	if (colon && (!strchr(rest, ']') || colon > strchr(rest, ']')) && (!path || colon < path)) {
		size_t n = path ? (size_t)(path - colon) - 1 : strlen(colon + 1);

		if (num_u64n((struct bytes){ (const uint8_t *)colon + 1, n }, 1, UINT16_MAX,
			     &port) < 0)
			return "garbage";
	}
	for (const char *p = path; p && *p; p++)
		if ((uint8_t)*p <= ' ' || (uint8_t)*p >= 0x7f)
			return "garbage";
	int r = onvif_post(cx, &s, (uint16_t)port, tls, path ? path : "/", &answer);
	CLEANUP(mem_freep)
	char *label = mem_format("port %" PRIu64 ": ONVIF GetDeviceInformation", port);
	probe_transcript(cx, &s.transcript, label, sha256);
	if (r < 0)
		return probe_reason(r);
	if (http_head_decode(buf_view(&answer), &head) < 0)
		return "garbage";
	struct bytes body = { answer.p + head.used, answer.n - head.used };
	r = onvif_decode(body, &a);
	if (r < 0)
		/* A login page or an empty 401 says no, too. */
		return head.status == 401 || head.status == 403 ? NULL : "garbage";
	if (!a.is_fault)
		onvif_told(cx, found, (uint16_t)port, &a, sha256);
	return NULL;
}

const char *udp_follow_wsd(struct probe_context *cx, const struct udp_found *found)
{
	const char *trouble = NULL;
	unsigned asked = 0;

	for (unsigned i = 0; i < found->n && asked == 0; i++) {
		struct wsd_match m;

		if (wsd_decode(found->answers[i], &m) < 0 || !strstr(m.addresses, "onvif"))
			continue;
		struct cursor c = cursor_of(bytes_of(m.addresses));
		while (cursor_left(&c) > 0 && asked < ADDRESSES_MAX) {
			size_t n = strcspn((const char *)c.p, " \t\r\n");
			struct bytes url = cursor_bytes(&c, n);

			cursor_skip(&c, cursor_left(&c) > 0);
			bool tls = udp_follow_here(cx, url, "https");
			if (!tls && !udp_follow_here(cx, url, "http"))
				continue;
			asked++;
			const char *why = onvif_ask(cx, found, url, tls);
			trouble = trouble ? trouble : why;
		}
	}
	return trouble;
}
