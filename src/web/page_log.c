/*
 * The log and what goes with it, as files: byte by byte what the signer wrote.  What the checkpoint
 * does not have is not there, tiles and records alike: until it is signed it may still be another.
 */
#include "base/buf.h"
#include "base/err.h"
#include "base/num.h"
#include "label/key_set.h"
#include "label/status_list.h"
#include "tlog/note.h"
#include "tlog/tile.h"
#include "web/log_folder.h"
#include "web/log_view.h"
#include "web/pages.h"

#define RECORDS_MAX ((uint64_t)TILE_WIDTH * LOG_FOLDER_LINE_MAX)
#define BUNDLES "tile/entries/"

/* The whole file, to be asked for again after seconds. */
static int whole(const struct web *web, struct response *rs, const char *name, size_t max,
		 const char *type, struct err *err)
{
	if (!web->log)
		return E_MISSING;
	rs->type = type;
	rs->cache = RESPONSE_SECONDS;
	rs->cors = true;
	return log_folder_read(&rs->body, log_view_folder(web->log), name, max, err);
}

int page_log_checkpoint(struct web *web, const struct request *rq, struct response *rs,
			struct err *err)
{
	(void)rq;
	return whole(web, rs, LOG_FOLDER_CHECKPOINT, NOTE_SIZE_MAX, "text/plain; charset=utf-8",
		     err);
}

int page_log_keys(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	(void)rq;
	return whole(web, rs, LOG_FOLDER_KEYS, KEY_SET_FILE_MAX, "application/jwk-set+json", err);
}

int page_log_status(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	const char *list = request_at(rq, "list");
	char name[LOG_FOLDER_NAME_MAX];
	uint64_t number;

	/* A number has one form: 0, 12, but not 012. */
	if (num_u64(list, 0, STATEMENT_LIST_MAX, &number) < 0 || (list[0] == '0' && list[1]))
		return E_MISSING;
	(void)snprintf(name, sizeof(name), "status/%u", (unsigned)number);
	return whole(web, rs, name, STATUS_LIST_MESSAGE_MAX, "application/statuslist+cwt", err);
}

/* The tile or bundle that the path means, and how wide the checkpoint has it; E_MISSING. */
static int find(struct tile *tile, unsigned *width, const struct web *web, const struct request *rq,
		const char *folder, struct err *err)
{
	CLEANUP(buf_done) struct buf name = BUF(TILE_PATH_MAX - 1);
	uint64_t size;

	buf_text(&name, folder);
	buf_text(&name, request_at(rq, "name"));
	if (!web->log || !buf_ok(&name) || tile_path_parse(tile, buf_view(&name)) < 0)
		return E_MISSING;
	int r = log_folder_size(&size, log_view_folder(web->log), err);

	if (r == 0)
		*width = tile_width(tile->level, tile->index, size);
	return r;
}

int page_log_tile(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	char name[TILE_PATH_MAX];
	struct tile tile;
	unsigned width = 0;
	int r = find(&tile, &width, web, rq, "tile/", err);

	if (r < 0)
		return r;
	if (tile.width > width)
		return E_MISSING;
	tile_path(name, &tile);
	rs->type = "application/octet-stream";
	rs->cache = RESPONSE_STATIC;
	rs->cors = true;
	if (tile.level == TILE_ENTRIES)
		return log_folder_stream(&rs->stream, rs->etag, log_view_folder(web->log), name, 0,
					 TILE_BUNDLE_MAX, err);
	return log_folder_read(&rs->body, log_view_folder(web->log), name, TILE_SIZE, err);
}

int page_log_record(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	char path[TILE_PATH_MAX], name[TILE_PATH_MAX];
	struct tile bundle;
	unsigned lines = 0;
	int r = find(&bundle, &lines, web, rq, BUNDLES, err);

	if (r < 0)
		return r;
	/* One file for each bundle, whole or not. */
	if (bundle.width != TILE_WIDTH || lines == 0)
		return E_MISSING;
	tile_path(path, &bundle);
	(void)snprintf(name, sizeof(name), "record/%s", path + strlen(BUNDLES));
	rs->type = "application/x-ndjson";
	/* Records may be withheld later; the last file grows with each checkpoint. */
	rs->cache = lines == TILE_WIDTH ? RESPONSE_MINUTE : RESPONSE_PUBLIC;
	rs->cors = true;
	return log_folder_stream(&rs->stream, rs->etag, log_view_folder(web->log), name, lines,
				 RECORDS_MAX, err);
}
