/* A run in the scratch folder that can be saved: one port, its sweep, two pieces of evidence. */
#pragma once

#include "fixture.h"

#include "run/run.h"

static inline json_t *run_sample_observation(int port)
{
	return json_pack("{s:s, s:s, s:i, s:s, s:s, s:[]}", "kind", "port", "proto", "tcp", "port",
			 port, "state", "open", "probe", "sweep", "evidence");
}

static inline void run_sample_head(struct run *r)
{
	CLEANUP(json_done)
	json_t *head = fixture_json(
	    "{'tool':{'name':'hoshi','version':'0'},'id':'r1','target':{'address':'10.0.0.5'},"
	    "'started':'2026-11-21T00:00:00Z','state':'complete','pack':{'id':'jc-star-1',"
	    "'edition':'2026.1','sha256':"
	    "'0000000000000000000000000000000000000000000000000000000000000000'},"
	    "'declaration':null}");

	json_object_update(r->doc, head);
}

/* Made, with nothing in it but its head; the caller frees it. */
static inline struct run *run_sample_new(const char *name)
{
	CLEANUP(mem_freep) char *path = fixture_path(name);
	struct run *r = NULL;
	struct err err = { 0 };

	if (run_new(&r, path, &err) < 0)
		fail_msg("%s", err.text);
	run_sample_head(r);
	return r;
}

/* Made, filled and saved; the caller frees it. */
static inline struct run *run_sample(const char *name)
{
	struct run *r = run_sample_new(name);
	struct err err = { 0 };

	json_t *covered =
	    json_pack("{s:s, s:s, s:s}", "probe", "sweep", "of", "sweep.tcp", "state", "complete");
	if (run_observe(r, run_sample_observation(80), &err) < 0 ||
	    run_cover(r, covered, &err) < 0 ||
	    run_evidence(r, bytes_of("first\n"), "TCP sweep", "sweep", &err) < 0 ||
	    run_evidence(r, bytes_of("second\n"), "port 80", "http", &err) < 0 ||
	    run_save(r, &err) < 0)
		fail_msg("%s", err.text);
	return r;
}

static inline char *run_sample_path(const struct run *r, const char *file)
{
	return mem_format("%s/%s", r->dir, file);
}

/* Where a piece of evidence lies. */
static inline char *run_sample_piece(const struct run *r, size_t index)
{
	const char *sha256 = json_text(json_array_get(run_list(r, "evidence"), index), "sha256");

	return mem_format("%s/evidence/%.2s/%s", r->dir, sha256, sha256 + 2);
}
