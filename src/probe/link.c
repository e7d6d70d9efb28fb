/*
 * libcurl's URL parser does RFC 3986; what is ours is the question whether a link may be followed.
 * GET should be safe, but on small devices a link may well reboot them: words that smell of it are
 * left alone (the page itself is reported, so nothing is hidden from the maker).
 */
#include "probe/link.h"

#include <curl/curl.h>
#include <strings.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"

static void url_free(CURLU **url)
{
	curl_url_cleanup(*url);
}

static void part_free(char **part)
{
	curl_free(*part);
}

static bool same_part(CURLU *a, CURLU *b, CURLUPart part)
{
	CLEANUP(part_free) char *x = NULL;
	CLEANUP(part_free) char *y = NULL;

	/* Default ports are made explicit, so that :443 equals nothing on https. */
	if (curl_url_get(a, part, &x, CURLU_DEFAULT_PORT) != CURLUE_OK ||
	    curl_url_get(b, part, &y, CURLU_DEFAULT_PORT) != CURLUE_OK)
		return false;
	return strcasecmp(x, y) == 0;
}

bool link_is_risky(const char *path)
{
	/* harmless is a word it stands in, that many letters from its start. */
	static const struct {
		const char *text, *harmless;
		size_t at;
	} words[] = {
		{ "logout", NULL, 0 },   { "logoff", NULL, 0 },   { "signout", NULL, 0 },
		{ "delete", NULL, 0 },   { "remove", NULL, 0 },   { "reboot", NULL, 0 },
		{ "restart", NULL, 0 },  { "erase", NULL, 0 },    { "reset", "preset", 1 },
		{ "shutdown", NULL, 0 }, { "poweroff", NULL, 0 }, { "format", "information", 2 },
		{ "upgrade?", NULL, 0 }, { "update?", NULL, 0 },  { "apply", NULL, 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		const char *harmless = words[i].harmless, *p = path;

		for (; (p = strcasestr(p, words[i].text)); p++)
			if (!harmless || (size_t)(p - path) < words[i].at ||
			    strncasecmp(p - words[i].at, harmless, strlen(harmless)) != 0)
				return true;
	}
	return false;
}

/* "mailto:x", "javascript:x": without "//" libcurl would take it for a path. */
static bool has_opaque_scheme(const char *href)
{
	static const char scheme[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "0123456789+-.";
	size_t n = strspn(href, scheme);

	return n > 0 && href[n] == ':' && !text_starts(href + n, "://");
}

int link_resolve(char out[static LINK_PATH_MAX], const char *base, const char *href)
{
	CLEANUP(url_free) CURLU *from = curl_url();
	CLEANUP(url_free) CURLU *to = curl_url();
	CLEANUP(part_free) char *path = NULL;
	CLEANUP(part_free) char *query = NULL;

	if (!text_utf8_valid(bytes_of(href)))
		return E_FORMAT;
	if (!*href || *href == '#' || has_opaque_scheme(href))
		return E_UNSUPPORTED;
	if (curl_url_set(from, CURLUPART_URL, base, 0) != CURLUE_OK ||
	    curl_url_set(to, CURLUPART_URL, base, 0) != CURLUE_OK)
		return E_FORMAT;
	CURLUcode code = curl_url_set(to, CURLUPART_URL, href, CURLU_URLENCODE);
	if (code != CURLUE_OK)
		return code == CURLUE_UNSUPPORTED_SCHEME ? E_UNSUPPORTED : E_FORMAT;
	if (!same_part(from, to, CURLUPART_SCHEME) || !same_part(from, to, CURLUPART_HOST) ||
	    !same_part(from, to, CURLUPART_PORT))
		return E_UNSUPPORTED;
	if (curl_url_get(to, CURLUPART_PATH, &path, 0) != CURLUE_OK)
		return E_FORMAT;
	(void)curl_url_get(to, CURLUPART_QUERY, &query, 0);
	CLEANUP(mem_freep)
	char *whole = mem_format("%s%s%s", path, query ? "?" : "", query ? query : "");
	if (strlen(whole) >= LINK_PATH_MAX)
		return E_LIMIT;
	memcpy(out, whole, strlen(whole) + 1);
	return link_is_risky(out) ? E_REFUSED : 0;
}

bool link_is_asset(const char *path)
{
	static const char *const ends[] = { ".css", ".js",  ".png", ".jpg",  ".jpeg",
					    ".gif", ".svg", ".ico", ".woff", ".woff2",
					    ".ttf", ".map", ".webp" };
	const char *query = strchr(path, '?');
	size_t n = query ? (size_t)(query - path) : strlen(path);

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		size_t k = strlen(ends[i]);

		if (n > k && strncasecmp(path + n - k, ends[i], k) == 0)
			return true;
	}
	return false;
}
