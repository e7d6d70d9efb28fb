#include "probe/kept_proof.h"

void kept_proof_lost(struct kept_proof *p)
{
	if (p->run > p->proven + 1 && p->run > p->owed)
		p->owed = p->run;
	p->run = 0;
}

void kept_proof_no(struct kept_proof *p, bool reused)
{
	if (!reused)
		kept_proof_lost(p);
	p->run++;
}

void kept_proof_yes(struct kept_proof *p, bool reused)
{
	if (!reused)
		kept_proof_lost(p);
	else if (p->run > p->proven)
		p->proven = p->run;
	p->run = 0;
}

bool kept_proof_is_due(const struct kept_proof *p)
{
	bool owes = p->owed > p->proven + 1;

	return p->run >= (owes && p->owed <= KEPT_RUN_MAX ? p->owed - 1 : KEPT_RUN_MAX);
}

bool kept_proof_holds(const struct kept_proof *p)
{
	unsigned longest = p->run > p->owed ? p->run : p->owed;

	return longest <= p->proven + 1;
}
