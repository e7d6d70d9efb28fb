/*
 * DNS messages (RFC 1035 4.1), and with them multicast DNS (RFC 6762) and service discovery
 * (RFC 6763).  Names come as text with dots; a dot or backslash inside a label is escaped by a
 * backslash, so that a name has one reading.
 */
#pragma once

#include "base/base.h"
#include "base/cursor.h"

struct buf;

#define DNS_PORT 53
#define MDNS_PORT 5353
#define MDNS_GROUP "224.0.0.251"
#define MDNS_GROUP6 "ff02::fb"

#define DNS_MESSAGE_MAX 65535
#define DNS_NAME_MAX 255    /* bytes on the wire (RFC 1035 2.3.4) */
#define DNS_NAME_TEXT 510   /* as text with its NUL: each byte may be escaped */
#define DNS_JUMPS_MAX 16    /* compression pointers in one name */
#define DNS_RECORDS_MAX 512 /* of all sections */
#define DNS_QUESTIONS_MAX 16

enum { DNS_A = 1, DNS_PTR = 12, DNS_TXT = 16, DNS_SRV = 33, DNS_ANY = 255 };
enum { DNS_IN = 1, DNS_CHAOS = 3, DNS_UNICAST = 0x8000 };
enum { DNS_RESPONSE = 0x8000, DNS_RECURSION = 0x0100 };

struct dns_message {
	uint16_t id, flags;
	unsigned questions, records; /* records: of the three sections that have them */
	struct bytes whole;          /* borrowed */
	struct cursor at;            /* the first record */
};

struct dns_record {
	char name[DNS_NAME_TEXT];
	uint16_t type, class; /* class without the cache flush bit (RFC 6762 10.2) */
	uint32_t life;        /* seconds */
	struct bytes data;    /* borrowed */
};

/*
 * A whole datagram, with all names and lengths checked.  E_TRUNC, E_FORMAT (a name that points
 * forward or round in circles, bytes left over), E_LIMIT.
 */
int dns_decode(struct bytes in, struct dns_message *out) MUST_USE;

/* The next record; false after the last. */
bool dns_next(struct dns_message *message, struct dns_record *out);

/* The name that a PTR record holds, or that of an SRV record behind its three numbers. */
int dns_target(const struct dns_message *message, const struct dns_record *record,
	       char out[static DNS_NAME_TEXT]) MUST_USE;

/* The value of "key=" in a TXT record (RFC 6763 6.4, the key in any case), or empty. */
struct bytes dns_txt_find(struct bytes data, const char *key);

/* One question.  name: labels with dots, escaped as above. class: DNS_UNICAST too. */
void dns_query_encode(struct buf *out, uint16_t id, uint16_t flags, const char *name, uint16_t type,
		      uint16_t class);
