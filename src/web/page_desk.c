/* The way to one's own desk, whoever one is: the link that stands on every page. */
#include "web/pages.h"
#include "web/workdesk.h"

int page_desk(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	(void)web;
	(void)err;
	switch (workdesk_role(rq)) {
	case ROLE_MAKER:
		response_redirect(rs, "/maker");
		return 0;
	case ROLE_OFFICER:
	case ROLE_AUDITOR:
		response_redirect(rs, "/officer");
		return 0;
	case ROLE_AUTHORITY:
		response_redirect(rs, "/authority");
		return 0;
	case ROLE_ADMINISTRATOR:
		response_redirect(rs, "/admin");
		return 0;
	case ROLE_SYSTEM:
	case ROLES:
		break;
	}
	response_redirect(rs, "/");
	return 0;
}
