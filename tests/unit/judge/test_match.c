/* Every kind of test and of interface that a matcher may hold, against one observation. */
#include "fixture.h"

#include "judge/judge.h"
#include "judge/match.h"
#include "product/declaration.h"

static const char declared[] =
    "{'declaration':1,'product':{'maker':'m','name':'n','model':'x','ip_communication':true,"
    "'general_purpose':false,'user_can_add_security':false},'interfaces':["
    "{'proto':'tcp','port':80,'purpose':'x'},"
    "{'proto':'tcp','port':443,'purpose':'x','authenticates':true},"
    "{'proto':'tcp','port':8080,'purpose':'x','authenticates':false},"
    "{'proto':'tcp','port':1883,'purpose':'x','exception':{'kind':'protocol','reason':'r'}},"
    "{'proto':'udp','port':53,'purpose':'x'},"
    "{'physical':'usb','purpose':'x'}]}";

static const char values[] = "[{'id':'p.list','value':[22,23,'80'],'source':'s','official':true},"
			     "{'id':'p.text','value':'ssh','source':'s','official':true},"
			     "{'id':'p.limit','value':100,'source':'s','official':true},"
			     "{'id':'p.flag','value':true,'source':'s','official':true},"
			     "{'id':'p.none','value':[],'source':'s','official':true}]";

static struct catalogue *catalogue;
static json_t *parameters;
static struct declaration *declaration;

static int load(void **state)
{
	CLEANUP(json_done) json_t *value = fixture_json(declared);

	(void)state;
	catalogue = fixture_catalogue();
	parameters = fixture_json(values);
	return declaration_from_run(&declaration, value, NULL);
}

static int unload(void **state)
{
	(void)state;
	catalogue_free(catalogue);
	json_decref(parameters);
	declaration_free(declaration);
	return 0;
}

static bool matches(const char *matcher, const char *observation, bool with_declaration)
{
	CLEANUP(json_done) json_t *m = fixture_json(matcher);
	CLEANUP(json_done) json_t *o = fixture_json(observation);
	struct judge_input in = { .catalogue = catalogue,
				  .parameters = parameters,
				  .declaration = with_declaration ? declaration : NULL };

	return match_one(&in, m, o);
}

static const char service[] =
    "{'kind':'service','proto':'tcp','port':22,'service':'ssh','tls':false,'banner':'SSH-2.0'}";

static void fields(void **state)
{
	static const struct {
		const char *matcher;
		bool fits;
	} rows[] = {
		{ "{}", true },
		{ "{'kind':'service'}", true },
		{ "{'kind':'port'}", false },
		{ "{'kind':'service','service':'ssh','port':22,'tls':false}", true },
		{ "{'kind':'service','service':'ssh','port':23}", false },
		{ "{'port':'22'}", false },
		{ "{'tls':true}", false },
		{ "{'tls':0}", false },
		{ "{'none':''}", false },
		{ "{'port':{'in':[21,22]}}", true },
		{ "{'port':{'in':['22']}}", false },
		{ "{'service':{'in':['telnet','ssh']}}", true },
		{ "{'none':{'in':['x']}}", false },
		{ "{'tls':{'in':[false]}}", true },
		{ "{'service':{'not':'telnet'}}", true },
		{ "{'service':{'not':'ssh'}}", false },
		{ "{'tls':{'not':true}}", true },
		{ "{'tls':{'not':false}}", false },
		{ "{'none':{'not':'x'}}", false },
		{ "{'port':{'parameter':'p.list'}}", true },
		{ "{'service':{'parameter':'p.list'}}", false },
		{ "{'service':{'parameter':'p.text'}}", true },
		{ "{'tls':{'parameter':'p.flag'}}", false },
		{ "{'port':{'parameter':'p.none'}}", false },
		{ "{'port':{'parameter':'p.unknown'}}", false },
		{ "{'port':{'not_parameter':'p.list'}}", false },
		{ "{'port':{'not_parameter':'p.none'}}", true },
		{ "{'service':{'not_parameter':'p.list'}}", true },
		{ "{'service':{'not_parameter':'p.text'}}", false },
		{ "{'none':{'not_parameter':'p.text'}}", false },
		{ "{'port':{'below_parameter':'p.limit'}}", true },
		{ "{'service':{'below_parameter':'p.limit'}}", false },
		{ "{'port':{'below_parameter':'p.text'}}", false },
		{ "{'none':{'below_parameter':'p.limit'}}", false },
		{ "{'port':{'strange':1}}", false },
		{ "{'port':{}}", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_INT(rows[i].matcher, matches(rows[i].matcher, service, true), rows[i].fits);
}

/* The bound itself is not below it; what is no number is neither. */
static void below_is_strict(void **state)
{
	static const struct {
		const char *observation;
		bool fits, reaches;
	} rows[] = { { "{'bits':99}", true, false },    { "{'bits':100}", false, true },
		     { "{'bits':101}", false, true },   { "{'bits':-1}", true, false },
		     { "{'bits':'1'}", false, false },  { "{'bits':1.0}", false, false },
		     { "{'bits':true}", false, false }, { "{'bits':null}", false, false } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		TAP_INT(
		    rows[i].observation,
		    matches("{'bits':{'below_parameter':'p.limit'}}", rows[i].observation, true),
		    rows[i].fits);
		TAP_INT(
		    rows[i].observation,
		    matches("{'bits':{'at_least_parameter':'p.limit'}}", rows[i].observation, true),
		    rows[i].reaches);
	}
}

static void interfaces(void **state)
{
	enum {
		UNDECLARED = 1,
		DECLARED = 2,
		EXEMPT = 4,
		NOT_EXEMPT = 8,
		LOGIN = 16,
		NO_LOGIN = 32
	};
	static const char *const kinds[] = { "undeclared", "declared", "exempt",
					     "not_exempt", "login",    "no_login" };
	static const struct {
		const char *what, *observation;
		bool with_declaration;
		int fits;
	} rows[] = {
		{ "authenticates", "{'proto':'tcp','port':443}", true,
		  DECLARED | NOT_EXEMPT | LOGIN },
		{ "does not", "{'proto':'tcp','port':8080}", true,
		  DECLARED | NOT_EXEMPT | NO_LOGIN },
		{ "not said", "{'proto':'tcp','port':80}", true, DECLARED | NOT_EXEMPT | NO_LOGIN },
		{ "exception", "{'proto':'tcp','port':1883}", true, DECLARED | EXEMPT | NO_LOGIN },
		{ "another port", "{'proto':'tcp','port':81}", true, UNDECLARED | NOT_EXEMPT },
		{ "another protocol", "{'proto':'udp','port':443}", true, UNDECLARED | NOT_EXEMPT },
		{ "udp", "{'proto':'udp','port':53}", true, DECLARED | NOT_EXEMPT | NO_LOGIN },
		{ "no port", "{'kind':'document'}", true, UNDECLARED | NOT_EXEMPT },
		{ "no declaration", "{'proto':'tcp','port':443}", false, NOT_EXEMPT },
		{ "no declaration for an exception", "{'proto':'tcp','port':1883}", false,
		  NOT_EXEMPT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
			CLEANUP(mem_freep) char *m = mem_format("{'interface':'%s'}", kinds[k]);
			CLEANUP(mem_freep) char *at = mem_format("%s: %s", rows[i].what, kinds[k]);

			TAP_INT(at, matches(m, rows[i].observation, rows[i].with_declaration),
				rows[i].fits >> k & 1);
		}
}

static void grades(void **state)
{
	static const struct {
		const char *observation, *grade;
	} rows[] = {
		{ "{'where':'tls.version','name':'TLS 1.0'}", "refused" },
		{ "{'where':'tls.version','name':'TLS 1.3'}", "recommended" },
		{ "{'where':'tls.class','name':'cbc'}", "tolerated" },
		{ "{'where':'tls.class','name':'no such'}", "unknown" },
		{ "{'where':'ssh.mac','name':'TLS 1.3'}", "unknown" },
		{ "{'where':'certificate.key','name':'RSA','bits':1024}", "refused" },
	};
	static const char *const all[] = { "refused", "tolerated", "recommended", "unknown" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (size_t k = 0; k < ARRAY_LEN(all); k++) {
			CLEANUP(mem_freep) char *m = mem_format("{'grade':'%s'}", all[k]);

			TAP_INT(rows[i].observation, matches(m, rows[i].observation, true),
				text_equal(all[k], rows[i].grade));
		}
}

/* Each observation once, in the order in which they were made. */
static void lists(void **state)
{
	CLEANUP(json_done)
	json_t *observations = fixture_json("[{'n':1,'k':'a'},{'n':2,'k':'b'},{'n':3,'k':'a'},"
					    "{'n':4,'k':'c'}]");
	struct judge_input in = { .catalogue = catalogue, .observations = observations };
	static const struct {
		const char *matchers, *numbers;
	} rows[] = {
		{ "[]", "" },
		{ "[{'k':'a'}]", "13" },
		{ "[{'k':'c'},{'k':'a'},{'n':3}]", "134" },
		{ "[{'k':'x'}]", "" },
		{ "[{}]", "1234" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *matchers = fixture_json(rows[i].matchers);
		CLEANUP(json_done) json_t *found = match_list(&in, matchers);
		CLEANUP(buf_done) struct buf numbers = BUF(10);
		size_t k;
		json_t *o;

		json_array_foreach (found, k, o)
			buf_u8(&numbers, (uint8_t)('0' + json_int(o, "n", 0)));
		TAP_TEXT(rows[i].matchers, buf_cstr(&numbers), rows[i].numbers);
	}
	CLEANUP(json_done) json_t *none = match_list(&in, NULL);
	assert_int_equal(json_array_size(none), 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(fields), cmocka_unit_test(below_is_strict), cmocka_unit_test(interfaces),
	cmocka_unit_test(grades), cmocka_unit_test(lists),
};

TAP_MAIN_WITHIN(tests, load, unload)
