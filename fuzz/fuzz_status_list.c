/* A list that can be read holds no more than it may, and each label in it can be asked for. */
#include "fuzz.h"

#include "crypto/cose.h"
#include "label/status_list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(status_list_done) struct status_list list = { 0 };
	struct cose message;
	enum status status;

	if (status_list_read(&list, &message, (struct bytes){ data, size }, NULL) < 0)
		return 0;
	assert(list.size <= STATUS_LIST_LABELS_MAX / 2);
	assert(statement_issuer_valid(list.issuer));
	for (size_t i = 0; i < 2 * list.size; i++)
		(void)!status_list_get(&list, (uint32_t)i, &status);
	assert(status_list_get(&list, (uint32_t)(2 * list.size), &status) < 0);
	return 0;
}
