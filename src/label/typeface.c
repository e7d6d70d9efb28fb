#include "label/typeface.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/text.h"
#include "base/time.h"

/*
 * Loaded at one size, and scaled when drawn: pango looks for a font anew at each size, in a thread
 * of its own that reads files, which a process behind a system call filter cannot have.
 */
#define EM 100.0
#define SETTLE_MS 2000

/* A heap of accents stands out by more than this above or below, in em. */
#define TALL 1.15
#define DEEP 0.45

static PangoFontMap *map; /* the fonts look things up in it without owning it */
static PangoFont *fonts[TYPEFACE_WEIGHTS];

/* ---- fonts ---- */

#define FAMILY "Noto Sans CJK JP"

/*
 * A configuration of our own: where fonts are, Debian's cache of them (read only), and of all files
 * those of the one family ("*.*" leaves the folders).  The machine's own rules (hinting,
 * substitutes) must not change a label.
 */
static const char configuration[] =
    "<?xml version=\"1.0\"?><fontconfig>"
    "<dir>/usr/share/fonts</dir><dir>/usr/local/share/fonts</dir>"
    "<cachedir>/var/cache/fontconfig</cachedir><selectfont>"
    "<acceptfont><glob>*/NotoSansCJK*</glob></acceptfont>"
    "<rejectfont><glob>*.*</glob></rejectfont></selectfont></fontconfig>";

/* pango gives the nearest there is; only the very one will do. */
static bool is_wanted(PangoFont *font, PangoWeight weight)
{
	PangoFontDescription *got = pango_font_describe(font);
	bool wanted = text_equal(pango_font_description_get_family(got), FAMILY) &&
		      pango_font_description_get_weight(got) == weight;

	pango_font_description_free(got);
	return wanted;
}

static PangoFont *load(PangoContext *context, enum typeface_weight weight)
{
	PangoFontDescription *wanted = pango_font_description_new();
	PangoWeight heavy = weight == TYPEFACE_BOLD ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL;

	pango_font_description_set_family_static(wanted, FAMILY);
	pango_font_description_set_weight(wanted, heavy);
	pango_font_description_set_absolute_size(wanted, EM * PANGO_SCALE);
	PangoFont *font = pango_font_map_load_font(map, context, wanted);
	pango_font_description_free(wanted);
	if (font && !is_wanted(font, heavy))
		g_clear_object(&font);
	return font;
}

static void load_all(void)
{
	cairo_font_options_t *options = cairo_font_options_create();

	map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
	/* Letters keep their shape at every size and resolution. */
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	PangoContext *context = pango_font_map_create_context(map);
	pango_cairo_context_set_font_options(context, options);
	for (enum typeface_weight w = 0; w < TYPEFACE_WEIGHTS; w++)
		fonts[w] = load(context, w);
	g_object_unref(context);
	cairo_font_options_destroy(options);
}

/* Has each font opened and read by all who will: pango, HarfBuzz and cairo. */
static void warm(void)
{
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 8, 8);
	cairo_t *cr = cairo_create(surface);

	for (enum typeface_weight w = 0; w < TYPEFACE_WEIGHTS; w++) {
		typeface_show(cr, "1", w, 0, 8, 8);
		typeface_path(cr, "\u2605", w, 0, 8, 8);
	}
	cairo_destroy(cr);
	cairo_surface_destroy(surface);
}

/* Threads of this process, or 0 when /proc does not tell. */
static nlink_t threads(void)
{
	struct stat st;

	return stat("/proc/self/task", &st) == 0 ? st.st_nlink : 0;
}

/* pango looks for fonts in threads, which are over in a moment: nobody inherits one. */
static void settle(nlink_t before)
{
	for (int i = 0; i < SETTLE_MS && threads() > before; i++)
		time_sleep(TIME_MS);
}

int typeface_prepare(struct err *err)
{
	if (fonts[0])
		return 0;
	nlink_t before = threads();
	FcConfig *config = FcConfigCreate();

	/* As the process's only one, or pango would have fontconfig read the machine's. */
	if (config &&
	    FcConfigParseAndLoadFromMemory(config, (const FcChar8 *)configuration, FcTrue) &&
	    FcConfigBuildFonts(config) && FcConfigGetFonts(config, FcSetSystem)->nfont > 0 &&
	    FcConfigSetCurrent(config))
		load_all();
	if (config)
		FcConfigDestroy(config);
	for (enum typeface_weight w = 0; w < TYPEFACE_WEIGHTS; w++)
		if (!fonts[w]) {
			typeface_done();
			return err_set(err, E_MISSING,
				       "the font " FAMILY " is not installed "
				       "(Debian's package fonts-noto-cjk)");
		}
	warm();
	settle(before);
	return 0;
}

void typeface_done(void)
{
	for (enum typeface_weight w = 0; w < TYPEFACE_WEIGHTS; w++)
		g_clear_object(&fonts[w]);
	g_clear_object(&map);
}

/* ---- lines ---- */

static PangoAnalysis analysis(enum typeface_weight weight)
{
	assert(fonts[weight]);
	return (PangoAnalysis){ .font = fonts[weight],
				.script = G_UNICODE_SCRIPT_HAN,
				.language = pango_language_from_string("ja") };
}

/* The caller frees it. */
static PangoGlyphString *shape(const char *text, enum typeface_weight weight)
{
	PangoGlyphString *glyphs = pango_glyph_string_new();
	PangoAnalysis how = analysis(weight);

	pango_shape(text, (int)strlen(text), &how, glyphs);
	return glyphs;
}

double typeface_width(const char *text, enum typeface_weight weight)
{
	PangoGlyphString *glyphs = shape(text, weight);
	double width = pango_glyph_string_get_width(glyphs) / (EM * PANGO_SCALE);

	pango_glyph_string_free(glyphs);
	return width;
}

static void place(cairo_t *cr, double x, double y, double size)
{
	cairo_save(cr);
	cairo_translate(cr, x, y);
	cairo_scale(cr, size / EM, size / EM);
	cairo_move_to(cr, 0, 0);
}

/* As a glyph item, which knows the text: a PDF can then be searched and read aloud. */
void typeface_show(cairo_t *cr, const char *text, enum typeface_weight weight, double x, double y,
		   double size)
{
	PangoItem item = { .length = (int)strlen(text),
			   .num_chars = (int)g_utf8_strlen(text, -1),
			   .analysis = analysis(weight) };
	PangoGlyphItem line = { .item = &item, .glyphs = shape(text, weight) };

	place(cr, x, y, size);
	pango_cairo_show_glyph_item(cr, text, &line);
	cairo_restore(cr);
	cairo_new_path(cr);
	pango_glyph_string_free(line.glyphs);
}

void typeface_path(cairo_t *cr, const char *text, enum typeface_weight weight, double x, double y,
		   double size)
{
	PangoGlyphString *glyphs = shape(text, weight);

	place(cr, x, y, size);
	pango_cairo_glyph_string_path(cr, fonts[weight], glyphs);
	cairo_restore(cr);
	pango_glyph_string_free(glyphs);
}

/* ---- text from outside ---- */

/* What takes part in a text without being seen, or turns it round. */
static bool is_hidden(gunichar c)
{
	switch (g_unichar_type(c)) {
	case G_UNICODE_CONTROL:
	case G_UNICODE_FORMAT:
	case G_UNICODE_UNASSIGNED:
	case G_UNICODE_PRIVATE_USE:
	case G_UNICODE_SURROGATE:
	case G_UNICODE_LINE_SEPARATOR:
	case G_UNICODE_PARAGRAPH_SEPARATOR:
	case G_UNICODE_ENCLOSING_MARK:
		return true;
	default:
		/* Fillers of Hangul and Braille, the grapheme joiner, selectors of a variant. */
		return c == 0x115f || c == 0x1160 || c == 0x3164 || c == 0xffa0 || c == 0x2800 ||
		       c == 0x034f || (c >= 0xfe00 && c <= 0xfe0f) ||
		       (c >= 0xe0100 && c <= 0xe01ef);
	}
}

static bool is_shown(const char *text, enum typeface_weight weight)
{
	PangoGlyphString *glyphs = shape(text, weight);
	PangoRectangle ink;
	bool shown = true;

	for (int i = 0; i < glyphs->num_glyphs; i++)
		if (glyphs->glyphs[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG)
			shown = false;
	pango_glyph_string_extents(glyphs, fonts[weight], &ink, NULL);
	if (ink.y < -TALL * EM * PANGO_SCALE || ink.y + ink.height > DEEP * EM * PANGO_SCALE)
		shown = false;
	pango_glyph_string_free(glyphs);
	return shown;
}

int typeface_check(const char *what, const char *text, size_t max, struct err *err)
{
	size_t n = strnlen(text, max + 1);
	bool blank = true;

	if (n == 0 || n > max)
		return err_set(err, E_LIMIT, "%s: 1 to %zu bytes are allowed", what, max);
	if (!text_utf8_valid((struct bytes){ (const uint8_t *)text, n }))
		return err_set(err, E_FORMAT, "%s: '%s' is not valid UTF-8", what, text);
	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (is_hidden(c))
			return err_set(err, E_FORMAT, "%s: '%s' has the invisible character U+%04X",
				       what, text, (unsigned)c);
		blank = blank && g_unichar_isspace(c);
	}
	if (blank)
		return err_set(err, E_FORMAT, "%s: '%s' is blank", what, text);
	for (enum typeface_weight w = 0; w < TYPEFACE_WEIGHTS; w++)
		if (!is_shown(text, w))
			return err_set(err, E_UNSUPPORTED, "%s: the label's font cannot show '%s'",
				       what, text);
	return 0;
}
