/*
 * For tests of hoshi status and hoshi verify: a registry's log, and the answers it signs.
 *
 *     answer_make FOLDER                    trust/log, keys.json and status.pem in the folder
 *     answer_make FOLDER NUMBER AT MODEL    an answer on stdout; AT: Unix seconds, or - for now;
 *                                           MODEL: - for none.  4: no such label
 *
 * Days are counted from today, as tests of the program have no clock of their own: A (NC-100,
 * NC-200) was issued 300 days ago, suspended from 200 to 150 days ago, and covers NC-300 since 100
 * days ago; B (ZZ-9) was issued 290 days ago by the route with waivers.
 */
#include <sys/stat.h>

#include "base/num.h"
#include "label/dated_world.h"

#define DAY_SECONDS 86400

static void save(const char *folder, const char *name, struct bytes data)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/%s", folder, name);
	struct err err = { 0 };

	dated_world_must(fd_write_file(path, data, 0644, &err), &err);
}

/* Noon of that day, as dated_world_time reads it. */
static const char *ago(int64_t days)
{
	static char texts[8][24];
	static unsigned next;
	char *out = texts[next++ % ARRAY_LEN(texts)];
	char today[DAY_TEXT_MAX], day[DAY_TEXT_MAX];

	day_of(today, time_unix(&time_system));
	if (day_add(day, today, -days) < 0)
		abort();
	(void)snprintf(out, sizeof(texts[0]), "%s 12:00", day);
	return out;
}

static int make(const char *folder)
{
	static const char a[] = DATED_WORLD_NUMBER, b[] = DATED_WORLD_OTHER;
	CLEANUP(mem_freep) char *trust = mem_format("%s/trust", folder);
	CLEANUP(mem_freep) char *dir = mem_format("%s/log", trust);
	CLEANUP(buf_done) struct buf text = BUF(KEY_SET_FILE_MAX), pem = BUF(SIGNING_KEY_PEM_MAX);
	CLEANUP(dated_world_done) struct dated_world w;
	char until[DAY_TEXT_MAX];
	struct err err = { 0 };

	if (mkdir(trust, 0755) < 0)
		return 1;
	dated_world_open(&w, dir, DATED_WORLD_HOST, 9);
	w.has_witness = true;
	for (size_t i = 0; i < w.set.n; i++)
		(void)snprintf(w.list[i].valid_from, DAY_TEXT_MAX, "2020-01-01");
	memcpy(until, ago(-400), DAY_TEXT_MAX - 1);
	until[DAY_TEXT_MAX - 1] = '\0';
	uint64_t i = dated_world_issue(&w, a, ago(300), until, "NC-100 NC-200", "standard");
	(void)dated_world_issue(&w, b, ago(290), until, "ZZ-9", "psti");
	i = dated_world_status(&w, a, ago(200), STATUS_SUSPENDED, until, i);
	i = dated_world_status(&w, a, ago(150), STATUS_VALID, until, i);
	(void)dated_world_say(&w, LOG_LABEL_UPDATED, a, ago(100), "NC-100 NC-200 NC-300", i, false);
	key_set_write(&text, &w.set);
	save(folder, "keys.json", buf_view(&text));
	dated_world_must(signing_key_write(&w.status, &pem, &err), &err);
	save(folder, "status.pem", buf_view(&pem));
	return 0;
}

static int answer(const char *folder, const char *number, const char *at, const char *model)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/status.pem", folder);
	CLEANUP(mem_freep) char *dir = mem_format("%s/trust/log", folder);
	CLEANUP(buf_done) struct buf pem = BUF(SIGNING_KEY_PEM_MAX), out = BUF(DATED_ANSWER_MAX);
	CLEANUP(signing_key_done) struct signing_key key = { 0 };
	CLEANUP(log_read_freep) struct log_read *log = NULL;
	CLEANUP(fd_close) int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct dated_make in = { .dir = fd, .number = number };
	uint64_t moment = 0;
	struct err err = { 0 };

	in.made = time_unix(&time_system);
	in.at = num_u64(at, 0, INT64_MAX, &moment) == 0 ? (int64_t)moment : in.made;
	in.model = text_equal(model, "-") ? NULL : model;
	dated_world_must(fd_read_file(&pem, path, SIGNING_KEY_PEM_MAX, &err), &err);
	dated_world_must(signing_key_read(&key, buf_view(&pem), &err), &err);
	dated_world_must(log_read_open(&log, dir, NULL, &err), &err);
	in.log = log;
	int r = dated_make_find(log, number, &in.last, &err);
	if (r == E_MISSING)
		return 4;
	if (r == 0)
		r = dated_make(&out, &in, &key, &err);
	dated_world_must(r, &err);
	return fwrite(out.p, 1, out.n, stdout) == out.n ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc == 2)
		return make(argv[1]);
	if (argc == 5)
		return answer(argv[1], argv[2], argv[3], argv[4]);
	fprintf(stderr, "answer_make: usage: answer_make FOLDER [NUMBER AT MODEL]\n");
	return 2;
}
