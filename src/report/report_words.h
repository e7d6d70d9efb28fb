/*
 * The fixed words of the reports in Japanese and English, on equal terms: every word has both, so
 * that no page mixes languages.  Whatever comes from the pack, the declaration or the device is not
 * here.
 */
#pragma once

#include "base/base.h"
#include "judge/verdict.h"

enum report_word {
	/* the page and its sections */
	WORD_REPORT,
	WORD_UNOFFICIAL,
	WORD_TO_DETAILS,
	WORD_OVERVIEW,
	WORD_SUMMARY,
	WORD_NEXT,
	WORD_NOT_EXAMINED,
	WORD_CRITERIA,
	WORD_MEANINGS,
	WORD_DEVICE,
	WORD_CONDITIONS,
	WORD_ABOUT_PACK,
	/* what stands at the top */
	WORD_NOT_JUDGED,
	WORD_INTERRUPTED,
	WORD_RUNNING,
	WORD_OTHER_PACK,
	WORD_PROVISIONAL,
	WORD_PROVISIONAL_MEANS,
	/* the table and the criteria */
	WORD_BACK,
	WORD_ID,
	WORD_CRITERION,
	WORD_VERDICT,
	WORD_REASON,
	WORD_REMEDY,
	WORD_REMEDY_IF,
	WORD_NOTE,
	WORD_NO_REASON,
	WORD_NO_VERDICT,
	WORD_QUESTION,
	WORD_HINT,
	WORD_ANSWER,
	WORD_ANSWER_NONE,
	WORD_ANSWER_YES,
	WORD_ANSWER_NO,
	WORD_ANSWER_NA,
	WORD_ANSWER_BECAUSE,
	WORD_ANSWERED_BY,
	WORD_EVIDENCE,
	WORD_EVIDENCE_NONE,
	WORD_OBSERVATIONS,
	WORD_COVERAGE,
	WORD_SHOWN_UNDER,
	WORD_FIX,
	WORD_ANSWER_THESE,
	WORD_ANSWER_HOW,
	WORD_AGAIN,
	WORD_AGAIN_HOW,
	WORD_ADVICE,
	WORD_NOTHING_NEXT,
	WORD_NOTHING_MISSED,
	WORD_CONCERNS,
	/* tables of the device */
	WORD_PORTS,
	WORD_PORTS_NONE,
	WORD_PORT,
	WORD_SERVICE,
	WORD_DECLARED,
	WORD_DECLARED_YES,
	WORD_DECLARED_NO,
	WORD_DECLARED_UNKNOWN,
	WORD_PURPOSE,
	WORD_CRYPTO,
	WORD_CRYPTO_NONE,
	WORD_GUESSING,
	WORD_GUESSING_NONE,
	WORD_LEDGER,
	WORD_LEDGER_MEANS,
	WORD_ACCOUNT,
	WORD_FOR_CONTROL,
	WORD_FOR_DEFAULT,
	WORD_FOR_GUESS,
	WORD_WAS_NO,
	WORD_WAS_YES,
	WORD_WAS_HELD,
	WORD_WAS_UNCLEAR,
	WORD_WHERE,
	WORD_KIND,
	WORD_NAME_AND_GRADE,
	WORD_GRADE_REFUSED,
	WORD_GRADE_TOLERATED,
	WORD_GRADE_RECOMMENDED,
	WORD_GRADE_UNKNOWN,
	WORD_SEEN,
	WORD_TEXT,
	WORD_STATE,
	WORD_STATE_COMPLETE,
	WORD_STATE_PARTIAL,
	WORD_STATE_NOT_DONE,
	WORD_STATE_ERROR,
	/* evidence */
	WORD_EVIDENCE_CUT,
	WORD_EVIDENCE_BUDGET,
	WORD_EVIDENCE_UNREADABLE,
	WORD_EVIDENCE_FILE,
	WORD_EVIDENCE_HEX,
	WORD_EVIDENCE_ALL,
	WORD_SENT,
	WORD_RECEIVED,
	WORD_NUMBER,
	WORD_LABEL,
	WORD_BYTES,
	WORD_SHA256,
	WORD_PROBE,
	WORD_EXAMINATION,
	/* the conditions */
	WORD_PRODUCT,
	WORD_MAKER,
	WORD_MODEL,
	WORD_TARGET,
	WORD_VANTAGE,
	WORD_VANTAGE_LAN,
	WORD_VANTAGE_WAN,
	WORD_VANTAGE_UNKNOWN,
	WORD_STARTED,
	WORD_ENDED,
	WORD_OPERATOR,
	WORD_AUTHORIZATION,
	WORD_NONE_GIVEN,
	WORD_PACE,
	WORD_PACE_GENTLE,
	WORD_PACE_NORMAL,
	WORD_PACE_FAST,
	WORD_TOOL,
	WORD_RUN,
	WORD_PACK,
	WORD_PACK_EDITION,
	WORD_PACK_SHA256,
	WORD_BASED_ON,
	WORD_DECLARATION,
	WORD_DECLARATION_NONE,
	WORD_DECLARATION_GIVEN,
	WORD_PARAMETERS,
	WORD_PARAMETER,
	WORD_PARAMETERS_USED,
	WORD_VALUE,
	WORD_SOURCE,
	WORD_STANDING,
	WORD_OFFICIAL,
	WORD_UNOFFICIAL_VALUE,
	WORD_COUNT,
};

/* Anything but "ja" is English. */
const char *report_words_get(enum report_word word, const char *language);

/* The word for a coverage record's state; what is unknown is an error. */
enum report_word report_words_state(const char *state);

/* The short word that stands beside a verdict's shape, and one sentence that explains it. */
const char *report_words_verdict(enum verdict v, const char *language);
const char *report_words_meaning(enum verdict v, const char *language);

/* Append a sentence with a number: "and 12 more", "12 pieces". */
struct buf;
void report_words_more(struct buf *out, size_t n, const char *language);
void report_words_items(struct buf *out, size_t n, const char *language);
void report_words_questions(struct buf *out, size_t n, const char *language);
