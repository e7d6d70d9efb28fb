#include "signer/draft.h"

#include "base/base64.h"
#include "base/day.h"
#include "base/err.h"
#include "label/statement.h"
#include "label/status_list.h"
#include "signer/attest.h"
#include "signer/chain.h"
#include "signer/issuance.h"
#include "tlog/log_record.h"

/* A line holds a salt and a number beside the record. */
#define RECORD_MAX (LOG_RECORD_MAX - 200)

void draft_done(struct draft *d)
{
	for (size_t i = 0; i < d->n; i++)
		json_decref(d->records[i]);
	buf_done(&d->compact);
	buf_done(&d->full);
	d->n = 0;
}

static int read_decisions(const struct draft_ground *g, const json_t *publication,
			  struct decision *out, size_t *n, struct err *err)
{
	const json_t *all = json_object_get(publication, "decisions"), *one;
	size_t i;

	*n = json_array_size(all);
	if (*n > CHAIN_DECISIONS_MAX)
		return err_set(err, E_REFUSED, "there are too many decisions");
	json_array_foreach (json_lend(all), i, one) {
		CLEANUP(buf_done) struct buf message = BUF(ATTEST_MAX);
		const char *text = json_string_value(one);

		if (!text || base64_decode(&message, bytes_of(text)) < 0 ||
		    attest_read(&out[i], buf_view(&message), g->decision, err) < 0)
			return err_set(err, E_REFUSED, "decision %zu is none", i + 1);
	}
	return 0;
}

static int check(const struct draft_ground *g, const json_t *publication, int64_t *decided,
		 struct err *err)
{
	struct decision decisions[CHAIN_DECISIONS_MAX];
	struct chain chain = { .action = json_text(publication, "action"),
			       .events = json_object_get(publication, "events"),
			       .decisions = decisions };
	char today[DAY_TEXT_MAX];
	int r = read_decisions(g, publication, decisions, &chain.n, err);

	day_of(today, g->now);
	chain.today = today;
	if (r == 0 && (!chain.action || !json_text(publication, "id")))
		r = err_set(err, E_REFUSED, "this is no publication");
	return r == 0 ? chain_check(&chain, g->shelf, decided, err) : r;
}

static void add_statement(json_t *body, const char *name, const struct buf *statement)
{
	CLEANUP(buf_done) struct buf text = BUF((size_t)2 * STATEMENT_MAX);

	base64_encode(&text, buf_view(statement));
	if (statement->n > 0)
		json_object_set_new(body, name, json_string(buf_cstr(&text)));
}

/* The statements of an issue are part of what is published. */
static int draft_issue(const struct draft_ground *g, struct draft *d, struct log_entry *e,
		       json_t *body, struct err *err)
{
	const char *issued = json_text(body, "issued");
	struct err why = { 0 };

	/* Else every verifier would say that its key did not sign on that day. */
	if (!g->label_from || day_compare(issued, g->label_from) < 0)
		return err_set(err, E_REFUSED, "the key of labels is younger than the label");
	d->compact = BUF((size_t)STATEMENT_MAX);
	d->full = BUF((size_t)STATEMENT_MAX);
	if (issuance_sign(&d->compact, &d->full,
			  &(struct issuance){ .issuer = g->issuer,
					      .number = e->subject,
					      .event = body,
					      .entry = g->next,
					      .index = (uint32_t)shelf_count(g->shelf) },
			  g->label, &why) < 0)
		return err_set(err, E_REFUSED, "no statement can be made of it: %s", why.text);
	e->level = (unsigned)json_int(body, "level", 0);
	e->statement = buf_view(&d->compact);
	add_statement(body, "statement", &d->compact);
	add_statement(body, "statement_full", &d->full);
	return 0;
}

static int64_t last_about(const struct shelf *shelf, enum log_kind kind, const char *about)
{
	const struct shelf_label *label;

	if (!log_entry_of_label(kind))
		return shelf_topic(shelf, about).last;
	label = shelf_find(shelf, about);
	return label ? (int64_t)label->last : -1;
}

static int draft_event(const struct draft_ground *g, struct draft *d, const json_t *event,
		       const char *id, struct err *err)
{
	struct log_entry *e = &d->entries[d->n];
	const char *about = publication_about(event), *kind = json_text(event, "kind");
	json_t *body = json_deep_copy(json_object_get(event, "body"));
	const char *end = json_text(body, "valid_until");
	enum status status = STATUS_VALID;
	int r = 0;

	e->kind = (enum log_kind)log_entry_kind_find(kind);
	e->previous =
	    d->n > 0 ? (int64_t)(g->next + d->n - 1) : last_about(g->shelf, e->kind, about);
	(void)snprintf(e->subject, sizeof(e->subject), "%s", about);
	/* chain_check saw to it that it is a day, and a status of the procedure. */
	(void)snprintf(e->valid_until, sizeof(e->valid_until), "%s", end ? end : "");
	if (e->kind == LOG_LABEL_ISSUED)
		r = draft_issue(g, d, e, body, err);
	if (e->kind == LOG_LABEL_STATUS &&
	    !status_list_from_word(json_text(body, "status"), &status))
		r = err_set(err, E_REFUSED, "there is no such status");
	e->status = status;
	d->records[d->n++] = json_pack("{s:s, s:s, s:I, s:s, s:o}", "kind", kind,
				       log_entry_of_label(e->kind) ? "label" : "subject", about,
				       "at", (json_int_t)e->at, "publication", id, "body", body);
	return r;
}

static int fits(const struct draft *d, struct err *err)
{
	for (size_t i = 0; i < d->n; i++)
		if (json_dumpb(d->records[i], NULL, 0, JSON_COMPACT) > RECORD_MAX)
			return err_set(err, E_REFUSED, "a record may have %u bytes at most",
				       RECORD_MAX);
	return 0;
}

int draft_make(struct draft *d, const struct draft_ground *g, const json_t *publication,
	       struct err *err)
{
	int64_t decided = 0;
	const json_t *event;
	size_t i;
	int r = check(g, publication, &decided, err);

	json_array_foreach (json_object_get(publication, "events"), i, event) {
		if (r < 0)
			return r;
		d->entries[d->n].at = g->now;
		d->entries[d->n].decided = decided;
		r = draft_event(g, d, event, json_text(publication, "id"), err);
	}
	return r == 0 ? fits(d, err) : r;
}
