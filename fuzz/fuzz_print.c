/* A whole HTTP answer, and what a terminal said. */
#include "fuzz.h"

#include "base/text.h"
#include "login/print.h"
#include "login/prompt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = { data, size };
	const uint8_t *end = text_find(in, bytes_of("\r\n\r\n"));
	size_t head = end ? (size_t)(end - data) + 4 : 0;
	struct print_http reply = { .status = 200,
				    .head = { data, head },
				    .body = { data + head, size - head },
				    .typed = { "admin", "secret" } };
	struct login_print p;

	print_http(&p, &reply);
	assert(text_utf8_valid(bytes_of(p.words)) && text_utf8_valid(bytes_of(p.keys)));
	assert(text_utf8_valid(bytes_of(p.location)) && text_utf8_valid(bytes_of(p.cookies)));
	assert(p.length % PRINT_LENGTH_STEP == 0);
	(void)prompt_outcome(in, bytes_of("login: "));
	(void)prompt_last(in);
	return 0;
}
