/*
 * A mail as RFC 5322 wants it: head, empty line, text; lines end with CR LF.  What it is made of is
 * text of ours, addresses that account_mail_address let through, and names from the settings.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct buf;
struct settings;

#define POST_MESSAGE_MAX (256u << 10)

/*
 * How the text is carried: as it is (8bit, for a file), or so that every server on the way takes it
 * (7bit where it is ASCII, base64 where it is not).
 */
enum post_carriage { POST_AS_IT_IS, POST_FOR_SMTP };

/* mail: a row of the outbox.  from: the sender's address. */
void post_message(struct buf *out, const struct settings *settings, const json_t *mail,
		  const char *from, enum post_carriage how);

/* Who sends: /mail/smtp/from, or registry@ the host of the base URL.  New. */
char *post_message_sender(const struct settings *settings) MUST_USE;
