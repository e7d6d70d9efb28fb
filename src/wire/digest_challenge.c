/* Parameters by name; the first of each counts. */
#include "wire/digest_challenge.h"

#include "base/cursor.h"
#include "base/err.h"
#include "base/text.h"
#include "wire/http.h"

#define SESSION_SUFFIX "-sess"

static const struct {
	const char *name;
	enum digest_hash hash;
} hashes[] = { { "MD5", DIGEST_MD5 },
	       { "SHA-256", DIGEST_SHA_256 },
	       { "SHA-512-256", DIGEST_SHA_512_256 } };

static int algorithm_decode(struct bytes name, struct digest_challenge *out)
{
	struct bytes base = name;
	size_t n = strlen(SESSION_SUFFIX);

	if (name.n > n &&
	    text_equal_nocase((struct bytes){ .p = name.p + name.n - n, .n = n }, SESSION_SUFFIX)) {
		out->session = true;
		base.n -= n;
	}
	out->algorithm = name;
	for (size_t i = 0; i < ARRAY_LEN(hashes); i++)
		if (text_equal_nocase(base, hashes[i].name)) {
			out->hash = hashes[i].hash;
			return 0;
		}
	return E_UNSUPPORTED;
}

/* "auth,auth-int" */
static int qop_decode(struct bytes list, struct digest_challenge *out)
{
	struct cursor c = cursor_of(list);

	while (cursor_left(&c) > 0) {
		struct cursor rest = c;
		struct bytes item = cursor_until(&rest, ',');

		if (!cursor_ok(&rest))
			item = (struct bytes){ .p = c.p, .n = cursor_left(&c) };
		cursor_skip(&c, item.n < cursor_left(&c) ? item.n + 1 : item.n);
		item = text_trim(item);
		out->qop_auth |= text_equal_nocase(item, "auth");
		out->qop_int |= text_equal_nocase(item, "auth-int");
	}
	return out->qop_auth || out->qop_int ? 0 : E_UNSUPPORTED;
}

static int param_take(const struct http_field *field, struct digest_challenge *out)
{
	static const char *const names[] = { "realm", "nonce", "opaque" };
	struct bytes *const values[] = { &out->realm, &out->nonce, &out->opaque };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (text_equal_nocase(field->name, names[i]) && !values[i]->p) {
			*values[i] = field->value;
			return field->value.n > DIGEST_CHALLENGE_VALUE_MAX ? E_LIMIT : 0;
		}
	if (text_equal_nocase(field->name, "algorithm") && !out->algorithm.p)
		return algorithm_decode(field->value, out);
	if (text_equal_nocase(field->name, "qop") && field->value.n > 0)
		return qop_decode(field->value, out);
	if (text_equal_nocase(field->name, "stale"))
		out->stale = text_equal_nocase(field->value, "true");
	return 0;
}

int digest_challenge_decode(struct bytes params, struct digest_challenge *out)
{
	struct digest_challenge challenge = { 0 };
	struct http_field field;

	while (http_param_next(&params, &field)) {
		int r = param_take(&field, &challenge);

		if (r < 0)
			return r;
	}
	if (!challenge.realm.p || challenge.nonce.n == 0)
		return E_FORMAT;
	*out = challenge;
	return 0;
}

int digest_challenge_find(struct bytes value, struct digest_challenge *out)
{
	struct http_challenges list;
	struct digest_challenge one;
	int result = http_challenges_decode(value, &list);
	bool found = false;

	if (result < 0)
		return result;
	result = E_MISSING;
	for (unsigned i = 0; i < list.n; i++) {
		if (!text_equal_nocase(list.at[i].scheme, "Digest"))
			continue;
		int r = digest_challenge_decode(list.at[i].params, &one);

		if (r == 0 && (!found || one.hash > out->hash)) {
			*out = one;
			found = true;
		}
		if (r < 0)
			result = r;
	}
	return found ? 0 : result;
}

int digest_challenge_choose(const struct http_head *head, struct digest_challenge *out)
{
	struct digest_challenge one;
	bool found = false;
	int result = E_MISSING;

	for (unsigned i = 0; i < head->n_fields; i++) {
		if (!text_equal_nocase(head->fields[i].name, "WWW-Authenticate"))
			continue;
		int r = digest_challenge_find(head->fields[i].value, &one);
		if (r == 0 && (!found || one.hash > out->hash)) {
			*out = one;
			found = true;
		} else if (r != E_MISSING && r < 0) {
			result = r;
		}
	}
	return found ? 0 : result;
}
