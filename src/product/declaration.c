/*
 * Reading: YAML to JSON values with lines, the schema, then what a schema cannot say (the same
 * port twice, an account on an interface that is not declared).
 */
#include "product/declaration.h"

#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/yaml_file.h"

#define SCHEMA "declaration"

/* The same port twice would leave it open which of the two speaks for it. */
static int check_interfaces(const struct yaml_file *f, struct err *err)
{
	CLEANUP(json_done) json_t *seen = json_object();
	size_t i;
	json_t *item;

	json_array_foreach (json_object_get(f->value, "interfaces"), i, item) {
		CLEANUP(mem_freep) char *pointer = mem_format("/interfaces/%zu", i);

		if (!json_text(item, "proto"))
			continue;
		CLEANUP(mem_freep)
		char *key =
		    mem_format("%s/%" PRId64, json_text(item, "proto"), json_int(item, "port", 0));
		if (json_object_get(seen, key)) {
			(void)err_set(err, E_EXISTS, "%s is declared twice", key);
			return yaml_file_fault(f, pointer, E_EXISTS, err);
		}
		json_object_set_new(seen, key, json_true());
	}
	json_array_foreach (json_object_get(f->value, "accounts"), i, item) {
		size_t k;
		json_t *place;

		json_array_foreach (json_object_get(item, "interfaces"), k, place) {
			CLEANUP(mem_freep)
			char *pointer = mem_format("/accounts/%zu/interfaces/%zu", i, k);

			if (!json_object_get(seen, json_string_value(place))) {
				(void)err_set(err, E_MISSING, "no interface '%s' is declared",
					      json_string_value(place));
				return yaml_file_fault(f, pointer, E_MISSING, err);
			}
		}
	}
	return 0;
}

static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? mem_textn(path, (size_t)(slash - path)) : mem_text(".");
}

int declaration_read(struct declaration **out, const char *path, struct err *err)
{
	CLEANUP(yaml_file_done) struct yaml_file f = { 0 };
	int r = yaml_file_read(&f, path, SCHEMA, err);

	if (r == 0)
		r = check_interfaces(&f, err);
	if (r < 0)
		return r;
	struct declaration *d = mem_array(1, sizeof(*d));
	d->value = steal(f.value);
	d->folder = folder_of(path);
	*out = d;
	return 0;
}

int declaration_from_run(struct declaration **out, json_t *value, struct err *err)
{
	const struct yaml_file kept = { .name = "declaration in run.json", .value = value };
	int r = yaml_file_check(&kept, SCHEMA, err);

	if (r < 0)
		return r;
	struct declaration *d = mem_array(1, sizeof(*d));
	d->value = json_incref(value);
	d->folder = mem_text(".");
	*out = d;
	return 0;
}

void declaration_free(struct declaration *d)
{
	if (!d)
		return;
	json_decref(d->value);
	mem_free(d->folder);
	mem_free(d);
}

void declaration_freep(struct declaration **d)
{
	declaration_free(*d);
}

json_t *declaration_public(const struct declaration *d)
{
	json_t *copy = json_deep_copy(d->value);
	size_t i;
	json_t *account;

	json_array_foreach (json_object_get(copy, "accounts"), i, account)
		(void)json_object_del(account, "secret");
	return copy;
}

bool declaration_in_scope(const struct declaration *d, const char *language, const char **reason)
{
	static const struct {
		const char *key;
		bool wanted;
		const char *ja, *en;
	} rules[] = {
		{ "ip_communication", true,
		  "IP通信を行わない製品は、この制度の対象ではありません(product.ip_communication)",
		  "a product that does not communicate over IP is outside the scheme "
		  "(product.ip_communication)" },
		{ "general_purpose", false,
		  "PC、タブレット、スマートフォンなどの汎用機器は、この制度の対象ではありません"
		  "(product.general_purpose)",
		  "a PC, tablet, smartphone or other general-purpose device is outside the scheme "
		  "(product.general_purpose)" },
		{ "user_can_add_security", false,
		  "利用者が後からセキュリティ対策を追加できる製品は、この制度の対象ではありません"
		  "(product.user_can_add_security)",
		  "a product to which its user can add security measures later is outside the "
		  "scheme "
		  "(product.user_can_add_security)" },
	};
	const json_t *product = json_object_get(d->value, "product");

	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		if (json_flag(product, rules[i].key) != rules[i].wanted) {
			*reason = text_equal(language, "ja") ? rules[i].ja : rules[i].en;
			return false;
		}
	return true;
}

static enum declaration_answer answer_of(const json_t *value)
{
	if (json_is_true(value))
		return DECLARATION_YES;
	return json_is_false(value) ? DECLARATION_NO : DECLARATION_UNKNOWN;
}

static enum declaration_answer opposite(enum declaration_answer a)
{
	if (a == DECLARATION_UNKNOWN)
		return a;
	return a == DECLARATION_YES ? DECLARATION_NO : DECLARATION_YES;
}

static enum declaration_answer yes_if(bool condition)
{
	return condition ? DECLARATION_YES : DECLARATION_NO;
}

/* An absent list says nothing; an empty one says "there are none". */
static enum declaration_answer any(const json_t *list, bool (*wanted)(const json_t *item))
{
	size_t i;
	json_t *item;

	if (!list)
		return DECLARATION_UNKNOWN;
	json_array_foreach (list, i, item)
		if (wanted(item))
			return DECLARATION_YES;
	return DECLARATION_NO;
}

static bool is_required(const json_t *service)
{
	return json_flag(service, "required");
}

static bool has_password(const json_t *account)
{
	return !text_equal(json_text(account, "initial"), "none");
}

static bool is_stored(const json_t *asset)
{
	return json_flag(asset, "stored");
}

enum declaration_answer declaration_fact(const struct declaration *d, const char *fact,
					 const char **reason)
{
	*reason = NULL;
	if (!d)
		return DECLARATION_UNKNOWN;
	const json_t *product = json_object_get(d->value, "product");
	const json_t *updates = json_object_get(d->value, "updates");
	const char *mechanism = json_text(updates, "mechanism");

	if (text_equal(fact, "constrained_device") || text_equal(fact, "protected_environment")) {
		const json_t *claim = json_object_get(
		    product, text_equal(fact, "constrained_device") ? "constrained" : fact);

		*reason = json_text(claim, "reason");
		return answer_of(json_object_get(claim, "is"));
	}
	if (text_equal(fact, "no_update_mechanism")) {
		*reason = json_text(updates, "reason");
		return mechanism ? yes_if(text_equal(mechanism, "none")) : DECLARATION_UNKNOWN;
	}
	if (text_equal(fact, "no_network_update")) {
		*reason = json_text(updates, "reason");
		return mechanism ? yes_if(!text_equal(mechanism, "network")) : DECLARATION_UNKNOWN;
	}
	if (text_equal(fact, "associated_service"))
		return any(json_object_get(d->value, "associated_services"), is_required);
	if (text_equal(fact, "no_passwords"))
		return opposite(any(json_object_get(d->value, "accounts"), has_password));
	if (text_equal(fact, "no_user_authentication"))
		return opposite(answer_of(json_object_get(product, "user_authentication")));
	if (text_equal(fact, "no_stored_assets"))
		return opposite(any(json_object_get(d->value, "assets"), is_stored));
	return DECLARATION_UNKNOWN;
}

const json_t *declaration_interface(const struct declaration *d, const char *proto, int64_t port)
{
	size_t i;
	json_t *item;

	/* A physical interface has no protocol either, but is not what is asked for. */
	if (!d || !proto)
		return NULL;
	json_array_foreach (json_object_get(d->value, "interfaces"), i, item)
		if (text_equal(json_text(item, "proto"), proto) &&
		    json_int(item, "port", -1) == port)
			return item;
	return NULL;
}

const char *declaration_document(const struct declaration *d, const char *what)
{
	const char *url = d ? json_text(json_object_get(d->value, "documents"), what) : NULL;

	return url && (text_starts(url, "https://") || text_starts(url, "http://")) ? url : NULL;
}

char *declaration_path(const struct declaration *d, const char *file)
{
	return *file == '/' ? mem_text(file) : mem_format("%s/%s", d->folder, file);
}

int declaration_secret(const struct declaration *d, const json_t *account, struct buf *out,
		       struct err *err)
{
	const json_t *secret = json_object_get(account, "secret");
	const char *name = json_text(secret, "env");
	const char *file = json_text(secret, "file");

	if (name) {
		const char *value = getenv(name);

		if (!value || !*value)
			return err_set(err, E_MISSING, "the environment variable '%s' is not set",
				       name);
		if (strlen(value) > DECLARATION_SECRET_MAX)
			return err_set(err, E_LIMIT, "the secret in '%s' is longer than %d bytes",
				       name, DECLARATION_SECRET_MAX);
		buf_text(out, value);
		return 0;
	}
	if (!file)
		return err_set(err, E_MISSING, "the declaration names no secret for this account");

	CLEANUP(mem_freep) char *path = declaration_path(d, file);
	CLEANUP(buf_done) struct buf text = BUF(DECLARATION_SECRET_MAX + 2);
	int r = fd_read_file(&text, path, DECLARATION_SECRET_MAX + 2, err);

	if (r < 0)
		return r;
	struct bytes line = text_trim(buf_view(&text));
	/* Secrets are C strings from here on: what follows a NUL would not be hidden in evidence.
	 */
	if (line.n == 0 || line.n > DECLARATION_SECRET_MAX || memchr(line.p, '\0', line.n))
		r = err_set(err, E_FORMAT, "'%s' holds no secret of 1 to %d bytes", path,
			    DECLARATION_SECRET_MAX);
	else
		buf_bytes(out, line);
	mem_wipe(text.p, text.room);
	return r;
}
