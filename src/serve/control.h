/*
 * What the supervisor and its processes say to each other: one JSON object a message, at most one
 * descriptor with it, over a socket pair that keeps messages apart (SOCK_SEQPACKET).
 *
 * To a process:  {do: "start", ...configuration} (a front: and its listening socket)
 *                {do: "peer", part, index} and the channel to that process
 *                {do: "stop"}
 * From it:       {say: "ready", text?}, {say: "failed", text}, {say: "malformed" | "late", part,
 * index}
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

#define CONTROL_MESSAGE_MAX 65536
#define CONTROL_FD 3 /* where a process finds its end */

/* fd: sent along, stays the caller's; -1: none. */
int control_send(int control, const json_t *message, int fd) MUST_USE;

/* *fd: the caller's, -1 when none came.  E_EOF, -EAGAIN, E_FORMAT. */
int control_receive(int control, json_t **message, int *fd) MUST_USE;
