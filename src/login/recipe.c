/*
 * A text is copied up to "{{", then what the name up to "}}" stands for, encoded for where it goes.
 */
#include "login/recipe.h"

#include "base/base64.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/schema.h"
#include "base/schema_embedded.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "login/login_session.h"
#include "login/login_token.h"
#include "login/recipe_from_har.h"
#include "wire/html.h"
#include "wire/percent.h"

#define OPEN "{{"
#define CLOSE "}}"
#define PLACE_MAX 128 /* bytes of a place's name */
#define SCHEMA "login_recipe"

enum encoding { ENCODE_NOTHING, ENCODE_PERCENT, ENCODE_JSON, ENCODE_XML };

/* Scripts send JSON as text too; "{{account}}" is no object. */
static enum encoding encoding_of(const char *type, const char *body)
{
	if (strstr(type, "json") || *body == '[' || (*body == '{' && body[1] != '{'))
		return ENCODE_JSON;
	if (*body == '<')
		return ENCODE_XML;
	if (strstr(type, "xml"))
		return ENCODE_XML;
	return ENCODE_PERCENT;
}

/* The inside of a JSON string, without its quotes. */
static void json_encode(struct buf *out, struct bytes text)
{
	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];

		if (c < ' ' || c == 0x7f)
			buf_format(out, "\\u%04x", c);
		else if (c == '"' || c == '\\')
			buf_format(out, "\\%c", c);
		else
			buf_u8(out, c);
	}
}

static void xml_encode(struct buf *out, struct bytes text)
{
	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];

		if (c != 0 && strchr("&<>\"'", c))
			buf_format(out, "&#%u;", c);
		else
			buf_u8(out, c);
	}
}

static int value_add(struct buf *out, struct bytes value, enum encoding encoding)
{
	switch (encoding) {
	case ENCODE_NOTHING:
		for (size_t i = 0; i < value.n; i++)
			if (value.p[i] < ' ')
				return E_FORMAT;
		buf_bytes(out, value);
		break;
	case ENCODE_PERCENT:
		percent_encode(out, value);
		break;
	case ENCODE_JSON:
		json_encode(out, value);
		break;
	case ENCODE_XML:
		xml_encode(out, value);
		break;
	}
	return 0;
}

/* "secret:md5" */
static int secret_add(struct buf *out, const char *filter, const char *secret,
		      enum encoding encoding)
{
	CLEANUP(buf_done) struct buf value = BUF(RECIPE_TEXT_MAX);
	char hash[DIGEST_HEX_MAX];

	if (!*filter)
		return value_add(out, bytes_of(secret), encoding);
	if (text_equal(filter, "base64"))
		base64_encode(&value, bytes_of(secret));
	else if (digest_hex(hash, filter, bytes_of(secret)) == 0)
		buf_text(&value, hash);
	else
		return E_FORMAT;
	int r = buf_ok(&value) ? value_add(out, buf_view(&value), encoding) : E_LIMIT;
	mem_wipe(value.p, value.n);
	return r;
}

static const char *field_find(const struct html_page *page, const char *name)
{
	for (unsigned i = 0; page && i < page->n_inputs; i++)
		if (text_equal(page->inputs[i].name, name) || text_equal(page->inputs[i].id, name))
			return page->inputs[i].value;
	return NULL;
}

static int found_add(struct buf *out, const char *value, enum encoding encoding)
{
	return value ? value_add(out, bytes_of(value), encoding) : E_MISSING;
}

/* values NULL: is there such a place at all? */
static int place_add(struct buf *out, const char *name, const struct recipe_values *v,
		     enum encoding encoding)
{
	static const struct recipe_values sample = { .account = "a", .secret = "s" };
	const struct recipe_values *with = v ? v : &sample;

	if (text_equal(name, "account"))
		return value_add(out, bytes_of(with->account), encoding);
	if (text_equal(name, "secret"))
		return value_add(out, bytes_of(with->secret), encoding);
	if (text_starts(name, "secret:"))
		return secret_add(out, name + strlen("secret:"), with->secret, encoding);
	if (text_starts(name, "field:"))
		return v ? found_add(out, field_find(v->page, name + strlen("field:")), encoding)
			 : 0;
	if (text_starts(name, "cookie:"))
		return v ? found_add(out,
				     v->session
					 ? login_session_find(v->session, name + strlen("cookie:"))
					 : NULL,
				     encoding)
			 : 0;
	return E_FORMAT;
}

static int fill(struct buf *out, const char *text, const struct recipe_values *values,
		enum encoding encoding)
{
	for (;;) {
		const char *open = strstr(text, OPEN), *close = open ? strstr(open, CLOSE) : NULL;
		char name[PLACE_MAX];

		if (!open) {
			buf_text(out, text);
			return buf_ok(out) ? 0 : E_LIMIT;
		}
		if (!close || (size_t)(close - open) - 2 >= sizeof(name))
			return E_FORMAT;
		buf_add(out, text, (size_t)(open - text));
		memcpy(name, open + 2, (size_t)(close - open) - 2);
		name[close - open - 2] = '\0';
		int r = place_add(out, name, values, encoding);
		if (r < 0)
			return r;
		text = close + 2;
	}
}

static int fields_fill(struct recipe_request *out, const json_t *fields,
		       const struct recipe_values *values)
{
	const char *name;
	json_t *value;

	json_object_foreach (json_lend(fields), name, value) {
		CLEANUP(buf_done) struct buf line = BUF(RECIPE_TEXT_MAX);

		if (out->n_fields == RECIPE_FIELDS_MAX)
			return E_LIMIT;
		buf_format(&line, "%s: ", name);
		int r = fill(&line, json_string_value(value), values, ENCODE_NOTHING);
		if (r < 0)
			return r;
		out->fields[out->n_fields++] = buf_take(&line);
	}
	return 0;
}

int recipe_fill(struct recipe_request *out, const json_t *recipe,
		const struct recipe_values *values)
{
	const char *url = json_text(recipe, "url"), *body = json_text(recipe, "body");
	const char *type = json_text(recipe, "type");

	*out = (struct recipe_request){ .method = json_text(recipe, "method"),
					.type = body ? type : NULL,
					.url = BUF(RECIPE_TEXT_MAX),
					.body = BUF(RECIPE_TEXT_MAX) };
	if (!url || !out->method || (body && !type))
		return E_FORMAT;
	int r = fill(&out->url, url, values, ENCODE_PERCENT);
	if (r == 0 && body)
		r = fill(&out->body, body, values, encoding_of(type, body));
	return r < 0 ? r : fields_fill(out, json_object_get(recipe, "headers"), values);
}

void recipe_request_done(struct recipe_request *request)
{
	mem_wipe(request->body.p, request->body.n);
	buf_done(&request->url);
	buf_done(&request->body);
	for (unsigned i = 0; i < request->n_fields; i++)
		mem_freep(&request->fields[i]);
	request->n_fields = 0;
}

/* ---- files ---- */

bool recipe_is_ours(const char *field)
{
	static const char *const names[] = {
		"host",        "cookie", "content-length", "connection", "transfer-encoding",
		"content-type"
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (text_equal_nocase(bytes_of(field), names[i]))
			return true;
	return false;
}

int recipe_check(const json_t *recipe, struct err *err)
{
	CLEANUP(schema_freep) struct schema *schema = NULL;
	CLEANUP(recipe_request_done) struct recipe_request request = { 0 };
	struct schema_fault fault;
	const char *name;
	json_t *value;
	int r = schema_embedded(&schema, SCHEMA, err);

	if (r < 0)
		return r;
	if (schema_check(schema, recipe, &fault) < 0)
		return err_set(err, E_FORMAT, "%s: %s", *fault.pointer ? fault.pointer : "/",
			       fault.reason);
	json_object_foreach (json_object_get(recipe, "headers"), name, value)
		if (recipe_is_ours(name))
			return err_set(err, E_FORMAT, "the field '%s' is not a recipe's", name);
	const json_t *session = json_object_get(recipe, "session");
	r = session ? login_token_check(session, err) : 0;
	if (r < 0)
		return r;
	r = recipe_fill(&request, recipe, NULL);
	if (r == E_LIMIT)
		return err_set(err, r, "more than %d header fields", RECIPE_FIELDS_MAX);
	return r < 0 ? err_set(err, r, "a place in {{ }} that there is not") : 0;
}

int recipe_read(json_t **out, const char *path, const char *account, const char *secret,
		struct err *err)
{
	CLEANUP(json_done) json_t *value = NULL;
	int r = json_read_file(&value, path, RECIPE_HAR_MAX, err);

	if (r < 0)
		return r;
	if (json_object_get(value, "log") && !secret)
		return err_set(err, E_MISSING,
			       "'%s' is a recording: the account that was used in it has to be "
			       "declared for its interface, with its secret",
			       path);
	if (json_object_get(value, "log")) {
		r = recipe_from_har(out, value, account, secret, err);
		return r < 0 ? err_prefix(err, "%s", path) : 0;
	}
	if (recipe_check(value, err) < 0)
		return err_prefix(err, "%s", path);
	*out = steal(value);
	return 0;
}
