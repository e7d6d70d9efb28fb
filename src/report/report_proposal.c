#include "report/report_proposal.h"

#include <stdarg.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "report/report_fact.h"
#include "report/report_wrap.h"
#include "run/coverage.h"

#define ROW_MAX 4096
#define FACT_MAX 65536
#define SEEN_COLUMNS 90 /* of what the device said, in a comment */
#define SEEN_MAX 6      /* facts shown of one port, candidates of one kind */
#define COMMENT_COLUMN 30
#define ACCOUNT_INTERFACES_MAX 50
#define SERVICE_MAX 60

struct place {
	const char *proto;
	int64_t port;
};

struct proposal {
	struct buf *out;
	const struct report_proposal_input *in;
	json_t *fill;
	unsigned line;
	struct place *places;
	size_t n;
};

/* A macro, so that the compiler sees formats as the literals that they are. */
#define SAY(p, ja, en) (text_equal((p)->in->language, "ja") ? (ja) : (en))

static void put(struct proposal *p, const char *format, ...) PRINTF_LIKE(2, 3);
static void put(struct proposal *p, const char *format, ...)
{
	char text[ROW_MAX];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	buf_format(p->out, "%s\n", text);
	p->line++;
}

/* A member with its value and why, the reasons below each other. */
static void member(struct proposal *p, const char *key, const char *value, const char *comment)
{
	CLEANUP(mem_freep) char *text = mem_format("%s:%s%s", key, *value ? " " : "", value);

	put(p, "%-*s # %s", COMMENT_COLUMN, text, comment);
}

/* A member without a value, which a person has to give.  name: for the list, "product/maker". */
static void ask(struct proposal *p, const char *key, const char *name, const char *comment)
{
	CLEANUP(mem_freep) char *marked = mem_format("%s %s", REPORT_PROPOSAL_MARK, comment);

	member(p, key, "", marked);
	json_array_append_new(p->fill, json_pack("{s:i, s:s}", "line", (int)p->line, "key", name));
}

/* Of what the device said, on one line and harmless. */
static void seen(struct proposal *p, const char *indent, const char *text)
{
	CLEANUP(buf_done) struct buf line = BUF(ROW_MAX);

	(void)report_wrap_cut(&line, text, SEEN_COLUMNS);
	put(p, "%s# %s", indent, buf_cstr(&line));
}

static void fact(struct proposal *p, const char *indent, const json_t *observation, bool where)
{
	CLEANUP(buf_done) struct buf text = BUF(FACT_MAX), said = BUF(FACT_MAX);

	if (where)
		report_fact_where(&text, observation);
	if (text.n > 0)
		buf_text(&text, " ");
	report_fact_say(&text, observation, p->in->language);
	report_fact_text(&said, observation, p->in->language);
	if (buf_ok(&said) && said.n > 0)
		buf_format(&text, ": %s", buf_cstr(&said));
	if (buf_ok(&text))
		seen(p, indent, buf_cstr(&text));
}

/* ---- where something was ---- */

static int by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int proto = strcmp(x->proto, y->proto);

	return proto ? proto : (x->port > y->port) - (x->port < y->port);
}

static bool is_place(const json_t *o)
{
	const char *kind = json_text(o, "kind");
	int64_t port = json_int(o, "port", 0);

	if (!json_text(o, "proto") || port < 1 || port > 65535)
		return false;
	return (text_equal(kind, "port") && text_equal(json_text(o, "state"), "open")) ||
	       text_equal(kind, "service") || text_equal(kind, "login");
}

static void collect(struct proposal *p)
{
	size_t n = 0, i;
	json_t *o;

	p->places = mem_array(json_array_size(p->in->observations), sizeof(*p->places));
	json_array_foreach (json_lend(p->in->observations), i, o)
		if (is_place(o))
			p->places[n++] =
			    (struct place){ json_text(o, "proto"), json_int(o, "port", 0) };
	qsort(p->places, n, sizeof(*p->places), by_place);
	for (i = 0; i < n; i++)
		if (p->n == 0 || by_place(&p->places[p->n - 1], &p->places[i]) != 0)
			p->places[p->n++] = p->places[i];
}

static bool is_at(const json_t *o, const struct place *at)
{
	return text_equal(json_text(o, "proto"), at->proto) && json_int(o, "port", 0) == at->port;
}

static const json_t *find_at(const struct proposal *p, const struct place *at, const char *kind)
{
	size_t i;
	json_t *o;

	json_array_foreach (json_lend(p->in->observations), i, o)
		if (is_at(o, at) && text_equal(json_text(o, "kind"), kind))
			return o;
	return NULL;
}

/* ---- the parts ---- */

static void unfinished(struct proposal *p)
{
	bool any = false;
	size_t i;
	json_t *record;

	json_array_foreach (json_lend(p->in->coverage), i, record) {
		CLEANUP(buf_done) struct buf where = BUF(ROW_MAX);
		const char *reason = json_text(record, "reason");

		if (text_equal(json_text(record, "state"), "complete"))
			continue;
		if (!any) {
			put(p, "#");
			put(p, "# %s",
			    SAY(p, "最後まで調べられなかったこと（書き漏れがあるかもしれません）:",
				"Not examined to the end, so that something may be missing here:"));
		}
		any = true;
		report_fact_where(&where, record);
		put(p, "#   %s%s%s%s%s", buf_cstr(&where), where.n > 0 ? " " : "",
		    coverage_area_say(json_text(record, "of"), p->in->language),
		    reason ? SAY(p, "：", ": ") : "",
		    reason ? coverage_reason_say(reason, p->in->language) : "");
	}
}

static void head(struct proposal *p)
{
	const struct report_proposal_input *in = p->in;

	if (text_equal(in->language, "ja")) {
		put(p, "# 申告書の案。%sに%sで見えたものから、%sが作りました。", in->day,
		    in->address, in->tool);
		put(p,
		    "# 「%s」のある行は、機器を見ても分からないことです。値を書き入れてください。",
		    REPORT_PROPOSAL_MARK);
		put(p, "# 書き入れたら: hoshi assess -d %s", in->file);
	} else {
		put(p, "# A proposed declaration, made by %s from what was seen of %s on %s.",
		    in->tool, in->address, in->day);
		put(p,
		    "# Lines with \"%s\" are what cannot be seen of a device: give them a value.",
		    REPORT_PROPOSAL_MARK);
		put(p, "# Then: hoshi assess -d %s", in->file);
	}
	unfinished(p);
	put(p, "declaration: 1");
}

/* NULL for what names no model. */
static const char *candidate_text(const json_t *o, const char *kind)
{
	if (!text_equal(json_text(o, "kind"), kind))
		return NULL;
	return json_text(o, text_equal(kind, "model")         ? "text"
			    : text_equal(kind, "certificate") ? "subject"
							      : "title");
}

/* Those that were made to name it come first; the same title stands on many pages. */
static void candidates(struct proposal *p)
{
	static const char *const kinds[] = { "model", "certificate", "http_page" };
	CLEANUP(json_done) json_t *shown = json_object();
	size_t i;
	json_t *o;

	for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
		json_array_foreach (json_lend(p->in->observations), i, o) {
			const char *text = candidate_text(o, kinds[k]);

			if (!text || !*text || json_object_get(shown, text) ||
			    json_object_size(shown) == SEEN_MAX)
				continue;
			if (json_object_size(shown) == 0)
				put(p, "  # %s",
				    SAY(p, "型式番号の手がかり（機器に表示されていたもの）:",
					"Where the model number may be read off:"));
			json_object_set_new(shown, text, json_null());
			fact(p, "  ", o, true);
		}
}

static void product(struct proposal *p)
{
	put(p, "product:");
	ask(p, "  maker", "product/maker", SAY(p, "製造業者の名前", "name of the maker"));
	ask(p, "  name", "product/name", SAY(p, "製品の名前", "name of the product"));
	candidates(p);
	ask(p, "  model", "product/model",
	    SAY(p, "型式番号（機器に表示されるとおりに）", "model number, as the device shows it"));
	member(p, "  ip_communication", "true", SAY(p, "IPで通信しました", "it spoke IP"));
	ask(p, "  general_purpose", "product/general_purpose",
	    SAY(p, "true / false: PC、タブレット、スマートフォンなどか",
		"true / false: is it a PC, tablet, smartphone or the like?"));
	ask(p, "  user_can_add_security", "product/user_can_add_security",
	    SAY(p, "true / false: 利用者が後からセキュリティ対策を追加できるか",
		"true / false: can its user add security measures later?"));
	member(p, "  # user_authentication", "",
	       SAY(p, "true / false: 利用者がログインする製品か",
		   "true / false: does it have users who log in?"));
	member(p, "  # constrained", "{is: false}",
	       SAY(p, "性能の制約で満たせない基準があるか（あれば理由も）",
		   "has it not the resources for a criterion? Then with a reason"));
	member(p, "  # protected_environment", "{is: false}",
	       SAY(p, "外部の人が近づけない環境だけで使うか（使うなら理由も）",
		   "is it used only where outsiders have no access? Then with a reason"));
}

static void target(struct proposal *p)
{
	CLEANUP(json_done) json_t *address = json_string(p->in->address);
	CLEANUP(mem_freep) char *quoted = json_dumps(address, JSON_ENCODE_ANY);

	put(p, "target:");
	put(p, "  address: %s", quoted);
	member(p, "  # vantage", "lan",
	       SAY(p, "lan / wan: どこから調べるか", "lan / wan: where it is examined from"));
}

/* A name that the schema and YAML take as it is; NULL otherwise. */
static const char *service_name(const json_t *service)
{
	const char *name = json_text(service, "service");

	if (!name || !*name || strlen(name) > SERVICE_MAX || text_equal(name, "unknown") ||
	    text_equal(name, "silent") ||
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(name))
		return NULL;
	return text_equal(name, "http") && json_flag(service, "tls") ? "https" : name;
}

static bool belongs_to_interface(const json_t *o)
{
	const char *kind = json_text(o, "kind");

	return text_equal(kind, "service") || text_equal(kind, "login") ||
	       text_equal(kind, "guest") ||
	       (text_equal(kind, "http_page") && text_equal(json_text(o, "path"), "/"));
}

static void interface(struct proposal *p, const struct place *at, size_t number)
{
	CLEANUP(mem_freep) char *key = mem_format("interfaces/%zu/purpose", number);
	const char *name = service_name(find_at(p, at, "service"));
	size_t shown = 0, i;
	json_t *o;

	json_array_foreach (json_lend(p->in->observations), i, o)
		if (is_at(o, at) && belongs_to_interface(o) && shown++ < SEEN_MAX)
			fact(p, "  ", o, false);
	put(p, "  - proto: %s", at->proto);
	put(p, "    port: %" PRId64, at->port);
	if (name)
		put(p, "    service: %s", name);
	else
		put(p, "    # service: %s", SAY(p, "何が応答しているか", "what speaks there"));
	ask(p, "    purpose", key,
	    SAY(p, "何のためか（要らないなら、機器の側で閉じる）",
		"what it is for (if for nothing, close it on the device)"));
	member(p, "    # authenticates", "",
	       find_at(p, at, "login")
		   ? SAY(p, "true / false: ログインが必要か（ログインできる場所が見えました）",
			 "true / false: has one to log in? (a place to log in was seen)")
		   : SAY(p,
			 "true / false: ログインが必要か（ログインできる場所は見えませんでした）",
			 "true / false: has one to log in? (no place to log in was seen)"));
}

static void interfaces(struct proposal *p)
{
	size_t shown =
	    p->n < REPORT_PROPOSAL_INTERFACES_MAX ? p->n : REPORT_PROPOSAL_INTERFACES_MAX;

	if (p->n == 0) {
		member(p, "interfaces", "[]",
		       SAY(p, "開いているポートは見えませんでした", "no open port was seen"));
		return;
	}
	put(p, "interfaces:");
	for (size_t i = 0; i < shown; i++)
		interface(p, &p->places[i], i);
	if (shown < p->n)
		put(p,
		    SAY(p, "  # 開いているポートはほかに%zuあり、申告書に書ける数を超えています。",
			"  # %zu more ports are open than a declaration may name."),
		    p->n - shown);
	put(p, "  # - {physical: USB, purpose: ...}   # %s",
	    SAY(p, "ネットワーク以外の口", "interfaces other than the network"));
}

static void accounts(struct proposal *p)
{
	CLEANUP(buf_done) struct buf places = BUF(ROW_MAX);
	size_t n = 0;

	for (size_t i = 0; i < p->n && i < REPORT_PROPOSAL_INTERFACES_MAX; i++)
		if (find_at(p, &p->places[i], "login") && n < ACCOUNT_INTERFACES_MAX)
			buf_format(&places, "%s%s/%" PRId64, n++ ? ", " : "", p->places[i].proto,
				   p->places[i].port);
	if (n == 0) {
		put(p, "# accounts:   # %s",
		    SAY(p, "ログインできる場所は見えませんでした。アカウントがあれば書いてください",
			"no place to log in was seen; name the accounts if there are any"));
		return;
	}
	put(p, "accounts:");
	ask(p, "  - name", "accounts/0/name",
	    SAY(p, "アカウントの名前（名前がなければ \"\"）",
		"name of the account (\"\" where there is none)"));
	ask(p, "    initial", "accounts/0/initial",
	    SAY(p, "最初のパスワード: unique（1台ごとに違う）/ set_at_first_use（最初に決める）/",
		"its first password: unique (each device its own), set_at_first_use,"));
	put(p, "%*s # %s", COMMENT_COLUMN, "",
	    SAY(p, "  common（多くの台で同じ）/ none（なし）",
		"  common (the same on many), none"));
	put(p, "    interfaces: [%s]", buf_cstr(&places));
	put(p, "    # secret: {env: DEVICE_PASSWORD}   # %s",
	    SAY(p, "この機器のパスワードの在りか", "where this device's password lies"));
}

/* What nothing can be seen of: to be uncommented, each line by itself. */
static void rest(struct proposal *p)
{
	put(p, "# assets:   # %s", SAY(p, "守るべき情報", "what is worth protecting"));
	put(p, "#   - {name: %s, stored: true, sent: true, protection: ...}",
	    SAY(p, "映像", "video"));
	put(p, "# updates: {mechanism: network, ways: [automatic, app]}   # %s",
	    SAY(p, "mechanism: network / local / none、ways: automatic / app / web / manual",
		"mechanism: network, local, none; ways: automatic, app, web, manual"));
	put(p, "# documents:   # %s", SAY(p, "公開している文書のURL", "URLs of public documents"));
	put(p, "#   disclosure_policy: https://");
	put(p, "#   user_information: https://");
	put(p, "#   update_instructions: https://");
	put(p, "#   update_priority: \"internal: %s\"",
	    SAY(p, "アップデート優先度方針 第1版", "update policy, edition 1"));
	put(p, "#   support_until: 2029-03-31");
	put(p, "# authorization: {who: ..., when: ..., why: ...}   # %s",
	    SAY(p, "パスワードの試行を許可した人・時・理由",
		"who allowed password attempts on this device, when and why"));
}

void report_proposal(struct buf *out, json_t **fill, const struct report_proposal_input *in)
{
	struct proposal p = { .out = out, .in = in, .fill = json_array() };

	collect(&p);
	head(&p);
	product(&p);
	target(&p);
	interfaces(&p);
	accounts(&p);
	rest(&p);
	mem_free(p.places);
	*fill = p.fill;
}
