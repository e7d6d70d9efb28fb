/* What the texts of policies and manuals are searched for, in Japanese and English, and quoting. */
#include "fixture.h"

#include "base/time.h"
#include "probe/terms.h"

static struct catalogue *catalogue;

static int load(void **state)
{
	(void)state;
	catalogue = fixture_catalogue();
	return 0;
}

static int unload(void **state)
{
	(void)state;
	catalogue_free(catalogue);
	return 0;
}

static void finds(void **state)
{
	static const struct {
		const char *document, *item, *text;
		bool found;
	} rows[] = {
		{ "disclosure_policy", "contact", "Write to PSIRT@example.co.jp.", true },
		{ "disclosure_policy", "contact", "脆弱性の報告の窓口はこちらです。", true },
		{ "disclosure_policy", "contact", "We love security.", false },
		{ "disclosure_policy", "acknowledgement_time",
		  "We acknowledge your report within 3 business days.", true },
		{ "disclosure_policy", "acknowledgement_time",
		  "ご報告を受け付けた後、3営業日以内に受領をご連絡します。", true },
		{ "disclosure_policy", "acknowledgement_time", "We answer soon.", false },
		{ "disclosure_policy", "acknowledgement_time", "後日ご連絡します。", false },
		{ "disclosure_policy", "status_update_time",
		  "You receive status updates at least every two weeks.", true },
		{ "disclosure_policy", "status_update_time", "進捗は2週間ごとにご連絡します。",
		  true },
		{ "disclosure_policy", "status_update_time", "進捗をお知らせします。", false },
		{ "user_information", "setup", "See the set-up guide.", true },
		{ "user_information", "setup", "初期設定の手順", true },
		{ "user_information", "setup", "nothing of the kind", false },
		{ "user_information", "update_notice",
		  "Security updates are announced: a notification appears.", true },
		{ "user_information", "update_notice", "ファームウェアの更新をお知らせします",
		  true },
		{ "user_information", "support_end", "Supported until March 2029.", true },
		{ "user_information", "support_end", "サポート期間は2029年3月31日までです", true },
		{ "user_information", "support_end", "サポートは永遠です", false },
		{ "user_information", "disposal", "Before disposal, do a factory reset.", true },
		{ "user_information", "disposal", "廃棄する前に初期化してください", true },
		{ "user_information", "disposal", "環境にやさしい", false },
		{ "user_information", "risky_use",
		  "Do not connect the product directly to the internet.", true },
		{ "user_information", "risky_use", "インターネットに直接接続しないでください",
		  true },
		{ "user_information", "risky_use", "安全です", false },
		/* An item belongs to its document. */
		{ "user_information", "contact", "psirt@example.jp", false },
		{ "disclosure_policy", "setup", "set-up guide", false },
		{ "no such document", "contact", "psirt@example.jp", false },
		{ "disclosure_policy", "no such item", "psirt@example.jp", false },
		{ "disclosure_policy", "contact", "", false },
	};
	unsigned faults = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(mem_freep) char *quote = NULL;

		terms_find(&quote, catalogue, rows[i].document, rows[i].item, rows[i].text);
		if ((quote != NULL) == rows[i].found)
			continue;
		print_message("# %s: \"%s\" %s\n", rows[i].item, rows[i].text,
			      quote ? quote : "not found");
		faults++;
	}
	assert_int_equal(faults, 0);
}

/* What the lab's pages say is found, item for item. */
static void items_of_a_document(void **state)
{
	static const char *const expected[] = { "contact", "acknowledgement_time",
						"status_update_time" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(expected); i++)
		TAP_TEXT("item", terms_item(catalogue, "disclosure_policy", i), expected[i]);
	assert_null(terms_item(catalogue, "disclosure_policy", ARRAY_LEN(expected)));
	assert_non_null(terms_item(catalogue, "user_information", 4));
	assert_null(terms_item(catalogue, "user_information", 5));
	assert_null(terms_item(catalogue, "update_priority", 0));
	assert_null(terms_item(catalogue, NULL, 0));
}

/* Text around a find: valid, visible, bounded. */
static void quotations(void **state)
{
	static const char *const around[] = { "x",    "日",           "é",
					      "\x1b", "\xe2\x80\xae", "\xf0\x9f\x98\x80" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(around); i++)
		for (size_t n = 0; n < 300; n += 37) {
			CLEANUP(buf_done) struct buf text = BUF(10000);
			CLEANUP(mem_freep) char *quote = NULL;

			for (size_t k = 0; k < n; k++)
				buf_text(&text, around[i]);
			buf_text(&text, " psirt@example.jp ");
			for (size_t k = 0; k < n; k++)
				buf_text(&text, around[i]);
			terms_find(&quote, catalogue, "disclosure_policy", "contact",
				   buf_cstr(&text));
			TAP_CHECK(around[i], quote && strstr(quote, "psirt@example.jp"));
			TAP_CHECK(around[i], text_utf8_valid(bytes_of(quote)));
			TAP_CHECK(around[i], !strchr(quote, '\x1b'));
			/* Nothing was cut inside a character. */
			TAP_CHECK(around[i], !strstr(quote, "\\xe") && !strstr(quote, "\\xf"));
			TAP_CHECK(around[i], strlen(quote) <= 2 * TERMS_QUOTE_MAX);
		}
}

/* A page made to keep the search busy costs a bounded time. */
static void hostile_texts(void **state)
{
	static const char *const pieces[] = { "a",          "報告",         "a@",
					      "@a.",        "acknowledge ", "1 ",
					      "パスワード", "サポート",     "do not connect " };
	int64_t start = time_now(&time_system);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		CLEANUP(buf_done) struct buf text = BUF(1 << 20);
		const char *item;

		while (text.n < 200000)
			buf_text(&text, pieces[i]);
		for (size_t k = 0; (item = terms_item(catalogue, "user_information", k)); k++) {
			CLEANUP(mem_freep) char *quote = NULL;
			terms_find(&quote, catalogue, "user_information", item, buf_cstr(&text));
		}
		for (size_t k = 0; (item = terms_item(catalogue, "disclosure_policy", k)); k++) {
			CLEANUP(mem_freep) char *quote = NULL;
			terms_find(&quote, catalogue, "disclosure_policy", item, buf_cstr(&text));
		}
	}
	assert_true(time_now(&time_system) - start < 60 * TIME_SECOND);
}

/* Text made of one piece, n bytes or a little more, and then what is looked for. */
static bool found_after(const char *piece, size_t n, const char *item, const char *sentence)
{
	CLEANUP(buf_done) struct buf text = BUF(2 << 20);
	CLEANUP(mem_freep) char *quote = NULL;

	while (text.n < n)
		buf_text(&text, piece);
	buf_text(&text, sentence);
	terms_find(&quote, catalogue, "disclosure_policy", item, buf_cstr(&text));
	return quote != NULL;
}

/* The steps are counted: so many for each byte are more than any text needs that means something.
 */
static void the_search_is_given_up(void **state)
{
	static const char status[] = "。進捗は2週間ごとにご連絡します。";
	static const char mail[] = " psirt@example.jp ";
	static const struct {
		const char *what, *piece;
		size_t n;
		const char *item, *sentence;
		bool found;
	} rows[] = {
		{ "prose", "The quick brown fox sends 3 reports to a lazy dog within the period. ",
		  1 << 20, "contact", mail, true },
		{ "Japanese prose",
		  "本製品の脆弱性に関する情報を受け付けた場合、3日の間に関係部門に連絡します。",
		  1 << 20, "status_update_time", status, true },
		{ "the words themselves, a few", "毎月進捗", 2000, "status_update_time", status,
		  true },
		{ "the words themselves", "毎月進捗", 1 << 20, "status_update_time", status,
		  false },
		{ "the other way round", "進捗毎月", 1 << 20, "status_update_time", status, false },
		{ "names without an end", "abcdefgh.", 1 << 20, "contact", mail, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_INT(rows[i].what,
			found_after(rows[i].piece, rows[i].n, rows[i].item, rows[i].sentence),
			rows[i].found);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(finds),
	cmocka_unit_test(items_of_a_document),
	cmocka_unit_test(quotations),
	cmocka_unit_test(hostile_texts),
	cmocka_unit_test(the_search_is_given_up),
};

TAP_MAIN_WITHIN(tests, load, unload)
