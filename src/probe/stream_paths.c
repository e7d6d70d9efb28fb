#include "probe/stream_paths.h"

#include "base/text.h"
#include "probe/probe.h"
#include "product/declaration.h"

/* The main stream of each, from their makers' instructions for other viewers. */
static const char *const published[] = {
	"/",
	"/live",
	"/live.sdp",                            /* Vivotek */
	"/stream1",                             /* TP-Link */
	"/Streaming/Channels/101",              /* Hikvision */
	"/cam/realmonitor?channel=1&subtype=0", /* Dahua */
	"/axis-media/media.amp",                /* Axis */
	"/MediaInput/h264",                     /* Panasonic */
	"/media/video1",                        /* Sony */
	"/profile1/media.smp",                  /* Hanwha */
	"/h264Preview_01_main",                 /* Reolink */
	"/videoMain",                           /* Foscam */
};

static void add(struct stream_path *out, unsigned *n, const char *path, const char *wanted)
{
	for (unsigned i = 0; i < *n; i++)
		if (text_equal(out[i].path, path))
			return;
	if (*n < STREAM_PATHS_MAX)
		out[(*n)++] = (struct stream_path){ .path = path, .wanted = wanted };
}

unsigned stream_paths(const struct probe_context *cx, uint16_t port,
		      struct stream_path out[static STREAM_PATHS_MAX])
{
	const json_t *interface = declaration_interface(cx->declaration, "tcp", port);
	unsigned n = 0;
	size_t i;
	json_t *item;

	json_array_foreach (json_object_get(interface, "resources"), i, item)
		if (json_text(item, "path") && !json_text(item, "type"))
			add(out, &n, json_text(item, "path"), json_text(item, "access"));
	for (i = 0; i < ARRAY_LEN(published); i++)
		add(out, &n, published[i], NULL);
	return n;
}
