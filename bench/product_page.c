/*
 * How fast a front makes pages that nobody asked for before: handlers called in a loop, without
 * sockets and without the cache, each time for another label.
 *
 *     product_page FOLDER [SECONDS]     FOLDER as registry_fill made it; so long for each (3)
 *
 * Times are of the processor (others may use the machine) and of the clock.
 */
#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/time.h"
#include "criteria/catalogue.h"
#include "store/store.h"
#include "web/page_artwork.h"
#include "web/template.h"
#include "web/web.h"
#include "workflow/settings.h"

static double processor_now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void ask(struct web *web, const char *target, const char *accept, struct response *rs)
{
	struct request rq;
	const struct request_raw raw = { .method = "GET",
					 .target = target,
					 .accept = accept,
					 .accept_language = "ja",
					 .address = "192.0.2.1",
					 .origin = "https://registry.example",
					 .now = 1795000000 };

	if (request_read(&rq, &raw) != 0)
		abort();
	web_respond(web, &rq, rs);
	request_done(&rq);
}

/* format has a %05 for the label, or none. */
static void measure(struct web *web, const char *what, const char *before, const char *after,
		    const char *accept, int64_t labels, double seconds)
{
	double start = processor_now(), clock = (double)time_now(&time_system) / 1e9;
	size_t n = 0, bytes = 0;
	uint64_t state = 1;

	while (processor_now() - start < seconds)
		for (int k = 0; k < 16; k++, n++) {
			CLEANUP(response_done) struct response rs = RESPONSE;
			char target[200];

			state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
			(void)snprintf(target, sizeof(target), "%s", before);
			if (after)
				(void)snprintf(target, sizeof(target), "%s%05" PRId64 "%s", before,
					       10 + (int64_t)((state >> 33) % (uint64_t)(labels - 10)),
					       after);
			ask(web, target, accept, &rs);
			if (rs.status != 200) {
				fprintf(stderr, "%s: %u\n", target, rs.status);
				exit(1);
			}
			bytes += rs.body.n;
		}
	double took = processor_now() - start;
	printf("%-28s %9.0f /s of processor time %9.0f /s of the clock %8zu bytes\n", what,
	       (double)n / took, (double)n / ((double)time_now(&time_system) / 1e9 - clock), bytes / n);
}

int main(int argc, char **argv)
{
	CLEANUP(catalogue_freep) struct catalogue *c = NULL;
	CLEANUP(store_freep) struct store *s = NULL;
	CLEANUP(templates_freep) struct templates *t = NULL;
	struct settings settings = { 0 };
	struct err err = { 0 };
	uint64_t seconds = 3;
	int64_t labels = 0;

	if (argc < 2 || argc > 3 || (argc == 3 && num_u64(argv[2], 1, 600, &seconds) < 0)) {
		fprintf(stderr, "usage: product_page FOLDER [SECONDS]\n");
		return 2;
	}
	int r = catalogue_load(&c, NULL, NULL, &err);
	if (r == 0)
		r = store_open(&s, argv[1], STORE_READ, &err);
	if (r == 0)
		r = store_int(s, "event_newest", STORE_NOTHING, &labels, &err);
	if (r == 0)
		r = templates_load(&t, &err);
	if (r == 0)
		r = settings_load(&settings, NULL, &err);
	if (r == 0)
		r = page_artwork_prepare(&err);
	if (r < 0) {
		fprintf(stderr, "product_page: %s\n", err.text);
		return 1;
	}
	struct web web = { .store = s,
			   .templates = t,
			   .settings = &settings,
			   .pack = c->pack,
			   .catalogue = c };
	double d = (double)seconds;
	labels -= 6; /* events that are none of an issue */
	measure(&web, "product page", "/L/S1-2026-", "", "text/html", labels, d);
	measure(&web, "product page as JSON", "/L/S1-2026-", "", "application/json", labels, d);
	measure(&web, "label, SVG", "/L/S1-2026-", "/label.svg", NULL, labels, d);
	measure(&web, "label, PNG 300 dpi", "/L/S1-2026-", "/label.png", NULL, labels, d);
	measure(&web, "label, PNG 600 dpi", "/L/S1-2026-", "/label.png?dpi=600", NULL, labels, d);
	measure(&web, "label, PDF", "/L/S1-2026-", "/label.pdf", NULL, labels, d);
	measure(&web, "code, SVG", "/L/S1-2026-", "/qr.svg", NULL, labels, d);
	measure(&web, "list, newest", "/labels", NULL, "text/html", labels, d);
	measure(&web, "list, a text", "/labels?q=%E3%82%AB%E3%83%A1", NULL, "text/html", labels, d);
	measure(&web, "API, newest", "/v1/labels", NULL, NULL, labels, d);
	measure(&web, "criteria", "/criteria", NULL, "text/html", labels, d);
	settings_done(&settings);
	return 0;
}
