/*
 * COSE_Sign1: messages of the COSE working group and RFC 8392, our own there and back, each part
 * wrong, algorithms and keys confused, every prefix, every byte flipped.
 */
#include "tap.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/hex.h"
#include "base/mem.h"
#include "crypto/cbor.h"
#include "crypto/cose.h"
#include "crypto/signing_key.h"

static void from_hex(struct buf *out, const char *text)
{
	uint8_t bytes[1024];
	size_t n = strlen(text) / 2;

	assert_true(n <= sizeof(bytes));
	assert_int_equal(hex_decode(bytes, n, text), 0);
	buf_add(out, bytes, n);
}

static struct public_key key_of(const char *x, const char *y)
{
	CLEANUP(buf_done) struct buf a = BUF(32), b = BUF(32);
	struct public_key key;

	from_hex(&a, x);
	from_hex(&b, y);
	assert_int_equal(public_key_p256(&key, a.p, b.p, NULL), 0);
	return key;
}

/* The key "11" of the working group's examples. */
#define X11 "bac5b11cad8f99f9c72b05cf4b9e26d244dc189f745228255a219a86d6a09eff"
#define Y11 "20138bf82dc1b6d562be0fa54ab7804a3a64b6d72ccfed6b6fb6ed28bbfc117e"
/* RFC 8392 A.2.3 */
#define X8392 "143329cce7868e416927599cf65a34f3ce2ffda55a7eca69ed8919a394d42f0f"
#define Y8392 "60f7f1a780d8a783bfb7a2dd6b2796e8128dbbcef9d3d168db9529971a36e7b9"

static void messages_of_others(void **state)
{
	static const struct {
		const char *what, *x, *y, *hex;
		enum cose_tag tag;
		int read, verify;
	} rows[] = {
		{ "RFC 8152 C.2.1", X11, Y11,
		  "d28443a10126a10442313154546869732069732074686520636f6e74656e742e58408eb33e4ca31d"
		  "1c46"
		  "5ab05aac34cc6b23d58fef5c083106c4d25a91aef0b0117e2af9a291aa32e14ab834dc56ed2a2234"
		  "4454"
		  "7e01f11d3b0916e5a4c345cacb36",
		  COSE_TAGGED, 0, 0 },
		{ "sign-pass-03", X11, Y11,
		  "8443a10126a10442313154546869732069732074686520636f6e74656e742e5840eae868ecc17688"
		  "3766"
		  "c5dc5ba5b8dca25dab3c2e56a551ce5705b793914348e19f43d6c6ba654472da301b645b293c9ba9"
		  "3929"
		  "5b97c4bdb847782bff384c5794",
		  COSE_UNTAGGED, 0, 0 },
		{ "sign-pass-03, tag asked for", X11, Y11,
		  "8443a10126a10442313154546869732069732074686520636f6e74656e742e5840eae868ecc17688"
		  "3766"
		  "c5dc5ba5b8dca25dab3c2e56a551ce5705b793914348e19f43d6c6ba654472da301b645b293c9ba9"
		  "3929"
		  "5b97c4bdb847782bff384c5794",
		  COSE_TAGGED, E_FORMAT, 0 },
		{ "sign-fail-02: another payload", X11, Y11,
		  "d28443a10126a10442313154546869732069732074686520636f6e74656e742f5840eae868ecc176"
		  "8837"
		  "66c5dc5ba5b8dca25dab3c2e56a551ce5705b793914348e19f43d6c6ba654472da301b645b293c9b"
		  "a939"
		  "295b97c4bdb847782bff384c5794",
		  COSE_TAGGED, 0, E_VERIFY },
		{ "sign-pass-01: alg not protected, the empty header not in its shortest form", X11,
		  Y11,
		  "d28441a0a201260442313154546869732069732074686520636f6e74656e742e5840eae868ecc176"
		  "8837"
		  "66c5dc5ba5b8dca25dab3c2e56a551ce5705b793914348e11a02e5f0344bf2d4ee5c7fd75a68a9f5"
		  "e0b3"
		  "cc1f1fc1409c189566586ff9d610",
		  COSE_TAGGED, E_FORMAT, 0 },
		{ "ecdsa-sig-01: a content type, which ours never have", X11, Y11,
		  "d28445a201260300a10442313154546869732069732074686520636f6e74656e742e5840eae868ec"
		  "c176"
		  "883766c5dc5ba5b8dca25dab3c2e56a551ce5705b793914348e172727f48461fabbba2e343492dde"
		  "cac3"
		  "983686250bc68e9f1a7a07d41225b59f",
		  COSE_TAGGED, E_UNSUPPORTED, 0 },
		{ "RFC 8392 A.3: a claims set in a message", X8392, Y8392,
		  "d28443a10126a104524173796d6d657472696345434453413235365850a70175636f61703a2f2f61"
		  "732e"
		  "6578616d706c652e636f6d02656572696b77037818636f61703a2f2f6c696768742e6578616d706c"
		  "652e"
		  "636f6d041a5612aeb0051a5610d9f0061a5610d9f007420b7158405427c1ff28d23fbad1f29c4c7c"
		  "6a55"
		  "5e601d6fa29f9179bc3d7438bacaca5acd08c8d4d4f96131680c429a01f85951ecee743a52b9b636"
		  "32c5"
		  "7209120e1c9e30",
		  COSE_TAGGED, 0, 0 },
		{ "EdDSA named, an ES256 key given", X11, Y11,
		  "d28443a10127a10442313154546869732069732074686520636f6e74656e742e58408eb33e4ca31d"
		  "1c46"
		  "5ab05aac34cc6b23d58fef5c083106c4d25a91aef0b0117e2af9a291aa32e14ab834dc56ed2a2234"
		  "4454"
		  "7e01f11d3b0916e5a4c345cacb36",
		  COSE_TAGGED, 0, E_VERIFY },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct cose_form form = { .tag = rows[i].tag,
					  .has_unprotected = true,
					  .payload_max = 100 };
		CLEANUP(public_key_done) struct public_key key = key_of(rows[i].x, rows[i].y);
		CLEANUP(buf_done) struct buf in = BUF(1000);
		struct cose cose;

		from_hex(&in, rows[i].hex);
		TAP_INT(rows[i].what, cose_read(&cose, buf_view(&in), &form, NULL), rows[i].read);
		if (rows[i].read == 0)
			TAP_INT(rows[i].what, cose_verify(&cose, &key, NULL), rows[i].verify);
	}
}

static const struct cose_form ours = { .protected_members = COSE_KEY_ID | COSE_CLAIMS | COSE_TYPE,
				       .payload_max = 7 };

/* A message with all members; the key is made once. */
static struct signing_key own;

static void sign(struct buf *out)
{
	struct cose_header header = { .has_key_id = true,
				      .claims = { (const uint8_t *)"\xa1\x01\x61x", 4 },
				      .type = bytes_of("text/plain") };

	assert_int_equal(cose_sign(out, &header, bytes_of("payload"), &own, NULL), 0);
}

static void ours_and_back(void **state)
{
	CLEANUP(buf_done) struct buf message = BUF(1000);
	struct cose cose;

	(void)state;
	sign(&message);
	assert_int_equal(cose_read(&cose, buf_view(&message), &ours, NULL), 0);
	assert_int_equal(cose_verify(&cose, &own.public_key, NULL), 0);
	assert_int_equal(cose.algorithm, -7);
	assert_true(bytes_equal(cose.payload, bytes_of("payload")));
	assert_true(bytes_equal(cose.type, bytes_of("text/plain")));
	assert_int_equal(cose.claims.n, 4);
	assert_true(bytes_equal(cose.key_id, (struct bytes){ own.public_key.id, PUBLIC_KEY_ID }));
}

/* What is asked for is exactly what may be there. */
static void members_as_asked(void **state)
{
	CLEANUP(buf_done) struct buf message = BUF(1000);
	struct cose_form form = ours;
	struct cose cose;

	(void)state;
	sign(&message);
	for (unsigned members = 0; members < 8; members++) {
		form.protected_members = members;
		assert_int_equal(cose_read(&cose, buf_view(&message), &form, NULL),
				 members == 7 ? 0 : E_FORMAT);
	}
	form = ours;
	form.payload_max = 6;
	assert_int_equal(cose_read(&cose, buf_view(&message), &form, NULL), E_LIMIT);
	form = ours;
	form.tag = COSE_UNTAGGED;
	assert_int_equal(cose_read(&cose, buf_view(&message), &form, NULL), E_FORMAT);
	assert_int_equal(
	    cose_read(&cose, (struct bytes){ message.p + 1, message.n - 1 }, &form, NULL), 0);
	assert_int_equal(
	    cose_read(&cose, (struct bytes){ message.p + 1, message.n - 1 }, &ours, NULL),
	    E_FORMAT);
}

static void each_part_wrong(void **state)
{
	static const struct {
		const char *what, *hex, *why;
		int code;
	} rows[] = {
		{ "not CBOR", "ff", "break", E_FORMAT },
		{ "another tag", "d18443a10126a04161584100", "tag of COSE_Sign1", E_FORMAT },
		{ "the tag in two bytes", "d8128443a10126a0416140", "shortest", E_FORMAT },
		{ "three parts", "d28343a10126a04161", "four parts", E_FORMAT },
		{ "five parts", "d28543a10126a041614000", "too many", E_LIMIT },
		{ "protected is a map", "d284a10126a0416140", "no bytes", E_FORMAT },
		{ "protected is empty", "d28440a0416140", "64 bytes", E_FORMAT },
		{ "unprotected is bytes", "d28443a1012640416140", "not a map", E_FORMAT },
		{ "unprotected has a member", "d28443a10126a10401416140", "not empty", E_FORMAT },
		{ "payload is nil", "d28443a10126a0f640", "elsewhere", E_UNSUPPORTED },
		{ "payload is text", "d28443a10126a0616140", "no bytes", E_FORMAT },
		{ "signature of 63 bytes",
		  "d28443a10126a04161583f"
		  "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
		  "0000"
		  "000000000000000000000000000000000000000000",
		  "64 bytes", E_FORMAT },
		{ "signature of 65 bytes",
		  "d28443a10126a041615841"
		  "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
		  "0000"
		  "0000000000000000000000000000000000000000000000",
		  "too many bytes", E_LIMIT },
	};
	static const char signature[] =
	    "a041615840"
	    "0000000000000000000000000000000000000000000000000000000000000000"
	    "0000000000000000000000000000000000000000000000000000000000000000";
	static const struct {
		const char *what, *hex, *why;
		int code;
	} headers[] = {
		{ "empty bytes", "40", "early", E_TRUNC },
		{ "no map", "4101", "no map", E_FORMAT },
		{ "no algorithm", "41a0", "no algorithm", E_FORMAT },
		{ "algorithm is text", "46a10163455332", "no integer", E_FORMAT },
		{ "twice", "45a201260126", "twice", E_FORMAT },
		{ "out of order", "47a2044101012600", "order", E_FORMAT },
		{ "crit", "46a20126028101", "nothing of ours", E_UNSUPPORTED },
		{ "kid is text", "46a2012604610a", "no bytes", E_FORMAT },
		{ "claims are bytes", "46a201260f4100", "not a map", E_FORMAT },
		{ "typ is bytes", "46a20126104100", "no text", E_FORMAT },
		{ "a text label", "47a20126616100ff", "no integer", E_FORMAT },
		{ "more behind", "44a1012600", "after", E_FORMAT },
	};
	static const struct cose_form form = { .payload_max = 10 };
	struct cose cose;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf in = BUF(1000);
		struct err err = { 0 };

		from_hex(&in, rows[i].hex);
		TAP_INT(rows[i].what, cose_read(&cose, buf_view(&in), &form, &err), rows[i].code);
		TAP_CHECK(rows[i].what, strstr(err.text, rows[i].why));
	}
	for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
		CLEANUP(buf_done) struct buf in = BUF(1000);
		struct err err = { 0 };

		from_hex(&in, "d284");
		from_hex(&in, headers[i].hex);
		from_hex(&in, signature);
		TAP_INT(headers[i].what, cose_read(&cose, buf_view(&in), &form, &err),
			headers[i].code);
		TAP_CHECK(headers[i].what, strstr(err.text, headers[i].why));
		TAP_CHECK(headers[i].what, text_starts(err.text, "protected header"));
	}
}

/* No prefix is a message; whatever byte is changed, it is refused or does not verify. */
static void prefixes_and_flips(void **state)
{
	CLEANUP(buf_done) struct buf message = BUF(1000);
	struct cose cose;

	(void)state;
	sign(&message);
	for (size_t n = 0; n < message.n; n++)
		assert_true(cose_read(&cose, (struct bytes){ message.p, n }, &ours, NULL) < 0);
	for (size_t i = 0; i < message.n; i++)
		for (unsigned bit = 0; bit < 8; bit++) {
			message.p[i] ^= (uint8_t)(1u << bit);
			bool fits = cose_read(&cose, buf_view(&message), &ours, NULL) == 0 &&
				    cose_verify(&cose, &own.public_key, NULL) == 0;
			message.p[i] ^= (uint8_t)(1u << bit);
			if (fits)
				fail_msg("byte %zu, bit %u", i, bit);
		}
}

/* An Ed25519 key whose bytes are x of the ES256 key, a key of somebody else. */
static void keys_confused(void **state)
{
	CLEANUP(buf_done) struct buf message = BUF(1000);
	CLEANUP(signing_key_done) struct signing_key other = { 0 };
	struct public_key ed;
	struct cose cose;
	struct err err = { 0 };

	(void)state;
	sign(&message);
	assert_int_equal(cose_read(&cose, buf_view(&message), &ours, NULL), 0);
	public_key_ed25519(&ed, own.public_key.x);
	assert_int_equal(cose_verify(&cose, &ed, &err), E_VERIFY);
	assert_non_null(strstr(err.text, "names algorithm -7, the key has -8"));
	/* Neither if the message says what the key is. */
	cose.algorithm = -8;
	assert_int_equal(cose_verify(&cose, &ed, &err), E_VERIFY);
	assert_non_null(strstr(err.text, "does not fit"));
	assert_int_equal(signing_key_create(&other, NULL), 0);
	cose.algorithm = -7;
	assert_int_equal(cose_verify(&cose, &other.public_key, &err), E_VERIFY);
	/* A key that has the same id. */
	memcpy(other.public_key.id, own.public_key.id, PUBLIC_KEY_ID);
	assert_int_equal(cose_verify(&cose, &other.public_key, &err), E_VERIFY);
	assert_int_equal(cose_verify(&cose, &own.public_key, &err), 0);
}

static void too_large(void **state)
{
	CLEANUP(mem_freep) uint8_t *many = mem_array(COSE_MESSAGE_MAX + 1, 1);
	CLEANUP(buf_done) struct buf little = BUF(50);
	struct cose_form form = { .payload_max = SIZE_MAX };
	struct err err = { 0 };
	struct cose cose;

	(void)state;
	assert_int_equal(
	    cose_read(&cose, (struct bytes){ many, COSE_MESSAGE_MAX + 1 }, &form, &err), E_LIMIT);
	assert_int_equal(cose_sign(&little, &(struct cose_header){ 0 }, bytes_of("x"), &own, &err),
			 E_LIMIT);
}

static int make_key(void **state)
{
	(void)state;
	return signing_key_create(&own, NULL);
}

static int drop_key(void **state)
{
	(void)state;
	signing_key_done(&own);
	return 0;
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(messages_of_others), cmocka_unit_test(ours_and_back),
	cmocka_unit_test(members_as_asked),   cmocka_unit_test(each_part_wrong),
	cmocka_unit_test(prefixes_and_flips), cmocka_unit_test(keys_confused),
	cmocka_unit_test(too_large),
};

TAP_MAIN_WITHIN(tests, make_key, drop_key)
