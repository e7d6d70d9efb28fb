/*
 * What can be set: the forms of a page, and requests that the declaration names.  A form tells who
 * is offered it.  Only with a consent of its own (authorization.writing) is it sent back, by each
 * in turn, the owner first, with exactly the values it was delivered with; afterwards it is read
 * again, to show that it is as it was.
 */
#pragma once

#include "base/base.h"
#include "probe/access_site.h"

/* The forms of a page; got[] is what each actor got who asked for it (html NULL where nobody did).
 */
void access_write_forms(struct access_site *s, const struct access_resource *r,
			struct access_page got[static ACCESS_ACTORS],
			const enum access_outcome is[static ACCESS_ACTORS]);

/* A declared request that sets something. */
void access_write_declared(struct access_site *s, const struct access_resource *r);
