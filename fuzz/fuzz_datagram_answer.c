/* The small answers: each input is tried by every decoder. */
#include "fuzz.h"

#include "wire/bacnet.h"
#include "wire/coap.h"
#include "wire/dtls.h"
#include "wire/modbus.h"
#include "wire/netbios.h"
#include "wire/ntp.h"
#include "wire/sip.h"
#include "wire/ssdp.h"
#include "wire/tftp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = { data, size };
	struct sip_answer sip;
	struct netbios_status status;

	(void)!ntp_decode(in, UINT64_C(0x0123456789abcdef), &(struct ntp_answer){ 0 });
	(void)!coap_decode(in, &(struct coap_message){ 0 });
	(void)!dtls_decode(in, &(enum dtls_kind){ 0 });
	(void)!tftp_decode(in, &(struct tftp_answer){ 0 });
	(void)!modbus_decode(in, &(struct modbus_answer){ 0 });
	(void)!bacnet_decode(in, &(struct bacnet_answer){ 0 });
	(void)!ssdp_decode(in, &(struct ssdp_answer){ 0 });
	if (netbios_decode(in, 0x1234, &status) == 0)
		assert(status.n <= NETBIOS_NAMES_MAX);
	if (sip_decode(in, &sip) == 0 && sip.agent.n > 0)
		assert(sip.agent.p >= data && sip.agent.p + sip.agent.n <= data + size);
	return 0;
}
