#include "web/view.h"

#include <sys/random.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hex.h"
#include "base/mem.h"
#include "base/text.h"
#include "web/page_static.h"
#include "web/template.h"
#include "web/template_value.h"
#include "web/view_field.h"
#include "workflow/field.h"
#include "workflow/settings.h"

#define ADDRESS_MAX 16384
#define ONCE_SIZE 32 /* as the registrar's own tokens (crypto/password.h) */

json_t *view_words(const char *ja, const char *en)
{
	/* Made many times for each page: json_pack takes twice as long. */
	json_t *words = json_object();

	json_object_set_new(words, "ja", json_string(ja));
	json_object_set_new(words, "en", json_string(en));
	return words;
}

json_t *view_source(const json_t *sources, const char *id)
{
	size_t i;
	json_t *source;

	/* Not a document but this program: the files have its title in both languages at once. */
	if (text_equal(id, "HOSHI"))
		return json_pack(
		    "{s:o}", "title",
		    view_words("このソフトウェアの既定値（公式な根拠はありません）",
			       "a default of this software, without official standing"));
	json_array_foreach (json_lend(sources), i, source)
		if (text_equal(json_text(source, "id"), id))
			return json_incref(source);
	return id ? json_pack("{s:s}", "title", id) : json_null();
}

#define DAY_WORDS_MAX 64

char *view_day(const char *day, bool japanese)
{
	CLEANUP(buf_done) struct buf out = BUF(DAY_WORDS_MAX);
	CLEANUP(json_done) json_t *value = json_string(day ? day : "");

	template_value_print(&out, value, TEMPLATE_DAY, japanese);
	return buf_ok(&out) ? buf_take(&out) : mem_text("");
}

/* ---- addresses ---- */

static void pair(struct buf *out, bool *first, const char *key, const json_t *value)
{
	size_t i;
	json_t *item;

	json_array_foreach (json_lend(value), i, item) {
		CLEANUP(mem_freep) char *name = mem_format("%s[]", key);
		pair(out, first, name, item);
	}
	if (!json_is_string(value))
		return;
	buf_u8(out, *first ? '?' : '&');
	template_value_part(out, key);
	buf_u8(out, '=');
	template_value_part(out, json_string_value(value));
	*first = false;
}

char *view_here(const struct request *rq, const char *key, const char *value)
{
	CLEANUP(buf_done) struct buf out = BUF(ADDRESS_MAX);
	bool first = true;
	const char *name, *p;
	size_t n;
	json_t *member;

	for (p = rq->path; *p; p += n + 1) {
		n = strcspn(p + 1, "/");
		CLEANUP(mem_freep) char *segment = mem_textn(p + 1, n);
		buf_u8(&out, '/');
		template_value_part(&out, segment);
	}
	json_object_foreach (json_lend(rq->query), name, member)
		if (!text_equal(name, key))
			pair(&out, &first, name, member);
	CLEANUP(json_done) json_t *own = key && value ? json_string(value) : NULL;
	if (own)
		pair(&out, &first, key, own);
	return buf_ok(&out) ? buf_take(&out) : mem_text("/");
}

static json_t *here(const struct request *rq, const char *key, const char *value)
{
	CLEANUP(mem_freep) char *address = view_here(rq, key, value);

	return json_string(address);
}

json_t *view_pager(const struct request *rq, const char *before, const char *after)
{
	/* Only one of both can be in an address. */
	struct request plain = *rq;
	CLEANUP(json_done)
	json_t *query = rq->query ? json_copy(json_lend(rq->query)) : json_object();

	json_object_del(query, "before");
	json_object_del(query, "after");
	plain.query = query;
	return json_pack("{s:o, s:o}", "before",
			 before ? here(&plain, "before", before) : json_null(), "after",
			 after ? here(&plain, "after", after) : json_null());
}

/* ---- the frame ---- */

/* The first of the settings' members that is there: a text, or {ja, en}. */
static json_t *setting(const struct web *web, const char *pointer)
{
	json_t *value =
	    web->settings && web->settings->doc ? json_at(web->settings->doc, pointer) : NULL;

	return json_is_string(value) || json_is_object(value) ? json_incref(value) : NULL;
}

static json_t *site(const struct web *web)
{
	json_t *name = setting(web, "/scheme/name");
	json_t *owner = setting(web, "/owner/name");
	bool official = web->settings && json_flag(web->settings->doc, "official");
	json_t *note = json_null();

	if (!name)
		name = view_words("IoT製品セキュリティラベル登録簿", "IoT security label registry");
	if (!owner)
		owner = json_null();
	/* Nothing may pass for the official system; only its owner can say that it is. */
	if (!official)
		note = view_words(
		    "これは公式のシステムではありません。ラベル・登録番号・事業者は試験用のものです"
		    "。",
		    "This is not an official system. Labels, numbers and companies are for trial.");
	return json_pack("{s:o, s:o, s:o, s:s, s:s}", "name", name, "owner", owner, "note", note,
			 "css", page_static_tag("hoshi.css"), "js", page_static_tag("hoshi.js"));
}

static bool is_below(const struct request *rq, const char *href)
{
	size_t n = strlen(href);

	return text_starts(rq->path, href) && (!rq->path[n] || rq->path[n] == '/');
}

static void nav_add(json_t *nav, const char *href, const char *ja, const char *en, bool current)
{
	json_array_append_new(nav, json_pack("{s:s, s:o, s:b}", "href", href, "label",
					     view_words(ja, en), "current", current));
}

static json_t *nav(const struct request *rq)
{
	/* Where /desk leads to, for each role. */
	static const char *const desks[] = { "/maker", "/officer", "/authority", "/auditor",
					     "/admin" };
	json_t *list = json_array();
	bool at_desk = false;

	for (size_t i = 0; i < ARRAY_LEN(desks); i++)
		at_desk |= is_below(rq, desks[i]);
	nav_add(list, "/labels", "ラベルを探す", "Find labels",
		is_below(rq, "/labels") || is_below(rq, "/L"));
	nav_add(list, "/criteria", "適合基準", "Criteria", is_below(rq, "/criteria"));
	nav_add(list, "/guide", "ラベルの読み方", "How to read a label", is_below(rq, "/guide"));
	if (rq->account)
		nav_add(list, "/desk", "マイページ", "My desk", at_desk);
	return list;
}

static json_t *other_language(const struct request *rq)
{
	bool japanese = text_equal(rq->language, "ja");
	const char *code = japanese ? "en" : "ja";

	return json_pack("{s:s, s:s, s:o}", "code", code, "name", japanese ? "English" : "日本語",
			 "href", here(rq, "lang", code));
}

static json_t *once(void)
{
	uint8_t random[ONCE_SIZE];
	char text[2 * ONCE_SIZE + 1];
	ssize_t n = getrandom(random, sizeof(random), 0);

	assert(n == (ssize_t)sizeof(random)); /* never short below 256 bytes */
	hex_encode(text, (struct bytes){ random, sizeof(random) });
	return json_string(text);
}

/* The label of a field of the application that the text does not name itself; or null. */
static json_t *about(const char *field, const json_t *problem)
{
	const struct field *f = field ? field_find(field) : NULL;
	const char *ja = json_text(problem, "ja");

	return f && ja && !strstr(ja, f->ja) ? view_words(f->ja, f->en) : json_null();
}

static json_t *problems(const struct request *rq)
{
	json_t *list = json_array();
	size_t i;
	json_t *problem;

	json_array_foreach (json_lend(rq->problems), i, problem) {
		const char *field = json_text(problem, "field");
		CLEANUP(mem_freep) char *id = field && *field ? view_field_id(field) : NULL;

		json_array_append_new(list, json_pack("{s:O, s:s?, s:o}", "text", problem, "id", id,
						      "about", about(field, problem)));
	}
	if (json_array_size(list))
		return json_pack("{s:o}", "list", list);
	json_decref(list);
	return json_null();
}

json_t *view_new(struct web *web, const struct request *rq, const char *title_ja,
		 const char *title_en)
{
	json_t *view =
	    json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "language", rq->language, "title",
		      view_words(title_ja, title_en), "site", site(web), "nav", nav(rq), "other",
		      other_language(rq), "problems", problems(rq), "here", here(rq, NULL, NULL));

	json_object_set_new(view, "account",
			    rq->account ? json_incref(json_lend(rq->account)) : json_null());
	if (rq->csrf)
		json_object_set_new(view, "csrf", json_string(rq->csrf));
	/* A public page has none: it is the same for everybody. */
	if (rq->account)
		json_object_set_new(view, "once", once());
	return view;
}

int view_render(struct web *web, const struct request *rq, struct response *rs,
		const char *template, json_t *view, struct err *err)
{
	CLEANUP(json_done) json_t *owned = view;

	rs->type = RESPONSE_HTML;
	return templates_render(web->templates, template, rq->language, owned, &rs->body, err);
}
