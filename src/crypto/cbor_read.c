/*
 * The reader keeps what it is inside of on a stack of levels: how many items are left there, and in
 * maps the last key, against which the next is compared.  A level whose items are all read goes
 * when the next item begins, so that the caller's straight reading needs no "end of array".
 */
#include "base/cursor.h"
#include "base/err.h"
#include "base/text.h"
#include "crypto/cbor.h"

struct cbor_reader cbor_read(struct bytes input)
{
	return (struct cbor_reader){ .left = input, .size = input.n };
}

void cbor_read_refuse(struct cbor_reader *r, int code, const char *why)
{
	if (r->code)
		return;
	r->code = code;
	r->why = why;
	r->at = r->size - r->left.n;
	r->left.n = 0;
}

/* One head, without its content.  NULL, or why it may not be. */
static const char *head(struct cursor *c, struct cbor_item *out, int *code)
{
	uint8_t first = cursor_u8(c);
	unsigned major = first >> 5;
	unsigned info = first & 31;
	uint64_t least = 0;

	*code = E_FORMAT;
	out->number = info;
	switch (info) {
	case 24:
		out->number = cursor_u8(c);
		least = 24;
		break;
	case 25:
		out->number = cursor_u16(c);
		least = UINT64_C(1) << 8;
		break;
	case 26:
		out->number = cursor_u32(c);
		least = UINT64_C(1) << 16;
		break;
	case 27:
		out->number = cursor_u64(c);
		least = UINT64_C(1) << 32;
		break;
	case 28:
	case 29:
	case 30:
		return "a head that RFC 8949 reserves";
	case 31:
		return major == 7 ? "a break where nothing is open" : "an indefinite length";
	default:
		break;
	}
	if (!cursor_ok(c)) {
		*code = E_TRUNC;
		return "it ends too early";
	}
	if (major < 7) {
		static const enum cbor_type types[] = { CBOR_UINT, CBOR_NINT,  CBOR_BYTES,
							CBOR_TEXT, CBOR_ARRAY, CBOR_MAP,
							CBOR_TAG };

		out->type = types[major];
		return out->number < least ? "an integer or a length is not in its shortest form"
					   : NULL;
	}
	if (info >= 25)
		return "a floating point number";
	if (info == 20 || info == 21) {
		out->type = CBOR_BOOL;
		out->number = info - 20;
		return NULL;
	}
	if (info == 22) {
		out->type = CBOR_NULL;
		out->number = 0;
		return NULL;
	}
	return info == 23 ? "the value undefined" : "a simple value";
}

enum cbor_type cbor_read_peek(const struct cbor_reader *r)
{
	struct cursor c = cursor_of(r->left);
	struct cbor_item item = { .type = CBOR_NONE };
	int code;

	if (r->code || r->left.n == 0 || head(&c, &item, &code))
		return CBOR_NONE;
	return item.type;
}

/* RFC 8949 4.2.1: keys in the bytewise lexicographic order of their encodings. */
static int compare(struct bytes a, struct bytes b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;

	return order ? order : (a.n > b.n) - (a.n < b.n);
}

/* The level that the next item belongs to, or NULL outside of all. */
static struct cbor_level *level_of(struct cbor_reader *r)
{
	while (r->depth && r->levels[r->depth - 1].left == 0)
		r->depth--;
	return r->depth ? &r->levels[r->depth - 1] : NULL;
}

static const char *check_key(struct cbor_level *level, const struct cbor_item *item,
			     struct bytes key, int *code)
{
	if (item->type != CBOR_UINT && item->type != CBOR_NINT && item->type != CBOR_BYTES &&
	    item->type != CBOR_TEXT) {
		*code = E_UNSUPPORTED;
		return "a map key is neither number, text nor bytes";
	}
	int order = level->key.p ? compare(level->key, key) : -1;

	*code = E_FORMAT;
	if (order == 0)
		return "a map key is there twice";
	if (order > 0)
		return "map keys are not in order";
	level->key = key;
	return NULL;
}

/* Go down into an array, a map or a tag. */
static const char *enter(struct cbor_reader *r, const struct cbor_item *item, size_t left,
			 int *code)
{
	bool is_map = item->type == CBOR_MAP;
	uint64_t items = item->type == CBOR_TAG ? 1 : item->number;

	if (r->depth == CBOR_DEPTH_MAX) {
		*code = E_LIMIT;
		return "it is nested too deep";
	}
	/* Each item has a byte at least: a count that cannot be is found before it is used. */
	if (items > (is_map ? left / 2 : left)) {
		*code = E_TRUNC;
		return "it ends too early";
	}
	r->levels[r->depth++] =
	    (struct cbor_level){ .left = is_map ? 2 * items : items, .is_map = is_map };
	return NULL;
}

static const char *next(struct cbor_reader *r, struct cbor_item *out, int *code)
{
	struct cursor c = cursor_of(r->left);
	struct cbor_level *level = level_of(r);
	const char *why = head(&c, out, code);

	if (why)
		return why;
	if (out->type == CBOR_BYTES || out->type == CBOR_TEXT) {
		if (out->number > cursor_left(&c)) {
			*code = E_TRUNC;
			return "it ends too early";
		}
		out->bytes = cursor_bytes(&c, (size_t)out->number);
		if (out->type == CBOR_TEXT && !text_utf8_valid(out->bytes)) {
			*code = E_FORMAT;
			return "text is not UTF-8";
		}
	}
	if (level) {
		bool is_key = level->is_map && level->left % 2 == 0;
		struct bytes key = { r->left.p, r->left.n - cursor_left(&c) };

		why = is_key ? check_key(level, out, key, code) : NULL;
		if (why)
			return why;
		level->left--;
	}
	if (out->type == CBOR_ARRAY || out->type == CBOR_MAP || out->type == CBOR_TAG)
		why = enter(r, out, cursor_left(&c), code);
	if (!why)
		r->left = (struct bytes){ c.p, c.n };
	return why;
}

static const struct cbor_item none = { .type = CBOR_NONE };

bool cbor_read_item(struct cbor_reader *r, struct cbor_item *out)
{
	struct cbor_item item = none;
	int code = E_FORMAT;

	if (!r->code) {
		const char *why = next(r, &item, &code);

		if (why)
			cbor_read_refuse(r, code, why);
	}
	*out = r->code ? none : item;
	return !r->code;
}

/* The next item if it is of this type. */
static struct cbor_item expect(struct cbor_reader *r, enum cbor_type type, const char *why)
{
	struct cbor_item item;

	if (cbor_read_item(r, &item) && item.type != type)
		cbor_read_refuse(r, E_FORMAT, why);
	return r->code ? none : item;
}

/* The same with a number up to a maximum. */
static struct cbor_item expect_most(struct cbor_reader *r, enum cbor_type type, uint64_t maximum,
				    const char *why, const char *too_much)
{
	struct cbor_item item = expect(r, type, why);

	if (item.number > maximum)
		cbor_read_refuse(r, E_LIMIT, too_much);
	return r->code ? none : item;
}

uint64_t cbor_read_uint(struct cbor_reader *r, uint64_t maximum)
{
	return expect_most(r, CBOR_UINT, maximum, "no unsigned integer where one belongs",
			   "an integer is too large")
	    .number;
}

int64_t cbor_read_int(struct cbor_reader *r)
{
	struct cbor_item item;

	if (!cbor_read_item(r, &item))
		return 0;
	if (item.type != CBOR_UINT && item.type != CBOR_NINT)
		cbor_read_refuse(r, E_FORMAT, "no integer where one belongs");
	else if (item.number > INT64_MAX)
		cbor_read_refuse(r, E_LIMIT, "an integer is too large");
	if (r->code)
		return 0;
	return item.type == CBOR_UINT ? (int64_t)item.number : -1 - (int64_t)item.number;
}

struct bytes cbor_read_bytes(struct cbor_reader *r, size_t maximum)
{
	return expect_most(r, CBOR_BYTES, maximum, "no bytes where they belong",
			   "there are too many bytes")
	    .bytes;
}

struct bytes cbor_read_text(struct cbor_reader *r, size_t maximum)
{
	return expect_most(r, CBOR_TEXT, maximum, "no text where it belongs", "text is too long")
	    .bytes;
}

void cbor_read_string(struct cbor_reader *r, char *out, size_t room)
{
	struct bytes text = cbor_read_text(r, room - 1);

	if (text.n == 0 || memchr(text.p, '\0', text.n)) {
		cbor_read_refuse(r, E_FORMAT, "text is empty or has a NUL in it");
		return;
	}
	memcpy(out, text.p, text.n);
	out[text.n] = '\0';
}

size_t cbor_read_array(struct cbor_reader *r, size_t maximum)
{
	return (size_t)expect_most(r, CBOR_ARRAY, maximum, "no array where one belongs",
				   "an array has too many items")
	    .number;
}

size_t cbor_read_map(struct cbor_reader *r, size_t maximum)
{
	return (size_t)expect_most(r, CBOR_MAP, maximum, "no map where one belongs",
				   "a map has too many members")
	    .number;
}

uint64_t cbor_read_tag(struct cbor_reader *r)
{
	return expect(r, CBOR_TAG, "no tag where one belongs").number;
}

struct bytes cbor_read_whole(struct cbor_reader *r)
{
	const uint8_t *start = r->left.p;
	uint64_t pending = 1;

	/* No sum overflows: each count is at most the bytes that are left. */
	while (pending && !r->code) {
		struct cbor_item item;

		if (!cbor_read_item(r, &item))
			break;
		pending--;
		if (item.type == CBOR_ARRAY)
			pending += item.number;
		else if (item.type == CBOR_MAP)
			pending += 2 * item.number;
		else if (item.type == CBOR_TAG)
			pending++;
	}
	if (r->code)
		return (struct bytes){ 0 };
	return (struct bytes){ start, (size_t)(r->left.p - start) };
}

bool cbor_read_done(struct cbor_reader *r)
{
	if (!r->code && level_of(r))
		cbor_read_refuse(r, E_TRUNC, "it ends too early");
	if (!r->code && r->left.n)
		cbor_read_refuse(r, E_FORMAT, "there is something after its end");
	return !r->code;
}

int cbor_read_error(const struct cbor_reader *r, struct err *err, const char *what)
{
	assert(r->code);
	return err_set(err, r->code, "%s: %s (byte %zu)", what, r->why, r->at);
}
