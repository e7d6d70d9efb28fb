/*
 * Words are runs of ASCII letters, and every two characters that follow one another in other
 * scripts (Japanese has no blanks).  What holds a digit or is as long as a token differs between
 * two answers of the same kind and counts for nothing.
 */
#include "probe/access_answer.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "login/print_keys.h"
#include "login/print_text.h"
#include "wire/html.h"
#include "wire/http.h"

#define TEXT_MAX (512u << 10)
#define PAGE_BUDGET (8u << 20)
#define SHORT_TEXT 60      /* words; a refusal is no longer */
#define SHORT_BODY 64      /* bytes; such a text counts as it is */
#define GRANTED_PERCENT 90 /* of the resource's own words, and it is the resource */
#define ALIKE_PERCENT 90
#define SEED 2166136261u

/* ---- words ---- */

static uint32_t hash_add(uint32_t hash, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		hash = (hash ^ p[i]) * 16777619u;
	return hash;
}

static void word_add(struct access_answer *a, const uint8_t *p, size_t n)
{
	uint32_t word = hash_add(SEED, p, n);

	a->whole = hash_add(a->whole, (const uint8_t *)&word, sizeof(word));
	for (unsigned i = 0; i < a->n; i++)
		if (a->words[i] == word)
			return;
	if (a->n < ACCESS_WORDS_MAX)
		a->words[a->n++] = word;
}

static bool is_letter(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static size_t ascii_word(struct access_answer *a, const uint8_t *p, size_t n)
{
	uint8_t lower[PRINT_TEXT_TOKEN_MIN];
	bool counts = true;
	size_t i = 0;

	for (; i < n && (is_letter(p[i]) || is_digit(p[i]) || p[i] == '_'); i++) {
		counts = counts && !is_digit(p[i]) && i < sizeof(lower);
		if (counts)
			lower[i] = (uint8_t)(p[i] | (is_letter(p[i]) ? 0x20 : 0));
	}
	if (counts)
		word_add(a, lower, i);
	return i;
}

/* Two characters of another script make a word; the second begins the next. */
static void words_read(struct access_answer *a, struct bytes text)
{
	size_t before = 0; /* bytes of the character just passed, if it is of another script */

	for (size_t i = 0; i < text.n;) {
		size_t step = text_utf8_step(text.p + i, text.n - i);

		if (step <= 1) {
			bool ascii = is_letter(text.p[i]) || is_digit(text.p[i]);

			before = 0;
			i += ascii ? ascii_word(a, text.p + i, text.n - i) : 1;
			continue;
		}
		if (before > 0)
			word_add(a, text.p + i - before, before + step);
		before = step;
		i += step;
	}
}

static int order(const void *a, const void *b)
{
	uint32_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return x < y ? -1 : x > y;
}

static bool has(const struct access_answer *a, uint32_t word)
{
	return a && bsearch(&word, a->words, a->n, sizeof(word), order);
}

/* ---- reading ---- */

static bool json_text_of(struct access_answer *out, struct buf *text, struct bytes body)
{
	CLEANUP(json_done) json_t *value = NULL;
	struct print_typed nothing = { 0 };
	struct bytes trimmed = text_trim(body);

	if (trimmed.n < 2 || (trimmed.p[0] != '{' && trimmed.p[0] != '[') ||
	    json_read(&value, trimmed, "answer", NULL) < 0)
		return false;
	print_keys(out->keys, value, &nothing);
	print_keys_all(text, value);
	return true;
}

/* The names of fields and the targets of links are of a page's own, too. */
static void page_text(struct buf *text, const struct html_page *page)
{
	buf_format(text, "%s %s ", page->title, page->text);
	for (unsigned i = 0; i < page->n_inputs; i++)
		buf_format(text, "%s ", page->inputs[i].name);
	for (unsigned i = 0; i < page->n_forms; i++)
		buf_format(text, "%s ", page->forms[i].action);
	for (unsigned i = 0; i < page->n_links; i++)
		buf_format(text, "%s ", page->links[i]);
}

static void body_read(struct access_answer *out, struct bytes body, struct bytes type)
{
	struct arena arena = ARENA(PAGE_BUDGET);
	CLEANUP(mem_freep) struct html_page *page = mem_array(1, sizeof(*page));
	CLEANUP(buf_done) struct buf text = BUF(TEXT_MAX);

	if (json_text_of(out, &text, body)) {
		words_read(out, buf_view(&text));
	} else if (body.n <= HTML_PAGE_MAX &&
		   (type.n == 0 || text_has_nocase(type, "html") || text_has_nocase(type, "xml")) &&
		   memchr(body.n > 0 ? body.p : (const uint8_t *)"", '<', body.n) &&
		   html_decode(&arena, body, NULL, page) == 0) {
		out->is_page = true;
		out->password_field = page->has_password;
		page_text(&text, page);
		words_read(out, buf_view(&text));
	} else if (body.n > SHORT_BODY && text_utf8_valid(body)) {
		buf_add(&text, body.p, body.n < TEXT_MAX ? body.n : TEXT_MAX);
		words_read(out, buf_view(&text));
	} else {
		/* A picture, an archive, "0" or "1": only the very same bytes are the same. */
		out->whole = hash_add(out->whole, body.p, body.n);
	}
	qsort(out->words, out->n, sizeof(out->words[0]), order);
	arena_done(&arena);
}

void access_answer_read(struct access_answer *out, int status, struct bytes head, struct bytes body)
{
	CLEANUP(mem_freep) struct http_head *fields = mem_array(1, sizeof(*fields));
	struct bytes type = { 0 };

	*out = (struct access_answer){ .came = true, .status = status, .whole = SEED };
	if (http_head_decode(head, fields) == 0) {
		struct bytes place = http_field_find(fields, "Location");
		size_t n = place.n < ACCESS_LOCATION_MAX - 1 ? place.n : ACCESS_LOCATION_MAX - 1;

		memcpy(out->location, n > 0 ? place.p : (const uint8_t *)"", n);
		out->location[n] = '\0';
		type = http_field_find(fields, "Content-Type");
		out->says_wait = http_field_find(fields, "Retry-After").n > 0 && status >= 400;
		out->asks_basic = status == 401 && http_asks_for(fields, "Basic");
		out->asks_digest = status == 401 && http_asks_for(fields, "Digest");
	}
	out->says_wait = out->says_wait || status == 429 || status == 423;
	body_read(out, body, type);
}

/* ---- comparing ---- */

bool access_answer_same(const struct access_answer *a, const struct access_answer *b)
{
	return a->came && b->came && a->status == b->status && a->whole == b->whole &&
	       a->n == b->n && text_equal(a->location, b->location);
}

/* So many in a hundred of the words of each are in the other. */
static bool alike(const struct access_answer *a, const struct access_answer *b, unsigned percent)
{
	unsigned both = 0;

	if (!b || !b->came || a->status != b->status || !text_equal(a->keys, b->keys))
		return false;
	for (unsigned i = 0; i < a->n; i++)
		both += has(b, a->words[i]);
	return a->n == 0 || b->n == 0
		   ? a->n == b->n && a->whole == b->whole
		   : both * 100 >= a->n * percent && both * 100 >= b->n * percent;
}

/* How many in a hundred of the resource's own words are in the answer; -1: it has too few. */
static int share(const struct access_answer *a, const struct access_known *k)
{
	unsigned own = 0, there = 0;
	bool framed = k->other && k->valid && !alike(k->other, k->valid, ALIKE_PERCENT);

	for (unsigned i = 0; k->valid && i < k->valid->n; i++) {
		uint32_t word = k->valid->words[i];

		if ((k->valid_again && !has(k->valid_again, word)) || has(k->nowhere, word) ||
		    has(k->login, word) || (framed && has(k->other, word)))
			continue;
		own++;
		there += has(a, word);
	}
	return own < ACCESS_DISTINCT_MIN ? -1 : (int)(there * 100 / own);
}

/* Does it speak of logging in, or of what is not allowed, where who may is told nothing of it? */
static bool asks_to_login(const struct access_answer *a, const struct access_answer *valid)
{
	static const char *const words[] = {
		"login",     "log",     "sign",           "signin",      "unauthorized",
		"forbidden", "denied",  "unauthorised",   "permission",  "authenticate",
		"session",   "expired", "authentication", "credentials", "allowed",
		"ログ",      "認証",    "権限",           "許可",        "拒否",
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		struct bytes word = bytes_of(words[i]);
		uint32_t hash = hash_add(SEED, word.p, word.n);

		if (has(a, hash) && !has(valid, hash))
			return true;
	}
	return false;
}

static bool is_redirect(const struct access_answer *a)
{
	return a->status >= 300 && a->status < 400;
}

static bool is_fine(const struct access_answer *a)
{
	return a->status >= 200 && a->status < 300;
}

/* The path of a redirect, without host, query and fragment. */
bool access_answer_leads_to(const struct access_answer *a, const char *path)
{
	const char *at = a->location, *host = strstr(at, "://");
	size_t n;

	if (!path || !is_redirect(a))
		return false;
	if (host) {
		at = strchr(host + 3, '/');
		at = at ? at : "/";
	}
	n = strcspn(at, "?#");
	size_t all = strlen(path);
	if (*at == '/')
		return all == n && memcmp(path, at, n) == 0;
	/* "login.html" on a page beside it: relative ones are compared by their end. */
	return n > 0 && n < all && path[all - n - 1] == '/' && memcmp(path + all - n, at, n) == 0;
}

bool access_answer_is_content(const struct access_answer *a)
{
	return a->came && is_fine(a) && !a->says_wait;
}

static bool says_no(const struct access_answer *a, const struct access_known *k)
{
	if (a->status == 401 || a->status == 403 || a->status == 407)
		return true;
	if (access_answer_leads_to(a, k->login_path))
		return true;
	if (!is_fine(a))
		return false;
	if (a->password_field && (!k->valid || !k->valid->password_field))
		return true;
	if (k->login && alike(a, k->login, ALIKE_PERCENT) &&
	    !(k->valid && alike(k->valid, k->login, ALIKE_PERCENT)))
		return true;
	if (k->nowhere && k->valid && alike(a, k->nowhere, ALIKE_PERCENT) &&
	    !alike(k->valid, k->nowhere, ALIKE_PERCENT))
		return true;
	return k->valid && a->n <= SHORT_TEXT && asks_to_login(a, k->valid);
}

static bool cannot_tell(const struct access_answer *a)
{
	return !a->came || a->says_wait || a->status >= 500 || a->status < 200;
}

/* Nobody is known who may: a page counts for itself. */
static enum access_outcome judge_alone(const struct access_answer *a, const struct access_known *k)
{
	if (says_no(a, k))
		return ACCESS_DENIED;
	if (!k->open || !is_fine(a) || (a->n <= SHORT_TEXT && asks_to_login(a, NULL)) ||
	    (k->nowhere && alike(a, k->nowhere, ALIKE_PERCENT)))
		return ACCESS_UNCLEAR;
	return ACCESS_GRANTED;
}

enum access_outcome access_answer_judge(const struct access_answer *a,
					const struct access_known *known)
{
	if (cannot_tell(a))
		return ACCESS_UNCLEAR;
	if (!known->valid)
		return judge_alone(a, known);
	if (!access_answer_is_content(known->valid))
		return says_no(a, known) ? ACCESS_DENIED : ACCESS_UNCLEAR;

	int own = share(a, known);
	/* Whatever status or redirect goes with it: the content was handed out. */
	if (own >= GRANTED_PERCENT && text_equal(a->keys, known->valid->keys) &&
	    !asks_to_login(a, known->valid))
		return ACCESS_GRANTED;
	if (says_no(a, known) || a->status == 404 || a->status == 410 || is_redirect(a))
		return ACCESS_DENIED;
	if (own < 0 && access_answer_same(a, known->valid) &&
	    !(known->nowhere && alike(known->valid, known->nowhere, ALIKE_PERCENT)))
		return ACCESS_GRANTED;
	return ACCESS_UNCLEAR;
}

enum access_outcome access_answer_judge_owner(const struct access_answer *a,
					      const struct access_known *known)
{
	if (cannot_tell(a))
		return ACCESS_UNCLEAR;
	if (a->status == 401 || a->status == 403 || a->status == 407 ||
	    access_answer_leads_to(a, known->login_path) ||
	    (a->password_field && alike(a, known->login, ALIKE_PERCENT)))
		return ACCESS_DENIED;
	return access_answer_is_content(a) ? ACCESS_GRANTED : ACCESS_UNCLEAR;
}

enum access_outcome access_answer_judge_sent(const struct access_answer *a,
					     const struct access_known *known)
{
	const struct access_answer *valid = known->valid;

	if (cannot_tell(a) || !valid || !valid->came || valid->status >= 400)
		return ACCESS_UNCLEAR;
	if (a->status >= 400)
		return a->status == 400 || a->status == 405 ? ACCESS_UNCLEAR : ACCESS_DENIED;
	if (says_no(a, known))
		return ACCESS_DENIED;
	bool as_nowhere =
	    known->nowhere && (access_answer_same(a, known->nowhere) ||
			       (is_fine(a) && alike(a, known->nowhere, ALIKE_PERCENT)));
	bool valid_as_nowhere =
	    known->nowhere && (access_answer_same(valid, known->nowhere) ||
			       (is_fine(valid) && alike(valid, known->nowhere, ALIKE_PERCENT)));
	if (as_nowhere)
		return valid_as_nowhere ? ACCESS_UNCLEAR : ACCESS_DENIED;
	if (is_redirect(a)) {
		/* Who is sent away and who is done may both end at the front page. */
		if (access_answer_leads_to(a, "/") || !is_redirect(valid))
			return is_redirect(valid) ? ACCESS_UNCLEAR : ACCESS_DENIED;
		return text_equal(a->location, valid->location) ? ACCESS_GRANTED : ACCESS_UNCLEAR;
	}
	/* One word may be the difference between "saved" and "not saved". */
	return alike(a, valid, 100) ? ACCESS_GRANTED : ACCESS_UNCLEAR;
}

const char *access_answer_outcome(enum access_outcome o)
{
	static const char *const names[] = { "not_tried", "unclear", "denied", "granted" };

	return names[o];
}
