#include "cli/admin_import.h"

#include "base/buf.h"
#include "base/day.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/cli.h"
#include "cli/list_parse.h"
#include "cli/opt.h"
#include "scheme/list_store.h"
#include "scheme/product_list.h"
#include "store/store.h"

#define NAME_SHOWN_MAX 290

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

/* "JC-STAR list.xlsx" -> "jc-star-list"; "list" when nothing of it can stand in an address.  New.
 */
static char *slug_of(const char *path)
{
	CLEANUP(buf_done) struct buf out = BUF(LIST_SLUG_MAX + 1);
	const char *name = base_name(path), *dot = strrchr(name, '.');
	size_t n = dot && dot > name ? (size_t)(dot - name) : strlen(name);

	for (size_t i = 0; i < n && out.n < LIST_SLUG_MAX; i++) {
		char c = name[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			buf_u8(&out, (uint8_t)c);
		else if (out.n > 0 && out.p[out.n - 1] != '-')
			buf_u8(&out, '-');
	}
	while (out.n > 0 && out.p[out.n - 1] == '-')
		out.n--;
	return out.n > 0 ? buf_take(&out) : mem_text("list");
}

static int check(const struct admin_import *in, struct err *err)
{
	const char *const texts[] = { in->source, in->name_ja, in->name_en };
	char today[DAY_TEXT_MAX];

	if (!in->edition || !day_valid(in->edition))
		return err_set(err, E_USAGE, "say of which day the list is: --edition YYYY-MM-DD");
	day_of(today, time_unix(&time_system));
	if (day_compare(in->edition, today) > 0)
		return err_set(err, E_USAGE, "the edition of %s is yet to come", in->edition);
	if (in->slug && !list_store_slug_valid(in->slug))
		return err_set(err, E_USAGE,
			       "--id has lower-case letters, digits and hyphens, at most %d, not "
			       "'%s'",
			       LIST_SLUG_MAX, in->slug);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (texts[i] && (!*texts[i] || !text_utf8_valid(bytes_of(texts[i])) ||
				 strlen(texts[i]) > LIST_NAME_MAX))
			return err_set(err, E_USAGE, "'%s' is no name of up to %d bytes", texts[i],
				       LIST_NAME_MAX);
	if (in->url && ((!text_starts(in->url, "https://") && !text_starts(in->url, "http://")) ||
			strpbrk(in->url, " \t\"<>") || strlen(in->url) > LIST_URL_MAX))
		return err_set(err, E_USAGE, "--url is an address with https://, not '%s'",
			       in->url);
	return 0;
}

static int import(const struct admin_import *in, const char *slug, json_t **list, json_t **before,
		  struct err *err)
{
	CLEANUP(json_done) json_t *columns = NULL;
	CLEANUP(store_freep) struct store *store = NULL;
	CLEANUP(mem_freep)
	char *shown = text_visible_new(bytes_of(base_name(in->path)), NAME_SHOWN_MAX);
	const char *source = in->source ? in->source : shown;
	struct product_list_source from = { shown, in->edition, NULL };
	int r = check(in, err);

	if (r == 0)
		r = product_list_columns(&columns, in->columns, err);
	from.columns = columns;
	if (r == 0)
		r = list_parse_products(list, in->path, &from, true, err);
	if (r == 0)
		r = store_open(&store, in->data, STORE_WRITE, err);
	if (r < 0)
		return r;
	const struct list_about about = { .slug = slug,
					  .name_ja = in->name_ja ? in->name_ja : source,
					  .name_en = in->name_en ? in->name_en : source,
					  .source = source,
					  .url = in->url,
					  .now = time_unix(&time_system) };
	return list_store_import(store, &about, *list, before, err);
}

/* Which heading was taken for what, and what was left out, as the page of the preview shows it. */
static void say_how(const json_t *list)
{
	size_t i;
	json_t *one;

	json_array_foreach (json_object_get(list, "columns"), i, one)
		if (json_text(one, "field"))
			fprintf(stderr, "hoshi: %" PRId64 " '%s': %s\n", json_int(one, "column", 0),
				json_text(one, "heading"), json_text(one, "field"));
	json_array_foreach (json_object_get(list, "warnings"), i, one)
		fprintf(stderr, "hoshi: line %" PRId64 ": %s\n", json_int(one, "line", 0),
			json_text(one, "text"));
}

int admin_import(const struct admin_import *in)
{
	CLEANUP(mem_freep) char *slug = in->slug ? mem_text(in->slug) : slug_of(in->path);
	CLEANUP(json_done) json_t *list = NULL, *before = NULL;
	CLEANUP(buf_done) struct buf text = BUF(CLI_LINE_MAX);
	struct err err = { 0 };

	if (import(in, slug, &list, &before, &err) < 0)
		return cli_fail(&err);
	size_t products = json_array_size(json_object_get(list, "products"));
	int64_t refused = json_int(list, "refused", 0);
	say_how(list);
	if (opt_common.json) {
		CLEANUP(json_done)
		json_t *out =
		    json_pack("{s:s, s:s, s:I, s:I, s:s?}", "list", slug, "edition", in->edition,
			      "products", (json_int_t)products, "refused", (json_int_t)refused,
			      "replaced", json_text(before, "edition"));
		json_write(&text, out, false);
	} else {
		buf_format(&text, "/lists/%s: %s %zu, %s %" PRId64 "\n", slug,
			   opt_say("取り込んだ製品", "products"), products,
			   opt_say("取り込めない行", "lines left out"), refused);
	}
	return cli_write(NULL, &text, &err) < 0 ? cli_fail(&err) : EXIT_CLEAN;
}
