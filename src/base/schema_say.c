#include "base/schema_say.h"

#include <stdarg.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/schema_path.h"
#include "base/text.h"

#define REASON_MAX sizeof(((struct schema_fault *)0)->reason)
#define JA_MAX sizeof(((struct schema_fault *)0)->ja)
#define LIST_MAX (REASON_MAX / 2)

int schema_say(struct schema_finding *out, int code, const struct schema_path *path, const char *en,
	       const char *ja, ...)
{
	va_list args;

	va_start(args, ja);
	(void)vsnprintf(out->fault.reason, REASON_MAX, en, args);
	va_end(args);
	va_start(args, ja);
	(void)vsnprintf(out->fault.ja, JA_MAX, ja, args);
	va_end(args);
	schema_path_write(out->fault.pointer, path);
	out->depth = path->depth;
	return code;
}

char *schema_say_value(const json_t *value)
{
	CLEANUP(buf_done) struct buf text = BUF(4096);

	if (json_is_string(value)) {
		CLEANUP(mem_freep)
		char *visible =
		    text_visible_new(bytes_of(json_string_value(value)), SCHEMA_SHOWN_MAX);
		return mem_format("'%s'", visible);
	}
	json_write(&text, value, false);
	return text_visible_new(text_trim(buf_view(&text)), SCHEMA_SHOWN_MAX);
}

int schema_say_types(struct schema_finding *out, const struct schema_path *path, unsigned types)
{
	/* In the order of SCHEMA_NULL and so on. */
	static const struct {
		const char *en, *ja;
	} names[] = { { "null", "null" },
		      { "true or false", "trueかfalse" },
		      { "a whole number", "整数" },
		      { "a number", "数値" },
		      { "text", "文字列" },
		      { "a list", "配列" },
		      { "an object", "オブジェクト" } };
	CLEANUP(buf_done) struct buf en = BUF(LIST_MAX);
	CLEANUP(buf_done) struct buf ja = BUF(JA_MAX / 2);

	for (unsigned i = 0; i < ARRAY_LEN(names); i++) {
		if (!(types & 1u << i))
			continue;
		buf_format(&en, "%s%s", en.n ? " or " : "", names[i].en);
		buf_format(&ja, "%s%s", ja.n ? "または" : "", names[i].ja);
	}
	return schema_say(out, E_FORMAT, path, "must be %s%.0s", "%.0s%sでなければなりません",
			  buf_cstr(&en), buf_cstr(&ja));
}

int schema_say_constant(struct schema_finding *out, const struct schema_path *path,
			const json_t *constant)
{
	CLEANUP(mem_freep) char *text = schema_say_value(constant);

	return schema_say(out, E_FORMAT, path, "must be %s", "%sでなければなりません", text);
}

int schema_say_choices(struct schema_finding *out, const struct schema_path *path,
		       const json_t *choices)
{
	CLEANUP(buf_done) struct buf text = BUF(LIST_MAX);
	size_t n = json_array_size(choices);

	if (n == 1)
		return schema_say_constant(out, path, json_array_get(choices, 0));
	for (size_t i = 0; i < n && buf_ok(&text); i++) {
		CLEANUP(mem_freep) char *choice = schema_say_value(json_array_get(choices, i));

		buf_format(&text, "%s%s", i ? ", " : "", choice);
	}
	if (!buf_ok(&text))
		return schema_say(out, E_FORMAT, path, "must be one of %s, ... (%zu in all)",
				  "次のいずれかでなければなりません（%s、…全%zu個）",
				  buf_cstr(&text), n);
	return schema_say(out, E_FORMAT, path, "must be one of %s",
			  "次のいずれかでなければなりません（%s）", buf_cstr(&text));
}

/* Nothing is cut in the middle: a second complaint that has no room is left out. */
static void append(char *text, size_t max, const char *between, const char *more)
{
	CLEANUP(mem_freep) char *both = mem_format("%s%s%s", text, between, more);

	if (strlen(both) < max)
		memcpy(text, both, strlen(both) + 1);
}

void schema_say_also(struct schema_finding *out, const struct schema_finding *other)
{
	struct schema_fault *fault = &out->fault;

	if (strstr(fault->reason, other->fault.reason))
		return;
	if (strstr(other->fault.reason, fault->reason)) {
		*out = *other;
		return;
	}
	append(fault->reason, REASON_MAX, ", or ", other->fault.reason);
	append(fault->ja, JA_MAX, "。または、", other->fault.ja);
}
