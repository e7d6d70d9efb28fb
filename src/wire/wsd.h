/*
 * WS-Discovery (OASIS 1.1 of 2009/01, and the draft of 2005/04 that ONVIF and printers speak): the
 * probe and its matches.
 */
#pragma once

#include "base/base.h"

struct buf;

#define WSD_PORT 3702
#define WSD_GROUP "239.255.255.250"
#define WSD_GROUP6 "ff02::c"
#define WSD_TEXT_MAX 1024

enum wsd_dialect { WSD_2005, WSD_2009 };

struct wsd_match {
	bool found;               /* at least one ProbeMatch was in it */
	char types[WSD_TEXT_MAX]; /* of the first match; names with blanks between */
	char scopes[WSD_TEXT_MAX];
	char addresses[WSD_TEXT_MAX]; /* XAddrs: URLs with blanks between */
};

/* A whole datagram.  E_FORMAT unless it is XML with ProbeMatches; E_LIMIT. */
int wsd_decode(struct bytes in, struct wsd_match *out) MUST_USE;

/* What is looked for: anything, or a kind that some responders want to hear by its name. */
enum wsd_type { WSD_ANY, WSD_DEVICE, WSD_CAMERA };

/* message: 16 random bytes, which name the request: a responder answers to each name once. */
void wsd_probe_encode(struct buf *out, enum wsd_dialect dialect, enum wsd_type type,
		      const uint8_t message[static 16]);
