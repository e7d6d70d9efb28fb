/*
 * Modbus/TCP (MODBUS Messaging on TCP/IP 1.0b; Application Protocol 1.1b3, 6.21 and 6.13): the
 * requests for the basic device identification and for the server's id, and their answers.  The
 * protocol knows no login.
 */
#pragma once

#include "base/base.h"

struct buf;

#define MODBUS_PORT 502
#define MODBUS_FRAME_MAX 260
#define MODBUS_UNIT_ANY 0xff
#define MODBUS_OBJECTS_MAX 3 /* vendor, product code, revision */

struct modbus_answer {
	uint16_t id;
	uint8_t exception;                      /* 0: none, and the texts are there */
	struct bytes texts[MODBUS_OBJECTS_MAX]; /* of an identification; borrowed, may be empty */
};

/*
 * The frame at the start of in.  E_TRUNC: more is needed.  E_FORMAT when it is not Modbus, or
 * answers something else.
 */
int modbus_decode(struct bytes in, struct modbus_answer *out) MUST_USE;

/* unit: MODBUS_UNIT_ANY is the device itself; behind some it has a number, by habit 1. */
void modbus_identify_encode(struct buf *out, uint16_t id, uint8_t unit);
void modbus_server_id_encode(struct buf *out, uint16_t id, uint8_t unit);
