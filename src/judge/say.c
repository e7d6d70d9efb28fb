#include "judge/say.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "criteria/catalogue.h"
#include "run/value_word.h"

#define SENTENCE_MAX 4096
#define FIELD_MAX 200

/* Several checks may come to the same sentence.  The end of another one is not the same. */
static bool is_said(const char *before, const char *sentence)
{
	for (const char *p = before; p && (p = strstr(p, sentence)); p++) {
		size_t n = (size_t)(p - before);

		if (n == 0 || (n >= 2 && memcmp(p - 2, ". ", 2) == 0) ||
		    (n >= 3 && memcmp(p - 3, "。", 3) == 0))
			return true;
	}
	return false;
}

static void add(json_t *to, const char *language, const char *separator, const char *sentence)
{
	const char *before = json_text(to, language);

	if (!*sentence || is_said(before, sentence))
		return;
	CLEANUP(mem_freep)
	char *joined = before && *before ? mem_format("%s%s%s", before, separator, sentence)
					 : mem_text(sentence);
	json_object_set_new(to, language, json_string(joined));
}

void say_add(json_t *to, const char *ja, const char *en)
{
	/* A Japanese full stop needs no blank after it. */
	add(to, "ja", "", ja);
	add(to, "en", " ", en);
}

void say_text(json_t *to, const json_t *text)
{
	say_add(to, catalogue_say(text, "ja"), catalogue_say(text, "en"));
}

static void add_field(struct buf *out, const json_t *observation, const char *name,
		      const char *language)
{
	const json_t *value = json_object_get(observation, name);
	CLEANUP(buf_done) struct buf word = BUF(SENTENCE_MAX);

	if (json_is_string(value) && text_equal(name, "service"))
		value_word_service(&word, json_string_value(value), json_flag(observation, "tls"),
				   language);
	else if (json_is_string(value) && value_word_ours(name))
		buf_text(&word, value_word_get(json_string_value(value), language));
	else if (json_is_string(value) && text_equal(name, "name"))
		buf_text(&word, value_word_crypto(json_text(observation, "where"),
						  json_string_value(value), language));
	/* A word that is none of ours may yet be anything. */
	if (json_is_string(value))
		text_visible(out, word.n ? buf_view(&word) : bytes_of(json_string_value(value)),
			     FIELD_MAX);
	else if (json_is_integer(value))
		value_word_number(out, name, json_integer_value(value));
	else if (json_is_boolean(value))
		buf_text(out, json_is_true(value) ? "true" : "false");
	else
		buf_text(out, "-");
}

static void fill(struct buf *out, const char *text, const json_t *observation, const char *language)
{
	while (*text) {
		const char *end = *text == '{' ? strchr(text, '}') : NULL;

		if (!end) {
			buf_add(out, text++, 1);
			continue;
		}
		CLEANUP(mem_freep) char *name = mem_textn(text + 1, (size_t)(end - text - 1));
		add_field(out, observation, name, language);
		text = end + 1;
	}
}

static void rest(json_t *to, const char *language, size_t more)
{
	bool japanese = text_equal(language, "ja");

	if (more == 0)
		return;
	CLEANUP(mem_freep)
	char *text = japanese ? mem_format("同様の事項がほかに%zu件あります。", more)
		     : more == 1 ? mem_text("There is one more of this kind.")
				 : mem_format("There are %zu more of this kind.", more);
	add(to, language, japanese ? "" : " ", text);
}

/*
 * Where the sentence with the last field ends: what follows is the same for every observation and
 * is said once, after all of them.
 */
static size_t end_of_fields(const char *text)
{
	const char *last = strrchr(text, '}');
	const char *ja = last ? strstr(last, "。") : NULL;
	const char *en = last ? strstr(last, ". ") : NULL;

	if (ja)
		return (size_t)(ja - text) + strlen("。");
	return en ? (size_t)(en - text) + 1 : strlen(text);
}

static void each(json_t *to, const char *language, const char *text, const json_t *observations)
{
	CLEANUP(json_done) json_t *said = json_object();
	size_t i, shown = 0, more = 0, n = end_of_fields(text);
	CLEANUP(mem_freep) char *head = mem_textn(text, n);
	const char *tail = text + n + (text[n] == ' ');
	json_t *observation;

	json_array_foreach (observations, i, observation) {
		CLEANUP(buf_done) struct buf sentence = BUF(SENTENCE_MAX);

		fill(&sentence, head, observation, language);
		if (json_object_get(said, buf_cstr(&sentence)))
			continue;
		json_object_set_new(said, buf_cstr(&sentence), json_true());
		if (shown++ < SAY_EACH_MAX)
			add(to, language, text_equal(language, "ja") ? "" : " ",
			    buf_cstr(&sentence));
		else
			more++;
	}
	rest(to, language, more);
	add(to, language, text_equal(language, "ja") ? "" : " ", tail);
}

void say_rest(json_t *to, size_t more)
{
	rest(to, "ja", more);
	rest(to, "en", more);
}

void say_each(json_t *to, const json_t *text, const json_t *observations)
{
	if (json_array_size(observations) == 0) {
		say_text(to, text);
		return;
	}
	each(to, "ja", catalogue_say(text, "ja"), observations);
	each(to, "en", catalogue_say(text, "en"), observations);
}

json_t *say_join(const json_t *said)
{
	json_t *whole = json_object();
	size_t i;
	json_t *text;

	json_array_foreach (said, i, text)
		say_text(whole, text);
	return whole;
}
