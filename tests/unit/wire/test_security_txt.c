/* Every breach by table, then whole files. */
#include "corpus.h"

#include "base/arena.h"
#include "wire/security_txt.h"

#define BUDGET (256u << 10)
#define NOW 1800000000 /* 2027-01-15 */

#define CONTACT "Contact: mailto:a@example.com\n"
#define EXPIRES "Expires: 2027-06-30T00:00:00Z\n"

static void faults_by_table(void **state)
{
	static const struct {
		const char *what, *input;
		int expected;
		const char *fault; /* the only one, or NULL */
	} rows[] = {
		{ "sound", CONTACT EXPIRES, 0, NULL },
		{ "CR LF", "Contact: tel:+81-3-0000-0000\r\nExpires: 2027-06-30T00:00:00Z\r\n", 0,
		  NULL },
		{ "no end of the last line", CONTACT "Expires: 2027-06-30T00:00:00Z", 0, NULL },
		{ "comments and empty lines", "# c\n\n  \n" CONTACT EXPIRES, 0, NULL },
		{ "unknown field", CONTACT EXPIRES "X-Other: y\n", 0, NULL },
		{ "two contacts", CONTACT CONTACT EXPIRES, 0, NULL },
		{ "no contact", EXPIRES, 0, "no-contact" },
		{ "bare mail address", "Contact: a@example.com\n" EXPIRES, 0, "contact-no-uri" },
		{ "sentence", "Contact: mailto:a@example.com or phone\n" EXPIRES, 0,
		  "contact-no-uri" },
		{ "scheme alone", "Contact: mailto:\n" EXPIRES, 0, "contact-no-uri" },
		{ "http contact", "Contact: http://example.com/\n" EXPIRES, 0, "no-https" },
		{ "http policy", CONTACT EXPIRES "Policy: HTTP://example.com/\n", 0, "no-https" },
		{ "no expires", CONTACT, 0, "no-expires" },
		{ "two expires", CONTACT EXPIRES EXPIRES, 0, "two-expires" },
		{ "date without time", CONTACT "Expires: 2027-06-30\n", 0, "bad-expires" },
		{ "mail date", CONTACT "Expires: Thu, 31 Dec 2027 18:37:07 -0800\n", 0,
		  "bad-expires" },
		{ "expired", CONTACT "Expires: 2027-01-01T00:00:00Z\n", 0, "expired" },
		{ "two languages",
		  CONTACT EXPIRES "Preferred-Languages: ja\npreferred-languages: en\n", 0,
		  "two-languages" },
		{ "Latin-1", CONTACT EXPIRES "# caf\xe9\n", 0, "not-utf8" },
		{ "prose", CONTACT EXPIRES "please write to us\n", 0, "bad-line" },
		{ "empty value", CONTACT EXPIRES "Policy:\n", 0, "bad-line" },
		{ "no blank", "Contact:mailto:a@example.com\n" EXPIRES, 0, "bad-line" },
		{ "blank in the name", CONTACT EXPIRES "Foo bar: x\n", 0, "bad-line" },
		{ "byte order mark", "\xef\xbb\xbf" CONTACT EXPIRES, 0, "bad-line" },
		{ "nothing", "", E_FORMAT, NULL },
		{ "only comments", "# Contact: mailto:a@example.com\n", E_FORMAT, NULL },
		{ "page", "<html><head>\n<title>Not found</title>\n", E_FORMAT, NULL },
		{ "style sheet", "color: red\nmargin: 0\n", E_FORMAT, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(arena_done) struct arena arena = ARENA(BUDGET);
		struct bytes in = corpus_exact(bytes_of(rows[i].input));
		struct security_txt s;
		int r = security_txt_decode(&arena, in, NOW, &s);

		corpus_drop(in);
		TAP_INT(rows[i].what, r, rows[i].expected);
		if (r < 0)
			continue;
		TAP_INT(rows[i].what, s.n_faults, rows[i].fault != NULL);
		if (rows[i].fault)
			TAP_TEXT(rows[i].what, security_txt_fault_name(s.faults[0]), rows[i].fault);
	}
}

static void expiry_is_a_moment(void **state)
{
	static const char input[] = CONTACT EXPIRES;
	CLEANUP(arena_done) struct arena arena = ARENA(BUDGET);
	struct security_txt s;

	(void)state;
	assert_int_equal(security_txt_decode(&arena, bytes_of(input), NOW, &s), 0);
	assert_int_equal(s.expires, 1814313600);
	assert_int_equal(security_txt_decode(&arena, bytes_of(input), s.expires - 1, &s), 0);
	assert_int_equal(s.n_faults, 0);
	assert_int_equal(security_txt_decode(&arena, bytes_of(input), s.expires, &s), 0);
	assert_int_equal(s.n_faults, 1);
}

static void whole_files(void **state)
{
	CLEANUP(arena_done) struct arena arena = ARENA(BUDGET);
	CLEANUP(buf_done) struct buf good = corpus_read("security_txt/good");
	CLEANUP(buf_done) struct buf bad = corpus_read("security_txt/bad");
	CLEANUP(buf_done) struct buf is_signed = corpus_read("security_txt/signed");
	CLEANUP(buf_done) struct buf soft = corpus_read("security_txt/soft-404");
	struct security_txt s;

	(void)state;
	assert_int_equal(security_txt_decode(&arena, buf_view(&good), NOW, &s), 0);
	assert_int_equal(s.n_faults, 0);
	assert_int_equal(s.n_fields, 6);
	assert_false(s.is_signed);
	assert_string_equal(security_txt_find(&s, "CONTACT"), "mailto:psirt@example.com");
	assert_string_equal(security_txt_find(&s, "policy"), "https://example.com/policy.html");
	assert_null(security_txt_find(&s, "Hiring"));

	assert_int_equal(security_txt_decode(&arena, buf_view(&is_signed), NOW, &s), 0);
	assert_true(s.is_signed);
	assert_int_equal(s.n_fields, 2);
	assert_int_equal(s.n_faults, 1); /* the line that was escaped */
	assert_null(security_txt_find(&s, "Hash"));

	assert_int_equal(security_txt_decode(&arena, buf_view(&bad), NOW, &s), 0);
	assert_int_equal(s.n_faults, 7);
	assert_int_equal(s.expires, 0);

	assert_int_equal(security_txt_decode(&arena, buf_view(&soft), NOW, &s), E_FORMAT);
}

static void limits(void **state)
{
	struct security_txt s;

	(void)state;
	for (size_t more = 0; more <= 1; more++) {
		CLEANUP(arena_done) struct arena arena = ARENA(BUDGET);
		CLEANUP(buf_done) struct buf b = BUF(2 * SECURITY_TXT_MAX);

		for (size_t i = 0; i < SECURITY_TXT_FIELDS_MAX + more; i++)
			buf_text(&b, CONTACT);
		assert_int_equal(security_txt_decode(&arena, buf_view(&b), NOW, &s),
				 more ? E_LIMIT : 0);
		buf_clear(&b);
		buf_text(&b, CONTACT EXPIRES "#");
		while (b.n < SECURITY_TXT_MAX + more)
			buf_u8(&b, 'x');
		assert_int_equal(security_txt_decode(&arena, buf_view(&b), NOW, &s),
				 more ? E_LIMIT : 0);
	}
	CLEANUP(arena_done) struct arena small = ARENA(8);
	assert_int_equal(security_txt_decode(&small, bytes_of(CONTACT), NOW, &s), E_LIMIT);
}

/* Cut anywhere it is a shorter file, or none when the first field is not whole. */
static void prefixes_read(void **state)
{
	CLEANUP(buf_done) struct buf file = corpus_read("security_txt/good");

	(void)state;
	for (size_t n = 0; n < file.n; n++) {
		CLEANUP(arena_done) struct arena arena = ARENA(BUDGET);
		struct bytes in = corpus_exact((struct bytes){ file.p, n });
		struct security_txt s;
		int r = security_txt_decode(&arena, in, NOW, &s);

		corpus_drop(in);
		assert_int_equal(r, n < strlen("# Our policy\nContact: m") ? E_FORMAT : 0);
	}
}

static const struct CMUnitTest security_txt[] = {
	cmocka_unit_test(faults_by_table), cmocka_unit_test(expiry_is_a_moment),
	cmocka_unit_test(whole_files),     cmocka_unit_test(limits),
	cmocka_unit_test(prefixes_read),
};

TAP_MAIN(security_txt)
