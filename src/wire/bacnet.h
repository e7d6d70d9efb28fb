/*
 * BACnet/IP (ANSI/ASHRAE 135, annex J and clause 20): ReadProperty of the device object, Who-Is,
 * and what answers them.  The protocol as it is deployed knows no login.
 */
#pragma once

#include "base/base.h"

struct buf;

#define BACNET_PORT 47808
#define BACNET_INSTANCE_ANY 4194303 /* "whoever you are" (15.5.2) */

enum bacnet_kind { BACNET_I_AM, BACNET_VALUE, BACNET_REFUSED };

/* Properties of the device object (clause 21). */
enum { BACNET_MODEL_NAME = 70, BACNET_VENDOR_NAME = 121 };

struct bacnet_answer {
	enum bacnet_kind kind;
	uint32_t instance; /* of the device; 0 when refused */
	uint8_t property;  /* of a value */
	struct bytes text; /* its value, a character string in UTF-8; borrowed, may be empty */
};

/* E_TRUNC; E_FORMAT; E_UNSUPPORTED for another service or a message for other networks. */
int bacnet_decode(struct bytes in, struct bacnet_answer *out) MUST_USE;

void bacnet_who_is_encode(struct buf *out);
void bacnet_read_encode(struct buf *out, uint8_t invoke, uint8_t property);
