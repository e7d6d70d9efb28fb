/*
 * For tests/trust: statements, a status list, the keys that go with them and pictures of the codes.
 *
 *     statement_make FOLDER [--no-pictures]
 *
 * keys.json, s1.cose, s2.cose, s1.url, s2.url, list.cose, expected.json: what is in them; s1.pgm,
 * s2.pgm, bad-*.pgm and again-*.pgm: the codes, and two takes of what bad printers and cameras make
 * of them.  Issued yesterday, listed an hour ago: tests of the program have no clock of their own.
 */
#include "spoil.h"

#include "base/day.h"
#include "base/hex.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/signing_key.h"
#include "label/key_set.h"
#include "label/label_url.h"
#include "label/qr.h"
#include "label/status_list.h"

#define HOST "label.example.jp"
#define PIXELS 12 /* for a module */
#define MARGIN 12 /* modules of paper around the code, so that it can be turned */
#define LABELS 345

static const char *const models[] = { "NC-100", "ＮＣ－１００Ｗ", "nc 200", "カメラー1" };

static bool with_pictures = true;

static void must(int r, const struct err *err)
{
	if (r == 0)
		return;
	fprintf(stderr, "statement_make: %s\n", err->text);
	exit(1);
}

static void save(const char *folder, const char *name, struct bytes data)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/%s", folder, name);
	struct err err = { 0 };

	must(fd_write_file(path, data, 0644, &err), &err);
}

static void day_from_today(char out[static DAY_TEXT_MAX], int64_t days)
{
	char today[DAY_TEXT_MAX];

	day_of(today, time_unix(&time_system));
	if (day_add(out, today, days) < 0)
		exit(1);
}

static struct statement statement_of(bool with_names)
{
	struct statement s = { .issuer = HOST,
			       .number = "HSH-1-2026-000123",
			       .level = 1,
			       .criteria = "JST-CR-01-01-2024R1",
			       .corporate_number = "7000012050002",
			       .log_index = 131071,
			       .status_list = 1,
			       .status_index = LABELS - 1 };
	struct err err = { 0 };

	day_from_today(s.issued, -1);
	day_from_today(s.valid_until, 729);
	day_from_today(s.support_until, 1200);
	if (with_names) {
		(void)snprintf(s.vendor, sizeof(s.vendor), "星見精密機器株式会社");
		(void)snprintf(s.product, sizeof(s.product),
			       "屋外ネットワークカメラ NC-100 シリーズ");
	}
	must(model_list_make(&s.models, models, ARRAY_LEN(models), &err), &err);
	return s;
}

/* What another reader should find; times as the CWT has them. */
static json_t *json_of(const struct statement *s)
{
	char digest[2 * MODEL_LIST_DIGEST + 1];
	int64_t issued = 0, until = 0, epoch = 0, support = 0;

	hex_encode(digest, (struct bytes){ s->models.digest, MODEL_LIST_DIGEST });
	if (day_start(s->issued, &issued) < 0 || day_start(s->valid_until, &until) < 0 ||
	    day_start("1970-01-01", &epoch) < 0 || day_start(s->support_until, &support) < 0)
		exit(1);
	return json_pack(
	    "{s:s, s:s, s:I, s:I, s:i, s:s, s:s, s:i, s:s, s:I, s:I, s:i, s:i, s:s, s:s}", "iss",
	    s->issuer, "sub", s->number, "iat", issued, "exp", until + 86400, "level",
	    (int)s->level, "criteria", s->criteria, "corporate_number", s->corporate_number,
	    "models", (int)s->models.count, "digest", digest, "support", (support - epoch) / 86400,
	    "log_index", s->log_index, "status_list", (int)s->status_list, "status_index",
	    (int)s->status_index, "vendor", s->vendor, "product", s->product);
}

static struct spoil_picture picture_of(const struct qr *qr)
{
	int side = (int)(qr->modules + 2 * MARGIN) * PIXELS;
	struct spoil_picture p = spoil_make(side, side);

	for (int y = 0; y < side; y++)
		for (int x = 0; x < side; x++) {
			int column = x / PIXELS - MARGIN;
			int row = y / PIXELS - MARGIN;
			bool inside = column >= 0 && row >= 0 && column < (int)qr->modules &&
				      row < (int)qr->modules;

			p.p[y * side + x] =
			    inside && qr_at(qr, (unsigned)column, (unsigned)row) ? 0 : 255;
		}
	return p;
}

static void make_statement(const char *folder, const char *name, const struct statement *s,
			   const struct signing_key *key, json_t *expected)
{
	CLEANUP(buf_done) struct buf bytes = BUF(STATEMENT_MAX), url = BUF(LABEL_URL_MAX);
	CLEANUP(mem_freep) char *cose_name = mem_format("%s.cose", name);
	CLEANUP(mem_freep) char *url_name = mem_format("%s.url", name);
	CLEANUP(mem_freep) char *picture_name = mem_format("%s.pgm", name);
	CLEANUP(qr_done) struct qr qr = { 0 };
	struct err err = { 0 };

	must(statement_sign(&bytes, s, key, &err), &err);
	must(label_url_build(&url, s->issuer, s->number, buf_view(&bytes), &err), &err);
	save(folder, cose_name, buf_view(&bytes));
	save(folder, url_name, buf_view(&url));
	json_object_set_new(expected, name, json_of(s));
	if (!with_pictures)
		return;
	must(qr_encode(&qr, buf_cstr(&url), &err), &err);
	struct spoil_picture picture = picture_of(&qr);

	spoil_all(folder, name, &picture, 1);
	spoil_all(folder, name, &picture, 2);
	spoil_save(folder, picture_name, &picture);
}

static void make_list(const char *folder, const struct signing_key *key, json_t *expected)
{
	static const enum status all[] = { STATUS_VALID,     STATUS_REVOKED,
					   STATUS_SUSPENDED, STATUS_EXTENSION_PENDING,
					   STATUS_EXPIRED,   STATUS_WITHDRAWN,
					   STATUS_NONE };
	CLEANUP(status_list_done) struct status_list list = { 0 };
	CLEANUP(buf_done) struct buf bytes = BUF(STATUS_LIST_MESSAGE_MAX);
	json_t *statuses = json_array();
	struct err err = { 0 };

	must(status_list_create(&list, HOST, 1, LABELS, &err), &err);
	list.made = time_unix(&time_system) - 3600;
	list.ttl = 86400;
	list.expires = list.made + 7 * 86400;
	for (uint32_t i = 0; i < LABELS; i++) {
		enum status status = i == LABELS - 1 ? STATUS_VALID : all[i % ARRAY_LEN(all)];

		must(status_list_set(&list, i, status), &err);
		json_array_append_new(statuses, json_integer(status));
	}
	must(status_list_sign(&bytes, &list, key, &err), &err);
	save(folder, "list.cose", buf_view(&bytes));
	json_object_set_new(expected, "list",
			    json_pack("{s:s, s:I, s:I, s:I, s:o}", "sub",
				      "https://" HOST "/status/1", "iat", list.made, "exp",
				      list.expires, "ttl", list.ttl, "statuses", statuses));
}

static struct key_set_key describe(const struct signing_key *key, enum key_purpose purpose)
{
	struct key_set_key k = { .key = key->public_key,
				 .purpose = purpose,
				 .issuer = HOST,
				 .owner_ja = "ラベル制度事務局",
				 .owner_en = "Label Scheme Office" };

	day_from_today(k.valid_from, -365);
	return k;
}

int main(int argc, char **argv)
{
	CLEANUP(signing_key_done) struct signing_key label = { 0 }, status = { 0 };
	CLEANUP(buf_done) struct buf keys = BUF(KEY_SET_FILE_MAX), text = BUF(1u << 20);
	CLEANUP(json_done) json_t *expected = json_object();
	struct err err = { 0 };

	with_pictures = argc != 3;
	if (argc != 2 && !(argc == 3 && text_equal(argv[2], "--no-pictures"))) {
		fprintf(stderr, "statement_make: usage: statement_make FOLDER [--no-pictures]\n");
		return 2;
	}
	must(signing_key_create(&label, &err), &err);
	must(signing_key_create(&status, &err), &err);
	struct key_set_key list[] = { describe(&label, KEY_LABEL), describe(&status, KEY_STATUS) };

	key_set_write(&keys, &(struct key_set){ list, ARRAY_LEN(list) });
	save(argv[1], "keys.json", buf_view(&keys));
	struct statement s1 = statement_of(false);
	struct statement s2 = statement_of(true);

	make_statement(argv[1], "s1", &s1, &label, expected);
	make_statement(argv[1], "s2", &s2, &label, expected);
	make_list(argv[1], &status, expected);
	json_t *names = json_array();
	for (size_t i = 0; i < ARRAY_LEN(models); i++)
		json_array_append_new(names, json_string(models[i]));
	json_object_set_new(expected, "models", names);
	json_write(&text, expected, true);
	save(argv[1], "expected.json", buf_view(&text));
	return 0;
}
