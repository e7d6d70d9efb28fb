#include "run/answer.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "base/yaml_file.h"
#include "criteria/catalogue.h"
#include "run/run.h"

#define ANSWER_TEXT_MAX 4000
#define ANSWER_NAME_MAX 200

const json_t *answer_question(const struct catalogue *c, const char *id)
{
	size_t i, k;
	json_t *criterion, *check;

	json_array_foreach (json_object_get(c->pack, "criteria"), i, criterion)
		json_array_foreach (json_object_get(criterion, "checks"), k, check) {
			const json_t *question = json_object_get(check, "question");

			if (question && text_equal(json_text(question, "id"), id))
				return question;
		}
	return NULL;
}

static int check_answer(const struct catalogue *c, const struct answer *a, struct err *err)
{
	const json_t *question = answer_question(c, a->question);

	if (!question)
		return err_set(err, E_MISSING, "the pack has no question '%s'", a->question);
	if (!text_equal(a->answer, "yes") && !text_equal(a->answer, "no") &&
	    !text_equal(a->answer, "na"))
		return err_set(err, E_FORMAT, "an answer is 'yes', 'no' or 'na', not '%s'",
			       a->answer);
	if (text_equal(a->answer, "na") && !json_flag(question, "may_be_na"))
		return err_set(err, E_FORMAT, "'na' is not possible here, only 'yes' or 'no'");
	if (text_equal(a->answer, "na") && (!a->because || !*a->because))
		return err_set(err, E_FORMAT, "'na' needs a reason");
	if (!*a->name || !*a->role || strlen(a->name) > ANSWER_NAME_MAX ||
	    strlen(a->role) > ANSWER_NAME_MAX)
		return err_set(err, E_FORMAT, "name and role of the person have 1 to %d bytes",
			       ANSWER_NAME_MAX);
	if (a->because && strlen(a->because) > ANSWER_TEXT_MAX)
		return err_set(err, E_LIMIT, "the reason is longer than %d bytes", ANSWER_TEXT_MAX);
	if (!text_utf8_valid(bytes_of(a->name)) || !text_utf8_valid(bytes_of(a->role)) ||
	    (a->because && !text_utf8_valid(bytes_of(a->because))))
		return err_set(err, E_FORMAT, "the answer is not valid UTF-8");
	return 0;
}

static json_t *record(const struct answer *a)
{
	char time[TIME_TEXT_MAX];

	time_format(time, a->now);
	json_t *r = json_pack("{s:s, s:s, s:s, s:s, s:s}", "question", a->question, "answer",
			      a->answer, "name", a->name, "role", a->role, "time", time);
	if (a->because && *a->because)
		json_object_set_new(r, "because", json_string(a->because));
	return r;
}

int answer_add(struct run *run, const struct catalogue *c, const struct answer *a, struct err *err)
{
	int r = check_answer(c, a, err);

	if (r == 0)
		json_array_append_new(run_list(run, "answers"), record(a));
	return r;
}

int answer_read(struct run *run, const struct catalogue *c, const char *path, int64_t now,
		unsigned *added, struct err *err)
{
	CLEANUP(yaml_file_done) struct yaml_file file = { 0 };
	CLEANUP(json_done) json_t *made = json_array();
	int r = yaml_file_read(&file, path, "answers", err);

	if (r < 0)
		return r;
	const json_t *person = json_object_get(file.value, "person");
	const char *question;
	json_t *given;
	json_object_foreach (json_object_get(file.value, "answers"), question, given) {
		struct answer a = { .question = question,
				    .answer = json_text(given, "answer"),
				    .because = json_text(given, "because"),
				    .name = json_text(person, "name"),
				    .role = json_text(person, "role"),
				    .now = now };
		CLEANUP(mem_freep) char *pointer = mem_format("/answers/%s", question);

		r = check_answer(c, &a, err);
		if (r < 0)
			return yaml_file_fault(&file, pointer, r, err);
		json_array_append_new(made, record(&a));
	}
	*added = (unsigned)json_array_size(made);
	json_array_extend(run_list(run, "answers"), made);
	return 0;
}
