/* The order of the rules is that of the questions; the first that says no is the reason given. */
#include "workflow/eligibility.h"

#include "base/text.h"

static enum eligibility say(struct eligibility_reason *why, enum eligibility verdict,
			    const char *code, const char *ja, const char *en)
{
	*why = (struct eligibility_reason){ .code = code, .ja = ja, .en = en };
	return verdict;
}

enum eligibility eligibility_judge(const json_t *answers, struct eligibility_reason *why)
{
	const json_t *ip = json_object_get(answers, "ip_communication");
	const json_t *user = json_object_get(answers, "user_can_add_security");
	const char *kind = json_text(answers, "kind");

	if (json_is_false(ip))
		return say(why, ELIGIBILITY_NO, "no_ip",
			   "IP通信を行わない製品は、この制度の対象ではありません。",
			   "A product that does not communicate over IP is outside the scheme.");
	if (text_equal(kind, "general_purpose"))
		return say(why, ELIGIBILITY_NO, "general_purpose",
			   "PC、タブレット、スマートフォンなどの汎用機器は、"
			   "この制度の対象ではありません。",
			   "PCs, tablets, smartphones and other general-purpose devices are "
			   "outside the scheme.");
	if (text_equal(kind, "software"))
		return say(why, ELIGIBILITY_NO, "software_only",
			   "ソフトウェアやクラウドサービスだけでは、この制度の対象になりません。"
			   "機器が必要です。",
			   "Software or a cloud service alone is outside the scheme: there has to "
			   "be a device.");
	if (json_is_true(user))
		return say(why, ELIGIBILITY_NO, "user_adds_security",
			   "利用者が後からセキュリティ対策を追加できる製品は、"
			   "この制度の対象ではありません。",
			   "A product to which its user can add security measures later is outside "
			   "the scheme.");
	/* A kind that we do not know is no answer, whatever the schema lets through one day. */
	bool known = text_equal(kind, "device") || text_equal(kind, "device_with_service");
	if (!json_is_true(ip) || !json_is_false(user) || !known)
		return say(why, ELIGIBILITY_OPEN, "unanswered",
			   "対象の製品かどうかの質問に、まだすべて答えていません。",
			   "The questions about whether the product is in scope are not all "
			   "answered yet.");
	return say(why, ELIGIBILITY_YES, "eligible",
		   "IP通信を行い、利用者が後からセキュリティ対策を追加することが難しい機器なので、"
		   "この制度の対象です。",
		   "The product is in scope: a device that communicates over IP and to which its "
		   "user can hardly add security later.");
}
