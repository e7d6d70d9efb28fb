/*
 * Silence is what tells a question in an unknown language from the beginning of a longer text; a
 * known word at the end of what came spares the wait.
 */
#include "login/login_telnet.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "base/time.h"
#include "login/login_talk.h"
#include "login/print.h"
#include "login/prompt.h"
#include "wire/charset.h"
#include "wire/telnet.h"

#define BYTES_MAX (64u << 10)
#define TEXT_MAX (256u << 10) /* the same in UTF-8 */
#define LINE_MAX_BYTES 1024
#define QUIET_SHELL (700 * TIME_MS)      /* after what looks like a shell */
#define QUIET_QUESTION (2 * TIME_SECOND) /* after a line without end */
#define QUIET_NO (3 * TIME_SECOND)       /* after a word for "no": a question may follow */
#define ECHO_MIN 3                       /* bytes of a password that cannot be there by chance */

struct telnet_talk {
	struct login_talk talk;
	struct telnet telnet;
	struct buf raw;    /* since we last sent something, without commands */
	struct buf text;   /* the same in UTF-8 */
	const char *typed; /* what we last sent, "" at first */
	bool over;         /* the connection is */
};

static bool is_over(int r)
{
	return r == E_EOF || r == -ECONNRESET || r == -EPIPE;
}

static int receive(struct telnet_talk *s, int64_t deadline)
{
	CLEANUP(buf_done) struct buf in = BUF(BYTES_MAX);
	CLEANUP(buf_done) struct buf refusals = BUF(BYTES_MAX);
	int r = stream_read(&s->talk.stream, &in, 4096, deadline);

	if (r < 0)
		return r;
	(void)!telnet_decode(&s->telnet, buf_view(&in), &s->raw, &refusals);
	if (!buf_ok(&s->raw))
		return E_LIMIT;
	buf_clear(&s->text);
	charset_to_utf8(&s->text, buf_view(&s->raw), charset_guess(buf_view(&s->raw)));
	return refusals.n > 0
		   ? stream_write(&s->talk.stream, buf_view(&refusals), s->talk.t->deadline)
		   : 0;
}

/*
 * What came, without an echo of what was typed at its start; of an echo under way nothing is left.
 * A name may be "user", which is no question for one.
 */
static struct bytes heard(const struct telnet_talk *s, bool *echoed)
{
	struct bytes b = buf_view(&s->text);
	size_t n = strlen(s->typed);

	while (b.n > 0 && (*b.p == '\r' || *b.p == '\n')) {
		b.p++;
		b.n--;
	}
	*echoed = n > 0 && b.n > 0 && memcmp(b.p, s->typed, b.n < n ? b.n : n) == 0;
	if (!*echoed)
		return buf_view(&s->text);
	n = b.n < n ? b.n : n;
	return (struct bytes){ .p = b.p + n, .n = b.n - n };
}

/* How long it has to stay quiet before what came is a question; 0: it is one; -1: it is none. */
static int64_t quiet_needed(const struct telnet_talk *s, bool after_secret)
{
	bool echoed = false;
	struct bytes text = heard(s, &echoed);

	switch (prompt_read(text)) {
	case PROMPT_NAME:
	case PROMPT_PASSWORD:
	case PROMPT_NEW:
		return 0;
	case PROMPT_SHELL:
		return QUIET_SHELL;
	case PROMPT_OTHER:
		return QUIET_QUESTION;
	case PROMPT_NOTHING:
		break;
	}
	return after_secret && prompt_says_no(text) ? QUIET_NO : -1;
}

/* Until something is asked (or said, after the secret).  0 as well when the connection ended. */
static int listen_for(struct telnet_talk *s, bool after_secret)
{
	int64_t deadline = s->talk.t->deadline;

	for (;;) {
		int64_t quiet = quiet_needed(s, after_secret);
		int64_t until = quiet > 0 ? time_now(&time_system) + quiet : deadline;

		if (quiet == 0)
			return 0;
		until = until < deadline ? until : deadline;
		int r = receive(s, until);
		if (is_over(r)) {
			s->over = true;
			return 0;
		}
		if (r == E_TIMEOUT && quiet > 0)
			return 0;
		if (r < 0)
			return r;
	}
}

static int say(struct telnet_talk *s, const char *line)
{
	CLEANUP(buf_done) struct buf out = BUF(LINE_MAX_BYTES);

	if (strpbrk(line, "\r\n"))
		return E_UNSUPPORTED;
	buf_format(&out, "%s\r\n", line);
	if (!buf_ok(&out))
		return E_UNSUPPORTED;
	buf_clear(&s->raw);
	buf_clear(&s->text);
	s->typed = line;
	return stream_write(&s->talk.stream, buf_view(&out), s->talk.t->deadline);
}

static void answered(struct telnet_talk *s, enum login_says says, struct bytes text)
{
	struct print_typed typed = login_talk_typed(s->talk.t);
	struct login_print print = print_said(says, 0, prompt_last(text), &typed);

	login_talk_answered(&s->talk, &print);
}

/* What stands in the way of going on; true: the reply is filled. */
static bool stops(struct telnet_talk *s, int r)
{
	if (r == 0 && s->over && s->text.n == 0)
		r = E_EOF;
	if (r < 0)
		login_talk_failed(&s->talk, r);
	return r < 0;
}

static void give_secret(struct telnet_talk *s, struct bytes first)
{
	bool echoed = false;
	int r = say(s, s->talk.t->secret);

	if (r == 0)
		r = listen_for(s, true);
	if (stops(s, r))
		return;
	struct bytes text = heard(s, &echoed);

	if (echoed && strlen(s->talk.t->secret) >= ECHO_MIN)
		s->talk.reply->note = "the password is shown while it is typed";
	if (s->over && text_trim(text).n == 0) {
		login_talk_failed(&s->talk, E_EOF);
		return;
	}
	answered(s, prompt_outcome(text, first), text);
}

/* The first question is there, in first. */
static void give_name(struct telnet_talk *s, struct bytes first)
{
	bool echoed = false;
	int r = say(s, s->talk.t->account);

	if (r == 0)
		r = listen_for(s, true);
	if (stops(s, r))
		return;
	struct bytes text = heard(s, &echoed);

	if (s->over || prompt_read(text) == PROMPT_SHELL || print_text_says_wait(text) ||
	    prompt_read(text) == PROMPT_NAME)
		answered(s, prompt_outcome(text, first), text);
	else
		give_secret(s, first);
}

static void dialogue(struct telnet_talk *s)
{
	CLEANUP(buf_done) struct buf first = BUF(TEXT_MAX);
	bool visitor = !s->talk.t->account;
	int r = listen_for(s, false);

	if (stops(s, r))
		return;
	buf_bytes(&first, buf_view(&s->text));
	struct bytes text = buf_view(&first);
	enum prompt asks = prompt_read(text);

	if (print_text_says_wait(text))
		answered(s, LOGIN_SAYS_WAIT, text);
	else if (asks == PROMPT_SHELL)
		answered(s, LOGIN_SAYS_YES, text);
	else if (s->over)
		answered(s, LOGIN_SAYS_NOTHING, text);
	else if (visitor)
		answered(s, asks == PROMPT_OTHER ? LOGIN_SAYS_NOTHING : LOGIN_SAYS_NO, text);
	else if (asks == PROMPT_PASSWORD)
		give_secret(s, text);
	else
		give_name(s, text);
}

void login_telnet(const struct login_door *door, const struct login_try *t,
		  struct login_reply *reply)
{
	struct telnet_talk s = { .typed = "", .raw = BUF(BYTES_MAX), .text = BUF(TEXT_MAX) };

	if (login_talk_open(&s.talk, door, t, reply) == 0)
		dialogue(&s);
	login_talk_done(&s.talk);
	buf_done(&s.raw);
	buf_done(&s.text);
}
