/*
 * The table of the form agrees with the schema of the document; forms are read into documents and
 * written back the same; what cannot be read is named and changes nothing.
 */
#include "workflow_sample.h"

#include "workflow/application.h"
#include "workflow/country.h"
#include "workflow/field.h"

/* The schema at a dotted path, $ref followed. */
static const json_t *schema_at(const json_t *root, const char *path)
{
	CLEANUP(mem_freep) char *left = mem_text(path);
	const json_t *at = root;
	char *rest = NULL;

	for (char *step = strtok_r(left, ".", &rest); step; step = strtok_r(NULL, ".", &rest)) {
		at = json_object_get(json_object_get(at, "properties"), step);
		const char *ref = json_text(at, "$ref");
		if (ref)
			at = json_at(root, ref + 1);
	}
	return at;
}

static void the_table_is_the_schema_s(void **state)
{
	CLEANUP(json_done) json_t *schema = NULL;
	struct err err = { 0 };
	size_t n, sections, at = 0;
	const struct field *f = field_table(&n);
	const struct field_section *s = field_sections(&sections);

	(void)state;
	assert_int_equal(json_read_file(&schema, "catalogue/schema/application.schema.json",
					JSON_FILE_MAX, &err),
			 0);
	for (size_t i = 0; i < n; i++) {
		const json_t *there = schema_at(schema, f[i].path);
		size_t options = 0;

		TAP_CHECK(f[i].path, there);
		TAP_CHECK(f[i].path, strlen(f[i].path) < FIELD_PATH_MAX);
		TAP_CHECK(f[i].path, field_find(f[i].path) == &f[i]);
		TAP_CHECK(f[i].path, *f[i].ja && *f[i].en && !f[i].hint_ja == !f[i].hint_en);
		TAP_CHECK(f[i].path, !f[i].when == !f[i].is);
		TAP_CHECK(f[i].path, !f[i].when || field_find(f[i].when));
		TAP_CHECK(f[i].path, !f[i].columns == (f[i].type != FIELD_LIST));
		/* Sections follow each other. */
		while (at < sections && !text_equal(s[at].name, f[i].section))
			at++;
		TAP_CHECK(f[i].path, at < sections);
		for (const struct field_option *o = f[i].options; o && o->value; o++) {
			CLEANUP(json_done)
			json_t *value =
			    f[i].number ? json_integer(o->value[0] - '0') : json_string(o->value);

			TAP_CHECK(o->value,
				  f[i].number || json_has(json_object_get(there, "enum"), value));
			TAP_CHECK(o->value, strlen(o->value) <= f[i].max);
			options++;
		}
		if (f[i].options && !f[i].number)
			TAP_INT(f[i].path, options,
				json_array_size(json_object_get(there, "enum")));
		if (json_object_get(there, "maxLength"))
			TAP_INT(f[i].path, f[i].max, json_int(there, "maxLength", -1));
		if (json_object_get(there, "maxItems"))
			TAP_INT(f[i].path, f[i].max, json_int(there, "maxItems", -1));
		for (const struct field_column *c = f[i].columns; c && c->name; c++) {
			const json_t *item = json_object_get(there, "items");
			const char *ref = json_text(item, "$ref");

			item = schema_at(ref ? json_at(schema, ref + 1) : item, c->name);
			TAP_CHECK(c->name, item || c->country || c->parents);
			if (item && !c->options && !c->country && !c->parents)
				TAP_INT(c->name, c->max, json_int(item, "maxLength", -1));
		}
	}
	assert_null(field_find("product"));
	assert_null(field_find(""));
}

static json_t *read_form(const char *form_text, const char *document_text, json_t **problems)
{
	CLEANUP(json_done) json_t *form = fixture_json(form_text);
	json_t *document = document_text ? fixture_json(document_text) : NULL;

	*problems = json_array();
	field_read(form, &document, *problems);
	return document;
}

static void there_and_back(void **state)
{
	CLEANUP(json_done) json_t *document = sample_application();
	CLEANUP(json_done) json_t *values = field_values(document);
	CLEANUP(json_done) json_t *problems = json_array();
	json_t *again = NULL;

	(void)state;
	assert_true(application_fits(document, NULL));
	field_read(values, &again, problems);
	if (json_array_size(problems) > 0)
		fail_msg("%s", json_text(json_array_get(problems, 0), "en"));
	/* The models are read by others. */
	json_object_set(again, "models", json_object_get(document, "models"));
	assert_true(json_equal(document, again));
	assert_true(application_fits(again, NULL));
	json_decref(again);
	assert_string_equal(json_text(values, "supply_chain.oem_odm"),
			    "Example Works | VN | oem | Example Group | SG | Example Fund | GB");
	assert_string_equal(json_text(values, "eligibility.user_can_add_security"), "no");
	assert_string_equal(json_text(values, "level"), "1");
	assert_string_equal(json_text(values, "product.manufacturer.public"), "yes");
	assert_null(json_object_get(values, "product.origin.public"));
	assert_null(json_object_get(values, "models"));
}

static void what_is_read(void **state)
{
	static const struct {
		const char *what, *form, *before, *after;
	} rows[] = {
		{ "nothing", "{}", NULL, "{}" },
		{ "something else", "{'csrf':'x','product':'y'}", NULL, "{}" },
		{ "blanks around", "{'product.name.ja':'  見本\\r\\n '}", NULL,
		  "{'product':{'name':{'ja':'見本'}}}" },
		{ "line ends", "{'notes':'a\\r\\nb\\rc\\nd'}", NULL, "{'notes':'a\\nb\\nc\\nd'}" },
		{ "an empty text takes away", "{'product.name.ja':' '}",
		  "{'product':{'name':{'ja':'x'}},'level':1}", "{'level':1}" },
		{ "only what it has", "{'product.name.ja':''}",
		  "{'product':{'name':{'ja':'x','en':'y'}}}", "{'product':{'name':{'en':'y'}}}" },
		{ "an empty list takes away", "{'supply_chain.parents':'\\n | \\n'}",
		  "{'supply_chain':{'parents':[{'name':'x','country':'JP'}]}}", "{}" },
		{ "a box ticked", "{'product.origin.public':'yes'}", NULL,
		  "{'product':{'origin':{'public':true}}}" },
		{ "a box not ticked, section in the form", "{'product.url':''}",
		  "{'product':{'origin':{'country':'JP','public':true}}}",
		  "{'product':{'origin':{'country':'JP'}}}" },
		{ "a box not ticked, section not in the form", "{'notes':'x'}",
		  "{'product':{'origin':{'country':'JP','public':true}}}",
		  "{'product':{'origin':{'country':'JP','public':true}},'notes':'x'}" },
		{ "a box said no", "{'proxy.used':'no'}", "{'proxy':{'used':true,'name':'x'}}",
		  "{'proxy':{'name':'x'}}" },
		{ "yes and no",
		  "{'eligibility.ip_communication':'yes',"
		  "'eligibility.user_can_add_security':'no'}",
		  NULL, "{'eligibility':{'ip_communication':true,'user_can_add_security':false}}" },
		{ "a level", "{'level':'3'}", "{'level':1}", "{'level':3}" },
		{ "a choice", "{'route':'psti'}", NULL, "{'route':'psti'}" },
		{ "a choice of a register", "{'evaluation_body.id':'12'}", NULL,
		  "{'evaluation_body':{'id':'12'}}" },
		{ "wide digits",
		  "{'applicant.corporate_number':'７００００１２０５０００２',"
		  "'support_until':'２０３０－０３－３１'}",
		  NULL,
		  "{'applicant':{'corporate_number':'7000012050002'},'support_until':'2030-03-31'"
		  "}" },
		{ "a country", "{'product.origin.country':'TW'}", NULL,
		  "{'product':{'origin':{'country':'TW'}}}" },
		{ "bars of all kinds",
		  "{'product.other_certifications':'CLS|1\\nPSTI｜2\\n\\nCC\\t3 |'}", NULL,
		  "{'product':{'other_certifications':[{'scheme':'CLS','number':'1'},"
		  "{'scheme':'PSTI','number':'2'},{'scheme':'CC','number':'3'}]}}" },
		{ "parents of a maker",
		  "{'supply_chain.oem_odm':'A | JP | ODM | P | US | Q | GB\\nB|CN|その他'}", NULL,
		  "{'supply_chain':{'oem_odm':[{'name':'A','country':'JP','role':'odm','parents':"
		  "[{'name':'P','country':'US'},{'name':'Q','country':'GB'}]},"
		  "{'name':'B','country':'CN','role':'other'}]}}" },
		{ "models are left alone", "{'models':'a,b'}", "{'models':[{'number':'x'}]}",
		  "{'models':[{'number':'x'}]}" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *problems = NULL;
		CLEANUP(json_done)
		json_t *got = read_form(rows[i].form, rows[i].before, &problems);
		CLEANUP(json_done) json_t *want = fixture_json(rows[i].after);

		TAP_INT(rows[i].what, json_array_size(problems), 0);
		TAP_CHECK(rows[i].what, json_equal(got, want));
		TAP_CHECK(rows[i].what, application_fits(got, NULL));
	}
}

static void what_is_refused(void **state)
{
	static const struct {
		const char *form, *says;
	} rows[] = {
		{ "{'level':'5'}", "choose one" },
		{ "{'level':'0'}", "choose one" },
		{ "{'level':'11'}", "choose one" },
		{ "{'route':'cls'}", "choose one" },
		{ "{'evaluation_body.id':'a b'}", "choose one" },
		{ "{'eligibility.ip_communication':'true'}", "yes or no" },
		{ "{'declaration.agreed':'maybe'}", "yes or no" },
		{ "{'evaluation_body.id':'12345678901234567890123456789012345678901'}",
		  "choose one" },
		{ "{'applicant.corporate_number':'70000120500022'}", "At most 13" },
		{ "{'declaration.agreed':'on'}", "yes or no" },
		{ "{'support_until':'2030-02-30'}", "2026-04-01" },
		{ "{'support_until':'31.3.2030'}", "2026-04-01" },
		{ "{'support_until':'1969-01-01'}", "2026-04-01" },
		{ "{'product.url':'maker.example'}", "begins with" },
		{ "{'product.url':'javascript:alert(1)'}", "begins with" },
		{ "{'product.url':'https://'}", "begins with" },
		{ "{'product.url':'https:///x'}", "begins with" },
		{ "{'product.url':'https://a b'}", "begins with" },
		{ "{'product.url':'https://見本.example'}", "begins with" },
		{ "{'product.origin.country':'XX'}", "country" },
		{ "{'product.origin.country':'jp'}", "country" },
		{ "{'applicant.corporate_number':'700001205000'}", "13 digits" },
		{ "{'applicant.corporate_number':'700001205000x'}", "13 digits" },
		{ "{'product.name.ja':'a\\nb'}", "cannot be used" },
		{ "{'product.name.ja':'a\\u202eb'}", "cannot be used" },
		{ "{'product.name.ja':'a\\u0007b'}", "cannot be used" },
		{ "{'notes':'a\\u2066b'}", "cannot be used" },
		{ "{'supply_chain.parents':'A'}", "Line 1: \"country\" is missing" },
		{ "{'supply_chain.parents':'A | JP\\n | JP'}", "Line 2: \"name\" is missing" },
		{ "{'supply_chain.parents':'A | Japan'}", "Line 1: \"country\" has to be" },
		{ "{'supply_chain.parents':'A | JP | B'}", "too many columns" },
		{ "{'supply_chain.parents':'A\\u200fB | JP'}", "cannot be used" },
		{ "{'supply_chain.oem_odm':'A | JP'}", "\"role\" is missing" },
		{ "{'supply_chain.oem_odm':'A | JP | boss'}", "none of the answers" },
		{ "{'supply_chain.oem_odm':'A | JP | oem | P'}", "pairs" },
		{ "{'supply_chain.oem_odm':'A | JP | oem | | US'}", "pairs" },
		{ "{'supply_chain.oem_odm':'A | JP | oem | P | US | Q | XX'}", "country's code" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *problems = NULL;
		CLEANUP(json_done) json_t *form = fixture_json(rows[i].form);
		CLEANUP(json_done) json_t *before = sample_application();
		json_t *document = sample_application();
		const char *field = json_object_iter_key(json_object_iter(form));
		const struct field *f = field_find(field);

		problems = json_array();
		/* The boxes of the section are in this form too, or they would count as not ticked.
		 */
		CLEANUP(json_done) json_t *values = field_values(before);
		size_t n;
		const struct field *all = field_table(&n);
		for (size_t k = 0; k < n; k++)
			if (all[k].type == FIELD_CHECKBOX && &all[k] != f &&
			    json_object_get(values, all[k].path))
				json_object_set(form, all[k].path,
						json_object_get(values, all[k].path));
		field_read(form, &document, problems);
		TAP_INT(rows[i].form, json_array_size(problems), 1);
		const json_t *problem = json_array_get(problems, 0);
		TAP_TEXT(rows[i].form, json_text(problem, "field"), field);
		FIXTURE_SAYS(rows[i].form, json_text(problem, "en"), rows[i].says);
		TAP_CHECK(rows[i].form, *json_text(problem, "ja"));
		TAP_CHECK(rows[i].form, json_equal(document, before));
		json_decref(document);
	}
}

/* Every text and list at its limit and one past it, in characters of several bytes. */
static void limits(void **state)
{
	size_t n;
	const struct field *f = field_table(&n);

	(void)state;
	for (size_t i = 0; i < n; i++)
		for (size_t more = 0; more <= 1; more++) {
			CLEANUP(buf_done) struct buf text = BUF(1u << 20);
			CLEANUP(json_done) json_t *form = json_object(), *problems = json_array();
			CLEANUP(json_done) json_t *document = NULL;
			bool url = f[i].type == FIELD_URL;
			bool list = f[i].type == FIELD_LIST;

			if (f[i].digits || (f[i].type > FIELD_TEXTAREA && !url && !list))
				continue;
			if (url)
				buf_text(&text, "https://");
			for (size_t k = text.n; !list && !url && k < f[i].max + more; k++)
				buf_text(&text, "星");
			while (url && text.n < f[i].max + more)
				buf_text(&text, "x");
			for (size_t k = 0; list && k < f[i].max + more; k++)
				buf_text(&text, text_equal(f[i].path, "supply_chain.oem_odm")
						    ? "x | JP | oem\n"
						    : "x | JP\n");
			json_object_set_new(form, f[i].path, json_string(buf_cstr(&text)));
			field_read(form, &document, problems);
			TAP_INT(f[i].path, json_array_size(problems), more);
			TAP_INT(f[i].path, json_object_size(document), !more);
			TAP_CHECK(f[i].path, application_fits(document, NULL));
		}
	/* A line of as many parents as there may be, and one more. */
	for (size_t more = 0; more <= 30; more++) {
		CLEANUP(buf_done) struct buf text = BUF(1u << 20);
		CLEANUP(json_done) json_t *form = json_object(), *problems = json_array();
		CLEANUP(json_done) json_t *document = NULL;

		buf_text(&text, "x | JP");
		for (size_t k = 0; k < APPLICATION_LIST_MAX + more; k++)
			buf_text(&text, " | y | GB");
		json_object_set_new(form, "supply_chain.firmware", json_string(buf_cstr(&text)));
		field_read(form, &document, problems);
		assert_int_equal(json_array_size(problems), more > 0);
	}
}

static void what_applies(void **state)
{
	static const struct {
		const char *path, *document;
		bool applies;
	} rows[] = {
		{ "level", "{}", true },
		{ "psti.statement_url", "{}", false },
		{ "psti.statement_url", "{'route':'standard'}", false },
		{ "psti.statement_url", "{'route':'psti'}", true },
		{ "evaluation.by", "{}", true },
		{ "evaluation.by", "{'level':2}", true },
		{ "evaluation.by", "{'level':3}", false },
		{ "evaluation_body.id", "{'level':1}", false },
		{ "evaluation_body.id", "{'level':4}", true },
		{ "evaluation.name", "{'level':1}", false },
		{ "evaluation.name", "{'level':1,'evaluation':{'by':'own'}}", false },
		{ "evaluation.name", "{'level':1,'evaluation':{'by':'qualified_person'}}", true },
		{ "evaluation.qualification", "{'level':1,'evaluation':{'by':'evaluation_body'}}",
		  false },
		{ "supply_chain.parents", "{}", true },
		{ "supply_chain.parents", "{'supply_chain':{'no_parents':false}}", true },
		{ "supply_chain.parents", "{'supply_chain':{'no_parents':true}}", false },
		{ "applicant.corporate_number", "{}", true },
		{ "applicant.corporate_number", "{'applicant':{'identity_proof':{'kind':'other'}}}",
		  false },
		{ "applicant.identity_proof.reference", "{}", false },
		{ "proxy.mandate", "{'proxy':{'used':true}}", true },
		{ "proxy.mandate", "{'proxy':{}}", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *document = fixture_json(rows[i].document);
		CLEANUP(mem_freep) char *what = mem_format("%s %s", rows[i].path, rows[i].document);

		TAP_INT(what, field_applies(field_find(rows[i].path), document), rows[i].applies);
	}
}

static void countries(void **state)
{
	size_t n;
	const struct country *c = country_table(&n);

	(void)state;
	assert_int_equal(n, 249);
	for (size_t i = 0; i < n; i++) {
		TAP_CHECK(c[i].code, strlen(c[i].code) == 2 && *c[i].ja && *c[i].en);
		TAP_CHECK(c[i].code, i == 0 || strcmp(c[i - 1].code, c[i].code) < 0);
		TAP_CHECK(c[i].code, country_find(c[i].code) == &c[i]);
	}
	assert_string_equal(country_find("JP")->ja, "日本");
	assert_string_equal(country_find("GB")->en, "United Kingdom");
	assert_null(country_find("UK"));
	assert_null(country_find("jp"));
	assert_null(country_find(NULL));
	assert_null(country_find(""));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_table_is_the_schema_s),
	cmocka_unit_test(there_and_back),
	cmocka_unit_test(what_is_read),
	cmocka_unit_test(what_is_refused),
	cmocka_unit_test(limits),
	cmocka_unit_test(what_applies),
	cmocka_unit_test(countries),
};

TAP_MAIN(tests)
