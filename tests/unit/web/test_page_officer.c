/* The officer's desk, with what authority and auditor see of it, from the queue to a revocation. */
#include "page_case.h"

#include "crypto/signing_key.h"
#include "label/key_set.h"
#include "web/log_folder.h"
#include "web/page_officer_frame.h"

/* What fontconfig keeps for later is its own. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig\n";
}

#define LABEL "S1-2026-00001"
#define MARKUP "<script>alert(1)</script>\"'&"

static struct page_case p;
static struct person administrator, officer, second, auditor, authority, stranger, maker;

static int64_t organisation(const char *kind, const char *name)
{
	CLEANUP(json_done) json_t *rows = NULL;
	struct err err = { 0 };
	size_t i;
	json_t *row;

	case_ok(store_rows(p.k.scheme.store, "organisations", STORE_NOTHING, &rows, &err), &err);
	json_array_foreach (rows, i, row)
		if (text_equal(json_text(row, "kind"), kind) &&
		    (!name || text_equal(json_text(row, "name_ja"), name)))
			return json_int(row, "id", 0);
	fail_msg("no %s", kind);
	return 0;
}

static void people_come_in(void **state)
{
	(void)state;
	page_case_open(&p, &administrator);
	case_invite(&p.k, &administrator, organisation("owner", NULL), "officer",
		    "one@owner.example", &officer);
	case_invite(&p.k, &administrator, organisation("owner", NULL), "officer",
		    "two@owner.example", &second);
	case_invite(&p.k, &administrator, organisation("owner", NULL), "auditor",
		    "audit@owner.example", &auditor);
	case_invite(&p.k, &administrator, organisation("authority", NULL), "authority",
		    "desk@ministry.example", &authority);
	/* Another authority, which is asked too. */
	json_array_append_new(json_object_get(p.k.settings.doc, "authorities"),
			      json_pack("{s:s, s:{s:s, s:s}}", "id", "other", "name", "ja",
					"別の省", "en", "Other Ministry"));
	CASE_OUTCOME(
	    &p.k, "ok", &administrator, "organisation.add",
	    case_with_code(json_pack("{s:s, s:s, s:s, s:s}", "kind", "authority", "name_ja",
				     "別の省", "name_en", "Other Ministry", "authority", "other"),
			   &administrator),
	    NULL);
	case_invite(&p.k, &administrator, organisation("authority", "別の省"), "authority",
		    "desk@other.example", &stranger);
	CASE_OUTCOME(&p.k, "ok", NULL, "maker.register",
		     json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "mail", "maker@works.example",
			       "name", "見本 花子", "name_ja", "見本製作所 100%", "name_en",
			       "Sample Works", "corporate_number", "8700110005901", "language",
			       "ja"),
		     NULL);
	case_follow_link(&p.k, &maker);
}

static json_t *with_version(json_t *args, const char *id)
{
	CLEANUP(json_done)
	json_t *row =
	    case_row(&p.k, "application_by_id", STORE_VALUES(STORE_INT(strtoll(id, NULL, 10))));
	CLEANUP(mem_freep) char *version = mem_format("%" PRId64, json_int(row, "version", 0));

	json_object_set_new(args, "id", json_string(id));
	json_object_set_new(args, "version", json_string(version));
	return args;
}

/* Typed, handed in: number 1 is online, number 2 came on paper. */
static void hand_in(const struct person *who, json_t *form, const char *id)
{
	json_t *typed, *criterion;
	size_t i;

	CASE_OUTCOME(&p.k, "ok", who, "application.open", form, NULL);
	CASE_OUTCOME(&p.k, "ok", who, "application.take_number", with_version(json_object(), id),
		     NULL);
	typed = with_version(json_object(), id);
	json_array_foreach (json_object_get(p.k.scheme.pack, "criteria"), i, criterion) {
		CLEANUP(mem_freep) char *name = mem_format("answer.%s", json_text(criterion, "id"));

		json_object_set_new(typed, name, json_string(i ? "yes" : "na"));
	}
	json_object_set_new(typed, "because.S1.1-01", json_string("理由" MARKUP));
	CASE_OUTCOME(&p.k, "ok", who, "checklist.type", typed, NULL);
	CASE_OUTCOME(&p.k, "ok", who, "application.submit", with_version(json_object(), id), NULL);
}

/* Every address of these desks, with who may: everybody else is turned away. */
static void who_may(void **state)
{
	static const struct {
		const char *path;
		unsigned officer, auditor, authority, administrator;
	} rows[] = {
		{ "/officer", 200, 200, 403, 403 },
		{ "/officer/search?q=x", 200, 200, 403, 403 },
		{ "/officer/applications/new", 200, 403, 403, 403 },
		{ "/officer/applications/1", 404, 404, 403, 403 },
		{ "/officer/applications/x", 404, 404, 403, 403 },
		{ "/officer/applications/-1", 404, 404, 403, 403 },
		{ "/officer/applications/99999999999999999999", 404, 404, 403, 403 },
		{ "/officer/applications/1/edit", 404, 403, 403, 403 },
		{ "/officer/inquiries/1", 404, 404, 403, 403 },
		{ "/officer/inquiries/%3Cb%3E", 404, 404, 403, 403 },
		{ "/officer/labels", 200, 200, 403, 403 },
		{ "/officer/labels/S1-2026-00001", 404, 404, 403, 403 },
		{ "/officer/labels/%3Cb%3E", 404, 404, 403, 403 },
		{ "/officer/notices", 200, 200, 403, 403 },
		{ "/officer/notices?state=over&after=x", 200, 200, 403, 403 },
		{ "/officer/notices/1", 404, 404, 403, 403 },
		{ "/auditor", 403, 200, 403, 403 },
		{ "/auditor/audit.csv", 403, 200, 403, 403 },
		{ "/authority", 403, 403, 200, 403 },
		{ "/authority/inquiries/1", 403, 403, 404, 403 },
		{ "/admin", 403, 403, 403, 200 },
		{ "/admin/organisations", 403, 403, 403, 200 },
		{ "/admin/accounts", 403, 403, 403, 200 },
		{ "/admin/accounts/1", 403, 403, 403, 200 },
		{ "/admin/accounts/999", 403, 403, 403, 404 },
		{ "/admin/accounts/x", 403, 403, 403, 404 },
		{ "/admin/outbox", 403, 403, 403, 200 },
		{ "/admin/settings", 403, 403, 403, 200 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *path = rows[i].path;

		TAP_INT(path, page_case_get(&p, &officer, path), rows[i].officer);
		TAP_INT(path, page_case_get(&p, &auditor, path), rows[i].auditor);
		TAP_INT(path, page_case_get(&p, &authority, path), rows[i].authority);
		TAP_INT(path, page_case_get(&p, &administrator, path), rows[i].administrator);
		TAP_INT(path, page_case_get(&p, &maker, path), 403);
		TAP_INT(path, page_case_get(&p, NULL, path), 303);
	}
}

/* Its own two questions, then the document as the maker's page takes it. */
static void on_paper(void **state)
{
	json_t *form = fixture_json_file("scheme/application_form.json");
	CLEANUP(mem_freep) char *id = mem_format("%" PRId64, organisation("maker", NULL));

	(void)state;
	hand_in(&maker, json_deep_copy(form), "1");
	PAGE_STATUS(
	    &p, 422,
	    page_case_post(&p, &officer, "/officer/applications/new", json_deep_copy(form), NULL));
	PAGE_SAYS(&p, "href=\"#f-received_as\"");
	json_object_set_new(form, "received_as", json_string("paper"));
	PAGE_STATUS(
	    &p, 422,
	    page_case_post(&p, &officer, "/officer/applications/new", json_deep_copy(form), NULL));
	PAGE_SAYS(&p, "href=\"#f-organisation\"");
	json_object_set_new(form, "organisation", json_string(id));
	PAGE_STATUS(&p, 303, page_case_post(&p, &officer, "/officer/applications/new", form, NULL));
	assert_string_equal(p.location, "/officer/applications/2");
	PAGE_STATUS(&p, 200, page_case_get(&p, &officer, "/officer/applications/2"));
	PAGE_SAYS(&p, "/officer/applications/2/edit");
	PAGE_SAYS(&p, "書面（担当者が入力）");
	PAGE_STATUS(&p, 200, page_case_get(&p, &officer, "/officer/applications/2/edit"));
	PAGE_STATUS(&p, 200, page_case_get(&p, &officer, "/officer/applications/2/checklist"));
	/* What the maker handed in online is the maker's to write. */
	PAGE_STATUS(&p, 303, page_case_get(&p, &officer, "/officer/applications/1/edit"));
}

/* The number beside "mine" is the number of rows below it. */
static void mine(const struct person *who, int64_t wanted)
{
	int64_t rows = 0;

	PAGE_STATUS(&p, 200, page_case_get(&p, who, "/officer?state=mine"));
	for (const char *at = p.body; (at = strstr(at, "<th scope=\"row\">")); at++)
		rows++;
	CLEANUP(mem_freep)
	char *count = mem_format("<span class=\"count\">%" PRId64 "</span>", wanted);
	TAP_INT("rows", rows, wanted);
	if (wanted)
		PAGE_SAYS(&p, count);
}

static void queue_and_search(void **state)
{
	static const struct {
		const char *query;
		bool found;
	} rows[] = {
		{ "a2026", true },         { "A2026-00001", true },
		{ "2026", false }, /* the beginning of a number */
		{ "%25", false },  /* nothing that can be folded, and no wildcard */
		{ "_2026", false },        { "%E8%A6%8B%E6%9C%AC", true }, /* 見本 */
		{ "ｓａｍｐｌｅ", true },  { "8700110005901", true },
		{ "%3Cscript%3E", false },
	};

	(void)state;
	mine(&officer, 2); /* the form check, and what he entered himself */
	PAGE_SAYS(&p, "申請番号なし (#2)");
	PAGE_STATUS(&p, 200, page_case_get(&p, &officer, "/officer?state=submitted&lang=en"));
	PAGE_SAYS(&p, "A2026-00001");
	PAGE_SAYS_NOT(&p, "#2)");
	PAGE_STATUS(&p, 200, page_case_get(&p, &auditor, "/officer?state=%27;--&after=~"));
	PAGE_SAYS(&p, "A2026-00001");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(mem_freep) char *path = mem_format("/officer/search?q=%s", rows[i].query);

		PAGE_STATUS(&p, 200, page_case_get(&p, &officer, path));
		TAP_INT(path, page_case_says(&p, "A2026-00001</a>"), rows[i].found);
	}
	CLEANUP(mem_freep) char *longest = mem_array(1000, 1);
	memset(longest, 'x', 999);
	memcpy(longest, "/officer/search?q=", strlen("/officer/search?q="));
	PAGE_STATUS(&p, 200, page_case_get(&p, &officer, longest));
	PAGE_SAYS(&p, "長すぎます");
}

static void one_page(void **state)
{
	(void)state;
	PAGE_STATUS(&p, 200, page_case_get(&p, &officer, "/officer/applications/1"));
	PAGE_SAYS(&p, "id=\"c-S1.1-16\"");
	PAGE_SAYS(&p, "秘密情報");
	PAGE_SAYS(&p, "&lt;script&gt;");
	PAGE_SAYS_NOT(&p, "<script>alert");
	PAGE_SAYS(&p, "value=\"pass_form_check\"");
	/* Who reads sees the same, and nothing to press. */
	PAGE_STATUS(&p, 200, page_case_get(&p, &auditor, "/officer/applications/1"));
	PAGE_SAYS(&p, "id=\"c-S1.1-16\"");
	PAGE_SAYS_NOT(&p, "method=\"post\" action=\"/officer");
	PAGE_SAYS_NOT(&p, "value=\"pass_form_check\"");
	TAP_INT("auditor",
		page_case_post(&p, &auditor, "/officer/applications/1/move",
			       with_version(json_pack("{s:s}", "move", "pass_form_check"), "1"),
			       NULL),
		403);
	/* A reason is missing: said beside its field, in the form that was pressed. */
	PAGE_STATUS(&p, 422,
		    page_case_post(&p, &officer, "/officer/applications/1/move",
				   with_version(json_pack("{s:s}", "move", "return"), "1"), NULL));
	PAGE_SAYS(&p, "href=\"#f-reason\"");
	json_t *late = json_pack("{s:s, s:s}", "move", "pass_form_check", "version", "1");
	PAGE_STATUS(&p, 409,
		    page_case_post(&p, &officer, "/officer/applications/1/move", late, NULL));
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, &officer, "/officer/applications/1/move",
				   with_version(json_pack("{s:s}", "move", "pass_form_check"), "1"),
				   NULL));
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, &officer, "/officer/applications/1/message",
				   json_pack("{s:s}", "text", "確認中です。"), NULL));
	assert_string_equal(p.location, "/officer/applications/1?done=message");
	mine(&officer, 1);
}

static void authorities(void **state)
{
	(void)state;
	PAGE_STATUS(&p, 200, page_case_get(&p, &authority, "/authority"));
	PAGE_SAYS(&p, "/authority/inquiries/1");
	PAGE_SAYS_NOT(&p, "/authority/inquiries/2");
	PAGE_STATUS(&p, 200, page_case_get(&p, &authority, "/authority/inquiries/1"));
	PAGE_SAYS(&p, "サプライチェーン");
	PAGE_SAYS(&p, "「ない」と申告されています。");
	/* Neither the checklist nor who declared it. */
	PAGE_SAYS_NOT(&p, "S1.1-16");
	PAGE_SAYS_NOT(&p, "品質保証部長");
	/* Another's is not there, whichever way it is asked for. */
	TAP_INT("other's", page_case_get(&p, &authority, "/authority/inquiries/2"), 404);
	TAP_INT("other's", page_case_get(&p, &stranger, "/authority/inquiries/1"), 404);
	TAP_INT("other's",
		page_case_post(&p, &authority, "/authority/inquiries/2/move",
			       json_pack("{s:s, s:s}", "move", "answer", "answer", "objection"),
			       NULL),
		404);
	PAGE_STATUS(&p, 422,
		    page_case_post(&p, &authority, "/authority/inquiries/1/move",
				   json_pack("{s:s, s:s}", "move", "answer", "answer", "objection"),
				   NULL));
	PAGE_SAYS(&p, "href=\"#f-note\"");
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, &authority, "/authority/inquiries/1/move",
				   json_pack("{s:s, s:s, s:s}", "move", "answer", "answer",
					     "no_objection", "note", MARKUP),
				   NULL));
	PAGE_STATUS(&p, 200, page_case_get(&p, &authority, "/authority?state=closed"));
	PAGE_SAYS(&p, "支障なし");
	/* The other one's answer came on paper. */
	PAGE_STATUS(&p, 200, page_case_get(&p, &officer, "/officer/inquiries/2"));
	PAGE_SAYS(&p, "別の省");
	PAGE_STATUS(&p, 303,
		    page_case_post(&p, &officer, "/officer/inquiries/2/move",
				   json_pack("{s:s, s:s, s:s}", "move", "note_answer", "answer",
					     "no_objection", "reason", "郵送"),
				   NULL));
	PAGE_STATUS(&p, 200, page_case_get(&p, &officer, "/officer/applications/1"));
	PAGE_SAYS(&p, "書面の回答を記録");
	PAGE_SAYS_NOT(&p, "<script>alert");
	mine(&officer, 2);
}

static unsigned move(const struct person *who, json_t *form)
{
	return page_case_post(&p, who, "/officer/applications/1/move", with_version(form, "1"),
			      NULL);
}

static void decide(void **state)
{
	(void)state;
	PAGE_STATUS(&p, 303, move(&officer, json_pack("{s:s}", "move", "accept")));
	PAGE_STATUS(&p, 200, page_case_get(&p, &officer, "/officer/applications/1"));
	PAGE_SAYS(&p, "198,000円");
	PAGE_SAYS(&p, "公表された額");
	PAGE_STATUS(
	    &p, 422,
	    move(&officer, json_pack("{s:s, s:s}", "move", "record_fee", "paid_on", "2099-01-01")));
	PAGE_SAYS(&p, "value=\"2099-01-01\"");
	PAGE_STATUS(
	    &p, 303,
	    move(&officer, json_pack("{s:s, s:s}", "move", "record_fee", "paid_on", "2026-11-18")));
	PAGE_STATUS(&p, 422,
		    move(&officer, json_pack("{s:s, s:s}", "move", "issue", "factor", "000000")));
	PAGE_SAYS(&p, "href=\"#f-factor\"");
	PAGE_STATUS(&p, 303,
		    move(&officer, case_with_code(json_pack("{s:s}", "move", "issue"), &officer)));
	PAGE_STATUS(&p, 200, page_case_get(&p, &officer, "/officer/applications/1"));
	PAGE_SAYS(&p, "決定時の書類のSHA-256");
	PAGE_SAYS(&p, "/officer/labels/" LABEL);
	PAGE_STATUS(&p, 200, page_case_get(&p, &officer, "/officer/labels?state=valid"));
	PAGE_SAYS(&p, LABEL);
	PAGE_STATUS(&p, 200, page_case_get(&p, &officer, "/officer/labels?state=ending"));
	PAGE_SAYS_NOT(&p, LABEL);
}

/* Anybody asks where it stood; case_now moves on, the day stays. */
static void dated(void **state)
{
	static const struct {
		const char *query;
		unsigned status;
		const char *says;
	} rows[] = {
		{ "", 200, "standing good" },
		{ "?at=&model=", 200, "standing good" },
		{ "?at=2026-11-18", 200, "standing good" },
		{ "?at=&model=%20&lang=en", 200, "This answer is genuine and was made by" },
		{ "?lang=en", 200, "<p class=\"big\">valid</p>" },
		{ "?lang=ja", 200, "<p class=\"big\">有効</p>" },
		{ "", 200, "見本機構が" },
		{ "", 200, "hoshi verify " LABEL "-answer.cose --keys keys.json" },
		{ "", 200, "href=\"/keys.json\"" },
		{ "?at=2026-11-17", 200, "まだ発行されていませんでした" },
		{ "?at=2026-11-17&lang=en", 200, "Not issued yet" },
		{ "?at=2026-11-17", 200, "answer?at=2026-11-17T14%3A59%3A59Z\"" },
		{ "?model=NO%26SUCH", 200, "この型式は対象外でした" },
		{ "?model=NO%26SUCH", 200, "&amp;model=NO%26SUCH\"" },
		{ "?model=NO%26SUCH", 200, "value=\"NO&amp;SUCH\"" },
		{ "?at=2990-01-01", 400, "href=\"#f-at\"" },
		{ "?at=2990-01-01", 400, "value=\"2990-01-01\"" },
		{ "?at=yesterday&lang=en", 400, "Give a day" },
		{ "?day=2026-11-18", 400, "知らない項目" },
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(mem_freep)
		char *target = mem_format("/L/" LABEL "/answer%s", rows[i].query);

		TAP_INT(target, page_case_get(&p, NULL, target), rows[i].status);
		TAP_CHECK(rows[i].says, page_case_says(&p, rows[i].says));
		/* What was not answered cannot be downloaded. */
		TAP_INT(target, page_case_says(&p, "href=\"/v1/labels/" LABEL "/answer?at="),
			rows[i].status == 200);
	}
	PAGE_STATUS(&p, 404, page_case_get(&p, NULL, "/L/S1-1999-00001/answer"));
}

static void strangers_keys(const char *path)
{
	CLEANUP(buf_done) struct buf file = BUF(KEY_SET_FILE_MAX);
	struct signing_key key = { 0 };
	struct err err = { 0 };

	case_ok(signing_key_create(&key, &err), &err);
	struct key_set_key one = { .key = key.public_key,
				   .purpose = KEY_STATUS,
				   .issuer = "hoshi.example",
				   .owner_ja = "別人",
				   .owner_en = "Somebody",
				   .valid_from = "2026-04-01" };
	key_set_write(&file, &(struct key_set){ &one, 1 });
	case_ok(fd_write_file(path, buf_view(&file), 0644, &err), &err);
	signing_key_done(&key);
}

/* With another key file it is not believed, without one not judged. */
static void dated_without_keys(void **state)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/" LOG_FOLDER "/keys.json", p.k.dir);
	CLEANUP(mem_freep) char *away = mem_format("%s/" LOG_FOLDER "/keys.away", p.k.dir);

	(void)state;
	assert_int_equal(rename(path, away), 0);
	PAGE_STATUS(&p, 200, page_case_get(&p, NULL, "/L/" LABEL "/answer"));
	PAGE_SAYS(&p, "ここでは検証していません");
	PAGE_SAYS(&p, "href=\"/v1/labels/" LABEL "/answer?at=");
	PAGE_SAYS_NOT(&p, "class=\"standing");
	strangers_keys(path);
	PAGE_STATUS(&p, 200, page_case_get(&p, NULL, "/L/" LABEL "/answer"));
	PAGE_SAYS(&p, "standing bad");
	PAGE_SAYS(&p, "検証できませんでした");
	PAGE_SAYS_NOT(&p, "履歴（日本時間）");
	assert_int_equal(rename(away, path), 0);
}

static json_t *of_label(json_t *args)
{
	CLEANUP(json_done)
	json_t *row = case_row(&p.k, "registration_by_number", STORE_VALUES(STORE_TEXT(LABEL)));
	CLEANUP(mem_freep) char *version = mem_format("%" PRId64, json_int(row, "version", 0));

	json_object_set_new(args, "number", json_string(LABEL));
	json_object_set_new(args, "version", json_string(version));
	return args;
}

/* What was, what shall be; models one by one. */
static void notices(void **state)
{
	json_t *change = of_label(fixture_json_file("scheme/application_form.json"));

	(void)state;
	json_object_set_new(change, "product.contact", json_string("https://works.example/help"));
	json_object_set_new(change, "models",
			    json_string("SG-1000,New Name\nSG-2000,<script>alert(1)</script>\n"));
	json_object_set_new(change, "why", json_string("窓口の変更" MARKUP));
	CASE_OUTCOME(&p.k, "ok", &maker, "label.notify_change", change, NULL);
	CASE_OUTCOME(&p.k, "ok", &maker, "label.notify_report",
		     of_label(json_pack("{s:s}", "text", "報告します")), NULL);
	PAGE_STATUS(&p, 200, page_case_get(&p, &officer, "/officer/notices"));
	PAGE_SAYS(&p, "/officer/notices/2");
	for (unsigned i = 0; i < 2; i++) {
		PAGE_STATUS(&p, 200,
			    page_case_get(&p, &officer,
					  i ? "/officer/notices/1" : "/officer/labels/" LABEL));
		PAGE_SAYS(&p, "<del>https://works.example/contact</del>");
		PAGE_SAYS(&p, "<ins>https://works.example/help</ins>");
		PAGE_SAYS(&p, "<del>− SG-1000W");
		PAGE_SAYS(&p, "<ins>+ SG-2000");
		PAGE_SAYS(&p, "<ins><span lang=\"en\">New Name</span></ins>");
		PAGE_SAYS_NOT(&p, "<script>alert");
	}
	PAGE_STATUS(&p, 200, page_case_get(&p, &auditor, "/officer/notices/1"));
	PAGE_SAYS_NOT(&p, "action=\"/officer/notices/1/decide\"");
	PAGE_STATUS(&p, 422,
		    page_case_post(&p, &officer, "/officer/notices/1/decide", json_object(), NULL));
	PAGE_SAYS(&p, "href=\"#f-outcome\"");
	/* Without the code of the second factor the form comes again, with what was chosen. */
	PAGE_STATUS(&p, 422,
		    page_case_post(&p, &officer, "/officer/notices/1/decide",
				   json_pack("{s:s}", "outcome", "accepted"), NULL));
	PAGE_SAYS(&p, "href=\"#f-factor\"");
	PAGE_SAYS(&p, "value=\"accepted\" checked");
	PAGE_STATUS(&p, 303,
		    page_case_post(
			&p, &officer, "/officer/notices/1/decide",
			case_with_code(json_pack("{s:s}", "outcome", "accepted"), &officer), NULL));
	assert_string_equal(p.location, "/officer/labels/" LABEL "?done=decided");
	PAGE_STATUS(&p, 409,
		    page_case_post(
			&p, &second, "/officer/notices/1/decide",
			case_with_code(json_pack("{s:s}", "outcome", "accepted"), &second), NULL));
	PAGE_STATUS(&p, 200, page_case_get(&p, &officer, "/officer/notices?state=over"));
	PAGE_SAYS(&p, "受理");
}

static unsigned live(const char *action, json_t *form)
{
	json_object_set_new(form, "move", json_string(action));
	return page_case_post(&p, &officer, "/officer/labels/" LABEL "/move",
			      case_with_code(of_label(form), &officer), NULL);
}

/* A correction by the registry, in both languages, and where it leads. */
static void correction(void **state)
{
	static const char page[] = "/officer/labels/" LABEL "/correct";

	(void)state;
	PAGE_STATUS(&p, 403, page_case_get(&p, &auditor, page));
	PAGE_STATUS(&p, 200, page_case_get(&p, &officer, page));
	PAGE_SAYS(&p, "訂正を公開する");
	PAGE_STATUS(&p, 422, page_case_post(&p, &officer, page, json_object(), NULL));
	PAGE_SAYS(&p, "href=\"#f-text_en\"");
	PAGE_SAYS(&p, "href=\"#f-reason\"");
	PAGE_STATUS(
	    &p, 303,
	    page_case_post(&p, &officer, page,
			   case_with_code(json_pack("{s:s, s:s, s:s}", "text_ja", "誤記の訂正",
						    "text_en", "An error", "reason", "内部の理由"),
					  &officer),
			   NULL));
	assert_string_equal(p.location, "/officer/labels/" LABEL "?done=corrected");
	PAGE_STATUS(&p, 200, page_case_get(&p, &officer, "/officer/labels/" LABEL));
	PAGE_SAYS(&p, "公開した内容の訂正");
	PAGE_STATUS(&p, 200, page_case_get(&p, NULL, "/L/" LABEL));
	PAGE_SAYS(&p, "登録簿の運営者による訂正");
	PAGE_SAYS(&p, "誤記の訂正");
	PAGE_SAYS_NOT(&p, "内部の理由");
}

static void life(void **state)
{
	(void)state;
	PAGE_STATUS(&p, 422, live("suspend", json_pack("{s:s}", "reason", "調査のため")));
	PAGE_SAYS(&p, "href=\"#f-public_reason_en\"");
	PAGE_STATUS(
	    &p, 303,
	    live("suspend", json_pack("{s:s, s:s, s:s}", "reason", "調査のため", "public_reason_ja",
				      "調査中です。", "public_reason_en", "Under examination.")));
	PAGE_STATUS(&p, 200, page_case_get(&p, &auditor, "/officer/labels/" LABEL));
	PAGE_SAYS(&p, "<span lang=\"en\">Under examination.</span>");
	PAGE_SAYS_NOT(&p, "method=\"post\" action=\"/officer");
	PAGE_STATUS(
	    &p, 422,
	    live("revoke", json_pack("{s:s, s:s, s:s}", "reason", "虚偽", "public_reason_ja",
				     "虚偽の申請", "public_reason_en", "False statements")));
	PAGE_SAYS(&p, "聴聞の記録がありません");
	PAGE_STATUS(&p, 303, live("open_hearing", json_pack("{s:s}", "reason", "虚偽の疑い")));
	PAGE_STATUS(&p, 200, page_case_get(&p, &officer, "/officer/labels?state=hearing"));
	PAGE_SAYS(&p, LABEL);
	PAGE_STATUS(&p, 303,
		    live("record_hearing", json_pack("{s:s, s:s}", "held_on", "2026-11-18",
						     "record", "説明を受けた。")));
	PAGE_STATUS(
	    &p, 303,
	    live("revoke", json_pack("{s:s, s:s, s:s}", "reason", "虚偽", "public_reason_ja",
				     "虚偽の申請", "public_reason_en", "False statements")));
	PAGE_STATUS(&p, 200, page_case_get(&p, &officer, "/officer/labels/" LABEL));
	PAGE_SAYS(&p, "今の状態で担当者が行う操作はありません");
	PAGE_SAYS(&p, "説明を受けた。");
}

static void trail(void **state)
{
	(void)state;
	PAGE_STATUS(&p, 200, page_case_get(&p, &auditor, "/auditor"));
	PAGE_SAYS(&p, "取り消す");
	PAGE_SAYS(&p, "/officer/labels/" LABEL);
	PAGE_STATUS(&p, 200,
		    page_case_get(&p, &auditor, "/auditor?kind=application&subject=1&lang=en"));
	PAGE_SAYS(&p, "Issue the label");
	PAGE_SAYS_NOT(&p, "Revoke");
	PAGE_STATUS(&p, 200, page_case_get(&p, &auditor, "/auditor?from=2026-11-20"));
	PAGE_SAYS(&p, "該当する記録はありません");
	PAGE_STATUS(&p, 200,
		    page_case_get(&p, &auditor, "/auditor?from=x&until=2026-99-99&after=-"));
	PAGE_SAYS(&p, "取り消す");
	PAGE_STATUS(&p, 200, page_case_get(&p, &auditor, "/auditor?after=1"));
	PAGE_SAYS(&p, "該当する記録はありません");
	/* A reason that a spreadsheet would run. */
	CASE_OUTCOME(
	    &p.k, "ok", &administrator, "account.close",
	    case_with_code(json_pack("{s:s, s:s}", "id", "3", "reason", "=1+1"), &administrator),
	    NULL);
	PAGE_STATUS(&p, 200, page_case_get(&p, &auditor, "/auditor/audit.csv"));
	PAGE_SAYS(&p, "id,at,account,name");
	PAGE_SAYS(&p, ",'=1+1,");
	PAGE_SAYS_NOT(&p, ",=1+1");
	PAGE_STATUS(&p, 200, page_case_get(&p, &auditor, "/auditor/audit.csv?kind=label"));
	PAGE_SAYS_NOT(&p, ",application.issue,");
	PAGE_SAYS(&p, ",label.revoke,");
}

static unsigned rows_shown(const char *mark)
{
	unsigned n = 0;

	for (const char *at = p.body; (at = strstr(at, mark)); at++)
		n++;
	return n;
}

/* From page to page by the link at the end: each row once, and no page after the last. */
static void walk(const struct person *who, const char *path, const char *mark,
		 const unsigned wanted[], size_t n)
{
	CLEANUP(mem_freep) char *next = mem_text(path);

	for (size_t i = 0; i < n; i++) {
		PAGE_STATUS(&p, 200, page_case_get(&p, who, next));
		TAP_INT(next, rows_shown(mark), wanted[i]);
		const char *link = strstr(p.body, "rel=\"next\" href=\"");
		TAP_INT(next, link != NULL, i + 1 < n);
		if (!link)
			break;
		link += strlen("rel=\"next\" href=\"");
		mem_free(next);
		next = mem_textn(link, strcspn(link, "\""));
		/* As a browser reads it. */
		for (char *at; (at = strstr(next, "&amp;"));)
			memmove(at + 1, at + 5, strlen(at + 5) + 1);
	}
}

static void long_lists(void **state)
{
	static const unsigned queue[] = { 50, 50, 11 }, labels[] = { 50, 10 };
	struct err err = { 0 };
	int64_t id = organisation("maker", NULL);

	(void)state;
	/* Application 2 is a draft already.  On paper: what a maker drafts is not there for us. */
	for (unsigned i = 0; i < 110; i++) {
		char number[24];

		case_ok(
		    store_run(p.k.scheme.store, "application_add",
			      STORE_VALUES(STORE_INT(id), STORE_INT(1), STORE_TEXT("standard"),
					   STORE_TEXT("draft"), STORE_TEXT("{}"), STORE_INT(1),
					   STORE_TEXT("paper"), STORE_INT(case_now), STORE_NULL),
			      NULL, &err),
		    &err);
		if (i >= 60)
			continue;
		snprintf(number, sizeof(number), "T-%u", i);
		case_ok(store_run(p.k.scheme.store, "registration_add",
				  STORE_VALUES(STORE_TEXT(number),
					       STORE_INT(store_last_id(p.k.scheme.store)),
					       STORE_INT(id), STORE_INT(1), STORE_TEXT("suspended"),
					       STORE_TEXT("2026-11-18"), STORE_TEXT("2028-11-17"),
					       STORE_INT(case_now)),
				  NULL, &err),
			&err);
	}
	walk(&officer, "/officer?state=draft", "<th scope=\"row\">", queue, ARRAY_LEN(queue));
	walk(&auditor, "/officer/labels?state=suspended", "<th scope=\"row\">", labels,
	     ARRAY_LEN(labels));
	for (unsigned i = 0; i < 250; i++)
		case_ok(
		    store_run(p.k.scheme.store, "audit_add",
			      STORE_VALUES(STORE_INT(case_now), STORE_INT(1), STORE_NULL,
					   STORE_TEXT("x.y"), STORE_TEXT("thing"), STORE_TEXT("1"),
					   STORE_NULL, STORE_NULL, STORE_NULL, STORE_NULL),
			      NULL, &err),
		    &err);
	static const unsigned trail_rows[] = { 100, 100, 50 };
	walk(&auditor, "/auditor?kind=thing", ">x.y</td>", trail_rows, ARRAY_LEN(trail_rows));
}

/* Three days before, on the day, after it. */
static void near_ends(void **state)
{
	static const struct {
		const char *due, *kind, *ja, *en;
	} rows[] = {
		{ "2026-11-22", NULL, NULL, NULL },
		{ "2026-11-21", "care", "あと3日", "3 days left" },
		{ "2026-11-19", "care", "あと1日", "1 day left" },
		{ "2026-11-18", "care", "本日まで", "due today" },
		{ "2026-11-17", "bad", "期限を1日超過", "1 day overdue" },
		{ "2026-10-18", "bad", "期限を31日超過", "31 days overdue" },
		{ "soon", NULL, NULL, NULL },
		{ NULL, NULL, NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done)
		json_t *mark = page_officer_frame_mark(rows[i].due, "2026-11-18");
		const json_t *words = json_object_get(mark, "words");

		TAP_TEXT(rows[i].due, json_text(mark, "kind"), rows[i].kind);
		TAP_TEXT(rows[i].due, json_text(words, "ja"), rows[i].ja);
		TAP_TEXT(rows[i].due, json_text(words, "en"), rows[i].en);
	}
	page_case_close(&p);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(people_come_in),
	cmocka_unit_test(who_may),
	cmocka_unit_test(on_paper),
	cmocka_unit_test(queue_and_search),
	cmocka_unit_test(one_page),
	cmocka_unit_test(authorities),
	cmocka_unit_test(decide),
	cmocka_unit_test(dated),
	cmocka_unit_test(dated_without_keys),
	cmocka_unit_test(notices),
	cmocka_unit_test(correction),
	cmocka_unit_test(life),
	cmocka_unit_test(trail),
	cmocka_unit_test(long_lists),
	cmocka_unit_test(near_ends),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
