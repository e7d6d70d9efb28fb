/*
 * A registry of invented labels, always the same ones, made as the registrar makes them: each by a
 * public event that is kept and folded.
 *
 *     registry_fill FOLDER LABELS [MODELS]     so many (and models in all: ten times as many)
 *
 * FOLDER is a data directory for `hoshi serve`.  The first labels are of all kinds, for tests:
 *     S1-2026-00001  valid, 120 models, notices, manufacturer and country public
 *     00002 extension pending, 00003 suspended, 00004 expired, 00005 withdrawn, 00006 revoked
 *     S3-2026-00007  level 3;  00008 PSTI route;  00009 markup and formulas in every text
 */
#include <sys/stat.h>

#include "base/day.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/time.h"
#include "criteria/catalogue.h"
#include "scheme/event.h"
#include "store/store.h"

#define LABELS_MAX 2000000
#define MODELS_MAX 20000000
#define BATCH 500                     /* labels in one transaction */
#define START INT64_C(1777593600)     /* 2026-05-01 */
#define MODELS_OF_FIRST 120
#define SPECIAL 9

static uint64_t mix(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static unsigned below(uint64_t *state, unsigned n)
{
	return (unsigned)(mix(state) % n);
}

static const char *const maker_first[] = { "見本", "例示", "試作", "仮想", "架空", "標本", "模擬" };
static const char *const maker_second[] = { "電機", "通信工業", "精機", "テクノロジー", "ネットワークス" };
static const char *const maker_en[] = { "Electric", "Communications", "Seiki", "Technology",
					"Networks" };
static const char *const things[] = { "ネットワークカメラ", "無線LANルーター", "スマートロック",
				      "ドアホン", "ホームゲートウェイ", "スマートプラグ",
				      "温湿度センサー", "ネットワークレコーダー" };
static const char *const things_en[] = { "network camera", "Wi-Fi router", "smart lock",
					 "door intercom", "home gateway", "smart plug",
					 "climate sensor", "network recorder" };
static const char *const series[] = { "WV", "NR", "DS", "HG", "RT", "AX", "KX", "TR" };

/* ---- one label ---- */

static json_t *words(const char *ja, const char *en)
{
	return json_pack("{s:s, s:s}", "ja", ja, "en", en);
}

static json_t *result(const json_t *pack, int64_t i)
{
	json_t *list = json_array(), *criterion;
	size_t k;

	json_array_foreach (json_object_get(pack, "criteria"), k, criterion) {
		const char *id = json_text(criterion, "id");
		bool waived = i == 8 && (k == 1 || k == 4 || k == 15);
		bool absent = !waived && (k == 8 || k == 13) && i % 3 == 1;
		json_t *row = json_pack("{s:s, s:s}", "criterion", id, "verdict",
					waived   ? "waived"
					: absent ? "not_applicable"
						 : "pass");
		if (absent)
			json_object_set_new(row, "because",
					    words("この製品には該当する機能がありません。",
						  "The product has no such function."));
		json_array_append_new(list, row);
	}
	return list;
}

static json_t *product(int64_t i, uint64_t *r)
{
	unsigned thing = below(r, ARRAY_LEN(things));
	CLEANUP(mem_freep) char *ja = mem_format("%s %c%u", things[thing], 'A' + (char)below(r, 26),
						 100 + below(r, 900));
	CLEANUP(mem_freep) char *en = mem_format("%s %" PRId64, things_en[thing], i);
	CLEANUP(mem_freep) char *summary_ja =
	    mem_format("%sです。見本のための架空の製品で、有線と無線のネットワークに接続し、専用のアプ"
		       "リから設定します。",
		       things[thing]);
	json_t *p = json_pack(
	    "{s:o, s:s, s:o, s:s, s:s}", "name", words(ja, en), "category", things[thing], "summary",
	    words(summary_ja, "An invented product of this sample. It connects by wire and radio and "
			      "is set up with an app."),
	    "url", "https://products.example/", "contact", "https://products.example/contact");

	if (i % 2)
		json_object_set_new(p, "manufacturer", words("見本製造株式会社", "Sample Mfg. Co."));
	if (i % 2)
		json_object_set_new(p, "country", json_string("JP"));
	if (i % 4 == 1)
		json_object_set_new(p, "other_certifications",
				    json_pack("[{s:s, s:s}]", "scheme", "Sample CLS", "number",
					      "CLS-0001"));
	return p;
}

static json_t *body_of(const json_t *pack, int64_t i, uint64_t *r)
{
	unsigned a = below(r, ARRAY_LEN(maker_first)), b = below(r, ARRAY_LEN(maker_second));
	unsigned n = below(r, 40);
	CLEANUP(mem_freep) char *ja = mem_format("%s%s%u株式会社", maker_first[a], maker_second[b], n);
	CLEANUP(mem_freep) char *en = mem_format("Sample%u %s %u", a, maker_en[b], n);
	const json_t *based = json_object_get(pack, "based_on");

	return json_pack(
	    "{s:o, s:o, s:s, s:{s:O, s:O, s:O, s:O}, s:o, s:s, s:s, s:s, s:s, s:o}", "product",
	    product(i, r), "applicant", words(ja, en), "route", i == 8 ? "psti" : "standard",
	    "criteria", "id", json_object_get(pack, "id"), "edition",
	    json_object_get(pack, "edition"), "title", json_object_get(pack, "title"), "document",
	    json_object_get(based, "document"), "result", result(pack, i), "evaluator",
	    i == 7       ? "evaluation_body"
	    : i % 5 == 2 ? "verification_firm"
			 : "own",
	    "support_until", "2031-03-31", "vulnerability_report_url",
	    "https://products.example/security", "update_url", "https://products.example/updates",
	    "security_information",
	    words("初期設定でパスワードを必ず変更してください。アップデートは自動で行われます。",
		  "Change the password when setting it up. Updates come by themselves."));
}

static json_t *models_of(int64_t n, uint64_t *r)
{
	json_t *list = json_array();
	const char *line = series[below(r, ARRAY_LEN(series))];
	unsigned first = 1000 + below(r, 8000);

	for (int64_t k = 0; k < n; k++) {
		static const char *const variants[] = { "", "A", "J", "-W", "LN", "UX" };
		CLEANUP(mem_freep)
		char *number = mem_format("%s-S%" PRId64 "%s", line, first + k * 3,
					  variants[below(r, ARRAY_LEN(variants))]);

		json_array_append_new(list, json_pack("{s:s}", "number", number));
	}
	return list;
}

/* What a spreadsheet would run and a browser would act on, in each text. */
static void spoil(json_t *body, json_t *models)
{
	static const char bad[] = "=1+1<script>alert(1)</script>\"'&";
	json_t *product = json_object_get(body, "product");

	json_object_set_new(product, "name", words(bad, bad));
	json_object_set_new(product, "summary", words(bad, bad));
	json_object_set_new(product, "category", json_string(bad));
	json_object_set_new(product, "contact", json_string("javascript:alert(1)"));
	json_object_set_new(product, "url", json_string("javascript:alert(1)"));
	json_object_set_new(body, "applicant", words(bad, bad));
	json_object_set_new(body, "security_information", words(bad, bad));
	json_array_append_new(models, json_pack("{s:s, s:s}", "number", "@SUM(A1)", "name", bad));
}

/* The bench's registry has no log. */
static int add_event(struct store *s, int64_t at, const char *kind, const char *number,
		     const json_t *body, struct err *err)
{
	return event_add(
	    s,
	    &(struct event){
		.at = at, .kind = kind, .label = number, .body = body, .entry = -1 },
	    err);
}

static int add_label(struct store *s, const json_t *pack, int64_t i, int64_t models,
		     char *number, size_t room, struct err *err)
{
	uint64_t r = 20261122 ^ (uint64_t)i * UINT64_C(0x2545f4914f6cdd1d);
	int level = i == 7 ? 3 : 1;
	int64_t at = START + i * 60;
	char issued[DAY_TEXT_MAX], until[DAY_TEXT_MAX];

	(void)snprintf(number, room, "S%d-2026-%05" PRId64, level, i);
	day_of(issued, at);
	int x = day_add_months(until, issued, 24);
	if (x < 0)
		return x;
	json_t *body = body_of(pack, i, &r), *list = models_of(models, &r);
	if (i == SPECIAL)
		spoil(body, list);
	CLEANUP(json_done)
	json_t *event = json_pack("{s:i, s:s, s:s, s:s, s:o, s:o}", "level", level, "issued", issued,
				  "valid_until", until, "support_until", "2031-03-31", "models",
				  list, "body", body);
	return add_event(s, at, "label_issued", number, event, err);
}

/* ---- what happened to some of them ---- */

static int add_status(struct store *s, int64_t i, const char *number, struct err *err)
{
	static const struct {
		int64_t label;
		const char *status, *ja, *en;
	} rows[] = {
		{ 2, "extension_pending", NULL, NULL },
		{ 3, "suspended", "報告された脆弱性への対応を確認しているため。",
		  "It is being established how a reported vulnerability is dealt with." },
		{ 4, "expired", NULL, NULL },
		{ 5, "withdrawn", "販売を終了したため。", "The product is no longer sold." },
		{ 6, "revoked", "申告された内容が事実と異なることが確認されたため。",
		  "What was declared was found to be untrue." },
	};

	for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
		if (rows[k].label != i)
			continue;
		CLEANUP(json_done)
		json_t *event = json_pack("{s:s, s:s}", "status", rows[k].status, "valid_until",
					  "2028-05-01");
		if (rows[k].ja)
			json_object_set_new(event, "reason", words(rows[k].ja, rows[k].en));
		return add_event(s, START + i * 60 + 86400, "label_status", number, event, err);
	}
	return 0;
}

static int add_notice(struct store *s, const char *number, struct err *err)
{
	CLEANUP(json_done)
	json_t *event = json_pack(
	    "{s:s, s:o, s:s}", "kind", "vulnerability", "text",
	    words("管理画面の脆弱性を修正したバージョン2.1を公開しました。\nすべての方に更新をお願いします。",
		  "Version 2.1 mends a vulnerability of the settings page.\nPlease update."),
	    "url", "https://products.example/security/1");

	return add_event(s, START + 172800, "label_notice", number, event, err);
}

static int fill(struct store *s, const json_t *pack, int64_t labels, int64_t models,
		struct err *err)
{
	int64_t start = time_now(&time_system);
	int r = 0;

	for (int64_t i = 1; r == 0 && i <= labels; i++) {
		char number[40];

		if (i % BATCH == 1)
			r = store_begin(s, err);
		if (r == 0)
			r = add_label(s, pack, i,
				      i == 1 ? MODELS_OF_FIRST
					     : models * i / labels - models * (i - 1) / labels,
				      number, sizeof(number), err);
		if (r == 0)
			r = add_status(s, i, number, err);
		if (r == 0 && i == 1)
			r = add_notice(s, number, err);
		if (r == 0 && (i % BATCH == 0 || i == labels))
			r = store_commit(s, err);
	}
	store_idle(s);
	if (r == 0)
		printf("%" PRId64 " labels with %" PRId64 " models in %.1f s\n", labels, models,
		       (double)(time_now(&time_system) - start) / 1e9);
	return r;
}

int main(int argc, char **argv)
{
	CLEANUP(catalogue_freep) struct catalogue *c = NULL;
	CLEANUP(store_freep) struct store *s = NULL;
	struct err err = { 0 };
	uint64_t labels = 0, models = 0;

	if (argc < 3 || argc > 4 || num_u64(argv[2], 1, LABELS_MAX, &labels) < 0 ||
	    (argc == 4 && num_u64(argv[3], 0, MODELS_MAX, &models) < 0)) {
		fprintf(stderr, "usage: registry_fill FOLDER LABELS [MODELS]\n");
		return 2;
	}
	if (argc == 3)
		models = 10 * labels;
	(void)mkdir(argv[1], 0700);
	int r = catalogue_load(&c, NULL, NULL, &err);
	if (r == 0)
		r = store_open(&s, argv[1], STORE_WRITE, &err);
	if (r == 0)
		r = fill(s, c->pack, (int64_t)labels, (int64_t)models, &err);
	if (r < 0)
		fprintf(stderr, "registry_fill: %s\n", err.text);
	return r < 0;
}
