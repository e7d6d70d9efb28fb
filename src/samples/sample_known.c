#include "samples/sample_known.h"

#include "base/text.h"
#include "samples/sample_alphabet.h"

size_t sample_known_twin(const struct samples *s, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (text_equal(s->list[j].field[SAMPLE_PASSWORD],
			       s->list[i].field[SAMPLE_PASSWORD]))
			return j;
	return i;
}

const json_t *sample_known_published(const json_t *credentials, const char *password)
{
	size_t i;
	json_t *entry;

	json_array_foreach (json_object_get(credentials, "entries"), i, entry)
		if (text_equal(json_text(entry, "password"), password))
			return entry;
	return NULL;
}

/* All of it is a piece of a row, in that direction. */
static bool along(const char *password, const char *row)
{
	const char *at = strchr(row, sample_alphabet_small(*password));

	if (!at)
		return false;
	for (; *password && *at; password++, at++)
		if (sample_alphabet_small(*password) != *at)
			return false;
	return !*password;
}

static bool counts(const char *password, int step)
{
	for (; password[1]; password++)
		if (sample_alphabet_small(password[1]) - sample_alphabet_small(password[0]) != step)
			return false;
	return true;
}

bool sample_known_pattern(const char *password)
{
	static const char *const rows[] = { "qwertyuiop",  "asdfghjkl",    "zxcvbnm",
					    "poiuytrewq",  "lkjhgfdsa",    "mnbvcxz",
					    "1234567890",  "0987654321",   "qwertz",
					    "azerty",      "1q2w3e4r5t6y", "qazwsxedc",
					    "1qaz2wsx3edc" };

	for (int step = -1; step <= 1; step++)
		if (counts(password, step))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (along(password, rows[i]))
			return true;
	return false;
}
