/*
 * A row for each criterion of the pack in force; none silently failed or undecided.  Where the
 * owner certifies (★3, ★4) the evaluation report stands in for the checklist; one that is handed in
 * all the same is held to the same rules.
 */
#include "workflow/form_check_rows.h"

#include "base/text.h"
#include "workflow/finding.h"
#include "workflow/settings.h"

#define SHA256_HEX 64 /* digits */

struct rows {
	const struct form_check *in;
	const char *route, *pack;
	json_t *findings;
	json_t *hashes; /* object: every hash of the manifest */
};

static void block(const struct rows *r, const char *field, const char *code, const char *ja,
		  const char *en)
{
	finding_add(r->findings, field,
		    &(struct finding){
			.code = code, .severity = FINDING_BLOCKS_SUBMISSION, .ja = ja, .en = en });
}

static void note(const struct rows *r, const char *field, const char *code, const char *ja,
		 const char *en)
{
	finding_add(
	    r->findings, field,
	    &(struct finding){ .code = code, .severity = FINDING_NOTE, .ja = ja, .en = en });
}

/* ---- evidence ---- */

static bool is_sha256(const char *text)
{
	return text && strlen(text) == SHA256_HEX && strspn(text, "0123456789abcdef") == SHA256_HEX;
}

static void read_manifest(const struct rows *r)
{
	bool wrong = false;
	size_t i;
	json_t *entry;

	json_array_foreach (r->in->manifest, i, entry) {
		const char *sha256 =
		    json_is_string(entry) ? json_string_value(entry) : json_text(entry, "sha256");

		if (is_sha256(sha256))
			json_object_set_new(r->hashes, sha256, json_true());
		else
			wrong = true;
	}
	if (wrong)
		block(r, "checklist", "hash_malformed",
		      "MANIFESTに、SHA-256の形式ではない値があります。",
		      "The MANIFEST holds something that is no SHA-256.");
}

static void check_evidence(const struct rows *r, const char *id, const json_t *row)
{
	size_t i;
	json_t *one;

	json_array_foreach (json_object_get(row, "evidence"), i, one) {
		const char *sha256 = json_string_value(one);

		if (!is_sha256(sha256)) {
			block(r, id, "hash_malformed",
			      "証跡のハッシュがSHA-256の形式ではありません。",
			      "The hash of a piece of evidence is no SHA-256.");
			return;
		}
		if (r->in->manifest && !json_object_get(r->hashes, sha256)) {
			block(r, id, "evidence_not_listed",
			      "証跡のハッシュがMANIFESTにありません。",
			      "A piece of evidence is not in the MANIFEST.");
			return;
		}
	}
}

/* ---- rows ---- */

static const char *verdict_of(const json_t *row)
{
	static const struct {
		const char *answer, *verdict;
	} typed[] = {
		{ "yes", "pass" },
		{ "no", "fail" },
		{ "na", "not_applicable" },
		{ "waived", "waived" },
	};
	const char *verdict = json_text(row, "verdict");
	const char *answer = json_text(row, "answer");

	for (size_t i = 0; !verdict && i < ARRAY_LEN(typed); i++)
		if (text_equal(typed[i].answer, answer))
			verdict = typed[i].verdict;
	return verdict ? verdict : "";
}

static bool says_something(const char *text)
{
	return text && text_trim(bytes_of(text)).n > 0;
}

static bool has_reason(const json_t *row)
{
	const json_t *because = json_object_get(row, "because");

	return says_something(json_string_value(because)) ||
	       says_something(json_text(because, "ja")) || says_something(json_text(because, "en"));
}

static void check_row(const struct rows *r, const char *id, const json_t *row)
{
	const char *verdict = verdict_of(row);

	if (text_equal(verdict, "waived")) {
		if (!settings_waives(r->in->settings, r->route, r->pack, id, r->in->day))
			block(r, id, "waiver_not_allowed",
			      "この種類の申請では、この項目は免除されません。",
			      "This route does not waive the criterion.");
		return;
	}
	check_evidence(r, id, row);
	if (text_equal(verdict, "not_applicable")) {
		if (!has_reason(row))
			block(r, id, "na_without_reason", "「対象外」の理由がありません。",
			      "\"Not applicable\" needs a reason.");
	} else if (text_equal(verdict, "fail")) {
		block(r, id, "row_failed", "不適合の項目があるため、提出できません。",
		      "The criterion is not met: this cannot be handed in.");
	} else if (!text_equal(verdict, "pass")) {
		block(r, id, "row_undecided", "適合かどうかが決まっていません。",
		      "It is not decided whether the criterion is met.");
	} else if (!has_reason(row) && json_array_size(json_object_get(row, "evidence")) == 0) {
		note(r, id, "row_without_grounds", "適合とする根拠の記載がありません。",
		     "Nothing is said about why the criterion is met.");
	}
	if (json_flag(row, "provisional"))
		note(r, id, "row_provisional", "公式ではない基準値に基づく判定です。",
		     "The verdict rests on a value that is not official.");
}

static const json_t *row_for(const struct rows *r, const char *id, size_t *n)
{
	const json_t *found = NULL;
	size_t i;
	json_t *row;

	*n = 0;
	json_array_foreach (json_object_get(r->in->checklist, "rows"), i, row)
		if (text_equal(json_text(row, "criterion"), id)) {
			found = row;
			++*n;
		}
	return found;
}

static void check_criterion(const struct rows *r, const char *id)
{
	size_t n;
	const json_t *row = row_for(r, id, &n);

	if (n > 1)
		block(r, id, "row_twice", "同じ項目の行が複数あります。",
		      "The criterion has more than one row.");
	else if (n == 1)
		check_row(r, id, row);
	else if (!settings_waives(r->in->settings, r->route, r->pack, id, r->in->day))
		block(r, id, "row_missing", "この項目の行がありません。",
		      "The criterion has no row.");
}

/* A row that no criterion of the pack knows; several make one finding. */
static void check_unknown(const struct rows *r)
{
	size_t i, k;
	json_t *row, *criterion;

	json_array_foreach (json_object_get(r->in->checklist, "rows"), i, row) {
		bool known = false;

		json_array_foreach (json_object_get(r->in->pack, "criteria"), k, criterion)
			known = known ||
				text_equal(json_text(criterion, "id"), json_text(row, "criterion"));
		if (!known) {
			block(r, "checklist", "row_unknown", "基準にない項目の行があります。",
			      "There are rows of criteria that the pack has not.");
			return;
		}
	}
}

/* ---- the pack ---- */

static bool has_edition(const json_t *rule, const json_t *pack)
{
	return pack && text_equal(json_text(rule, "id"), json_text(pack, "id")) &&
	       json_has(json_object_get(rule, "editions"), json_object_get(pack, "edition"));
}

/* Is the checklist made by what is in force today, and do we have that at hand? */
static bool check_pack(const struct rows *r, const json_t *rule)
{
	if (!rule || !has_edition(rule, r->in->pack)) {
		block(r, "checklist", "no_pack", "このレベルで本日有効な基準がありません。",
		      "No criteria are in force for this level today.");
		return false;
	}
	if (!has_edition(rule, json_object_get(r->in->checklist, "pack"))) {
		block(r, "checklist", "pack_not_in_force",
		      "チェックリストの基準の版は、本日有効な版ではありません。",
		      "The checklist was made by an edition of the criteria that is not in force "
		      "today.");
		return false;
	}
	return true;
}

void form_check_rows(const struct form_check *in, json_t *findings)
{
	unsigned level = (unsigned)json_int(in->body, "level", 0);
	const json_t *rule = settings_pack(in->settings, level, in->day);
	CLEANUP(json_done) json_t *hashes = json_object();
	const struct rows r = {
		.in = in,
		.route = json_text(in->body, "route"),
		.pack = json_text(rule, "id"),
		.findings = findings,
		.hashes = hashes,
	};
	size_t i;
	json_t *criterion;

	if (!in->checklist) {
		if (level != 0 && !settings_third_party(in->settings, level))
			block(&r, "checklist", "checklist_missing",
			      "チェックリストが提出されていません。",
			      "No checklist has been handed in.");
		return;
	}
	/* Rows of other criteria would only give sixteen findings for one. */
	if (level == 0 || !check_pack(&r, rule))
		return;
	read_manifest(&r);
	json_array_foreach (json_object_get(in->pack, "criteria"), i, criterion)
		check_criterion(&r, json_text(criterion, "id"));
	check_unknown(&r);
}
