/*
 * What identification says to a service, and what the answer makes of it.  Pure: bytes to names.
 * A name is given only to bytes that show it; for the rest there is none.
 */
#pragma once

#include "base/base.h"

struct buf;

/* In the order of least surprise to a device. */
enum identify_ask { ASK_NOTHING, ASK_HTTP, ASK_TLS, ASK_MQTT, ASK_MODBUS, ASK_RTSP };

#define IDENTIFY_ASKS 6

/* Nothing at all for ASK_NOTHING.  host: for HTTP, as a URL has it. */
void identify_words_ask(struct buf *out, enum identify_ask ask, const char *host);

/*
 * "ssh", "http", "ftp", "telnet", "tls", "mqtt", "modbus", "rtsp", or NULL.  May be asked of an
 * answer that is still growing, and then once more.
 */
const char *identify_words_service(enum identify_ask ask, struct bytes in);

/* Does the answer only repeat what was said?  Such a port would pass for anything. */
bool identify_words_echo(struct bytes said, struct bytes in);

/* A web server that says no, or that one should come by TLS, may be one of TLS. */
bool identify_words_want_tls(struct bytes in);

/*
 * FTP and mail both greet with 220.  Where the greeting alone does not tell them apart, EHLO does:
 * it is the first word of every mail client, and FTP does not know it.
 */
#define IDENTIFY_WORDS_EHLO "EHLO hoshi\r\n"
bool identify_words_want_ehlo(struct bytes in);

/* The service by its answer to EHLO: "ftp" or NULL.  False: the answer is not all there yet. */
bool identify_words_after_ehlo(struct bytes in, const char **service);
