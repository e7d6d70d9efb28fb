/*
 * Loading is the same few steps for each file: bytes from the program or from a folder, JSON,
 * the schema of that file.  What a schema cannot say (ids unique, references that lead somewhere)
 * is checked afterwards by pack_check.c.
 */
#include "criteria/catalogue.h"

#include "base/buf.h"
#include "base/embedded.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "base/schema.h"
#include "base/schema_embedded.h"
#include "base/text.h"
#include "base/yaml_file.h"
#include "criteria/pack_check.h"

#define CATALOGUE_FILE_MAX (8u << 20)

static int file_bytes(struct buf *out, const char *dir, const char *path, struct err *err)
{
	if (dir) {
		CLEANUP(mem_freep) char *full = mem_format("%s/%s", dir, path);

		return fd_read_file(out, full, CATALOGUE_FILE_MAX, err);
	}
	CLEANUP(mem_freep) char *full = mem_format("catalogue/%s", path);
	struct bytes built_in = embedded_find(full);

	if (!built_in.p)
		return err_set(err, E_MISSING, "there is no '%s' in the catalogue", path);
	buf_bytes(out, built_in);
	return 0;
}

/* The name people see in a fault is the file's, not where it happens to lie. */
static int read_checked(json_t **out, struct buf *text, const char *name, const char *schema_name,
			struct err *err)
{
	CLEANUP(schema_freep) struct schema *schema = NULL;
	CLEANUP(json_done) json_t *value = NULL;
	struct schema_fault fault;
	int r = schema_embedded(&schema, schema_name, err);

	if (r == 0)
		r = json_read(&value, buf_view(text), name, err);
	if (r < 0)
		return r;
	r = schema_check(schema, value, &fault);
	if (r < 0)
		return err_set(err, r, "%s: %s: %s", name, *fault.pointer ? fault.pointer : "/",
			       fault.reason);
	*out = steal(value);
	return 0;
}

static int read_file(json_t **out, const char *dir, const char *path, const char *schema_name,
		     struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(CATALOGUE_FILE_MAX);
	int r = file_bytes(&text, dir, path, err);

	return r < 0 ? r : read_checked(out, &text, path, schema_name, err);
}

static int read_pack(struct catalogue *c, const char *dir, const char *pack, struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(CATALOGUE_FILE_MAX);
	bool is_file = text_ends(pack, ".json");
	CLEANUP(mem_freep)
	char *name = is_file ? mem_text(pack) : mem_format("packs/%s.json", pack);
	int r = is_file ? fd_read_file(&text, name, CATALOGUE_FILE_MAX, err)
			: file_bytes(&text, dir, name, err);

	if (r < 0)
		return r;
	hash_sha256_hex(c->pack_sha256, buf_view(&text));
	r = read_checked(&c->pack, &text, name, "pack", err);
	return r < 0 ? r : pack_check(c, name, err);
}

int catalogue_load(struct catalogue **out, const char *dir, const char *pack, struct err *err)
{
	CLEANUP(catalogue_freep) struct catalogue *c = mem_array(1, sizeof(*c));
	const struct {
		json_t **value;
		const char *name;
	} files[] = {
		{ &c->crypto_policy, "crypto_policy" },
		{ &c->credentials, "credentials" },
		{ &c->http_paths, "http_paths" },
		{ &c->policy_terms, "policy_terms" },
		{ &c->schemes, "schemes" },
		{ &c->requirements, "requirements" },
		{ &c->threats, "threats" },
	};

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		CLEANUP(mem_freep) char *path = mem_format("%s.json", files[i].name);
		int r = read_file(files[i].value, dir, path, files[i].name, err);

		if (r < 0)
			return r;
	}
	int r = read_pack(c, dir, pack ? pack : CATALOGUE_PACK_DEFAULT, err);
	if (r < 0)
		return r;
	*out = steal(c);
	return 0;
}

void catalogue_free(struct catalogue *c)
{
	if (!c)
		return;
	json_decref(c->pack);
	json_decref(c->crypto_policy);
	json_decref(c->credentials);
	json_decref(c->http_paths);
	json_decref(c->policy_terms);
	json_decref(c->schemes);
	json_decref(c->requirements);
	json_decref(c->threats);
	mem_free(c);
}

void catalogue_freep(struct catalogue **c)
{
	catalogue_free(*c);
}

const json_t *catalogue_criterion(const struct catalogue *c, const char *id)
{
	size_t i;
	json_t *criterion;

	json_array_foreach (json_object_get(c->pack, "criteria"), i, criterion)
		if (text_equal(json_text(criterion, "id"), id))
			return criterion;
	return NULL;
}

static const json_t *find_by_id(const json_t *list, const char *id)
{
	size_t i;
	json_t *item;

	json_array_foreach (list, i, item)
		if (text_equal(json_text(item, "id"), id))
			return item;
	return NULL;
}

const json_t *catalogue_parameter(const struct catalogue *c, const json_t *overrides,
				  const char *id)
{
	const json_t *found = find_by_id(overrides, id);

	return found ? found : find_by_id(json_object_get(c->pack, "parameters"), id);
}

/* 1 and "1" never match each other, nor does a list of one match a list of the other. */
static bool same_type(const json_t *a, const json_t *b)
{
	const json_t *first = json_array_get(a, 0);
	size_t i;
	json_t *item;

	if (json_is_boolean(a) || !json_is_array(a) || !json_is_array(b))
		return json_typeof(a) == json_typeof(b) ||
		       (json_is_boolean(a) && json_is_boolean(b));
	json_array_foreach (b, i, item)
		if (first && json_typeof(item) != json_typeof(first))
			return false;
	return true;
}

static int check_value(const struct catalogue *c, const json_t *item, struct err *err)
{
	const char *id = json_text(item, "id");
	const json_t *value = json_object_get(item, "value");
	const json_t *known = find_by_id(json_object_get(c->pack, "parameters"), id);

	if (!known)
		return err_set(err, E_MISSING, "the pack has no parameter '%s'", id);
	if (!same_type(json_object_get(known, "value"), value))
		return err_set(err, E_FORMAT,
			       "parameter '%s' has a value of another type than in the pack", id);
	/* A name alone would call our own grades official. */
	if (text_equal(id, CATALOGUE_POLICY_PARAMETER) &&
	    !json_equal(value, json_object_get(c->crypto_policy, "id")))
		return err_set(err, E_MISSING, "the crypto policy '%s' is not loaded (--catalogue)",
			       json_string_value(value));
	return 0;
}

int catalogue_parameters(json_t **out, const struct catalogue *c, const char *path, struct err *err)
{
	CLEANUP(yaml_file_done) struct yaml_file file = { 0 };
	int r = yaml_file_read(&file, path, "parameters", err);

	if (r < 0)
		return r;
	json_t *list = json_object_get(file.value, "parameters");
	size_t i;
	json_t *item;
	json_array_foreach (list, i, item) {
		CLEANUP(mem_freep) char *pointer = mem_format("/parameters/%zu", i);

		r = find_by_id(list, json_text(item, "id")) == item
			? check_value(c, item, err)
			: err_set(err, E_EXISTS, "parameter '%s' is given twice",
				  json_text(item, "id"));
		if (r < 0)
			return yaml_file_fault(&file, pointer, r, err);
	}
	*out = json_incref(list);
	return 0;
}

const char *catalogue_grade(const struct catalogue *c, const json_t *observation,
			    const json_t **rule)
{
	int64_t bits = json_int(observation, "bits", -1);
	size_t i;
	json_t *candidate;

	if (rule)
		*rule = NULL;
	json_array_foreach (json_object_get(c->crypto_policy, "rules"), i, candidate) {
		int64_t below = json_int(candidate, "bits_below", -1);

		if (!text_equal(json_text(candidate, "where"), json_text(observation, "where")) ||
		    !text_equal(json_text(candidate, "name"), json_text(observation, "name")))
			continue;
		/* A rule about size says nothing about an observation without one. */
		if (below >= 0 && (bits < 0 || bits >= below))
			continue;
		if (rule)
			*rule = candidate;
		return json_text(candidate, "grade");
	}
	return "unknown";
}

const char *catalogue_say(const json_t *text, const char *language)
{
	const char *said = json_text(text, language);

	return said ? said : "";
}
