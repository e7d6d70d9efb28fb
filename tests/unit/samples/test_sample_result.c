/*
 * Passwords made by the methods that have been met, each found and named; random ones, in which
 * nothing is found; and what stays a question for a person.
 */
#include "tap.h"

#include <math.h>
#include <openssl/evp.h>

#include "base/buf.h"
#include "base/hex.h"
#include "base/mem.h"
#include "base/schema.h"
#include "base/schema_embedded.h"
#include "samples/sample_result.h"

#define UNITS_MAX 40
#define FILE_MAX 100000

struct unit {
	uint64_t *random;
	size_t number;
	char mac[13], serial[32], ssid[32], model[32], password[SAMPLES_PASSWORD_MAX + 1];
};

typedef void make_fn(struct unit *u);

/* ---- what makers do ---- */

static void put(struct unit *u, const char *format, ...) PRINTF_LIKE(2, 3);
static void put(struct unit *u, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(u->password, sizeof(u->password), format, arguments);
	va_end(arguments);
}

static void hashed(struct unit *u, const EVP_MD *md, const char *text, char hex[static 129])
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned n;

	(void)u;
	assert_int_equal(EVP_Digest(text, strlen(text), digest, &n, md, NULL), 1);
	hex_encode(hex, (struct bytes){ digest, n });
}

static char *mac_with(const struct unit *u, char between, bool upper)
{
	CLEANUP(buf_done) struct buf text = BUF(40);

	for (size_t i = 0; u->mac[i]; i++) {
		char c = u->mac[i];

		if (i > 0 && i % 2 == 0)
			buf_u8(&text, (uint8_t)between);
		buf_u8(&text, (uint8_t)(upper && c >= 'a' ? c - 'a' + 'A' : c));
	}
	return buf_take(&text);
}

static void mac_tail(struct unit *u)
{
	put(u, "%s", u->mac + 4);
}
static void mac_tail_6(struct unit *u)
{
	put(u, "%s", u->mac + 6);
}
static void mac_upper(struct unit *u)
{
	CLEANUP(mem_freep) char *text = mac_with(u, ':', true);

	put(u, "%s", text);
}
static void mac_with_dash(struct unit *u)
{
	put(u, "%.4s-%.4s", u->mac + 4, u->mac + 8);
}
static void mac_backwards(struct unit *u)
{
	for (size_t i = 0; i < 8; i++)
		u->password[i] = u->mac[11 - i];
	u->password[8] = '\0';
}
static void prefix_and_mac(struct unit *u)
{
	put(u, "Cam%s", u->mac + 4);
}
static void serial_tail(struct unit *u)
{
	put(u, "%s", u->serial + strlen(u->serial) - 8);
}
static void serial_varied(struct unit *u)
{
	/* Serial numbers of two lengths: the end is what counts. */
	(void)snprintf(u->serial, sizeof(u->serial), u->number % 2 ? "HG%08zu" : "HGX-%08zu",
		       tap_below(u->random, 100000000));
	serial_tail(u);
}
static void ssid_tail(struct unit *u)
{
	put(u, "pw%s", u->ssid + 3);
}
static void model_and_mac(struct unit *u)
{
	put(u, "HG100-%s", u->mac + 6);
}
static void wps(struct unit *u)
{
	unsigned long value = strtoul(u->mac + 6, NULL, 16) % 10000000;

	put(u, "%07lu%u", value, (unsigned)tap_below(u->random, 10));
}
static void md5_mac(struct unit *u)
{
	CLEANUP(mem_freep) char *mac = mac_with(u, ':', true);
	char hex[129];

	hashed(u, EVP_md5(), mac, hex);
	put(u, "%.8s", hex);
}
static void md5_mac_newline(struct unit *u)
{
	CLEANUP(mem_freep) char *text = mem_format("%s\n", u->mac);
	char hex[129];

	hashed(u, EVP_md5(), text, hex);
	put(u, "%s", hex + 22);
}
static void sha1_serial(struct unit *u)
{
	char hex[129];

	hashed(u, EVP_sha1(), u->serial, hex);
	put(u, "%.10s", hex);
	for (char *c = u->password; *c; c++)
		*c = *c >= 'a' ? (char)(*c - 'a' + 'A') : *c;
}
static void sha256_base64(struct unit *u)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	char text[100];
	unsigned n;

	assert_int_equal(EVP_Digest(u->ssid, strlen(u->ssid), digest, &n, EVP_sha256(), NULL), 1);
	assert_int_equal(EVP_EncodeBlock((uint8_t *)text, digest, (int)n), 44);
	put(u, "%.12s", text);
}
static void md5_decimal(struct unit *u)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	uint64_t rest = 0;
	unsigned n;

	assert_int_equal(EVP_Digest(u->serial, strlen(u->serial), digest, &n, EVP_md5(), NULL), 1);
	for (unsigned i = 0; i < n; i++)
		rest = (rest << 8 | digest[i]) % 100000000;
	put(u, "%08" PRIu64, rest);
}
static void md5_each_byte(struct unit *u)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned n;

	assert_int_equal(EVP_Digest(u->mac, strlen(u->mac), digest, &n, EVP_md5(), NULL), 1);
	for (unsigned i = 0; i < 8; i++)
		u->password[i] = digits[digest[i] % 36];
	u->password[8] = '\0';
}
static void sha1_base62(struct unit *u)
{
	static const char digits[] =
	    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned n;

	assert_int_equal(EVP_Digest(u->mac, strlen(u->mac), digest, &n, EVP_sha1(), NULL), 1);
	/* The last 9 digits, by long division a byte at a time. */
	for (int at = 8; at >= 0; at--) {
		unsigned rest = 0;

		for (unsigned i = 0; i < n; i++) {
			unsigned value = rest << 8 | digest[i];

			digest[i] = (uint8_t)(value / 62);
			rest = value % 62;
		}
		u->password[at] = digits[rest];
	}
	u->password[9] = '\0';
}
static void crc32_mac(struct unit *u)
{
	uint32_t crc = UINT32_MAX;

	for (const char *c = u->mac; *c; c++) {
		crc ^= (uint8_t)*c;
		for (unsigned bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
	}
	put(u, "%08x", ~crc);
}
static void sha1_two(struct unit *u)
{
	CLEANUP(mem_freep) char *text = mem_format("%s%s", u->mac, u->serial);
	char hex[129];

	hashed(u, EVP_sha1(), text, hex);
	put(u, "%.8s", hex);
}
static void same(struct unit *u)
{
	put(u, "Zr7kP2mQ");
}
static void listed(struct unit *u)
{
	put(u, "%s", u->number == 2 ? "xc3511" : "k2j4h7");
}
static void keyboard(struct unit *u)
{
	put(u, "%s", u->number == 1 ? "asdfghjk" : "dk3j7x0q");
}
static void counting(struct unit *u)
{
	put(u, "%08zu", 40371234 + 21 * u->number);
}
static void rising(struct unit *u)
{
	put(u, "%08zu", 20000000 + 5000000 * u->number + tap_below(u->random, 5000000));
}
static void few(struct unit *u)
{
	put(u, "hoshi-%zu", (size_t)(10 + tap_below(u->random, 90)));
}
static void pool(struct unit *u, const char *characters, size_t n)
{
	for (size_t i = 0; i < n; i++)
		u->password[i] = characters[tap_below(u->random, strlen(characters))];
	u->password[n] = '\0';
}
static void half_from_mac(struct unit *u)
{
	pool(u, "abcdefghijklmnopqrstuvwxyz0123456789", 14);
	memcpy(u->password, u->mac + 6, 6);
}
static void one_from_mac(struct unit *u)
{
	pool(u, "0123456789abcdef", 12);
	if (u->number == 3)
		memcpy(u->password, u->mac, 12);
}
static void common_prefix(struct unit *u)
{
	pool(u, "abcdefghijklmnopqrstuvwxyz0123456789", 14);
	memcpy(u->password, "hoshi", 5);
}
static void random_12(struct unit *u)
{
	pool(u, "ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 12);
}

/* ---- a file of them ---- */

static void make_unit(struct unit *u, uint64_t *random, size_t number, make_fn *make)
{
	*u = (struct unit){ .random = random, .number = number };
	(void)snprintf(u->mac, sizeof(u->mac), "00a0de%06zx", tap_below(random, 1 << 24));
	(void)snprintf(u->serial, sizeof(u->serial), "SN24%08zu", 31415 + 3 * number);
	(void)snprintf(u->ssid, sizeof(u->ssid), "AP-%06zu", tap_below(random, 1000000));
	(void)snprintf(u->model, sizeof(u->model), "HG-100");
	make(u);
}

static json_t *examine(make_fn *make, size_t n, uint64_t seed, bool show)
{
	static json_t *credentials;
	CLEANUP(buf_done) struct buf text = BUF(FILE_MAX);
	CLEANUP(samples_done) struct samples s = { 0 };

	if (!credentials)
		credentials =
		    json_pack("{s:[{s:s, s:s}]}", "entries", "id", "d005", "password", "xc3511");
	const struct sample_result_source source = { "a.csv", credentials, show };
	buf_text(&text, "password,serial,mac,ssid,model\n");
	for (size_t i = 0; i < n; i++) {
		struct unit u;

		make_unit(&u, &seed, i, make);
		buf_format(&text, "%s,%s,%s,%s,%s\n", u.password, u.serial, u.mac, u.ssid, u.model);
	}
	assert_int_equal(samples_decode(&s, buf_view(&text), NULL), 0);
	return sample_result(&s, &source);
}

static const json_t *finding(const json_t *result, const char *code)
{
	size_t i;
	json_t *one;

	json_array_foreach (json_object_get(result, "findings"), i, one)
		if (text_equal(json_text(one, "code"), code))
			return one;
	return NULL;
}

static const char *outcome(const json_t *result)
{
	return json_string_value(json_at(result, "/conclusion/outcome"));
}

static void fits(const json_t *result, const char *what)
{
	static struct schema *schema;
	struct schema_fault fault = { .reason = "" };

	if (!schema)
		assert_int_equal(schema_embedded(&schema, "passwords", NULL), 0);
	if (schema_check(schema, result, &fault) < 0)
		fail_msg("[%s] %s: %s", what, fault.pointer, fault.reason);
}

/* ---- the tests ---- */

static void methods(void **state)
{
	static const struct {
		const char *what;
		make_fn *make;
		size_t n;
		const char *code, *from, *digest, *encoding;
	} rows[] = {
		{ "the last 8 digits of the MAC", mac_tail, 2, "derived", "mac", NULL, NULL },
		{ "the last 6 digits of the MAC", mac_tail_6, 5, "derived", "mac", NULL, NULL },
		{ "all of the MAC, as printed", mac_upper, 2, "derived", "mac", NULL, NULL },
		{ "the MAC in groups", mac_with_dash, 4, "derived", "mac", NULL, NULL },
		{ "the MAC backwards", mac_backwards, 4, "derived", "mac_reversed", NULL, NULL },
		{ "a word and the MAC", prefix_and_mac, 10, "derived", "mac", NULL, NULL },
		{ "a model and the MAC", model_and_mac, 10, "derived", "mac", NULL, NULL },
		{ "the end of the serial number", serial_tail, 10, "derived", "serial_plain", NULL,
		  NULL },
		{ "of serial numbers of two lengths", serial_varied, 6, "derived", "serial_plain",
		  NULL, NULL },
		{ "the end of the SSID", ssid_tail, 8, "derived", "ssid_plain", NULL, NULL },
		{ "a PIN of WPS", wps, 5, "derived", "mac_tail_decimal", NULL, NULL },
		{ "MD5 of the MAC", md5_mac, 3, "derived", "mac_colon_upper", "MD5", "hex" },
		{ "MD5 of a line with the MAC", md5_mac_newline, 3, "derived", "mac", "MD5",
		  "hex" },
		{ "SHA-1 of the serial number", sha1_serial, 3, "derived", "serial", "SHA-1",
		  "hex" },
		{ "SHA-256 of the SSID", sha256_base64, 3, "derived", "ssid", "SHA-256", "base64" },
		{ "MD5 modulo 10^8", md5_decimal, 4, "derived", "serial", "MD5", "decimal" },
		{ "MD5, each byte", md5_each_byte, 3, "derived", "mac", "MD5", "mod36" },
		{ "SHA-1 in base 62", sha1_base62, 3, "derived", "mac", "SHA-1", "base62_upper" },
		{ "CRC-32 of the MAC", crc32_mac, 3, "derived", "mac", "CRC-32", "hex" },
		{ "SHA-1 of MAC and serial", sha1_two, 3, "derived", "mac_serial", "SHA-1", "hex" },
		{ "the same on all", same, 2, "same", NULL, NULL, NULL },
		{ "a published one", listed, 4, "published", NULL, NULL, NULL },
		{ "a row of the keyboard", keyboard, 3, "pattern", NULL, NULL, NULL },
		{ "counting with the serial number", counting, 12, "serial_step", NULL, NULL,
		  NULL },
		{ "hardly anything changes", few, 10, "few", NULL, NULL, NULL },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *result = examine(rows[i].make, rows[i].n, i, false);
		const json_t *found = finding(result, rows[i].code);

		fits(result, rows[i].what);
		TAP_CHECK(rows[i].what, found);
		TAP_TEXT(rows[i].what, json_text(found, "strength"), "proven");
		TAP_TEXT(rows[i].what, outcome(result), "weak");
		if (!rows[i].from)
			continue;
		TAP_TEXT(rows[i].what, json_string_value(json_at(found, "/rule/from")),
			 rows[i].from);
		TAP_TEXT(rows[i].what, json_string_value(json_at(found, "/rule/digest")),
			 rows[i].digest);
		TAP_TEXT(rows[i].what, json_string_value(json_at(found, "/rule/encoding")),
			 rows[i].encoding);
		TAP_INT(rows[i].what, json_int(found, "explains", 0), rows[i].n);
	}
}

/* What a person has to look at is noted, and proves nothing. */
static void questions(void **state)
{
	static const struct {
		const char *what;
		make_fn *make;
		size_t n;
		const char *code;
	} rows[] = {
		{ "six of fourteen characters are the MAC's", half_from_mac, 10, "partly_derived" },
		{ "one unit of ten", one_from_mac, 10, "partly_derived" },
		{ "a common beginning", common_prefix, 10, "shared" },
		{ "rising with the serial number", rising, 12, "serial_order" },
		{ "random", random_12, 20, NULL },
		{ "one unit alone, its MAC", mac_upper, 1, "partly_derived" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *result = examine(rows[i].make, rows[i].n, i, false);

		fits(result, rows[i].what);
		TAP_TEXT(rows[i].what, outcome(result), "open");
		TAP_INT(rows[i].what, json_array_size(json_object_get(result, "findings")),
			rows[i].code != NULL);
		if (rows[i].code)
			TAP_CHECK(rows[i].what, finding(result, rows[i].code));
	}
}

static void never_shown_unasked(void **state)
{
	(void)state;
	for (unsigned show = 0; show < 2; show++) {
		CLEANUP(json_done) json_t *result = examine(random_12, 3, 7, show);
		CLEANUP(buf_done) struct buf text = BUF(FILE_MAX);
		uint64_t seed = 7;
		struct unit u;

		make_unit(&u, &seed, 0, random_12);
		json_write(&text, result, true);
		fits(result, "shown");
		TAP_INT("shown", strstr(buf_cstr(&text), u.password) != NULL, show);
	}
}

/* How the wrong conclusion would be drawn most easily: from good passwords. */
static void no_false_alarm(void **state)
{
	static const char *const pools[] = {
		"0123456789",
		"0123456789abcdef",
		"abcdefghijklmnopqrstuvwxyz",
		"ABCDEFGHJKLMNPQRSTUVWXYZ23456789",
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
	};
	uint64_t seed = 20261122;
	size_t units = 0;
	(void)state;

	for (size_t i = 0; i < 1000; i++) {
		const char *characters = pools[i % ARRAY_LEN(pools)];
		size_t n = i % 20 ? 2 + tap_below(&seed, 7) : 30, length = 8 + tap_below(&seed, 9);
		CLEANUP(buf_done) struct buf text = BUF(FILE_MAX);
		CLEANUP(samples_done) struct samples s = { 0 };
		CLEANUP(json_done) json_t *result = NULL;
		const struct sample_result_source source = { "a.csv", NULL, false };

		buf_text(&text, "password,serial,mac,ssid,model\n");
		for (size_t k = 0; k < n; k++) {
			struct unit u;

			make_unit(&u, &seed, k, random_12);
			pool(&u, characters, length);
			buf_format(&text, "%s,%s,%s,%s,%s\n", u.password, u.serial, u.mac, u.ssid,
				   u.model);
		}
		assert_int_equal(samples_decode(&s, buf_view(&text), NULL), 0);
		result = sample_result(&s, &source);
		if (json_array_size(json_object_get(result, "findings")) > 0)
			fail_msg("file %zu: %s", i,
				 json_dumps(json_object_get(result, "findings"), 0));
		TAP_TEXT("random", outcome(result), "open");
		units += n;
	}
	print_message("# 1000 files, %zu passwords\n", units);
}

static void bounds(void **state)
{
	CLEANUP(json_done) json_t *result = examine(random_12, 20, 3, false);
	CLEANUP(json_done) json_t *two = examine(common_prefix, 2, 3, false);
	(void)state;

	/* 32 of 36 characters are in use: at most log2(36) each. */
	double bits = json_number_value(json_at(result, "/shape/at_most_bits"));
	assert_true(fabs(bits - 12 * log2(36)) < 0.06);
	assert_int_equal(json_int(json_object_get(result, "shape"), "alphabet", 0), 36);
	assert_int_equal(json_int(json_object_get(two, "shape"), "prefix", 0), 5);
}

/* A file as large as it may be is done in seconds, and its rule is found. */
static void as_large_as_it_may_be(void **state)
{
	CLEANUP(buf_done) struct buf text = BUF(SAMPLES_FILE_MAX);
	CLEANUP(samples_done) struct samples s = { 0 };
	CLEANUP(json_done) json_t *result = NULL;
	const struct sample_result_source source = { "a.csv", NULL, false };
	uint64_t seed = 5;
	(void)state;

	buf_text(&text, "password,serial,mac,ssid,model\n");
	for (size_t i = 0; i < SAMPLES_MAX; i++) {
		struct unit u;

		make_unit(&u, &seed, i, md5_mac);
		buf_format(&text, "%s,%s,%s,%s,%s\n", u.password, u.serial, u.mac, u.ssid, u.model);
	}
	assert_int_equal(samples_decode(&s, buf_view(&text), NULL), 0);
	result = sample_result(&s, &source);
	fits(result, "large");
	assert_int_equal(json_int(finding(result, "derived"), "explains", 0), SAMPLES_MAX);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(methods),        cmocka_unit_test(questions),
	cmocka_unit_test(bounds),         cmocka_unit_test(never_shown_unasked),
	cmocka_unit_test(no_false_alarm), cmocka_unit_test(as_large_as_it_may_be),
};
TAP_MAIN(tests)
