/* What is found, in which order, page by page; against a naive search over random labels. */
#include "store_sample.h"

#include "store/fold_text.h"
#include "store/search.h"
#include "store/search_set.h"

static struct store *open_search(const char *dir, enum store_mode mode)
{
	const struct store_part migration = {
		"m/0001_search.sql", embedded_find("src/store/migrations/0002_search.sql")
	};
	static const char more[] = "-- :dump_gram\n"
				   "SELECT gram, chunk, hex(members) AS members FROM search_gram "
				   "ORDER BY gram, chunk\n"
				   "-- :dump_text\nSELECT * FROM search_text ORDER BY label\n"
				   "-- :dump_label\nSELECT * FROM label_search ORDER BY label\n";
	const struct store_part statements[] = {
		{ "s/search.sql", embedded_find("src/store/sql/search.sql") },
		{ "s/dump.sql", bytes_of(more) },
	};
	const struct store_parts parts = { &migration, 1, statements, 2 };
	struct store *s = NULL;

	SAMPLE_OK(store_open_with(&s, dir, mode, &parts, &sample_err));
	return s;
}

static void put(struct store *s, int64_t label, const struct search_text *texts, size_t n)
{
	CLEANUP(mem_freep) char *number = mem_format("%08" PRId64, 10000000 + label);
	CLEANUP(mem_freep) char *issued = mem_format("2026-01-%02d", (int)(label % 28 + 1));
	const struct search_label l = {
		.label = label,
		.number = number,
		.level = label % 3 == 0 ? 3 : 1,
		.status = label % 2 ? "valid" : "expired",
		.category = "camera",
		.maker = label % 5 ? "m" : NULL,
		.issued = issued,
		.valid_until = label == 4 ? NULL : "2027-12-31",
		.texts = texts,
		.texts_n = n,
	};

	SAMPLE_OK(store_begin(s, &sample_err));
	SAMPLE_OK(search_put(s, &l, &sample_err));
	SAMPLE_OK(store_commit(s, &sample_err));
}

/* "3:same:model:WV-S1 2:within:..." */
static void write_hits(struct buf *out, const json_t *page)
{
	size_t i;
	json_t *hit;

	json_array_foreach (json_object_get(page, "hits"), i, hit) {
		const json_t *found = json_object_get(hit, "found");

		buf_format(out, "%s%" PRId64, out->n ? " " : "", json_int(hit, "label", -1));
		if (json_is_object(found))
			buf_format(out, ":%s:%s:%s", json_text(found, "rank"),
				   json_text(found, "kind"), json_text(found, "text"));
	}
}

static char *find(struct store *s, struct search_query q)
{
	CLEANUP(json_done) json_t *page = NULL;
	CLEANUP(buf_done) struct buf out = BUF(1 << 20);

	if (!q.limit)
		q.limit = 20;
	SAMPLE_OK(search_find(s, &q, &page, &sample_err));
	write_hits(&out, page);
	return buf_take(&out);
}

static void fill(struct store *s)
{
	const struct search_text one[] = { { SEARCH_MODEL, "WV-S1136" },
					   { SEARCH_MODEL, "WV-S1137" },
					   { SEARCH_NAME, "ネットワークカメラ" },
					   { SEARCH_MAKER, "パナソニック株式会社" } };
	const struct search_text two[] = { { SEARCH_MODEL, "S1136" },
					   { SEARCH_NAME, "Smart Lock 2" },
					   { SEARCH_NAME, "スマートロック" } };
	const struct search_text three[] = { { SEARCH_MODEL, "AB/S1136-X" },
					     { SEARCH_NAME, "カメラ" },
					     { SEARCH_NAME, "鍵" } };
	const struct search_text four[] = { { SEARCH_MODEL, "S11" },
					    { SEARCH_MODEL, "--" },
					    { SEARCH_MODEL, "36" } };

	put(s, 1, one, ARRAY_LEN(one));
	put(s, 2, two, ARRAY_LEN(two));
	put(s, 3, three, ARRAY_LEN(three));
	put(s, 4, four, ARRAY_LEN(four));
}

static void what_is_found(void **state)
{
	static const struct {
		const char *query, *hits;
	} table[] = {
		{ "WV-S1136", "1:same:model:WV-S1136" },
		{ "ｗｖｓ１１３６", "1:same:model:WV-S1136" },
		{ "s1136", "2:same:model:S1136 3:within:model:AB/S1136-X 1:within:model:WV-S1136" },
		{ "S11", "4:same:model:S11 2:begins:model:S1136 3:within:model:AB/S1136-X "
			 "1:within:model:WV-S1136" },
		{ "36", "4:same:model:36 3:within:model:AB/S1136-X 2:within:model:S1136 "
			"1:within:model:WV-S1136" },
		{ "wv", "1:begins:model:WV-S1136" },
		{ "かめら", "3:same:name:カメラ 1:within:name:ネットワークカメラ" },
		{ "ｶﾒ", "3:begins:name:カメラ 1:within:name:ネットワークカメラ" },
		{ "鍵", "3:same:name:鍵" },
		{ "パナ", "1:begins:maker:パナソニック株式会社" },
		{ "スマートロツク", "" },
		{ "すまとろっく", "2:same:name:スマートロック" },
		{ "smart lock 2", "2:same:name:Smart Lock 2" },
		{ "lock smart", "2:begins:name:Smart Lock 2" },
		{ "smartlock", "2:begins:name:Smart Lock 2" },
		{ "1137 カメラ", "1:within:model:WV-S1137" },
		{ "カメラ　パナソニック", "1:begins:maker:パナソニック株式会社" },
		{ "カメラ - パナソニック", "1:begins:maker:パナソニック株式会社" },
		{ "カメラ ロック", "" },
		{ "10000003", "3:same:number:10000003" },
		{ "1000000", "4:begins:number:10000004 3:begins:number:10000003 "
			     "2:begins:number:10000002 1:begins:number:10000001" },
		{ "", "4 3 2 1" },
		/* Not what stands in two texts, or over their border. */
		{ "S1136WV", "" },
		{ "S1136S1137", "" },
		{ "36ab", "" },
		/* The language of some search engines, and of SQL. */
		{ "S11* OR WV", "" },
		{ "\"S1136\"",
		  "2:same:model:S1136 3:within:model:AB/S1136-X 1:within:model:WV-S1136" },
		{ "NEAR(カメラ)", "" },
		{ "%", NULL },
		{ "_", NULL },
		{ "'; DROP TABLE search_text", "" },
		{ "カ\u202eメ\u2066ラ\x01", "3:same:name:カメラ 1:within:name:ネットワークカメラ" },
		{ "#all", "" },
		{ "(S1", "4:begins:model:S11 2:begins:model:S1136 3:within:model:AB/S1136-X "
			 "1:within:model:WV-S1136" },
	};
	CLEANUP(mem_freep) char *dir = sample_folder("found");
	CLEANUP(store_freep) struct store *s = open_search(dir, STORE_WRITE);
	CLEANUP(store_freep) struct store *reader = open_search(dir, STORE_READ);

	(void)state;
	fill(s);
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		const struct search_query q = { .text = table[i].query };

		if (!table[i].hits) {
			struct err err = { 0 };
			json_t *page = NULL;

			TAP_INT(table[i].query, search_find(reader, &q, &page, &err), E_FORMAT);
			FIXTURE_SAYS(table[i].query, err.text, "has no letter, digit or symbol");
			continue;
		}
		CLEANUP(mem_freep) char *hits = find(reader, q);
		TAP_TEXT(table[i].query, hits, table[i].hits);
	}
}

static void filters(void **state)
{
	static const struct {
		struct search_query q;
		const char *hits;
		int64_t count;
	} table[] = {
		{ { .level = 3 }, "3", 1 },
		{ { .level = 1 }, "4 2 1", 3 },
		{ { .level = 2 }, "", 0 },
		{ { .status = "expired" }, "4 2", 2 },
		{ { .status = "expired", .level = 3 }, "", 0 },
		{ { .category = "camera", .maker = "m" }, "4 3 2 1", 4 },
		{ { .category = "Camera" }, "", 0 },
		/* Issued on 2, 3, 4, 5 January; the fourth has no end. */
		{ { .issued_from = "2026-01-03" }, "4 3 2", 3 },
		{ { .issued_to = "2026-01-03" }, "2 1", 2 },
		{ { .issued_from = "2026-01-03", .issued_to = "2026-01-03" }, "2", 1 },
		{ { .issued_from = "2026-01-04", .issued_to = "2026-01-03" }, "", 0 },
		{ { .until_from = "2027-12-31" }, "3 2 1", 3 },
		{ { .until_to = "2027-12-30" }, "", 0 },
		{ { .until_to = "2027-12-31", .issued_from = "2026-01-04" }, "3", 1 },
		{ { .text = "s1136", .issued_to = "2026-01-03", .status = "valid" },
		  "1:within:model:WV-S1136",
		  1 },
		{ { .text = "36", .status = "valid" },
		  "3:within:model:AB/S1136-X 1:within:model:WV-S1136",
		  2 },
		{ { .text = "S1136", .level = 3 }, "3:within:model:AB/S1136-X", 1 },
	};
	CLEANUP(mem_freep) char *dir = sample_folder("filters");
	CLEANUP(store_freep) struct store *s = open_search(dir, STORE_WRITE);

	(void)state;
	fill(s);
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		CLEANUP(mem_freep) char *hits = find(s, table[i].q);
		int64_t n = -1;
		bool more = true;

		TAP_TEXT("filter", hits, table[i].hits);
		SAMPLE_OK(search_count(s, &table[i].q, 100, &n, &more, &sample_err));
		TAP_INT(table[i].hits, n, table[i].count);
		assert_false(more);
	}
	for (int64_t most = 3; most <= 4; most++)
		for (int sure = 0; sure < 2; sure++) {
			const struct search_query q = { .text = sure ? "11" : "1000000" };
			int64_t n = -1;
			bool more = most == 4;

			SAMPLE_OK(search_count(s, &q, most, &n, &more, &sample_err));
			assert_int_equal(n, most);
			assert_int_equal(more, most == 3);
		}
}

/* Whoever asks may know better than the index what a label's status is. */
static void late(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("late");
	CLEANUP(store_freep) struct store *s = open_search(dir, STORE_WRITE);
	/* 3 was valid; 9 and 20 million are no labels, -1 is no number of one. */
	CLEANUP(json_done)
	json_t *known = json_pack("[{s:i, s:s}, {s:i, s:s}, {s:i, s:s}, {s:i, s:s}]", "label", 3,
				  "status", "expired", "label", 9, "status", "expired", "label",
				  20000000, "status", "expired", "label", -1, "status", "expired");
	const struct {
		struct search_query q;
		const char *hits;
	} table[] = {
		{ { .status = "valid" }, "1" },
		{ { .status = "expired" }, "4 3 2" },
		{ { .status = "expired", .level = 3 }, "3" },
		{ { .status = "valid", .level = 3 }, "" },
		{ { .status = "suspended" }, "" },
		{ { .level = 3 }, "3" },
		{ { .text = "36", .status = "expired" },
		  "4:same:model:36 3:within:model:AB/S1136-X 2:within:model:S1136" },
		{ { .text = "36", .status = "valid" }, "1:within:model:WV-S1136" },
	};

	(void)state;
	fill(s);
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct search_query q = table[i].q;
		int64_t n = -1;
		bool more = true;

		q.late = known;
		CLEANUP(mem_freep) char *hits = find(s, q);
		TAP_TEXT("late", hits, table[i].hits);
		SAMPLE_OK(search_count(s, &q, 100, &n, &more, &sample_err));
		assert_false(more);
	}
}

static void hostile(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("hostile");
	CLEANUP(store_freep) struct store *s = open_search(dir, STORE_WRITE);
	CLEANUP(mem_freep) char *longest = mem_array(SEARCH_QUERY_MAX + 2, 1);
	CLEANUP(mem_freep) char *huge = mem_array(10241, 1);
	CLEANUP(mem_freep) char *grows = mem_array(SEARCH_QUERY_MAX + 1, 1);

	(void)state;
	fill(s);
	memset(longest, 'a', SEARCH_QUERY_MAX);
	memset(huge, 'a', 10240);
	/* The character that becomes 18 of them. */
	for (size_t i = 0; i + 3 <= SEARCH_QUERY_MAX; i += 3)
		memcpy(grows + i, "ﷺ", 3);
	const struct {
		const char *what, *text, *after;
		int code;
		const char *says;
	} table[] = {
		{ "longest", longest, NULL, 0, "" },
		{ "grows", grows, NULL, 0, "" },
		{ "10 kB", huge, NULL, E_LIMIT, "a search has at most 400 bytes" },
		{ "8 words", "a b c d e f g h", NULL, 0, "" },
		{ "9 words", "a b c d e f g h i", NULL, E_LIMIT, "a search has at most 8 words" },
		{ "punctuation", "-- ー ・。", NULL, E_FORMAT, "has no letter, digit or symbol" },
		{ "blanks", " 　\t\n", NULL, E_FORMAT, "has no letter" },
		{ "control", "\x01\x1f\x7f", NULL, E_FORMAT, "has no letter" },
		{ "bidi", "\u202e\u2066", NULL, E_FORMAT, "has no letter" },
		{ "utf8", "a\xff", NULL, E_FORMAT, "is not UTF-8" },
		{ "half", "\xe3\x82", NULL, E_FORMAT, "is not UTF-8" },
		{ "cursor", "s1", "0.5", 0, "" },
		{ "cursor", "s1", "x", E_MISSING, "there is no such page" },
		{ "cursor", "s1", "3.1", E_MISSING, "there is no such page" },
		{ "cursor", "s1", "0.99999999999999999999", E_MISSING, "no such page" },
		{ "cursor", "s1", "0.-1", E_MISSING, "no such page" },
		{ "cursor", "s1", "", E_MISSING, "no such page" },
		{ "cursor", "s1", ".", E_MISSING, "no such page" },
	};
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		const struct search_query q = { .text = table[i].text,
						.after = table[i].after,
						.limit = 5 };
		CLEANUP(json_done) json_t *page = NULL;
		struct err err = { 0 };
		int64_t n;
		bool more;

		TAP_INT(table[i].what, search_find(s, &q, &page, &err), table[i].code);
		FIXTURE_SAYS(table[i].what, err.text, table[i].says);
		TAP_INT(table[i].what, search_count(s, &q, 10, &n, &more, &err),
			table[i].after ? 0 : table[i].code);
		TAP_CHECK(table[i].what, !store_in_transaction(s));
	}
	longest[SEARCH_QUERY_MAX] = 'a';
	json_t *page = NULL;
	assert_int_equal(
	    search_find(s, &(struct search_query){ .text = longest, .limit = 1 }, &page, NULL),
	    E_LIMIT);
}

static void what_cannot_be_put(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("put");
	CLEANUP(store_freep) struct store *s = open_search(dir, STORE_WRITE);
	CLEANUP(mem_freep) char *text = mem_array(SEARCH_TEXT_MAX + 2, 1);
	CLEANUP(mem_freep)
	struct search_text *many = mem_array(SEARCH_TEXTS_MAX + 1, sizeof(*many));
	struct search_text one = { SEARCH_NAME, text };
	struct search_label l = { .label = 1,
				  .number = "1",
				  .status = "valid",
				  .issued = "2026-01-01",
				  .texts = &one,
				  .texts_n = 1 };
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i <= SEARCH_TEXTS_MAX; i++)
		many[i] = (struct search_text){ SEARCH_MODEL, "x" };
	SAMPLE_OK(store_begin(s, &sample_err));
	memset(text, 'a', SEARCH_TEXT_MAX);
	SAMPLE_OK(search_put(s, &l, &sample_err));
	text[SEARCH_TEXT_MAX] = 'a';
	assert_int_equal(search_put(s, &l, &err), E_LIMIT);
	FIXTURE_SAYS("text", err.text, "a name is longer than 1000 bytes");
	one.text = "\xff";
	assert_int_equal(search_put(s, &l, &err), E_FORMAT);
	l.texts = many;
	l.texts_n = SEARCH_TEXTS_MAX;
	SAMPLE_OK(search_put(s, &l, &sample_err));
	l.texts_n++;
	assert_int_equal(search_put(s, &l, &err), E_LIMIT);
	l.texts_n = 0;
	l.label = SEARCH_SET_LABEL_MAX;
	l.number = "2";
	SAMPLE_OK(search_put(s, &l, &sample_err));
	for (int64_t label = SEARCH_SET_LABEL_MAX + 1; label >= 0; label -= label) {
		l.label = label;
		assert_int_equal(search_put(s, &l, &err), E_LIMIT);
		if (label == 0)
			break;
	}
	l.label = 5;
	assert_int_equal(search_put(s, &l, &err), E_EXISTS);
	store_rollback(s);
}

/* ---- against a naive model ---- */

#define LABELS 300
#define TEXTS 4

struct model {
	char texts[LABELS + 1][TEXTS][24]; /* as put; empty when there is no such label */
	size_t n[LABELS + 1];
};

static void random_text(char out[24], uint64_t *r, size_t least)
{
	static const char *const pieces[] = {
		"a", "B", "b", "-", "1", "カ", "か", "メ", "ー", "鍵"
	};
	size_t n = least + tap_below(r, 5);

	*out = '\0';
	for (size_t i = 0; i < n; i++)
		(void)snprintf(out + strlen(out), 24 - strlen(out), "%s",
			       pieces[tap_below(r, ARRAY_LEN(pieces))]);
}

static void random_put(struct store *s, struct model *m, int64_t label, uint64_t *r)
{
	struct search_text texts[TEXTS];

	m->n[label] = 1 + tap_below(r, TEXTS);
	for (size_t i = 0; i < m->n[label]; i++) {
		random_text(m->texts[label][i], r, 1);
		texts[i] = (struct search_text){ SEARCH_MODEL, m->texts[label][i] };
	}
	put(s, label, texts, m->n[label]);
}

static void fold_into(char out[200], const char *text)
{
	CLEANUP(buf_done) struct buf folded = BUF(199);

	assert_int_equal(fold_text(&folded, bytes_of(text)), 0);
	(void)snprintf(out, 200, "%s", buf_cstr(&folded));
}

/* 0 same, 1 begins, 2 within, 3 not. */
static int naive_rank(const struct model *m, size_t label, const char *a, const char *b)
{
	char joined[200];
	const char *words[] = { a, b, joined };
	int best = 2;

	(void)snprintf(joined, sizeof(joined), "%.90s%.90s", a, b);
	for (size_t w = 0; w < 3; w++) {
		bool any = false;

		for (size_t i = 0; i <= m->n[label]; i++) {
			char text[200];

			if (i == m->n[label])
				(void)snprintf(text, sizeof(text), "%08zu", 10000000 + label);
			else
				fold_into(text, m->texts[label][i]);
			const char *at = *words[w] ? strstr(text, words[w]) : NULL;
			any = any || at;
			int rank = at && strcmp(text, words[w]) == 0 ? 0 : at == text ? 1 : 2;
			best = at && rank < best ? rank : best;
		}
		if (w < 2 && *words[w] && !any)
			return 3;
	}
	return best;
}

static void naive_find(const struct model *m, const char *a, const char *b, struct buf *out)
{
	for (int rank = 0; rank < 3; rank++)
		for (size_t label = LABELS; label > 0; label--)
			if (m->n[label] && naive_rank(m, label, a, b) == rank)
				buf_format(out, "%zu ", label);
}

/* All pages one after the other. */
static void find_all(struct store *s, const char *text, unsigned limit, struct buf *out)
{
	CLEANUP(mem_freep) char *after = NULL;

	do {
		const struct search_query q = { .text = text, .after = after, .limit = limit };
		CLEANUP(json_done) json_t *page = NULL;
		size_t i;
		json_t *hit;

		SAMPLE_OK(search_find(s, &q, &page, &sample_err));
		assert_true(json_array_size(json_object_get(page, "hits")) <= limit);
		json_array_foreach (json_object_get(page, "hits"), i, hit)
			buf_format(out, "%" PRId64 " ", json_int(hit, "label", -1));
		mem_free(after);
		after = mem_text(json_text(page, "next"));
	} while (after);
}

static void compare(struct store *s, const struct model *m, uint64_t *r)
{
	char a[24], b[24] = "", fa[200], fb[200] = "";
	CLEANUP(buf_done) struct buf got = BUF(1 << 16);
	CLEANUP(buf_done) struct buf want = BUF(1 << 16);
	int64_t n = 0, hits = 0;
	bool more = false;

	random_text(a, r, 1);
	if (tap_below(r, 3) == 0)
		random_text(b, r, 1);
	CLEANUP(mem_freep) char *query = mem_format("%s　%s", a, b);
	fold_into(fa, a);
	fold_into(fb, b);
	if (!*fa && !*fb)
		return;
	naive_find(m, fa, fb, &want);
	find_all(s, query, 1 + (unsigned)tap_below(r, 30), &got);
	TAP_TEXT(query, buf_cstr(&got), buf_cstr(&want));
	for (size_t i = 0; i < want.n; i++)
		hits += want.p[i] == ' ';
	SAMPLE_OK(search_count(s, &(struct search_query){ .text = query }, LABELS, &n, &more,
			       &sample_err));
	TAP_INT(query, n, hits);
	assert_false(more);
}

static void dump(struct store *s, struct buf *out)
{
	static const char *const all[] = { "dump_gram", "dump_text", "dump_label" };

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		CLEANUP(json_done) json_t *rows = NULL;

		SAMPLE_OK(store_rows(s, all[i], STORE_NOTHING, &rows, &sample_err));
		json_write(out, rows, true);
	}
}

static void random_labels(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("random");
	CLEANUP(mem_freep) char *anew_dir = sample_folder("anew");
	CLEANUP(store_freep) struct store *s = open_search(dir, STORE_WRITE);
	CLEANUP(store_freep) struct store *anew = open_search(anew_dir, STORE_WRITE);
	CLEANUP(mem_freep) struct model *m = mem_array(1, sizeof(*m));
	CLEANUP(buf_done) struct buf one = BUF(16 << 20);
	CLEANUP(buf_done) struct buf two = BUF(16 << 20);
	uint64_t r = 11;

	(void)state;
	(void)sqlite3_exec(s->db, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
	(void)sqlite3_exec(anew->db, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
	for (int64_t label = 1; label <= LABELS; label++)
		random_put(s, m, label, &r);
	for (int round = 0; round < 5; round++) {
		for (int i = 0; i < 120; i++)
			compare(s, m, &r);
		for (int i = 0; i < 40; i++) {
			int64_t label = 1 + (int64_t)tap_below(&r, LABELS);

			random_put(s, m, label, &r);
		}
	}
	/* The index is what a new one over the same labels is, whatever happened before. */
	for (int64_t label = LABELS; label > 0; label--) {
		struct search_text texts[TEXTS];

		for (size_t i = 0; i < m->n[label]; i++)
			texts[i] = (struct search_text){ SEARCH_MODEL, m->texts[label][i] };
		if (m->n[label])
			put(anew, label, texts, m->n[label]);
	}
	dump(s, &one);
	dump(anew, &two);
	assert_true(buf_ok(&one) && one.n > 10000);
	assert_true(bytes_equal(buf_view(&one), buf_view(&two)));
	SAMPLE_OK(store_begin(s, &sample_err));
	SAMPLE_OK(search_clear(s, &sample_err));
	SAMPLE_OK(store_commit(s, &sample_err));
	buf_clear(&one);
	dump(s, &one);
	TAP_TEXT("cleared", buf_cstr(&one), "[]\n[]\n[]\n");
}

static void pages_stay_in_place(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("pages");
	CLEANUP(store_freep) struct store *s = open_search(dir, STORE_WRITE);
	const struct search_text text = { SEARCH_NAME, "camera" };
	CLEANUP(json_done) json_t *first = NULL;

	(void)state;
	for (int64_t i = 1; i <= 9; i++)
		put(s, i, &text, 1);
	SAMPLE_OK(search_find(s, &(struct search_query){ .text = "came", .limit = 4 }, &first,
			      &sample_err));
	put(s, 10, &text, 1);
	CLEANUP(buf_done) struct buf out = BUF(1000);
	write_hits(&out, first);
	CLEANUP(mem_freep)
	char *second = find(s, (struct search_query){
				   .text = "came", .after = json_text(first, "next"), .limit = 4 });
	FIXTURE_SAYS("first", buf_cstr(&out), "9:begins:name:camera 8:");
	FIXTURE_SAYS("second", second, "5:begins:name:camera 4:");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(what_is_found),
	cmocka_unit_test(filters),
	cmocka_unit_test(late),
	cmocka_unit_test(hostile),
	cmocka_unit_test(what_cannot_be_put),
	cmocka_unit_test(random_labels),
	cmocka_unit_test(pages_stay_in_place),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
