#include "signer/chain.h"

#include "base/err.h"
#include "base/text.h"
#include "label/log_entry.h"
#include "signer/publication.h"
#include "workflow/workflow.h"

#define OFFICER ROLE_BIT(ROLE_OFFICER)
#define ADMINISTRATOR ROLE_BIT(ROLE_ADMINISTRATOR)

struct check {
	const struct chain *chain;
	const struct shelf *shelf;
	uint8_t digest[HASH_SIZE];
	int64_t decided;
	struct err *err;
};

#define REFUSE(k, ...) err_set((k)->err, E_REFUSED, __VA_ARGS__)

/* Somebody of these roles who decided so over this, other than not_by; youngest first. */
static const struct decision *decision_of(const struct check *k, const char *action, unsigned roles,
					  int64_t not_by)
{
	const struct decision *found = NULL;

	for (size_t i = 0; i < k->chain->n; i++) {
		const struct decision *d = &k->chain->decisions[i];

		if (text_equal(d->action, action) && (roles & ROLE_BIT(d->role)) &&
		    d->account != not_by && memcmp(d->digest, k->digest, HASH_SIZE) == 0 &&
		    (!found || d->at > found->at))
			found = d;
	}
	return found;
}

/* The first half, by any row that leads to where the second begins. */
static const struct decision *first_half(const struct check *k, const struct transition *second,
					 unsigned level, int64_t not_by)
{
	size_t n;
	const struct transition *table = workflow_table(&n);
	const struct decision *d = NULL;

	for (size_t i = 0; i < n && !d; i++)
		if (table[i].machine == second->machine && table[i].fresh &&
		    text_equal(table[i].to, second->from) && (table[i].levels & 1u << level))
			d = decision_of(k, table[i].action, table[i].roles, not_by);
	return d;
}

static int need(struct check *k, const char *action, unsigned roles, int64_t after,
		const struct decision **out)
{
	const struct decision *d = decision_of(k, action, roles, 0);

	if (!d)
		return REFUSE(k, "nobody who may decided '%s' over this", action);
	if (d->at <= after)
		return REFUSE(k, "this decision was used already");
	if (d->at > k->decided)
		k->decided = d->at;
	*out = d;
	return 0;
}

/* At most two years, and not the other way round. */
static int check_term(struct check *k, const char *from, const char *end)
{
	char latest[DAY_TEXT_MAX];

	if (!from || !end || !day_valid(from) || !day_valid(end) || day_compare(end, from) < 0 ||
	    day_add_months(latest, from, CHAIN_MONTHS_MAX) < 0 || day_compare(end, latest) > 0)
		return REFUSE(k, "a label is valid for two years at most");
	return 0;
}

/* What a reader of the log takes for a name (log_entry_read). */
static bool is_name(const char *text)
{
	const char *p = text;

	while ((unsigned char)*p >= 0x20 && *p != 0x7f)
		p++;
	return p > text && *p == '\0' && p - text < LOG_ENTRY_SUBJECT_MAX;
}

/* ---- an issue ---- */

static const struct transition *issuing_row(const char *action, unsigned level)
{
	size_t n;
	const struct transition *table = workflow_table(&n);

	for (size_t i = 0; i < n; i++)
		if ((table[i].effects & EFFECT_LABEL_ISSUED) &&
		    text_equal(table[i].action, action) && (table[i].levels & 1u << level))
			return &table[i];
	return NULL;
}

static int check_issue(struct check *k, const json_t *event)
{
	const json_t *body = json_object_get(event, "body");
	const char *number = json_text(event, "label"), *issued = json_text(body, "issued");
	int64_t level = json_int(body, "level", 0);
	const struct decision *last = NULL;

	if (json_array_size(k->chain->events) != 1)
		return REFUSE(k, "an issue is published alone");
	if (level < 1 || level > 4 || !number || strlen(number) >= SHELF_NUMBER_MAX ||
	    strchr(number, '/') || !is_name(number))
		return REFUSE(k, "this is no label");
	if (shelf_find(k->shelf, number))
		return REFUSE(k, "label '%s' was issued before", number);
	const struct transition *t = issuing_row(k->chain->action, (unsigned)level);
	if (!t)
		return REFUSE(k, "'%s' issues no label of level %d", k->chain->action, (int)level);
	int r = need(k, t->action, t->roles, 0, &last);
	if (r < 0)
		return r;
	if (!last)
		return REFUSE(k, "nobody decided this");
	if (t->guard == GUARD_SECOND_PERSON && !first_half(k, t, (unsigned)level, last->account))
		return REFUSE(k, "a second person has to decide over the same");
	if (shelf_issued_by(k->shelf, last->at))
		return REFUSE(k, "this decision issued a label already");
	if (!issued || !day_valid(issued) || day_compare(issued, k->chain->today) > 0)
		return REFUSE(k, "a label is not issued before its day");
	return check_term(k, issued, json_text(body, "valid_until"));
}

/* ---- afterwards ---- */

static int check_end(struct check *k, const struct transition *t, const struct shelf_label *label,
		     const char *end)
{
	char from[DAY_TEXT_MAX];

	if (!(t->effects & EFFECT_RENEW))
		return text_equal(end, label->valid_until)
			   ? 0
			   : REFUSE(k, "'%s' does not move a label's last day", t->action);
	return day_add(from, label->valid_until, 1) == 0 ? check_term(k, from, end)
							 : REFUSE(k, "this is no day");
}

static int check_status(struct check *k, const json_t *event, const struct shelf_label *label)
{
	const json_t *body = json_object_get(event, "body");
	const struct transition *t =
	    workflow_find(MACHINE_LABEL, label->status, k->chain->action, label->level);
	const struct decision *d;

	if (!t || !(t->effects & EFFECT_LABEL_STATUS) ||
	    !text_equal(t->to, json_text(body, "status")))
		return REFUSE(k, "'%s' does not lead from '%s' to this status", k->chain->action,
			      label->status);
	if (t->roles == ROLE_BIT(ROLE_SYSTEM) &&
	    day_compare(k->chain->today, label->valid_until) <= 0)
		return REFUSE(k, "the last day of label '%s' is not over", label->number);
	int r = check_end(k, t, label, json_text(body, "valid_until"));
	if (r == 0 && t->fresh)
		r = need(k, t->action, t->roles, label->decided, &d);
	return r;
}

static int check_change(struct check *k, const struct shelf_label *label)
{
	const struct transition *renews =
	    workflow_find(MACHINE_LABEL, label->status, k->chain->action, label->level);
	const struct decision *d;

	if (renews && (renews->effects & EFFECT_RENEW))
		return need(k, renews->action, renews->roles, label->decided, &d);
	if (!text_equal(k->chain->action, "accept_change"))
		return REFUSE(k, "'%s' changes nothing of a label", k->chain->action);
	return need(k, "accept_change", OFFICER, label->decided, &d);
}

/* The registry's own word on what it published before; nothing of the label moves by it. */
static int check_correction(struct check *k, const struct shelf_label *label)
{
	const struct decision *d;

	if (!text_equal(k->chain->action, "correct"))
		return REFUSE(k, "'%s' corrects nothing", k->chain->action);
	return need(k, "correct", OFFICER, label->decided, &d);
}

/* ---- what is about no label ---- */

/* Labels have no "/" in their numbers: one chain in the log is never taken for another. */
static const char *const topics[] = {
	[LOG_CRITERIA] = "criteria/",
	[LOG_RECOGNITION] = "recognition/",
	[LOG_ACCREDITATION] = "evaluator/",
};

static int check_accreditation(struct check *k, const char *subject)
{
	const struct shelf_topic topic = shelf_topic(k->shelf, subject);
	const struct decision *d;
	const char *action = k->chain->action;

	if (text_equal(action, "add") && topic.last >= 0)
		return REFUSE(k, "'%s' was added before", subject);
	if (!text_equal(action, "add") && !text_equal(action, "accredit"))
		return REFUSE(k, "'%s' accredits nobody", action);
	return need(k, action, ADMINISTRATOR, topic.decided, &d);
}

static int check_adopted(struct check *k, const json_t *event, const char *name)
{
	if (!text_equal(k->chain->action, "adopt"))
		return REFUSE(k, "'%s' adopts nothing", k->chain->action);
	return text_equal(json_text(json_object_get(event, "body"), "id"), name)
		   ? 0
		   : REFUSE(k, "its subject is another");
}

static int check_topic(struct check *k, const json_t *event, unsigned kind)
{
	const char *subject = json_text(event, "subject"), *prefix = topics[kind];

	if (json_array_size(k->chain->events) != 1)
		return REFUSE(k, "this is published alone");
	if (!subject || !text_starts(subject, prefix) || !subject[strlen(prefix)] ||
	    !is_name(subject))
		return REFUSE(k, "this is no subject");
	return kind == LOG_ACCREDITATION ? check_accreditation(k, subject)
					 : check_adopted(k, event, subject + strlen(prefix));
}

/* ---- all of it ---- */

static int check_event(struct check *k, const json_t *event)
{
	const char *kind = json_text(event, "kind"), *number = json_text(event, "label");
	const int known = log_entry_kind_find(kind);

	if (!json_is_object(json_object_get(event, "body")))
		return REFUSE(k, "this is no event");
	if (known >= LOG_CRITERIA && known <= LOG_ACCREDITATION)
		return check_topic(k, event, (unsigned)known);
	if (text_equal(kind, "label_issued"))
		return check_issue(k, event);
	const struct shelf_label *label = number ? shelf_find(k->shelf, number) : NULL;
	if (!label)
		return REFUSE(k, "there is no such label");
	if (text_equal(kind, "label_status"))
		return check_status(k, event, label);
	if (text_equal(kind, "label_updated"))
		return check_change(k, label);
	/* A maker's word is not to look like the registry's. */
	if (text_equal(kind, "label_notice") && text_equal(k->chain->action, "publish_notice") &&
	    !text_equal(json_text(json_object_get(event, "body"), "kind"), "correction"))
		return 0;
	if (known == LOG_CORRECTION)
		return check_correction(k, label);
	return REFUSE(k, "this is no event");
}

/* One decision is about one label, or one other thing. */
static bool about_one(const json_t *events)
{
	const char *first = publication_about(json_array_get(events, 0));
	size_t i;
	json_t *event;

	json_array_foreach (json_lend(events), i, event)
		if (!text_equal(publication_about(event), first))
			return false;
	return first != NULL;
}

int chain_check(const struct chain *chain, const struct shelf *shelf, int64_t *decided,
		struct err *err)
{
	struct check k = { .chain = chain, .shelf = shelf, .err = err };
	size_t i, n = json_array_size(chain->events);
	json_t *event;

	if (n == 0 || n > PUBLICATION_EVENTS_MAX || chain->n > CHAIN_DECISIONS_MAX ||
	    !about_one(chain->events))
		return REFUSE(&k, "this is no publication");
	publication_digest(k.digest, chain->events);
	json_array_foreach (json_lend(chain->events), i, event) {
		int r = check_event(&k, event);

		if (r < 0)
			return r;
	}
	*decided = k.decided;
	return 0;
}
