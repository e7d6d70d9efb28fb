/* Drafting an application and talking about it; its moves are in move_application.c. */
#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "scheme/account.h"
#include "scheme/action.h"
#include "scheme/facts.h"
#include "scheme/mail.h"
#include "scheme/models_csv.h"
#include "scheme/move.h"
#include "workflow/application.h"
#include "workflow/eligibility.h"
#include "workflow/field.h"

#define BODY_MAX (4u << 20)
#define MESSAGE_MAX 5000
#define BECAUSE_MAX 2000
#define LOOKS_MOST 6 /* new looks at the links of one application */
#define LOOKS_WINDOW INT64_C(3600)

#define MAKER ROLE_BIT(ROLE_MAKER)
#define OFFICER ROLE_BIT(ROLE_OFFICER)

/* ---- the document ---- */

static enum outcome as_text(struct call *c, const json_t *document, struct buf *text)
{
	json_write(text, document, false);
	return buf_ok(text) ? OUTCOME_OK : call_broken(c, E_LIMIT);
}

/* What the form says into the document; what could not be read is a problem and stays as it was. */
static enum outcome read_form(struct call *c, json_t **document)
{
	if (!c->problems)
		c->problems = json_array();
	field_read(c->args, document, c->problems);
	models_csv_typed(c->args, *document, c->problems);
	(void)application_fits(*document, c->problems);
	return json_array_size(c->problems) > 0 ? OUTCOME_INVALID : OUTCOME_OK;
}

static unsigned level_of(const json_t *document)
{
	return (unsigned)json_int(document, "level", 1);
}

static const char *route_of(const json_t *document)
{
	const char *route = json_text(document, "route");

	return route ? route : "standard";
}

/* ---- opening ---- */

static enum outcome whose(struct call *c, int64_t *organisation, const char **received_as)
{
	CLEANUP(json_done) json_t *row = NULL;
	enum outcome o;

	*received_as = "online";
	*organisation = json_int(c->account, "organisation", 0);
	if (c->role == ROLE_MAKER)
		return OUTCOME_OK;
	*received_as = call_arg(c, "received_as");
	*organisation = call_id(c, "organisation");
	if (!text_equal(*received_as, "mail") && !text_equal(*received_as, "paper"))
		return call_problem(c, "received_as", "受領方法を選んでください。",
				    "Please choose how it came.");
	o = call_row(c, "organisation_by_id", STORE_VALUES(STORE_INT(*organisation)), &row);
	if (o == OUTCOME_MISSING ||
	    (o == OUTCOME_OK && !text_equal(json_text(row, "kind"), "maker")))
		return call_problem(c, "organisation", "申請者を選んでください。",
				    "Please choose the applicant.");
	return o;
}

static enum outcome application_open(struct call *c)
{
	CLEANUP(json_done) json_t *document = json_object();
	CLEANUP(buf_done) struct buf text = BUF(BODY_MAX);
	const char *received_as = NULL;
	struct eligibility_reason why = { 0 };
	int64_t organisation = 0;
	enum outcome o = whose(c, &organisation, &received_as);

	if (o == OUTCOME_OK)
		o = read_form(c, &document);
	if (o != OUTCOME_OK)
		return o;
	if (eligibility_judge(json_object_get(document, "eligibility"), &why) != ELIGIBILITY_YES)
		return call_problem(c, "", why.ja, why.en);
	o = as_text(c, document, &text);
	if (o == OUTCOME_OK)
		o = call_run(c, "application_add",
			     STORE_VALUES(STORE_INT(organisation), STORE_INT(level_of(document)),
					  STORE_TEXT(route_of(document)), STORE_TEXT("draft"),
					  STORE_TEXT(buf_cstr(&text)), call_account_value(c),
					  STORE_TEXT(received_as), STORE_INT(c->now),
					  STORE_TEXT(call_arg(c, "renews"))));
	if (o != OUTCOME_OK)
		return o;
	CLEANUP(mem_freep) char *id = mem_format("%" PRId64, store_last_id(c->store));
	json_object_set_new(c->result, "id", json_string(id));
	return call_audit(c,
			  &(struct trail){ .kind = "application", .subject = id, .to = "draft" });
}

/* ---- writing ---- */

static bool is_open_for_writing(const json_t *row)
{
	static const char *const states[] = { "draft", "numbered", "returned" };

	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (text_equal(states[i], json_text(row, "state")))
			return true;
	return false;
}

/* The application to write to: this person's, in a state in which it can be changed. */
static enum outcome open_for_writing(struct call *c, json_t **row)
{
	enum outcome o = move_open_application(c, row);

	if (o != OUTCOME_OK)
		return o;
	if (!is_open_for_writing(*row))
		return call_problem(c, "", "提出済みのため、変更できません。",
				    "It was handed in and cannot be changed.");
	/* An officer writes only what came to him by mail or on paper. */
	if (c->role == ROLE_OFFICER && text_equal(json_text(*row, "received_as"), "online"))
		return OUTCOME_DENIED;
	return OUTCOME_OK;
}

static enum outcome save(struct call *c, const json_t *row, const json_t *document)
{
	CLEANUP(buf_done) struct buf text = BUF(BODY_MAX);
	int64_t id = json_int(row, "id", 0), version = json_int(row, "version", 0);
	enum outcome o = as_text(c, document, &text);

	if (o == OUTCOME_OK)
		o = call_change_one(
		    c, "application_save",
		    STORE_VALUES(STORE_INT(id), STORE_INT(version), STORE_TEXT(buf_cstr(&text)),
				 STORE_INT(level_of(document)), STORE_TEXT(route_of(document)),
				 STORE_INT(c->now)));
	CLEANUP(mem_freep) char *subject = mem_format("%" PRId64, id);
	json_object_set_new(c->result, "id", json_string(subject));
	json_object_set_new(c->result, "version", json_integer(version + 1));
	return o == OUTCOME_OK
		   ? call_audit(c, &(struct trail){ .kind = "application", .subject = subject })
		   : o;
}

static enum outcome application_save(struct call *c)
{
	CLEANUP(json_done) json_t *row = NULL;
	enum outcome o = open_for_writing(c, &row);

	if (o != OUTCOME_OK)
		return o;
	json_t *document = json_incref(json_object_get(row, "body"));
	o = read_form(c, &document);
	if (o == OUTCOME_OK)
		o = save(c, row, document);
	json_decref(document);
	return o;
}

/* ---- what is uploaded: read by a worker first ---- */

static enum outcome have_read(struct call *c, const char *kind, const char *field,
			      const json_t **result)
{
	const char *spool = json_text(json_object_get(c->uploads, field), "spool");

	if (!spool)
		return call_problem(c, field, "ファイルを選んでください。",
				    "Please choose a file.");
	enum outcome o = call_job(c, json_pack("{s:s, s:s}", "kind", kind, "spool", spool), result);
	const json_t *problem = o == OUTCOME_OK ? json_object_get(*result, "problem") : NULL;
	return problem ? call_problem(c, field, json_text(problem, "ja"), json_text(problem, "en"))
		       : o;
}

static enum outcome application_models(struct call *c)
{
	CLEANUP(json_done) json_t *row = NULL;
	const json_t *read = NULL;
	enum outcome o = open_for_writing(c, &row);

	if (o == OUTCOME_OK)
		o = have_read(c, "models", "models_file", &read);
	if (o != OUTCOME_OK)
		return o;
	json_t *document = json_object_get(row, "body");
	json_object_set(document, "models", json_object_get(read, "models"));
	c->problems = json_array();
	if (!application_fits(document, c->problems))
		return OUTCOME_INVALID;
	return save(c, row, document);
}

static enum outcome keep_checklist(struct call *c, const json_t *row, const char *source,
				   const char *sha256, const char *name, const json_t *checklist)
{
	CLEANUP(buf_done) struct buf text = BUF(BODY_MAX);
	int64_t id = json_int(row, "id", 0);
	enum outcome o = as_text(c, checklist, &text);

	if (o == OUTCOME_OK)
		o = call_run(c, "checklist_put",
			     STORE_VALUES(STORE_INT(id), STORE_TEXT(source), STORE_TEXT(sha256),
					  STORE_TEXT(name), STORE_TEXT(buf_cstr(&text)),
					  STORE_INT(c->now)));
	if (o == OUTCOME_OK)
		o = call_change_one(c, "application_touch",
				    STORE_VALUES(STORE_INT(id),
						 STORE_INT(json_int(row, "version", 0)),
						 STORE_INT(c->now)));
	CLEANUP(mem_freep) char *subject = mem_format("%" PRId64, id);
	json_object_set_new(c->result, "id", json_string(subject));
	json_object_set_new(c->result, "version", json_integer(json_int(row, "version", 0) + 1));
	return o == OUTCOME_OK
		   ? call_audit(c, &(struct trail){ .kind = "application", .subject = subject })
		   : o;
}

static enum outcome checklist_hand_in(struct call *c)
{
	CLEANUP(json_done) json_t *row = NULL;
	CLEANUP(json_done) json_t *checklist = NULL;
	const json_t *read = NULL;
	enum outcome o = open_for_writing(c, &row);

	if (o == OUTCOME_OK)
		o = have_read(c, "checklist", "pack", &read);
	if (o != OUTCOME_OK)
		return o;
	checklist = json_deep_copy(json_object_get(read, "checklist"));
	json_object_set(checklist, "manifest", json_object_get(read, "manifest"));
	return keep_checklist(c, row, "pack", json_text(read, "sha256"),
			      json_text(json_object_get(c->uploads, "pack"), "name"), checklist);
}

/* ---- a checklist typed by hand ---- */

static enum outcome typed_row(struct call *c, json_t *rows, const char *criterion)
{
	CLEANUP(mem_freep) char *answer_name = mem_format("answer.%s", criterion);
	CLEANUP(mem_freep) char *because_name = mem_format("because.%s", criterion);
	const char *answer = call_arg(c, answer_name), *because = NULL;
	enum outcome o = call_text(c, because_name, BECAUSE_MAX, false, &because);

	if (o != OUTCOME_OK || (!answer && !because))
		return o;
	if (answer && !text_equal(answer, "yes") && !text_equal(answer, "no") &&
	    !text_equal(answer, "na") && !text_equal(answer, "waived"))
		return call_problem(c, answer_name, "選択肢から選んでください。",
				    "Please choose one of the answers.");
	static const struct {
		const char *answer, *verdict;
	} verdicts[] = { { "yes", "pass" },
			 { "no", "fail" },
			 { "na", "not_applicable" },
			 { "waived", "waived" } };
	/* A reason without an answer is a draft: kept, and found by the form check. */
	const char *verdict = "inconclusive";
	for (size_t i = 0; i < ARRAY_LEN(verdicts); i++)
		if (text_equal(verdicts[i].answer, answer))
			verdict = verdicts[i].verdict;
	json_t *row = json_pack("{s:s, s:s, s:s*, s:[]}", "criterion", criterion, "verdict",
				verdict, "answer", answer, "evidence");
	/* What a person typed is in the language that it was typed in. */
	if (because)
		json_object_set_new(row, "because",
				    json_pack("{s:s, s:s}", "ja", because, "en", because));
	json_array_append_new(rows, row);
	return OUTCOME_OK;
}

static enum outcome checklist_type(struct call *c)
{
	CLEANUP(json_done) json_t *row = NULL;
	CLEANUP(json_done) json_t *checklist = NULL;
	json_t *rows = json_array(), *criterion;
	size_t i;
	enum outcome o = open_for_writing(c, &row);

	checklist =
	    json_pack("{s:{s:O, s:O}, s:o}", "pack", "id", json_object_get(c->scheme->pack, "id"),
		      "edition", json_object_get(c->scheme->pack, "edition"), "rows", rows);
	json_array_foreach (json_object_get(c->scheme->pack, "criteria"), i, criterion) {
		enum outcome one = OUTCOME_OK;

		if (o != OUTCOME_OK && o != OUTCOME_INVALID)
			return o;
		one = typed_row(c, rows, json_text(criterion, "id"));
		o = one == OUTCOME_OK ? o : one;
	}
	return o == OUTCOME_OK ? keep_checklist(c, row, "typed", NULL, NULL, checklist) : o;
}

/* ---- messages ---- */

static enum outcome application_message(struct call *c)
{
	CLEANUP(json_done) json_t *row = NULL;
	const char *text = NULL;
	enum outcome o = move_open_application(c, &row);

	/* The owner has not seen it yet: nobody there could know what is asked about. */
	if (o == OUTCOME_OK && !facts_owner_sees(row))
		return call_problem(c, "", "メッセージは、提出した後に送信できます。",
				    "Messages can be sent once it has been handed in.");
	if (o == OUTCOME_OK)
		o = call_text(c, "text", MESSAGE_MAX, true, &text);
	if (o != OUTCOME_OK)
		return o;
	int64_t id = json_int(row, "id", 0);
	CLEANUP(mem_freep) char *subject = mem_format("%" PRId64, id);
	CLEANUP(mem_freep)
	char *path =
	    mem_format("/%s/applications/%s", c->role == ROLE_MAKER ? "officer" : "maker", subject);
	const char *number = json_text(row, "application_number");
	const struct mail_words words = { .path = path, .number = number ? number : subject };
	o = call_run(c, "message_add",
		     STORE_VALUES(STORE_INT(id), call_account_value(c), STORE_INT(c->now),
				  STORE_TEXT(text)));
	if (o == OUTCOME_OK)
		o = call_audit(c, &(struct trail){ .kind = "application", .subject = subject });
	json_object_set_new(c->result, "id", json_string(subject));
	if (o != OUTCOME_OK)
		return o;
	return c->role == ROLE_MAKER ? mail_to_role(c, "officer", MAIL_MESSAGE, &words)
				     : mail_to_organisation(c, json_int(row, "organisation", 0),
							    MAIL_MESSAGE, &words);
}

/* ---- links that could not be opened ---- */

/* The answer comes by itself, when the jobs process has been there. */
static enum outcome look_again(struct call *c)
{
	CLEANUP(json_done) json_t *row = NULL;
	enum outcome o = move_open_application(c, &row);
	int64_t changed = 0;

	if (o != OUTCOME_OK)
		return o;
	CLEANUP(mem_freep) char *id = mem_format("%" PRId64, json_int(row, "id", 0));
	json_object_set_new(c->result, "id", json_string(id));
	/* Somebody else's server is asked: not as often as a button can be pressed. */
	o = account_rate(c, "links", id, LOOKS_MOST, LOOKS_WINDOW);
	if (o != OUTCOME_OK)
		return o;
	int r = store_run(c->store, "web_links_again",
			  STORE_VALUES(STORE_INT(json_int(row, "id", 0)), STORE_INT(c->now)),
			  &changed, &c->err);
	if (r < 0)
		return call_broken(c, r);
	if (changed == 0)
		return call_problem(c, "", "開けなかったURLはありません。",
				    "There is no URL that could not be opened.");
	return call_audit(c, &(struct trail){ .kind = "application", .subject = id });
}

const struct action action_application_table[] = {
	{ "application.open", MAKER | OFFICER, application_open },
	{ "application.save", MAKER | OFFICER, application_save },
	{ "application.models", MAKER | OFFICER, application_models },
	{ "application.message", MAKER | OFFICER, application_message },
	{ "application.look_again", MAKER | OFFICER, look_again },
	{ "checklist.hand_in", MAKER | OFFICER, checklist_hand_in },
	{ "checklist.type", MAKER | OFFICER, checklist_type },
	{ .name = NULL },
};
