/* hoshi status: where did a label stand at a moment? */
#include "base/buf.h"
#include "base/day.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/cli.h"
#include "cli/cmds.h"
#include "cli/dated_print.h"
#include "cli/status_source.h"
#include "label/recognition.h"

#define FRESH 3600 /* seconds by which "now" may be off */

static struct {
	const char *registry, *model, *at, *prove, *keys, *rule;
} o;

static const struct opt options[] = {
	{ "registry", 'r', OPT_TEXT, &o.registry, "URL|DIR",
	  "登録簿のアドレス、またはログのあるフォルダ(必須)",
	  "the registry's address, or a folder with its log (needed)" },
	{ "model", 'm', OPT_TEXT, &o.model, "MODEL", "この型式が対象だったかどうかも確かめる",
	  "tell whether this model was covered" },
	{ "at", 'a', OPT_TEXT, &o.at, "DATE",
	  "いつの時点か: YYYY-MM-DD(日本時間のその日の終わり)、または時差の付いた日時。既定は現在",
	  "at which moment: YYYY-MM-DD (the end of that day in Tokyo) or a time with offset; "
	  "default: "
	  "now" },
	{ "keys", 'k', OPT_TEXT, &o.keys, "FILE", "鍵ファイル: 署名も確かめる",
	  "key file, to check the signatures" },
	{ "prove", 'p', OPT_TEXT, &o.prove, "FILE", "署名された回答をこのファイルに保存する",
	  "save the signed answer to this file" },
	{ "rule", '\0', OPT_TEXT, &o.rule, "ID",
	  "国外の制度の条件と照らし合わせる(gb-psti、sg-cls)",
	  "hold it against the conditions of a foreign rule (gb-psti, sg-cls)" },
	{ .name = NULL },
};

/* ---- the question ---- */

static int set_moment(struct status_question *q, struct err *err)
{
	q->now = time_unix(&time_system);
	q->at = q->now;
	if (!o.at)
		return 0;
	q->when = o.at;
	if (day_valid(o.at)) {
		char today[DAY_TEXT_MAX];

		day_of(today, q->now);
		/* Of today, what is so now: the day is not over. */
		if (day_compare(o.at, today) == 0)
			return 0;
		if (dated_answer_end_of_day(o.at, &q->at) < 0)
			return err_set(err, E_USAGE, "--at: '%s' is no day", o.at);
	} else if (time_parse(o.at, &q->at) < 0) {
		return err_set(err, E_USAGE,
			       "--at is a day YYYY-MM-DD, or a time with its offset such as "
			       "2026-11-21T09:00:00+09:00, not '%s'",
			       o.at);
	}
	if (q->at > q->now)
		return err_set(err, E_USAGE, "--at: %s is still to come", o.at);
	return 0;
}

static int set_question(struct status_question *q, const char *number, struct err *err)
{
	CLEANUP(buf_done) struct buf folded = BUF((size_t)8 * MODEL_LIST_NUMBER_MAX);

	*q = (struct status_question){ .number = number, .model = o.model };
	if (!o.registry)
		return err_set(err, E_USAGE, "say whom to ask: --registry URL|DIR");
	if (!statement_number_valid(number))
		return err_set(err, E_USAGE, "'%s' is no registration number", number);
	if (o.model && model_list_fold(&folded, o.model, err) < 0)
		return err->code;
	if (o.prove && !status_source_is_url(o.registry))
		return err_set(
		    err, E_USAGE,
		    "--prove needs a registry that signs: what is read from files has no "
		    "signature");
	return set_moment(q, err);
}

/* ---- the answer ---- */

/* Another label, model or moment than the one that was asked for is no answer. */
static int check_answer(const struct dated_answer *a, const struct status_question *q,
			struct err *err)
{
	char got[TIME_TEXT_MAX];
	const bool is_now = q->at == q->now;
	const int64_t off = a->at - q->at;

	time_format(got, a->at);
	if (!text_equal(a->number, q->number))
		return err_set(err, E_VERIFY, "the answer is about another label, '%s'", a->number);
	if (!text_equal(a->model, q->model ? q->model : ""))
		return err_set(err, E_VERIFY, "the answer is about another model, '%s'", a->model);
	if (is_now ? off < -FRESH || off > FRESH : off != 0)
		return err_set(err, E_VERIFY, "the answer is about another moment, %s%s", got,
			       is_now ? ", or this device's clock is wrong" : "");
	return 0;
}

static int save(const struct buf *file, struct err *err)
{
	int r = fd_write_file(o.prove, buf_view(file), 0644, err);

	if (r == 0)
		fprintf(stderr, "hoshi: %s '%s'\n", opt_say("保存しました:", "saved as"), o.prove);
	return r;
}

static int ask_registry(struct dated_result *result, struct buf *file,
			const struct status_question *q, const struct key_set *keys,
			struct err *err)
{
	int r = status_source_fetch(file, o.registry, q, err);

	if (r < 0)
		return r;
	dated_verify(result, buf_view(file), keys);
	if (result->verdict == DATED_NOT_GENUINE)
		return 0;
	r = check_answer(&result->answer, q, err);
	return r == 0 && o.prove ? save(file, err) : r;
}

static int ask_files(struct dated_result *result, struct buf *payload,
		     const struct status_question *q, const struct key_set *keys, struct err *err)
{
	int r = status_source_read(payload, o.registry, q, err);

	if (r == 0)
		dated_verify_files(result, buf_view(payload), keys);
	return r;
}

static int run_status(char **args, unsigned n)
{
	CLEANUP(buf_done) struct buf file = BUF(DATED_ANSWER_MAX), text = BUF(KEY_SET_FILE_MAX);
	CLEANUP(key_set_done) struct key_set set = { 0 };
	CLEANUP(json_done) json_t *rule = NULL, *conditions = NULL;
	CLEANUP(dated_verify_done) struct dated_result result = { 0 };
	const struct key_set *keys = o.keys ? &set : NULL;
	struct status_question q;
	struct err err = { 0 };

	(void)n;
	int r = set_question(&q, args[0], &err);
	if (r == 0 && o.rule)
		r = recognition_rule(&rule, opt_common.catalogue, o.rule, &err);
	if (r == 0 && keys)
		r = fd_read_file(&text, o.keys, KEY_SET_FILE_MAX, &err);
	if (r == 0 && keys)
		r = key_set_read(&set, buf_view(&text), o.keys, &err);
	if (r == 0)
		r = status_source_is_url(o.registry) ? ask_registry(&result, &file, &q, keys, &err)
						     : ask_files(&result, &file, &q, keys, &err);
	if (r < 0)
		return cli_fail(&err);
	if (rule && result.verdict != DATED_NOT_GENUINE)
		conditions = recognition_ask(rule, &result);
	return dated_print(&result, conditions);
}

const struct cmd cmd_status = {
	.name = "status",
	.ja = "ある時点でラベルがどの状態にあったかを、登録簿またはそのログに尋ねる",
	.en = "ask a registry, or its log, where a label stood at a moment",
	.usage =
	    "NUMBER --registry URL|DIR [--model MODEL] [--at DATE] [--keys FILE] [--prove FILE] "
	    "[--rule ID]",
	.options = options,
	.args_min = 1,
	.args_max = 1,
	.run = run_status,
};
