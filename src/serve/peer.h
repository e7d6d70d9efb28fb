/*
 * The channel between two processes, in an event loop: JSON objects in the frames of
 * sandbox/channel.h, sent and received without waiting.  What does not fit into the socket is kept,
 * up to PEER_WAITING_MAX bytes; a malformed message is fatal to its sender.
 *
 *   'Q' {id, request}  front to registrar        'A' {id, reply}   back
 *   'W' {id, request}  jobs to registrar (scheme/post.h)  'A' {id, reply}  back
 *   'N' {id: 0}        registrar to jobs: there is mail
 *   'J' {id, job}      registrar to worker       'R' {id, result}  back
 */
#pragma once

#include "base/base.h"
#include "base/buf.h"
#include "base/json.h"

#include <poll.h>

#define PEER_WAITING_MAX (32u << 20)
#define PEER_NAME_MAX 16

struct peer {
	int fd; /* owned; -1: nobody there */
	char name[PEER_NAME_MAX];
	unsigned index;
	int64_t serial; /* one that comes in another's place is somebody else */
	struct buf in, out;
	size_t sent; /* of out */
};

/* fd becomes the peer's and does not block any more. */
int peer_open(struct peer *p, int fd, const char *name, unsigned index) MUST_USE;
void peer_done(struct peer *p);
bool peer_there(const struct peer *p);

/* E_LIMIT when the other side takes too little; -EPIPE when it is gone. */
int peer_send(struct peer *p, char type, const json_t *message) MUST_USE;

/* What to wait for; of nobody, nothing. */
struct pollfd peer_poll(const struct peer *p);

/* Gets each message; borrowed.  A negative answer says that it is malformed. */
typedef int peer_take(void *context, struct peer *p, char type, const json_t *message);

/* After poll: 0, E_EOF when the other side has gone, E_FORMAT when it sent what is no message. */
int peer_turn(struct peer *p, short happened, peer_take *take, void *context) MUST_USE;
