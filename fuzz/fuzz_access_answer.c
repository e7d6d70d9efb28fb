/* A whole HTTP answer, compared with itself and with others; its forms, filled in. */
#include "fuzz.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/text.h"
#include "probe/access_answer.h"
#include "probe/access_form.h"

static void forms(struct bytes body)
{
	struct arena arena = ARENA(8u << 20);
	CLEANUP(mem_freep) struct html_page *page = mem_array(1, sizeof(*page));

	if (body.n <= HTML_PAGE_MAX && html_decode(&arena, body, NULL, page) == 0)
		for (unsigned i = 0; i < page->n_forms; i++) {
			CLEANUP(buf_done) struct buf content = BUF(ACCESS_FORM_MAX);

			(void)access_form_sets(page, i);
			(void)access_form_trouble(page, i, body);
			assert(access_form_find(page, page, i) <= (int)i);
			assert(access_form_same(page, i, page, i));
			access_form_fill(&content, page, i, true);
		}
	arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = { data, size };
	const uint8_t *end = text_find(in, bytes_of("\r\n\r\n"));
	size_t head = end ? (size_t)(end - data) + 4 : 0;
	CLEANUP(mem_freep) struct access_answer *a = mem_array(2, sizeof(*a));
	struct access_known known = { .valid = &a[1], .login_path = "/login.html" };

	access_answer_read(&a[0], 200, (struct bytes){ data, head },
			   (struct bytes){ data + head, size - head });
	access_answer_read(&a[1], 200, bytes_of("HTTP/1.1 200 OK\r\n\r\n"),
			   bytes_of("<html>Accounts of this device: owner and visitor</html>"));
	assert(a[0].n <= ACCESS_WORDS_MAX && text_utf8_valid(bytes_of(a[0].keys)));
	assert(access_answer_same(&a[0], &a[0]));
	assert(access_answer_judge(&a[0], &known) != ACCESS_NOT_TRIED);
	(void)access_answer_judge_owner(&a[0], &known);
	(void)access_answer_judge_sent(&a[0], &known);
	forms((struct bytes){ data + head, size - head });
	return 0;
}
