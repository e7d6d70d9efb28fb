/*
 * PCRE2's own limit counts anew at each place where a match may begin, so a text with many such
 * places would take a step limit for each.  The callouts before every item of a pattern are counted
 * over the whole text instead.
 */
#include "probe/terms.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "criteria/catalogue.h"

#define PLACE_STEPS_MAX 200000 /* from one place where a match may begin */

static void code_free(pcre2_code **code)
{
	pcre2_code_free(*code);
}

static void data_free(pcre2_match_data **data)
{
	pcre2_match_data_free(*data);
}

static void limits_free(pcre2_match_context **context)
{
	pcre2_match_context_free(*context);
}

/* A negative answer ends the whole search. */
static int count_step(pcre2_callout_block *block, void *context)
{
	size_t *left = context;

	(void)block;
	if (*left == 0)
		return PCRE2_ERROR_CALLOUT;
	--*left;
	return 0;
}

/* Where the pattern fits: true and [*from, *to). */
static bool find(const char *pattern, const char *text, size_t n, size_t *from, size_t *to)
{
	int error;
	PCRE2_SIZE at;
	size_t left = TERMS_STEPS + TERMS_STEPS_BYTE * n;
	CLEANUP(code_free)
	pcre2_code *code = pcre2_compile(
	    (PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
	    PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_AUTO_CALLOUT, &error, &at, NULL);
	if (!code)
		return false;
	CLEANUP(data_free)
	pcre2_match_data *data = pcre2_match_data_create_from_pattern(code, NULL);
	CLEANUP(limits_free) pcre2_match_context *limits = pcre2_match_context_create(NULL);
	(void)pcre2_set_match_limit(limits, PLACE_STEPS_MAX);
	(void)pcre2_set_callout(limits, count_step, &left);
	if (pcre2_match(code, (PCRE2_SPTR)text, n, 0, 0, data, limits) < 1)
		return false;
	const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(data);
	*from = ends[0];
	*to = ends[1];
	return *from <= *to;
}

/* The find with some text before and after it, cut between characters. */
static char *quotation(const char *text, size_t n, size_t from, size_t to)
{
	size_t start = from > TERMS_QUOTE_MAX / 3 ? from - TERMS_QUOTE_MAX / 3 : 0;
	size_t end = to + TERMS_QUOTE_MAX / 3 < n ? to + TERMS_QUOTE_MAX / 3 : n;

	while (start < from && ((uint8_t)text[start] & 0xc0) == 0x80)
		start++;
	while (end > to && end < n && ((uint8_t)text[end] & 0xc0) == 0x80)
		end--;
	return text_visible_new(
	    (struct bytes){ .p = (const uint8_t *)text + start, .n = end - start },
	    (size_t)2 * TERMS_QUOTE_MAX);
}

static const json_t *entry_of(const struct catalogue *c, const char *document, const char *item,
			      size_t index)
{
	size_t i, seen = 0;
	json_t *entry;

	json_array_foreach (json_object_get(c->policy_terms, "items"), i, entry) {
		if (!text_equal(json_text(entry, "document"), document))
			continue;
		if (item ? text_equal(json_text(entry, "item"), item) : seen++ == index)
			return entry;
	}
	return NULL;
}

void terms_find(char **quote, const struct catalogue *c, const char *document, const char *item,
		const char *text)
{
	const json_t *entry = entry_of(c, document, item, 0);
	size_t i, n = strlen(text), from, to;
	json_t *pattern;

	*quote = NULL;
	json_array_foreach (json_object_get(entry, "any"), i, pattern)
		if (find(json_string_value(pattern), text, n, &from, &to)) {
			*quote = quotation(text, n, from, to);
			return;
		}
}

const char *terms_item(const struct catalogue *c, const char *document, size_t index)
{
	return json_text(entry_of(c, document, NULL, index), "item");
}
