/*
 * Checking a value: check() applies one node to one value and stops at the first fault.  A result
 * is 0 (fits), E_FORMAT (does not, see the finding) or E_LIMIT (gave up); the last one passes
 * through not and anyOf untouched, so that giving up never counts as an answer.
 */
#include "base/schema.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/schema_node.h"
#include "base/schema_path.h"
#include "base/schema_say.h"
#include "base/text.h"

/* Work for one value: one per node applied, more for patterns and comparisons. */
#define STEPS_MAX 10000000
#define STEPS_PATTERN 100

struct check {
	const struct schema *schema;
	pcre2_match_data *data;
	size_t steps;
};

struct place {
	struct check *c;
	const struct schema_path *path;
	struct schema_finding *out;
};

static int check(struct place at, const struct schema_node *node, json_t *value);

#define FAULT(at, ...) schema_say((at).out, E_FORMAT, (at).path, __VA_ARGS__)
#define GIVE_UP(at, ...) schema_say((at).out, E_LIMIT, (at).path, __VA_ARGS__)

static int spend(struct place at, size_t steps)
{
	if (steps > at.c->steps)
		return GIVE_UP(at, "the document takes too long to check",
			       "検査に時間がかかりすぎます");
	at.c->steps -= steps;
	return 0;
}

static unsigned types_of(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return SCHEMA_OBJECT;
	case JSON_ARRAY:
		return SCHEMA_ARRAY;
	case JSON_STRING:
		return SCHEMA_STRING;
	case JSON_INTEGER:
		return SCHEMA_INTEGER | SCHEMA_NUMBER;
	case JSON_REAL:
		return SCHEMA_NUMBER;
	case JSON_TRUE:
	case JSON_FALSE:
		return SCHEMA_BOOLEAN;
	case JSON_NULL:
		return SCHEMA_NULL;
	}
	return 0;
}

static int check_choices(struct place at, const json_t *choices, const json_t *value)
{
	if (json_has(choices, value))
		return 0;
	return schema_say_choices(at.out, at.path, choices);
}

/* *fits tells whether the pattern is found in text. */
static int match(struct place at, const pcre2_code *pattern, const char *text, bool *fits)
{
	size_t n = strlen(text);
	int r = spend(at, STEPS_PATTERN + n / STEPS_PATTERN);

	if (r < 0)
		return r;
	int found =
	    pcre2_match(pattern, (PCRE2_SPTR)text, n, 0, 0, at.c->data, at.c->schema->match);
	if (found < 0 && found != PCRE2_ERROR_NOMATCH)
		return GIVE_UP(at, "is too intricate for its pattern",
			       "形式の照合に時間がかかりすぎます");
	*fits = found >= 0;
	return 0;
}

static size_t characters(const char *text)
{
	size_t n = 0;

	/* jansson made sure that it is UTF-8: count what is not a continuation byte. */
	for (; *text; text++)
		n += (*text & 0xc0) != 0x80;
	return n;
}

static int check_string(struct place at, const struct schema_node *node, const json_t *value)
{
	const char *text = json_string_value(value);
	size_t n = characters(text);
	bool fits = true;

	if (n == 0 && node->length_min > 0)
		return FAULT(at, "must not be empty", "空にはできません");
	if (n < node->length_min)
		return FAULT(at, "must have at least %zu characters",
			     "%zu文字以上でなければなりません", node->length_min);
	if (n > node->length_max)
		return FAULT(at, "must have at most %zu characters",
			     "%zu文字以内でなければなりません", node->length_max);
	int r = node->pattern ? match(at, node->pattern, text, &fits) : 0;
	if (r < 0 || fits)
		return r;
	CLEANUP(mem_freep)
	char *pattern = text_visible_new(bytes_of(node->pattern_text), 2 * SCHEMA_SHOWN_MAX);
	return FAULT(at, "does not match the pattern %s", "形式 %s に合っていません", pattern);
}

/* Whole numbers are compared as such: a double would make neighbours of large ones equal. */
static bool less(const json_t *a, const json_t *b)
{
	if (json_is_integer(a) && json_is_integer(b))
		return json_integer_value(a) < json_integer_value(b);
	return json_number_value(a) < json_number_value(b);
}

static int check_number(struct place at, const struct schema_node *node, const json_t *value)
{
	const json_t *bound = NULL;
	bool over = false;

	if (node->minimum && less(value, node->minimum))
		bound = node->minimum;
	if (node->maximum && less(node->maximum, value)) {
		bound = node->maximum;
		over = true;
	}
	if (!bound)
		return 0;
	CLEANUP(mem_freep) char *text = schema_say_value(bound);
	return over ? FAULT(at, "must be at most %s", "%s以下でなければなりません", text)
		    : FAULT(at, "must be at least %s", "%s以上でなければなりません", text);
}

/* Texts, the usual case of long lists, are looked up in a set: one step each. */
static bool is_repeated(const json_t *value, size_t i, json_t *texts)
{
	const json_t *item = json_array_get(value, i);
	const char *text = json_string_value(item);

	if (text) {
		if (json_object_get(texts, text))
			return true;
		json_object_set_new(texts, text, json_true());
		return false;
	}
	for (size_t k = 0; k < i; k++)
		if (json_equal(item, json_array_get(value, k)))
			return true;
	return false;
}

static int check_unique(struct place at, const json_t *value)
{
	CLEANUP(json_done) json_t *texts = json_object();
	size_t n = json_array_size(value);

	for (size_t i = 0; i < n; i++) {
		int r = spend(at, json_is_string(json_array_get(value, i)) ? 1 : i);

		if (r < 0)
			return r;
		if (!is_repeated(value, i, texts))
			continue;
		struct schema_path path = SCHEMA_PATH_ELEMENT(at.path, i);
		at.path = &path;
		return FAULT(at, "is the same as an item before it", "前の要素と重複しています");
	}
	return 0;
}

static int check_array(struct place at, const struct schema_node *node, const json_t *value)
{
	size_t n = json_array_size(value);
	int r = 0;

	for (size_t i = 0; r == 0 && node->items && i < n; i++) {
		struct schema_path path = SCHEMA_PATH_ELEMENT(at.path, i);
		struct place inside = { .c = at.c, .path = &path, .out = at.out };
		r = check(inside, node->items, json_array_get(value, i));
	}
	if (r < 0)
		return r;
	if (n == 0 && node->items_min > 0)
		return FAULT(at, "must not be empty", "空にはできません");
	if (n < node->items_min)
		return FAULT(at, "must have at least %zu items", "%zu個以上でなければなりません",
			     node->items_min);
	if (n > node->items_max)
		return FAULT(at, "must have at most %zu items", "%zu個以内でなければなりません",
			     node->items_max);
	return node->unique ? check_unique(at, value) : 0;
}

/* Applies what properties, patternProperties and additionalProperties say of one member. */
static int check_member(struct place at, const struct schema_node *node, const char *name,
			json_t *value)
{
	bool known = false;

	for (size_t i = 0; i < node->members.n; i++) {
		if (!text_equal(name, node->members.p[i].name))
			continue;
		known = true;
		int r = check(at, node->members.p[i].node, value);
		if (r < 0)
			return r;
	}
	for (size_t i = 0; i < node->patterns.n; i++) {
		bool fits = false;
		int r = match(at, node->patterns.p[i].pattern, name, &fits);
		if (r == 0 && fits)
			r = check(at, node->patterns.p[i].node, value);
		if (r < 0)
			return r;
		known |= fits;
	}
	if (known || !node->others)
		return 0;
	if (!node->others->never)
		return check(at, node->others, value);
	CLEANUP(mem_freep) char *visible = text_visible_new(bytes_of(name), SCHEMA_SHOWN_MAX);
	return FAULT(at, "unknown member '%s'", "「%s」という項目はありません", visible);
}

static int check_object(struct place at, const struct schema_node *node, json_t *value)
{
	const char *key;
	json_t *member;
	size_t i;
	json_t *name;

	/* Members before what is missing: a misspelt name is better news than an absent one. */
	json_object_foreach (value, key, member) {
		struct schema_path path = SCHEMA_PATH_MEMBER(at.path, key);
		struct place inside = { .c = at.c, .path = &path, .out = at.out };
		int r = check_member(inside, node, key, member);
		if (r < 0)
			return r;
	}
	json_array_foreach (json_lend(node->required), i, name) {
		if (json_object_get(value, json_string_value(name)))
			continue;
		CLEANUP(mem_freep)
		char *visible =
		    text_visible_new(bytes_of(json_string_value(name)), SCHEMA_SHOWN_MAX);
		return FAULT(at, "member '%s' is missing", "「%s」がありません", visible);
	}
	return 0;
}

/* The member that, by being another constant, tells that value is not meant to be this form. */
static const struct schema_member *other_kind(struct place at, const struct schema_node *node,
					      const json_t *value)
{
	const struct schema_member *found = NULL;

	/* Without steps left, check() is who gives up. */
	if (spend(at, 1) < 0)
		return NULL;
	for (size_t i = 0; i < node->members.n; i++) {
		const struct schema_member *member = &node->members.p[i];
		const json_t *kind = json_object_get(value, member->name);
		if (kind && member->node->constant && !json_equal(kind, member->node->constant))
			return member;
	}
	for (size_t i = 0; !found && i < node->all.n; i++)
		found = other_kind(at, node->all.p[i], value);
	return found;
}

/* *rank says how close value came to fitting: 0 is another kind, more is deeper. */
static int check_branch(struct place at, const struct schema_node *node, json_t *value,
			size_t *rank)
{
	const struct schema_member *kind = other_kind(at, node, value);

	*rank = 0;
	if (kind) {
		struct schema_path path = SCHEMA_PATH_MEMBER(at.path, kind->name);
		return schema_say_constant(at.out, &path, kind->node->constant);
	}
	int r = check(at, node, value);
	if (r < 0)
		*rank = 1 + at.out->depth - at.path->depth;
	return r;
}

/* *fits counts the branches that fit, up to enough; the finding is of the closest other one. */
static int check_branches(struct place at, const struct schema_list *list, json_t *value,
			  size_t enough, size_t *fits)
{
	struct schema_finding *best = at.out;
	struct schema_finding next;
	size_t best_rank = 0;

	*fits = 0;
	for (size_t i = 0; i < list->n && *fits < enough; i++) {
		size_t rank;
		at.out = i ? &next : best;
		int r = check_branch(at, list->p[i], value, &rank);
		if (r == E_LIMIT) {
			*best = *at.out;
			return r;
		}
		if (r == 0) {
			++*fits;
			continue;
		}
		/* Two came equally close: where both complain of the same place, say both. */
		if (i && rank == best_rank && text_equal(best->fault.pointer, next.fault.pointer))
			schema_say_also(best, &next);
		else if (i && rank > best_rank)
			*best = next;
		best_rank = rank > best_rank ? rank : best_rank;
	}
	return 0;
}

/* The keywords that look at the same value again. */
static int check_inner(struct place at, const struct schema_node *node, json_t *value)
{
	struct schema_finding ignored = { 0 };
	struct place quiet = { .c = at.c, .path = at.path, .out = &ignored };
	size_t fits = 0;
	int r = 0;

	for (size_t i = 0; r == 0 && i < node->all.n; i++)
		r = check(at, node->all.p[i], value);
	if (r == 0 && node->any.n) {
		r = check_branches(at, &node->any, value, 1, &fits);
		if (r == 0 && fits == 0)
			return E_FORMAT;
	}
	if (r == 0 && node->one.n) {
		r = check_branches(at, &node->one, value, 2, &fits);
		if (r == 0 && fits == 0)
			return E_FORMAT;
		if (r == 0 && fits > 1)
			return FAULT(at, "fits more than one of the forms allowed here",
				     "許される形式の2つ以上に当てはまります");
	}
	if (r == 0 && node->not ) {
		r = check(quiet, node->not, value);
		if (r == 0)
			return FAULT(at, "has a form that is not allowed here",
				     "ここでは許されない形式です");
		r = r == E_FORMAT
			? 0
			: GIVE_UP(at, "%s%.0s", "%.0s%s", ignored.fault.reason, ignored.fault.ja);
	}
	if (r == 0 && node->when) {
		r = check(quiet, node->when, value);
		if (r == E_LIMIT)
			return GIVE_UP(at, "%s%.0s", "%.0s%s", ignored.fault.reason,
				       ignored.fault.ja);
		const struct schema_node *next = r == 0 ? node->then : node->otherwise;
		r = next ? check(at, next, value) : 0;
	}
	return r;
}

static int check(struct place at, const struct schema_node *node, json_t *value)
{
	int r = spend(at, 1);

	if (r < 0)
		return r;
	if (at.path->depth > JSON_DEPTH_MAX)
		return GIVE_UP(at, "is nested too deep", "入れ子が深すぎます");
	if (node->never)
		return FAULT(at, "is not allowed here", "ここには書けません");
	if (node->types && !(node->types & types_of(value)))
		return schema_say_types(at.out, at.path, node->types);
	if (node->constant && !json_equal(node->constant, value))
		return schema_say_constant(at.out, at.path, node->constant);
	if (node->choices)
		r = check_choices(at, node->choices, value);
	if (r == 0 && json_is_string(value))
		r = check_string(at, node, value);
	if (r == 0 && json_is_number(value))
		r = check_number(at, node, value);
	if (r == 0 && json_is_array(value))
		r = check_array(at, node, value);
	if (r == 0 && json_is_object(value))
		r = check_object(at, node, value);
	return r == 0 ? check_inner(at, node, value) : r;
}

int schema_check(const struct schema *s, const json_t *value, struct schema_fault *fault)
{
	struct check c = { .schema = s, .steps = STEPS_MAX };
	struct schema_path top = { 0 };
	struct schema_finding finding = { 0 };

	c.data = pcre2_match_data_create(1, NULL);
	if (!c.data)
		abort(); /* out of memory is its only reason */
	struct place at = { .c = &c, .path = &top, .out = &finding };
	int r = check(at, s->root, json_lend(value));
	pcre2_match_data_free(c.data);
	if (r < 0)
		*fault = finding.fault;
	return r;
}
