/* The model as it is: docs/formats/report.md. */
#include "report/report.h"

#include "report/report_model.h"

void report_json(struct buf *out, const struct report_input *in)
{
	CLEANUP(json_done) json_t *model = report_model_new(in);

	json_write(out, model, true);
}
