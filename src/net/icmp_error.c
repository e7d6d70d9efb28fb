#include "net/icmp_error.h"

#include <netinet/in.h>

bool icmp_error_get(struct cmsghdr *c, struct sock_extended_err *out)
{
	if (!((c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR) ||
	      (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR)) ||
	    c->cmsg_len < CMSG_LEN(sizeof(*out)))
		return false;
	memcpy(out, CMSG_DATA(c), sizeof(*out));
	return out->ee_origin == SO_EE_ORIGIN_ICMP || out->ee_origin == SO_EE_ORIGIN_ICMP6;
}
