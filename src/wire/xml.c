/*
 * The text is made UTF-8 first, as html.c does, so that no device chooses an encoding that has to
 * be loaded; then libxml2's parser runs with our own handlers and builds nothing.
 */
#include "wire/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "wire/charset.h"

#define UTF8_GROWTH 4 /* bytes of UTF-8 per byte of any encoding, at most */

struct xml_state {
	xmlParserCtxtPtr parser;
	xml_fn *seen;
	void *context;
	struct buf text;
	unsigned depth;
	bool leaf; /* nothing was opened since the last element was */
	int result;
};

static void stop(struct xml_state *s, int result)
{
	s->result = result;
	xmlStopParser(s->parser);
}

/* The handlers' signatures are libxml2's. */
static void on_open(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
		    int n_namespaces, const xmlChar **namespaces, int n_attributes, int n_defaulted,
		    const xmlChar **attributes)
{
	struct xml_state *s = context;

	(void)prefix, (void)uri, (void)n_namespaces, (void)namespaces, (void)n_attributes;
	(void)n_defaulted, (void)attributes;
	if (++s->depth > XML_DEPTH_MAX) {
		stop(s, E_LIMIT);
		return;
	}
	s->leaf = true;
	buf_clear(&s->text);
	s->seen(s->context, (const char *)name, NULL);
}

static void on_close(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct xml_state *s = context;

	(void)prefix, (void)uri;
	if (s->leaf) {
		size_t n = s->text.n;

		/* Only whole characters were added; blanks at the ends are the layout's. */
		struct bytes trimmed = text_trim((struct bytes){ .p = s->text.p, .n = n });
		struct buf kept = BUF(XML_TEXT_MAX);

		buf_bytes(&kept, trimmed);
		s->seen(s->context, (const char *)name, buf_cstr(&kept));
		buf_done(&kept);
	}
	s->leaf = false;
	s->depth--;
}

static void on_text(void *context, const xmlChar *text, int n)
{
	struct xml_state *s = context;
	struct bytes left = { .p = text, .n = n > 0 ? (size_t)n : 0 };

	while (left.n > 0) {
		size_t step = text_utf8_step(left.p, left.n);

		if (step == 0 || step > XML_TEXT_MAX - s->text.n)
			return;
		buf_add(&s->text, left.p, step);
		left = (struct bytes){ .p = left.p + step, .n = left.n - step };
	}
}

static void on_document_type(void *context, const xmlChar *name, const xmlChar *external,
			     const xmlChar *system_id)
{
	(void)name, (void)external, (void)system_id;
	stop(context, E_FORMAT);
}

static xmlEntityPtr on_entity(void *context, const xmlChar *name)
{
	(void)context;
	return xmlGetPredefinedEntity(name);
}

/* libxml2 writes its complaints to stderr unless somebody takes them. */
static void on_error(void *context, xmlErrorPtr error)
{
	(void)context, (void)error;
}

int xml_walk(struct bytes in, xml_fn *seen, void *context)
{
	CLEANUP(buf_done) struct buf utf8 = BUF((size_t)UTF8_GROWTH * XML_MAX);
	struct xml_state s = { .seen = seen, .context = context, .text = BUF(XML_TEXT_MAX) };
	xmlSAXHandler handlers = {
		.initialized = XML_SAX2_MAGIC,
		.startElementNs = on_open,
		.endElementNs = on_close,
		.characters = on_text,
		.cdataBlock = on_text,
		.internalSubset = on_document_type,
		.getEntity = on_entity,
		.serror = on_error,
	};

	if (in.n > XML_MAX)
		return E_LIMIT;
	charset_to_utf8(&utf8, in, charset_guess(in));
	if (utf8.n == 0 || utf8.n > INT_MAX)
		return E_FORMAT;
	s.parser = xmlCreatePushParserCtxt(&handlers, &s, NULL, 0, NULL);
	assert(s.parser);
	(void)xmlCtxtUseOptions(s.parser, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
	(void)xmlSwitchEncoding(s.parser, XML_CHAR_ENCODING_UTF8);
	int broken = xmlParseChunk(s.parser, (const char *)utf8.p, (int)utf8.n, 1);
	if (s.result == 0 && (broken || !s.parser->wellFormed))
		s.result = E_FORMAT;
	xmlFreeParserCtxt(s.parser);
	buf_done(&s.text);
	return s.result;
}

void xml_keep(char *out, size_t size, const char *text)
{
	size_t n = strlen(text);

	while (n >= size || (n > 0 && ((uint8_t)text[n] & 0xc0) == 0x80))
		n--;
	memcpy(out, text, n);
	out[n] = '\0';
}
