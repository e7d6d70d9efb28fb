/* Frames by table, both forms of a property map, limits, and what we send. */
#include "corpus.h"

#include "wire/echonet.h"

static int frame(struct bytes in)
{
	struct echonet_frame f;

	return echonet_decode(in, &f);
}

static int map(struct bytes in)
{
	struct echonet_map m;

	return echonet_map_decode(in, &m);
}

#define BYTES(text) ((struct bytes){ (const uint8_t *)(text), sizeof(text) - 1 })

static void frames_by_table(void **state)
{
	static const struct {
		const char *what, *input;
		size_t n;
		int expected;
	} rows[] = {
		{ "answer", "\x10\x81\0\1\x0e\xf0\1\5\xff\1\x72\1\xd6\0", 14, 0 },
		{ "free format", "\x10\x82\0\1", 4, E_UNSUPPORTED },
		{ "another protocol", "\x11\x81\0\1\x0e\xf0\1\5\xff\1\x72\1\xd6\0", 14, E_FORMAT },
		{ "another format", "\x10\x83\0\1\x0e\xf0\1\5\xff\1\x72\1\xd6\0", 14, E_FORMAT },
		{ "no property", "\x10\x81\0\1\x0e\xf0\1\5\xff\1\x72\0", 12, E_FORMAT },
		{ "unknown service", "\x10\x81\0\1\x0e\xf0\1\5\xff\1\x54\1\xd6\0", 14, E_FORMAT },
		{ "SetGet", "\x10\x81\0\1\x0e\xf0\1\5\xff\1\x7e\1\xd6\0\0", 15, E_UNSUPPORTED },
		{ "more behind it", "\x10\x81\0\1\x0e\xf0\1\5\xff\1\x72\1\xd6\0\0", 15, E_FORMAT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes in = { (const uint8_t *)rows[i].input, rows[i].n };

		TAP_INT(rows[i].what, frame(in), rows[i].expected);
		if (rows[i].expected == 0)
			corpus_prefixes(rows[i].what, in, frame, E_TRUNC);
	}
}

static void captured(void **state)
{
	CLEANUP(buf_done) struct buf instances = corpus_read("echonet/instances");
	CLEANUP(buf_done) struct buf aircon = corpus_read("echonet/aircon");
	CLEANUP(buf_done) struct buf refused = corpus_read("echonet/refused");
	struct echonet_frame f;
	struct echonet_list list;
	struct echonet_map settable, readable;

	(void)state;
	assert_int_equal(echonet_decode(buf_view(&instances), &f), 0);
	assert_int_equal(f.from, ECHONET_NODE);
	assert_int_equal(f.service, ECHONET_GET_RES);
	assert_int_equal(echonet_list_decode(echonet_property_find(&f, ECHONET_INSTANCES), &list),
			 0);
	assert_int_equal(list.n, 2);
	assert_int_equal(list.objects[1], 0x029001);
	corpus_prefixes("instances", buf_view(&instances), frame, E_TRUNC);

	assert_int_equal(echonet_decode(buf_view(&aircon), &f), 0);
	struct bytes product = echonet_property_find(&f, ECHONET_PRODUCT);
	assert_true(bytes_equal(product, BYTES("HSH-AC100\0\0\0")));
	assert_int_equal(echonet_map_decode(echonet_property_find(&f, ECHONET_SETTABLE), &settable),
			 0);
	assert_int_equal(settable.n, 4);
	assert_int_equal(settable.codes[1], 0xb0);
	struct bytes bits = echonet_property_find(&f, ECHONET_READABLE);
	assert_int_equal(echonet_map_decode(bits, &readable), 0);
	assert_int_equal(readable.n, 17);
	assert_int_equal(readable.codes[0], 0x80);
	assert_int_equal(readable.codes[16], 0xb0);
	corpus_prefixes("a bitmap", bits, map, E_TRUNC);

	assert_int_equal(echonet_decode(buf_view(&refused), &f), 0);
	assert_int_equal(f.service, ECHONET_GET_SNA);
	assert_int_equal(echonet_property_find(&f, ECHONET_PRODUCT).n, 0);
	assert_int_equal(echonet_property_find(&f, ECHONET_VERSION).n, 4);
}

static void limits(void **state)
{
	CLEANUP(mem_freep) uint8_t *b = mem_array(12 + 2 * 255 + 3, 1);
	struct echonet_frame f;
	struct echonet_list list;
	struct echonet_map m;

	(void)state;
	/* All the properties that a count can name, and one more than there are. */
	memcpy(b, "\x10\x81\0\1\x0e\xf0\1\5\xff\1\x72\xff", 12);
	assert_int_equal(echonet_decode((struct bytes){ b, 12 + 2 * 255 }, &f), 0);
	assert_int_equal(f.n, ECHONET_PROPERTIES_MAX);
	assert_int_equal(echonet_decode((struct bytes){ b, 12 + 2 * 254 }, &f), E_TRUNC);
	/* Lists of 84 and 85. */
	memset(b, 1, 12 + 2 * 255);
	b[0] = ECHONET_OBJECTS_MAX;
	assert_int_equal(echonet_list_decode((struct bytes){ b, 1 + 3 * 84 }, &list), 0);
	assert_int_equal(list.n, 84);
	b[0]++;
	assert_int_equal(echonet_list_decode((struct bytes){ b, 1 + 3 * 85 }, &list), E_LIMIT);
	/* Maps of 15 listed and 16 in bits; every bit. */
	b[0] = 15;
	assert_int_equal(echonet_map_decode((struct bytes){ b, 16 }, &m), 0);
	assert_int_equal(m.n, 15);
	b[0] = 16;
	assert_int_equal(echonet_map_decode((struct bytes){ b, 17 }, &m), 0);
	assert_int_equal(echonet_map_decode((struct bytes){ b, 18 }, &m), E_FORMAT);
	memset(b + 1, 0xff, 16);
	assert_int_equal(echonet_map_decode((struct bytes){ b, 17 }, &m), 0);
	assert_int_equal(m.n, 128);
	assert_int_equal(m.codes[127], 0xff);
	assert_int_equal(map((struct bytes){ .n = 0 }), E_TRUNC);
}

static void what_we_send(void **state)
{
	CLEANUP(buf_done) struct buf b = BUF(64);
	const uint8_t codes[] = { ECHONET_INSTANCES };

	(void)state;
	echonet_get_encode(&b, 1, ECHONET_NODE, codes, 1);
	assert_true(bytes_equal(buf_view(&b), BYTES("\x10\x81\0\1\5\xff\1\x0e\xf0\1\x62\1\xd6\0")));
}

static const struct CMUnitTest echonet[] = {
	cmocka_unit_test(frames_by_table),
	cmocka_unit_test(captured),
	cmocka_unit_test(limits),
	cmocka_unit_test(what_we_send),
};

TAP_MAIN(echonet)
