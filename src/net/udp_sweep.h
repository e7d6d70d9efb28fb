/*
 * A few dozen UDP ports of one device: what answers is open, what the device itself calls
 * unreachable by ICMP is closed, and what does neither is silent: open, or behind a firewall,
 * nobody can tell from outside.
 *
 * Devices limit how many ICMP messages they send (Linux: six at once, then one a second), so
 * silence means nothing unless one could have come.  The limit is measured first, at ports that are
 * surely closed; later each silence is checked against such a port, and only counts if that one
 * still gets its message.
 */
#pragma once

#include "base/base.h"
#include "net/addr.h"
#include "net/pace.h"

#define UDP_SWEEP_PORTS_MAX 256
#define UDP_SWEEP_SAID_MAX 4 /* datagrams for one port */
/*
 * Told of one port, of the device's datagrams and of those from others; of the device more are a
 * flood, and the port is not listened to any longer.  Others may be many in a group: they flood at
 * UDP_SWEEP_OTHERS_MAX, and then the device is listened to once more after the first rounds.
 */
#define UDP_SWEEP_ANSWERS_MAX 64
#define UDP_SWEEP_OTHERS_MAX 200 /* the system's buffer holds some more at once */
#define UDP_SWEEP_CONTROLS 10    /* surely closed ports, to measure by */

enum udp_state { UDP_UNKNOWN, UDP_OPEN, UDP_CLOSED, UDP_SILENT };

struct udp_port {
	uint16_t port;
	uint16_t local;                        /* where it answers to; 0: whence we ask */
	struct bytes said[UDP_SWEEP_SAID_MAX]; /* borrowed; none: an empty datagram */
	unsigned n_said;
	const char *group; /* the first datagrams go there too; NULL */

	/* Out: */
	enum udp_state state;
	unsigned answers, foreign; /* datagrams from the device, and from other addresses */
	bool refused;              /* a firewall said so */
	bool flooded;
};

struct udp_sweep {
	struct addr target;
	enum pace pace;
	int64_t deadline;
	struct udp_port *ports;
	unsigned n;
	/* Called for what goes out and comes in; foreign: who it was, NULL for the device. */
	void (*said)(void *context, unsigned index, struct bytes data);
	void (*heard)(void *context, unsigned index, uint16_t from, struct bytes data,
		      const char *foreign);
	void (*progress)(void *context, unsigned done, unsigned total);
	void *context;

	/* Out: */
	unsigned controls_answered; /* of UDP_SWEEP_CONTROLS that were asked at once */
	bool mute;                  /* no ICMP at all: nothing can be known to be closed */
	int64_t interval;           /* nanoseconds between two messages; 0: no limit was met */
	bool stopped;               /* it answered, then no more */
	bool late;                  /* the deadline passed */
	unsigned sent;
};

/* All states but UDP_UNKNOWN are final, also when it ended early. */
int udp_sweep_run(struct udp_sweep *s) MUST_USE;
