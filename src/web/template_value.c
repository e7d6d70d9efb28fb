#include "web/template_value.h"

#include "base/buf.h"
#include "base/day.h"
#include "base/html_escape.h"
#include "base/num.h"
#include "base/text.h"
#include "base/time.h"
#include "web/template_said.h"

/* Itself, or the one in the reader's language of {ja, en}; or NULL. */
static const char *text_of(const json_t *value, bool japanese)
{
	if (json_is_string(value))
		return json_string_value(value);
	if (!json_is_object(value))
		return NULL;
	const char *ja = json_text(value, "ja");
	const char *en = json_text(value, "en");
	return (japanese && ja) || !en ? ja : en;
}

bool template_value_is(const json_t *value)
{
	switch (value ? json_typeof(value) : JSON_NULL) {
	case JSON_OBJECT:
	case JSON_TRUE:
		return true;
	case JSON_ARRAY:
		return json_array_size(value) > 0;
	case JSON_STRING:
		return json_string_length(value) > 0;
	case JSON_INTEGER:
		return json_integer_value(value) != 0;
	case JSON_REAL:
		return json_real_value(value) < 0 || json_real_value(value) > 0;
	case JSON_FALSE:
	case JSON_NULL:
		return false;
	}
	return false;
}

static void number(struct buf *out, int64_t value)
{
	char digits[24];
	int n = snprintf(digits, sizeof(digits), "%" PRId64, value);
	int first = value < 0 ? 1 : 0;

	for (int i = 0; i < n; i++) {
		if (i > first && (n - i) % 3 == 0)
			buf_u8(out, ',');
		buf_u8(out, (uint8_t)digits[i]);
	}
}

/* text is YYYY-MM-DD..., checked. */
static void day(struct buf *out, const char *text, bool japanese)
{
	static const char *const months[] = { "January",   "February", "March",    "April",
					      "May",       "June",     "July",     "August",
					      "September", "October",  "November", "December" };
	uint64_t month = 1, day = 1;

	if (num_u64n((struct bytes){ (const uint8_t *)text + 5, 2 }, 1, 12, &month) < 0 ||
	    num_u64n((struct bytes){ (const uint8_t *)text + 8, 2 }, 1, 31, &day) < 0)
		return;
	if (japanese)
		buf_format(out, "%.4s年%u月%u日", text, (unsigned)month, (unsigned)day);
	else
		buf_format(out, "%u %s %.4s", (unsigned)day, months[month - 1], text);
}

static void moment(struct buf *out, int64_t at, bool with_time, bool japanese)
{
	char text[DAY_TIME_MAX];

	day_time(text, at);
	day(out, text, japanese);
	if (with_time)
		buf_format(out, japanese ? " %.5s" : ", %.5s JST", text + 11);
}

void template_value_part(struct buf *out, const char *text)
{
	for (const char *p = text; *p; p++) {
		uint8_t c = (uint8_t)*p;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		    c == '-' || c == '.' || c == '_' || c == '~')
			buf_u8(out, c);
		else
			buf_format(out, "%%%02X", c);
	}
}

bool template_value_followable(const char *address)
{
	/* Browsers drop tabs and line ends from an address, wherever they stand. */
	for (const char *p = address; *p; p++)
		if ((uint8_t)*p <= ' ' || *p == 0x7f || *p == '\\')
			return false;
	if (text_starts(address, "/"))
		return address[1] != '/';
	if (text_starts(address, "https://"))
		return address[8] != 0 && address[8] != '/';
	return text_starts(address, "http://") && address[7] != 0 && address[7] != '/';
}

/* Is it there in one language only?  What is said in both is ours, or was translated. */
static bool is_single(const json_t *value)
{
	const char *ja = json_text(value, "ja"), *en = json_text(value, "en");

	return json_is_string(value) || !ja || !en || text_equal(ja, en);
}

static void print_said(struct buf *out, const char *text, const json_t *value, bool japanese)
{
	const char *language = is_single(value) ? template_said_language(text, japanese) : NULL;

	if (language)
		buf_format(out, "<span lang=\"%s\">", language);
	html_escape_lines(out, bytes_of(text));
	if (language)
		buf_text(out, "</span>");
}

static void print_text(struct buf *out, const char *text, enum template_filter filter,
		       bool japanese)
{
	int64_t at;

	if (filter == TEMPLATE_PART)
		template_value_part(out, text);
	else if (filter == TEMPLATE_URL)
		html_escape(out, bytes_of(template_value_followable(text) ? text : "#"));
	else if (filter == TEMPLATE_DAY && time_parse_date(text, &at) == 0)
		day(out, text, japanese);
	else
		html_escape_lines(out, bytes_of(text));
}

void template_value_print(struct buf *out, const json_t *value, enum template_filter filter,
			  bool japanese)
{
	const char *text = text_of(value, japanese);

	if (text && filter == TEMPLATE_SAID) {
		print_said(out, text, value, japanese);
	} else if (text) {
		print_text(out, text, filter, japanese);
	} else if (filter == TEMPLATE_URL) {
		buf_u8(out, '#');
	} else if (json_is_integer(value)) {
		int64_t v = json_integer_value(value);

		if (filter == TEMPLATE_NUMBER)
			number(out, v);
		else if (filter == TEMPLATE_DAY || filter == TEMPLATE_TIME)
			moment(out, v, filter == TEMPLATE_TIME, japanese);
		else
			buf_format(out, "%" PRId64, v);
	} else if (json_is_real(value)) {
		buf_format(out, "%.15g", json_real_value(value));
	}
}
