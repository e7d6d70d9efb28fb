/*
 * Deterministic CBOR (RFC 8949 4.2.1), and nothing else: each value has one form, so that what was
 * signed can be told byte by byte.
 *
 * Refused, each with a reason of its own: integers and lengths that are not in their shortest form,
 * indefinite lengths, map keys out of (bytewise) order or there twice, floating point numbers,
 * undefined and unassigned simple values, text that is not UTF-8, nesting deeper than
 * CBOR_DEPTH_MAX, and anything after the end.  Keys are numbers, text or bytes; other keys are well
 * formed, but nothing of ours has them.
 */
#pragma once

#include "base/base.h"

struct buf;
struct err;

#define CBOR_DEPTH_MAX 16 /* arrays, maps and tags within each other */

/* ---- writing ---- */

/* The caller writes as many items as it said, and keys in the order of their bytes. */
void cbor_write_int(struct buf *out, int64_t value);
void cbor_write_uint(struct buf *out, uint64_t value);
void cbor_write_bytes(struct buf *out, struct bytes bytes);
void cbor_write_text(struct buf *out, struct bytes text); /* UTF-8 is the caller's care */
void cbor_write_array(struct buf *out, size_t items);
void cbor_write_map(struct buf *out, size_t pairs);
void cbor_write_tag(struct buf *out, uint64_t tag);
void cbor_write_bool(struct buf *out, bool value);
void cbor_write_null(struct buf *out);

/* ---- reading ---- */

enum cbor_type {
	CBOR_UINT,
	CBOR_NINT, /* -1 - number */
	CBOR_BYTES,
	CBOR_TEXT,
	CBOR_ARRAY,
	CBOR_MAP,
	CBOR_TAG,
	CBOR_BOOL,
	CBOR_NULL,
	CBOR_NONE, /* the end, or a reader that is bad */
};

struct cbor_item {
	enum cbor_type type;
	uint64_t number;    /* the integer, tag or bool; how many items or pairs */
	struct bytes bytes; /* of bytes and text; borrowed from the input */
};

/*
 * A reader goes through the input item by item, as struct cursor does byte by byte: the first
 * thing that may not be makes it bad, what it gives from then on is empty, and cbor_read_done() is
 * asked once before a value is used.
 */
struct cbor_reader {
	struct bytes left;
	size_t size;     /* of the whole input */
	int code;        /* 0, or why it is bad: E_TRUNC, E_FORMAT, E_LIMIT, E_UNSUPPORTED */
	const char *why; /* the same as a constant phrase */
	size_t at;       /* the byte at which it became bad */
	unsigned depth;
	struct cbor_level {
		uint64_t left; /* items that are still to come */
		bool is_map;
		struct bytes key; /* the last one, as it was encoded */
	} levels[CBOR_DEPTH_MAX];
};

struct cbor_reader cbor_read(struct bytes input);

/* What comes next, without taking it. */
enum cbor_type cbor_read_peek(const struct cbor_reader *r);

/* The next item, whatever it is; of an array, map or tag its head.  false when bad. */
bool cbor_read_item(struct cbor_reader *r, struct cbor_item *out);

/* One of the type and within bounds, or the reader becomes bad; maximum is a count of bytes. */
uint64_t cbor_read_uint(struct cbor_reader *r, uint64_t maximum);
int64_t cbor_read_int(struct cbor_reader *r); /* E_LIMIT: beyond 64 bits with a sign */
struct bytes cbor_read_bytes(struct cbor_reader *r, size_t maximum);
struct bytes cbor_read_text(struct cbor_reader *r, size_t maximum);
/* A text that is not empty and has no NUL, into out, whose size is room, NUL included. */
void cbor_read_string(struct cbor_reader *r, char *out, size_t room);
size_t cbor_read_array(struct cbor_reader *r, size_t maximum); /* how many items follow */
size_t cbor_read_map(struct cbor_reader *r, size_t maximum);   /* how many pairs follow */
uint64_t cbor_read_tag(struct cbor_reader *r);

/* One whole item with all that is in it: its bytes, which were checked; borrowed. */
struct bytes cbor_read_whole(struct cbor_reader *r);

/* A reason of the caller's: what was read is well formed, but not what it may be. */
void cbor_read_refuse(struct cbor_reader *r, int code, const char *why);

/* Is it all there, all well, and nothing left? */
bool cbor_read_done(struct cbor_reader *r);

/* After cbor_read_done() said no: the code, and in err "WHAT: WHY (byte N)". */
int cbor_read_error(const struct cbor_reader *r, struct err *err, const char *what);
