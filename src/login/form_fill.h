/*
 * The request that a login form on a page makes: which form, which field is the name's, what else a
 * browser would send with it.  Pure.
 */
#pragma once

#include "base/base.h"
#include "base/buf.h"

struct html_page;

#define FORM_FILL_MAX (64u << 10) /* bytes of a form's content */

struct form_fill {
	const char *action; /* as the page has it, "" for the page itself; borrowed */
	bool post;
	struct buf content; /* urlencoded */
};

/*
 * NULL when out is filled (form_fill_done), or why not, as static text: no password field, several
 * of them (a form that sets a password is never sent), one for a new password, too much content.
 */
const char *form_fill(struct form_fill *out, const struct html_page *page, const char *account,
		      const char *secret) MUST_USE;
void form_fill_done(struct form_fill *f);
