#include "probe/access_onvif.h"

#include "base/mem.h"
#include "base/text.h"
#include "probe/access_accounts.h"
#include "probe/access_row.h"
#include "probe/door.h"
#include "probe/probe.h"
#include "product/declaration.h"
#include "run/coverage.h"
#include "wire/onvif.h"

#define OPEN_OPERATION "GetSystemDateAndTime" /* which needs no login (PRE_AUTH) */

/* Those that may be sent, each of which reads; who may use the others is asked where it is
 * declared. */
static const struct {
	const char *name;
	bool always;
} operations[] = {
	{ "GetDeviceInformation", true }, { "GetUsers", true },
	{ "GetNetworkInterfaces", true }, { "GetNetworkProtocols", true },
	{ "GetCapabilities", false },     { "GetDNS", false },
	{ "GetHostname", false },         { "GetNTP", false },
	{ "GetScopes", false },           { "GetServices", false },
	{ OPEN_OPERATION, false },        { "GetWsdlUrl", false },
};

struct onvif {
	struct door door;
	struct access_accounts accounts;
	json_t *login;       /* owned: what the door is, in its observations and the ledger */
	const char *trouble; /* why it is not complete, as a coverage reason */
	bool unknown;        /* the device does not know what was asked for last */
	char sha256[HASH_HEX_MAX];
};

/* Where HTTP refuses nobody, not a fault, who has an account shows it by HTTP too (5.9). */
static void choose_mechanism(struct door *d, const struct login_print *nobody)
{
	d->at.mechanism = nobody->status == 401 ? "digest" : "username-token";
	d->mechanism = login_find("onvif", d->at.mechanism);
}

static enum access_outcome ask(struct onvif *o, enum access_who who, const char *operation)
{
	struct door *d = &o->door;
	const struct door_try t = access_accounts_try(&o->accounts, d, who);
	struct login_print print;

	o->unknown = false;
	if (o->trouble)
		return ACCESS_NOT_TRIED;
	d->at.operation = operation;
	o->trouble = door_ask(d, &t, &print);
	if (o->trouble)
		return ACCESS_NOT_TRIED;
	/* So that what follows is known for a yes or a no, in the ledger too. */
	if (who <= ACCESS_WRONG && print.says == LOGIN_SAYS_NO)
		oracle_learn(&d->oracle, who == ACCESS_NONE ? ORACLE_NONE : ORACLE_STRANGER,
			     &print);
	if (who == ACCESS_NONE)
		choose_mechanism(d, &print);
	o->unknown = print.end == LOGIN_UNABLE;
	if (oracle_is_limit(&print))
		o->trouble = "locked";
	else if (!o->unknown)
		o->trouble = oracle_end_reason(print.end);
	if (print.says == LOGIN_SAYS_YES)
		memcpy(o->sha256, d->sha256, sizeof(o->sha256));
	return access_accounts_outcome(print.says);
}

static void observe(struct onvif *o, const char *operation, const char *wanted,
		    const enum access_outcome is[static ACCESS_ACTORS])
{
	CLEANUP(mem_freep) char *resource = mem_format("ONVIF %s", operation);
	struct access_row row = { .resource = resource,
				  .effect = "read",
				  .found = wanted                              ? "declared"
					   : is[ACCESS_NONE] == ACCESS_GRANTED ? "walk"
									       : "login",
				  .wanted = wanted ? wanted : "undeclared",
				  .unchanged = -1 };

	memcpy(row.is, is, sizeof(row.is));
	probe_observe(o->door.cx, access_row_observation(&row, &o->door),
		      *o->sha256        ? o->sha256
		      : *o->door.sha256 ? o->door.sha256
					: NULL);
}

/* Whoever gets it without more needs not be asked with more. */
static void ask_all(struct onvif *o, const char *operation, const char *wanted)
{
	enum access_outcome is[ACCESS_ACTORS] = { ACCESS_NOT_TRIED };

	o->sha256[0] = '\0';
	is[ACCESS_NONE] = ask(o, ACCESS_NONE, operation);
	if (o->unknown || is[ACCESS_NONE] == ACCESS_NOT_TRIED)
		return;
	if (o->door.cx->authorized && is[ACCESS_NONE] != ACCESS_GRANTED) {
		is[ACCESS_WRONG] = ask(o, ACCESS_WRONG, operation);
		if (o->door.secret)
			is[ACCESS_VALID] = ask(o, ACCESS_VALID, operation);
		if (o->accounts.low)
			is[ACCESS_LOW] = ask(o, ACCESS_LOW, operation);
	}
	observe(o, operation, wanted, is);
}

/* ---- */

static bool is_camera(const struct probe_context *cx, uint16_t port)
{
	const json_t *interface = declaration_interface(cx->declaration, "tcp", port);
	const char *declared = json_text(interface, "service");
	size_t i = 0, k = 0;

	return (declared && text_has_nocase(bytes_of(declared), "onvif")) ||
	       probe_next_service(cx, &i, "wsd") || probe_next_service(cx, &k, "rtsp");
}

/* Who may use it, as declared; or NULL. */
static const char *wanted_of(const struct onvif *o, const char *operation)
{
	const json_t *interface =
	    declaration_interface(o->door.cx->declaration, "tcp", o->door.at.port);
	size_t i;
	json_t *item;

	json_array_foreach (json_object_get(interface, "resources"), i, item)
		if (text_equal(json_text(item, "operation"), operation))
			return json_text(item, "access");
	return NULL;
}

static void examine(struct onvif *o)
{
	access_accounts_find(&o->accounts, &o->door);
	for (size_t i = 0; i < ARRAY_LEN(operations) && !o->trouble; i++) {
		const char *wanted = wanted_of(o, operations[i].name);

		if (wanted || operations[i].always)
			ask_all(o, operations[i].name, wanted);
	}
	if (!o->trouble && !o->door.cx->authorized)
		o->trouble = "not_authorized";
	if (!o->trouble)
		o->trouble = o->accounts.low_trouble;
}

void access_onvif_run(struct probe_context *cx, const json_t *service, struct ledger *ledger)
{
	uint16_t port = probe_port(service);

	if (!is_camera(cx, port))
		return;
	struct onvif *o = mem_array(1, sizeof(*o));
	o->login = json_pack("{s:s}", "service", "onvif");
	o->door = (struct door){ .cx = cx,
				 .ledger = ledger,
				 .login = o->login,
				 .at = { .target = cx->target,
					 .port = port,
					 .tls = json_flag(service, "tls"),
					 .host = cx->name,
					 .mechanism = "username-token",
					 .path = ONVIF_PATH },
				 .mechanism = login_find("onvif", "username-token") };
	if (ask(o, ACCESS_NONE, OPEN_OPERATION) == ACCESS_GRANTED) {
		examine(o);
		probe_cover(cx, COVERAGE_ACCESS, port, o->trouble ? "partial" : "complete",
			    o->trouble);
	}
	json_decref(o->login);
	mem_free(o);
}
