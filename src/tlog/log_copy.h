/*
 * A copy of a log as of one of its checkpoints, while it may grow: the checkpoint is read first,
 * and the files that make its tree come after it.  Where a partial tile made room for the full one
 * in the meantime, its beginning is written in its place, so that the copy is what the log was.
 *
 * What else lies in the log's folder (records, status lists, keys) is copied as it is by then,
 * which may be ahead of the checkpoint and never behind it.
 */
#pragma once

#include "base/base.h"
#include "tlog/log_memory.h"

struct buf;
struct err;

/*
 * from, to: open folders, to an empty one.  *tree is what was copied, note its checkpoint.  Nothing
 * is synced (base/folder.h) and nothing verified (tlog/log_audit.h).
 *
 * E_MISSING: there is no checkpoint, and nothing that would need one: to is as it was.  E_VERIFY:
 * files of the tree are damaged or missing.
 */
int log_copy(struct log_memory *tree, struct buf *note, int from, int to, struct err *err) MUST_USE;
