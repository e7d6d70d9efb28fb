/* Forms, and pages that need its word: the registrar is asked, and the connection sleeps until it
 * has answered. */
#include "serve/visit_inside.h"

#include <microhttpd.h>

#include "base/err.h"
#include "base/log.h"
#include "serve/desk.h"
#include "web/web.h"

void visit_form_forget(struct visit *v)
{
	if (v->id == 0)
		return;
	if (v->previous)
		v->previous->next = v->next;
	else
		v->front->waiting = v->next;
	if (v->next)
		v->next->previous = v->previous;
	v->next = v->previous = NULL;
	v->id = 0;
}

static void list_waiting(struct visit *v)
{
	struct front *f = v->front;

	v->id = ++f->asked;
	v->next = f->waiting;
	if (v->next)
		v->next->previous = v;
	f->waiting = v;
}

static void end(struct visit *v, const json_t *reply)
{
	struct web *web = desk_web(v->front->desk);

	if (v->route->method == METHOD_POST)
		web_post_end(web, &v->rq, v->route, reply, &v->rs);
	else
		web_ask_end(web, &v->rq, v->route, reply, &v->rs);
	v->answered = true;
}

void visit_form_ask(struct visit *v, json_t *request)
{
	struct front *f = v->front;
	CLEANUP(json_done) json_t *message = NULL;

	list_waiting(v);
	message = json_pack("{s:I, s:o}", "id", (json_int_t)v->id, "request", request);
	if (peer_send(&f->registrar, 'Q', message) < 0) {
		visit_form_forget(v);
		end(v, NULL);
		return;
	}
	if (v->visitor)
		visitor_enter(&f->visitors, v->visitor, VISITOR_WORK,
			      UINT64_C(120) * VISITOR_BYTES_PER_SECOND);
	MHD_suspend_connection(v->connection);
}

/* The files found no room: said as the registrar says it of the database. */
static void no_room(struct visit *v, json_t *request)
{
	CLEANUP(json_done) json_t *reply = json_pack("{s:s}", "outcome", "full");

	json_done(&request);
	log_error("front", "no room for an upload");
	end(v, reply);
}

enum MHD_Result visit_form(struct visit *v)
{
	struct front *f = v->front;
	unsigned status = visit_head_sender(v);
	json_t *request = NULL;

	if (status == 0)
		status = body_end(&v->body);
	if (status) {
		web_error(desk_web(f->desk), &v->rq, status, &v->rs);
		return visit_send(v, &v->rs);
	}
	/* The request owns one reference to each. */
	v->rq.form = json_incref(v->body.form.fields);
	v->rq.uploads = json_incref(v->body.form.uploads);
	v->rq.problems = json_incref(v->body.form.problems);
	if (!web_post_begin(desk_web(f->desk), &v->rq, &v->route, &request, &v->rs))
		v->answered = true;
	else if (v->body.upload.full)
		no_room(v, request);
	else
		visit_form_ask(v, request);
	return v->answered ? visit_send(v, &v->rs) : MHD_YES;
}

static void resume(struct visit *v, const json_t *reply)
{
	visit_form_forget(v);
	end(v, reply);
	v->front->resumed = true;
	MHD_resume_connection(v->connection);
}

int visit_form_answered(struct front *f, int64_t id, const json_t *reply)
{
	for (struct visit *v = f->waiting; v; v = v->next)
		if (v->id == id) {
			resume(v, reply);
			return 0;
		}
	return E_MISSING;
}

void visit_form_unanswered(struct front *f, const struct visitor *visitor)
{
	struct visit *next;

	for (struct visit *v = f->waiting; v; v = next) {
		next = v->next;
		if (!visitor || v->visitor == visitor)
			resume(v, NULL);
	}
}
