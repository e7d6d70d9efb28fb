/*
 * The registry's own keys, by an administrator with the second factor: the signer changes them on
 * the word of the decision alone, and says so in the log.
 */
#include "base/text.h"
#include "scheme/action.h"

#define KEY_NAME_MAX 100 /* characters; a name or a key's id */

/* Once the signer has seen the code. */
static enum outcome change(struct call *c, const char *what, const char *name)
{
	const json_t *result;

	if (!*call_attestation(c))
		return OUTCOME_OK;
	enum outcome o = call_job(c,
				  json_pack("{s:s, s:s, s:s, s:s}", "kind", "key", "do", what,
					    "name", name, "grant", call_attestation(c)),
				  &result);

	if (o != OUTCOME_OK)
		return o;
	if (json_flag(result, "refused"))
		return call_problem(
		    c, "",
		    "この鍵は変更できません。使用中の鍵は、先に交換してから失効させてください。"
		    "すでに失効した鍵は、もう変更できません。",
		    "This key cannot be changed. One that is in use has to be replaced before it "
		    "is revoked; one that was revoked stays so.");
	return json_flag(result, "done") ? OUTCOME_OK : OUTCOME_BROKEN;
}

static enum outcome decide(struct call *c, const char *what, const char *deed, const char *name,
			   const char *becomes)
{
	const char *reason = NULL;
	enum outcome o = call_text(c, "reason", 500, true, &reason);

	if (c->problems)
		return OUTCOME_INVALID;
	c->deed = deed;
	if (o == OUTCOME_OK)
		o = call_decides(c);
	if (o != OUTCOME_OK)
		return o;
	c->subject = json_pack("[{s:s, s:s, s:s}]", "kind", "key", "do", what, "name", name);
	o = change(c, what, name);
	return o == OUTCOME_OK ? call_audit(c, &(struct trail){ .kind = "key",
								.subject = name,
								.to = becomes,
								.reason = reason })
			       : o;
}

static enum outcome key_rotate(struct call *c)
{
	const char *name = call_arg(c, "name");

	if (!text_equal(name, "label") && !text_equal(name, "status"))
		(void)call_problem(c, "name", "交換する鍵を選んでください。",
				   "Please choose the key to replace.");
	return decide(c, "rotate", "rotate_key", name, "replaced");
}

static enum outcome key_revoke(struct call *c)
{
	const char *kid = NULL;

	(void)call_text(c, "kid", KEY_NAME_MAX, true, &kid);
	return decide(c, "revoke", "revoke_key", kid, "revoked");
}

const struct action action_key_table[] = {
	{ "key.rotate", ROLE_BIT(ROLE_ADMINISTRATOR), key_rotate },
	{ "key.revoke", ROLE_BIT(ROLE_ADMINISTRATOR), key_revoke },
	{ .name = NULL },
};
