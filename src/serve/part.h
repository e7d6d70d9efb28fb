/*
 * A process of the server as it sees itself: what it was told, and the line to the supervisor.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;
struct sandbox_serve;
struct settings;

struct part {
	int control;
	json_t *config; /* the start message: data, catalogue, index, ... (serve.h) */
	const char *name;
	unsigned index;
	int given; /* a descriptor that came with the start message, or -1 */
	bool stop; /* the supervisor said so, or has gone */
};

/* Waits for the start message. */
int part_open(struct part *p, const char *name, struct err *err) MUST_USE;
void part_done(struct part *p);

/* Into the sandbox; and the end of the supervisor is the end of this process, if wanted. */
int part_enter(const struct part *p, const struct sandbox_serve *sandbox, bool die_with_parent,
	       struct err *err) MUST_USE;

/* To the supervisor; when that fails it has gone, and *p is told to stop. */
void part_say(struct part *p, const char *what, const char *text);
void part_accuse(struct part *p, const char *what, const char *peer, unsigned index);

/* One message, when poll says there is one: "stop" is noted, a peer is handed to met. */
typedef void part_met(void *context, const char *peer, unsigned index, int fd);
void part_listen(struct part *p, part_met *met, void *context);

/* The folder of uploads inside the data directory. */
#define PART_SPOOL "spool"
int part_open_spool(const struct part *p, int *fd, struct err *err) MUST_USE;
