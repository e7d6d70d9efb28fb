#include "web/artwork_code.h"

#include "base/base64.h"
#include "base/buf.h"
#include "base/text.h"
#include "crypto/cose.h"
#include "label/label_url.h"
#include "web/api.h"
#include "web/request.h"
#include "web/response.h"
#include "web/web.h"
#include "workflow/settings.h"

static const struct {
	const char *word, *member;
} codes[ARTWORK_CODES] = {
	[ARTWORK_CODE_PLAIN] = { "plain", NULL },
	[ARTWORK_CODE_COMPACT] = { "compact", "statement" },
	[ARTWORK_CODE_FULL] = { "full", "statement_full" },
};

const char *artwork_code_word(enum artwork_code code)
{
	return codes[code].word;
}

/* The host that the statement itself names: with any other it would not verify. */
static char *signed_address(const json_t *row, const char *member)
{
	CLEANUP(buf_done) struct buf bytes = BUF(STATEMENT_MAX), url = BUF(LABEL_URL_MAX + 1);
	const char *text = json_text(row, member);
	struct statement s;
	struct cose message;

	if (!text || base64_decode(&bytes, bytes_of(text)) < 0 ||
	    statement_read(&s, &message, buf_view(&bytes), NULL) < 0 ||
	    !text_equal(s.number, json_text(row, "number")) ||
	    label_url_build(&url, s.issuer, s.number, buf_view(&bytes), NULL) < 0)
		return NULL;
	return buf_take(&url);
}

char *artwork_code_address(const struct web *web, const json_t *row, enum artwork_code code)
{
	return codes[code].member
		   ? signed_address(row, codes[code].member)
		   : api_page(json_text(web->settings->doc, "base_url"), json_text(row, "number"));
}

static bool has(const json_t *row, enum artwork_code code)
{
	return !codes[code].member || json_text(row, codes[code].member);
}

/* False: a word that stands for nothing. */
static bool find(const struct request *rq, const json_t *row, enum artwork_code *out)
{
	const char *word = request_query(rq, "code");

	*out = has(row, ARTWORK_CODE_COMPACT) ? ARTWORK_CODE_COMPACT : ARTWORK_CODE_PLAIN;
	if (!word || !*word)
		return true;
	for (unsigned i = 0; i < ARTWORK_CODES; i++)
		if (text_equal(word, codes[i].word)) {
			*out = (enum artwork_code)i;
			return true;
		}
	return false;
}

bool artwork_code_of(const struct request *rq, const json_t *row, struct response *rs,
		     enum artwork_code *out)
{
	if (!find(rq, row, out)) {
		response_problem(rs, 400, "'code' is plain, compact or full.");
		return false;
	}
	if (!has(row, *out)) {
		response_problem(rs, 404,
				 "This label was issued without such a statement: its code "
				 "is plain.");
		return false;
	}
	return true;
}

enum artwork_code artwork_code_shown(const struct request *rq, const json_t *row)
{
	enum artwork_code code;

	if (find(rq, row, &code) && has(row, code))
		return code;
	return has(row, ARTWORK_CODE_COMPACT) ? ARTWORK_CODE_COMPACT : ARTWORK_CODE_PLAIN;
}
