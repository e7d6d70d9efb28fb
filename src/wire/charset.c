/* UTF-8 is checked by ourselves; everything else goes through iconv. */
#include "wire/charset.h"

#include <iconv.h>
#include <pthread.h>

#include "base/buf.h"
#include "base/cp932.h"
#include "base/cursor.h"
#include "base/text.h"

#define CHUNK 4096
#define REPLACEMENT "\xef\xbf\xbd"
#define UTF8 "UTF-8"
#define SHIFT_JIS "CP932"
#define EUC_JP "EUC-JP-MS"
#define WINDOWS_1252 "CP1252"

/* Labels of the WHATWG Encoding standard that pages of devices use. */
static const struct {
	const char *label, *name;
} labels[] = {
	{ "utf-8", UTF8 },
	{ "utf8", UTF8 },
	{ "us-ascii", WINDOWS_1252 },
	{ "ascii", WINDOWS_1252 },
	{ "iso-8859-1", WINDOWS_1252 },
	{ "iso8859-1", WINDOWS_1252 },
	{ "latin1", WINDOWS_1252 },
	{ "windows-1252", WINDOWS_1252 },
	{ "cp1252", WINDOWS_1252 },
	{ "iso-8859-15", "ISO-8859-15" },
	{ "iso-8859-2", "ISO-8859-2" },
	{ "windows-1250", "CP1250" },
	{ "windows-1251", "CP1251" },
	{ "koi8-r", "KOI8-R" },
	{ "shift_jis", SHIFT_JIS },
	{ "shift-jis", SHIFT_JIS },
	{ "sjis", SHIFT_JIS },
	{ "x-sjis", SHIFT_JIS },
	{ "ms_kanji", SHIFT_JIS },
	{ "windows-31j", SHIFT_JIS },
	{ "cp932", SHIFT_JIS },
	{ "euc-jp", EUC_JP },
	{ "x-euc-jp", EUC_JP },
	{ "eucjp", EUC_JP },
	{ "iso-2022-jp", "ISO-2022-JP" },
	{ "gb2312", "GBK" },
	{ "gbk", "GBK" },
	{ "gb18030", "GB18030" },
	{ "big5", "BIG5-HKSCS" },
	{ "euc-kr", "CP949" },
	{ "ks_c_5601-1987", "CP949" },
	{ "utf-16", "UTF-16LE" },
	{ "utf-16le", "UTF-16LE" },
	{ "utf-16be", "UTF-16BE" },
};

static const struct {
	const char *mark;
	const char *name;
} marks[] = {
	{ "\xef\xbb\xbf", UTF8 },
	{ "\xff\xfe", "UTF-16LE" },
	{ "\xfe\xff", "UTF-16BE" },
};

const char *charset_find(struct bytes label)
{
	struct bytes trimmed = text_trim(label);

	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		if (text_equal_nocase(trimmed, labels[i].label))
			return labels[i].name;
	return NULL;
}

static bool within(uint8_t v, uint8_t low, uint8_t high)
{
	return v >= low && v <= high;
}

/* Well formed, and with a hiragana or katakana: Latin text has neither. */
static bool is_euc_jp(struct bytes text)
{
	struct cursor c = cursor_of(text);
	bool kana = false;

	while (cursor_left(&c) > 0) {
		uint8_t lead = cursor_u8(&c);

		if (lead < 0x80)
			continue;
		if (lead == 0x8f)
			lead = cursor_u8(&c);
		uint8_t trail = cursor_u8(&c);
		if (!within(trail, 0xa1, 0xfe) || !(lead == 0x8e || within(lead, 0xa1, 0xfe)))
			return false;
		kana = kana || lead == 0xa4 || lead == 0xa5;
	}
	return kana && cursor_ok(&c);
}

static bool is_shift_jis(struct bytes text)
{
	struct cursor c = cursor_of(text);
	bool kana = false;

	while (cursor_left(&c) > 0) {
		uint8_t lead = cursor_u8(&c);

		if (lead < 0x80 || within(lead, 0xa1, 0xdf))
			continue;
		uint8_t trail = cursor_u8(&c);
		if (!within(lead, 0x81, 0x9f) && !within(lead, 0xe0, 0xfc))
			return false;
		if (!within(trail, 0x40, 0x7e) && !within(trail, 0x80, 0xfc))
			return false;
		kana = kana || (lead == 0x82 && trail >= 0x9f) || (lead == 0x83 && trail <= 0x96);
	}
	return kana && cursor_ok(&c);
}

static bool starts(struct bytes text, const char *prefix)
{
	size_t n = strlen(prefix);

	return text.n >= n && memcmp(text.p, prefix, n) == 0;
}

const char *charset_marked(struct bytes text)
{
	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (starts(text, marks[i].mark))
			return marks[i].name;
	return NULL;
}

const char *charset_guess(struct bytes text)
{
	const char *marked = charset_marked(text);

	if (marked)
		return marked;
	if (text_find(text, bytes_of("\x1b$B")) || text_find(text, bytes_of("\x1b$@")))
		return "ISO-2022-JP";
	if (text_utf8_valid(text))
		return UTF8;
	if (is_euc_jp(text))
		return EUC_JP;
	return is_shift_jis(text) ? SHIFT_JIS : WINDOWS_1252;
}

static void utf8_copy(struct buf *out, struct bytes in)
{
	struct cursor c = cursor_of(in);

	while (cursor_left(&c) > 0) {
		size_t n = text_utf8_step(c.p, cursor_left(&c));

		if (n > 0) {
			buf_bytes(out, cursor_bytes(&c, n));
		} else {
			buf_text(out, REPLACEMENT);
			cursor_skip(&c, 1);
		}
	}
}

static void iconv_copy(struct buf *out, struct bytes in, iconv_t converter)
{
	char chunk[CHUNK];
	/* iconv's interface is older than const; it does not write there. */
	char *from = (char *)(uintptr_t)in.p;
	size_t left = in.n;

	while (left > 0) {
		char *to = chunk;
		size_t room = sizeof(chunk);
		size_t r = iconv(converter, &from, &left, &to, &room);
		int cause = errno;

		buf_add(out, chunk, sizeof(chunk) - room);
		if (r != (size_t)-1 || cause == E2BIG)
			continue;
		/* EILSEQ, or EINVAL for a character that the end cuts off. */
		buf_text(out, REPLACEMENT);
		from++;
		left--;
	}
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* NULL where iconv lacks it. */
static iconv_t converter_get(const char *charset)
{
	static const char *const names[] = {
		SHIFT_JIS,    EUC_JP,       "ISO-2022-JP", WINDOWS_1252, "ISO-8859-15",
		"ISO-8859-2", "CP1250",     "CP1251",      "KOI8-R",     "GBK",
		"GB18030",    "BIG5-HKSCS", "CP949",       "UTF-16LE",   "UTF-16BE",
	};
	/* Never closed: closing the last one for a table may unload it. */
	static iconv_t opened[ARRAY_LEN(names)];

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strcmp(names[i], charset) != 0)
			continue;
		if (!opened[i])
			opened[i] = iconv_open(UTF8, charset);
		if ((uintptr_t)opened[i] == UINTPTR_MAX)
			return NULL;
		/* The last text may have ended in another shift state. */
		(void)iconv(opened[i], NULL, NULL, NULL, NULL);
		return opened[i];
	}
	return NULL;
}

void charset_to_utf8(struct buf *out, struct bytes in, const char *charset)
{
	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		size_t n = strlen(marks[i].mark);

		if (strcmp(marks[i].name, charset) == 0 && starts(in, marks[i].mark))
			in = (struct bytes){ .p = in.p + n, .n = in.n - n };
	}
	if (strcmp(charset, UTF8) == 0) {
		utf8_copy(out, in);
		return;
	}
	/* A converter has a state of its own; logins are tried from several threads at once. */
	(void)pthread_mutex_lock(&lock);
	iconv_t converter = converter_get(charset);
	if (converter)
		iconv_copy(out, in, converter);
	(void)pthread_mutex_unlock(&lock);
	if (!converter)
		utf8_copy(out, in);
}

void charset_warm(void)
{
	static const char *const names[] = { SHIFT_JIS, EUC_JP, "ISO-2022-JP", WINDOWS_1252 };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		(void)converter_get(names[i]);
	cp932_warm();
}
