/*
 * The rules about the application itself; those about the checklist are in form_check_rows.c.  Each
 * rule is a function that adds its findings and knows nothing of the others.
 */
#include "workflow/form_check.h"

#include <glib.h>

#include "base/day.h"
#include "base/mem.h"
#include "base/text.h"
#include "workflow/application.h"
#include "workflow/corporate_number.h"
#include "workflow/country.h"
#include "workflow/eligibility.h"
#include "workflow/field.h"
#include "workflow/finding.h"
#include "workflow/form_check_rows.h"
#include "workflow/settings.h"
#include "workflow/workflow.h"

#define BLOCKS(code_, ja_, en_)   \
	(&(const struct finding){ \
	    .code = (code_), .severity = FINDING_BLOCKS_SUBMISSION, .ja = (ja_), .en = (en_) })
#define BLOCKS_CHECK(code_, ja_, en_) \
	(&(const struct finding){     \
	    .code = (code_), .severity = FINDING_BLOCKS_CHECK, .ja = (ja_), .en = (en_) })
#define NOTE(code_, ja_, en_)     \
	(&(const struct finding){ \
	    .code = (code_), .severity = FINDING_NOTE, .ja = (ja_), .en = (en_) })

static unsigned level_of(const struct form_check *in)
{
	return (unsigned)json_int(in->body, "level", 0);
}

/* ---- what is missing ---- */

static void check_required(const struct form_check *in, json_t *findings)
{
	size_t n;
	const struct field *f = field_table(&n);

	for (size_t i = 0; i < n; i++) {
		/* Without a level nobody knows who evaluates: that can wait. */
		if (!field_missing(&f[i], in->body) ||
		    (level_of(in) == 0 && f[i].levels != LEVELS_ALL))
			continue;
		bool chosen = f[i].options || f[i].type == FIELD_CHECKBOX ||
			      f[i].type == FIELD_COUNTRY || f[i].type == FIELD_YES_NO;
		CLEANUP(mem_freep)
		char *ja =
		    mem_format("「%s」が%sされていません。", f[i].ja, chosen ? "選択" : "入力");
		CLEANUP(mem_freep)
		char *en = mem_format("\"%s\" %s.", f[i].en,
				      chosen ? "has not been chosen" : "is missing");
		finding_add(findings, f[i].path, BLOCKS("missing", ja, en));
	}
}

/* ---- is it something that can be applied for? ---- */

static void check_scope(const struct form_check *in, json_t *findings)
{
	const char *route = json_text(in->body, "route");
	struct eligibility_reason why;

	if (eligibility_judge(json_object_get(in->body, "eligibility"), &why) == ELIGIBILITY_NO)
		finding_add(findings, "eligibility", BLOCKS("not_eligible", why.ja, why.en));
	if (level_of(in) != 0 && !settings_level_open(in->settings, level_of(in), in->day))
		finding_add(findings, "level",
			    BLOCKS("level_closed", "このレベルの申請は、現在受け付けていません。",
				   "Applications of this level are not taken at present."));
	if (route && !settings_route_open(in->settings, route, in->day))
		finding_add(findings, "route",
			    BLOCKS("route_closed", "この種類の申請は、現在受け付けていません。",
				   "Applications by this route are not taken at present."));
}

/* ---- dates ---- */

static void check_dates(const struct form_check *in, json_t *findings)
{
	static const char *const paths[] = { "support_until", "declaration.on" };
	const char *declared = json_string_value(field_at(in->body, "declaration.on"));
	const char *support = json_text(in->body, "support_until");
	char end[DAY_TEXT_MAX];

	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		const char *day = json_string_value(field_at(in->body, paths[i]));

		if (day && !day_valid(day))
			finding_add(
			    findings, paths[i],
			    BLOCKS("no_such_day", "存在しない日付です。", "There is no such day."));
	}
	if (declared && day_compare(declared, in->day) > 0)
		finding_add(findings, "declaration.on",
			    BLOCKS("declaration_in_future", "宣言日が未来の日付です。",
				   "The declaration is dated in the future."));
	/* If it were issued today. */
	if (support && settings_label_end(in->settings, end, in->day) == 0 &&
	    day_compare(support, end) < 0)
		finding_add_with(
		    findings, "support_until",
		    BLOCKS("support_too_short",
			   "セキュリティアップデートの提供期限が、ラベルの有効期限（本日発行の場合 "
			   "{}）より前です。",
			   "Security updates end before the label would (issued today, on {})."),
		    end);
}

/* ---- links ---- */

static const char *host_of(const char *url)
{
	const char *colon = strstr(url, "://");

	return colon ? colon + strlen("://") : "";
}

/* A name or address must follow; whether anybody answers there is the jobs role's to find out. */
static bool has_host(const char *url)
{
	const char *host = host_of(url);
	size_t n = strcspn(host, "/?#");

	return n > 0 && !memchr(host, '@', n) && *host != ':' && *host != '.';
}

static const json_t *link_said(const struct form_check *in, const char *url)
{
	size_t i;
	json_t *link;

	json_array_foreach (in->links, i, link)
		if (text_equal(json_text(link, "url"), url))
			return link;
	return NULL;
}

/* Which of them it is: a section of the form has several. */
static void add_broken(const struct field *f, const char *detail, json_t *findings)
{
	CLEANUP(mem_freep) char *ja = mem_format("「%s」を開けません：{}", f->ja);
	CLEANUP(mem_freep) char *en = mem_format("\"%s\" cannot be opened: {}", f->en);

	finding_add_with(findings, f->path, BLOCKS_CHECK("link_broken", ja, en),
			 detail ? detail : "-");
}

static void check_links(const struct form_check *in, json_t *findings)
{
	size_t n;
	const struct field *f = field_table(&n);

	for (size_t i = 0; i < n; i++) {
		const char *url = json_string_value(field_at(in->body, f[i].path));

		if (f[i].type != FIELD_URL || !url)
			continue;
		const json_t *said = link_said(in, url);
		if (!has_host(url))
			finding_add(findings, f[i].path,
				    BLOCKS("link_malformed", "URLを確認してください。",
					   "Please check the URL."));
		else if (text_equal(json_text(said, "state"), "broken"))
			add_broken(&f[i], json_text(said, "detail"), findings);
		else if (!text_starts(url, "https://"))
			finding_add(findings, f[i].path,
				    NOTE("link_not_https", "URLが https:// ではありません。",
					 "The URL does not begin with https://."));
	}
}

/* ---- models ---- */

/* Width, case and blanks make no other model. */
static char *folded(const char *number)
{
	char *wide = g_utf8_normalize(number, -1, G_NORMALIZE_NFKC);
	char *same = wide ? g_utf8_casefold(wide, -1) : NULL;
	char *again = same ? g_utf8_normalize(same, -1, G_NORMALIZE_NFKC) : NULL;
	char *out = mem_text(again ? again : number);
	char *to = out;

	for (const char *p = out; *p; p++)
		if (*p != ' ')
			*to++ = *p;
	*to = '\0';
	g_free(wide);
	g_free(same);
	g_free(again);
	return out;
}

static void check_models(const struct form_check *in, json_t *findings)
{
	CLEANUP(json_done) json_t *seen = json_object();
	size_t i;
	json_t *model;

	json_array_foreach (json_object_get(in->body, "models"), i, model) {
		const char *number = json_text(model, "number");
		CLEANUP(mem_freep) char *key = folded(number);

		if (!*key)
			finding_add(findings, "models",
				    BLOCKS("model_blank", "空の型式番号があります。",
					   "There is a model without a number."));
		else if (json_object_get(seen, key))
			finding_add_with(findings, "models",
					 BLOCKS("model_twice",
						"型式番号「{}」が重複しています（全角・半角、"
						"大文字・小文字は区別しません）。",
						"The model '{}' is listed twice (width and case "
						"make no difference)."),
					 number);
		else
			json_object_set_new(seen, key, json_true());
	}
}

/* ---- applicant, evaluator, supply chain ---- */

static void check_applicant(const struct form_check *in, json_t *findings)
{
	const char *number = json_string_value(field_at(in->body, "applicant.corporate_number"));

	if (number && !corporate_number_valid(number))
		finding_add(findings, "applicant.corporate_number",
			    BLOCKS("corporate_number", "法人番号の検査用数字が合いません。",
				   "The check digit of the corporate number does not fit."));
}

static void check_evaluation_body(const struct form_check *in, json_t *findings)
{
	struct workflow_refusal why;

	if (!settings_third_party(in->settings, level_of(in)) ||
	    !field_at(in->body, "evaluation_body.id"))
		return;
	CLEANUP(json_done)
	json_t *facts =
	    json_pack("{s:s, s:{s:I}, s:O?}", "today",
		      in->evaluated_on ? in->evaluated_on : in->day, "application", "level",
		      (json_int_t)level_of(in), "evaluation_body", json_lend(in->evaluation_body));
	if (!workflow_guard(GUARD_EVALUATION_BODY, facts, &why))
		finding_add(findings, "evaluation_body.id",
			    BLOCKS_CHECK("evaluation_body", why.ja, why.en));
}

static void check_country(const json_t *entry, const char *path, json_t *findings)
{
	const char *code = json_text(entry, "country");

	if (code && !country_find(code))
		finding_add_with(findings, path,
				 BLOCKS("country", "「{}」という国コードはありません。",
					"There is no country '{}'."),
				 code);
}

static void check_supply_chain(const struct form_check *in, json_t *findings)
{
	static const struct {
		const char *list, *none;
	} parts[] = {
		{ "supply_chain.parents", "supply_chain.no_parents" },
		{ "supply_chain.oem_odm", "supply_chain.no_oem_odm" },
		{ "supply_chain.firmware", "supply_chain.no_firmware" },
	};

	check_country(field_at(in->body, "product.origin"), "product.origin.country", findings);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		const json_t *list = field_at(in->body, parts[i].list);
		size_t k, m;
		json_t *entry, *parent;

		if (json_array_size(list) > 0 && json_is_true(field_at(in->body, parts[i].none)))
			finding_add(findings, parts[i].none,
				    BLOCKS("contradiction",
					   "「ない」とありますが、一覧に記載があります。",
					   "It says there are none, but some are listed."));
		json_array_foreach (list, k, entry) {
			check_country(entry, parts[i].list, findings);
			json_array_foreach (json_object_get(entry, "parents"), m, parent)
				check_country(parent, parts[i].list, findings);
		}
	}
}

/* ---- all of it ---- */

/* What does not even fit the schema is said once, and nothing else is looked at. */
static bool check_shape(const struct form_check *in, json_t *findings)
{
	CLEANUP(json_done) json_t *problems = json_array();
	const json_t *first;

	if (application_fits(in->body, problems))
		return true;
	first = json_array_get(problems, 0);
	finding_add(findings, json_text(first, "field"),
		    BLOCKS("malformed", json_text(first, "ja"), json_text(first, "en")));
	return false;
}

json_t *form_check(const struct form_check *in)
{
	json_t *findings = json_array();

	assert(in->day && day_valid(in->day));
	if (!check_shape(in, findings))
		return findings;
	check_required(in, findings);
	check_scope(in, findings);
	check_dates(in, findings);
	check_links(in, findings);
	check_models(in, findings);
	check_applicant(in, findings);
	check_evaluation_body(in, findings);
	check_supply_chain(in, findings);
	form_check_rows(in, findings);
	return findings;
}

static bool has_severity(const json_t *findings, const char *severity)
{
	size_t i;
	json_t *one;

	json_array_foreach (findings, i, one)
		if (text_equal(json_text(one, "severity"), severity))
			return true;
	return false;
}

bool form_check_blocks_submission(const json_t *findings)
{
	return has_severity(findings, "blocks_submission");
}

bool form_check_blocks(const json_t *findings)
{
	return form_check_blocks_submission(findings) || has_severity(findings, "blocks_check");
}
