#include "signer/answering.h"

#include "base/base64.h"
#include "base/buf.h"
#include "base/err.h"
#include "label/dated_answer.h"
#include "label/dated_make.h"
#include "signer/sequencer.h"
#include "signer/shelf.h"
#include "tlog/log_read.h"

int answering_make(json_t **out, struct sequencer *s, const struct signing_key *key,
		   const json_t *question, struct err *err)
{
	CLEANUP(log_read_freep) struct log_read *log = NULL;
	CLEANUP(buf_done) struct buf file = BUF((size_t)DATED_ANSWER_MAX);
	CLEANUP(buf_done) struct buf text = BUF((size_t)2 * DATED_ANSWER_MAX);
	const char *number = json_text(question, "number");
	const struct shelf_label *label = number ? shelf_find(sequencer_shelf(s), number) : NULL;
	struct dated_make in = { .dir = sequencer_folder(s),
				 .number = number,
				 .model = json_text(question, "model") };

	if (!label)
		return err_set(err, E_MISSING, "there is no label '%s'", number ? number : "");
	int r = sequencer_now(s, &in.made, err);
	if (r == 0)
		r = sequencer_read(s, &log, err);
	if (r < 0)
		return r;
	in.log = log;
	in.last = label->last;
	in.at = json_int(question, "at", in.made);
	r = dated_make(&file, &in, key, err);
	if (r < 0)
		return r;
	base64_encode(&text, buf_view(&file));
	*out = json_pack("{s:s}", "answer", buf_cstr(&text));
	return 0;
}
