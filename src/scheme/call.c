#include "scheme/call.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/hex.h"
#include "base/text.h"
#include "label/log_entry.h"
#include "scheme/move.h"
#include "signer/publication.h"

#define DETAIL_MAX (1u << 20)

const char *call_outcome(enum outcome o)
{
	static const char *const names[] = {
		[OUTCOME_OK] = "ok",
		[OUTCOME_JOB] = "job",
		[OUTCOME_INVALID] = "invalid",
		[OUTCOME_SIGNED_OUT] = "signed_out",
		[OUTCOME_DENIED] = "denied",
		[OUTCOME_FACTOR] = "factor",
		[OUTCOME_CONFLICT] = "conflict",
		[OUTCOME_LIMIT] = "limit",
		[OUTCOME_MISSING] = "missing",
		[OUTCOME_FULL] = "full",
		[OUTCOME_BROKEN] = "broken",
	};

	return names[o];
}

/* Blanks, the wide one too, are nothing: a name of them would be an empty line everywhere. */
static bool is_blank(const char *text)
{
	for (; *text; text++) {
		if (text_starts(text, "\u3000"))
			text += strlen("\u3000") - 1;
		else if (!strchr(" \t\r\n", *text))
			return false;
	}
	return true;
}

const char *call_arg(const struct call *c, const char *name)
{
	const char *text = json_text(c->args, name);

	return text && !is_blank(text) ? text : NULL;
}

int64_t call_id(const struct call *c, const char *name)
{
	int64_t id = 0;
	const char *text = call_arg(c, name);

	return text && num_i64(text, 1, INT64_MAX, &id) == 0 ? id : 0;
}

static size_t characters(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

enum outcome call_text(struct call *c, const char *name, size_t max, bool required,
		       const char **out)
{
	const char *text = call_arg(c, name);

	if (!text && required)
		return call_problem(c, name, "入力してください。", "Please fill this in.");
	if (text && characters(text) > max) {
		CLEANUP(mem_freep)
		char *ja = mem_format("%zu文字以内で入力してください。", max);
		CLEANUP(mem_freep) char *en = mem_format("At most %zu characters, please.", max);

		return call_problem(c, name, ja, en);
	}
	*out = text;
	return OUTCOME_OK;
}

enum outcome call_problem(struct call *c, const char *field, const char *ja, const char *en)
{
	if (!c->problems)
		c->problems = json_array();
	json_array_append_new(c->problems,
			      json_pack("{s:s, s:s, s:s}", "field", field, "ja", ja, "en", en));
	return OUTCOME_INVALID;
}

enum outcome call_job(struct call *c, json_t *job, const json_t **result)
{
	*result = json_object_get(c->done, json_text(job, "kind"));
	if (*result) {
		json_decref(job);
		return OUTCOME_OK;
	}
	c->job = job;
	return OUTCOME_JOB;
}

enum outcome call_broken(struct call *c, int code)
{
	if (c->err.code == 0)
		(void)err_set(&c->err, code, "%s", err_name(code));
	return code == -ENOSPC ? OUTCOME_FULL : OUTCOME_BROKEN;
}

enum outcome call_run(struct call *c, const char *statement, struct store_values values)
{
	int r = store_run(c->store, statement, values, NULL, &c->err);

	return r == 0 ? OUTCOME_OK : call_broken(c, r);
}

enum outcome call_row(struct call *c, const char *statement, struct store_values values,
		      json_t **row)
{
	int r = store_row(c->store, statement, values, row, &c->err);

	if (r == E_MISSING)
		return OUTCOME_MISSING;
	return r == 0 ? OUTCOME_OK : call_broken(c, r);
}

enum outcome call_rows(struct call *c, const char *statement, struct store_values values,
		       json_t **rows)
{
	int r = store_rows(c->store, statement, values, rows, &c->err);

	return r == 0 ? OUTCOME_OK : call_broken(c, r);
}

enum outcome call_change_one(struct call *c, const char *statement, struct store_values values)
{
	int64_t changed = 0;
	int r = store_run(c->store, statement, values, &changed, &c->err);

	if (r < 0)
		return call_broken(c, r);
	return changed == 1 ? OUTCOME_OK : OUTCOME_CONFLICT;
}

enum outcome call_publish(struct call *c, const char *kind, const char *about, const json_t *body)
{
	const bool of_label = log_entry_of_label((enum log_kind)log_entry_kind_find(kind));

	if (!c->events)
		c->events = json_array();
	json_array_append_new(c->events, json_pack("{s:s, s:s, s:O}", "kind", kind,
						   of_label ? "label" : "subject", about, "body",
						   json_lend(body)));
	return OUTCOME_OK;
}

enum outcome call_decides(struct call *c)
{
	c->decides = true;
	return call_arg(c, "factor") ? OUTCOME_OK : OUTCOME_FACTOR;
}

void call_covers(const struct call *c, char out[static HASH_HEX_MAX])
{
	uint8_t digest[HASH_SIZE];

	publication_digest(digest, c->events ? c->events : c->subject);
	hex_encode(out, (struct bytes){ digest, HASH_SIZE });
}

const char *call_attestation(const struct call *c)
{
	const char *text = json_text(json_object_get(c->done, "decide"), "decision");

	return text ? text : "";
}

enum outcome call_attest(struct call *c)
{
	const json_t *result;
	char covers[HASH_HEX_MAX];

	if (!c->decides)
		return OUTCOME_OK;
	call_covers(c, covers);
	enum outcome o =
	    call_job(c,
		     json_pack("{s:s, s:I, s:s, s:s, s:s}", "kind", "decide", "account",
			       (json_int_t)call_account_id(c), "code", call_arg(c, "factor"),
			       "action", move_action(c), "covers", covers),
		     &result);
	if (o != OUTCOME_OK)
		return o;
	if (json_flag(result, "limit"))
		return OUTCOME_LIMIT;
	if (!json_flag(result, "fits"))
		return OUTCOME_FACTOR;
	/* While the signer was asked somebody else changed it. */
	return text_equal(json_text(result, "covers"), covers) ? OUTCOME_OK : OUTCOME_CONFLICT;
}

int64_t call_account_id(const struct call *c)
{
	return c->account ? json_int(c->account, "id", 0) : 0;
}

struct store_value call_account_value(const struct call *c)
{
	return c->account ? STORE_INT(call_account_id(c)) : STORE_NULL;
}

enum outcome call_audit(struct call *c, const struct trail *trail)
{
	CLEANUP(buf_done) struct buf detail = BUF(DETAIL_MAX);

	if (trail->detail)
		json_write(&detail, trail->detail, false);
	return call_run(
	    c, "audit_add",
	    STORE_VALUES(STORE_INT(c->now), call_account_value(c), STORE_TEXT(c->address),
			 STORE_TEXT(c->action), STORE_TEXT(trail->kind), STORE_TEXT(trail->subject),
			 STORE_TEXT(trail->from), STORE_TEXT(trail->to), STORE_TEXT(trail->reason),
			 STORE_TEXT(trail->detail ? buf_cstr(&detail) : NULL)));
}

enum outcome call_count(struct call *c, const char *kind, const char *scope, int64_t *out)
{
	int r = store_int(c->store, "counter_take",
			  STORE_VALUES(STORE_TEXT(kind), STORE_TEXT(scope)), out, &c->err);

	return r == 0 ? OUTCOME_OK : call_broken(c, r);
}

struct facts call_facts(const struct call *c)
{
	return (struct facts){ .store = c->store,
			       .settings = c->scheme->settings,
			       .pack = c->scheme->pack,
			       .today = c->today,
			       .actor = call_account_id(c) };
}

enum outcome call_outcome_of(struct call *c, int code)
{
	return code == 0 ? OUTCOME_OK : call_broken(c, code);
}
