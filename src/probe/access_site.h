/* One web service on the way through its access-control matrix (access_visit.h): what is known. */
#pragma once

#include "base/arena.h"
#include "base/base.h"
#include "base/json.h"
#include "probe/access_ask.h"
#include "probe/access_row.h"

#define ACCESS_RESOURCES_MAX 120 /* asked for at one port */
#define ACCESS_DEPTH_MAX 3       /* links from what the first walk saw, as the owner */
#define ACCESS_UNHEARD_MAX 3     /* requests in a row without an answer: the service is gone */
#define ACCESS_FORMS_MAX 24      /* forms that set something, at one port */

struct access_resource {
	const char *path, *method, *type; /* method NULL: GET */
	struct bytes body;
	const char *found, *wanted; /* as the observation says them */
	bool was_open;              /* the walk without login got it */
	unsigned depth;
};

struct access_site {
	struct access_web web;
	struct fetch_kept *kept; /* for one page at a time */
	const json_t *service;
	struct arena arena; /* paths */
	struct access_resource at[ACCESS_RESOURCES_MAX];
	unsigned n;
	json_t *seen; /* paths, forms */
	unsigned forms;
	unsigned unheard; /* requests in a row that were not answered */
	struct access_answer nowhere, other;
	bool full;           /* there was more than is asked for */
	bool ownerless;      /* a page asks every owner who is known for a login again */
	const char *trouble; /* why it is not complete; NULL: it is */
};

/* Why it is not complete; the first reason stays. */
void access_site_trouble(struct access_site *s, const char *reason);

/* Observe a row, with what was said since the last one as its evidence. */
void access_site_observe(struct access_site *s, const struct access_row *row, const char *label);

/* What is known at a page to compare answers with. */
struct access_known access_site_known(const struct access_site *s,
				      const struct access_answer *valid);

/* A page as one of them, by the login at hand; always to be access_ask_page_done. */
void access_site_ask(struct access_site *s, enum access_who who, const char *path,
		     struct access_page *page);

/* What an owner's page is to him. */
enum access_outcome access_site_judge_owner(const struct access_site *s,
					    const struct access_page *valid);
