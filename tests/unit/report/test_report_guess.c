/* What is said of a door: every class in both languages with its numbers, and the picture's marks.
 */
#include "tap.h"

#include "report/sample.h"

#include "report/report_guess.h"
#include "report/report_guess_svg.h"
#include "report/report_page.h"

static void durations(void **state)
{
	static const struct {
		uint64_t ms;
		const char *en, *ja;
	} rows[] = {
		{ 0, "0.0 s", "0.0秒" },
		{ 949, "0.9 s", "0.9秒" },
		{ 950, "1.0 s", "1.0秒" },
		{ 9999, "10.0 s", "10.0秒" },
		{ 10000, "10 s", "10秒" },
		{ 119000, "119 s", "119秒" },
		{ 120000, "2 minutes", "2分" },
		{ 7200000, "2 hours", "2時間" },
		{ 172800000, "2 days", "2日" },
		{ UINT64_C(63115200000), "2 years", "2年" },
		{ UINT64_C(63115200000000), "2,000 years", "2,000年" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf en = BUF(64);
		CLEANUP(buf_done) struct buf ja = BUF(64);

		report_guess_duration(&en, rows[i].ms, "en");
		report_guess_duration(&ja, rows[i].ms, "ja");
		TAP_TEXT(rows[i].en, buf_cstr(&en), rows[i].en);
		TAP_TEXT(rows[i].en, buf_cstr(&ja), rows[i].ja);
	}
}

/* A run with these observations; the model's list of that language. */
static json_t *doors(const char *observations, const char *language)
{
	struct sample s;

	sample_init(&s);
	s.in.language = language;
	json_object_set_new(s.run.doc, "observations", sample_json(observations));
	json_t *list = report_guess_doors(&s.in);
	sample_done(&s);
	return list;
}

#define DOOR                                                                                    \
	"'kind':'guessing','proto':'tcp','port':80,'tls':false,'service':'http','mechanism':'"  \
	"basic','account_known':true,'attempts':3,'lanes':16,'delay_ms':1000,'delay_first_ms':" \
	"500,"                                                                                  \
	"'delay_last_ms':2500,'changed_after':5,'lock_ms':20000,"                               \
	"'points':[{'at':0,'took':10,'phase':'serial','outcome':'no','lanes':1},"               \
	"{'at':20,'took':10,'phase':'serial','outcome':'limited','lanes':1},"                   \
	"{'at':40,'took':10,'phase':'parallel','outcome':'refused','lanes':8}]"

static void sentences(void **state)
{
	static const struct {
		const char *more, *en, *ja;
	} rows[] = {
		{ "'class':'none','guesses_per_hour':4300",
		  "2 wrong passwords in a row: no delay, no lock. In the fastest way (16 "
		  "connections at "
		  "once) 4,300 passwords can be tried in an hour; a number of six digits would be "
		  "found after 5 days "
		  "on "
		  "average.",
		  "間違ったパスワードを続けて2回入れても、待ち時間もロックもありませんでした。"
		  "最も速い方法（同時に16接続）で1時間に4,"
		  "300回試せます。6桁の数字なら、平均して5日で見つか"
		  "ります。" },
		{ "'class':'delay','guesses_per_hour':0", "some 1.0 s, and connections",
		  "約1.0秒" },
		{ "'class':'delay_per_connection','guesses_per_hour':0", "many at once",
		  "接続ごと" },
		{ "'class':'delay_grows','guesses_per_hour':0", "from 0.5 s to 2.5 s",
		  "0.5秒から2.5秒" },
		{ "'class':'account_lock','recovered':true,'guesses_per_hour':0",
		  "locked after at most 5 wrong passwords, and open again within 20 s",
		  "5回までにアカウントがロックされ、20秒以内" },
		{ "'class':'account_lock','recovered':false,'guesses_per_hour':0",
		  "and still was after 20 s", "20秒待っても" },
		{ "'class':'address_lock','recovered':true,'guesses_per_hour':0,'other_address':'"
		  "open'",
		  "let in again within 20 s. From another address it went on.",
		  "別の接続元からは、そのまま" },
		{ "'class':'rate_limit','recovered':true,'guesses_per_hour':0",
		  "within 20 s it went on", "しばらく待つように" },
		{ "'class':'drop','recovered':false,'guesses_per_hour':0", "still were after 20 s",
		  "接続できなくなり" },
		{ "'class':'tarpit','recovered':true,'guesses_per_hour':0", "no more answer",
		  "返事が来なくなり" },
		{ "'class':'unclear','reason':'weakened','guesses_per_hour':0",
		  "could not be told. (the device began to suffer", "機器の動作が悪くなった" },
		{ "'class':'not_measured','reason':'no_consent','guesses_per_hour':0",
		  "Not measured.", "測定していません" },
		{ "'class':'none','guesses_per_hour':0,'tells_accounts':true,'other_door':'open'",
		  "Another place to log in still let the same account in. Its answers tell",
		  "アカウントがあるかどうかが" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(mem_freep) char *text = mem_format("[{" DOOR ",%s}]", rows[i].more);
		CLEANUP(json_done) json_t *en = doors(text, "en");
		CLEANUP(json_done) json_t *ja = doors(text, "ja");
		const char *said = json_text(json_array_get(en, 0), "sentence");
		const char *said_ja = json_text(json_array_get(ja, 0), "sentence");

		if (!said || !strstr(said, rows[i].en))
			fail_msg("[%s] %s", rows[i].more, said ? said : "nothing");
		if (!said_ja || !strstr(said_ja, rows[i].ja))
			fail_msg("[%s] %s", rows[i].more, said_ja ? said_ja : "nothing");
	}
}

static void a_picture(void **state)
{
	CLEANUP(json_done)
	json_t *list = doors("[{" DOOR ",'class':'none','guesses_per_hour':1}]", "en");
	CLEANUP(buf_done) struct buf out = BUF(1 << 16);
	struct report_page p = { .out = &out, .language = "en" };

	(void)state;
	report_guess_svg(&p, json_array_get(list, 0));
	const char *svg = buf_cstr(&out);
	static const char *const parts[] = {
		"role=\"img\" aria-label=\"2 wrong",
		"class=\"no\"",
		"class=\"held\"",
		"class=\"gone\"",
		"class=\"lock\"",
		"class=\"together\"",
		"attempts in order",
		"told to wait <b>1</b>",
	};
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		TAP_CHECK(parts[i], strstr(svg, parts[i]) != NULL);

	/* Without points there is nothing to draw. */
	buf_clear(&out);
	CLEANUP(json_done) json_t *none = sample_json("{'points':[]}");
	report_guess_svg(&p, none);
	assert_int_equal(out.n, 0);
}

/* As many points as an observation may have, and one alone, stay inside the picture. */
static void any_number_of_points(void **state)
{
	(void)state;
	for (unsigned n = 1; n <= 60; n++) {
		CLEANUP(json_done) json_t *points = json_array();
		CLEANUP(json_done) json_t *door = json_object();
		CLEANUP(buf_done) struct buf out = BUF(1 << 18);
		struct report_page p = { .out = &out, .language = "ja" };

		for (unsigned i = 0; i < n; i++)
			json_array_append_new(points,
					      json_pack("{s:i, s:i, s:s, s:s, s:i}", "at", 86400000,
							"took", i % 2 ? 86400000 : 0, "phase",
							"serial", "outcome", "no", "lanes", 1));
		json_object_set(door, "points", points);
		report_guess_svg(&p, door);
		assert_true(buf_ok(&out));
		assert_null(strstr(buf_cstr(&out), "M-"));
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(durations),
	cmocka_unit_test(sentences),
	cmocka_unit_test(a_picture),
	cmocka_unit_test(any_number_of_points),
};

TAP_MAIN(tests)
