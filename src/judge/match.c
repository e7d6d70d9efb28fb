#include "judge/match.h"

#include "base/text.h"
#include "criteria/catalogue.h"
#include "judge/judge.h"
#include "product/declaration.h"

static bool is_parameter(const struct judge_input *in, const char *id, const json_t *value)
{
	const json_t *wanted =
	    json_object_get(catalogue_parameter(in->catalogue, in->parameters, id), "value");

	return json_is_array(wanted) ? json_has(wanted, value) : json_equal(wanted, value);
}

/* The limit that a number is held against; false unless both are numbers. */
static bool limit_of(const struct judge_input *in, const char *id, const json_t *value,
		     json_int_t *limit)
{
	const json_t *wanted =
	    json_object_get(catalogue_parameter(in->catalogue, in->parameters, id), "value");

	*limit = json_integer_value(wanted);
	return json_is_integer(value) && json_is_integer(wanted);
}

/* One field against its test; an absent field fits nothing, not even "not". */
static bool field_fits(const struct judge_input *in, const json_t *test, const json_t *value)
{
	const char *id;
	const json_t *literal;
	json_int_t limit;

	if (!value)
		return false;
	if (!json_is_object(test))
		return json_equal(test, value);
	if ((literal = json_object_get(test, "in")))
		return json_has(literal, value);
	if ((literal = json_object_get(test, "not")))
		return !json_equal(literal, value);
	if ((id = json_text(test, "parameter")))
		return is_parameter(in, id, value);
	if ((id = json_text(test, "not_parameter")))
		return !is_parameter(in, id, value);
	if ((id = json_text(test, "below_parameter")))
		return limit_of(in, id, value, &limit) && json_integer_value(value) < limit;
	if ((id = json_text(test, "at_least_parameter")))
		return limit_of(in, id, value, &limit) && json_integer_value(value) >= limit;
	return false;
}

static bool interface_fits(const struct judge_input *in, const char *wanted,
			   const json_t *observation)
{
	const json_t *declared = declaration_interface(
	    in->declaration, json_text(observation, "proto"), json_int(observation, "port", -1));
	bool exempt = json_object_get(declared, "exception") != NULL;

	if (text_equal(wanted, "undeclared"))
		return in->declaration && !declared;
	if (text_equal(wanted, "declared"))
		return declared != NULL;
	if (text_equal(wanted, "exempt"))
		return exempt;
	if (text_equal(wanted, "not_exempt"))
		return !exempt;
	if (text_equal(wanted, "login"))
		return json_flag(declared, "authenticates");
	return declared && !json_flag(declared, "authenticates");
}

bool match_one(const struct judge_input *in, const json_t *matcher, const json_t *observation)
{
	const char *key;
	json_t *test;

	json_object_foreach (json_lend(matcher), key, test) {
		bool fits;

		if (text_equal(key, "interface"))
			fits = interface_fits(in, json_string_value(test), observation);
		else if (text_equal(key, "grade"))
			fits = text_equal(catalogue_grade(in->catalogue, observation, NULL),
					  json_string_value(test));
		else
			fits = field_fits(in, test, json_object_get(observation, key));
		if (!fits)
			return false;
	}
	return true;
}

json_t *match_list(const struct judge_input *in, const json_t *matchers)
{
	json_t *found = json_array();
	size_t i, k;
	json_t *observation, *matcher;

	json_array_foreach (in->observations, i, observation)
		json_array_foreach (matchers, k, matcher)
			if (match_one(in, matcher, observation)) {
				json_array_append(found, observation);
				break;
			}
	return found;
}
