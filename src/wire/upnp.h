/*
 * UPnP device descriptions (UPnP Device Architecture 2.0, 2.3): who the device says it is, and the
 * services it offers to control points, none of which log in.
 */
#pragma once

#include "base/base.h"

#define UPNP_TEXT_MAX 256
#define UPNP_SERVICES_MAX 32

/* Texts are of the root device, cut, "" when absent. */
struct upnp_device {
	char type[UPNP_TEXT_MAX], friendly_name[UPNP_TEXT_MAX], manufacturer[UPNP_TEXT_MAX];
	char model_name[UPNP_TEXT_MAX], model_number[UPNP_TEXT_MAX];
	char model_description[UPNP_TEXT_MAX], serial_number[UPNP_TEXT_MAX];
	char services[UPNP_SERVICES_MAX][UPNP_TEXT_MAX]; /* of embedded devices too */
	unsigned n_services;
};

/* E_FORMAT unless it is XML with a device in a root; E_LIMIT. */
int upnp_decode(struct bytes in, struct upnp_device *out) MUST_USE;
