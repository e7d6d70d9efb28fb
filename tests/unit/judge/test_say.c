/* Sentences in two languages: joined, filled in, not repeated, and safe to print. */
#include "fixture.h"

#include "judge/say.h"

static json_t *say(const char *text, const char *observations)
{
	CLEANUP(json_done) json_t *said = fixture_json(text);
	CLEANUP(json_done) json_t *list = fixture_json(observations);
	json_t *to = json_object();

	say_each(to, said, list);
	return to;
}

static void placeholders(void **state)
{
	static const struct {
		const char *text, *observation, *expected;
	} rows[] = {
		{ "plain.", "{}", "plain." },
		{ "port {port}/{proto}.", "{'port':23,'proto':'tcp'}", "port 23/tcp." },
		{ "{port}{port}", "{'port':23}", "2323" },
		{ "tls {tls}, {open}.", "{'tls':false,'open':true}", "tls false, true." },
		{ "{none}.", "{}", "-." },
		{ "{list} {object} {real} {null}.",
		  "{'list':[1],'object':{},'real':1.5,'null':null}", "- - - -." },
		{ "{}.", "{'':'x'}", "x." },
		{ "open { brace", "{}", "open { brace" },
		{ "{a", "{'a':'x'}", "{a" },
		{ "close } brace {a}", "{'a':'x'}", "close } brace x" },
		{ "{a}", "{'a':'{b}','b':'no'}", "{b}" },
		{ "{a}", "{'a':'%s%n'}", "%s%n" },
		{ "{a}", "{'a':-9007199254740993}", "-9,007,199,254,740,993" },
		{ "{a} {port}.", "{'a':9404090,'port':65535}", "9,404,090 65535." },
		{ "{service}.", "{'service':'http','tls':false}", "HTTP." },
		{ "{service} {tls}.", "{'service':'http','tls':true}", "HTTPS true." },
		{ "{service}.", "{'service':'new\\u001b'}", "new\\x1b." },
		{ "{日本}。", "{'日本':'語'}", "語。" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done)
		json_t *text = json_pack("{s:s, s:s}", "ja", rows[i].text, "en", rows[i].text);
		CLEANUP(json_done) json_t *observation = fixture_json(rows[i].observation);
		CLEANUP(json_done) json_t *list = json_pack("[O]", observation);
		CLEANUP(json_done) json_t *to = json_object();

		say_each(to, text, list);
		TAP_TEXT(rows[i].text, json_text(to, "en"), rows[i].expected);
		TAP_TEXT(rows[i].text, json_text(to, "ja"), rows[i].expected);
	}
}

/* A maker reads "UPnP", not "ssdp"; what a device says is left as it is. */
static void words_of_ours(void **state)
{
	static const struct {
		const char *text, *observation, *ja, *en;
	} rows[] = {
		{ "{service}.", "{'service':'echonet'}", "ECHONET Lite.", "ECHONET Lite." },
		{ "{service}.", "{'service':'ssdp'}", "UPnP（SSDP）.", "UPnP (SSDP)." },
		{ "{service}.", "{'service':'mqtt','tls':true}", "MQTT（TLS）.",
		  "MQTT inside TLS." },
		{ "{service}.", "{'service':'unknown'}", "種類の分からないサービス.",
		  "service of unknown kind." },
		{ "{mechanism}.", "{'mechanism':'form'}", "ログイン欄.", "form." },
		{ "{where}.", "{'where':'tls.class'}", "TLSの暗号方式.", "TLS cipher class." },
		{ "{trait}.", "{'trait':'compression'}", "圧縮.", "compression." },
		{ "{name}.", "{'where':'tls.class','name':'null'}", "暗号化なし（NULL）.",
		  "no encryption (NULL)." },
		{ "{name}.", "{'where':'ssh.cipher','name':'null'}", "null.", "null." },
		{ "{text}.", "{'text':'model'}", "model.", "model." },
		{ "{object}.", "{'object':'http'}", "http.", "http." },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done)
		json_t *text = json_pack("{s:s, s:s}", "ja", rows[i].text, "en", rows[i].text);
		CLEANUP(json_done) json_t *observation = fixture_json(rows[i].observation);
		CLEANUP(json_done) json_t *list = json_pack("[O]", observation);
		CLEANUP(json_done) json_t *to = json_object();

		say_each(to, text, list);
		TAP_TEXT(rows[i].observation, json_text(to, "ja"), rows[i].ja);
		TAP_TEXT(rows[i].observation, json_text(to, "en"), rows[i].en);
	}
}

/* What a device says reaches a terminal: nothing in it may act there. */
static void hostile_fields(void **state)
{
	static const struct {
		const char *value, *expected;
	} rows[] = {
		{ "'\\u001b[2J'", "\\x1b[2J" },
		{ "'a\\nb\\r\\t'", "a\\nb\\r\\t" },
		{ "'\\u009b31m'", "\\xc2\\x9b31m" },
		{ "'\\u202egnp.exe'", "\\u{202E}gnp.exe" },
		{ "'\\\\'", "\\\\" },
		{ "'<script>'", "<script>" },
		{ "'\\u007f'", "\\x7f" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(mem_freep) char *list = mem_format("[{'a':%s}]", rows[i].value);
		CLEANUP(json_done) json_t *to = say("{'ja':'{a}','en':'{a}'}", list);

		TAP_TEXT(rows[i].value, json_text(to, "en"), rows[i].expected);
		TAP_TEXT(rows[i].value, json_text(to, "ja"), rows[i].expected);
	}
}

static void long_fields_are_cut(void **state)
{
	CLEANUP(mem_freep) char *value = mem_array(5001, 1);
	CLEANUP(json_done) json_t *to = json_object();

	(void)state;
	memset(value, 'a', 5000);
	CLEANUP(json_done) json_t *text = fixture_json("{'ja':'{a}','en':'{a}{a}{a}{a}'}");
	CLEANUP(json_done) json_t *list = json_pack("[{s:s}]", "a", value);
	say_each(to, text, list);
	assert_true(strlen(json_text(to, "ja")) <= 200);
	assert_true(text_ends(json_text(to, "ja"), "a..."));
	assert_int_equal(strlen(json_text(to, "en")), 4 * strlen(json_text(to, "ja")));
}

static void several_observations(void **state)
{
	static const struct {
		const char *what, *observations, *ja, *en;
	} rows[] = {
		{ "none: as it stands", "[]", "ポート{p}。", "Port {p}." },
		{ "one", "[{'p':1}]", "ポート1。", "Port 1." },
		{ "two", "[{'p':1},{'p':2}]", "ポート1。ポート2。", "Port 1. Port 2." },
		{ "equal ones once", "[{'p':1},{'p':2},{'p':1},{'p':1,'q':2}]",
		  "ポート1。ポート2。", "Port 1. Port 2." },
		{ "five", "[{'p':1},{'p':2},{'p':3},{'p':4},{'p':5}]",
		  "ポート1。ポート2。ポート3。ポート4。ポート5。",
		  "Port 1. Port 2. Port 3. Port 4. Port 5." },
		{ "seven", "[{'p':1},{'p':2},{'p':3},{'p':4},{'p':5},{'p':6},{'p':7},{'p':7}]",
		  "ポート1。ポート2。ポート3。ポート4。ポート5。同様の事項がほかに2件あります。",
		  "Port 1. Port 2. Port 3. Port 4. Port 5. There are 2 more of this kind." },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done)
		json_t *to = say("{'ja':'ポート{p}。','en':'Port {p}.'}", rows[i].observations);

		TAP_TEXT(rows[i].what, json_text(to, "ja"), rows[i].ja);
		TAP_TEXT(rows[i].what, json_text(to, "en"), rows[i].en);
	}
}

/* What is the same for all is said once, after them and after how many more there are. */
static void what_follows_the_fields(void **state)
{
	static const struct {
		const char *what, *ja, *en, *observations, *said_ja, *said_en;
	} rows[] = {
		{ "one", "ポート{p}。閉じてください。", "Port {p}. Close it.", "[{'p':1}]",
		  "ポート1。閉じてください。", "Port 1. Close it." },
		{ "two", "ポート{p}。閉じてください。", "Port {p}. Close it.", "[{'p':1},{'p':2}]",
		  "ポート1。ポート2。閉じてください。", "Port 1. Port 2. Close it." },
		{ "fields in two sentences", "ポート{p}。{q}です。終わり。",
		  "Port {p}. It is {q}. The end.", "[{'p':1,'q':2},{'p':3,'q':4}]",
		  "ポート1。2です。ポート3。4です。終わり。",
		  "Port 1. It is 2. Port 3. It is 4. The end." },
		{ "more than are said", "{p}。まとめ。", "{p}. Sum.",
		  "[{'p':1},{'p':2},{'p':3},{'p':4},{'p':5},{'p':6}]",
		  "1。2。3。4。5。同様の事項がほかに1件あります。まとめ。",
		  "1. 2. 3. 4. 5. There is one more of this kind. Sum." },
		{ "text of a device with a full stop", "「{p}」。以上。", "\"{p}\". Done.",
		  "[{'p':'a. b。c'},{'p':'d'}]", "「a. b。c」。「d」。以上。",
		  "\"a. b。c\". \"d\". Done." },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done)
		json_t *text = json_pack("{s:s, s:s}", "ja", rows[i].ja, "en", rows[i].en);
		CLEANUP(json_done) json_t *list = fixture_json(rows[i].observations);
		CLEANUP(json_done) json_t *to = json_object();

		say_each(to, text, list);
		TAP_TEXT(rows[i].what, json_text(to, "ja"), rows[i].said_ja);
		TAP_TEXT(rows[i].what, json_text(to, "en"), rows[i].said_en);
	}
}

static void joining(void **state)
{
	CLEANUP(json_done) json_t *to = json_object();
	CLEANUP(json_done) json_t *text = fixture_json("{'ja':'三。','en':'Three.'}");

	(void)state;
	say_text(to, NULL);
	say_add(to, "", "");
	assert_int_equal(json_object_size(to), 0);
	say_add(to, "一。", "One.");
	say_add(to, "二。", "Two.");
	say_add(to, "", "Only English.");
	say_text(to, text);
	say_rest(to, 0);
	say_rest(to, 4);
	assert_string_equal(json_text(to, "ja"), "一。二。三。同様の事項がほかに4件あります。");
	assert_string_equal(json_text(to, "en"),
			    "One. Two. Only English. Three. There are 4 more of this kind.");
}

/* Checks of one criterion often lack the same thing. */
static void nothing_is_said_twice(void **state)
{
	CLEANUP(json_done) json_t *to = json_object();

	(void)state;
	say_add(to, "一。", "One.");
	say_add(to, "二。", "Two.");
	say_add(to, "一。", "One.");
	assert_string_equal(json_text(to, "ja"), "一。二。");
	assert_string_equal(json_text(to, "en"), "One. Two.");
	/* The end of another sentence is not that sentence. */
	CLEANUP(json_done)
	json_t *paths = say("{'ja':'{p}が開く。','en':'{p} opens.'}",
			    "[{'p':'/x/config'},{'p':'/config'},{'p':'a /config'}]");
	assert_string_equal(json_text(paths, "ja"),
			    "/x/configが開く。/configが開く。a /configが開く。");
	assert_string_equal(json_text(paths, "en"),
			    "/x/config opens. /config opens. a /config opens.");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(placeholders),
	cmocka_unit_test(words_of_ours),
	cmocka_unit_test(hostile_fields),
	cmocka_unit_test(long_fields_are_cut),
	cmocka_unit_test(several_observations),
	cmocka_unit_test(what_follows_the_fields),
	cmocka_unit_test(joining),
	cmocka_unit_test(nothing_is_said_twice),
};

TAP_MAIN(tests)
