#include "workflow/field_problem.h"

#include <glib.h>

#include "base/mem.h"

json_t *field_problem(json_t *problems, const char *field, const char *ja, const char *en)
{
	if (problems)
		json_array_append_new(
		    problems, json_pack("{s:s, s:s, s:s}", "field", field, "ja", ja, "en", en));
	return NULL;
}

bool field_problem_length(json_t *problems, const char *field, const char *text, size_t max)
{
	size_t n = (size_t)g_utf8_strlen(text, -1);

	if (n <= max)
		return true;
	CLEANUP(mem_freep) char *ja = mem_format("%zu文字以内で入力してください。", max);
	CLEANUP(mem_freep) char *en = mem_format("At most %zu characters, please.", max);
	(void)field_problem(problems, field, ja, en);
	return false;
}

/* The same set as in application.schema.json. */
static bool refused(gunichar c, bool lines)
{
	if (c < 0x20)
		return !lines || (c != '\n' && c != '\t');
	return (c >= 0x7f && c <= 0x9f) || c == 0x61c || c == 0x200e || c == 0x200f ||
	       c == 0x2028 || c == 0x2029 || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

bool field_problem_characters(json_t *problems, const char *field, const char *text, bool lines)
{
	for (const char *p = text; *p; p = g_utf8_next_char(p))
		if (refused(g_utf8_get_char(p), lines)) {
			(void)field_problem(problems, field,
					    "使えない文字（制御文字など）が含まれています。",
					    "It holds characters that cannot be used (control "
					    "characters and the like).");
			return false;
		}
	return true;
}
