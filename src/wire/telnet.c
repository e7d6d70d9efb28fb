/* One byte at a time through a small machine whose state outlives the read. */
#include "wire/telnet.h"

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"

enum { STATE_TEXT, STATE_CR, STATE_IAC, STATE_OPTION, STATE_SUB, STATE_SUB_IAC };

enum {
	COMMAND_EOF = 236, /* RFC 1184; 239 is RFC 885 */
	COMMAND_SE = 240,
	COMMAND_SB = 250,
	COMMAND_WILL = 251,
	COMMAND_WONT = 252,
	COMMAND_DO = 253,
	COMMAND_DONT = 254,
	COMMAND_IAC = 255,
};

static void command_reply(struct buf *reply, uint8_t command, uint8_t option)
{
	/* WONT and DONT confirm what already holds: to answer them could go on for ever. */
	if (command != COMMAND_WILL && command != COMMAND_DO)
		return;
	buf_u8(reply, COMMAND_IAC);
	buf_u8(reply, command == COMMAND_WILL ? COMMAND_DONT : COMMAND_WONT);
	buf_u8(reply, option);
}

/* The byte after IAC outside a subnegotiation. */
static int command_start(struct telnet *t, uint8_t byte, struct buf *text)
{
	t->state = STATE_TEXT;
	if (byte == COMMAND_IAC) {
		buf_u8(text, byte);
	} else if (byte == COMMAND_SB) {
		t->state = STATE_SUB;
		t->sub = 0;
	} else if (byte >= COMMAND_WILL) {
		t->state = STATE_OPTION;
		t->command = byte;
	} else if (byte < COMMAND_EOF || byte == COMMAND_SE) {
		return E_FORMAT;
	} else {
		t->negotiated = true;
	}
	return 0;
}

static int byte_feed(struct telnet *t, uint8_t byte, struct buf *text, struct buf *reply)
{
	if (t->state == STATE_CR) {
		t->state = STATE_TEXT;
		if (byte == 0)
			return 0;
	}
	switch (t->state) {
	case STATE_TEXT:
		if (byte == COMMAND_IAC) {
			t->state = STATE_IAC;
			return 0;
		}
		if (byte == '\r')
			t->state = STATE_CR;
		buf_u8(text, byte);
		return 0;
	case STATE_IAC:
		return command_start(t, byte, text);
	case STATE_OPTION:
		t->state = STATE_TEXT;
		t->negotiated = true;
		command_reply(reply, t->command, byte);
		return 0;
	case STATE_SUB:
		if (byte == COMMAND_IAC) {
			t->state = STATE_SUB_IAC;
			return 0;
		}
		break;
	default: /* STATE_SUB_IAC */
		if (byte == COMMAND_SE) {
			t->state = STATE_TEXT;
			t->negotiated = true;
			return 0;
		}
		if (byte != COMMAND_IAC) {
			/* The end is missing: take this for the next command. */
			(void)command_start(t, byte, text);
			return E_FORMAT;
		}
		t->state = STATE_SUB;
		break;
	}
	if (t->sub == TELNET_SUBNEGOTIATION_MAX) {
		t->state = STATE_TEXT;
		return E_LIMIT;
	}
	t->sub++;
	return 0;
}

int telnet_decode(struct telnet *t, struct bytes in, struct buf *text, struct buf *reply)
{
	struct cursor c = cursor_of(in);
	int result = 0;

	while (cursor_left(&c) > 0) {
		int r = byte_feed(t, cursor_u8(&c), text, reply);
		if (r < 0)
			result = r;
	}
	return result;
}
