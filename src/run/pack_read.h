/*
 * Reading what was handed in (docs/formats/pack-file.md), from whoever sent it.  It is read once,
 * from front to back, a block at a time; nothing is unpacked to a file, and of the members only
 * checklist.json and MANIFEST are kept.
 *
 * It is stricter than tar: one layer of gzip whose checksum fits, plain files in the format ustar,
 * the two members in their order and then only evidence that MANIFEST lists, each piece with the
 * bytes its name says, nothing after the end.  So there is one way to read a file, ours.
 *
 * No file is opened, no process or thread is started: it works in SANDBOX_PARSE.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;

#define PACK_READ_FILE_MAX (320u << 20)     /* bytes of the file */
#define PACK_READ_UNPACKED_MAX (320u << 20) /* bytes of the archive in it */
/* Bytes that one byte of the file may become, on average, once there are this many. */
#define PACK_READ_RATIO_MAX 200
#define PACK_READ_RATIO_FREE (24u << 20)
#define PACK_READ_CHECKLIST_MAX (16u << 20)
#define PACK_READ_MANIFEST_MAX (4u << 20)

/*
 * *out: {"checklist": {...}, "manifest": [{"sha256", "path"}, ...], "sha256": of the whole file},
 * with manifest as it stands in the file: run.json, then the evidence.  The checklist fits
 * catalogue/schema/checklist.schema.json, and all evidence it names is in the manifest.
 *
 * fd: where it is read from, from its current position to its end.  E_TRUNC, E_LIMIT,
 * E_UNSUPPORTED (another version), E_VERIFY (a hash or checksum does not fit), E_FORMAT.
 */
int pack_read(json_t **out, int fd, struct err *err) MUST_USE;
