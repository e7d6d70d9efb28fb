/*
 * Mail to people, in their language, into the outbox; the jobs role sends it.  Texts name numbers
 * and what to do, never what an inquiry was about or why something was refused: mail is read by
 * others on its way.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "scheme/call.h"

enum mail {
	MAIL_INVITATION,
	MAIL_RECOVERY,
	MAIL_HAS_ACCOUNT, /* somebody tried to register this address again */
	MAIL_MOVED,       /* an application or label is in another state */
	MAIL_TO_DO,       /* an officer or an authority has something to do */
	MAIL_MESSAGE,     /* a question or an answer */
	MAIL_REMINDER,    /* a label ends in so many days */
};

/* What stands for {path}, {number}, {state}, {days}, {day}; NULL where there is none. */
struct mail_words {
	const char *path; /* of a page; the base URL comes before it */
	const char *number;
	const char *state_ja, *state_en;
	const char *day;
	int64_t days;
};

/* account: a row with mail and language. */
enum outcome mail_send(struct call *c, const json_t *account, enum mail kind,
		       const struct mail_words *words);
/* To every active account of a role, or of an organisation. */
enum outcome mail_to_role(struct call *c, const char *role, enum mail kind,
			  const struct mail_words *words);
enum outcome mail_to_organisation(struct call *c, int64_t organisation, enum mail kind,
				  const struct mail_words *words);
/* To an authority of the settings; to nobody while no organisation is tied to it. */
enum outcome mail_to_authority(struct call *c, const char *authority, enum mail kind,
			       const struct mail_words *words);
