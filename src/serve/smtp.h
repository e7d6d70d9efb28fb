/*
 * One mail to the mail server of the settings, by libcurl.  TLS with a certificate that can be
 * verified is required, by the system's authorities or by those of the settings alone (ca_file);
 * but for a server on this very machine, where nobody is in between, unless the settings name
 * those.
 *
 * Mail is sent once as far as SMTP allows: who dies between the server's "250" and telling the
 * registrar sends it again, with the same Message-ID.
 */
#pragma once

#include "base/base.h"
#include "base/buf.h"
#include "serve/outside.h"

struct err;
struct settings;

#define SMTP_PATIENCE 60 /* seconds for a mail, if the settings do not say */
#define SMTP_PASSWORD_MAX 1000
#define SMTP_PROBLEM_MAX 400
#define SMTP_CA_MAX (1u << 20) /* bytes of the file of authorities */

struct smtp {
	char *url, *host, *username, *password, *from; /* owned; NULL: none */
	struct buf ca; /* certificates of authorities, PEM; empty: the system's */
	uint16_t port;
	bool implicit_tls; /* smtps */
	int64_t patience;
};

/*
 * Reads the settings, the password's file, which is its owner's alone (E_REFUSED otherwise), and
 * the file of authorities (E_FORMAT: there is no certificate in it).
 */
int smtp_open(struct smtp *out, const struct settings *settings, struct err *err) MUST_USE;
void smtp_done(struct smtp *s);

enum smtp_end {
	SMTP_TAKEN,   /* the server has it now */
	SMTP_LATER,   /* not this time: a 4xx, or something that is not the mail's fault */
	SMTP_NEVER,   /* a 5xx to the recipient or the text */
	SMTP_NOBODY,  /* there is no server to talk to: no use in trying others now */
	SMTP_STOPPED, /* by the pulse */
};

/* problem: for people, one line, what the server said where it said something. */
enum smtp_end smtp_send(const struct smtp *s, const char *to, struct bytes message,
			const struct outside_pulse *pulse, char problem[static SMTP_PROBLEM_MAX]);
