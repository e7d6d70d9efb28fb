#include "web/log_view.h"

#include "base/base64url.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/mem.h"
#include "label/key_set.h"
#include "web/log_folder.h"

struct log_view {
	int folder;
	uint64_t stamp; /* of what verify was made of */
	json_t *verify; /* NULL: not yet */
	struct key_set keys;
	bool has_keys;
};

int log_view_open(struct log_view **out, const char *data, struct err *err)
{
	int folder = -1;
	int r = log_folder_open(&folder, data, err);

	if (r < 0)
		return r;
	*out = mem_array(1, sizeof(**out));
	(*out)->folder = folder;
	return 0;
}

void log_view_freep(struct log_view **v)
{
	if (!*v)
		return;
	fd_close(&(*v)->folder);
	json_decref((*v)->verify);
	key_set_done(&(*v)->keys);
	mem_free(*v);
	*v = NULL;
}

int log_view_folder(const struct log_view *v)
{
	return v->folder;
}

/* 0 and the file's bytes, or none; what is wrong with it is said once for each that is. */
static bool take(const struct log_view *v, struct buf *out, const char *name, size_t max)
{
	struct err err = { 0 };
	int r = log_folder_read(out, v->folder, name, max, &err);

	if (r < 0 && r != E_MISSING)
		log_warn("web", "pages cannot verify codes: %s", err.text);
	return r == 0;
}

static json_t *keys_of(struct log_view *v)
{
	CLEANUP(buf_done) struct buf text = BUF(KEY_SET_FILE_MAX);
	struct err err = { 0 };

	key_set_done(&v->keys);
	v->keys = (struct key_set){ 0 };
	v->has_keys = false;
	if (!take(v, &text, LOG_FOLDER_KEYS, KEY_SET_FILE_MAX))
		return json_null();
	/* The script relies on the file's form. */
	if (key_set_read(&v->keys, buf_view(&text), LOG_FOLDER_KEYS, &err) < 0) {
		log_warn("web", "pages cannot verify codes: %s", err.text);
		return json_null();
	}
	v->has_keys = true;
	return json_string(buf_cstr(&text));
}

static json_t *list_of(const struct log_view *v)
{
	CLEANUP(buf_done) struct buf bytes = BUF(LOG_VIEW_LIST_MAX);
	CLEANUP(buf_done) struct buf text = BUF((size_t)2 * LOG_VIEW_LIST_MAX);

	if (!take(v, &bytes, LOG_FOLDER_STATUS, LOG_VIEW_LIST_MAX))
		return json_null();
	base64url_encode(&text, buf_view(&bytes));
	return json_string(buf_cstr(&text));
}

const json_t *log_view_verify(struct log_view *v)
{
	uint64_t stamp = log_folder_stamp(v->folder);

	if (v->verify && v->stamp == stamp)
		return v->verify;
	json_decref(v->verify);
	v->stamp = stamp;
	v->verify = json_pack("{s:o, s:o}", "keys", keys_of(v), "list", list_of(v));
	return v->verify;
}

const struct key_set *log_view_keys(struct log_view *v)
{
	(void)log_view_verify(v);
	return v->has_keys ? &v->keys : NULL;
}
