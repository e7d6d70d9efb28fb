/*
 * A line is put together first and written in one go, so that lines of several processes with the
 * same stderr do not mix.
 */
#include "base/log.h"

#include <stdarg.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"

#define MESSAGE_MAX ((size_t)2048)
#define LINE_MAX_BYTES (4 * MESSAGE_MAX)

static struct {
	enum log_level most;
	bool json;
	FILE *to;
} config = { .most = LOG_INFO };

void log_configure(enum log_level most, bool json, FILE *to)
{
	config.most = most;
	config.json = json;
	config.to = to;
}

static const char *level_name(enum log_level level)
{
	switch (level) {
	case LOG_ERROR:
		return "error";
	case LOG_WARN:
		return "warning";
	case LOG_INFO:
		return "info";
	case LOG_DEBUG:
		return "debug";
	}
	return "error";
}

static void json_line(struct buf *line, enum log_level level, const char *area, const char *message)
{
	CLEANUP(json_done) json_t *object = json_object();
	char now[TIME_TEXT_MAX];

	time_format(now, time_unix(&time_system));
	json_object_set_new(object, "time", json_string(now));
	json_object_set_new(object, "level", json_string(level_name(level)));
	json_object_set_new(object, "area", json_string(area));
	json_object_set_new(object, "message", json_string(message));
	json_write(line, object, false);
}

static PRINTF_LIKE(3, 0) void say(enum log_level level, const char *area, const char *format,
				  va_list args)
{
	if (level > config.most)
		return;

	/* Twice the room of what is shown is enough to know that there was more. */
	char raw[2 * MESSAGE_MAX];
	if (vsnprintf(raw, sizeof(raw), format, args) < 0)
		return;
	CLEANUP(mem_freep) char *message = text_visible_new(bytes_of(raw), MESSAGE_MAX);
	CLEANUP(buf_done) struct buf line = BUF(LINE_MAX_BYTES);

	if (config.json)
		json_line(&line, level, area, message);
	else
		buf_format(&line, "%s %s: %s\n", level_name(level), area, message);

	FILE *to = config.to ? config.to : stderr;
	/* There is nowhere left to complain to when this fails. */
	(void)fwrite(line.p, 1, line.n, to);
	(void)fflush(to);
}

void log_error(const char *area, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(LOG_ERROR, area, format, args);
	va_end(args);
}

void log_warn(const char *area, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(LOG_WARN, area, format, args);
	va_end(args);
}

void log_info(const char *area, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(LOG_INFO, area, format, args);
	va_end(args);
}

void log_debug(const char *area, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(LOG_DEBUG, area, format, args);
	va_end(args);
}
