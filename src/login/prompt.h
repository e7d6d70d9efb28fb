/*
 * What a terminal's text asks for, in whatever language.  Words are known in many; where none is
 * known, a line that has no end is a question, and what follows a name is a password.  Pure.
 */
#pragma once

#include "base/base.h"
#include "login/login.h"

enum prompt {
	PROMPT_NOTHING,  /* nothing is asked: no text, or it ends with a line end */
	PROMPT_NAME,     /* a word for a name */
	PROMPT_PASSWORD, /* a word for a password */
	PROMPT_NEW,      /* for a new password: one is in */
	PROMPT_SHELL,    /* ends as a shell's prompt does */
	PROMPT_OTHER,    /* a question in words we do not know */
};

/* text: what came since we last sent something, in UTF-8. */
enum prompt prompt_read(struct bytes text);

/* The line that is not ended, without blanks around it; borrowed. */
struct bytes prompt_line(struct bytes text);

/* The last line with something in it, ended or not; borrowed. */
struct bytes prompt_last(struct bytes text);

/* Does it say that a login did not succeed? */
bool prompt_says_no(struct bytes text);

/*
 * What all that came after the password says, compared with the question that was asked first: the
 * same one again, another one, a word for "no", a shell.
 */
enum login_says prompt_outcome(struct bytes text, struct bytes first);
