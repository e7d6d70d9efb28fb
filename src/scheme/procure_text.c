#include "scheme/procure_text.h"

#include "base/buf.h"
#include "base/csv.h"
#include "base/day.h"
#include "base/mem.h"
#include "base/text.h"
#include "scheme/procure.h"
#include "scheme/product_list.h"

#define CELL_MAX 1000
#define MATCHES_SHOWN 5
#define OLD_DAYS 60 /* a list older than that is said to be */

struct words {
	const char *key, *ja, *en;
};

static const struct words outcomes[] = {
	{ "pass", "○ 可", "+ pass" },
	{ "expiring", "△ 期限間近", "! expiring" },
	{ "unknown", "? 要確認", "? unknown" },
	{ "fail", "× 不可", "x fail" },
};
static const struct words states[] = {
	{ "planned", "予定（施行されていません）", "planned, not in force" },
	{ "in_force", "施行済み", "in force" },
	{ "own", "購入者自身の規則", "a buyer's own rule" },
};
static const struct words importances[] = {
	{ "low", "低", "low" },
	{ "medium", "中", "medium" },
	{ "high", "高", "high" },
};

static bool is_ja(const char *language)
{
	return text_equal(language, "ja");
}

static const char *pick(const char *language, const char *ja, const char *en)
{
	return is_ja(language) ? ja : en;
}

#define WORD(table, key, language) word(table, ARRAY_LEN(table), key, language)
static const char *word(const struct words *table, size_t n, const char *key, const char *language)
{
	for (size_t i = 0; i < n; i++)
		if (text_equal(table[i].key, key))
			return pick(language, table[i].ja, table[i].en);
	return "";
}

/* ---- the table ---- */

enum column { LINE, OUTCOME, MODEL, IMPORTANCE, NEEDS, NUMBER, LEVEL, STATUS, UNTIL, COLUMNS };

static const struct words headings[COLUMNS] = {
	{ "", "行", "line" },           { "", "結果", "result" },       { "", "型式", "model" },
	{ "", "重要度", "importance" }, { "", "必要", "needs" },        { "", "登録番号", "label" },
	{ "", "レベル", "level" },      { "", "ステータス", "status" }, { "", "有効期限", "until" },
};

/* What a cell shows; new, printable, on one line. */
static char *cell(const json_t *line, enum column c, const char *language)
{
	const struct product_list_status *status;
	const char *text = "";
	int64_t level;

	switch (c) {
	case LINE:
		return mem_format("%" PRId64, json_int(line, "line", 0));
	case OUTCOME:
		text = WORD(outcomes, json_text(line, "outcome"), language);
		break;
	case MODEL:
		text = json_text(line, "model");
		break;
	case IMPORTANCE:
		text = json_text(line, "importance")
			   ? WORD(importances, json_text(line, "importance"), language)
			   : json_text(line, "written");
		break;
	case NEEDS:
		level = json_int(line, "needs", 0);
		return level ? mem_format("★%" PRId64 "+", level) : mem_text("?");
	case NUMBER:
		text = json_text(line, "number");
		break;
	case LEVEL:
		level = json_int(line, "level", 0);
		return level ? mem_format("★%" PRId64, level) : mem_text("");
	case STATUS:
		status = product_list_status(json_text(line, "status"));
		text = status ? pick(language, status->ja, status->en) : "";
		break;
	case UNTIL:
		text = json_text(line, "valid_until");
		break;
	case COLUMNS:
		break;
	}
	return text_visible_new(bytes_of(text ? text : ""), CELL_MAX);
}

static void pad(struct buf *out, const char *text, size_t width, bool last)
{
	size_t n = text_columns(text);

	buf_text(out, text);
	for (; !last && n < width + 2; n++)
		buf_u8(out, ' ');
}

static void measure(size_t widths[static COLUMNS], const json_t *lines, const char *language)
{
	size_t i;
	json_t *line;

	for (enum column c = 0; c < COLUMNS; c++)
		widths[c] = text_columns(pick(language, headings[c].ja, headings[c].en));
	json_array_foreach (lines, i, line)
		for (enum column c = 0; c < COLUMNS; c++) {
			CLEANUP(mem_freep) char *text = cell(line, c, language);
			size_t n = text_columns(text);

			/* Whoever is longer pushes the rest of its own line. */
			widths[c] = n > widths[c] && n <= 30 ? n : widths[c];
		}
}

static void add_matches(struct buf *out, const json_t *line, const char *language)
{
	const json_t *matches = json_object_get(line, "matches");
	size_t n = json_array_size(matches), i;
	json_t *match;

	if (n < 2 && !text_equal(json_text(line, "code"), "similar") &&
	    !text_equal(json_text(line, "code"), "other_maker"))
		return;
	json_array_foreach (matches, i, match) {
		const json_t *makers = json_object_get(match, "makers");
		const char *maker =
		    json_array_size(makers) ? json_string_value(json_array_get(makers, 0)) : "";

		if (i == MATCHES_SHOWN) {
			buf_format(out,
				   is_ja(language) ? "        ほか%" PRId64 "件\n"
						   : "        and %" PRId64 " more\n",
				   (int64_t)(n - i) + json_int(line, "more", 0));
			return;
		}
		CLEANUP(mem_freep)
		char *all = mem_format(
		    "%s  ★%" PRId64 "  %s  %s  %s", json_text(match, "number"),
		    json_int(match, "level", 0), json_text(match, "model"), maker,
		    json_text(match, "valid_until") ? json_text(match, "valid_until") : "");
		CLEANUP(mem_freep) char *shown = text_visible_new(bytes_of(all), CELL_MAX);
		buf_format(out, "        - %s\n", shown);
	}
}

static void table(struct buf *out, const json_t *lines, const char *language)
{
	size_t widths[COLUMNS], i;
	json_t *line;

	measure(widths, lines, language);
	for (enum column c = 0; c < COLUMNS; c++)
		pad(out, pick(language, headings[c].ja, headings[c].en), widths[c], c == UNTIL);
	buf_u8(out, '\n');
	json_array_foreach (lines, i, line) {
		for (enum column c = 0; c < COLUMNS; c++) {
			CLEANUP(mem_freep) char *text = cell(line, c, language);

			pad(out, text, widths[c], c == UNTIL);
		}
		/* A line without a label would end in blanks. */
		while (out->n > 0 && out->p[out->n - 1] == ' ')
			out->n--;
		buf_u8(out, '\n');
		if (text_equal(json_text(line, "code"), "label"))
			continue;
		CLEANUP(mem_freep)
		char *because = text_visible_new(
		    bytes_of(json_text(json_object_get(line, "because"), language)), CELL_MAX);
		buf_format(out, "      %s\n", because);
		add_matches(out, line, language);
	}
}

/* ---- what it rests on ---- */

/* New: "the list of 2026-09-15 (list.xlsx)". */
static char *list_name(const json_t *result, const char *language)
{
	const json_t *list = json_object_get(result, "list");
	bool registry = text_equal(json_text(list, "kind"), "registry");
	const char *edition = json_text(list, "edition");
	CLEANUP(mem_freep)
	char *name = text_visible_new(bytes_of(json_text(list, "name")), CELL_MAX);

	if (!edition)
		return mem_format(is_ja(language) ? "登録簿（%s、公開されたラベルなし）"
						  : "the registry in %s, which has no label yet",
				  name);
	if (is_ja(language))
		return mem_format(registry ? "登録簿（%s、最終更新 %s）" : "一覧（%s）の%s版", name,
				  edition);
	return mem_format(registry ? "the registry in %s, last changed on %s" : "the list %s of %s",
			  name, edition);
}

static void say_rule(struct buf *out, const json_t *rule, const char *language)
{
	const char *effective = json_text(rule, "effective");
	size_t i;
	json_t *item;

	buf_format(out, "%s: %s (%s)\n", pick(language, "規則", "Rule"),
		   json_text(json_object_get(rule, "title"), language), json_text(rule, "id"));
	buf_format(out, "%s: %s%s%s\n", pick(language, "状態", "State"),
		   WORD(states, json_text(rule, "state"), language),
		   effective ? pick(language, "。予定日 ", "; from ") : "",
		   effective ? effective : "");
	json_array_foreach (json_object_get(rule, "phases"), i, item)
		buf_format(out, "  %s  %s\n", json_text(item, "from"),
			   json_text(json_object_get(item, "what"), language));
	buf_format(out, "  %s\n", json_text(json_object_get(rule, "note"), language));
	json_array_foreach (json_object_get(rule, "sources"), i, item)
		buf_format(out, "%s: %s%s%s\n", pick(language, "出典", "Source"),
			   json_text(item, "title"), json_text(item, "url") ? " " : "",
			   json_text(item, "url") ? json_text(item, "url") : "");
	if (text_equal(json_text(rule, "confidence"), "secondary"))
		buf_text(out, pick(language, "  二次資料のみで確認しています。\n",
				   "  Known from secondary sources alone.\n"));
}

static void say_list(struct buf *out, const json_t *result, const char *language)
{
	const json_t *list = json_object_get(result, "list");
	const json_t *warnings = json_object_get(list, "warnings");
	CLEANUP(mem_freep) char *name = list_name(result, language);
	const char *edition = json_text(list, "edition");
	int64_t age;

	buf_format(out, is_ja(language) ? "根拠: %s。%s現在\n" : "Per %s, as of %s\n", name,
		   json_text(result, "on"));
	if (edition && text_equal(json_text(list, "kind"), "list") &&
	    day_between(edition, json_text(result, "on"), &age) == 0 && age > OLD_DAYS)
		buf_format(out,
			   is_ja(language)
			       ? "  この版は%" PRId64
				 "日前のものです。ステータスが変わっている可能性があります。\n"
			       : "  That edition is %" PRId64
				 " days old: a status may have changed since.\n",
			   age);
	if (json_object_get(list, "official_columns") && !json_flag(list, "official_columns"))
		buf_text(out, pick(language, "  列の対応表は公式のものではありません。\n",
				   "  The column map is not an official one.\n"));
	if (json_array_size(warnings) > 0)
		buf_format(
		    out,
		    is_ja(language)
			? "  一覧に読み取れない箇所が%zu件あります（--json で確認できます）。\n"
			: "  %zu places in the list could not be read (see --json).\n",
		    json_array_size(warnings));
}

void procure_text(struct buf *out, const json_t *result, const char *language)
{
	const json_t *summary = json_object_get(result, "summary");

	say_rule(out, json_object_get(result, "rule"), language);
	say_list(out, result, language);
	buf_u8(out, '\n');
	table(out, json_object_get(result, "lines"), language);
	buf_u8(out, '\n');
	for (size_t i = 0; i < ARRAY_LEN(outcomes); i++)
		buf_format(out, "%s%s %" PRId64, i ? pick(language, "、", ", ") : "",
			   WORD(outcomes, outcomes[i].key, language),
			   json_int(summary, outcomes[i].key, 0));
	buf_format(out,
		   is_ja(language) ? "\n期限間近は%" PRId64 "日以内に期限が切れるものです。\n"
				   : "\nExpiring: the label ends within %" PRId64 " days.\n",
		   json_int(result, "within", 0));
	buf_text(out, pick(language,
			   "ラベルは製品の安全を保証するものではありません。購入の前に公式の一覧を"
			   "確かめてください。\n",
			   "A label is no warranty. Look at the official list before you buy.\n"));
}

/* ---- CSV ---- */

void procure_text_csv(struct buf *out, const json_t *result, const char *language)
{
	const json_t *rule = json_object_get(result, "rule");
	CLEANUP(mem_freep) char *list = list_name(result, language);
	size_t i;
	json_t *line;

	buf_text(out, "\xef\xbb\xbf");
	for (enum column c = 0; c < COLUMNS; c++)
		csv_field(out, pick(language, headings[c].ja, headings[c].en), c == LINE);
	csv_field(out, pick(language, "製造者", "maker"), false);
	csv_field(out, pick(language, "理由", "reason"), false);
	csv_field(out, pick(language, "根拠", "per"), false);
	csv_field(out, pick(language, "基準日", "as of"), false);
	csv_field(out, pick(language, "規則", "rule"), false);
	csv_field(out, pick(language, "規則の状態", "state of the rule"), false);
	csv_line_end(out);
	json_array_foreach (json_object_get(result, "lines"), i, line) {
		for (enum column c = 0; c < COLUMNS; c++) {
			/* The mark before a result is for eyes. */
			CLEANUP(mem_freep) char *text = cell(line, c, language);
			const char *space = c == OUTCOME ? strchr(text, ' ') : NULL;

			csv_field(out, space ? space + 1 : text, c == LINE);
		}
		csv_field(out, json_text(line, "maker"), false);
		csv_field(out, json_text(json_object_get(line, "because"), language), false);
		csv_field(out, list, false);
		csv_field(out, json_text(result, "on"), false);
		csv_field(out, json_text(rule, "id"), false);
		csv_field(out, WORD(states, json_text(rule, "state"), language), false);
		csv_line_end(out);
	}
}
