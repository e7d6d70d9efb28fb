#include "samples/samples.h"

#include "base/buf.h"
#include "base/csv.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "samples/sample_alphabet.h"

#define COLUMNS_MAX 64
#define CELL_MAX 1000

struct reading {
	struct samples samples;
	size_t room;
	size_t at[SAMPLE_FIELDS]; /* SIZE_MAX: no such column */
	bool began;
};

/* Compared without case, blanks, hyphens and underscores. */
static const struct {
	const char *heading;
	enum sample_field field;
} headings[] = {
	{ "password", SAMPLE_PASSWORD },
	{ "initialpassword", SAMPLE_PASSWORD },
	{ "defaultpassword", SAMPLE_PASSWORD },
	{ "pin", SAMPLE_PASSWORD },
	{ "key", SAMPLE_PASSWORD },
	{ "パスワード", SAMPLE_PASSWORD },
	{ "初期パスワード", SAMPLE_PASSWORD },
	{ "暗証番号", SAMPLE_PASSWORD },
	{ "暗号化キー", SAMPLE_PASSWORD },
	{ "serial", SAMPLE_SERIAL },
	{ "serialnumber", SAMPLE_SERIAL },
	{ "sn", SAMPLE_SERIAL },
	{ "s/n", SAMPLE_SERIAL },
	{ "シリアル", SAMPLE_SERIAL },
	{ "シリアル番号", SAMPLE_SERIAL },
	{ "シリアルナンバー", SAMPLE_SERIAL },
	{ "製造番号", SAMPLE_SERIAL },
	{ "mac", SAMPLE_MAC },
	{ "macaddress", SAMPLE_MAC },
	{ "macアドレス", SAMPLE_MAC },
	{ "ssid", SAMPLE_SSID },
	{ "ネットワーク名", SAMPLE_SSID },
	{ "無線lan名", SAMPLE_SSID },
	{ "model", SAMPLE_MODEL },
	{ "modelnumber", SAMPLE_MODEL },
	{ "型式", SAMPLE_MODEL },
	{ "型番", SAMPLE_MODEL },
	{ "型式番号", SAMPLE_MODEL },
	{ "モデル", SAMPLE_MODEL },
	{ "機種", SAMPLE_MODEL },
};

const char *samples_field_name(enum sample_field field)
{
	static const char *const names[SAMPLE_FIELDS] = { "password", "serial", "mac", "ssid",
							  "model" };

	return names[field];
}

void samples_done(struct samples *s)
{
	for (size_t i = 0; i < s->n; i++)
		for (size_t f = 0; f < SAMPLE_FIELDS; f++) {
			char *text = s->list[i].field[f];

			mem_wipe(text, strlen(text));
			mem_free(text);
		}
	mem_free(s->list);
	*s = (struct samples){ 0 };
}

static void reading_done(struct reading *r)
{
	samples_done(&r->samples);
}

static void reader_done(struct csv_reader *r)
{
	mem_wipe(r->text.p, r->text.room);
	csv_reader_done(r);
}

static void text_done(struct buf *text)
{
	mem_wipe(text->p, text->room);
	buf_done(text);
}

static bool heading_is(const char *cell, const char *heading)
{
	for (; *cell; cell++) {
		char c = sample_alphabet_small(*cell);

		if (strchr(" \t-_", c))
			continue;
		if (c != *heading)
			return false;
		heading++;
	}
	return !*heading;
}

static int take_heading(struct reading *reading, const struct csv_row *row, struct err *err)
{
	for (size_t f = 0; f < SAMPLE_FIELDS; f++)
		reading->at[f] = SIZE_MAX;
	for (size_t i = 0; i < row->n; i++)
		for (size_t h = 0; h < ARRAY_LEN(headings); h++)
			if (heading_is(row->fields[i], headings[h].heading)) {
				size_t *at = &reading->at[headings[h].field];

				if (*at != SIZE_MAX && *at != i)
					return err_both(err, E_FORMAT,
							"line %zu: two columns are the %s",
							"%zu行目: %sの列が二つあります", row->line,
							samples_field_name(headings[h].field));
				*at = i;
			}
	if (reading->at[SAMPLE_PASSWORD] == SIZE_MAX)
		return err_both(
		    err, E_FORMAT,
		    "line %zu: a heading is needed that names the columns: password, "
		    "and serial, mac, ssid, model as far as they are known",
		    "%zu行目: 列の見出しが必要です: password（パスワード）。分かる範囲で"
		    "serial、mac、ssid、modelも入れてください",
		    row->line);
	return 0;
}

static char *cell(const struct reading *reading, const struct csv_row *row, enum sample_field f)
{
	const char *text = reading->at[f] < row->n ? row->fields[reading->at[f]] : "";
	struct bytes trimmed = text_trim(bytes_of(text));

	return mem_textn((const char *)trimmed.p, trimmed.n);
}

static int check_password(const char *text, size_t line, struct err *err)
{
	if (!*text)
		return err_both(err, E_FORMAT, "line %zu: the password is missing",
				"%zu行目: パスワードがありません", line);
	for (const char *c = text; *c; c++)
		if (*c < ' ' || *c > '~')
			return err_both(
			    err, E_FORMAT,
			    "line %zu: a password has a character that is not printable "
			    "ASCII",
			    "%zu行目: パスワードに、印字できるASCII以外の文字があります", line);
	if (strlen(text) > SAMPLES_PASSWORD_MAX)
		return err_both(err, E_LIMIT, "line %zu: a password is longer than %d characters",
				"%zu行目: パスワードが%d文字より長くなっています", line,
				SAMPLES_PASSWORD_MAX);
	return 0;
}

/* In place: 12 digits without what stands between them. */
static int check_mac(char *text, size_t line, struct err *err)
{
	size_t n = 0;

	for (const char *c = text; *c; c++) {
		if (strchr(":-. ", *c))
			continue;
		bool letter = (*c >= 'a' && *c <= 'f') || (*c >= 'A' && *c <= 'F');
		if (n == SAMPLES_MAC_DIGITS || (!letter && (*c < '0' || *c > '9'))) {
			n = SAMPLES_MAC_DIGITS + 1;
			break;
		}
		text[n++] = sample_alphabet_small(*c);
	}
	if (n != SAMPLES_MAC_DIGITS && *text)
		return err_both(err, E_FORMAT,
				"line %zu: a MAC address has 12 hexadecimal digits, not '%s'",
				"%zu行目: MACアドレスは16進数12桁です（'%s'ではなく）", line, text);
	text[*text ? n : 0] = '\0';
	return 0;
}

static int check(struct sample *s, struct err *err)
{
	int r = check_password(s->field[SAMPLE_PASSWORD], s->line, err);

	if (r == 0)
		r = check_mac(s->field[SAMPLE_MAC], s->line, err);
	for (size_t f = 0; f < SAMPLE_FIELDS && r == 0; f++)
		if (strlen(s->field[f]) > SAMPLES_ID_MAX)
			r = err_both(err, E_LIMIT, "line %zu: the %s is longer than %d bytes",
				     "%zu行目: %sが%dバイトより長くなっています", s->line,
				     samples_field_name((enum sample_field)f), SAMPLES_ID_MAX);
	return r;
}

static int take_row(void *context, const struct csv_row *row, struct err *err)
{
	struct reading *reading = context;
	struct samples *s = &reading->samples;
	bool empty = true;

	if (!reading->began) {
		reading->began = true;
		return take_heading(reading, row, err);
	}
	for (size_t i = 0; i < row->n && empty; i++)
		empty = text_trim(bytes_of(row->fields[i])).n == 0;
	if (empty)
		return 0;
	if (s->n == SAMPLES_MAX)
		return err_both(err, E_LIMIT, "line %zu: there are more than %d units",
				"%zu行目: %d台を超えています", row->line, SAMPLES_MAX);
	if (s->n == reading->room) {
		reading->room = reading->room ? 2 * reading->room : 16;
		s->list = mem_resize(s->list, reading->room, sizeof(*s->list));
	}
	struct sample *one = &s->list[s->n++];
	one->line = row->line;
	for (size_t f = 0; f < SAMPLE_FIELDS; f++)
		one->field[f] = cell(reading, row, (enum sample_field)f);
	int r = check(one, err);
	for (size_t f = 0; f < SAMPLE_FIELDS; f++)
		s->has[f] = s->has[f] || *one->field[f];
	return r;
}

int samples_decode(struct samples *out, struct bytes text, struct err *err)
{
	CLEANUP(reading_done) struct reading reading = { 0 };
	CLEANUP(text_done) struct buf utf8 = BUF((size_t)SAMPLES_FILE_MAX * 3);
	/* Empty lines do not count as units; they are bounded all the same. */
	CLEANUP(reader_done)
	struct csv_reader reader =
	    CSV_READER(CELL_MAX, COLUMNS_MAX, (size_t)SAMPLES_MAX * 4, take_row, &reading);

	if (text.n > SAMPLES_FILE_MAX)
		return err_both(err, E_LIMIT, "it is larger than %u MiB", "%u MiBを超えています",
				SAMPLES_FILE_MAX >> 20);
	int r = csv_utf8(&utf8, text, err);
	if (r == 0)
		r = csv_read(&reader, buf_view(&utf8), err);
	if (r < 0)
		return r;
	if (reading.samples.n == 0)
		return err_both(err, E_FORMAT, "there is no password in it",
				"パスワードが一つもありません");
	*out = reading.samples;
	reading.samples = (struct samples){ 0 };
	return 0;
}
