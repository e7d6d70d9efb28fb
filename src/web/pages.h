/* Every handler of the table of routes, by the file it is in. */
#pragma once

#include "web/route.h"

route_page page_home; /* "/" */

/* One file of src/web/static: for ever where ?v= is its own tag, to be asked for again without. */
route_page page_static; /* "/static/:file" */

/* 200 while the store answers. */
route_page page_health; /* "/healthz" */
