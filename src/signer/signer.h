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

/* dir: the folder, which has to be there.  clock is borrowed. */
int signer_open(struct signer **out, const char *dir, const struct time_clock *clock,
		struct err *err) MUST_USE;
void signer_freep(struct signer **signer);

/* Is this kind of job the signer's? */
bool signer_does(const char *kind);

/* *result is new, never NULL. */
void signer_job(struct signer *signer, const json_t *job, json_t **result);
