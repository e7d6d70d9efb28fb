#include "serve/sign.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fd.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "label/statement.h"
#include "sandbox/sandbox_serve.h"
#include "serve/part.h"
#include "serve/peer.h"
#include "signer/signer.h"
#include "workflow/settings.h"

struct sign {
	struct part *part;
	struct peer registrar;
	struct signer *signer;
	int64_t next_tick; /* monotonic */
};

#define TICK_SECONDS 60

static int take(void *context, struct peer *p, char type, const json_t *message)
{
	struct sign *s = context;
	const json_t *job = json_object_get(message, "job");
	json_t *result = NULL;

	if (type != 'J' || !json_is_object(job))
		return E_FORMAT;
	signer_job(s->signer, job, &result);
	CLEANUP(json_done)
	json_t *answer =
	    json_pack("{s:I, s:o}", "id", (json_int_t)json_int(message, "id", 0), "result", result);
	int r = peer_send(p, 'R', answer);
	/* The registrar has gone: its successor asks again if somebody still wants to know. */
	return r == -EPIPE ? 0 : r;
}

static void met(void *context, const char *peer, unsigned index, int fd)
{
	struct sign *s = context;

	peer_done(&s->registrar);
	if (!text_equal(peer, "registrar") || peer_open(&s->registrar, fd, peer, index) < 0)
		fd_close(&fd);
}

/* The clock's work, once a minute, and not at once: whoever begins again and again does no harm. */
static void tick(struct sign *s)
{
	int64_t now = time_now(&time_system);

	if (now < s->next_tick)
		return;
	s->next_tick = now + TICK_SECONDS * TIME_SECOND;
	signer_tick(s->signer);
}

static void turn(struct sign *s)
{
	struct pollfd polls[] = { { .fd = s->part->control, .events = POLLIN },
				  peer_poll(&s->registrar) };

	if (poll(polls, ARRAY_LEN(polls), TICK_SECONDS * 1000) < 0)
		return;
	if (polls[1].revents) {
		int r = peer_turn(&s->registrar, polls[1].revents, take, s);

		if (r == E_FORMAT)
			part_accuse(s->part, "malformed", "registrar", 0);
		if (r < 0)
			peer_done(&s->registrar);
	}
	if (polls[0].revents)
		part_listen(s->part, met, s);
	tick(s);
}

/*
 * Into its folder first: the folders above it may be closed to whom it becomes, and what is done
 * there later goes by names that begin here.
 */
static int enter(struct part *part, struct err *err)
{
	CLEANUP(mem_freep)
	char *path = mem_format("%s/" SIGNER_FOLDER, json_text(part->config, "data"));
	CLEANUP(fd_close) int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;

	if (folder < 0 || fstat(folder, &st) < 0 || fchdir(folder) < 0)
		return err_errno(err, "cannot open the folder '%s'", path);
	return part_enter(part,
			  &(struct sandbox_serve){ .kind = SANDBOX_SIGNER,
						   .uid = st.st_uid,
						   .gid = st.st_gid,
						   .folder = folder,
						   .file_max = UINT64_MAX,
						   .descriptors = 256 },
			  true, err);
}

/* The host of the registry's address, as a statement names it. */
static int issuer_of(char out[static STATEMENT_ISSUER_MAX + 1], const char *base_url,
		     struct err *err)
{
	const char *host = base_url ? strstr(base_url, "://") : NULL;
	size_t n = host ? strcspn(host + 3, "/?#") : 0;

	if (n == 0 || n > STATEMENT_ISSUER_MAX)
		return err_set(err, E_FORMAT, "base_url '%s' names no host",
			       base_url ? base_url : "");
	memcpy(out, host + 3, n);
	out[n] = '\0';
	for (char *p = out; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return 0;
}

static int begin(struct sign *s, const struct settings *settings, struct err *err)
{
	const json_t *owner = json_at(settings->doc, "/owner/name");
	char issuer[STATEMENT_ISSUER_MAX + 1];
	int r = issuer_of(issuer, json_text(settings->doc, "base_url"), err);

	return r < 0 ? r
		     : signer_open(&s->signer,
				   &(struct signer_options){ .dir = ".",
							     .issuer = issuer,
							     .owner_ja = json_text(owner, "ja"),
							     .owner_en = json_text(owner, "en"),
							     .clock = &time_system },
				   err);
}

int sign_run(struct part *part, struct err *err)
{
	CLEANUP(settings_done) struct settings settings = { 0 };
	struct sign s = { .part = part,
			  .registrar = { .fd = -1 },
			  .next_tick = time_now(&time_system) + TICK_SECONDS * TIME_SECOND };
	/* The owner's file, which the signer's user may not read. */
	int r = settings_load(&settings, json_text(part->config, "data"), err);

	if (r == 0)
		r = enter(part, err);
	if (r == 0)
		r = begin(&s, &settings, err);
	if (r < 0)
		return r;
	part_say(part, "ready", NULL);
	while (!part->stop && !signer_is_broken(s.signer))
		turn(&s);
	if (signer_is_broken(s.signer))
		r = err_set(err, E_CANCELLED, "the log has to be opened again");
	peer_done(&s.registrar);
	signer_freep(&s.signer);
	return r;
}
