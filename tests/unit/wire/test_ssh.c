/* Banners by table; packets and KEXINIT as OpenSSH 9.2 and Dropbear 2022.83 sent them. */
#include "corpus.h"

#include "wire/ssh.h"

static int banner(struct bytes in)
{
	struct ssh_banner b;

	return ssh_banner_decode(in, &b);
}

static int packet(struct bytes in)
{
	struct bytes payload;
	size_t used;

	return ssh_packet_decode(in, &payload, &used);
}

static int kexinit(struct bytes in)
{
	struct ssh_kexinit k;

	return ssh_kexinit_decode(in, &k);
}

static void banners_are_told_from_other_lines(void **state)
{
	static const struct {
		const char *what, *input;
		int expected;
		const char *version;
		size_t used;
		bool protocol_1;
	} rows[] = {
		{ "usual", "SSH-2.0-dropbear_2022.83\r\n", 0, "SSH-2.0-dropbear_2022.83", 26,
		  false },
		{ "bare LF", "SSH-2.0-x\n", 0, "SSH-2.0-x", 10, false },
		{ "comment", "SSH-2.0-x hello there\r\nrest", 0, "SSH-2.0-x hello there", 23,
		  false },
		{ "lines before", "hi\r\nthere\r\nSSH-2.0-x\r\n", 0, "SSH-2.0-x", 22, false },
		{ "1.99", "SSH-1.99-x\r\n", 0, "SSH-1.99-x", 12, false },
		{ "1.5", "SSH-1.5-x\r\n", 0, "SSH-1.5-x", 11, true },
		{ "other service", "220 ftp ready\r\n", E_TRUNC, NULL, 0, false },
		{ "no software", "SSH-2.0\r\n", E_FORMAT, NULL, 0, false },
		{ "empty software", "SSH-2.0-\r\n", E_FORMAT, NULL, 0, false },
		{ "no number", "SSH--x\r\n", E_FORMAT, NULL, 0, false },
		{ "letters for the number", "SSH-two-x\r\n", E_FORMAT, NULL, 0, false },
		{ "control character", "SSH-2.0-a\033[2J\r\n", E_FORMAT, NULL, 0, false },
		{ "only SSH-", "SSH-\n", E_FORMAT, NULL, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ssh_banner b;
		int r = ssh_banner_decode(bytes_of(rows[i].input), &b);

		TAP_INT(rows[i].what, r, rows[i].expected);
		if (r < 0)
			continue;
		TAP_CHECK(rows[i].what, bytes_equal(b.version, bytes_of(rows[i].version)));
		TAP_INT(rows[i].what, b.used, rows[i].used);
		TAP_INT(rows[i].what, b.protocol_1, rows[i].protocol_1);
	}
	assert_int_equal(banner((struct bytes){ (const uint8_t *)"a\0b\n", 4 }), E_FORMAT);
	corpus_prefixes("banner", bytes_of("hello\r\nSSH-2.0-x\r\n"), banner, E_TRUNC);
}

static void banner_limits(void **state)
{
	CLEANUP(buf_done) struct buf b = BUF(65536);

	(void)state;
	for (size_t n = SSH_BANNER_LINE_MAX; n <= SSH_BANNER_LINE_MAX + 1; n++) {
		int expected = n > SSH_BANNER_LINE_MAX ? E_LIMIT : 0;

		buf_clear(&b);
		buf_text(&b, "SSH-2.0-");
		while (b.n < n - 2)
			buf_u8(&b, 'x');
		buf_text(&b, "\r\n");
		assert_int_equal(banner(buf_view(&b)), expected);
		/* Without its end the line is judged by what is there. */
		b.n -= 2;
		assert_int_equal(banner(buf_view(&b)), E_TRUNC);
	}
	buf_text(&b, "x");
	assert_int_equal(banner(buf_view(&b)), E_LIMIT);

	for (unsigned lines = SSH_BANNER_LINES_MAX; lines <= SSH_BANNER_LINES_MAX + 1; lines++) {
		buf_clear(&b);
		for (unsigned i = 0; i < lines; i++)
			buf_text(&b, "hello\r\n");
		buf_text(&b, "SSH-2.0-x\r\n");
		assert_int_equal(banner(buf_view(&b)), lines > SSH_BANNER_LINES_MAX ? E_LIMIT : 0);
	}
}

static void packets_by_table(void **state)
{
	static const struct {
		const char *what;
		uint8_t input[24];
		size_t n;
		int expected;
		size_t payload_n;
	} rows[] = {
		{ "smallest", { 0, 0, 0, 12, 10, 20 }, 16, 0, 1 },
		{ "least padding", { 0, 0, 0, 12, 4, 20 }, 16, 0, 7 },
		{ "more follows", { 0, 0, 0, 12, 4, 20 }, 24, 0, 7 },
		{ "padding too short", { 0, 0, 0, 12, 3, 20 }, 16, E_FORMAT, 0 },
		{ "padding leaves nothing", { 0, 0, 0, 12, 11, 20 }, 16, E_FORMAT, 0 },
		{ "padding beyond", { 0, 0, 0, 12, 255, 20 }, 16, E_FORMAT, 0 },
		{ "not a multiple of 8", { 0, 0, 0, 13, 4, 20 }, 17, E_FORMAT, 0 },
		{ "too short", { 0, 0, 0, 4, 4, 20 }, 8, E_FORMAT, 0 },
		{ "length 0", { 0, 0, 0, 0, 4, 20 }, 8, E_FORMAT, 0 },
		{ "length all ones", { 255, 255, 255, 255, 4, 20 }, 16, E_LIMIT, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes payload, in = { rows[i].input, rows[i].n };
		size_t used;
		int r = ssh_packet_decode(in, &payload, &used);

		TAP_INT(rows[i].what, r, rows[i].expected);
		if (r < 0)
			continue;
		TAP_INT(rows[i].what, payload.n, rows[i].payload_n);
		TAP_INT(rows[i].what, used, 16);
	}
}

static void packet_limit(void **state)
{
	CLEANUP(buf_done) struct buf b = BUF(2 * SSH_PACKET_MAX);

	(void)state;
	for (uint32_t size = SSH_PACKET_MAX; size <= SSH_PACKET_MAX + 8; size += 8) {
		buf_clear(&b);
		buf_u32(&b, size - 4);
		buf_u8(&b, 4);
		while (b.n < size)
			buf_u8(&b, 0);
		assert_int_equal(packet(buf_view(&b)), size > SSH_PACKET_MAX ? E_LIMIT : 0);
	}
}

static void packets_come_back(void **state)
{
	uint8_t data[64] = { 20 };

	(void)state;
	for (size_t n = 1; n <= sizeof(data); n++) {
		CLEANUP(buf_done) struct buf b = BUF(1024);
		struct bytes payload, in = { data, n };
		size_t used;

		ssh_packet_encode(&b, in);
		assert_true(buf_ok(&b));
		assert_int_equal(b.n % 8, 0);
		assert_int_equal(ssh_packet_decode(buf_view(&b), &payload, &used), 0);
		assert_int_equal(used, b.n);
		assert_true(bytes_equal(payload, in));
		corpus_prefixes("packet", buf_view(&b), packet, E_TRUNC);
	}

	/* What we cannot read we do not write. */
	CLEANUP(mem_freep) uint8_t *big = mem_array(SSH_PACKET_MAX, 1);
	CLEANUP(buf_done) struct buf b = BUF(2 * SSH_PACKET_MAX);
	ssh_packet_encode(&b, (struct bytes){ big, SSH_PACKET_MAX });
	assert_false(buf_ok(&b));
}

/* A KEXINIT payload with list as its first name list and the others empty. */
static void kexinit_with(struct buf *out, struct bytes list)
{
	static const uint8_t cookie[SSH_COOKIE_SIZE];

	buf_clear(out);
	buf_u8(out, 20);
	buf_add(out, cookie, sizeof(cookie));
	buf_u32(out, (uint32_t)list.n);
	buf_bytes(out, list);
	for (unsigned i = 1; i < 10; i++)
		buf_u32(out, 0);
	buf_u8(out, 1);
	buf_u32(out, 0);
}

static void name_lists_by_table(void **state)
{
	static const struct {
		const char *what, *list;
		int expected;
		unsigned n;
	} rows[] = {
		{ "empty", "", 0, 0 },
		{ "one", "none", 0, 1 },
		{ "three", "a,b,c", 0, 3 },
		{ "domain", "curve25519-sha256@libssh.org", 0, 1 },
		{ "base64", "gss-group14-sha256-toWM5Slw5Ew8Mqkay+al2g==", 0, 1 },
		{ "empty name first", ",a", E_FORMAT, 0 },
		{ "empty name last", "a,", E_FORMAT, 0 },
		{ "empty name within", "a,,b", E_FORMAT, 0 },
		{ "only a comma", ",", E_FORMAT, 0 },
		{ "blank", "a b", E_FORMAT, 0 },
		{ "line end", "a\n", E_FORMAT, 0 },
		{ "DEL", "a\x7f", E_FORMAT, 0 },
		{ "high byte", "a\xff", E_FORMAT, 0 },
		{ "two ats", "a@b@c", E_FORMAT, 0 },
	};
	CLEANUP(buf_done) struct buf b = BUF(65536);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ssh_kexinit k;

		kexinit_with(&b, bytes_of(rows[i].list));
		int r = ssh_kexinit_decode(buf_view(&b), &k);
		TAP_INT(rows[i].what, r, rows[i].expected);
		if (r < 0)
			continue;
		TAP_INT(rows[i].what, k.kex.n, rows[i].n);
		TAP_INT(rows[i].what, k.compress_out.n, 0);
		TAP_CHECK(rows[i].what, k.first_kex_follows);
	}
}

static void name_list_limits(void **state)
{
	CLEANUP(buf_done) struct buf b = BUF(65536), list = BUF(4096);

	(void)state;
	for (unsigned n = SSH_LIST_MAX; n <= SSH_LIST_MAX + 1; n++) {
		buf_clear(&list);
		for (unsigned i = 0; i < n; i++)
			buf_text(&list, i == 0 ? "a" : ",a");
		kexinit_with(&b, buf_view(&list));
		assert_int_equal(kexinit(buf_view(&b)), n > SSH_LIST_MAX ? E_LIMIT : 0);
	}
	for (unsigned n = SSH_NAME_MAX; n <= SSH_NAME_MAX + 1; n++) {
		buf_clear(&list);
		for (unsigned i = 0; i < n; i++)
			buf_u8(&list, 'a');
		kexinit_with(&b, buf_view(&list));
		assert_int_equal(kexinit(buf_view(&b)), n > SSH_NAME_MAX ? E_FORMAT : 0);
	}
}

static void list_is(const char *what, const struct ssh_list *list, unsigned n, const char *first)
{
	TAP_INT(what, list->n, n);
	TAP_CHECK(what, bytes_equal(list->names[0], bytes_of(first)));
}

static void real_servers(void **state)
{
	static const struct {
		const char *file, *version;
		unsigned kex, host_key, cipher, mac;
		const char *first_kex, *first_host_key, *first_cipher, *first_mac;
	} rows[] = {
		{ "ssh/openssh", "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10", 12, 1, 6, 10,
		  "sntrup761x25519-sha512", "ssh-ed25519", "chacha20-poly1305@openssh.com",
		  "umac-64-etm@openssh.com" },
		{ "ssh/dropbear", "SSH-2.0-dropbear_2022.83", 9, 3, 3, 2, "curve25519-sha256",
		  "ecdsa-sha2-nistp256", "chacha20-poly1305@openssh.com", "hmac-sha1" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf file = corpus_read(rows[i].file);
		struct bytes in = buf_view(&file), payload;
		struct ssh_banner b;
		struct ssh_kexinit k;
		size_t used;

		TAP_INT(rows[i].file, ssh_banner_decode(in, &b), 0);
		TAP_CHECK(rows[i].file, bytes_equal(b.version, bytes_of(rows[i].version)));
		in = (struct bytes){ in.p + b.used, in.n - b.used };
		TAP_INT(rows[i].file, ssh_packet_decode(in, &payload, &used), 0);
		TAP_INT(rows[i].file, used, in.n);
		TAP_INT(rows[i].file, ssh_kexinit_decode(payload, &k), 0);
		list_is(rows[i].file, &k.kex, rows[i].kex, rows[i].first_kex);
		list_is(rows[i].file, &k.host_key, rows[i].host_key, rows[i].first_host_key);
		list_is(rows[i].file, &k.cipher_in, rows[i].cipher, rows[i].first_cipher);
		list_is(rows[i].file, &k.cipher_out, rows[i].cipher, rows[i].first_cipher);
		list_is(rows[i].file, &k.mac_out, rows[i].mac, rows[i].first_mac);
		corpus_prefixes(rows[i].file, in, packet, E_TRUNC);
		corpus_prefixes(rows[i].file, payload, kexinit, E_TRUNC);

		/* One byte too many; another message. */
		CLEANUP(buf_done) struct buf more = BUF(65536);
		buf_bytes(&more, payload);
		buf_u8(&more, 0);
		TAP_INT(rows[i].file, kexinit(buf_view(&more)), E_FORMAT);
		more.p[0] = 21;
		TAP_INT(rows[i].file, kexinit(buf_view(&more)), E_FORMAT);
	}
}

static void our_offer_comes_back(void **state)
{
	static const uint8_t cookie[SSH_COOKIE_SIZE] = { 1, 2, 3 };
	static const struct ssh_offer offer = { "k1,k2", "h", "c1,c2,c3", "m", "none" };
	CLEANUP(buf_done) struct buf b = BUF(1024);
	struct ssh_kexinit k;

	(void)state;
	ssh_kexinit_encode(&b, cookie, &offer);
	assert_true(buf_ok(&b));
	assert_int_equal(ssh_kexinit_decode(buf_view(&b), &k), 0);
	list_is("kex", &k.kex, 2, "k1");
	list_is("host key", &k.host_key, 1, "h");
	list_is("cipher", &k.cipher_out, 3, "c1");
	list_is("mac", &k.mac_in, 1, "m");
	list_is("compress", &k.compress_in, 1, "none");
	assert_false(k.first_kex_follows);
}

static const struct CMUnitTest ssh[] = {
	cmocka_unit_test(banners_are_told_from_other_lines),
	cmocka_unit_test(banner_limits),
	cmocka_unit_test(packets_by_table),
	cmocka_unit_test(packet_limit),
	cmocka_unit_test(packets_come_back),
	cmocka_unit_test(name_lists_by_table),
	cmocka_unit_test(name_list_limits),
	cmocka_unit_test(real_servers),
	cmocka_unit_test(our_offer_comes_back),
};

TAP_MAIN(ssh)
