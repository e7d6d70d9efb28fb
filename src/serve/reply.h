/* What a handler made, as the library sends it: header fields and body. */
#pragma once

#include "base/base.h"

struct request;
struct response;
struct MHD_Response;

/*
 * Takes body or stream over (rs has neither afterwards).  Never NULL: without memory the process
 * ends.
 */
struct MHD_Response *reply_make(struct response *rs, const struct request *rq);

/* 304 to what rs would be: its fields, no body. */
struct MHD_Response *reply_unchanged(const struct response *rs, const struct request *rq);

/* A short text of our own, where there is no request yet; allow: methods, or NULL. */
struct MHD_Response *reply_text(unsigned status, const char *text, const char *allow);
