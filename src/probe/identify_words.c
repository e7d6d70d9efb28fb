/* Most services are known by how they begin; the decoders of src/wire say what a beginning is. */
#include "probe/identify_words.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "wire/ftp.h"
#include "wire/http.h"
#include "wire/modbus.h"
#include "wire/mqtt.h"
#include "wire/ssh.h"
#include "wire/telnet.h"
#include "wire/tls.h"

#define TELNET_MAX (64u << 10) /* what is left of an answer without its negotiation */
#define FTP_GREETING 220
#define MODBUS_ID 0x4853

/* ---- what is said ---- */

static void say_http(struct buf *out, const char *host)
{
	buf_format(out,
		   "GET / HTTP/1.1\r\nHost: %s\r\nUser-Agent: hoshi\r\nConnection: close\r\n\r\n",
		   host);
}

/* Something for everybody: what only gets an alert is TLS too, but some servers just hang up. */
static void say_tls(struct buf *out)
{
	static const uint16_t suites[] = {
		0x1301, 0x1302, 0x1303,                 /* TLS 1.3 */
		0xc02f, 0xc02b, 0xc030, 0xc02c, 0xcca8, /* ECDHE with AEAD */
		0xcca9, 0xc0ae, 0xc013, 0xc009, 0xc014, /* ECDHE with CCM_8, with CBC */
		0x009e, 0x0033, 0x0039, 0x0016,         /* DHE */
		0x009c, 0x002f, 0x0035, 0x003c, 0x000a, /* RSA */
		0x0005, 0x0004, 0xc018, 0x0034, 0x003b, /* RC4, anonymous, unencrypted */
	};
	static const uint8_t zeros[TLS_RANDOM_SIZE];
	static const uint8_t base_point[TLS_X25519_SIZE] = { 9 };
	struct tls_hello hello = { .version = TLS_1_3,
				   .suites = suites,
				   .n_suites = ARRAY_LEN(suites),
				   .random = zeros,
				   .x25519 = base_point };

	tls_hello_encode(out, &hello);
}

/* Servers keep silent about what they do not know, and most know only one of these. */
static void say_modbus(struct buf *out)
{
	static const uint8_t units[] = { MODBUS_UNIT_ANY, 1 };

	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		modbus_identify_encode(out, MODBUS_ID, units[i]);
		modbus_server_id_encode(out, MODBUS_ID, units[i]);
	}
}

/* Which methods there are, of the server itself (RFC 2326 10.1); no login is asked for. */
static void say_rtsp(struct buf *out)
{
	buf_text(out, "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: hoshi\r\n\r\n");
}

void identify_words_ask(struct buf *out, enum identify_ask ask, const char *host)
{
	switch (ask) {
	case ASK_NOTHING:
		break;
	case ASK_HTTP:
		say_http(out, host);
		break;
	case ASK_TLS:
		say_tls(out);
		break;
	case ASK_MQTT:
		mqtt_connect_encode(out, "hoshi-identify", NULL, NULL, 30);
		break;
	case ASK_MODBUS:
		say_modbus(out);
		break;
	case ASK_RTSP:
		say_rtsp(out);
		break;
	}
}

/* ---- what the answer looks like ---- */

static bool has_word(struct bytes in, const char *word)
{
	return text_find(in, bytes_of(word)) != NULL;
}

static bool is_ssh(struct bytes in)
{
	struct ssh_banner banner;

	return ssh_banner_decode(in, &banner) == 0;
}

static bool is_greeting_220(struct bytes in, size_t *used)
{
	struct ftp_reply reply;

	if (ftp_reply_decode(in, &reply) < 0 || reply.code != FTP_GREETING)
		return false;
	*used = reply.used;
	return true;
}

static bool is_ftp(struct bytes in)
{
	size_t used;

	return is_greeting_220(in, &used) && has_word(in, "FTP") && !has_word(in, "SMTP");
}

/* A Telnet server that negotiates begins with it. */
static bool negotiates_telnet(struct bytes in)
{
	CLEANUP(buf_done) struct buf text = BUF(TELNET_MAX);
	CLEANUP(buf_done) struct buf reply = BUF(TELNET_MAX);
	struct telnet telnet = { 0 };

	return in.n > 0 && in.p[0] == 0xff && telnet_decode(&telnet, in, &text, &reply) == 0 &&
	       telnet.negotiated;
}

/* One that does not still asks for a name, and waits for it behind an unfinished line. */
static bool ends_in_prompt(struct bytes in)
{
	static const char *const prompts[] = { "login:", "Login:",    "Username:", "username:",
					       "User:",  "Password:", "ユーザ" };
	size_t start = in.n;

	while (start > 0 && in.p[start - 1] != '\n')
		start--;
	struct bytes line = { .p = in.p + start, .n = in.n - start };
	for (size_t i = 0; i < ARRAY_LEN(prompts); i++)
		if (has_word(line, prompts[i]))
			return true;
	return false;
}

/* A server with which we have nothing in common still answers in records. */
static bool is_tls(struct bytes in)
{
	struct tls_record record;
	int r = tls_record_decode(in, &record);

	return in.n >= 5 && (r == 0 || r == E_TRUNC);
}

static bool is_mqtt(struct bytes in)
{
	struct mqtt_packet packet;
	struct mqtt_connack connack;

	return mqtt_packet_decode(in, &packet) == 0 && mqtt_connack_decode(&packet, &connack) == 0;
}

static bool is_modbus(struct bytes in)
{
	struct modbus_answer answer;

	return modbus_decode(in, &answer) == 0 && answer.id == MODBUS_ID;
}

const char *identify_words_service(enum identify_ask ask, struct bytes in)
{
	if (http_looks_like(in))
		return "http";
	if (http_looks_like_rtsp(in))
		return "rtsp";
	if (is_ssh(in))
		return "ssh";
	if (is_ftp(in))
		return "ftp";
	if (negotiates_telnet(in) || ends_in_prompt(in))
		return "telnet";
	if (ask == ASK_TLS && is_tls(in))
		return "tls";
	if (ask == ASK_MODBUS && is_modbus(in))
		return "modbus";
	return ask == ASK_MQTT && is_mqtt(in) ? "mqtt" : NULL;
}

bool identify_words_echo(struct bytes said, struct bytes in)
{
	size_t n = in.n < said.n ? in.n : said.n;

	return n > 0 && memcmp(in.p, said.p, n) == 0;
}

bool identify_words_want_tls(struct bytes in)
{
	struct http_head head;

	if (http_head_decode(in, &head) < 0)
		return has_word(in, " 400") || has_word(in, "HTTPS");
	if (head.status == 400 || head.status == 403 || head.status == 426 || head.status == 497)
		return true;
	return has_word(in, "HTTPS") ||
	       (head.status / 100 == 3 && has_word(http_field_find(&head, "Location"), "https:"));
}

bool identify_words_want_ehlo(struct bytes in)
{
	size_t used;

	return is_greeting_220(in, &used) && used == in.n && !has_word(in, "FTP") &&
	       !has_word(in, "SMTP");
}

/* RFC 959 4.2: what is that, we do not have it, not now, not before a login. */
bool identify_words_after_ehlo(struct bytes in, const char **service)
{
	struct ftp_reply reply;

	if (ftp_reply_decode(in, &reply) < 0)
		return false;
	bool foreign =
	    reply.code == 500 || reply.code == 502 || reply.code == 503 || reply.code == 530;
	*service = foreign ? "ftp" : NULL;
	return true;
}
