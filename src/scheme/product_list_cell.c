/* Cells are written by people: wide digits, eras, stars.  glib has Unicode's tables. */
#include "scheme/product_list_cell.h"

#include <glib.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "store/fold_text.h"

#define FOLDED_MAX 100000

static void g_freep(gchar **p)
{
	g_free(*p);
}

/* Bytes of the character at p, which is valid UTF-8. */
static size_t width(const char *p)
{
	return (size_t)g_utf8_skip[(uint8_t)*p];
}

static bool is_dash(gunichar c)
{
	return g_unichar_type(c) == G_UNICODE_DASH_PUNCTUATION || c == 0x2212 || c == 0x30FC ||
	       c == 0x2500;
}

static bool is_unseen(gunichar c)
{
	return g_unichar_isspace(c) || g_unichar_type(c) == G_UNICODE_CONTROL ||
	       g_unichar_type(c) == G_UNICODE_FORMAT;
}

bool product_list_cell_hidden(const char *text)
{
	char out[TEXT_STEP_MAX];
	size_t taken;

	for (struct bytes rest = bytes_of(text); rest.n; rest.p += taken, rest.n -= taken)
		if (text_visible_step(out, rest, &taken) > 1 && out[0] == '\\' &&
		    !strchr("\\\t\r\n", rest.p[0]))
			return true;
	return false;
}

/* NFKC without case; NULL when it is not UTF-8. */
static gchar *plain(const char *text)
{
	CLEANUP(g_freep) gchar *normal = g_utf8_normalize(text, -1, G_NORMALIZE_ALL_COMPOSE);
	CLEANUP(g_freep) gchar *folded = normal ? g_utf8_casefold(normal, -1) : NULL;

	return folded ? g_utf8_normalize(folded, -1, G_NORMALIZE_ALL_COMPOSE) : NULL;
}

static char *compared(const char *text, bool loose)
{
	CLEANUP(g_freep) gchar *folded = plain(text);
	CLEANUP(buf_done) struct buf out = BUF(FOLDED_MAX);

	for (const gchar *p = folded; p && *p; p += width(p)) {
		gunichar c = g_utf8_get_char(p);

		if (is_unseen(c) || (loose && (is_dash(c) || g_unichar_ispunct(c))))
			continue;
		if (is_dash(c))
			buf_u8(&out, '-');
		else
			buf_add(&out, p, width(p));
	}
	return out.n > 0 && buf_ok(&out) ? buf_take(&out) : NULL;
}

char *product_list_cell_model(const char *text)
{
	return compared(text, false);
}

char *product_list_cell_loose(const char *text)
{
	return compared(text, true);
}

char *product_list_cell_trim(const char *text)
{
	const char *end = text + strlen(text);

	while (*text && is_unseen(g_utf8_get_char(text)))
		text += width(text);
	while (end > text && is_unseen(g_utf8_get_char(g_utf8_prev_char(end))))
		end = g_utf8_prev_char(end);
	return mem_textn(text, (size_t)(end - text));
}

int product_list_cell_level(const char *text)
{
	CLEANUP(g_freep) gchar *folded = plain(text);
	int digits = 0, stars = 0, level = 0;

	for (const gchar *p = folded; p && *p; p += width(p)) {
		gunichar c = g_utf8_get_char(p);

		stars += c == 0x2605 || c == 0x2606;
		if (c >= '0' && c <= '9') {
			digits++;
			level = (int)(c - '0');
		}
	}
	if (digits == 0)
		level = stars;
	return digits <= 1 && (digits == 0 || stars <= 1) && level >= 1 && level <= 4 ? level : 0;
}

/* ---- days ---- */

/* Up to three numbers with one sign between each; false when it is something else. */
static bool numbers(const char *text, uint64_t v[static 3], bool japanese)
{
	static const char *const units[] = { "年", "月", "日" };

	for (size_t i = 0; i < 3; i++) {
		size_t n = strspn(text, "0123456789");

		if (n == 0 || n > 4 ||
		    num_u64n((struct bytes){ (const uint8_t *)text, n }, 0, 9999, &v[i]) < 0)
			return false;
		text += n;
		if (japanese) {
			if (!text_starts(text, units[i]))
				return false;
			text += strlen(units[i]);
		} else if (i < 2) {
			if (!*text || !strchr("-/.", *text))
				return false;
			text++;
		}
	}
	return !*text;
}

static bool make_day(char day[static DAY_TEXT_MAX], const uint64_t v[static 3])
{
	char text[64]; /* three numbers of any size */

	(void)snprintf(text, sizeof(text), "%04u-%02u-%02u", (unsigned)v[0], (unsigned)v[1],
		       (unsigned)v[2]);
	if (strlen(text) != DAY_TEXT_MAX - 1 || !day_valid(text))
		return false;
	memcpy(day, text, DAY_TEXT_MAX);
	return true;
}

bool product_list_cell_date(char day[static DAY_TEXT_MAX], const char *text)
{
	CLEANUP(mem_freep) char *compact = product_list_cell_model(text);
	uint64_t v[3] = { 0 }, whole;
	const char *p = compact;
	bool reiwa;

	if (!p)
		return false;
	/* Spreadsheets add a time of day, which blanks once kept apart: "2026-09-1500:00:00". */
	if (text_ends(p, "00:00:00"))
		compact[strlen(p) - strlen("00:00:00")] = '\0';
	if (strlen(p) == 8 && num_u64(p, 19000101, 99991231, &whole) == 0) {
		v[0] = whole / 10000;
		v[1] = whole / 100 % 100;
		v[2] = whole % 100;
		return make_day(day, v);
	}
	reiwa = text_starts(p, "令和") || (*p == 'r' && p[1] >= '0' && p[1] <= '9');
	if (reiwa)
		p += *p == 'r' ? 1 : strlen("令和");
	CLEANUP(mem_freep)
	char *first = text_starts(p, "元年") ? mem_format("1%s", p + strlen("元")) : mem_text(p);
	if (!numbers(first, v, strstr(first, "年")))
		return false;
	if (reiwa && v[0] < 100)
		v[0] += 2018;
	return v[0] >= 1970 && make_day(day, v);
}

bool product_list_cell_serial(char day[static DAY_TEXT_MAX], const char *text, bool from_1904)
{
	size_t n = strspn(text, "0123456789");
	uint64_t serial;

	/* A fraction is the time of day. */
	if (text[n] == '.' && strspn(text + n + 1, "0123456789") != strlen(text + n + 1))
		return false;
	if (text[n] != '.' && text[n])
		return false;
	if (num_u64n((struct bytes){ (const uint8_t *)text, n }, 20000, 80000, &serial) < 0)
		return false;
	/* 1899-12-30 is 25,569 days before 1970, 1904-01-01 is 24,107. */
	return day_add(day, "1970-01-01", (int64_t)serial - (from_1904 ? 24107 : 25569)) == 0;
}

/* ---- words ---- */

static bool same(const char *a, const char *b)
{
	CLEANUP(mem_freep) char *first = product_list_cell_model(a);
	CLEANUP(mem_freep) char *second = product_list_cell_model(b);

	return first && text_equal(first, second);
}

const char *product_list_cell_word(const json_t *lists, const char *text)
{
	const char *key;
	size_t i;
	json_t *words, *word;

	json_object_foreach (json_lend(lists), key, words)
		json_array_foreach (words, i, word)
			if (same(json_string_value(word), text))
				return key;
	return NULL;
}

/* ---- firms ---- */

/* The part of a folded name that tells firms apart. */
static char *firm(const char *text)
{
	static const char *const forms[] = { "株式会社", "有限会社",    "合同会社",     "株",
					     "coltd",    "corporation", "incorporated", "limited",
					     "company",  "corp",        "gmbh",         "inc",
					     "ltd",      "llc",         "co",           "kk" };
	CLEANUP(buf_done) struct buf out = BUF(FOLDED_MAX);
	const char *p;
	size_t n;

	if (fold_text(&out, bytes_of(text)) < 0)
		return NULL;
	p = buf_cstr(&out);
	n = strlen(p);
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		size_t form = strlen(forms[i]);

		if (n <= form)
			continue;
		/* Latin ones stand at the end alone: "Inca" is a name. */
		if ((uint8_t)*forms[i] >= 0x80 && text_starts(p, forms[i])) {
			p += form;
			n -= form;
		} else if (memcmp(p + n - form, forms[i], form) == 0) {
			n -= form;
		}
	}
	return n > 0 ? mem_textn(p, n) : NULL;
}

bool product_list_cell_same_firm(const char *a, const char *b)
{
	CLEANUP(mem_freep) char *first = firm(a);
	CLEANUP(mem_freep) char *second = firm(b);

	return first && text_equal(first, second);
}
