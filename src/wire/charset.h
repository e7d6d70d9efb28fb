/*
 * Text of a device in the encoding it happens to use, turned into UTF-8.  Only the encodings named
 * in charset.c are handed to iconv, so that a device cannot choose what is loaded.  iconv reads its
 * tables from disk on first use, and each stays open from then on: charset_warm loads those of
 * Japan before a sandbox closes.
 */
#pragma once

#include "base/base.h"

struct buf;

/* The iconv name for a label as in "charset=Shift_JIS" (case-insensitive), or NULL. */
const char *charset_find(struct bytes label);

/* What a byte order mark at the start says, or NULL. */
const char *charset_marked(struct bytes text);

/*
 * Without a label: a byte order mark, UTF-8 if all of it is valid, ISO-2022-JP by its escapes,
 * EUC-JP or Shift_JIS if it is well formed and has kana, windows-1252 otherwise.  Never NULL.
 */
const char *charset_guess(struct bytes text);

/*
 * Append in as valid UTF-8 without a byte order mark; what cannot be read becomes U+FFFD, byte by
 * byte.  charset is a name from the functions above; where iconv lacks it, UTF-8 is assumed.
 */
void charset_to_utf8(struct buf *out, struct bytes in, const char *charset);

void charset_warm(void);
