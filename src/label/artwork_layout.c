#include "label/artwork_layout.h"

#include <cairo.h>
#include <math.h>

#include "base/mem.h"
#include "base/text.h"
#include "label/artwork_break.h"
#include "label/artwork_words.h"
#include "label/pen.h"
#include "label/qr.h"

/* Millimetres at the least width. */
#define PAD 2.4  /* from the frame to what stands within */
#define LINE 0.3 /* the frame's */
#define CORNER 1.4
#define NAME 2.2 /* letters of the scheme's name */
#define LEVEL 2.3
#define SMALLPRINT 1.75 /* names of rows, caution: 5 points */
#define VALUE 1.9
#define NEARLY 0.9
#define LEADING 1.38 /* from line to line, in heights of letters */

#define WIDE_TEXT 43.0
#define WIDE_TEXT_BOTH 49.0
#define WIDE_CODE 20.0
#define TALL_CODE 20.0
#define TALL_TEXT 31.0
#define SMALL_CODE 14.5
#define SMALL_PAD 1.1
#define GAP 0.8 /* between text and code, whose quiet zone is space too */

struct sheet {
	const struct artwork *a;
	const struct qr *qr;
	struct pen *pen; /* NULL: measuring */
	double width, code;
	double head, foot;                   /* heights of the black bands */
	double smallest;                     /* letters so far */
	char tightest[ARTWORK_TEXT_MAX + 1]; /* the text they belong to */
};

/* ---- lines ---- */

enum align { LEFT, CENTRE, RIGHT };

/* The size at which the text fits, at most wanted. */
static double fitting(struct sheet *s, const char *text, enum typeface_weight weight, double wanted,
		      double width)
{
	double needs = typeface_width(text, weight);
	double size = needs * wanted > width ? width / needs : wanted;

	if (size < s->smallest) {
		s->smallest = size;
		(void)snprintf(s->tightest, sizeof(s->tightest), "%s", text);
	}
	return size;
}

/* One line in a box from x to x + width, its em square below top; returns its height. */
static double line(struct sheet *s, const char *text, enum typeface_weight weight, double wanted,
		   double x, double top, double width, enum align align, double grey)
{
	double size = fitting(s, text, weight, wanted, width);

	if (s->pen) {
		double spare = width - size * typeface_width(text, weight);
		double left = align == LEFT ? x : align == CENTRE ? x + spare / 2 : x + spare;

		pen_text(s->pen, text, weight, left, top + TYPEFACE_ASCENT * size, size, grey);
	}
	return size;
}

/* The same on one line or, when that would be too long, on two; returns the height of all. */
static double lines(struct sheet *s, const char *text, enum typeface_weight weight, double wanted,
		    double x, double top, double width, enum align align, double grey)
{
	const char *second = NULL;
	double longer = typeface_width(text, weight);

	/* A little smaller is better than two lines. */
	if (longer * wanted * NEARLY > width) {
		second = artwork_break_find(text, weight, false, &longer);
		if (!second || longer * wanted > width)
			second = artwork_break_find(text, weight, true, &longer);
	}
	if (!second)
		return line(s, text, weight, wanted, x, top, width, align, grey);
	CLEANUP(mem_freep) char *first = mem_textn(text, (size_t)(second - text));
	double size = fmin(wanted, width / longer);
	double step = size * 1.2;

	(void)line(s, first, weight, size, x, top, width, align, grey);
	(void)line(s, second, weight, size, x, top + step, width, align, grey);
	return step + size;
}

/* A thing in the reader's language, or in both, one below the other. */
static double words(struct sheet *s, struct artwork_words w, enum typeface_weight weight,
		    double size, double x, double top, double width, enum align align, double grey)
{
	double y = top;

	if (artwork_words_ja(s->a))
		y += lines(s, w.ja, weight, size, x, y, width, align, grey);
	if (s->a->language == ARTWORK_BOTH)
		y += size * (LEADING - 1);
	if (artwork_words_en(s->a))
		y += lines(s, w.en, weight, size, x, y, width, align, grey);
	return y - top;
}

/* Both languages on one line. */
static void joined(const struct artwork *a, struct artwork_words w, char *out, size_t n)
{
	(void)snprintf(out, n, "%s%s%s", artwork_words_ja(a) ? w.ja : "",
		       a->language == ARTWORK_BOTH ? " " : "", artwork_words_en(a) ? w.en : "");
}

/* ---- shapes ---- */

static void rounded(cairo_t *cr, double x, double y, double w, double h, double r)
{
	cairo_new_sub_path(cr);
	cairo_arc(cr, x + w - r, y + r, r, -M_PI_2, 0);
	cairo_arc(cr, x + w - r, y + h - r, r, 0, M_PI_2);
	cairo_arc(cr, x + r, y + h - r, r, M_PI_2, M_PI);
	cairo_arc(cr, x + r, y + r, r, M_PI, 3 * M_PI_2);
	cairo_close_path(cr);
}

/* A plump star with soft corners, in a square of this side. */
static void star(struct pen *pen, double x, double y, double side, bool full)
{
	double stroke = side * 0.075;
	double outer = side / 2 - stroke / 2;
	double inner = outer * 0.5;
	/* A star of five stands higher than its centre: it is moved to look centred. */
	double cx = x + side / 2;
	double cy = y + side / 2 + side * 0.03;

	for (int i = 0; i < 10; i++) {
		double r = i % 2 ? inner : outer;
		double angle = -M_PI_2 + i * M_PI / 5;

		cairo_line_to(pen->cr, cx + r * cos(angle), cy + r * sin(angle));
	}
	cairo_close_path(pen->cr);
	if (full) {
		cairo_path_t *path = cairo_copy_path(pen->cr);

		pen_fill(pen, 0);
		cairo_append_path(pen->cr, path);
		cairo_path_destroy(path);
	}
	pen_stroke(pen, stroke, 0);
}

static void stars(struct sheet *s, double x, double y, double side, double step)
{
	if (s->pen)
		for (unsigned i = 0; i < 4; i++)
			star(s->pen, x + i * step, y, side, i < s->a->level);
}

static void paper(struct sheet *s, double height)
{
	cairo_rectangle(s->pen->cr, 0, 0, s->width, height);
	pen_fill(s->pen, 1);
}

/* Across the whole, below everything: what is read stays readable, and the mark cannot be cut off.
 */
static void specimen(struct sheet *s, double height)
{
	char text[64];

	if (!s->a->specimen)
		return;
	joined(s->a, artwork_words_specimen(), text, sizeof(text));
	/* In what the bands at head and foot leave free. */
	double middle = (s->head + height - s->foot) / 2;
	height -= s->head + s->foot;
	double angle = atan2(height, s->width);
	double needs = typeface_width(text, TYPEFACE_BOLD);
	/* As large as fits into the paper, turned as it is. */
	double size = 0.94 * fmin(s->width / (needs * cos(angle) + sin(angle)),
				  height / (needs * sin(angle) + cos(angle)));

	cairo_save(s->pen->cr);
	cairo_translate(s->pen->cr, s->width / 2, middle);
	cairo_rotate(s->pen->cr, -angle);
	pen_text(s->pen, text, TYPEFACE_BOLD, -needs * size / 2, TYPEFACE_CAPITAL * size / 2, size,
		 0.82);
	cairo_restore(s->pen->cr);
}

/* In plain words at the foot, where the letters across may be missed; returns the height. */
static double strip(struct sheet *s, double top)
{
	char text[96];
	double gap = 0.8;

	if (!s->a->specimen)
		return 0;
	joined(s->a,
	       s->a->layout == ARTWORK_SMALL ? artwork_words_specimen() : artwork_words_void(),
	       text, sizeof(text));
	double size = fmin(NAME, (s->width - 2 * SMALL_PAD) / typeface_width(text, TYPEFACE_BOLD));
	double height = size + 2 * gap;
	s->foot = height;
	if (s->pen) {
		cairo_t *cr = s->pen->cr;

		cairo_move_to(cr, 0, top);
		cairo_line_to(cr, s->width, top);
		cairo_arc(cr, s->width - CORNER, top + height - CORNER, CORNER, 0, M_PI_2);
		cairo_arc(cr, CORNER, top + height - CORNER, CORNER, M_PI_2, M_PI);
		cairo_close_path(cr);
		pen_fill(s->pen, 0);
	}
	(void)line(s, text, TYPEFACE_BOLD, size, SMALL_PAD, top + gap, s->width - 2 * SMALL_PAD,
		   CENTRE, 1);
	return height;
}

static void frame(struct sheet *s, double height)
{
	rounded(s->pen->cr, LINE / 2, LINE / 2, s->width - LINE, height - LINE, CORNER);
	pen_stroke(s->pen, LINE, 0);
}

/* The scheme's name, white on black at the head; returns the height. */
static double band(struct sheet *s, enum align align)
{
	const struct artwork_words name = { s->a->scheme_ja, s->a->scheme_en };
	struct pen *pen = s->pen;
	double inside = s->width - 2 * PAD;
	double gap = 1.3;

	s->pen = NULL;
	double height = words(s, name, TYPEFACE_BOLD, NAME, PAD, gap, inside, align, 1) + 2 * gap;
	s->pen = pen;
	s->head = height;
	if (pen) {
		cairo_new_sub_path(pen->cr);
		cairo_move_to(pen->cr, 0, height);
		cairo_arc(pen->cr, CORNER, CORNER, CORNER, M_PI, 3 * M_PI_2);
		cairo_arc(pen->cr, s->width - CORNER, CORNER, CORNER, -M_PI_2, 0);
		cairo_line_to(pen->cr, s->width, height);
		cairo_close_path(pen->cr);
		pen_fill(pen, 0);
		words(s, name, TYPEFACE_BOLD, NAME, PAD, gap, inside, align, 1);
	}
	return height;
}

/* ---- parts of the wide and the tall layout ---- */

static double rule(struct sheet *s, double x, double y, double width)
{
	if (s->pen) {
		cairo_rectangle(s->pen->cr, x, y, width, 0.12);
		pen_fill(s->pen, 0);
	}
	return 0.12;
}

static double value_of(struct sheet *s, struct artwork_words value, double x, double top,
		       double width, enum align align)
{
	if (text_equal(value.ja, value.en))
		return lines(s, value.ja, TYPEFACE_BOLD, VALUE, x, top, width, align, 0);
	return words(s, value, TYPEFACE_BOLD, VALUE, x, top, width, align, 0);
}

/* Names above their values, where two languages leave no room beside each other. */
static double stack(struct sheet *s, double x, double top, double width)
{
	struct artwork_row rows[ARTWORK_ROWS_MAX];
	unsigned n = artwork_words_rows(s->a, rows);
	double y = top;

	for (unsigned i = 0; i < n; i++) {
		char name[96];

		joined(s->a, rows[i].name, name, sizeof(name));
		y += line(s, name, TYPEFACE_REGULAR, SMALLPRINT, x, y, width, CENTRE, 0) + 0.4;
		y += value_of(s, rows[i].value, x, y, width, CENTRE) + (i + 1 < n ? 0.9 : 0);
	}
	return y - top;
}

/* Names to the left, values beside them; returns the height. */
static double table(struct sheet *s, double x, double top, double width)
{
	struct artwork_row rows[ARTWORK_ROWS_MAX];
	unsigned n = artwork_words_rows(s->a, rows);
	char name[ARTWORK_ROWS_MAX][96];
	double names = 0;
	double y = top;

	for (unsigned i = 0; i < n; i++) {
		joined(s->a, rows[i].name, name[i], sizeof(name[i]));
		names = fmax(names, typeface_width(name[i], TYPEFACE_REGULAR) * SMALLPRINT);
	}
	names += 1.6;
	for (unsigned i = 0; i < n; i++) {
		/* On the same baseline, small as the name is. */
		(void)line(s, name[i], TYPEFACE_REGULAR, SMALLPRINT, x,
			   y + (VALUE - SMALLPRINT) * TYPEFACE_ASCENT, names, LEFT, 0);
		y += value_of(s, rows[i].value, x + names, y, width - names, LEFT);
		y += i + 1 < n ? VALUE * (LEADING - 1) : 0;
	}
	return y - top;
}

/* Who stands for it, and what it is not. */
static double foot(struct sheet *s, double x, double top, double width, enum align align)
{
	double y = top;

	y += words(s, artwork_words_attester(s->a->level), TYPEFACE_BOLD, VALUE, x, y, width, align,
		   0);
	y += 0.8;
	y += words(s, artwork_words_caution(), TYPEFACE_REGULAR, SMALLPRINT, x, y, width, align, 0);
	return y - top;
}

/* The code and what it is for, quiet zone included in side; returns the height. */
static double code(struct sheet *s, double x, double top)
{
	if (s->pen)
		pen_qr(s->pen, s->qr, x, top, s->code);
	/* The quiet zone is space enough. */
	return s->code + words(s, artwork_words_scan(), TYPEFACE_REGULAR, SMALLPRINT, x,
			       top + s->code - 0.3, s->code, CENTRE, 0);
}

/* ---- the three ---- */

static double wide(struct sheet *s)
{
	char caption[96];
	double y = band(s, LEFT);
	double right = y + 0.5;
	double x = PAD;
	double text = s->width - s->code - x - GAP;
	double side = 5.4;
	double step = 5.9;

	y += PAD * 0.8;
	stars(s, x, y, side, step);
	double beside = x + 4 * step + 0.9;
	double level = s->a->language == ARTWORK_BOTH ? LEVEL * (1 + LEADING) : LEVEL;
	(void)words(s, artwork_words_level(s->a->level), TYPEFACE_BOLD, LEVEL, beside,
		    y + (side - level) / 2 + 0.1, x + text - beside, LEFT, 0);
	y += side + 1.7;
	joined(s->a, artwork_words_number(), caption, sizeof(caption));
	y += line(s, caption, TYPEFACE_REGULAR, SMALLPRINT, x, y, text, LEFT, 0) + 0.35;
	y += line(s, s->a->number, TYPEFACE_BOLD, 3.6, x, y, text, LEFT, 0) + 0.9;
	y += rule(s, x, y, text) + 1.0;
	y += table(s, x, y, text) + 1.1;
	right += code(s, s->width - s->code, right) + 1.1;
	y = fmax(y, right);
	y += rule(s, x, y, s->width - 2 * PAD) + 0.9;
	y += foot(s, x, y, s->width - 2 * PAD, LEFT) + PAD * 0.7;
	return y + strip(s, y);
}

static double tall(struct sheet *s)
{
	char caption[96];
	double y = band(s, CENTRE) + PAD * 0.8;
	double text = s->width - 2 * PAD;
	double side = 6.2;
	double step = 6.9;

	stars(s, (s->width - 3 * step - side) / 2, y, side, step);
	y += side + 0.9;
	y += words(s, artwork_words_level(s->a->level), TYPEFACE_BOLD, LEVEL, PAD, y, text, CENTRE,
		   0);
	y += 0.4;
	y += code(s, (s->width - s->code) / 2, y) + 1.3;
	joined(s->a, artwork_words_number(), caption, sizeof(caption));
	y += line(s, caption, TYPEFACE_REGULAR, SMALLPRINT, PAD, y, text, CENTRE, 0) + 0.35;
	y += line(s, s->a->number, TYPEFACE_BOLD, 3.4, PAD, y, text, CENTRE, 0) + 0.9;
	y += rule(s, PAD, y, text) + 1.0;
	y += (s->a->language == ARTWORK_BOTH ? stack : table)(s, PAD, y, text) + 1.0;
	y += rule(s, PAD, y, text) + 0.9;
	y += foot(s, PAD, y, text, CENTRE) + PAD * 0.7;
	return y + strip(s, y);
}

static double small(struct sheet *s)
{
	double inside = s->width - 2 * SMALL_PAD;
	double step = inside / 4;
	double side = step * 0.9;
	double y = SMALL_PAD;

	stars(s, SMALL_PAD + (step - side) / 2, y, side, step);
	y += side;
	if (s->pen)
		pen_qr(s->pen, s->qr, (s->width - s->code) / 2, y, s->code);
	y += s->code;
	y += line(s, s->a->number, TYPEFACE_BOLD, 2.4, SMALL_PAD, y, inside, CENTRE, 0);
	y += SMALL_PAD * 0.9;
	return y + strip(s, y);
}

static double draw(struct sheet *s)
{
	switch (s->a->layout) {
	case ARTWORK_WIDE:
		return wide(s);
	case ARTWORK_TALL:
		return tall(s);
	case ARTWORK_SMALL:
		return small(s);
	}
	assert(false);
	return 0;
}

static void sizes(struct sheet *s)
{
	double least = ARTWORK_MODULE_MIN * (s->qr->modules + 2 * QR_QUIET);

	switch (s->a->layout) {
	case ARTWORK_WIDE:
		s->code = fmax(least, WIDE_CODE);
		s->width = PAD + (s->a->language == ARTWORK_BOTH ? WIDE_TEXT_BOTH : WIDE_TEXT) +
			   GAP + s->code;
		break;
	case ARTWORK_TALL:
		s->code = fmax(least, TALL_CODE);
		s->width = 2 * PAD + fmax(s->code, TALL_TEXT);
		break;
	case ARTWORK_SMALL:
		s->code = fmax(least, SMALL_CODE);
		s->width = 2 * SMALL_PAD + s->code;
		break;
	}
}

void artwork_layout_draw(const struct artwork *a, const struct qr *qr, struct pen *pen,
			 struct artwork_layout_plan *plan)
{
	struct sheet s = { .a = a, .qr = qr, .smallest = NAME };

	sizes(&s);
	double height = draw(&s);
	if (pen) {
		s.pen = pen;
		paper(&s, height);
		specimen(&s, height);
		(void)draw(&s);
		frame(&s, height);
	}
	*plan = (struct artwork_layout_plan){ .width = s.width,
					      .height = height,
					      .module = s.code / (qr->modules + 2 * QR_QUIET),
					      .letters = s.smallest };
	memcpy(plan->tightest, s.tightest, sizeof(plan->tightest));
}
