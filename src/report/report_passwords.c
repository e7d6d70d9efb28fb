#include "report/report_passwords.h"

#include <math.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "criteria/catalogue.h"
#include "report/report_wrap.h"

#define UNITS_SHOWN 20
#define LINES_SHOWN 12
#define TEXT_MAX 16384
#define SERIAL_COLUMNS 24
#define POSITIONS_A_ROW 16

struct page {
	struct buf *out;
	const json_t *result;
	const char *language;
	unsigned width;
};

/* A macro, so that the compiler sees formats as the literals that they are. */
#define SAY(p, ja, en) (text_equal((p)->language, "ja") ? (ja) : (en))

static void pad(struct page *p, const char *text, size_t columns)
{
	buf_text(p->out, text);
	for (size_t n = text_columns(text); n < columns; n++)
		buf_u8(p->out, ' ');
}

/* A name and what it is, further lines below that. */
static void row(struct page *p, const char *name, const char *text)
{
	size_t at = 24;

	buf_text(p->out, "  ");
	pad(p, name, at - 2);
	report_wrap(p->out, text, at, at, p->width);
}

static void heading(struct page *p, const char *ja, const char *en)
{
	buf_format(p->out, "\n%s\n", SAY(p, ja, en));
}

/* ---- what they look like ---- */

static const char *class_word(const struct page *p, const char *name)
{
	static const struct {
		const char *name, *ja, *en;
	} words[] = {
		{ "digits", "数字", "digits" },         { "hex", "16進数字", "hexadecimal digits" },
		{ "lower", "小文字", "small letters" }, { "upper", "大文字", "capital letters" },
		{ "signs", "記号", "signs" },
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text_equal(words[i].name, name))
			return SAY(p, words[i].ja, words[i].en);
	return "";
}

static double real(const json_t *object, const char *key)
{
	return json_number_value(json_object_get(object, key));
}

static void characters(struct page *p, const json_t *shape)
{
	CLEANUP(buf_done) struct buf text = BUF(TEXT_MAX);
	size_t i;
	json_t *name;

	json_array_foreach (json_object_get(shape, "classes"), i, name)
		buf_format(&text, "%s%s", i > 0 ? SAY(p, "・", ", ") : "",
			   class_word(p, json_string_value(name)));
	buf_format(&text,
		   SAY(p, "（%" PRId64 "種類を使用、この区分では%" PRId64 "種類）",
		       " (%" PRId64 " different ones seen, of %" PRId64 " in these classes)"),
		   json_int(shape, "characters_used", 0), json_int(shape, "alphabet", 0));
	row(p, SAY(p, "文字", "characters"), buf_cstr(&text));
}

static void range(struct page *p, const json_t *shape)
{
	CLEANUP(buf_done) struct buf text = BUF(TEXT_MAX);
	int64_t min = json_int(shape, "length_min", 0), max = json_int(shape, "length_max", 0);

	buf_format(&text, "%" PRId64, min);
	if (min != max)
		buf_format(&text, "%s%" PRId64, SAY(p, "〜", " to "), max);
	buf_text(&text, SAY(p, "文字", " characters"));
	row(p, SAY(p, "長さ", "length"), buf_cstr(&text));
}

static void bound(struct page *p, const json_t *shape)
{
	CLEANUP(buf_done) struct buf text = BUF(TEXT_MAX);

	buf_format(&text,
		   SAY(p,
		       "多くても%.1fビット（上限であり、実際の値ではありません。標本が少ないほど"
		       "分かることは少なくなります）",
		       "at most %.1f bits (an upper bound, not a measurement: the fewer the units, "
		       "the less it says)"),
		   real(shape, "at_most_bits"));
	row(p, SAY(p, "全体の情報量", "entropy over all"), buf_cstr(&text));
}

static void shared(struct page *p, const json_t *shape)
{
	CLEANUP(buf_done) struct buf text = BUF(TEXT_MAX);

	buf_format(&text,
		   SAY(p, "先頭%" PRId64 "文字、末尾%" PRId64 "文字",
		       "%" PRId64 " at the beginning, %" PRId64 " at the end"),
		   json_int(shape, "prefix", 0), json_int(shape, "suffix", 0));
	row(p, SAY(p, "共通する文字", "shared characters"), buf_cstr(&text));
}

static void cells(struct page *p, const char *name, const json_t *positions, size_t from,
		  size_t end, const char *key)
{
	buf_text(p->out, "  ");
	pad(p, name, 22);
	for (size_t i = from; i < end; i++) {
		const json_t *one = json_array_get(positions, i);

		if (!key)
			buf_format(p->out, "%5zu", i + 1);
		else if (text_equal(key, "different"))
			buf_format(p->out, "%5" PRId64, json_int(one, key, 0));
		else
			buf_format(p->out, "%5.1f", real(one, key));
	}
	buf_u8(p->out, '\n');
}

static void positions(struct page *p, const json_t *shape)
{
	const json_t *list = json_object_get(shape, "positions");
	size_t n = json_array_size(list);

	for (size_t from = 0; from < n; from += POSITIONS_A_ROW) {
		size_t end = from + POSITIONS_A_ROW < n ? from + POSITIONS_A_ROW : n;

		buf_u8(p->out, '\n');
		cells(p, SAY(p, "何文字目", "position"), list, from, end, NULL);
		cells(p, SAY(p, "現れた文字の種類", "different characters"), list, from, end,
		      "different");
		cells(p, SAY(p, "多くても（ビット）", "at most (bits)"), list, from, end,
		      "at_most_bits");
	}
}

/* ---- units, findings, what was not looked at ---- */

static void legend(struct page *p)
{
	buf_text(p->out, "  ");
	report_wrap(
	    p->out,
	    SAY(p, "記号: = 導き出せる文字、# どの台でも同じ文字、- 区切り、* 説明のつかない文字",
		"marks: = can be derived, # the same on all units, - separator, * not "
		"explained"),
	    2, 2, p->width);
}

static void unit(struct page *p, const json_t *one)
{
	CLEANUP(mem_freep) char *line = mem_format("%" PRId64, json_int(one, "line", 0));
	const char *password = json_text(one, "password");
	CLEANUP(buf_done) struct buf serial = BUF(TEXT_MAX);

	(void)report_wrap_cut(&serial, json_text(one, "serial"), SERIAL_COLUMNS);
	buf_text(p->out, "  ");
	pad(p, line, 6);
	pad(p, buf_cstr(&serial), SERIAL_COLUMNS + 2);
	buf_format(p->out, "%s%s%s\n", json_text(one, "marks"), password ? "  " : "",
		   password ? password : "");
}

static void units(struct page *p)
{
	const json_t *list = json_object_get(p->result, "units");
	bool shown = json_text(json_array_get(list, 0), "password");
	size_t n = json_array_size(list);

	heading(p, "各台のパスワード", "The passwords");
	buf_text(p->out, "  ");
	pad(p, SAY(p, "行", "line"), 6);
	pad(p, SAY(p, "シリアル番号", "serial number"), SERIAL_COLUMNS + 2);
	buf_format(p->out, "%s\n", SAY(p, "文字の由来", "where each character comes from"));
	for (size_t i = 0; i < n && i < UNITS_SHOWN; i++)
		unit(p, json_array_get(list, i));
	if (n > UNITS_SHOWN)
		buf_format(
		    p->out,
		    SAY(p, "  ほか%zu台（--jsonですべて）\n", "  and %zu more (--json has all)\n"),
		    n - UNITS_SHOWN);
	legend(p);
	if (!shown)
		buf_format(p->out, "  %s\n",
			   SAY(p,
			       "パスワードは伏せています。表示するには --show を付けてください。",
			       "The passwords are hidden; --show shows them."));
}

static void add_lines(const struct page *p, struct buf *text, const json_t *finding)
{
	const json_t *lines = json_object_get(finding, "lines");
	size_t n = json_array_size(lines), i;
	json_t *line;

	/* A rule says by itself how many it explains. */
	if (json_object_get(finding, "of") && n == (size_t)json_int(finding, "of", 0))
		return;
	buf_text(text, SAY(p, "（", " ("));
	if (n == json_array_size(json_object_get(p->result, "units"))) {
		buf_text(text, SAY(p, "すべての台）", "all units)"));
		return;
	}
	if (!text_equal(p->language, "ja"))
		buf_text(text, n == 1 ? "line " : "lines ");
	json_array_foreach (json_lend(lines), i, line) {
		if (i == LINES_SHOWN)
			break;
		buf_format(text, "%s%" JSON_INTEGER_FORMAT, i > 0 ? SAY(p, "、", ", ") : "",
			   json_integer_value(line));
	}
	if (n > LINES_SHOWN)
		buf_format(text, SAY(p, "、ほか%zu行", ", and %zu more"), n - LINES_SHOWN);
	else if (text_equal(p->language, "ja"))
		buf_text(text, "行目");
	buf_text(text, SAY(p, "）", ")"));
}

static void chance(const struct page *p, struct buf *text, const json_t *finding)
{
	double bits = real(finding, "chance_bits"), open = real(finding, "open_bits");

	if (json_object_get(finding, "chance_bits"))
		buf_format(text,
			   SAY(p, " 偶然にこうなる確率は10の%.0f乗分の1以下です。",
			       " Chance would make it so once in 10^%.0f at most."),
			   floor(bits * M_LN2 / M_LN10));
	if (open > 0)
		buf_format(text,
			   SAY(p, " 説明のつかない部分は、多くても%.1fビットです。",
			       " What it leaves open is at most %.1f bits."),
			   open);
	if (text_equal(json_text(finding, "code"), "partly_derived") &&
	    json_int(finding, "explains", 0) == 1)
		buf_text(text, SAY(p, " 1台だけなので、証明とはしません。",
				   " It is one unit alone, which is no proof."));
}

static void findings(struct page *p)
{
	const json_t *list = json_object_get(p->result, "findings");
	size_t i;
	json_t *finding;

	heading(p, "分かったこと", "Findings");
	json_array_foreach (json_lend(list), i, finding) {
		CLEANUP(buf_done) struct buf text = BUF(TEXT_MAX);
		bool proven = text_equal(json_text(finding, "strength"), "proven");

		buf_text(&text, catalogue_say(json_object_get(finding, "text"), p->language));
		chance(p, &text, finding);
		add_lines(p, &text, finding);
		row(p, proven ? SAY(p, "× 弱い", "x weak") : SAY(p, "! 注意", "! note"),
		    buf_cstr(&text));
	}
	if (json_array_size(list) == 0)
		buf_format(p->out, "  %s\n", SAY(p, "ありません。", "None."));
}

static void not_done(struct page *p)
{
	bool any = false;
	size_t i;
	json_t *one;

	json_array_foreach (json_object_get(p->result, "checks"), i, one) {
		if (json_flag(one, "done"))
			continue;
		if (!any)
			heading(p, "調べられなかったこと", "What could not be looked at");
		any = true;
		CLEANUP(mem_freep)
		char *text =
		    mem_format("%s: %s", catalogue_say(json_object_get(one, "text"), p->language),
			       catalogue_say(json_object_get(one, "because"), p->language));
		buf_text(p->out, "  ");
		report_wrap(p->out, text, 2, 4, p->width);
	}
}

void report_passwords(struct buf *out, const json_t *result, const char *language, unsigned width)
{
	struct page page = { .out = out, .result = result, .language = language, .width = width };
	const json_t *shape = json_object_get(result, "shape");
	struct page *p = &page;

	buf_format(out,
		   SAY(p, "ラベルのパスワード: %s（%" PRId64 "台）\n\n",
		       "Label passwords: %s (%" PRId64 " units)\n\n"),
		   json_text(json_object_get(result, "file"), "name"),
		   json_int(result, "samples", 0));
	range(p, shape);
	characters(p, shape);
	shared(p, shape);
	bound(p, shape);
	positions(p, shape);
	units(p);
	findings(p);
	not_done(p);
	buf_u8(out, '\n');
	report_wrap(out, catalogue_say(json_at(result, "/conclusion/text"), language), 0, 0, width);
}
