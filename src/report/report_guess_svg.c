#include "report/report_guess_svg.h"

#include "base/buf.h"
#include "base/text.h"
#include "report/report_guess.h"
#include "report/report_page.h"

/* Units of the picture; the page scales it. */
#define WIDTH 520
#define HEIGHT 264
#define LEFT 52
#define RIGHT 12
#define TOP 48
#define BOTTOM 46
#define INNER_W (WIDTH - LEFT - RIGHT)
#define INNER_H (HEIGHT - TOP - BOTTOM)
#define LABEL_ROOM 44 /* a phase's name needs so much width */

struct plot {
	struct report_page *page;
	const json_t *points;
	size_t n;
	int64_t longest; /* milliseconds */
};

static const struct {
	const char *outcome, *class, *ja, *en;
} marks[] = {
	{ "no", "no", "違うと言われた", "told it was wrong" },
	{ "yes", "yes", "正しいパスワードで入れた", "the right one was let in" },
	{ "limited", "held", "待つように言われた", "told to wait" },
	{ "refused", "gone", "接続を断られた", "connection refused" },
	{ "hung", "gone", "返事がなかった", "no answer" },
	{ "silent", "gone", "接続できなかった", "no connection" },
	{ "unclear", "odd", "よく分からない返事", "an unclear answer" },
};

static const struct {
	const char *phase, *ja, *en;
} phases[] = {
	{ "calibrate", "準備", "learn" }, { "serial", "1回ずつ", "one by one" },
	{ "control", "確認", "check" },   { "parallel", "同時に", "at once" },
	{ "scope", "範囲", "scope" },     { "recovery", "その後", "later" },
};

static bool is_ja(const struct plot *plot)
{
	return text_equal(plot->page->language, "ja");
}

static size_t mark_of(const json_t *point)
{
	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (text_equal(marks[i].outcome, json_text(point, "outcome")))
			return i;
	return ARRAY_LEN(marks) - 1;
}

static const json_t *point_at(const struct plot *plot, size_t i)
{
	return json_array_get(plot->points, i);
}

static int x_of(const struct plot *plot, size_t i)
{
	return LEFT + (int)((2 * i + 1) * INNER_W / (2 * plot->n));
}

/* The left edge of an attempt's column. */
static int edge_of(const struct plot *plot, size_t i)
{
	return LEFT + (int)(i * INNER_W / plot->n);
}

static int y_of(const struct plot *plot, int64_t took)
{
	return TOP + INNER_H - (int)(took * (INNER_H - 10) / plot->longest);
}

/* ---- ground ---- */

static bool is_held(const json_t *point)
{
	const char *class = marks[mark_of(point)].class;

	return text_equal(class, "held") || text_equal(class, "gone");
}

/* Columns next to each other of the same kind become one piece. */
static void ground(const struct plot *plot)
{
	for (size_t i = 0; i < plot->n;) {
		size_t end = i + 1;

		while (end < plot->n && is_held(point_at(plot, end)) == is_held(point_at(plot, i)))
			end++;
		if (is_held(point_at(plot, i)))
			report_page_format(
			    plot->page,
			    "<rect class=\"lock\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n",
			    edge_of(plot, i), TOP, edge_of(plot, end) - edge_of(plot, i), INNER_H);
		i = end;
	}
}

static bool same_phase(const json_t *a, const json_t *b)
{
	return text_equal(json_text(a, "phase"), json_text(b, "phase")) &&
	       json_int(a, "lanes", 1) == json_int(b, "lanes", 1);
}

static void phase_name(const struct plot *plot, const json_t *point)
{
	int64_t lanes = json_int(point, "lanes", 1);

	for (size_t i = 0; i < ARRAY_LEN(phases); i++) {
		if (!text_equal(phases[i].phase, json_text(point, "phase")))
			continue;
		if (lanes > 1 && !is_ja(plot))
			report_page_format(plot->page, "%" PRId64 " ", lanes);
		report_page_text(plot->page, is_ja(plot) ? phases[i].ja : phases[i].en);
		if (lanes > 1 && is_ja(plot))
			report_page_format(plot->page, "%" PRId64, lanes);
	}
}

static void bands(const struct plot *plot)
{
	for (size_t i = 0; i < plot->n;) {
		size_t end = i + 1;
		const json_t *first = point_at(plot, i);

		while (end < plot->n && same_phase(point_at(plot, end), first))
			end++;
		int from = edge_of(plot, i), to = edge_of(plot, end);

		if (json_int(first, "lanes", 1) > 1)
			report_page_format(plot->page,
					   "<rect class=\"together\" x=\"%d\" y=\"%d\" "
					   "width=\"%d\" height=\"%d\"/>\n",
					   from, TOP - 8, to - from, 8);
		if (i > 0)
			report_page_format(plot->page, "<path class=\"phase\" d=\"M%d %dV%d\"/>\n",
					   from, TOP - 8, TOP + INNER_H);
		if (to - from >= LABEL_ROOM) {
			report_page_format(plot->page, "<text class=\"name\" x=\"%d\" y=\"%d\">",
					   (from + to) / 2, TOP - 14);
			phase_name(plot, first);
			report_page_raw(plot->page, "</text>\n");
		}
		i = end;
	}
}

/* ---- axes ---- */

static void duration_text(const struct plot *plot, int64_t ms)
{
	CLEANUP(buf_done) struct buf text = BUF(64);

	report_guess_duration(&text, ms > 0 ? (uint64_t)ms : 0, plot->page->language);
	report_page_text(plot->page, buf_cstr(&text));
}

static void axes(const struct plot *plot)
{
	struct report_page *p = plot->page;

	report_page_format(p, "<path class=\"axis\" d=\"M%d %dV%dH%d\"/>\n", LEFT, TOP,
			   TOP + INNER_H, WIDTH - RIGHT);
	for (int k = 0; k <= 2; k++) {
		int64_t took = plot->longest * k / 2;

		report_page_format(p, "<text class=\"tick y\" x=\"%d\" y=\"%d\">", LEFT - 6,
				   y_of(plot, took) + 4);
		duration_text(plot, took);
		report_page_raw(p, "</text>\n");
	}
	report_page_format(p, "<text class=\"label\" x=\"%d\" y=\"%d\">", 2, 12);
	report_page_text(p, is_ja(plot) ? "返事までの時間" : "time to the answer");
	report_page_format(p, "</text>\n<text class=\"label end\" x=\"%d\" y=\"%d\">",
			   WIDTH - RIGHT, HEIGHT - 6);
	report_page_text(p, is_ja(plot) ? "試した順（数字は最初からの経過時間）"
					: "attempts in order (time since the first)");
	report_page_raw(p, "</text>\n");
	/* Four times along the row: the first, the last, and two between. */
	for (size_t k = 0; k < 4 && k < plot->n; k++) {
		size_t i = k * (plot->n - 1) / (plot->n < 4 ? plot->n : 3);

		report_page_format(p, "<text class=\"tick x%s\" x=\"%d\" y=\"%d\">",
				   k == 3 ? " end" : "", k == 3 ? WIDTH - RIGHT : x_of(plot, i),
				   TOP + INNER_H + 18);
		duration_text(plot, json_int(point_at(plot, i), "at", 0));
		report_page_raw(p, "</text>\n");
	}
}

/* ---- marks ---- */

/* A mark around a point: each kind has a shape of its own. */
static void shape(struct report_page *p, const char *class, int x, int y)
{
	report_page_format(p, "<path class=\"%s\" d=\"", class);
	if (text_equal(class, "no"))
		report_page_format(p, "M%d %da4 4 0 1 0 8 0a4 4 0 1 0-8 0z", x - 4, y);
	else if (text_equal(class, "yes"))
		report_page_format(p, "M%d %dl6 11h-12z", x, y - 7);
	else if (text_equal(class, "held"))
		report_page_format(p, "M%d %dh9v9h-9z", x - 4, y - 4);
	else if (text_equal(class, "gone"))
		report_page_format(p, "M%d %dl8 8m0-8l-8 8", x - 4, y - 4);
	else
		report_page_format(p, "M%d %dl5 5-5 5-5-5z", x, y - 5);
	report_page_raw(p, "\"/>\n");
}

static void draw_marks(const struct plot *plot)
{
	for (size_t i = 0; i < plot->n; i++) {
		const json_t *point = point_at(plot, i);

		shape(plot->page, marks[mark_of(point)].class, x_of(plot, i),
		      y_of(plot, json_int(point, "took", 0)));
	}
}

static void legend(const struct plot *plot)
{
	struct report_page *p = plot->page;

	report_page_raw(p, "<ul class=\"guess-legend\">\n");
	for (size_t k = 0; k < ARRAY_LEN(marks); k++) {
		unsigned n = 0;

		for (size_t i = 0; i < plot->n; i++)
			n += mark_of(point_at(plot, i)) == k;
		if (n == 0)
			continue;
		report_page_raw(p, "<li><svg viewBox=\"0 0 16 16\" aria-hidden=\"true\" "
				   "focusable=\"false\">");
		shape(p, marks[k].class, 8, 8);
		report_page_raw(p, "</svg> ");
		report_page_text(p, is_ja(plot) ? marks[k].ja : marks[k].en);
		report_page_format(p, " <b>%u</b></li>\n", n);
	}
	report_page_raw(p, "</ul>\n");
}

void report_guess_svg(struct report_page *p, const json_t *door)
{
	struct plot plot = { .page = p, .points = json_object_get(door, "points"), .longest = 1 };
	size_t i;
	json_t *point;

	plot.n = json_array_size(plot.points);
	if (plot.n == 0)
		return;
	json_array_foreach (plot.points, i, point)
		if (json_int(point, "took", 0) > plot.longest)
			plot.longest = json_int(point, "took", 0);
	/* Below a fifth of a second nothing is a delay: the scale does not magnify noise. */
	plot.longest = plot.longest < 200 ? 200 : plot.longest;
	report_page_format(p,
			   "<svg class=\"guess\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"",
			   WIDTH, HEIGHT);
	report_page_text(p, json_text(door, "sentence"));
	report_page_raw(p, "\">\n");
	ground(&plot);
	bands(&plot);
	axes(&plot);
	draw_marks(&plot);
	report_page_raw(p, "</svg>\n");
	legend(&plot);
}
