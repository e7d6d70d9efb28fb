#include "label/artwork.h"

#include <cairo-pdf.h>
#include <cairo.h>
#include <math.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/html_escape.h"
#include "base/mem.h"
#include "base/time.h"
#include "label/artwork_layout.h"
#include "label/artwork_png.h"
#include "label/artwork_words.h"
#include "label/pen.h"
#include "label/qr.h"
#include "label/typeface.h"

#define POINTS (72 / 25.4) /* of a PDF, to a millimetre */
#define TOLD_MAX 4096

/* A label that is being drawn. */
struct job {
	const struct artwork *a;
	struct qr qr;
	struct artwork_layout_plan plan;
	double enlarge;
	struct buf title, told;
};

static void job_done(struct job *j)
{
	qr_done(&j->qr);
	buf_done(&j->title);
	buf_done(&j->told);
}

int artwork_prepare(struct err *err)
{
	/*
	 * cairo asks for the local time at the start of each PDF, although we tell it another; the
	 * C library then looks at the zone's file again, unless the zone is named.
	 */
	if (setenv("TZ", ":/etc/localtime", 0) < 0)
		return err_errno(err, "cannot set the time zone");
	tzset();
	return typeface_prepare(err);
}

void artwork_done(void)
{
	typeface_done();
}

/* ---- what is asked for ---- */

static int check_text(const char *what, const char *text, size_t max, struct err *err)
{
	return text ? typeface_check(what, text, max, err)
		    : err_set(err, E_FORMAT, "%s: is needed", what);
}

static int check_day(const char *what, const char *day, bool needed, struct err *err)
{
	int64_t seconds;

	if (!day && !needed)
		return 0;
	return day && time_parse_date(day, &seconds) == 0
		   ? 0
		   : err_set(err, E_FORMAT, "%s: '%s' is not a day as 2026-11-21", what,
			     day ? day : "");
}

static int check(const struct artwork *a, struct err *err)
{
	int r = check_text("registration number", a->number, ARTWORK_NUMBER_MAX, err);

	if (r == 0 && artwork_words_ja(a))
		r = check_text("scheme's name (ja)", a->scheme_ja, ARTWORK_SCHEME_MAX, err);
	if (r == 0 && artwork_words_en(a))
		r = check_text("scheme's name (en)", a->scheme_en, ARTWORK_SCHEME_MAX, err);
	if (r == 0 && artwork_words_ja(a))
		r = check_text("criteria (ja)", a->criteria_ja, ARTWORK_CRITERIA_MAX, err);
	if (r == 0 && artwork_words_en(a))
		r = check_text("criteria (en)", a->criteria_en, ARTWORK_CRITERIA_MAX, err);
	if (r == 0)
		r = check_day("day of issue", a->issued, true, err);
	if (r == 0)
		r = check_day("last day", a->valid_until, false, err);
	if (r == 0)
		r = check_day("end of support", a->support_until, false, err);
	if (r == 0 && (a->level < 1 || a->level > 4))
		r = err_set(err, E_FORMAT, "a level is 1 to 4, not %u", a->level);
	if (r == 0 && a->dpi && (a->dpi < ARTWORK_DPI_MIN || a->dpi > ARTWORK_DPI_MAX))
		r = err_set(err, E_LIMIT, "the resolution is %d to %d dpi, not %u", ARTWORK_DPI_MIN,
			    ARTWORK_DPI_MAX, a->dpi);
	/* So written, NaN is refused too. */
	if (r == 0 && !(a->width >= 0 && a->width <= ARTWORK_WIDTH_MAX))
		r = err_set(err, E_LIMIT, "a label is at most %d mm wide", ARTWORK_WIDTH_MAX);
	return r;
}

static int encode(struct qr *qr, const struct artwork *a, struct err *err)
{
	CLEANUP(buf_done) struct buf url = BUF(QR_URL_MAX + 1);

	if (!a->url)
		return err_set(err, E_FORMAT, "the address is needed");
	int r = qr_url(&url, a->url, err);
	return r < 0 ? r : qr_encode(qr, buf_cstr(&url), err);
}

/* The label would have to be so many times as wide as it is for the sake of its code. */
static int refuse(const struct job *j, double least, struct err *err)
{
	if (least > 1)
		return err_set(err, E_LIMIT,
			       "'%s' is too long: letters of %.1f mm need a label %.1f mm wide",
			       j->plan.tightest, ARTWORK_LETTER_MIN, j->plan.width * least);
	return err_set(err, E_LIMIT, "a code of %u modules needs a label %.1f mm wide, not %.1f mm",
		       j->qr.modules, j->plan.width, j->a->width);
}

/* Everything but the drawing. */
static int plan(struct job *j, struct err *err)
{
	int r = artwork_prepare(err);

	if (r == 0)
		r = check(j->a, err);
	if (r == 0)
		r = encode(&j->qr, j->a, err);
	if (r < 0)
		return r;
	artwork_layout_draw(j->a, &j->qr, NULL, &j->plan);
	double least = fmax(ARTWORK_LETTER_MIN / j->plan.letters, 1);
	double asked = j->a->width / j->plan.width;
	if (j->a->width > 0 ? asked < least - 0.0005 : least > ARTWORK_GROWTH_MAX)
		return refuse(j, least, err);
	j->enlarge = j->a->width > 0 ? fmax(asked, least) : least;
	artwork_words_title(&j->title, j->a);
	artwork_words_told(&j->told, j->a);
	return 0;
}

static struct job job_of(const struct artwork *a)
{
	return (struct job){ .a = a, .title = BUF(TOLD_MAX), .told = BUF(TOLD_MAX) };
}

int artwork_least(struct artwork_size *out, const struct artwork *a, struct err *err)
{
	CLEANUP(job_done) struct job j = job_of(a);
	int r = plan(&j, err);

	if (r == 0)
		*out = (struct artwork_size){ .width = j.plan.width * j.enlarge,
					      .height = j.plan.height * j.enlarge,
					      .modules = j.qr.modules };
	return r;
}

/* ---- formats ---- */

static int paint(struct job *j, struct pen *pen, struct err *err)
{
	artwork_layout_draw(j->a, &j->qr, pen, &j->plan);
	if (cairo_status(pen->cr) == CAIRO_STATUS_SUCCESS)
		return 0;
	return err_set(err, -ENOMEM, "cannot draw the label: %s",
		       cairo_status_to_string(cairo_status(pen->cr)));
}

static int svg(struct buf *out, struct job *j, struct err *err)
{
	double width = j->plan.width * j->enlarge;
	double height = j->plan.height * j->enlarge;
	struct pen pen;

	buf_format(out,
		   "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.2fmm\" height=\"%.2fmm\" "
		   "viewBox=\"0 0 %ld %ld\" role=\"img\" xml:lang=\"%s\" lang=\"%s\">\n<title>",
		   width, height, lround(width * PEN_SVG_UNITS), lround(height * PEN_SVG_UNITS),
		   artwork_words_ja(j->a) ? "ja" : "en", artwork_words_ja(j->a) ? "ja" : "en");
	html_escape(out, buf_view(&j->title));
	buf_text(out, "</title>\n<desc>");
	html_escape_lines(out, buf_view(&j->told));
	buf_text(out, "</desc>\n");
	pen_init(&pen, NULL, out, j->enlarge * PEN_SVG_UNITS);
	int r = paint(j, &pen, err);
	pen_done(&pen);
	buf_text(out, "</svg>\n");
	return r;
}

static int png(struct buf *out, struct job *j, struct err *err)
{
	unsigned dpi = j->a->dpi ? j->a->dpi : ARTWORK_DPI_USUAL;
	double module = j->plan.module * j->enlarge;
	/* Whole pixels, or a code's edges blur: so there may be a few more than were asked for. */
	double scale = fmax(ceil(module * dpi / 25.4 - 0.001), 1) / module;
	double width = ceil(j->plan.width * j->enlarge * scale - 0.001);
	double height = ceil(j->plan.height * j->enlarge * scale - 0.001);
	struct pen pen;

	if (width * height > ARTWORK_PIXELS_MAX)
		return err_set(err, E_LIMIT, "%.0f x %.0f pixels are more than %u", width, height,
			       ARTWORK_PIXELS_MAX);
	cairo_surface_t *surface =
	    cairo_image_surface_create(CAIRO_FORMAT_A8, (int)width, (int)height);
	pen_init(&pen, surface, NULL, scale * j->enlarge);
	/* The last pixel may be only half covered by the paper. */
	cairo_set_source_rgba(pen.cr, 1, 1, 1, 1);
	cairo_paint(pen.cr);
	int r = paint(j, &pen, err);
	pen_done(&pen);
	if (r == 0) {
		r = artwork_png_write(out, surface, scale, buf_cstr(&j->title), buf_cstr(&j->told));
		if (r < 0)
			err_set(err, r, "the picture is too large");
	}
	cairo_surface_destroy(surface);
	return r;
}

static cairo_status_t take(void *closure, const unsigned char *data, unsigned n)
{
	struct buf *out = closure;

	buf_add(out, data, n);
	return buf_ok(out) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

/* The day of issue, not today: the same label is the same file. */
static void metadata(cairo_surface_t *surface, struct job *j)
{
	CLEANUP(mem_freep) char *date = mem_format("%sT00:00:00+09:00", j->a->issued);

	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, buf_cstr(&j->title));
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, buf_cstr(&j->told));
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Hoshi");
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, date);
}

/*
 * The whole paper leads where its code leads.  cairo takes the rectangle in points, whatever the
 * scale, and puts the address into the file as it is.
 */
static void link_page(struct pen *pen, const struct job *j)
{
	CLEANUP(buf_done) struct buf tag = BUF((size_t)4 * QR_URL_MAX);

	buf_format(&tag, "rect=[0 0 %.3f %.3f] uri='", j->plan.width * j->enlarge * POINTS,
		   j->plan.height * j->enlarge * POINTS);
	for (const char *p = j->a->url; *p; p++)
		if (strchr("'()", *p))
			buf_format(&tag, "%%%02X", (unsigned)*p);
		else
			buf_u8(&tag, (uint8_t)*p);
	buf_text(&tag, "'");
	cairo_tag_begin(pen->cr, CAIRO_TAG_LINK, buf_cstr(&tag));
	cairo_tag_end(pen->cr, CAIRO_TAG_LINK);
}

static int pdf(struct buf *out, struct job *j, struct err *err)
{
	double scale = POINTS * j->enlarge;
	cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
	    take, out, j->plan.width * scale, j->plan.height * scale);
	struct pen pen;

	metadata(surface, j);
	pen_init(&pen, surface, NULL, scale);
	int r = paint(j, &pen, err);
	link_page(&pen, j);
	pen_done(&pen);
	cairo_surface_finish(surface);
	if (r == 0 && cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
		r = err_set(err, buf_ok(out) ? -ENOMEM : E_LIMIT, "cannot write the PDF");
	cairo_surface_destroy(surface);
	return r;
}

int artwork_draw(struct buf *out, enum artwork_format format, const struct artwork *a,
		 struct err *err)
{
	CLEANUP(job_done) struct job j = job_of(a);
	size_t room = out->max - out->n;
	CLEANUP(buf_done)
	struct buf made = BUF(room < ARTWORK_BYTES_MAX ? room : ARTWORK_BYTES_MAX);
	int r = plan(&j, err);

	if (r < 0)
		return r;
	switch (format) {
	case ARTWORK_SVG:
		r = svg(&made, &j, err);
		break;
	case ARTWORK_PNG:
		r = png(&made, &j, err);
		break;
	case ARTWORK_PDF:
		r = pdf(&made, &j, err);
		break;
	}
	if (r == 0 && !buf_ok(&made))
		r = err_set(err, E_LIMIT, "the picture has more than %zu bytes", made.max);
	if (r == 0)
		buf_bytes(out, buf_view(&made));
	return r;
}
