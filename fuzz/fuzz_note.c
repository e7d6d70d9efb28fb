/* Notes: what parses is put together again to the same bytes; keys. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/mem.h"
#include "tlog/note.h"

static const char vkey[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct bytes in = { data, size };
	CLEANUP(mem_freep) char *text = mem_textn((const char *)data, size);
	struct note_key key, again;
	struct note_seal seal;
	struct note note;

	if (note_key_parse(&key, text, NULL) == 0) {
		CLEANUP(buf_done) struct buf out = BUF(1000);

		note_key_format(&out, &key);
		assert(note_key_parse(&again, buf_cstr(&out), NULL) == 0 && again.id == key.id);
	}
	if (note_parse(&note, in, NULL) < 0)
		return 0;
	CLEANUP(buf_done) struct buf out = BUF(NOTE_SIZE_MAX);
	buf_bytes(&out, note.text);
	buf_text(&out, "\n");
	for (size_t i = 0; i < note.n; i++) {
		buf_text(&out, "\xe2\x80\x94 ");
		buf_bytes(&out, note.signatures[i].name);
		buf_text(&out, " ");
		buf_bytes(&out, note.signatures[i].text);
		buf_text(&out, "\n");
	}
	assert(bytes_equal(buf_view(&out), in) && note_text_valid(note.text));
	if (note_key_parse(&key, vkey, NULL) == 0 && note_verify(&note, &key, 1, &seal, NULL) == 0)
		assert(seal.is_there);
	return 0;
}
