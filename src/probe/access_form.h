/*
 * The forms of a page that set something, and how one is sent back exactly as it was delivered, so
 * that nothing changes.  A login and a search set nothing.  Whatever makes it uncertain that
 * nothing would change keeps a form from being sent: a password or file in it, a name that smells
 * of a restart (link.h), scripts that may fill it in, fields that only a browser knows how to send,
 * a form for something new.  Pure.
 */
#pragma once

#include "base/base.h"
#include "base/buf.h"
#include "wire/html.h"

#define ACCESS_FORM_MAX (64u << 10) /* bytes of a form's content */
#define ACCESS_FORM_TOKEN_MIN 16    /* bytes of a hidden value that is as long as a token */

/* Does form i of the page set anything? */
bool access_form_sets(const struct html_page *page, unsigned i);

/*
 * Why it is not sent back, whoever consents, as a coverage reason; NULL: it may be.  body: the page
 * as it came.
 */
const char *access_form_trouble(const struct html_page *page, unsigned i, struct bytes body);

/* Which form of a page is the same one: as to action, method and names of fields; -1: none. */
int access_form_find(const struct html_page *page, const struct html_page *in, unsigned i);

/* Do the fields that a person sees hold the same values? */
bool access_form_same(const struct html_page *a, unsigned i, const struct html_page *b, unsigned k);

/*
 * Append its content, urlencoded.  tokens: with the hidden fields that hold one; without them it is
 * what somebody can send who never got the page.
 */
void access_form_fill(struct buf *out, const struct html_page *page, unsigned i, bool tokens);
