#include "label/picture_code.h"

#include "base/err.h"
#include "base/mem.h"
#include "label/picture.h"
#include "label/picture_library.h"
#include "label/picture_view.h"

#define LARGE 4000  /* pixels of the longer side: of the largest look that is taken */
#define MIDDLE 1500 /* of the usual one */
#define SMALL 900
#define ENLARGED 3000

/* zbar's own (zbar.h). */
#define QRCODE 64
#define ENABLE 0
#define Y800 0x30303859ul /* "Y800": 8 bits of grey */

static struct {
	void *(*scanner_create)(void);
	void (*scanner_destroy)(void *scanner);
	int (*set_config)(void *scanner, int symbology, int config, int value);
	int (*parse_config)(const char *text, int *symbology, int *config, int *value);
	int (*scan)(void *scanner, void *image);
	void *(*image_create)(void);
	void (*image_destroy)(void *image);
	void (*set_format)(void *image, unsigned long format);
	void (*set_size)(void *image, unsigned width, unsigned height);
	void (*set_data)(void *image, const void *data, unsigned long n, void (*free)(void *));
	const void *(*first)(const void *image);
	const void *(*next)(const void *symbol);
	const char *(*data)(const void *symbol);
	unsigned (*length)(const void *symbol);
} zbar;

int picture_code_prepare(struct err *err)
{
	static const struct picture_library_function functions[] = {
		{ "zbar_image_scanner_create", &zbar.scanner_create },
		{ "zbar_image_scanner_destroy", &zbar.scanner_destroy },
		{ "zbar_image_scanner_set_config", &zbar.set_config },
		{ "zbar_parse_config", &zbar.parse_config },
		{ "zbar_scan_image", &zbar.scan },
		{ "zbar_image_create", &zbar.image_create },
		{ "zbar_image_destroy", &zbar.image_destroy },
		{ "zbar_image_set_format", &zbar.set_format },
		{ "zbar_image_set_size", &zbar.set_size },
		{ "zbar_image_set_data", &zbar.set_data },
		{ "zbar_image_first_symbol", &zbar.first },
		{ "zbar_symbol_next", &zbar.next },
		{ "zbar_symbol_get_data", &zbar.data },
		{ "zbar_symbol_get_data_length", &zbar.length },
	};

	return zbar.length ? 0
			   : picture_library_load("libzbar.so.0", "libzbar0", functions,
						  ARRAY_LEN(functions), err);
}

/* ---- what was found ---- */

int picture_code_add(struct picture_codes *codes, struct bytes text, struct err *err)
{
	for (size_t i = 0; i < codes->n; i++)
		if (bytes_equal((struct bytes){ codes->texts[i].p, codes->texts[i].n }, text))
			return 0;
	if (codes->n == PICTURE_CODES_MAX || text.n > PICTURE_TEXT_MAX)
		return err_both(
		    err, E_LIMIT,
		    "the picture holds more than %d different codes, or one that is too "
		    "long",
		    "画像の中の二次元コードが%d種類を超えているか、長すぎるものがあります",
		    PICTURE_CODES_MAX);
	codes->texts[codes->n].p = mem_copy(text.p, text.n);
	codes->texts[codes->n].n = text.n;
	codes->n++;
	return 0;
}

void picture_code_done(struct picture_codes *codes)
{
	for (size_t i = 0; i < codes->n; i++)
		mem_free(codes->texts[i].p);
	codes->n = 0;
}

/* ---- looking ---- */

static void *scanner_new(void)
{
	void *scanner = zbar.scanner_create();
	int symbology = 0, config = 0, value = 0;

	(void)zbar.set_config(scanner, 0, ENABLE, 0);
	(void)zbar.set_config(scanner, QRCODE, ENABLE, 1);
	/* The bytes as they are: no guess at what encoding they may be in. */
	if (zbar.parse_config("qrcode.binary", &symbology, &config, &value) == 0)
		(void)zbar.set_config(scanner, symbology, config, value);
	return scanner;
}

static int look(struct picture_codes *codes, const struct picture *p, struct err *err)
{
	void *scanner = scanner_new();
	void *image = zbar.image_create();
	int r = 0;

	zbar.set_format(image, Y800);
	zbar.set_size(image, p->width, p->height);
	zbar.set_data(image, p->grey, (unsigned long)p->width * p->height, NULL);
	if (zbar.scan(scanner, image) > 0)
		for (const void *s = zbar.first(image); r == 0 && s; s = zbar.next(s))
			r = picture_code_add(
			    codes, (struct bytes){ (const uint8_t *)zbar.data(s), zbar.length(s) },
			    err);
	zbar.image_destroy(image);
	zbar.scanner_destroy(scanner);
	return r;
}

static uint32_t longer(const struct picture *p)
{
	return p->width > p->height ? p->width : p->height;
}

/* By how much it has to be reduced to be at most so long. */
static uint32_t factor(const struct picture *p, uint32_t side)
{
	return (longer(p) + side - 1) / side;
}

/* A strip of paper is too narrow to be made any smaller. */
static bool reduces(const struct picture *p, uint32_t by)
{
	return p->width >= by && p->height >= by;
}

static int look_reduced(struct picture_codes *codes, const struct picture *p, uint32_t by,
			struct err *err)
{
	CLEANUP(picture_done) struct picture view = { 0 };
	int r = reduces(p, by) ? picture_view_reduce(&view, p, by, err) : 0;

	if (r < 0 || !view.grey)
		return r;
	picture_view_spread(&view);
	return look(codes, &view, err);
}

/* zbar looks for the corners along rows and columns: a code on its edge is easily missed. */
static int look_turned(struct picture_codes *codes, const struct picture *p, uint32_t side,
		       double degrees, struct err *err)
{
	CLEANUP(picture_done) struct picture small = { 0 }, view = { 0 };
	uint32_t by = factor(p, side);
	int r = reduces(p, by) ? picture_view_reduce(&small, p, by, err) : 0;

	if (r < 0 || !small.grey)
		return r;
	double scale = longer(&small) * 2 <= ENLARGED ? 2 : 1;
	picture_view_spread(&small);
	r = picture_view_turn(&view, &small, degrees, scale, err);
	return r < 0 ? r : look(codes, &view, err);
}

/* What a photo may need before its code is found. */
static int look_hard(struct picture_codes *codes, const struct picture *p, struct err *err)
{
	static const struct {
		uint32_t side;
		double degrees;
	} looks[] = {
		{ MIDDLE, 0 }, { MIDDLE, 45 }, { MIDDLE, 22.5 }, { MIDDLE, 67.5 },
		{ SMALL, 0 },  { SMALL, 45 },  { SMALL, 22.5 },  { SMALL, 67.5 },
	};
	size_t before = codes->n;
	int r = look_reduced(codes, p, factor(p, SMALL), err);

	for (size_t i = 0; r == 0 && codes->n == before && i < ARRAY_LEN(looks); i++)
		r = look_turned(codes, p, looks[i].side, looks[i].degrees, err);
	return r;
}

int picture_code_find(struct picture_codes *codes, const struct picture *p, struct err *err)
{
	uint32_t large = factor(p, LARGE), middle = factor(p, MIDDLE);
	size_t before = codes->n;
	int r = picture_code_prepare(err);

	if (r == 0)
		r = look_reduced(codes, p, large, err);
	/* Always: whoever asks wants to know of every label in the picture. */
	if (r == 0 && middle != large)
		r = look_reduced(codes, p, middle, err);
	if (r == 0 && codes->n == before && !p->drawn)
		r = look_hard(codes, p, err);
	return r;
}
