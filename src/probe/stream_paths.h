/*
 * Where an RTSP server may have its streams: as the declaration says, and as makers publish it in
 * their manuals.  There is no way to ask.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct probe_context;

#define STREAM_PATHS_MAX 64 /* of one server; room for all that can be declared */

struct stream_path {
	const char *path;
	const char *wanted; /* as declared; NULL: it is not */
};

/* The declared ones first, then "/", then the published ones.  How many. */
unsigned stream_paths(const struct probe_context *cx, uint16_t port,
		      struct stream_path out[static STREAM_PATHS_MAX]);
