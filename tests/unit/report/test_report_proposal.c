/*
 * A proposed declaration: with the lines that it names filled in it is one; with any of them empty
 * it is refused with that line; nothing that a device says gets out of its comment.
 */
#include "fixture.h"

#include <fcntl.h>

#include "product/declaration.h"
#include "report/report_proposal.h"

#define OUTPUT_MAX (4u << 20)

struct made {
	struct buf text;
	json_t *fill;
};

static void made_done(struct made *m)
{
	buf_done(&m->text);
	json_decref(m->fill);
}

static void propose(struct made *m, const char *language, const json_t *observations,
		    const json_t *coverage)
{
	const struct report_proposal_input in = {
		.observations = observations,
		.coverage = coverage,
		.address = "fe80::1%eth0",
		.tool = "hoshi 1",
		.day = "2026-11-22",
		.file = "declaration.yaml",
		.language = language,
	};

	m->text = BUF(OUTPUT_MAX);
	report_proposal(&m->text, &m->fill, &in);
	assert_true(buf_ok(&m->text));
	assert_true(text_utf8_valid(buf_view(&m->text)));
}

/* What a person writes behind the colon. */
static const char *answer_for(const char *key)
{
	if (text_equal(key, "product/general_purpose") ||
	    text_equal(key, "product/user_can_add_security"))
		return " false";
	return text_ends(key, "/initial") ? " unique" : " x";
}

/* Fill the lines in that the proposal names, but for one of them (SIZE_MAX: all). */
static void fill_in(struct buf *out, const struct made *m, size_t but)
{
	CLEANUP(mem_freep) char *text = mem_textn((const char *)m->text.p, m->text.n);
	int64_t number = 1;

	for (char *line = text, *end; *line; line = end + 1, number++) {
		const char *value = NULL;
		size_t i;
		json_t *one;

		end = strchr(line, '\n');
		assert_non_null(end);
		*end = '\0';
		json_array_foreach (m->fill, i, one)
			if (json_int(one, "line", 0) == number && i != but)
				value = answer_for(json_text(one, "key"));
		if (!value) {
			buf_format(out, "%s\n", line);
			continue;
		}
		const char *colon = strstr(line, ":");
		if (!colon || !strstr(line, REPORT_PROPOSAL_MARK))
			fail_msg("line %d asks for nothing: %s", (int)number, line);
		buf_format(out, "%.*s%s%s\n", (int)(colon + 1 - line), line, value, colon + 1);
	}
}

static int load(struct declaration **out, const struct made *m, size_t but, struct err *err)
{
	CLEANUP(mem_freep) char *path = fixture_path("declaration.yaml");
	CLEANUP(fd_close) int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	CLEANUP(buf_done) struct buf text = BUF(OUTPUT_MAX);

	fill_in(&text, m, but);
	assert_true(buf_ok(&text));
	assert_int_equal(fd_write_full(fd, buf_view(&text)), 0);
	return declaration_read(out, path, err);
}

static json_t *device(void)
{
	return fixture_json(
	    "[{'kind':'port','proto':'tcp','port':443,'state':'open'},"
	    "{'kind':'port','proto':'tcp','port':22,'state':'open'},"
	    "{'kind':'port','proto':'tcp','port':9999,'state':'open'},"
	    "{'kind':'service','proto':'tcp','port':22,'service':'ssh','tls':false,'banner':'SSH-2."
	    "0-x'},"
	    "{'kind':'service','proto':'tcp','port':443,'service':'http','tls':true},"
	    "{'kind':'service','proto':'tcp','port':9999,'service':'silent','tls':false},"
	    "{'kind':'service','proto':'udp','port':1900,'service':'ssdp','tls':false},"
	    "{'kind':'login','proto':'tcp','port':22,'service':'ssh','mechanism':'password','tls':"
	    "false},"
	    "{'kind':'login','proto':'tcp','port':443,'service':'http','mechanism':'form','path':'/"
	    "','tls':true},"
	    "{'kind':'certificate','proto':'tcp','port':443,'subject':'CN=HG-100','issuer':'CN=HG-"
	    "100',"
	    "'not_after':'2030-01-01T00:00:00Z','expired':false,'self_signed':true},"
	    "{'kind':'http_page','proto':'tcp','port':443,'path':'/','status':200,'access':'login',"
	    "'login_form':true,'title':'HG-100 login','tls':true}]");
}

static void filled_in_it_is_a_declaration(void **state)
{
	static const char *const languages[] = { "ja", "en" };
	CLEANUP(json_done) json_t *observations = device();
	CLEANUP(json_done) json_t *coverage = json_array();
	(void)state;

	for (size_t l = 0; l < ARRAY_LEN(languages); l++) {
		CLEANUP(made_done) struct made m = { 0 };
		CLEANUP(declaration_freep) struct declaration *d = NULL;
		struct err err = { 0 };

		propose(&m, languages[l], observations, coverage);
		if (load(&d, &m, SIZE_MAX, &err) < 0)
			fail_msg("%s: %s", languages[l], err.text);
		const json_t *places = json_object_get(d->value, "interfaces");
		assert_int_equal(json_array_size(places), 4);
		assert_string_equal(json_text(json_array_get(places, 0), "service"), "ssh");
		assert_string_equal(json_text(json_array_get(places, 1), "service"), "https");
		assert_null(json_text(json_array_get(places, 2), "service"));
		assert_string_equal(json_text(json_array_get(places, 3), "proto"), "udp");
		/* Nobody knows whether one has to log in. */
		assert_null(json_object_get(json_array_get(places, 0), "authenticates"));
		assert_string_equal(json_string_value(json_at(d->value, "/target/address")),
				    "fe80::1%eth0");
		CLEANUP(json_done) json_t *logins = fixture_json("['tcp/22','tcp/443']");
		assert_true(json_equal(json_at(d->value, "/accounts/0/interfaces"), logins));
		/* 5 of the product, 4 purposes, 2 of the account. */
		assert_int_equal(json_array_size(m.fill), 11);
	}
}

static void each_line_left_empty_is_refused_by_its_number(void **state)
{
	CLEANUP(json_done) json_t *observations = device();
	CLEANUP(json_done) json_t *coverage = json_array();
	CLEANUP(made_done) struct made m = { 0 };
	(void)state;

	propose(&m, "en", observations, coverage);
	for (size_t i = 0; i < json_array_size(m.fill); i++) {
		const json_t *one = json_array_get(m.fill, i);
		CLEANUP(mem_freep)
		char *want = mem_format("declaration.yaml:%" PRId64 ": %s",
					json_int(one, "line", 0), json_text(one, "key"));
		CLEANUP(declaration_freep) struct declaration *d = NULL;
		struct err err = { 0 };

		TAP_INT(want, load(&d, &m, i, &err), E_FORMAT);
		if (!strstr(err.text, want))
			fail_msg("'%s' is not in '%s'", want, err.text);
	}
}

static void hostile_texts(void **state)
{
	static const char *const texts[] = {
		"a\\ninterfaces: []\\n",
		"a\\r\\naccounts: x",
		"\\u2028x: y",
		"\\u0085x: y",
		"\\u202Eabc",
		"\\u0000b",
		"\\u001b[31m",
		"# ' : { [ & * ! | > %",
	};
	CLEANUP(json_done) json_t *coverage = json_array();
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		CLEANUP(mem_freep)
		char *json = mem_format(
		    "[{\"kind\":\"port\",\"proto\":\"tcp\",\"port\":80,\"state\":\"open\"},"
		    "{\"kind\":\"service\",\"proto\":\"tcp\",\"port\":80,\"service\":\"%s\","
		    "\"banner\":\"%s\"},"
		    "{\"kind\":\"http_page\",\"proto\":\"tcp\",\"port\":80,\"path\":\"/"
		    "\",\"access\":\"open\","
		    "\"title\":\"%s\"},"
		    "{\"kind\":\"certificate\",\"proto\":\"tcp\",\"port\":80,\"subject\":\"%s\"}]",
		    texts[i], texts[i], texts[i], texts[i]);
		json_t *observations = json_loads(json, JSON_ALLOW_NUL, NULL);
		CLEANUP(json_done) json_t *owned = observations;
		CLEANUP(made_done) struct made m = { 0 };
		CLEANUP(declaration_freep) struct declaration *d = NULL;
		struct err err = { 0 };

		TAP_CHECK(texts[i], observations);
		propose(&m, "en", observations, coverage);
		if (load(&d, &m, SIZE_MAX, &err) < 0)
			fail_msg("[%s] %s", texts[i], err.text);
		TAP_INT(texts[i], json_array_size(json_object_get(d->value, "interfaces")), 1);
		TAP_CHECK(texts[i], !json_at(d->value, "/interfaces/0/service"));
		TAP_CHECK(texts[i], !json_object_get(d->value, "accounts"));
	}
}

static void as_many_interfaces_as_there_may_be(void **state)
{
	CLEANUP(json_done) json_t *coverage = json_array();
	(void)state;

	for (int over = 0; over < 2; over++) {
		CLEANUP(json_done) json_t *observations = json_array();
		CLEANUP(made_done) struct made m = { 0 };
		CLEANUP(declaration_freep) struct declaration *d = NULL;
		struct err err = { 0 };

		for (int i = 0; i < REPORT_PROPOSAL_INTERFACES_MAX + over; i++)
			json_array_append_new(
			    observations, json_pack("{s:s, s:s, s:i, s:s}", "kind", "port", "proto",
						    "tcp", "port", 1000 + i, "state", "open"));
		propose(&m, "en", observations, coverage);
		if (load(&d, &m, SIZE_MAX, &err) < 0)
			fail_msg("%s", err.text);
		assert_int_equal(json_array_size(json_object_get(d->value, "interfaces")),
				 REPORT_PROPOSAL_INTERFACES_MAX);
		assert_int_equal(strstr(buf_cstr(&m.text), "1 more ports are open") != NULL, over);
	}
}

static void what_was_not_examined(void **state)
{
	CLEANUP(json_done) json_t *none = json_array();
	CLEANUP(json_done)
	json_t *coverage =
	    fixture_json("[{'of':'sweep.tcp','state':'partial','reason':'deadline'},"
			 "{'of':'identify','proto':'tcp','port':80,'state':'complete'}]");
	CLEANUP(made_done) struct made m = { 0 };
	CLEANUP(declaration_freep) struct declaration *d = NULL;
	struct err err = { 0 };
	(void)state;

	propose(&m, "en", none, coverage);
	assert_non_null(strstr(buf_cstr(&m.text), "Not examined to the end"));
	assert_int_equal(load(&d, &m, SIZE_MAX, &err), 0);
	assert_int_equal(json_array_size(json_object_get(d->value, "interfaces")), 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(filled_in_it_is_a_declaration),
	cmocka_unit_test(each_line_left_empty_is_refused_by_its_number),
	cmocka_unit_test(hostile_texts),
	cmocka_unit_test(as_many_interfaces_as_there_may_be),
	cmocka_unit_test(what_was_not_examined),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
