/* hoshi criteria: what is examined, and why. */
#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/cmds.h"
#include "criteria/catalogue.h"

#define OUTPUT_MAX (4u << 20)

static struct {
	const char *pack;
} o;

static const struct opt options[] = {
	{ "pack", '\0', OPT_TEXT, &o.pack, "ID|FILE", "基準パック(既定はjc-star-1)",
	  "criteria pack (default: jc-star-1)" },
	{ .name = NULL },
};

static const char *say(const json_t *object, const char *key)
{
	return catalogue_say(json_object_get(object, key), opt_common.language);
}

/* A list of ids on one line. */
static void join(struct buf *out, const json_t *list)
{
	size_t i;
	json_t *item;

	json_array_foreach (list, i, item)
		buf_format(out, "%s%s", i ? ", " : "", json_string_value(item));
}

static void list_text(struct buf *out, const struct catalogue *c)
{
	size_t i;
	json_t *criterion, *note;

	buf_format(out, "%s (%s)\n", say(c->pack, "title"), json_text(c->pack, "edition"));
	json_array_foreach (json_object_get(c->pack, "criteria"), i, criterion) {
		buf_format(out, "%s  %s  [", json_text(criterion, "id"), say(criterion, "title"));
		join(out, json_object_get(criterion, "requirements"));
		buf_text(out, "]\n");
	}
	buf_text(out, "\n");
	json_array_foreach (json_object_get(c->pack, "notes"), i, note)
		buf_format(out, "* %s\n", catalogue_say(note, opt_common.language));
}

static void list_json(struct buf *out, const struct catalogue *c)
{
	static const char *const kept[] = {
		"id", "number", "title", "who", "mode", "requirements"
	};
	CLEANUP(json_done)
	json_t *all = json_pack("{s:O, s:O, s:[]}", "pack", json_object_get(c->pack, "id"),
				"edition", json_object_get(c->pack, "edition"), "criteria");
	size_t i;
	json_t *criterion;

	json_array_foreach (json_object_get(c->pack, "criteria"), i, criterion) {
		json_t *row = json_object();

		for (size_t k = 0; k < ARRAY_LEN(kept); k++)
			json_object_set(row, kept[k], json_object_get(criterion, kept[k]));
		json_array_append_new(json_object_get(all, "criteria"), row);
	}
	json_write(out, all, true);
}

static void show_check(struct buf *out, const struct catalogue *c, const json_t *check)
{
	const json_t *question = json_object_get(check, "question");
	size_t i;
	json_t *rule, *id;

	buf_format(out, "\n  %s  %s\n", json_text(check, "id"), say(check, "title"));
	json_array_foreach (json_object_get(check, "applies_unless"), i, rule)
		buf_format(out, "    %s: %s\n", opt_say("対象外となる条件", "does not apply"),
			   say(rule, "because"));
	json_array_foreach (json_object_get(check, "applies_if"), i, rule)
		buf_format(out, "    %s: %s\n", opt_say("対象外となる条件", "does not apply"),
			   say(rule, "because"));
	if (question)
		buf_format(out, "    %s: %s\n", opt_say("人への質問", "asks a person"),
			   say(question, "asks"));
	json_array_foreach (json_object_get(check, "parameters"), i, id) {
		const json_t *p = catalogue_parameter(c, NULL, json_string_value(id));

		buf_format(out, "    %s: %s = ", opt_say("しきい値", "parameter"),
			   json_string_value(id));
		json_write(out, json_object_get(p, "value"), false);
		buf_format(out, "      (%s; %s)\n", json_text(p, "source"),
			   json_flag(p, "official") ? opt_say("公式", "official")
						    : opt_say("公式の値ではない", "not official"));
	}
	if (*say(check, "remedy"))
		buf_format(out, "    %s: %s\n", opt_say("対処", "remedy"), say(check, "remedy"));
}

static void show_text(struct buf *out, const struct catalogue *c, const json_t *criterion)
{
	size_t i;
	json_t *check;

	buf_format(out, "%s  %s\n%s\n\n", json_text(criterion, "id"), say(criterion, "title"),
		   say(criterion, "guidance"));
	buf_format(out, "%s: ", opt_say("要件番号", "requirements"));
	join(out, json_object_get(criterion, "requirements"));
	buf_format(out, "\n%s: ", opt_say("出典", "sources"));
	join(out, json_object_get(criterion, "sources"));
	buf_format(out, "\n%s: ", opt_say("脅威", "threats"));
	join(out, json_object_get(criterion, "threats"));
	buf_text(out, "\n");
	if (json_object_get(criterion, "requirements_note"))
		buf_format(out, "%s: %s\n", opt_say("注意", "note"),
			   say(criterion, "requirements_note"));
	json_array_foreach (json_object_get(criterion, "checks"), i, check)
		show_check(out, c, check);
}

static int run_criteria(char **args, unsigned n)
{
	CLEANUP(catalogue_freep) struct catalogue *c = NULL;
	CLEANUP(buf_done) struct buf text = BUF(OUTPUT_MAX);
	struct err err = { 0 };

	if (catalogue_load(&c, opt_common.catalogue, o.pack, &err) < 0)
		return cli_fail(&err);
	if (text_equal(args[0], "list") && n == 1) {
		if (opt_common.json)
			list_json(&text, c);
		else
			list_text(&text, c);
	} else if (text_equal(args[0], "show") && n == 2) {
		const json_t *criterion = catalogue_criterion(c, args[1]);

		if (!criterion) {
			(void)err_set(&err, E_MISSING,
				      "the pack has no criterion '%s'; see 'hoshi criteria list'",
				      args[1]);
			return cli_fail(&err);
		}
		if (opt_common.json)
			json_write(&text, criterion, true);
		else
			show_text(&text, c, criterion);
	} else {
		(void)err_set(&err, E_USAGE,
			      "it is 'hoshi criteria list' or 'hoshi criteria show ID'");
		return cli_fail(&err);
	}
	return cli_write(NULL, &text, &err) < 0 ? cli_fail(&err) : EXIT_CLEAN;
}

const struct cmd cmd_criteria = {
	.name = "criteria",
	.ja = "何をどう調べるかを見る",
	.en = "show what is examined, and how",
	.usage = "list | show ID",
	.options = options,
	.args_min = 1,
	.args_max = 2,
	.run = run_criteria,
};
