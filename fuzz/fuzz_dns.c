/* A message that is accepted can be read to its end; targets and texts of all records. */
#include "fuzz.h"

#include "wire/dns.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dns_message m;
	struct dns_record record;
	char name[DNS_NAME_TEXT];

	if (dns_decode((struct bytes){ data, size }, &m) < 0)
		return 0;
	for (unsigned left = m.records; left > 0; left--) {
		assert(dns_next(&m, &record));
		if (dns_target(&m, &record, name) == 0)
			assert(strlen(name) < DNS_NAME_TEXT);
		(void)dns_txt_find(record.data, "model");
	}
	assert(!dns_next(&m, &record));
	return 0;
}
