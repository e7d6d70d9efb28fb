/*
 * Coverage: what a probe tried, and whether it finished.  Without it no PASS.  A record that is not
 * "complete" carries a reason from the table here, which knows how to say it in both languages.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

/* Areas, as the pack language names them. */
#define COVERAGE_SWEEP_TCP "sweep.tcp"
#define COVERAGE_SWEEP_UDP                                                           \
	"sweep.udp"        /* a record for each port that is neither open nor closed \
			    */
#define COVERAGE_UDP "udp" /* by port: what is there, and what does it tell? */
#define COVERAGE_IDENTIFY "identify"
#define COVERAGE_HTTP_WALK "http.walk"
#define COVERAGE_TLS "tls"
#define COVERAGE_SSH "ssh"
#define COVERAGE_GUEST "guest"
#define COVERAGE_CREDENTIALS "credentials"
#define COVERAGE_ACCESS "access"
#define COVERAGE_GUESSING "guessing"
#define COVERAGE_MODEL "model"
#define COVERAGE_DISCLOSURE_POLICY "disclosure_policy"
#define COVERAGE_SECURITY_TXT "security_txt"
#define COVERAGE_USER_INFORMATION "user_information"
#define COVERAGE_UPDATE_INSTRUCTIONS "update_instructions"
#define COVERAGE_UPDATE_PRIORITY "update_priority"

/* What an area examines, for people: "the TLS examination"; the area itself if it is unknown. */
const char *coverage_area_say(const char *area, const char *language);

/* A reason code ("no_answer") in words; the code itself if it is unknown. */
const char *coverage_reason_say(const char *reason, const char *language);

/*
 * The state of an area, at one port when proto is not NULL: the worst of the records that speak of
 * it.  A record without a port speaks of every port, but where an area is examined port by port its
 * "complete" is no proof for one of them.  used (may be NULL) is an object whose keys become the
 * ids of these records. Returns "complete", "partial", "not_done", "error", or NULL when there is
 * no record; *worst is the record behind it.
 */
const char *coverage_state(const json_t *coverage, const char *area, const char *proto,
			   int64_t port, json_t *used, const json_t **worst);

/*
 * For asking about many ports: an index of an area's records, and from it those that speak of one
 * port (of the area as a whole when proto is NULL), to be given to coverage_state.  New references.
 */
json_t *coverage_index(const json_t *coverage, const char *area) MUST_USE;
json_t *coverage_near(const json_t *index, const char *proto, int64_t port) MUST_USE;
