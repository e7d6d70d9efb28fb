/* What a server sends first: banner, packet, KEXINIT; the input also as a bare KEXINIT. */
#include "fuzz.h"

#include "wire/ssh.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ssh_banner b = { .used = 0 };
	struct ssh_kexinit k;
	struct bytes payload;
	size_t used;

	if (ssh_banner_decode((struct bytes){ data, size }, &b) == 0)
		assert(b.used <= size && b.version.n < SSH_BANNER_LINE_MAX);
	if (ssh_packet_decode((struct bytes){ data + b.used, size - b.used }, &payload, &used) == 0)
		(void)!ssh_kexinit_decode(payload, &k);
	(void)!ssh_kexinit_decode((struct bytes){ data, size }, &k);
	return 0;
}
