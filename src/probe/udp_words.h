/*
 * What is said to each UDP port, and what makes of an answer that protocol's answer.  Pure: bytes
 * to names.  A name is given only to bytes that show it; an echo of what we said shows nothing.
 */
#pragma once

#include "base/base.h"
#include "base/buf.h"

#define UDP_WORDS_SAID_MAX 4
#define UDP_WORDS_BANNER_MAX 200

/* What the words are made with, so that an answer can be told from one to somebody else. */
struct udp_words {
	char host[96], local[104]; /* the device; we with a port: as a URL has them */
	uint8_t random[16];
	bool authorized; /* a community is a password: only then is one said */
};

struct udp_protocol {
	const char *service;
	uint16_t port, local;       /* local: where answers go by the protocol, 0: whence we ask */
	const char *group, *group6; /* NULL: none */
	unsigned (*ask)(const struct udp_words *w, struct buf said[static UDP_WORDS_SAID_MAX]);
	/* banner: what it says of itself, raw; may stay empty. */
	bool (*fits)(const struct udp_words *w, struct bytes in, struct buf *banner);
};

/* By port; NULL: none that we know. */
const struct udp_protocol *udp_words_find(uint16_t port);

/* Ports worth asking on every device, with those of all protocols; ascending. */
extern const uint16_t udp_words_ports[];
extern const size_t udp_words_n_ports;
