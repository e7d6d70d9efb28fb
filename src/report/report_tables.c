/* What the device offers, and under which conditions it was looked at. */
#include "report/report_page.h"

#include "base/buf.h"
#include "base/text.h"
#include "report/report_fact.h"
#include "report/report_guess_svg.h"

#define PORTS_MAX 300
#define PLACES_MAX 300
#define NAMES_MAX 100
#define WHEN_MAX 100

static void subheading(struct report_page *p, enum report_word word)
{
	report_page_raw(p, "<h3>");
	report_page_word(p, word);
	report_page_raw(p, "</h3>\n");
}

static void none(struct report_page *p, enum report_word word)
{
	report_page_raw(p, "<p class=\"none\">");
	report_page_word(p, word);
	report_page_raw(p, "</p>\n");
}

/* ---- Ports ---- */

static void port_row(struct report_page *p, const json_t *port)
{
	size_t i;
	json_t *service;

	report_page_row(p);
	report_page_cell(p, json_text(port, "where"), CELL_FOREIGN_SHORT);
	report_page_cell_open(p);
	json_array_foreach (json_object_get(port, "services"), i, service) {
		report_page_raw(p, i ? "<br>" : "");
		report_page_text(p, json_string_value(service));
	}
	report_page_cell_close(p);
	report_page_cell(p, json_text(port, "banner"), CELL_FOREIGN);
	report_page_cell(p, json_text(port, "declared_label"), CELL_OURS_SHORT);
	report_page_cell(p, json_text(port, "purpose"), CELL_FOREIGN);
	report_page_row_end(p);
}

static void ports(struct report_page *p)
{
	static const enum report_word columns[] = { WORD_PORT,     WORD_SERVICE, WORD_TEXT,
						    WORD_DECLARED, WORD_PURPOSE, WORD_COUNT };
	const json_t *all = json_object_get(p->model, "ports");
	size_t i;
	json_t *port;

	subheading(p, WORD_PORTS);
	if (json_array_size(all) == 0) {
		none(p, WORD_PORTS_NONE);
		return;
	}
	report_page_table(p, WORD_PORTS, columns);
	json_array_foreach (all, i, port) {
		if (i >= PORTS_MAX)
			break;
		port_row(p, port);
	}
	report_page_table_end(p);
	report_page_more(p, json_array_size(all), PORTS_MAX);
}

/* ---- Cryptography ---- */

/* A grade has a class of its own, so that its mark and colour come from the style sheet's list. */
static const char *grade_class(const char *grade)
{
	static const char *const known[] = { "refused", "tolerated", "recommended" };

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (text_equal(known[i], grade))
			return known[i];
	return "unknown";
}

static void grade_names(struct report_page *p, const json_t *names)
{
	size_t i;
	json_t *name;

	report_page_cell_open(p);
	report_page_raw(p, "<ul class=\"grades\">");
	json_array_foreach (names, i, name) {
		int64_t bits = json_int(name, "bits", 0);

		if (i >= NAMES_MAX)
			break;
		report_page_format(p, "<li class=\"%s\">", grade_class(json_text(name, "grade")));
		report_page_foreign(p, json_text(name, "name"));
		if (bits)
			report_page_format(p, " %" PRId64 " bit", bits);
		report_page_raw(p, " <em>");
		report_page_text(p, json_text(name, "label"));
		report_page_raw(p, "</em></li>\n");
	}
	report_page_raw(p, "</ul>");
	report_page_more(p, json_array_size(names), NAMES_MAX);
	report_page_cell_close(p);
}

static void crypto(struct report_page *p)
{
	static const enum report_word columns[] = { WORD_PORT, WORD_KIND, WORD_NAME_AND_GRADE,
						    WORD_COUNT };
	const json_t *all = json_object_get(p->model, "crypto");
	size_t i;
	json_t *place;

	subheading(p, WORD_CRYPTO);
	if (json_array_size(all) == 0) {
		none(p, WORD_CRYPTO_NONE);
		return;
	}
	report_page_table(p, WORD_CRYPTO, columns);
	json_array_foreach (all, i, place) {
		if (i >= PLACES_MAX)
			break;
		report_page_row(p);
		report_page_cell(p, json_text(place, "where"), CELL_FOREIGN_SHORT);
		report_page_cell(p, json_text(place, "label"), CELL_OURS_SHORT);
		grade_names(p, json_object_get(place, "names"));
		report_page_row_end(p);
	}
	report_page_table_end(p);
	report_page_more(p, json_array_size(all), PLACES_MAX);
}

/* ---- Attempts to log in ---- */

static void guessing(struct report_page *p)
{
	const json_t *doors = json_object_get(p->model, "guessing");
	size_t i;
	json_t *door;

	subheading(p, WORD_GUESSING);
	if (json_array_size(doors) == 0)
		none(p, WORD_GUESSING_NONE);
	json_array_foreach (doors, i, door) {
		if (i >= PLACES_MAX)
			break;
		report_page_raw(p, "<h4>");
		report_page_foreign(p, json_text(door, "where"));
		report_page_raw(p, " ");
		report_page_text(p, json_text(door, "label"));
		report_page_raw(p, "</h4>\n<p>");
		report_page_text(p, json_text(door, "sentence"));
		report_page_raw(p, "</p>\n");
		report_guess_svg(p, door);
	}
	report_page_more(p, json_array_size(doors), PLACES_MAX);
}

static void number_cell(struct report_page *p, const json_t *row, const char *key)
{
	CLEANUP(buf_done) struct buf text = BUF(64);
	int64_t n = json_int(row, key, 0);

	buf_grouped(&text, n > 0 ? (uint64_t)n : 0);
	report_page_cell(p, buf_cstr(&text), n == 0 ? CELL_ZERO : CELL_OURS_SHORT);
}

static void ledger(struct report_page *p)
{
	static const enum report_word columns[] = {
		WORD_PORT,        WORD_KIND,        WORD_ACCOUNT, WORD_FOR_CONTROL,
		WORD_FOR_DEFAULT, WORD_FOR_GUESS,   WORD_WAS_NO,  WORD_WAS_YES,
		WORD_WAS_HELD,    WORD_WAS_UNCLEAR, WORD_COUNT
	};
	static const char *const counts[] = { "control", "default", "guess",  "no",
					      "yes",     "limited", "unclear" };
	const json_t *all = json_object_get(p->model, "attempts");
	size_t i;
	json_t *row;

	if (json_array_size(all) == 0)
		return;
	subheading(p, WORD_LEDGER);
	report_page_raw(p, "<p class=\"fine\">");
	report_page_word(p, WORD_LEDGER_MEANS);
	report_page_raw(p, "</p>\n");
	report_page_table(p, WORD_LEDGER, columns);
	json_array_foreach (all, i, row) {
		if (i >= PORTS_MAX)
			break;
		report_page_row(p);
		report_page_cell(p, json_text(row, "where"), CELL_FOREIGN_SHORT);
		report_page_cell(p, json_text(row, "label"), CELL_OURS_SHORT);
		report_page_cell(p, json_text(row, "account"), CELL_FOREIGN_SHORT);
		for (size_t k = 0; k < ARRAY_LEN(counts); k++)
			number_cell(p, row, counts[k]);
		report_page_row_end(p);
	}
	report_page_table_end(p);
	report_page_more(p, json_array_size(all), PORTS_MAX);
}

void report_tables_device(struct report_page *p)
{
	report_page_section(p, "device", WORD_DEVICE);
	ports(p);
	crypto(p);
	guessing(p);
	ledger(p);
	report_page_raw(p, "</section>\n");
}

/* ---- Conditions ---- */

enum shown { OURS, FOREIGN, CODE };

static void fact(struct report_page *p, enum report_word label, const char *text, enum shown how)
{
	if (!text)
		return;
	report_page_raw(p, "<div><dt>");
	report_page_word(p, label);
	report_page_raw(p, how == CODE ? "</dt><dd><code>" : "</dt><dd>");
	if (how == FOREIGN)
		report_page_foreign(p, text);
	else
		report_page_text(p, text);
	report_page_raw(p, how == CODE ? "</code></dd></div>\n" : "</dd></div>\n");
}

static const char *known_word(struct report_page *p, const char *value, const char *const *names,
			      const enum report_word *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text_equal(names[i], value))
			return report_words_get(words[i], p->language);
	return value;
}

static const char *vantage(struct report_page *p, const char *value)
{
	static const char *const names[] = { "lan", "wan", "unknown" };
	static const enum report_word words[] = { WORD_VANTAGE_LAN, WORD_VANTAGE_WAN,
						  WORD_VANTAGE_UNKNOWN };

	return known_word(p, value, names, words, ARRAY_LEN(names));
}

static const char *pace(struct report_page *p, const char *value)
{
	static const char *const names[] = { "gentle", "normal", "fast" };
	static const enum report_word words[] = { WORD_PACE_GENTLE, WORD_PACE_NORMAL,
						  WORD_PACE_FAST };

	return known_word(p, value, names, words, ARRAY_LEN(names));
}

static void person(struct report_page *p, enum report_word label, const char *text)
{
	fact(p, label, text ? text : report_words_get(WORD_NONE_GIVEN, p->language),
	     text ? FOREIGN : OURS);
}

static void moment(struct report_page *p, enum report_word label, const char *time)
{
	CLEANUP(buf_done) struct buf text = BUF(WHEN_MAX);

	if (time)
		report_fact_time(&text, time);
	fact(p, label, time ? buf_cstr(&text) : NULL, OURS);
}

/* Two texts on one line, either of which may be missing. */
static void pair(struct report_page *p, enum report_word label, const char *a, const char *b)
{
	CLEANUP(buf_done) struct buf both = BUF(4096);

	buf_format(&both, "%s%s%s", a ? a : "", a && b ? " " : "", b ? b : "");
	fact(p, label, both.n ? buf_cstr(&both) : NULL, FOREIGN);
}

static void facts(struct report_page *p)
{
	const json_t *run = json_object_get(p->model, "run");
	const json_t *target = json_object_get(run, "target");
	const json_t *product = json_object_get(p->model, "product");
	const json_t *pack = json_object_get(p->model, "pack");
	const char *name = json_text(target, "name"), *address = json_text(target, "address");
	bool declared = json_flag(run, "declaration");

	report_page_raw(p, "<dl class=\"facts\">\n");
	fact(p, WORD_MAKER, json_text(product, "maker"), FOREIGN);
	fact(p, WORD_PRODUCT, json_text(product, "name"), FOREIGN);
	fact(p, WORD_MODEL, json_text(product, "model"), FOREIGN);
	pair(p, WORD_TARGET, text_equal(name, address) ? NULL : name, address);
	fact(p, WORD_VANTAGE, vantage(p, json_text(target, "vantage")), OURS);
	moment(p, WORD_STARTED, json_text(run, "started"));
	moment(p, WORD_ENDED, json_text(run, "ended"));
	person(p, WORD_OPERATOR, json_text(run, "operator"));
	person(p, WORD_AUTHORIZATION, json_text(run, "authorization"));
	fact(p, WORD_PACE, pace(p, json_text(run, "pace")), OURS);
	fact(p, WORD_DECLARATION,
	     report_words_get(declared ? WORD_DECLARATION_GIVEN : WORD_DECLARATION_NONE,
			      p->language),
	     OURS);
	pair(p, WORD_TOOL, json_text(run, "tool"), json_text(run, "tool_version"));
	fact(p, WORD_RUN, json_text(run, "id"), CODE);
	fact(p, WORD_PACK, json_text(pack, "title"), OURS);
	pair(p, WORD_PACK_EDITION, json_text(pack, "id"), json_text(pack, "edition"));
	fact(p, WORD_PACK_SHA256, json_text(pack, "sha256"), CODE);
	fact(p, WORD_BASED_ON, json_text(pack, "based_on"), FOREIGN);
	report_page_raw(p, "</dl>\n");
	if (json_text(pack, "based_on_note")) {
		report_page_raw(p, "<p>");
		report_page_text(p, json_text(pack, "based_on_note"));
		report_page_raw(p, "</p>\n");
	}
}

static void parameters(struct report_page *p)
{
	static const enum report_word columns[] = { WORD_PARAMETER, WORD_VALUE, WORD_STANDING,
						    WORD_SOURCE, WORD_COUNT };
	const json_t *all = json_object_get(p->model, "parameters");
	size_t i;
	json_t *parameter;

	if (json_array_size(all) == 0)
		return;
	subheading(p, WORD_PARAMETERS);
	report_page_table(p, WORD_PARAMETERS, columns);
	json_array_foreach (all, i, parameter) {
		const char *title = json_text(parameter, "title");

		report_page_row(p);
		report_page_cell_open(p);
		report_page_text(p, title ? title : json_text(parameter, "id"));
		if (json_text(parameter, "note")) {
			report_page_raw(p, "<br><small>");
			report_page_text(p, json_text(parameter, "note"));
			report_page_raw(p, "</small>");
		}
		report_page_cell_close(p);
		report_page_cell_open(p);
		report_page_raw(p, "<code>");
		report_page_text(p, json_text(parameter, "value"));
		report_page_raw(p, "</code>");
		report_page_cell_close(p);
		report_page_cell(p, json_text(parameter, "standing"), CELL_OURS_SHORT);
		report_page_cell(p, json_text(parameter, "source"), CELL_FOREIGN_SHORT);
		report_page_row_end(p);
	}
	report_page_table_end(p);
}

void report_tables_conditions(struct report_page *p)
{
	report_page_section(p, "conditions", WORD_CONDITIONS);
	facts(p);
	parameters(p);
	report_evidence_list(p);
	report_page_raw(p, "</section>\n");
}
