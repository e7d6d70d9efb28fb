#include "serve/desk.h"

#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "criteria/catalogue.h"
#include "scheme/account.h"
#include "store/store.h"
#include "web/log_folder.h"
#include "web/log_view.h"
#include "web/page_artwork.h"
#include "web/request.h"
#include "web/route.h"
#include "web/template.h"
#include "workflow/settings.h"

struct desk {
	struct store *store;
	struct templates *templates;
	struct settings settings;
	struct catalogue *catalogue;
	struct log_view *log; /* or NULL */
	struct web web;
};

/* Where no signer has been yet nothing is published. */
static int open_log(struct desk *d, const char *dir, struct err *err)
{
	int r = log_view_open(&d->log, dir, err);

	return r == E_MISSING ? 0 : r;
}

int desk_open(struct desk **out, const json_t *config, struct err *err)
{
	const char *dir = json_text(config, "data");
	CLEANUP(desk_freep) struct desk *d = mem_array(1, sizeof(*d));
	int64_t version;
	int r = catalogue_load(&d->catalogue, json_text(config, "catalogue"),
			       CATALOGUE_PACK_DEFAULT, err);

	if (r == 0)
		r = settings_load(&d->settings, dir, err);
	if (r == 0)
		r = templates_load(&d->templates, err);
	if (r == 0)
		r = page_artwork_prepare(err);
	if (r == 0)
		r = store_open(&d->store, dir, STORE_READ, err);
	if (r == 0)
		r = store_version(d->store, &version, err);
	if (r == 0)
		r = open_log(d, dir, err);
	if (r < 0)
		return r;
	d->web = (struct web){ .store = d->store,
			       .templates = d->templates,
			       .settings = &d->settings,
			       .pack = d->catalogue->pack,
			       .catalogue = d->catalogue,
			       .log = d->log };
	*out = steal(d);
	return 0;
}

void desk_freep(struct desk **d)
{
	if (!*d)
		return;
	store_freep(&(*d)->store);
	templates_freep(&(*d)->templates);
	page_artwork_done();
	settings_done(&(*d)->settings);
	catalogue_freep(&(*d)->catalogue);
	log_view_freep(&(*d)->log);
	mem_free(*d);
	*d = NULL;
}

struct web *desk_web(struct desk *d)
{
	return &d->web;
}

int64_t desk_version(struct desk *d)
{
	struct err err = { 0 };
	int64_t version;

	if (store_version(d->store, &version, &err) == 0)
		return version;
	log_error("front", "%s", err.text);
	return -1;
}

uint64_t desk_stamp(const struct desk *d)
{
	return d->log ? log_folder_stamp(log_view_folder(d->log)) : 0;
}

int desk_log(const struct desk *d)
{
	return d->log ? log_view_folder(d->log) : 0;
}

void desk_recognise(struct desk *d, struct request *rq)
{
	const char *session = request_session(rq);
	struct err err = { 0 };
	json_t *account = NULL;
	int r;

	if (!session)
		return;
	r = account_of_session(d->store, session, rq->now, &account, &err);
	if (r < 0 && r != E_MISSING)
		log_error("front", "%s", err.text);
	if (r < 0)
		return;
	rq->account = account;
	rq->csrf = json_text(account, "csrf");
}
