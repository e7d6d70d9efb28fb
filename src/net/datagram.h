/*
 * A UDP socket that speaks to one device.  It is not connected, so that it hears who else answers,
 * but only what comes from the device's own address counts as the device's: the rest is told as
 * foreign.  That a port is closed is learnt from ICMP (IP_RECVERR, no privilege), and only if it
 * was the device itself that said so.
 */
#pragma once

#include "base/base.h"
#include "net/addr.h"

#define DATAGRAM_MAX 65535

struct datagram {
	int fd;
	struct addr target;
};
#define DATAGRAM_NONE ((struct datagram){ .fd = -1 })

enum datagram_kind {
	DATAGRAM_ANSWER,      /* from the device; port: the one it came from */
	DATAGRAM_UNREACHABLE, /* the device says that nothing is at port */
	DATAGRAM_FOREIGN,     /* from another address, whatever it says */
	DATAGRAM_REFUSED,     /* somebody on the way lets nothing through to port */
};

struct datagram_news {
	enum datagram_kind kind;
	uint16_t port;
	struct addr from;  /* of a foreign one */
	struct bytes data; /* of answers and foreign ones; in the caller's buffer */
};

/* local: the port to answer to, 0 for any.  Nobody else's port is taken: -EADDRINUSE. */
int datagram_open(struct datagram *d, const struct addr *target, uint16_t local) MUST_USE;
/*
 * The same with patience: while somebody else has that port we wait for it until the deadline
 * (another examination needs it for seconds only), then any port has to do.
 */
int datagram_open_at(struct datagram *d, const struct addr *target, uint16_t local,
		     int64_t deadline) MUST_USE;

void datagram_close(struct datagram *d); /* for CLEANUP */

/* An empty datagram is one too.  -ENETUNREACH ... */
int datagram_send(struct datagram *d, uint16_t port, struct bytes data) MUST_USE;

/*
 * To a multicast group on the network where the device is; the group is of the device's family.
 * From then on the socket speaks from our address towards the device.
 */
int datagram_send_group(struct datagram *d, const char *group, uint16_t port,
			struct bytes data) MUST_USE;

/*
 * What has come, without waiting: 1 when there was something, 0 when not.  room is where its bytes
 * go, DATAGRAM_MAX of them.
 */
int datagram_next(struct datagram *d, uint8_t room[static DATAGRAM_MAX],
		  struct datagram_news *out) MUST_USE;

/* Our own address towards the device, as the system would choose it. */
int datagram_local(struct addr *out, const struct addr *target) MUST_USE;
