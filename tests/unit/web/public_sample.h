/*
 * The public side without sockets: a register in a scratch folder whose labels come about as the
 * registrar makes them, by publish_body and fold_add, and requests answered by web_respond.
 */
#pragma once

#include "fixture.h"

#include "label/artwork.h"
#include "scheme/event.h"
#include "scheme/publish.h"
#include "store/store.h"
#include "web/template.h"
#include "web/web.h"
#include "workflow/settings.h"

/*
 * What fontconfig keeps for later is its own, and cairo loses a little with each PDF; what is ours
 * artwork_done lets go of.
 */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig\nleak:libcairo.so\n";
}

#define SAMPLE_NOW 1795000000 /* 2026-11-18 in Tokyo */
#define SAMPLE_BODY_MAX (64u << 20)

static struct {
	struct web web;
	struct settings settings;
	struct catalogue *catalogue;
	struct templates *templates;
	struct store *store;
} sample;

static inline void sample_ok(int r, const struct err *err)
{
	if (r < 0)
		fail_msg("%s (%d)", err->text, r);
}

static inline void sample_begin(const char *folder)
{
	CLEANUP(mem_freep) char *dir = fixture_path(folder);
	struct err err = { 0 };

	assert_int_equal(mkdir(dir, 0700), 0);
	sample.catalogue = fixture_catalogue();
	sample_ok(settings_load(&sample.settings, NULL, &err), &err);
	sample_ok(templates_load(&sample.templates, &err), &err);
	sample_ok(store_open(&sample.store, dir, STORE_WRITE, &err), &err);
	sample.web = (struct web){ .store = sample.store,
				   .templates = sample.templates,
				   .settings = &sample.settings,
				   .pack = sample.catalogue->pack,
				   .catalogue = sample.catalogue };
}

static inline void sample_end(void)
{
	store_freep(&sample.store);
	templates_freep(&sample.templates);
	settings_done(&sample.settings);
	catalogue_freep(&sample.catalogue);
	artwork_done();
}

/* ---- labels ---- */

struct sample_label {
	const char *number, *name, *applicant, *category; /* NULL: something */
	int level;                                        /* 0: 1 */
	int models;                                       /* 0: 1 */
	bool agrees;                                      /* to its name and country being shown */
	const char *more; /* JSON merged into the application's body, or NULL */
	const char *statement, *statement_full; /* base64, or NULL: issued without */
};

static inline const char *sample_or(const char *text, const char *otherwise)
{
	return text ? text : otherwise;
}

static inline json_t *sample_checklist(void)
{
	json_t *rows = json_array(), *criterion;
	size_t i;

	json_array_foreach (json_object_get(sample.catalogue->pack, "criteria"), i, criterion) {
		const char *id = json_text(criterion, "id");
		/* S1.1-14 is left out, S1.1-09 does not apply. */
		if (i == 13)
			continue;
		json_t *row = json_pack("{s:s, s:s}", "criterion", id, "verdict",
					i == 8 ? "not_applicable" : "pass");
		if (i == 8)
			json_object_set_new(row, "because",
					    json_pack("{s:s, s:s}", "ja", "更新の仕組みがない",
						      "en", "There are no updates"));
		json_array_append_new(rows, row);
	}
	return json_pack("{s:o}", "rows", rows);
}

static inline void sample_event(const char *kind, const char *number, json_t *body)
{
	CLEANUP(json_done) json_t *owned = body;
	struct err err = { 0 };

	sample_ok(store_begin(sample.store, &err), &err);
	const struct event event = {
		.at = SAMPLE_NOW, .kind = kind, .label = number, .body = owned, .entry = -1
	};
	sample_ok(event_add(sample.store, &event, &err), &err);
	sample_ok(store_commit(sample.store, &err), &err);
}

static inline void sample_add(const struct sample_label *l)
{
	CLEANUP(json_done) json_t *checklist = sample_checklist();
	json_t *models = json_array();

	for (int i = 0; i < (l->models ? l->models : 1); i++) {
		CLEANUP(mem_freep) char *model = mem_format("%s-M%03d", l->number, i);

		json_array_append_new(models, json_pack("{s:s}", "number", model));
	}
	json_t *body = json_pack(
	    "{s:{s:{s:s}, s:s, s:{s:{s:s}, s:b}, s:{s:s, s:b}, s:s}, s:o, s:s, s:s, s:{s:s}}",
	    "product", "name", "ja", sample_or(l->name, "見本カメラ"), "category",
	    sample_or(l->category, "ネットワークカメラ"), "manufacturer", "name", "ja",
	    "秘密製造所", "public", l->agrees, "origin", "country", "NZ", "public", l->agrees,
	    "contact", "https://works.example/contact", "models", models, "support_until",
	    "2031-03-31", "vulnerability_report_url", "https://works.example/report", "evaluation",
	    "by", "qualified_person");
	if (l->more) {
		CLEANUP(json_done) json_t *more = fixture_json(l->more);

		json_object_update_recursive(body, more);
	}
	CLEANUP(json_done)
	json_t *application =
	    json_pack("{s:i, s:s, s:s, s:s, s:o}", "level", l->level ? l->level : 1, "route",
		      "standard", "organisation_ja", sample_or(l->applicant, "見本製作所"),
		      "organisation_en", "Sample Works", "body", body);
	sample_event("label_issued", l->number,
		     json_pack("{s:i, s:s, s:s, s:s, s:o, s:o, s:s*, s:s*}", "level",
			       l->level ? l->level : 1, "issued", "2026-11-18", "valid_until",
			       "2028-11-18", "support_until", "2031-03-31", "models",
			       publish_models(application), "body",
			       publish_body(application, checklist, sample.catalogue->pack),
			       "statement", l->statement, "statement_full", l->statement_full));
}

static inline void sample_status(const char *number, const char *status, const char *reason)
{
	json_t *body = json_pack("{s:s, s:s}", "status", status, "valid_until", "2028-11-18");

	if (reason)
		json_object_set_new(body, "reason",
				    json_pack("{s:s, s:s}", "ja", reason, "en", "in English"));
	sample_event("label_status", number, body);
}

/* ---- requests ---- */

struct sample_answer {
	struct response rs;
	struct request rq;
	struct buf body; /* the stream's or the response's, terminated */
	const char *text;
};

static inline void sample_answer_done(struct sample_answer *a)
{
	response_done(&a->rs);
	request_done(&a->rq);
	buf_done(&a->body);
}

struct sample_ask {
	const char *method, *target, *accept, *if_none_match, *language;
};

static inline void sample_send(struct sample_answer *a, const struct sample_ask *ask)
{
	const struct request_raw raw = { .method = sample_or(ask->method, "GET"),
					 .target = ask->target,
					 .accept = ask->accept,
					 .accept_language = sample_or(ask->language, "ja"),
					 .if_none_match = ask->if_none_match,
					 .address = "192.0.2.1",
					 .origin = "https://registry.example",
					 .now = SAMPLE_NOW };
	struct err err = { 0 };

	*a = (struct sample_answer){ .rs = RESPONSE, .body = BUF(SAMPLE_BODY_MAX) };
	unsigned status = request_read(&a->rq, &raw);
	if (status)
		web_error(&sample.web, &a->rq, status, &a->rs);
	else
		web_respond(&sample.web, &a->rq, &a->rs);
	buf_bytes(&a->body, buf_view(&a->rs.body));
	for (size_t before = 1; a->rs.stream.context && a->body.n != before;) {
		CLEANUP(buf_done) struct buf piece = BUF(RESPONSE_PIECE_MAX);

		before = a->body.n;
		sample_ok(a->rs.stream.more(a->rs.stream.context, &piece, &err), &err);
		buf_bytes(&a->body, buf_view(&piece));
	}
	a->text = buf_cstr(&a->body);
}

static inline void sample_get(struct sample_answer *a, const char *target)
{
	sample_send(a, &(struct sample_ask){ .target = target, .accept = "text/html" });
}

/* The answer as JSON; new. */
static inline json_t *sample_json(const char *target)
{
	CLEANUP(sample_answer_done) struct sample_answer a;
	struct err err = { 0 };
	json_t *doc = NULL;

	sample_send(&a, &(struct sample_ask){ .target = target });
	if (a.rs.status != 200)
		fail_msg("%s: %u %s", target, a.rs.status, a.text);
	sample_ok(json_read(&doc, buf_view(&a.body), target, &err), &err);
	return doc;
}

#define SAMPLE_SAYS(target_, a_, part_)                                                           \
	do {                                                                                      \
		if (!strstr((a_)->text, (part_)))                                                 \
			fail_msg("[%s] %u does not say \"%s\"", target_, (a_)->rs.status, part_); \
	} while (0)
#define SAMPLE_IS_SILENT(target_, a_, part_)                          \
	do {                                                          \
		if (strstr((a_)->text, (part_)))                      \
			fail_msg("[%s] says \"%s\"", target_, part_); \
	} while (0)
