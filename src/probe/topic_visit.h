/*
 * One client at an MQTT broker: connects, with a pair or without one, subscribes to some filters,
 * and tells what the broker said to each and which topics it delivered.  It never publishes.
 *
 * A broker may say yes to a subscription and deliver nothing of it (mosquitto's access lists work
 * that way), so what was delivered is kept too.  A message that was kept by the broker (retained)
 * comes at once to everybody who may have it; one that just came by proves as much to who got it,
 * and nothing about who did not.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "net/transcript.h"

struct probe_context;

#define TOPIC_VISIT_FILTERS_MAX 128
#define TOPIC_VISIT_TOPICS_MAX 256         /* different ones; of more the visit is cut */
#define TOPIC_VISIT_BYTES_MAX (256u << 10) /* from the broker; a visit is cut there, too */

enum topic_says { TOPIC_SAYS_NOTHING, TOPIC_SAYS_NO, TOPIC_SAYS_YES };

struct topic_visit {
	const char *account, *secret; /* both NULL: nobody */
	const char *filter[TOPIC_VISIT_FILTERS_MAX];
	unsigned n;
	int64_t wait; /* nanoseconds for messages, after the last word on a subscription */

	bool answered; /* there was a CONNACK, of this code */
	uint8_t code;
	enum topic_says says[TOPIC_VISIT_FILTERS_MAX];
	json_t *topics;    /* owned: an object, whose members are true for what was retained */
	unsigned messages; /* delivered, repeated ones too */
	int end;           /* the error by which it ended; E_TIMEOUT: its time was over */
	bool cut;          /* it ended before its time: what did not come might have */
	struct transcript transcript;
};

/* Ask for one more; false: there is no room.  text is borrowed. */
bool topic_visit_add(struct topic_visit *v, const char *text);

/* 0, or the error that ended it before the broker said whether we are let in. */
int topic_visit_run(struct topic_visit *v, const struct probe_context *cx, uint16_t port,
		    bool tls) MUST_USE;
void topic_visit_done(struct topic_visit *v);
