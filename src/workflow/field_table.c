/* The fields in the order of the form.  What they mean: docs/formats/application.md. */
#include "workflow/application.h"
#include "workflow/field.h"
#include "workflow/workflow.h"

/* clang-format off */
static const struct field_option levels[] = {
	{ "1", "★1（自己適合宣言）", "★1 (self-declaration)" },
	{ "2", "★2（自己適合宣言）", "★2 (self-declaration)" },
	{ "3", "★3（第三者認証）", "★3 (third-party certification)" },
	{ "4", "★4（第三者認証）", "★4 (third-party certification)" },
	{ NULL, NULL, NULL },
};
static const struct field_option routes[] = {
	{ "standard", "通常の申請", "standard" },
	{ "psti", "英国PSTI法適合製品の申請", "product that complies with the UK PSTI Act" },
	{ NULL, NULL, NULL },
};
static const struct field_option product_kinds[] = {
	{ "device", "IoT機器（単体）", "an IoT device" },
	{ "device_with_service", "IoT機器と必須付随サービスの一式", "an IoT device with the services it cannot do without" },
	{ "general_purpose", "PC、タブレット、スマートフォンなどの汎用機器", "a PC, tablet, smartphone or other general-purpose device" },
	{ "software", "ソフトウェアまたはクラウドサービスのみ", "software or a cloud service alone" },
	{ NULL, NULL, NULL },
};
static const struct field_option evaluators[] = {
	{ "own", "自社で評価", "ourselves" },
	{ "qualified_person", "有資格者", "a qualified person" },
	{ "verification_firm", "検証事業者", "a verification firm" },
	{ "evaluation_body", "評価機関", "an evaluation body" },
	{ NULL, NULL, NULL },
};
static const struct field_option proofs[] = {
	{ "registry_extract", "登記事項証明書", "extract of the commercial register" },
	{ "foreign_registration", "外国の法人登記の証明", "registration of a foreign company" },
	{ "other", "その他", "other" },
	{ NULL, NULL, NULL },
};
static const struct field_option maker_roles[] = {
	{ "oem", "OEM", "OEM" },
	{ "odm", "ODM", "ODM" },
	{ "other", "その他", "other" },
	{ NULL, NULL, NULL },
};

static const struct field_column certifications[] = {
	{ .name = "scheme", .ja = "制度名", .en = "scheme", .max = 100, .required = true },
	{ .name = "number", .ja = "認証番号", .en = "number", .max = 100, .required = true },
	{ .name = NULL },
};
static const struct field_column parents[] = {
	{ .name = "name", .ja = "名称", .en = "name", .max = 200, .required = true },
	{ .name = "country", .ja = "国", .en = "country", .max = 2, .required = true, .country = true },
	{ .name = NULL },
};
static const struct field_column makers[] = {
	{ .name = "name", .ja = "名称", .en = "name", .max = 200, .required = true },
	{ .name = "country", .ja = "国", .en = "country", .max = 2, .required = true, .country = true },
	{ .name = "role", .ja = "役割", .en = "role", .max = 20, .required = true, .options = maker_roles },
	{ .name = "parents", .ja = "親会社と国", .en = "parent and its country", .max = 200, .parents = true },
	{ .name = NULL },
};
static const struct field_column firms[] = {
	{ .name = "name", .ja = "名称", .en = "name", .max = 200, .required = true },
	{ .name = "country", .ja = "国", .en = "country", .max = 2, .required = true, .country = true },
	{ .name = "parents", .ja = "親会社と国", .en = "parent and its country", .max = 200, .parents = true },
	{ .name = NULL },
};

#define ALL .levels = LEVELS_ALL
#define NEEDED .required = true

static const struct field table[] = {
	{ .path = "level", .section = "scope", .type = FIELD_SELECT, .number = true, .max = 1, ALL, NEEDED, .options = levels, .ja = "レベル", .en = "Level" },
	{ .path = "route", .section = "scope", .type = FIELD_RADIO, .max = 20, ALL, NEEDED, .options = routes, .ja = "申請の種類", .en = "Kind of application" },
	{ .path = "psti.statement_url", .section = "scope", .type = FIELD_URL, .max = 2000, ALL, NEEDED, .route = "psti", .ja = "PSTI法の適合宣言書のURL", .en = "URL of the PSTI statement of compliance" },
	{ .path = "eligibility.kind", .section = "scope", .type = FIELD_RADIO, .max = 30, ALL, NEEDED, .options = product_kinds, .ja = "製品の種類", .en = "What the product is" },
	{ .path = "eligibility.ip_communication", .section = "scope", .type = FIELD_YES_NO, .max = 3, ALL, NEEDED, .ja = "IP通信を行いますか", .en = "Does it communicate over IP?" },
	{ .path = "eligibility.user_can_add_security", .section = "scope", .type = FIELD_YES_NO, .max = 3, ALL, NEEDED, .ja = "利用者が後からセキュリティ対策（ソフトウェアなど）を容易に追加できますか", .en = "Can its user easily add security (software, for instance) later?" },

	{ .path = "product.name.ja", .section = "product", .type = FIELD_TEXT, .max = 200, ALL, NEEDED, .ja = "製品名（日本語）", .en = "Product name (Japanese)" },
	{ .path = "product.name.en", .section = "product", .type = FIELD_TEXT, .max = 200, ALL, .ja = "製品名（英語）", .en = "Product name (English)" },
	{ .path = "product.category", .section = "product", .type = FIELD_TEXT, .max = 100, ALL, NEEDED, .ja = "製品類型", .en = "Product category", .hint_ja = "例：ネットワークカメラ、ルーター", .hint_en = "For instance: network camera, router" },
	{ .path = "product.summary.ja", .section = "product", .type = FIELD_TEXTAREA, .max = 2000, ALL, NEEDED, .ja = "製品概要（日本語）", .en = "Summary (Japanese)" },
	{ .path = "product.summary.en", .section = "product", .type = FIELD_TEXTAREA, .max = 2000, ALL, .ja = "製品概要（英語）", .en = "Summary (English)" },
	{ .path = "product.url", .section = "product", .type = FIELD_URL, .max = 2000, ALL, .ja = "製品のURL", .en = "Product URL" },
	{ .path = "product.contact", .section = "product", .type = FIELD_TEXT, .max = 300, ALL, NEEDED, .ja = "問い合わせ先", .en = "Contact", .hint_ja = "公開されます。URL、電話番号、メールアドレスなど", .hint_en = "Shown to the public: a URL, telephone number or mail address" },
	{ .path = "product.manufacturer.name.ja", .section = "product", .type = FIELD_TEXT, .max = 200, ALL, NEEDED, .ja = "製造業者名（日本語）", .en = "Manufacturer (Japanese)" },
	{ .path = "product.manufacturer.name.en", .section = "product", .type = FIELD_TEXT, .max = 200, ALL, .ja = "製造業者名（英語）", .en = "Manufacturer (English)" },
	{ .path = "product.manufacturer.public", .section = "product", .type = FIELD_CHECKBOX, .max = 3, ALL, .ja = "製造業者名を公開する", .en = "Show the manufacturer to the public" },
	{ .path = "product.origin.country", .section = "product", .type = FIELD_COUNTRY, .max = 2, ALL, NEEDED, .ja = "製造国または地域", .en = "Country or region of manufacture" },
	{ .path = "product.origin.public", .section = "product", .type = FIELD_CHECKBOX, .max = 3, ALL, .ja = "製造国または地域を公開する", .en = "Show the country to the public" },
	{ .path = "product.other_certifications", .section = "product", .type = FIELD_LIST, .max = APPLICATION_LIST_MAX, ALL, .columns = certifications, .ja = "他の認証とその番号", .en = "Other certifications", .hint_ja = "1行に1件：制度名 | 認証番号", .hint_en = "One a line: scheme | number" },

	{ .path = "models", .section = "models", .type = FIELD_MODELS, .max = APPLICATION_MODELS_MAX, ALL, NEEDED, .ja = "型式番号", .en = "Model numbers", .hint_ja = "1行に1件：型式番号,名称（名称は省略可）", .hint_en = "One a line: model number,name (the name may be left out)" },

	{ .path = "support_until", .section = "security", .type = FIELD_DATE, .max = 10, ALL, NEEDED, .ja = "セキュリティアップデートの提供期限", .en = "Security updates until", .hint_ja = "ラベルの有効期限より後の日", .hint_en = "Not before the label's last day" },
	{ .path = "vulnerability_report_url", .section = "security", .type = FIELD_URL, .max = 2000, ALL, NEEDED, .ja = "脆弱性の報告窓口のURL", .en = "URL for reporting vulnerabilities" },
	{ .path = "update_url", .section = "security", .type = FIELD_URL, .max = 2000, ALL, .ja = "アップデート情報のURL", .en = "URL of update information" },
	{ .path = "security_information.ja", .section = "security", .type = FIELD_TEXTAREA, .max = 4000, ALL, .ja = "セキュリティに関する情報（日本語）", .en = "Security information (Japanese)" },
	{ .path = "security_information.en", .section = "security", .type = FIELD_TEXTAREA, .max = 4000, ALL, .ja = "セキュリティに関する情報（英語）", .en = "Security information (English)" },

	{ .path = "evaluation.by", .section = "evaluation", .type = FIELD_RADIO, .max = 20, .levels = LEVELS_SELF, NEEDED, .options = evaluators, .ja = "評価者", .en = "Evaluated by" },
	{ .path = "evaluation.name", .section = "evaluation", .type = FIELD_TEXT, .max = 200, .levels = LEVELS_SELF, NEEDED, .when = "evaluation.by", .is = "qualified_person verification_firm evaluation_body", .ja = "評価者の氏名または名称", .en = "Name of the evaluator" },
	{ .path = "evaluation.qualification", .section = "evaluation", .type = FIELD_TEXT, .max = 200, .levels = LEVELS_SELF, NEEDED, .when = "evaluation.by", .is = "qualified_person verification_firm", .ja = "資格または登録", .en = "Qualification or registration", .hint_ja = "例：情報処理安全確保支援士 登録番号", .hint_en = "For instance: Registered Information Security Specialist, number" },
	{ .path = "evaluation_body.id", .section = "evaluation", .type = FIELD_SELECT, .max = 40, .levels = LEVELS_THIRD, NEEDED, .ja = "評価を依頼する評価機関", .en = "Evaluation body that was commissioned" },

	{ .path = "supply_chain.parents", .section = "supply_chain", .type = FIELD_LIST, .max = APPLICATION_LIST_MAX, ALL, NEEDED, .when = "supply_chain.no_parents", .is = "", .columns = parents, .ja = "申請者の親会社", .en = "The applicant's parent companies", .hint_ja = "1行に1社：名称 | 国（JPなど）", .hint_en = "One a line: name | country (JP, ...)" },
	{ .path = "supply_chain.no_parents", .section = "supply_chain", .type = FIELD_CHECKBOX, .max = 3, ALL, .ja = "親会社はない", .en = "There is no parent company" },
	{ .path = "supply_chain.oem_odm", .section = "supply_chain", .type = FIELD_LIST, .max = APPLICATION_LIST_MAX, ALL, NEEDED, .when = "supply_chain.no_oem_odm", .is = "", .columns = makers, .ja = "OEM・ODM製造業者とその親会社", .en = "OEM and ODM makers and their parents", .hint_ja = "1行に1社：名称 | 国 | 役割（OEM、ODM、その他） | 親会社 | その国 | …", .hint_en = "One a line: name | country | role (OEM, ODM, other) | parent | its country | ..." },
	{ .path = "supply_chain.no_oem_odm", .section = "supply_chain", .type = FIELD_CHECKBOX, .max = 3, ALL, .ja = "OEM・ODM製造業者はない", .en = "There are no OEM or ODM makers" },
	{ .path = "supply_chain.firmware", .section = "supply_chain", .type = FIELD_LIST, .max = APPLICATION_LIST_MAX, ALL, NEEDED, .when = "supply_chain.no_firmware", .is = "", .columns = firms, .ja = "ファームウェアの開発・保守を行う企業とその親会社", .en = "Firms that develop or maintain the firmware, and their parents", .hint_ja = "1行に1社：名称 | 国 | 親会社 | その国 | …", .hint_en = "One a line: name | country | parent | its country | ..." },
	{ .path = "supply_chain.no_firmware", .section = "supply_chain", .type = FIELD_CHECKBOX, .max = 3, ALL, .ja = "申請者以外に開発・保守を行う企業はない", .en = "Nobody but the applicant develops or maintains it" },

	{ .path = "applicant.corporate_number", .section = "applicant", .type = FIELD_TEXT, .digits = true, .max = 13, ALL, NEEDED, .when = "applicant.identity_proof.kind", .is = "", .ja = "法人番号", .en = "Corporate number", .hint_ja = "13桁。ない場合は下の証明書類", .hint_en = "13 digits; without one, a proof below" },
	{ .path = "applicant.identity_proof.kind", .section = "applicant", .type = FIELD_SELECT, .max = 30, ALL, .options = proofs, .ja = "法人格を証明する書類（法人番号がない場合）", .en = "Proof of legal personality (without a corporate number)" },
	{ .path = "applicant.identity_proof.reference", .section = "applicant", .type = FIELD_TEXT, .max = 300, ALL, NEEDED, .when = "applicant.identity_proof.kind", .is = "registry_extract foreign_registration other", .ja = "書類の番号または名称", .en = "Number or name of the document" },
	{ .path = "proxy.used", .section = "applicant", .type = FIELD_CHECKBOX, .max = 3, ALL, .ja = "代行申請である", .en = "Somebody applies on the applicant's behalf" },
	{ .path = "proxy.name", .section = "applicant", .type = FIELD_TEXT, .max = 200, ALL, NEEDED, .when = "proxy.used", .is = "yes", .ja = "代行者", .en = "Who applies" },
	{ .path = "proxy.mandate", .section = "applicant", .type = FIELD_TEXT, .max = 300, ALL, NEEDED, .when = "proxy.used", .is = "yes", .ja = "委任状（様式2-3）の番号または名称", .en = "Number or name of the mandate (form 2-3)" },

	{ .path = "declaration.name", .section = "declaration", .type = FIELD_TEXT, .max = 200, ALL, NEEDED, .ja = "宣言者の氏名", .en = "Name of who declares" },
	{ .path = "declaration.title", .section = "declaration", .type = FIELD_TEXT, .max = 200, ALL, NEEDED, .ja = "役職", .en = "Title" },
	{ .path = "declaration.on", .section = "declaration", .type = FIELD_DATE, .max = 10, ALL, NEEDED, .ja = "宣言日", .en = "Date" },
	{ .path = "declaration.agreed", .section = "declaration", .type = FIELD_CHECKBOX, .max = 3, ALL, NEEDED, .ja = "記載内容が事実であり、有効期間中セキュリティアップデートを提供することを宣言する", .en = "I declare that all of this is true, and that security updates are provided while the label is valid" },
	{ .path = "notes", .section = "declaration", .type = FIELD_TEXTAREA, .max = 4000, ALL, .ja = "備考", .en = "Notes", .hint_ja = "公開されません", .hint_en = "Not shown to the public" },
};
/* clang-format on */

const struct field *field_table(size_t *n)
{
	*n = ARRAY_LEN(table);
	return table;
}
