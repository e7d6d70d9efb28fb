/*
 * Names are the hard part: each may end in a pointer to an earlier one.  A pointer has to point
 * before the name it stands in, and each jump before the last one, so that every name ends.
 */
#include "wire/dns.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

#define LABEL_MAX 63

enum { POINTER = 0xc0, FLUSH = 0x8000 };

static bool label_add(char *out, size_t *n, struct bytes label)
{
	for (size_t i = 0; i < label.n; i++) {
		bool escaped = label.p[i] == '.' || label.p[i] == '\\';

		if (*n + 2 + escaped >= DNS_NAME_TEXT)
			return false;
		if (escaped)
			out[(*n)++] = '\\';
		out[(*n)++] = (char)label.p[i];
	}
	return true;
}

/*
 * The name at c, which ends behind it.  A NUL inside a label would end the text early: such a name
 * is E_FORMAT.
 */
static int name_decode(struct bytes whole, struct cursor *c, char out[static DNS_NAME_TEXT])
{
	struct cursor at = *c;
	size_t lowest = whole.n - cursor_left(c);
	size_t n = 0, wire = 1;
	unsigned jumps = 0;

	for (;;) {
		uint8_t first = cursor_u8(&at);

		if (jumps == 0)
			*c = at;
		if (!cursor_ok(&at))
			return E_TRUNC;
		if (first == 0)
			break;
		if ((first & POINTER) == POINTER) {
			size_t to = (size_t)(first & ~POINTER) << 8 | cursor_u8(&at);

			if (jumps == 0)
				*c = at;
			if (!cursor_ok(&at))
				return E_TRUNC;
			if (to >= lowest || ++jumps > DNS_JUMPS_MAX)
				return E_FORMAT;
			lowest = to;
			at = cursor_of(whole);
			cursor_skip(&at, to);
			continue;
		}
		if (first > LABEL_MAX)
			return E_FORMAT;
		struct bytes label = cursor_bytes(&at, first);
		if (jumps == 0)
			*c = at;
		if (!cursor_ok(&at))
			return E_TRUNC;
		wire += 1 + label.n;
		if (wire > DNS_NAME_MAX || memchr(label.p, 0, label.n))
			return E_FORMAT;
		if (n > 0)
			out[n++] = '.';
		if (!label_add(out, &n, label))
			return E_LIMIT;
	}
	out[n] = '\0';
	return 0;
}

static int record_decode(struct bytes whole, struct cursor *c, struct dns_record *out)
{
	int r = name_decode(whole, c, out->name);

	if (r < 0)
		return r;
	out->type = cursor_u16(c);
	out->class = (uint16_t)(cursor_u16(c) & ~FLUSH);
	out->life = cursor_u32(c);
	out->data = cursor_bytes(c, cursor_u16(c));
	return cursor_ok(c) ? 0 : E_TRUNC;
}

static int questions_skip(struct bytes whole, struct cursor *c, unsigned n)
{
	char name[DNS_NAME_TEXT];

	for (unsigned i = 0; i < n; i++) {
		int r = name_decode(whole, c, name);

		if (r < 0)
			return r;
		cursor_skip(c, 4);
		if (!cursor_ok(c))
			return E_TRUNC;
	}
	return 0;
}

int dns_decode(struct bytes in, struct dns_message *out)
{
	struct cursor c = cursor_of(in);
	struct dns_message m = { .whole = in };

	if (in.n > DNS_MESSAGE_MAX)
		return E_LIMIT;
	m.id = cursor_u16(&c);
	m.flags = cursor_u16(&c);
	m.questions = cursor_u16(&c);
	for (unsigned i = 0; i < 3; i++)
		m.records += cursor_u16(&c);
	if (!cursor_ok(&c))
		return E_TRUNC;
	if (m.questions > DNS_QUESTIONS_MAX || m.records > DNS_RECORDS_MAX)
		return E_LIMIT;
	int r = questions_skip(in, &c, m.questions);
	m.at = c;
	for (unsigned i = 0; r == 0 && i < m.records; i++) {
		struct dns_record record;

		r = record_decode(in, &c, &record);
	}
	if (r < 0)
		return r;
	if (!cursor_done(&c))
		return E_FORMAT;
	*out = m;
	return 0;
}

bool dns_next(struct dns_message *message, struct dns_record *out)
{
	if (message->records == 0)
		return false;
	message->records--;
	return record_decode(message->whole, &message->at, out) == 0;
}

int dns_target(const struct dns_message *message, const struct dns_record *record,
	       char out[static DNS_NAME_TEXT])
{
	struct cursor c = cursor_of(message->whole);
	size_t at = (size_t)(record->data.p - message->whole.p);
	char name[DNS_NAME_TEXT];

	if (record->data.n == 0 || (record->type != DNS_PTR && record->type != DNS_SRV))
		return E_FORMAT;
	/* Priority, weight, port (RFC 2782). */
	cursor_skip(&c, at + (record->type == DNS_SRV ? 6 : 0));
	int r = name_decode(message->whole, &c, name);
	if (r < 0)
		return r;
	memcpy(out, name, sizeof(name));
	return 0;
}

struct bytes dns_txt_find(struct bytes data, const char *key)
{
	struct cursor c = cursor_of(data);

	while (cursor_left(&c) > 0) {
		struct cursor text = cursor_sub(&c, cursor_u8(&c));
		struct bytes name = cursor_until(&text, '=');

		if (cursor_ok(&text) && text_equal_nocase(name, key))
			return cursor_bytes(&text, cursor_left(&text));
	}
	return (struct bytes){ .n = 0 };
}

static void name_encode(struct buf *out, const char *name)
{
	while (*name) {
		uint8_t label[LABEL_MAX];
		size_t n = 0;

		for (; *name && *name != '.'; name++) {
			if (*name == '\\' && name[1])
				name++;
			if (n == LABEL_MAX) {
				out->bad = true;
				return;
			}
			label[n++] = (uint8_t)*name;
		}
		if (*name == '.')
			name++;
		if (n == 0) {
			out->bad = true;
			return;
		}
		buf_u8(out, (uint8_t)n);
		buf_add(out, label, n);
	}
	buf_u8(out, 0);
}

void dns_query_encode(struct buf *out, uint16_t id, uint16_t flags, const char *name, uint16_t type,
		      uint16_t class)
{
	buf_u16(out, id);
	buf_u16(out, flags);
	buf_u16(out, 1);
	for (unsigned i = 0; i < 3; i++)
		buf_u16(out, 0);
	name_encode(out, name);
	buf_u16(out, type);
	buf_u16(out, class);
}
