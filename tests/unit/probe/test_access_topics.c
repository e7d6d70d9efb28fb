/* Who gets which topic, by what a broker said and what it delivered. */
#include "fixture.h"

#include "probe/access_topics.h"
#include "probe/topic_visit.h"

/* What one visit came to, asked for one filter.  topics: true for what the broker had kept. */
struct seen {
	enum topic_says says;
	const char *topics;
	bool cut;
};

static struct topic_visit visit_of(const struct seen *seen, const char *filter)
{
	struct topic_visit v = { .answered = true, .cut = seen->cut };

	assert_true(topic_visit_add(&v, filter));
	v.says[0] = seen->says;
	v.topics = fixture_json(seen->topics);
	return v;
}

static void outcomes(void **state)
{
	static const struct {
		const char *what, *filter, *declared;
		struct seen owner, other;
		enum access_outcome expected;
	} rows[] = {
		{ "delivered",
		  "a/b",
		  "[]",
		  { TOPIC_SAYS_YES, "{'a/b':true}", false },
		  { TOPIC_SAYS_YES, "{'a/b':true}", false },
		  ACCESS_GRANTED },
		{ "delivered after a no: by another filter",
		  "a/b",
		  "[]",
		  { TOPIC_SAYS_YES, "{'a/b':true}", false },
		  { TOPIC_SAYS_NO, "{'a/b':true}", false },
		  ACCESS_GRANTED },
		{ "what just came by counts",
		  "a/#",
		  "[]",
		  { TOPIC_SAYS_YES, "{}", false },
		  { TOPIC_SAYS_YES, "{'a/c':false}", false },
		  ACCESS_GRANTED },
		{ "refused",
		  "a/b",
		  "[]",
		  { TOPIC_SAYS_YES, "{}", false },
		  { TOPIC_SAYS_NO, "{}", false },
		  ACCESS_DENIED },
		{ "told yes, given nothing",
		  "a/b",
		  "[]",
		  { TOPIC_SAYS_YES, "{'a/b':true}", false },
		  { TOPIC_SAYS_YES, "{'x':true}", false },
		  ACCESS_DENIED },
		{ "the owner got it in passing only",
		  "a/b",
		  "[]",
		  { TOPIC_SAYS_YES, "{'a/b':false}", false },
		  { TOPIC_SAYS_YES, "{}", false },
		  ACCESS_UNCLEAR },
		{ "nobody got anything",
		  "a/b",
		  "[]",
		  { TOPIC_SAYS_YES, "{}", false },
		  { TOPIC_SAYS_YES, "{}", false },
		  ACCESS_UNCLEAR },
		{ "cut short",
		  "a/b",
		  "[]",
		  { TOPIC_SAYS_YES, "{'a/b':true}", false },
		  { TOPIC_SAYS_YES, "{}", true },
		  ACCESS_UNCLEAR },
		{ "delivered before it was cut short",
		  "a/b",
		  "[]",
		  { TOPIC_SAYS_YES, "{'a/b':true}", false },
		  { TOPIC_SAYS_YES, "{'a/b':true}", true },
		  ACCESS_GRANTED },
		{ "no word",
		  "a/b",
		  "[]",
		  { TOPIC_SAYS_YES, "{'a/b':true}", false },
		  { TOPIC_SAYS_NOTHING, "{}", false },
		  ACCESS_UNCLEAR },
		{ "another filter speaks of what came",
		  "#",
		  "[{'topic':'#','access':'owner'},{'topic':'home/#','access':'login'}]",
		  { TOPIC_SAYS_YES, "{'home/x':true,'code':true}", false },
		  { TOPIC_SAYS_YES, "{'home/x':true}", false },
		  ACCESS_DENIED },
		{ "this one speaks of what came",
		  "#",
		  "[{'topic':'#','access':'owner'},{'topic':'home/#','access':'login'}]",
		  { TOPIC_SAYS_YES, "{'home/x':true,'code':true}", false },
		  { TOPIC_SAYS_YES, "{'code':true}", false },
		  ACCESS_GRANTED },
		{ "nothing is left to compare",
		  "#",
		  "[{'topic':'#','access':'owner'},{'topic':'home/#','access':'login'}]",
		  { TOPIC_SAYS_YES, "{'home/x':true}", false },
		  { TOPIC_SAYS_YES, "{'home/x':true}", false },
		  ACCESS_UNCLEAR },
		{ "a topic that a filter speaks of",
		  "home/x",
		  "[{'topic':'home/#','access':'login'}]",
		  { TOPIC_SAYS_YES, "{'home/x':true}", false },
		  { TOPIC_SAYS_YES, "{'home/x':true}", false },
		  ACCESS_GRANTED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(topic_visit_done)
		struct topic_visit owner = visit_of(&rows[i].owner, rows[i].filter);
		CLEANUP(topic_visit_done)
		struct topic_visit other = visit_of(&rows[i].other, rows[i].filter);
		CLEANUP(json_done) json_t *declared = fixture_json(rows[i].declared);

		TAP_INT(rows[i].what, access_topics_judge(&other, &owner, rows[i].filter, declared),
			rows[i].expected);
	}
}

/* The owner has nobody to be compared with: what was said counts. */
static void owner(void **state)
{
	static const struct seen silent = { TOPIC_SAYS_YES, "{}", false };
	static const struct seen refused = { TOPIC_SAYS_NO, "{}", false };
	CLEANUP(topic_visit_done) struct topic_visit v = visit_of(&silent, "a");
	CLEANUP(topic_visit_done) struct topic_visit no = visit_of(&refused, "a");

	(void)state;
	assert_int_equal(access_topics_judge(&v, &v, "a", NULL), ACCESS_GRANTED);
	assert_int_equal(access_topics_judge(&no, &no, "a", NULL), ACCESS_DENIED);
	assert_int_equal(access_topics_judge(&v, NULL, "a", NULL), ACCESS_UNCLEAR);
	assert_int_equal(access_topics_judge(&v, &v, "b", NULL), ACCESS_UNCLEAR);
}

/* A filter is asked for once, and there is a limit. */
static void filters(void **state)
{
	static char names[TOPIC_VISIT_FILTERS_MAX + 1][8];
	struct topic_visit v = { 0 };

	(void)state;
	for (unsigned i = 0; i < TOPIC_VISIT_FILTERS_MAX; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "t%u", i);
		assert_true(topic_visit_add(&v, names[i]));
	}
	assert_true(topic_visit_add(&v, "t0"));
	assert_int_equal(v.n, TOPIC_VISIT_FILTERS_MAX);
	assert_false(topic_visit_add(&v, "one more"));
}

static const struct CMUnitTest access_topics[] = {
	cmocka_unit_test(outcomes),
	cmocka_unit_test(owner),
	cmocka_unit_test(filters),
};

TAP_MAIN(access_topics)
