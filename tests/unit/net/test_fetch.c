/* One HTTP exchange with a small server on the loopback that behaves well, badly, or not at all. */
#include "peer.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "net/fetch.h"

#define OK "HTTP/1.1 200 OK\r\n"
#define CHUNKED "Transfer-Encoding: chunked\r\n\r\n"

/* What the server sends, then count times more of repeat, then it waits or closes. */
struct answer {
	const char *text, *repeat;
	unsigned count;
	int64_t pause; /* before each repetition */
	bool stays;
};

static void serve(int fd, const void *what)
{
	const struct answer *a = what;
	char request[4096];

	peer_request(fd, request, sizeof(request));
	peer_send(fd, a->text);
	for (unsigned i = 0; i < a->count; i++) {
		peer_pause(a->pause);
		peer_send(fd, a->repeat);
	}
	while (a->stays)
		(void)pause();
}

static int run(struct fetch_reply *reply, const struct peer *p, struct fetch_request request)
{
	CLEANUP(mem_freep) char *url = mem_format("http://127.0.0.1:%u/x?y=1", p->port);

	if (!request.url)
		request.url = url;
	if (request.time_max == 0)
		request.time_max = 10 * TIME_SECOND;
	return fetch_run(reply, &request);
}

static int get(struct fetch_reply *reply, const struct peer *p, struct fetch_request request)
{
	assert_true(!request.method && !request.body.p);
	return run(reply, p, request);
}

static bool says(const struct fetch_reply *reply, const char *text)
{
	return text_find(buf_view(&reply->transcript.bytes), bytes_of(text));
}

static void outcomes(void **state)
{
	static const struct {
		const char *what;
		struct answer answer;
		struct fetch_request request;
		int r, status;
		const char *body;
		bool cut;
	} rows[] = {
		{ .what = "with a length",
		  .answer.text = OK "Content-Length: 5\r\n\r\nhello",
		  .request.follow = true,
		  .status = 200,
		  .body = "hello" },
		{ .what = "until the end, as long as wanted",
		  .answer.text = OK "\r\nhello",
		  .request.body_max = 5,
		  .status = 200,
		  .body = "hello" },
		{ .what = "chunked",
		  .answer.text = OK CHUNKED "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
		  .request.verify = true,
		  .status = 200,
		  .body = "hello" },
		{ .what = "without a body",
		  .answer.text = "HTTP/1.1 204 No\r\n\r\n",
		  .status = 204,
		  .body = "" },
		{ .what = "old protocol",
		  .answer.text = "HTTP/1.0 404 No\r\n\r\nx",
		  .status = 404,
		  .body = "x" },
		{ .what = "after a 100",
		  .answer.text = "HTTP/1.1 100 Continue\r\n\r\n" OK "\r\nx",
		  .status = 200,
		  .body = "x" },
		{ .what = "one byte more than wanted",
		  .answer.text = OK "\r\nhello!",
		  .request.body_max = 5,
		  .status = 200,
		  .body = "hello",
		  .cut = true },
		{ .what = "a length that is longer than wanted",
		  .answer = { .text = OK "Content-Length: 100\r\n\r\nhello!", .stays = true },
		  .request.body_max = 5,
		  .status = 200,
		  .body = "hello",
		  .cut = true },
		{ .what = "without an end",
		  .answer = { .text = OK "\r\n", .repeat = "0123456789", .count = 10000000 },
		  .request.body_max = 12,
		  .status = 200,
		  .body = "012345678901",
		  .cut = true },
		{ .what = "a redirect is shown",
		  .answer.text = "HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\nmoved",
		  .status = 302,
		  .body = "moved" },
		{ .what = "a circle of redirects",
		  .answer.text = "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n",
		  .request.follow = true,
		  .r = E_LIMIT,
		  .status = 302,
		  .body = "" },
		{ .what = "redirected to a file",
		  .answer.text = "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n",
		  .request.follow = true,
		  .r = E_FORMAT,
		  .status = 302,
		  .body = "" },
		{ .what = "a head that is too long",
		  .answer = { .text = OK, .repeat = "A: 01234567890123456789\r\n", .count = 4000 },
		  .r = E_LIMIT,
		  .status = 200,
		  .body = "" },
		/* libcurl itself takes no line above 100 KB, and does not say that this was it. */
		{ .what = "a line of the head that is too long",
		  .answer = { .text = OK "A: ", .repeat = "0123456789", .count = 20000 },
		  .r = E_FORMAT,
		  .status = 200,
		  .body = "" },
		{ .what = "another protocol",
		  .answer.text = "SSH-2.0-OpenSSH_9.2\r\n",
		  .r = E_FORMAT,
		  .body = "" },
		{ .what = "garbage",
		  .answer.text = "\x16\x03\x01\x02\xff\xfe garbage\r\n\r\n",
		  .r = E_FORMAT,
		  .body = "" },
		/* What libcurl calls a failure to receive. */
		{ .what = "a broken chunk",
		  .answer.text = OK CHUNKED "zz\r\nhello\r\n",
		  .r = E_EOF,
		  .status = 200,
		  .body = "" },
		{ .what = "nothing", .answer.text = "", .r = E_EOF, .body = "" },
		{ .what = "ends in the head",
		  .answer.text = OK "Content-Le",
		  .r = E_EOF,
		  .status = 200,
		  .body = "" },
		{ .what = "ends in the body",
		  .answer.text = OK "Content-Length: 9\r\n\r\nhello",
		  .r = E_EOF,
		  .status = 200,
		  .body = "hello" },
		{ .what = "ends in a chunk",
		  .answer.text = OK CHUNKED "9\r\nhello",
		  .r = E_EOF,
		  .status = 200,
		  .body = "hello" },
		{ .what = "silence",
		  .answer = { .text = "", .stays = true },
		  .request.time_max = 300 * TIME_MS,
		  .r = E_TIMEOUT,
		  .body = "" },
		{ .what = "a head byte by byte",
		  .answer = { .text = OK, .repeat = "a", .count = 1000, .pause = 50 * TIME_MS },
		  .request.time_max = 300 * TIME_MS,
		  .r = E_TIMEOUT,
		  .status = 200,
		  .body = "" },
		{ .what = "a byte each second",
		  .answer = { .text = OK "\r\n",
			      .repeat = "a",
			      .count = 1000,
			      .pause = TIME_SECOND },
		  .request.time_max = 1500 * TIME_MS,
		  .r = E_TIMEOUT,
		  .status = 200,
		  .body = "a" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct peer p = peer_new(serve, &rows[i].answer);
		struct fetch_reply reply;
		int64_t start = time_now(&time_system);
		int r = get(&reply, &p, rows[i].request);
		int64_t took = time_now(&time_system) - start;

		TAP_INT(rows[i].what, r, rows[i].r);
		TAP_INT(rows[i].what, reply.status, rows[i].status);
		TAP_TEXT(rows[i].what, buf_cstr(&reply.body), rows[i].body);
		TAP_INT(rows[i].what, reply.cut, rows[i].cut);
		TAP_CHECK(rows[i].what, took < 8 * TIME_SECOND);
		TAP_CHECK(rows[i].what, reply.final_url && reply.transcript.bytes.n > 0);
		TAP_CHECK(rows[i].what, says(&reply, "GET /x?y=1 HTTP/1.1\r\n"));
		TAP_INT(rows[i].what, says(&reply, "# ended: "), rows[i].r < 0);
		fetch_done(&reply);
		peer_done(&p);
	}
}

static void head_and_transcript(void **state)
{
	static const struct answer answer = { .text =
						  OK "Server: x\r\nContent-Length: 2\r\n\r\nhi" };
	struct peer p = peer_new(serve, &answer);
	struct fetch_reply reply;
	char url[64];

	(void)state;
	assert_int_equal(get(&reply, &p, (struct fetch_request){ 0 }), 0);
	assert_string_equal(buf_cstr(&reply.head), OK "Server: x\r\nContent-Length: 2\r\n\r\n");
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%u/x?y=1", p.port);
	assert_string_equal(reply.final_url, url);
	assert_true(says(&reply, "User-Agent: hoshi\r\n"));
	assert_true(says(&reply, "Server: x\r\n"));
	assert_true(says(&reply, " 2\nhi\n"));
	assert_false(says(&reply, "Authorization"));
	assert_false(says(&reply, "Cookie"));
	fetch_done(&reply);
	peer_done(&p);
}

/* "/a" sends on to "/b", which answers. */
static void serve_two(int fd, const void *what)
{
	char request[4096];

	(void)what;
	peer_request(fd, request, sizeof(request));
	if (text_starts(request, "GET /a "))
		peer_send(fd, "HTTP/1.1 301 Moved\r\nLocation: /b\r\nContent-Length: 3\r\n"
			      "Connection: close\r\n\r\nold");
	else
		peer_send(fd, OK "Content-Length: 3\r\n\r\nnew");
}

static void redirects_only_when_asked(void **state)
{
	struct peer p = peer_new(serve_two, NULL);
	CLEANUP(mem_freep) char *url = mem_format("http://127.0.0.1:%u/a", p.port);

	(void)state;
	for (int follow = 0; follow < 2; follow++) {
		struct fetch_reply reply;

		assert_int_equal(
		    get(&reply, &p, (struct fetch_request){ .url = url, .follow = follow }), 0);
		assert_int_equal(reply.status, follow ? 200 : 301);
		assert_string_equal(buf_cstr(&reply.body), follow ? "new" : "old");
		assert_int_equal(text_ends(reply.final_url, "/b"), follow);
		assert_int_equal(says(&reply, "GET /b "), follow);
		/* The head is the last one's only. */
		assert_int_equal(text_find(buf_view(&reply.head), bytes_of("Location")) != NULL,
				 !follow);
		fetch_done(&reply);
	}
	peer_done(&p);
}

static void serve_realm(int fd, const void *what)
{
	char request[4096];

	(void)what;
	peer_request(fd, request, sizeof(request));
	/* "admin:p w" */
	if (strstr(request, "\r\nAuthorization: Basic YWRtaW46cCB3\r\n"))
		peer_send(fd, OK "Content-Length: 0\r\n\r\n");
	else
		peer_send(fd, "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\n"
			      "Content-Length: 0\r\n\r\n");
}

static void credentials_only_when_asked(void **state)
{
	static const struct {
		const char *user, *password;
		int status;
	} rows[] = {
		{ NULL, NULL, 401 },       { "admin", "p w", 200 },
		{ "admin", "wrong", 401 }, { NULL, NULL, 401 }, /* nothing is remembered */
		{ "", "", 401 },
	};
	struct peer p = peer_new(serve_realm, NULL);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fetch_reply reply;

		assert_int_equal(get(&reply, &p,
				     (struct fetch_request){ .user = rows[i].user,
							     .password = rows[i].password }),
				 0);
		assert_int_equal(reply.status, rows[i].status);
		assert_int_equal(says(&reply, "Authorization: Basic"), rows[i].user != NULL);
		fetch_done(&reply);
	}
	peer_done(&p);
}

static void a_pinned_address_needs_no_name(void **state)
{
	static const struct answer answer = { .text = OK "Content-Length: 2\r\n\r\nhi" };
	struct peer p = peer_new(serve, &answer);
	CLEANUP(mem_freep) char *url = mem_format("http://device.invalid:%u/x?y=1", p.port);
	struct fetch_reply reply;

	(void)state;
	assert_int_equal(get(&reply, &p, (struct fetch_request){ .url = url, .pin = &p.addr }), 0);
	assert_string_equal(buf_cstr(&reply.body), "hi");
	assert_true(says(&reply, "Host: device.invalid:"));
	fetch_done(&reply);
	peer_done(&p);
}

static void without_a_server(void **state)
{
	CLEANUP(mem_freep)
	char *closed = mem_format("http://127.0.0.1:%u/", peer_closed_port());
	const struct {
		const char *url;
		int r;
	} rows[] = {
		{ closed, E_REFUSED },
		{ "http://no-such-host.invalid/", E_MISSING },
		{ "http://", E_FORMAT },
		{ "http://a b/", E_FORMAT },
		{ "file:///etc/passwd", E_FORMAT },
		{ "ftp://127.0.0.1/", E_FORMAT },
		{ "", E_FORMAT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fetch_request request = { .url = rows[i].url, .time_max = 10 * TIME_SECOND };
		struct fetch_reply reply;

		TAP_INT(rows[i].url, fetch_get(&reply, &request), rows[i].r);
		TAP_INT(rows[i].url, reply.status, 0);
		TAP_CHECK(rows[i].url, reply.body.n == 0 && says(&reply, "# ended: "));
		fetch_done(&reply);
	}
}

/* What is sent is what was asked for, from where it was asked for. */
static void what_is_sent(void **state)
{
	static const struct answer answer = { .text = OK "Content-Length: 0\r\n\r\n" };
	static char field[] = "X-Token: t";
	char *const fields[] = { field, NULL };
	struct addr from = { .length = sizeof(struct sockaddr_in), .text = "127.0.0.3" };
	struct peer p = peer_new(serve, &answer);
	CLEANUP(mem_freep) char *url = mem_format("http://127.0.0.1:%u/x", p.port);
	struct fetch_request request = { .url = url,
					 .body = bytes_of("a=1"),
					 .content_type = "text/x",
					 .authorization = "Digest x",
					 .cookie = "c=1",
					 .fields = fields,
					 .from = &from,
					 .time_max = 10 * TIME_SECOND };
	struct fetch_reply reply;

	(void)state;
	from.in4.sin_family = AF_INET;
	from.in4.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 2);
	assert_int_equal(fetch_run(&reply, &request), 0);
	assert_true(says(&reply, "POST /x HTTP/1.1\r\n"));
	assert_true(says(&reply, "\r\nContent-Type: text/x\r\n"));
	assert_true(says(&reply, "\r\nAuthorization: Digest x\r\n"));
	assert_true(says(&reply, "\r\nCookie: c=1\r\n"));
	assert_true(says(&reply, "\r\nX-Token: t\r\n"));
	assert_false(says(&reply, "Expect:"));
	assert_true(says(&reply, "a=1"));
	assert_true(says(&reply, " from 127.0.0.3"));
	assert_true(reply.connected > 0 && reply.answered >= reply.connected);
	fetch_done(&reply);
	request.method = "PUT";
	assert_int_equal(fetch_run(&reply, &request), 0);
	assert_true(says(&reply, "PUT /x HTTP/1.1\r\n"));
	fetch_done(&reply);
	from = (struct addr){ .length = sizeof(struct sockaddr_in), .text = "192.0.2.9" };
	assert_int_equal(fetch_run(&reply, &request), -EADDRNOTAVAIL);
	fetch_done(&reply);
	peer_done(&p);
}

/* ---- on a connection that is kept ---- */

/* What a server does with the requests of one connection, one after the other. */
enum habit {
	KEEPS,
	CLOSES_AFTER,    /* each answer, without a word about it */
	SAYS_CLOSE,      /* "Connection: close" */
	HANGS_AT_SECOND, /* takes it and says nothing, until we hang up */
	BREAKS_SECOND,   /* half an answer */
	JUNK_AFTER,      /* more bytes than it said */
	JUNK_LATER,      /* the same, in front of the second answer */
	ALL_BROKEN,      /* half an answer to every request but the very first */
	DROPS_SECOND,    /* takes it, says nothing and closes */
};

/* "connection 1 request 1", all of it in one piece, but for the last bytes. */
static void kept_answer(int fd, enum habit habit, unsigned connection, unsigned n, size_t cut)
{
	CLEANUP(mem_freep) char *body = mem_format("connection %u request %u", connection, n);
	CLEANUP(mem_freep)
	char *all = mem_format("%s" OK "%sContent-Length: %zu\r\n\r\n%s%s",
			       habit == JUNK_LATER && n == 2 ? "<html>junk</html>" : "",
			       habit == SAYS_CLOSE ? "Connection: close\r\n" : "", strlen(body),
			       body, habit == JUNK_AFTER ? "<html>junk</html>" : "");

	all[strlen(all) - cut] = '\0';
	peer_send(fd, all);
}

static void serve_kept(int fd, const void *what)
{
	static unsigned connection;
	enum habit habit = *(const enum habit *)what;
	char request[4096];

	connection++;
	for (unsigned n = 1;; n++) {
		bool first = n == 1 && connection == 1;
		bool broken = habit == BREAKS_SECOND ? n == 2 : habit == ALL_BROKEN && !first;

		peer_request(fd, request, sizeof(request));
		if (!*request)
			return;
		if (habit == DROPS_SECOND && n == 2)
			return;
		if (habit == HANGS_AT_SECOND && n == 2) {
			(void)recv(fd, request, 1, 0);
			return;
		}
		kept_answer(fd, habit, connection, n, broken ? 5 : 0);
		if (habit == CLOSES_AFTER || habit == SAYS_CLOSE || broken)
			return;
	}
}

static void a_connection_is_kept(void **state)
{
	static const struct {
		const char *what;
		enum habit habit;
		const char *bodies[4];
		int r; /* from the second on */
		bool reused, fails_first;
	} rows[] = {
		{ .what = "keeps",
		  .habit = KEEPS,
		  .bodies = { "connection 1 request 1", "connection 1 request 2",
			      "connection 1 request 3", "connection 1 request 4" },
		  .reused = true },
		{ .what = "closes",
		  .habit = CLOSES_AFTER,
		  .bodies = { "connection 1 request 1", "connection 2 request 1",
			      "connection 3 request 1", "connection 4 request 1" } },
		{ .what = "says that it closes",
		  .habit = SAYS_CLOSE,
		  .bodies = { "connection 1 request 1", "connection 2 request 1",
			      "connection 3 request 1", "connection 4 request 1" } },
		{ .what = "hangs at the second",
		  .habit = HANGS_AT_SECOND,
		  .bodies = { "connection 1 request 1", "connection 2 request 1",
			      "connection 3 request 1", "connection 4 request 1" },
		  .reused = true,
		  .fails_first = true },
		{ .what = "breaks the second",
		  .habit = BREAKS_SECOND,
		  .bodies = { "connection 1 request 1", "connection 2 request 1",
			      "connection 3 request 1", "connection 4 request 1" },
		  .reused = true,
		  .fails_first = true },
		{ .what = "bytes too many",
		  .habit = JUNK_AFTER,
		  .bodies = { "connection 1 request 1", "connection 2 request 1",
			      "connection 3 request 1", "connection 4 request 1" } },
		{ .what = "bytes too many, later",
		  .habit = JUNK_LATER,
		  .bodies = { "connection 1 request 1", "connection 2 request 1",
			      "connection 3 request 1", "connection 4 request 1" },
		  .reused = true,
		  .fails_first = true },
		{ .what = "really broken",
		  .habit = ALL_BROKEN,
		  .bodies = { "connection 1 request 1", "connection 2 requ", "connection 3 requ",
			      "connection 4 requ" },
		  .r = E_EOF,
		  .reused = true,
		  .fails_first = true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct peer p = peer_new(serve_kept, &rows[i].habit);
		struct fetch_kept *kept = fetch_kept_new();

		for (unsigned n = 0; n < 4; n++) {
			struct fetch_reply reply;
			bool second = n == 1;
			int r =
			    get(&reply, &p,
				(struct fetch_request){ .kept = kept, .idle_max = TIME_SECOND });

			TAP_INT(rows[i].what, r, n > 0 ? rows[i].r : 0);
			TAP_TEXT(rows[i].what, buf_cstr(&reply.body), rows[i].bodies[n]);
			TAP_INT(rows[i].what, says(&reply, "# on the connection of the request"),
				rows[i].reused && (second || (n > 0 && !rows[i].fails_first)));
			/* What went wrong on the kept connection stays written down. */
			TAP_INT(rows[i].what, says(&reply, "# ended: "),
				(second && rows[i].fails_first) || r < 0);
			fetch_done(&reply);
		}
		fetch_kept_free(kept);
		peer_done(&p);
	}
}

/* Nothing but its first answer: what is left of the time is all that a second try gets. */
static void a_kept_connection_that_hangs_keeps_to_the_time(void **state)
{
	static const enum habit habit = HANGS_AT_SECOND;
	struct peer p = peer_new(serve_kept, &habit);
	struct fetch_kept *kept = fetch_kept_new();
	struct fetch_reply reply;

	(void)state;
	assert_int_equal(get(&reply, &p, (struct fetch_request){ .kept = kept }), 0);
	fetch_done(&reply);
	int64_t start = time_now(&time_system);
	assert_int_equal(
	    get(&reply, &p, (struct fetch_request){ .kept = kept, .time_max = 300 * TIME_MS }),
	    E_TIMEOUT);
	assert_true(time_now(&time_system) - start < 5 * TIME_SECOND);
	fetch_done(&reply);
	/* It is not held against the next one. */
	assert_int_equal(get(&reply, &p, (struct fetch_request){ .kept = kept }), 0);
	assert_string_equal(buf_cstr(&reply.body), "connection 2 request 1");
	fetch_done(&reply);
	fetch_kept_free(kept);
	peer_done(&p);
}

/*
 * An attempt to log in is one attempt: if the connection that was kept is lost under it, nobody but
 * the caller may make another, as the device may have counted it.  libcurl would by itself.
 */
static void what_counts_is_not_sent_twice(void **state)
{
	static const struct {
		const char *what;
		struct fetch_request request;
		bool twice;
	} rows[] = {
		{ .what = "a page", .twice = true },
		{ .what = "Basic", .request = { .user = "admin", .password = "x" } },
		{ .what = "Digest", .request = { .authorization = "Digest username=admin" } },
		{ .what = "a form",
		  .request = { .body = { .p = (const uint8_t *)"a=1", .n = 3 },
			       .content_type = "a/b" } },
		{ .what = "a method of its own", .request = { .method = "DELETE" } },
	};
	static const enum habit habits[] = { DROPS_SECOND, BREAKS_SECOND };

	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_LEN(rows); i++) {
		const char *what = rows[i / 2].what;
		struct peer p = peer_new(serve_kept, &habits[i % 2]);
		struct fetch_request request = rows[i / 2].request;
		struct fetch_reply reply;
		bool twice = rows[i / 2].twice;

		request.kept = fetch_kept_new();
		TAP_INT(what, run(&reply, &p, request), 0);
		assert_false(reply.reused);
		fetch_done(&reply);
		TAP_INT(what, run(&reply, &p, request), twice ? 0 : E_EOF);
		TAP_INT(what, reply.reused, !twice);
		fetch_done(&reply);
		/* A page took the second connection; what libcurl was about to repeat, only opened
		 * it. */
		TAP_INT(what, run(&reply, &p, request), 0);
		TAP_TEXT(what, buf_cstr(&reply.body),
			 twice || habits[i % 2] == DROPS_SECOND ? "connection 3 request 1"
								: "connection 2 request 1");
		fetch_done(&reply);
		fetch_kept_free(request.kept);
		peer_done(&p);
	}
}

/* Who has let the connection go starts anew, and may keep that one. */
static void a_kept_connection_is_let_go(void **state)
{
	static const enum habit habit = KEEPS;
	struct peer p = peer_new(serve_kept, &habit);
	struct fetch_request request = { .kept = fetch_kept_new() };

	(void)state;
	fetch_kept_close(request.kept);
	for (unsigned n = 0; n < 4; n++) {
		CLEANUP(mem_freep)
		char *body = mem_format("connection %u request %u", n / 2 + 1, n % 2 + 1);
		struct fetch_reply reply;

		assert_int_equal(get(&reply, &p, request), 0);
		assert_string_equal(buf_cstr(&reply.body), body);
		assert_int_equal(reply.reused, n % 2);
		fetch_done(&reply);
		if (n == 1)
			fetch_kept_close(request.kept);
	}
	fetch_kept_free(request.kept);
	peer_done(&p);
}

static void a_connection_is_not_kept_for_ever(void **state)
{
	static const enum habit habit = KEEPS;
	struct peer p = peer_new(serve_kept, &habit);
	struct fetch_kept *kept = fetch_kept_new();

	(void)state;
	for (unsigned n = 1; n <= FETCH_KEPT_MAX + 2; n++) {
		bool over = n > FETCH_KEPT_MAX;
		CLEANUP(mem_freep)
		char *body = mem_format("connection %u request %u", over ? 2 : 1,
					over ? n - FETCH_KEPT_MAX : n);
		struct fetch_reply reply;

		assert_int_equal(get(&reply, &p, (struct fetch_request){ .kept = kept }), 0);
		assert_string_equal(buf_cstr(&reply.body), body);
		fetch_done(&reply);
	}
	fetch_kept_free(kept);
	fetch_kept_free(NULL);
	peer_done(&p);
}

static void without_a_server_nothing_is_kept(void **state)
{
	static const enum habit habit = KEEPS;
	struct peer p = peer_new(serve_kept, &habit);
	CLEANUP(mem_freep) char *closed = mem_format("http://127.0.0.1:%u/", peer_closed_port());
	struct fetch_kept *kept = fetch_kept_new();
	const struct fetch_request request = { .kept = kept, .url = closed };
	struct fetch_reply reply;

	(void)state;
	assert_int_equal(get(&reply, &p, (struct fetch_request){ .kept = kept }), 0);
	fetch_done(&reply);
	assert_int_equal(get(&reply, &p, request), E_REFUSED);
	assert_false(says(&reply, "# on the connection of the request"));
	fetch_done(&reply);
	assert_int_equal(get(&reply, &p, (struct fetch_request){ .kept = kept }), 0);
	fetch_done(&reply);
	fetch_kept_free(kept);
	peer_done(&p);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_connection_is_kept),
	cmocka_unit_test(a_kept_connection_that_hangs_keeps_to_the_time),
	cmocka_unit_test(a_connection_is_not_kept_for_ever),
	cmocka_unit_test(what_counts_is_not_sent_twice),
	cmocka_unit_test(a_kept_connection_is_let_go),
	cmocka_unit_test(without_a_server_nothing_is_kept),
	cmocka_unit_test(what_is_sent),
	cmocka_unit_test(outcomes),
	cmocka_unit_test(head_and_transcript),
	cmocka_unit_test(redirects_only_when_asked),
	cmocka_unit_test(credentials_only_when_asked),
	cmocka_unit_test(a_pinned_address_needs_no_name),
	cmocka_unit_test(without_a_server),
};

TAP_MAIN(tests)
