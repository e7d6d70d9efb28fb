#include "samples/sample_say.h"

#include <stdarg.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#define TEXT_MAX 2000

json_t *sample_say(const char *ja, const char *en)
{
	return json_pack("{s:s, s:s}", "ja", ja, "en", en);
}

static char *formatted(const char *format, va_list arguments)
{
	char text[TEXT_MAX];

	(void)vsnprintf(text, sizeof(text), format, arguments);
	return mem_text(text);
}

json_t *sample_say_format(const char *ja, const char *en, ...)
{
	va_list arguments;

	va_start(arguments, en);
	CLEANUP(mem_freep) char *english = formatted(en, arguments);
	va_end(arguments);
	va_start(arguments, en);
	CLEANUP(mem_freep) char *japanese = formatted(ja, arguments);
	va_end(arguments);
	return sample_say(japanese, english);
}

/* ---- a rule ---- */

/* Is a character of a unit that the rule explains a separator that was passed over? */
static bool passes_over(const struct sample_rule *rule, const struct sample_derivation *d, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rule->explains[i] && strchr(d->marks[i], SAMPLE_MARK_BETWEEN))
			return true;
	return false;
}

/* "first 4 characters", from a place counted from the beginning (length 0: unknown) or the end. */
static void piece(struct buf *out, int at, bool from_end, unsigned n, unsigned length, bool ja)
{
	int left = from_end ? -at - (int)n : length ? (int)length - at - (int)n : -1;

	if (!from_end && at == 0)
		buf_format(out, ja ? "先頭%u文字" : "the first %u characters", n);
	else if (left == 0)
		buf_format(out, ja ? "末尾%u文字" : "the last %u characters", n);
	else if (!from_end)
		buf_format(out, ja ? "%d〜%d文字目" : "characters %d to %d", at + 1, at + (int)n);
	else
		buf_format(out,
			   ja ? "末尾から数えて%d〜%d文字目" : "characters %d to %d from the end",
			   ja ? left + 1 : -at, ja ? -at : left + 1);
}

static void target(struct buf *out, const struct sample_rule *rule, bool separators, bool ja)
{
	const struct sample_match *m = &rule->match;

	buf_text(out, ja ? "パスワード" : "");
	if (m->password_length == m->length) {
		buf_text(out, ja ? "全体" : "the whole password");
	} else {
		buf_text(out, ja ? "の" : "");
		piece(out, m->password_at, m->password_end, m->length, m->password_length, ja);
		buf_text(out, ja ? "" : " of the password");
	}
	if (separators)
		buf_text(out, ja ? "（区切り記号を除く）" : " (separators left out)");
}

static void origin(struct buf *out, const struct sample_rule *rule, bool ja)
{
	const struct sample_match *m = &rule->match;
	const char *what = sample_spell_say(rule->spelling, ja);
	const char *digest = sample_derive_digest_say(rule->digest);
	CLEANUP(buf_done) struct buf place = BUF(TEXT_MAX), of = BUF(TEXT_MAX);

	if (m->source_length != m->length)
		piece(&place, m->source_at, m->source_end, m->length, m->source_length, ja);
	if (digest && ja)
		buf_format(&of, "%s%sの%s（%s）", what, rule->newline ? "＋改行" : "", digest,
			   sample_encode_say(rule->encoding, true));
	else if (digest)
		buf_format(&of, "the %s digest of %s%s, %s", digest, what,
			   rule->newline ? " with a line end" : "",
			   sample_encode_say(rule->encoding, false));
	else
		buf_text(&of, what);
	if (place.n == 0)
		buf_bytes(out, buf_view(&of));
	else if (ja)
		buf_format(out, "%sの%s", buf_cstr(&of), buf_cstr(&place));
	else
		buf_format(out, "%s of %s", buf_cstr(&place), buf_cstr(&of));
}

json_t *sample_say_rule(const struct sample_rule *rule, const struct sample_derivation *d)
{
	CLEANUP(buf_done) struct buf ja = BUF(TEXT_MAX), en = BUF(TEXT_MAX);
	bool separators = passes_over(rule, d, d->units);

	target(&ja, rule, separators, true);
	buf_text(&ja, "は、");
	origin(&ja, rule, true);
	buf_format(&ja, "と同じです（%zu台中%zu台）。", rule->match.of, rule->match.explains);
	target(&en, rule, separators, false);
	buf_text(&en, rule->match.password_length == rule->match.length ? " is " : " are ");
	origin(&en, rule, false);
	buf_format(&en, " (%zu of %zu units).", rule->match.explains, rule->match.of);
	if (en.p[0] >= 'a' && en.p[0] <= 'z')
		en.p[0] = (uint8_t)(en.p[0] - 'a' + 'A');
	return sample_say(buf_cstr(&ja), buf_cstr(&en));
}

json_t *sample_say_serial(const struct sample_serial *serial)
{
	switch (serial->order) {
	case SAMPLE_ORDER_STEP:
		return sample_say_format(
		    "シリアル番号が1進むごとに、パスワードは（%u進数として）%" PRIu64
		    "ずつ%sます（%zu台すべて）。",
		    "For each step of the serial number the password, read in base %u, changes by "
		    "%" PRIu64 "%.0s (all of %zu units).",
		    serial->base, serial->step, serial->down ? "減り" : "増え", serial->units);
	case SAMPLE_ORDER_RISING:
		return sample_say_format(
		    "シリアル番号の順に並べると、パスワードは増え続けます（%zu台すべて）。",
		    "In the order of the serial numbers the passwords only rise (all of %zu "
		    "units).",
		    serial->units);
	case SAMPLE_ORDER_FALLING:
		return sample_say_format(
		    "シリアル番号の順に並べると、パスワードは減り続けます（%zu台すべて）。",
		    "In the order of the serial numbers the passwords only fall (all of %zu "
		    "units).",
		    serial->units);
	case SAMPLE_ORDER_NONE:
		break;
	}
	return NULL;
}

json_t *sample_say_check(const char *code)
{
	static const struct {
		const char *code, *ja, *en;
	} checks[] = {
		{ "same", "複数の台で同じパスワードか", "the same password on several units" },
		{ "published", "公表されている初期パスワードか", "published default passwords" },
		{ "pattern", "キーボードの並び・連番・同じ文字の繰り返しか",
		  "rows of the keyboard, counting, one character repeated" },
		{ "shared", "共通する文字があるか", "characters that all share" },
		{ "order", "シリアル番号とともに増減するか", "running with the serial number" },
		{ "mac", "MACアドレスから作られているか", "made from the MAC address" },
		{ "serial", "シリアル番号から作られているか", "made from the serial number" },
		{ "ssid", "SSIDから作られているか", "made from the SSID" },
		{ "model", "型式番号から作られているか", "made from the model number" },
	};

	for (size_t i = 0; i < ARRAY_LEN(checks); i++)
		if (text_equal(checks[i].code, code))
			return sample_say(checks[i].ja, checks[i].en);
	return NULL;
}
