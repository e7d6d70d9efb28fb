/* Files of label passwords as people and spreadsheets write them, and what is refused. */
#include "tap.h"

#include "base/buf.h"
#include "base/err.h"
#include "samples/samples.h"

static int decode(struct samples *out, const char *text, struct err *err)
{
	return samples_decode(out, bytes_of(text), err);
}

static void headings(void **state)
{
	static const struct {
		const char *what, *text, *fields[SAMPLE_FIELDS];
	} rows[] = {
		{ "all, in English",
		  "password,serial,mac,ssid,model\nabc,S1,00:11:22:AA:BB:CC,net,M-1\n",
		  { "abc", "S1", "001122aabbcc", "net", "M-1" } },
		{ "all, in Japanese",
		  "型式,SSID,MACアドレス,製造番号,初期パスワード\nM-1,net,00-11-22-aa-bb-cc,S1,"
		  "abc\n",
		  { "abc", "S1", "001122aabbcc", "net", "M-1" } },
		{ "case, blanks, underscores",
		  " Initial_Password ,Serial Number,MAC-Address\n abc ,S1,0011.22aa.bbcc\n",
		  { "abc", "S1", "001122aabbcc", "", "" } },
		{ "the password alone", "PIN\r\n1234", { "1234", "", "", "", "" } },
		{ "other columns", "box,password,colour\n1,abc,red\n", { "abc", "", "", "", "" } },
		{ "a short row", "password,serial\nabc\n", { "abc", "", "", "", "" } },
		{ "quoted", "password\n\"a,\"\"b\"\n", { "a,\"b", "", "", "", "" } },
		/* シリアル in CP932 */
		{ "CP932",
		  "password,\x83\x56\x83\x8a\x83\x41\x83\x8b\nabc,S1\n",
		  { "abc", "S1", "", "", "" } },
		{ "byte order mark", "\xef\xbb\xbfpassword\nabc\n", { "abc", "", "", "", "" } },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(samples_done) struct samples s = { 0 };
		struct err err = { 0 };

		TAP_INT(rows[i].what, decode(&s, rows[i].text, &err), 0);
		TAP_INT(rows[i].what, s.n, 1);
		TAP_INT(rows[i].what, s.list[0].line, 2);
		for (size_t f = 0; f < SAMPLE_FIELDS; f++) {
			TAP_TEXT(rows[i].what, s.list[0].field[f], rows[i].fields[f]);
			TAP_INT(rows[i].what, s.has[f], rows[i].fields[f][0] != '\0');
		}
	}
}

static void refused(void **state)
{
	static const struct {
		const char *what, *text;
		int r;
		const char *message;
	} rows[] = {
		{ "nothing", "", E_FORMAT, "there is no password in it" },
		{ "a heading alone", "password\n\n", E_FORMAT, "there is no password in it" },
		{ "no heading", "abc,S1\n", E_FORMAT, "line 1: a heading is needed" },
		{ "two columns of a kind", "password,PIN\na,b\n", E_FORMAT,
		  "line 1: two columns are the password" },
		{ "no password", "password,serial\na,1\n,2\n", E_FORMAT,
		  "line 3: the password is missing" },
		{ "a full-width password", "password\nａ\n", E_FORMAT, "line 2: a password has" },
		{ "a control character", "password\na\x01\n", E_FORMAT, "line 2: a password has" },
		{ "a short MAC", "password,mac\na,0011223344\n", E_FORMAT,
		  "line 2: a MAC address has 12" },
		{ "a long MAC", "password,mac\na,00112233445566\n", E_FORMAT, "line 2: a MAC" },
		{ "a MAC with a letter", "password,mac\na,00112233445g\n", E_FORMAT,
		  "not '00112233445g'" },
		{ "a MAC of separators", "password,mac\na,::\n", E_FORMAT, "line 2: a MAC" },
		{ "an open quotation", "password\n\"a\n", E_TRUNC, "line 2" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(samples_done) struct samples s = { 0 };
		struct err err = { 0 };

		TAP_INT(rows[i].what, decode(&s, rows[i].text, &err), rows[i].r);
		TAP_CHECK(rows[i].what, strstr(err.text, rows[i].message));
		TAP_INT(rows[i].what, s.n, 0);
	}
}

static void say_many(struct buf *text, const char *heading, size_t n, const char *row)
{
	buf_text(text, heading);
	for (size_t i = 0; i < n; i++)
		buf_text(text, row);
}

static void limits(void **state)
{
	struct err err = { 0 };
	(void)state;

	for (size_t over = 0; over < 2; over++) {
		CLEANUP(samples_done) struct samples s = { 0 };
		CLEANUP(buf_done) struct buf text = BUF(SAMPLES_FILE_MAX);

		say_many(&text, "password\n", SAMPLES_MAX + over, "abc\n");
		TAP_INT("units", samples_decode(&s, buf_view(&text), &err), over ? E_LIMIT : 0);
		TAP_INT("units", s.n, over ? 0 : SAMPLES_MAX);
	}
	for (size_t over = 0; over < 2; over++) {
		CLEANUP(samples_done) struct samples s = { 0 };
		CLEANUP(buf_done) struct buf text = BUF(SAMPLES_FILE_MAX);

		say_many(&text, "password\n", SAMPLES_PASSWORD_MAX + over, "a");
		TAP_INT("password", samples_decode(&s, buf_view(&text), &err), over ? E_LIMIT : 0);
	}
	for (size_t over = 0; over < 2; over++) {
		CLEANUP(samples_done) struct samples s = { 0 };
		CLEANUP(buf_done) struct buf text = BUF(SAMPLES_FILE_MAX);

		say_many(&text, "password,ssid\na,", SAMPLES_ID_MAX + over, "b");
		TAP_INT("SSID", samples_decode(&s, buf_view(&text), &err), over ? E_LIMIT : 0);
	}
	for (size_t over = 0; over < 2; over++) {
		CLEANUP(samples_done) struct samples s = { 0 };
		CLEANUP(buf_done) struct buf text = BUF(SAMPLES_FILE_MAX + 1);

		say_many(&text, "password\nabc\n", SAMPLES_FILE_MAX - 13 + over, "\n");
		TAP_INT("file", samples_decode(&s, buf_view(&text), &err), over ? E_LIMIT : 0);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(headings),
	cmocka_unit_test(refused),
	cmocka_unit_test(limits),
};
TAP_MAIN(tests)
