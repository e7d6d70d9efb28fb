/*
 * Evidence, one click away: each piece is a <details> under the first criterion that rests on it;
 * others link there.  A transcript is shown as a conversation, text as text, anything else as a hex
 * dump; what is left out is named by file and hash, so that a reader can go and look.
 */
#include "report/report_page.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/hex.h"
#include "base/mem.h"
#include "base/text.h"
#include "report/report_escape.h"
#include "report/report_label.h"
#include "report/report_model.h"
#include "report/report_transcript.h"
#include "run/run.h"

#define LIST_MAX 500  /* rows of the list of all pieces */
#define HASH_SHOWN 12 /* characters of a hash in a line that is to be read */
#define LABEL_MAX 4096
#define RECORDS_MAX 200      /* of one conversation */
#define REMARK_MAX 400       /* bytes of a remark */
#define DUMP_MAX (64u << 10) /* bytes of the hex dump of what is shown of a piece */
#define TEXT_PROBED 1024     /* bytes looked at to tell text from binary */

/* ---- Bytes ---- */

/*
 * Text is what has no NUL and hardly any control characters; a character cut in two at the end is
 * no reason to call it binary.
 */
static bool is_text(struct bytes data)
{
	size_t n = data.n < TEXT_PROBED ? data.n : TEXT_PROBED;
	size_t odd = 0;

	for (size_t i = 0; i < n;) {
		uint8_t c = data.p[i];
		size_t step = text_utf8_step(data.p + i, data.n - i);

		if (c == 0)
			return false;
		odd += step == 0 || (c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f;
		i += step ? step : 1;
	}
	return odd * 10 <= n;
}

static void pre(struct report_page *p, struct bytes data)
{
	CLEANUP(buf_done) struct buf dump = BUF(DUMP_MAX);

	report_page_raw(p, "<pre tabindex=\"0\"");
	if (is_text(data)) {
		report_page_raw(p, ">");
		report_escape_pre(p->out, data);
	} else {
		report_page_raw(p, " class=\"hex\" role=\"group\" aria-label=\"");
		report_page_word(p, WORD_EVIDENCE_HEX);
		report_page_raw(p, "\">");
		hex_dump(&dump, data, data.n);
		report_escape_pre(p->out, buf_view(&dump));
	}
	report_page_raw(p, "</pre>\n");
}

static void record(struct report_page *p, const struct report_record *r)
{
	if (r->side == REPORT_REMARK) {
		CLEANUP(mem_freep) char *text = text_visible_new(r->data, REMARK_MAX);

		report_page_raw(p, "<p class=\"remark\">");
		report_page_foreign(p, text);
		report_page_raw(p, "</p>\n");
		return;
	}
	bool sent = r->side == REPORT_SENT;

	report_page_format(p, "<div class=\"%s\"><p>%s ", sent ? "sent" : "received",
			   sent ? "→" : "←");
	report_page_word(p, sent ? WORD_SENT : WORD_RECEIVED);
	report_page_format(p, " · %" PRIu64 " ms · %zu B</p>\n", r->ms, r->data.n);
	if (r->data.n)
		pre(p, r->data);
	report_page_raw(p, "</div>\n");
}

/* Shows at most limit bytes; returns whether that was all. */
static bool conversation(struct report_page *p, struct bytes data, size_t limit)
{
	struct cursor c = cursor_of(data);
	struct report_record r;

	for (unsigned n = 0; report_transcript_next(&c, &r); n++) {
		bool whole = r.data.n <= limit;

		if (n == RECORDS_MAX)
			return false;
		if (!whole)
			r.data.n = limit;
		record(p, &r);
		if (!whole)
			return false;
		limit -= r.side == REPORT_REMARK ? 0 : r.data.n;
	}
	return true;
}

static void file_name(struct report_page *p, const json_t *piece, enum report_word word)
{
	report_page_raw(p, "<p class=\"file\">");
	report_page_word(p, word);
	report_page_raw(p, " <code>");
	report_page_text(p, json_text(piece, "path"));
	report_page_raw(p, "</code></p>\n");
}

static void content(struct report_page *p, const json_t *piece)
{
	CLEANUP(buf_done) struct buf file = BUF(RUN_EVIDENCE_ONE_MAX);
	struct err err = { 0 };
	const char *sha256 = json_text(piece, "sha256");
	bool whole = true;

	if (p->evidence_left == 0) {
		file_name(p, piece, WORD_EVIDENCE_BUDGET);
		return;
	}
	if (!sha256 || run_evidence_read(p->run, sha256, &file, &err) < 0) {
		file_name(p, piece, WORD_EVIDENCE_UNREADABLE);
		return;
	}
	struct bytes data = buf_view(&file);
	size_t limit = p->evidence_left < REPORT_EVIDENCE_SHOWN_MAX ? p->evidence_left
								    : REPORT_EVIDENCE_SHOWN_MAX;

	if (report_transcript_is(data)) {
		whole = conversation(p, data, limit);
	} else {
		whole = data.n <= limit;
		if (!whole)
			data.n = limit;
		pre(p, data);
	}
	p->evidence_left -= data.n < limit ? data.n : limit;
	file_name(p, piece, whole ? WORD_EVIDENCE_FILE : WORD_EVIDENCE_CUT);
}

/* ---- Pieces ---- */

static void label(struct report_page *p, const json_t *piece)
{
	CLEANUP(buf_done) struct buf text = BUF(LABEL_MAX);

	if (json_text(piece, "label"))
		report_label_say(&text, json_text(piece, "label"), p->language);
	report_page_foreign(p, buf_cstr(&text));
}

static void size_of(struct report_page *p, const json_t *piece)
{
	CLEANUP(buf_done) struct buf text = BUF(LABEL_MAX);
	int64_t bytes = json_int(piece, "bytes", 0);

	buf_grouped(&text, bytes > 0 ? (uint64_t)bytes : 0);
	report_page_text(p, buf_cstr(&text));
}

static void caption(struct report_page *p, const json_t *piece)
{
	const char *sha256 = json_text(piece, "sha256");

	report_page_format(p, "<b>E%" PRId64 "</b> ", json_int(piece, "number", 0));
	label(p, piece);
	report_page_raw(p, " <small>");
	size_of(p, piece);
	report_page_format(p, " B · SHA-256 <code>%.*s…</code></small>", HASH_SHOWN,
			   sha256 ? sha256 : "");
}

static void piece_of(struct report_page *p, const char *sha256, const char *criterion)
{
	const json_t *piece = report_page_find(p, sha256);
	const char *before = json_text(p->shown, sha256);

	if (!piece)
		return;
	if (before) {
		report_page_raw(p, "<p class=\"elsewhere\">");
		caption(p, piece);
		report_page_raw(p, " – ");
		report_page_word(p, WORD_SHOWN_UNDER);
		report_page_format(p, " <a href=\"#e%" PRId64 "\">", json_int(piece, "number", 0));
		report_page_text(p, before);
		report_page_raw(p, "</a></p>\n");
		return;
	}
	json_object_set_new(p->shown, sha256, json_string(criterion));
	report_page_format(p, "<details id=\"e%" PRId64 "\"><summary>",
			   json_int(piece, "number", 0));
	caption(p, piece);
	report_page_raw(p, "</summary>\n<div class=\"inside\">\n");
	content(p, piece);
	report_page_raw(p, "</div></details>\n");
}

void report_evidence(struct report_page *p, const json_t *criterion)
{
	const json_t *hashes = json_object_get(criterion, "evidence");
	const char *id = json_text(criterion, "id");
	size_t all = json_array_size(hashes);
	size_t i;
	json_t *hash;

	report_page_raw(p, "<h4>");
	report_page_word(p, WORD_EVIDENCE);
	report_page_raw(p, "</h4>\n");
	if (all == 0) {
		report_page_raw(p, "<p class=\"none\">");
		report_page_word(p, WORD_EVIDENCE_NONE);
		report_page_raw(p, "</p>\n");
		return;
	}
	json_array_foreach (hashes, i, hash) {
		if (i >= REPORT_EVIDENCE_LIST_MAX)
			break;
		if (i == REPORT_EVIDENCE_OPEN_MAX) {
			CLEANUP(buf_done) struct buf more = BUF(64);

			report_words_more(&more, all - i, p->language);
			report_page_raw(p, "<details class=\"rest\"><summary>");
			report_page_text(p, buf_cstr(&more));
			report_page_raw(p, "</summary>\n");
		}
		if (json_is_string(hash))
			piece_of(p, json_string_value(hash), id ? id : "?");
	}
	if (all > REPORT_EVIDENCE_OPEN_MAX)
		report_page_raw(p, "</details>\n");
	report_page_more(p, all, REPORT_EVIDENCE_LIST_MAX);
}

void report_evidence_list(struct report_page *p)
{
	static const enum report_word columns[] = { WORD_NUMBER, WORD_LABEL,  WORD_PROBE,
						    WORD_BYTES,  WORD_SHA256, WORD_COUNT };
	const json_t *all = json_object_get(p->model, "evidence");
	CLEANUP(buf_done) struct buf count = BUF(64);
	size_t i;
	json_t *piece;

	if (json_array_size(all) == 0)
		return;
	report_words_items(&count, json_array_size(all), p->language);
	report_page_raw(p, "<details><summary>");
	report_page_word(p, WORD_EVIDENCE_ALL);
	report_page_raw(p, " (");
	report_page_text(p, buf_cstr(&count));
	report_page_raw(p, ")</summary>\n");
	report_page_table(p, WORD_EVIDENCE_ALL, columns);
	json_array_foreach (all, i, piece) {
		const char *sha256 = json_text(piece, "sha256");
		bool linked = sha256 && json_text(p->shown, sha256);

		if (i >= LIST_MAX)
			break;
		report_page_row(p);
		report_page_cell_open(p);
		if (linked)
			report_page_format(p, "<a href=\"#e%zu\">", i + 1);
		report_page_format(p, "E%zu%s", i + 1, linked ? "</a>" : "");
		report_page_cell_close(p);
		report_page_cell_open(p);
		label(p, piece);
		report_page_cell_close(p);
		report_page_cell(p, json_text(piece, "probe"), CELL_FOREIGN_SHORT);
		report_page_cell_open(p);
		size_of(p, piece);
		report_page_cell_close(p);
		report_page_cell_open(p);
		report_page_raw(p, "<code>");
		report_page_text(p, sha256);
		report_page_raw(p, "</code>");
		report_page_cell_close(p);
		report_page_row_end(p);
	}
	report_page_table_end(p);
	report_page_more(p, json_array_size(all), LIST_MAX);
	report_page_raw(p, "</details>\n");
}
