/*
 * The access-control matrix of an MQTT broker: its topics are the resources.  Found are those whose
 * last message the broker keeps, by a subscription to all ("#", "$SYS/#") as the owner and as
 * nobody; the declaration may name others.  Everybody who is let in then subscribes to each by
 * name.  Nothing is published.
 *
 * Of the filters that are declared the longest that takes in a topic says who may have it.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "base/time.h"
#include "probe/access_answer.h"

struct ledger;
struct probe_context;
struct topic_visit;

#define ACCESS_TOPICS_MAX 60                 /* found ones; of more the first are asked for */
#define ACCESS_TOPICS_WAIT (2 * TIME_SECOND) /* for messages */

/* All of it at one broker: observations and coverage. */
void access_topics_run(struct probe_context *cx, const json_t *service, struct ledger *ledger);

/*
 * What somebody got of a topic, or of a filter, of whose topics those do not count for which
 * another one of declared (resources, or NULL) speaks.  owner is what the one got who may, or NULL;
 * v may be the same.  What was delivered proves a yes, a refused subscription a no; who was told
 * yes and got nothing of what the broker keeps for the owner, was refused too (as mosquitto does).
 */
enum access_outcome access_topics_judge(const struct topic_visit *v,
					const struct topic_visit *owner, const char *filter,
					const json_t *declared);
