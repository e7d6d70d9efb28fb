/*
 * One try's connection, for the mechanisms that speak over a stream: opened from the address the
 * try names, inside TLS where the door is, with its times and its transcript put into the reply.
 */
#pragma once

#include "base/base.h"
#include "login/login.h"
#include "login/print_text.h"
#include "net/stream.h"

struct login_talk {
	const struct login_door *door;
	const struct login_try *t;
	struct login_reply *reply;
	struct stream stream;
	int64_t start;
};

/* What a code of stream_* or fetch_run is as the end of a try. */
enum login_end login_talk_end(int code);

/* What was typed, for print_*. */
struct print_typed login_talk_typed(const struct login_try *t);

/* 0, or the reply tells how it ended; login_talk_done in either case. */
int login_talk_open(struct login_talk *talk, const struct login_door *door,
		    const struct login_try *t, struct login_reply *reply) MUST_USE;

/* The same over UDP. */
int login_talk_open_datagrams(struct login_talk *talk, const struct login_door *door,
			      const struct login_try *t, struct login_reply *reply) MUST_USE;

/* The answer is here: its time, and what it is. */
void login_talk_answered(struct login_talk *talk, const struct login_print *print);

/* It ended by this code before there was an answer. */
void login_talk_failed(struct login_talk *talk, int code);

/* A variant that we do not speak; note is static. */
void login_talk_unable(struct login_talk *talk, const char *note);

void login_talk_done(struct login_talk *talk);
