/*
 * Comparing works on a mask of features.  A feature in which two strangers, or two wrong secrets,
 * or two visitors differ is unstable (a greeting with the time, a token in a title) and leaves the
 * mask; what is left has to tell yes from no.
 */
#include "login/oracle.h"

#include "base/text.h"

enum {
	F_END = 1 << 0,
	F_STATUS = 1 << 1,
	F_LOCATION = 1 << 2,
	F_COOKIES = 1 << 3,
	F_KEYS = 1 << 4,
	F_WORDS = 1 << 5,
	F_FIELD = 1 << 6,
	F_LENGTH = 1 << 7,
	F_SAYS = 1 << 8,
};

/* A length is already rounded; two neighbours of the rounding are still one kind. */
static bool length_differs(uint32_t a, uint32_t b)
{
	uint32_t more = a > b ? a : b, less = a > b ? b : a;

	return more - less > more / 8;
}

/* The features in which two answers differ. */
static unsigned differ(const struct login_print *a, const struct login_print *b)
{
	return (a->end != b->end ? F_END : 0u) | (a->says != b->says ? F_SAYS : 0u) |
	       (a->status != b->status ? F_STATUS : 0u) |
	       (text_equal(a->location, b->location) ? 0u : F_LOCATION) |
	       (text_equal(a->cookies, b->cookies) ? 0u : F_COOKIES) |
	       (text_equal(a->keys, b->keys) ? 0u : F_KEYS) |
	       (text_equal(a->words, b->words) ? 0u : F_WORDS) |
	       (a->password_field != b->password_field ? F_FIELD : 0u) |
	       (length_differs(a->length, b->length) ? F_LENGTH : 0u);
}

void oracle_learn(struct oracle *o, enum oracle_sample what, const struct login_print *print)
{
	if (o->of[what].n >= ORACLE_SAMPLES_MAX)
		return;
	/* How a connection ended and what the protocol says in its own words is never noise. */
	if (o->of[what].n > 0)
		o->unstable |= differ(&o->of[what].print[0], print) & ~(unsigned)(F_END | F_SAYS);
	o->of[what].print[o->of[what].n++] = *print;
}

static bool has_words(const struct login_print *p)
{
	return p->says != LOGIN_SAYS_NOTHING;
}

/*
 * A door that says "no" to nobody, and to a stranger something else that is no page or answer to
 * be compared: what it means by that cannot be known.
 */
static bool stranger_is_no_no(const struct oracle *o)
{
	const struct login_print *p = &o->of[ORACLE_STRANGER].print[0];

	return o->of[ORACLE_NONE].n > 0 && o->of[ORACLE_NONE].print[0].says == LOGIN_SAYS_NO &&
	       o->of[ORACLE_STRANGER].n > 0 && p->end == LOGIN_ANSWERED && !has_words(p) &&
	       !*p->keys && !p->password_field;
}

bool oracle_wants_more(const struct oracle *o)
{
	unsigned n = o->of[ORACLE_STRANGER].n;

	/* Who gave no answer gives no better reason the second time. */
	return n == 0 || (n == 1 && o->of[ORACLE_STRANGER].print[0].end == LOGIN_ANSWERED &&
			  !has_words(&o->of[ORACLE_STRANGER].print[0]) && !stranger_is_no_no(o));
}

static bool alike(const struct oracle *o, const struct login_print *a, const struct login_print *b)
{
	return (differ(a, b) & ~o->unstable) == 0;
}

static bool is_like(const struct oracle *o, enum oracle_sample what, const struct login_print *p)
{
	for (unsigned i = 0; i < o->of[what].n; i++)
		if (alike(o, &o->of[what].print[i], p))
			return true;
	return false;
}

static bool is_like_a_no(const struct oracle *o, const struct login_print *p)
{
	return is_like(o, ORACLE_STRANGER, p) || is_like(o, ORACLE_WRONG, p) ||
	       is_like(o, ORACLE_NONE, p);
}

static bool any_says(const struct oracle *o, enum oracle_sample what, enum login_says says)
{
	for (unsigned i = 0; i < o->of[what].n; i++)
		if (o->of[what].print[i].says == says)
			return true;
	return false;
}

const char *oracle_end_reason(enum login_end end)
{
	switch (end) {
	case LOGIN_ANSWERED:
		return NULL;
	case LOGIN_REFUSED:
	case LOGIN_SILENT:
		return "no_answer";
	case LOGIN_CLOSED:
		return "closed";
	case LOGIN_GARBAGE:
		return "garbage";
	case LOGIN_UNABLE:
		break;
	}
	return "unsupported";
}

bool oracle_is_limit(const struct login_print *p)
{
	if (p->says == LOGIN_SAYS_NO || p->says == LOGIN_SAYS_YES)
		return false;
	return p->says == LOGIN_SAYS_WAIT || p->status == 403 || p->status == 423 ||
	       p->status == 429 || p->status == 503;
}

/* A right pair, learned, that no wrong one looks like. */
static bool knows_yes(const struct oracle *o)
{
	const struct login_print *valid = &o->of[ORACLE_VALID].print[0];

	if (o->of[ORACLE_VALID].n == 0 || valid->end != LOGIN_ANSWERED ||
	    valid->says == LOGIN_SAYS_NO || valid->says == LOGIN_SAYS_WAIT)
		return false;
	return valid->says == LOGIN_SAYS_YES || !is_like_a_no(o, valid);
}

/* A connection that ends without an answer is no "no": it may be a ban that is lifted next minute.
 */
static const char *stranger_trouble(const struct oracle *o)
{
	for (unsigned i = 0; i < o->of[ORACLE_STRANGER].n; i++) {
		const struct login_print *p = &o->of[ORACLE_STRANGER].print[i];

		if (has_words(p))
			continue;
		if (p->end != LOGIN_ANSWERED)
			return oracle_end_reason(p->end);
		if (oracle_is_limit(p) && !is_like(o, ORACLE_NONE, p) && !knows_yes(o))
			return "locked";
	}
	return NULL;
}

static bool is_open(const struct oracle *o)
{
	if (any_says(o, ORACLE_NONE, LOGIN_SAYS_YES))
		return true;
	for (unsigned i = 0; i < o->of[ORACLE_NONE].n; i++)
		for (unsigned k = 0; k < o->of[ORACLE_VALID].n; k++)
			if (alike(o, &o->of[ORACLE_NONE].print[i], &o->of[ORACLE_VALID].print[k]) &&
			    !o->of[ORACLE_NONE].print[i].password_field &&
			    o->of[ORACLE_NONE].print[i].end == LOGIN_ANSWERED &&
			    o->of[ORACLE_NONE].print[i].says == LOGIN_SAYS_NOTHING &&
			    !oracle_is_limit(&o->of[ORACLE_NONE].print[i]))
				return true;
	return false;
}

/* A no that is neither in words nor alike twice is no kind of answer at all. */
static bool strangers_disagree(const struct oracle *o)
{
	const struct login_print *p = o->of[ORACLE_STRANGER].print;

	return o->of[ORACLE_STRANGER].n > 1 &&
	       (differ(&p[0], &p[1]) & (F_END | F_SAYS | F_STATUS | F_FIELD)) != 0;
}

const char *oracle_trouble(const struct oracle *o)
{
	const char *trouble;

	if (is_open(o))
		return "open";
	for (unsigned what = 0; what < ORACLE_SAMPLES; what++)
		if (any_says(o, (enum oracle_sample)what, LOGIN_SAYS_WAIT))
			return "locked";
	trouble = stranger_trouble(o);
	if (trouble)
		return trouble;
	if (oracle_wants_more(o) || stranger_is_no_no(o) ||
	    any_says(o, ORACLE_STRANGER, LOGIN_SAYS_YES) ||
	    any_says(o, ORACLE_WRONG, LOGIN_SAYS_YES) || strangers_disagree(o))
		return "no_control";
	if (o->of[ORACLE_VALID].n > 0 && !knows_yes(o)) {
		trouble = oracle_end_reason(o->of[ORACLE_VALID].print[0].end);
		return trouble ? trouble : "no_control";
	}
	return NULL;
}

bool oracle_is_certain(const struct oracle *o)
{
	return !oracle_trouble(o) && (knows_yes(o) || any_says(o, ORACLE_STRANGER, LOGIN_SAYS_NO));
}

bool oracle_tells_accounts(const struct oracle *o)
{
	return o->of[ORACLE_WRONG].n > 0 && o->of[ORACLE_STRANGER].n > 0 &&
	       !is_like(o, ORACLE_STRANGER, &o->of[ORACLE_WRONG].print[0]);
}

/* Is there an item in the list ("a,b") that no "no" has had? */
static bool has_new(const struct oracle *o, const char *list, size_t offset)
{
	struct bytes left = bytes_of(list);

	while (left.n > 0) {
		const uint8_t *comma = memchr(left.p, ',', left.n);
		struct bytes item = { .p = left.p, .n = comma ? (size_t)(comma - left.p) : left.n };
		bool known = item.n == 0;

		for (unsigned what = 0; what < ORACLE_VALID; what++)
			for (unsigned i = 0; i < o->of[what].n; i++)
				known = known ||
					text_find(
					    bytes_of((const char *)&o->of[what].print[i] + offset),
					    item);
		if (!known)
			return true;
		size_t taken = item.n + (comma ? 1 : 0);

		left = (struct bytes){ .p = left.p + taken, .n = left.n - taken };
	}
	return false;
}

static bool goes_elsewhere(const struct oracle *o, const struct login_print *p)
{
	if (p->status < 300 || p->status > 399 || !*p->location)
		return false;
	for (unsigned what = 0; what < ORACLE_VALID; what++)
		for (unsigned i = 0; i < o->of[what].n; i++)
			if (text_equal(o->of[what].print[i].location, p->location))
				return false;
	return true;
}

static bool asked_for_a_password(const struct oracle *o)
{
	for (unsigned what = 0; what < ORACLE_VALID; what++)
		for (unsigned i = 0; i < o->of[what].n; i++)
			if (o->of[what].print[i].password_field)
				return true;
	return false;
}

/* "token", "access_token", "accessToken", "jwt": what a program is handed to come back with. */
static bool has_token(const char *keys)
{
	static const char *const names[] = { "token", "Token", "jwt" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (text_find(bytes_of(keys), bytes_of(names[i])))
			return true;
	return false;
}

static bool has_shape_of_success(const struct oracle *o, const struct login_print *p)
{
	if (p->password_field)
		return false;
	if (goes_elsewhere(o, p) && asked_for_a_password(o) &&
	    has_new(o, p->cookies, offsetof(struct login_print, cookies)))
		return true;
	return p->status >= 200 && p->status < 300 && has_token(p->keys) &&
	       has_new(o, p->keys, offsetof(struct login_print, keys));
}

/*
 * HTTP and RTSP have a word for no (401) and none for yes: whatever lies behind the door.  "Not
 * found" behind a door that said 401 to a wrong pair is beyond it.
 */
static bool is_beyond(const struct oracle *o, const struct login_print *p)
{
	return o->of[ORACLE_STRANGER].print[0].says == LOGIN_SAYS_NO &&
	       o->of[ORACLE_STRANGER].print[0].status == 401 && !p->password_field &&
	       ((p->status >= 200 && p->status < 400) || p->status == 404 || p->status == 405);
}

enum oracle_answer oracle_say(const struct oracle *o, const struct login_print *p)
{
	switch (p->says) {
	case LOGIN_SAYS_WAIT:
		return ORACLE_LIMITED;
	case LOGIN_SAYS_NO:
		return ORACLE_NO;
	case LOGIN_SAYS_YES:
		return oracle_trouble(o) ? ORACLE_UNCLEAR : ORACLE_YES;
	case LOGIN_SAYS_NOTHING:
		break;
	}
	if (oracle_trouble(o))
		return ORACLE_UNCLEAR;
	if (p->end != LOGIN_ANSWERED)
		return ORACLE_UNCLEAR;
	if (is_like_a_no(o, p))
		return ORACLE_NO;
	if (oracle_is_limit(p))
		return ORACLE_LIMITED;
	if (is_beyond(o, p))
		return ORACLE_YES;
	if (knows_yes(o))
		return is_like(o, ORACLE_VALID, p) ? ORACLE_YES : ORACLE_UNCLEAR;
	return has_shape_of_success(o, p) ? ORACLE_YES : ORACLE_UNCLEAR;
}

const char *oracle_answer_name(enum oracle_answer a)
{
	static const char *const names[] = { "no", "yes", "limited", "unclear" };

	return names[a];
}
