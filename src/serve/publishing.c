#include "serve/publishing.h"

#include "base/err.h"
#include "base/log.h"
#include "base/time.h"
#include "scheme/publisher.h"
#include "scheme/scheme.h"
#include "serve/peer.h"

#define MS_PER_SECOND 1000
#define PUBLISHING_NOBODY_MS 50
#define PUBLISHING_LOOK_MS 20 /* in the second before a publication's moment */

static void held_done(struct held *h)
{
	json_decref(h->reply);
	*h = (struct held){ 0 };
}

void publishing_done(struct publishing *p)
{
	for (size_t i = 0; i < ARRAY_LEN(p->held); i++)
		held_done(&p->held[i]);
}

bool publishing_hold(struct publishing *p, int64_t to, int64_t id, json_t *reply)
{
	int64_t kept = p->scheme->kept;

	p->scheme->kept = 0;
	if (!kept || !publisher_waits(p->scheme, kept))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(p->held); i++)
		if (!p->held[i].reply) {
			p->held[i] = (struct held){
				.reply = reply,
				.to = to,
				.id = id,
				.kept = kept,
				.deadline =
				    time_now(&time_system) + PUBLISHING_HELD_SECONDS * TIME_SECOND,
			};
			return true;
		}
	return false;
}

void publishing_ask(struct publishing *p, struct peer *signer)
{
	CLEANUP(json_done) json_t *job = NULL;
	struct err err = { 0 };

	if (p->asked || time_now(&time_system) < p->not_before)
		return;
	/* It is being started again. */
	if (!signer) {
		p->not_before = time_now(&time_system) + PUBLISHING_NOBODY_MS * TIME_MS;
		return;
	}
	if (publisher_job(p->scheme, &job, &err) < 0) {
		log_error("registrar", "what is to be published cannot be read: %s", err.text);
		p->not_before = time_now(&time_system) + PUBLISHING_AGAIN_SECONDS * TIME_SECOND;
		return;
	}
	if (!job)
		return;
	CLEANUP(json_done)
	json_t *message = json_pack("{s:I, s:O}", "id", (json_int_t)PUBLISHING_NUMBER, "job", job);
	p->asked = peer_send(signer, 'J', message) == 0 ? time_now(&time_system) : 0;
}

bool publishing_late(const struct publishing *p)
{
	return p->asked &&
	       time_now(&time_system) >= p->asked + PUBLISHING_LATE_SECONDS * TIME_SECOND;
}

void publishing_hear(struct publishing *p, const json_t *result)
{
	struct err err = { 0 };

	p->asked = 0;
	p->not_before = 0;
	if (!result) {
		/* What became of the question is in the log. */
		p->scheme->followed = false;
		return;
	}
	if (publisher_done(p->scheme, result, &err) == 0)
		return;
	log_error("registrar", "not published yet: %s", err.text);
	p->not_before = time_now(&time_system) + PUBLISHING_AGAIN_SECONDS * TIME_SECOND;
}

void publishing_release(struct publishing *p, publishing_answer *answer, void *context)
{
	int64_t now = time_now(&time_system);

	for (size_t i = 0; i < ARRAY_LEN(p->held); i++) {
		struct held *h = &p->held[i];

		if (!h->reply || (now < h->deadline && publisher_waits(p->scheme, h->kept)))
			continue;
		answer(context, h->to, h->id, json_incref(h->reply));
		held_done(h);
	}
}

/*
 * The moment of a publication that waits for one, not some time after it.  The hour of the day is
 * known in seconds: two seconds left may be one and a bit, and in the last one we look often.
 */
int publishing_wait(const struct publishing *p, int most)
{
	int64_t next = publisher_next(p->scheme);

	if (p->asked || next == PUBLISHER_NEVER)
		return most;
	if (time_now(&time_system) < p->not_before)
		return time_left_ms(&time_system, p->not_before);
	int64_t left = next - time_unix(&time_system);

	if (left <= 0)
		return 0;
	if (left == 1)
		return most < PUBLISHING_LOOK_MS ? most : PUBLISHING_LOOK_MS;
	return (left - 1) * MS_PER_SECOND < most ? (int)((left - 1) * MS_PER_SECOND) : most;
}
