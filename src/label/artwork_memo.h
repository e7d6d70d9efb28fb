/*
 * The least sizes of labels, remembered: to lay one out takes many times as long as all else of the
 * page that tells it, and what it comes to never changes.  New ones take the places of others.
 */
#pragma once

#include "base/base.h"
#include "label/artwork.h"

struct artwork_memo;

/* For about so many sizes, of some 70 bytes each; never NULL. */
struct artwork_memo *artwork_memo_new(size_t max);
void artwork_memo_free(struct artwork_memo *m);

/* As artwork_least. */
int artwork_memo_least(struct artwork_memo *m, struct artwork_size *out, const struct artwork *a,
		       struct err *err) MUST_USE;
