/*
 * What must hold for any input of the judge: a proven failure is never lowered, no pass without its
 * coverage, no answer in place of coverage, and a verdict that rests on an unofficial value says
 * so. Inputs are parts of full.json, chosen at random from seeds that a failing test names.
 */
#include "judge_case.h"

#include "base/time.h"

#define SEEDS 150

static struct catalogue *catalogue;

static int load(void **state)
{
	catalogue = fixture_catalogue();
	return fixture_enter(state);
}

static int unload(void **state)
{
	catalogue_free(catalogue);
	return fixture_leave(state);
}

static enum verdict verdict_at(const json_t *verdicts, size_t i)
{
	enum verdict v = VERDICT_ERROR;

	if (verdict_find(json_text(json_array_get(verdicts, i), "verdict"), &v) < 0)
		fail_msg("criterion %zu has no verdict", i);
	return v;
}

static const char *id_at(const json_t *verdicts, size_t i)
{
	return json_text(json_array_get(verdicts, i), "criterion");
}

/* What and number, for a message; static, because it is used at once. */
static const char *at(const char *what, uint64_t n)
{
	static char text[100];

	(void)snprintf(text, sizeof(text), "%s, %" PRIu64, what, n);
	return text;
}

static void drop_some(json_t *list, uint64_t *seed, size_t of_ten)
{
	for (size_t i = json_array_size(list); i-- > 0;)
		if (tap_below(seed, 10) < of_ten)
			json_array_remove(list, i);
}

/* A part of full.json: sometimes nearly all of it, sometimes hardly any. */
static struct judge_case random_part(uint64_t *seed)
{
	struct judge_case c = judge_case_full(catalogue);

	drop_some(c.observations, seed, tap_below(seed, 6));
	drop_some(c.coverage, seed, tap_below(seed, 6));
	drop_some(c.answers, seed, tap_below(seed, 11));
	if (tap_below(seed, 4) == 0) {
		json_decref(c.declaration);
		c.declaration = NULL;
	}
	return c;
}

/* ---- no pass without coverage ---- */

/* full.json, and an MQTT broker inside TLS: it needs the guest and access probes, and S1.1-02
 * cannot pass. */
static struct judge_case with_broker(void)
{
	CLEANUP(json_done)
	json_t *row = fixture_json(
	    "{'declare': [{'proto': 'tcp', 'port': 8883, 'purpose': 'x', 'authenticates': true}],"
	    "'observe': [{'kind': 'port', 'port': 8883, 'state': 'open'},"
	    "{'kind': 'service', 'port': 8883, 'service': 'mqtt', 'tls': true},"
	    "{'kind': 'guest', 'port': 8883, 'service': 'mqtt', 'tls': true, 'granted': false,"
	    "'what': 'refused'}],"
	    "'cover': [{'of': 'identify', 'port': 8883, 'state': 'complete'},"
	    "{'of': 'tls', 'port': 8883, 'state': 'complete'},"
	    "{'of': 'guest', 'port': 8883, 'state': 'complete'},"
	    "{'of': 'access', 'port': 8883, 'state': 'complete'}]}");

	return judge_case_of(catalogue, row);
}

static void the_full_input_passes(void **state)
{
	CLEANUP(judge_case_done) struct judge_case full = judge_case_full(catalogue);
	CLEANUP(json_done) json_t *verdicts = judge_case_judge(&full, catalogue, true);
	CLEANUP(judge_case_done) struct judge_case broker = with_broker();
	CLEANUP(json_done) json_t *others = judge_case_judge(&broker, catalogue, true);

	(void)state;
	assert_int_equal(json_array_size(verdicts), 16);
	for (size_t i = 0; i < 16; i++) {
		TAP_INT(id_at(verdicts, i), verdict_at(verdicts, i), VERDICT_PASS);
		TAP_INT(id_at(others, i), verdict_at(others, i),
			text_equal(id_at(others, i), "S1.1-02") ? VERDICT_INCONCLUSIVE
								: VERDICT_PASS);
	}
}

/* The record at index taken away, or put in another state. */
static json_t *judge_without(const struct judge_case *full, size_t index, const char *state)
{
	CLEANUP(judge_case_done) struct judge_case c = judge_case_copy(full);
	json_t *record = json_array_get(c.coverage, index);

	if (state) {
		json_object_set_new(record, "state", json_string(state));
		json_object_set_new(record, "reason", json_string("deadline"));
	} else {
		json_array_remove(c.coverage, index);
	}
	return judge_case_judge(&c, catalogue, false);
}

/* How many passes end when the record goes; every one of those that rest on it must. */
static unsigned passes_that_end(const struct judge_case *full, const json_t *verdicts, size_t index)
{
	static const char *const ways[] = { NULL, "partial", "not_done", "error" };
	const json_t *id = json_object_get(json_array_get(full->coverage, index), "id");
	unsigned n = 0;

	for (size_t w = 0; w < ARRAY_LEN(ways); w++) {
		CLEANUP(json_done) json_t *then = judge_without(full, index, ways[w]);

		for (size_t i = 0; i < json_array_size(verdicts); i++) {
			const json_t *rests =
			    json_object_get(json_array_get(verdicts, i), "coverage");
			bool passes = verdict_at(then, i) == VERDICT_PASS;

			if (verdict_at(verdicts, i) != VERDICT_PASS)
				continue;
			if (json_has(rests, id) && passes)
				fail_msg("%s still passes without %s", id_at(verdicts, i),
					 json_string_value(id));
			if (!json_has(rests, id) && !passes)
				fail_msg("%s rests on %s without saying so", id_at(verdicts, i),
					 json_string_value(id));
			n += !passes;
		}
	}
	return n;
}

/* What these two probes find only makes a note (S1.1-05.published, S1.1-09.documented). */
static bool makes_a_note_only(const char *area)
{
	return text_equal(area, "security_txt") || text_equal(area, "update_priority");
}

static void without_coverage_a_pass_disappears(void **state)
{
	CLEANUP(judge_case_done) struct judge_case first = judge_case_full(catalogue);
	CLEANUP(judge_case_done) struct judge_case second = with_broker();
	CLEANUP(json_done) json_t *ended = json_object();
	const char *area;
	json_t *passes;

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		const struct judge_case *c = k ? &second : &first;
		CLEANUP(json_done) json_t *verdicts = judge_case_judge(c, catalogue, false);

		for (size_t i = 0; i < json_array_size(c->coverage); i++) {
			unsigned n = passes_that_end(c, verdicts, i);

			area = json_text(json_array_get(c->coverage, i), "of");
			json_object_set_new(ended, area,
					    json_integer(json_int(ended, area, 0) + n));
		}
	}
	/* A record that no pass rests on would be a probe for nothing. */
	assert_int_equal(json_object_size(ended), 16);
	json_object_foreach (ended, area, passes)
		TAP_CHECK(area, (json_integer_value(passes) == 0) == makes_a_note_only(area));
}

static void without_a_declaration_nothing_passes(void **state)
{
	CLEANUP(judge_case_done) struct judge_case c = judge_case_full(catalogue);

	(void)state;
	json_decref(c.declaration);
	c.declaration = NULL;
	CLEANUP(json_done) json_t *verdicts = judge_case_judge(&c, catalogue, true);
	for (size_t i = 0; i < json_array_size(verdicts); i++)
		TAP_INT(id_at(verdicts, i), verdict_at(verdicts, i), VERDICT_INCONCLUSIVE);
}

/* ---- never lowered ---- */

static const struct {
	const char *criterion, *observation;
	bool needs_declaration;
} proofs[] = {
	{ "S1.1-01",
	  "{'kind':'guest','port':23,'tls':false,'service':'telnet','granted':true,'what':'x'}",
	  false },
	{ "S1.1-01",
	  "{'kind':'http_page','port':80,'tls':false,'path':'/c','status':200,'access':'open',"
	  "'login_form':false,'sensitive':'private-key'}",
	  false },
	{ "S1.1-02",
	  "{'kind':'credential','port':443,'tls':true,'service':'http','path':'/',"
	  "'account':'admin','entry':'d001','accepted':true}",
	  false },
	{ "S1.1-04",
	  "{'kind':'guessing','port':443,'tls':true,'service':'http','mechanism':'basic',"
	  "'account':'admin','account_known':true,'class':'none','attempts':46,"
	  "'guesses_per_hour':360000}",
	  false },
	{ "S1.1-05",
	  "{'kind':'document','what':'disclosure_policy','url':'https://x/','reached':false,"
	  "'status':404,'https':true,'trusted':true,'soft_404':false}",
	  false },
	{ "S1.1-07",
	  "{'kind':'document','what':'update_instructions','url':'https://x/','reached':false,"
	  "'status':410,'https':true,'trusted':true,'soft_404':false}",
	  false },
	{ "S1.1-12",
	  "{'kind':'login','port':80,'tls':false,'service':'http','mechanism':'form','path':'/'}",
	  false },
	{ "S1.1-12", "{'kind':'crypto','port':443,'where':'tls.class','name':'null'}", false },
	{ "S1.1-13", "{'kind':'port','port':31337,'state':'open'}", true },
	{ "S1.1-16",
	  "{'kind':'document','what':'user_information','url':'https://x/','reached':false,"
	  "'status':401,'https':true,'trusted':true,'soft_404':false}",
	  false },
};

/* Whoever gets a new way to fail gets a row above. */
static void every_proof_has_a_row(void **state)
{
	size_t i, k;
	json_t *criterion, *check;

	(void)state;
	json_array_foreach (json_object_get(catalogue->pack, "criteria"), i, criterion)
		json_array_foreach (json_object_get(criterion, "checks"), k, check) {
			bool found = !json_object_get(check, "fail_if");

			for (size_t n = 0; n < ARRAY_LEN(proofs); n++)
				found = found ||
					text_equal(proofs[n].criterion, json_text(criterion, "id"));
			TAP_CHECK(json_text(check, "id"), found);
		}
}

static void a_proven_failure_stands(void **state)
{
	(void)state;
	for (uint64_t n = 1; n <= SEEDS; n++) {
		uint64_t seed = n;
		CLEANUP(judge_case_done) struct judge_case c = random_part(&seed);
		CLEANUP(json_done) json_t *before = judge_case_judge(&c, catalogue, false);
		size_t k = (size_t)(n % ARRAY_LEN(proofs));
		CLEANUP(json_done) json_t *proof = fixture_json(proofs[k].observation);

		if (proofs[k].needs_declaration && !c.declaration)
			continue;
		judge_case_observe(&c, proof);
		CLEANUP(json_done) json_t *after = judge_case_judge(&c, catalogue, false);
		TAP_TEXT(at(proofs[k].criterion, n), judge_case_verdict(after, proofs[k].criterion),
			 "fail");
		for (size_t i = 0; i < json_array_size(before); i++)
			if (verdict_at(before, i) == VERDICT_FAIL)
				TAP_INT(at(id_at(before, i), n), verdict_at(after, i),
					VERDICT_FAIL);
	}
}

static void add_error(struct judge_case *c, uint64_t *seed)
{
	static const char *const areas[] = { "sweep.tcp",
					     "sweep.udp",
					     "udp",
					     "identify",
					     "http.walk",
					     "tls",
					     "ssh",
					     "guest",
					     "credentials",
					     "model",
					     "disclosure_policy",
					     "user_information",
					     "security_txt",
					     "update_instructions",
					     "update_priority" };
	static const int ports[] = { 0, 22, 80, 443, 9999 };
	json_t *record = json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", "c9999", "probe", "test",
				   "of", areas[tap_below(seed, ARRAY_LEN(areas))], "state", "error",
				   "reason", "crashed");
	int port = ports[tap_below(seed, ARRAY_LEN(ports))];

	if (port) {
		json_object_set_new(record, "proto", json_string("tcp"));
		json_object_set_new(record, "port", json_integer(port));
	}
	json_array_append_new(c->coverage, record);
}

/* What went wrong can only make a verdict worse, and a failure stays a failure. */
static void an_error_never_improves(void **state)
{
	(void)state;
	for (uint64_t n = 1; n <= SEEDS; n++) {
		uint64_t seed = n;
		CLEANUP(judge_case_done) struct judge_case c = random_part(&seed);
		CLEANUP(json_done)
		json_t *proof =
		    fixture_json(proofs[tap_below(&seed, ARRAY_LEN(proofs))].observation);

		if (n % 2)
			judge_case_observe(&c, proof);
		CLEANUP(json_done) json_t *before = judge_case_judge(&c, catalogue, false);
		add_error(&c, &seed);
		CLEANUP(json_done) json_t *after = judge_case_judge(&c, catalogue, false);
		for (size_t i = 0; i < json_array_size(before); i++)
			TAP_INT(at(id_at(before, i), n),
				verdict_worse(verdict_at(before, i), verdict_at(after, i)),
				verdict_at(after, i));
	}
}

/* Whatever the tool itself could not settle, no yes settles. */
static void answers_do_not_replace_coverage(void **state)
{
	unsigned unsettled = 0;

	(void)state;
	for (uint64_t n = 1; n <= SEEDS; n++) {
		uint64_t seed = n;
		CLEANUP(judge_case_done) struct judge_case c = random_part(&seed);
		CLEANUP(json_done) json_t *all = c.answers;

		c.answers = json_array();
		CLEANUP(json_done) json_t *before = judge_case_judge(&c, catalogue, false);
		json_array_extend(c.answers, all);
		CLEANUP(json_done) json_t *after = judge_case_judge(&c, catalogue, false);
		for (size_t i = 0; i < json_array_size(before); i++)
			if (verdict_at(before, i) > VERDICT_NEEDS_HUMAN) {
				TAP_INT(at(id_at(before, i), n), verdict_at(after, i),
					verdict_at(before, i));
				unsettled++;
			}
	}
	assert_true(unsettled > SEEDS);
}

/* A no is a failure, whatever else is known or missing, unless the check does not apply. */
static void a_no_always_counts(void **state)
{
	(void)state;
	for (uint64_t n = 1; n <= SEEDS; n++) {
		uint64_t seed = n;
		CLEANUP(judge_case_done) struct judge_case c = random_part(&seed);
		CLEANUP(judge_case_done) struct judge_case full = judge_case_full(catalogue);
		const char *question = json_text(
		    json_array_get(full.answers, tap_below(&seed, json_array_size(full.answers))),
		    "question");
		char id[8] = "S1.1-";

		/* Falls away where the environment is declared not to be protected. */
		if (text_equal(question, "q12.environment"))
			continue;
		memcpy(id + 5, question + 1, 2);
		judge_case_answer(&c, question, "no");
		CLEANUP(json_done) json_t *after = judge_case_judge(&c, catalogue, false);
		TAP_TEXT(at(question, n), judge_case_verdict(after, id), "fail");
	}
}

/* ---- answers ---- */

static void the_last_answer_counts(void **state)
{
	static const struct {
		const char *what, *first, *second, *verdict;
	} rows[] = {
		{ "yes then no", "yes", "no", "fail" },
		{ "no then yes", "no", "yes", "pass" },
		{ "na then yes", "na", "yes", "pass" },
		{ "no then na", "no", "na", "not_applicable" },
		{ "something else", "yes", "maybe", "needs_human" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(judge_case_done) struct judge_case c = judge_case_full(catalogue);

		judge_case_answer(&c, "q04.measured", rows[i].first);
		judge_case_answer(&c, "q04.measured", rows[i].second);
		CLEANUP(json_done) json_t *verdicts = judge_case_judge(&c, catalogue, false);
		TAP_TEXT(rows[i].what, judge_case_verdict(verdicts, "S1.1-04"), rows[i].verdict);
	}
}

static void na_counts_only_where_it_may(void **state)
{
	CLEANUP(judge_case_done) struct judge_case c = judge_case_full(catalogue);

	(void)state;
	judge_case_answer(&c, "q11.listed", "na");
	judge_case_answer(&c, "q11.protected", "na");
	CLEANUP(json_done) json_t *verdicts = judge_case_judge(&c, catalogue, true);
	assert_string_equal(judge_case_verdict(verdicts, "S1.1-11.listed"), "needs_human");
	assert_string_equal(judge_case_verdict(verdicts, "S1.1-11.protected"), "not_applicable");
}

/* ---- facts the shipped pack has no rule for ---- */

static void every_fact_can_rule(void **state)
{
	static const struct {
		const char *what, *fact, *patch, *unless, *only_if;
	} rows[] = {
		{ "a service that is needed", "associated_service", "{}", "not_applicable",
		  "pass" },
		{ "none that is needed", "associated_service",
		  "{'associated_services':[{'name':'x','required':false}]}", "pass",
		  "not_applicable" },
		{ "none", "associated_service", "{'associated_services':[]}", "pass",
		  "not_applicable" },
		{ "services not said", "associated_service", "{'associated_services':null}", "pass",
		  "pass" },
		{ "a password", "no_passwords", "{}", "pass", "not_applicable" },
		{ "accounts without", "no_passwords",
		  "{'accounts':[{'name':'guest','initial':'none'}]}", "not_applicable", "pass" },
		{ "no accounts", "no_passwords", "{'accounts':[]}", "not_applicable", "pass" },
		{ "accounts not said", "no_passwords", "{'accounts':null}", "pass", "pass" },
		{ "users log in", "no_user_authentication", "{}", "pass", "not_applicable" },
		{ "users do not", "no_user_authentication",
		  "{'product':{'user_authentication':false}}", "not_applicable", "pass" },
		{ "users not said", "no_user_authentication",
		  "{'product':{'user_authentication':null}}", "pass", "pass" },
		{ "something stored", "no_stored_assets", "{}", "pass", "not_applicable" },
		{ "only sent", "no_stored_assets",
		  "{'assets':[{'name':'x','stored':false,'sent':true}]}", "not_applicable",
		  "pass" },
		{ "assets not said", "no_stored_assets", "{'assets':null}", "pass", "pass" },
		{ "no declaration", "associated_service", "null", "inconclusive", "inconclusive" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (int unless = 0; unless < 2; unless++) {
			CLEANUP(judge_case_done) struct judge_case c = judge_case_full(catalogue);
			CLEANUP(json_done) json_t *patch = fixture_json(rows[i].patch);
			CLEANUP(json_done) json_t *pack = json_deep_copy(catalogue->pack);
			struct catalogue other = *catalogue;
			/* The first check of S1.1-15 gets the rule; the second has none. */
			json_t *check = json_at(pack, "/criteria/14/checks/0");

			other.pack = pack;
			json_object_set_new(check, unless ? "applies_unless" : "applies_if",
					    json_pack("[{s:s, s:{s:s, s:s}}]", "fact", rows[i].fact,
						      "because", "ja", "理由", "en", "so"));
			if (json_is_null(patch)) {
				json_decref(c.declaration);
				c.declaration = NULL;
			} else {
				judge_case_merge(c.declaration, patch);
			}
			CLEANUP(json_done) json_t *verdicts = judge_case_judge(&c, &other, false);
			TAP_TEXT(rows[i].what, judge_case_verdict(verdicts, "S1.1-15.function"),
				 unless ? rows[i].unless : rows[i].only_if);
		}
}

/* ---- provisional ---- */

static const json_t *list_at(const json_t *record, const char *name)
{
	return json_object_get(record, name);
}

/* Provisional says why: which unofficial values; and nothing is named that is not needed. */
static void provisional_names_its_values(void **state)
{
	(void)state;
	for (uint64_t n = 1; n <= SEEDS; n++) {
		uint64_t seed = n;
		CLEANUP(judge_case_done) struct judge_case c = random_part(&seed);
		CLEANUP(json_done)
		json_t *proof = fixture_json(proofs[n % ARRAY_LEN(proofs)].observation);
		size_t i, k;
		json_t *record, *check;

		if (n % 3 == 0)
			judge_case_observe(&c, proof);
		CLEANUP(json_done) json_t *verdicts = judge_case_judge(&c, catalogue, false);
		json_array_foreach (verdicts, i, record) {
			TAP_INT(at(id_at(verdicts, i), n), json_flag(record, "provisional"),
				json_array_size(list_at(record, "parameters")) > 0);
			json_array_foreach (list_at(record, "checks"), k, check)
				TAP_INT(at(json_text(check, "check"), n),
					json_flag(check, "provisional"),
					json_array_size(list_at(check, "parameters")) > 0);
		}
	}
}

/* The shipped values in a file that calls them official, read as --parameters reads it. */
static json_t *official_file(const char *path)
{
	CLEANUP(json_done) json_t *file = json_pack("{s:[]}", "parameters");
	json_t *list = NULL;
	struct err err = { 0 };
	size_t i;
	json_t *p;

	json_array_foreach (json_object_get(catalogue->pack, "parameters"), i, p)
		json_array_append_new(
		    json_object_get(file, "parameters"),
		    json_pack("{s:O, s:O, s:s, s:b}", "id", json_object_get(p, "id"), "value",
			      json_object_get(p, "value"), "source", "IPA", "official", 1));
	if (json_write_file(path, file, 0600, &err) < 0 ||
	    catalogue_parameters(&list, catalogue, path, &err) < 0)
		fail_msg("%s", err.text);
	return list;
}

static unsigned provisional_in(const json_t *verdicts)
{
	unsigned n = 0;
	size_t i;
	json_t *record;

	json_array_foreach (verdicts, i, record)
		n += json_flag(record, "provisional");
	return n;
}

static void official_values_end_it(void **state)
{
	CLEANUP(judge_case_done) struct judge_case c = judge_case_full(catalogue);
	CLEANUP(mem_freep) char *path = fixture_path("official.json");
	size_t i;
	json_t *p;

	(void)state;
	CLEANUP(json_done) json_t *shipped = judge_case_judge(&c, catalogue, true);
	/* 01, 02, 04, 05, 07, 12, 13 and 16 rest on values that nobody has published. */
	assert_int_equal(provisional_in(shipped), 8);
	json_decref(c.parameters);
	c.parameters = official_file(path);
	CLEANUP(json_done) json_t *official = judge_case_judge(&c, catalogue, true);
	assert_int_equal(provisional_in(official), 0);
	/* A value somebody loads without calling it official stays what it is. */
	json_array_foreach (c.parameters, i, p)
		json_object_set_new(p, "official", json_false());
	CLEANUP(json_done) json_t *own = judge_case_judge(&c, catalogue, true);
	assert_true(json_equal(own, shipped));
}

/* ---- form and size ---- */

static void judging_changes_nothing(void **state)
{
	CLEANUP(judge_case_done) struct judge_case c = judge_case_full(catalogue);
	CLEANUP(judge_case_done) struct judge_case copy = judge_case_copy(&c);
	CLEANUP(json_done) json_t *pack = json_deep_copy(catalogue->pack);
	CLEANUP(json_done) json_t *first = judge_case_judge(&c, catalogue, false);
	CLEANUP(json_done) json_t *second = judge_case_judge(&c, catalogue, false);

	(void)state;
	assert_true(json_equal(first, second));
	assert_true(json_equal(c.declaration, copy.declaration));
	assert_true(json_equal(c.observations, copy.observations));
	assert_true(json_equal(c.coverage, copy.coverage));
	assert_true(json_equal(c.answers, copy.answers));
	assert_true(json_equal(catalogue->pack, pack));
}

static unsigned count(const char *text, const char *part)
{
	unsigned n = 0;

	for (const char *p = text; (p = strstr(p, part)); p += strlen(part))
		n++;
	return n;
}

/* Seven checks that lack the same thing say it once. */
static void a_reason_is_not_repeated(void **state)
{
	static const struct {
		const char *what, *row, *criterion, *sentence;
	} rows[] = {
		{ "no declaration", "{'declaration':false}", "S1.1-01",
		  "There is no declaration to compare the device with." },
		{ "no sweep", "{'cover':[{'of':'sweep.tcp','state':null}]}", "S1.1-12",
		  "The sweep of the TCP ports is not complete." },
		{ "one port unknown", "{'cover':[{'of':'identify','port':80,'state':null}]}",
		  "S1.1-01", "The identification of the service on port 80/tcp is not complete." },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *row = fixture_json(rows[i].row);
		CLEANUP(judge_case_done) struct judge_case c = judge_case_of(catalogue, row);
		CLEANUP(json_done) json_t *verdicts = judge_case_judge(&c, catalogue, true);
		const json_t *record = judge_case_record(verdicts, rows[i].criterion);
		const json_t *because = json_object_get(record, "because");

		TAP_INT(rows[i].what, count(json_text(because, "en"), rows[i].sentence), 1);
	}
}

static void open_ports(struct judge_case *c, int n)
{
	for (int port = 1000; port < 1000 + n; port++) {
		CLEANUP(json_done)
		json_t *o = json_pack("{s:s, s:i, s:s, s:[]}", "kind", "port", "port", port,
				      "state", "open", "evidence");
		json_t *r = json_pack("{s:s, s:s, s:s, s:i, s:s, s:s}", "of", "identify", "probe",
				      "test", "proto", "tcp", "port", port, "state", "not_done",
				      "reason", "deadline");
		CLEANUP(mem_freep) char *id = mem_format("c%d", 10000 + port);

		judge_case_observe(c, o);
		json_object_set_new(r, "id", json_string(id));
		json_array_append_new(c->coverage, r);
	}
}

/* A device that accepts any connection must neither stall the judge nor burst the run. */
static void a_device_with_thousands_of_ports(void **state)
{
	static const struct {
		const char *what;
		int ports;
		bool fits; /* into what run.json is checked for */
	} rows[] = { { "many", 400, true }, { "too many", 9000, false } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(judge_case_done) struct judge_case c = judge_case_full(catalogue);

		open_ports(&c, rows[i].ports);
		int64_t start = time_now(&time_system);
		CLEANUP(json_done) json_t *verdicts = judge_case_judge(&c, catalogue, rows[i].fits);
		TAP_CHECK(rows[i].what, time_now(&time_system) - start < 60 * TIME_SECOND);
		const json_t *because =
		    json_object_get(judge_case_record(verdicts, "S1.1-01"), "because");

		TAP_TEXT(rows[i].what, judge_case_verdict(verdicts, "S1.1-13"), "fail");
		TAP_TEXT(rows[i].what, judge_case_verdict(verdicts, "S1.1-01"), "inconclusive");
		TAP_CHECK(rows[i].what, strlen(json_text(because, "ja")) < 4000);
		FIXTURE_SAYS(rows[i].what, json_text(because, "en"), " more of this kind.");
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_full_input_passes),
	cmocka_unit_test(without_coverage_a_pass_disappears),
	cmocka_unit_test(without_a_declaration_nothing_passes),
	cmocka_unit_test(every_proof_has_a_row),
	cmocka_unit_test(a_proven_failure_stands),
	cmocka_unit_test(an_error_never_improves),
	cmocka_unit_test(answers_do_not_replace_coverage),
	cmocka_unit_test(a_no_always_counts),
	cmocka_unit_test(the_last_answer_counts),
	cmocka_unit_test(na_counts_only_where_it_may),
	cmocka_unit_test(every_fact_can_rule),
	cmocka_unit_test(provisional_names_its_values),
	cmocka_unit_test(official_values_end_it),
	cmocka_unit_test(judging_changes_nothing),
	cmocka_unit_test(a_reason_is_not_repeated),
	cmocka_unit_test(a_device_with_thousands_of_ports),
};

TAP_MAIN_WITHIN(tests, load, unload)
