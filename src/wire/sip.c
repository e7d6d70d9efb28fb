/*
 * A SIP head is built like one of HTTP but for the version, and our reader of those is strict: so
 * the version is replaced, and the rest read as it is.
 */
#include "wire/sip.h"

#include "base/buf.h"
#include "base/err.h"
#include "wire/http.h"

#define VERSION "SIP/2.0"
#define VERSION_SIZE 7
#define STATUS_MAX 699

int sip_decode(struct bytes in, struct sip_answer *out)
{
	CLEANUP(buf_done) struct buf copy = BUF(HTTP_HEAD_MAX + 1);
	size_t n = in.n < VERSION_SIZE ? in.n : VERSION_SIZE;
	struct http_head head;

	if (n > 0 && memcmp(in.p, VERSION, n) != 0)
		return E_FORMAT;
	if (in.n <= VERSION_SIZE)
		return E_TRUNC;
	buf_text(&copy, "HTTP/1.1");
	buf_bytes(&copy, (struct bytes){ .p = in.p + n, .n = in.n - n });
	if (!buf_ok(&copy))
		return E_LIMIT;
	int r = http_head_decode(buf_view(&copy), &head);
	if (r < 0)
		return r;
	if (head.status > STATUS_MAX)
		return E_FORMAT;
	struct bytes agent = http_field_find(&head, "Server");
	if (agent.n == 0)
		agent = http_field_find(&head, "User-Agent");
	*out = (struct sip_answer){ .status = head.status };
	/* The copy is one byte longer, and is about to go. */
	if (agent.n > 0)
		out->agent = (struct bytes){ .p = in.p + (agent.p - copy.p) - 1, .n = agent.n };
	return 0;
}

void sip_options_encode(struct buf *out, const char *host, const char *local, uint32_t tag)
{
	buf_format(
	    out,
	    "OPTIONS sip:%s SIP/2.0\r\nVia: SIP/2.0/UDP %s;rport;branch=z9hG4bK%08" PRIx32
	    "\r\nMax-Forwards: 70\r\nFrom: <sip:hoshi@%s>;tag=%08" PRIx32
	    "\r\nTo: <sip:%s>\r\nCall-ID: %08" PRIx32 "@hoshi\r\nCSeq: 1 OPTIONS\r\n"
	    "Contact: <sip:hoshi@%s>\r\nAccept: application/sdp\r\nContent-Length: 0\r\n\r\n",
	    host, local, tag, local, tag, host, tag, local);
}
