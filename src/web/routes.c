/* The table of all routes.  Sorted by who it is for. */
#include "web/route.h"

#include "web/pages.h"

static const struct route table[] = {
	/* everybody */
	ROUTE_GET("/", ROLE_PUBLIC, page_home),
	ROUTE_GET("/static/:file", ROLE_PUBLIC, page_static),
	ROUTE_GET("/healthz", ROLE_PUBLIC, page_health),
};

const struct route *routes_table(size_t *n)
{
	*n = ARRAY_LEN(table);
	return table;
}
