/* Multipart bodies with the boundary XX; in one piece and byte by byte they say the same. */
#include "fuzz.h"

#include "web/form_multipart.h"

static int begin(void *context, char spool[static FORM_MULTIPART_SPOOL_MAX])
{
	spool[0] = 0;
	++*(int *)context;
	return 0;
}

static int data_of(void *context, struct bytes data)
{
	(void)context;
	assert(data.n > 0);
	return 0;
}

static int end(void *context)
{
	--*(int *)context;
	return 0;
}

static int push(struct bytes body, size_t step, struct form *out)
{
	int open = 0;
	struct form_multipart_sink sink = { begin, data_of, end, &open };
	CLEANUP(form_multipart_freep) struct form_multipart *m = NULL;
	int r = form_multipart_new(&m, "multipart/form-data; boundary=XX", &sink);

	for (size_t at = 0, n; r == 0 && at < body.n; at += n) {
		n = step < body.n - at ? step : body.n - at;
		r = form_multipart_push(m, (struct bytes){ body.p + at, n });
	}
	if (r == 0)
		r = form_multipart_end(m, out);
	assert(r < 0 || open == 0);
	return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(form_done) struct form whole = { 0 };
	CLEANUP(form_done) struct form bytes = { 0 };
	int r = push((struct bytes){ data, size }, size, &whole);

	assert(r == push((struct bytes){ data, size }, 1, &bytes));
	assert(r < 0 || (json_equal(whole.fields, bytes.fields) &&
			 json_equal(whole.uploads, bytes.uploads)));
	return 0;
}
