#include "web/api_query.h"

#include "base/day.h"
#include "base/err.h"
#include "base/num.h"
#include "base/text.h"
#include "workflow/workflow.h"

#define LEVELS 4

static const char *field(const struct request *rq, const char *name)
{
	const char *text = request_query(rq, name);

	return text && *text ? text : NULL;
}

const char *const api_query_day_names[API_QUERY_DAYS] = { "issued_from", "issued_to", "until_from",
							  "until_to" };

const char **api_query_day(struct search_query *q, size_t i)
{
	const char **const days[API_QUERY_DAYS] = { &q->issued_from, &q->issued_to, &q->until_from,
						    &q->until_to };

	return days[i];
}

static bool read_days(struct search_query *out, const struct request *rq,
		      struct api_query_problem *why)
{
	for (size_t i = 0; i < API_QUERY_DAYS; i++) {
		const char *day = field(rq, api_query_day_names[i]);
		const char *from = i % 2 ? *api_query_day(out, i - 1) : NULL;

		if (day && !day_valid(day)) {
			*why = (struct api_query_problem){
				api_query_day_names[i],
				"日付は2026-09-15のように、実在する日を入力してください。",
				"A day is written like 2026-09-15, and has to be in the calendar."
			};
			return false;
		}
		if (day && from && day_compare(from, day) > 0) {
			*why = (struct api_query_problem){ api_query_day_names[i],
							   "終わりの日が始まりの日より前です。",
							   "The last day is before the first." };
			return false;
		}
		*api_query_day(out, i) = day;
	}
	return true;
}

static bool too_long(const char *text, size_t max)
{
	return text && strlen(text) > max;
}

bool api_query_read(struct search_query *out, const struct request *rq,
		    struct api_query_problem *why)
{
	const char *level = field(rq, "level");
	uint64_t number = 0;

	*out = (struct search_query){ .text = field(rq, "q"),
				      .status = field(rq, "status"),
				      .category = field(rq, "category"),
				      .maker = field(rq, "maker"),
				      .after = field(rq, "after") };
	if (level && num_u64(level, 1, LEVELS, &number) < 0) {
		*why = (struct api_query_problem){ "level", "レベルは1から4の数字です。",
						   "The level is a number from 1 to 4." };
		return false;
	}
	out->level = (int64_t)number;
	if (out->status && !workflow_state_find(MACHINE_LABEL, out->status)) {
		*why = (struct api_query_problem){ "status", "そのような状態はありません。",
						   "There is no such status." };
		return false;
	}
	if (!read_days(out, rq, why))
		return false;
	if (too_long(out->category, API_QUERY_FIELD_MAX) ||
	    too_long(out->maker, API_QUERY_FIELD_MAX)) {
		*why = (struct api_query_problem){ "category", "絞り込みの文字列が長すぎます。",
						   "The text to filter by is too long." };
		return false;
	}
	if (too_long(out->after, SEARCH_CURSOR_MAX))
		return !api_query_refused(E_MISSING, why);
	return true;
}

bool api_query_refused(int code, struct api_query_problem *why)
{
	switch (code) {
	case E_LIMIT:
		*why = (struct api_query_problem){
			"q", "検索の言葉が長すぎるか、多すぎます。8語以内で、短くしてください。",
			"That is too much to search for: at most 8 words, and shorter ones."
		};
		return true;
	case E_FORMAT:
		*why = (struct api_query_problem){
			"q", "検索できる文字がありません。文字か数字を1文字以上入力してください。",
			"There is nothing in it to search for. Please give a letter or digit."
		};
		return true;
	case E_MISSING:
		*why = (struct api_query_problem){
			"after", "そのページはありません。最初のページからご覧ください。",
			"There is no such page. Please begin with the first one."
		};
		return true;
	default:
		return false;
	}
}

bool api_query_any(const struct search_query *q)
{
	return q->text || q->level || q->status || q->category || q->maker || q->issued_from ||
	       q->issued_to || q->until_from || q->until_to;
}
