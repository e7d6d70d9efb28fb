/*
 * The part of BER (ITU-T X.690) that SNMP uses: definite lengths, one-byte tags.  Nested values are
 * cursors of their own, so that nothing inside can reach beyond its parent.
 */
#pragma once

#include "base/base.h"
#include "base/cursor.h"

struct buf;

enum {
	BER_INTEGER = 0x02,
	BER_OCTETS = 0x04,
	BER_NULL = 0x05,
	BER_OID = 0x06,
	BER_SEQUENCE = 0x30,
};

/* Identifiers of more bytes than this are not taken apart. */
#define BER_OID_MAX 64

struct ber {
	uint8_t tag;
	struct cursor body;
};

/*
 * The next value.  False, and c is bad, when it is cut short, has a tag of several bytes, an
 * indefinite length or one of more than four bytes.
 */
bool ber_next(struct cursor *c, struct ber *out) MUST_USE;

/* The same, of that tag; otherwise c is bad and what comes back is empty. */
struct cursor ber_take(struct cursor *c, uint8_t tag);

/* An INTEGER of at most eight bytes; c is bad otherwise. */
int64_t ber_int(struct cursor *c);

/* "1.3.6.1.2.1": E_FORMAT when it is none, E_LIMIT above BER_OID_MAX bytes. */
int ber_oid_text(struct buf *out, struct bytes oid) MUST_USE;

/* Writing: a body of at most 127 bytes; what is longer marks the buffer bad. */
size_t ber_open(struct buf *out, uint8_t tag);
void ber_close(struct buf *out, size_t mark);
void ber_put(struct buf *out, uint8_t tag, struct bytes body);
void ber_put_int(struct buf *out, uint32_t value);
