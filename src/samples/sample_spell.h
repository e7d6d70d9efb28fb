/*
 * The spellings of what identifies a unit: "001122AABBCC", "00:11:22:aa:bb:cc", the digits at the
 * end of a serial number, two of them after one another.  They are what a maker's script would cut
 * a piece out of, or hash.
 */
#pragma once

#include "samples/sample_encode.h"
#include "samples/samples.h"

enum sample_spelling {
	SPELL_MAC, /* small digits without separators */
	SPELL_MAC_UPPER,
	SPELL_MAC_COLON,
	SPELL_MAC_COLON_UPPER,
	SPELL_MAC_DASH,
	SPELL_MAC_DASH_UPPER,
	SPELL_MAC_BYTES, /* its 6 bytes */
	SPELL_MAC_TAIL,  /* the last 6 digits */
	SPELL_MAC_TAIL_UPPER,
	SPELL_MAC_REVERSED,
	SPELL_MAC_BYTES_REVERSED, /* digits of its bytes from the last to the first */
	SPELL_MAC_DECIMAL,
	SPELL_MAC_TAIL_DECIMAL, /* of the last 3 bytes, 8 digits: as in PINs of WPS */
	SPELL_SERIAL,           /* as written */
	SPELL_SERIAL_UPPER,
	SPELL_SERIAL_LOWER,
	SPELL_SERIAL_PLAIN,  /* letters and digits alone */
	SPELL_SERIAL_NUMBER, /* the digits at its end without leading zeros */
	SPELL_SERIAL_NUMBER_HEX,
	SPELL_SERIAL_REVERSED,
	SPELL_SSID,
	SPELL_SSID_UPPER,
	SPELL_SSID_LOWER,
	SPELL_SSID_PLAIN,
	SPELL_SSID_REVERSED,
	SPELL_MODEL_PLAIN,
	SPELL_MODEL_REVERSED,
	SPELL_MAC_SERIAL,
	SPELL_SERIAL_MAC,
	SPELL_MODEL_SERIAL,
	SPELL_SSID_MAC,
	SPELLINGS
};

/* Are pieces cut out of it, is it hashed? */
bool sample_spell_is_cut(enum sample_spelling spelling);
bool sample_spell_is_hashed(enum sample_spelling spelling);

/* Is it what stands on the label, letters and digits in their order? */
bool sample_spell_is_plain(enum sample_spelling spelling);

/* there is false where the unit has none. */
void sample_spell(struct sample_text *out, const struct sample *s, enum sample_spelling spelling);

/* "the MAC address (without separators)" */
const char *sample_spell_say(enum sample_spelling spelling, bool ja);
const char *sample_spell_name(enum sample_spelling spelling); /* "mac" */
