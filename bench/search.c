/*
 * Search over invented labels, always the same ones:
 *
 *     search FOLDER build [LABELS [MODELS]]     fill FOLDER/registry.db (100,000 and 1,000,000)
 *     search FOLDER run [QUERIES]               so many of each kind (1,000), as a table
 *
 * Times are of the whole call, JSON of the answer included, on an open reader.  The first query of
 * a kind is not measured apart: what is cold then is in the maximum.
 */
#include "base/base.h"
#include "base/day.h"
#include "base/embedded.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "base/time.h"
#include "store/search.h"
#include "store/store_inside.h"

#define MODELS 1000000
#define TEXTS_MAX 200
#define QUERIES_MAX 1000000
#define TEXT_MAX 200
#define BATCH 1000 /* labels in one transaction */

static uint64_t seed = 20261121;

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

/* ---- what labels are made of ---- */

static const char *const maker_first[] = { "東", "西", "北", "南", "日", "山", "川", "松",
					   "藤", "高", "大", "中", "小", "新", "富", "三" };
static const char *const maker_second[] = { "芝", "光", "陽", "立", "洋", "田", "本", "井",
					    "野", "和", "岡", "島", "星", "原", "沢", "崎" };
static const char *const maker_ending[] = { "電機株式会社", "通信工業株式会社", "精機",
					    "テクノロジー株式会社", "ネットワークス" };
static const char *const maker_en[] = { "Denki", "Tsushin", "Seiki", "Technology", "Networks" };
static const char *const things[] = { "ネットワークカメラ",
				      "無線LANルーター",
				      "スマートロック",
				      "ドアホン",
				      "入退室管理コントローラー",
				      "防犯センサー",
				      "ホームゲートウェイ",
				      "スマートプラグ",
				      "温湿度センサー",
				      "見守りカメラ",
				      "スマートテレビ",
				      "ロボット掃除機",
				      "給湯リモコン",
				      "ネットワークレコーダー",
				      "複合機",
				      "エアコン" };
static const char *const things_en[] = {
	"network camera",      "Wi-Fi router",     "smart lock",   "door intercom",
	"access controller",   "security sensor",  "home gateway", "smart plug",
	"climate sensor",      "watch camera",     "smart TV",     "robot vacuum",
	"water heater remote", "network recorder", "printer",      "air conditioner"
};
static const char *const series[] = { "WV",  "NR", "DS",  "HG", "RT", "AX", "KX", "TR",
				      "SLX", "QB", "ARC", "PN", "MZ", "EH", "GW", "VLS" };
static const char *const adjectives[] = { "屋外", "屋内", "小型", "業務用", "家庭用", "薄型" };
static const char *const states[] = { "valid", "valid",   "valid",     "valid",   "valid",
				      "valid", "expired", "withdrawn", "revoked", "suspended" };

struct sample {
	char number[TEXT_MAX], maker[TEXT_MAX], maker_en[TEXT_MAX], name[TEXT_MAX],
	    name_en[TEXT_MAX];
	char models[TEXTS_MAX][32];
	unsigned models_n, level, thing;
	char issued[DAY_TEXT_MAX], valid_until[DAY_TEXT_MAX];
	const char *status;
};

/* Label i is the same whatever was made before it. */
static void make_sample(struct sample *s, int64_t i, unsigned models)
{
	uint64_t r = seed ^ (uint64_t)i * UINT64_C(0x2545f4914f6cdd1d);
	uint64_t maker = below(&r, 1200);
	uint64_t m = seed + maker;
	unsigned end = below(&m, ARRAY_LEN(maker_ending));
	const char *a = maker_first[below(&m, ARRAY_LEN(maker_first))];
	const char *b = maker_second[below(&m, ARRAY_LEN(maker_second))];
	const char *line = series[below(&m, ARRAY_LEN(series))];

	(void)snprintf(s->maker, TEXT_MAX, "%s%s%s", a, b, maker_ending[end]);
	(void)snprintf(s->maker_en, TEXT_MAX, "%c%c%u %s", 'A' + (char)below(&m, 26),
		       'a' + (char)below(&m, 26), below(&m, 90) + 10, maker_en[end]);
	s->thing = below(&r, ARRAY_LEN(things));
	s->level = below(&r, 20) ? 1 : 2 + below(&r, 3);
	s->status = states[below(&r, ARRAY_LEN(states))];
	(void)snprintf(s->number, TEXT_MAX, "1%u%07" PRId64, s->level, i);
	(void)snprintf(s->name, TEXT_MAX, "%s%s %c%u", adjectives[below(&r, ARRAY_LEN(adjectives))],
		       things[s->thing], 'A' + (char)below(&r, 26), below(&r, 900) + 100);
	(void)snprintf(s->name_en, TEXT_MAX, "%s %u", things_en[s->thing], below(&r, 900) + 100);
	s->models_n = models;
	/* Two years of days, each label with its own end. */
	(void)!day_add(s->issued, "2026-01-01", below(&r, 730));
	(void)!day_add(s->valid_until, s->issued, 700 + below(&r, 30));
	char group = "SUXBNPC"[below(&r, 7)];
	unsigned first = below(&r, 9000) + 1000;
	for (unsigned k = 0; k < models; k++) {
		static const char *const variants[] = { "", "", "A", "J", "-W", "LN", "UX", "-B" };

		(void)snprintf(s->models[k], sizeof(s->models[k]), "%s-%c%u%s", line, group,
			       first + k * (below(&r, 7) + 1),
			       variants[below(&r, ARRAY_LEN(variants))]);
	}
}

/* ---- build ---- */

static int put(struct store *s, int64_t i, unsigned models, struct err *err)
{
	static struct sample a;
	static struct search_text texts[TEXTS_MAX];
	size_t n = 0;

	make_sample(&a, i, models);
	texts[n++] = (struct search_text){ SEARCH_NAME, a.name };
	texts[n++] = (struct search_text){ SEARCH_NAME, a.name_en };
	/* One maker in ten does not want to be shown. */
	bool is_public = i % 10 != 0;
	if (is_public) {
		texts[n++] = (struct search_text){ SEARCH_MAKER, a.maker };
		texts[n++] = (struct search_text){ SEARCH_MAKER, a.maker_en };
	}
	for (unsigned k = 0; k < a.models_n; k++)
		texts[n++] = (struct search_text){ SEARCH_MODEL, a.models[k] };
	const struct search_label l = { .label = i,
					.number = a.number,
					.level = a.level,
					.status = a.status,
					.category = things_en[a.thing],
					.maker = is_public ? a.maker : NULL,
					.issued = a.issued,
					.valid_until = a.valid_until,
					.texts = texts,
					.texts_n = n };
	return search_put(s, &l, err);
}

static int build(struct store *s, int64_t labels, unsigned models, struct err *err)
{
	int64_t start = time_now(&time_system);
	int r = 0;

	for (int64_t i = 1; r == 0 && i <= labels; i++) {
		if (i % BATCH == 1)
			r = store_begin(s, err);
		if (r == 0)
			r = put(s, i, models, err);
		if (r == 0 && (i % BATCH == 0 || i == labels))
			r = store_commit(s, err);
	}
	store_idle(s);
	if (r == 0)
		printf("%" PRId64 " labels with %" PRId64 " models in %.1f s\n", labels,
		       labels * models, (double)(time_now(&time_system) - start) / 1e9);
	return r;
}

/* ---- run ---- */

enum kind {
	TWO_COMMON,
	TWO_ANY,
	TWO_JAPANESE,
	PREFIX,
	INSIDE,
	EXACT_MODEL,
	EXACT_NUMBER,
	PRODUCT,
	KANA,
	MAKER,
	TWO_WORDS,
	MAKER_AND_MODEL,
	NOTHING,
	NEARLY,
	KINDS,
};

static const char *const kind_names[] = {
	[TWO_COMMON] = "2 characters, common",
	[TWO_ANY] = "2 characters of a model",
	[TWO_JAPANESE] = "2 characters, Japanese",
	[PREFIX] = "prefix of a model",
	[INSIDE] = "inside of a model",
	[EXACT_MODEL] = "model",
	[EXACT_NUMBER] = "registration number",
	[PRODUCT] = "product name, Japanese",
	[KANA] = "half-width and hiragana",
	[MAKER] = "maker",
	[TWO_WORDS] = "maker and product",
	[MAKER_AND_MODEL] = "maker and start of model",
	[NOTHING] = "nothing found",
	[NEARLY] = "nothing found, common pieces",
};

static void cut(char *out, const char *text, size_t from, size_t n)
{
	(void)snprintf(out, TEXT_MAX, "%.*s", (int)(n < TEXT_MAX ? n : TEXT_MAX - 1), text + from);
}

static void make_query(char out[TEXT_MAX], enum kind kind, const struct sample *a, uint64_t *r)
{
	static const char *const common[] = { "WV", "-S", "11", "12", "20", "AX", "LA", "er" };
	static const char *const japanese[] = { "カメ", "株式", "電機", "無線", "ンサ",
						"屋外", "東芝", "通信", "ット", "ロッ" };
	static const char *const kana[] = { "ｶﾒﾗ", "ねっとわーく", "ｾﾝｻｰ", "すまーとろっく",
					    "るーた" };
	const char *model = a->models[below(r, a->models_n)];
	size_t n = strlen(model);

	switch (kind) {
	case TWO_COMMON:
		cut(out, common[below(r, ARRAY_LEN(common))], 0, 2);
		break;
	case TWO_ANY:
		cut(out, model, below(r, (unsigned)n - 1), 2);
		break;
	case TWO_JAPANESE:
		cut(out, japanese[below(r, ARRAY_LEN(japanese))], 0, 6);
		break;
	case PREFIX:
		cut(out, model, 0, 4 + below(r, 3));
		break;
	case INSIDE:
		cut(out, model, 3, 4);
		break;
	case EXACT_MODEL:
		cut(out, model, 0, n);
		break;
	case EXACT_NUMBER:
		cut(out, a->number, 0, TEXT_MAX - 1);
		break;
	case PRODUCT:
		cut(out, things[a->thing], 0, TEXT_MAX - 1);
		break;
	case KANA:
		cut(out, kana[below(r, ARRAY_LEN(kana))], 0, TEXT_MAX - 1);
		break;
	case MAKER:
		cut(out, a->maker, 0, below(r, 2) ? 6 : TEXT_MAX - 1);
		break;
	case TWO_WORDS:
		(void)snprintf(out, TEXT_MAX, "%.90s %.90s", a->maker, things[a->thing]);
		break;
	case MAKER_AND_MODEL:
		(void)snprintf(out, TEXT_MAX, "%.90s　%.5s", a->maker, model);
		break;
	case NOTHING:
		(void)snprintf(out, TEXT_MAX, "%c%c%c%u", 'a' + (char)below(r, 26),
			       'a' + (char)below(r, 26), 'a' + (char)below(r, 26),
			       below(r, 100000));
		break;
	case NEARLY:
		(void)snprintf(out, TEXT_MAX, "%.2s%.3s%.3s", model, model + 4, model + 3);
		break;
	case KINDS:
		break;
	}
}

static int by_time(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double ms(int64_t nanoseconds)
{
	return (double)nanoseconds / 1e6;
}

/* Where others keep the machine busy, the time of the clock is theirs too; that of the processor is
 * not. */
static int64_t processor_now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * TIME_SECOND + t.tv_nsec;
}

struct times {
	int64_t *wall, *cpu;
};

static double report(const char *what, struct times t, size_t n, double found)
{
	qsort(t.wall, n, sizeof(*t.wall), by_time);
	qsort(t.cpu, n, sizeof(*t.cpu), by_time);
	double p99 = ms(t.wall[n * 99 / 100]);
	printf("%-34s %8zu %9.1f %9.3f %9.3f %9.3f %9.3f %9.3f\n", what, n, found / (double)n,
	       ms(t.wall[n / 2]), p99, ms(t.wall[n - 1]), ms(t.cpu[n * 99 / 100]),
	       ms(t.cpu[n - 1]));
	return p99;
}

enum what { FIND, FIND_FILTERED, FIND_DAYS, COUNT, COUNT_FILTERED, COUNT_DAYS, WHATS };

static int one(struct store *s, enum what what, const char *text, uint64_t *r, double *found,
	       struct err *err)
{
	struct search_query q = { .text = text, .limit = 20 };
	json_t *page = NULL;
	int64_t n;
	bool more;

	if (what == FIND_FILTERED || what == COUNT_FILTERED) {
		q.level = 1 + below(r, 4);
		q.status = states[below(r, ARRAY_LEN(states))];
	}
	char from[DAY_TEXT_MAX], to[DAY_TEXT_MAX];
	if (what == FIND_DAYS || what == COUNT_DAYS) {
		/* From anywhere up to all of the labels, by both days. */
		(void)!day_add(from, "2026-01-01", below(r, 365));
		(void)!day_add(to, from, below(r, 730));
		q.issued_from = from;
		q.issued_to = to;
		q.until_from = "2028-01-01";
	}
	if (what == COUNT || what == COUNT_FILTERED || what == COUNT_DAYS) {
		int code = search_count(s, &q, 1000, &n, &more, err);
		*found += code == 0 ? (double)n : 0;
		return code;
	}
	int code = search_find(s, &q, &page, err);
	*found += (double)json_array_size(json_object_get(page, "hits"));
	json_decref(page);
	return code;
}

static int run_kind(struct store *s, enum what what, enum kind kind, size_t queries, int64_t labels,
		    unsigned models, struct times times, double *found, struct err *err)
{
	static struct sample a;
	char text[TEXT_MAX];
	uint64_t r = seed + (uint64_t)kind * 1000;

	for (size_t i = 0; i < queries; i++) {
		make_sample(&a, 1 + (int64_t)(mix(&r) % (uint64_t)labels), models);
		make_query(text, kind, &a, &r);
		int64_t from = time_now(&time_system), cpu = processor_now();
		int code = one(s, what, text, &r, found, err);
		if (code < 0)
			return err_prefix(err, "'%s'", text);
		times.cpu[i] = processor_now() - cpu;
		times.wall[i] = time_now(&time_system) - from;
	}
	return 0;
}

static int run(struct store *s, size_t queries, struct err *err)
{
	static const char *const titles[] = { [FIND] = "first 20 hits",
					      [FIND_FILTERED] = "first 20 hits, level and status",
					      [FIND_DAYS] = "first 20 hits, two ranges of days",
					      [COUNT] = "count to 1,000",
					      [COUNT_FILTERED] =
						  "count to 1,000, level and status",
					      [COUNT_DAYS] = "count to 1,000, two ranges of days" };
	static const double targets[WHATS] = { 5, 50, 50, 50, 50, 50 };
	CLEANUP(mem_freep) int64_t *wall = mem_array(queries * KINDS, sizeof(*wall));
	CLEANUP(mem_freep) int64_t *cpu = mem_array(queries * KINDS, sizeof(*cpu));
	CLEANUP(json_done) json_t *newest = NULL;
	int r = search_find(s, &(struct search_query){ .limit = 1 }, &newest, err);

	if (r < 0)
		return r;
	int64_t labels = json_int(json_at(newest, "/hits/0"), "label", 1);
	int64_t models = 0;
	r = store_int(s, "bench_models", STORE_VALUES(STORE_INT(labels)), &models, err);
	if (r < 0)
		return r;
	for (enum what what = FIND; what < WHATS; what++) {
		double found_all = 0;

		printf("\n%-34s %8s %9s %9s %9s %9s %9s %9s\n", titles[what], "queries", "found",
		       "p50 ms", "p99 ms", "max ms", "cpu p99", "cpu max");
		for (enum kind kind = 0; kind < KINDS; kind++) {
			struct times part = { wall + kind * queries, cpu + kind * queries };
			double found = 0;

			r = run_kind(s, what, kind, queries, labels, (unsigned)models, part, &found,
				     err);
			if (r < 0)
				return r;
			(void)report(kind_names[kind], part, queries, found);
			found_all += found;
		}
		double p99 = report("all", (struct times){ wall, cpu }, queries * KINDS, found_all);
		printf("%s: p99 %.3f ms, at most %.0f ms: %s\n", titles[what], p99, targets[what],
		       p99 <= targets[what] ? "holds" : "does not hold");
	}
	return 0;
}

/* ---- the database: the index alone ---- */

static int open_store(struct store **s, const char *dir, enum store_mode mode, struct err *err)
{
	static const char extra[] = "-- :bench_models\n"
				    "SELECT length(shown) - length(replace(shown, char(10) || 'm', "
				    "char(10))) FROM search_text WHERE label = $1\n";
	const struct store_part migrations[] = {
		{ "0001_search.sql", embedded_find("src/store/migrations/0002_search.sql") },
		{ "0002_days.sql", embedded_find("src/store/migrations/0005_list.sql") },
	};
	const struct store_part statements[] = {
		{ "search.sql", embedded_find("src/store/sql/search.sql") },
		{ "bench.sql", bytes_of(extra) },
	};
	const struct store_parts parts = { migrations, 2, statements, 2 };

	return store_open_with(s, dir, mode, &parts, err);
}

int main(int argc, char **argv)
{
	CLEANUP(store_freep) struct store *s = NULL;
	struct err err = { 0 };
	uint64_t first = 0, second = MODELS;
	bool is_build = argc > 2 && text_equal(argv[2], "build");

	if (argc < 3 || (!is_build && !text_equal(argv[2], "run")) ||
	    num_u64(argc > 3   ? argv[3]
		    : is_build ? "100000"
			       : "1000",
		    1, QUERIES_MAX, &first) < 0 ||
	    (argc > 4 && num_u64(argv[4], 1, UINT32_MAX, &second) < 0) ||
	    (is_build && second / first >= TEXTS_MAX - 4)) {
		fprintf(stderr, "usage: search FOLDER build [LABELS [MODELS]] | run [QUERIES]\n");
		return 2;
	}
	int r = open_store(&s, argv[1], is_build ? STORE_WRITE : STORE_READ, &err);
	if (r == 0)
		r = is_build ? build(s, (int64_t)first, (unsigned)(second / first), &err)
			     : run(s, (size_t)first, &err);
	if (r < 0) {
		fprintf(stderr, "search: %s\n", err.text);
		return 1;
	}
	return 0;
}
