/* hoshi procure: an inventory against a list of labelled products, or against a registry. */
#include "base/buf.h"
#include "base/day.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/cli.h"
#include "cli/cmds.h"
#include "cli/list_parse.h"
#include "scheme/list_store.h"
#include "scheme/procure.h"
#include "scheme/procure_registry.h"
#include "scheme/procure_text.h"
#include "scheme/product_list.h"
#include "store/store.h"

#define OUTPUT_MAX (256u << 20)
#define WITHIN_DEFAULT "90"
#define NAME_SHOWN_MAX 290

static struct {
	const char *rule, *list, *edition, *columns, *registry, *imported, *on, *within, *format,
	    *output;
} o;

static const struct opt options[] = {
	{ "rule", '\0', OPT_TEXT, &o.rule, "NAME", "調達の規則(any-label、jp-governmentなど)",
	  "the rule to check by (any-label, jp-government, ...)" },
	{ "list", '\0', OPT_TEXT, &o.list, "FILE",
	  "ラベル取得製品の一覧(CSV、XLSX、または取込済みのJSON)",
	  "list of labelled products: CSV, XLSX, or JSON of an earlier import" },
	{ "edition", '\0', OPT_TEXT, &o.edition, "DATE", "一覧が何日の版か(YYYY-MM-DD)",
	  "of which day the list is (YYYY-MM-DD)" },
	{ "columns", '\0', OPT_TEXT, &o.columns, "FILE", "一覧の列の対応表(JSON)",
	  "column map of the list (JSON)" },
	{ "registry", '\0', OPT_TEXT, &o.registry, "DIR",
	  "一覧の代わりに使う登録簿のデータフォルダ",
	  "data folder of a registry, in place of a list" },
	{ "imported", '\0', OPT_TEXT, &o.imported, "ID",
	  "登録簿のラベルの代わりに使う、登録簿に取り込まれた一覧",
	  "a list that was imported into the registry, in place of its own labels" },
	{ "on", '\0', OPT_TEXT, &o.on, "DATE", "いつの時点で判定するか(既定は今日、日本時間)",
	  "the day to judge by (default: today, in Tokyo)" },
	{ "within", '\0', OPT_TEXT, &o.within, "DAYS",
	  "この日数以内に切れるものを期限間近とする(既定は" WITHIN_DEFAULT ")",
	  "labels that end in so many days are expiring (default: " WITHIN_DEFAULT ")" },
	{ "format", 'f', OPT_TEXT, &o.format, "text|csv|json", "出力の形式(既定はtext)",
	  "form of the output (default: text)" },
	{ "output", 'o', OPT_TEXT, &o.output, "FILE", "出力先(既定は標準出力)",
	  "file to write (default: standard output)" },
	{ .name = NULL },
};

/* The name goes into the answer, which is handed on: without folders, and JSON takes no bad bytes.
 */
static char *shown(const char *path)
{
	const char *slash = strrchr(path, '/');

	return text_visible_new(bytes_of(slash && slash[1] ? slash + 1 : path), NAME_SHOWN_MAX);
}

static int load_list(json_t **list, const json_t *columns, const char *path, struct err *err)
{
	CLEANUP(mem_freep) char *name = shown(path);
	const struct product_list_source source = { .name = name,
						    .edition = o.edition,
						    .columns = columns };

	return list_parse_products(list, path, &source, false, err);
}

/* All of the list but its products goes into the answer. */
static int offer_list(struct procure *p, const json_t *columns, json_t **about, struct err *err)
{
	CLEANUP(json_done) json_t *list = NULL;
	size_t i;
	json_t *product;
	int r = load_list(&list, columns, o.list, err);

	if (r < 0)
		return r;
	json_array_foreach (json_object_get(list, "products"), i, product)
		procure_offer(p, product);
	*about = json_pack("{s:s, s:O, s:O, s:O, s:O, s:I, s:O}", "kind", "list", "name",
			   json_at(list, "/source/name"), "sha256", json_at(list, "/source/sha256"),
			   "edition", json_object_get(list, "edition"), "official_columns",
			   json_object_get(list, "official_columns"), "products",
			   (json_int_t)json_array_size(json_object_get(list, "products")),
			   "warnings", json_object_get(list, "warnings"));
	return 0;
}

static int offer_registry(struct procure *p, json_t **about, struct err *err)
{
	CLEANUP(mem_freep) char *name = shown(o.registry);
	CLEANUP(store_freep) struct store *store = NULL;
	int r = store_open(&store, o.registry, STORE_READ, err);

	if (r < 0)
		return r;
	return o.imported ? list_store_offer(p, store, o.imported, about, err)
			  : procure_registry_offer(p, store, name, about, err);
}

static int check_options(char on[static DAY_TEXT_MAX], uint64_t *within, struct err *err)
{
	if (!o.rule)
		return err_set(err, E_USAGE, "say by which rule: --rule NAME");
	if (!o.list == !o.registry)
		return err_set(err, E_USAGE, "it is either --list FILE or --registry DIR");
	if (o.imported && !o.registry)
		return err_set(err, E_USAGE, "--imported is a list of a registry: --registry DIR");
	if (o.registry && o.edition)
		return err_set(err, E_USAGE, "--edition is for a list, not for a registry");
	if (num_u64(o.within ? o.within : WITHIN_DEFAULT, 0, PROCURE_WITHIN_MAX, within) < 0)
		return err_set(err, E_USAGE, "--within is a number of days up to %d, not '%s'",
			       PROCURE_WITHIN_MAX, o.within);
	if (o.format && !text_equal(o.format, "text") && !text_equal(o.format, "csv") &&
	    !text_equal(o.format, "json"))
		return err_set(err, E_USAGE, "--format is 'text', 'csv' or 'json', not '%s'",
			       o.format);
	if (o.edition && !day_valid(o.edition))
		return err_set(err, E_USAGE, "--edition is a day YYYY-MM-DD, not '%s'", o.edition);
	if (o.on && !day_valid(o.on))
		return err_set(err, E_USAGE, "--on is a day YYYY-MM-DD, not '%s'", o.on);
	if (o.on)
		memcpy(on, o.on, DAY_TEXT_MAX);
	else
		day_of(on, time_unix(&time_system));
	return 0;
}

static int ask(json_t **result, const char *path, struct err *err)
{
	CLEANUP(json_done) json_t *rule = NULL, *columns = NULL, *lines = NULL, *list = NULL;
	CLEANUP(procure_freep) struct procure *p = NULL;
	char on[DAY_TEXT_MAX];
	uint64_t within = 0;
	int r = check_options(on, &within, err);

	if (r == 0)
		r = procure_rule(&rule, opt_common.catalogue, o.rule, err);
	if (r == 0)
		r = product_list_columns(&columns, o.columns, err);
	if (r == 0)
		r = list_parse_inventory(&lines, path, columns, err);
	if (r < 0)
		return r;
	p = procure_new(lines);
	r = o.list ? offer_list(p, columns, &list, err) : offer_registry(p, &list, err);
	if (r < 0)
		return r;
	const struct procure_question q = {
		.rule = rule, .list = list, .on = on, .within = (int64_t)within
	};
	*result = procure_result(p, &q);
	return 0;
}

static int exit_code(const json_t *result)
{
	const json_t *summary = json_object_get(result, "summary");

	if (json_int(summary, "fail", 0) > 0)
		return EXIT_FOUND;
	return json_int(summary, "unknown", 0) + json_int(summary, "expiring", 0) > 0
		   ? EXIT_UNDECIDED
		   : EXIT_CLEAN;
}

static int run_check(const char *path)
{
	CLEANUP(json_done) json_t *result = NULL;
	CLEANUP(buf_done) struct buf text = BUF(OUTPUT_MAX);
	struct err err = { 0 };

	if (ask(&result, path, &err) < 0)
		return cli_fail(&err);
	if (opt_common.json || text_equal(o.format, "json"))
		json_write(&text, result, true);
	else if (text_equal(o.format, "csv"))
		procure_text_csv(&text, result, opt_common.language);
	else
		procure_text(&text, result, opt_common.language);
	return cli_write(o.output, &text, &err) < 0 ? cli_fail(&err) : exit_code(result);
}

static int run_import(const char *path)
{
	CLEANUP(json_done) json_t *columns = NULL, *list = NULL;
	CLEANUP(buf_done) struct buf text = BUF(OUTPUT_MAX);
	struct err err = { 0 };
	size_t i;
	json_t *warning;

	if (product_list_columns(&columns, o.columns, &err) < 0 ||
	    load_list(&list, columns, path, &err) < 0)
		return cli_fail(&err);
	json_array_foreach (json_object_get(list, "warnings"), i, warning)
		fprintf(stderr, "hoshi: line %" PRId64 ": %s\n", json_int(warning, "line", 0),
			json_text(warning, "text"));
	json_write(&text, list, true);
	if (cli_write(o.output, &text, &err) < 0)
		return cli_fail(&err);
	fprintf(stderr,
		text_equal(opt_common.language, "ja")
		    ? "製品 %zu 件、読み取れない箇所 %zu 件\n"
		    : "%zu products, %zu places that could not be read\n",
		json_array_size(json_object_get(list, "products")),
		json_array_size(json_object_get(list, "warnings")));
	return EXIT_CLEAN;
}

static int run_procure(char **args, unsigned n)
{
	struct err err = { 0 };

	if (n == 1)
		return run_check(args[0]);
	if (n == 3 && text_equal(args[0], "list") && text_equal(args[1], "import"))
		return run_import(args[2]);
	(void)err_set(&err, E_USAGE,
		      "it is 'hoshi procure INVENTORY.csv' or 'hoshi procure list import FILE'");
	return cli_fail(&err);
}

const struct cmd cmd_procure = {
	.name = "procure",
	.ja = "調達する製品にラベルがあるかを、公開一覧または登録簿で確かめる",
	.en = "check whether products to buy have a label, by a published list or a registry",
	.usage = "INVENTORY.csv --rule NAME (--list FILE --edition DATE | --registry DIR "
		 "[--imported ID]) "
		 "| list import FILE --edition DATE",
	.options = options,
	.args_min = 1,
	.args_max = 3,
	.run = run_procure,
};
