/*
 * Cosignatures of witnesses (C2SP tlog-cosignature v1.0.1, Ed25519): a line of a note (type 0x04)
 * whose signature is eight bytes of time, big endian Unix seconds, and Ed25519 over
 *
 *     cosignature/v1
 *     time SECONDS
 *     TEXT OF THE NOTE
 *
 * It says that at that time this was the largest consistent tree the witness had seen of the log.
 */
#pragma once

#include "base/base.h"
#include "tlog/note.h"

#define COSIGNATURE_SIZE (8 + ED25519_SIGNATURE_SIZE)
#define COSIGNATURE_TIME_MAX INT64_MAX

/* Append what is signed. */
void cosignature_message(struct buf *out, uint64_t time, struct bytes text);

/* 0 and the time, or E_VERIFY. */
int cosignature_verify(const struct note_key *key, const uint8_t signature[static COSIGNATURE_SIZE],
		       struct bytes text, uint64_t *time) MUST_USE;
