#include "serve/smtp.h"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "scheme/post_message.h"
#include "workflow/settings.h"

#define PORT_SUBMISSION 587
#define PORT_SUBMISSIONS 465
#define LINE_SHOWN 200 /* bytes of what the server said */

/* ---- the settings ---- */

static int read_password(struct smtp *out, const char *path, struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(SMTP_PASSWORD_MAX + 1);
	struct stat st;

	if (stat(path, &st) < 0)
		return err_errno(err, "cannot read the mail server's password from '%s'", path);
	if (st.st_mode & (S_IRWXG | S_IRWXO))
		return err_set(err, E_REFUSED, "'%s' holds a password and can be read by others",
			       path);
	int r = fd_read_file(&text, path, SMTP_PASSWORD_MAX, err);
	if (r < 0)
		return r;
	struct bytes password = text_trim(buf_view(&text));
	out->password = mem_textn((const char *)password.p, password.n);
	mem_wipe(text.p, text.n);
	return 0;
}

/* All of it has to be certificates: what libcurl cannot read it says with the first mail only. */
static bool holds_certificates(struct bytes pem)
{
	BIO *bio = BIO_new_mem_buf(pem.p, (int)pem.n);
	size_t n = 0;
	X509 *one;

	if (!bio)
		return false;
	while ((one = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL) {
		X509_free(one);
		n++;
	}
	/* The end of the file is the one error that there may be. */
	bool end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
	ERR_clear_error();
	BIO_free(bio);
	return n > 0 && end;
}

static int read_authorities(struct smtp *out, const char *path, struct err *err)
{
	int r = fd_read_file(&out->ca, path, SMTP_CA_MAX, err);

	if (r < 0)
		return r;
	return holds_certificates(buf_view(&out->ca))
		   ? 0
		   : err_set(err, E_FORMAT,
			     "/mail/smtp/ca_file: '%s' is no file of certificates (PEM)", path);
}

/* "smtp://host:port", as the schema lets it through. */
static int read_url(struct smtp *out, const char *url, struct err *err)
{
	const char *host = strstr(url, "://") + 3;
	const char *end = *host == '[' ? strchr(host, ']') + 1 : host + strcspn(host, ":/");
	uint64_t port;

	out->implicit_tls = text_starts(url, "smtps:");
	port = out->implicit_tls ? PORT_SUBMISSIONS : PORT_SUBMISSION;
	if (*end == ':') {
		CLEANUP(mem_freep) char *digits = mem_textn(end + 1, strcspn(end + 1, "/"));

		if (num_u64(digits, 1, UINT16_MAX, &port) < 0)
			return err_set(err, E_FORMAT, "/mail/smtp/url: '%s' is no port", digits);
	}
	out->port = (uint16_t)port;
	out->host = *host == '[' ? mem_textn(host + 1, (size_t)(end - host) - 2)
				 : mem_textn(host, (size_t)(end - host));
	/* What comes after the slash is the name that is said in EHLO. */
	out->url = mem_format("smtp%s://%.*s:%u/%s", out->implicit_tls ? "s" : "",
			      (int)(end - host), host, out->port, strchr(out->from, '@') + 1);
	return 0;
}

int smtp_open(struct smtp *out, const struct settings *settings, struct err *err)
{
	const json_t *smtp = json_at(settings->doc, "/mail/smtp");
	const char *file = json_text(smtp, "password_file"), *ca = json_text(smtp, "ca_file");
	int r;

	*out = (struct smtp){ .from = mem_text(json_text(smtp, "from")),
			      .username = mem_text(json_text(smtp, "username")),
			      .ca = BUF(SMTP_CA_MAX),
			      .patience = json_int(smtp, "patience", SMTP_PATIENCE) };
	r = read_url(out, json_text(smtp, "url"), err);
	if (r == 0 && !out->username != !file)
		r = err_set(err, E_FORMAT, "/mail/smtp: username and password_file go together");
	if (r == 0 && file)
		r = read_password(out, file, err);
	if (r == 0 && ca)
		r = read_authorities(out, ca, err);
	if (r < 0)
		smtp_done(out);
	return r;
}

void smtp_done(struct smtp *s)
{
	if (s->password)
		mem_wipe(s->password, strlen(s->password));
	mem_free(s->url);
	mem_free(s->host);
	mem_free(s->username);
	mem_free(s->password);
	mem_free(s->from);
	buf_done(&s->ca);
	*s = (struct smtp){ .url = NULL };
}

/* ---- one mail ---- */

struct sending {
	struct bytes left;
	bool about_mail;       /* past MAIL FROM: what is refused now is this mail */
	char said[LINE_SHOWN]; /* the last line by which the server said no */
};

static size_t on_read(char *out, size_t size, size_t n, void *context)
{
	struct sending *s = context;
	size_t take = size * n < s->left.n ? size * n : s->left.n;

	memcpy(out, s->left.p, take);
	s->left.p += take;
	s->left.n -= take;
	return take;
}

static int on_debug(CURL *curl, curl_infotype type, char *data, size_t size, void *context)
{
	struct sending *s = context;

	(void)curl;
	if (type == CURLINFO_HEADER_OUT && size >= 4 && memcmp(data, "RCPT", 4) == 0)
		s->about_mail = true;
	if (type == CURLINFO_HEADER_IN && size > 3 && (*data == '4' || *data == '5')) {
		struct bytes line = text_trim((struct bytes){ .p = (uint8_t *)data, .n = size });
		CLEANUP(mem_freep) char *shown = text_visible_new(line, LINE_SHOWN - 1);

		(void)snprintf(s->said, sizeof(s->said), "%s", shown);
	}
	return 0;
}

static enum smtp_end end_of(CURL *curl, CURLcode code, const struct sending *s, char *problem)
{
	long status = 0;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	if (code == CURLE_OK)
		return SMTP_TAKEN;
	if (code == CURLE_ABORTED_BY_CALLBACK)
		return SMTP_STOPPED;
	if (status >= 400 && *s->said)
		(void)snprintf(problem, SMTP_PROBLEM_MAX, "the mail server says: %s", s->said);
	else
		(void)snprintf(problem, SMTP_PROBLEM_MAX, "%s", curl_easy_strerror(code));
	if (status >= 500 && s->about_mail)
		return SMTP_NEVER;
	/* It has spoken about this mail, so there is somebody. */
	return status >= 400 && s->about_mail ? SMTP_LATER : SMTP_NOBODY;
}

static enum smtp_end transfer(const struct smtp *s, const struct outside *o, const char *to,
			      struct sending *sending, const struct outside_pulse *pulse,
			      char *problem)
{
	CURL *curl = outside_curl(o, pulse, s->patience, false);
	CLEANUP(mem_freep) char *from = mem_format("<%s>", s->from);
	CLEANUP(mem_freep) char *recipient = mem_format("<%s>", to);
	struct curl_slist *recipients = curl_slist_append(NULL, recipient);

	curl_easy_setopt(curl, CURLOPT_URL, s->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
	if (s->username) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, s->username);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, s->password);
	}
	bool tls = !o->is_loopback || s->ca.n > 0;
	curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(tls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
	/* Borrowed: it was read before the right to read files was given up. */
	struct curl_blob ca = { .data = s->ca.p, .len = s->ca.n, .flags = CURL_BLOB_NOCOPY };
	if (s->ca.n > 0)
		curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &ca);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(curl, CURLOPT_READDATA, sending);
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_debug);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, sending);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	CURLcode code = curl_easy_perform(curl);
	enum smtp_end end = end_of(curl, code, sending, problem);
	curl_easy_cleanup(curl);
	curl_slist_free_all(recipients);
	return end;
}

enum smtp_end smtp_send(const struct smtp *s, const char *to, struct bytes message,
			const struct outside_pulse *pulse, char problem[static SMTP_PROBLEM_MAX])
{
	struct sending sending = { .left = message };
	struct outside o;
	struct err err = { 0 };

	*problem = '\0';
	if (outside_find(&o, s->host, s->port, &err) < 0) {
		(void)snprintf(problem, SMTP_PROBLEM_MAX, "%.*s", SMTP_PROBLEM_MAX - 1, err.text);
		return SMTP_NOBODY;
	}
	enum smtp_end end = transfer(s, &o, to, &sending, pulse, problem);
	outside_done(&o);
	return end;
}
