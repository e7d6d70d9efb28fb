#include "scheme/post_message.h"

#include <arpa/inet.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "workflow/settings.h"

#define LINE_END "\r\n"
#define LINE_MAX_BYTES 998 /* RFC 5322 2.1.1 */
#define ENCODED_BYTES                                                              \
	42 /* of text in one encoded word: 56 digits, 68 characters with its frame \
	    */
#define BASE64_LINE_BYTES 57        /* 76 digits, RFC 2045 6.8 */
#define SECONDS_EAST INT64_C(32400) /* Tokyo */

static bool is_ascii(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x7f || (*text < ' ' && *text != '\n'))
			return false;
	return true;
}

/* ---- the head ---- */

/*
 * RFC 2047: whole characters in each word, words on lines of their own.  Text that is ASCII stands
 * as it is, if it is short enough for a line and cannot be taken for an encoded word.
 */
static void put_words(struct buf *out, const char *text)
{
	size_t left = strlen(text);
	const char *gap = "";

	if (is_ascii(text) && !strchr(text, '\n') && !strstr(text, "=?") && left < 60) {
		buf_text(out, text);
		return;
	}
	while (left > 0) {
		size_t n = 0, step;

		while (n < left &&
		       (step = text_utf8_step((const uint8_t *)text + n, left - n)) > 0 &&
		       n + step <= ENCODED_BYTES)
			n += step;
		/* No UTF-8 never comes here; but a loop has to end. */
		if (n == 0)
			n = 1;
		buf_format(out, "%s=?UTF-8?B?", gap);
		base64_encode(out, (struct bytes){ .p = (const uint8_t *)text, .n = n });
		buf_text(out, "?=");
		gap = LINE_END " ";
		text += n;
		left -= n;
	}
}

/* A name before an address is a phrase: what is no atom is quoted, or made an encoded word. */
static void put_phrase(struct buf *out, const char *name)
{
	if (!is_ascii(name) || strpbrk(name, "\"\\\n") || strlen(name) > 60) {
		put_words(out, name);
		return;
	}
	buf_format(out, "\"%s\"", name);
}

/* RFC 5322 3.3, in Tokyo, whatever the locale. */
static void put_date(struct buf *out, int64_t at)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t local = (time_t)(at + SECONDS_EAST);
	struct tm tm;

	(void)gmtime_r(&local, &tm);
	buf_format(out, "Date: %s, %d %s %d %02d:%02d:%02d +0900" LINE_END, days[tm.tm_wday],
		   tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min,
		   tm.tm_sec);
}

/* ---- the text ---- */

static bool has_long_line(const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		if (n > LINE_MAX_BYTES)
			return true;
		text += n + (text[n] == '\n');
	}
	return false;
}

static void put_lines(struct buf *out, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		buf_add(out, text, n);
		buf_text(out, LINE_END);
		text += n + (text[n] == '\n');
	}
}

static void put_base64(struct buf *out, const char *text)
{
	CLEANUP(buf_done) struct buf lines = BUF(POST_MESSAGE_MAX);

	/* Lines of text end with CR LF in here too (RFC 2045 6.8). */
	put_lines(&lines, text);
	for (size_t i = 0; i < lines.n; i += BASE64_LINE_BYTES) {
		size_t n = lines.n - i < BASE64_LINE_BYTES ? lines.n - i : BASE64_LINE_BYTES;

		base64_encode(out, (struct bytes){ .p = lines.p + i, .n = n });
		buf_text(out, LINE_END);
	}
}

/* ---- all of it ---- */

static struct bytes host_of(const struct settings *settings)
{
	const char *url = json_text(settings->doc, "base_url");
	const char *host = strstr(url, "://") + 3;
	const char *port = *host == '[' ? strchr(host, ']') : strchr(host, ':');
	size_t n = !port ? strlen(host) : (size_t)(port - host) + (*port == ']');

	return (struct bytes){ .p = (const uint8_t *)host, .n = n };
}

char *post_message_sender(const struct settings *settings)
{
	const char *from = json_text(json_at(settings->doc, "/mail/smtp"), "from");
	struct bytes host = host_of(settings);
	CLEANUP(mem_freep) char *name = mem_textn((const char *)host.p, host.n);
	struct in_addr numeric;

	if (from)
		return mem_text(from);
	/* RFC 5321 4.1.3: an address in place of a name stands in brackets, IPv6 with its tag. */
	if (*name == '[')
		return mem_format("registry@[IPv6:%s", name + 1);
	return inet_pton(AF_INET, name, &numeric) == 1 ? mem_format("registry@[%s]", name)
						       : mem_format("registry@%s", name);
}

void post_message(struct buf *out, const struct settings *settings, const json_t *mail,
		  const char *from, enum post_carriage how)
{
	const char *language = json_text(mail, "language"), *body = json_text(mail, "body");
	const char *scheme = json_text(json_at(settings->doc, "/scheme/name"),
				       text_equal(language, "en") ? "en" : "ja");
	int64_t created = json_int(mail, "created", 0);
	struct bytes host = host_of(settings);
	bool plain = is_ascii(body),
	     base64 = how == POST_FOR_SMTP && (!plain || has_long_line(body));

	put_date(out, created);
	buf_text(out, "From: ");
	put_phrase(out, scheme);
	buf_format(out, LINE_END " <%s>" LINE_END "To: <%s>" LINE_END "Subject: ", from,
		   json_text(mail, "mail"));
	put_words(out, json_text(mail, "subject"));
	/* The same at each try, so that who gets it twice can see that it is one. */
	buf_format(out, LINE_END "Message-ID: <%" PRId64 ".%" PRId64 "@%.*s>" LINE_END, created,
		   json_int(mail, "id", 0), (int)host.n, (const char *)host.p);
	buf_format(out,
		   "Auto-Submitted: auto-generated" LINE_END "MIME-Version: 1.0" LINE_END
		   "Content-Language: %s" LINE_END
		   "Content-Type: text/plain; charset=utf-8" LINE_END
		   "Content-Transfer-Encoding: %s" LINE_END LINE_END,
		   language,
		   base64  ? "base64"
		   : plain ? "7bit"
			   : "8bit");
	if (base64)
		put_base64(out, body);
	else
		put_lines(out, body);
}
