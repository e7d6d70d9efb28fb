/* What proves that passwords refused on a kept connection were judged, and what does not. */
#include "tap.h"

#include "probe/kept_proof.h"

/* Events: "n" refused on the same connection, "N" on a fresh one, "y" and "Y" let in, "l" lost. */
static struct kept_proof after(const char *events)
{
	struct kept_proof p = { 0 };

	for (const char *e = events; *e; e++)
		switch (*e) {
		case 'n':
		case 'N':
			kept_proof_no(&p, *e == 'n');
			break;
		case 'y':
		case 'Y':
			kept_proof_yes(&p, *e == 'y');
			break;
		default:
			kept_proof_lost(&p);
		}
	return p;
}

static void what_is_proven(void **state)
{
	static const struct {
		const char *events;
		bool holds, due;
	} rows[] = {
		{ "", true, false },
		{ "N", true, false },
		/* Nobody was let in after a wrong one. */
		{ "Nn", false, false },
		{ "NnY", false, false },
		{ "Nnl", false, false },
		{ "Nny", true, false },
		/* One let in after one: two in a row were judged, three perhaps not. */
		{ "NyNn", true, false },
		{ "NyNnn", false, false },
		{ "NyNnnl", false, false },
		{ "NyNnnN", false, false },
		{ "NyNnny", true, false },
		{ "NyNnnY", false, false },
		/* Each on a connection of its own needs no proof. */
		{ "NNNNNN", true, false },
		{ "NYNYNY", true, false },
		/* Longer than ever: the right one in time. */
		{ "NyNnnnnnnnn", false, false },
		{ "NyNnnnnnnnnn", false, true },
		{ "NyNnnnnnnnnny", true, false },
		{ "NyNnnnnnnnnnyNnnnnnnnnnnl", true, false },
		{ "NyNnnnnnnnnnyNnnnnnnnnnnnl", false, false },
		/* A device that closes after five of them: the right one is the fifth from then on.
		 */
		{ "NyNnnnnNnn", false, false },
		{ "NyNnnnnNnnn", false, true },
		{ "NyNnnnnNnnny", true, false },
		{ "NyNnnnnNnnnyNnnnnNnnnn", true, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct kept_proof p = after(rows[i].events);

		TAP_INT(rows[i].events, kept_proof_holds(&p), rows[i].holds);
		TAP_INT(rows[i].events, kept_proof_is_due(&p), rows[i].due);
	}
}

static const struct CMUnitTest tests[] = { cmocka_unit_test(what_is_proven) };

TAP_MAIN(tests)
