#include "samples/sample_encode.h"

#define BYTES_MAX 32
#define LIMBS_MAX (BYTES_MAX / 4)

static const char digits_small[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
static const char digits_big[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
static const char digits_64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char digits_64url[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static const struct {
	const char *name, *ja, *en;
	bool has_case;
} words[SAMPLE_ENCODINGS] = {
	[SAMPLE_HEX_DIGITS] = { "hex", "16進数", "in hexadecimal", false },
	[SAMPLE_DECIMAL] = { "decimal", "10進数", "in decimal", false },
	[SAMPLE_DECIMAL_HEAD] = { "decimal_head", "先頭32ビットの10進数",
				  "in decimal, first 32 bits", false },
	[SAMPLE_DECIMAL_TAIL] = { "decimal_tail", "末尾32ビットの10進数",
				  "in decimal, last 32 bits", false },
	[SAMPLE_BASE32] = { "base32", "Base32", "in base 32", false },
	[SAMPLE_BASE36] = { "base36", "36進数", "in base 36", false },
	[SAMPLE_BASE62_UPPER] = { "base62_upper", "62進数（0-9A-Za-z）", "in base 62 (0-9A-Za-z)",
				  true },
	[SAMPLE_BASE62_LOWER] = { "base62_lower", "62進数（0-9a-zA-Z）", "in base 62 (0-9a-zA-Z)",
				  true },
	[SAMPLE_BASE64] = { "base64", "Base64", "in Base64", true },
	[SAMPLE_BASE64URL] = { "base64url", "Base64URL", "in Base64url", true },
	[SAMPLE_MOD10] = { "mod10", "各バイトを10で割った余り", "each byte modulo 10", false },
	[SAMPLE_MOD26] = { "mod26", "各バイトを26で割った余り（a-z）", "each byte modulo 26 (a-z)",
			   false },
	[SAMPLE_MOD36] = { "mod36", "各バイトを36で割った余り（0-9a-z）",
			   "each byte modulo 36 (0-9a-z)", false },
	[SAMPLE_MOD62] = { "mod62", "各バイトを62で割った余り（0-9A-Za-z）",
			   "each byte modulo 62 (0-9A-Za-z)", true },
};

bool sample_encode_has_case(enum sample_encoding e)
{
	return words[e].has_case;
}

const char *sample_encode_say(enum sample_encoding e, bool ja)
{
	return ja ? words[e].ja : words[e].en;
}

const char *sample_encode_name(enum sample_encoding e)
{
	return words[e].name;
}

/* Long division by base^chunk, which fits 32 bits, so that a limb yields several digits. */
static void number(struct sample_text *out, struct bytes data, uint32_t base, unsigned chunk,
		   const char *digit)
{
	uint32_t limb[LIMBS_MAX] = { 0 }, divisor = 1;
	char reversed[SAMPLE_TEXT_MAX];
	size_t n = 0, first = 0;

	for (size_t i = 0; i < data.n; i++) {
		size_t at = data.n - 1 - i;

		limb[LIMBS_MAX - 1 - i / 4] |= (uint32_t)data.p[at] << 8 * (i % 4);
	}
	for (unsigned i = 0; i < chunk; i++)
		divisor *= base;
	while (first < LIMBS_MAX && limb[first] == 0)
		first++;
	while (first < LIMBS_MAX) {
		uint64_t rest = 0;

		for (size_t i = first; i < LIMBS_MAX; i++) {
			uint64_t value = rest << 32 | limb[i];

			limb[i] = (uint32_t)(value / divisor);
			rest = value % divisor;
		}
		while (first < LIMBS_MAX && limb[first] == 0)
			first++;
		/* Zeros in front of the last piece are no digits. */
		uint32_t left = (uint32_t)rest;
		for (unsigned i = 0; i < chunk; i++, left /= base)
			if (first < LIMBS_MAX || left > 0)
				reversed[n++] = digit[left % base];
	}
	if (n == 0)
		reversed[n++] = '0';
	for (size_t i = 0; i < n; i++)
		out->p[i] = reversed[n - 1 - i];
	out->n = (uint8_t)n;
}

static void each_byte(struct sample_text *out, struct bytes data, unsigned modulus,
		      const char *digit)
{
	for (size_t i = 0; i < data.n; i++)
		out->p[i] = digit[data.p[i] % modulus];
	out->n = (uint8_t)data.n;
}

/* RFC 4648 without padding, which is no part of a password; without a buffer, as there are many. */
static void groups(struct sample_text *out, struct bytes data, unsigned bits, const char *digit)
{
	uint32_t held = 0;
	unsigned n = 0;

	out->n = 0;
	for (size_t i = 0; i < data.n; i++) {
		held = (held << 8 | data.p[i]) & 0xffff;
		for (n += 8; n >= bits; n -= bits)
			out->p[out->n++] = digit[held >> (n - bits) & ((1u << bits) - 1)];
	}
	if (n > 0)
		out->p[out->n++] = digit[held << (bits - n) & ((1u << bits) - 1)];
}

static struct bytes piece(struct bytes data, size_t from)
{
	return (struct bytes){ .p = data.p + from, .n = 4 };
}

static void hexadecimal(struct sample_text *out, struct bytes data)
{
	for (size_t i = 0; i < data.n; i++) {
		out->p[2 * i] = digits_small[data.p[i] >> 4];
		out->p[2 * i + 1] = digits_small[data.p[i] & 15];
	}
	out->n = (uint8_t)(2 * data.n);
}

void sample_encode(struct sample_text *out, struct bytes data, enum sample_encoding e)
{
	assert(data.n >= 4 && data.n <= BYTES_MAX);
	out->there = true;
	switch (e) {
	case SAMPLE_HEX_DIGITS:
		hexadecimal(out, data);
		break;
	case SAMPLE_DECIMAL:
		number(out, data, 10, 9, digits_small);
		break;
	case SAMPLE_DECIMAL_HEAD:
		number(out, piece(data, 0), 10, 9, digits_small);
		break;
	case SAMPLE_DECIMAL_TAIL:
		number(out, piece(data, data.n - 4), 10, 9, digits_small);
		break;
	case SAMPLE_BASE32:
		groups(out, data, 5, "abcdefghijklmnopqrstuvwxyz234567");
		break;
	case SAMPLE_BASE36:
		number(out, data, 36, 6, digits_small);
		break;
	case SAMPLE_BASE62_UPPER:
		number(out, data, 62, 5, digits_big);
		break;
	case SAMPLE_BASE62_LOWER:
		number(out, data, 62, 5, digits_small);
		break;
	case SAMPLE_BASE64:
		groups(out, data, 6, digits_64);
		break;
	case SAMPLE_BASE64URL:
		groups(out, data, 6, digits_64url);
		break;
	case SAMPLE_MOD10:
		each_byte(out, data, 10, digits_small);
		break;
	case SAMPLE_MOD26:
		each_byte(out, data, 26, digits_small + 10);
		break;
	case SAMPLE_MOD36:
		each_byte(out, data, 36, digits_small);
		break;
	case SAMPLE_MOD62:
		each_byte(out, data, 62, digits_big);
		break;
	case SAMPLE_ENCODINGS:
		break;
	}
}
