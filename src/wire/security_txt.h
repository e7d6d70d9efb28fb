/* security.txt (RFC 9116): fields, and every breach of the rules as a list of findings. */
#pragma once

#include "base/base.h"

struct arena;

#define SECURITY_TXT_MAX (64u << 10)
#define SECURITY_TXT_FIELDS_MAX 64
#define SECURITY_TXT_FAULTS_MAX 16

enum security_txt_fault {
	SECURITY_TXT_NO_CONTACT,
	SECURITY_TXT_CONTACT_NO_URI,
	SECURITY_TXT_NO_EXPIRES,
	SECURITY_TXT_TWO_EXPIRES,
	SECURITY_TXT_BAD_EXPIRES,
	SECURITY_TXT_EXPIRED,
	SECURITY_TXT_TWO_LANGUAGES,
	SECURITY_TXT_NOT_UTF8,
	SECURITY_TXT_BAD_LINE, /* neither a field, nor a comment, nor empty; or a value is missing
				*/
	SECURITY_TXT_NO_HTTPS, /* a web address that does not begin with "https://" */
};

/* "no-contact", "contact-no-uri", "no-expires", ... */
const char *security_txt_fault_name(enum security_txt_fault fault);

struct security_txt_field {
	const char *name, *value; /* in the arena, as written, without blanks around them */
};

struct security_txt {
	struct security_txt_field fields[SECURITY_TXT_FIELDS_MAX];
	unsigned n_fields;
	int64_t expires; /* of the first Expires, Unix seconds; 0 when absent or unreadable */
	bool is_signed;  /* OpenPGP clear text signature around it (not verified) */
	enum security_txt_fault faults[SECURITY_TXT_FAULTS_MAX]; /* each kind at most once */
	unsigned n_faults;
};

/*
 * now: Unix seconds.  E_FORMAT when no line is a field that RFC 9116 or its registry names (a page
 * saying "not found" with status 200); E_LIMIT above SECURITY_TXT_MAX, SECURITY_TXT_FIELDS_MAX or
 * the arena's budget.
 */
int security_txt_decode(struct arena *arena, struct bytes in, int64_t now,
			struct security_txt *out) MUST_USE;

/* Value of the first field of that name, case-insensitive, or NULL. */
const char *security_txt_find(const struct security_txt *s, const char *name);
