/* A print as one JSON object, in the order of the struct: for tests, and the tool they drive. */
#pragma once

#include "base/json.h"
#include "login/login.h"

static inline const char *print_json_end(enum login_end end)
{
	switch (end) {
	case LOGIN_ANSWERED:
		return "answered";
	case LOGIN_REFUSED:
		return "refused";
	case LOGIN_SILENT:
		return "silent";
	case LOGIN_CLOSED:
		return "closed";
	case LOGIN_GARBAGE:
		return "garbage";
	case LOGIN_UNABLE:
		return "unable";
	}
	return NULL;
}

static inline const char *print_json_says(enum login_says says)
{
	switch (says) {
	case LOGIN_SAYS_NOTHING:
		return "nothing";
	case LOGIN_SAYS_NO:
		return "no";
	case LOGIN_SAYS_YES:
		return "yes";
	case LOGIN_SAYS_WAIT:
		return "wait";
	}
	return NULL;
}

static inline json_t *print_json(const struct login_print *p)
{
	return json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:s, s:b, s:I, s:I}", "end",
			 print_json_end(p->end), "says", print_json_says(p->says), "status",
			 p->status, "location", p->location, "cookies", p->cookies, "keys", p->keys,
			 "words", p->words, "password_field", p->password_field, "length",
			 (json_int_t)p->length, "retry_after", (json_int_t)p->retry_after);
}
