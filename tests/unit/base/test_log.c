/* Lines as text and as JSON, levels, and what a banner may not do. */
#include "tap.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/time.h"

struct sink {
	char *text;
	size_t n;
	FILE *file;
};

static void sink_open(struct sink *s, enum log_level most, bool json)
{
	*s = (struct sink){ 0 };
	s->file = open_memstream(&s->text, &s->n);
	assert_non_null(s->file);
	log_configure(most, json, s->file);
}

static void sink_done(struct sink *s)
{
	log_configure(LOG_INFO, false, NULL);
	fclose(s->file);
	mem_free(s->text);
}

static void text_lines(void **state)
{
	CLEANUP(sink_done) struct sink s;

	(void)state;
	sink_open(&s, LOG_DEBUG, false);
	log_error("probe", "cannot reach %s", "192.0.2.1");
	log_warn("serve", "banner '%s'", "\x1b[2J\nfake line");
	log_info("run", "%d ports", 3);
	log_debug("run", "done");
	assert_string_equal(s.text, "error probe: cannot reach 192.0.2.1\n"
				    "warning serve: banner '\\x1b[2J\\nfake line'\n"
				    "info run: 3 ports\n"
				    "debug run: done\n");
}

static void levels(void **state)
{
	static const struct {
		enum log_level most;
		size_t lines;
	} rows[] = { { LOG_ERROR, 1 }, { LOG_WARN, 2 }, { LOG_INFO, 3 }, { LOG_DEBUG, 4 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(sink_done) struct sink s;
		size_t lines = 0;
		sink_open(&s, rows[i].most, false);
		log_error("a", "x");
		log_warn("a", "x");
		log_info("a", "x");
		log_debug("a", "x");
		for (const char *p = s.text; *p; p++)
			lines += *p == '\n';
		assert_int_equal(lines, rows[i].lines);
	}
}

static void json_lines(void **state)
{
	CLEANUP(sink_done) struct sink s;
	CLEANUP(json_done) json_t *line = NULL;
	int64_t t;

	(void)state;
	sink_open(&s, LOG_INFO, true);
	log_warn("serve", "said \"%s\"", "a\\b\x01\xff");
	assert_int_equal(json_read(&line, bytes_of(s.text), "log", NULL), 0);
	assert_string_equal(json_text(line, "level"), "warning");
	assert_string_equal(json_text(line, "area"), "serve");
	assert_string_equal(json_text(line, "message"), "said \"a\\\\b\\x01\\xff\"");
	assert_int_equal(time_parse(json_text(line, "time"), &t), 0);
	assert_ptr_equal(strchr(s.text, '\n'), s.text + s.n - 1);
}

static void long_messages_are_cut(void **state)
{
	CLEANUP(sink_done) struct sink text;
	CLEANUP(mem_freep) char *banner = mem_array(100001, 1);

	(void)state;
	memset(banner, 1, 100000);
	sink_open(&text, LOG_INFO, false);
	log_info("a", "%s", banner);
	assert_true(text.n < 2100);
	assert_true(text_ends(text.text, "...\n"));

	CLEANUP(sink_done) struct sink json;
	CLEANUP(json_done) json_t *line = NULL;
	memset(banner, '"', 100000);
	sink_open(&json, LOG_INFO, true);
	log_info("a", "%s", banner);
	assert_int_equal(json_read(&line, bytes_of(json.text), "log", NULL), 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(text_lines),
	cmocka_unit_test(levels),
	cmocka_unit_test(json_lines),
	cmocka_unit_test(long_messages_are_cut),
};

TAP_MAIN(tests)
