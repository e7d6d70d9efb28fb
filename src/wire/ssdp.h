/*
 * SSDP (UPnP Device Architecture 2.0, 1.3): the search, and the head that answers it.
 */
#pragma once

#include "base/base.h"

struct buf;

#define SSDP_PORT 1900
#define SSDP_GROUP "239.255.255.250"
#define SSDP_GROUP6 "ff02::c"

struct ssdp_answer {
	struct bytes location, server, target, name; /* ST, USN; borrowed, empty when absent */
};

/*
 * The answer to a search: an HTTP head with status 200.  E_TRUNC without its empty line, E_FORMAT
 * for anything else, a NOTIFY too: it answers nobody.
 */
int ssdp_decode(struct bytes in, struct ssdp_answer *out) MUST_USE;

/* host: SSDP_GROUP, or the device's own address, with port; as a URL has it. */
void ssdp_search_encode(struct buf *out, const char *host, const char *target);
