#include "probe/tls_witness.h"

#include "base/err.h"
#include "base/json.h"
#include "base/time.h"
#include "crypto/cert.h"
#include "probe/probe.h"
#include "wire/tls_flight.h"

static const struct {
	uint32_t trait;
	const char *name;
} class_names[] = {
	{ TLS_NULL, "null" },
	{ TLS_ANON, "anonymous" },
	{ TLS_EXPORT, "export" },
	{ TLS_RC4, "rc4" },
	{ TLS_DES, "des" },
	{ TLS_3DES, "3des" },
	{ TLS_RC2_IDEA_SEED, "rc2-idea-seed" },
	{ TLS_MD5, "md5" },
	{ TLS_STATIC_KEY, "static-key" },
	{ TLS_CBC, "cbc" },
	{ TLS_AEAD, "aead" },
};

static void observe(struct tls_witness *w, const char *sha256, const char *where, const char *name,
		    unsigned bits, const char *witness)
{
	json_t *o = json_pack("{s:s, s:s, s:i, s:s, s:s}", "kind", "crypto", "proto", "tcp", "port",
			      w->port, "where", where, "name", name);

	if (bits)
		json_object_set_new(o, "bits", json_integer(bits));
	if (witness)
		json_object_set_new(o, "witness", json_string(witness));
	probe_observe(w->cx, o, sha256);
}

static void observe_trait(struct tls_witness *w, const char *sha256, const char *trait,
			  bool present)
{
	probe_observe(w->cx,
		      json_pack("{s:s, s:s, s:i, s:s, s:b}", "kind", "tls_trait", "proto", "tcp",
				"port", w->port, "trait", trait, "present", present),
		      sha256);
}

static void observe_version(struct tls_witness *w, const struct tls_flight *f,
			    const struct tls_suite *suite, const char *sha256)
{
	if (w->versions[f->version])
		return;
	w->versions[f->version] = true;
	observe(w, sha256, "tls.version", tls_version_name(f->version), 0,
		suite ? suite->name : NULL);
	if (f->version < TLS_1_3) {
		observe_trait(w, sha256, "compression", f->compression != 0);
		observe_trait(w, sha256, "no-secure-renegotiation", !f->secure_renegotiation);
	}
}

static void observe_classes(struct tls_witness *w, const struct tls_suite *suite,
			    const char *sha256)
{
	for (size_t i = 0; i < ARRAY_LEN(class_names); i++) {
		uint32_t trait = class_names[i].trait;

		if (!(suite->traits & trait) || (w->classes & trait))
			continue;
		w->classes |= trait;
		observe(w, sha256, "tls.class", class_names[i].name, 0, suite->name);
	}
}

static void observe_group(struct tls_witness *w, const struct tls_flight *f, const char *sha256)
{
	if (!f->dh_bits && !f->group)
		return;
	for (unsigned i = 0; i < w->n_groups; i++)
		if (w->groups[i].dh_bits == f->dh_bits && w->groups[i].group == f->group)
			return;
	if (w->n_groups == TLS_WITNESS_GROUPS_MAX)
		return;
	w->groups[w->n_groups].group = f->group;
	w->groups[w->n_groups++].dh_bits = f->dh_bits;
	observe(w, sha256, "tls.group", f->dh_bits ? "ffdhe" : tls_group_name(f->group), f->dh_bits,
		NULL);
}

int tls_witness_hello(struct tls_witness *w, const struct tls_flight *f, const char *sha256)
{
	const struct tls_suite *suite = tls_suite_find(f->suite);

	assert(f->have_hello && !f->ssl2 && f->version >= TLS_SSL3 && f->version <= TLS_1_3);
	observe_version(w, f, suite, sha256);
	if (suite)
		observe_classes(w, suite, sha256);
	observe_group(w, f, sha256);
	return f->n_certificates > 0 ? tls_witness_certificate(w, f->certificates[0], sha256) : 0;
}

void tls_witness_ssl2(struct tls_witness *w, const char *sha256)
{
	observe(w, sha256, "tls.version", tls_version_name(TLS_SSL2), 0, NULL);
}

int tls_witness_certificate(struct tls_witness *w, struct bytes der, const char *sha256)
{
	struct cert c;
	char from[TIME_TEXT_MAX], to[TIME_TEXT_MAX];
	int64_t now = time_unix(&time_system);

	if (w->have_certificate)
		return 0;
	w->have_certificate = true;
	if (cert_decode(der, &c) < 0)
		return E_FORMAT;
	time_format(from, c.not_before);
	time_format(to, c.not_after);
	probe_observe(w->cx,
		      json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:s, s:b, s:b, s:s}", "kind",
				"certificate", "proto", "tcp", "port", w->port, "subject",
				c.subject, "issuer", c.issuer, "not_before", from, "not_after", to,
				"expired", c.not_after < now, "self_signed", c.is_self_signed,
				"sha256", c.sha256),
		      sha256);
	observe(w, sha256, "certificate.key", c.key, c.bits, NULL);
	observe(w, sha256, "certificate.signature", c.signature, 0, NULL);
	return 0;
}

unsigned tls_witness_newest(const struct tls_witness *w)
{
	unsigned version = TLS_1_2;

	while (version >= TLS_SSL3 && !w->versions[version])
		version--;
	return version >= TLS_SSL3 ? version : 0;
}
