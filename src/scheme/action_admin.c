/*
 * Organisations and accounts, by an administrator, each with the second factor.  An administrator
 * gives access and decides nothing about applications.
 */
#include "base/mem.h"
#include "base/text.h"
#include "scheme/account.h"
#include "scheme/action.h"
#include "workflow/corporate_number.h"
#include "workflow/settings.h"

#define ADMIN ROLE_BIT(ROLE_ADMINISTRATOR)

static bool known_authority(const struct call *c, const char *id)
{
	size_t i;
	json_t *authority;

	json_array_foreach (json_object_get(c->scheme->settings->doc, "authorities"), i, authority)
		if (text_equal(json_text(authority, "id"), id))
			return true;
	return false;
}

static enum outcome check_kind(struct call *c, const char *kind)
{
	static const char *const kinds[] = { "owner", "maker", "authority", "evaluator" };

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (text_equal(kinds[i], kind))
			return OUTCOME_OK;
	return call_problem(c, "kind", "種類を選んでください。", "Please choose the kind.");
}

/* An evaluation body is accredited for levels, from a day to a day. */
static void check_accreditation(struct call *c)
{
	const char *levels = call_arg(c, "levels"), *from = call_arg(c, "accredited_from");
	const char *until = call_arg(c, "accredited_until");

	if (!levels || strspn(levels, "1234,") != strlen(levels) || !strpbrk(levels, "1234"))
		(void)call_problem(c, "levels", "「3,4」のように入力してください。",
				   "Please write it like \"3,4\".");
	if (!from || !day_valid(from))
		(void)call_problem(c, "accredited_from", "日付を入力してください。",
				   "Please enter a date.");
	if (!until || !day_valid(until) ||
	    (from && day_valid(from) && day_compare(from, until) > 0))
		(void)call_problem(c, "accredited_until", "開始日より後の日付を入力してください。",
				   "Please enter a date after the first one.");
}

/* Everybody may know for what and until when; of its people nothing is said. */
static enum outcome publish_accreditation(struct call *c, int64_t id, const char *ja,
					  const char *en)
{
	CLEANUP(mem_freep) char *subject = mem_format("evaluator/%" PRId64, id);
	json_t *levels = json_array();

	for (const char *digit = call_arg(c, "levels"); *digit; digit++)
		if (*digit != ',')
			json_array_append_new(levels, json_integer(*digit - '0'));
	CLEANUP(json_done)
	json_t *body = json_pack("{s:{s:s, s:s}, s:o, s:s, s:s}", "name", "ja", ja, "en", en,
				 "levels", levels, "from", call_arg(c, "accredited_from"), "until",
				 call_arg(c, "accredited_until"));

	return call_publish(c, "accreditation", subject, body);
}

static enum outcome organisation_add(struct call *c)
{
	const char *kind = call_arg(c, "kind"), *ja = NULL, *en = NULL, *proof = NULL;
	const char *number = call_arg(c, "corporate_number");
	const char *authority = text_equal(kind, "authority") ? call_arg(c, "authority") : NULL;
	bool evaluator = text_equal(kind, "evaluator");

	(void)check_kind(c, kind);
	(void)call_text(c, "name_ja", 200, true, &ja);
	(void)call_text(c, "name_en", 200, true, &en);
	(void)call_text(c, "identity_proof", 500, false, &proof);
	if (number && !corporate_number_valid(number))
		(void)call_problem(c, "corporate_number", "法人番号を確認してください。",
				   "Please check the corporate number.");
	if (text_equal(kind, "authority") && !known_authority(c, authority))
		(void)call_problem(c, "authority", "設定にある照会先を選んでください。",
				   "Please choose an authority of the settings.");
	if (evaluator)
		check_accreditation(c);
	if (c->problems)
		return OUTCOME_INVALID;
	enum outcome o = call_decides(c);
	if (o != OUTCOME_OK)
		return o;
	c->subject = json_pack("[{s:s, s:s, s:s}]", "kind", "organisation", "ja", ja, "en", en);
	int r =
	    store_run(c->store, "organisation_add",
		      STORE_VALUES(STORE_TEXT(kind), STORE_TEXT(ja), STORE_TEXT(en),
				   STORE_TEXT(number), STORE_TEXT(proof), STORE_TEXT(authority),
				   STORE_TEXT(evaluator ? call_arg(c, "levels") : NULL),
				   STORE_TEXT(evaluator ? call_arg(c, "accredited_from") : NULL),
				   STORE_TEXT(evaluator ? call_arg(c, "accredited_until") : NULL),
				   STORE_INT(c->now)),
		      NULL, &c->err);
	if (r == E_EXISTS)
		return call_problem(c, "name_ja", "すでに登録されています。",
				    "It is registered already.");
	if (r < 0)
		return call_broken(c, r);
	const int64_t row = store_last_id(c->store);
	CLEANUP(mem_freep) char *id = mem_format("%" PRId64, row);
	json_object_set_new(c->result, "id", json_string(id));
	if (evaluator)
		o = publish_accreditation(c, row, ja, en);
	return o == OUTCOME_OK
		   ? call_audit(c, &(struct trail){ .kind = "organisation", .subject = id })
		   : o;
}

/* The old one stays in the trail: a decision may have rested on it. */
static enum outcome organisation_accredit(struct call *c)
{
	CLEANUP(json_done) json_t *row = NULL;
	const char *reason = NULL;
	int64_t id = call_id(c, "id");
	enum outcome o = call_row(c, "organisation_by_id", STORE_VALUES(STORE_INT(id)), &row);

	if (o != OUTCOME_OK)
		return o;
	if (!text_equal(json_text(row, "kind"), "evaluator"))
		return OUTCOME_MISSING;
	check_accreditation(c);
	(void)call_text(c, "reason", 500, true, &reason);
	if (c->problems)
		return OUTCOME_INVALID;
	o = call_decides(c);
	if (o == OUTCOME_OK)
		o = call_change_one(c, "organisation_accredit",
				    STORE_VALUES(STORE_INT(id), STORE_TEXT(call_arg(c, "levels")),
						 STORE_TEXT(call_arg(c, "accredited_from")),
						 STORE_TEXT(call_arg(c, "accredited_until"))));
	if (o == OUTCOME_OK)
		o = publish_accreditation(c, id, json_text(row, "name_ja"),
					  json_text(row, "name_en"));
	if (o != OUTCOME_OK)
		return o;
	CLEANUP(mem_freep) char *subject = mem_format("%" PRId64, id);
	CLEANUP(json_done)
	json_t *detail = json_pack("{s:O?, s:O?, s:O?}", "levels", json_object_get(row, "levels"),
				   "accredited_from", json_object_get(row, "accredited_from"),
				   "accredited_until", json_object_get(row, "accredited_until"));
	json_object_set_new(c->result, "id", json_string(subject));
	return call_audit(c, &(struct trail){ .kind = "organisation",
					      .subject = subject,
					      .reason = reason,
					      .detail = detail });
}

/* Which kind of organisation a role belongs to. */
static bool role_fits(const char *role, const char *kind)
{
	if (text_equal(role, "maker"))
		return text_equal(kind, "maker");
	if (text_equal(role, "authority"))
		return text_equal(kind, "authority");
	return text_equal(kind, "owner");
}

/* As the signer makes it when the person comes (signer/signer.h). */
static json_t *enrolment_subject(int64_t account, const char *role)
{
	return json_pack("[{s:s, s:I, s:s}]", "kind", "enrol", "account", (json_int_t)account,
			 "role", role);
}

static enum outcome account_invite(struct call *c)
{
	CLEANUP(json_done) json_t *organisation = NULL;
	CLEANUP(mem_freep) char *mail = account_mail_address(call_arg(c, "mail"));
	const char *role = call_arg(c, "role"), *name = NULL, *language = call_arg(c, "language");
	int64_t id = call_id(c, "organisation");
	enum outcome o =
	    call_row(c, "organisation_by_id", STORE_VALUES(STORE_INT(id)), &organisation);

	if (o == OUTCOME_MISSING)
		(void)call_problem(c, "organisation", "組織を選んでください。",
				   "Please choose the organisation.");
	else if (o != OUTCOME_OK)
		return o;
	if (!mail)
		(void)call_problem(c, "mail", "メールアドレスを確認してください。",
				   "Please check the mail address.");
	(void)call_text(c, "name", 100, true, &name);
	if (organisation && (role_find(role ? role : "") < 0 || text_equal(role, "system") ||
			     !role_fits(role, json_text(organisation, "kind"))))
		(void)call_problem(c, "role", "この組織に合う役割を選んでください。",
				   "Please choose a role that fits the organisation.");
	if (!text_equal(language, "en"))
		language = "ja";
	if (c->problems)
		return OUTCOME_INVALID;
	o = call_decides(c);
	if (o != OUTCOME_OK)
		return o;
	int r = store_run(c->store, "account_add",
			  STORE_VALUES(STORE_INT(id), STORE_TEXT(mail), STORE_TEXT(name),
				       STORE_TEXT(role), STORE_TEXT(language), STORE_INT(c->now)),
			  NULL, &c->err);
	if (r == E_EXISTS)
		return call_problem(c, "mail", "このメールアドレスにはアカウントがあります。",
				    "This address has an account.");
	if (r < 0)
		return call_broken(c, r);
	int64_t account = store_last_id(c->store);
	CLEANUP(mem_freep) char *subject = mem_format("%" PRId64, account);
	o = call_audit(c, &(struct trail){ .kind = "account", .subject = subject, .to = role });
	c->subject = enrolment_subject(account, role);
	return o == OUTCOME_OK ? account_send_link(c, account, "invitation", true) : o;
}

/* Somebody's phone is gone, or an invitation was too old: a new link, with a new second factor. */
static enum outcome account_reissue(struct call *c)
{
	CLEANUP(json_done) json_t *row = NULL;
	int64_t id = call_id(c, "id");
	enum outcome o = call_row(c, "account_by_id", STORE_VALUES(STORE_INT(id)), &row);

	if (o != OUTCOME_OK)
		return o;
	if (text_equal(json_text(row, "state"), "closed"))
		return OUTCOME_DENIED;
	o = call_decides(c);
	c->subject = enrolment_subject(id, json_text(row, "role"));
	CLEANUP(mem_freep) char *subject = mem_format("%" PRId64, id);
	if (o == OUTCOME_OK)
		o = call_audit(c, &(struct trail){ .kind = "account",
						   .subject = subject,
						   .to = json_text(row, "state") });
	return o == OUTCOME_OK
		   ? account_send_link(c, id,
				       text_equal(json_text(row, "state"), "invited") ? "invitation"
										      : "recovery",
				       true)
		   : o;
}

/* Once the signer has seen the code: it forgets whom it knew. */
static enum outcome end_factor(struct call *c, int64_t id)
{
	const json_t *result;

	if (!*call_attestation(c))
		return OUTCOME_OK;
	return call_job(c,
			json_pack("{s:s, s:I, s:s}", "kind", "close", "account", (json_int_t)id,
				  "grant", call_attestation(c)),
			&result);
}

static enum outcome account_close(struct call *c)
{
	int64_t id = call_id(c, "id");
	const char *reason = NULL;
	enum outcome o = call_text(c, "reason", 500, true, &reason);

	if (id == call_account_id(c))
		return call_problem(c, "", "自分のアカウントは閉鎖できません。",
				    "You cannot close your own account.");
	if (o == OUTCOME_OK)
		o = call_decides(c);
	c->subject = json_pack("[{s:s, s:I}]", "kind", "close", "account", (json_int_t)id);
	if (o == OUTCOME_OK)
		o = end_factor(c, id);
	if (o == OUTCOME_OK)
		o = call_change_one(c, "account_close", STORE_VALUES(STORE_INT(id)));
	if (o == OUTCOME_OK)
		o = call_run(c, "sessions_close", STORE_VALUES(STORE_INT(id)));
	if (o == OUTCOME_OK)
		o = call_run(c, "links_void", STORE_VALUES(STORE_INT(id), STORE_INT(c->now)));
	CLEANUP(mem_freep) char *subject = mem_format("%" PRId64, id);
	return o == OUTCOME_OK ? call_audit(c, &(struct trail){ .kind = "account",
								.subject = subject,
								.to = "closed",
								.reason = reason })
			       : o;
}

/*
 * A mail that was given up goes out once more, with all its tries.  One whose text was forgotten
 * (the link in it would not hold any more) does not.
 */
static enum outcome mail_retry(struct call *c)
{
	int64_t id = call_id(c, "id");
	CLEANUP(mem_freep) char *subject = mem_format("%" PRId64, id);
	enum outcome o = call_change_one(c, "mail_retry", STORE_VALUES(STORE_INT(id)));

	json_object_set_new(c->result, "id", json_string(subject));
	if (o == OUTCOME_CONFLICT)
		return call_problem(
		    c, "",
		    "このメールは、もう一度送信できません。送信済みか、送信待ちか、"
		    "本文の保存期間を過ぎています。",
		    "This mail cannot be sent again: it was sent, is waiting, or its "
		    "text is not kept any more.");
	return o == OUTCOME_OK ? call_audit(c, &(struct trail){ .kind = "mail",
								.subject = subject,
								.from = "abandoned",
								.to = "waiting" })
			       : o;
}

const struct action action_admin_table[] = {
	{ "organisation.add", ADMIN, organisation_add },
	{ "organisation.accredit", ADMIN, organisation_accredit },
	{ "account.invite", ADMIN, account_invite },
	{ "account.reissue", ADMIN, account_reissue },
	{ "account.close", ADMIN, account_close },
	{ "mail.retry", ADMIN, mail_retry },
	{ .name = NULL },
};
