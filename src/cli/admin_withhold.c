#include "cli/admin_withhold.h"

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/cli.h"
#include "cli/opt.h"
#include "scheme/withhold.h"

int admin_withhold(const char *data, const char *entry, const char *reason)
{
	struct withhold in = { .data = data, .reason = reason, .now = time_unix(&time_system) };
	struct withheld out = { .kind = NULL };
	struct err err = { 0 };

	if (num_u64(entry, 0, INT64_MAX, &in.entry) < 0) {
		(void)err_set(&err, E_USAGE,
			      "'%s' is no number of an entry of the log (0, 1, 2, ...)", entry);
		return cli_fail(&err);
	}
	if (withhold(&out, &in, &err) < 0)
		return cli_fail(&err);
	const bool ja = text_equal(opt_common.language, "ja");
	CLEANUP(mem_freep)
	char *text = mem_format(
	    ja ? "記録 %" PRIu64 "（%s、%s）%s" : "the record of entry %" PRIu64 " (%s, %s) %s",
	    in.entry, out.kind, out.subject,
	    out.before ? opt_say("は、すでに非公開です。", "is withheld already")
		       : opt_say("を非公開にしました。すでに複製された記録には及びません。",
				 "is withheld now; copies that others made are "
				 "out of reach"));
	return cli_say(json_pack("{s:I, s:s, s:s, s:b}", "entry", (json_int_t)in.entry, "kind",
				 out.kind, "subject", out.subject, "before", out.before),
		       text);
}
