#include "cli/dated_print.h"

#include "base/buf.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/opt.h"
#include "label/dated_json.h"
#include "label/dated_words.h"
#include "label/recognition.h"

#define OUTPUT_MAX (16u << 20)

static enum verify_language language(void)
{
	return text_equal(opt_common.language, "ja") ? VERIFY_JA : VERIFY_EN;
}

/* A check, or with DATED_STEPS the verdict. */
static json_t *words_of(const struct dated_result *r, unsigned step)
{
	CLEANUP(buf_done) struct buf text = BUF(CLI_LINE_MAX);

	if (step == DATED_STEPS)
		dated_words_verdict(&text, r, language());
	else
		dated_words_check(&text, r, (enum dated_step)step, language());
	return json_string(buf_cstr(&text));
}

static void write_json(struct buf *out, const struct dated_result *r, const json_t *conditions)
{
	CLEANUP(json_done) json_t *json = dated_json(r);
	json_t *checks = json_object_get(json, "checks");

	json_object_set_new(json, "text", words_of(r, DATED_STEPS));
	for (unsigned i = 0; i < DATED_STEPS; i++)
		json_object_set_new(json_object_get(checks, dated_json_step((enum dated_step)i)),
				    "text", words_of(r, i));
	json_object_set_new(json, "limit", json_string(dated_words_limit(language())));
	if (conditions)
		json_object_set(json, "conditions", json_lend(conditions));
	json_write(out, json, true);
}

static void write_history(struct buf *out, const struct dated_result *r)
{
	const struct dated_answer *a = &r->answer;

	buf_format(out, "\n%s\n", opt_say("履歴（日本時間）", "History (times in Tokyo)"));
	for (size_t i = 0; i < a->n; i++) {
		buf_text(out, "  ");
		dated_words_entry(out, &a->entries[i], language());
		buf_u8(out, '\n');
	}
}

static void write_checks(struct buf *out, const struct dated_result *r)
{
	buf_format(out, "\n%s\n", opt_say("確認したこと", "Checks"));
	for (unsigned i = 0; i < DATED_STEPS; i++) {
		const char *name = dated_words_step((enum dated_step)i, language());
		const char *outcome = verify_words_outcome(r->checks[i].outcome, language());

		buf_format(out, "  %s%*s %s%*s ", name, 16 - (int)text_columns(name), "", outcome,
			   10 - (int)text_columns(outcome), "");
		dated_words_check(out, r, (enum dated_step)i, language());
		buf_u8(out, '\n');
	}
}

static void write_text(struct buf *out, const struct dated_result *r, const json_t *conditions)
{
	dated_words_verdict(out, r, language());
	buf_u8(out, '\n');
	if (r->verdict != DATED_NOT_GENUINE)
		write_history(out, r);
	write_checks(out, r);
	if (conditions) {
		buf_u8(out, '\n');
		recognition_words(out, conditions, opt_common.language);
	}
	buf_format(out, "\n%s\n", dated_words_limit(language()));
}

/* What is not met outweighs what nobody can tell. */
static int code_of(const struct dated_result *r, const json_t *conditions)
{
	switch (r->verdict) {
	case DATED_NOT_GENUINE:
	case DATED_NO:
		return EXIT_FOUND;
	case DATED_UNDECIDED:
	case DATED_YES:
		break;
	}
	if (json_int(conditions, "unmet", 0) > 0)
		return EXIT_FOUND;
	return r->verdict == DATED_UNDECIDED || json_int(conditions, "unknown", 0) > 0
		   ? EXIT_UNDECIDED
		   : EXIT_CLEAN;
}

int dated_print(const struct dated_result *r, const json_t *conditions)
{
	CLEANUP(buf_done) struct buf out = BUF(OUTPUT_MAX);
	struct err err = { 0 };

	if (opt_common.json)
		write_json(&out, r, conditions);
	else
		write_text(&out, r, conditions);
	return cli_write(NULL, &out, &err) < 0 ? cli_fail(&err) : code_of(r, conditions);
}
