#include "scheme/fold.h"

#include <openssl/evp.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hex.h"
#include "base/text.h"
#include "label/withheld.h"
#include "scheme/fold_index.h"
#include "store/search.h"
#include "store/store.h"

#define ROW_MAX (8u << 20)
#define WITHHELD_JA "この日に公開した内容の一部は、命令により非公開としました。"
#define WITHHELD_EN "Something that was published on this day is withheld by order."

static struct store_value member(const json_t *object, const char *name)
{
	return STORE_TEXT(json_text(object, name));
}

static int put_models(struct store *store, const char *label, const json_t *models, struct err *err)
{
	size_t i;
	json_t *model;
	int r = store_run(store, "label_models_drop", STORE_VALUES(STORE_TEXT(label)), NULL, err);

	if (r < 0)
		return r;
	json_array_foreach (json_lend(models), i, model) {
		const char *name = json_text(model, "name");

		r = store_run(store, "label_model_add",
			      STORE_VALUES(STORE_TEXT(label), STORE_INT((int64_t)i),
					   member(model, "number"), STORE_TEXT(name ? name : "")),
			      NULL, err);
		if (r < 0)
			return r;
	}
	return 0;
}

static int put_status(struct store *store, const struct event *e, const char *status,
		      const char *valid_until, struct err *err)
{
	const json_t *reason = json_object_get(e->body, "reason");

	return store_run(store, "label_status_add",
			 STORE_VALUES(STORE_TEXT(e->label), STORE_INT(e->seq), STORE_INT(e->at),
				      STORE_TEXT(status), STORE_TEXT(valid_until),
				      member(reason, "ja"), member(reason, "en")),
			 NULL, err);
}

/* What is not shown any more leaves a word on the label's page, when it was and that it is not. */
static int put_withheld(struct store *store, const struct event *e, struct err *err)
{
	return withheld_is(e->body)
		   ? store_run(store, "label_notice_add",
			       STORE_VALUES(STORE_TEXT(e->label), STORE_INT(e->seq),
					    STORE_INT(e->at), STORE_TEXT("withheld"),
					    STORE_TEXT(WITHHELD_JA), STORE_TEXT(WITHHELD_EN),
					    STORE_NULL),
			       NULL, err)
		   : 0;
}

static int apply_issued(struct store *store, const struct event *e, struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(EVENT_BODY_MAX);
	const json_t *body = json_object_get(e->body, "body");
	const char *end = json_text(e->body, "valid_until");

	json_write(&text, body, false);
	if (!buf_ok(&text))
		return err_set(err, E_LIMIT, "event %" PRId64 ": its body is too long", e->seq);
	int r =
	    store_run(store, "label_add",
		      STORE_VALUES(STORE_TEXT(e->label), STORE_INT(e->seq),
				   STORE_INT(json_int(e->body, "level", 0)), STORE_TEXT("valid"),
				   STORE_INT(e->at), member(e->body, "issued"), STORE_TEXT(end),
				   member(e->body, "support_until"), STORE_TEXT(buf_cstr(&text)),
				   member(e->body, "statement"), member(e->body, "statement_full")),
		      NULL, err);
	if (r == 0)
		r = put_models(store, e->label, json_object_get(e->body, "models"), err);
	if (r == 0)
		r = put_withheld(store, e, err);
	return r == 0 ? put_status(store, e, "valid", end, err) : r;
}

static int apply_status(struct store *store, const struct event *e, struct err *err)
{
	const char *status = json_text(e->body, "status"), *end = json_text(e->body, "valid_until");
	int r = store_run(store, "label_status_set",
			  STORE_VALUES(STORE_TEXT(e->label), STORE_TEXT(status), STORE_INT(e->at),
				       STORE_TEXT(end), STORE_INT(e->seq)),
			  NULL, err);

	if (r == 0)
		r = put_withheld(store, e, err);
	return r == 0 ? put_status(store, e, status, end, err) : r;
}

/* null: there is none any more. */
static void put_members(json_t *body, const json_t *update)
{
	json_t *value;
	const char *name;

	json_object_foreach (json_lend(update), name, value)
		if (json_is_null(value))
			(void)json_object_del(body, name);
		else
			json_object_set(body, name, value);
}

static int apply_updated(struct store *store, const struct event *e, struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	CLEANUP(buf_done) struct buf text = BUF(EVENT_BODY_MAX);
	int r = store_row(store, "label_by_number", STORE_VALUES(STORE_TEXT(e->label)), &row, err);

	if (r < 0)
		return r;
	json_t *body = json_object_get(row, "body");
	put_members(body, json_object_get(e->body, "body"));
	json_write(&text, body, false);
	if (!buf_ok(&text))
		return err_set(err, E_LIMIT, "event %" PRId64 ": its body is too long", e->seq);
	r = store_run(store, "label_body_set",
		      STORE_VALUES(STORE_TEXT(e->label), STORE_TEXT(buf_cstr(&text)),
				   member(body, "support_until"), STORE_INT(e->seq),
				   STORE_INT(e->at)),
		      NULL, err);
	const json_t *models = json_object_get(e->body, "models");
	if (r == 0)
		r = put_withheld(store, e, err);
	return r == 0 && models ? put_models(store, e->label, models, err) : r;
}

/* The maker's own words, or the registry's about what it published before. */
static int apply_notice(struct store *store, const struct event *e, struct err *err)
{
	const json_t *text = json_object_get(e->body, "text");
	const bool is_correction = text_equal(e->kind, "correction");
	int r =
	    withheld_is(e->body)
		? put_withheld(store, e, err)
		: store_run(store, "label_notice_add",
			    STORE_VALUES(
				STORE_TEXT(e->label), STORE_INT(e->seq), STORE_INT(e->at),
				is_correction ? STORE_TEXT("correction") : member(e->body, "kind"),
				member(text, "ja"), member(text, "en"), member(e->body, "url")),
			    NULL, err);

	return r == 0 ? store_run(
			    store, "label_changed",
			    STORE_VALUES(STORE_TEXT(e->label), STORE_INT(e->seq), STORE_INT(e->at)),
			    NULL, err)
		      : r;
}

int fold_apply(struct store *store, const struct event *e, struct err *err)
{
	static const struct {
		const char *kind;
		int (*apply)(struct store *, const struct event *, struct err *);
	} kinds[] = {
		{ "label_issued", apply_issued },   { "label_status", apply_status },
		{ "label_updated", apply_updated }, { "label_notice", apply_notice },
		{ "correction", apply_notice },
	};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (!text_equal(kinds[i].kind, e->kind))
			continue;
		int r = kinds[i].apply(store, e, err);

		if (r == E_MISSING)
			return err_set(err, E_FORMAT, "event %" PRId64 " is about no label",
				       e->seq);
		return r == 0 ? fold_index(store, e->label, err) : r;
	}
	return err_set(err, E_FORMAT, "event %" PRId64 " is of a kind that is not known: '%s'",
		       e->seq, e->kind);
}

int fold_drop(struct store *store, struct err *err)
{
	static const char *const drops[] = { "fold_drop_notices", "fold_drop_statuses",
					     "fold_drop_models", "fold_drop_labels" };
	int r = search_clear(store, err);

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(drops); i++)
		r = store_run(store, drops[i], STORE_NOTHING, NULL, err);
	return r;
}

/* ---- the digest ---- */

static int hash_row(void *context, json_t *row)
{
	CLEANUP(buf_done) struct buf text = BUF(ROW_MAX);

	json_write(&text, row, false);
	if (!buf_ok(&text))
		return E_LIMIT;
	return EVP_DigestUpdate(context, text.p, text.n) == 1 ? 0 : -ENOMEM;
}

int fold_digest(struct store *store, char out[static HASH_HEX_MAX], struct err *err)
{
	static const char *const dumps[] = { "fold_dump_labels", "fold_dump_models",
					     "fold_dump_statuses", "fold_dump_notices" };
	uint8_t digest[HASH_SIZE];
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int r = ctx && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1 ? 0 : -ENOMEM;

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(dumps); i++)
		r = store_each(store, dumps[i], STORE_NOTHING, hash_row, ctx, err);
	if (r == 0 && EVP_DigestFinal_ex(ctx, digest, NULL) != 1)
		r = -ENOMEM;
	EVP_MD_CTX_free(ctx);
	if (r == 0)
		hex_encode(out, (struct bytes){ .p = digest, .n = sizeof(digest) });
	return r;
}
