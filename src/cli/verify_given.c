#include "cli/verify_given.h"

#include "base/err.h"
#include "base/fd.h"
#include "base/text.h"
#include "cli/picture_codes.h"
#include "label/dated_answer.h"
#include "label/label_code.h"
#include "label/picture.h"
#include "label/picture_code.h"
#include "tlog/tlog_proof.h"

#define WRITTEN_MAX \
	(LABEL_URL_MAX + 2) /* an address with its line end is longer than a statement */

void verify_given_done(struct verify_given *g)
{
	buf_done(&g->file);
}

static int take_url(struct verify_given *out)
{
	out->has_url = true;
	out->statement = (struct bytes){ out->url.statement, out->url.statement_size };
	return 0;
}

static int from_address(struct verify_given *out, struct bytes text, struct err *err)
{
	int r = label_url_parse(&out->url, text, err);

	if (r < 0)
		return r;
	if (out->url.statement_size == 0)
		return err_set(err, E_MISSING,
			       "the address holds no statement: nothing follows a '#'");
	return take_url(out);
}

static int from_picture(struct verify_given *out, const char *path, struct err *err)
{
	CLEANUP(picture_code_done) struct picture_codes codes = { 0 };
	int r = picture_codes_of(&codes, buf_view(&out->file), path, err);

	if (r < 0)
		return r;
	return label_code_choose(&out->url, &codes, err) < 0 ? err_prefix(err, "'%s'", path)
							     : take_url(out);
}

int verify_given_read(struct verify_given *out, const char *what, struct err *err)
{
	if (label_url_looks_like(bytes_of(what)))
		return from_address(out, bytes_of(what), err);
	out->file = BUF(PICTURE_FILE_MAX);
	int r = fd_read_file(&out->file, what, PICTURE_FILE_MAX, err);
	if (r < 0)
		return r;
	if (picture_kind(buf_view(&out->file)) != PICTURE_NONE)
		return from_picture(out, what, err);
	const char *other = picture_other_kind(buf_view(&out->file));
	if (other)
		return err_both(err, E_UNSUPPORTED,
				"'%s' is a picture in %s, which is not read here: save it as JPEG "
				"or PNG",
				"'%s'は%s形式の画像で、ここでは読めません。JPEGかPNGで保存し直して"
				"ください",
				what, other);
	out->is_answer = dated_answer_looks_like(buf_view(&out->file));
	out->is_proof = tlog_proof_looks_like(buf_view(&out->file));
	if (out->is_answer || out->is_proof)
		return 0;
	if (out->file.n > WRITTEN_MAX)
		return err_both(
		    err, E_LIMIT,
		    "'%s' is neither a picture (PNG, JPEG, SVG, PDF), a dated answer nor a proof, "
		    "and too long for an address or a statement",
		    "'%s'"
		    "は画像（PNG、JPEG、SVG、PDF）、日時指定の回答、証明のいずれでもなく、アドレス"
		    "やステートメントにしては長すぎ"
		    "ます",
		    what);
	/* A file that was written by hand ends with a line feed. */
	struct bytes text = text_trim(buf_view(&out->file));
	if (label_url_looks_like(text))
		return from_address(out, text, err);
	out->statement = buf_view(&out->file);
	return 0;
}
