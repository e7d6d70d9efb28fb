/*
 * SNMP (RFC 1157 v1, RFC 3416 v2c, RFC 3412 and 3414 v3): the requests of an examiner and what
 * comes back.  With v1 and v2c the community is the password; v3 answers a request without a user
 * by a report that names its engine (RFC 3414 4), which needs none.
 */
#pragma once

#include "base/base.h"

struct buf;

#define SNMP_PORT 161
#define SNMP_COMMUNITY_MAX 32
#define SNMP_VALUES_MAX 16
#define SNMP_MESSAGE_MAX 65507 /* what a datagram can hold */

enum { SNMP_V1 = 0, SNMP_V2C = 1, SNMP_V3 = 3 };
enum { SNMP_GET = 0xa0, SNMP_RESPONSE = 0xa2, SNMP_REPORT = 0xa8 };

/* Of the group "system" (RFC 3418), as it stands in a value's name. */
enum snmp_item { SNMP_SYS_DESCR = 1, SNMP_SYS_OBJECT_ID = 2, SNMP_SYS_NAME = 5 };

struct snmp_value {
	struct bytes name; /* the identifier's bytes */
	uint8_t tag;
	struct bytes data;
};

struct snmp_message {
	int version;
	struct bytes community; /* v1, v2c */
	struct bytes engine;    /* v3: 5 to 32 bytes of its authority, empty when it has none */
	bool is_encrypted;      /* v3: then nothing of what follows is known */
	uint8_t pdu;
	int64_t request, error;
	struct snmp_value values[SNMP_VALUES_MAX];
	unsigned n;
};

/*
 * A whole datagram; everything in *out is borrowed.  E_FORMAT when it is not SNMP, E_TRUNC when it
 * ends before what its first length says, E_UNSUPPORTED for another version, E_LIMIT for more
 * values.
 */
int snmp_decode(struct bytes in, struct snmp_message *out) MUST_USE;

/* The value of system.ITEM.0; NULL when it is not there, or is no such object (RFC 3416 3). */
const struct snmp_value *snmp_value_find(const struct snmp_message *message, enum snmp_item item);

/* Asks for description, object identifier and name.  version: SNMP_V1 or SNMP_V2C. */
void snmp_get_encode(struct buf *out, int version, const char *community, uint32_t request);

/* Asks which engine this is, as nobody (RFC 3414 4). */
void snmp_discovery_encode(struct buf *out, uint32_t request);
