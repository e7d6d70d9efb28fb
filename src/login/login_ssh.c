/*
 * libssh is asked not to block, and the wait between two questions is ours: so one deadline holds
 * for all of a try, whatever the server drips.
 */
#include "login/login_ssh.h"

#include <libssh/libssh.h>
#include <poll.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "base/time.h"
#include "login/login_talk.h"
#include "login/print.h"

#define NOBODY "hoshi" /* "none" needs a name too */
#define ROUNDS_MAX 4   /* of keyboard-interactive: some begin with an empty one */
#define WAIT_MS 250    /* at most, as libssh may have something to do without a byte coming */

#define CIPHERS                                                                        \
	"chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com," \
	"aes256-ctr,aes192-ctr,aes128-ctr,aes256-cbc,aes192-cbc,aes128-cbc,3des-cbc"
#define MACS                                                                         \
	"hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha2-256," \
	"hmac-sha2-512,hmac-sha1-etm@openssh.com,hmac-sha1"

struct ssh_talk {
	struct login_talk talk;
	ssh_session session;
};

typedef int question(struct ssh_talk *s);

static bool is_over(const struct ssh_talk *s)
{
	return !ssh_is_connected(s->session) || ssh_get_fd(s->session) < 0 ||
	       ssh_get_status(s->session) & (SSH_CLOSED | SSH_CLOSED_ERROR);
}

/*
 * Until the question has an answer; SSH_AUTH_ERROR at the deadline, or when the connection is over:
 * of one that the server ended in the middle of a login, libssh says "again" for ever.
 */
static int ask(struct ssh_talk *s, question *q, int again)
{
	bool over = false;

	for (;;) {
		int r = q(s);

		if (r != again)
			return r;
		int left = time_left_ms(&time_system, s->talk.t->deadline);
		if (left == 0 || over)
			return SSH_AUTH_ERROR;
		/* Once more, for what came before the end. */
		over = is_over(s);
		if (over)
			continue;
		struct pollfd p = { .fd = ssh_get_fd(s->session), .events = POLLIN };
		if (ssh_get_poll_flags(s->session) & SSH_WRITE_PENDING)
			p.events |= POLLOUT;
		(void)poll(&p, 1, left < WAIT_MS ? left : WAIT_MS);
	}
}

static int ask_connect(struct ssh_talk *s)
{
	return ssh_connect(s->session);
}

static int ask_none(struct ssh_talk *s)
{
	return ssh_userauth_none(s->session, NULL);
}

static int ask_password(struct ssh_talk *s)
{
	return ssh_userauth_password(s->session, NULL, s->talk.t->secret);
}

static int ask_interactive(struct ssh_talk *s)
{
	return ssh_userauth_kbdint(s->session, NULL, NULL);
}

/*
 * The hidden question is the password; what is shown while it is typed is the name.  More than one
 * hidden question is not a password alone.
 */
static int answer_questions(struct ssh_talk *s, bool *answered)
{
	int n = ssh_userauth_kbdint_getnprompts(s->session);

	for (unsigned i = 0; n > 0 && i < (unsigned)n; i++) {
		char shown = 0;
		const char *text = ssh_userauth_kbdint_getprompt(s->session, i, &shown);

		transcript_note(&s->talk.stream.transcript, "asked%s: %s", shown ? "" : " (hidden)",
				text ? text : "");
		if (!shown && *answered)
			return E_UNSUPPORTED;
		*answered |= !shown;
		if (ssh_userauth_kbdint_setanswer(
			s->session, i, shown ? s->talk.t->account : s->talk.t->secret) < 0)
			return E_UNSUPPORTED;
	}
	return 0;
}

static int interactive(struct ssh_talk *s)
{
	bool answered = false;

	for (unsigned i = 0; i < ROUNDS_MAX; i++) {
		int r = ask(s, ask_interactive, SSH_AUTH_AGAIN);

		if (r != SSH_AUTH_INFO)
			return r;
		if (answer_questions(s, &answered) < 0)
			break;
	}
	login_talk_unable(&s->talk, "the server asks for more than a password");
	return SSH_AUTH_INFO;
}

/* ---- what came of it ---- */

static void print_offers(struct ssh_talk *s, struct buf *out)
{
	static const struct {
		int method;
		const char *name;
	} methods[] = { { SSH_AUTH_METHOD_PASSWORD, "password" },
			{ SSH_AUTH_METHOD_PUBLICKEY, "publickey" },
			{ SSH_AUTH_METHOD_INTERACTIVE, "keyboard-interactive" },
			{ SSH_AUTH_METHOD_HOSTBASED, "hostbased" },
			{ SSH_AUTH_METHOD_GSSAPI_MIC, "gssapi-with-mic" } };
	int offered = ssh_userauth_list(s->session, NULL);

	for (size_t i = 0; i < ARRAY_LEN(methods); i++)
		if (offered & methods[i].method)
			buf_format(out, "%s%s", out->n > 0 ? " " : "", methods[i].name);
}

static void said(struct ssh_talk *s, enum login_says says, const char *words)
{
	static const struct print_typed nothing = { 0 };
	struct login_print print = print_said(says, 0, bytes_of(words), &nothing);

	transcript_note(&s->talk.stream.transcript, "ssh: %s", words);
	login_talk_answered(&s->talk, &print);
}

/*
 * The words of OpenSSH when it hangs up at its limit of tries for one connection (MaxAuthTries).
 * Ours are the first there, so the limit is one, and this is its "no" (RFC 4252 4).
 */
static bool is_last_no(const char *why)
{
	return strstr(why, "Too many authentication failures") != NULL;
}

/* libssh has no code for why a connection ended; its words are the only ones there are. */
static void ended(struct ssh_talk *s, bool asked)
{
	const char *why = ssh_get_error(s->session);

	transcript_note(&s->talk.stream.transcript, "ssh: %s", why);
	if (strstr(why, "no match for method"))
		login_talk_unable(&s->talk, "no algorithm in common with the server");
	else if (asked && s->talk.t->account && is_last_no(why))
		said(s, LOGIN_SAYS_NO, "refused, and one try is all a connection has");
	else if (print_text_says_wait(bytes_of(why)))
		said(s, LOGIN_SAYS_WAIT, "too many authentication failures");
	else if (time_now(&time_system) >= s->talk.t->deadline)
		login_talk_failed(&s->talk, E_TIMEOUT);
	else if (is_over(s))
		login_talk_failed(&s->talk, E_EOF);
	else
		login_talk_failed(&s->talk, E_FORMAT);
}

static void judge(struct ssh_talk *s, int method, int r)
{
	CLEANUP(buf_done) struct buf offers = BUF(LOGIN_TEXT_MAX);

	switch (r) {
	case SSH_AUTH_SUCCESS:
		said(s, LOGIN_SAYS_YES, "accepted");
		break;
	case SSH_AUTH_PARTIAL:
		print_offers(s, &offers);
		said(s, LOGIN_SAYS_NOTHING, "accepted in part");
		s->talk.reply->note = "the password was right, but is not all that is asked for";
		break;
	case SSH_AUTH_DENIED:
		if (method && !(ssh_userauth_list(s->session, NULL) & method)) {
			login_talk_unable(&s->talk, "the server does not offer this way of login");
			break;
		}
		print_offers(s, &offers);
		said(s, LOGIN_SAYS_NO, buf_cstr(&offers));
		break;
	case SSH_AUTH_INFO:
		break; /* told already */
	default:
		ended(s, true);
	}
}

/* Old devices know only what libssh leaves out by itself; it comes last. */
static void allow_old(ssh_session session)
{
	static const struct {
		enum ssh_options_e option;
		const char *names;
	} lists[] = {
		{ SSH_OPTIONS_KEY_EXCHANGE,
		  "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,"
		  "ecdh-sha2-nistp384,ecdh-sha2-nistp521,diffie-hellman-group18-sha512,"
		  "diffie-hellman-group16-sha512,diffie-hellman-group-exchange-sha256,"
		  "diffie-hellman-group14-sha256,diffie-hellman-group14-sha1,"
		  "diffie-hellman-group-exchange-sha1,diffie-hellman-group1-sha1" },
		{ SSH_OPTIONS_HOSTKEYS,
		  "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,"
		  "rsa-sha2-512,rsa-sha2-256,ssh-rsa" },
		{ SSH_OPTIONS_CIPHERS_C_S, CIPHERS },
		{ SSH_OPTIONS_CIPHERS_S_C, CIPHERS },
		{ SSH_OPTIONS_HMAC_C_S, MACS },
		{ SSH_OPTIONS_HMAC_S_C, MACS },
	};

	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		(void)ssh_options_set(session, lists[i].option, lists[i].names);
}

static bool prepare(struct ssh_talk *s)
{
	unsigned port = s->talk.door->port;
	const char *account = s->talk.t->account;
	/* libssh closes what it is given. */
	socket_t fd = dup(s->talk.stream.fd);
	int off = 0;

	s->session = ssh_new();
	if (!s->session || fd < 0) {
		if (fd >= 0)
			(void)close(fd);
		return false;
	}
	(void)ssh_options_set(s->session, SSH_OPTIONS_PROCESS_CONFIG, &off);
	(void)ssh_options_set(s->session, SSH_OPTIONS_HOST, s->talk.door->target.text);
	(void)ssh_options_set(s->session, SSH_OPTIONS_PORT, &port);
	(void)ssh_options_set(s->session, SSH_OPTIONS_USER, account && *account ? account : NOBODY);
	(void)ssh_options_set(s->session, SSH_OPTIONS_SSH_DIR, "/nonexistent");
	(void)ssh_options_set(s->session, SSH_OPTIONS_KNOWNHOSTS, "/dev/null");
	(void)ssh_options_set(s->session, SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null");
	allow_old(s->session);
	(void)ssh_options_set(s->session, SSH_OPTIONS_FD, &fd);
	ssh_set_blocking(s->session, 0);
	return true;
}

static void run(struct ssh_talk *s, question *q, int method)
{
	int r = ask(s, ask_connect, SSH_AGAIN);

	if (r != SSH_OK) {
		ended(s, false);
		s->talk.reply->unheard = s->talk.reply->print.end == LOGIN_CLOSED;
		return;
	}
	const char *banner = ssh_get_serverbanner(s->session);
	transcript_note(&s->talk.stream.transcript, "server: %s", banner ? banner : "");
	transcript_note(&s->talk.stream.transcript, "user authentication, method %s, as '%s'",
			!s->talk.t->account                  ? "none"
			: method == SSH_AUTH_METHOD_PASSWORD ? "password"
							     : "keyboard-interactive",
			s->talk.t->account ? s->talk.t->account : NOBODY);
	if (!s->talk.t->account)
		judge(s, 0, ask(s, ask_none, SSH_AUTH_AGAIN));
	else
		judge(s, method, q ? ask(s, q, SSH_AUTH_AGAIN) : interactive(s));
}

static void attempt(const struct login_door *door, const struct login_try *t,
		    struct login_reply *reply, question *q, int method)
{
	struct ssh_talk s = { .session = NULL };

	if (login_talk_open(&s.talk, door, t, reply) == 0) {
		if (door->tls)
			login_talk_unable(&s.talk, "SSH inside TLS");
		else if (t->account && !*t->account)
			login_talk_unable(&s.talk, "SSH has no empty account names");
		else if (!prepare(&s))
			login_talk_failed(&s.talk, -EMFILE);
		else
			run(&s, q, method);
	}
	if (s.session) {
		ssh_disconnect(s.session);
		ssh_free(s.session);
	}
	login_talk_done(&s.talk);
}

void login_ssh_password(const struct login_door *door, const struct login_try *t,
			struct login_reply *reply)
{
	attempt(door, t, reply, ask_password, SSH_AUTH_METHOD_PASSWORD);
}

void login_ssh_interactive(const struct login_door *door, const struct login_try *t,
			   struct login_reply *reply)
{
	attempt(door, t, reply, NULL, SSH_AUTH_METHOD_INTERACTIVE);
}
