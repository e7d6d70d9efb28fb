#include "login/login_ftp.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "login/login_talk.h"
#include "login/print.h"
#include "wire/ftp.h"

enum {
	FTP_READY = 220,
	FTP_INSIDE = 230,
	FTP_AUTH_OK = 234,
	FTP_CREATED = 257, /* PWD's answer */
	FTP_NEED_PASSWORD = 331,
	FTP_NEED_ACCOUNT = 332,
	FTP_NOT_AVAILABLE = 421,
	FTP_NOT_LOGGED_IN = 530,
};

#define COMMAND_MAX 1024

struct ftp {
	struct login_talk talk;
	struct buf in;
	unsigned code;
	struct buf text;
};

/* The next reply goes to code and text.  Multi-line ones are what greets a guest. */
static int reply_read(struct ftp *f)
{
	struct ftp_reply reply;
	int r;

	while ((r = ftp_reply_decode(buf_view(&f->in), &reply)) == E_TRUNC) {
		if (f->in.n >= FTP_REPLY_MAX)
			return E_LIMIT;
		r = stream_read(&f->talk.stream, &f->in, FTP_REPLY_MAX - f->in.n,
				f->talk.t->deadline);
		if (r < 0)
			return r;
	}
	if (r < 0)
		return r;
	f->code = reply.code;
	buf_clear(&f->text);
	buf_bytes(&f->text, reply.text);
	memmove(f->in.p, f->in.p + reply.used, f->in.n - reply.used);
	f->in.n -= reply.used;
	return 0;
}

static int command(struct ftp *f, const char *verb, const char *argument)
{
	CLEANUP(buf_done) struct buf line = BUF(COMMAND_MAX);
	int r;

	/* RFC 959 5.3.1: a name that holds a line end would be two commands. */
	if (argument && strpbrk(argument, "\r\n"))
		return E_UNSUPPORTED;
	buf_format(&line, "%s%s%s\r\n", verb, argument ? " " : "", argument ? argument : "");
	if (!buf_ok(&line))
		return E_UNSUPPORTED;
	r = stream_write(&f->talk.stream, buf_view(&line), f->talk.t->deadline);
	return r < 0 ? r : reply_read(f);
}

static bool wants_tls(const struct ftp *f)
{
	struct bytes text = buf_view(&f->text);

	return f->code >= 400 && f->code != FTP_NOT_AVAILABLE && !f->talk.stream.tls &&
	       (text_has_word(text, "TLS") || text_has_word(text, "SSL") ||
		text_find(text, bytes_of("encrypt")));
}

static int start_tls(struct ftp *f)
{
	int r = command(f, "AUTH", "TLS");

	if (r < 0 || f->code != FTP_AUTH_OK)
		return r;
	buf_clear(&f->in); /* what came before the handshake is nobody's */
	return stream_start_tls(&f->talk.stream, f->talk.t->deadline);
}

static enum login_says says(unsigned code)
{
	switch (code) {
	case FTP_INSIDE:
	case FTP_CREATED:
		return LOGIN_SAYS_YES;
	case FTP_NOT_LOGGED_IN:
		return LOGIN_SAYS_NO;
	default:
		return LOGIN_SAYS_NOTHING;
	}
}

/* All that is said until there is an answer; f holds the last reply. */
static int dialogue(struct ftp *f)
{
	const struct login_try *t = f->talk.t;
	int r = reply_read(f);

	if (r < 0 || f->code != FTP_READY)
		return r;
	if (!t->account)
		return command(f, "PWD", NULL);
	r = command(f, "USER", t->account);
	if (r == 0 && wants_tls(f)) {
		r = start_tls(f);
		if (r == 0 && f->code == FTP_AUTH_OK)
			r = command(f, "USER", t->account);
	}
	if (r == 0 && f->code == FTP_NEED_PASSWORD)
		r = command(f, "PASS", t->secret);
	return r;
}

void login_ftp(const struct login_door *door, const struct login_try *t, struct login_reply *reply)
{
	struct ftp f = { .in = BUF(FTP_REPLY_MAX), .text = BUF(FTP_REPLY_MAX) };
	struct print_typed typed = login_talk_typed(t);
	int r = login_talk_open(&f.talk, door, t, reply);

	if (r == 0) {
		r = dialogue(&f);
		if (r < 0) {
			login_talk_failed(&f.talk, r);
		} else if (f.code == FTP_NEED_ACCOUNT) {
			login_talk_unable(&f.talk, "the server asks for an account besides");
		} else {
			struct login_print print =
			    print_said(says(f.code), (int)f.code, buf_view(&f.text), &typed);

			login_talk_answered(&f.talk, &print);
			if (f.code == FTP_INSIDE)
				(void)!command(&f, "QUIT", NULL);
		}
	}
	login_talk_done(&f.talk);
	buf_done(&f.in);
	buf_done(&f.text);
}
