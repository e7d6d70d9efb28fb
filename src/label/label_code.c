#include "label/label_code.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "label/picture_code.h"

#define SHOWN_MAX 80 /* bytes of a stranger's text */
#define LIST_MAX 300 /* bytes of the list: an error has room for so many */

static bool same_label(const struct label_url *a, const struct label_url *b)
{
	return text_equal(a->host, b->host) && text_equal(a->number, b->number);
}

static bool same(const struct label_url *a, const struct label_url *b)
{
	return same_label(a, b) && bytes_equal((struct bytes){ a->statement, a->statement_size },
					       (struct bytes){ b->statement, b->statement_size });
}

/* The plain address beside the statement of the same label, as for a smaller print of it. */
static bool spare(const struct label_url *urls, size_t n, size_t i)
{
	for (size_t k = 0; urls[i].statement_size == 0 && k < n; k++)
		if (urls[k].statement_size && same_label(&urls[k], &urls[i]))
			return true;
	return false;
}

static int no_label(const struct picture_codes *codes, struct err *err)
{
	if (codes->n == 0)
		return err_both(err, E_MISSING, "there is no code", "二次元コードがありません");
	CLEANUP(mem_freep)
	char *text =
	    text_visible_new((struct bytes){ codes->texts[0].p, codes->texts[0].n }, SHOWN_MAX);
	return err_both(err, E_FORMAT, "the code is not the address of a label: '%s'",
			"二次元コードの内容がラベルのアドレスではありません（%s）", text);
}

static int several(const struct label_url *urls, size_t n, struct err *err)
{
	CLEANUP(buf_done) struct buf list = BUF(LIST_MAX);

	for (size_t i = 0; i < n; i++) {
		CLEANUP(mem_freep)
		char *one = mem_format("%s%s/L/%s (%zu)", i ? ", " : "", urls[i].host,
				       urls[i].number, urls[i].statement_size);

		if (list.n + strlen(one) + 8 > LIST_MAX) {
			buf_text(&list, ", ...");
			break;
		}
		buf_text(&list, one);
	}
	return err_both(
	    err, E_LIMIT,
	    "the picture holds %zu label codes: cut it so that one is left; each with "
	    "the bytes of its statement: %s",
	    "ラベルのコードが%"
	    "zu種類あります。1つだけ写る画像にしてください（括弧内はステートメントのバイト数）: "
	    "%s",
	    n, buf_cstr(&list));
}

int label_code_choose(struct label_url *out, const struct picture_codes *codes, struct err *err)
{
	CLEANUP(mem_freep)
	struct label_url *urls = mem_array(PICTURE_CODES_MAX, sizeof(*urls));
	struct label_url *left = urls;
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < codes->n; i++) {
		bool known = false;

		if (label_url_parse(
			&urls[n], (struct bytes){ codes->texts[i].p, codes->texts[i].n }, NULL) < 0)
			continue;
		for (size_t k = 0; k < n; k++)
			known = known || same(&urls[k], &urls[n]);
		n += !known;
	}
	if (n == 0)
		return no_label(codes, err);
	for (size_t i = 0; i < n; i++)
		if (!spare(urls, n, i)) {
			left = &urls[i];
			kept++;
		}
	if (kept > 1)
		return several(urls, n, err);
	if (left->statement_size == 0)
		return err_both(err, E_MISSING,
				"the code holds no statement: the label can only be looked up, at "
				"https://%s/L/%s",
				"このコードにはステートメントがありません。ラベルはhttps://%s/L/"
				"%sで調べることしかできません",
				left->host, left->number);
	*out = *left;
	return 0;
}
