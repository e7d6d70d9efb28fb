#include "serve/body.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "crypto/token.h"
#include "web/request.h"

static unsigned status_of(int r)
{
	switch (r) {
	case E_LIMIT:
		return 413;
	case E_UNSUPPORTED:
		return 415;
	case E_FORMAT:
	case E_TRUNC:
		return 400;
	case E_REFUSED:
		return 403;
	default:
		/* No descriptors, a broken disk: later it may work. */
		return 503;
	}
}

/* The type without its parameters. */
static bool is_urlencoded(const char *type)
{
	struct bytes t = { .p = (const uint8_t *)type, .n = strcspn(type, ";") };

	return text_equal_nocase(text_trim(t), "application/x-www-form-urlencoded");
}

/* Our forms have their token before any file. */
static int begin(void *context, char spool[static FORM_MULTIPART_SPOOL_MAX])
{
	struct body *b = context;
	const char *csrf = form_multipart_field(b->multipart, "csrf");
	struct form_multipart_sink sink = spool_sink(&b->upload);

	if (!b->csrf || !csrf || !token_equal(csrf, b->csrf))
		return E_REFUSED;
	return sink.begin(sink.context, spool);
}

static int data(void *context, struct bytes data)
{
	struct body *b = context;
	struct form_multipart_sink sink = spool_sink(&b->upload);

	return sink.data(sink.context, data);
}

static int end(void *context)
{
	struct body *b = context;
	struct form_multipart_sink sink = spool_sink(&b->upload);

	return sink.end(sink.context);
}

unsigned body_begin(struct body *b, struct spool *spool, const char *content_type, uint64_t length)
{
	*b = (struct body){ .text = BUF(REQUEST_FORM_MAX), .upload = SPOOL_UPLOAD(spool) };
	form_init(&b->form);
	if (!content_type)
		return length == 0 ? 0 : 415;
	if (is_urlencoded(content_type))
		return length > REQUEST_FORM_MAX ? 413 : 0;
	if (length > BODY_MAX)
		return 413;
	struct form_multipart_sink sink = { begin, data, end, b };
	int r = form_multipart_new(&b->multipart, content_type, &sink);
	return r < 0 ? status_of(r) : 0;
}

void body_push(struct body *b, struct bytes data)
{
	if (b->status)
		return;
	if (b->multipart) {
		int r = form_multipart_push(b->multipart, data);

		if (r < 0)
			b->status = status_of(r);
		return;
	}
	buf_bytes(&b->text, data);
	if (!buf_ok(&b->text))
		b->status = 413;
}

unsigned body_end(struct body *b)
{
	int r;

	if (b->status)
		return b->status;
	if (b->multipart) {
		form_done(&b->form);
		r = form_multipart_end(b->multipart, &b->form);
		if (r < 0)
			form_init(&b->form);
	} else {
		r = form_urlencoded(&b->form, buf_view(&b->text));
	}
	return r < 0 ? status_of(r) : 0;
}

void body_done(struct body *b)
{
	form_multipart_freep(&b->multipart);
	buf_done(&b->text);
	form_done(&b->form);
	spool_done(&b->upload);
}
