/*
 * SSH as a server shows it before any key is agreed: version, algorithms of its KEXINIT.  Then, as
 * a visitor without a password (the method "none", RFC 4252 5.2), which ways of login it offers.
 */
#include "probe/probe.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "login/login.h"
#include "net/stream.h"
#include "run/coverage.h"
#include "wire/ssh.h"

#define CONNECT_TIME (5 * TIME_SECOND)
#define ANSWER_TIME (8 * TIME_SECOND)
#define BYTES_MAX (64u << 10)
#define LOGIN_TIME (10 * TIME_SECOND)

static int read_some(struct stream *s, struct buf *in, int64_t deadline)
{
	return in->n >= BYTES_MAX ? E_LIMIT : stream_read(s, in, BYTES_MAX - in->n, deadline);
}

static int read_banner(struct stream *s, struct buf *in, struct ssh_banner *banner,
		       int64_t deadline)
{
	int r;

	while ((r = ssh_banner_decode(buf_view(in), banner)) == E_TRUNC)
		if ((r = read_some(s, in, deadline)) < 0)
			return r;
	return r;
}

static int read_kexinit(struct stream *s, struct buf *in, size_t at, struct ssh_kexinit *kexinit,
			int64_t deadline)
{
	struct bytes payload;
	size_t used;
	int r;

	for (;;) {
		r = ssh_packet_decode((struct bytes){ .p = in->p + at, .n = in->n - at }, &payload,
				      &used);
		if (r != E_TRUNC)
			break;
		r = read_some(s, in, deadline);
		if (r < 0)
			return r;
	}
	return r < 0 ? r : ssh_kexinit_decode(payload, kexinit);
}

static void observe(struct probe_context *cx, uint16_t port, const char *where, struct bytes name,
		    const char *sha256)
{
	CLEANUP(mem_freep) char *text = text_visible_new(name, 100);

	probe_observe(cx,
		      json_pack("{s:s, s:s, s:i, s:s, s:s}", "kind", "crypto", "proto", "tcp",
				"port", port, "where", where, "name", text),
		      sha256);
}

/* Signals that travel among the names but are no algorithms (RFC 8308, OpenSSH PROTOCOL 1.10). */
static bool is_signal(struct bytes name)
{
	static const char *const prefixes[] = { "ext-info-", "kex-strict-" };

	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
		size_t n = strlen(prefixes[i]);

		if (name.n >= n && memcmp(name.p, prefixes[i], n) == 0)
			return true;
	}
	return false;
}

static bool has_name(const struct ssh_list *list, struct bytes name)
{
	for (unsigned i = 0; i < list->n; i++)
		if (bytes_equal(list->names[i], name))
			return true;
	return false;
}

/* Both directions of a list, each name once. */
static void observe_lists(struct probe_context *cx, uint16_t port, const char *where,
			  const struct ssh_list *a, const struct ssh_list *b, const char *sha256)
{
	for (unsigned i = 0; i < a->n; i++)
		if (!is_signal(a->names[i]))
			observe(cx, port, where, a->names[i], sha256);
	for (unsigned i = 0; b && i < b->n; i++)
		if (!has_name(a, b->names[i]))
			observe(cx, port, where, b->names[i], sha256);
}

static int posture_once(struct probe_context *cx, uint16_t port)
{
	CLEANUP(stream_done) struct stream s = STREAM_NONE;
	CLEANUP(buf_done) struct buf in = BUF(BYTES_MAX);
	CLEANUP(mem_freep) struct ssh_kexinit *kexinit = mem_array(1, sizeof(*kexinit));
	CLEANUP(mem_freep) char *label = mem_format("port %u: SSH KEXINIT", port);
	int64_t deadline = probe_deadline(cx, ANSWER_TIME);
	struct ssh_banner banner;
	char sha256[HASH_HEX_MAX];
	int r = stream_open(&s, &cx->target, port, probe_deadline(cx, CONNECT_TIME));

	if (r < 0)
		return r;
	r = read_banner(&s, &in, &banner, deadline);
	if (r == 0 && !banner.protocol_1) {
		size_t used = banner.used;

		r = stream_write(&s, bytes_of("SSH-2.0-hoshi\r\n"), deadline);
		if (r == 0)
			r = read_kexinit(&s, &in, used, kexinit, deadline);
		/* Reading may have moved the bytes that the banner borrowed. */
		(void)!ssh_banner_decode(buf_view(&in), &banner);
	}
	probe_transcript(cx, &s.transcript, label, sha256);
	if (r < 0)
		return r;
	/* "SSH-1.99" (RFC 4253 5.1) offers both. */
	if (banner.protocol_1 || text_find(banner.version, bytes_of("SSH-1.")))
		observe(cx, port, "ssh.protocol", bytes_of("SSH 1"), sha256);
	if (banner.protocol_1)
		return 0;
	observe(cx, port, "ssh.protocol", bytes_of("SSH 2"), sha256);
	observe_lists(cx, port, "ssh.kex", &kexinit->kex, NULL, sha256);
	observe_lists(cx, port, "ssh.host_key", &kexinit->host_key, NULL, sha256);
	observe_lists(cx, port, "ssh.cipher", &kexinit->cipher_out, &kexinit->cipher_in, sha256);
	observe_lists(cx, port, "ssh.mac", &kexinit->mac_out, &kexinit->mac_in, sha256);
	return 0;
}

/* One that drops connections while others log in (MaxStartups) may take the next. */
static const char *posture(struct probe_context *cx, uint16_t port)
{
	int r = posture_once(cx, port);

	for (unsigned n = 0; probe_wait_turn(cx, r == E_EOF || r == E_REFUSED, n); n++)
		r = posture_once(cx, port);
	return r < 0 ? probe_reason(r) : NULL;
}

/* ---- ways of login ---- */

static void observe_login(struct probe_context *cx, uint16_t port, const char *mechanism,
			  const char *sha256)
{
	probe_observe(cx,
		      json_pack("{s:s, s:s, s:i, s:b, s:s, s:s}", "kind", "login", "proto", "tcp",
				"port", port, "tls", 0, "service", "ssh", "mechanism", mechanism),
		      sha256);
}

static void observe_guest(struct probe_context *cx, uint16_t port, const char *sha256)
{
	probe_observe(cx,
		      json_pack("{s:s, s:s, s:i, s:b, s:s, s:b, s:s}", "kind", "guest", "proto",
				"tcp", "port", port, "tls", 0, "service", "ssh", "granted", 1,
				"what", "auth-none"),
		      sha256);
}

static const char *trouble_of(enum login_end end)
{
	switch (end) {
	case LOGIN_ANSWERED:
	case LOGIN_GARBAGE:
		break;
	case LOGIN_REFUSED:
		return "no_answer";
	case LOGIN_SILENT:
		return "deadline";
	case LOGIN_CLOSED:
		return "closed";
	case LOGIN_UNABLE:
		return "unsupported";
	}
	return "garbage";
}

static void ask_nobody(struct probe_context *cx, const struct login_door *door,
		       struct login_reply *reply)
{
	const struct login_try nobody = { .deadline = probe_deadline(cx, LOGIN_TIME) };

	*reply = (struct login_reply){ 0 };
	login_find("ssh", door->mechanism)->attempt(door, &nobody, reply);
}

/* A refusal lists what would be taken instead (RFC 4252 5.1); the words of the reply are that list.
 */
static const char *logins(struct probe_context *cx, uint16_t port)
{
	static const char *const ways[] = { "password", "publickey", "keyboard-interactive" };
	const struct login_door door = {
		.target = cx->target, .port = port, .host = cx->name, .mechanism = "password"
	};
	CLEANUP(login_reply_done) struct login_reply reply = { 0 };
	CLEANUP(mem_freep) char *label = mem_format("port %u: SSH ways of login", port);
	char sha256[HASH_HEX_MAX];

	ask_nobody(cx, &door, &reply);
	for (unsigned n = 0;
	     probe_wait_turn(cx, reply.unheard || reply.print.end == LOGIN_REFUSED, n); n++) {
		login_reply_done(&reply);
		ask_nobody(cx, &door, &reply);
	}
	probe_transcript(cx, &reply.transcript, label, sha256);
	switch (reply.print.says) {
	case LOGIN_SAYS_YES:
		observe_guest(cx, port, sha256);
		return NULL;
	case LOGIN_SAYS_NO:
		break;
	case LOGIN_SAYS_NOTHING:
	case LOGIN_SAYS_WAIT:
		return trouble_of(reply.print.end);
	}
	for (size_t i = 0; i < ARRAY_LEN(ways); i++)
		if (text_find(bytes_of(reply.print.words), bytes_of(ways[i])))
			observe_login(cx, port, ways[i], sha256);
	return NULL;
}

void probe_ssh(struct probe_context *cx)
{
	size_t i = 0;
	const json_t *service;

	while ((service = probe_next_service(cx, &i, "ssh"))) {
		uint16_t port = probe_port(service);
		const char *trouble = json_flag(service, "tls") ? "unsupported" : posture(cx, port);

		probe_progress(cx, port, 0);
		if (!trouble)
			trouble = logins(cx, port);
		probe_cover(cx, COVERAGE_SSH, port, trouble ? "partial" : "complete", trouble);
	}
}
