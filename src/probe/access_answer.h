/*
 * What somebody got who asked for a resource, and whether that is the resource.  Devices say "no"
 * in many ways: 401, 403, a redirect to the login, status 200 with the login page or with "please
 * log in".  So the answer is compared with what the one gets who may: by the words of its text that
 * stand neither on the login page nor on the page for an address that cannot exist.  What fits
 * neither a yes nor a known way to say no is unclear, and nothing is concluded from it.
 *
 * Pure; an answer owns nothing.
 */
#pragma once

#include "base/base.h"
#include "login/login.h"

#define ACCESS_WORDS_MAX 1024   /* different words of one answer; what comes later is left out */
#define ACCESS_LOCATION_MAX 512 /* of a redirect, with its NUL; a longer one is cut */
#define ACCESS_DISTINCT_MIN 3   /* so many words of its own make a text recognisable */

enum access_outcome { ACCESS_NOT_TRIED, ACCESS_UNCLEAR, ACCESS_DENIED, ACCESS_GRANTED };

struct access_answer {
	bool came; /* otherwise reason says why not, as a coverage reason; static text */
	const char *reason;
	int status;
	char location[ACCESS_LOCATION_MAX]; /* of a redirect, as it came; "" */
	bool is_page, password_field;
	char keys[LOGIN_TEXT_MAX];        /* of JSON: the members, and what means a result */
	bool says_wait;                   /* it holds back: 429, 423, or Retry-After */
	bool asks_basic, asks_digest;     /* the challenges of a 401 */
	uint32_t words[ACCESS_WORDS_MAX]; /* hashes, ascending, each once */
	unsigned n;
	uint32_t whole; /* of all words in their order */
};

/* Of a response's head and body, which are as they came; the body may be cut. */
void access_answer_read(struct access_answer *out, int status, struct bytes head,
			struct bytes body);

/* What is known beside the answer at hand; each may be NULL. */
struct access_known {
	const struct access_answer *valid, *valid_again; /* what the one gets who may */
	const struct access_answer *other;   /* another page that he gets: what frames both */
	const struct access_answer *nowhere; /* what nobody gets where there is nothing */
	const struct access_answer *login;   /* the page to log in at, as nobody gets it */
	const char *login_path;              /* where redirects to the login lead */
	bool open; /* without valid: a page that opens counts as the resource */
};

/* Of one who reads; never ACCESS_NOT_TRIED. */
enum access_outcome access_answer_judge(const struct access_answer *a,
					const struct access_known *known);

/*
 * Of one who sent a form back: valid is what the one got who may, nowhere what this one gets for
 * sending it to an address that cannot exist.  A redirect to the front page proves nothing.
 */
enum access_outcome access_answer_judge_sent(const struct access_answer *a,
					     const struct access_known *known);

/* Of the owner: the login page again, or a refusal, is no yes.  valid is not looked at. */
enum access_outcome access_answer_judge_owner(const struct access_answer *a,
					      const struct access_known *known);

/* Is it a redirect to that path (NULL: no)?  One without a slash in front is compared by its end.
 */
bool access_answer_leads_to(const struct access_answer *a, const char *path);

/* Is this what a person gets who may read it?  A page or a file, and not the login. */
bool access_answer_is_content(const struct access_answer *a);

/* Are these the same text, but for numbers and tokens? */
bool access_answer_same(const struct access_answer *a, const struct access_answer *b);

const char *access_answer_outcome(enum access_outcome o); /* "granted" ... */
