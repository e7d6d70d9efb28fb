/*
 * An observation or a coverage record in the words of the reader.  What the device said itself is
 * kept apart from our words, so that a page can mark it and no language mixes into the other.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct buf;

/* Where: "443/tcp TLS", or nothing for what belongs to no port. */
void report_fact_where(struct buf *out, const json_t *record);

/* Our words for an observation: "Place to log in". */
void report_fact_say(struct buf *out, const json_t *observation, const char *language);

/* What the device, or whoever wrote a document, said: the banner, path, names; may be nothing. */
void report_fact_text(struct buf *out, const json_t *observation, const char *language);

/* A time of the record, "2026-11-22T14:09:01Z", as people write it: "2026-11-22 14:09:01 UTC". */
void report_fact_time(struct buf *out, const char *time);

/* A plain value or a list of such as text; nothing for an object or NULL. */
void report_fact_value(struct buf *out, const json_t *value);

/* The name of a crypto observation's place: tls.version -> "TLS version". */
const char *report_fact_place(const char *where, const char *language);
