/* Replies by table, limits, and what vsftpd 3.0 says to a wrong login, HELP and FEAT. */
#include "corpus.h"

#include "wire/ftp.h"

static int reply(struct bytes in)
{
	struct ftp_reply r;

	return ftp_reply_decode(in, &r);
}

static void replies_by_table(void **state)
{
	static const struct {
		const char *what, *input;
		int expected;
		unsigned code;
		const char *text;
		size_t used;
	} rows[] = {
		{ "one line", "220 ready\r\n", 0, 220, "ready", 11 },
		{ "bare LF", "220 ready\n", 0, 220, "ready", 10 },
		{ "no text", "220\r\n", 0, 220, "", 5 },
		{ "blank only", "220 \r\n", 0, 220, "", 6 },
		{ "more follows", "331 x\r\n530 y\r\n", 0, 331, "x", 7 },
		{ "several lines", "230-a\r\n b\r\n230 c\r\nx", 0, 230, "a", 18 },
		{ "other codes within", "211-a\r\n220 b\r\n211-c\r\n211 d\r\n", 0, 211, "a", 28 },
		{ "code alone ends too", "211-a\r\n211\r\n", 0, 211, "a", 12 },
		{ "empty line within", "211-a\r\n\r\n211 d\r\n", 0, 211, "a", 16 },
		{ "several lines, no end", "230-a\r\n230-b\r\n", E_TRUNC, 0, NULL, 0 },
		{ "SSH", "SSH-2.0-x\r\n", E_FORMAT, 0, NULL, 0 },
		{ "HTTP", "HTTP/1.1 400 Bad Request\r\n", E_FORMAT, 0, NULL, 0 },
		{ "code too low", "099 x\r\n", E_FORMAT, 0, NULL, 0 },
		{ "code too high", "600 x\r\n", E_FORMAT, 0, NULL, 0 },
		{ "four digits", "2200 x\r\n", E_FORMAT, 0, NULL, 0 },
		{ "two digits", "22\r\n", E_FORMAT, 0, NULL, 0 },
		{ "letter", "2x0 x\r\n", E_FORMAT, 0, NULL, 0 },
		{ "at once", "S", E_FORMAT, 0, NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ftp_reply r;
		int e = ftp_reply_decode(bytes_of(rows[i].input), &r);

		TAP_INT(rows[i].what, e, rows[i].expected);
		if (e < 0)
			continue;
		TAP_INT(rows[i].what, r.code, rows[i].code);
		TAP_CHECK(rows[i].what, bytes_equal(r.text, bytes_of(rows[i].text)));
		TAP_INT(rows[i].what, r.used, rows[i].used);
		struct bytes used = { (const uint8_t *)rows[i].input, rows[i].used };
		corpus_prefixes(rows[i].what, used, reply, E_TRUNC);
	}
}

static void limits(void **state)
{
	CLEANUP(buf_done) struct buf b = BUF(65536);

	(void)state;
	for (size_t n = FTP_LINE_MAX; n <= FTP_LINE_MAX + 1; n++) {
		buf_clear(&b);
		buf_text(&b, "220 ");
		while (b.n < n - 1)
			buf_u8(&b, 'x');
		assert_int_equal(reply(buf_view(&b)), n > FTP_LINE_MAX ? E_LIMIT : E_TRUNC);
		buf_u8(&b, '\n');
		assert_int_equal(reply(buf_view(&b)), n > FTP_LINE_MAX ? E_LIMIT : 0);
	}
	for (size_t n = FTP_REPLY_MAX; n <= FTP_REPLY_MAX + 1; n++) {
		buf_clear(&b);
		buf_text(&b, "220-");
		while (b.n < n - 6)
			buf_u8(&b, (b.n + 1) % 512 == 0 ? '\n' : 'x');
		buf_text(&b, "\n220 \n");
		assert_int_equal(b.n, n);
		assert_int_equal(reply(buf_view(&b)), n > FTP_REPLY_MAX ? E_LIMIT : 0);
	}
}

static void vsftpd(void **state)
{
	static const unsigned codes[] = { 220, 331, 530, 530, 211 };
	CLEANUP(buf_done) struct buf file = corpus_read("ftp/vsftpd");
	struct bytes in = buf_view(&file);
	struct ftp_reply r;
	size_t i = 0;

	(void)state;
	for (; in.n > 0; i++) {
		assert_int_equal(ftp_reply_decode(in, &r), 0);
		assert_true(i < ARRAY_LEN(codes));
		assert_int_equal(r.code, codes[i]);
		in = (struct bytes){ in.p + r.used, in.n - r.used };
	}
	assert_int_equal(i, ARRAY_LEN(codes));
}

static const struct CMUnitTest ftp[] = {
	cmocka_unit_test(replies_by_table),
	cmocka_unit_test(limits),
	cmocka_unit_test(vsftpd),
};

TAP_MAIN(ftp)
