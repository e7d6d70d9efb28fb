/*
 * Connections are accepted here and handed to the library, which has its own set of them behind one
 * descriptor; so it is known who comes, how many from where, and what to do when there are no
 * descriptors left: accept nobody for a while, serve those who are there.
 */
#include "serve/front.h"

#include <microhttpd.h>
#include <poll.h>
#include <stdarg.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "sandbox/sandbox_serve.h"
#include "serve/cache.h"
#include "serve/desk.h"
#include "serve/head.h"
#include "serve/part.h"
#include "serve/port.h"
#include "serve/serve.h"
#include "serve/visit.h"
#include "web/request.h"

#define ACCEPT_AT_ONCE 64
#define SWEEP_MS 250
#define TLS_FILE_MAX (1u << 20)
/* What the library keeps for one connection: the head, and the fields of the answer. */
#define CONNECTION_MEMORY (UINT64_C(32) << 10)
#define PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE"

bool front_forwarder(const struct front *f, const char *address)
{
	return json_has_text(json_object_get(f->part->config, "forwarders"), address);
}

/* ---- who comes ---- */

static void pause_accepting(struct front *f)
{
	if (f->accept_again == 0)
		log_warn("front", "no room for more connections: %u are there", f->visitors.n);
	f->accept_again = time_now(&time_system) + FRONT_PAUSE_MS * TIME_MS;
}

static void turn_away(const struct front *f, int fd)
{
	static const char text[] = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\n"
				   "Content-Length: 0\r\nConnection: close\r\n\r\n";

	if (!f->tls)
		(void)!send(fd, text, sizeof(text) - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
	(void)close(fd);
}

static void welcome(struct front *f, int fd, const struct sockaddr *sa, socklen_t length)
{
	char address[INET6_ADDRSTRLEN];
	struct visitor *v;

	port_address(sa, address);
	bool forwarder = front_forwarder(f, address);
	if (!forwarder && visitor_crowded(&f->visitors, sa)) {
		turn_away(f, fd);
		return;
	}
	v = visitor_new(&f->visitors, sa, forwarder);
	f->arriving = v;
	/* The descriptor is the library's from here on, whatever it says. */
	if (MHD_add_connection(f->daemon, fd, sa, length) != MHD_YES && f->arriving == v)
		visitor_free(&f->visitors, v);
	f->arriving = NULL;
	f->resumed = true;
}

static void accept_some(struct front *f)
{
	for (unsigned i = 0; i < ACCEPT_AT_ONCE; i++) {
		union {
			struct sockaddr sa;
			struct sockaddr_in6 in6;
		} from = { .in6 = { 0 } };
		socklen_t length = sizeof(from);

		if (f->visitors.n >= f->visitors.max) {
			pause_accepting(f);
			return;
		}
		int fd = accept4(f->part->given, &from.sa, &length, SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (fd >= 0) {
			welcome(f, fd, &from.sa, length);
			continue;
		}
		if (errno == EINTR || errno == ECONNABORTED)
			continue;
		if (errno != EAGAIN)
			pause_accepting(f);
		return;
	}
}

/* ---- the registrar ---- */

static int take(void *context, struct peer *p, char type, const json_t *message)
{
	struct front *f = context;
	const json_t *reply = json_object_get(message, "reply");

	(void)p;
	if (type != 'A' || !json_is_object(reply))
		return E_FORMAT;
	/* Whoever asked may have gone in the meantime. */
	if (visit_form_answered(f, json_int(message, "id", 0), reply) < 0)
		log_debug("front", "an answer for nobody");
	return 0;
}

static void lose_registrar(struct front *f)
{
	peer_done(&f->registrar);
	visit_form_unanswered(f, NULL);
}

static void met(void *context, const char *peer, unsigned index, int fd)
{
	struct front *f = context;

	lose_registrar(f);
	if (!text_equal(peer, "registrar") || peer_open(&f->registrar, fd, peer, index) < 0)
		fd_close(&fd);
}

static void late(void *context, struct visitor *v)
{
	visit_form_unanswered(context, v);
}

/* ---- the loop ---- */

static int wait_ms(const struct front *f)
{
	MHD_UNSIGNED_LONG_LONG library;
	int wait = f->visitors.n > 0 || f->accept_again ? SWEEP_MS : -1;

	if (f->resumed)
		return 0;
	if (MHD_get_timeout(f->daemon, &library) == MHD_YES &&
	    (wait < 0 || library < (unsigned)wait))
		wait = (int)library;
	return wait;
}

static void turn(struct front *f, bool closing)
{
	bool open = !closing && f->accept_again == 0;
	struct pollfd polls[] = {
		{ .fd = f->part->stop ? -1 : f->part->control, .events = POLLIN },
		peer_poll(&f->registrar),
		{ .fd = open ? f->part->given : -1, .events = POLLIN },
		{ .fd = f->epoll, .events = POLLIN },
	};
	static int64_t swept;
	int64_t now;

	if (poll(polls, ARRAY_LEN(polls), wait_ms(f)) < 0)
		return;
	f->resumed = false;
	f->asked_version = false;
	if (polls[1].revents) {
		int r = peer_turn(&f->registrar, polls[1].revents, take, f);

		if (r == E_FORMAT)
			part_accuse(f->part, "malformed", "registrar", 0);
		if (r < 0)
			lose_registrar(f);
	}
	if (polls[2].revents)
		accept_some(f);
	if (polls[0].revents)
		part_listen(f->part, met, f);
	now = time_now(&time_system);
	if (f->accept_again && (now >= f->accept_again && f->visitors.n < f->visitors.max))
		f->accept_again = 0;
	if (now - swept >= SWEEP_MS * TIME_MS || closing) {
		visitor_sweep(&f->visitors, closing, late, f);
		swept = now;
	}
	(void)MHD_run(f->daemon);
}

/* ---- the start ---- */

static void library_says(void *context, const char *format, va_list args) PRINTF_LIKE(2, 0);
static void library_says(void *context, const char *format, va_list args)
{
	char text[ERR_TEXT_MAX];

	(void)context;
	(void)vsnprintf(text, sizeof(text), format, args);
	text[strcspn(text, "\n")] = '\0';
	log_debug("http", "%s", text);
}

static int read_tls(struct buf *out, const char *path, struct err *err)
{
	int r = fd_read_file(out, path, TLS_FILE_MAX, err);

	return r < 0 ? r : buf_ok(out) ? 0 : err_set(err, E_LIMIT, "'%s' is too large", path);
}

static int start_library(struct front *f, struct err *err)
{
	CLEANUP(buf_done) struct buf cert = BUF(TLS_FILE_MAX + 1);
	CLEANUP(buf_done) struct buf key = BUF(TLS_FILE_MAX + 1);
	const char *cert_path = json_text(f->part->config, "tls_cert");
	unsigned flags =
	    MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
	struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_END, 0, NULL },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, NULL },
		{ MHD_OPTION_HTTPS_PRIORITIES, 0, NULL },
		{ MHD_OPTION_END, 0, NULL },
	};
	const union MHD_DaemonInfo *info;

	if (cert_path) {
		char priorities[] = PRIORITIES;
		int r = read_tls(&cert, cert_path, err);

		if (r == 0)
			r = read_tls(&key, json_text(f->part->config, "tls_key"), err);
		if (r < 0)
			return r;
		if (MHD_is_feature_supported(MHD_FEATURE_TLS) != MHD_YES)
			return err_set(err, E_UNSUPPORTED, "libmicrohttpd was built without TLS");
		f->tls = true;
		flags |= MHD_USE_TLS;
		/* Both are copied by the library. */
		(void)buf_cstr(&cert);
		(void)buf_cstr(&key);
		tls[0] = (struct MHD_OptionItem){ MHD_OPTION_HTTPS_MEM_CERT, 0, cert.p };
		tls[1].ptr_value = key.p;
		tls[2].ptr_value = priorities;
		f->daemon = MHD_start_daemon(
		    flags, 0, NULL, NULL, visit_handler(), f, MHD_OPTION_EXTERNAL_LOGGER,
		    library_says, NULL, MHD_OPTION_ARRAY, visit_options(f), MHD_OPTION_ARRAY, tls,
		    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
		    MHD_OPTION_CONNECTION_LIMIT, f->visitors.max + 1, MHD_OPTION_END);
	} else {
		f->daemon = MHD_start_daemon(
		    flags, 0, NULL, NULL, visit_handler(), f, MHD_OPTION_EXTERNAL_LOGGER,
		    library_says, NULL, MHD_OPTION_ARRAY, visit_options(f),
		    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
		    MHD_OPTION_CONNECTION_LIMIT, f->visitors.max + 1, MHD_OPTION_END);
	}
	mem_wipe(key.p, key.n);
	if (!f->daemon)
		return cert_path
			   ? err_set(err, E_FORMAT,
				     "the certificate '%s' and its key cannot be used", cert_path)
			   : err_set(err, E_UNSUPPORTED, "libmicrohttpd does not start");
	info = MHD_get_daemon_info(f->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	f->epoll = info ? info->epoll_fd : -1;
	return f->epoll < 0 ? err_set(err, E_UNSUPPORTED, "libmicrohttpd has no epoll") : 0;
}

/* As many connections as there are descriptors for. */
static unsigned visitors_max(void)
{
	struct rlimit l;

	if (getrlimit(RLIMIT_NOFILE, &l) < 0 || l.rlim_max >= FRONT_VISITORS_MAX + FRONT_RESERVE)
		return FRONT_VISITORS_MAX;
	return l.rlim_max > UINT64_C(2) * FRONT_RESERVE ? (unsigned)l.rlim_max - FRONT_RESERVE : 8;
}

static int set_up(struct front *f, struct err *err)
{
	const json_t *config = f->part->config;
	int r = part_open_spool(f->part, &f->spool.folder, err);

	f->spool.front = f->part->index;
	if (r == 0)
		r = spool_tidy(&f->spool, err);
	f->visitors.max = visitors_max();
	f->visitors.per_address = (unsigned)json_int(config, "per_address", SERVE_PER_ADDRESS);
	f->visitors.patience = json_int(config, "patience", SERVE_PATIENCE) * TIME_SECOND;
	f->behind_proxy = json_flag(config, "behind_proxy");
	if (r == 0)
		r = start_library(f, err);
	f->visitors.tls = f->tls;
	if (r == 0)
		r = desk_open(&f->desk, config, err);
	if (r < 0)
		return r;
	f->cache = cache_new(CACHE_BYTES_MAX);
	return part_enter(f->part,
			  &(struct sandbox_serve){
			      .kind = SANDBOX_FRONT,
			      .uid = SANDBOX_SERVE_NOBODY,
			      .gid = SANDBOX_SERVE_NOBODY,
			      .folder = f->spool.folder,
			      .reads = desk_log(f->desk),
			      .file_max = REQUEST_UPLOAD_MAX + 1,
			      .descriptors = f->visitors.max + FRONT_RESERVE,
			  },
			  true, err);
}

int front_run(struct part *part, struct err *err)
{
	struct front f = { .part = part, .spool = { .folder = -1 }, .epoll = -1 };
	int r = set_up(&f, err);

	if (r == 0) {
		part_say(part, "ready", NULL);
		while (!part->stop)
			turn(&f, false);
		/* Answers that are under way; the supervisor says when it is enough. */
		while (visitor_busy(&f.visitors))
			turn(&f, true);
		lose_registrar(&f);
		(void)MHD_run(f.daemon);
	}
	if (f.daemon)
		MHD_stop_daemon(f.daemon);
	peer_done(&f.registrar);
	cache_free(f.cache);
	desk_freep(&f.desk);
	fd_close(&f.spool.folder);
	return r;
}
