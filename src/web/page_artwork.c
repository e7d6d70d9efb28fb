/*
 * What is drawn: settings and public tables alone.  Only a label that is in force has downloads;
 * its code as a picture is there for every label, as it leads to the page that says what is the
 * matter.
 */
#include "web/page_artwork.h"

#include "base/buf.h"
#include "base/day.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "label/artwork.h"
#include "label/artwork_memo.h"
#include "label/qr.h"
#include "web/api.h"
#include "web/api_label.h"
#include "web/artwork_code.h"
#include "web/label_words.h"
#include "web/pages.h"
#include "web/view.h"
#include "workflow/settings.h"

#define SAMPLE_NUMBER "SAMPLE-0000"

#define SIZES_MAX 16384 /* remembered by a front: a megabyte */

static struct artwork_memo *sizes;

int page_artwork_prepare(struct err *err)
{
	if (!sizes)
		sizes = artwork_memo_new(SIZES_MAX);
	return artwork_prepare(err);
}

void page_artwork_done(void)
{
	artwork_memo_free(sizes);
	sizes = NULL;
	artwork_done();
}

static int least(struct artwork_size *out, const struct artwork *a)
{
	return sizes ? artwork_memo_least(sizes, out, a, NULL) : artwork_least(out, a, NULL);
}

/* ---- layouts ---- */

static const struct {
	const char *word, *ja, *en;
} layouts[] = { [ARTWORK_WIDE] = { "wide", "横型", "Wide" },
		[ARTWORK_TALL] = { "tall", "縦型", "Tall" },
		[ARTWORK_SMALL] = { "small", "小型", "Small" } };

json_t *page_artwork_layouts(const struct artwork *label)
{
	struct artwork a = *label;
	json_t *list = json_array();

	a.language = ARTWORK_BOTH;
	for (unsigned i = 0; i < ARRAY_LEN(layouts); i++) {
		struct artwork_size size;
		json_t *one = json_pack("{s:o, s:s, s:n, s:n}", "name",
					view_words(layouts[i].ja, layouts[i].en), "layout",
					layouts[i].word, "width", "height");

		json_array_append_new(list, one);
		a.layout = (enum artwork_layout)i;
		if (least(&size, &a) < 0)
			continue;
		CLEANUP(mem_freep) char *width = mem_format("%.1f", size.width);
		CLEANUP(mem_freep) char *height = mem_format("%.1f", size.height);
		json_object_set_new(one, "width", json_string(width));
		json_object_set_new(one, "height", json_string(height));
	}
	return list;
}

/* ---- what is asked for ---- */

/* The place of the query's word in the list; false when it is none of them. */
static bool choose(const struct request *rq, const char *name, const char *const words[], size_t n,
		   unsigned *out)
{
	const char *word = request_query(rq, name);

	if (!word || !*word)
		return true;
	for (unsigned i = 0; i < n; i++)
		if (text_equal(words[i], word)) {
			*out = i;
			return true;
		}
	return false;
}

static bool read_query(struct artwork *a, const struct request *rq, struct response *rs)
{
	static const char *const languages[] = {
		[ARTWORK_JA] = "ja", [ARTWORK_EN] = "en", [ARTWORK_BOTH] = "both"
	};
	const char *words[ARRAY_LEN(layouts)];
	unsigned layout = ARTWORK_WIDE, language = ARTWORK_BOTH;
	int64_t dpi;

	for (size_t i = 0; i < ARRAY_LEN(layouts); i++)
		words[i] = layouts[i].word;
	if (!choose(rq, "layout", words, ARRAY_LEN(words), &layout)) {
		response_problem(rs, 400, "'layout' is wide, tall or small.");
		return false;
	}
	if (!choose(rq, "lang", languages, ARRAY_LEN(languages), &language)) {
		response_problem(rs, 400, "'lang' is ja, en or both.");
		return false;
	}
	if (!api_number(rq, rs, "dpi", ARTWORK_DPI_MIN, PAGE_ARTWORK_DPI_MAX, ARTWORK_DPI_USUAL,
			&dpi))
		return false;
	a->layout = (enum artwork_layout)layout;
	a->language = (enum artwork_language)language;
	a->dpi = (unsigned)dpi;
	return true;
}

static const char *at(const struct web *web, const char *pointer)
{
	return json_string_value(json_at(web->settings->doc, pointer));
}

/* What every label of this registry has in common. */
static struct artwork of_scheme(const struct web *web)
{
	return (struct artwork){ .scheme_ja = at(web, "/scheme/name/ja"),
				 .scheme_en = at(web, "/scheme/name/en"),
				 .specimen = json_flag(
				     json_object_get(web->settings->doc, "scheme"), "specimen") };
}

struct artwork page_artwork_of(const struct web *web, const json_t *row)
{
	const json_t *criteria = json_object_get(json_object_get(row, "body"), "criteria");
	const json_t *title = json_object_get(criteria, "title");
	const char *document = json_text(criteria, "document");
	struct artwork a = of_scheme(web);

	a.number = json_text(row, "number");
	a.criteria_ja = document ? document : json_text(title, "ja");
	a.criteria_en = document ? document : json_text(title, "en");
	a.issued = json_text(row, "issued");
	a.valid_until = json_text(row, "valid_until");
	a.support_until = json_text(row, "support_until");
	a.level = (unsigned)json_int(row, "level", 1);
	return a;
}

/* ---- drawing ---- */

static const char *const types[] = { [ARTWORK_SVG] = "image/svg+xml",
				     [ARTWORK_PNG] = "image/png",
				     [ARTWORK_PDF] = "application/pdf" };
static const char *const endings[] = {
	[ARTWORK_SVG] = "svg", [ARTWORK_PNG] = "png", [ARTWORK_PDF] = "pdf"
};

/* A text that no label can bear is no fault of who asks, and none of the program. */
static int draw(struct response *rs, const struct artwork *a, enum artwork_format format,
		struct err *err)
{
	int r = artwork_draw(&rs->body, format, a, err);

	if (r == E_LIMIT || r == E_UNSUPPORTED || r == E_FORMAT) {
		CLEANUP(mem_freep) char *why = mem_format("It cannot be drawn so: %s.", err->text);

		response_problem(rs, 400, why);
		return 0;
	}
	rs->type = types[format];
	rs->cache = RESPONSE_PUBLIC;
	return r;
}

/* Why there is nothing to download. */
static int refuse(struct web *web, const struct request *rq, struct response *rs, const json_t *row,
		  struct err *err)
{
	json_t *view = view_new(web, rq, "このラベルの図は配布していません",
				"There is no artwork of this label");

	rs->status = 404;
	json_object_set(view, "number", json_object_get(row, "number"));
	json_object_set_new(view, "standing", label_words_status(json_text(row, "status")));
	return view_render(web, rq, rs, "label_no_artwork", view, err);
}

static int answer(struct web *web, const struct request *rq, struct response *rs,
		  enum artwork_format format, struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	enum artwork_code code;
	int r = api_label_row(web, rq->now, request_at(rq, "number"), &row, err);

	if (r < 0)
		return r;
	struct artwork a = page_artwork_of(web, row);
	if (!api_label_in_force(json_text(row, "status")))
		return refuse(web, rq, rs, row, err);
	if (!read_query(&a, rq, rs))
		return 0;
	CLEANUP(mem_freep) char *address = NULL;
	if (!artwork_code_of(rq, row, rs, &code))
		return 0;
	a.url = address = artwork_code_address(web, row, code);
	r = draw(rs, &a, format, err);
	/* A picture is looked at, the others are kept. */
	if (r == 0 && rs->status == 200 && format != ARTWORK_SVG)
		rs->filename = code == ARTWORK_CODE_PLAIN
				   ? mem_format("%s.%s", a.number, endings[format])
				   : mem_format("%s-%s.%s", a.number, artwork_code_word(code),
						endings[format]);
	return r;
}

int page_artwork_svg(struct web *web, const struct request *rq, struct response *rs,
		     struct err *err)
{
	return answer(web, rq, rs, ARTWORK_SVG, err);
}

int page_artwork_png(struct web *web, const struct request *rq, struct response *rs,
		     struct err *err)
{
	return answer(web, rq, rs, ARTWORK_PNG, err);
}

int page_artwork_pdf(struct web *web, const struct request *rq, struct response *rs,
		     struct err *err)
{
	return answer(web, rq, rs, ARTWORK_PDF, err);
}

static void example(struct artwork *a, const char *number, const char *page)
{
	a->number = number;
	a->criteria_ja = a->criteria_en = "EXAMPLE-1";
	a->issued = "2026-04-01";
	a->valid_until = "2028-04-01";
	a->support_until = "2030-03-31";
	a->url = page;
	a->level = 1;
	a->specimen = true;
}

/* The example of the guide: of no product, and marked so whatever the settings say. */
int page_artwork_sample(struct web *web, const struct request *rq, struct response *rs,
			struct err *err)
{
	struct artwork a = of_scheme(web);
	CLEANUP(mem_freep) char *page = api_page(at(web, "/base_url"), SAMPLE_NUMBER);

	if (!read_query(&a, rq, rs))
		return 0;
	example(&a, SAMPLE_NUMBER, page);
	return draw(rs, &a, ARTWORK_SVG, err);
}

json_t *page_artwork_sizes(const struct web *web, int64_t now)
{
	struct artwork a = of_scheme(web);
	char today[DAY_TEXT_MAX];

	day_of(today, now);
	CLEANUP(mem_freep)
	char *number = settings_number(web->settings, "registration", today, 1, 1);
	CLEANUP(mem_freep) char *page = api_page(at(web, "/base_url"), number ? number : "");
	example(&a, number ? number : SAMPLE_NUMBER, page);
	return page_artwork_layouts(&a);
}

/* ---- the code alone ---- */

int page_artwork_code(struct web *web, const struct request *rq, struct response *rs,
		      struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	CLEANUP(buf_done) struct buf url = BUF(QR_URL_MAX + 1);
	CLEANUP(mem_freep) char *address = NULL;
	enum artwork_code code;
	struct qr qr = { 0 };
	int r = api_label_row(web, rq->now, request_at(rq, "number"), &row, err);

	if (r < 0 || !artwork_code_of(rq, row, rs, &code))
		return r;
	address = artwork_code_address(web, row, code);
	r = address ? qr_url(&url, address, err) : E_FORMAT;
	if (r == 0)
		r = qr_encode(&qr, buf_cstr(&url), err);
	if (r == 0) {
		/* What a screen reader says: not the statement, letter by letter. */
		address[strcspn(address, "#")] = '\0';
		qr_svg(&rs->body, &qr, address);
	}
	qr_done(&qr);
	rs->type = types[ARTWORK_SVG];
	rs->cache = RESPONSE_PUBLIC;
	return r;
}
