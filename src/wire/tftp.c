#include "wire/tftp.h"

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"

enum { READ_REQUEST = 1, BLOCK_MAX = 512, CODE_MAX = 8 /* RFC 2347 */ };

int tftp_decode(struct bytes in, struct tftp_answer *out)
{
	struct cursor c = cursor_of(in);
	struct tftp_answer a = { .kind = cursor_u16(&c) };

	if (!cursor_ok(&c))
		return E_TRUNC;
	if (a.kind != TFTP_DATA && a.kind != TFTP_ERROR && a.kind != TFTP_OPTIONS)
		return E_FORMAT;
	if (a.kind != TFTP_OPTIONS)
		a.number = cursor_u16(&c);
	if (!cursor_ok(&c))
		return E_TRUNC;
	if (a.kind == TFTP_ERROR) {
		a.text = cursor_until(&c, 0);
		if (!cursor_ok(&c))
			return E_TRUNC;
		if (a.number > CODE_MAX || !cursor_done(&c))
			return E_FORMAT;
	} else {
		a.text = cursor_bytes(&c, cursor_left(&c));
		if (a.text.n > BLOCK_MAX || (a.kind == TFTP_DATA && a.number == 0))
			return E_FORMAT;
	}
	*out = a;
	return 0;
}

void tftp_read_encode(struct buf *out, const char *name)
{
	buf_u16(out, READ_REQUEST);
	buf_text(out, name);
	buf_u8(out, 0);
	buf_text(out, "octet");
	buf_u8(out, 0);
}
