#include "wire/ntp.h"

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"

enum { MODE_CLIENT = 3, MODE_SERVER = 4, VERSION = 4 };
enum { UP_TO_ORIGIN = 22, BEFORE_TRANSMIT = 39 }; /* bytes */

int ntp_decode(struct bytes in, uint64_t stamp, struct ntp_answer *out)
{
	struct cursor c = cursor_of(in);
	uint8_t first = cursor_u8(&c);
	uint8_t stratum = cursor_u8(&c);

	cursor_skip(&c, UP_TO_ORIGIN);
	uint64_t origin = cursor_u64(&c);
	cursor_skip(&c, 16);
	if (!cursor_ok(&c))
		return E_TRUNC;
	if ((first & 7) != MODE_SERVER || origin != stamp)
		return E_FORMAT;
	*out = (struct ntp_answer){ .version = first >> 3 & 7, .stratum = stratum };
	return 0;
}

void ntp_encode(struct buf *out, uint64_t stamp)
{
	static const uint8_t nothing[BEFORE_TRANSMIT];

	buf_u8(out, VERSION << 3 | MODE_CLIENT);
	buf_add(out, nothing, sizeof(nothing));
	buf_u32(out, (uint32_t)(stamp >> 32));
	buf_u32(out, (uint32_t)stamp);
}
