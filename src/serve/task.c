#include "serve/task.h"

#include "base/text.h"
#include "signer/signer.h"

void task_done(struct task *t)
{
	json_done(&t->request);
	json_done(&t->job);
	json_done(&t->done);
	*t = (struct task){ 0 };
}

/* Who does its job. */
static const char *task_hand(const struct task *t)
{
	return signer_does(json_text(t->job, "kind")) ? "signer" : "worker";
}

bool task_is_ours(const struct task *t)
{
	const char *kind = json_text(t->job, "kind");

	return kind && (text_starts(kind, "password") || signer_does(kind));
}

bool task_busy(const struct tasks *tasks, int64_t worker)
{
	for (size_t i = 0; i < TASK_MAX; i++)
		if (tasks->all[i].request && tasks->all[i].worker == worker)
			return true;
	return false;
}

struct task *task_oldest(struct tasks *tasks, const char *hand)
{
	struct task *oldest = NULL;

	for (size_t i = 0; i < TASK_MAX; i++) {
		struct task *t = &tasks->all[i];

		if (t->request && t->worker == 0 && text_equal(task_hand(t), hand) &&
		    (!oldest || t->number < oldest->number))
			oldest = t;
	}
	return oldest;
}

static bool is_answer(const json_t *job)
{
	return text_equal(json_text(job, "kind"), "answer");
}

struct task *task_free(struct tasks *tasks, const json_t *job)
{
	struct task *place = NULL;
	unsigned answers = 0;

	for (size_t i = 0; i < TASK_MAX; i++) {
		if (!tasks->all[i].request)
			place = &tasks->all[i];
		else
			answers += is_answer(tasks->all[i].job);
	}
	return is_answer(job) && answers >= TASK_ANSWERS_MAX ? NULL : place;
}
