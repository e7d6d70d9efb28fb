/* In which encoding a page is written (WHATWG HTML 13.2.3.2), as html.h says. */
#pragma once

#include "base/base.h"

/* encoding: of the Content-Type header, or NULL.  A name for charset_to_utf8. */
const char *html_charset(struct bytes in, const char *encoding);
