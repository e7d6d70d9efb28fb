/* Pairs of texts of the same kind give the same; texts of another kind give another. */
#include "tap.h"

#include "base/buf.h"
#include "base/mem.h"
#include "login/print_text.h"

static char *plain(const char *text, const struct print_typed *typed)
{
	struct buf out = BUF(4096);
	size_t n = strlen(text);
	/* Exactly as large as it is, so that the sanitizer sees a step too far. */
	CLEANUP(mem_freep) uint8_t *copy = mem_copy(text, n ? n : 1);

	print_text_add(&out, (struct bytes){ .p = copy, .n = n }, typed);
	return buf_take(&out);
}

static void by_table(void **state)
{
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{ "", "" },
		{ "Login", "Login" },
		{ "  a \t\r\n b  ", "a b" },
		{ "3 attempts left", "# attempt left" },
		{ "1 attempt left", "# attempt left" },
		{ "in 30 seconds, please", "in # second, please" },
		{ "Sun Nov 22 10:26:00 2026", "#" },
		{ "Wed, 21 Oct 2015 07:28:00 GMT", "#, # GMT" },
		{ "Thu,  1 Jan 1970 00:00:00 GMT", "#, # GMT" },
		{ "2026-11-22T10:26:00+09:00", "#" },
		{ "11/22/26 8:05 a.m.", "#" },
		{ "2026年11月22日(日) 10時26分", "#年#月#日# 時#分" },
		{ "１２時", "#時" },
		{ "午前9時", "#時" },
		{ "token=aGVsbG8K== x", "# x" },
		{ "dGhpc0lzQmFzZTY hello", "# hello" },
		{ "abcdefghijklmnopqrstuvw", "abcdefghijklmnopqrstuvw" },
		{ "abcdefghijklmnopqrstuvwx", "#" },
		{ "JavaScript is off", "JavaScript is off" },
		{ "1,024 files", "# file" },
		{ "hello, world", "hello, world" },
		{ "Login incorrect", "Login incorrect" },
		{ "bad \xff byte", "bad byte" },
		{ "a\x01"
		  "b",
		  "a b" },
	};
	static const struct print_typed nothing = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(mem_freep) char *got = plain(rows[i].text, &nothing);

		TAP_TEXT(rows[i].text, got, rows[i].expected);
	}
}

static void what_was_typed(void **state)
{
	static const struct {
		const char *text, *account, *secret, *expected;
	} rows[] = {
		{ "no user admin here", "admin", NULL, "no user # here" },
		{ "no user someone here", "someone", NULL, "no user # here" },
		{ "administrator", "admin", NULL, "administrator" },
		{ "xadmin", "admin", NULL, "xadmin" },
		{ "\"admin\"", "admin", NULL, "\"#\"" },
		{ "the word open sesame is wrong", "a", "open sesame", "the word # is wrong" },
		{ "admin admin", "admin", "admin", "#" },
		{ "太郎さん", "太郎", NULL, "#さん" },
		{ "empty", "", "", "empty" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct print_typed typed = { rows[i].account, rows[i].secret };
		CLEANUP(mem_freep) char *got = plain(rows[i].text, &typed);

		TAP_TEXT(rows[i].text, got, rows[i].expected);
	}
}

static void lengths(void **state)
{
	(void)state;
	assert_int_equal(print_text_length(bytes_of("# a b#")), 2);
	assert_int_equal(print_text_length(bytes_of("")), 0);
}

/* What has to be taken for a lock, and what a login or settings page may have on it. */
static void wait_words(void **state)
{
	static const struct {
		const char *text;
		bool waits;
	} rows[] = {
		{ "Too many failed login attempts. Try again in 5 minutes.", true },
		{ "Your account has been locked", true },
		{ "TOO MANY AUTHENTICATION FAILURES", true },
		{ "The account is locked due to 3 failed logins.", true },
		{ "アカウントがロックされました。", true },
		{ "ログインに失敗しました。しばらくしてからもう一度お試しください。", true },
		{ "試行回数を超えました", true },
		{ "Wrong password", false },
		{ "Account lock settings: lock after 5 failures", false },
		{ "5回間違えるとロックされます。", false },
		{ "Unlocked", false },
		{ "", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_INT(rows[i].text, print_text_says_wait(bytes_of(rows[i].text)), rows[i].waits);
}

/* Random tokens of the usual kinds never leave a trace of themselves. */
static void random_tokens(void **state)
{
	static const char *const alphabets[] = {
		"0123456789abcdef",
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
	};
	static const struct print_typed nothing = { 0 };
	uint64_t seed = 7;

	(void)state;
	for (unsigned i = 0; i < 3000; i++) {
		const char *alphabet = alphabets[i % ARRAY_LEN(alphabets)];
		char text[64] = "id ";
		size_t n = 3;

		for (size_t j = 24 + tap_below(&seed, 20); j > 0; j--)
			text[n++] = alphabet[tap_below(&seed, strlen(alphabet))];
		memcpy(text + n, " end", 5);
		CLEANUP(mem_freep) char *got = plain(text, &nothing);
		TAP_TEXT(text, got, "id # end");
	}
}

static const struct CMUnitTest print_text[] = {
	cmocka_unit_test(by_table),   cmocka_unit_test(what_was_typed), cmocka_unit_test(lengths),
	cmocka_unit_test(wait_words), cmocka_unit_test(random_tokens),
};

TAP_MAIN(print_text)
