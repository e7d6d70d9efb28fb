#include "probe/access_streams.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "probe/access_accounts.h"
#include "probe/access_row.h"
#include "probe/door.h"
#include "probe/probe.h"
#include "probe/stream_paths.h"
#include "run/coverage.h"

struct stream_row {
	struct stream_path at;
	enum access_outcome is[ACCESS_ACTORS];
	char sha256[HASH_HEX_MAX]; /* of the first who got it; of the last who was asked */
};

struct streams {
	struct door door;
	struct access_accounts accounts;
	struct stream_row row[STREAM_PATHS_MAX];
	unsigned n;
	bool wants_login;       /* somebody was told to log in */
	const char *trouble;    /* why it is not complete, as a coverage reason */
	const char *secretless; /* why nobody is asked but nobody */
};

enum access_outcome access_streams_judge(const struct login_print *print)
{
	if (print->end != LOGIN_ANSWERED)
		return ACCESS_UNCLEAR;
	switch (print->status) {
	case 200:
		return ACCESS_GRANTED;
	case 401:
	case 403:
	case 404: /* for who may not know that it is there */
		return ACCESS_DENIED;
	default:
		return ACCESS_UNCLEAR;
	}
}

/* ---- one question ---- */

static enum access_outcome ask(struct streams *s, enum access_who who, const char *path)
{
	struct door *d = &s->door;
	const struct door_try t = access_accounts_try(&s->accounts, d, who);
	struct login_print print;

	if (s->trouble)
		return ACCESS_NOT_TRIED;
	d->at.path = path;
	s->trouble = door_ask(d, &t, &print);
	if (s->trouble)
		return ACCESS_NOT_TRIED;
	s->trouble = oracle_end_reason(print.end);
	/* Too many at once, or for the moment (RFC 2326 11.3.4). */
	if (print.status == 453 || print.status == 503 || print.says == LOGIN_SAYS_WAIT)
		s->trouble = "locked";
	if (print.status == 401 && !s->wants_login)
		oracle_learn(&d->oracle, ORACLE_NONE, &print);
	s->wants_login = s->wants_login || print.status == 401;
	return access_streams_judge(&print);
}

static void ask_row(struct streams *s, enum access_who who, struct stream_row *row)
{
	row->is[who] = ask(s, who, row->at.path);
	for (unsigned other = 0; other < ACCESS_ACTORS; other++)
		if (other != who && row->is[other] == ACCESS_GRANTED)
			return;
	memcpy(row->sha256, s->door.sha256, sizeof(row->sha256));
}

/* ---- all of them ---- */

static bool is_there(const struct stream_row *row)
{
	return row->at.wanted || row->is[ACCESS_NONE] == ACCESS_GRANTED ||
	       row->is[ACCESS_VALID] == ACCESS_GRANTED;
}

/* Where each path leads to a stream, only the declared ones and the first mean something. */
static void look_as(struct streams *s, enum access_who who)
{
	bool anything = ask(s, who, PROBE_NOWHERE) == ACCESS_GRANTED;
	unsigned found = 0;

	for (unsigned i = 0; i < s->n && !s->trouble; i++) {
		struct stream_row *row = &s->row[i];
		bool first = text_equal(row->at.path, "/");

		if (!row->at.wanted && (found >= ACCESS_STREAMS_MAX || (anything && !first)))
			continue;
		ask_row(s, who, row);
		found += row->is[who] == ACCESS_GRANTED;
	}
}

/* One that is refused is not tried again and again. */
static bool owner_is_let_in(struct streams *s)
{
	const struct door_try t = access_accounts_try(&s->accounts, &s->door, ACCESS_VALID);
	struct login_print print;

	for (unsigned i = 0; i < s->n && !s->trouble; i++) {
		/* Some ask for a login only where there is a stream. */
		if (s->row[i].is[ACCESS_NONE] != ACCESS_DENIED)
			continue;
		s->door.at.path = s->row[i].at.path;
		s->trouble = door_ask(&s->door, &t, &print);
		if (!s->trouble)
			s->trouble = oracle_end_reason(print.end);
		return !s->trouble && print.status != 401;
	}
	return false;
}

static void ask_others(struct streams *s)
{
	for (unsigned i = 0; i < s->n && !s->trouble; i++) {
		struct stream_row *row = &s->row[i];

		if (!is_there(row) || row->is[ACCESS_NONE] == ACCESS_GRANTED)
			continue;
		ask_row(s, ACCESS_WRONG, row);
		if (s->accounts.low)
			ask_row(s, ACCESS_LOW, row);
	}
}

static void examine(struct streams *s)
{
	look_as(s, ACCESS_NONE);
	if (s->trouble || !s->wants_login)
		return;
	if (!s->door.cx->authorized)
		s->secretless = "not_authorized";
	else if (!login_find("rtsp", s->door.at.mechanism))
		s->secretless = "unsupported";
	else if (ledger_locked(s->door.ledger, s->door.at.port, s->door.at.mechanism))
		s->secretless = "locked";
	if (s->secretless)
		return;
	s->door.mechanism = login_find("rtsp", s->door.at.mechanism);
	access_accounts_find(&s->accounts, &s->door);
	if (!s->door.secret)
		s->secretless = "no_secret";
	else if (!owner_is_let_in(s))
		s->secretless = "no_control";
	else
		look_as(s, ACCESS_VALID);
	ask_others(s);
}

static void observe(struct streams *s, const struct stream_row *r)
{
	CLEANUP(mem_freep) char *resource = mem_format("DESCRIBE %s", r->at.path);
	struct access_row row = { .resource = resource,
				  .effect = "read",
				  .found = r->at.wanted                           ? "declared"
					   : r->is[ACCESS_NONE] == ACCESS_GRANTED ? "walk"
										  : "login",
				  .wanted = r->at.wanted ? r->at.wanted : "undeclared",
				  .unchanged = -1 };

	memcpy(row.is, r->is, sizeof(row.is));
	probe_observe(s->door.cx, access_row_observation(&row, &s->door),
		      *r->sha256 ? r->sha256 : NULL);
}

/* Nothing was found, or what was declared is not there: who gets it is not known. */
static bool is_any_there(const struct streams *s)
{
	for (unsigned i = 0; i < s->n; i++)
		if (s->row[i].is[ACCESS_NONE] == ACCESS_GRANTED ||
		    s->row[i].is[ACCESS_VALID] == ACCESS_GRANTED)
			return true;
	return false;
}

/* ---- */

static void find_door(struct streams *s, struct probe_context *cx, const json_t *service,
		      struct ledger *ledger)
{
	struct door *d = &s->door;
	bool found = false;

	for (size_t i = 0; !found && door_next(cx, &i, d);)
		found = d->at.port == probe_port(service) &&
			text_equal(json_text(d->login, "service"), "rtsp");
	if (!found)
		*d = (struct door){ .cx = cx,
				    .login = service,
				    .at = { .target = cx->target,
					    .port = probe_port(service),
					    .tls = json_flag(service, "tls"),
					    .host = cx->name,
					    .mechanism = "basic" } };
	d->ledger = ledger;
	/* What nobody gets is the same whatever the login is. */
	d->mechanism = login_find("rtsp", "basic");
}

void access_streams_run(struct probe_context *cx, const json_t *service, struct ledger *ledger)
{
	CLEANUP(mem_freep) struct streams *s = mem_array(1, sizeof(*s));
	struct stream_path paths[STREAM_PATHS_MAX];

	s->n = stream_paths(cx, probe_port(service), paths);
	for (unsigned i = 0; i < s->n; i++)
		s->row[i].at = paths[i];
	find_door(s, cx, service, ledger);
	examine(s);
	for (unsigned i = 0; i < s->n; i++)
		if (is_there(&s->row[i]))
			observe(s, &s->row[i]);
	if (!s->trouble)
		s->trouble = s->secretless;
	if (!s->trouble && !is_any_there(s))
		s->trouble = "no_path";
	if (!s->trouble)
		s->trouble = s->accounts.low_trouble;
	probe_cover(cx, COVERAGE_ACCESS, s->door.at.port, s->trouble ? "partial" : "complete",
		    s->trouble);
}
