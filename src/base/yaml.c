/*
 * libyaml delivers events; a stack of open mappings and sequences turns them into JSON values.  The
 * lines are a list of nodes in document order, each with its parent, so that their size does not
 * depend on how long the pointers would be.
 */
#include "base/yaml.h"

#include <yaml.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"

#define NO_PARENT SIZE_MAX
#define SHOWN_MAX 64

struct node {
	size_t parent;
	char *key;    /* NULL in a sequence */
	size_t index; /* in a sequence */
	unsigned line;
};

struct yaml {
	struct node *nodes;
	size_t n;
	size_t room;
};

/* An open mapping or sequence; values are borrowed from the root. */
struct level {
	json_t *value;
	size_t node;
	char *key; /* read, and its value is still to come */
	unsigned key_line;
};

struct reader {
	yaml_parser_t parser;
	const char *name;
	struct err *err;
	struct yaml *lines;
	json_t *root;
	struct level stack[YAML_DEPTH_MAX];
	size_t depth;
};

static unsigned event_line(const yaml_event_t *event)
{
	return (unsigned)event->start_mark.line + 1;
}

static int refuse(struct reader *r, const yaml_event_t *event, int code, const char *why)
{
	return err_set(r->err, code, "%s:%u: %s", r->name, event_line(event), why);
}

static size_t add_node(struct yaml *lines, struct node node)
{
	if (lines->n == lines->room) {
		lines->room = lines->room ? 2 * lines->room : 64;
		lines->nodes = mem_resize(lines->nodes, lines->room, sizeof(*lines->nodes));
	}
	lines->nodes[lines->n] = node;
	return lines->n++;
}

static bool is_one_of(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (text_equal(text, *words))
			return true;
	return false;
}

/* Digits of a base that is a power of two, as in 0x1F and 0o17. */
static int read_based(const char *digits, unsigned bits, int64_t *out)
{
	int64_t v = 0;

	if (!*digits)
		return E_FORMAT;
	for (; *digits; digits++) {
		char c = *digits;
		int64_t digit = c >= '0' && c <= '9'   ? c - '0'
				: c >= 'a' && c <= 'f' ? c - 'a' + 10
				: c >= 'A' && c <= 'F' ? c - 'A' + 10
						       : INT64_MAX;
		if (digit >= 1 << bits)
			return E_FORMAT;
		if (v > INT64_MAX >> bits)
			return E_LIMIT;
		v = v << bits | digit;
	}
	*out = v;
	return 0;
}

static int read_integer(const char *text, int64_t *out)
{
	if (text_starts(text, "0x"))
		return read_based(text + 2, 4, out);
	if (text_starts(text, "0o"))
		return read_based(text + 2, 3, out);
	if (text[0] == '+' && text[1] == '-')
		return E_FORMAT;
	return num_i64(text + (text[0] == '+'), INT64_MIN, INT64_MAX, out);
}

/* YAML 1.2.2, 10.3.2, without floats. */
static int plain_value(json_t **out, const char *text)
{
	static const char *const null[] = { "", "~", "null", "Null", "NULL", NULL };
	static const char *const yes[] = { "true", "True", "TRUE", NULL };
	static const char *const no[] = { "false", "False", "FALSE", NULL };
	int64_t integer;
	int r = 0;

	if (is_one_of(text, null))
		*out = json_null();
	else if (is_one_of(text, yes))
		*out = json_boolean(true);
	else if (is_one_of(text, no))
		*out = json_boolean(false);
	else {
		r = read_integer(text, &integer);
		if (r == 0)
			*out = json_integer(integer);
		else if (r == E_FORMAT)
			*out = json_string(text);
	}
	return r == E_LIMIT ? E_LIMIT : 0;
}

static const char *scalar_text(const yaml_event_t *event)
{
	return (const char *)event->data.scalar.value;
}

static int take_key(struct reader *r, struct level *top, const yaml_event_t *event)
{
	const char *text = scalar_text(event);

	if (!*text && event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
		return refuse(r, event, E_FORMAT, "a key is missing before ':'");
	if (json_object_get(top->value, text)) {
		CLEANUP(mem_freep) char *shown = text_visible_new(bytes_of(text), SHOWN_MAX);
		return err_set(r->err, E_FORMAT, "%s:%u: key '%s' stands twice in its mapping",
			       r->name, event_line(event), shown);
	}
	top->key = mem_text(text);
	top->key_line = event_line(event);
	return 0;
}

/* Puts the value, which it takes, where it belongs; *at is its node. */
static int place(struct reader *r, json_t *value, const yaml_event_t *event, size_t *at)
{
	struct node node = { .parent = NO_PARENT, .line = event_line(event) };

	if (r->lines->n == YAML_NODES_MAX) {
		json_decref(value);
		return refuse(r, event, E_LIMIT, "too many values");
	}
	if (r->depth == 0) {
		r->root = value;
		*at = add_node(r->lines, node);
		return 0;
	}

	struct level *top = &r->stack[r->depth - 1];
	node.parent = top->node;
	if (json_is_array(top->value)) {
		node.index = json_array_size(top->value);
		json_array_append_new(top->value, value);
	} else {
		node.line = top->key_line;
		json_object_set_new(top->value, top->key, value);
		node.key = steal(top->key);
	}
	*at = add_node(r->lines, node);
	return 0;
}

static bool expects_key(const struct reader *r)
{
	return r->depth > 0 && json_is_object(r->stack[r->depth - 1].value) &&
	       !r->stack[r->depth - 1].key;
}

static int take_scalar(struct reader *r, const yaml_event_t *event)
{
	const char *text = scalar_text(event);
	json_t *value = NULL;
	size_t at;

	if (event->data.scalar.anchor)
		return refuse(r, event, E_UNSUPPORTED, "anchors are not supported");
	if (event->data.scalar.tag)
		return refuse(r, event, E_UNSUPPORTED, "tags are not supported");
	if (strlen(text) != event->data.scalar.length)
		return refuse(r, event, E_FORMAT, "text contains a NUL character");
	if (expects_key(r))
		return take_key(r, &r->stack[r->depth - 1], event);

	if (event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
		value = json_string(text);
	else if (plain_value(&value, text) < 0)
		return refuse(r, event, E_LIMIT,
			      "the number is too large (quote it if it is text)");
	return place(r, value, event, &at);
}

static int open_level(struct reader *r, const yaml_event_t *event, bool anchor, bool tag,
		      json_t *(*make)(void))
{
	size_t node = 0;

	if (anchor)
		return refuse(r, event, E_UNSUPPORTED, "anchors are not supported");
	if (tag)
		return refuse(r, event, E_UNSUPPORTED, "tags are not supported");
	if (expects_key(r))
		return refuse(r, event, E_UNSUPPORTED, "a key must be text");
	if (r->depth == YAML_DEPTH_MAX)
		return refuse(r, event, E_LIMIT, "nested too deep");

	json_t *value = make();
	int result = place(r, value, event, &node);
	if (result == 0)
		r->stack[r->depth++] = (struct level){ .value = value, .node = node };
	return result;
}

static int take_event(struct reader *r, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (r->root)
			return refuse(r, event, E_UNSUPPORTED, "a second document begins");
		if (event->data.document_start.tag_directives.start !=
		    event->data.document_start.tag_directives.end)
			return refuse(r, event, E_UNSUPPORTED, "tags are not supported");
		return 0;
	case YAML_ALIAS_EVENT:
		return refuse(r, event, E_UNSUPPORTED, "aliases are not supported");
	case YAML_SCALAR_EVENT:
		return take_scalar(r, event);
	case YAML_SEQUENCE_START_EVENT:
		return open_level(r, event, event->data.sequence_start.anchor,
				  event->data.sequence_start.tag, json_array);
	case YAML_MAPPING_START_EVENT:
		return open_level(r, event, event->data.mapping_start.anchor,
				  event->data.mapping_start.tag, json_object);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		r->depth--;
		return 0;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		return 0;
	}
	return 0;
}

static int syntax_error(struct reader *r, struct bytes text)
{
	const yaml_parser_t *parser = &r->parser;
	const char *problem = parser->problem ? parser->problem : "malformed";
	size_t line = parser->problem_mark.line + 1;

	/* A character that may not stand in YAML has no mark, only an offset. */
	if (parser->error == YAML_READER_ERROR) {
		line = 1;
		for (size_t i = 0; i < text.n && i < parser->problem_offset; i++)
			line += text.p[i] == '\n';
	}
	return err_set(r->err, E_FORMAT, "%s:%zu: %s", r->name, line, problem);
}

static int read_events(struct reader *r, struct bytes text)
{
	for (;;) {
		CLEANUP(yaml_event_delete) yaml_event_t event = { .type = YAML_NO_EVENT };

		if (!yaml_parser_parse(&r->parser, &event))
			return syntax_error(r, text);
		int result = take_event(r, &event);
		if (result < 0)
			return result;
		if (event.type == YAML_STREAM_END_EVENT)
			return r->root ? 0 : err_set(r->err, E_FORMAT, "%s: is empty", r->name);
	}
}

/* Not yaml_free: libyaml exports that name and would call ours in its place. */
static void yaml_lines_free(struct yaml *lines)
{
	if (!lines)
		return;
	for (size_t i = 0; i < lines->n; i++)
		mem_free(lines->nodes[i].key);
	mem_free(lines->nodes);
	mem_free(lines);
}

/* What is left of a reader, after failure as well as after *out and *lines were stolen. */
static void reader_done(struct reader *r)
{
	for (size_t i = 0; i < YAML_DEPTH_MAX; i++)
		mem_free(r->stack[i].key);
	yaml_parser_delete(&r->parser);
	yaml_lines_free(r->lines);
	json_decref(r->root);
}

int yaml_read(json_t **out, struct yaml **lines, struct bytes text, const char *name,
	      struct err *err)
{
	static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };

	if (text.n > YAML_FILE_MAX)
		return err_set(err, E_LIMIT, "%s: larger than %u bytes", name, YAML_FILE_MAX);
	/* Editors on Windows put a byte order mark there, which libyaml only skips if it guesses.
	 */
	if (text.n >= sizeof(mark) && memcmp(text.p, mark, sizeof(mark)) == 0)
		text = (struct bytes){ .p = text.p + sizeof(mark), .n = text.n - sizeof(mark) };
	if (!text_utf8_valid(text))
		return err_set(err, E_FORMAT, "%s: is not UTF-8", name);

	CLEANUP(reader_done) struct reader r = { .name = name, .err = err };
	if (!yaml_parser_initialize(&r.parser))
		abort(); /* out of memory is its only reason */
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser, text.n ? text.p : (const uint8_t *)"", text.n);
	r.lines = mem_array(1, sizeof(*r.lines));

	int result = read_events(&r, text);
	if (result < 0)
		return result;
	*out = steal(r.root);
	*lines = steal(r.lines);
	return 0;
}

/* The child of a node that a pointer's token names; parent itself when there is none. */
static size_t find_child(const struct yaml *lines, size_t parent, const char *token)
{
	uint64_t index = 0;
	bool is_index = num_u64(token, 0, YAML_NODES_MAX, &index) == 0;

	/* Children stand somewhere after their parent. */
	for (size_t i = parent + 1; i < lines->n; i++) {
		const struct node *node = &lines->nodes[i];
		if (node->parent != parent)
			continue;
		if (node->key ? text_equal(node->key, token) : is_index && node->index == index)
			return i;
	}
	return parent;
}

unsigned yaml_line(const struct yaml *lines, const char *pointer)
{
	size_t at = 0;

	while (*pointer) {
		CLEANUP(mem_freep) char *token = json_pointer_take(&pointer);
		size_t child = token ? find_child(lines, at, token) : at;
		if (child == at)
			break;
		at = child;
	}
	return lines->nodes[at].line;
}

void yaml_lines_freep(struct yaml **lines)
{
	yaml_lines_free(*lines);
	*lines = NULL;
}
