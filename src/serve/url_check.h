/*
 * Does a page that a maker publishes open?  Asked as gently as can be: HEAD, and GET only where
 * that is not answered well; one at a time.  The address was typed in by a stranger, so it is
 * nothing but the public internet that is asked, after each redirect anew.
 */
#pragma once

#include "base/base.h"
#include "serve/outside.h"

#define URL_CHECK_SECONDS 10 /* of one request */
#define URL_CHECK_HOPS_MAX 5
#define URL_CHECK_BODY_MAX (64u << 10) /* of a GET; then it is enough */
#define URL_CHECK_DETAIL_MAX 120

enum url_check {
	URL_CHECK_OK,
	URL_CHECK_BROKEN,
	URL_CHECK_UNKNOWN, /* it may be us, or it does not like programs */
};

struct url_check_said {
	enum url_check state;
	char detail[URL_CHECK_DETAIL_MAX]; /* "HTTP 404"; a word for people who know addresses */
};

/* agent: what stands in User-Agent.  Stopped by the pulse: unknown. */
struct url_check_said url_check_ask(const char *url, const char *agent,
				    const struct outside_pulse *pulse);
