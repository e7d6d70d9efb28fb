/*
 * The signer's public folder for pages: its descriptor, and what the verifying script needs of it,
 * read once and again when it was changed.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;
struct key_set;
struct log_view;

#define LOG_VIEW_LIST_MAX (256u << 10) /* bytes of a status list that a page carries along */

/* data: the data directory.  E_MISSING: nothing is published here. */
int log_view_open(struct log_view **out, const char *data, struct err *err) MUST_USE;
void log_view_freep(struct log_view **v);

int log_view_folder(const struct log_view *v); /* for log_folder.h; borrowed */

/*
 * {"keys": the key file as text, or null, "list": status list 0 in base64url, or null}; borrowed
 * until the next call.  What cannot be read or used is logged and null.
 */
const json_t *log_view_verify(struct log_view *v);

/* The same key file read, or NULL; borrowed likewise. */
const struct key_set *log_view_keys(struct log_view *v);
