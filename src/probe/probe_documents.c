/*
 * The documents the maker publishes: can anybody reach them without a login, over a connection that
 * can be trusted, and does their text hold what it should?  And security.txt (RFC 9116) at the
 * place of the disclosure policy.
 */
#include "probe/probe.h"

#include <curl/curl.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "probe/document_fetch.h"
#include "probe/terms.h"
#include "product/declaration.h"
#include "run/coverage.h"
#include "wire/html.h"
#include "wire/security_txt.h"

#define ARENA_MAX (8u << 20)

/* Scheme and host of a URL with another path; NULL when it is no URL. */
static char *beside(const char *url, const char *path)
{
	CURLU *parts = curl_url();
	char *made = NULL, *copy = NULL;

	if (curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
	    curl_url_set(parts, CURLUPART_PATH, path, 0) == CURLUE_OK &&
	    curl_url_set(parts, CURLUPART_QUERY, NULL, 0) == CURLUE_OK &&
	    curl_url_set(parts, CURLUPART_FRAGMENT, NULL, 0) == CURLUE_OK &&
	    curl_url_get(parts, CURLUPART_URL, &made, 0) == CURLUE_OK)
		copy = mem_text(made);
	curl_free(made);
	curl_url_cleanup(parts);
	return copy;
}

/* A page without the address it was asked for, which some repeat. */
static void without(struct buf *out, const struct document_fetch *f, const char *path)
{
	struct bytes left = buf_view(&f->reply.body), needle = bytes_of(path);
	const uint8_t *at;

	while (needle.n > 1 && (at = text_find(left, needle))) {
		size_t before = (size_t)(at - left.p), used = before + needle.n;

		buf_add(out, left.p, before);
		left = (struct bytes){ .p = left.p + used, .n = left.n - used };
	}
	buf_bytes(out, left);
}

/*
 * Does a path that cannot be there lead to a page as well?  The same page: what the site says where
 * there is nothing (soft 404).  Another site's, and it is not certain that this one sent us there:
 * that is what captive portals do.
 */
static bool is_soft_404(struct probe_context *cx, struct fetch_kept *kept, const char *url,
			struct document_fetch *page)
{
	CLEANUP(document_fetch_done) struct document_fetch nowhere = { 0 };
	CLEANUP(mem_freep) char *other = beside(url, PROBE_NOWHERE);
	CLEANUP(mem_freep) char *path = document_fetch_path(url);
	CLEANUP(buf_done) struct buf a = BUF(FETCH_BODY_MAX), b = BUF(FETCH_BODY_MAX);

	if (!document_fetch_is_success(page) || !other || !path)
		return false;
	document_fetch(cx, kept, other, &nowhere);
	if (!document_fetch_is_success(&nowhere))
		return false;
	page->portal = page->elsewhere && nowhere.elsewhere && !page->trusted;
	without(&a, page, path);
	without(&b, &nowhere, PROBE_NOWHERE);
	return !page->portal && bytes_equal(buf_view(&a), buf_view(&b));
}

static void observe_items(struct probe_context *cx, const char *what, const char *text,
			  const char *sha256)
{
	const char *item;

	for (size_t i = 0; (item = terms_item(cx->catalogue, what, i)); i++) {
		CLEANUP(mem_freep) char *quote = NULL;

		terms_find(&quote, cx->catalogue, what, item, text);
		json_t *o = json_pack("{s:s, s:s, s:s, s:b}", "kind", "document_item", "what", what,
				      "item", item, "found", quote != NULL);
		if (quote)
			json_object_set_new(o, "quote", json_string(quote));
		probe_observe(cx, o, sha256);
	}
}

static void examine(struct probe_context *cx, struct fetch_kept *kept, const char *what,
		    const char *area)
{
	const char *url = declaration_document(cx->declaration, what);
	CLEANUP(document_fetch_done) struct document_fetch f = { 0 };
	CLEANUP(arena_done) struct arena arena = ARENA(ARENA_MAX);
	struct html_page page;

	if (!url) {
		probe_cover(cx, area, 0, "not_done", "no_url");
		return;
	}
	document_fetch(cx, kept, url, &f);
	bool soft = is_soft_404(cx, kept, url, &f);
	json_t *o =
	    json_pack("{s:s, s:s, s:s, s:b, s:i, s:b, s:b, s:b}", "kind", "document", "what", what,
		      "url", url, "reached", document_fetch_is_success(&f) && !soft, "status",
		      f.result == 0 && !f.portal ? f.reply.status : 0, "https", f.https, "trusted",
		      f.trusted, "soft_404", soft);
	bool readable = document_fetch_is_success(&f) && !soft &&
			html_decode(&arena, buf_view(&f.reply.body), NULL, &page) == 0;

	if (readable && *page.language) {
		CLEANUP(mem_freep) char *language = text_visible_new(bytes_of(page.language), 35);

		json_object_set_new(o, "language", json_string(language));
	}
	probe_observe(cx, o, f.sha256);
	if (readable)
		observe_items(cx, what, page.text, f.sha256);
	/* An answer of the server, whatever its status, is a finding; no answer is none. */
	if (f.portal)
		probe_cover(cx, area, 0, "partial", "portal");
	else if (f.result < 0)
		probe_cover(cx, area, 0, "partial",
			    f.result == E_REFUSED ? "unreachable" : probe_reason(f.result));
	else
		probe_cover(cx, area, 0, "complete", NULL);
}

/* ---- security.txt ---- */

static void observe_security_txt(struct probe_context *cx, const char *url,
				 const struct document_fetch *f)
{
	CLEANUP(arena_done) struct arena arena = ARENA(ARENA_MAX);
	struct security_txt s = { 0 };
	json_t *faults = json_array();
	bool found =
	    document_fetch_is_success(f) &&
	    security_txt_decode(&arena, buf_view(&f->reply.body), time_unix(&time_system), &s) == 0;

	for (unsigned i = 0; i < s.n_faults; i++)
		json_array_append_new(faults, json_string(security_txt_fault_name(s.faults[i])));
	json_t *o = json_pack("{s:s, s:s, s:b, s:b}", "kind", "security_txt", "url", url, "found",
			      found, "valid", found && s.n_faults == 0);
	if (found && s.expires > 0) {
		char expires[TIME_TEXT_MAX];

		time_format(expires, s.expires);
		json_object_set_new(o, "expires", json_string(expires));
	}
	json_object_set_new(o, "faults", faults);
	probe_observe(cx, o, f->sha256);
}

static void examine_security_txt(struct probe_context *cx, struct fetch_kept *kept)
{
	const char *policy = declaration_document(cx->declaration, "disclosure_policy");
	CLEANUP(mem_freep) char *url = policy ? beside(policy, "/.well-known/security.txt") : NULL;
	CLEANUP(document_fetch_done) struct document_fetch f = { 0 };

	if (!url) {
		probe_cover(cx, COVERAGE_SECURITY_TXT, 0, "not_done", "no_url");
		return;
	}
	document_fetch(cx, kept, url, &f);
	f.portal |= f.elsewhere && !f.trusted;
	observe_security_txt(cx, url, &f);
	if (f.portal)
		probe_cover(cx, COVERAGE_SECURITY_TXT, 0, "partial", "portal");
	else if (f.result < 0)
		probe_cover(cx, COVERAGE_SECURITY_TXT, 0, "partial", probe_reason(f.result));
	else
		probe_cover(cx, COVERAGE_SECURITY_TXT, 0, "complete", NULL);
}

void probe_documents(struct probe_context *cx)
{
	static const struct {
		const char *what, *area;
	} documents[] = {
		{ "disclosure_policy", COVERAGE_DISCLOSURE_POLICY },
		{ "user_information", COVERAGE_USER_INFORMATION },
		{ "update_instructions", COVERAGE_UPDATE_INSTRUCTIONS },
		{ "update_priority", COVERAGE_UPDATE_PRIORITY },
	};
	struct fetch_kept *kept = fetch_kept_new();

	for (size_t i = 0; i < ARRAY_LEN(documents); i++) {
		probe_progress(cx, (unsigned)i, ARRAY_LEN(documents) + 1);
		if (cx->declaration)
			examine(cx, kept, documents[i].what, documents[i].area);
		else
			probe_cover(cx, documents[i].area, 0, "not_done", "no_declaration");
	}
	if (cx->declaration)
		examine_security_txt(cx, kept);
	else
		probe_cover(cx, COVERAGE_SECURITY_TXT, 0, "not_done", "no_declaration");
	fetch_kept_free(kept);
}
