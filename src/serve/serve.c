#include "serve/serve.h"

#include "base/err.h"
#include "base/log.h"
#include "base/text.h"
#include "serve/front.h"
#include "serve/hand.h"
#include "serve/jobs.h"
#include "serve/part.h"
#include "serve/registrar.h"
#include "serve/sign.h"
#include "serve/supervisor.h"

static const struct {
	const char *name;
	int (*run)(struct part *part, struct err *err);
} parts[] = {
	{ "front", front_run }, { "registrar", registrar_run }, { "jobs", jobs_run },
	{ "worker", hand_run }, { "signer", sign_run },
};

int serve_part(const char *name)
{
	struct err err = { 0 };
	struct part part;
	int r = E_USAGE;

	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		if (!text_equal(parts[i].name, name))
			continue;
		r = part_open(&part, parts[i].name, &err);
		if (r < 0)
			break;
		r = parts[i].run(&part, &err);
		if (r < 0)
			part_say(&part, "failed", err.text);
		part_done(&part);
		return r < 0 ? 2 : 0;
	}
	log_error("serve", "%s", r < 0 && err.code ? err.text : "no such part");
	return 2;
}

int serve_run(const json_t *config, struct err *err)
{
	return supervisor_run(config, err);
}
