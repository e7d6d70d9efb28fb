#include "wire/upnp.h"

#include "base/err.h"
#include "base/text.h"
#include "wire/xml.h"

struct reading {
	struct upnp_device *device;
	bool root;
	unsigned devices;
};

static const struct {
	const char *name;
	size_t offset;
} members[] = {
	{ "deviceType", offsetof(struct upnp_device, type) },
	{ "friendlyName", offsetof(struct upnp_device, friendly_name) },
	{ "manufacturer", offsetof(struct upnp_device, manufacturer) },
	{ "modelName", offsetof(struct upnp_device, model_name) },
	{ "modelNumber", offsetof(struct upnp_device, model_number) },
	{ "modelDescription", offsetof(struct upnp_device, model_description) },
	{ "serialNumber", offsetof(struct upnp_device, serial_number) },
};

static void on_element(void *context, const char *name, const char *text)
{
	struct reading *r = context;
	struct upnp_device *d = r->device;

	if (!text) {
		r->root = r->root || text_equal(name, "root");
		r->devices += r->root && text_equal(name, "device");
		return;
	}
	if (text_equal(name, "serviceType") && r->devices > 0 && d->n_services < UPNP_SERVICES_MAX)
		xml_keep(d->services[d->n_services++], UPNP_TEXT_MAX, text);
	for (size_t i = 0; r->devices == 1 && i < ARRAY_LEN(members); i++) {
		char *member = (char *)d + members[i].offset;

		if (text_equal(name, members[i].name) && !*member)
			xml_keep(member, UPNP_TEXT_MAX, text);
	}
}

int upnp_decode(struct bytes in, struct upnp_device *out)
{
	struct upnp_device device = { .n_services = 0 };
	struct reading reading = { .device = &device };
	int r = xml_walk(in, on_element, &reading);

	if (r < 0)
		return r;
	if (reading.devices == 0)
		return E_FORMAT;
	*out = device;
	return 0;
}
