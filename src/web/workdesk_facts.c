/* The facts that the conditions look at, as the registrar gathers them, for who is signed in. */
#include "base/day.h"
#include "scheme/facts.h"
#include "web/workdesk.h"

int workdesk_facts(struct web *web, const struct request *rq, enum machine machine,
		   const json_t *row, json_t **facts, struct err *err)
{
	char today[DAY_TEXT_MAX];
	const struct facts gather = { .store = web->store,
				      .settings = web->settings,
				      .pack = web->pack,
				      .today = today,
				      .actor = json_int(rq->account, "id", 0) };

	*facts = NULL;
	day_of(today, rq->now);
	switch (machine) {
	case MACHINE_APPLICATION:
		return facts_of_application(&gather, row, facts, err);
	case MACHINE_LABEL:
		return facts_of_registration(&gather, row, facts, err);
	case MACHINE_INQUIRY:
	case MACHINES:
		break;
	}
	*facts = json_pack("{s:s}", "today", today);
	return 0;
}
