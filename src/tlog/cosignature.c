#include "tlog/cosignature.h"

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"

#define HEAD_MAX 64 /* the two lines before the text */

void cosignature_message(struct buf *out, uint64_t time, struct bytes text)
{
	buf_format(out, "cosignature/v1\ntime %" PRIu64 "\n", time);
	buf_bytes(out, text);
}

int cosignature_verify(const struct note_key *key, const uint8_t signature[static COSIGNATURE_SIZE],
		       struct bytes text, uint64_t *time)
{
	CLEANUP(buf_done) struct buf message = BUF(HEAD_MAX + NOTE_SIZE_MAX);
	struct cursor c = cursor_of((struct bytes){ signature, COSIGNATURE_SIZE });
	uint64_t at = cursor_u64(&c);

	if (at > COSIGNATURE_TIME_MAX)
		return E_VERIFY;
	cosignature_message(&message, at, text);
	if (!buf_ok(&message) ||
	    ed25519_verify(key->public_key, signature + 8, buf_view(&message)) < 0)
		return E_VERIFY;
	*time = at;
	return 0;
}
