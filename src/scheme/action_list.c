/*
 * Published lists of labelled products, by an administrator: uploaded and read by a worker, looked
 * at as a draft, published in place of the edition before, removed.  What makes something public,
 * or takes it away, wants the second factor.
 */
#include "base/mem.h"
#include "base/text.h"
#include "scheme/account.h"
#include "scheme/action.h"
#include "scheme/list_store.h"

#define ADMIN ROLE_BIT(ROLE_ADMINISTRATOR)

static bool is_address(const char *url)
{
	return (text_starts(url, "https://") || text_starts(url, "http://")) &&
	       strpbrk(url, " \t\"<>") == NULL;
}

/* What the form says of the list; texts are borrowed. */
static enum outcome read_about(struct call *c, struct list_about *about)
{
	const char *slug = call_arg(c, "slug"), *edition = call_arg(c, "edition");

	*about = (struct list_about){ .slug = slug, .account = call_account_id(c), .now = c->now };
	if (!list_store_slug_valid(slug))
		(void)call_problem(
		    c, "slug", "英小文字、数字、ハイフンで40文字以内で入力してください。",
		    "Please use lower-case letters, digits and hyphens, at most 40.");
	(void)call_text(c, "name_ja", LIST_NAME_MAX, true, &about->name_ja);
	(void)call_text(c, "name_en", LIST_NAME_MAX, true, &about->name_en);
	(void)call_text(c, "source", LIST_NAME_MAX, true, &about->source);
	(void)call_text(c, "url", LIST_URL_MAX, false, &about->url);
	if (about->url && !is_address(about->url))
		(void)call_problem(c, "url", "https:// から始まるアドレスを入力してください。",
				   "Please give an address that begins with https://.");
	if (!edition || !day_valid(edition))
		(void)call_problem(c, "edition", "日付を入力してください。",
				   "Please enter a date.");
	else if (day_compare(edition, c->today) > 0)
		(void)call_problem(c, "edition", "今日より後の日付です。",
				   "That day is yet to come.");
	return c->problems ? OUTCOME_INVALID : OUTCOME_OK;
}

static enum outcome have_read(struct call *c, const json_t **list)
{
	const json_t *file = json_object_get(c->uploads, "file");
	const json_t *columns = json_object_get(c->uploads, "columns");

	if (!json_text(file, "spool"))
		return call_problem(c, "file", "ファイルを選んでください。",
				    "Please choose a file.");
	enum outcome o =
	    call_job(c,
		     json_pack("{s:s, s:s, s:s?, s:s, s:s?}", "kind", "list", "spool",
			       json_text(file, "spool"), "name", json_text(file, "name"), "edition",
			       call_arg(c, "edition"), "columns", json_text(columns, "spool")),
		     list);
	const json_t *problem = o == OUTCOME_OK ? json_object_get(*list, "problem") : NULL;
	const char *field = json_text(problem, "field");
	return problem ? call_problem(c, field ? field : "file", json_text(problem, "ja"),
				      json_text(problem, "en"))
		       : o;
}

/* What is decided about a list, as it stands. */
static json_t *subject_of(const json_t *row)
{
	return json_pack("[{s:s, s:O?, s:O?}]", "kind", "list", "slug",
			 json_object_get(row, "slug"), "edition", json_object_get(row, "edition"));
}

static enum outcome too_much(struct call *c)
{
	return call_problem(c, "file",
			    "製品が多すぎます。1つの一覧は2万件、すべての一覧で10万件までです。",
			    "That is too many products: 20,000 in a list, 100,000 in all lists.");
}

static enum outcome list_upload(struct call *c)
{
	struct list_about about;
	const json_t *list = NULL;
	int64_t id = 0;
	enum outcome o = read_about(c, &about);

	if (o == OUTCOME_OK)
		o = have_read(c, &list);
	if (o != OUTCOME_OK)
		return o;
	int r = list_store_keep(c->store, &about, list, &id, &c->err);
	if (r == E_LIMIT)
		return too_much(c);
	if (r < 0)
		return call_broken(c, r);
	CLEANUP(mem_freep) char *text = mem_format("%" PRId64, id);
	json_object_set_new(c->result, "id", json_string(text));
	return call_audit(
	    c,
	    &(struct trail){ .kind = "list", .subject = about.slug, .to = call_arg(c, "edition") });
}

static enum outcome list_confirm(struct call *c)
{
	CLEANUP(json_done) json_t *row = NULL;
	CLEANUP(json_done) json_t *before = NULL;
	int64_t id = call_id(c, "id");
	enum outcome o = call_row(c, "list_by_id", STORE_VALUES(STORE_INT(id)), &row);

	if (o == OUTCOME_OK && !text_equal(json_text(row, "state"), "draft"))
		o = OUTCOME_CONFLICT;
	if (o == OUTCOME_OK)
		o = call_decides(c);
	if (o != OUTCOME_OK)
		return o;
	c->subject = subject_of(row);
	int r = list_store_publish(c->store, id, &before, &c->err);
	if (r == E_EXISTS)
		return call_problem(c, "", "これより新しい版がすでに公開されています。",
				    "A newer edition is public already.");
	if (r < 0)
		return call_broken(c, r);
	return call_audit(c, &(struct trail){ .kind = "list",
					      .subject = json_text(row, "slug"),
					      .from = json_text(before, "edition"),
					      .to = json_text(row, "edition") });
}

/* A draft goes without further ado; for what is public there is a reason. */
static enum outcome list_remove(struct call *c)
{
	CLEANUP(json_done) json_t *row = NULL;
	int64_t id = call_id(c, "id");
	const char *reason = NULL;
	enum outcome o = call_row(c, "list_by_id", STORE_VALUES(STORE_INT(id)), &row);

	if (o == OUTCOME_OK && text_equal(json_text(row, "state"), "public")) {
		o = call_text(c, "reason", 500, true, &reason);
		if (o == OUTCOME_OK)
			o = call_decides(c);
		c->subject = subject_of(row);
	}
	if (o != OUTCOME_OK)
		return o;
	int r = list_store_remove(c->store, id, &c->err);
	if (r < 0)
		return call_broken(c, r);
	return call_audit(c, &(struct trail){ .kind = "list",
					      .subject = json_text(row, "slug"),
					      .from = json_text(row, "edition"),
					      .reason = reason });
}

const struct action action_list_table[] = {
	{ "list.upload", ADMIN, list_upload },
	{ "list.confirm", ADMIN, list_confirm },
	{ "list.remove", ADMIN, list_remove },
	{ .name = NULL },
};
