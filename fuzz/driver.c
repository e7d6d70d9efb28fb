/*
 * Replays files and folders through a fuzz target without libFuzzer: each file, folders in sorted
 * order, once.  An input gets an allocation of its own size, so that AddressSanitizer sees a read
 * past its end.
 */
#include "fuzz.h"

#include <dirent.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"

#define INPUT_MAX (16u << 20)
#define FOLDER_DEPTH_MAX 4

static size_t replayed;

static int replay_file(const char *path, struct err *err)
{
	CLEANUP(buf_done) struct buf file = BUF(INPUT_MAX);
	int r = fd_read_file(&file, path, INPUT_MAX, err);

	if (r < 0)
		return r;
	CLEANUP(mem_freep) uint8_t *input = mem_copy(file.p, file.n);
	/* What the target says when it stops the process does not name the file. */
	fprintf(stderr, "%s\n", path);
	LLVMFuzzerTestOneInput(input, file.n);
	replayed++;
	return 0;
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int replay(const char *path, unsigned depth, struct err *err)
{
	struct dirent **names;
	struct stat st;
	int r = 0;

	if (stat(path, &st) < 0)
		return err_errno(err, "cannot open '%s'", path);
	if (!S_ISDIR(st.st_mode))
		return replay_file(path, err);
	if (depth == FOLDER_DEPTH_MAX)
		return err_set(err, E_LIMIT, "'%s' is nested too deep", path);

	int n = scandir(path, &names, visible, alphasort);
	if (n < 0)
		return err_errno(err, "cannot list '%s'", path);
	for (int i = 0; i < n; i++) {
		CLEANUP(mem_freep) char *inner = mem_format("%s/%s", path, names[i]->d_name);
		if (r == 0)
			r = replay(inner, depth + 1, err);
		mem_free(names[i]);
	}
	mem_free(names);
	return r;
}

int main(int argc, char **argv)
{
	struct err err = { 0 };

	for (int i = 1; i < argc; i++) {
		if (replay(argv[i], 0, &err) == 0)
			continue;
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	printf("%zu inputs\n", replayed);
	return 0;
}
