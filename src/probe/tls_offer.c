#include "probe/tls_offer.h"

#include "base/text.h"
#include "wire/tls.h"
#include "wire/tls_suite.h"

/* Hardly any server has them, and hardly any has them alone. */
static bool is_rare(const struct tls_suite *suite)
{
	static const char *const static_share[] = { "TLS_DH_", "TLS_ECDH_" };

	if (suite->traits & (TLS_DSS | TLS_CAMELLIA_ARIA | TLS_GOST))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(static_share); i++)
		if (text_starts(suite->name, static_share[i]) && !(suite->traits & TLS_ANON))
			return true;
	return false;
}

/* AEAD and MACs of SHA-2 are of TLS 1.2 (RFC 5246 1.2); what 1.3 has it has for itself. */
static bool is_known_to(unsigned version, const struct tls_suite *suite)
{
	bool only_1_3 = suite->traits & TLS_ONLY_1_3;

	if (version >= TLS_1_2)
		return only_1_3 == (version >= TLS_1_3);
	return !only_1_3 && (suite->traits & (TLS_SHA1 | TLS_MD5));
}

static size_t count(void)
{
	size_t n = 0;

	while (tls_suite_at(n))
		n++;
	return n;
}

/* Twice through the table: the first half of the places is for common suites, then the rare. */
void tls_offer_fill(struct tls_offer *out, unsigned version, uint32_t wanted, uint32_t unwanted,
		    size_t at)
{
	size_t all = count();

	out->n = 0;
	for (; at < 2 * all && out->n < TLS_OFFER_MAX - 1; at++) {
		const struct tls_suite *suite = tls_suite_at(at % all);

		if (is_rare(suite) == (at >= all) && is_known_to(version, suite) &&
		    (suite->traits & wanted) && !(suite->traits & (unwanted | TLS_OFFER_UNUSABLE)))
			out->suites[out->n++] = suite->id;
	}
	out->next = at;
}

bool tls_offer_end(struct tls_offer *offer, unsigned version, uint16_t suite)
{
	const struct tls_suite *known = tls_suite_find(suite);

	if (!known || !is_known_to(version, known))
		return false;
	if (offer->n == TLS_OFFER_MAX)
		offer->n--;
	offer->suites[offer->n++] = suite;
	return true;
}

bool tls_offer_has(const struct tls_offer *offer, uint16_t suite)
{
	for (unsigned i = 0; i < offer->n; i++)
		if (offer->suites[i] == suite)
			return true;
	return false;
}
