/* The MANIFEST of a hand-in file (docs/formats/run.md): run.json first, then pieces of evidence. */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;

struct pack_manifest {
	json_t *list;  /* [{"sha256", "path"}, ...] as it stands there */
	json_t *index; /* hash -> position in list, of evidence alone */
};

/* E_TRUNC, E_FORMAT, E_LIMIT above RUN_OBSERVATIONS_MAX pieces. */
int pack_manifest_read(struct pack_manifest *out, struct bytes text, struct err *err) MUST_USE;
void pack_manifest_done(struct pack_manifest *m);

/* Position of a piece by its hash, by its path; -1 when it is none. */
int64_t pack_manifest_find(const struct pack_manifest *m, const char *sha256);
int64_t pack_manifest_path(const struct pack_manifest *m, const char *path);
const char *pack_manifest_sha256(const struct pack_manifest *m, int64_t position);
