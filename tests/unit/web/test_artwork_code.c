/*
 * What the code on a label's artwork holds, by what the label's row has: read back from the
 * pictures that are downloaded; and the pages that offer the choice.
 */
#include "web/public_sample.h"

#include "base/base64.h"
#include "crypto/signing_key.h"
#include "label/label_url.h"
#include "label/picture.h"
#include "label/picture_code.h"
#include "web/artwork_code.h"

#define OLD "S1-2026-00001"
#define NEW "S1-2026-00002"
#define HALF "S1-2026-00003" /* compact only */
#define SPOILT "S1-2026-00004"

static char *url_compact, *url_full;

/* base64 of a statement, and the address that it goes into. */
static char *make(const struct signing_key *key, const char *number, const char *name, char **url)
{
	static const char *const models[] = { "M-1" };
	struct statement s = { .issuer = "registry.example",
			       .issued = "2026-11-18",
			       .valid_until = "2028-11-18",
			       .level = 1,
			       .criteria = "JST-CR-01-01-2024R1",
			       .corporate_number = "7000012050002",
			       .log_index = 131071,
			       .status_index = 344 };
	CLEANUP(buf_done) struct buf bytes = BUF(STATEMENT_MAX), address = BUF(LABEL_URL_MAX + 1);
	struct buf text = BUF(2 * STATEMENT_MAX);
	struct err err = { 0 };

	(void)snprintf(s.number, sizeof(s.number), "%s", number);
	if (name) {
		(void)snprintf(s.vendor, sizeof(s.vendor), "星見精密機器株式会社");
		(void)snprintf(s.product, sizeof(s.product), "%s", name);
	}
	sample_ok(model_list_make(&s.models, models, 1, &err), &err);
	sample_ok(statement_sign(&bytes, &s, key, &err), &err);
	sample_ok(label_url_build(&address, s.issuer, s.number, buf_view(&bytes), &err), &err);
	base64_encode(&text, buf_view(&bytes));
	if (url)
		*url = buf_take(&address);
	return buf_take(&text);
}

static int begin(void **state)
{
	CLEANUP(signing_key_done) struct signing_key key = { 0 };
	struct err err = { 0 };

	if (fixture_enter(state) < 0)
		return -1;
	sample_begin("data");
	sample_ok(signing_key_create(&key, &err), &err);
	CLEANUP(mem_freep) char *compact = make(&key, NEW, NULL, &url_compact);
	CLEANUP(mem_freep)
	char *full = make(&key, NEW, "屋外ネットワークカメラ NC-100 シリーズ", &url_full);
	CLEANUP(mem_freep) char *half = make(&key, HALF, NULL, NULL);
	sample_add(&(struct sample_label){ .number = OLD });
	sample_add(
	    &(struct sample_label){ .number = NEW, .statement = compact, .statement_full = full });
	sample_add(&(struct sample_label){ .number = HALF, .statement = half });
	/* Another label's statement: never in a code of this one. */
	sample_add(&(struct sample_label){
	    .number = SPOILT, .statement = half, .statement_full = "AAAA" });
	return 0;
}

static int end(void **state)
{
	mem_free(url_compact);
	mem_free(url_full);
	sample_end();
	return fixture_leave(state);
}

/* ---- downloads ---- */

static int find(void *context, const struct picture *p, struct err *err)
{
	return picture_code_find(context, p, err);
}

/* The code that a picture of this address holds is that address. */
static void leads(const char *target, const char *url)
{
	CLEANUP(sample_answer_done) struct sample_answer a;
	CLEANUP(picture_code_done) struct picture_codes codes = { 0 };
	struct err err = { 0 };

	sample_get(&a, target);
	TAP_INT(target, a.rs.status, 200);
	sample_ok(picture_read(buf_view(&a.body), find, &codes, &err), &err);
	TAP_INT(target, codes.n, 1);
	CLEANUP(mem_freep) char *got = mem_textn((char *)codes.texts[0].p, codes.texts[0].n);
	TAP_TEXT(target, got, url);
}

static void downloads(void **state)
{
	static const char plain[] = "HTTPS://REGISTRY.EXAMPLE/L/" NEW;
	const struct {
		const char *target, *url;
	} rows[] = {
		{ "/L/" OLD "/label.png", "HTTPS://REGISTRY.EXAMPLE/L/" OLD },
		{ "/L/" OLD "/label.png?code=plain", "HTTPS://REGISTRY.EXAMPLE/L/" OLD },
		{ "/L/" NEW "/label.png", url_compact },
		{ "/L/" NEW "/label.png?code=", url_compact },
		{ "/L/" NEW "/label.png?code=plain", plain },
		{ "/L/" NEW "/label.png?code=compact&layout=small", url_compact },
		{ "/L/" NEW "/label.png?code=full&layout=tall", url_full },
		{ "/L/" NEW "/label.svg?code=plain", plain },
		{ "/L/" NEW "/label.svg?code=compact", url_compact },
		{ "/L/" NEW "/label.svg?code=full", url_full },
		{ "/L/" NEW "/label.pdf?code=plain", plain },
		{ "/L/" NEW "/label.pdf?code=compact", url_compact },
		{ "/L/" NEW "/label.pdf?code=full", url_full },
		{ "/L/" NEW "/qr.svg", url_compact },
		{ "/L/" NEW "/qr.svg?code=plain", plain },
		{ "/L/" NEW "/qr.svg?code=full", url_full },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		leads(rows[i].target, rows[i].url);
}

static void refused(void **state)
{
	static const struct {
		const char *target;
		unsigned status;
		const char *says;
	} rows[] = {
		{ "/L/" NEW "/label.png?code=round", 400, "plain, compact or full" },
		{ "/L/" NEW "/qr.svg?code=Plain", 400, "plain, compact or full" },
		{ "/L/" OLD "/label.svg?code=compact", 404, "without such a statement" },
		{ "/L/" OLD "/label.pdf?code=full", 404, "without such a statement" },
		{ "/L/" OLD "/qr.svg?code=full", 404, "without such a statement" },
		{ "/L/" HALF "/label.svg?code=full", 404, "without such a statement" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(sample_answer_done) struct sample_answer a;

		sample_get(&a, rows[i].target);
		TAP_INT(rows[i].target, a.rs.status, rows[i].status);
		SAMPLE_SAYS(rows[i].target, &a, rows[i].says);
	}
}

/* A row whose statement is not its own is a fault of ours, and no code is drawn of it. */
static void spoilt(void **state)
{
	static const char *const targets[] = { "/L/" SPOILT "/label.svg",
					       "/L/" SPOILT "/label.png?code=full",
					       "/L/" SPOILT "/qr.svg?code=compact" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
		CLEANUP(sample_answer_done) struct sample_answer a;

		sample_get(&a, targets[i]);
		TAP_CHECK(targets[i], a.rs.status >= 400);
	}
	leads("/L/" SPOILT "/label.png?code=plain", "HTTPS://REGISTRY.EXAMPLE/L/" SPOILT);
}

static void names_of_files(void **state)
{
	CLEANUP(sample_answer_done) struct sample_answer plain, full;

	(void)state;
	sample_get(&plain, "/L/" NEW "/label.pdf?code=plain");
	TAP_TEXT("plain", plain.rs.filename, NEW ".pdf");
	sample_get(&full, "/L/" NEW "/label.png?code=full");
	TAP_TEXT("full", full.rs.filename, NEW "-full.png");
}

/* ---- the page ---- */

static void page(void **state)
{
	static const struct {
		const char *target, *says, *is_silent;
	} rows[] = {
		/* One kind of code is no choice. */
		{ "/L/" OLD, "/L/" OLD "/label.svg?layout=wide&amp;lang=ja&amp;code=plain",
		  "二次元コードの内容" },
		{ "/L/" OLD "?code=full", "layout=small&amp;lang=both&amp;code=plain",
		  "&amp;code=full" },
		{ "/L/" NEW, "/label.svg?layout=wide&amp;lang=ja&amp;code=compact", "code=round" },
		{ "/L/" NEW, "<strong>署名付き</strong>（選択中）",
		  "<strong>アドレスのみ</strong>" },
		{ "/L/" NEW, "href=\"/L/" NEW "?code=full#artwork\"", "?code=compact#artwork" },
		{ "/L/" NEW "?code=full", "/label.pdf?layout=tall&amp;lang=both&amp;code=full",
		  "lang=both&amp;code=compact" },
		{ "/L/" NEW "?code=plain", "lang=both&amp;code=plain",
		  "lang=both&amp;code=compact" },
		{ "/L/" NEW "?code=round", "lang=both&amp;code=compact", "code=round\"" },
		{ "/L/" NEW "?lang=en", "<strong>Signed</strong> (chosen)", "署名付き" },
		{ "/L/" NEW "?lang=en", "at least ", "最小" },
		{ "/L/" HALF, "&amp;code=compact", "&amp;code=full" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(sample_answer_done) struct sample_answer a;

		sample_get(&a, rows[i].target);
		TAP_INT(rows[i].target, a.rs.status, 200);
		SAMPLE_SAYS(rows[i].target, &a, rows[i].says);
		SAMPLE_IS_SILENT(rows[i].target, &a, rows[i].is_silent);
	}
}

/* The more a code holds, the larger is the least label. */
static void sizes(void **state)
{
	double before = 0;

	(void)state;
	for (unsigned i = 0; i < ARTWORK_CODES; i++) {
		CLEANUP(mem_freep)
		char *target = mem_format("/L/" NEW "?lang=en&code=%s",
					  artwork_code_word((enum artwork_code)i));
		CLEANUP(sample_answer_done) struct sample_answer a;
		char *end_of;

		sample_get(&a, target);
		const char *small = strstr(a.text, "label.pdf?layout=small");
		TAP_CHECK(target, small != NULL);
		small = strstr(small, "at least ");
		TAP_CHECK(target, small != NULL);
		double width = strtod(small + strlen("at least "), &end_of);
		TAP_CHECK(target, width > before && width < 60);
		before = width;
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(downloads),      cmocka_unit_test(refused), cmocka_unit_test(spoilt),
	cmocka_unit_test(names_of_files), cmocka_unit_test(page),    cmocka_unit_test(sizes),
};

TAP_MAIN_WITHIN(tests, begin, end)
