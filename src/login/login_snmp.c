#include "login/login_snmp.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/time.h"
#include "crypto/digest.h"
#include "login/login_talk.h"
#include "login/print.h"
#include "wire/snmp.h"

#define PAUSE TIME_SECOND /* before the same is asked again */
#define REQUEST_MAX 512

/* Only a request that no other try has: a late answer to another is not ours. */
static uint32_t request_id(void)
{
	char text[DIGEST_NONCE_SIZE];
	uint32_t id = 0;

	digest_cnonce(text);
	for (unsigned i = 0; i < 7; i++)
		id = id << 4 | (uint32_t)(text[i] <= '9' ? text[i] - '0' : text[i] - 'a' + 10);
	return id;
}

/* An answer to that request, or what else ended the wait. */
static int listen_for(struct login_talk *talk, uint32_t request, int64_t until,
		      struct snmp_message *out, struct buf *in)
{
	for (;;) {
		buf_clear(in);
		int r = stream_read(&talk->stream, in, SNMP_MESSAGE_MAX, until);

		if (r < 0)
			return r;
		if (snmp_decode(buf_view(in), out) == 0 && out->pdu == SNMP_RESPONSE &&
		    out->request == (int64_t)request)
			return 0;
	}
}

static int ask(struct login_talk *talk, struct snmp_message *out, struct buf *in)
{
	CLEANUP(buf_done) struct buf message = BUF(REQUEST_MAX);
	const char *community = talk->t->secret ? talk->t->secret : "";
	uint32_t request = request_id();
	int r = E_TIMEOUT;

	if (strlen(community) > SNMP_COMMUNITY_MAX)
		return E_UNSUPPORTED;
	snmp_get_encode(&message, SNMP_V2C, community, request);
	for (unsigned i = 0; i < LOGIN_SNMP_SENT && r == E_TIMEOUT; i++) {
		int64_t now = time_now(&time_system), until = now + PAUSE;

		if (now >= talk->t->deadline)
			break;
		until = until < talk->t->deadline ? until : talk->t->deadline;
		r = stream_write(&talk->stream, buf_view(&message), talk->t->deadline);
		if (r == 0)
			r = listen_for(talk, request, until, out, in);
	}
	return r;
}

void login_snmp(const struct login_door *door, const struct login_try *t, struct login_reply *reply)
{
	CLEANUP(mem_freep) struct snmp_message *message = mem_array(1, sizeof(*message));
	CLEANUP(buf_done) struct buf in = BUF(SNMP_MESSAGE_MAX);
	struct login_talk talk;

	if (login_talk_open_datagrams(&talk, door, t, reply) == 0) {
		int r = ask(&talk, message, &in);

		if (r == E_UNSUPPORTED) {
			login_talk_unable(&talk, "the community is longer than we send");
		} else if (r < 0) {
			login_talk_failed(&talk, r);
		} else {
			/* authorizationError is what some say instead of nothing (RFC 3416 3). */
			bool refused = message->error == 16 || message->error == 6;
			struct login_print print = print_said(
			    refused ? LOGIN_SAYS_NO : LOGIN_SAYS_YES, (int)message->error,
			    (struct bytes){ 0 }, &(struct print_typed){ 0 });

			login_talk_answered(&talk, &print);
		}
	}
	login_talk_done(&talk);
}
