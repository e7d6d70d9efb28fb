/* Every handler of the table of routes, by the file it is in. */
#pragma once

#include "web/route.h"

route_page page_home; /* "/" */

/* One file of src/web/static: for ever where ?v= is its own tag, to be asked for again without. */
route_page page_static; /* "/static/:file" */

/* 200 while the store answers. */
route_page page_health; /* "/healthz" */

/* ---- accounts ---- */
route_page page_desk;     /* "/desk": to the reader's own one */
route_page page_sign_in;  /* "/sign-in" */
route_page page_register; /* "/register": a maker */
route_page page_recover;  /* "/recover" */
route_page page_link;     /* "/link/:token", from a mail */
route_page page_link_qr;  /* "/link/:token/qr.svg" */
route_page page_account;  /* "/account" */

/* ---- the maker's desk; those called application are the officer's too, below /officer ---- */
route_page page_maker;                 /* "/maker" */
route_page page_application_new;       /* "/maker/applications/new" */
route_page page_application;           /* "/maker/applications/:id" */
route_page page_application_edit;      /* ".../edit?section=NAME" */
route_page page_application_checklist; /* ".../checklist" */
route_page page_maker_label;           /* "/maker/labels/:number" */
route_page page_maker_change;          /* ".../change": a notice of change */
route_page page_maker_report;          /* ".../report": something the office has to know */
route_page page_maker_notice;          /* ".../notice": what stands on the public page */
