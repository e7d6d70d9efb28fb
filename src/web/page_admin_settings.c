/*
 * The settings as they are in force, to read: each figure with its source and whether that is
 * official.  They are changed in the data directory, by who runs the program
 * (docs/formats/registry.md).
 */
#include "base/mem.h"
#include "base/text.h"
#include "web/page_admin_frame.h"
#include "web/pages.h"
#include "web/view.h"
#include "workflow/settings.h"

/* figure: the object that says source and official; NULL: the owner's own choice, no figure. */
static void add(json_t *rows, const json_t *doc, json_t *label, json_t *value, const json_t *figure)
{
	json_array_append_new(rows, json_pack("{s:o, s:o, s:o, s:b, s:b}", "label", label, "value",
					      value, "source",
					      figure ? view_source(json_object_get(doc, "sources"),
								   json_text(figure, "source"))
						     : json_null(),
					      "sourced", figure != NULL, "official",
					      figure && json_flag(figure, "official")));
}

static json_t *group(json_t *groups, const char *ja, const char *en)
{
	json_t *rows = json_array();

	json_array_append_new(groups,
			      json_pack("{s:o, s:o}", "label", view_words(ja, en), "rows", rows));
	return rows;
}

static json_t *text_of(const json_t *object, const char *name)
{
	json_t *value = json_object_get(object, name);

	return value ? json_incref(value) : json_null();
}

static json_t *name_of(const json_t *object, const char *otherwise)
{
	json_t *name = json_object_get(object, "name");

	return name ? json_incref(name) : json_string(otherwise);
}

static void add_owner(json_t *groups, const json_t *doc)
{
	json_t *rows = group(groups, "制度と運営者", "Scheme and owner"), *authority;
	const json_t *owner = json_object_get(doc, "owner");
	size_t i;

	add(rows, doc, view_words("制度の名称", "Name of the scheme"),
	    text_of(json_object_get(doc, "scheme"), "name"), NULL);
	add(rows, doc, view_words("運営者", "Owner"), text_of(owner, "name"), NULL);
	add(rows, doc, view_words("連絡先", "Contact"), text_of(owner, "contact"), NULL);
	add(rows, doc, view_words("公開URL", "Public address"), text_of(doc, "base_url"), NULL);
	add(rows, doc, view_words("公式の登録簿", "Official registry"),
	    json_flag(doc, "official") ? view_words("はい", "yes") : view_words("いいえ", "no"),
	    NULL);
	json_array_foreach (json_object_get(doc, "authorities"), i, authority)
		add(rows, doc, view_words("照会先", "Authority that is asked"),
		    text_of(authority, "name"), NULL);
}

static void add_numbers(json_t *groups, const json_t *doc)
{
	static const struct {
		const char *kind, *ja, *en;
	} kinds[] = {
		{ "application", "申請番号", "Application number" },
		{ "acceptance", "受理番号", "Acceptance number" },
		{ "provisional", "仮登録番号", "Provisional number" },
		{ "registration", "登録番号", "Registration number" },
	};
	json_t *rows = group(groups, "番号の形式", "Number patterns");
	const json_t *numbers = json_object_get(doc, "numbers");

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		add(rows, doc, view_words(kinds[i].ja, kinds[i].en),
		    text_of(numbers, kinds[i].kind), numbers);
}

/* Since when a level or a route can be applied for. */
static char *opens(const json_t *one, bool japanese)
{
	const char *from = json_text(one, "open_from");
	CLEANUP(mem_freep) char *day = view_day(from, japanese);

	if (!from)
		return mem_text(japanese ? "受付前" : "not open");
	return mem_format(japanese ? "%sから受付" : "open from %s", day);
}

static void add_levels(json_t *groups, const json_t *doc)
{
	json_t *rows = group(groups, "レベルと申請の種類", "Levels and routes"), *one;
	const char *name;

	json_object_foreach (json_object_get(doc, "levels"), name, one) {
		bool third = text_equal(json_text(one, "assessment"), "third_party");
		CLEANUP(mem_freep) char *opens_ja = opens(one, true);
		CLEANUP(mem_freep) char *opens_en = opens(one, false);
		CLEANUP(mem_freep)
		char *ja = mem_format("%s、%s", third ? "第三者認証" : "自己適合宣言", opens_ja);
		CLEANUP(mem_freep)
		char *en =
		    mem_format("%s, %s", third ? "third party" : "self-declaration", opens_en);

		add(rows, doc, name_of(one, name), view_words(ja, en), one);
	}
	json_object_foreach (json_object_get(doc, "routes"), name, one) {
		CLEANUP(mem_freep) char *ja = opens(one, true);
		CLEANUP(mem_freep) char *en = opens(one, false);

		add(rows, doc, name_of(one, name), view_words(ja, en), one);
	}
}

/* The days on which a rule is in force; the last one may be open. */
static char *period(const json_t *rule, bool japanese)
{
	CLEANUP(mem_freep) char *first = view_day(json_text(rule, "first"), japanese);
	CLEANUP(mem_freep) char *last = view_day(json_text(rule, "last"), japanese);

	if (*last)
		return mem_format(japanese ? "%s～%s" : "%s to %s", first, last);
	return mem_format(japanese ? "%sから" : "from %s", first);
}

static void add_fees(json_t *groups, const json_t *doc)
{
	json_t *rows = group(groups, "手数料と免除", "Fees and waivers"), *rule, *criterion;
	const json_t *routes = json_object_get(doc, "routes");
	size_t i, k;

	json_array_foreach (json_object_get(doc, "fees"), i, rule) {
		const char *route = json_text(rule, "route");
		CLEANUP(json_done)
		json_t *name = name_of(json_object_get(routes, route ? route : ""), route);
		CLEANUP(mem_freep) char *days_ja = period(rule, true);
		CLEANUP(mem_freep) char *days_en = period(rule, false);
		int64_t level = json_int(rule, "level", 0);
		CLEANUP(mem_freep)
		char *ja =
		    mem_format("★%" PRId64 " %s（%s）", level, json_text(name, "ja"), days_ja);
		CLEANUP(mem_freep)
		char *en =
		    mem_format("★%" PRId64 " %s (%s)", level, json_text(name, "en"), days_en);

		add(rows, doc, view_words(ja, en), json_null(), rule);
		json_object_set(json_array_get(rows, json_array_size(rows) - 1), "yen",
				json_object_get(rule, "yen"));
	}
	json_array_foreach (json_object_get(doc, "waivers"), i, rule) {
		CLEANUP(mem_freep) char *list = mem_text("");

		json_array_foreach (json_object_get(rule, "criteria"), k, criterion) {
			char *longer =
			    mem_format("%s%s%s", list, k ? ", " : "", json_string_value(criterion));

			mem_free(list);
			list = longer;
		}
		const char *route = json_text(rule, "route");
		CLEANUP(json_done)
		json_t *name = name_of(json_object_get(routes, route ? route : ""), route);
		CLEANUP(mem_freep) char *ja = mem_format("免除：%s", json_text(name, "ja"));
		CLEANUP(mem_freep) char *en = mem_format("Waived: %s", json_text(name, "en"));
		add(rows, doc, view_words(ja, en), json_string(list), rule);
	}
}

static json_t *days_value(int64_t days)
{
	CLEANUP(mem_freep) char *ja = mem_format("%" PRId64 "日", days);
	CLEANUP(mem_freep) char *en = mem_format("%" PRId64 " days", days);

	return view_words(ja, en);
}

static void add_terms(json_t *groups, const json_t *doc)
{
	static const struct {
		const char *group, *name, *ja, *en;
	} days[] = {
		{ "renewal", "window_days", "延長を申請できる期間（期限前）",
		  "Renewal can be asked for, before the end" },
		{ "renewal", "grace_days", "延長審査の猶予（期限後）",
		  "Grace while a renewal is decided" },
		{ "due", "form_check_days", "形式確認の期限", "Form check" },
		{ "due", "returned_days", "差戻し後の再提出の期限", "Hand in again" },
		{ "due", "inquiry_days", "照会への回答の期限", "Answer of an authority" },
		{ "due", "fee_days", "手数料の納付の期限", "Fee" },
		{ "due", "decision_days", "決定の期限", "Decision" },
		{ "due", "hearing_days", "聴聞の期限", "Hearing" },
	};
	json_t *rows = group(groups, "期間と期限", "Terms and deadlines"), *day;
	const json_t *validity = json_object_get(doc, "validity");
	const json_t *reminders = json_object_get(doc, "reminders");
	CLEANUP(mem_freep)
	char *ja = mem_format("%" PRId64 "か月", json_int(validity, "months", 0));
	CLEANUP(mem_freep)
	char *en = mem_format("%" PRId64 " months", json_int(validity, "months", 0));
	size_t k;

	add(rows, doc, view_words("ラベルの有効期間", "A label is valid for"), view_words(ja, en),
	    validity);
	for (size_t i = 0; i < ARRAY_LEN(days); i++) {
		const json_t *figure = json_object_get(doc, days[i].group);

		add(rows, doc, view_words(days[i].ja, days[i].en),
		    days_value(json_int(figure, days[i].name, 0)), figure);
	}
	json_array_foreach (json_object_get(reminders, "days"), k, day)
		add(rows, doc, view_words("期限前の通知", "Reminder before the end"),
		    days_value(json_integer_value(day)), reminders);
}

static void add_statuses(json_t *groups, const json_t *doc)
{
	json_t *rows = group(groups, "ラベルの状態の呼び方", "Words for a label's status"), *words;
	const char *name;

	json_object_foreach (json_object_get(doc, "statuses"), name, words)
		add(rows, doc, json_string(name),
		    view_words(json_text(words, "ja"), json_text(words, "en")), words);
}

int page_admin_settings(struct web *web, const struct request *rq, struct response *rs,
			struct err *err)
{
	const json_t *doc = web->settings->doc;
	json_t *view = page_admin_frame(web, rq, "設定", "Settings");
	json_t *groups = json_array();

	add_owner(groups, doc);
	add_numbers(groups, doc);
	add_levels(groups, doc);
	add_fees(groups, doc);
	add_terms(groups, doc);
	add_statuses(groups, doc);
	json_object_set_new(view, "groups", groups);
	return view_render(web, rq, rs, "admin_settings", view, err);
}
