/*
 * The models a label covers, as a label statement carries them: how many, and a digest.  A digest
 * tells whether a list is the printed one; it does not tell what is in it.  With one model it tells
 * that model, with more the list has to be at hand.
 *
 * Exactly (docs/formats/statement.md says the same): each model number is brought into Unicode
 * normal form KC; then U+2010 to U+2015, U+2212 and U+30FC become '-', A to Z small, and U+0020
 * goes.  Numbers that are now alike count once.  Sorted by their UTF-8 bytes, each with a line feed
 * after it, they go through SHA-256, of which the first 16 bytes stay.
 */
#pragma once

#include "base/base.h"

struct buf;
struct err;

#define MODEL_LIST_MAX 10000
#define MODEL_LIST_NUMBER_MAX 400 /* bytes of one model number */
#define MODEL_LIST_DIGEST 16

struct model_list {
	uint32_t count;
	uint8_t digest[MODEL_LIST_DIGEST];
};

/*
 * Append a model number as it goes into the digest.  E_FORMAT: empty, not UTF-8, with control
 * characters or with ones that Unicode has not assigned, whose form may still change.  E_LIMIT.
 */
int model_list_fold(struct buf *out, const char *model, struct err *err) MUST_USE;

/* E_LIMIT: none, or more than MODEL_LIST_MAX. */
int model_list_make(struct model_list *out, const char *const *models, size_t n,
		    struct err *err) MUST_USE;

bool model_list_equal(const struct model_list *a, const struct model_list *b);

/* Whether one of the models folds to what model does; false for what does not fold. */
bool model_list_has(const char *const *models, size_t n, const char *model);
