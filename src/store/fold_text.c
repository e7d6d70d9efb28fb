/*
 * Unicode's tables are glib's.  Case folding can leave what is not in normal form, and the other
 * way round, so it is normalised before and after.
 */
#include "store/fold_text.h"

#include <glib.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

#define FOLDED_MAX ((size_t)256 << 20) /* callers have far smaller limits */

static void g_freep(gchar **p)
{
	g_free(*p);
}

/* Not punctuation to Unicode, but typed for a hyphen, a long vowel or a wave. */
static bool is_dash(gunichar c)
{
	switch (c) {
	case 0x30FC: /* katakana-hiragana prolonged sound mark */
	case 0x2212: /* minus sign */
	case 0x2500: /* box drawings light horizontal */
	case 0x2501: /* the same, heavy */
	case '~':    /* fullwidth tilde and wave dash are one key */
		return true;
	default:
		return false;
	}
}

static bool goes(gunichar c)
{
	switch (g_unichar_type(c)) {
	case G_UNICODE_CONTROL:
	case G_UNICODE_FORMAT:
	case G_UNICODE_PRIVATE_USE:
	case G_UNICODE_SURROGATE:
	case G_UNICODE_CONNECT_PUNCTUATION:
	case G_UNICODE_DASH_PUNCTUATION:
	case G_UNICODE_CLOSE_PUNCTUATION:
	case G_UNICODE_FINAL_PUNCTUATION:
	case G_UNICODE_INITIAL_PUNCTUATION:
	case G_UNICODE_OTHER_PUNCTUATION:
	case G_UNICODE_OPEN_PUNCTUATION:
	case G_UNICODE_LINE_SEPARATOR:
	case G_UNICODE_PARAGRAPH_SEPARATOR:
	case G_UNICODE_SPACE_SEPARATOR:
		return true;
	default:
		/* Variation selectors choose a shape, not a letter. */
		return is_dash(c) || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
	}
}

static gunichar kana(gunichar c)
{
	if ((c >= 0x30A1 && c <= 0x30F6) || c == 0x30FD || c == 0x30FE)
		return c - 0x60;
	return c;
}

static void keep_letters(struct buf *out, struct bytes text)
{
	for (size_t at = 0, n = 0; at < text.n; at += n) {
		gunichar c = g_utf8_get_char((const gchar *)text.p + at);
		gchar utf8[6];

		n = text_utf8_step(text.p + at, text.n - at);
		assert(n > 0);
		if (!goes(c))
			buf_add(out, utf8, (size_t)g_unichar_to_utf8(kana(c), utf8));
	}
}

int fold_text(struct buf *out, struct bytes text)
{
	if (!text_utf8_valid(text) || (text.n && memchr(text.p, '\0', text.n)))
		return E_FORMAT;
	CLEANUP(g_freep)
	gchar *once = g_utf8_normalize((const gchar *)text.p, (gssize)text.n, G_NORMALIZE_NFKC);
	if (!once)
		return E_FORMAT;
	CLEANUP(g_freep) gchar *folded = g_utf8_casefold(once, -1);
	CLEANUP(g_freep) gchar *again = g_utf8_normalize(folded, -1, G_NORMALIZE_NFKC);
	CLEANUP(buf_done) struct buf kept = BUF(FOLDED_MAX);
	keep_letters(&kept, bytes_of(again));
	if (!buf_ok(&kept))
		return E_LIMIT;
	/* A mark may now stand behind another letter than before. */
	CLEANUP(g_freep)
	gchar *end = g_utf8_normalize(buf_cstr(&kept), (gssize)kept.n, G_NORMALIZE_NFKC);
	buf_text(out, end);
	return 0;
}

/* *n: the bytes of the character. */
static bool is_blank(struct bytes text, size_t *n)
{
	*n = (size_t)g_utf8_skip[*text.p];
	return g_unichar_isspace(g_utf8_get_char((const gchar *)text.p));
}

static void skip(struct bytes *text, size_t n)
{
	text->p += n;
	text->n -= n;
}

bool fold_text_word(struct bytes *text, struct bytes *word)
{
	size_t n;

	while (text->n > 0 && is_blank(*text, &n))
		skip(text, n);
	*word = (struct bytes){ .p = text->p };
	while (text->n > 0 && !is_blank(*text, &n)) {
		skip(text, n);
		word->n += n;
	}
	return word->n > 0;
}
