/* Names, the hellos we send, and records. */
#include "wire/tls.h"

#include <arpa/inet.h>

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"

enum { HANDSHAKE_CLIENT_HELLO = 1 };
enum { RECORD_HEARTBEAT = 24 }; /* RFC 6520 */
enum { COMPRESS_NULL = 0, COMPRESS_DEFLATE = 1 };
enum { POINT_UNCOMPRESSED = 0 };

enum {
	EXT_SERVER_NAME = 0,
	EXT_SUPPORTED_GROUPS = 10,
	EXT_EC_POINT_FORMATS = 11,
	EXT_SIGNATURE_ALGORITHMS = 13,
	EXT_PADDING = 21,
	EXT_ENCRYPT_THEN_MAC = 22,
	EXT_EXTENDED_MASTER_SECRET = 23,
	EXT_SUPPORTED_VERSIONS = 43,
	EXT_KEY_SHARE = 51,
	EXT_RENEGOTIATION_INFO = 0xff01,
};

#define RENEGOTIATION_SCSV 0x00ff
#define PAD_FROM 256
#define PAD_TO 512

static const struct {
	unsigned version;
	const char *name;
} versions[] = {
	{ TLS_SSL2, "SSL 2.0" }, { TLS_SSL3, "SSL 3.0" }, { TLS_1_0, "TLS 1.0" },
	{ TLS_1_1, "TLS 1.1" },  { TLS_1_2, "TLS 1.2" },  { TLS_1_3, "TLS 1.3" },
};

struct code {
	uint16_t id;
	const char *name;
};

/* IANA "TLS Supported Groups". */
static const struct code groups[] = {
	{ 1, "sect163k1" },
	{ 2, "sect163r1" },
	{ 3, "sect163r2" },
	{ 4, "sect193r1" },
	{ 5, "sect193r2" },
	{ 6, "sect233k1" },
	{ 7, "sect233r1" },
	{ 8, "sect239k1" },
	{ 9, "sect283k1" },
	{ 10, "sect283r1" },
	{ 11, "sect409k1" },
	{ 12, "sect409r1" },
	{ 13, "sect571k1" },
	{ 14, "sect571r1" },
	{ 15, "secp160k1" },
	{ 16, "secp160r1" },
	{ 17, "secp160r2" },
	{ 18, "secp192k1" },
	{ 19, "secp192r1" },
	{ 20, "secp224k1" },
	{ 21, "secp224r1" },
	{ 22, "secp256k1" },
	{ 23, "secp256r1" },
	{ 24, "secp384r1" },
	{ 25, "secp521r1" },
	{ 26, "brainpoolP256r1" },
	{ 27, "brainpoolP384r1" },
	{ 28, "brainpoolP512r1" },
	{ TLS_GROUP_X25519, "x25519" },
	{ 30, "x448" },
	{ 31, "brainpoolP256r1tls13" },
	{ 32, "brainpoolP384r1tls13" },
	{ 33, "brainpoolP512r1tls13" },
	{ 34, "GC256A" },
	{ 35, "GC256B" },
	{ 36, "GC256C" },
	{ 37, "GC256D" },
	{ 38, "GC512A" },
	{ 39, "GC512B" },
	{ 40, "GC512C" },
	{ 41, "curveSM2" },
	{ 256, "ffdhe2048" },
	{ 257, "ffdhe3072" },
	{ 258, "ffdhe4096" },
	{ 259, "ffdhe6144" },
	{ 260, "ffdhe8192" },
	{ 512, "MLKEM512" },
	{ 513, "MLKEM768" },
	{ 514, "MLKEM1024" },
	{ 4587, "SecP256r1MLKEM768" },
	{ 4588, "X25519MLKEM768" },
	{ 4589, "SecP384r1MLKEM1024" },
	{ 0x6399, "X25519Kyber768Draft00" },
	{ 0xff01, "arbitrary_explicit_prime_curves" },
	{ 0xff02, "arbitrary_explicit_char2_curves" },
};

/* IANA "TLS Alerts". */
static const struct code alerts[] = {
	{ 0, "close_notify" },
	{ 10, "unexpected_message" },
	{ 20, "bad_record_mac" },
	{ 21, "decryption_failed" },
	{ 22, "record_overflow" },
	{ 30, "decompression_failure" },
	{ 40, "handshake_failure" },
	{ 41, "no_certificate" },
	{ 42, "bad_certificate" },
	{ 43, "unsupported_certificate" },
	{ 44, "certificate_revoked" },
	{ 45, "certificate_expired" },
	{ 46, "certificate_unknown" },
	{ 47, "illegal_parameter" },
	{ 48, "unknown_ca" },
	{ 49, "access_denied" },
	{ 50, "decode_error" },
	{ 51, "decrypt_error" },
	{ 60, "export_restriction" },
	{ 70, "protocol_version" },
	{ 71, "insufficient_security" },
	{ 80, "internal_error" },
	{ 86, "inappropriate_fallback" },
	{ 90, "user_canceled" },
	{ 100, "no_renegotiation" },
	{ 109, "missing_extension" },
	{ 110, "unsupported_extension" },
	{ 111, "certificate_unobtainable" },
	{ 112, "unrecognized_name" },
	{ 113, "bad_certificate_status_response" },
	{ 114, "bad_certificate_hash_value" },
	{ 115, "unknown_psk_identity" },
	{ 116, "certificate_required" },
	{ 120, "no_application_protocol" },
	{ 121, "ech_required" },
};

/*
 * No finite field groups: a TLS 1.2 server that knows RFC 7919 would then choose one of those, and
 * its own, perhaps weak, group would stay unseen.
 */
static const uint16_t default_groups[] = { TLS_GROUP_X25519, 0x0017, 0x0018, 0x0019 };

static const uint16_t default_signatures[] = {
	0x0403, /* ecdsa_secp256r1_sha256 */
	0x0804, /* rsa_pss_rsae_sha256 */
	0x0401, /* rsa_pkcs1_sha256 */
	0x0503, /* ecdsa_secp384r1_sha384 */
	0x0805, /* rsa_pss_rsae_sha384 */
	0x0501, /* rsa_pkcs1_sha384 */
	0x0807, /* ed25519 */
	0x0603, /* ecdsa_secp521r1_sha512 */
	0x0806, /* rsa_pss_rsae_sha512 */
	0x0601, /* rsa_pkcs1_sha512 */
	0x0402, /* dsa_sha256 */
	0x0203, /* ecdsa_sha1 */
	0x0201, /* rsa_pkcs1_sha1 */
	0x0202, /* dsa_sha1 */
};

const char *tls_version_name(unsigned version)
{
	for (size_t i = 0; i < ARRAY_LEN(versions); i++)
		if (versions[i].version == version)
			return versions[i].name;
	return "unknown";
}

int tls_version_find(const char *name, unsigned *version)
{
	for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
		if (strcmp(versions[i].name, name) == 0) {
			*version = versions[i].version;
			return 0;
		}
	}
	return E_MISSING;
}

static const char *code_name(const struct code *table, size_t n, uint16_t id)
{
	for (size_t i = 0; i < n; i++)
		if (table[i].id == id)
			return table[i].name;
	return "unknown";
}

const char *tls_group_name(uint16_t group)
{
	return code_name(groups, ARRAY_LEN(groups), group);
}

const char *tls_alert_name(uint8_t alert)
{
	return code_name(alerts, ARRAY_LEN(alerts), alert);
}

/* RFC 6066 3: a DNS name and no address. */
static bool is_host_name(const char *name)
{
	struct in_addr v4;
	size_t n = strlen(name);

	return n > 0 && n <= TLS_SERVER_NAME_MAX && !strchr(name, ':') &&
	       inet_pton(AF_INET, name, &v4) != 1;
}

static void u16_list_encode(struct buf *out, const uint16_t *list, size_t n)
{
	size_t mark = buf_open(out, 2);

	for (size_t i = 0; i < n; i++)
		buf_u16(out, list[i]);
	buf_close(out, mark, 2);
}

static size_t extension_open(struct buf *out, uint16_t type)
{
	buf_u16(out, type);
	return buf_open(out, 2);
}

static void extension_close(struct buf *out, size_t mark)
{
	buf_close(out, mark, 2);
}

static void extension_empty(struct buf *out, uint16_t type)
{
	extension_close(out, extension_open(out, type));
}

static void extension_u16_list(struct buf *out, uint16_t type, const uint16_t *list, size_t n)
{
	size_t mark = extension_open(out, type);

	u16_list_encode(out, list, n);
	extension_close(out, mark);
}

static void server_name_encode(struct buf *out, const char *name)
{
	size_t extension = extension_open(out, EXT_SERVER_NAME);
	size_t list = buf_open(out, 2);

	buf_u8(out, 0); /* host_name */
	size_t text = buf_open(out, 2);
	buf_text(out, name);
	buf_close(out, text, 2);
	buf_close(out, list, 2);
	extension_close(out, extension);
}

static void supported_versions_encode(struct buf *out, bool only_1_3)
{
	size_t extension = extension_open(out, EXT_SUPPORTED_VERSIONS);
	size_t list = buf_open(out, 1);

	buf_u16(out, TLS_1_3);
	if (!only_1_3) {
		buf_u16(out, TLS_1_2);
		buf_u16(out, TLS_1_1);
		buf_u16(out, TLS_1_0);
	}
	buf_close(out, list, 1);
	extension_close(out, extension);
}

static void key_share_encode(struct buf *out, const uint8_t *x25519)
{
	size_t extension = extension_open(out, EXT_KEY_SHARE);
	size_t list = buf_open(out, 2);

	if (x25519) {
		buf_u16(out, TLS_GROUP_X25519);
		buf_u16(out, TLS_X25519_SIZE);
		buf_add(out, x25519, TLS_X25519_SIZE);
	}
	buf_close(out, list, 2);
	extension_close(out, extension);
}

static bool u16_in(const uint16_t *list, size_t n, uint16_t v)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == v)
			return true;
	return false;
}

/* The empty extensions come early: some servers refuse a hello that ends with one. */
static void extensions_encode(struct buf *out, const struct tls_hello *hello)
{
	bool has_groups = hello->n_groups > 0;
	const uint16_t *group = has_groups ? hello->groups : default_groups;
	size_t n_groups = has_groups ? hello->n_groups : ARRAY_LEN(default_groups);

	if (hello->server_name && is_host_name(hello->server_name))
		server_name_encode(out, hello->server_name);
	extension_empty(out, EXT_EXTENDED_MASTER_SECRET);
	extension_empty(out, EXT_ENCRYPT_THEN_MAC);

	size_t mark = extension_open(out, EXT_RENEGOTIATION_INFO);
	buf_u8(out, 0);
	extension_close(out, mark);

	extension_u16_list(out, EXT_SUPPORTED_GROUPS, group, n_groups);
	mark = extension_open(out, EXT_EC_POINT_FORMATS);
	buf_u8(out, 1);
	buf_u8(out, POINT_UNCOMPRESSED);
	extension_close(out, mark);

	if (hello->version >= TLS_1_2 && hello->n_signatures > 0)
		extension_u16_list(out, EXT_SIGNATURE_ALGORITHMS, hello->signatures,
				   hello->n_signatures);
	else if (hello->version >= TLS_1_2)
		extension_u16_list(out, EXT_SIGNATURE_ALGORITHMS, default_signatures,
				   ARRAY_LEN(default_signatures));
	if (hello->version >= TLS_1_3) {
		/* RFC 8446 4.2.8: no share of a group that is not offered. */
		bool share = !hello->no_key_share && u16_in(group, n_groups, TLS_GROUP_X25519);

		supported_versions_encode(out, hello->only_1_3);
		key_share_encode(out, share ? hello->x25519 : NULL);
	}
}

static void suites_encode(struct buf *out, const struct tls_hello *hello)
{
	size_t mark = buf_open(out, 2);

	for (unsigned i = 0; i < hello->n_suites; i++)
		buf_u16(out, hello->suites[i]);
	if (hello->version == TLS_SSL3 &&
	    !u16_in(hello->suites, hello->n_suites, RENEGOTIATION_SCSV))
		buf_u16(out, RENEGOTIATION_SCSV);
	buf_close(out, mark, 2);
}

/* RFC 7685: some load balancers hang on a hello whose length is in this range. */
static void padding_encode(struct buf *out, size_t handshake)
{
	static const uint8_t zeros[PAD_TO - PAD_FROM];
	size_t size = out->n - handshake;

	if (!buf_ok(out) || size < PAD_FROM || size >= PAD_TO)
		return;
	size_t fill = PAD_TO - size;
	/* Type and length take four bytes; a padding that would be empty gets one byte. */
	fill = fill > 4 ? fill - 4 : 1;
	size_t mark = extension_open(out, EXT_PADDING);
	buf_add(out, zeros, fill);
	extension_close(out, mark);
}

void tls_hello_encode(struct buf *out, const struct tls_hello *hello)
{
	assert(hello->version >= TLS_SSL3 && hello->version <= TLS_1_3);
	assert(hello->n_suites > 0 && hello->n_suites <= TLS_SUITES_MAX);
	assert(hello->n_groups <= TLS_GROUPS_MAX && hello->n_signatures <= TLS_SIGNATURES_MAX);

	buf_u8(out, TLS_HANDSHAKE);
	/* RFC 5246 E.1: the record version that every server has been seen to take. */
	buf_u16(out, hello->version == TLS_SSL3 ? TLS_SSL3 : TLS_1_0);
	size_t record = buf_open(out, 2);
	size_t handshake = out->n;
	buf_u8(out, HANDSHAKE_CLIENT_HELLO);
	size_t message = buf_open(out, 3);

	buf_u16(out, (uint16_t)(hello->version > TLS_1_2 ? TLS_1_2 : hello->version));
	buf_add(out, hello->random, TLS_RANDOM_SIZE);
	buf_u8(out, 0); /* no session */
	suites_encode(out, hello);
	if (hello->version >= TLS_1_3) {
		/* RFC 8446 4.1.2 allows nothing else. */
		buf_u8(out, 1);
	} else {
		buf_u8(out, 2);
		buf_u8(out, COMPRESS_DEFLATE);
	}
	buf_u8(out, COMPRESS_NULL);
	if (hello->version > TLS_SSL3) {
		size_t extensions = buf_open(out, 2);

		extensions_encode(out, hello);
		padding_encode(out, handshake);
		buf_close(out, extensions, 2);
	}
	buf_close(out, message, 3);
	buf_close(out, record, 2);
}

void tls_hello_ssl2_encode(struct buf *out, const uint8_t challenge[static TLS_CHALLENGE_SIZE])
{
	static const uint32_t kinds[] = {
		0x010080, /* RC4_128_WITH_MD5 */
		0x020080, /* RC4_128_EXPORT40_WITH_MD5 */
		0x030080, /* RC2_128_CBC_WITH_MD5 */
		0x040080, /* RC2_128_CBC_EXPORT40_WITH_MD5 */
		0x050080, /* IDEA_128_CBC_WITH_MD5 */
		0x060040, /* DES_64_CBC_WITH_MD5 */
		0x0700c0, /* DES_192_EDE3_CBC_WITH_MD5 */
	};
	size_t size = 9 + 3 * ARRAY_LEN(kinds) + TLS_CHALLENGE_SIZE;

	buf_u16(out, (uint16_t)(0x8000 | size));
	buf_u8(out, HANDSHAKE_CLIENT_HELLO);
	buf_u16(out, TLS_SSL2);
	buf_u16(out, (uint16_t)(3 * ARRAY_LEN(kinds)));
	buf_u16(out, 0); /* no session */
	buf_u16(out, TLS_CHALLENGE_SIZE);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		buf_u24(out, kinds[i]);
	buf_add(out, challenge, TLS_CHALLENGE_SIZE);
}

int tls_record_decode(struct bytes in, struct tls_record *out)
{
	struct cursor c = cursor_of(in);
	uint8_t type = cursor_u8(&c);

	if (cursor_ok(&c) && (type < TLS_CHANGE_CIPHER || type > RECORD_HEARTBEAT))
		return E_FORMAT;
	uint8_t major = cursor_u8(&c);
	if (cursor_ok(&c) && major != TLS_SSL3 >> 8)
		return E_FORMAT;
	uint8_t minor = cursor_u8(&c);
	if (cursor_ok(&c) && minor > (TLS_1_3 & 0xff))
		return E_FORMAT;
	uint16_t length = cursor_u16(&c);
	if (cursor_ok(&c) && length > TLS_RECORD_MAX)
		return E_LIMIT;
	struct bytes fragment = cursor_bytes(&c, length);
	if (!cursor_ok(&c))
		return E_TRUNC;
	*out = (struct tls_record){
		.type = type,
		.version = (unsigned)major << 8 | minor,
		.fragment = fragment,
		.used = in.n - cursor_left(&c),
	};
	return 0;
}
