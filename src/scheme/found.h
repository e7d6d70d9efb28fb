/*
 * The first hour of a registry: its owner, the authorities of the settings, and an administrator,
 * who invites everybody else.
 */
#pragma once

#include "base/base.h"
#include "crypto/token.h"
#include "scheme/scheme.h"

struct err;

struct found {
	const char *name_ja, *name_en; /* of the owner */
	const char *mail, *person;     /* of the administrator */
	const char *language;
};

/*
 * E_EXISTS when there is an owner already.  token: of the link that sets up the administrator's
 * account, "/link/TOKEN"; it is in the outbox too.
 */
int found_registry(struct scheme *s, const struct found *in, char token[static TOKEN_TEXT_MAX],
		   struct err *err) MUST_USE;
