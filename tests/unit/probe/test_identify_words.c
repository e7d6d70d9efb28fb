/* What a service is taken for by what it says, and what it is asked. */
#include "fixture.h"

#include "probe/identify_words.h"

#define BYTES(text)                                                 \
	{                                                           \
		.p = (const uint8_t *)(text), .n = sizeof(text) - 1 \
	}

static void named(void **state)
{
	static const struct {
		const char *what;
		enum identify_ask ask;
		struct bytes in;
		const char *service;
	} rows[] = {
		{ "nothing", ASK_NOTHING, { .n = 0 }, NULL },
		{ "ssh", ASK_NOTHING, BYTES("SSH-2.0-x\r\n"), "ssh" },
		{ "ssh, unfinished", ASK_NOTHING, BYTES("SSH-2.0-x"), NULL },
		{ "ssh after a notice", ASK_NOTHING, BYTES("No entry.\r\nSSH-2.0-x\r\n"), "ssh" },
		{ "ssh to a question", ASK_MQTT, BYTES("SSH-2.0-x\r\n"), "ssh" },
		{ "http", ASK_HTTP, BYTES("HTTP/1.1 2"), "http" },
		{ "http, a page about ssh", ASK_HTTP, BYTES("HTTP/1.0 200 OK\r\n\r\nSSH-2.0-x\r\n"),
		  "http" },
		{ "http, unfinished", ASK_HTTP, BYTES("HTTP/1."), NULL },
		{ "rtsp", ASK_RTSP, BYTES("RTSP/1.0 2"), "rtsp" },
		{ "rtsp to HTTP", ASK_HTTP, BYTES("RTSP/1.0 400 Bad Request\r\n\r\n"), "rtsp" },
		{ "rtsp, unfinished", ASK_RTSP, BYTES("RTSP/1."), NULL },
		{ "rtsp, a request", ASK_RTSP, BYTES("OPTIONS * RTSP/1.0\r\n\r\n"), NULL },
		{ "ftp", ASK_NOTHING, BYTES("220 FTP\r\n"), "ftp" },
		{ "ftp of two lines", ASK_NOTHING, BYTES("220-Hi\r\n220 FTP\r\n"), "ftp" },
		{ "ftp, unfinished", ASK_NOTHING, BYTES("220-FTP\r\n"), NULL },
		{ "ftp without a name", ASK_NOTHING, BYTES("220 Hi\r\n"), NULL },
		{ "mail", ASK_NOTHING, BYTES("220 ESMTP, no FTP\r\n"), NULL },
		{ "ftp that is full", ASK_NOTHING, BYTES("421 FTP: too many\r\n"), NULL },
		{ "telnet", ASK_NOTHING, BYTES("\xff\xfd\x01"), "telnet" },
		{ "telnet, unfinished", ASK_NOTHING, BYTES("\xff\xfd"), NULL },
		{ "not telnet", ASK_NOTHING, BYTES("\xff\x01\xff\xfd\x01"), NULL },
		{ "prompt", ASK_NOTHING, BYTES("\r\nbox login: "), "telnet" },
		{ "prompt in Japanese", ASK_NOTHING, BYTES("ユーザ名:"), "telnet" },
		{ "no prompt: the line ends", ASK_NOTHING, BYTES("login: guest\r\n"), NULL },
		{ "tls", ASK_TLS, BYTES("\x16\x03\x03\x00\x7a"), "tls" },
		{ "tls, an alert", ASK_TLS, BYTES("\x15\x03\x03\x00\x02\x02\x28"), "tls" },
		{ "tls, unfinished", ASK_TLS, BYTES("\x16\x03\x03\x00"), NULL },
		{ "tls without a hello", ASK_HTTP, BYTES("\x15\x03\x03\x00\x02\x02\x28"), NULL },
		{ "mqtt", ASK_MQTT, BYTES("\x20\x02\x00\x05"), "mqtt" },
		{ "mqtt, unfinished", ASK_MQTT, BYTES("\x20\x02\x00"), NULL },
		{ "modbus", ASK_MODBUS, BYTES("HS\0\0\0\3\xff\xab\1"), "modbus" },
		{ "modbus to somebody else", ASK_MODBUS, BYTES("HT\0\0\0\3\xff\xab\1"), NULL },
		{ "modbus without a question", ASK_HTTP, BYTES("HS\0\0\0\3\xff\xab\1"), NULL },
		{ "mqtt without a connect", ASK_HTTP, BYTES("\x20\x02\x00\x05"), NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_TEXT(rows[i].what, identify_words_service(rows[i].ask, rows[i].in),
			 rows[i].service);
}

static void an_echo(void **state)
{
	(void)state;
	assert_true(identify_words_echo(bytes_of("GET /"), bytes_of("GET /")));
	assert_true(identify_words_echo(bytes_of("GET /"), bytes_of("GE")));
	assert_true(identify_words_echo(bytes_of("GET /"), bytes_of("GET /what?")));
	assert_false(identify_words_echo(bytes_of("GET /"), bytes_of("GOT /")));
	assert_false(identify_words_echo(bytes_of("GET /"), bytes_of("")));
	assert_false(identify_words_echo(bytes_of(""), bytes_of("login:")));
}

static void what_is_said(void **state)
{
	static const enum identify_ask asks[] = { ASK_NOTHING, ASK_HTTP,   ASK_TLS,
						  ASK_MQTT,    ASK_MODBUS, ASK_RTSP };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(asks); i++) {
		CLEANUP(buf_done) struct buf said = BUF(512);

		identify_words_ask(&said, asks[i], "10.0.0.5");
		assert_true(buf_ok(&said));
		assert_true((said.n == 0) == (asks[i] == ASK_NOTHING));
		/* Old servers stumble over a longer one (wire/tls.h). */
		assert_true(asks[i] != ASK_TLS || said.n < 256 + 9);
	}
}

static void web_servers_that_want_tls(void **state)
{
	static const struct {
		const char *in;
		bool want;
	} rows[] = {
		{ "HTTP/1.1 200 OK\r\n\r\nhello", false },
		{ "HTTP/1.1 404 Not Found\r\n\r\n", false },
		{ "HTTP/1.1 400 Bad Request\r\n\r\n", true },
		{ "HTTP/1.1 400 Bad Request\r\nServer", true },
		{ "HTTP/1.1 426 Upgrade Required\r\n\r\n", true },
		{ "HTTP/1.1 200 OK\r\n\r\nplease use HTTPS", true },
		{ "HTTP/1.1 302 Found\r\nLocation: https://device/\r\n\r\n", true },
		{ "HTTP/1.1 302 Found\r\nLocation: /login\r\n\r\n", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_INT(rows[i].in, identify_words_want_tls(bytes_of(rows[i].in)), rows[i].want);
}

static void ehlo(void **state)
{
	static const struct {
		const char *in;
		bool whole;
		const char *service;
	} rows[] = {
		{ "", false, NULL },
		{ "500 what?", false, NULL },
		{ "500 what?\r\n", true, "ftp" },
		{ "502 no\r\n", true, "ftp" },
		{ "503 log in first\r\n", true, "ftp" },
		{ "530-log\r\n530 in\r\n", true, "ftp" },
		{ "250-mail\r\n", false, NULL },
		{ "250-mail\r\n250 8BITMIME\r\n", true, NULL },
		{ "501 EHLO needs a name\r\n", true, NULL },
		{ "550 not you\r\n", true, NULL },
	};

	(void)state;
	assert_true(identify_words_want_ehlo(bytes_of("220 Welcome\r\n")));
	assert_false(identify_words_want_ehlo(bytes_of("220 Welcome")));
	assert_false(identify_words_want_ehlo(bytes_of("220-Welcome\r\n")));
	assert_false(identify_words_want_ehlo(bytes_of("220 Welcome\r\n500 what?\r\n")));
	assert_false(identify_words_want_ehlo(bytes_of("220 FTP\r\n")));
	assert_false(identify_words_want_ehlo(bytes_of("220 ESMTP\r\n")));
	assert_false(identify_words_want_ehlo(bytes_of("421 later\r\n")));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *service = NULL;

		TAP_INT(rows[i].in, identify_words_after_ehlo(bytes_of(rows[i].in), &service),
			rows[i].whole);
		TAP_TEXT(rows[i].in, service, rows[i].service);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(named),        cmocka_unit_test(an_echo),
	cmocka_unit_test(what_is_said), cmocka_unit_test(web_servers_that_want_tls),
	cmocka_unit_test(ehlo),
};

TAP_MAIN(tests)
