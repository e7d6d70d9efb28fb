#include "serve/outside.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

/* ---- which addresses are public ---- */

static bool in4_is_public(uint32_t ip)
{
	static const struct {
		uint32_t network;
		unsigned bits;
	} kept[] = {
		{ 0x00000000, 8 },  { 0x0a000000, 8 },  { 0x64400000, 10 }, { 0x7f000000, 8 },
		{ 0xa9fe0000, 16 }, { 0xac100000, 12 }, { 0xc0000000, 24 }, { 0xc0000200, 24 },
		{ 0xc0586300, 24 }, { 0xc0a80000, 16 }, { 0xc6120000, 15 }, { 0xc6336400, 24 },
		{ 0xcb007100, 24 }, { 0xe0000000, 3 },
	};

	for (size_t i = 0; i < ARRAY_LEN(kept); i++)
		if ((ip ^ kept[i].network) >> (32 - kept[i].bits) == 0)
			return false;
	return true;
}

static uint32_t in4_within(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static bool begins(const uint8_t *ip, struct bytes prefix)
{
	return memcmp(ip, prefix.p, prefix.n) == 0;
}

#define PREFIX(...)                                             \
	((struct bytes){ .p = (const uint8_t[]){ __VA_ARGS__ }, \
			 .n = sizeof((uint8_t[]){ __VA_ARGS__ }) })

static bool in6_is_public(const struct in6_addr *in6)
{
	const uint8_t *ip = in6->s6_addr;

	if (IN6_IS_ADDR_V4MAPPED(in6))
		return in4_is_public(in4_within(ip + 12));
	/* NAT64 (RFC 6052): how a network without IPv4 reaches it. */
	if (begins(ip, PREFIX(0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0)))
		return in4_is_public(in4_within(ip + 12));
	/* Of all others only what is given out: 2000::/3. */
	if ((ip[0] & 0xe0) != 0x20)
		return false;
	/* Teredo and other protocols 2001::/23, documentation, 6to4, documentation again. */
	if (begins(ip, PREFIX(0x20, 0x01)) && ip[2] < 2)
		return false;
	if (begins(ip, PREFIX(0x20, 0x01, 0x0d, 0xb8)) || begins(ip, PREFIX(0x20, 0x02)))
		return false;
	return !(begins(ip, PREFIX(0x3f, 0xff)) && ip[2] < 0x10);
}

bool outside_is_public(const struct sockaddr *sa)
{
	const struct sockaddr_in *in4 = (const struct sockaddr_in *)(const void *)sa;
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)(const void *)sa;

	if (sa->sa_family == AF_INET)
		return in4_is_public(ntohl(in4->sin_addr.s_addr));
	return sa->sa_family == AF_INET6 && in6_is_public(&in6->sin6_addr);
}

static bool is_loopback(const struct sockaddr *sa)
{
	const struct sockaddr_in *in4 = (const struct sockaddr_in *)(const void *)sa;
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)(const void *)sa;

	if (sa->sa_family == AF_INET)
		return ntohl(in4->sin_addr.s_addr) >> 24 == 127;
	return sa->sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr);
}

/* ---- finding them ---- */

/* "host:port:address,address", the form of CURLOPT_RESOLVE. */
static void pin(struct outside *o, const char *host, uint16_t port)
{
	CLEANUP(buf_done) struct buf rule = BUF(1024);
	unsigned n = 0;

	buf_format(&rule, "%s:%u:", host, port);
	o->is_public = o->is_loopback = true;
	for (const struct addrinfo *a = o->list; a && n < OUTSIDE_ADDRESSES_MAX; a = a->ai_next) {
		char text[INET6_ADDRSTRLEN + 20];

		if (getnameinfo(a->ai_addr, a->ai_addrlen, text, sizeof(text), NULL, 0,
				NI_NUMERICHOST) != 0)
			continue;
		buf_format(&rule, a->ai_family == AF_INET6 ? "%s[%s]" : "%s%s", n > 0 ? "," : "",
			   text);
		o->is_public = o->is_public && outside_is_public(a->ai_addr);
		o->is_loopback = o->is_loopback && is_loopback(a->ai_addr);
		n++;
	}
	if (buf_ok(&rule))
		o->pin = curl_slist_append(NULL, buf_cstr(&rule));
}

int outside_find(struct outside *out, const char *host, uint16_t port, struct err *err)
{
	const struct addrinfo numeric = { .ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM };
	const struct addrinfo named = { .ai_flags = AI_ADDRCONFIG, .ai_socktype = SOCK_STREAM };

	*out = (struct outside){ .list = NULL };
	/* A numeric address needs no interface of its family to be up. */
	int r = getaddrinfo(host, NULL, &numeric, &out->list);
	if (r != 0)
		r = getaddrinfo(host, NULL, &named, &out->list);
	if (r == EAI_NONAME || r == EAI_NODATA)
		return err_set(err, E_MISSING, "there is no host '%s'", host);
	if (r != 0)
		return err_set(err, -EAGAIN, "the address of '%s' cannot be found out: %s", host,
			       gai_strerror(r));
	pin(out, host, port);
	return 0;
}

void outside_done(struct outside *o)
{
	if (o->list)
		freeaddrinfo(o->list);
	curl_slist_free_all(o->pin);
	*o = (struct outside){ .list = NULL };
}

/* ---- the transfer ---- */

static int on_progress(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const struct outside_pulse *pulse = context;

	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return pulse->stop(pulse->context) ? 1 : 0;
}

/* Whatever led here: a name that was understood in two ways, a redirect, a mistake of ours. */
static curl_socket_t open_public(void *context, curlsocktype purpose, struct curl_sockaddr *a)
{
	(void)context;
	(void)purpose;
	if (!outside_is_public(&a->addr))
		return CURL_SOCKET_BAD;
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

CURL *outside_curl(const struct outside *o, const struct outside_pulse *pulse, int64_t seconds,
		   bool public_only)
{
	CURL *curl = curl_easy_init();

	assert(curl);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_RESOLVE, o->pin);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)seconds);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)seconds);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, pulse);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	if (public_only)
		curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_public);
	return curl;
}
