/*
 * Who may do what: nobody, somebody with a wrong credential, an account of low privilege, the
 * owner.  Web services resource by resource (access_visit.h), cameras by operations of ONVIF
 * (access_onvif.h), MQTT brokers topic by topic (access_topics.h), RTSP servers stream by stream
 * (access_streams.h); of every other login whether it opens to a stranger (access_gate.h).  Reading
 * needs no consent as nobody, and an authorisation as everybody else; sending a form back needs one
 * of its own (access_write.h).
 */
#include "probe/probe.h"

#include "base/mem.h"
#include "base/text.h"
#include "login/ledger.h"
#include "probe/access_gate.h"
#include "probe/access_onvif.h"
#include "probe/access_streams.h"
#include "probe/access_topics.h"
#include "probe/access_visit.h"
#include "run/coverage.h"

/* A login of a service that has resources of its own is examined with them. */
static bool has_resources(const struct door *d)
{
	const char *service = json_text(d->login, "service");

	return text_equal(service, "http") || text_equal(service, "mqtt") ||
	       text_equal(service, "rtsp");
}

static void try_gate(struct access_gate *g)
{
	struct door *d = &g->door;

	access_gate_try(g);
	bool asked = d->cx->authorized && d->mechanism;
	if (asked)
		access_gate_observe(g);
	probe_cover(d->cx, COVERAGE_ACCESS, d->at.port,
		    !asked       ? "not_done"
		    : g->trouble ? "partial"
				 : "complete",
		    g->trouble);
}

void probe_access(struct probe_context *cx)
{
	CLEANUP(ledger_done) struct ledger ledger;
	CLEANUP(mem_freep) struct access_gate *g = mem_array(1, sizeof(*g));
	const json_t *service;
	size_t i = 0, k;
	json_t *row;

	ledger_init(&ledger, cx->probe, 0);
	ledger_read(&ledger, cx->observations);
	while ((service = probe_next_service(cx, &i, "http")))
		if (text_equal(json_text(service, "proto"), "tcp")) {
			access_visit_run(cx, service, &ledger);
			access_onvif_run(cx, service, &ledger);
		}
	i = 0;
	while ((service = probe_next_service(cx, &i, "mqtt")))
		access_topics_run(cx, service, &ledger);
	i = 0;
	while ((service = probe_next_service(cx, &i, "rtsp")))
		access_streams_run(cx, service, &ledger);
	i = 0;
	while (door_next(cx, &i, &g->door)) {
		g->door.ledger = &ledger;
		if (!has_resources(&g->door))
			try_gate(g);
		*g = (struct access_gate){ 0 };
	}
	CLEANUP(json_done) json_t *rows = ledger_observations(&ledger);
	json_array_foreach (rows, k, row)
		probe_observe(cx, json_incref(row), NULL);
}
