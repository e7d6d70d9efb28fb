/*
 * The catalogue as it is built in, from a folder, and with one thing wrong in it; official values;
 * grades at their bounds.
 */
#include "fixture.h"

static const char *const files[] = { "crypto_policy.json", "credentials.json",
				     "http_paths.json",    "policy_terms.json",
				     "schemes.json",       "requirements.json",
				     "threats.json",       "packs/jc-star-1.json" };

static struct catalogue *built_in;

static int load(void **state)
{
	built_in = fixture_catalogue();
	return fixture_enter(state);
}

static int unload(void **state)
{
	catalogue_free(built_in);
	return fixture_leave(state);
}

/* A folder with the catalogue of the source tree; its path is owned by the caller. */
static char *copy_catalogue(const char *name)
{
	CLEANUP(mem_freep) char *dir = fixture_path(name);
	CLEANUP(mem_freep) char *packs = mem_format("%s/packs", dir);

	assert_int_equal(mkdir(dir, 0700), 0);
	assert_int_equal(mkdir(packs, 0700), 0);
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		CLEANUP(mem_freep) char *from = mem_format("catalogue/%s", files[i]);
		CLEANUP(mem_freep) char *to = mem_format("%s/%s", dir, files[i]);
		CLEANUP(buf_done) struct buf text = fixture_read(from);

		fixture_write(to, buf_view(&text));
	}
	return steal(dir);
}

static void a_folder_is_as_good_as_what_is_built_in(void **state)
{
	CLEANUP(mem_freep) char *dir = copy_catalogue("same");
	CLEANUP(catalogue_freep) struct catalogue *c = NULL;
	CLEANUP(catalogue_freep) struct catalogue *by_path = NULL;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(catalogue_load(&c, dir, NULL, &err), 0);
	assert_true(json_equal(c->pack, built_in->pack));
	assert_true(json_equal(c->threats, built_in->threats));
	assert_string_equal(c->pack_sha256, built_in->pack_sha256);
	assert_int_equal(catalogue_load(&by_path, NULL, "catalogue/packs/jc-star-1.json", &err), 0);
	assert_string_equal(by_path->pack_sha256, built_in->pack_sha256);
}

/* Sets (or with NULL removes) the value at an RFC 6901 pointer; "-" appends. */
static void change(json_t *root, const char *pointer, json_t *value)
{
	CLEANUP(mem_freep) char *up = mem_text(pointer);
	char *last = strrchr(up, '/');

	assert_non_null(last);
	*last++ = '\0';
	json_t *owner = json_at(root, up);
	assert_non_null(owner);
	if (json_is_object(owner)) {
		if (value)
			json_object_set_new(owner, last, value);
		else
			assert_int_equal(json_object_del(owner, last), 0);
		return;
	}
	size_t index = (size_t)strtoul(last, NULL, 10);
	if (text_equal(last, "-"))
		json_array_append_new(owner, value);
	else if (value)
		json_array_set_new(owner, index, value);
	else
		json_array_remove(owner, index);
}

/* Loads the folder with one file changed and puts the file back. */
static int load_changed(const char *dir, const char *file, const char *pointer, const char *value,
			struct err *err)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/%s", dir, file);
	CLEANUP(buf_done) struct buf before = fixture_read(path);
	CLEANUP(json_done) json_t *root = NULL;
	struct catalogue *c = NULL;

	assert_int_equal(json_read(&root, buf_view(&before), file, NULL), 0);
	change(root, pointer, value ? fixture_json(value) : NULL);
	assert_int_equal(json_write_file(path, root, 0600, NULL), 0);
	int r = catalogue_load(&c, dir, NULL, err);
	fixture_write(path, buf_view(&before));
	if (r < 0)
		assert_null(c);
	catalogue_free(c);
	return r;
}

static void one_thing_wrong_in_the_pack(void **state)
{
	static const struct {
		const char *what, *pointer, *value;
		int r;
		const char *message;
	} rows[] = {
		{ "nothing wrong", "/edition", "'2026.2'", 0, "" },
		{ "unknown field", "/colour", "'red'", E_FORMAT,
		  "packs/jc-star-1.json: /colour: " },
		{ "unknown field of a criterion", "/criteria/3/weight", "1", E_FORMAT,
		  "packs/jc-star-1.json: /criteria/3/weight: " },
		{ "unknown field of a check", "/criteria/0/checks/0/pass_fi", "[]", E_FORMAT,
		  "/criteria/0/checks/0/pass_fi: " },
		{ "unknown field of an observation", "/criteria/0/checks/0/fail_if/0/grnted",
		  "true", E_FORMAT, "/criteria/0/checks/0/fail_if/0/grnted: " },
		{ "unknown kind", "/criteria/0/checks/0/fail_if/0/kind", "'gest'", E_FORMAT,
		  "/criteria/0/checks/0/fail_if/0/kind: " },
		{ "unknown interface", "/criteria/0/checks/0/fail_if/0/interface", "'odd'",
		  E_FORMAT, "/criteria/0/checks/0/fail_if/0/interface: " },
		{ "unknown fact", "/criteria/3/checks/0/applies_unless/0/fact", "'tiny'", E_FORMAT,
		  "/criteria/3/checks/0/applies_unless/0/fact: " },
		{ "unknown area", "/criteria/0/checks/0/needs/1", "{'coverage':'sweep.sctp'}",
		  E_FORMAT, "/criteria/0/checks/0/needs/1" },
		{ "wrong type", "/criteria/0/number", "'1'", E_FORMAT, "/criteria/0/number: " },
		{ "wrong type of a list", "/criteria", "{}", E_FORMAT, "/criteria: " },
		{ "missing title", "/criteria/2/title", NULL, E_FORMAT, "/criteria/2: " },
		{ "missing English", "/criteria/2/title/en", NULL, E_FORMAT,
		  "/criteria/2/title: " },
		{ "nothing to say on failure", "/criteria/0/checks/0/says/fail", NULL, E_FORMAT,
		  "/criteria/0/checks/0/says: " },
		{ "a format of tomorrow", "/version", "2", E_FORMAT, "/version: " },
		{ "dangling scheme", "/scheme", "'JC-STAR-X'", E_MISSING,
		  "packs/jc-star-1.json: /scheme: there is no scheme 'JC-STAR-X'" },
		{ "dangling source", "/criteria/1/sources/0", "'NOBODY'", E_MISSING,
		  "packs/jc-star-1.json: /criteria/1/sources/0: there is no source 'NOBODY'" },
		{ "dangling threat", "/criteria/1/threats/0", "'T9'", E_MISSING,
		  "/criteria/1/threats/0: there is no threat 'T9'" },
		{ "dangling asset", "/criteria/1/assets/0", "'gold'", E_MISSING,
		  "/criteria/1/assets/0: there is no asset 'gold'" },
		{ "dangling requirement", "/criteria/1/requirements/0", "'99-9'", E_MISSING,
		  "/criteria/1/requirements/0: there is no requirement '99-9'" },
		{ "dangling parameter of a check", "/criteria/1/checks/0/parameters/0", "'p.none'",
		  E_MISSING, "/criteria/1/checks/0/parameters/0: there is no parameter 'p.none'" },
		{ "dangling parameter of a matcher", "/criteria/4/checks/0/fail_if/0/status",
		  "{'parameter':'p.none'}", E_MISSING,
		  "/criteria/4/checks/0/fail_if/0/status: there is no parameter 'p.none'" },
		{ "dangling parameter of a need", "/criteria/0/checks/0/needs/2/each/port",
		  "{'not_parameter':'p.none'}", E_MISSING,
		  "/criteria/0/checks/0/needs/2/each/port: there is no parameter 'p.none'" },
		{ "a parameter the check does not name", "/criteria/4/checks/0/parameters/1", NULL,
		  E_MISSING,
		  "/criteria/4/checks/0/inconclusive_if/0/status: the check's 'parameters' do not "
		  "name 'http.retry_statuses'" },
		{ "a grade the check does not rest on", "/criteria/11/checks/2/parameters", NULL,
		  E_MISSING, "the check's 'parameters' do not name 'crypto.policy'" },
		{ "another crypto policy", "/parameters/2/value", "'other'", E_MISSING,
		  "/parameters/2/value: the crypto policy here is " },
		{ "duplicate source", "/sources/1/id", "'METI-2024-08'", E_EXISTS,
		  "packs/jc-star-1.json: /sources/1/id: 'METI-2024-08' is used twice" },
		{ "duplicate parameter", "/parameters/1/id", "'ports.risk_tcp'", E_EXISTS,
		  "/parameters/1/id: 'ports.risk_tcp' is used twice" },
		{ "duplicate criterion", "/criteria/1/id", "'S1.1-01'", E_EXISTS,
		  "/criteria/1/id: 'S1.1-01' is used twice" },
		{ "duplicate check", "/criteria/1/checks/0/id", "'S1.1-01.guest'", E_EXISTS,
		  "/criteria/1/checks/0/id: 'S1.1-01.guest' is used twice" },
		{ "duplicate question", "/criteria/2/checks/0/question/id", "'q01.guest'", E_EXISTS,
		  "/criteria/2/checks/0/question/id: 'q01.guest' is used twice" },
	};
	CLEANUP(mem_freep) char *dir = copy_catalogue("pack");
	unsigned faults = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err err = { 0 };
		int r =
		    load_changed(dir, "packs/jc-star-1.json", rows[i].pointer, rows[i].value, &err);

		if (r == rows[i].r && strstr(err.text, rows[i].message))
			continue;
		print_message("# [%s] %s: %s\n", rows[i].what, r == 0 ? "loaded" : err_name(r),
			      err.text);
		faults++;
	}
	assert_int_equal(faults, 0);
}

static void one_thing_wrong_elsewhere(void **state)
{
	static const struct {
		const char *file, *pointer, *value;
		int r;
		const char *message;
	} rows[] = {
		{ "crypto_policy.json", "/rules/0/grade", "'fine'", E_FORMAT,
		  "crypto_policy.json: /rules/0/grade: " },
		{ "credentials.json", "/entries/0/pasword", "'x'", E_FORMAT,
		  "credentials.json: /entries/0/pasword: " },
		{ "http_paths.json", "/version", "2", E_FORMAT, "http_paths.json: /version: " },
		{ "policy_terms.json", "/items/0/any", "1", E_FORMAT,
		  "policy_terms.json: /items/0/any: " },
		{ "schemes.json", "/schemes/0/id", NULL, E_FORMAT, "schemes.json: /schemes/0: " },
		{ "requirements.json", "/requirements/0/title", "'x'", E_FORMAT,
		  "requirements.json: /requirements/0/title: " },
		{ "threats.json", "/threats", NULL, E_FORMAT, "threats.json: /: " },
	};
	CLEANUP(mem_freep) char *dir = copy_catalogue("rest");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err err = { 0 };

		TAP_INT(rows[i].file,
			load_changed(dir, rows[i].file, rows[i].pointer, rows[i].value, &err),
			rows[i].r);
		FIXTURE_SAYS(rows[i].file, err.text, rows[i].message);
	}
}

static void files_that_are_no_json(void **state)
{
	static const struct {
		const char *what, *text;
		int r;
		const char *message;
	} rows[] = {
		{ "empty", "", E_TRUNC, "packs/jc-star-1.json:" },
		{ "text", "hello\n", E_FORMAT, "packs/jc-star-1.json:1:" },
		{ "YAML", "format: hoshi-pack\n", E_FORMAT, "packs/jc-star-1.json:1:" },
		{ "a list", "[]", E_FORMAT, "packs/jc-star-1.json: /: " },
		{ "nothing in it", "{}", E_FORMAT, "packs/jc-star-1.json: /: " },
		{ "a member twice", "{\"version\": 1,\n\"version\": 1}", E_FORMAT,
		  "packs/jc-star-1.json:2:" },
		{ "bad UTF-8", "{\"id\": \"\xff\"}", E_FORMAT, "packs/jc-star-1.json:1:" },
	};
	CLEANUP(mem_freep) char *dir = copy_catalogue("text");
	CLEANUP(mem_freep) char *path = mem_format("%s/packs/jc-star-1.json", dir);
	CLEANUP(buf_done) struct buf whole = fixture_read(path);
	struct catalogue *c = NULL;
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		fixture_write(path, bytes_of(rows[i].text));
		TAP_INT(rows[i].what, catalogue_load(&c, dir, NULL, &err), rows[i].r);
		FIXTURE_SAYS(rows[i].what, err.text, rows[i].message);
	}
	for (size_t n = 1; n < whole.n - 1; n += whole.n / 25) {
		fixture_write(path, (struct bytes){ whole.p, n });
		int r = catalogue_load(&c, dir, NULL, &err);
		TAP_CHECK("truncated", r == E_TRUNC || r == E_FORMAT);
		FIXTURE_SAYS("truncated", err.text, "packs/jc-star-1.json:");
	}
	assert_int_equal(unlink(path), 0);
	assert_int_equal(catalogue_load(&c, dir, NULL, &err), -ENOENT);
	FIXTURE_SAYS("missing", err.text, "packs/jc-star-1.json");
	assert_null(c);
}

static void what_is_not_there(void **state)
{
	struct catalogue *c = NULL;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(catalogue_load(&c, NULL, "jc-star-9", &err), E_MISSING);
	FIXTURE_SAYS("pack", err.text, "packs/jc-star-9.json");
	assert_int_equal(catalogue_load(&c, NULL, "/nowhere/pack.json", &err), -ENOENT);
	FIXTURE_SAYS("path", err.text, "/nowhere/pack.json");
	assert_int_equal(catalogue_load(&c, "/nowhere", NULL, &err), -ENOENT);
	assert_null(c);
	assert_null(catalogue_criterion(built_in, "S1.1-17"));
	assert_null(catalogue_criterion(built_in, NULL));
	assert_null(catalogue_parameter(built_in, NULL, "no.such"));
	catalogue_free(NULL);
}

static void lookups(void **state)
{
	CLEANUP(json_done)
	json_t *overrides = fixture_json("[{'id':'ports.risk_tcp','value':[1],'official':true}]");
	CLEANUP(json_done) json_t *text = fixture_json("{'ja':'日','en':'day'}");

	(void)state;
	assert_int_equal(json_int(catalogue_criterion(built_in, "S1.1-16"), "number", 0), 16);
	assert_false(json_flag(catalogue_parameter(built_in, NULL, "ports.risk_tcp"), "official"));
	assert_true(
	    json_flag(catalogue_parameter(built_in, overrides, "ports.risk_tcp"), "official"));
	assert_false(
	    json_flag(catalogue_parameter(built_in, overrides, "crypto.policy"), "official"));
	assert_string_equal(catalogue_say(text, "ja"), "日");
	assert_string_equal(catalogue_say(text, "en"), "day");
	assert_string_equal(catalogue_say(text, "fr"), "");
	assert_string_equal(catalogue_say(NULL, "ja"), "");
}

/* ---- official values ---- */

static void parameter_files(void **state)
{
	static const struct {
		const char *what, *id, *value;
		int r;
		const char *message;
	} rows[] = {
		{ "a list of numbers", "ports.risk_tcp", "[23, 2323]", 0, "" },
		{ "an empty list", "ports.risk_tcp", "[]", 0, "" },
		{ "a number", "credentials.tries_per_account", "5", 0, "" },
		{ "the policy that is loaded", "crypto.policy", "hoshi-cryptrec-2026.1", 0, "" },
		{ "unknown", "ports.risk_sctp", "[1]", E_MISSING,
		  ":2: parameters/0: the pack has no parameter 'ports.risk_sctp'" },
		{ "a number for a list", "ports.risk_tcp", "23", E_FORMAT,
		  "'ports.risk_tcp' has a value of another type" },
		{ "texts for numbers", "ports.risk_tcp", "['23']", E_FORMAT,
		  "'ports.risk_tcp' has a value of another type" },
		{ "one text among numbers", "ports.risk_tcp", "[23, '24']", E_FORMAT,
		  "'ports.risk_tcp' has a value of another type" },
		{ "numbers for texts", "http.public_paths", "[1]", E_FORMAT,
		  "'http.public_paths' has a value of another type" },
		{ "a text for a number", "credentials.tries_per_account", "'5'", E_FORMAT,
		  "'credentials.tries_per_account' has a value of another type" },
		{ "a flag for a number", "credentials.tries_per_account", "true", E_FORMAT,
		  "'credentials.tries_per_account' has a value of another type" },
		{ "a policy that is not loaded", "crypto.policy", "cryptrec-2027", E_MISSING,
		  ":2: parameters/0: the crypto policy 'cryptrec-2027' is not loaded" },
		{ "no value", "ports.risk_tcp", "null", E_FORMAT, ":2: parameters/0/value: " },
		{ "out of range", "credentials.tries_per_account", "-1", E_FORMAT,
		  ":2: parameters/0/value: " },
	};
	CLEANUP(mem_freep) char *path = fixture_path("parameters.yaml");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf text = BUF(1000);
		CLEANUP(json_done) json_t *list = NULL;
		struct err err = { 0 };
		buf_format(&text,
			   "parameters:\n - {id: %s, value: %s, source: IPA, official: true}\n",
			   rows[i].id, rows[i].value);
		fixture_write(path, buf_view(&text));
		TAP_INT(rows[i].what, catalogue_parameters(&list, built_in, path, &err), rows[i].r);
		TAP_CHECK(rows[i].what, rows[i].r == 0 || text_starts(err.text, path));
		FIXTURE_SAYS(rows[i].what, err.text, rows[i].message);
		TAP_INT(rows[i].what, json_array_size(list), rows[i].r == 0);
	}
}

static void parameter_files_as_a_whole(void **state)
{
	static const struct {
		const char *what, *text;
		int r;
		const char *message;
	} rows[] = {
		{ "JSON",
		  "{\"parameters\": [{\"id\": \"ports.risk_tcp\", \"value\": [1], \"source\": "
		  "\"x\", "
		  "\"official\": true}]}",
		  0, "" },
		{ "twice",
		  "parameters:\n- {id: ports.risk_tcp, value: [1], source: x, official: true}\n"
		  "- {id: ports.risk_tcp, value: [2], source: y, official: false}\n",
		  E_EXISTS, ":3: parameters/1: parameter 'ports.risk_tcp' is given twice" },
		{ "unknown member",
		  "parameters:\n- {id: ports.risk_tcp, value: [1], source: x, official: true,\n"
		  "   offical: true}\n",
		  E_FORMAT, ":3: parameters/0/offical: " },
		{ "nothing", "parameters: []\n", E_FORMAT, ":1: parameters: " },
		{ "a list", "- a\n", E_FORMAT, ":1: (file): " },
		{ "no source", "parameters:\n- {id: ports.risk_tcp, value: [1], official: true}\n",
		  E_FORMAT, "source" },
		{ "empty", "", E_FORMAT, "is empty" },
		{ "tabs", "parameters:\n\t- x\n", E_FORMAT, ":2" },
	};
	CLEANUP(mem_freep) char *path = fixture_path("whole.yaml");
	json_t *list = NULL;
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		fixture_write(path, bytes_of(rows[i].text));
		list = NULL;
		err = (struct err){ 0 };
		TAP_INT(rows[i].what, catalogue_parameters(&list, built_in, path, &err), rows[i].r);
		FIXTURE_SAYS(rows[i].what, err.text, rows[i].message);
		json_decref(list);
	}
	list = NULL;
	assert_int_equal(catalogue_parameters(&list, built_in, "/nowhere.yaml", &err), -ENOENT);
	assert_int_equal(catalogue_parameters(&list, built_in, "/tmp", &err), E_UNSUPPORTED);
	assert_null(list);
}

/* ---- grades ---- */

static void grades_at_their_bounds(void **state)
{
	static const struct {
		const char *where, *name;
		int bits; /* -1: none observed */
		const char *grade;
	} rows[] = {
		{ "tls.version", "SSL 3.0", -1, "refused" },
		{ "tls.version", "TLS 1.1", -1, "refused" },
		{ "tls.version", "TLS 1.2", -1, "recommended" },
		{ "tls.version", "TLS 1.4", -1, "unknown" },
		{ "tls.version", "tls 1.2", -1, "unknown" },
		{ "tls.class", "TLS 1.2", -1, "unknown" },
		{ "certificate.key", "RSA", 0, "refused" },
		{ "certificate.key", "RSA", 2047, "refused" },
		{ "certificate.key", "RSA", 2048, "recommended" },
		{ "certificate.key", "RSA", 65535, "recommended" },
		{ "certificate.key", "RSA", 65536, "unknown" },
		{ "certificate.key", "RSA", -1, "unknown" },
		{ "certificate.key", "EC", 223, "refused" },
		{ "certificate.key", "EC", 224, "tolerated" },
		{ "certificate.key", "EC", 255, "tolerated" },
		{ "certificate.key", "EC", 256, "recommended" },
		{ "certificate.key", "Ed25519", -1, "recommended" },
		{ "certificate.key", "Ed25519", 253, "recommended" },
		{ "tls.group", "ffdhe", 2047, "refused" },
		{ "tls.group", "ffdhe", 2048, "recommended" },
		{ "tls.group", "ffdhe", -1, "unknown" },
		{ "tls.class", "3des", -1, "tolerated" },
		{ "ssh.cipher", "none", -1, "refused" },
		{ "ssh.mac", "hmac-sha1", -1, "tolerated" },
		{ "", "", -1, "unknown" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done)
		json_t *o = json_pack("{s:s, s:s}", "where", rows[i].where, "name", rows[i].name);
		CLEANUP(mem_freep)
		char *what = mem_format("%s %s %d", rows[i].where, rows[i].name, rows[i].bits);
		const json_t *rule = o;

		if (rows[i].bits >= 0)
			json_object_set_new(o, "bits", json_integer(rows[i].bits));
		TAP_TEXT(what, catalogue_grade(built_in, o, &rule), rows[i].grade);
		TAP_INT(what, rule != NULL, !text_equal(rows[i].grade, "unknown"));
		if (rule)
			TAP_TEXT(what, json_text(rule, "grade"), rows[i].grade);
		TAP_TEXT(what, catalogue_grade(built_in, o, NULL), rows[i].grade);
	}
}

/* The first rule that fits decides, so that bounds of one name must rise. */
static void bounds_rise(void **state)
{
	const json_t *rules = json_object_get(built_in->crypto_policy, "rules");
	size_t i, k;
	json_t *a, *b;

	(void)state;
	json_array_foreach (rules, i, a)
		json_array_foreach (rules, k, b) {
			if (k <= i ||
			    !json_equal(json_object_get(a, "where"), json_object_get(b, "where")) ||
			    !json_equal(json_object_get(a, "name"), json_object_get(b, "name")))
				continue;
			/* A rule without a bound takes everything: none may follow it. */
			TAP_CHECK(json_text(a, "name"), json_object_get(a, "bits_below") != NULL);
			TAP_CHECK(json_text(a, "name"), json_int(b, "bits_below", INT64_MAX) >
							    json_int(a, "bits_below", -1));
		}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_folder_is_as_good_as_what_is_built_in),
	cmocka_unit_test(one_thing_wrong_in_the_pack),
	cmocka_unit_test(one_thing_wrong_elsewhere),
	cmocka_unit_test(files_that_are_no_json),
	cmocka_unit_test(what_is_not_there),
	cmocka_unit_test(lookups),
	cmocka_unit_test(parameter_files),
	cmocka_unit_test(parameter_files_as_a_whole),
	cmocka_unit_test(grades_at_their_bounds),
	cmocka_unit_test(bounds_rise),
};

TAP_MAIN_WITHIN(tests, load, unload)
