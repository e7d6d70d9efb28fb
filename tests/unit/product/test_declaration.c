/*
 * Declarations as people write them: what is refused, with line and key; scope; facts that criteria
 * depend on; secrets, which are read from elsewhere and never given on.
 */
#include "fixture.h"

#include <fcntl.h>

#include "base/yaml.h"
#include "product/declaration.h"

#define PRODUCT                                                              \
	"declaration: 1\nproduct:\n  maker: m\n  name: n\n  model: HG-100\n" \
	"  ip_communication: true\n  general_purpose: false\n  user_can_add_security: false\n"

/* From a file, without the fsync of fixture_write: there are thousands of them. */
static int parse_bytes(struct declaration **out, struct bytes text, struct err *err)
{
	CLEANUP(mem_freep) char *path = fixture_path("d.yaml");
	CLEANUP(fd_close) int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_int_equal(fd_write_full(fd, text), 0);
	return declaration_read(out, path, err);
}

static int parse(struct declaration **out, const char *text, struct err *err)
{
	return parse_bytes(out, bytes_of(text), err);
}

/* PRODUCT takes lines 1 to 8, so that what follows starts at line 9. */
static void what_is_refused(void **state)
{
	static const struct {
		const char *what, *text;
		int r;
		const char *message;
	} rows[] = {
		{ "empty", "", E_FORMAT, "d.yaml: is empty" },
		{ "no mapping", "- a\n", E_FORMAT, "d.yaml:1: (file): " },
		{ "no version", "product: {}\n", E_FORMAT, "d.yaml:1: " },
		{ "another version", "declaration: 2\nproduct: {}\n", E_FORMAT,
		  "d.yaml:1: declaration: " },
		{ "no product", "declaration: 1\n", E_FORMAT, "'product'" },
		{ "a product without a model",
		  "declaration: 1\n\nproduct:\n  maker: m\n  name: n\n  ip_communication: true\n"
		  "  general_purpose: false\n  user_can_add_security: false\n",
		  E_FORMAT, "d.yaml:3: product: " },
		{ "a misspelt key", PRODUCT "interfaes: []\n", E_FORMAT, "d.yaml:9: interfaes: " },
		{ "a misspelt key deep inside",
		  PRODUCT "accounts:\n  - name: admin\n    initial: unique\n    secert: {env: X}\n",
		  E_FORMAT, "d.yaml:12: accounts/0/secert: " },
		{ "yes is text, not a flag",
		  "declaration: 1\nproduct:\n  maker: m\n  name: n\n  model: x\n"
		  "  ip_communication: yes\n  general_purpose: false\n"
		  "  user_can_add_security: false\n",
		  E_FORMAT, "d.yaml:6: product/ip_communication: " },
		{ "a port that is none",
		  PRODUCT "interfaces:\n  - {proto: tcp, port: 65536, purpose: x}\n", E_FORMAT,
		  "d.yaml:10: interfaces/0/port: " },
		{ "port 0", PRODUCT "interfaces:\n  - {proto: tcp, port: 0, purpose: x}\n",
		  E_FORMAT, "d.yaml:10: interfaces/0/port: " },
		{ "a port as text",
		  PRODUCT "interfaces:\n  - {proto: tcp, port: '80', purpose: x}\n", E_FORMAT,
		  "d.yaml:10: interfaces/0/port: " },
		{ "a port without a protocol", PRODUCT "interfaces:\n  - {port: 80, purpose: x}\n",
		  E_FORMAT, "d.yaml:10: interfaces/0: " },
		{ "no purpose", PRODUCT "interfaces:\n  - {proto: tcp, port: 80}\n", E_FORMAT,
		  "d.yaml:10: interfaces/0: " },
		{ "physical and port",
		  PRODUCT "interfaces:\n  - {physical: usb, proto: tcp, port: 1, purpose: x}\n",
		  E_FORMAT, "d.yaml:10: interfaces/0: " },
		{ "an exception without a reason",
		  PRODUCT "interfaces:\n  - proto: tcp\n    port: 80\n    purpose: x\n"
			  "    exception: {kind: protocol}\n",
		  E_FORMAT, "d.yaml:13: interfaces/0/exception: " },
		{ "an exception of another kind",
		  PRODUCT "interfaces:\n  - proto: tcp\n    port: 80\n    purpose: x\n"
			  "    exception: {kind: lazy, reason: x}\n",
		  E_FORMAT, "d.yaml:13: interfaces/0/exception/kind: " },
		{ "constrained without a reason",
		  "declaration: 1\nproduct:\n  maker: m\n  name: n\n  model: x\n"
		  "  ip_communication: true\n  general_purpose: false\n"
		  "  user_can_add_security: false\n  constrained: {is: true}\n",
		  E_FORMAT, "d.yaml:9: product/constrained: " },
		{ "no updates without a reason", PRODUCT "updates: {mechanism: none}\n", E_FORMAT,
		  "d.yaml:9: updates: " },
		{ "the same port twice",
		  PRODUCT "interfaces:\n  - {proto: tcp, port: 80, purpose: x}\n"
			  "  - {proto: udp, port: 80, purpose: x}\n"
			  "  - {proto: tcp, port: 80, purpose: y}\n",
		  E_EXISTS, "d.yaml:12: interfaces/2: tcp/80 is declared twice" },
		{ "an account at an interface that is not declared",
		  PRODUCT "interfaces:\n  - {proto: tcp, port: 443, purpose: x}\n"
			  "accounts:\n  - name: admin\n    initial: unique\n"
			  "    interfaces: [tcp/443, tcp/80]\n",
		  E_MISSING,
		  "d.yaml:14: accounts/0/interfaces/1: no interface 'tcp/80' is declared" },
		{ "an account at no interface at all",
		  PRODUCT "accounts: [{name: a, initial: unique, interfaces: [udp/53]}]\n",
		  E_MISSING, "d.yaml:9: accounts/0/interfaces/0: no interface 'udp/53'" },
		{ "a document that is no URL", PRODUCT "documents: {disclosure_policy: ftp://x/}\n",
		  E_FORMAT, "d.yaml:9: documents/disclosure_policy: " },
		{ "an internal policy for the public",
		  PRODUCT "documents: {disclosure_policy: 'internal: x'}\n", E_FORMAT,
		  "d.yaml:9: documents/disclosure_policy: " },
		{ "two secrets",
		  PRODUCT "accounts: [{name: a, initial: unique, secret: {env: A, file: b}}]\n",
		  E_FORMAT, "d.yaml:9: accounts/0/secret" },
		{ "a secret in the file itself",
		  PRODUCT "accounts: [{name: a, initial: unique, secret: hunter2}]\n", E_FORMAT,
		  "d.yaml:9: accounts/0/secret" },
		{ "no name at all", PRODUCT "authorization: {who: '', when: x, why: y}\n", E_FORMAT,
		  "d.yaml:9: authorization/who: " },
		{ "a date that is none", PRODUCT "documents: {support_until: 2029-13-01}\n",
		  E_FORMAT, "d.yaml:9: documents/support_until: " },
		{ "a key twice", PRODUCT "assets: []\nassets: []\n", E_FORMAT, "d.yaml:10: " },
		{ "an anchor", PRODUCT "assets: &a []\n", E_UNSUPPORTED, "d.yaml:9: " },
		{ "bad UTF-8", PRODUCT "target: {address: '\xff'}\n", E_FORMAT, "d.yaml:" },
	};
	unsigned faults = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct declaration *d = NULL;
		struct err err = { 0 };
		int r = parse(&d, rows[i].text, &err);

		if (r == rows[i].r && strstr(err.text, rows[i].message) && !d)
			continue;
		print_message("# [%s] %s: %s\n", rows[i].what, err_name(r), err.text);
		declaration_free(d);
		faults++;
	}
	assert_int_equal(faults, 0);
}

static void what_is_accepted(void **state)
{
	static const char *const rows[] = {
		PRODUCT,
		PRODUCT "interfaces: []\naccounts: []\nassets: []\nassociated_services: []\n",
		PRODUCT
		"interfaces:\n  - {physical: usb, purpose: x}\n"
		"  - {physical: usb, purpose: x}\n  - {proto: udp, port: 65535, purpose: x}\n",
		PRODUCT "updates: {mechanism: local, reason: SD, ways: [manual]}\n",
		PRODUCT "documents: {update_priority: 'internal: rule 1'}\n",
		PRODUCT "accounts: [{name: '', initial: none, secret: {env: A_1}}]\n",
		"{\"declaration\": 1, \"product\": {\"maker\": \"m\", \"name\": \"n\", \"model\": "
		"\"x\", "
		"\"ip_communication\": true, \"general_purpose\": false, "
		"\"user_can_add_security\": false}}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(declaration_freep) struct declaration *d = NULL;
		struct err err = { 0 };
		int r = parse(&d, rows[i], &err);

		TAP_TEXT(rows[i], err.text, "");
		TAP_INT(rows[i], r, 0);
	}
}

static void the_samples_are_accepted(void **state)
{
	static const char *const paths[] = { "tests/schema/samples/declaration.json",
					     "lab/devices/sound-gateway/declaration.yaml",
					     "lab/devices/weak-camera/declaration.yaml" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		CLEANUP(declaration_freep) struct declaration *d = NULL;
		struct err err = { 0 };
		int r = declaration_read(&d, paths[i], &err);

		TAP_TEXT(paths[i], err.text, "");
		TAP_INT(paths[i], r, 0);
		TAP_CHECK(paths[i], text_starts(paths[i], d->folder));
	}
}

/* Whatever comes out of a broken file, it is an error or a declaration, and no crash. */
static void every_prefix(void **state)
{
	CLEANUP(buf_done)
	struct buf whole = fixture_read("lab/devices/sound-gateway/declaration.yaml");

	(void)state;
	for (size_t n = 0; n < whole.n; n++) {
		struct declaration *d = NULL;
		struct err err = { 0 };
		int r = parse_bytes(&d, (struct bytes){ whole.p, n }, &err);

		assert_int_equal(r == 0, d != NULL);
		assert_int_equal(r < 0, *err.text != '\0');
		declaration_free(d);
	}
}

static void files(void **state)
{
	CLEANUP(mem_freep) char *large = fixture_path("large.yaml");
	CLEANUP(mem_freep) uint8_t *blanks = mem_array(YAML_FILE_MAX + 1, 1);
	struct declaration *d = NULL;
	struct err err = { 0 };

	(void)state;
	memset(blanks, '\n', YAML_FILE_MAX + 1);
	memcpy(blanks, PRODUCT, strlen(PRODUCT));
	fixture_write(large, (struct bytes){ blanks, YAML_FILE_MAX + 1 });
	assert_int_equal(declaration_read(&d, large, &err), E_LIMIT);
	FIXTURE_SAYS("large", err.text, large);
	assert_int_equal(declaration_read(&d, "/nowhere.yaml", &err), -ENOENT);
	assert_int_equal(declaration_read(&d, "/tmp", &err), E_UNSUPPORTED);
	assert_null(d);
	fixture_write(large, (struct bytes){ blanks, YAML_FILE_MAX });
	assert_int_equal(declaration_read(&d, large, &err), 0);
	assert_string_equal(d->folder, fixture_folder);
	declaration_free(d);
	declaration_free(NULL);
}

/* ---- scope ---- */

static void scope(void **state)
{
	static const struct {
		const char *what, *ip, *general, *add;
		bool in;
		const char *ja, *en;
	} rows[] = {
		{ "a gateway", "true", "false", "false", true, NULL, NULL },
		{ "no IP", "false", "false", "false", false,
		  "IP通信を行わない製品は、この制度の対象ではありません(product.ip_communication)",
		  "a product that does not communicate over IP is outside the scheme" },
		{ "a phone", "true", "true", "false", false, "汎用機器",
		  "a PC, tablet, smartphone or other general-purpose device is outside the "
		  "scheme" },
		{ "with room for an antivirus", "true", "false", "true", false,
		  "利用者が後からセキュリティ対策を追加できる製品",
		  "to which its user can add security measures later is outside the scheme" },
		{ "everything: the first is told", "false", "true", "true", false,
		  "ip_communication", "ip_communication" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(declaration_freep) struct declaration *d = NULL;
		CLEANUP(mem_freep)
		char *text = mem_format(
		    "{declaration: 1, product: {maker: m, name: n, model: x, ip_communication: %s, "
		    "general_purpose: %s, user_can_add_security: %s}}",
		    rows[i].ip, rows[i].general, rows[i].add);
		const char *ja = NULL, *en = NULL;

		assert_int_equal(parse(&d, text, NULL), 0);
		TAP_INT(rows[i].what, declaration_in_scope(d, "ja", &ja), rows[i].in);
		TAP_INT(rows[i].what, declaration_in_scope(d, "en", &en), rows[i].in);
		if (rows[i].in)
			continue;
		FIXTURE_SAYS(rows[i].what, ja, rows[i].ja);
		FIXTURE_SAYS(rows[i].what, en, rows[i].en);
	}
}

/* ---- facts ---- */

static void facts(void **state)
{
	enum { NO = DECLARATION_NO, YES = DECLARATION_YES, UNKNOWN = DECLARATION_UNKNOWN };
	static const struct {
		const char *fact, *more;
		int answer;
		const char *reason;
	} rows[] = {
		{ "constrained_device", "", UNKNOWN, NULL },
		{ "constrained_device", "  constrained: {is: false}\n", NO, NULL },
		{ "constrained_device", "  constrained: {is: false, reason: big}\n", NO, "big" },
		{ "constrained_device", "  constrained: {is: true, reason: small}\n", YES,
		  "small" },
		{ "protected_environment", "", UNKNOWN, NULL },
		{ "protected_environment", "  protected_environment: {is: false}\n", NO, NULL },
		{ "protected_environment", "  protected_environment: {is: true, reason: VPN}\n",
		  YES, "VPN" },
		{ "protected_environment", "  constrained: {is: true, reason: small}\n", UNKNOWN,
		  NULL },
		{ "no_update_mechanism", "", UNKNOWN, NULL },
		{ "no_update_mechanism", "updates: {mechanism: network}\n", NO, NULL },
		{ "no_update_mechanism", "updates: {mechanism: local, reason: SD}\n", NO, "SD" },
		{ "no_update_mechanism", "updates: {mechanism: none, reason: ROM}\n", YES, "ROM" },
		{ "no_network_update", "", UNKNOWN, NULL },
		{ "no_network_update", "updates: {mechanism: network}\n", NO, NULL },
		{ "no_network_update", "updates: {mechanism: local, reason: SD}\n", YES, "SD" },
		{ "no_network_update", "updates: {mechanism: none, reason: ROM}\n", YES, "ROM" },
		{ "associated_service", "", UNKNOWN, NULL },
		{ "associated_service", "associated_services: []\n", NO, NULL },
		{ "associated_service", "associated_services: [{name: x, required: false}]\n", NO,
		  NULL },
		{ "associated_service",
		  "associated_services: [{name: x, required: false}, {name: y, required: true}]\n",
		  YES, NULL },
		{ "no_passwords", "", UNKNOWN, NULL },
		{ "no_passwords", "accounts: []\n", YES, NULL },
		{ "no_passwords", "accounts: [{name: a, initial: none}]\n", YES, NULL },
		{ "no_passwords",
		  "accounts: [{name: a, initial: none}, {name: b, initial: common}]\n", NO, NULL },
		{ "no_user_authentication", "", UNKNOWN, NULL },
		{ "no_user_authentication", "  user_authentication: true\n", NO, NULL },
		{ "no_user_authentication", "  user_authentication: false\n", YES, NULL },
		{ "no_stored_assets", "", UNKNOWN, NULL },
		{ "no_stored_assets", "assets: []\n", YES, NULL },
		{ "no_stored_assets", "assets: [{name: a, stored: false, sent: true}]\n", YES,
		  NULL },
		{ "no_stored_assets", "assets: [{name: a, stored: true, sent: true}]\n", NO, NULL },
		{ "no_such_fact", "", UNKNOWN, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(declaration_freep) struct declaration *d = NULL;
		CLEANUP(mem_freep) char *text = mem_format(PRODUCT "%s", rows[i].more);
		CLEANUP(mem_freep) char *what = mem_format("%s: %s", rows[i].fact, rows[i].more);
		const char *reason = "as before";

		assert_int_equal(parse(&d, text, NULL), 0);
		TAP_INT(what, declaration_fact(d, rows[i].fact, &reason), rows[i].answer);
		TAP_TEXT(what, reason, rows[i].reason);
		reason = "as before";
		TAP_INT(what, declaration_fact(NULL, rows[i].fact, &reason), UNKNOWN);
		TAP_TEXT(what, reason, NULL);
	}
}

/* ---- interfaces and documents ---- */

static void interfaces(void **state)
{
	CLEANUP(declaration_freep) struct declaration *d = NULL;

	(void)state;
	assert_int_equal(parse(&d,
			       PRODUCT "interfaces:\n  - {physical: usb, purpose: x}\n"
				       "  - {proto: tcp, port: 80, purpose: web}\n"
				       "  - {proto: udp, port: 80, purpose: other}\n",
			       NULL),
			 0);
	assert_string_equal(json_text(declaration_interface(d, "tcp", 80), "purpose"), "web");
	assert_string_equal(json_text(declaration_interface(d, "udp", 80), "purpose"), "other");
	assert_null(declaration_interface(d, "tcp", 81));
	assert_null(declaration_interface(d, NULL, -1));
	assert_null(declaration_interface(d, NULL, 80));
	assert_null(declaration_interface(NULL, "tcp", 80));
}

static void documents(void **state)
{
	CLEANUP(declaration_freep) struct declaration *d = NULL;
	CLEANUP(declaration_freep) struct declaration *none = NULL;

	(void)state;
	assert_int_equal(parse(&d,
			       PRODUCT "documents:\n  disclosure_policy: https://x/p\n"
				       "  user_information: http://x/u\n"
				       "  update_priority: 'internal: rule'\n"
				       "  support_until: 2029-03-31\n",
			       NULL),
			 0);
	assert_int_equal(parse(&none, PRODUCT, NULL), 0);
	assert_string_equal(declaration_document(d, "disclosure_policy"), "https://x/p");
	assert_string_equal(declaration_document(d, "user_information"), "http://x/u");
	assert_null(declaration_document(d, "update_priority"));
	assert_null(declaration_document(d, "update_instructions"));
	assert_null(declaration_document(d, "support_until"));
	assert_null(declaration_document(none, "disclosure_policy"));
	assert_null(declaration_document(NULL, "disclosure_policy"));
}

/* ---- secrets ---- */

static const json_t *first_account(const struct declaration *d)
{
	return json_array_get(json_object_get(d->value, "accounts"), 0);
}

static struct declaration *with_secret(const char *secret)
{
	CLEANUP(mem_freep)
	char *text = mem_format(PRODUCT "accounts: [{name: admin, initial: unique%s%s}]\n",
				*secret ? ", secret: " : "", secret);
	struct declaration *d = NULL;

	assert_int_equal(parse(&d, text, NULL), 0);
	return d;
}

static char *letters(size_t n)
{
	char *text = mem_array(n + 1, 1);

	memset(text, 's', n);
	return text;
}

static void secrets_from_the_environment(void **state)
{
	CLEANUP(declaration_freep) struct declaration *d = with_secret("{env: HOSHI_TEST_SECRET}");
	static const struct {
		size_t length;
		int r;
	} rows[] = { { 1, 0 },
		     { DECLARATION_SECRET_MAX, 0 },
		     { DECLARATION_SECRET_MAX + 1, E_LIMIT },
		     { 0, E_MISSING } };
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(mem_freep) char *value = letters(rows[i].length);
		CLEANUP(mem_freep) char *what = mem_format("%zu bytes", rows[i].length);
		CLEANUP(buf_done) struct buf out = BUF(DECLARATION_SECRET_MAX + 1);

		assert_int_equal(setenv("HOSHI_TEST_SECRET", value, 1), 0);
		TAP_INT(what, declaration_secret(d, first_account(d), &out, &err), rows[i].r);
		TAP_TEXT(what, buf_cstr(&out), rows[i].r == 0 ? value : "");
		TAP_CHECK(what, rows[i].length == 0 || !strstr(err.text, "sss"));
	}
	assert_int_equal(unsetenv("HOSHI_TEST_SECRET"), 0);
	CLEANUP(buf_done) struct buf out = BUF(DECLARATION_SECRET_MAX + 1);
	assert_int_equal(declaration_secret(d, first_account(d), &out, &err), E_MISSING);
	FIXTURE_SAYS("unset", err.text, "'HOSHI_TEST_SECRET' is not set");
}

static void secrets_from_a_file(void **state)
{
	CLEANUP(mem_freep) char *path = fixture_path("secret");
	CLEANUP(mem_freep) char *limit = letters(DECLARATION_SECRET_MAX);
	CLEANUP(mem_freep) char *limit_line = mem_format("%s\r\n", limit);
	CLEANUP(mem_freep) char *above = letters(DECLARATION_SECRET_MAX + 1);
	CLEANUP(mem_freep) char *above_line = mem_format("%s\n", above);
	const struct {
		const char *what, *content;
		size_t n;
		const char *secret;
		int r;
	} rows[] = {
		{ "a line", "hunter2\n", 8, "hunter2", 0 },
		{ "no newline", "x", 1, "x", 0 },
		{ "blanks around", "  p w \r\n", 8, "p w", 0 },
		{ "UTF-8", "\xe7\xa7\x98\n", 4, "\xe7\xa7\x98", 0 },
		{ "at the limit", limit, DECLARATION_SECRET_MAX, limit, 0 },
		{ "at the limit, with its line end", limit_line, DECLARATION_SECRET_MAX + 2, limit,
		  0 },
		{ "above", above, DECLARATION_SECRET_MAX + 1, "", E_FORMAT },
		{ "above, with its line end", above_line, DECLARATION_SECRET_MAX + 2, "",
		  E_FORMAT },
		{ "empty", "", 0, "", E_FORMAT },
		{ "blank", " \n", 2, "", E_FORMAT },
		/* What is hidden in the evidence ends at a NUL: the rest would show. */
		{ "with a NUL", "ab\0cd\n", 6, "", E_FORMAT },
	};
	CLEANUP(declaration_freep) struct declaration *beside = with_secret("{file: secret}");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf out = BUF(DECLARATION_SECRET_MAX + 1);
		struct err err = { 0 };

		fixture_write(path, (struct bytes){ (const uint8_t *)rows[i].content, rows[i].n });
		TAP_INT(rows[i].what, declaration_secret(beside, first_account(beside), &out, &err),
			rows[i].r);
		TAP_TEXT(rows[i].what, buf_cstr(&out), rows[i].secret);
		TAP_CHECK(rows[i].what, rows[i].r == 0 || strstr(err.text, path));
		TAP_CHECK(rows[i].what, !strstr(err.text, "sss"));
	}
}

static void where_secrets_lie(void **state)
{
	CLEANUP(mem_freep) char *path = fixture_path("elsewhere");
	CLEANUP(mem_freep) char *absolute = mem_format("{file: %s}", path);
	CLEANUP(mem_freep) char *large = letters(DECLARATION_SECRET_MAX + 3);
	const struct {
		const char *what, *secret;
		int r;
	} rows[] = {
		{ "an absolute path", absolute, 0 },
		{ "none", "", E_MISSING },
		{ "a file that is not there", "{file: nowhere}", -ENOENT },
		{ "a folder", "{file: /tmp}", E_UNSUPPORTED },
	};

	(void)state;
	fixture_write(path, bytes_of("hunter2"));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(declaration_freep) struct declaration *d = with_secret(rows[i].secret);
		CLEANUP(buf_done) struct buf out = BUF(DECLARATION_SECRET_MAX + 1);
		struct err err = { 0 };

		TAP_INT(rows[i].what, declaration_secret(d, first_account(d), &out, &err),
			rows[i].r);
		TAP_CHECK(rows[i].what, rows[i].r == 0 || *err.text);
	}
	CLEANUP(declaration_freep) struct declaration *d = with_secret(absolute);
	CLEANUP(buf_done) struct buf out = BUF(DECLARATION_SECRET_MAX + 1);
	fixture_write(path, bytes_of(large));
	assert_int_equal(declaration_secret(d, first_account(d), &out, NULL), E_LIMIT);
	assert_int_equal(out.n, 0);
}

/* What goes into the run says neither the secret nor where it lies. */
static void the_public_part_has_no_secret(void **state)
{
	CLEANUP(declaration_freep) struct declaration *d = NULL;
	CLEANUP(buf_done) struct buf text = BUF(10000);

	(void)state;
	assert_int_equal(parse(&d,
			       PRODUCT
			       "interfaces: [{proto: tcp, port: 1, purpose: x}]\naccounts:\n"
			       "  - {name: a, initial: unique, secret: {env: TOP_SECRET}}\n"
			       "  - {name: b, initial: unique, interfaces: [tcp/1], "
			       "secret: {file: /TOP_SECRET}}\n  - {name: c, initial: none}\n",
			       NULL),
			 0);
	CLEANUP(json_done) json_t *open = declaration_public(d);
	json_write(&text, open, false);
	assert_null(strstr(buf_cstr(&text), "secret"));
	assert_null(strstr(buf_cstr(&text), "TOP_SECRET"));
	assert_int_equal(json_array_size(json_object_get(open, "accounts")), 3);
	assert_string_equal(json_text(json_at(open, "/accounts/1"), "name"), "b");
	/* The declaration itself still knows. */
	assert_string_equal(json_text(json_at(d->value, "/accounts/0/secret"), "env"),
			    "TOP_SECRET");
	/* And the run can be judged with what it keeps. */
	CLEANUP(declaration_freep) struct declaration *again = NULL;
	assert_int_equal(declaration_from_run(&again, open, NULL), 0);
	assert_non_null(declaration_interface(again, "tcp", 1));
}

static void files_beside_it(void **state)
{
	struct declaration d = { .folder = (char[]){ "a/b" } };
	CLEANUP(mem_freep) char *relative = declaration_path(&d, "login.har");
	CLEANUP(mem_freep) char *absolute = declaration_path(&d, "/etc/x");

	(void)state;
	assert_string_equal(relative, "a/b/login.har");
	assert_string_equal(absolute, "/etc/x");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(files_beside_it),
	cmocka_unit_test(what_is_refused),
	cmocka_unit_test(what_is_accepted),
	cmocka_unit_test(the_samples_are_accepted),
	cmocka_unit_test(every_prefix),
	cmocka_unit_test(files),
	cmocka_unit_test(scope),
	cmocka_unit_test(facts),
	cmocka_unit_test(interfaces),
	cmocka_unit_test(documents),
	cmocka_unit_test(secrets_from_the_environment),
	cmocka_unit_test(secrets_from_a_file),
	cmocka_unit_test(where_secrets_lie),
	cmocka_unit_test(the_public_part_has_no_secret),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
