/*
 * A link from a mail: it works once and sets up name, password and authenticator app.  The key for
 * the app is shown as text and as a QR code, which is a picture of our own at .../qr.svg.
 */
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "crypto/token.h"
#include "crypto/totp.h"
#include "label/qr.h"
#include "store/store.h"
#include "web/account_field.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/view_field.h"
#include "workflow/settings.h"

#define GROUP ((size_t)4) /* characters of the key between blanks */
#define KEY_MAX ((size_t)2 * TOTP_SECRET_MAX)
#define ISSUER_MAX 40
#define URI_MAX QR_TEXT_MAX

static int find(struct web *web, const struct request *rq, json_t **link, struct err *err)
{
	const char *token = request_at(rq, "token");
	char hash[HASH_HEX_MAX];

	*link = NULL;
	if (!token || strlen(token) != TOKEN_TEXT_MAX - 1)
		return E_MISSING;
	token_hash(hash, token);
	return store_row(web->store, "link_by_hash",
			 STORE_VALUES(STORE_TEXT(hash), STORE_INT(rq->now)), link, err);
}

/* ABCD EFGH ...: as people read it from one screen and type it on another. */
static void grouped(char out[static KEY_MAX], const char *secret)
{
	size_t n = 0;

	for (size_t i = 0; secret[i] && n + 2 < KEY_MAX; i++) {
		if (i && i % GROUP == 0)
			out[n++] = ' ';
		out[n++] = secret[i];
	}
	out[n] = '\0';
}

/* What the app calls us; a QR code and some apps want plain letters. */
static void issuer(const struct web *web, char out[static ISSUER_MAX])
{
	const char *name = json_text(json_object_get(web->settings->doc, "scheme"), "short");
	size_t n = 0;

	for (; name && *name && n + 1 < ISSUER_MAX; name++)
		if ((*name >= 'A' && *name <= 'Z') || (*name >= 'a' && *name <= 'z') ||
		    (*name >= '0' && *name <= '9') || *name == '-')
			out[n++] = *name;
	out[n] = '\0';
	if (n == 0)
		memcpy(out, "Registry", sizeof("Registry"));
}

static json_t *fields(const struct request *rq, const json_t *link)
{
	json_t *list = json_array();

	json_array_append_new(list,
			      view_field(rq, &(struct view_field){ .name = "name",
								   .ja = "氏名",
								   .en = "Your name",
								   .value = json_text(link, "name"),
								   .autocomplete = "name",
								   .required = true,
								   .maxlength = 100 }));
	account_field_passwords(rq, list);
	return list;
}

static json_t *code_field(const struct request *rq)
{
	return view_field(rq, &(struct view_field){ .name = "factor",
						    .ja = "認証コード",
						    .en = "Code",
						    .hint_ja = "アプリに表示される6桁の数字",
						    .hint_en = "The six digits that the app shows",
						    .autocomplete = "one-time-code",
						    .inputmode = "numeric",
						    .required = true,
						    .maxlength = 6 });
}

static json_t *title_of(struct web *web, const struct request *rq, const json_t *link)
{
	if (!text_equal(json_text(link, "purpose"), "recovery"))
		return view_new(web, rq, "アカウントの設定", "Set up your account");
	if (!*json_text(link, "totp_secret"))
		return view_new(web, rq, "パスワードの再設定", "Set up your password again");
	return view_new(web, rq, "パスワードと認証アプリの再設定", "Set up password and app again");
}

int page_link(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	CLEANUP(json_done) json_t *link = NULL;
	char key[KEY_MAX];
	int r = find(web, rq, &link, err);

	if (r == E_MISSING) {
		rs->status = 404;
		return view_render(
		    web, rq, rs, "link_over",
		    view_new(web, rq, "このリンクは使えません", "This link does not work any more"),
		    err);
	}
	if (r < 0)
		return r;
	json_t *view = title_of(web, rq, link);
	CLEANUP(mem_freep) char *picture = mem_format("%s/qr.svg", rq->path);

	json_object_set_new(view, "mail", json_string(json_text(link, "mail")));
	/* Without one the second factor that is there stays. */
	grouped(key, json_text(link, "totp_secret"));
	if (key[0]) {
		json_object_set_new(view, "key", json_string(key));
		json_object_set_new(view, "picture", json_string(picture));
	}
	json_object_set_new(view, "fields", fields(rq, link));
	json_object_set_new(view, "code", code_field(rq));
	return view_render(web, rq, rs, "link", view, err);
}

int page_link_qr(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	CLEANUP(json_done) json_t *link = NULL;
	CLEANUP(buf_done) struct buf uri = BUF(URI_MAX);
	struct qr qr = { 0 };
	char name[ISSUER_MAX];
	int r = find(web, rq, &link, err);

	if (r == 0 && !*json_text(link, "totp_secret"))
		r = E_MISSING;
	if (r < 0)
		return r;
	issuer(web, name);
	totp_uri(&uri, name, json_text(link, "mail"), json_text(link, "totp_secret"));
	r = buf_ok(&uri) ? qr_encode(&qr, buf_cstr(&uri), err) : E_LIMIT;
	if (r < 0)
		return r;
	rs->type = "image/svg+xml";
	qr_svg(&rs->body, &qr, "QR");
	qr_done(&qr);
	return 0;
}
