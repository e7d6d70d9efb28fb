/* A mail as RFC 5322 wants it, whatever its words are. */
#include "fixture.h"

#include "base/text.h"
#include "scheme/post_message.h"
#include "workflow/settings.h"

static struct settings settings;

static int enter(void **state)
{
	struct err err = { 0 };

	(void)state;
	return settings_load(&settings, NULL, &err);
}

static int leave(void **state)
{
	(void)state;
	settings_done(&settings);
	return 0;
}

static char *message(const char *language, const char *subject, const char *body,
		     enum post_carriage how)
{
	CLEANUP(json_done)
	json_t *mail =
	    json_pack("{s:i, s:s, s:s, s:s, s:s, s:i}", "id", 7, "mail", "a@b.example", "language",
		      language, "subject", subject, "body", body, "created", 1795000000);
	struct buf out = BUF(POST_MESSAGE_MAX);

	post_message(&out, &settings, mail, "label@owner.example", how);
	assert_true(buf_ok(&out));
	return buf_take(&out);
}

/* Every line ends with CR LF, none is too long, the head is ASCII. */
static void check_lines(const char *text)
{
	bool head = true;

	while (*text) {
		size_t n = strcspn(text, "\r\n");

		assert_true(n <= 998);
		assert_memory_equal(text + n, "\r\n", 2);
		if (n == 0)
			head = false;
		for (size_t i = 0; head && i < n; i++)
			assert_true(text[i] >= ' ' && text[i] < 0x7f);
		assert_true(!head || n <= 78);
		text += n + 2;
	}
	assert_false(head);
}

static void plain(void **state)
{
	CLEANUP(mem_freep) char *text = message("en", "Hello", "One\nTwo\n", POST_FOR_SMTP);

	(void)state;
	check_lines(text);
	assert_non_null(strstr(text, "Date: Wed, 18 Nov 2026 20:06:40 +0900\r\n"));
	assert_non_null(strstr(text, "\r\nTo: <a@b.example>\r\n"));
	assert_non_null(strstr(text, " <label@owner.example>\r\n"));
	assert_non_null(strstr(text, "\r\nSubject: Hello\r\n"));
	assert_non_null(strstr(text, "\r\nMessage-ID: <1795000000.7@registry.example>\r\n"));
	assert_non_null(strstr(text, "\r\nContent-Transfer-Encoding: 7bit\r\n\r\nOne\r\nTwo\r\n"));
}

static void japanese(void **state)
{
	CLEANUP(mem_freep) char *file = message("ja", "件名", "本文\n", POST_AS_IT_IS);
	CLEANUP(mem_freep) char *smtp = message("ja", "件名", "本文\n", POST_FOR_SMTP);

	(void)state;
	check_lines(file);
	check_lines(smtp);
	assert_non_null(strstr(file, "\r\nSubject: =?UTF-8?B?5Lu25ZCN?=\r\n"));
	assert_non_null(strstr(file, "\r\nContent-Transfer-Encoding: 8bit\r\n\r\n本文\r\n"));
	assert_non_null(
	    strstr(smtp, "\r\nContent-Transfer-Encoding: base64\r\n\r\n5pys5paHDQo=\r\n"));
}

/* Subjects of every length, so that words break at every place of a character. */
static void long_subjects(void **state)
{
	(void)state;
	for (size_t n = 1; n < 80; n++) {
		CLEANUP(buf_done) struct buf subject = BUF(1000);

		for (size_t i = 0; i < n; i++)
			buf_text(&subject, i % 3 == 0 ? "a" : i % 3 == 1 ? "漢" : "𠮷");
		CLEANUP(mem_freep)
		char *text = message("ja", buf_cstr(&subject), "x\n", POST_FOR_SMTP);
		check_lines(text);
	}
	/* What would be read as an encoded word, or end the line. */
	CLEANUP(mem_freep) char *odd = message("en", "=?UTF-8?B?QUJD?=", "x\n", POST_FOR_SMTP);
	assert_null(strstr(odd, "QUJD?="));
	CLEANUP(mem_freep) char *split = message("en", "a\nBcc: x@y.example", "x\n", POST_FOR_SMTP);
	assert_null(strstr(split, "\nBcc:"));
	check_lines(split);
}

static void long_lines(void **state)
{
	CLEANUP(buf_done) struct buf body = BUF(5000);

	(void)state;
	for (unsigned i = 0; i < 998; i++)
		buf_text(&body, "x");
	CLEANUP(mem_freep) char *fits = message("en", "s", buf_cstr(&body), POST_FOR_SMTP);
	assert_non_null(strstr(fits, "7bit"));
	check_lines(fits);
	buf_text(&body, "x");
	CLEANUP(mem_freep) char *over = message("en", "s", buf_cstr(&body), POST_FOR_SMTP);
	assert_non_null(strstr(over, "base64"));
	check_lines(over);
}

static void sender(void **state)
{
	static const struct {
		const char *url, *wanted;
	} cases[] = {
		{ "https://label.example", "registry@label.example" },
		{ "https://label.example:8443", "registry@label.example" },
		{ "http://127.0.0.1:8480", "registry@[127.0.0.1]" },
		{ "http://[::1]:8480", "registry@[IPv6:::1]" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct settings s = { .doc = json_pack("{s:s}", "base_url", cases[i].url) };
		CLEANUP(mem_freep) char *from = post_message_sender(&s);

		assert_string_equal(from, cases[i].wanted);
		settings_done(&s);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(plain),      cmocka_unit_test(japanese), cmocka_unit_test(long_subjects),
	cmocka_unit_test(long_lines), cmocka_unit_test(sender),
};

TAP_MAIN_WITHIN(tests, enter, leave)
