/* The table of all routes.  Sorted by who it is for. */
#include "web/route.h"

#include "web/pages.h"

#define MAKER ROLE_BIT(ROLE_MAKER)
#define OFFICER ROLE_BIT(ROLE_OFFICER)
#define READS (ROLE_BIT(ROLE_OFFICER) | ROLE_BIT(ROLE_AUDITOR)) /* an auditor sees no form */
#define AUDITOR ROLE_BIT(ROLE_AUDITOR)
#define AUTHORITY ROLE_BIT(ROLE_AUTHORITY)
#define ADMINISTRATOR ROLE_BIT(ROLE_ADMINISTRATOR)
#define SIGNED_IN                                                                   \
	(ROLE_BIT(ROLE_MAKER) | ROLE_BIT(ROLE_OFFICER) | ROLE_BIT(ROLE_AUTHORITY) | \
	 ROLE_BIT(ROLE_AUDITOR) | ROLE_BIT(ROLE_ADMINISTRATOR))

/* clang-format off */
static const struct route table[] = {
	/* everybody */
	ROUTE_GET("/", ROLE_PUBLIC, page_home),
	ROUTE_GET("/static/:file", ROLE_PUBLIC, page_static),
	ROUTE_GET("/healthz", ROLE_PUBLIC, page_health),
	ROUTE_GET("/labels", ROLE_PUBLIC, page_labels),
	ROUTE_GET("/labels.csv", ROLE_PUBLIC, page_export_csv),
	ROUTE_GET("/labels.ndjson", ROLE_PUBLIC, page_export_ndjson),
	ROUTE_GET("/lists", ROLE_PUBLIC, page_lists),
	ROUTE_GET("/lists/:slug", ROLE_PUBLIC, page_lists_one),
	ROUTE_GET("/L/:number", ROLE_PUBLIC, page_label),
	ROUTE_GET("/l/:number", ROLE_PUBLIC, page_label_small),
	ROUTE_GET("/L/:number/label.svg", ROLE_PUBLIC, page_artwork_svg),
	ROUTE_GET("/L/:number/label.png", ROLE_PUBLIC, page_artwork_png),
	ROUTE_GET("/L/:number/label.pdf", ROLE_PUBLIC, page_artwork_pdf),
	ROUTE_GET("/L/:number/qr.svg", ROLE_PUBLIC, page_artwork_code),
	ROUTE_ASK("/L/:number/answer", ROLE_PUBLIC, page_answer, "label.answer"),
	ROUTE_GET("/criteria", ROLE_PUBLIC, page_criteria),
	ROUTE_GET("/criteria/:id", ROLE_PUBLIC, page_criteria_one),
	ROUTE_GET("/guide", ROLE_PUBLIC, page_guide),
	ROUTE_GET("/guide/label.svg", ROLE_PUBLIC, page_artwork_sample),
	ROUTE_GET("/how-to-read", ROLE_PUBLIC, page_guide_again),
	ROUTE_GET("/verify", ROLE_PUBLIC, page_verify),

	/* programs; openapi.json describes each of these */
	ROUTE_GET("/v1/labels", ROLE_PUBLIC, api_labels),
	ROUTE_GET("/v1/labels/:number", ROLE_PUBLIC, api_label),
	ROUTE_ASK("/v1/labels/:number/answer", ROLE_PUBLIC, api_label_answer, "label.answer"),
	ROUTE_GET("/v1/lists", ROLE_PUBLIC, api_lists),
	ROUTE_GET("/v1/lists/:slug", ROLE_PUBLIC, api_lists_one),
	ROUTE_GET("/v1/changes", ROLE_PUBLIC, api_changes),
	ROUTE_GET("/v1/criteria", ROLE_PUBLIC, api_criteria),
	ROUTE_GET("/v1/criteria/:id", ROLE_PUBLIC, api_criteria_one),
	ROUTE_GET("/v1/scheme", ROLE_PUBLIC, api_scheme),
	ROUTE_GET("/v1/openapi.json", ROLE_PUBLIC, api_description),
	ROUTE_GET("/log/checkpoint", ROLE_PUBLIC, page_log_checkpoint),
	ROUTE_GET("/log/tile/*name", ROLE_PUBLIC, page_log_tile),
	ROUTE_GET("/log/record/*name", ROLE_PUBLIC, page_log_record),
	ROUTE_GET("/status/:list", ROLE_PUBLIC, page_log_status),
	ROUTE_GET("/keys.json", ROLE_PUBLIC, page_log_keys),

	/* accounts */
	ROUTE_GET("/sign-in", ROLE_PUBLIC, page_sign_in),
	ROUTE_POST("/sign-in", ROLE_PUBLIC, page_sign_in, "session.open", ":next"),
	ROUTE_POST("/sign-out", SIGNED_IN, page_sign_in, "session.close", "/"),
	ROUTE_GET("/register", ROLE_PUBLIC, page_register),
	ROUTE_POST("/register", ROLE_PUBLIC, page_register, "maker.register", "/register?sent=1"),
	ROUTE_GET("/recover", ROLE_PUBLIC, page_recover),
	ROUTE_POST("/recover", ROLE_PUBLIC, page_recover, "account.recover", "/recover?sent=1"),
	ROUTE_GET("/link/:token", ROLE_PUBLIC, page_link),
	ROUTE_GET("/link/:token/qr.svg", ROLE_PUBLIC, page_link_qr),
	ROUTE_POST("/link/:token", ROLE_PUBLIC, page_link, "link.use", "/desk"),
	ROUTE_GET("/account", SIGNED_IN, page_account),
	ROUTE_POST("/account/password", SIGNED_IN, page_account, "account.password", "/account?done=password"),
	ROUTE_POST("/account/language", SIGNED_IN, page_account, "account.language", "/account?done=language&lang=:language"),
	ROUTE_POST("/account/sessions", SIGNED_IN, page_account, "session.close_others", "/account?done=sessions"),
	ROUTE_GET("/desk", SIGNED_IN, page_desk),

	/* the maker's desk */
	ROUTE_GET("/maker", MAKER, page_maker),
	ROUTE_GET("/maker/applications/new", MAKER, page_application_new),
	ROUTE_POST("/maker/applications/new", MAKER, page_application_new, "application.open", "/maker/applications/:id"),
	ROUTE_GET("/maker/applications/:id", MAKER, page_application),
	ROUTE_POST("/maker/applications/:id/move", MAKER, page_application, "application.*", "/maker/applications/:id?done=move"),
	ROUTE_POST("/maker/applications/:id/message", MAKER, page_application, "application.message", "/maker/applications/:id?done=message"),
	ROUTE_POST("/maker/applications/:id/links", MAKER, page_application, "application.look_again", "/maker/applications/:id?done=links"),
	ROUTE_GET("/maker/applications/:id/edit", MAKER, page_application_edit),
	ROUTE_POST("/maker/applications/:id/edit", MAKER, page_application_edit, "application.save", ":next"),
	ROUTE_POST("/maker/applications/:id/models", MAKER, page_application_edit, "application.models", "/maker/applications/:id/edit?section=models"),
	ROUTE_GET("/maker/applications/:id/checklist", MAKER, page_application_checklist),
	ROUTE_POST("/maker/applications/:id/checklist", MAKER, page_application_checklist, "checklist.type", ":next"),
	ROUTE_POST("/maker/applications/:id/checklist/pack", MAKER, page_application_checklist, "checklist.hand_in", "/maker/applications/:id/checklist?done=pack"),
	ROUTE_GET("/maker/labels/:number", MAKER, page_maker_label),
	ROUTE_POST("/maker/labels/:number/move", MAKER, page_maker_label, "label.*", "/maker/labels/:number?done=move"),
	ROUTE_GET("/maker/labels/:number/change", MAKER, page_maker_change),
	ROUTE_POST("/maker/labels/:number/change", MAKER, page_maker_change, "label.notify_change", "/maker/labels/:number?done=change"),
	ROUTE_GET("/maker/labels/:number/report", MAKER, page_maker_report),
	ROUTE_POST("/maker/labels/:number/report", MAKER, page_maker_report, "label.notify_report", "/maker/labels/:number?done=report"),
	ROUTE_GET("/maker/labels/:number/notice", MAKER, page_maker_notice),
	ROUTE_POST("/maker/labels/:number/notice", MAKER, page_maker_notice, "label.publish_notice", "/maker/labels/:number?done=notice"),

	/* the officer's desk, which an auditor reads */
	ROUTE_GET("/officer", READS, page_officer),
	ROUTE_GET("/officer/search", READS, page_officer_search),
	ROUTE_GET("/officer/applications/new", OFFICER, page_officer_new),
	ROUTE_POST("/officer/applications/new", OFFICER, page_officer_new, "application.open", "/officer/applications/:id"),
	ROUTE_GET("/officer/applications/:id", READS, page_officer_application),
	ROUTE_POST("/officer/applications/:id/move", OFFICER, page_officer_application, "application.*", "/officer/applications/:id?done=move"),
	ROUTE_POST("/officer/applications/:id/message", OFFICER, page_officer_application, "application.message", "/officer/applications/:id?done=message"),
	ROUTE_POST("/officer/applications/:id/links", OFFICER, page_officer_application, "application.look_again", "/officer/applications/:id?done=links"),
	ROUTE_GET("/officer/applications/:id/edit", OFFICER, page_application_edit),
	ROUTE_POST("/officer/applications/:id/edit", OFFICER, page_application_edit, "application.save", ":next"),
	ROUTE_POST("/officer/applications/:id/models", OFFICER, page_application_edit, "application.models", "/officer/applications/:id/edit?section=models"),
	ROUTE_GET("/officer/applications/:id/checklist", OFFICER, page_application_checklist),
	ROUTE_POST("/officer/applications/:id/checklist", OFFICER, page_application_checklist, "checklist.type", ":next"),
	ROUTE_POST("/officer/applications/:id/checklist/pack", OFFICER, page_application_checklist, "checklist.hand_in", "/officer/applications/:id/checklist?done=pack"),
	ROUTE_GET("/officer/inquiries/:id", READS, page_officer_inquiry),
	ROUTE_POST("/officer/inquiries/:id/move", OFFICER, page_officer_inquiry, "inquiry.*", "/officer/inquiries/:id?done=answered"),
	ROUTE_GET("/officer/labels", READS, page_officer_labels),
	ROUTE_GET("/officer/labels/:number", READS, page_officer_label),
	ROUTE_POST("/officer/labels/:number/move", OFFICER, page_officer_label, "label.*", "/officer/labels/:number?done=move"),
	ROUTE_GET("/officer/labels/:number/correct", OFFICER, page_officer_correct),
	ROUTE_POST("/officer/labels/:number/correct", OFFICER, page_officer_correct, "label.correct", "/officer/labels/:number?done=corrected"),
	ROUTE_GET("/officer/notices", READS, page_officer_notices),
	ROUTE_GET("/officer/notices/:id", READS, page_officer_notices_one),
	ROUTE_POST("/officer/notices/:id/decide", OFFICER, page_officer_notices_one, "notice.decide", "/officer/labels/:number?done=decided"),
	ROUTE_GET("/auditor", AUDITOR, page_auditor),
	ROUTE_GET("/auditor/audit.csv", AUDITOR, page_auditor_csv),

	/* the authority's and the administrator's desk */
	ROUTE_GET("/authority", AUTHORITY, page_authority),
	ROUTE_GET("/authority/inquiries/:id", AUTHORITY, page_authority_inquiry),
	ROUTE_POST("/authority/inquiries/:id/move", AUTHORITY, page_authority_inquiry, "inquiry.*", "/authority?done=answered"),
	ROUTE_GET("/admin", ADMINISTRATOR, page_admin),
	ROUTE_GET("/admin/organisations", ADMINISTRATOR, page_admin_organisations),
	ROUTE_POST("/admin/organisations", ADMINISTRATOR, page_admin_organisations, "organisation.add", "/admin/organisations?done=added"),
	ROUTE_GET("/admin/organisations/:id", ADMINISTRATOR, page_admin_organisations_one),
	ROUTE_POST("/admin/organisations/:id/accredit", ADMINISTRATOR, page_admin_organisations_one, "organisation.accredit", "/admin/organisations/:id?done=accredited"),
	ROUTE_GET("/admin/accounts", ADMINISTRATOR, page_admin_accounts),
	ROUTE_POST("/admin/accounts", ADMINISTRATOR, page_admin_accounts, "account.invite", "/admin/accounts?done=invited"),
	ROUTE_GET("/admin/accounts/:id", ADMINISTRATOR, page_admin_accounts_one),
	ROUTE_POST("/admin/accounts/:id/reissue", ADMINISTRATOR, page_admin_accounts_one, "account.reissue", "/admin/accounts/:id?done=reissued"),
	ROUTE_POST("/admin/accounts/:id/close", ADMINISTRATOR, page_admin_accounts_one, "account.close", "/admin/accounts/:id?done=closed"),
	ROUTE_GET("/admin/lists", ADMINISTRATOR, page_admin_lists),
	ROUTE_POST("/admin/lists", ADMINISTRATOR, page_admin_lists, "list.upload", "/admin/lists/:id"),
	ROUTE_GET("/admin/lists/:id", ADMINISTRATOR, page_admin_lists_one),
	ROUTE_POST("/admin/lists/:id/confirm", ADMINISTRATOR, page_admin_lists_one, "list.confirm", "/admin/lists/:id?done=published"),
	ROUTE_POST("/admin/lists/:id/remove", ADMINISTRATOR, page_admin_lists_one, "list.remove", "/admin/lists?done=removed"),
	ROUTE_GET("/admin/keys", ADMINISTRATOR, page_admin_keys),
	ROUTE_POST("/admin/keys", ADMINISTRATOR, page_admin_keys, "key.rotate", "/admin/keys?done=replaced"),
	ROUTE_GET("/admin/keys/:kid", ADMINISTRATOR, page_admin_keys_one),
	ROUTE_POST("/admin/keys/:kid/revoke", ADMINISTRATOR, page_admin_keys_one, "key.revoke", "/admin/keys/:kid?done=revoked"),
	ROUTE_GET("/admin/outbox", ADMINISTRATOR, page_admin_outbox),
	ROUTE_POST("/admin/outbox/:id/retry", ADMINISTRATOR, page_admin_outbox, "mail.retry", "/admin/outbox?state=waiting&done=retry"),
	ROUTE_GET("/admin/settings", ADMINISTRATOR, page_admin_settings),
};
/* clang-format on */

const struct route *routes_table(size_t *n)
{
	*n = ARRAY_LEN(table);
	return table;
}
