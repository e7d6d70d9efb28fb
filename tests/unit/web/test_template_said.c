/* Which texts are marked as the other language's. */
#include "tap.h"

#include "web/template_said.h"

static void languages(void **state)
{
	static const struct {
		const char *text;
		const char *on_japanese, *on_english; /* page; NULL: not marked */
	} rows[] = {
		{ "", NULL, NULL },
		{ "見本ルーター", NULL, "ja" },
		{ "ﾙｰﾀ", NULL, "ja" },
		{ "ＡＢ", NULL, "ja" },
		{ "𠮷", NULL, "ja" },
		{ "HG-100（白）", NULL, "ja" },
		{ "Sample Gateway", "en", NULL },
		{ "See the manual for how to reset it.", "en", NULL },
		{ "Café Öhre", "en", NULL },
		{ "設定 see manual please", NULL, "ja" },
		{ "HG-100", NULL, NULL },
		{ "Gateway", NULL, NULL },
		{ "Gateway 12", NULL, NULL },
		{ "A B", NULL, NULL },
		{ "★1", NULL, NULL },
		{ "https://works.example/contact us2", NULL, NULL },
		{ "JST-CR-01-01-2024R1", NULL, NULL },
		{ "2026-11-22 05:29", NULL, NULL },
		{ "a\xff\xe3", NULL, NULL },
		{ "…", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		TAP_TEXT(rows[i].text, template_said_language(rows[i].text, true),
			 rows[i].on_japanese);
		TAP_TEXT(rows[i].text, template_said_language(rows[i].text, false),
			 rows[i].on_english);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(languages),
};

TAP_MAIN(tests)
