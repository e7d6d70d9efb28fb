#include "web/page_artwork_choice.h"

#include "base/err.h"
#include "base/mem.h"
#include "label/artwork.h"
#include "web/artwork_code.h"
#include "web/page_artwork.h"
#include "web/view.h"

static const struct {
	const char *ja, *en, *means_ja, *means_en;
} words[ARTWORK_CODES] = {
	[ARTWORK_CODE_PLAIN] = { "アドレスのみ", "Address only",
				 "小さな製品向け。ページで確かめるためのもので、通信なしでは確かめ"
				 "られません。",
				 "For small devices. It leads to this page; without network "
				 "nothing "
				 "can be checked." },
	[ARTWORK_CODE_COMPACT] = { "署名付き", "Signed",
				   "シールや本体向け。通信なしでも、本物かどうかを確かめられます。",
				   "For stickers and housings. It can be verified without "
				   "network." },
	[ARTWORK_CODE_FULL] = { "署名付き・名称入り", "Signed, with names",
				"箱や説明書向け。申請者と製品の名称も含みます。",
				"For boxes and manuals. The names of applicant and product are "
				"signed too." },
};

static json_t *codes_of(const struct web *web, const struct request *rq, const json_t *row,
			enum artwork_code shown)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < ARTWORK_CODES; i++) {
		CLEANUP(mem_freep)
		char *address = artwork_code_address(web, row, (enum artwork_code)i);

		if (!address)
			continue;
		CLEANUP(mem_freep)
		char *here = view_here(rq, "code", artwork_code_word((enum artwork_code)i));
		CLEANUP(mem_freep) char *href = mem_format("%s#artwork", here);
		json_array_append_new(list,
				      json_pack("{s:o, s:o, s:s, s:b}", "name",
						view_words(words[i].ja, words[i].en), "means",
						view_words(words[i].means_ja, words[i].means_en),
						"href", href, "current", i == (unsigned)shown));
	}
	return list;
}

static json_t *layouts_of(const struct web *web, const json_t *row, enum artwork_code shown)
{
	CLEANUP(mem_freep) char *address = artwork_code_address(web, row, shown);
	struct artwork a = page_artwork_of(web, row);

	a.url = address;
	return page_artwork_layouts(&a);
}

json_t *page_artwork_choice(const struct web *web, const struct request *rq, const json_t *row)
{
	enum artwork_code shown = artwork_code_shown(rq, row);
	json_t *codes = codes_of(web, rq, row, shown);

	return json_pack("{s:O, s:s, s:b, s:o, s:o}", "number", json_object_get(row, "number"),
			 "code", artwork_code_word(shown), "several", json_array_size(codes) > 1,
			 "codes", codes, "layouts", layouts_of(web, row, shown));
}
