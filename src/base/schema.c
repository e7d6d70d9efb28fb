/*
 * Compiling a schema: each keyword has a function in a table, and what is not in the table is
 * refused.  The nodes of $defs are made first and filled later, so that they may refer to each
 * other; afterwards measure() makes sure that no value can be looked at for ever.
 */
#include "base/schema.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/schema_node.h"
#include "base/schema_path.h"
#include "base/text.h"

/* How often $ref, allOf, anyOf ... may nest before the next step into the document. */
#define HEIGHT_MAX 24
#define MEASURING UINT_MAX

#define PATTERN_MAX 1024
/* Backtracking steps and KiB: enough for any sane pattern on any sane text. */
#define MATCH_LIMIT 20000
#define HEAP_LIMIT 1024

struct compiler {
	struct schema *schema;
	struct err *err;
};

/* Reads value into a field of a node, or into the node itself where the table says offset 0. */
typedef int keyword_fn(struct compiler *c, void *field, json_t *value,
		       const struct schema_path *path);

static int fill(struct compiler *c, struct schema_node *node, json_t *source,
		const struct schema_path *path);

static int refuse(struct compiler *c, const struct schema_path *path, const char *why)
{
	char pointer[SCHEMA_POINTER_MAX];

	schema_path_write(pointer, path);
	return err_set(c->err, E_FORMAT, "schema #%s: %s", pointer, why);
}

static struct schema_node *add_node(struct schema *schema)
{
	struct schema_node *node = mem_array(1, sizeof(*node));

	node->items_max = SIZE_MAX;
	node->length_max = SIZE_MAX;
	node->next = schema->nodes;
	schema->nodes = node;
	return node;
}

static int make(struct compiler *c, struct schema_node **out, json_t *source,
		const struct schema_path *path)
{
	*out = add_node(c->schema);
	return fill(c, *out, source, path);
}

static int get_schema(struct compiler *c, void *field, json_t *value,
		      const struct schema_path *path)
{
	struct schema_node **node = field;

	return make(c, node, value, path);
}

static int get_schemas(struct compiler *c, void *field, json_t *sources,
		       const struct schema_path *path)
{
	struct schema_list *list = field;
	size_t n = json_array_size(sources);

	if (n == 0)
		return refuse(c, path, "must be a list of schemas");
	/* "all" may hold a $ref already. */
	list->p = mem_resize(list->p, list->n + n, sizeof(struct schema_node *));
	for (size_t i = 0; i < n; i++) {
		struct schema_path at = SCHEMA_PATH_ELEMENT(path, i);
		int r = make(c, &list->p[list->n++], json_array_get(sources, i), &at);
		if (r < 0)
			return r;
	}
	return 0;
}

static int compile_pattern(struct compiler *c, pcre2_code **out, const char *text,
			   const struct schema_path *path)
{
	int error = 0;
	size_t offset = 0;
	char why[128];

	if (strlen(text) > PATTERN_MAX)
		return refuse(c, path, "the pattern is too long");
	/* ECMA's "$" is the end only, where Perl's may be before a last newline. */
	*out = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
			     PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C, &error,
			     &offset, NULL);
	if (*out)
		return 0;
	pcre2_get_error_message(error, (PCRE2_UCHAR *)why, sizeof(why));
	return refuse(c, path, why);
}

static int get_count(struct compiler *c, void *field, json_t *value, const struct schema_path *path)
{
	size_t *count = field;

	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return refuse(c, path, "must be a whole number from 0");
	*count = (size_t)json_integer_value(value);
	return 0;
}

static int get_number(struct compiler *c, void *field, json_t *value,
		      const struct schema_path *path)
{
	const json_t **number = field;

	if (!json_is_number(value))
		return refuse(c, path, "must be a number");
	*number = value;
	return 0;
}

static unsigned type_named(const char *name)
{
	static const struct {
		const char *name;
		enum schema_type type;
	} types[] = {
		{ "null", SCHEMA_NULL },     { "boolean", SCHEMA_BOOLEAN },
		{ "number", SCHEMA_NUMBER }, { "integer", SCHEMA_INTEGER },
		{ "string", SCHEMA_STRING }, { "array", SCHEMA_ARRAY },
		{ "object", SCHEMA_OBJECT },
	};

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (text_equal(name, types[i].name))
			return types[i].type;
	return 0;
}

static int add_type(struct compiler *c, void *field, json_t *value, const struct schema_path *path)
{
	unsigned *types = field;
	size_t n = json_is_array(value) ? json_array_size(value) : 1;

	for (size_t i = 0; i < n; i++) {
		json_t *name = json_is_array(value) ? json_array_get(value, i) : value;
		unsigned type = type_named(json_string_value(name));
		if (type == 0)
			return refuse(c, path, "unknown type");
		*types |= type;
	}
	return *types ? 0 : refuse(c, path, "names no type");
}

static int add_enum(struct compiler *c, void *field, json_t *value, const struct schema_path *path)
{
	const json_t **choices = field;

	if (json_array_size(value) == 0)
		return refuse(c, path, "must be a list of values");
	*choices = value;
	return 0;
}

static int add_const(struct compiler *c, void *field, json_t *value, const struct schema_path *path)
{
	const json_t **constant = field;

	(void)c;
	(void)path;
	*constant = value;
	return 0;
}

static int add_required(struct compiler *c, void *field, json_t *value,
			const struct schema_path *path)
{
	const json_t **required = field;
	size_t i;
	json_t *name;

	if (!json_is_array(value))
		return refuse(c, path, "must be a list of names");
	json_array_foreach (value, i, name) {
		if (!json_is_string(name))
			return refuse(c, path, "must be a list of names");
	}
	*required = value;
	return 0;
}

/* Both properties and patternProperties: the latter's names are patterns. */
static int add_members(struct compiler *c, struct schema_members *members, json_t *value,
		       const struct schema_path *path, bool patterns)
{
	const char *key;
	json_t *source;

	if (!json_is_object(value))
		return refuse(c, path, "must be an object of schemas");
	members->p = mem_array(json_object_size(value), sizeof(*members->p));
	json_object_foreach (value, key, source) {
		struct schema_path at = SCHEMA_PATH_MEMBER(path, key);
		struct schema_member *member = &members->p[members->n++];

		member->name = key;
		int r = patterns ? compile_pattern(c, &member->pattern, key, &at) : 0;
		if (r == 0)
			r = make(c, &member->node, source, &at);
		if (r < 0)
			return r;
	}
	return 0;
}

static int add_properties(struct compiler *c, void *field, json_t *value,
			  const struct schema_path *path)
{
	return add_members(c, field, value, path, false);
}

static int add_patterns(struct compiler *c, void *field, json_t *value,
			const struct schema_path *path)
{
	return add_members(c, field, value, path, true);
}

static int add_unique(struct compiler *c, void *field, json_t *value,
		      const struct schema_path *path)
{
	bool *unique = field;

	if (!json_is_boolean(value))
		return refuse(c, path, "must be true or false");
	*unique = json_is_true(value);
	return 0;
}

static int add_pattern(struct compiler *c, void *field, json_t *value,
		       const struct schema_path *path)
{
	struct schema_node *node = field;

	if (!json_is_string(value))
		return refuse(c, path, "must be text");
	node->pattern_text = json_string_value(value);
	return compile_pattern(c, &node->pattern, node->pattern_text, path);
}

static struct schema_node *referred(const struct schema *schema, const char *reference)
{
	const char *rest = reference;

	if (text_equal(reference, "#"))
		return schema->root;
	if (!reference || !text_starts(reference, "#/$defs/"))
		return NULL;
	rest += strlen("#/$defs");
	CLEANUP(mem_freep) char *name = json_pointer_take(&rest);
	for (size_t i = 0; *rest == 0 && i < schema->definitions.n; i++)
		if (text_equal(name, schema->definitions.p[i].name))
			return schema->definitions.p[i].node;
	return NULL;
}

static int add_ref(struct compiler *c, void *field, json_t *value, const struct schema_path *path)
{
	struct schema_list *all = field;
	struct schema_node *to = referred(c->schema, json_string_value(value));

	if (!to)
		return refuse(c, path, "refers neither to '#' nor to one of '#/$defs'");
	all->p = mem_resize(all->p, all->n + 1, sizeof(struct schema_node *));
	all->p[all->n++] = to;
	return 0;
}

static int check_defs(struct compiler *c, void *field, json_t *value,
		      const struct schema_path *path)
{
	(void)field;
	(void)value;
	/* fill_all has read those at the top. */
	return path->depth == 1 ? 0 : refuse(c, path, "is only allowed at the top");
}

#define FIELD(name) offsetof(struct schema_node, name)

static const struct {
	const char *name;
	keyword_fn *add; /* NULL is ignored */
	size_t offset;   /* of the field it is given */
} keywords[] = {
	{ "type", add_type, FIELD(types) },
	{ "enum", add_enum, FIELD(choices) },
	{ "const", add_const, FIELD(constant) },
	{ "required", add_required, FIELD(required) },
	{ "properties", add_properties, FIELD(members) },
	{ "patternProperties", add_patterns, FIELD(patterns) },
	{ "additionalProperties", get_schema, FIELD(others) },
	{ "items", get_schema, FIELD(items) },
	{ "minItems", get_count, FIELD(items_min) },
	{ "maxItems", get_count, FIELD(items_max) },
	{ "uniqueItems", add_unique, FIELD(unique) },
	{ "minLength", get_count, FIELD(length_min) },
	{ "maxLength", get_count, FIELD(length_max) },
	{ "pattern", add_pattern, 0 },
	{ "minimum", get_number, FIELD(minimum) },
	{ "maximum", get_number, FIELD(maximum) },
	{ "allOf", get_schemas, FIELD(all) },
	{ "anyOf", get_schemas, FIELD(any) },
	{ "oneOf", get_schemas, FIELD(one) },
	{ "not", get_schema, FIELD(not ) },
	{ "if", get_schema, FIELD(when) },
	{ "then", get_schema, FIELD(then) },
	{ "else", get_schema, FIELD(otherwise) },
	{ "$ref", add_ref, FIELD(all) },
	{ "$defs", check_defs, 0 },
	{ "title", NULL, 0 },
	{ "description", NULL, 0 },
	{ "default", NULL, 0 },
	{ "$schema", NULL, 0 },
	{ "$id", NULL, 0 },
	{ "$comment", NULL, 0 },
};

static int add_keyword(struct compiler *c, struct schema_node *node, const char *name,
		       json_t *value, const struct schema_path *path)
{
	struct schema_path at = SCHEMA_PATH_MEMBER(path, name);

	for (size_t i = 0; i < ARRAY_LEN(keywords); i++) {
		if (!text_equal(name, keywords[i].name))
			continue;
		void *field = (char *)node + keywords[i].offset;
		return keywords[i].add ? keywords[i].add(c, field, value, &at) : 0;
	}
	return refuse(c, &at, "unknown keyword");
}

static int fill(struct compiler *c, struct schema_node *node, json_t *source,
		const struct schema_path *path)
{
	const char *key;
	json_t *value;

	if (path->depth > JSON_DEPTH_MAX)
		return refuse(c, path, "nested too deep");
	if (json_is_boolean(source)) {
		node->never = json_is_false(source);
		return 0;
	}
	if (!json_is_object(source))
		return refuse(c, path, "must be a schema");
	json_object_foreach (source, key, value) {
		int r = add_keyword(c, node, key, value, path);
		if (r < 0)
			return r;
	}
	if ((node->then || node->otherwise) && !node->when)
		return refuse(c, path, "'then' and 'else' need an 'if'");
	return 0;
}

static int fill_all(struct compiler *c)
{
	struct schema *schema = c->schema;
	struct schema_path top = { 0 };
	struct schema_path path = SCHEMA_PATH_MEMBER(&top, "$defs");
	json_t *definitions = json_object_get(schema->document, "$defs");
	const char *key;
	json_t *source;

	if (definitions && !json_is_object(definitions))
		return refuse(c, &path, "must be an object of schemas");
	schema->root = add_node(schema);
	schema->definitions.p =
	    mem_array(json_object_size(definitions), sizeof(*schema->definitions.p));
	json_object_foreach (definitions, key, source) {
		struct schema_member member = { .name = key, .node = add_node(schema) };
		schema->definitions.p[schema->definitions.n++] = member;
	}

	int r = fill(c, schema->root, schema->document, &top);
	for (size_t i = 0; r == 0 && i < schema->definitions.n; i++) {
		const struct schema_member *member = &schema->definitions.p[i];
		struct schema_path at = SCHEMA_PATH_MEMBER(&path, member->name);
		r = fill(c, member->node, json_object_get(definitions, member->name), &at);
	}
	return r;
}

static int measure(struct compiler *c, struct schema_node *node, unsigned depth);

static int measure_inner(struct compiler *c, struct schema_node *inner, unsigned depth,
			 unsigned *height)
{
	int r = inner ? measure(c, inner, depth + 1) : 0;

	if (r == 0 && inner && inner->height + 1 > *height)
		*height = inner->height + 1;
	return r;
}

/*
 * Walks what looks at the same value again: a loop there would never end, and a long chain would
 * use up the stack.
 */
static int measure(struct compiler *c, struct schema_node *node, unsigned depth)
{
	struct schema_node *const single[] = { node->not, node->when, node->then, node->otherwise };
	const struct schema_list *const lists[] = { &node->all, &node->any, &node->one };
	unsigned height = 1;
	int r = 0;

	if (node->height == MEASURING)
		return err_set(c->err, E_FORMAT, "schema: a '$ref' leads back to itself");
	if (depth + node->height > HEIGHT_MAX)
		return err_set(c->err, E_LIMIT, "schema: '$ref', 'allOf' ... nest too deep");
	if (node->height)
		return 0;

	node->height = MEASURING;
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(single); i++)
		r = measure_inner(c, single[i], depth, &height);
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(lists); i++)
		for (size_t k = 0; r == 0 && k < lists[i]->n; k++)
			r = measure_inner(c, lists[i]->p[k], depth, &height);
	node->height = height;
	return r;
}

int schema_compile(struct schema **out, json_t *document, struct err *err)
{
	CLEANUP(schema_freep) struct schema *schema = mem_array(1, sizeof(*schema));
	struct compiler c = { .schema = schema, .err = err };

	schema->document = json_incref(document);
	schema->match = pcre2_match_context_create(NULL);
	if (!schema->match)
		abort(); /* out of memory is its only reason */
	pcre2_set_match_limit(schema->match, MATCH_LIMIT);
	pcre2_set_depth_limit(schema->match, MATCH_LIMIT);
	pcre2_set_heap_limit(schema->match, HEAP_LIMIT);

	int r = fill_all(&c);
	for (struct schema_node *node = schema->nodes; r == 0 && node; node = node->next)
		r = measure(&c, node, 0);
	if (r < 0)
		return r;
	*out = steal(schema);
	return 0;
}

static void members_done(struct schema_members *members)
{
	for (size_t i = 0; i < members->n; i++)
		pcre2_code_free(members->p[i].pattern);
	mem_free(members->p);
}

void schema_free(struct schema *s)
{
	if (!s)
		return;
	while (s->nodes) {
		struct schema_node *node = s->nodes;
		s->nodes = node->next;
		members_done(&node->members);
		members_done(&node->patterns);
		pcre2_code_free(node->pattern);
		mem_free(node->all.p);
		mem_free(node->any.p);
		mem_free(node->one.p);
		mem_free(node);
	}
	members_done(&s->definitions);
	pcre2_match_context_free(s->match);
	json_decref(s->document);
	mem_free(s);
}

void schema_freep(struct schema **s)
{
	schema_free(*s);
	*s = NULL;
}
