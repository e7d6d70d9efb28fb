/* What the files of a visit share: visit.c, visit_head.c, visit_page.c, visit_form.c. */
#pragma once

#include "serve/visit.h"

#include <netinet/in.h>

#include "serve/body.h"
#include "serve/front.h"
#include "serve/head.h"
#include "web/request.h"
#include "web/response.h"

struct visit {
	struct front *front;
	struct visitor *visitor;
	struct MHD_Connection *connection;
	char method[8];        /* for the log, maybe cut */
	char *target;          /* owned; as it came */
	const char *target_at; /* where the library has it */
	struct head head;
	bool begun, has_body, answered;
	const struct route *route; /* that the registrar is asked about */
	struct request rq;
	bool has_rq;
	char origin[HEAD_HOST_MAX + 16];
	char address[INET6_ADDRSTRLEN];
	struct body body;
	struct response rs;            /* of what the registrar is asked about */
	int64_t id;                    /* waits for the registrar's answer to this, or 0 */
	struct visit *next, *previous; /* of those that wait */
	int64_t since;
	unsigned status; /* for the log */
	size_t size;
};

/* ---- visit.c: answers ---- */

/* borrowed: a kept page's. */
enum MHD_Result visit_queue(struct visit *v, unsigned status, struct MHD_Response *response,
			    size_t size);
/* Gives the caller's reference up. */
enum MHD_Result visit_queue_own(struct visit *v, unsigned status, struct MHD_Response *response,
				size_t size);
enum MHD_Result visit_send(struct visit *v, struct response *rs);

/* ---- visit_head.c ---- */

/* With the head read: refuses, or lets the body come. */
enum MHD_Result visit_head(struct visit *v, const char *method, const char *version);
/* The head as a request; 0, or the status of what cannot be read. */
unsigned visit_head_request(struct visit *v, const char *method) MUST_USE;
/* The same, once, and who sends it. */
unsigned visit_head_sender(struct visit *v) MUST_USE;

/* ---- visit_page.c ---- */

/* GET, HEAD, OPTIONS: made, or kept since an earlier time. */
enum MHD_Result visit_page(struct visit *v, const char *method);

/* ---- visit_form.c ---- */

/* At the end of a POST's body: answered, or asleep until the registrar has answered. */
enum MHD_Result visit_form(struct visit *v);
/* v->route's action: sends it to the registrar, and sleeps; or v->answered at once. */
void visit_form_ask(struct visit *v, json_t *request);
/* It does not wait for the registrar any more. */
void visit_form_forget(struct visit *v);
