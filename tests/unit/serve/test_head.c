/*
 * Heads as libmicrohttpd would hand them out: raw bytes are cut up in place as the library does it,
 * with each delimiter overwritten; then one thing is wrong at a time.
 */
#include "fixture.h"

#include "serve/head.h"

/* The head as it came, the pieces in it, and a copy of the target. */
struct cut {
	char raw[HEAD_SIZE_MAX + 64];
	char target[HEAD_SIZE_MAX];
	struct head head;
};

/* A word up to the delimiter, which is overwritten. */
static char *piece(char **p, const char *end, char delimiter)
{
	char *from = *p;
	char *at = memchr(from, delimiter, (size_t)(end - from));

	assert_non_null(at);
	*at = '\0';
	*p = at + 1;
	return from;
}

/* The library takes a line to end at LF, and a CR before it away; a line without CR has one less.
 */
static char *line_of(char **p, const char *end)
{
	char *from = piece(p, end, '\n');
	char *lf = *p - 1;

	if (lf > from && lf[-1] == '\r')
		lf[-1] = '\0';
	return from;
}

static void cut(struct cut *c, const char *bytes, size_t n)
{
	char *p = c->raw, *end = c->raw + n;

	memset(c, 0, sizeof(*c));
	memcpy(c->raw, bytes, n);
	c->head.size = n;
	char *first = line_of(&p, end);
	char *word = first;
	c->head.method = piece(&word, p, ' ');
	c->head.target_at = word;
	char *blank = memrchr(word, ' ', (size_t)(p - word));
	assert_non_null(blank);
	*blank = '\0';
	c->head.version = blank + 1;
	(void)snprintf(c->target, sizeof(c->target), "%s", word);
	c->head.target = c->target;
	while (p < end) {
		char *line = line_of(&p, end);
		char *colon = strchr(line, ':');

		if (!colon)
			break;
		*colon = '\0';
		char *value = colon + 1;
		while (*value == ' ' || *value == '\t')
			value++;
		if (c->head.n == HEAD_LINES_MAX) {
			c->head.overflow = true;
			break;
		}
		c->head.lines[c->head.n++] = (struct head_line){ line, value };
	}
}

#define TEXT(s) s, sizeof(s) - 1
#define HOST "Host: registry.example\r\n"

static void heads(void **state)
{
	static const struct {
		const char *what, *bytes;
		size_t n;
		unsigned status; /* 0: fine */
	} rows[] = {
		{ "a plain one", TEXT("GET / HTTP/1.1\r\n" HOST "\r\n"), 0 },
		{ "blanks around a value", TEXT("GET / HTTP/1.1\r\n" HOST "A: \t b \r\n\r\n"), 0 },
		{ "an empty value", TEXT("GET / HTTP/1.1\r\n" HOST "A:\r\nB: c\r\n\r\n"), 0 },
		{ "HTTP/1.0 without a host", TEXT("GET / HTTP/1.0\r\n\r\n"), 0 },
		{ "a query", TEXT("GET /a?b=c&d HTTP/1.1\r\n" HOST "\r\n"), 0 },
		{ "beyond ASCII in a value",
		  TEXT("GET / HTTP/1.1\r\n" HOST "A: \xe6\x98\x9f\r\n\r\n"), 0 },
		{ "no host", TEXT("GET / HTTP/1.1\r\nA: b\r\n\r\n"), 400 },
		{ "two hosts", TEXT("GET / HTTP/1.1\r\n" HOST HOST "\r\n"), 400 },
		{ "two hosts, other case", TEXT("GET / HTTP/1.1\r\n" HOST "hOST: b\r\n\r\n"), 400 },
		{ "an empty host", TEXT("GET / HTTP/1.1\r\nHost:\r\n\r\n"), 400 },
		{ "markup as a host", TEXT("GET / HTTP/1.1\r\nHost: <b>\r\n\r\n"), 400 },
		{ "a host with a path", TEXT("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"), 400 },
		{ "two lengths",
		  TEXT("POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nContent-Length: 1\r\n\r\n"),
		  400 },
		{ "a list of lengths",
		  TEXT("POST / HTTP/1.1\r\n" HOST "Content-Length: 1, 1\r\n\r\n"), 400 },
		{ "a signed length", TEXT("POST / HTTP/1.1\r\n" HOST "Content-Length: +1\r\n\r\n"),
		  400 },
		{ "a length and chunks",
		  TEXT("POST / HTTP/1.1\r\n" HOST
		       "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"),
		  400 },
		{ "chunks", TEXT("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"),
		  411 },
		{ "another encoding",
		  TEXT("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip\r\n\r\n"), 501 },
		{ "chunks twice",
		  TEXT("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n"
		       "Transfer-Encoding: chunked\r\n\r\n"),
		  400 },
		{ "two cookies",
		  TEXT("GET / HTTP/1.1\r\n" HOST "Cookie: a=b\r\nCookie: a=c\r\n\r\n"), 400 },
		{ "two types",
		  TEXT("POST / HTTP/1.1\r\n" HOST "Content-Type: a/b\r\nContent-Type: a/c\r\n\r\n"),
		  400 },
		{ "NUL in a value", TEXT("GET / HTTP/1.1\r\n" HOST "A: b\0c\r\n\r\n"), 400 },
		{ "NUL at the end of a value",
		  TEXT("GET / HTTP/1.1\r\n" HOST "A: b\0\r\nC: d\r\n\r\n"), 400 },
		{ "NUL in the target", TEXT("GET /a\0b HTTP/1.1\r\n" HOST "\r\n"), 400 },
		{ "NUL in the method", TEXT("GE\0T / HTTP/1.1\r\n" HOST "\r\n"), 400 },
		{ "bare LF after the line", TEXT("GET / HTTP/1.1\n" HOST "\r\n"), 400 },
		{ "bare LF after a field", TEXT("GET / HTTP/1.1\r\nHost: a\nA: b\r\n\r\n"), 400 },
		{ "bare LF at the end", TEXT("GET / HTTP/1.1\r\n" HOST "\n"), 400 },
		{ "bare CR in a value", TEXT("GET / HTTP/1.1\r\nHost: a\rB: c\r\n\r\n"), 400 },
		{ "a control character", TEXT("GET / HTTP/1.1\r\n" HOST "A: b\x01\r\n\r\n"), 400 },
		{ "DEL", TEXT("GET / HTTP/1.1\r\n" HOST "A: b\x7f\r\n\r\n"), 400 },
		{ "a blank before the colon", TEXT("GET / HTTP/1.1\r\n" HOST "A : b\r\n\r\n"),
		  400 },
		{ "a blank before the name", TEXT("GET / HTTP/1.1\r\n A: b\r\n" HOST "\r\n"), 400 },
		{ "an empty name", TEXT("GET / HTTP/1.1\r\n" HOST ": b\r\n\r\n"), 400 },
		{ "a strange name", TEXT("GET / HTTP/1.1\r\n" HOST "A(b): c\r\n\r\n"), 400 },
		{ "two blanks", TEXT("GET  / HTTP/1.1\r\n" HOST "\r\n"), 400 },
		{ "a blank in the target", TEXT("GET /a b HTTP/1.1\r\n" HOST "\r\n"), 400 },
		{ "a fragment", TEXT("GET /a#b HTTP/1.1\r\n" HOST "\r\n"), 400 },
		{ "raw UTF-8 in the target", TEXT("GET /\xe6\x98\x9f HTTP/1.1\r\n" HOST "\r\n"),
		  400 },
		{ "an absolute target", TEXT("GET http://a/ HTTP/1.1\r\n" HOST "\r\n"), 400 },
		{ "the server as a whole", TEXT("OPTIONS * HTTP/1.1\r\n" HOST "\r\n"), 0 },
		{ "a method with markup", TEXT("G<T / HTTP/1.1\r\n" HOST "\r\n"), 400 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct head_refusal refusal = { 0 };
		static struct cut c;

		cut(&c, rows[i].bytes, rows[i].n);
		bool fine = head_check(&c.head, &refusal);
		TAP_INT(rows[i].what, fine ? 0 : refusal.status, rows[i].status);
		TAP_CHECK(rows[i].what, fine || refusal.why);
	}
}

/* A line that the library has left out, or made of two. */
static void gaps(void **state)
{
	static const char bytes[] = "GET / HTTP/1.1\r\n" HOST "A: b\r\nC: d\r\nE: f\r\n\r\n";
	struct head_refusal refusal;
	static struct cut c;
	static char other[] = "elsewhere";

	(void)state;
	for (unsigned left_out = 0; left_out < 4; left_out++) {
		cut(&c, TEXT(bytes));
		assert_int_equal(c.head.n, 4);
		memmove(&c.head.lines[left_out], &c.head.lines[left_out + 1],
			(3 - left_out) * sizeof(struct head_line));
		c.head.n--;
		assert_false(head_check(&c.head, &refusal));
		assert_int_equal(refusal.status, 400);
	}
	cut(&c, TEXT(bytes));
	c.head.lines[2].name = other;
	assert_false(head_check(&c.head, &refusal));
	cut(&c, TEXT(bytes));
	c.head.lines[2].value = other;
	assert_false(head_check(&c.head, &refusal));
	cut(&c, TEXT(bytes));
	c.head.size++;
	assert_false(head_check(&c.head, &refusal));
	cut(&c, TEXT(bytes));
	assert_true(head_check(&c.head, &refusal));
	assert_string_equal(c.head.host, "registry.example");
	assert_string_equal(head_value(&c.head, "c"), "d");
	assert_null(head_value(&c.head, "x"));
}

static void limits(void **state)
{
	static const struct {
		const char *what;
		size_t target, value;
		unsigned lines, status;
	} rows[] = {
		{ "the longest target", HEAD_TARGET_MAX, 1, 1, 0 },
		{ "one more", HEAD_TARGET_MAX + 1, 1, 1, 414 },
		{ "the most lines", 1, 1, HEAD_LINES_MAX - 1, 0 },
		{ "one more line", 1, 1, HEAD_LINES_MAX, 431 },
		{ "the largest head", 1, HEAD_SIZE_MAX - 31, 1, 0 },
		{ "one byte more", 1, HEAD_SIZE_MAX - 30, 1, 431 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf b = BUF(HEAD_SIZE_MAX + 64);
		struct head_refusal refusal = { 0 };
		static struct cut c;

		buf_text(&b, "GET /");
		for (size_t k = 1; k < rows[i].target; k++)
			buf_u8(&b, 'a');
		buf_text(&b, " HTTP/1.1\r\nHost: a\r\n");
		for (unsigned k = 0; k < rows[i].lines; k++) {
			buf_text(&b, "A:");
			for (size_t j = 0; j < rows[i].value; j++)
				buf_u8(&b, 'x');
			buf_text(&b, "\r\n");
		}
		buf_text(&b, "\r\n");
		assert_true(buf_ok(&b));
		cut(&c, (const char *)b.p, b.n);
		if (rows[i].status == 0 && rows[i].value > 1)
			assert_int_equal(b.n, HEAD_SIZE_MAX);
		bool fine = head_check(&c.head, &refusal);
		TAP_INT(rows[i].what, fine ? 0 : refusal.status, rows[i].status);
	}
}

static void length(void **state)
{
	struct head_refusal refusal;
	static struct cut c;

	(void)state;
	cut(&c, TEXT("POST / HTTP/1.1\r\n" HOST "content-length: 123\r\n\r\n"));
	assert_true(head_check(&c.head, &refusal));
	assert_true(c.head.has_length);
	assert_int_equal(c.head.length, 123);
	cut(&c, TEXT("POST / HTTP/1.1\r\n" HOST "\r\n"));
	assert_true(head_check(&c.head, &refusal));
	assert_false(c.head.has_length);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(heads),
	cmocka_unit_test(gaps),
	cmocka_unit_test(limits),
	cmocka_unit_test(length),
};

TAP_MAIN(tests)
