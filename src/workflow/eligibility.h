/*
 * Is the product one that the scheme labels at all?  It communicates over IP; its user can hardly
 * add security to it later; it is not a PC, tablet or smartphone; and it is a device, not software
 * or a cloud service alone.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

enum eligibility { ELIGIBILITY_OPEN, ELIGIBILITY_NO, ELIGIBILITY_YES };

/* code: "eligible", "unanswered", "no_ip", "general_purpose", "software_only", "user_adds_security"
 */
struct eligibility_reason {
	const char *code, *ja, *en;
};

/*
 * answers: the member "eligibility" of an application {ip_communication, user_can_add_security,
 * kind}, or NULL.  A no is certain as soon as one answer gives it, whatever else is open.
 */
enum eligibility eligibility_judge(const json_t *answers, struct eligibility_reason *why);
