/*
 * A table says for each kind what an observation is about and in which area it is examined.  Of
 * what is about the same thing, equal ones are matched first, then the others in their order.
 */
#include "run/run_diff_seen.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/coverage.h"
#include "run/run_diff_side.h"

#define IDENTITY_MAX 8
#define KEY_MAX 65536
#define EQUALS_MAX 200 /* of so many about one thing equal ones are looked for */

struct kind {
	const char *name;
	const char *area; /* NULL: see area_of */
	/* Members that say what it is about, beside proto and port. */
	const char *identity[IDENTITY_MAX];
	/* A member that may be another each time without meaning anything. */
	const char *ignored;
	/* Of what is measured, the only member that means something; its figures never repeat. */
	const char *result;
};

/* clang-format off */
static const struct kind kinds[] = {
	{ "port", NULL, { NULL }, NULL, NULL },
	{ "service", NULL, { NULL }, NULL, NULL },
	{ "http_page", COVERAGE_HTTP_WALK, { "tls", "path" }, NULL, NULL },
	{ "login", NULL, { "service", "mechanism", "path" }, NULL, NULL },
	{ "guest", COVERAGE_GUEST, { "service" }, NULL, NULL },
	{ "credential", COVERAGE_CREDENTIALS, { "service", "path", "account", "entry" }, NULL, NULL },
	{ "crypto", NULL, { "where", "name" }, "witness", NULL },
	{ "certificate", COVERAGE_TLS, { NULL }, NULL, NULL },
	{ "tls_trait", COVERAGE_TLS, { "trait" }, NULL, NULL },
	{ "model", COVERAGE_MODEL, { "channel", "where", "path" }, NULL, NULL },
	{ "document", NULL, { "what" }, NULL, NULL },
	{ "document_item", NULL, { "what", "item" }, NULL, NULL },
	{ "security_txt", COVERAGE_SECURITY_TXT, { NULL }, NULL, NULL },
	{ "identity", COVERAGE_UDP, { "service", "item" }, NULL, NULL },
	{ "control", COVERAGE_UDP, { "service", "object" }, NULL, NULL },
	{ "access", COVERAGE_ACCESS, { "resource", "effect" }, "reason", NULL },
	{ "guessing", COVERAGE_GUESSING, { "service", "mechanism", "path" }, NULL, "class" },
	{ "guessed", COVERAGE_GUESSING, { NULL }, NULL, "complete" },
};
/* clang-format on */

static const struct kind *find_kind(const json_t *observation)
{
	const char *name = json_text(observation, "kind");

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (text_equal(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

/* Records' own: where they are in the document, what shows them. */
static bool is_about_record(const char *member)
{
	return text_equal(member, "id") || text_equal(member, "probe") ||
	       text_equal(member, "evidence");
}

static void add_value(struct buf *key, const char *name, const json_t *value)
{
	CLEANUP(json_done) json_t *list = json_pack("[O]", value);

	buf_format(key, " %s=", name);
	json_write(key, list, false);
}

/* A kind that is newer than the table is about all that it says. */
static char *key_of(const json_t *observation)
{
	static const char *const place[] = { "proto", "port" };
	const struct kind *kind = find_kind(observation);
	CLEANUP(buf_done) struct buf key = BUF(KEY_MAX);
	const char *name;
	json_t *value;

	buf_text(&key, json_text(observation, "kind"));
	for (size_t i = 0; i < ARRAY_LEN(place); i++)
		if ((value = json_object_get(observation, place[i])))
			add_value(&key, place[i], value);
	for (size_t i = 0; kind && i < IDENTITY_MAX && kind->identity[i]; i++)
		if ((value = json_object_get(observation, kind->identity[i])))
			add_value(&key, kind->identity[i], value);
	json_object_foreach (json_lend(observation), name, value)
		if (!kind && !is_about_record(name))
			add_value(&key, name, value);
	return mem_text(buf_cstr(&key));
}

/* What is left of it once everything is gone that may differ without meaning anything. */
static json_t *substance(const json_t *observation)
{
	const struct kind *kind = find_kind(observation);

	if (kind && kind->result)
		return json_incref(json_lend(json_object_get(observation, kind->result)));
	json_t *copy = json_copy(json_lend(observation));

	json_object_del(copy, "id");
	json_object_del(copy, "probe");
	json_object_del(copy, "evidence");
	if (kind && kind->ignored)
		json_object_del(copy, kind->ignored);
	return copy;
}

static bool same(const json_t *a, const json_t *b)
{
	CLEANUP(json_done) json_t *x = substance(a);
	CLEANUP(json_done) json_t *y = substance(b);

	return json_equal(x, y);
}

/* ---- was its place examined? ---- */

static const char *sweep_of(const char *proto)
{
	return text_equal(proto, "tcp") ? COVERAGE_SWEEP_TCP : COVERAGE_SWEEP_UDP;
}

/* NULL for kinds newer than the table. */
static const char *area_of(const json_t *observation)
{
	const struct kind *kind = find_kind(observation);
	const char *service = json_text(observation, "service");
	const char *where = json_text(observation, "where");

	if (!kind || kind->area)
		return kind ? kind->area : NULL;
	if (text_equal(kind->name, "port"))
		return sweep_of(json_text(observation, "proto"));
	if (text_equal(kind->name, "service"))
		return text_equal(json_text(observation, "proto"), "udp") ? COVERAGE_UDP
									  : COVERAGE_IDENTIFY;
	if (text_equal(kind->name, "login"))
		return text_equal(service, "http")  ? COVERAGE_HTTP_WALK
		       : text_equal(service, "ssh") ? COVERAGE_SSH
						    : COVERAGE_IDENTIFY;
	if (text_equal(kind->name, "crypto"))
		return where && text_starts(where, "ssh.") ? COVERAGE_SSH : COVERAGE_TLS;
	return json_text(observation, "what");
}

static const char *state_at(struct run_diff_side *side, const char *area, const json_t *observation,
			    const char **reason)
{
	return run_diff_side_state(side, area, json_text(observation, "proto"),
				   json_int(observation, "port", -1), reason);
}

static bool is_complete(struct run_diff_side *side, const char *area, const json_t *observation)
{
	const char *reason;

	return text_equal(state_at(side, area, observation, &reason), "complete");
}

/* Everything that its probe answers for, for a kind that the table does not know. */
static bool probe_complete(const struct run_diff_side *has, struct run_diff_side *other,
			   const json_t *observation)
{
	bool any = false;
	size_t i;
	json_t *record;

	json_array_foreach (json_object_get(has->doc, "coverage"), i, record) {
		if (!text_equal(json_text(record, "probe"), json_text(observation, "probe")))
			continue;
		if (!is_complete(other, json_text(record, "of"), observation))
			return false;
		any = true;
	}
	return any;
}

/* Nothing is on a port that a complete sweep found closed. */
static bool port_is_gone(struct run_diff_side *other, const json_t *observation)
{
	const char *proto = json_text(observation, "proto");

	if (!proto || !json_object_get(observation, "port"))
		return false;
	return !run_diff_side_open(other, proto, json_int(observation, "port", -1)) &&
	       is_complete(other, sweep_of(proto), observation);
}

static bool looked(const struct run_diff_side *has, struct run_diff_side *other,
		   const json_t *observation)
{
	const char *area = area_of(observation);

	return port_is_gone(other, observation) || (area ? is_complete(other, area, observation)
							 : probe_complete(has, other, observation));
}

/* ---- the list ---- */

static json_t *one_sided(const struct run_diff_side *has, struct run_diff_side *other,
			 const json_t *observation, bool is_after)
{
	bool sure = looked(has, other, observation);
	const char *area = area_of(observation), *reason = NULL, *state = NULL;
	json_t *change =
	    json_pack("{s:s, s:s}", "change",
		      is_after ? (sure ? "appeared" : "seen_now") : (sure ? "gone" : "not_seen"),
		      "kind", json_text(observation, "kind"));

	json_object_set(change, is_after ? "after" : "before", json_lend(observation));
	if (!sure && area) {
		state = state_at(other, area, observation, &reason);
		json_object_set_new(change, "area", json_string(area));
		json_object_set_new(change, "state", json_string(state ? state : "not_done"));
		if (reason)
			json_object_set_new(change, "reason", json_string(reason));
	}
	return change;
}

static json_t *index_by_key(const json_t *observations)
{
	json_t *index = json_object();
	size_t i;
	json_t *one;

	json_array_foreach (json_lend(observations), i, one) {
		/* Counts of ports, and of what we tried: not about the device. */
		if (text_equal(json_text(one, "kind"), "sweep") ||
		    text_equal(json_text(one, "kind"), "attempts"))
			continue;
		CLEANUP(mem_freep) char *key = key_of(one);
		if (!json_object_get(index, key))
			json_object_set_new(index, key, json_array());
		json_array_append(json_object_get(index, key), one);
	}
	return index;
}

/* Equal ones cancel each other out. */
static void cancel(json_t *a, json_t *b)
{
	for (size_t i = 0; i < json_array_size(a);) {
		size_t j = 0;

		while (j < json_array_size(b) && !same(json_array_get(a, i), json_array_get(b, j)))
			j++;
		if (j == json_array_size(b)) {
			i++;
			continue;
		}
		json_array_remove(a, i);
		json_array_remove(b, j);
	}
}

static void compare_key(json_t *out, json_t *a, json_t *b, struct run_diff_side *before,
			struct run_diff_side *after)
{
	size_t i;

	if (json_array_size(a) <= EQUALS_MAX && json_array_size(b) <= EQUALS_MAX)
		cancel(a, b);
	for (i = 0; i < json_array_size(a) && i < json_array_size(b); i++)
		if (!same(json_array_get(a, i), json_array_get(b, i)))
			json_array_append_new(
			    out, json_pack("{s:s, s:s, s:O, s:O}", "change", "changed", "kind",
					   json_text(json_array_get(a, i), "kind"), "before",
					   json_array_get(a, i), "after", json_array_get(b, i)));
	for (size_t j = i; j < json_array_size(a); j++)
		json_array_append_new(out, one_sided(before, after, json_array_get(a, j), false));
	for (size_t j = i; j < json_array_size(b); j++)
		json_array_append_new(out, one_sided(after, before, json_array_get(b, j), true));
}

/* Ports first and in their order; within one as it came. */
struct entry {
	const json_t *change;
	int64_t port;
	size_t at;
};

static int by_port(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->port != y->port)
		return x->port < y->port ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

static json_t *sorted(const json_t *list)
{
	size_t n = json_array_size(list), i;
	CLEANUP(mem_freep) struct entry *entries = mem_array(n, sizeof(*entries));
	json_t *out = json_array(), *one;

	json_array_foreach (json_lend(list), i, one) {
		const json_t *record = json_object_get(one, "after");

		record = record ? record : json_object_get(one, "before");
		entries[i] = (struct entry){ one, json_int(record, "port", INT64_MAX), i };
	}
	qsort(entries, n, sizeof(*entries), by_port);
	for (i = 0; i < n; i++)
		json_array_append(out, json_lend(entries[i].change));
	return out;
}

json_t *run_diff_seen(struct run_diff_side *before, struct run_diff_side *after)
{
	CLEANUP(json_done)
	json_t *of_a = index_by_key(json_object_get(before->doc, "observations"));
	CLEANUP(json_done)
	json_t *of_b = index_by_key(json_object_get(after->doc, "observations"));
	CLEANUP(json_done) json_t *none = json_array();
	CLEANUP(json_done) json_t *out = json_array();
	const char *key;
	json_t *list;

	json_object_foreach (of_a, key, list) {
		json_t *other = json_object_get(of_b, key);

		compare_key(out, list, other ? other : none, before, after);
	}
	json_object_foreach (of_b, key, list)
		if (!json_object_get(of_a, key))
			compare_key(out, none, list, before, after);
	return sorted(out);
}
