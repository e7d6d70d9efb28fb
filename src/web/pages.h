/* Every handler of the table of routes, by the file it is in. */
#pragma once

#include "web/route.h"

route_page page_home; /* "/" */

/* One file of src/web/static: for ever where ?v= is its own tag, to be asked for again without. */
route_page page_static; /* "/static/:file" */

/* 200 while the store answers. */
route_page page_health; /* "/healthz" */

/* ---- the public side ---- */
route_page page_labels;         /* "/labels" */
route_page page_export_csv;     /* "/labels.csv" */
route_page page_export_ndjson;  /* "/labels.ndjson" */
route_page page_lists;          /* "/lists?q=": imported lists, apart from labels */
route_page page_lists_one;      /* "/lists/:slug?q=" */
route_page page_label;          /* "/L/:number" */
route_page page_answer;         /* "/L/:number/answer?at=&model=" */
route_page page_label_small;    /* "/l/:number", to the page above */
route_page page_artwork_svg;    /* "/L/:number/label.svg?layout=&lang=" */
route_page page_artwork_png;    /* ".../label.png?layout=&lang=&dpi=" */
route_page page_artwork_pdf;    /* ".../label.pdf?layout=&lang=" */
route_page page_artwork_code;   /* ".../qr.svg" */
route_page page_artwork_sample; /* "/guide/label.svg": an example of no product */
route_page page_criteria;       /* "/criteria" */
route_page page_criteria_one;   /* "/criteria/:id" */
route_page page_guide;          /* "/guide" */
route_page page_guide_again;    /* "/how-to-read", to the page above */
route_page page_verify;         /* "/verify": a code, in the reader's browser */

/* ---- /v1: src/web/openapi.json, docs/api.md ---- */
route_page api_labels, api_label, api_label_answer, api_lists, api_lists_one, api_changes,
    api_criteria, api_criteria_one, api_scheme;
route_page api_description; /* "/v1/openapi.json" */

/* ---- what the signer publishes: docs/formats/log.md, described with /v1 ---- */
route_page page_log_checkpoint; /* "/log/checkpoint" */
route_page page_log_tile;       /* "/log/tile/...": names as in tlog/tile.h */
route_page page_log_record;     /* "/log/record/INDEX": INDEX as of bundles */
route_page page_log_status;     /* "/status/N": signed status lists */
route_page page_log_keys;       /* "/keys.json" */

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

/* ---- the owner's desks: officer and, to read, auditor ---- */
route_page page_officer;             /* "/officer?state=": the queue */
route_page page_officer_search;      /* "/officer/search?q=" */
route_page page_officer_application; /* "/officer/applications/:id" */
route_page page_officer_new;         /* "/officer/applications/new": came by mail or on paper */
route_page page_officer_inquiry;     /* "/officer/inquiries/:id" */
route_page page_officer_labels;      /* "/officer/labels?state=" */
route_page page_officer_label;       /* "/officer/labels/:number" */
route_page page_officer_correct;     /* ".../correct": of what was published */
route_page page_officer_notices;     /* "/officer/notices?state=" */
route_page page_officer_notices_one; /* "/officer/notices/:id" */
route_page page_auditor;             /* "/auditor?kind=&subject=&from=&until=": the trail */
route_page page_auditor_csv;         /* "/auditor/audit.csv", the same query */

/* ---- authority, administrator ---- */
route_page page_authority;               /* "/authority" */
route_page page_authority_inquiry;       /* "/authority/inquiries/:id" */
route_page page_admin;                   /* "/admin" */
route_page page_admin_organisations;     /* "/admin/organisations" */
route_page page_admin_organisations_one; /* "/admin/organisations/:id" */
route_page page_admin_accounts;          /* "/admin/accounts?organisation=" */
route_page page_admin_accounts_one;      /* "/admin/accounts/:id" */
route_page page_admin_lists;             /* "/admin/lists?again=": imported lists, one more */
route_page page_admin_lists_one;         /* "/admin/lists/:id": the preview */
route_page page_admin_keys;              /* "/admin/keys" */
route_page page_admin_keys_one;          /* "/admin/keys/:kid" */
route_page page_admin_outbox;            /* "/admin/outbox?state=" */
route_page page_admin_settings;          /* "/admin/settings" */
