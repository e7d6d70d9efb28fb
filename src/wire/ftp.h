/* FTP replies (RFC 959 4.2): a three-digit code, possibly over several lines. */
#pragma once

#include "base/base.h"

#define FTP_LINE_MAX 1024  /* with its line end */
#define FTP_REPLY_MAX 8192 /* all lines */

struct ftp_reply {
	unsigned code;     /* 100-599 */
	struct bytes text; /* first line without the code and line end; borrowed */
	size_t used;
};

/*
 * The first reply in in.  E_TRUNC: more bytes needed.  E_FORMAT: not an FTP reply, said as early as
 * it shows.  E_LIMIT.  Bare LF line ends are accepted.
 */
int ftp_reply_decode(struct bytes in, struct ftp_reply *out) MUST_USE;
