/*
 * One try at one door, and what came of it:
 *
 *     login_try [OPTION...] SERVICE/MECHANISM URL|HOST:PORT [ACCOUNT SECRET]
 *
 *     --from ADDRESS    from that address of ours
 *     --recipe FILE     of a form or JSON login
 *     --seconds N       until the deadline (15)
 *     --times N         so often, one after the other; --together N: so often, all at once
 *     --keep            what a client keeps goes from one try to the next
 *     --transcript      print the transcript too, before the answer
 *
 * One line of JSON for each try: the print, and note, connected and answered in milliseconds.
 */
#include <curl/curl.h>
#include <libxml/parser.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "base/time.h"
#include "login/login.h"
#include "login/login_session.h"
#include "login/print_json.h"

#define TOGETHER_MAX 64
#define LINE_MAX_BYTES (1u << 20)

struct tries {
	const struct login_mechanism *mechanism;
	struct login_door door;
	struct login_try t;
	uint64_t seconds, times, together;
	bool keep, transcript;
};

static int usage(const char *why)
{
	(void)fprintf(stderr, "login_try: %s\n", why);
	return 2;
}

static void say(const struct tries *w, const struct login_reply *reply)
{
	CLEANUP(buf_done) struct buf line = BUF(LINE_MAX_BYTES);
	CLEANUP(json_done) json_t *print = print_json(&reply->print);

	json_object_set_new(print, "note", json_string(reply->note ? reply->note : ""));
	json_object_set_new(print, "connected", json_integer(reply->connected / TIME_MS));
	json_object_set_new(print, "answered", json_integer(reply->answered / TIME_MS));
	json_write(&line, print, false);
	if (w->transcript)
		(void)fwrite(reply->transcript.bytes.p, 1, reply->transcript.bytes.n, stdout);
	(void)fwrite(line.p, 1, line.n, stdout);
	(void)fflush(stdout);
}

static void *one(void *what)
{
	const struct tries *w = what;
	struct login_reply *reply = mem_array(1, sizeof(*reply));
	struct login_try t = w->t;

	t.deadline = time_now(&time_system) + (int64_t)w->seconds * TIME_SECOND;
	w->mechanism->attempt(&w->door, &t, reply);
	return reply;
}

static void finish(const struct tries *w, struct login_reply *reply)
{
	say(w, reply);
	login_reply_done(reply);
	mem_free(reply);
}

static void run(struct tries *w)
{
	pthread_t threads[TOGETHER_MAX];
	void *reply;

	for (uint64_t i = 0; i < w->times; i++)
		finish(w, one(w));
	for (uint64_t i = 0; i < w->together; i++)
		if (pthread_create(&threads[i], NULL, one, w) != 0)
			abort();
	for (uint64_t i = 0; i < w->together; i++) {
		(void)pthread_join(threads[i], &reply);
		finish(w, reply);
	}
}

/* "http://HOST:PORT/PATH", "tls://HOST:PORT" or "HOST:PORT"; cuts text up. */
static int where(struct login_door *door, char *text)
{
	char *scheme = strstr(text, "://"), *host = scheme ? scheme + 3 : text;
	char *path = strchr(host, '/');
	uint64_t port = 0;

	door->tls = scheme && scheme > text && scheme[-1] == 's';
	if (path) {
		door->path = mem_text(path);
		*path = '\0';
	}
	char *colon = strrchr(host, ':');
	if (!colon || num_u64(colon + 1, 1, 65535, &port) < 0)
		return usage("where? HOST:PORT");
	*colon = '\0';
	door->port = (uint16_t)port;
	door->host = host;
	struct err err = { 0 };
	if (addr_resolve(&door->target, host, &err) < 0)
		return usage(err.text);
	return 0;
}

static int option(struct tries *w, const char *name, const char *value, struct addr *from,
		  json_t **recipe)
{
	struct err err = { 0 };

	if (text_equal(name, "--seconds"))
		return num_u64(value, 1, 600, &w->seconds);
	if (text_equal(name, "--times"))
		return num_u64(value, 1, 1000, &w->times);
	if (text_equal(name, "--together")) {
		w->times = 0;
		return num_u64(value, 1, TOGETHER_MAX, &w->together);
	}
	if (text_equal(name, "--from")) {
		w->t.from = from;
		return addr_resolve(from, value, &err);
	}
	if (text_equal(name, "--recipe")) {
		int r = json_read_file(recipe, value, JSON_FILE_MAX, &err);

		w->door.recipe = *recipe;
		return r;
	}
	return E_USAGE;
}

int main(int argc, char **argv)
{
	struct tries w = { .seconds = 15, .times = 1 };
	CLEANUP(json_done) json_t *recipe = NULL;
	struct addr from;
	int at = 1;

	/* Before there are threads: of several that come first, libxml2 lets some wait for ever. */
	(void)curl_global_init(CURL_GLOBAL_DEFAULT);
	xmlInitParser();
	for (; at < argc && text_starts(argv[at], "--"); at++) {
		if (text_equal(argv[at], "--keep"))
			w.keep = true;
		else if (text_equal(argv[at], "--transcript"))
			w.transcript = true;
		else if (at + 1 == argc || option(&w, argv[at], argv[at + 1], &from, &recipe) < 0)
			return usage(argv[at]);
		else
			at++;
	}
	if (argc - at != 2 && argc - at != 4)
		return usage("SERVICE/MECHANISM URL|HOST:PORT [ACCOUNT SECRET]");
	char *service = argv[at], *mechanism = strchr(service, '/');
	if (!mechanism)
		return usage(service);
	*mechanism++ = '\0';
	w.mechanism = login_find(service, mechanism);
	if (!w.mechanism)
		return usage("no such mechanism");
	w.door.mechanism = mechanism;
	if (where(&w.door, argv[at + 1]) != 0)
		return 2;
	if (argc - at == 4) {
		w.t.account = argv[at + 2];
		w.t.secret = argv[at + 3];
	}
	/* OpenSSL writes without MSG_NOSIGNAL; workers ignore the signal too. */
	(void)signal(SIGPIPE, SIG_IGN);
	if (w.keep)
		w.t.session = login_session_new();
	run(&w);
	login_session_free(w.t.session);
	mem_free((void *)(uintptr_t)w.door.path);
	return 0;
}
