#include "judge/judge_run.h"

#include "base/err.h"
#include "criteria/catalogue.h"
#include "judge/judge.h"
#include "product/declaration.h"
#include "run/run.h"

int judge_run(struct run *run, const struct catalogue *catalogue, struct err *err)
{
	CLEANUP(declaration_freep) struct declaration *declaration = NULL;
	json_t *stated = json_object_get(run->doc, "declaration");

	if (json_is_object(stated)) {
		int r = declaration_from_run(&declaration, stated, err);

		if (r < 0)
			return r;
	}
	struct judge_input in = {
		.catalogue = catalogue,
		.parameters = run_list(run, "parameters"),
		.declaration = declaration,
		.observations = run_list(run, "observations"),
		.coverage = run_list(run, "coverage"),
		.answers = run_list(run, "answers"),
	};
	json_object_set_new(run->doc, "verdicts", judge(&in));
	json_object_set_new(run->doc, "pack",
			    json_pack("{s:O, s:O, s:s}", "id",
				      json_object_get(catalogue->pack, "id"), "edition",
				      json_object_get(catalogue->pack, "edition"), "sha256",
				      catalogue->pack_sha256));
	json_object_set_new(
	    run->doc, "crypto_policy",
	    json_pack("{s:O}", "id", json_object_get(catalogue->crypto_policy, "id")));
	return 0;
}
