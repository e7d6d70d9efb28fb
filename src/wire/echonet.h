/*
 * ECHONET Lite frames (ECHONET Lite Specification 1.13, part 2, section 3), the protocol of
 * Japanese home appliances: UDP 3610, no login of any kind.  An object is three bytes (class group,
 * class, instance); a property is one byte, and three of them are maps that say which others can be
 * announced (9D), set (9E) and read (9F) by anybody who can send a datagram.
 */
#pragma once

#include "base/base.h"

struct buf;

#define ECHONET_PORT 3610
#define ECHONET_GROUP "224.0.23.0"
#define ECHONET_PROPERTIES_MAX 255 /* the count is one byte */
#define ECHONET_OBJECTS_MAX 84     /* of one node's list, D6 */

#define ECHONET_NODE UINT32_C(0x0ef001)
#define ECHONET_CONTROLLER UINT32_C(0x05ff01) /* as whom we ask */

/* Properties that every object has (part 2, section 6.11; appendix "superclass"). */
enum {
	ECHONET_VERSION = 0x82,
	ECHONET_IDENTITY = 0x83,
	ECHONET_MAKER = 0x8a,
	ECHONET_PRODUCT = 0x8c,
	ECHONET_SERIAL = 0x8d,
	ECHONET_ANNOUNCED = 0x9d,
	ECHONET_SETTABLE = 0x9e,
	ECHONET_READABLE = 0x9f,
	ECHONET_INSTANCES = 0xd6, /* of the node profile alone */
};

enum {
	ECHONET_GET_SNA = 0x52, /* some of it was refused: those properties have no bytes */
	ECHONET_GET = 0x62,
	ECHONET_GET_RES = 0x72,
	ECHONET_INF = 0x73,
};

struct echonet_property {
	uint8_t code;
	struct bytes data; /* borrowed */
};

struct echonet_frame {
	uint16_t id;
	uint32_t from, to; /* objects */
	uint8_t service;
	struct echonet_property properties[ECHONET_PROPERTIES_MAX];
	unsigned n;
};

/*
 * A whole datagram.  E_TRUNC; E_FORMAT for another first byte, an unknown service, no property or
 * bytes left over; E_UNSUPPORTED for the free format (82) and for SetGet, which has two lists.
 */
int echonet_decode(struct bytes in, struct echonet_frame *out) MUST_USE;

/* The bytes of a property in the frame; empty when it was refused or is not there. */
struct bytes echonet_property_find(const struct echonet_frame *frame, uint8_t code);

/* Ask an object for properties, at most ECHONET_PROPERTIES_MAX. */
void echonet_get_encode(struct buf *out, uint16_t id, uint32_t object, const uint8_t *codes,
			unsigned n);

/*
 * A property map: up to 15 properties are listed, more are bits of 16 bytes, bit b of byte i
 * standing for 80 + 10 * b + i (hexadecimal; appendix 1).  The count of a bitmap is not believed:
 * the bits are what the node says.
 */
struct echonet_map {
	uint8_t codes[128]; /* ascending for bitmaps, otherwise as listed */
	unsigned n;
};
int echonet_map_decode(struct bytes data, struct echonet_map *out) MUST_USE;

struct echonet_list {
	uint32_t objects[ECHONET_OBJECTS_MAX];
	unsigned n;
};
/* D6 and D5.  E_LIMIT above ECHONET_OBJECTS_MAX. */
int echonet_list_decode(struct bytes data, struct echonet_list *out) MUST_USE;
