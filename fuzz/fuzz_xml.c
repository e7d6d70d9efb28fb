/* What SOAP and UPnP decoders make of a document. */
#include "fuzz.h"

#include "wire/onvif.h"
#include "wire/upnp.h"
#include "wire/wsd.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = { data, size };
	struct upnp_device device;

	(void)!wsd_decode(in, &(struct wsd_match){ 0 });
	(void)!onvif_decode(in, &(struct onvif_answer){ 0 });
	if (upnp_decode(in, &device) == 0)
		assert(device.n_services <= UPNP_SERVICES_MAX);
	return 0;
}
