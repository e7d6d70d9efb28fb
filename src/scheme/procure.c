/*
 * A line's answer: of the products that match, those of its maker; of each maker's labels the best
 * counts, as an old label stays in a list beside its renewal.  Where makers differ in what comes
 * out, nobody but the buyer can say which one is meant.
 */
#include "scheme/procure.h"

#include "base/buf.h"
#include "base/embedded.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "base/schema.h"
#include "base/schema_embedded.h"
#include "base/text.h"
#include "scheme/procure_judge.h"
#include "scheme/procure_match.h"
#include "scheme/product_list_cell.h"

#define RULES "procurement.json"
#define RULES_MAX (1u << 20)
#define NAMES_MAX 400

struct procure {
	struct procure_match match;
};

const char *procure_outcome_name(enum procure_outcome o)
{
	switch (o) {
	case PROCURE_PASS:
		return "pass";
	case PROCURE_EXPIRING:
		return "expiring";
	case PROCURE_UNKNOWN:
		return "unknown";
	case PROCURE_FAIL:
		return "fail";
	}
	return "unknown";
}

/* ---- rules ---- */

static int read_rules(json_t **out, const char *dir, struct err *err)
{
	CLEANUP(json_done) json_t *rules = NULL;
	CLEANUP(schema_freep) struct schema *schema = NULL;
	CLEANUP(mem_freep) char *path = dir ? mem_format("%s/" RULES, dir) : NULL;
	struct schema_fault fault;
	int r = path ? json_read_file(&rules, path, RULES_MAX, err)
		     : json_read(&rules, embedded_find("catalogue/" RULES), RULES, err);

	if (r == 0)
		r = schema_embedded(&schema, "procurement", err);
	if (r < 0)
		return r;
	r = schema_check(schema, rules, &fault);
	if (r < 0)
		return err_set(err, r, "%s: %s: %s", RULES, fault.pointer, fault.reason);
	*out = steal(rules);
	return 0;
}

/* In place of ids: {title, url?}. */
static json_t *sources_of(const json_t *rules, const json_t *rule)
{
	json_t *out = json_array(), *id, *source;
	size_t i, k;

	json_array_foreach (json_object_get(rule, "sources"), i, id)
		json_array_foreach (json_object_get(rules, "sources"), k, source)
			if (text_equal(json_text(source, "id"), json_string_value(id)))
				json_array_append(out, source);
	return out;
}

int procure_rule(json_t **out, const char *dir, const char *id, struct err *err)
{
	CLEANUP(json_done) json_t *rules = NULL;
	CLEANUP(buf_done) struct buf names = BUF(NAMES_MAX);
	int r = read_rules(&rules, dir, err);
	size_t i;
	json_t *rule;

	if (r < 0)
		return r;
	json_array_foreach (json_object_get(rules, "rules"), i, rule) {
		if (text_equal(json_text(rule, "id"), id)) {
			*out = json_copy(rule);
			json_object_set_new(*out, "sources", sources_of(rules, rule));
			return 0;
		}
		buf_format(&names, "%s%s", i ? ", " : "", json_text(rule, "id"));
	}
	return err_set(err, E_MISSING, "there is no rule '%s'; there are %s", id, buf_cstr(&names));
}

/* ---- matching ---- */

struct procure *procure_new(const json_t *lines)
{
	struct procure *p = mem_array(1, sizeof(*p));

	procure_match_init(&p->match, lines);
	return p;
}

void procure_freep(struct procure **p)
{
	if (!*p)
		return;
	procure_match_done(&(*p)->match);
	mem_free(*p);
	*p = NULL;
}

void procure_offer(struct procure *p, const json_t *product)
{
	procure_match_offer(&p->match, product);
}

/* ---- one line ---- */

struct line {
	const struct procure_question *question;
	const json_t *line;
	struct procure_found *found, *similar; /* of its model; empty when it names none */
	int low, high;  /* the level it needs, or the least and the most if nobody knows */
	json_t *chosen; /* borrowed: {product, model} */
	struct procure_finding finding;
};

static void find(struct line *l, enum procure_outcome outcome, const char *code, char *ja, char *en)
{
	procure_judge_done(&l->finding);
	l->finding =
	    (struct procure_finding){ .outcome = outcome, .code = code, .ja = ja, .en = en };
}

static void set_need(struct line *l)
{
	const json_t *levels = json_object_get(l->question->rule, "levels");
	const char *importance = json_text(l->line, "importance"), *key;
	json_t *level;

	l->low = l->high = (int)json_int(levels, importance ? importance : "high", 1);
	if (importance)
		return;
	json_object_foreach (json_lend(levels), key, level) {
		int v = (int)json_integer_value(level);

		l->low = v < l->low ? v : l->low;
		l->high = v > l->high ? v : l->high;
	}
}

/* By the most and the least that may be needed: where they disagree, importance decides. */
static void judge_one(struct line *l, const json_t *product, struct procure_finding *out)
{
	struct procure_need need = { .level = l->high,
				     .on = l->question->on,
				     .within = l->question->within };
	struct procure_finding least;

	procure_judge(out, product, &need);
	if (l->low == l->high)
		return;
	need.level = l->low;
	procure_judge(&least, product, &need);
	if (least.outcome != out->outcome) {
		procure_judge_done(out);
		*out = (struct procure_finding){
			.outcome = PROCURE_UNKNOWN,
			.code = "no_importance",
			.ja = mem_text(
			    "重要度がないか読み取れないため、必要なレベルが決まりません。"),
			.en = mem_text(
			    "Its importance is missing or cannot be read, and the level it "
			    "needs depends on it."),
		};
	}
	procure_judge_done(&least);
}

/* The best of one maker's: PROCURE_PASS is the least of the enum. */
static void judge_maker(struct line *l, uint8_t firm, json_t **best, struct procure_finding *out)
{
	size_t i;
	json_t *match;

	*best = NULL;
	json_array_foreach (l->found->list, i, match) {
		const json_t *product = json_object_get(match, "product");
		struct procure_finding one;

		if (l->found->firm[i] != firm ||
		    !procure_match_maker(product, json_text(l->line, "maker")))
			continue;
		judge_one(l, product, &one);
		if (!*best || one.outcome < out->outcome) {
			if (*best)
				procure_judge_done(out);
			*out = one;
			*best = match;
		} else {
			procure_judge_done(&one);
		}
	}
}

static void other_maker(struct line *l)
{
	const json_t *makers;

	l->chosen = json_array_get(l->found->list, 0);
	makers = json_object_get(json_object_get(l->chosen, "product"), "makers");
	const char *name = json_string_value(json_array_get(makers, 0));
	name = name ? name : "";
	find(l, PROCURE_UNKNOWN, "other_maker",
	     mem_format("一覧のこの型式は別の名義（%s）です。", name),
	     mem_format("In the list this model is somebody else's: %s.", name));
}

static void judge_found(struct line *l)
{
	assert(l->found->firm);
	for (size_t i = 0; i < json_array_size(l->found->list); i++) {
		struct procure_finding one = { .outcome = PROCURE_FAIL };
		json_t *best;

		/* Each maker once, by its first product. */
		if (l->found->firm[i] != i)
			continue;
		judge_maker(l, (uint8_t)i, &best, &one);
		if (!best)
			continue;
		if (!l->chosen) {
			l->chosen = best;
			l->finding = one;
			continue;
		}
		bool differs = one.outcome != l->finding.outcome;
		procure_judge_done(&one);
		if (differs) {
			find(l, PROCURE_UNKNOWN, "several_makers",
			     mem_text("同じ型式の製品が複数の製造者にあります。製造者を記入してくだ"
				      "さい。"),
			     mem_text("Several makers have this model: say whose it is."));
			return;
		}
	}
	if (!l->chosen)
		other_maker(l);
}

static void judge_line(struct line *l)
{
	set_need(l);
	if (!*json_text(l->line, "model")) {
		find(l, PROCURE_UNKNOWN, "no_model", mem_text("型式がありません。"),
		     mem_text("The line names no model."));
	} else if (json_array_size(l->found->list) > 0) {
		judge_found(l);
	} else if (json_array_size(l->similar->list) > 0) {
		const char *model = json_text(json_array_get(l->similar->list, 0), "model");

		find(l, PROCURE_UNKNOWN, "similar",
		     mem_format("一覧にこの型式はありませんが、似た型式「%s」があります。", model),
		     mem_format("The list does not have it, but has the similar '%s'.", model));
	} else {
		find(l, PROCURE_FAIL, "not_listed", mem_text("一覧にこの型式はありません。"),
		     mem_text("The list does not have this model."));
	}
}

/* ---- the answer ---- */

static json_t *described(const json_t *match)
{
	const json_t *product = json_object_get(match, "product");
	json_t *out = json_object();
	static const char *const kept[] = { "number", "name",   "makers",     "level",
					    "status", "issued", "valid_until" };

	for (size_t i = 0; i < ARRAY_LEN(kept); i++)
		if (json_object_get(product, kept[i]))
			json_object_set(out, kept[i], json_object_get(product, kept[i]));
	json_object_set(out, "model", json_object_get(match, "model"));
	return out;
}

/* One list for all lines of the model; new reference. */
static json_t *shown_of(struct procure_found *f)
{
	size_t i;
	json_t *match;

	if (!f->list)
		return json_array();
	if (!f->shown) {
		f->shown = json_array();
		json_array_foreach (f->list, i, match)
			if (i < PROCURE_SHOWN_MAX)
				json_array_append_new(f->shown, described(match));
	}
	return json_incref(f->shown);
}

static size_t more_of(const struct procure_found *f)
{
	return f->more + json_array_size(f->list) - json_array_size(f->shown);
}

static json_t *answer(const struct line *l)
{
	struct procure_found *shown = l->found->list ? l->found : l->similar;
	const json_t *product = json_object_get(l->chosen, "product");
	static const char *const kept[] = { "number", "level", "status", "valid_until" };
	json_t *out = json_copy(json_lend(l->line));

	json_object_set_new(out, "needs", l->low == l->high ? json_integer(l->low) : json_null());
	json_object_set_new(out, "outcome", json_string(procure_outcome_name(l->finding.outcome)));
	json_object_set_new(out, "code", json_string(l->finding.code));
	json_object_set_new(out, "because",
			    json_pack("{s:s, s:s}", "ja", l->finding.ja, "en", l->finding.en));
	for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
		json_t *value = json_object_get(product, kept[i]);

		json_object_set_new(out, kept[i], value ? json_incref(value) : json_null());
	}
	json_object_set_new(out, "matches", shown_of(shown));
	json_object_set_new(out, "more", json_integer((json_int_t)more_of(shown)));
	return out;
}

json_t *procure_result(struct procure *p, const struct procure_question *q)
{
	json_int_t counts[PROCURE_OUTCOMES] = { 0 };
	json_t *lines = json_array(), *summary = json_object(), *line;
	struct procure_match *m = &p->match;
	struct procure_found none = { 0 }; /* of a line without a model */
	size_t i;

	procure_match_firms(m);
	json_array_foreach (m->lines, i, line) {
		struct line l = { .question = q, .line = line, .found = &none, .similar = &none };

		if (m->line_found[i] != SIZE_MAX)
			l.found = &m->found[m->line_found[i]];
		if (m->line_similar[i] != SIZE_MAX)
			l.similar = &m->similar[m->line_similar[i]];
		judge_line(&l);
		counts[l.finding.outcome]++;
		json_array_append_new(lines, answer(&l));
		procure_judge_done(&l.finding);
	}
	for (i = 0; i < PROCURE_OUTCOMES; i++)
		json_object_set_new(summary, procure_outcome_name((enum procure_outcome)i),
				    json_integer(counts[i]));
	return json_pack("{s:s, s:i, s:O, s:O, s:s, s:I, s:o, s:o}", "format", "hoshi-procure",
			 "version", 1, "rule", json_lend(q->rule), "list", json_lend(q->list), "on",
			 q->on, "within", (json_int_t)q->within, "summary", summary, "lines",
			 lines);
}
