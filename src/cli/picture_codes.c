/* From the child: 'E' {code, text, ja} when it cannot be read, and a 'T' for each text. */
#include "cli/picture_codes.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/json.h"
#include "base/time.h"
#include "label/picture.h"
#include "label/picture_code.h"
#include "sandbox/channel.h"
#include "sandbox/worker.h"

struct job {
	struct bytes file;
	struct picture_codes *codes;
	int quiet; /* where the libraries' own messages go */
	/* In the parent. */
	struct err failure;
};

/* ---- in the child ---- */

static int look(void *context, const struct picture *p, struct err *err)
{
	return picture_code_find(context, p, err);
}

static int send_failure(int channel, const struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(CHANNEL_MESSAGE_MAX);
	CLEANUP(json_done)
	json_t *why =
	    json_pack("{s:i, s:s, s:s}", "code", err->code, "text", err->text, "ja", err->ja);

	json_write(&text, why, false);
	return channel_send(channel, 'E', buf_view(&text));
}

static int work(void *context, int channel)
{
	struct job *j = context;
	struct picture_codes codes = { 0 };
	struct err err = { 0 };
	/* poppler tells each fault of a file to stderr, in words of its own. */
	int r = dup2(j->quiet, STDERR_FILENO) < 0 ? err_errno(&err, "cannot be quiet") : 0;

	if (r == 0)
		r = picture_read(j->file, look, &codes, &err);
	if (r < 0)
		return send_failure(channel, &err) < 0 ? EXIT_FAILURE : 0;
	for (size_t i = 0; r == 0 && i < codes.n; i++)
		r = channel_send(channel, 'T',
				 (struct bytes){ codes.texts[i].p, codes.texts[i].n });
	return r < 0 ? EXIT_FAILURE : 0;
}

/* ---- in the parent ---- */

/* Its own words about what it read: a code of ours, one line of plain text in each language. */
static int take_failure(struct job *j, struct bytes payload)
{
	CLEANUP(json_done) json_t *why = NULL;
	int r = json_read(&why, payload, "child", NULL);

	if (r < 0)
		return r;
	int64_t code = json_int(why, "code", 0);
	const char *text = json_text(why, "text"), *ja = json_text(why, "ja");
	if (code >= 0 || code < INT_MIN || !text || !ja)
		return E_FORMAT;
	(void)err_both(&j->failure, (int)code, "%s%.0s", "%.0s%s", text, ja[0] ? ja : text);
	return 0;
}

static int receive(void *context, const struct channel_message *message)
{
	struct job *j = context;

	if (j->failure.code)
		return E_FORMAT;
	if (message->type == 'E')
		return take_failure(j, message->payload);
	return message->type == 'T' ? picture_code_add(j->codes, message->payload, NULL) : E_FORMAT;
}

static int ended(enum worker_end end, int detail, struct err *err)
{
	switch (end) {
	case WORKER_DONE:
		return 0;
	case WORKER_LATE:
		return err_both(err, E_TIMEOUT, "reading the picture took more than %d seconds",
				"画像を%d秒以内に読み取れませんでした", PICTURE_SECONDS);
	case WORKER_CRASHED:
		return err_both(err, E_LIMIT,
				"reading the picture took too much memory, or crashed (%d)",
				"画像の読み取りがメモリ不足か異常で終わりました（%d）", detail);
	case WORKER_CANCELLED:
	case WORKER_FAILED:
	case WORKER_REFUSED:
		break;
	}
	return err_both(err, E_LIMIT, "reading the picture came to nothing (%d)",
			"画像の読み取りに失敗しました（%d）", detail);
}

static int run(struct job *j, struct err *err)
{
	const struct worker w = { .sandbox = SANDBOX_PARSE,
				  .work = work,
				  .receive = receive,
				  .context = j,
				  .deadline =
				      time_now(&time_system) + PICTURE_SECONDS * TIME_SECOND };
	enum worker_end end = WORKER_FAILED;
	int detail = 0;
	int r = worker_run(&w, &end, &detail, err);

	if (r == 0)
		r = ended(end, detail, err);
	if (r == 0 && j->failure.code)
		r = err_both(err, j->failure.code, "%s%.0s", "%.0s%s", j->failure.text,
			     j->failure.ja);
	return r;
}

int picture_codes_of(struct picture_codes *codes, struct bytes file, const char *path,
		     struct err *err)
{
	CLEANUP(fd_close) int quiet = open("/dev/null", O_WRONLY | O_CLOEXEC);
	struct job j = { .file = file, .codes = codes, .quiet = quiet };
	int r = picture_prepare(picture_kind(file), err);

	if (r == 0 && quiet < 0)
		r = err_errno(err, "cannot open /dev/null");
	if (r == 0)
		r = run(&j, err);
	if (r == 0 && codes->n == 0)
		r = err_both(err, E_MISSING, "no QR code can be read in the picture",
			     "画像の中に読み取れる二次元コードがありません");
	return r < 0 ? err_prefix(err, "'%s'", path) : 0;
}
