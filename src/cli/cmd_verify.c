/*
 * hoshi verify: is this genuine?  A label statement, with what is known of the label today; a dated
 * answer; a proof that an entry is in a log.  Which of them it is, the content tells.
 */
#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/cli.h"
#include "cli/cmds.h"
#include "cli/dated_print.h"
#include "cli/verify_given.h"
#include "cli/verify_proof.h"
#include "label/verify.h"
#include "label/verify_words.h"
#include "tlog/tlog_proof.h"

#define MODELS_FILE_MAX (4u << 20)

static struct {
	const char *keys, *status_list, *model, *models, *entry;
} o;

static const struct opt options[] = {
	{ "keys", 'k', OPT_TEXT, &o.keys, "FILE", "鍵ファイル(必須)", "key file (needed)" },
	{ "status-list", 's', OPT_TEXT, &o.status_list, "FILE", "状態リスト: 現在の状態も確かめる",
	  "status list, to check the label's status too" },
	{ "model", 'm', OPT_TEXT, &o.model, "MODEL", "製品に書かれた型式が対象かどうかも確かめる",
	  "check whether this model, as read on the product, is covered" },
	{ "models", '\0', OPT_TEXT, &o.models, "FILE", "対象型式の一覧(1行に1つ)",
	  "the models that are said to be covered, one a line" },
	{ "entry", '\0', OPT_TEXT, &o.entry, "FILE", "ログの証明が示す記録そのもの",
	  "of a proof: the entry that it is of" },
	{ .name = NULL },
};

/* Cuts the text into lines; the pointers lead into it. */
static size_t lines_of(char *text, const char **lines, size_t max)
{
	size_t n = 0;

	for (char *p = text, *end; *p && n <= max; p = end) {
		end = p + strcspn(p, "\r\n");
		if (*end)
			*end++ = '\0';
		if (*p && n < max)
			lines[n] = p;
		n += *p != '\0';
	}
	return n;
}

static enum verify_language language(void)
{
	return text_equal(opt_common.language, "ja") ? VERIFY_JA : VERIFY_EN;
}

static json_t *words_of(const struct verify_result *r, int step)
{
	CLEANUP(buf_done) struct buf text = BUF(VERIFY_WORDS_MAX);

	if (step < 0)
		verify_words_verdict(&text, r, language());
	else
		verify_words_check(&text, r, (enum verify_step)step, language());
	return json_string(buf_cstr(&text));
}

static json_t *statement_json(const struct statement *s)
{
	json_t *json =
	    json_pack("{s:s, s:s, s:s, s:s, s:i, s:s, s:i}", "issuer", s->issuer, "number",
		      s->number, "issued", s->issued, "valid_until", s->valid_until, "level",
		      (int)s->level, "criteria", s->criteria, "models", (int)s->models.count);

	if (s->support_until[0])
		json_object_set_new(json, "support_until", json_string(s->support_until));
	if (s->corporate_number[0])
		json_object_set_new(json, "corporate_number", json_string(s->corporate_number));
	if (s->log_index >= 0)
		json_object_set_new(json, "log_index", json_integer(s->log_index));
	if (s->vendor[0]) {
		json_object_set_new(json, "vendor", json_string(s->vendor));
		json_object_set_new(json, "product", json_string(s->product));
	}
	return json;
}

static void write_json(struct buf *out, const struct verify_result *r)
{
	CLEANUP(json_done)
	json_t *json =
	    json_pack("{s:s, s:o, s:{}, s:s}", "verdict", verify_verdict_name(r->verdict), "text",
		      words_of(r, -1), "checks", "limit", verify_words_limit(language()));

	for (int i = 0; i < VERIFY_STEPS; i++)
		json_object_set_new(
		    json_object_get(json, "checks"), verify_step_name((enum verify_step)i),
		    json_pack("{s:s, s:s, s:o}", "outcome",
			      verify_outcome_name(r->checks[i].outcome), "why",
			      verify_why_name(r->checks[i].why), "text", words_of(r, i)));
	/* Nothing of a statement that is not genuine: it would be a forger's words. */
	if (r->verdict != VERIFY_NOT_GENUINE) {
		json_object_set_new(json, "statement", statement_json(&r->statement));
		json_object_set_new(json, "owner",
				    json_pack("{s:s, s:s}", "ja", r->owner_ja, "en", r->owner_en));
	}
	if (r->verdict != VERIFY_NOT_GENUINE && r->has_status) {
		char made[TIME_TEXT_MAX];

		time_format(made, r->status_made);
		json_object_set_new(json, "status",
				    json_pack("{s:s, s:s, s:I}", "status",
					      status_list_word(r->status), "as_of", made,
					      "age_seconds", (json_int_t)r->status_age));
	}
	json_write(out, json, true);
}

static void write_text(struct buf *out, const struct verify_result *r)
{
	verify_words_verdict(out, r, language());
	buf_text(out, "\n\n");
	for (unsigned i = 0; i < VERIFY_STEPS; i++) {
		const char *name = verify_words_step((enum verify_step)i, language());
		const char *outcome = verify_words_outcome(r->checks[i].outcome, language());

		buf_format(out, "  %s%*s %s%*s ", name, 16 - (int)text_columns(name), "", outcome,
			   10 - (int)text_columns(outcome), "");
		verify_words_check(out, r, (enum verify_step)i, language());
		buf_u8(out, '\n');
	}
	buf_format(out, "\n%s\n", verify_words_limit(language()));
}

static int code_of(enum verify_verdict verdict)
{
	switch (verdict) {
	case VERIFY_GENUINE:
		return EXIT_CLEAN;
	case VERIFY_UNDECIDED:
		return EXIT_UNDECIDED;
	case VERIFY_NOT_GENUINE:
	case VERIFY_NOT_IN_FORCE:
	case VERIFY_OTHER_MODEL:
		return EXIT_FOUND;
	}
	return EXIT_TROUBLE;
}

/* Options for something else than what was given would be passed over in silence. */
static int check_options(const struct verify_given *given, struct err *err)
{
	if (given->is_answer && (o.model || o.models || o.status_list))
		return err_set(err, E_USAGE,
			       "a dated answer says itself which model and moment it is about; "
			       "--model, --models and --status-list are for label statements");
	if (given->is_proof && (o.model || o.models || o.status_list))
		return err_set(err, E_USAGE,
			       "--model, --models and --status-list are for label statements, not "
			       "for proofs");
	if (!given->is_proof && o.entry)
		return err_set(err, E_USAGE, "--entry is for proofs");
	return 0;
}

static int verify_answer(struct bytes file, const struct key_set *keys)
{
	CLEANUP(dated_verify_done) struct dated_result result;

	dated_verify(&result, file, keys);
	return dated_print(&result, NULL);
}

static int run_verify(char **args, unsigned n)
{
	CLEANUP(verify_given_done) struct verify_given given = { 0 };
	CLEANUP(buf_done)
	struct buf keys = BUF(KEY_SET_FILE_MAX), list = BUF(STATUS_LIST_MESSAGE_MAX);
	CLEANUP(buf_done) struct buf models = BUF(MODELS_FILE_MAX), out = BUF(CLI_LINE_MAX);
	CLEANUP(key_set_done) struct key_set set = { 0 };
	CLEANUP(mem_freep) const char **lines = mem_array(MODEL_LIST_MAX, sizeof(*lines));
	struct verify_result result;
	struct err err = { 0 };
	size_t count = 0;

	(void)n;
	if (!o.keys) {
		(void)err_set(&err, E_USAGE,
			      "there is nothing to verify with: --keys FILE; see "
			      "'hoshi verify --help'");
		return cli_fail(&err);
	}
	if (fd_read_file(&keys, o.keys, KEY_SET_FILE_MAX, &err) < 0 ||
	    key_set_read(&set, buf_view(&keys), o.keys, &err) < 0 ||
	    verify_given_read(&given, args[0], &err) < 0)
		return cli_fail(&err);
	if (check_options(&given, &err) < 0)
		return cli_fail(&err);
	if (given.is_answer)
		return verify_answer(buf_view(&given.file), &set);
	if (given.is_proof)
		return verify_proof(buf_view(&given.file), o.entry, &set);
	if (o.status_list && fd_read_file(&list, o.status_list, STATUS_LIST_MESSAGE_MAX, &err) < 0)
		return cli_fail(&err);
	if (o.models) {
		if (fd_read_file(&models, o.models, MODELS_FILE_MAX, &err) < 0)
			return cli_fail(&err);
		count = lines_of((char *)(uintptr_t)buf_cstr(&models), lines, MODEL_LIST_MAX);
		if (count == 0 || count > MODEL_LIST_MAX) {
			(void)err_set(&err, E_LIMIT, "'%s' has not 1 to %d models", o.models,
				      MODEL_LIST_MAX);
			return cli_fail(&err);
		}
	}
	struct verify_input in = { .statement = given.statement,
				   .url = given.has_url ? &given.url : NULL,
				   .keys = &set,
				   .status_list = buf_view(&list),
				   .model = o.model,
				   .models = lines,
				   .models_count = count,
				   .now = time_unix(&time_system) };

	verify_label(&result, &in);
	if (opt_common.json)
		write_json(&out, &result);
	else
		write_text(&out, &result);
	return cli_write(NULL, &out, &err) < 0 ? cli_fail(&err) : code_of(result.verdict);
}

const struct cmd cmd_verify = {
	.name = "verify",
	.ja = "ラベルのステートメント、日時指定の回答、ログの証明を、鍵ファイルだけで確かめる",
	.en = "check a label statement, a dated answer or a proof with a key file alone",
	.usage =
	    "ADDRESS|FILE|PICTURE --keys FILE [--status-list FILE] [--model MODEL [--models FILE]] "
	    "[--entry FILE]",
	.options = options,
	.args_min = 1,
	.args_max = 1,
	.run = run_verify,
};
