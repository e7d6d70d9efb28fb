#include "samples/sample_result.h"

#include <math.h>

#include "base/text.h"
#include "samples/sample_derive.h"
#include "samples/sample_known.h"
#include "samples/sample_say.h"
#include "samples/sample_serial.h"
#include "samples/sample_shape.h"

struct result {
	const struct samples *samples;
	const struct sample_result_source *source;
	struct sample_shape shape;
	struct sample_serial serial;
	struct sample_derivation derivation;
	json_t *findings;
	bool proven;
};

static void result_done(struct result *r)
{
	sample_derive_done(&r->derivation);
	json_decref(r->findings);
}

/* One digit after the point: more would claim what it is not. */
static double tenth(double bits)
{
	return floor(bits * 10 + 0.5) / 10;
}

/* lines and text are taken over; units without lines are all. */
static json_t *add(struct result *r, const char *code, bool proven, json_t *lines, json_t *text)
{
	json_t *finding = json_pack("{s:s, s:s, s:o, s:o}", "code", code, "strength",
				    proven ? "proven" : "noted", "lines", lines, "text", text);

	r->proven = r->proven || proven;
	json_array_append_new(r->findings, finding);
	return finding;
}

static void add_line(json_t *lines, const struct samples *s, size_t i)
{
	json_array_append_new(lines, json_integer((json_int_t)s->list[i].line));
}

static json_t *all_lines(const struct samples *s)
{
	json_t *lines = json_array();

	for (size_t i = 0; i < s->n; i++)
		add_line(lines, s, i);
	return lines;
}

/* ---- known before anybody looks ---- */

static void find_same(struct result *r)
{
	const struct samples *s = r->samples;

	for (size_t i = 0; i < s->n; i++) {
		json_t *lines = json_array();
		size_t n = 0;

		for (size_t j = i; j < s->n && sample_known_twin(s, i) == i; j++)
			if (sample_known_twin(s, j) == i) {
				add_line(lines, s, j);
				n++;
			}
		if (n < 2)
			json_decref(lines);
		else
			add(r, "same", true, lines,
			    sample_say_format("%zu台のパスワードが同じです。",
					      "%zu units have the same password.", n));
	}
}

static void find_listed(struct result *r)
{
	const struct samples *s = r->samples;
	json_t *published = json_array(), *patterns = json_array();

	for (size_t i = 0; i < s->n; i++) {
		const char *password = s->list[i].field[SAMPLE_PASSWORD];

		if (sample_known_published(r->source->credentials, password))
			add_line(published, s, i);
		else if (sample_known_pattern(password))
			add_line(patterns, s, i);
	}
	if (json_array_size(published) > 0)
		add(r, "published", true, published,
		    sample_say_format("%zu台のパスワードが、公表されている初期パスワードの一覧に"
				      "あります。",
				      "%zu of the passwords are on the list of published default "
				      "passwords.",
				      json_array_size(published)));
	else
		json_decref(published);
	if (json_array_size(patterns) > 0)
		add(r, "pattern", true, patterns,
		    sample_say_format(
			"%zu台のパスワードが、キーボードの並び、連番、同じ文字の繰り返しの"
			"いずれかです。",
			"%zu of the passwords are a row of the keyboard, a count, or one character "
			"repeated.",
			json_array_size(patterns)));
	else
		json_decref(patterns);
}

/* ---- what they share ---- */

static void find_shared(struct result *r)
{
	const struct sample_shape *shape = &r->shape;
	size_t fixed = 0;

	for (size_t at = 0; at < shape->length_max; at++)
		fixed += shape->at[at].fixed;
	if (fixed == 0)
		return;
	if (shape->bits < SAMPLE_FEW_BITS)
		add(r, "few", true, all_lines(r->samples),
		    sample_say_format(
			"%zu文字がどの台でも同じで、残りで区別できるのは多くても%.0f通りです。",
			"%zu characters are the same on all units; what is left makes at most %.0f "
			"passwords.",
			fixed, floor(exp2(shape->bits) + 0.5)));
	else
		add(r, "shared", false, all_lines(r->samples),
		    sample_say_format(
			"%zu文字がどの台でも同じです（偶然とは考えられません）。",
			"%zu characters are the same on all units, which is no chance.", fixed));
}

/* ---- what they are made from ---- */

static size_t open_characters(const char *marks)
{
	size_t n = 0;

	for (; *marks; marks++)
		n += *marks == SAMPLE_MARK_OPEN;
	return n;
}

static json_t *rule_json(const struct sample_rule *rule)
{
	const struct sample_match *m = &rule->match;
	const char *digest = sample_derive_digest_say(rule->digest);

	return json_pack("{s:s, s:s*, s:b, s:s*, s:i, s:s, s:i, s:s, s:i}", "from",
			 sample_spell_name(rule->spelling), "digest", digest, "newline",
			 rule->newline, "encoding",
			 digest ? sample_encode_name(rule->encoding) : NULL, "password_at",
			 m->password_at, "password_counted", m->password_end ? "end" : "begin",
			 "source_at", m->source_at, "source_counted",
			 m->source_end ? "end" : "begin", "length", (int)m->length);
}

/* Two units at least, of which nothing or hardly anything stays open. */
static void find_rule(struct result *r, const struct sample_rule *rule)
{
	json_t *lines = json_array(), *finding;
	double each = log2(r->shape.size), open_bits = 0;
	size_t whole = 0;

	for (size_t i = 0; i < r->samples->n; i++) {
		if (!rule->explains[i])
			continue;
		double bits = (double)open_characters(r->derivation.marks[i]) * each;

		add_line(lines, r->samples, i);
		whole += bits < SAMPLE_FEW_BITS;
		open_bits = bits > open_bits ? bits : open_bits;
	}
	bool proven = whole >= 2;
	finding = add(r, proven ? "derived" : "partly_derived", proven, lines,
		      sample_say_rule(rule, &r->derivation));
	json_object_set_new(finding, "explains", json_integer((json_int_t)rule->match.explains));
	json_object_set_new(finding, "of", json_integer((json_int_t)rule->match.of));
	json_object_set_new(finding, "chance_bits", json_real(tenth(rule->bits)));
	json_object_set_new(finding, "open_bits", json_real(tenth(open_bits)));
	json_object_set_new(finding, "rule", rule_json(rule));
}

static void find_order(struct result *r)
{
	const struct sample_serial *serial = &r->serial;
	json_t *text = sample_say_serial(serial), *finding;

	if (!text)
		return;
	bool step = serial->order == SAMPLE_ORDER_STEP;
	finding = add(r, step ? "serial_step" : "serial_order", step, all_lines(r->samples), text);
	json_object_set_new(finding, "chance_bits", json_real(tenth(serial->bits)));
}

/* ---- what was looked at ---- */

static void check(json_t *checks, const char *code, bool done, const char *ja, const char *en)
{
	json_t *one = json_pack("{s:s, s:b, s:o}", "code", code, "done", done, "text",
				sample_say_check(code));

	if (!done)
		json_object_set_new(one, "because", sample_say(ja, en));
	json_array_append_new(checks, one);
}

static json_t *checks(const struct result *r)
{
	const struct samples *s = r->samples;
	bool several = s->n > 1;
	json_t *list = json_array();

	check(list, "same", several, "1台しかありません", "there is one unit alone");
	check(list, "published", true, NULL, NULL);
	check(list, "pattern", true, NULL, NULL);
	check(list, "shared", several, "1台しかありません", "there is one unit alone");
	check(list, "order", r->serial.examined,
	      "続き番号のシリアル番号がないか、パスワードを数として読めません",
	      "there are no serial numbers of one series, or the passwords cannot be read as "
	      "numbers");
	for (size_t f = SAMPLE_SERIAL; f < SAMPLE_FIELDS; f++)
		check(list, samples_field_name((enum sample_field)f), s->has[f],
		      "列がないか、空です", "there is no such column, or it is empty");
	return list;
}

/* ---- the document ---- */

static json_t *shape_json(const struct sample_shape *shape)
{
	static const char *const names[SAMPLE_CLASSES] = { "digits", "hex", "lower", "upper",
							   "signs" };
	bool is[SAMPLE_CLASSES];
	json_t *classes = json_array(), *positions = json_array();

	sample_alphabet_classes(&shape->alphabet, is);
	for (size_t i = 0; i < SAMPLE_CLASSES; i++)
		if (is[i])
			json_array_append_new(classes, json_string(names[i]));
	for (size_t at = 0; at < shape->length_max; at++)
		json_array_append_new(positions,
				      json_pack("{s:i, s:b, s:b, s:f}", "different",
						(int)shape->at[at].different, "same",
						shape->at[at].same, "fixed", shape->at[at].fixed,
						"at_most_bits", tenth(shape->at[at].bits)));
	return json_pack("{s:i, s:i, s:i, s:i, s:i, s:o, s:i, s:i, s:f, s:o}", "different",
			 (int)shape->passwords, "length_min", (int)shape->length_min, "length_max",
			 (int)shape->length_max, "characters_used",
			 (int)sample_alphabet_used(&shape->alphabet), "alphabet", (int)shape->size,
			 "classes", classes, "prefix", (int)shape->prefix, "suffix",
			 (int)shape->suffix, "at_most_bits", tenth(shape->bits), "positions",
			 positions);
}

static json_t *units_json(const struct result *r)
{
	json_t *units = json_array();

	for (size_t i = 0; i < r->samples->n; i++) {
		const struct sample *s = &r->samples->list[i];
		json_t *unit = json_pack("{s:I, s:s, s:s}", "line", (json_int_t)s->line, "serial",
					 s->field[SAMPLE_SERIAL], "marks", r->derivation.marks[i]);

		if (r->source->show)
			json_object_set_new(unit, "password",
					    json_string(s->field[SAMPLE_PASSWORD]));
		json_array_append_new(units, unit);
	}
	return units;
}

static json_t *conclusion(const struct result *r)
{
	json_t *text =
	    r->proven
		? sample_say("弱いことが証明されました。根拠は上の各項目のとおりです。",
			     "Proven weak, on the grounds named above.")
		: sample_say("弱いことは証明されませんでした。標本からパスワードが乱数であるとは"
			     "言えません。パスワードの作り方を知る人の確認が必要です。",
			     "Nothing was proven. No sample can show that passwords are random: a "
			     "person who knows how they are made has to decide.");

	return json_pack("{s:s, s:o}", "outcome", r->proven ? "weak" : "open", "text", text);
}

json_t *sample_result(const struct samples *s, const struct sample_result_source *source)
{
	CLEANUP(result_done)
	struct result r = { .samples = s, .source = source, .findings = json_array() };

	sample_shape_of(&r.shape, s);
	sample_serial_of(&r.serial, s, &r.shape);
	sample_derive(&r.derivation, s, &r.shape);
	find_same(&r);
	find_listed(&r);
	find_order(&r);
	for (size_t i = 0; i < r.derivation.n; i++)
		find_rule(&r, &r.derivation.rules[i]);
	find_shared(&r);
	return json_pack("{s:s, s:i, s:{s:s}, s:i, s:o, s:O, s:o, s:I, s:o, s:o}", "format",
			 "hoshi-passwords", "version", 1, "file", "name", source->name, "samples",
			 (int)s->n, "shape", shape_json(&r.shape), "findings", r.findings, "checks",
			 checks(&r), "rules_tried", (json_int_t)r.derivation.tried, "units",
			 units_json(&r), "conclusion", conclusion(&r));
}
