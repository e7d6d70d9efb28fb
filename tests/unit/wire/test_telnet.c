/* Every row is fed whole and byte by byte: a read may end anywhere. */
#include "corpus.h"

#include "base/cursor.h"
#include "wire/telnet.h"

struct result {
	struct telnet t;
	struct buf text, reply;
	int worst;
};

/* Feeds in pieces of step bytes; the caller ends text and reply. */
static struct result feed(struct bytes in, size_t step)
{
	struct result r = { .text = BUF(65536), .reply = BUF(65536) };
	struct cursor c = cursor_of(in);

	while (cursor_left(&c) > 0) {
		size_t left = cursor_left(&c);
		struct bytes piece = corpus_exact(cursor_bytes(&c, left < step ? left : step));
		int e = telnet_decode(&r.t, piece, &r.text, &r.reply);

		corpus_drop(piece);
		if (e < 0)
			r.worst = e;
	}
	return r;
}

static void streams_by_table(void **state)
{
	static const struct {
		const char *what, *input;
		size_t n;
		int expected;
		const char *text;
		size_t text_n;
		const char *reply;
		size_t reply_n;
		bool negotiated;
	} rows[] = {
		{ "text", "login: ", 7, 0, "login: ", 7, "", 0, false },
		{ "DO", "\xff\xfd\x01hi", 5, 0, "hi", 2, "\xff\xfc\x01", 3, true },
		{ "WILL", "a\xff\xfb\x03z", 5, 0, "az", 2, "\xff\xfe\x03", 3, true },
		{ "WONT and DONT", "\xff\xfc\x01\xff\xfe\x03", 6, 0, "", 0, "", 0, true },
		{ "escaped IAC",
		  "a\xff\xff"
		  "b",
		  4, 0,
		  "a\xff"
		  "b",
		  3, "", 0, false },
		{ "escaped IAC as an option", "\xff\xfd\xff", 3, 0, "", 0, "\xff\xfc\xff", 3,
		  true },
		{ "CR NUL", "a\r\0b\r\nc\0", 8, 0, "a\rb\r\nc\0", 7, "", 0, false },
		{ "IAC after CR", "\r\xff\xf1\n", 4, 0, "\r\n", 2, "", 0, true },
		{ "NOP and GA", "\xff\xf1\xff\xf9x", 5, 0, "x", 1, "", 0, true },
		{ "end of record", "\xff\xefx", 3, 0, "x", 1, "", 0, true },
		{ "subnegotiation", "\xff\xfa\x18\1\xff\xf0x", 7, 0, "x", 1, "", 0, true },
		{ "IAC within", "\xff\xfa\x18\xff\xff\xff\xf0x", 8, 0, "x", 1, "", 0, true },
		{ "empty subnegotiation", "\xff\xfa\xff\xf0", 4, 0, "", 0, "", 0, true },
		{ "Shift_JIS prompt", "\x83\x86\x81[\x83U:", 7, 0, "\x83\x86\x81[\x83U:", 7, "", 0,
		  false },
		{ "no command",
		  "a\xff\x01"
		  "b",
		  4, E_FORMAT, "ab", 2, "", 0, false },
		{ "SE alone", "\xff\xf0x", 3, E_FORMAT, "x", 1, "", 0, false },
		{ "command within", "\xff\xfa\x18\xff\xfd\x01x", 7, E_FORMAT, "x", 1,
		  "\xff\xfc\x01", 3, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes in = { (const uint8_t *)rows[i].input, rows[i].n };

		for (size_t step = 1; step <= in.n; step++) {
			struct result r = feed(in, step);
			struct bytes text = { (const uint8_t *)rows[i].text, rows[i].text_n };
			struct bytes reply = { (const uint8_t *)rows[i].reply, rows[i].reply_n };

			TAP_INT(rows[i].what, r.worst, rows[i].expected);
			TAP_CHECK(rows[i].what, bytes_equal(buf_view(&r.text), text));
			TAP_CHECK(rows[i].what, bytes_equal(buf_view(&r.reply), reply));
			TAP_INT(rows[i].what, r.t.negotiated, rows[i].negotiated);
			buf_done(&r.text);
			buf_done(&r.reply);
		}
	}
}

static void subnegotiation_limit(void **state)
{
	(void)state;
	for (size_t n = TELNET_SUBNEGOTIATION_MAX; n <= TELNET_SUBNEGOTIATION_MAX + 1; n++) {
		CLEANUP(buf_done) struct buf in = BUF(4096);

		buf_text(&in, "\xff\xfa");
		for (size_t i = 0; i < n; i++)
			buf_u8(&in, 'x');
		buf_text(&in, "\xff\xf1y");
		in.p[in.n - 2] = 0xf0;
		struct result r = feed(buf_view(&in), in.n);
		/* Above the limit the rest counts as text again, and its end is misplaced. */
		assert_int_equal(r.worst<0, n> TELNET_SUBNEGOTIATION_MAX);
		assert_true(bytes_equal(buf_view(&r.text), bytes_of("y")));
		buf_done(&r.text);
		buf_done(&r.reply);
	}
}

static void real_servers(void **state)
{
	static const struct {
		const char *file, *reply, *text;
	} rows[] = {
		{ "telnet/busybox", "\xff\xfc\x01\xff\xfc\x1f\xff\xfe\x01\xff\xfe\x03",
		  "\r\r\nDebian GNU/Linux 12\r\n\rhello\r\nhello\r\n" },
		{ "telnet/netkit",
		  "\xff\xfc\x27\xff\xfc\x25\xff\xfc\x18\xff\xfc\x20\xff\xfc\x23\xff\xfe\x03"
		  "\xff\xfc\x01\xff\xfc\x1f\xff\xfe\x05\xff\xfc\x21",
		  "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf file = corpus_read(rows[i].file);
		struct result r = feed(buf_view(&file), 1);

		TAP_INT(rows[i].file, r.worst, 0);
		TAP_CHECK(rows[i].file, r.t.negotiated);
		TAP_CHECK(rows[i].file, bytes_equal(buf_view(&r.reply), bytes_of(rows[i].reply)));
		TAP_CHECK(rows[i].file, bytes_equal(buf_view(&r.text), bytes_of(rows[i].text)));
		buf_done(&r.text);
		buf_done(&r.reply);
	}
}

static const struct CMUnitTest telnet[] = {
	cmocka_unit_test(streams_by_table),
	cmocka_unit_test(subnegotiation_limit),
	cmocka_unit_test(real_servers),
};

TAP_MAIN(telnet)
