/*
 * What is handed in: one file (tar, gzip) with checklist.json (a typed row per criterion), the
 * hashes of all evidence (MANIFEST) and, only if asked for, the evidence itself, which is an attack
 * map. docs/formats/pack-file.md.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;
struct run;

/* The rows that are handed in; a new reference.  The run has been judged. */
json_t *pack_checklist(const struct run *run) MUST_USE;

/* The same run packs to the same bytes.  E_EXISTS when path is there already. */
int pack_write(const struct run *run, const char *path, bool with_evidence,
	       struct err *err) MUST_USE;
