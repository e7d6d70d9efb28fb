#include "tlog/note_key.h"

#include "base/base64.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/hex.h"
#include "base/text.h"
#include "crypto/hash.h"

#define ID_SIZE 4
#define ID_DIGITS 8
#define MATERIAL_SIZE (1 + ED25519_PUBLIC_SIZE)

/* What Unicode calls White_Space beyond ASCII, in UTF-8; the range U+2000 to U+200A apart. */
static const char *const spaces[] = { "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80",
				      "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf",
				      "\xe2\x81\x9f", "\xe3\x80\x80" };

static bool is_space(const uint8_t *p, size_t n)
{
	if (n == 1)
		return *p <= ' ' || *p == 0x7f;
	for (size_t i = 0; i < ARRAY_LEN(spaces); i++)
		if (n == strlen(spaces[i]) && memcmp(p, spaces[i], n) == 0)
			return true;
	return n == 3 && p[0] == 0xe2 && p[1] == 0x80 && p[2] <= 0x8a;
}

bool note_key_name_valid(struct bytes name)
{
	size_t step;

	if (name.n == 0 || name.n > NOTE_KEY_NAME_MAX)
		return false;
	for (size_t i = 0; i < name.n; i += step) {
		step = text_utf8_step(name.p + i, name.n - i);
		if (step == 0 || is_space(name.p + i, step) || name.p[i] == '+')
			return false;
	}
	return true;
}

int note_key_of(struct note_key *key, const char *name, enum note_key_type type,
		const uint8_t public_key[static ED25519_PUBLIC_SIZE])
{
	struct note_key made = { .type = type };
	char named[NOTE_KEY_NAME_MAX + 3];
	uint8_t digest[HASH_SIZE];
	size_t n = strlen(name);

	if (n > NOTE_KEY_NAME_MAX)
		return E_LIMIT;
	if (!note_key_name_valid(bytes_of(name)))
		return E_FORMAT;
	memcpy(made.name, name, n + 1);
	memcpy(made.public_key, public_key, ED25519_PUBLIC_SIZE);
	/* SHA-256(name | 0x0A | type | key), the first four bytes. */
	(void)snprintf(named, sizeof(named), "%s\n%c", name, (char)type);
	hash_sha256_two(digest, bytes_of(named), (struct bytes){ public_key, ED25519_PUBLIC_SIZE });
	made.id = (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 | (uint32_t)digest[2] << 8 |
		  digest[3];
	*key = made;
	return 0;
}

static bool is_lower_hex(const char *text, size_t n)
{
	return strspn(text, "0123456789abcdef") >= n;
}

int note_key_parse(struct note_key *key, const char *text, struct err *err)
{
	char name[NOTE_KEY_NAME_MAX + 1], id[ID_DIGITS + 1];
	uint8_t id_bytes[ID_SIZE], material[MATERIAL_SIZE];
	const char *first = strchr(text, '+');
	const char *second = first ? strchr(first + 1, '+') : NULL;
	struct note_key made;

	/* Neither name nor id has a plus; the key may. */
	if (!second || second - first != 1 + ID_DIGITS || !is_lower_hex(first + 1, ID_DIGITS))
		return err_set(err, E_FORMAT, "'%.100s' is not a key NAME+ID+KEY", text);
	if (first - text > NOTE_KEY_NAME_MAX)
		return err_set(err, E_FORMAT, "a key's name has at most %d bytes",
			       NOTE_KEY_NAME_MAX);
	memcpy(name, text, (size_t)(first - text));
	name[first - text] = '\0';
	memcpy(id, first + 1, ID_DIGITS);
	id[ID_DIGITS] = '\0';
	if (!note_key_name_valid(bytes_of(name)) || hex_decode(id_bytes, ID_SIZE, id) < 0)
		return err_set(err, E_FORMAT, "'%.100s' is not a key NAME+ID+KEY", text);
	if (base64_decode_exact(material, sizeof(material), bytes_of(second + 1)) < 0 ||
	    (material[0] != NOTE_KEY_ED25519 && material[0] != NOTE_KEY_COSIGNATURE))
		return err_set(err, E_UNSUPPORTED, "'%.100s' is not a key of Ed25519", text);
	int r = note_key_of(&made, name, (enum note_key_type)material[0], material + 1);
	if (r < 0)
		return err_set(err, r, "'%.100s' is not a key NAME+ID+KEY", text);
	if (made.id != ((uint32_t)id_bytes[0] << 24 | (uint32_t)id_bytes[1] << 16 |
			(uint32_t)id_bytes[2] << 8 | id_bytes[3]))
		return err_set(err, E_VERIFY, "'%.100s': the id is not that of the key", text);
	*key = made;
	return 0;
}

void note_key_format(struct buf *out, const struct note_key *key)
{
	uint8_t material[MATERIAL_SIZE];

	material[0] = (uint8_t)key->type;
	memcpy(material + 1, key->public_key, ED25519_PUBLIC_SIZE);
	buf_format(out, "%s+%08x+", key->name, key->id);
	base64_encode(out, (struct bytes){ material, sizeof(material) });
}
