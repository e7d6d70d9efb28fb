/*
 * Signing and verifying label statements, for bench/cose.sh: statements in a second of one core, by
 * the time the processor took, as `openssl speed` counts.
 *
 *     cose SECONDS
 */
#include <time.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/num.h"
#include "base/time.h"
#include "crypto/cose.h"
#include "crypto/signing_key.h"
#include "label/statement.h"

static const char *const models[] = { "NC-100", "NC-200" };

/* Nanoseconds of the processor. */
static int64_t used(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) < 0)
		exit(1);
	return t.tv_sec * TIME_SECOND + t.tv_nsec;
}

static void must(int r)
{
	if (r < 0)
		exit(1);
}

int main(int argc, char **argv)
{
	struct statement s = { .issuer = "label.example.jp",
			       .number = "HSH-1-2026-000123",
			       .issued = "2026-11-21",
			       .valid_until = "2028-11-20",
			       .support_until = "2030-03-31",
			       .level = 1,
			       .criteria = "JST-CR-01-01-2024R1",
			       .corporate_number = "7000012050002",
			       .log_index = 131071,
			       .status_list = 1,
			       .status_index = 345 };
	CLEANUP(signing_key_done) struct signing_key key = { 0 };
	CLEANUP(buf_done) struct buf bytes = BUF(STATEMENT_MAX);
	int64_t start, now;
	uint64_t n = 0, seconds = 0;

	if (argc != 2 || num_u64(argv[1], 1, 60, &seconds) < 0) {
		fprintf(stderr, "cose: usage: cose SECONDS\n");
		return 2;
	}
	int64_t length = (int64_t)seconds * TIME_SECOND;
	must(model_list_make(&s.models, models, ARRAY_LEN(models), NULL));
	must(signing_key_create(&key, NULL));
	start = used();
	do {
		buf_clear(&bytes);
		must(statement_sign(&bytes, &s, &key, NULL));
		n++;
		now = used();
	} while (now - start < length);
	printf("sign %.0f\n", (double)n * TIME_SECOND / (double)(now - start));

	n = 0;
	start = used();
	do {
		struct statement back;
		struct cose message;

		must(statement_read(&back, &message, buf_view(&bytes), NULL));
		must(cose_verify(&message, &key.public_key, NULL));
		n++;
		now = used();
	} while (now - start < length);
	printf("verify %.0f\n", (double)n * TIME_SECOND / (double)(now - start));
	return 0;
}
