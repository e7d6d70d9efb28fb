/*
 * Between the form and the document.  A text from the form is cleaned (line ends, blanks), checked
 * against its field, made a value and put at its path; nothing that application_fits would refuse
 * gets that far.
 */
#include "workflow/field.h"

#include <glib.h>

#include "base/buf.h"
#include "base/day.h"
#include "base/mem.h"
#include "base/text.h"
#include "workflow/application.h"
#include "workflow/country.h"
#include "workflow/field_list.h"
#include "workflow/field_problem.h"

#define URL_REST "/?#"
#define URL_NEVER "\"<>\\^`{|}"

const struct field_section *field_sections(size_t *n)
{
	static const struct field_section sections[] = {
		{ "scope", "申請の種類と対象", "Application and scope" },
		{ "product", "製品", "Product" },
		{ "models", "型式", "Models" },
		{ "security", "セキュリティ情報", "Security" },
		{ "evaluation", "評価", "Evaluation" },
		{ "supply_chain", "サプライチェーン（非公開）", "Supply chain (confidential)" },
		{ "applicant", "申請者", "Applicant" },
		{ "declaration", "宣言", "Declaration" },
	};

	*n = ARRAY_LEN(sections);
	return sections;
}

const struct field *field_find(const char *path)
{
	size_t n;
	const struct field *f = field_table(&n);

	for (size_t i = 0; i < n; i++)
		if (text_equal(f[i].path, path))
			return &f[i];
	return NULL;
}

/* ---- paths ---- */

/* The first step of the path, copied; *path moves behind it (NULL at the end). */
static void step(char name[static FIELD_PATH_MAX], const char **path)
{
	const char *dot = strchr(*path, '.');
	size_t n = dot ? (size_t)(dot - *path) : strlen(*path);

	assert(n < FIELD_PATH_MAX);
	memcpy(name, *path, n);
	name[n] = '\0';
	*path = dot ? dot + 1 : NULL;
}

const json_t *field_at(const json_t *document, const char *path)
{
	char name[FIELD_PATH_MAX];

	while (path && document) {
		step(name, &path);
		document = json_object_get(document, name);
	}
	return document;
}

static void put(json_t *document, const char *path, json_t *value)
{
	char name[FIELD_PATH_MAX];

	for (;;) {
		step(name, &path);
		if (!path)
			break;
		json_t *next = json_object_get(document, name);
		if (!json_is_object(next)) {
			next = json_object();
			json_object_set_new(document, name, next);
		}
		document = next;
	}
	json_object_set_new(document, name, value);
}

/* Takes the member away, and every object around it that has become empty. */
static void drop(json_t *document, const char *path)
{
	CLEANUP(mem_freep) char *left = mem_text(path);

	for (;;) {
		char *dot = strrchr(left, '.');
		json_t *parent = document;

		if (dot) {
			*dot = '\0';
			parent = json_lend(field_at(document, left));
		}
		(void)json_object_del(parent, dot ? dot + 1 : left);
		if (!dot || !json_is_object(parent) || json_object_size(parent) > 0)
			return;
	}
}

/* ---- the document's values as a form has them ---- */

/* New text, or NULL when there is nothing (or nothing that the field could hold). */
static char *as_text(const struct field *f, const json_t *document)
{
	const json_t *value = field_at(document, f->path);

	if (json_is_integer(value))
		return mem_format("%" PRId64, (int64_t)json_integer_value(value));
	if (json_is_true(value))
		return mem_text("yes");
	if (json_is_false(value))
		return f->type == FIELD_YES_NO ? mem_text("no") : NULL;
	if (json_is_array(value) && f->type == FIELD_LIST)
		return json_array_size(value) ? field_list_write(f, value) : NULL;
	return mem_text(json_string_value(value));
}

json_t *field_values(const json_t *document)
{
	json_t *values = json_object();
	size_t n;
	const struct field *f = field_table(&n);

	for (size_t i = 0; i < n; i++) {
		CLEANUP(mem_freep) char *text = as_text(&f[i], document);

		if (text)
			json_object_set_new(values, f[i].path, json_string(text));
	}
	return values;
}

bool field_applies(const struct field *f, const json_t *document)
{
	int64_t level = json_int(document, "level", 0);
	const char *route = json_text(document, "route");

	/* As long as no level is chosen, every field might matter. */
	if (level >= 1 && level <= 4 && !(f->levels & 1u << level))
		return false;
	if (f->route && !text_equal(f->route, route))
		return false;
	if (!f->when)
		return true;
	CLEANUP(mem_freep) char *said = as_text(field_find(f->when), document);
	return said ? *f->is && text_has_word(bytes_of(f->is), said) : !*f->is;
}

static bool is_blank(const json_t *value)
{
	return !value || json_is_null(value) || json_is_false(value) ||
	       (json_is_string(value) && !*json_string_value(value)) ||
	       (json_is_array(value) && json_array_size(value) == 0);
}

bool field_missing(const struct field *f, const json_t *document)
{
	const json_t *value = field_at(document, f->path);
	/* "no" is an answer to a question, but not to a declaration. */
	bool blank = f->type == FIELD_YES_NO ? !json_is_boolean(value) : is_blank(value);

	return f->required && blank && field_applies(f, document);
}

/* ---- a form's values into the document ---- */

/* Without blanks around it, line ends made one kind; new. */
static char *clean(const char *said)
{
	CLEANUP(buf_done) struct buf out = BUF(strlen(said) + 1);
	struct bytes text = text_trim(bytes_of(said));

	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != '\r')
			buf_u8(&out, text.p[i]);
		else if (i + 1 == text.n || text.p[i + 1] != '\n')
			buf_u8(&out, '\n');
	return buf_take(&out);
}

/* Digits and Latin letters of either width are the same. */
static char *narrow(const char *text)
{
	char *folded = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
	char *copy = mem_text(folded ? folded : text);

	g_free(folded);
	return copy;
}

/* As application.schema.json has it: http or https, what RFC 3986 lets stand in a URL, a host. */
static bool is_url(const char *text)
{
	const char *host = text_starts(text, "https://")  ? text + strlen("https://")
			   : text_starts(text, "http://") ? text + strlen("http://")
							  : NULL;

	if (!host || !*host || strchr(URL_REST, *host))
		return false;
	for (const char *p = host; *p; p++)
		if (*p < '!' || *p > '~' || strchr(URL_NEVER, *p))
			return false;
	return true;
}

/* One '@', something on both sides, a dot in the domain: a slip of the finger, no more. */
static bool is_email(const char *text)
{
	const char *at = strchr(text, '@');

	return at && at != text && !strchr(at + 1, '@') && at[1] != '.' && strchr(at + 1, '.') &&
	       !strpbrk(text, " <>,;\"");
}

static bool is_id(const char *text)
{
	return *text &&
	       text[strspn(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				 "._-")] == '\0';
}

static json_t *read_option(const struct field *f, const char *text, json_t *problems)
{
	for (const struct field_option *o = f->options; o && o->value; o++)
		if (text_equal(o->value, text))
			return f->number ? json_integer(text[0] - '0') : json_string(text);
	if (!f->options && is_id(text) && strlen(text) <= f->max)
		return json_string(text);
	return field_problem(problems, f->path, "選択肢から選んでください。",
			     "Please choose one of the answers.");
}

static json_t *read_flag(const struct field *f, const char *text, json_t *problems)
{
	if (text_equal(text, "yes"))
		return json_true();
	if (text_equal(text, "no"))
		return json_false();
	return field_problem(problems, f->path, "「はい」か「いいえ」で答えてください。",
			     "Please answer yes or no.");
}

static json_t *read_narrow(const struct field *f, const char *said, json_t *problems)
{
	CLEANUP(mem_freep) char *text = narrow(said);

	if (f->type == FIELD_DATE && !day_valid(text))
		return field_problem(problems, f->path,
				     "日付は「2026-04-01」のように入力してください。",
				     "Please write the date as 2026-04-01.");
	if (f->type == FIELD_URL && !is_url(text))
		return field_problem(problems, f->path,
				     "https:// または http:// で始まるURLを入力してください。",
				     "Please give a URL that begins with https:// or http://.");
	if (f->type == FIELD_EMAIL && !is_email(text))
		return field_problem(problems, f->path, "メールアドレスを確認してください。",
				     "Please check the mail address.");
	if (f->type == FIELD_COUNTRY && !country_find(text))
		return field_problem(problems, f->path, "国または地域を選んでください。",
				     "Please choose a country or region.");
	if (f->digits && (strlen(text) != f->max || strspn(text, "0123456789") != f->max)) {
		CLEANUP(mem_freep) char *ja = mem_format("%zu桁の数字を入力してください。", f->max);
		CLEANUP(mem_freep) char *en = mem_format("Please give %zu digits.", f->max);

		return field_problem(problems, f->path, ja, en);
	}
	return json_string(text);
}

/* The value that the text stands for, or NULL with a problem. */
static json_t *read_value(const struct field *f, const char *text, json_t *problems)
{
	bool plain = f->type == FIELD_TEXT || f->type == FIELD_TEXTAREA || f->type == FIELD_URL ||
		     f->type == FIELD_EMAIL;

	if (plain &&
	    (!field_problem_length(problems, f->path, text, f->max) ||
	     !field_problem_characters(problems, f->path, text, f->type == FIELD_TEXTAREA)))
		return NULL;
	switch (f->type) {
	case FIELD_TEXT:
		return f->digits ? read_narrow(f, text, problems) : json_string(text);
	case FIELD_TEXTAREA:
		return json_string(text);
	case FIELD_SELECT:
	case FIELD_RADIO:
		return read_option(f, text, problems);
	case FIELD_YES_NO:
	case FIELD_CHECKBOX:
		return read_flag(f, text, problems);
	case FIELD_DATE:
	case FIELD_URL:
	case FIELD_EMAIL:
	case FIELD_COUNTRY:
		return read_narrow(f, text, problems);
	case FIELD_LIST:
		return field_list_read(f, text, problems);
	case FIELD_MODELS:
		break;
	}
	return NULL;
}

/* A browser sends nothing for a box that is not ticked: was its section in the form at all? */
static bool has_section(const json_t *form, const char *section)
{
	size_t n;
	const struct field *f = field_table(&n);

	for (size_t i = 0; i < n; i++)
		if (text_equal(f[i].section, section) && json_object_get(form, f[i].path))
			return true;
	return false;
}

static void read_one(const struct field *f, const json_t *form, json_t *document, json_t *problems)
{
	const char *said = json_text(form, f->path);

	if (!said) {
		if (f->type == FIELD_CHECKBOX && has_section(form, f->section))
			drop(document, f->path);
		return;
	}
	CLEANUP(mem_freep) char *text = clean(said);
	bool unticked = f->type == FIELD_CHECKBOX && text_equal(text, "no");
	if (!*text || unticked) {
		drop(document, f->path);
		return;
	}
	json_t *value = read_value(f, text, problems);
	if (json_is_array(value) && json_array_size(value) == 0) {
		json_decref(value);
		drop(document, f->path);
	} else if (value) {
		put(document, f->path, value);
	}
}

void field_read(const json_t *form, json_t **document, json_t *problems)
{
	size_t n;
	const struct field *f = field_table(&n);

	if (!*document)
		*document = json_object();
	for (size_t i = 0; i < n; i++)
		if (f[i].type != FIELD_MODELS)
			read_one(&f[i], form, *document, problems);
}
