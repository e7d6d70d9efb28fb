/*
 * ONVIF device service (ONVIF Core Specification 8.3.1): GetDeviceInformation and what a camera
 * says to it, which before a login should be a fault.
 */
#pragma once

#include "base/base.h"

struct buf;

#define ONVIF_PATH "/onvif/device_service" /* where it is by the specification (5.1.1) */
#define ONVIF_TEXT_MAX 256

struct onvif_answer {
	bool is_fault;
	char fault[ONVIF_TEXT_MAX]; /* the last code, "ter:NotAuthorized"; "" when there is none */
	/* Cut, "" when absent. */
	char manufacturer[ONVIF_TEXT_MAX], model[ONVIF_TEXT_MAX], firmware[ONVIF_TEXT_MAX];
	char serial[ONVIF_TEXT_MAX];
};

/* The body of an HTTP answer.  E_FORMAT unless it is SOAP with the answer or a fault; E_LIMIT. */
int onvif_decode(struct bytes in, struct onvif_answer *out) MUST_USE;

/* The body of the request (SOAP 1.2). */
void onvif_information_encode(struct buf *out);
