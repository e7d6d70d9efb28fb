#include "label/artwork_words.h"

#include "base/buf.h"

#define WORDS(ja_, en_) ((struct artwork_words){ .ja = (ja_), .en = (en_) })

bool artwork_words_ja(const struct artwork *a)
{
	return a->language != ARTWORK_EN;
}

bool artwork_words_en(const struct artwork *a)
{
	return a->language != ARTWORK_JA;
}

struct artwork_words artwork_words_level(unsigned level)
{
	static const struct artwork_words levels[] = {
		{ "レベル 1（4段階）", "Level 1 of 4" },
		{ "レベル 2（4段階）", "Level 2 of 4" },
		{ "レベル 3（4段階）", "Level 3 of 4" },
		{ "レベル 4（4段階）", "Level 4 of 4" },
	};

	assert(level >= 1 && level <= ARRAY_LEN(levels));
	return levels[level - 1];
}

struct artwork_words artwork_words_attester(unsigned level)
{
	return level <= 2 ? WORDS("製造者による自己適合宣言", "Self-declared by the maker")
			  : WORDS("制度運営者による認証", "Certified by the scheme owner");
}

struct artwork_words artwork_words_caution(void)
{
	return WORDS("発行時点の評価です。安全を保証するものではありません。",
		     "As assessed at issue; no guarantee of security.");
}

struct artwork_words artwork_words_number(void)
{
	return WORDS("登録番号", "Registration number");
}

struct artwork_words artwork_words_scan(void)
{
	return WORDS("最新の状態", "Current status");
}

struct artwork_words artwork_words_specimen(void)
{
	return WORDS("見本", "SPECIMEN");
}

struct artwork_words artwork_words_void(void)
{
	return WORDS("見本（無効）", "SPECIMEN, NOT VALID");
}

unsigned artwork_words_rows(const struct artwork *a, struct artwork_row rows[ARTWORK_ROWS_MAX])
{
	unsigned n = 0;

	rows[n++] = (struct artwork_row){ WORDS("適合基準", "Criteria"),
					  WORDS(a->criteria_ja, a->criteria_en) };
	rows[n++] =
	    (struct artwork_row){ WORDS("発行日", "Issued on"), WORDS(a->issued, a->issued) };
	if (a->valid_until)
		rows[n++] = (struct artwork_row){ WORDS("有効期限", "Valid until"),
						  WORDS(a->valid_until, a->valid_until) };
	if (a->support_until)
		rows[n++] = (struct artwork_row){ WORDS("サポート期限", "Support until"),
						  WORDS(a->support_until, a->support_until) };
	return n;
}

void artwork_words_title(struct buf *out, const struct artwork *a)
{
	struct artwork_words level = artwork_words_level(a->level);

	if (artwork_words_ja(a))
		buf_format(out, "%s%s %s %s", a->specimen ? "見本: " : "", a->scheme_ja, level.ja,
			   a->number);
	if (a->language == ARTWORK_BOTH)
		buf_text(out, " / ");
	if (artwork_words_en(a))
		buf_format(out, "%s%s, %s, %s", a->specimen ? "Specimen: " : "", a->scheme_en,
			   level.en, a->number);
}

void artwork_words_told(struct buf *out, const struct artwork *a)
{
	struct artwork_row rows[ARTWORK_ROWS_MAX];
	unsigned n = artwork_words_rows(a, rows);
	/* Nobody wants hundreds of letters of a statement read out. */
	int address = (int)strcspn(a->url, "#");
	bool is_signed = a->url[address] != '\0';

	if (artwork_words_ja(a)) {
		buf_format(out, "%s。登録番号 %s。", artwork_words_level(a->level).ja, a->number);
		for (unsigned i = 0; i < n; i++)
			buf_format(out, "%s %s。", rows[i].name.ja, rows[i].value.ja);
		buf_format(out, "%s。%s二次元コード: %.*s%s%s", artwork_words_attester(a->level).ja,
			   artwork_words_caution().ja, address, a->url,
			   is_signed ? "（署名付き）" : "",
			   a->language == ARTWORK_BOTH ? "\n" : "");
	}
	if (artwork_words_en(a)) {
		buf_format(out, "%s. Registration number %s. ", artwork_words_level(a->level).en,
			   a->number);
		for (unsigned i = 0; i < n; i++)
			buf_format(out, "%s %s. ", rows[i].name.en, rows[i].value.en);
		buf_format(out, "%s. %s QR code: %.*s%s", artwork_words_attester(a->level).en,
			   artwork_words_caution().en, address, a->url,
			   is_signed ? " (signed)" : "");
	}
}
