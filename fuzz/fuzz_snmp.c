/* A message, and the text of every identifier in it. */
#include "fuzz.h"

#include "base/buf.h"
#include "wire/ber.h"
#include "wire/snmp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct snmp_message m;

	if (snmp_decode((struct bytes){ data, size }, &m) < 0)
		return 0;
	assert(m.n <= SNMP_VALUES_MAX);
	(void)snmp_value_find(&m, SNMP_SYS_DESCR);
	for (unsigned i = 0; i < m.n; i++) {
		CLEANUP(buf_done) struct buf text = BUF(1 << 16);

		assert(ber_oid_text(&text, m.values[i].name) != 0 || text.n > 0);
	}
	return 0;
}
