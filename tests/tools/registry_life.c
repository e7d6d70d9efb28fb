/*
 * A registry without its processes, for faults: each step of an application's way to its label is
 * one request to scheme_handle, as the registrar's process does it, at a rate of hundreds a second.
 *
 *     registry_life found DIR     a registry with an administrator, officer, authority and maker
 *     registry_life issue DIR     an application from nothing to the label; "ack ID STEP" after
 *                                 each step that was acknowledged; 1 when one was not
 *     registry_life verify DIR    lines "ack ID STEP" on standard input: is all of it there, is
 *                                 nothing half done, are the public tables what the events say?
 *     registry_life again DIR     verify, then another issue, which has to succeed, then verify
 *     (REGISTRY_LIFE_RESTORED=1: a label may be without papers, as its log is newer)
 *     registry_life refused DIR   as again, and what was not acknowledged was not done
 *
 * The clock stands; each run begins a minute after the last thing in the audit trail, or the last
 * code that the signer saw.
 */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/cursor.h"
#include "base/day.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "criteria/catalogue.h"
#include "crypto/password.h"
#include "crypto/totp.h"
#include "scheme/account.h"
#include "scheme/event.h"
#include "scheme/found.h"
#include "scheme/post.h"
#include "scheme/scheme.h"
#include "scheme/scheme_alone.h"
#include "store/store.h"
#include "workflow/settings.h"

#define BEGIN 1795000000 /* 2026-11-18 in Tokyo, the day of the form */
#define PASSWORD "a long enough password"
#define FORM "tests/unit/scheme/application_form.json"

static int64_t now = BEGIN;

static int64_t seconds(void *context)
{
	(void)context;
	return now;
}

static const struct time_clock clock_still = { .seconds = seconds };

static struct settings settings;
static struct catalogue *catalogue;
static struct store *store;
static struct scheme scheme;
static struct post post;
static int folder;
static char *trust;
static struct alone alone;

NORETURN static void give_up(const char *what, const struct err *err)
{
	fprintf(stderr, "%s: %s\n", what, err ? err->text : "no");
	exit(1);
}

/* By a call that no fault is put into. */
static void say(const char *text)
{
	struct iovec part = { .iov_base = (void *)(uintptr_t)text, .iov_len = strlen(text) };

	if (writev(STDOUT_FILENO, &part, 1) < 0)
		exit(1);
}

static json_t *row_of(const char *statement, struct store_values values)
{
	struct err err = { 0 };
	json_t *row = NULL;
	int r = store_row(store, statement, values, &row, &err);

	if (r < 0 && r != E_MISSING)
		give_up(statement, &err);
	return row;
}

static json_t *rows_of(const char *statement, struct store_values values)
{
	struct err err = { 0 };
	json_t *rows = NULL;

	if (store_rows(store, statement, values, &rows, &err) < 0)
		give_up(statement, &err);
	return rows;
}

/* Codes that were used stay so, whichever database is there: account, step and time of each. */
static int64_t last_code(void)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/keys/codes", trust);
	CLEANUP(buf_done) struct buf codes = BUF(1 << 20);
	int64_t last = 0;

	if (fd_read_file(&codes, path, 1 << 20, NULL) < 0)
		return 0;
	struct cursor c = cursor_of(buf_view(&codes));
	while (cursor_left(&c) >= 24) {
		(void)cursor_u64(&c);
		int64_t at = (int64_t)cursor_u64(&c) * 30;
		(void)cursor_u64(&c);
		last = at > last ? at : last;
	}
	return last;
}

static void open_all(const char *dir)
{
	struct err err = { 0 };

	if (settings_load(&settings, dir, &err) < 0 ||
	    catalogue_load(&catalogue, NULL, CATALOGUE_PACK_DEFAULT, &err) < 0 ||
	    store_open(&store, dir, STORE_WRITE, &err) < 0)
		give_up(dir, &err);
	folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	(void)mkdirat(folder, POST_FOLDER, 0700);
	scheme = (struct scheme){ .store = store,
				  .settings = &settings,
				  .pack = catalogue->pack,
				  .clock = &clock_still };
	post = (struct post){ .scheme = &scheme, .dir = dir };
	trust = mem_format("%s/" SIGNER_FOLDER, dir);
	if ((mkdir(trust, 0700) < 0 && errno != EEXIST) ||
	    signer_open(&alone.signer,
			&(struct signer_options){ .dir = trust,
						  .issuer = "hoshi.example",
						  .owner_ja = "見本機構",
						  .owner_en = "Sample Agency",
						  .clock = &clock_still },
			&err) < 0)
		give_up(trust, &err);
	alone.scheme = &scheme;
	alone.spool = folder;
	CLEANUP(json_done)
	json_t *last = rows_of("audit_before", STORE_VALUES(STORE_INT(INT64_MAX)));
	now = json_int(json_array_get(last, 0), "at", BEGIN);
	now = (last_code() > now ? last_code() : now) + 60;
}

static void close_all(void)
{
	signer_freep(&alone.signer);
	mem_free(trust);
	store_free(store);
	settings_done(&settings);
	catalogue_free(catalogue);
	(void)close(folder);
}

/* ---- people ---- */

struct person {
	char session[TOKEN_TEXT_MAX], csrf[TOKEN_TEXT_MAX], secret[TOTP_SECRET_MAX];
};

/* The test looks where nobody else may. */
static void take_secret(struct person *p, int64_t account)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/keys/roster.json", trust);
	CLEANUP(json_done) json_t *roster = NULL;
	struct err err = { 0 };
	size_t i;
	json_t *row;

	if (json_read_file(&roster, path, 1 << 20, &err) < 0)
		give_up(path, &err);
	json_array_foreach (json_object_get(roster, "members"), i, row)
		if (json_int(row, "account", 0) == account)
			snprintf(p->secret, sizeof(p->secret), "%s", json_text(row, "secret"));
}

/* A session as if the person had signed in, which takes a tenth of a second of hashing. */
static void come_in(struct person *p, const char *mail)
{
	struct err err = { 0 };
	char hash[HASH_HEX_MAX];
	int64_t id;

	if (store_int(store, "account_id_by_mail", STORE_VALUES(STORE_TEXT(mail)), &id, &err) < 0)
		give_up(mail, &err);
	take_secret(p, id);
	token_new(p->session);
	token_new(p->csrf);
	token_hash(hash, p->session);
	if (store_run(store, "session_add",
		      STORE_VALUES(STORE_TEXT(hash), STORE_INT(id), STORE_TEXT(p->csrf),
				   STORE_INT(now), STORE_INT(now + 3600)),
		      NULL, &err) < 0)
		give_up(mail, &err);
}

static void with_code(json_t *args, const char *secret)
{
	char code[TOTP_CODE_MAX];

	now += 30;
	if (totp_code(code, secret, now / 30) < 0)
		give_up("code", NULL);
	json_object_set_new(args, "factor", json_string(code));
}

/* The reply's result (new); NULL when it is not "ok". */
static json_t *act(const struct person *who, const char *action, json_t *args)
{
	CLEANUP(json_done)
	json_t *request = json_pack("{s:s, s:s?, s:s?, s:s, s:o}", "action", action, "session",
				    who ? who->session : NULL, "csrf", who ? who->csrf : NULL,
				    "address", "192.0.2.1", "args", args);
	CLEANUP(json_done) json_t *reply = NULL;

	scheme_alone(&alone, request, &reply);
	if (!text_equal(json_text(reply, "outcome"), "ok")) {
		CLEANUP(mem_freep) char *dump = reply ? json_dumps(reply, JSON_COMPACT) : NULL;

		fprintf(stderr, "%s: %s\n", action, dump ? dump : "nothing");
		return NULL;
	}
	return json_incref(json_object_get(reply, "result"))
		   ? json_incref(json_object_get(reply, "result"))
		   : json_object();
}

static void must(const struct person *who, const char *action, json_t *args)
{
	CLEANUP(json_done) json_t *result = act(who, action, args);

	if (!result)
		exit(1);
}

/* Set password and app up by the newest link of the address. */
static void follow_link(const char *mail)
{
	CLEANUP(json_done) json_t *mails = rows_of("outbox_due", STORE_VALUES(STORE_INT(now)));
	char token[TOKEN_TEXT_MAX] = "", hash[HASH_HEX_MAX];
	size_t i;
	json_t *row;

	json_array_foreach (mails, i, row)
		if (text_equal(json_text(row, "mail"), mail) &&
		    strstr(json_text(row, "body"), "/link/"))
			snprintf(token, sizeof(token), "%.64s",
				 strstr(json_text(row, "body"), "/link/") + 6);
	token_hash(hash, token);
	CLEANUP(json_done)
	json_t *link = row_of("link_by_hash", STORE_VALUES(STORE_TEXT(hash), STORE_INT(now)));
	if (!link)
		give_up(mail, NULL);
	json_t *args = json_pack("{s:s, s:s, s:s, s:s}", "token", token, "name", mail, "password",
				 PASSWORD, "password_again", PASSWORD);
	with_code(args, json_text(link, "totp_secret"));
	must(NULL, "link.use", args);
}

static void invite(const struct person *administrator, const char *organisation, const char *role,
		   const char *mail)
{
	json_t *args = json_pack("{s:s, s:s, s:s, s:s, s:s}", "organisation", organisation, "role",
				 role, "mail", mail, "name", mail, "language", "ja");

	with_code(args, administrator->secret);
	must(administrator, "account.invite", args);
	follow_link(mail);
}

static void found(const char *dir)
{
	struct person administrator;
	struct err err = { 0 };
	char token[TOKEN_TEXT_MAX];

	open_all(dir);
	if (found_registry(&scheme,
			   &(struct found){ .name_ja = "見本機構",
					    .name_en = "Sample Agency",
					    .mail = "admin@owner.example",
					    .person = "管理",
					    .language = "ja" },
			   token, &err) < 0)
		give_up("found", &err);
	follow_link("admin@owner.example");
	come_in(&administrator, "admin@owner.example");
	invite(&administrator, "1", "officer", "officer@owner.example");
	invite(&administrator, "2", "authority", "desk@ministry.example");
	must(NULL, "maker.register",
	     json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "mail", "maker@works.example", "name",
		       "見本 花子", "name_ja", "見本製作所", "name_en", "Sample Works",
		       "corporate_number", "8700110005901", "language", "ja"));
	follow_link("maker@works.example");
}

/* ---- one issue ---- */

enum step { OPENED, NUMBERED, SAVED, TYPED, SUBMITTED, CHECKED, ANSWERED, ACCEPTED, PAID, ISSUED };

static const struct {
	const char *name, *action, *who;
	unsigned rank; /* of the state that it leads to, see ranks[] */
} steps[] = {
	[OPENED] = { "opened", "application.open", "maker", 0 },
	[NUMBERED] = { "numbered", "application.take_number", "maker", 1 },
	[SAVED] = { "saved", "application.save", "maker", 1 },
	[TYPED] = { "typed", "checklist.type", "maker", 1 },
	[SUBMITTED] = { "submitted", "application.submit", "maker", 2 },
	[CHECKED] = { "checked", "application.pass_form_check", "officer", 3 },
	[ANSWERED] = { "answered", "inquiry.answer", "authority", 3 },
	[ACCEPTED] = { "accepted", "application.accept", "officer", 4 },
	[PAID] = { "paid", "application.record_fee", "officer", 5 },
	[ISSUED] = { "issued", "application.issue", "officer", 6 },
};

static const char *const ranks[] = { "draft",    "numbered", "submitted", "inquiry",
				     "accepted", "paid",     "issued" };

static unsigned rank_of(const json_t *application)
{
	for (unsigned i = 0; i < ARRAY_LEN(ranks); i++)
		if (text_equal(ranks[i], json_text(application, "state")))
			return i;
	return UINT_MAX;
}

static json_t *form(void)
{
	struct err err = { 0 };
	json_t *out = NULL;

	if (json_read_file(&out, FORM, 1 << 20, &err) < 0)
		give_up("form", &err);
	return out;
}

static json_t *args_of(enum step step, int64_t id, const struct person *officer)
{
	CLEANUP(mem_freep) char *text = mem_format("%" PRId64, id);
	json_t *args = step == OPENED || step == SAVED ? form() : json_object();
	char today[DAY_TEXT_MAX];
	size_t i;
	json_t *criterion;

	if (step == OPENED)
		return args;
	if (step == ANSWERED) {
		CLEANUP(json_done)
		json_t *all = rows_of("inquiries_of", STORE_VALUES(STORE_INT(id)));
		CLEANUP(mem_freep)
		char *inquiry = mem_format("%" PRId64, json_int(json_array_get(all, 0), "id", 0));

		json_object_set_new(args, "id", json_string(inquiry));
		json_object_set_new(args, "answer", json_string("no_objection"));
		return args;
	}
	CLEANUP(json_done) json_t *row = row_of("application_by_id", STORE_VALUES(STORE_INT(id)));
	CLEANUP(mem_freep) char *version = mem_format("%" PRId64, json_int(row, "version", 0));
	json_object_set_new(args, "id", json_string(text));
	json_object_set_new(args, "version", json_string(version));
	if (step == TYPED)
		json_array_foreach (json_object_get(scheme.pack, "criteria"), i, criterion) {
			CLEANUP(mem_freep)
			char *name = mem_format("answer.%s", json_text(criterion, "id"));

			json_object_set_new(args, name, json_string("yes"));
		}
	day_of(today, now);
	if (step == PAID)
		json_object_set_new(args, "paid_on", json_string(today));
	if (step == ISSUED)
		with_code(args, officer->secret);
	return args;
}

static int issue(void (*acknowledged)(const char *line))
{
	struct person maker, officer, authority;
	int64_t id = 0;

	come_in(&maker, "maker@works.example");
	come_in(&officer, "officer@owner.example");
	come_in(&authority, "desk@ministry.example");
	for (enum step step = OPENED; step <= ISSUED; step++) {
		const char *who = steps[step].who;
		const struct person *person = text_equal(who, "maker")     ? &maker
					      : text_equal(who, "officer") ? &officer
									   : &authority;
		CLEANUP(json_done)
		json_t *result = act(person, steps[step].action, args_of(step, id, &officer));

		if (!result)
			return 1;
		if (step == OPENED) {
			const char *text = json_text(result, "id");

			id = text ? strtoll(text, NULL, 10) : json_int(result, "id", 0);
		}
		CLEANUP(mem_freep)
		char *line = mem_format("ack %" PRId64 " %s\n", id, steps[step].name);
		acknowledged(line);
		/* What the jobs process makes of it. */
		if (step == CHECKED || step == ISSUED) {
			CLEANUP(json_done) json_t *ask = json_pack("{s:s}", "do", "mail");
			CLEANUP(json_done) json_t *reply = NULL;

			if (post_handle(&post, ask, &reply) < 0)
				return 1;
			store_idle(store);
		}
	}
	return 0;
}

/* ---- is it all there? ---- */

static unsigned wrong;

static void expect(bool is_so, int64_t id, const char *what)
{
	if (is_so)
		return;
	fprintf(stderr, "application %" PRId64 ": %s\n", id, what);
	wrong++;
}

static bool has(const json_t *row, const char *column)
{
	return json_text(row, column) != NULL;
}

/* Each state with all that belongs to it, and with nothing of the next. */
static void verify_whole(const json_t *row)
{
	int64_t id = json_int(row, "id", 0);
	unsigned rank = rank_of(row);
	const char *number = json_text(row, "registration_number");
	CLEANUP(json_done) json_t *inquiries = rows_of("inquiries_of", STORE_VALUES(STORE_INT(id)));
	CLEANUP(json_done) json_t *fee = row_of("fee_of", STORE_VALUES(STORE_INT(id)));
	CLEANUP(json_done)
	json_t *decisions = rows_of("decisions_of_application", STORE_VALUES(STORE_INT(id)));
	CLEANUP(json_done)
	json_t *label = row_of("label_by_number", STORE_VALUES(STORE_TEXT(number ? number : "")));
	CLEANUP(json_done)
	json_t *registration =
	    row_of("registration_by_number", STORE_VALUES(STORE_TEXT(number ? number : "")));

	expect(rank < ARRAY_LEN(ranks), id, "is in a state that it cannot be in");
	expect(has(row, "application_number") == (rank >= 1), id, "application number");
	expect(has(row, "submitted") == (rank >= 2), id, "day of the hand-in");
	expect((json_array_size(inquiries) > 0) == (rank >= 3), id, "inquiries");
	expect(has(row, "acceptance_number") == (rank >= 4), id, "acceptance number");
	expect((fee != NULL) == (rank >= 4), id, "fee");
	expect(has(fee, "paid_on") == (rank >= 5), id, "payment");
	expect((number != NULL) == (rank == 6), id, "registration number");
	expect((registration != NULL) == (rank == 6), id, "registration");
	expect((label != NULL) == (rank == 6), id, "label");
	expect((json_array_size(decisions) > 0) == (rank == 6), id, "decision");
}

/* What was acknowledged: how much, and where the newest application stands by it. */
static size_t acknowledgements, opened;
static enum step newest;
static int64_t newest_id;
static size_t labels;

static void note_ack(int64_t id, enum step step)
{
	acknowledgements++;
	opened += step == OPENED;
	newest = step;
	newest_id = id;
}

static void verify_ack(char *line)
{
	char *name = strchr(line + 4, ' ');
	int64_t id = strtoll(line + 4, NULL, 10);
	CLEANUP(json_done) json_t *row = row_of("application_by_id", STORE_VALUES(STORE_INT(id)));

	if (!name)
		give_up(line, NULL);
	name[strcspn(name, "\n")] = '\0';
	for (enum step step = OPENED; step <= ISSUED; step++) {
		if (!text_equal(name + 1, steps[step].name))
			continue;
		note_ack(id, step);
		expect(row && rank_of(row) >= steps[step].rank, id, name + 1);
		if (step == TYPED) {
			CLEANUP(json_done)
			json_t *typed =
			    row_of("checklist_by_application", STORE_VALUES(STORE_INT(id)));

			expect(typed != NULL, id, "checklist");
		}
		if (step == ANSWERED) {
			CLEANUP(json_done)
			json_t *all = rows_of("inquiries_of", STORE_VALUES(STORE_INT(id)));

			expect(has(json_array_get(all, 0), "answer"), id, "answer");
		}
		return;
	}
	give_up(line, NULL);
}

/* Mail that counts as sent is a whole file. */
static void verify_mail(const char *dir)
{
	CLEANUP(json_done) json_t *mails = rows_of("outbox_recent", STORE_NOTHING);
	size_t i;
	json_t *row;

	json_array_foreach (mails, i, row) {
		CLEANUP(mem_freep)
		char *path =
		    mem_format("%s/" POST_FOLDER "/%06" PRId64 ".eml", dir, json_int(row, "id", 0));
		CLEANUP(buf_done) struct buf text = BUF(1 << 20);

		if (json_int(row, "sent", 0) == 0)
			continue;
		expect(fd_read_file(&text, path, 1 << 20, NULL) == 0 && text.n > 200 &&
			   text.p[text.n - 1] == '\n',
		       json_int(row, "id", 0), "a mail that was sent is no whole file");
	}
}

static void read_acks(void)
{
	char line[200];

	while (fgets(line, sizeof(line), stdin))
		verify_ack(line);
}

/*
 * Events of labels that have papers.  After a restore there may be others: a label that was issued
 * since is known from the log, its papers are lost.
 */
static size_t own_events(void)
{
	CLEANUP(json_done) json_t *all = rows_of("events_all", STORE_NOTHING);
	size_t i, n = 0;
	json_t *row;

	json_array_foreach (all, i, row) {
		CLEANUP(json_done)
		json_t *papers = row_of("registration_by_number",
					STORE_VALUES(STORE_TEXT(json_text(row, "label"))));

		expect(papers || getenv("REGISTRY_LIFE_RESTORED"), 0, "a label without papers");
		n += papers != NULL;
	}
	return n;
}

static void verify(const char *dir)
{
	struct err err = { 0 };
	size_t issued = 0;
	bool same = false;

	if (store_check(store, &err) < 0)
		give_up("check", &err);
	/* What was decided and not yet public becomes it, as when a registrar starts. */
	if (scheme_alone_publish(&alone, &err) < 0)
		give_up("publish", &err);
	for (int64_t id = 1;; id++) {
		CLEANUP(json_done)
		json_t *row = row_of("application_by_id", STORE_VALUES(STORE_INT(id)));

		if (!row)
			break;
		verify_whole(row);
		issued += rank_of(row) == 6;
	}
	labels = issued;
	expect(own_events() == issued, 0, "as many events as labels");
	verify_mail(dir);
	if (event_refold(store, &same, &err) < 0)
		give_up("fold", &err);
	expect(same, 0, "the public tables are not what the events say");
}

/* A refusal has changed nothing: the last application stands where its last answer left it. */
static void verify_refused(void)
{
	CLEANUP(json_done)
	json_t *row = row_of("application_by_id", STORE_VALUES(STORE_INT(newest_id)));
	CLEANUP(json_done)
	json_t *next = row_of("application_by_id", STORE_VALUES(STORE_INT((int64_t)opened + 1)));

	expect(row && rank_of(row) == steps[newest].rank, newest_id,
	       "went on though it was refused");
	expect(!next, (int64_t)opened + 1, "is there though it was refused");
}

static void no_word(const char *line)
{
	(void)line;
}

int main(int argc, char **argv)
{
	const char *what = argc == 3 ? argv[1] : "";
	const char *dir = argc == 3 ? argv[2] : "";
	bool refused = text_equal(what, "refused");
	int r = 0;

	if (text_equal(what, "found")) {
		found(dir);
	} else if (text_equal(what, "issue")) {
		open_all(dir);
		r = issue(say);
	} else if (text_equal(what, "verify") || text_equal(what, "again") || refused) {
		open_all(dir);
		read_acks();
		verify(dir);
		if (refused)
			verify_refused();
		if (!text_equal(what, "verify")) {
			expect(issue(no_word) == 0, 0, "and no other label can be issued");
			verify(dir);
		}
		printf("%zu acknowledged, %zu labels, %u wrong\n", acknowledgements, labels, wrong);
		r = wrong > 0;
	} else {
		fprintf(stderr, "usage: registry_life found|issue|verify|again|refused DIR\n");
		return 2;
	}
	close_all();
	return r;
}
