/*
 * From the child: 'E' {code, text} when it cannot be read, or 'H', the document without its long
 * list, and any number of 'P', arrays of what is in it.
 */
#include "cli/list_parse.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/text.h"
#include "base/time.h"
#include "sandbox/channel.h"
#include "sandbox/worker.h"
#include "scheme/procure.h"
#include "scheme/procure_inventory.h"
#include "scheme/product_list.h"

#define PIECE_ENOUGH ((size_t)1 << 20) /* bytes after which a piece is sent */

struct parse {
	struct bytes file;
	const char *member; /* the long list's name in the document */
	int (*decode)(const struct parse *p, json_t **document, struct err *err);
	const struct product_list_source *source;
	const json_t *columns;
	bool tables_only;
	/* In the parent. */
	json_t *document, *list;
	struct err failure;
	size_t bytes;
};

static int decode_products(const struct parse *p, json_t **document, struct err *err)
{
	return p->tables_only ? product_list_import(document, p->file, p->source, err)
			      : product_list_decode(document, p->file, p->source, err);
}

static int decode_inventory(const struct parse *p, json_t **document, struct err *err)
{
	json_t *lines = NULL;
	int r = procure_inventory_decode(&lines, p->file, p->columns, err);

	if (r == 0)
		*document = json_pack("{s:o}", p->member, lines);
	return r;
}

/* ---- in the child ---- */

static int send(int channel, char type, const json_t *value)
{
	CLEANUP(buf_done) struct buf text = BUF(CHANNEL_MESSAGE_MAX);

	json_write(&text, value, false);
	return buf_ok(&text) ? channel_send(channel, type, buf_view(&text)) : E_LIMIT;
}

static int send_list(int channel, const json_t *list)
{
	CLEANUP(buf_done) struct buf piece = BUF(CHANNEL_MESSAGE_MAX);
	size_t n = json_array_size(list), i;
	json_t *one;
	int r = 0;

	json_array_foreach (json_lend(list), i, one) {
		buf_u8(&piece, piece.n ? ',' : '[');
		json_write(&piece, one, false);
		if (piece.n < PIECE_ENOUGH && i + 1 < n)
			continue;
		buf_u8(&piece, ']');
		r = buf_ok(&piece) ? channel_send(channel, 'P', buf_view(&piece)) : E_LIMIT;
		if (r < 0)
			return r;
		buf_clear(&piece);
	}
	return 0;
}

static int work(void *context, int channel)
{
	struct parse *p = context;
	CLEANUP(json_done) json_t *document = NULL, *list = NULL;
	struct err err = { 0 };
	int r = p->decode(p, &document, &err);

	if (r < 0) {
		CLEANUP(json_done)
		json_t *why = json_pack("{s:i, s:s}", "code", r, "text", err.text);

		return send(channel, 'E', why) < 0 ? EXIT_FAILURE : 0;
	}
	list = json_incref(json_object_get(document, p->member));
	json_object_del(document, p->member);
	r = send(channel, 'H', document);
	if (r == 0)
		r = send_list(channel, list);
	return r < 0 ? EXIT_FAILURE : 0;
}

/* ---- in the parent ---- */

/* Its own words about what it read: a code of ours, one line of plain text. */
static int take_failure(struct parse *p, const json_t *why)
{
	int64_t code = json_int(why, "code", 0);

	if (code >= 0 || code < INT_MIN || !json_text(why, "text"))
		return E_FORMAT;
	(void)err_set(&p->failure, (int)code, "%s", json_text(why, "text"));
	return 0;
}

static int take_piece(struct parse *p, const json_t *piece)
{
	if (!p->document || !json_is_array(piece) || json_array_size(piece) == 0)
		return E_FORMAT;
	return json_array_extend(p->list, json_lend(piece)) < 0 ? E_FORMAT : 0;
}

static int receive(void *context, const struct channel_message *message)
{
	struct parse *p = context;
	CLEANUP(json_done) json_t *value = NULL;

	if (p->failure.code || message->payload.n > LIST_PARSE_BYTES_MAX - p->bytes)
		return E_LIMIT;
	p->bytes += message->payload.n;
	int r = json_read(&value, message->payload, "child", NULL);
	if (r < 0)
		return r;
	if (message->type == 'E' && !p->document)
		return take_failure(p, value);
	if (message->type == 'P')
		return take_piece(p, value);
	if (message->type != 'H' || p->document || !json_is_object(value))
		return E_FORMAT;
	p->document = json_incref(value);
	p->list = json_array();
	json_object_set_new(p->document, p->member, p->list);
	return 0;
}

static int ended(const char *path, enum worker_end end, int detail, struct err *err)
{
	switch (end) {
	case WORKER_DONE:
		return err_set(err, E_FORMAT, "reading '%s' ended without a result", path);
	case WORKER_LATE:
		return err_set(err, E_TIMEOUT, "reading '%s' took more than %d seconds", path,
			       LIST_PARSE_SECONDS);
	case WORKER_CRASHED:
		return err_set(err, E_LIMIT, "reading '%s' took too much memory, or crashed (%d)",
			       path, detail);
	case WORKER_CANCELLED:
	case WORKER_FAILED:
	case WORKER_REFUSED:
		return err_set(err, E_LIMIT, "reading '%s' came to nothing (%d)", path, detail);
	}
	return E_FORMAT;
}

static int run(struct parse *p, const char *path, struct err *err)
{
	const struct worker w = { .sandbox = SANDBOX_PARSE,
				  .work = work,
				  .receive = receive,
				  .context = p,
				  .deadline =
				      time_now(&time_system) + LIST_PARSE_SECONDS * TIME_SECOND };
	enum worker_end end = WORKER_FAILED;
	int detail = 0;
	int r = worker_run(&w, &end, &detail, err);

	if (r < 0)
		return r;
	if (end != WORKER_DONE || (!p->failure.code && !p->document))
		return ended(path, end, detail, err);
	if (p->failure.code)
		return err_set(err, p->failure.code, "%s", p->failure.text);
	return 0;
}

static int read_bytes(struct buf *file, const char *path, size_t max, struct err *err)
{
	int r = fd_read_file(file, path, max, err);

	return r < 0 ? r : 0;
}

int list_parse_products(json_t **list, const char *path, const struct product_list_source *source,
			bool tables_only, struct err *err)
{
	CLEANUP(buf_done) struct buf file = BUF(JSON_FILE_MAX);
	struct parse p = { .member = "products",
			   .decode = decode_products,
			   .source = source,
			   .tables_only = tables_only };
	int r = read_bytes(&file, path, JSON_FILE_MAX, err);

	p.file = buf_view(&file);
	if (r == 0)
		r = run(&p, path, err);
	if (r == 0)
		r = product_list_check(p.document, source->name, err);
	if (r == 0)
		*list = steal(p.document);
	json_decref(p.document);
	return r;
}

int list_parse_inventory(json_t **lines, const char *path, const json_t *columns, struct err *err)
{
	CLEANUP(buf_done) struct buf file = BUF((size_t)PROCURE_INVENTORY_FILE_MAX);
	struct parse p = { .member = "lines", .decode = decode_inventory, .columns = columns };
	int r = read_bytes(&file, path, PROCURE_INVENTORY_FILE_MAX, err);

	p.file = buf_view(&file);
	if (r == 0)
		r = run(&p, path, err);
	if (r < 0 && p.failure.code)
		r = err_prefix(err, "%s", path);
	if (r == 0 && !procure_inventory_fits(p.list))
		r = err_set(err, E_FORMAT, "reading '%s' came to nothing", path);
	if (r == 0)
		*lines = json_incref(p.list);
	json_decref(p.document);
	return r;
}
