/* What is known of the device: its open ports, the cryptography it accepts, all observations. */
#include "report/report_model.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "criteria/catalogue.h"
#include "report/report_escape.h"
#include "report/report_fact.h"
#include "run/coverage.h"
#include "run/run.h"
#include "run/value_word.h"

#define FACT_MAX 1024
#define FOREIGN_MAX (1u << 20)
#define FOREIGN_SHOWN_MAX 1000 /* bytes of device text in a report; run.json holds all of it */

/* A device may say as much as it likes; a table of a hundred rows may not. */
static void set_foreign(json_t *object, const char *key, const char *text)
{
	CLEANUP(buf_done) struct buf shown = BUF(FOREIGN_SHOWN_MAX + 8);

	if (text)
		report_escape_cut(&shown, text, FOREIGN_SHOWN_MAX);
	report_model_set(object, key, buf_cstr(&shown));
}

static const json_t *observations(const struct report_input *in)
{
	return json_object_get(in->run->doc, "observations");
}

/*
 * A device can open thousands of ports, so what belongs to one is found by a key and not by
 * walking: "tcp/443", and with a member "tcp/443/tls.version".
 */
static char *key_new(const json_t *record, const char *member)
{
	const char *proto = json_text(record, "proto");
	const char *value = member ? json_text(record, member) : NULL;

	return mem_format("%s/%" PRId64 "/%s", proto ? proto : "", json_int(record, "port", -1),
			  value ? value : "");
}

/* The list under the key in an index, made when it is not there yet; borrowed. */
static json_t *list_at(json_t *index, const char *key)
{
	json_t *list = json_object_get(index, key);

	if (!list) {
		list = json_array();
		json_object_set_new(index, key, list);
	}
	return list;
}

static void add_place(json_t *out, const json_t *record)
{
	json_t *port = json_object_get(record, "port");
	CLEANUP(buf_done) struct buf where = BUF(FACT_MAX);

	report_model_set(out, "proto", json_text(record, "proto"));
	if (port)
		json_object_set(out, "port", port);
	report_fact_where(&where, record);
	report_model_set(out, "where", buf_cstr(&where));
}

/* ---- Ports ---- */

static json_t *services_by_port(const struct report_input *in)
{
	json_t *index = json_object();
	size_t i;
	json_t *item;

	json_array_foreach (observations(in), i, item) {
		CLEANUP(mem_freep) char *key = key_new(item, NULL);

		if (text_equal(json_text(item, "kind"), "service"))
			json_array_append(list_at(index, key), item);
	}
	return index;
}

static void add_services(json_t *out, const json_t *seen, const struct report_input *in)
{
	json_t *services = json_array();
	size_t i;
	json_t *item;

	json_array_foreach (seen, i, item) {
		CLEANUP(buf_done) struct buf name = BUF(FACT_MAX);
		const char *service = json_text(item, "service");

		if (json_flag(item, "tls") && !text_equal(service, "tls"))
			value_word_service(&name, service, true, in->language);
		else
			report_fact_say(&name, item, in->language);
		json_array_append_new(services, json_string(buf_cstr(&name)));
		if (!json_object_get(out, "banner"))
			set_foreign(out, "banner", json_text(item, "banner"));
	}
	json_object_set_new(out, "services", services);
}

static json_t *declared_by_port(const struct report_input *in)
{
	const json_t *declaration = json_object_get(in->run->doc, "declaration");
	json_t *index = json_object();
	size_t i;
	json_t *item;

	json_array_foreach (json_object_get(declaration, "interfaces"), i, item) {
		CLEANUP(mem_freep) char *key = key_new(item, NULL);

		json_object_set(index, key, item);
	}
	return index;
}

static void add_declared(json_t *out, const json_t *found, const struct report_input *in)
{
	const json_t *declaration = json_object_get(in->run->doc, "declaration");

	json_object_set_new(out, "declared",
			    json_is_object(declaration) ? json_boolean(found != NULL)
							: json_null());
	report_model_word(out, "declared_label",
			  found                         ? WORD_DECLARED_YES
			  : json_is_object(declaration) ? WORD_DECLARED_NO
							: WORD_DECLARED_UNKNOWN,
			  in);
	set_foreign(out, "purpose", json_text(found, "purpose"));
}

json_t *report_device_ports(const struct report_input *in)
{
	CLEANUP(json_done) json_t *services = services_by_port(in);
	CLEANUP(json_done) json_t *declared = declared_by_port(in);
	json_t *ports = json_array();
	size_t i;
	json_t *item;

	json_array_foreach (observations(in), i, item) {
		CLEANUP(mem_freep) char *key = key_new(item, NULL);

		if (!text_equal(json_text(item, "kind"), "port") ||
		    !text_equal(json_text(item, "state"), "open"))
			continue;
		json_t *out = json_object();

		add_place(out, item);
		add_services(out, json_object_get(services, key), in);
		add_declared(out, json_object_get(declared, key), in);
		json_array_append_new(ports, out);
	}
	return ports;
}

/* ---- Cryptography ---- */

static enum report_word grade_word(const char *grade)
{
	if (text_equal(grade, "refused"))
		return WORD_GRADE_REFUSED;
	if (text_equal(grade, "tolerated"))
		return WORD_GRADE_TOLERATED;
	if (text_equal(grade, "recommended"))
		return WORD_GRADE_RECOMMENDED;
	return WORD_GRADE_UNKNOWN;
}

static json_t *place_new(const json_t *observation, const struct report_input *in)
{
	const char *where = json_text(observation, "where");
	json_t *place = json_object();

	add_place(place, observation);
	report_model_set(place, "kind", where);
	report_model_set(place, "label", where ? report_fact_place(where, in->language) : NULL);
	json_object_set_new(place, "names", json_array());
	return place;
}

static json_t *name_new(const json_t *observation, const struct report_input *in)
{
	const char *grade = catalogue_grade(in->catalogue, observation, NULL);
	json_t *bits = json_object_get(observation, "bits");
	json_t *out = json_object();

	set_foreign(out, "name",
		    value_word_crypto(json_text(observation, "where"),
				      json_text(observation, "name"), in->language));
	if (bits)
		json_object_set(out, "bits", bits);
	report_model_set(out, "grade", grade);
	report_model_word(out, "label", grade_word(grade), in);
	return out;
}

/* An entry for each port and place in the protocol ("TLS version"), with the names accepted there.
 */
json_t *report_device_crypto(const struct report_input *in)
{
	CLEANUP(json_done) json_t *index = json_object();
	json_t *crypto = json_array();
	size_t i;
	json_t *item;

	json_array_foreach (observations(in), i, item) {
		CLEANUP(mem_freep) char *key = key_new(item, "where");
		json_t *place = json_object_get(index, key);

		if (!text_equal(json_text(item, "kind"), "crypto"))
			continue;
		if (!place) {
			place = place_new(item, in);
			json_object_set(index, key, place);
			json_array_append_new(crypto, place);
		}
		json_array_append_new(json_object_get(place, "names"), name_new(item, in));
	}
	return crypto;
}

/* ---- Everything, for reference by id ---- */

json_t *report_device_observations(const struct report_input *in)
{
	json_t *all = json_array();
	size_t i;
	json_t *item;

	json_array_foreach (observations(in), i, item) {
		CLEANUP(buf_done) struct buf fact = BUF(FACT_MAX);
		CLEANUP(buf_done) struct buf text = BUF(FOREIGN_MAX);
		json_t *evidence = json_object_get(item, "evidence");
		json_t *out = json_object();

		report_model_set(out, "id", json_text(item, "id"));
		report_model_set(out, "kind", json_text(item, "kind"));
		report_model_set(out, "probe", json_text(item, "probe"));
		add_place(out, item);
		report_fact_say(&fact, item, in->language);
		report_model_set(out, "fact", buf_cstr(&fact));
		report_fact_text(&text, item, in->language);
		set_foreign(out, "text", buf_cstr(&text));
		json_object_set_new(out, "evidence",
				    evidence ? json_incref(evidence) : json_array());
		json_array_append_new(all, out);
	}
	return all;
}

json_t *report_device_coverage(const struct report_input *in)
{
	json_t *all = json_array();
	size_t i;
	json_t *item;

	json_array_foreach (json_object_get(in->run->doc, "coverage"), i, item) {
		const char *reason = json_text(item, "reason");
		const char *state = json_text(item, "state");
		json_t *out = json_object();

		report_model_set(out, "id", json_text(item, "id"));
		report_model_set(out, "of", json_text(item, "of"));
		report_model_title(out, "what",
				   coverage_area_say(json_text(item, "of"), in->language));
		add_place(out, item);
		report_model_set(out, "state", state);
		report_model_word(out, "label", report_words_state(state), in);
		report_model_set(out, "reason",
				 reason ? coverage_reason_say(reason, in->language) : NULL);
		json_array_append_new(all, out);
	}
	return all;
}
