/* What a login was answered with: a token by name, by a recipe's word, and an invented one. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "login/login_session.h"
#include "login/login_token.h"

static void read_as(struct bytes head, struct bytes body, const json_t *how)
{
	struct login_session *s = login_session_new(), *made;

	login_session_read(s, head);
	login_session_answer(s, how, head, body);
	made = login_session_invent(s);
	CLEANUP(mem_freep) char *line = login_session_field(s);
	CLEANUP(mem_freep) char *other = login_session_field(made);
	assert(!line == !other);
	/* One line, which nobody else's is. */
	assert(!line || (!strpbrk(line, "\r\n") && !text_equal(line, other)));
	login_session_free(made);
	login_session_free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = { data, size };
	const uint8_t *end = text_find(in, bytes_of("\r\n\r\n"));
	size_t n = end ? (size_t)(end - data) + 4 : 0;
	struct bytes head = { data, n }, body = { data + n, size - n };
	CLEANUP(json_done)
	json_t *how = json_pack("{s:s, s:s}", "header", "X-Key", "value", "a {{answer:/d/0}} b");

	read_as(head, body, NULL);
	read_as(head, body, how);
	json_object_set_new(how, "value", json_string("{{answer-header:Set-Token}}"));
	read_as(head, body, how);
	return 0;
}
