/*
 * A walk over the elements of an XML document from a device (SOAP, UPnP): names without their
 * prefix, and the text of elements that hold nothing else.  libxml2's parser without network; a
 * document type, and with it every entity of its own, is refused.
 */
#pragma once

#include "base/base.h"

#define XML_MAX (256u << 10)
#define XML_DEPTH_MAX 32
#define XML_TEXT_MAX 1024 /* of one element; the rest is left out */

/* text is NULL when the element opens, and there, trimmed and perhaps "", when a leaf closes. */
typedef void xml_fn(void *context, const char *name, const char *text);

/*
 * In any encoding that charset_guess knows.  E_FORMAT when it is not well formed to its end (what
 * came before was reported), E_LIMIT for its size or depth.
 */
int xml_walk(struct bytes in, xml_fn *seen, void *context) MUST_USE;

/* A copy of text in size bytes with its NUL, cut between characters. */
void xml_keep(char *out, size_t size, const char *text);
