/*
 * A good application has no findings; then each rule is broken by one change, and gives its finding
 * and no other.
 */
#include "workflow_sample.h"

#include "workflow/application.h"
#include "workflow/form_check.h"
#include "workflow/settings.h"

#define LAPSED_BODY \
	"{'id':'e1','levels':[3],'accredited_from':'2026-02-06','accredited_until':'2026-03-01'}"
#define EVALUATION_BODY \
	"{'id':'e1','levels':[3,4],'accredited_from':'2026-02-06','accredited_until':null}"
static struct settings settings;
static struct catalogue *catalogue;

static int enter(void **state)
{
	struct err err = { 0 };

	(void)state;
	catalogue = fixture_catalogue();
	if (settings_load(&settings, NULL, &err) < 0)
		return -1;
	/* ★3 is open here, so that its rules can be tested one by one. */
	json_object_set_new(json_object_get(json_object_get(settings.doc, "levels"), "3"),
			    "open_from", json_string("2026-06-12"));
	return 0;
}

static int leave(void **state)
{
	(void)state;
	settings_done(&settings);
	catalogue_free(catalogue);
	return 0;
}

struct change {
	const char *pointer, *value;
};

/* Changes to the application (in "a"), to the checklist ("c"); codes: "code field severity;..." */
struct rule {
	const char *what;
	struct change a[6], c[6];
	const char *day, *manifest, *body, *links, *evaluated_on;
	bool no_checklist;
	const char *findings;
};

static void change_all(json_t *document, const struct change *c, size_t n)
{
	for (size_t i = 0; i < n && c[i].pointer; i++)
		sample_set(document, c[i].pointer, c[i].value);
}

static json_t *maybe(const char *text)
{
	return text ? fixture_json(text) : NULL;
}

static json_t *check(const struct rule *r)
{
	CLEANUP(json_done) json_t *body = sample_application();
	CLEANUP(json_done) json_t *checklist = sample_checklist(catalogue->pack);
	CLEANUP(json_done) json_t *manifest = maybe(r->manifest);
	CLEANUP(json_done) json_t *links = maybe(r->links);
	CLEANUP(json_done) json_t *evaluation_body = maybe(r->body);

	change_all(body, r->a, ARRAY_LEN(r->a));
	change_all(checklist, r->c, ARRAY_LEN(r->c));
	return form_check(&(struct form_check){
	    .body = body,
	    .checklist = r->no_checklist ? NULL : checklist,
	    .manifest = manifest,
	    .settings = &settings,
	    .pack = catalogue->pack,
	    .day = r->day ? r->day : SAMPLE_DAY,
	    .evaluation_body = evaluation_body,
	    .evaluated_on = r->evaluated_on,
	    .links = links,
	});
}

static char *in_short(const json_t *findings)
{
	CLEANUP(buf_done) struct buf out = BUF(1u << 20);
	size_t i;
	json_t *f;

	json_array_foreach (findings, i, f)
		buf_format(&out, "%s%s %s %s", i ? ";" : "", json_text(f, "code"),
			   json_text(f, "field"), json_text(f, "severity"));
	return buf_take(&out);
}

#define SUBMISSION " blocks_submission"
#define MISSING(path) "missing " path SUBMISSION
#define A(...) .a = { __VA_ARGS__ }
#define C(...) .c = { __VA_ARGS__ }

static const struct rule rules[] = {
	{ "good", .findings = "" },
	{ "good, hashes listed", .manifest = "['" SAMPLE_SHA256 "']", .findings = "" },
	{ "good, a manifest of objects", .manifest = "[{'sha256':'" SAMPLE_SHA256 "','path':'x'}]",
	  .findings = "" },

	/* Shape. */
	{ "a level that is text", A({ "/level", "'1'" }),
	  .findings = "malformed level" SUBMISSION },
	{ "an unknown member", A({ "/product/colour", "'red'" }),
	  .findings = "malformed product.colour" SUBMISSION },
	{ "a right-to-left trick", A({ "/product/name/ja", "'x\\u202ey'" }),
	  .findings = "malformed product.name.ja" SUBMISSION },

	/* What is missing. */
	{ "no level", A({ "/level", NULL }), .findings = MISSING("level") },
	{ "no route", A({ "/route", NULL }), .findings = MISSING("route") },
	{ "no kind", A({ "/eligibility/kind", NULL }), .findings = MISSING("eligibility.kind") },
	{ "no answer", A({ "/eligibility/ip_communication", NULL }),
	  .findings = MISSING("eligibility.ip_communication") },
	{ "no name", A({ "/product/name/ja", NULL }), .findings = MISSING("product.name.ja") },
	{ "an English name is not needed", A({ "/product/name/en", NULL }), .findings = "" },
	{ "no category", A({ "/product/category", NULL }),
	  .findings = MISSING("product.category") },
	{ "no summary", A({ "/product/summary", NULL }),
	  .findings = MISSING("product.summary.ja") },
	{ "no contact", A({ "/product/contact", NULL }), .findings = MISSING("product.contact") },
	{ "no manufacturer", A({ "/product/manufacturer", NULL }),
	  .findings = MISSING("product.manufacturer.name.ja") },
	{ "no country", A({ "/product/origin", NULL }),
	  .findings = MISSING("product.origin.country") },
	{ "no models", A({ "/models", "[]" }), .findings = MISSING("models") },
	{ "no support end", A({ "/support_until", NULL }), .findings = MISSING("support_until") },
	{ "nowhere to report", A({ "/vulnerability_report_url", NULL }),
	  .findings = MISSING("vulnerability_report_url") },
	{ "no evaluator", A({ "/evaluation", NULL }), .findings = MISSING("evaluation.by") },
	{ "an evaluator without a name", A({ "/evaluation/name", NULL }),
	  .findings = MISSING("evaluation.name") },
	{ "a firm without a registration", A({ "/evaluation/qualification", NULL }),
	  .findings = MISSING("evaluation.qualification") },
	{ "evaluated by the maker", A({ "/evaluation", "{'by':'own'}" }), .findings = "" },
	{ "parents left open", A({ "/supply_chain/parents", NULL }),
	  .findings = MISSING("supply_chain.parents") },
	{ "no parents",
	  A({ "/supply_chain/parents", NULL }, { "/supply_chain/no_parents", "true" }),
	  .findings = "" },
	{ "makers left open", A({ "/supply_chain/oem_odm", "[]" }),
	  .findings = MISSING("supply_chain.oem_odm") },
	{ "firmware left open", A({ "/supply_chain/no_firmware", "false" }),
	  .findings = MISSING("supply_chain.firmware") },
	{ "no identity", A({ "/applicant", NULL }),
	  .findings = MISSING("applicant.corporate_number") },
	{ "another proof",
	  A({ "/applicant", "{'identity_proof':{'kind':'other','reference':'no. 3'}}" }),
	  .findings = "" },
	{ "a proof of nothing", A({ "/applicant", "{'identity_proof':{'kind':'other'}}" }),
	  .findings = MISSING("applicant.identity_proof.reference") },
	{ "a proxy without anything", A({ "/proxy", "{'used':true}" }),
	  .findings = MISSING("proxy.name") ";" MISSING("proxy.mandate") },
	{ "a proxy with a mandate",
	  A({ "/proxy", "{'used':true,'name':'行政書士','mandate':'2026-11-01'}" }),
	  .findings = "" },
	{ "nobody declares", A({ "/declaration", NULL }),
	  .findings = MISSING("declaration.name") ";" MISSING("declaration.title") ";" MISSING(
	      "declaration.on") ";" MISSING("declaration.agreed") },
	{ "not agreed", A({ "/declaration/agreed", "false" }),
	  .findings = MISSING("declaration.agreed") },

	/* Scope. */
	{ "a phone", A({ "/eligibility/kind", "'general_purpose'" }),
	  .findings = "not_eligible eligibility" SUBMISSION },
	{ "a level that is not open", A({ "/level", "2" }),
	  .findings = "level_closed level" SUBMISSION ";no_pack checklist" SUBMISSION },
	{ "before the scheme began", .day = "2025-03-24", A({ "/declaration/on", "'2025-03-24'" }),
	  .findings = "level_closed level" SUBMISSION ";route_closed route" SUBMISSION
		      ";no_pack checklist" SUBMISSION },

	/* Dates. */
	{ "declared tomorrow", A({ "/declaration/on", "'2026-11-22'" }),
	  .findings = "declaration_in_future declaration.on" SUBMISSION },
	{ "declared today", A({ "/declaration/on", "'2026-11-21'" }), .findings = "" },
	{ "declared on no day", A({ "/declaration/on", "'2026-02-30'" }),
	  .findings = "no_such_day declaration.on" SUBMISSION },
	{ "support ends with the label", A({ "/support_until", "'2028-11-20'" }), .findings = "" },
	{ "support ends the day before", A({ "/support_until", "'2028-11-19'" }),
	  .findings = "support_too_short support_until" SUBMISSION },
	{ "support ends on no day", A({ "/support_until", "'2030-04-31'" }),
	  .findings = "no_such_day support_until" SUBMISSION },

	/* Links. */
	{ "a link without a host", A({ "/update_url", "'https:///x'" }),
	  .findings = "link_malformed update_url" SUBMISSION },
	{ "a link with a password", A({ "/update_url", "'https://a:b@maker.example/'" }),
	  .findings = "link_malformed update_url" SUBMISSION },
	{ "a link of another kind", A({ "/update_url", "'ftp://maker.example/'" }),
	  .findings = "malformed update_url" SUBMISSION },
	{ "plain http", A({ "/product/url", "'http://maker.example/'" }),
	  .findings = "link_not_https product.url note" },
	{ "a broken link",
	  .links = "[{'url':'https://maker.example/update','state':'broken','detail':'404'},"
		   "{'url':'https://maker.example/camera','state':'ok'}]",
	  .findings = "link_broken update_url blocks_check" },

	/* Models. */
	{ "a model twice", A({ "/models/2", "{'number':'SC-100'}" }),
	  .findings = "model_twice models" SUBMISSION },
	{ "twice but for width and case", A({ "/models/2", "{'number':'ｓｃ－１００ｂ'}" }),
	  .findings = "model_twice models" SUBMISSION },
	{ "twice but for a blank", A({ "/models/2", "{'number':'SC-100 B'}" }),
	  .findings = "model_twice models" SUBMISSION },
	{ "a blank model", A({ "/models/2", "{'number':'　'}" }),
	  .findings = "model_blank models" SUBMISSION },

	/* Applicant, evaluator, supply chain. */
	{ "a wrong check digit", A({ "/applicant/corporate_number", "'7000012050003'" }),
	  .findings = "corporate_number applicant.corporate_number" SUBMISSION },
	{ "there are none, but here they are", A({ "/supply_chain/no_parents", "true" }),
	  .findings = "contradiction supply_chain.no_parents" SUBMISSION },
	{ "no such country of origin", A({ "/product/origin/country", "'XX'" }),
	  .findings = "country product.origin.country" SUBMISSION },
	{ "no such country of a parent", A({ "/supply_chain/parents/0/country", "'ZZ'" }),
	  .findings = "country supply_chain.parents" SUBMISSION },
	{ "no such country of a maker's parent",
	  A({ "/supply_chain/oem_odm/0/parents/1/country", "'UK'" }),
	  .findings = "country supply_chain.oem_odm" SUBMISSION },

	/* PSTI. */
	{ "the UK route without a statement", A({ "/route", "'psti'" }),
	  .findings = MISSING("psti.statement_url") },
	{ "the UK route",
	  A({ "/route", "'psti'" }, { "/psti", "{'statement_url':'https://maker.example/soc'}" }),
	  .findings = "" },
	{ "the UK route, waived rows left out",
	  A({ "/route", "'psti'" }, { "/psti", "{'statement_url':'https://maker.example/soc'}" }),
	  C({ "/rows/1", NULL }, { "/rows/3", NULL }), .findings = "" },
	{ "the UK route, waived rows said so",
	  A({ "/route", "'psti'" }, { "/psti", "{'statement_url':'https://maker.example/soc'}" }),
	  C({ "/rows/1", "{'criterion':'S1.1-02','answer':'waived'}" }), .findings = "" },
	{ "the UK route, another row waived",
	  A({ "/route", "'psti'" }, { "/psti", "{'statement_url':'https://maker.example/soc'}" }),
	  C({ "/rows/0", "{'criterion':'S1.1-01','answer':'waived'}" }),
	  .findings = "waiver_not_allowed S1.1-01" SUBMISSION },
	{ "the UK route before it opened", .day = "2025-12-31",
	  A({ "/route", "'psti'" }, { "/psti", "{'statement_url':'https://maker.example/soc'}" },
	    { "/declaration/on", "'2025-12-31'" }),
	  C({ "/rows/1", NULL }),
	  .findings = "route_closed route" SUBMISSION ";row_missing S1.1-02" SUBMISSION },
	{ "waived without a route", C({ "/rows/1", "{'criterion':'S1.1-02','verdict':'waived'}" }),
	  .findings = "waiver_not_allowed S1.1-02" SUBMISSION },

	/* The checklist. */
	{ "none", .no_checklist = true, .findings = "checklist_missing checklist" SUBMISSION },
	{ "of another edition", C({ "/pack/edition", "'2024.1'" }),
	  .findings = "pack_not_in_force checklist" SUBMISSION },
	{ "of another pack", C({ "/pack/id", "'jc-star-9'" }),
	  .findings = "pack_not_in_force checklist" SUBMISSION },
	{ "of no pack", C({ "/pack", NULL }),
	  .findings = "pack_not_in_force checklist" SUBMISSION },
	{ "a row missing", C({ "/rows/0", NULL }), .findings = "row_missing S1.1-01" SUBMISSION },
	{ "a row twice", C({ "/rows/0/criterion", "'S1.1-02'" }),
	  .findings = "row_missing S1.1-01" SUBMISSION ";row_twice S1.1-02" SUBMISSION },
	{ "a row of another pack", C({ "/rows/0/criterion", "'S3-01'" }),
	  .findings = "row_missing S1.1-01" SUBMISSION ";row_unknown checklist" SUBMISSION },
	{ "a row that is none", C({ "/rows/0", "[]" }),
	  .findings = "row_missing S1.1-01" SUBMISSION ";row_unknown checklist" SUBMISSION },
	{ "not applicable", C({ "/rows/4/verdict", "'not_applicable'" }), .findings = "" },
	{ "not applicable without a reason",
	  C({ "/rows/4/verdict", "'not_applicable'" }, { "/rows/4/because", "{'ja':' ','en':''}" }),
	  .findings = "na_without_reason S1.1-05" SUBMISSION },
	{ "na by hand", C({ "/rows/4", "{'criterion':'S1.1-05','answer':'na','because':'no IP'}" }),
	  .findings = "" },
	{ "na by hand without a reason", C({ "/rows/4", "{'criterion':'S1.1-05','answer':'na'}" }),
	  .findings = "na_without_reason S1.1-05" SUBMISSION },
	{ "failed", C({ "/rows/4/verdict", "'fail'" }),
	  .findings = "row_failed S1.1-05" SUBMISSION },
	{ "no by hand", C({ "/rows/4", "{'criterion':'S1.1-05','answer':'no','because':'x'}" }),
	  .findings = "row_failed S1.1-05" SUBMISSION },
	{ "error", C({ "/rows/4/verdict", "'error'" }),
	  .findings = "row_undecided S1.1-05" SUBMISSION },
	{ "inconclusive", C({ "/rows/4/verdict", "'inconclusive'" }),
	  .findings = "row_undecided S1.1-05" SUBMISSION },
	{ "needs a person", C({ "/rows/4/verdict", "'needs_human'" }),
	  .findings = "row_undecided S1.1-05" SUBMISSION },
	{ "says nothing", C({ "/rows/4", "{'criterion':'S1.1-05'}" }),
	  .findings = "row_undecided S1.1-05" SUBMISSION },
	{ "yes by hand", C({ "/rows/4", "{'criterion':'S1.1-05','answer':'yes','because':'x'}" }),
	  .findings = "" },
	{ "yes without grounds", C({ "/rows/4", "{'criterion':'S1.1-05','answer':'yes'}" }),
	  .findings = "row_without_grounds S1.1-05 note" },
	{ "provisional", C({ "/rows/4/provisional", "true" }),
	  .findings = "row_provisional S1.1-05 note" },

	/* Hashes. */
	{ "a hash in capitals", C({ "/rows/4/evidence/0", "'" SAMPLE_SHA256 "A'" }),
	  .findings = "hash_malformed S1.1-05" SUBMISSION },
	{ "a hash that is short", C({ "/rows/4/evidence", "['0123']" }),
	  .findings = "hash_malformed S1.1-05" SUBMISSION },
	{ "evidence that is not listed", .manifest = "['" SAMPLE_SHA256 "']",
	  C({ "/rows/4/evidence",
	      "['ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff']" }),
	  .findings = "evidence_not_listed S1.1-05" SUBMISSION },
	{ "a manifest of something else", .manifest = "['" SAMPLE_SHA256 "','x',3]",
	  .findings = "hash_malformed checklist" SUBMISSION },

	/* Certified. */
	{ "★3",
	  A({ "/level", "3" }, { "/evaluation", NULL }, { "/evaluation_body", "{'id':'e1'}" }),
	  .body = EVALUATION_BODY, .no_checklist = true, .findings = "" },
	{ "★3 without a body", A({ "/level", "3" }, { "/evaluation", NULL }), .no_checklist = true,
	  .findings = MISSING("evaluation_body.id") },
	{ "★3, body not in the register",
	  A({ "/level", "3" }, { "/evaluation", NULL }, { "/evaluation_body", "{'id':'e1'}" }),
	  .no_checklist = true, .findings = "evaluation_body evaluation_body.id blocks_check" },
	{ "★3, body not accredited for it",
	  A({ "/level", "3" }, { "/evaluation", NULL }, { "/evaluation_body", "{'id':'e1'}" }),
	  .body = "{'id':'e1','levels':[4],'accredited_from':'2026-02-06'}", .no_checklist = true,
	  .findings = "evaluation_body evaluation_body.id blocks_check" },
	{ "★3, body that was accredited once",
	  A({ "/level", "3" }, { "/evaluation", NULL }, { "/evaluation_body", "{'id':'e1'}" }),
	  .body = LAPSED_BODY, .no_checklist = true,
	  .findings = "evaluation_body evaluation_body.id blocks_check" },
	{ "★3, body that was accredited on the day of its report",
	  A({ "/level", "3" }, { "/evaluation", NULL }, { "/evaluation_body", "{'id':'e1'}" }),
	  .body = LAPSED_BODY, .evaluated_on = "2026-03-01", .no_checklist = true, .findings = "" },
	{ "★3, body that was not accredited on the day of its report",
	  A({ "/level", "3" }, { "/evaluation", NULL }, { "/evaluation_body", "{'id':'e1'}" }),
	  .body = LAPSED_BODY, .evaluated_on = "2026-03-02", .no_checklist = true,
	  .findings = "evaluation_body evaluation_body.id blocks_check" },
	{ "★3, a checklist that nothing is known of",
	  A({ "/level", "3" }, { "/evaluation", NULL }, { "/evaluation_body", "{'id':'e1'}" }),
	  .body = EVALUATION_BODY, .findings = "no_pack checklist" SUBMISSION },
};

static void each_rule(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		CLEANUP(json_done) json_t *findings = check(&rules[i]);
		CLEANUP(mem_freep) char *got = in_short(findings);
		size_t k;
		json_t *f;

		TAP_TEXT(rules[i].what, got, rules[i].findings);
		TAP_INT(rules[i].what, form_check_blocks_submission(findings),
			strstr(got, "blocks_submission") != NULL);
		TAP_INT(rules[i].what, form_check_blocks(findings), strstr(got, "blocks_") != NULL);
		json_array_foreach (findings, k, f) {
			TAP_CHECK(rules[i].what, text_ends(json_text(f, "ja"), "。") ||
						     strstr(json_text(f, "ja"), "："));
			TAP_CHECK(rules[i].what, *json_text(f, "en"));
			TAP_CHECK(rules[i].what, !strstr(json_text(f, "en"), "{}"));
		}
	}
}

/* Nothing at all: every field that is needed is named, once, and the checklist. */
static void an_empty_draft(void **state)
{
	CLEANUP(json_done) json_t *body = json_object();
	CLEANUP(json_done)
	json_t *findings = form_check(&(struct form_check){
	    .body = body, .settings = &settings, .pack = catalogue->pack, .day = SAMPLE_DAY });
	size_t i, k;
	json_t *f;

	(void)state;
	assert_true(json_array_size(findings) > 15);
	json_array_foreach (findings, i, f) {
		TAP_TEXT(json_text(f, "field"), json_text(f, "code"), "missing");
		for (k = 0; k < i; k++)
			assert_string_not_equal(json_text(f, "field"),
						json_text(json_array_get(findings, k), "field"));
	}
}

/* As many findings as there may be, and one that says so. */
static void too_many_findings(void **state)
{
	(void)state;
	for (size_t more = 0; more <= 5; more += 5) {
		CLEANUP(json_done) json_t *body = sample_application();
		CLEANUP(json_done) json_t *checklist = sample_checklist(catalogue->pack);
		json_t *models = json_array();

		for (size_t i = 0; i <= FORM_CHECK_FINDINGS_MAX + more; i++)
			json_array_append_new(models, json_pack("{s:s}", "number", "same"));
		json_object_set_new(body, "models", models);
		CLEANUP(json_done)
		json_t *findings = form_check(&(struct form_check){ .body = body,
								    .checklist = checklist,
								    .settings = &settings,
								    .pack = catalogue->pack,
								    .day = SAMPLE_DAY });
		const json_t *last = json_array_get(findings, json_array_size(findings) - 1);

		assert_int_equal(json_array_size(findings), FORM_CHECK_FINDINGS_MAX + (more > 0));
		assert_string_equal(json_text(last, "code"), more ? "too_many" : "model_twice");
	}
}

/* ---- mutants ---- */

static json_t *odd_value(uint64_t *seed)
{
	static const char *const odd[] = { "[]", "{}", "['x']", "{'ja':3}" };

	switch (tap_below(seed, 8)) {
	case 0:
		return json_null();
	case 1:
		return json_boolean(tap_below(seed, 2));
	case 2:
		return json_integer((json_int_t)tap_below(seed, 5));
	case 3:
		return json_string("");
	case 4:
		return json_string("2026-13-45");
	case 5:
		return json_string("\xf0\x9f\x8c\x9f\n|");
	default:
		return fixture_json(odd[tap_below(seed, ARRAY_LEN(odd))]);
	}
}

/* One member somewhere, changed or taken away. */
static void damage(json_t *at, uint64_t *seed)
{
	while (json_object_size(at) > 0 || json_array_size(at) > 0) {
		size_t n = json_is_object(at) ? json_object_size(at) : json_array_size(at);
		size_t pick = tap_below(seed, n);
		const char *key = NULL;
		json_t *next;

		if (json_is_object(at)) {
			void *it = json_object_iter(at);

			for (size_t i = 0; i < pick; i++)
				it = json_object_iter_next(at, it);
			key = json_object_iter_key(it);
			next = json_object_iter_value(it);
		} else {
			next = json_array_get(at, pick);
		}
		bool deeper = json_object_size(next) > 0 || json_array_size(next) > 0;
		if (deeper && tap_below(seed, 4) > 0) {
			at = next;
			continue;
		}
		if (json_is_array(at))
			(void)json_array_set_new(at, pick, odd_value(seed));
		else if (tap_below(seed, 3) == 0)
			(void)json_object_del(at, key);
		else
			(void)json_object_set_new(at, key, odd_value(seed));
		return;
	}
}

/* Whatever was damaged: it is refused by the schema, or the check goes through all of it. */
static void mutants(void **state)
{
	uint64_t seed = 20261121;
	size_t fitting = 0;

	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		CLEANUP(json_done) json_t *body = sample_application();
		CLEANUP(json_done) json_t *checklist = sample_checklist(catalogue->pack);

		damage(body, &seed);
		damage(checklist, &seed);
		CLEANUP(json_done) json_t *problems = json_array();
		bool fits = application_fits(body, problems);
		assert_int_equal(json_array_size(problems), !fits);
		CLEANUP(json_done)
		json_t *findings = form_check(&(struct form_check){ .body = body,
								    .checklist = checklist,
								    .settings = &settings,
								    .pack = catalogue->pack,
								    .day = SAMPLE_DAY });
		if (!fits)
			assert_string_equal(json_text(json_array_get(findings, 0), "code"),
					    "malformed");
		fitting += fits;
	}
	/* Both kinds came up. */
	assert_true(fitting > 50 && fitting < 950);
}

static void bounds_of_the_document(void **state)
{
	static const struct {
		const char *pointer;
		size_t max;
	} texts[] = {
		{ "/product/name/ja", 200 },
		{ "/product/category", 100 },
		{ "/product/summary/en", 2000 },
		{ "/product/contact", 300 },
		{ "/security_information/ja", 4000 },
		{ "/evaluation/qualification", 200 },
		{ "/models/0/number", 100 },
		{ "/models/0/name", 200 },
		{ "/supply_chain/parents/0/name", 200 },
		{ "/declaration/title", 200 },
		{ "/notes", 4000 },
	};
	static const struct {
		const char *pointer, *entry;
		size_t max;
	} lists[] = {
		{ "/models", "{'number':'x'}", APPLICATION_MODELS_MAX },
		{ "/product/other_certifications", "{'scheme':'x','number':'y'}",
		  APPLICATION_LIST_MAX },
		{ "/supply_chain/parents", "{'name':'x','country':'JP'}", APPLICATION_LIST_MAX },
		{ "/supply_chain/oem_odm", "{'name':'x','country':'JP','role':'odm'}",
		  APPLICATION_LIST_MAX },
		{ "/supply_chain/firmware", "{'name':'x','country':'JP'}", APPLICATION_LIST_MAX },
		{ "/supply_chain/oem_odm/0/parents", "{'name':'x','country':'JP'}",
		  APPLICATION_LIST_MAX },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		for (size_t more = 0; more <= 1; more++) {
			CLEANUP(json_done) json_t *body = sample_application();
			CLEANUP(buf_done) struct buf text = BUF(20000);

			/* Characters, not bytes. */
			buf_text(&text, "'");
			for (size_t k = 0; k < texts[i].max + more; k++)
				buf_text(&text, "星");
			buf_text(&text, "'");
			sample_set(body, texts[i].pointer, buf_cstr(&text));
			TAP_INT(texts[i].pointer, application_fits(body, NULL), !more);
		}
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		for (size_t more = 0; more <= 1; more++) {
			CLEANUP(json_done) json_t *body = sample_application();
			CLEANUP(json_done) json_t *entry = fixture_json(lists[i].entry);

			sample_set(body, lists[i].pointer, "[]");
			for (size_t k = 0; k < lists[i].max + more; k++)
				json_array_append(json_at(body, lists[i].pointer), entry);
			TAP_INT(lists[i].pointer, application_fits(body, NULL), !more);
		}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(each_rule),
	cmocka_unit_test(an_empty_draft),
	cmocka_unit_test(too_many_findings),
	cmocka_unit_test(mutants),
	cmocka_unit_test(bounds_of_the_document),
};

TAP_MAIN_WITHIN(tests, enter, leave)
