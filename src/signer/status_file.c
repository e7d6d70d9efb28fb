#include "signer/status_file.h"

#include "base/err.h"
#include "label/status_list.h"
#include "signer/shelf.h"

int status_file_make(struct buf *out, const struct shelf *shelf, const char *issuer, int64_t made,
		     const struct signing_key *key, struct err *err)
{
	CLEANUP(status_list_done) struct status_list list = { .size = 0 };
	size_t n = shelf_count(shelf);
	int r = status_list_create(&list, issuer, 0, n, err);

	if (r < 0)
		return r;
	list.made = made;
	list.ttl = STATUS_FILE_TTL;
	for (size_t i = 0; r == 0 && i < n; i++) {
		enum status status;

		r = status_list_from_word(shelf_at(shelf, i)->status, &status)
			? status_list_set(&list, (uint32_t)i, status)
			: err_set(err, E_FORMAT, "a label has no status");
	}
	return r == 0 ? status_list_sign(out, &list, key, err) : r;
}
