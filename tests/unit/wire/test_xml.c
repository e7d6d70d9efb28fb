/* Walks by table: text, prefixes, encodings, entities, depth; and what cannot be a document. */
#include "corpus.h"

#include "wire/xml.h"

struct said {
	struct buf text;
	unsigned opened;
};

static void note(void *context, const char *name, const char *text)
{
	struct said *s = context;

	if (text)
		buf_format(&s->text, "%s=%s;", name, text);
	else
		s->opened++;
}

static void documents(void **state)
{
	static const struct {
		const char *what, *input;
		int expected;
		const char *said;
	} rows[] = {
		{ "leaves", "<a><b> x </b><c/></a>", 0, "b=x;c=;" },
		{ "prefixes", "<p:a xmlns:p='u'><p:b>x</p:b></p:a>", 0, "b=x;" },
		{ "a prefix that nobody declared", "<p:a>x</p:a>", 0, "a=x;" },
		{ "entities", "<a>&lt;&amp;&#x661f;</a>", 0, "a=<&星;" },
		{ "CDATA", "<a><![CDATA[<x>]]></a>", 0, "a=<x>;" },
		{ "mixed", "<a>x<b>y</b>z</a>", 0, "b=y;" },
		{ "a document type", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", E_FORMAT, "" },
		{ "an unknown entity", "<a>&b;</a>", E_FORMAT, NULL },
		{ "unfinished", "<a><b>x</b>", E_FORMAT, "b=x;" },
		{ "crossed", "<a><b></a></b>", E_FORMAT, NULL },
		{ "no XML", "hello", E_FORMAT, "" },
		{ "nothing", "", E_FORMAT, "" },
		{ "an encoding that it has not", "<?xml version='1.0' encoding='UTF-7'?><a>x</a>",
		  0, "a=x;" },
		{ "Shift_JIS", "<a>\x83\x4a\x83\x81\x83\x89</a>", 0, "a=カメラ;" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct said s = { .text = BUF(4096) };
		struct bytes in = corpus_exact(bytes_of(rows[i].input));

		TAP_INT(rows[i].what, xml_walk(in, note, &s), rows[i].expected);
		if (rows[i].said)
			TAP_TEXT(rows[i].what, buf_cstr(&s.text), rows[i].said);
		buf_done(&s.text);
		corpus_drop(in);
	}
}

static int nested(unsigned depth)
{
	CLEANUP(buf_done) struct buf b = BUF(4096);
	struct said s = { .text = BUF(64) };

	for (unsigned i = 0; i < depth; i++)
		buf_text(&b, "<a>");
	for (unsigned i = 0; i < depth; i++)
		buf_text(&b, "</a>");
	int r = xml_walk(buf_view(&b), note, &s);
	buf_done(&s.text);
	return r;
}

static void limits(void **state)
{
	static const size_t sizes[] = { XML_TEXT_MAX, XML_TEXT_MAX + 1 };

	(void)state;
	assert_int_equal(nested(XML_DEPTH_MAX), 0);
	assert_int_equal(nested(XML_DEPTH_MAX + 1), E_LIMIT);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		CLEANUP(buf_done) struct buf b = BUF(4096);
		struct said s = { .text = BUF(4096) };

		buf_text(&b, "<a>");
		for (size_t k = 0; k < sizes[i]; k++)
			buf_u8(&b, 'x');
		buf_text(&b, "</a>");
		assert_int_equal(xml_walk(buf_view(&b), note, &s), 0);
		assert_int_equal(s.text.n, XML_TEXT_MAX + 3);
		buf_done(&s.text);
	}
	CLEANUP(mem_freep) uint8_t *big = mem_array(XML_MAX + 1, 1);
	struct said s = { .text = BUF(64) };
	memset(big, ' ', XML_MAX + 1);
	memcpy(big, "<a/>", 4);
	assert_int_equal(xml_walk((struct bytes){ big, XML_MAX }, note, &s), 0);
	assert_int_equal(xml_walk((struct bytes){ big, XML_MAX + 1 }, note, &s), E_LIMIT);
	buf_done(&s.text);
}

static void cut_between_characters(void **state)
{
	char out[5];

	(void)state;
	xml_keep(out, sizeof(out), "星s");
	assert_string_equal(out, "星s");
	xml_keep(out, sizeof(out), "s星s");
	assert_string_equal(out, "s星");
	xml_keep(out, sizeof(out), "ss星s");
	assert_string_equal(out, "ss");
}

static const struct CMUnitTest xml[] = {
	cmocka_unit_test(documents),
	cmocka_unit_test(limits),
	cmocka_unit_test(cut_between_characters),
};

TAP_MAIN(xml)
