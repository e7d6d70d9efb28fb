#include "wire/ssdp.h"

#include "base/buf.h"
#include "base/err.h"
#include "wire/http.h"

int ssdp_decode(struct bytes in, struct ssdp_answer *out)
{
	struct http_head head;
	int r = http_head_decode(in, &head);

	if (r < 0)
		return r;
	if (head.status != 200)
		return E_FORMAT;
	/* UPnP 1.3.3: ST and USN are what makes it an answer to a search. */
	struct ssdp_answer a = {
		.location = http_field_find(&head, "LOCATION"),
		.server = http_field_find(&head, "SERVER"),
		.target = http_field_find(&head, "ST"),
		.name = http_field_find(&head, "USN"),
	};
	if (a.target.n == 0 && a.name.n == 0)
		return E_FORMAT;
	*out = a;
	return 0;
}

/* MX 1: we wait for about two seconds anyway. */
void ssdp_search_encode(struct buf *out, const char *host, const char *target)
{
	buf_format(out,
		   "M-SEARCH * HTTP/1.1\r\nHOST: %s\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\n"
		   "ST: %s\r\nUSER-AGENT: hoshi UPnP/1.1\r\n\r\n",
		   host, target);
}
