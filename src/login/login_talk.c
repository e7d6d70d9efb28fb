#include "login/login_talk.h"

#include "base/err.h"
#include "base/time.h"

enum login_end login_talk_end(int code)
{
	switch (code) {
	case E_REFUSED:
	case -EHOSTUNREACH:
	case -ENETUNREACH:
	case -ECONNREFUSED:
		return LOGIN_REFUSED;
	case E_TIMEOUT:
		return LOGIN_SILENT;
	case E_EOF:
	case -ECONNRESET:
	case -EPIPE:
		return LOGIN_CLOSED;
	case E_FORMAT:
	case E_LIMIT:
	case E_TRUNC:
		return LOGIN_GARBAGE;
	default:
		return LOGIN_UNABLE;
	}
}

static const char *note_of(int code)
{
	switch (code) {
	case E_VERIFY:
		return "the TLS handshake failed";
	case -EADDRNOTAVAIL:
		return "the source address is none of ours";
	case -EMFILE:
	case -ENFILE:
		return "no descriptor is left";
	default:
		return "the connection could not be made";
	}
}

struct print_typed login_talk_typed(const struct login_try *t)
{
	return (struct print_typed){ .account = t->account, .secret = t->secret };
}

int login_talk_open(struct login_talk *talk, const struct login_door *door,
		    const struct login_try *t, struct login_reply *reply)
{
	int r;

	*talk = (struct login_talk){ .door = door,
				     .t = t,
				     .reply = reply,
				     .stream = STREAM_NONE,
				     .start = time_now(&time_system) };
	r = stream_open_from(&talk->stream, t->from, &door->target, door->port, t->deadline);
	if (r < 0) {
		transcript_init(&talk->stream.transcript, talk->start);
		transcript_note(&talk->stream.transcript, "tcp %s port %u: %s", door->target.text,
				door->port, err_name(r));
	} else {
		reply->connected = time_now(&time_system) - talk->start;
		if (door->tls)
			r = stream_start_tls(&talk->stream, t->deadline);
	}
	if (r < 0)
		login_talk_failed(talk, r);
	return r;
}

int login_talk_open_datagrams(struct login_talk *talk, const struct login_door *door,
			      const struct login_try *t, struct login_reply *reply)
{
	*talk = (struct login_talk){ .door = door,
				     .t = t,
				     .reply = reply,
				     .stream = STREAM_NONE,
				     .start = time_now(&time_system) };
	int r = stream_open_datagrams(&talk->stream, t->from, &door->target, door->port);

	if (r < 0)
		login_talk_failed(talk, r);
	return r;
}

void login_talk_answered(struct login_talk *talk, const struct login_print *print)
{
	talk->reply->print = *print;
	talk->reply->answered = time_now(&time_system) - talk->start;
}

void login_talk_failed(struct login_talk *talk, int code)
{
	talk->reply->print.end = login_talk_end(code);
	if (talk->reply->print.end == LOGIN_UNABLE)
		talk->reply->note = note_of(code);
	transcript_note(&talk->stream.transcript, "ended: %s", err_name(code));
}

void login_talk_unable(struct login_talk *talk, const char *note)
{
	talk->reply->print.end = LOGIN_UNABLE;
	talk->reply->note = note;
}

void login_talk_done(struct login_talk *talk)
{
	transcript_join(&talk->reply->transcript, &talk->stream.transcript);
	stream_done(&talk->stream);
}
