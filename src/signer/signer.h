/*
 * What the signer does, without its process: it looks at second factors, attests decisions, and
 * (publication) appends to the log.  It believes the registrar nothing that it can know itself.
 *
 * A job is an object with "kind"; the result is an object too:
 *   factor  {account, code} -> {fits} or {limit: true}
 *   decide  {account, code, action, covers} -> {fits: true, decision, covers}, {fits: false},
 *           {limit: true}; covers: publication_digest in hex; decision: signer/attest.h in base64
 *   enrol   {account, role, secret, code, grant} -> {fits} or {refused: true}; grant: an
 *           administrator's decision "invite" or "reissue" over
 *           [{"kind": "enrol", "account", "role"}], where the role needs one (signer/roster.h)
 *   close   {account, grant} -> {closed: true} or {refused: true}; the same over
 *           [{"kind": "close", "account"}]
 *   publish {after, publications: [signer/sequencer.h]} -> {size, entries: [{entry, record}], more,
 *           refused: [{id, reason}], waits: a reason to try again later, or missing}
 *   key     {do: "rotate" or "revoke", name: "label" or "status", or the key's id, grant} ->
 *           {done: true} or {refused: true} (one in use is replaced before it is revoked); grant:
 * an administrator's decision "rotate_key" or "revoke_key" over [{"kind": "key", "do", "name"}]
 *   answer  {number, model, at} -> {answer: base64} (signer/answering.h), {missing: true}, or
 *           {refused: a reason}
 * What cannot be done is {broken: true}, and logged.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;
struct time_clock;
struct signer;

/*
 * In the data directory, belonging to the signer's user:
 *   keys/  the keys and the roster; nobody else's business
 *   log/   the log; everybody's
 */
#define SIGNER_FOLDER "trust"
#define SIGNER_MEMORY "log.signed" /* in keys/: tlog/log_write.h */

/* Borrowed until signer_freep. */
struct signer_options {
	const char *dir;                 /* the folder, which has to be there */
	const char *issuer;              /* HOST[:PORT] of the registry's address */
	const char *owner_ja, *owner_en; /* of the registry */
	const struct time_clock *clock;
};
int signer_open(struct signer **out, const struct signer_options *options,
		struct err *err) MUST_USE;
void signer_freep(struct signer **signer);

/* Is this kind of job the signer's? */
bool signer_does(const char *kind);

/* What time does by itself. */
void signer_tick(struct signer *signer);

/* The log has to be opened again: the process ends, and its successor does. */
bool signer_is_broken(const struct signer *signer);

/* *result is new, never NULL. */
void signer_job(struct signer *signer, const json_t *job, json_t **result);
