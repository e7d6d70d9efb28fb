#include "label/model_list.h"

#include <glib.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "crypto/hash.h"

/* NFKC makes one character of up to 18 (U+FDFA), of which a number of ours has few. */
#define FOLDED_MAX ((size_t)8 * MODEL_LIST_NUMBER_MAX)

static void g_freep(gchar **p)
{
	g_free(*p);
}

/* What a Japanese keyboard or a word processor makes of a hyphen. */
static bool is_hyphen(gunichar c)
{
	return (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x30FC;
}

static bool is_readable(const char *model)
{
	struct bytes text = bytes_of(model);

	for (size_t at = 0, n = 0; at < text.n; at += n) {
		n = text_utf8_step(text.p + at, text.n - at);
		if (n == 0)
			return false;
		gunichar c = g_utf8_get_char(model + at);

		if (g_unichar_iscntrl(c) || !g_unichar_isdefined(c))
			return false;
	}
	return true;
}

int model_list_fold(struct buf *out, const char *model, struct err *err)
{
	size_t before = out->n;

	if (strnlen(model, MODEL_LIST_NUMBER_MAX + 1) > MODEL_LIST_NUMBER_MAX)
		return err_set(err, E_LIMIT, "a model number has more than %d bytes",
			       MODEL_LIST_NUMBER_MAX);
	if (!is_readable(model))
		return err_set(err, E_FORMAT, "model number '%s' has characters that none has",
			       model);
	CLEANUP(g_freep) gchar *normal = g_utf8_normalize(model, -1, G_NORMALIZE_NFKC);

	for (const gchar *p = normal; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		gchar utf8[6];

		if (is_hyphen(c))
			c = '-';
		else if (c >= 'A' && c <= 'Z')
			c += 'a' - 'A';
		if (c != ' ')
			buf_add(out, utf8, (size_t)g_unichar_to_utf8(c, utf8));
	}
	if (!buf_ok(out))
		return err_set(err, E_LIMIT, "model number '%s' is too long", model);
	return out->n > before ? 0 : err_set(err, E_FORMAT, "a model number is empty");
}

static int ascending(const void *a, const void *b)
{
	const char *const *x = a;
	const char *const *y = b;

	return strcmp(*x, *y);
}

/* A number folded and terminated, NULL with err if it does not. */
static char *folded(const char *model, struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(FOLDED_MAX);

	return model_list_fold(&text, model, err) < 0 ? NULL : buf_take(&text);
}

static int digest_of(struct model_list *out, char **texts, size_t n)
{
	CLEANUP(buf_done) struct buf all = BUF(MODEL_LIST_MAX * (FOLDED_MAX + 1));
	uint8_t digest[HASH_SIZE];
	uint32_t count = 0;

	qsort(texts, n, sizeof(*texts), ascending);
	for (size_t i = 0; i < n; i++) {
		if (i && text_equal(texts[i], texts[i - 1]))
			continue;
		count++;
		buf_text(&all, texts[i]);
		buf_u8(&all, '\n');
	}
	assert(buf_ok(&all));
	hash_sha256(digest, buf_view(&all));
	out->count = count;
	memcpy(out->digest, digest, sizeof(out->digest));
	return 0;
}

int model_list_make(struct model_list *out, const char *const *models, size_t n, struct err *err)
{
	if (n == 0 || n > MODEL_LIST_MAX)
		return err_set(err, E_LIMIT, "a label covers 1 to %d models", MODEL_LIST_MAX);
	CLEANUP(mem_freep) char **texts = mem_array(n, sizeof(*texts));
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++) {
		struct err why = { 0 };

		texts[i] = folded(models[i], &why);
		if (!texts[i])
			r = err_set(err, why.code, "%s", why.text);
	}
	if (r == 0)
		r = digest_of(out, texts, n);
	for (size_t i = 0; i < n; i++)
		mem_free(texts[i]);
	return r;
}

bool model_list_equal(const struct model_list *a, const struct model_list *b)
{
	return a->count == b->count && memcmp(a->digest, b->digest, sizeof(a->digest)) == 0;
}

bool model_list_has(const char *const *models, size_t n, const char *model)
{
	CLEANUP(mem_freep) char *wanted = folded(model, NULL);

	for (size_t i = 0; wanted && i < n; i++) {
		CLEANUP(mem_freep) char *one = folded(models[i], NULL);

		if (text_equal(one, wanted))
			return true;
	}
	return false;
}
