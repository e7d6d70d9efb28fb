#include "samples/sample_spell.h"

#include "base/buf.h"
#include "base/hex.h"
#include "base/num.h"

enum use { CUT = 1, HASHED = 2, PLAIN = 4 };

static const struct {
	const char *name, *ja, *en;
	unsigned use;
} spellings[SPELLINGS] = {
	[SPELL_MAC] = { "mac", "MACアドレス（区切りなし）", "the MAC address (without separators)",
			CUT | HASHED | PLAIN },
	[SPELL_MAC_UPPER] = { "mac_upper", "MACアドレス（大文字、区切りなし）",
			      "the MAC address (capital, without separators)", HASHED },
	[SPELL_MAC_COLON] = { "mac_colon", "MACアドレス（aa:bb:…）", "the MAC address (aa:bb:...)",
			      HASHED },
	[SPELL_MAC_COLON_UPPER] = { "mac_colon_upper", "MACアドレス（AA:BB:…）",
				    "the MAC address (AA:BB:...)", HASHED },
	[SPELL_MAC_DASH] = { "mac_dash", "MACアドレス（aa-bb-…）", "the MAC address (aa-bb-...)",
			     HASHED },
	[SPELL_MAC_DASH_UPPER] = { "mac_dash_upper", "MACアドレス（AA-BB-…）",
				   "the MAC address (AA-BB-...)", HASHED },
	[SPELL_MAC_BYTES] = { "mac_bytes", "MACアドレス（6バイト）", "the MAC address (6 bytes)",
			      HASHED },
	[SPELL_MAC_TAIL] = { "mac_tail", "MACアドレスの下6桁",
			     "the last 6 digits of the MAC address", HASHED },
	[SPELL_MAC_TAIL_UPPER] = { "mac_tail_upper", "MACアドレスの下6桁（大文字）",
				   "the last 6 digits of the MAC address (capital)", HASHED },
	[SPELL_MAC_REVERSED] = { "mac_reversed", "MACアドレス（逆順）",
				 "the MAC address (backwards)", CUT },
	[SPELL_MAC_BYTES_REVERSED] = { "mac_bytes_reversed", "MACアドレス（バイト単位の逆順）",
				       "the MAC address (bytes backwards)", CUT },
	[SPELL_MAC_DECIMAL] = { "mac_decimal", "MACアドレスの10進数", "the MAC address in decimal",
				CUT },
	[SPELL_MAC_TAIL_DECIMAL] = { "mac_tail_decimal", "MACアドレス下3バイトの10進数（8桁）",
				     "the last 3 bytes of the MAC address in decimal (8 digits)",
				     CUT },
	[SPELL_SERIAL] = { "serial", "シリアル番号", "the serial number", HASHED },
	[SPELL_SERIAL_UPPER] = { "serial_upper", "シリアル番号（大文字）",
				 "the serial number (capital)", HASHED },
	[SPELL_SERIAL_LOWER] = { "serial_lower", "シリアル番号（小文字）",
				 "the serial number (small letters)", HASHED },
	[SPELL_SERIAL_PLAIN] = { "serial_plain", "シリアル番号（英数字のみ）",
				 "the serial number (letters and digits)", CUT | HASHED | PLAIN },
	[SPELL_SERIAL_NUMBER] = { "serial_number", "シリアル番号の末尾の数字",
				  "the number at the end of the serial number", HASHED },
	[SPELL_SERIAL_NUMBER_HEX] = { "serial_number_hex", "シリアル番号の末尾の数字の16進数",
				      "the number at the end of the serial number in hexadecimal",
				      CUT },
	[SPELL_SERIAL_REVERSED] = { "serial_reversed", "シリアル番号（逆順）",
				    "the serial number (backwards)", CUT },
	[SPELL_SSID] = { "ssid", "SSID", "the SSID", HASHED },
	[SPELL_SSID_UPPER] = { "ssid_upper", "SSID（大文字）", "the SSID (capital)", HASHED },
	[SPELL_SSID_LOWER] = { "ssid_lower", "SSID（小文字）", "the SSID (small letters)", HASHED },
	[SPELL_SSID_PLAIN] = { "ssid_plain", "SSID（英数字のみ）", "the SSID (letters and digits)",
			       CUT | PLAIN },
	[SPELL_SSID_REVERSED] = { "ssid_reversed", "SSID（逆順）", "the SSID (backwards)", CUT },
	[SPELL_MODEL_PLAIN] = { "model_plain", "型式番号（英数字のみ）",
				"the model number (letters and digits)", CUT | PLAIN },
	[SPELL_MODEL_REVERSED] = { "model_reversed", "型式番号（逆順）",
				   "the model number (backwards)", CUT },
	[SPELL_MAC_SERIAL] = { "mac_serial", "MACアドレスとシリアル番号をつないだもの",
			       "the MAC address followed by the serial number", HASHED },
	[SPELL_SERIAL_MAC] = { "serial_mac", "シリアル番号とMACアドレスをつないだもの",
			       "the serial number followed by the MAC address", HASHED },
	[SPELL_MODEL_SERIAL] = { "model_serial", "型式番号とシリアル番号をつないだもの",
				 "the model number followed by the serial number", HASHED },
	[SPELL_SSID_MAC] = { "ssid_mac", "SSIDとMACアドレスをつないだもの",
			     "the SSID followed by the MAC address", HASHED },
};

bool sample_spell_is_cut(enum sample_spelling spelling)
{
	return spellings[spelling].use & CUT;
}

bool sample_spell_is_hashed(enum sample_spelling spelling)
{
	return spellings[spelling].use & HASHED;
}

bool sample_spell_is_plain(enum sample_spelling spelling)
{
	return spellings[spelling].use & PLAIN;
}

const char *sample_spell_say(enum sample_spelling spelling, bool ja)
{
	return ja ? spellings[spelling].ja : spellings[spelling].en;
}

const char *sample_spell_name(enum sample_spelling spelling)
{
	return spellings[spelling].name;
}

/* ---- the pieces they are made of ---- */

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void add(struct sample_text *out, char c)
{
	assert(out->n < SAMPLE_TEXT_MAX);
	out->p[out->n++] = c;
}

static void add_text(struct sample_text *out, const char *text)
{
	for (; *text; text++)
		add(out, *text);
}

static void add_plain(struct sample_text *out, const char *text)
{
	for (; *text; text++)
		if (is_alnum(*text))
			add(out, *text);
}

static void reverse(struct sample_text *t)
{
	for (size_t i = 0; i < t->n / 2u; i++) {
		char c = t->p[i];

		t->p[i] = t->p[t->n - 1 - i];
		t->p[t->n - 1 - i] = c;
	}
}

static void change_case(struct sample_text *t, bool upper)
{
	for (size_t i = 0; i < t->n; i++) {
		char c = t->p[i];

		if (upper ? c >= 'a' && c <= 'z' : c >= 'A' && c <= 'Z')
			t->p[i] = (char)(c ^ 0x20);
	}
}

static void separate(struct sample_text *out, const char *mac, char between)
{
	for (size_t i = 0; mac[i]; i++) {
		if (i > 0 && i % 2 == 0)
			add(out, between);
		add(out, mac[i]);
	}
}

static void bytes_backwards(struct sample_text *out, const char *mac)
{
	for (size_t i = SAMPLES_MAC_DIGITS; i > 0; i -= 2) {
		add(out, mac[i - 2]);
		add(out, mac[i - 1]);
	}
}

static void add_number(struct sample_text *out, uint64_t value, unsigned width, bool hex)
{
	CLEANUP(buf_done) struct buf text = BUF(40);

	if (hex)
		buf_format(&text, "%" PRIx64, value);
	else
		buf_format(&text, "%0*" PRIu64, (int)width, value);
	add_text(out, buf_cstr(&text));
}

static uint64_t mac_number(const char *mac, size_t bytes)
{
	uint8_t raw[SAMPLES_MAC_DIGITS / 2];
	uint64_t value = 0;

	if (hex_decode(raw, sizeof(raw), mac) < 0)
		return 0;
	for (size_t i = sizeof(raw) - bytes; i < sizeof(raw); i++)
		value = value << 8 | raw[i];
	return value;
}

static const char *number_at_end(const char *serial)
{
	const char *at = serial + strlen(serial);

	while (at > serial && at[-1] >= '0' && at[-1] <= '9')
		at--;
	while (*at == '0' && at[1])
		at++;
	return at;
}

static void number_hex(struct sample_text *out, const char *serial)
{
	uint64_t value;

	if (num_u64(number_at_end(serial), 0, UINT64_MAX, &value) == 0)
		add_number(out, value, 0, true);
}

static void spell_mac(struct sample_text *out, const char *mac, enum sample_spelling spelling)
{
	uint8_t raw[SAMPLES_MAC_DIGITS / 2];

	if (spelling == SPELL_MAC_COLON || spelling == SPELL_MAC_COLON_UPPER)
		separate(out, mac, ':');
	else if (spelling == SPELL_MAC_DASH || spelling == SPELL_MAC_DASH_UPPER)
		separate(out, mac, '-');
	else if (spelling == SPELL_MAC_BYTES_REVERSED)
		bytes_backwards(out, mac);
	else if (spelling == SPELL_MAC_DECIMAL)
		add_number(out, mac_number(mac, 6), 0, false);
	else if (spelling == SPELL_MAC_TAIL_DECIMAL)
		add_number(out, mac_number(mac, 3), 8, false);
	else if (spelling == SPELL_MAC_TAIL || spelling == SPELL_MAC_TAIL_UPPER)
		add_text(out, mac + SAMPLES_MAC_DIGITS - 6);
	else if (spelling != SPELL_MAC_BYTES)
		add_text(out, mac);
	else if (hex_decode(raw, sizeof(raw), mac) == 0)
		for (size_t i = 0; i < sizeof(raw); i++)
			add(out, (char)raw[i]);
	if (spelling == SPELL_MAC_UPPER || spelling == SPELL_MAC_COLON_UPPER ||
	    spelling == SPELL_MAC_DASH_UPPER || spelling == SPELL_MAC_TAIL_UPPER)
		change_case(out, true);
	if (spelling == SPELL_MAC_REVERSED)
		reverse(out);
}

static void spell_other(struct sample_text *out, const char *text, enum sample_spelling spelling)
{
	bool reversed = spelling == SPELL_SERIAL_REVERSED || spelling == SPELL_SSID_REVERSED ||
			spelling == SPELL_MODEL_REVERSED;

	if (spelling == SPELL_SERIAL_NUMBER)
		add_text(out, number_at_end(text));
	else if (spelling == SPELL_SERIAL_NUMBER_HEX)
		number_hex(out, text);
	else if (reversed || sample_spell_is_plain(spelling))
		add_plain(out, text);
	else
		add_text(out, text);
	if (reversed)
		reverse(out);
	if (spelling == SPELL_SERIAL_UPPER || spelling == SPELL_SSID_UPPER)
		change_case(out, true);
	if (spelling == SPELL_SERIAL_LOWER || spelling == SPELL_SSID_LOWER)
		change_case(out, false);
}

/* Which fields it takes, the second SAMPLE_FIELDS when it is but one. */
static void fields_of(enum sample_spelling spelling, enum sample_field fields[static 2])
{
	fields[1] = SAMPLE_FIELDS;
	fields[0] = spelling < SPELL_SERIAL        ? SAMPLE_MAC
		    : spelling < SPELL_SSID        ? SAMPLE_SERIAL
		    : spelling < SPELL_MODEL_PLAIN ? SAMPLE_SSID
						   : SAMPLE_MODEL;
	if (spelling == SPELL_MAC_SERIAL || spelling == SPELL_SERIAL_MAC) {
		fields[0] = spelling == SPELL_MAC_SERIAL ? SAMPLE_MAC : SAMPLE_SERIAL;
		fields[1] = spelling == SPELL_MAC_SERIAL ? SAMPLE_SERIAL : SAMPLE_MAC;
	} else if (spelling == SPELL_MODEL_SERIAL) {
		fields[1] = SAMPLE_SERIAL;
	} else if (spelling == SPELL_SSID_MAC) {
		fields[0] = SAMPLE_SSID;
		fields[1] = SAMPLE_MAC;
	}
}

void sample_spell(struct sample_text *out, const struct sample *s, enum sample_spelling spelling)
{
	enum sample_field fields[2];

	out->n = 0;
	fields_of(spelling, fields);
	if (!*s->field[fields[0]] || (fields[1] != SAMPLE_FIELDS && !*s->field[fields[1]])) {
		out->there = false;
		return;
	}
	if (fields[1] != SAMPLE_FIELDS) {
		add_text(out, s->field[fields[0]]);
		add_text(out, s->field[fields[1]]);
	} else if (fields[0] == SAMPLE_MAC) {
		spell_mac(out, s->field[SAMPLE_MAC], spelling);
	} else {
		spell_other(out, s->field[fields[0]], spelling);
	}
	out->there = out->n > 0;
}
