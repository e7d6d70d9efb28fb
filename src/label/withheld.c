#include "label/withheld.h"

#include "base/base64.h"
#include "base/buf.h"
#include "crypto/cose.h"
#include "label/log_entry.h"
#include "label/statement.h"
#include "label/status_list.h"

#define NAME_JA "（非公開）"
#define NAME_EN "(withheld)"

static json_t *day_or_null(const char *day)
{
	return *day ? json_string(day) : json_null();
}

static json_t *withheld_name(void)
{
	return json_pack("{s:s, s:s}", "ja", NAME_JA, "en", NAME_EN);
}

/* Names of maker, product and models are words of the record; days and level stand in the code. */
static void add_issue(json_t *body, const struct log_entry *e)
{
	CLEANUP(buf_done) struct buf text = BUF((size_t)2 * LOG_ENTRY_STATEMENT_MAX);
	struct statement s = { .level = 0 };
	struct cose message;

	base64_encode(&text, e->statement);
	/* The signer made it: one that cannot be read leaves the days out. */
	if (statement_read(&s, &message, e->statement, NULL) < 0)
		s = (struct statement){ .level = 0 };
	json_object_set_new(body, "level", json_integer(e->level));
	json_object_set_new(body, "issued", json_string(*s.issued ? s.issued : e->valid_until));
	json_object_set_new(body, "valid_until", json_string(e->valid_until));
	json_object_set_new(body, "support_until", day_or_null(s.support_until));
	json_object_set_new(body, "models", json_array());
	json_object_set_new(body, "statement", json_string(buf_cstr(&text)));
	json_t *shown = json_pack("{s:{s:o}, s:o}", "product", "name", withheld_name(), "applicant",
				  withheld_name());
	if (*s.criteria)
		json_object_set_new(shown, "criteria", json_pack("{s:s}", "document", s.criteria));
	json_object_set_new(body, "body", shown);
}

static void add_status(json_t *body, const struct log_entry *e)
{
	const char *word = status_list_word((enum status)e->status);

	json_object_set_new(body, "status", json_string(word ? word : "unknown"));
	json_object_set_new(body, "valid_until", json_string(e->valid_until));
}

bool withheld_allowed(const struct log_entry *e)
{
	return log_entry_of_label(e->kind) || e->kind == LOG_ACCREDITATION;
}

json_t *withheld_body(const struct log_entry *e)
{
	json_t *body = json_pack("{s:b}", "withheld", 1);

	if (e->kind == LOG_LABEL_ISSUED)
		add_issue(body, e);
	if (e->kind == LOG_LABEL_STATUS)
		add_status(body, e);
	return body;
}

bool withheld_is(const json_t *body)
{
	return json_flag(body, "withheld");
}
