#include "workflow/finding.h"

#include "base/mem.h"
#include "base/text.h"
#include "workflow/form_check.h"

/* What is put into a sentence is cut, so that a model's name does not become a page. */
#define TEXT_SHOWN_MAX 300

static void append(json_t *findings, const char *field, const struct finding *f)
{
	static const char *const severities[] = {
		[FINDING_BLOCKS_SUBMISSION] = "blocks_submission",
		[FINDING_BLOCKS_CHECK] = "blocks_check",
		[FINDING_NOTE] = "note",
	};

	json_array_append_new(findings, json_pack("{s:s, s:s, s:s, s:s, s:s}", "code", f->code,
						  "severity", severities[f->severity], "field",
						  field ? field : "", "ja", f->ja, "en", f->en));
}

void finding_add(json_t *findings, const char *field, const struct finding *f)
{
	static const struct finding too_many = {
		.code = "too_many",
		.severity = FINDING_BLOCKS_SUBMISSION,
		.ja = "指摘が多すぎるため、残りは表示していません。",
		.en = "There are too many findings; the others are not shown.",
	};
	size_t n = json_array_size(findings);

	if (n < FORM_CHECK_FINDINGS_MAX)
		append(findings, field, f);
	else if (n == FORM_CHECK_FINDINGS_MAX)
		append(findings, NULL, &too_many);
}

/* The sentence with the text in place of its "{}". */
static char *fill(const char *sentence, const char *text)
{
	const char *at = strstr(sentence, "{}");

	if (!at)
		return mem_text(sentence);
	return mem_format("%.*s%s%s", (int)(at - sentence), sentence, text, at + 2);
}

void finding_add_with(json_t *findings, const char *field, const struct finding *f,
		      const char *text)
{
	CLEANUP(mem_freep) char *shown = text_visible_new(bytes_of(text), TEXT_SHOWN_MAX);
	CLEANUP(mem_freep) char *ja = fill(f->ja, shown);
	CLEANUP(mem_freep) char *en = fill(f->en, shown);

	finding_add(
	    findings, field,
	    &(struct finding){ .code = f->code, .severity = f->severity, .ja = ja, .en = en });
}
