#include "label/status_list.h"

#include <zlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "crypto/cbor.h"
#include "crypto/cose.h"

#define TYPE "application/statuslist+cwt"
#define BITS 4
#define PACKED_MAX (STATUS_LIST_LABELS_MAX / 2)
#define TIME_MAX UINT64_C(253402300799)
#define URI_MAX (STATEMENT_ISSUER_MAX + 32)

/* RFC 8392; the draft's sections 5.2 and 4.3 */
enum {
	CLAIM_SUB = 2,
	CLAIM_EXP = 4,
	CLAIM_IAT = 6,
	CLAIM_STATUS_LIST = 65533,
	CLAIM_TTL = 65534,
};

static const struct {
	enum status status;
	const char *word;
} words[] = {
	{ STATUS_VALID, "valid" },         { STATUS_REVOKED, "revoked" },
	{ STATUS_SUSPENDED, "suspended" }, { STATUS_EXTENSION_PENDING, "extension_pending" },
	{ STATUS_EXPIRED, "expired" },     { STATUS_WITHDRAWN, "withdrawn" },
};

const char *status_list_word(enum status status)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (words[i].status == status)
			return words[i].word;
	return NULL;
}

bool status_list_from_word(const char *word, enum status *out)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text_equal(words[i].word, word)) {
			*out = words[i].status;
			return true;
		}
	return false;
}

/* ---- the list ---- */

int status_list_create(struct status_list *out, const char *issuer, uint32_t id, size_t count,
		       struct err *err)
{
	if (!statement_issuer_valid(issuer) || id > STATEMENT_LIST_MAX)
		return err_set(err, E_FORMAT, "'%s' and %u name no list", issuer, id);
	if (count > STATUS_LIST_LABELS_MAX)
		return err_set(err, E_LIMIT, "a list holds at most %u labels",
			       (unsigned)STATUS_LIST_LABELS_MAX);
	*out = (struct status_list){ .id = id, .size = (count + 1) / 2 };
	memcpy(out->issuer, issuer, strlen(issuer) + 1);
	out->packed = mem_array(out->size, 1);
	if (out->size)
		memset(out->packed, STATUS_NONE << BITS | STATUS_NONE, out->size);
	return 0;
}

void status_list_done(struct status_list *list)
{
	mem_free(list->packed);
	*list = (struct status_list){ 0 };
}

/* The draft's 4.1: from the least significant bits of a byte up. */
static unsigned shift_of(uint32_t index)
{
	return index % 2 * BITS;
}

int status_list_set(struct status_list *list, uint32_t index, enum status status)
{
	if (index / 2 >= list->size)
		return E_LIMIT;
	uint8_t *byte = &list->packed[index / 2];

	*byte =
	    (uint8_t)((*byte & ~(15u << shift_of(index))) | (unsigned)status << shift_of(index));
	return 0;
}

int status_list_get(const struct status_list *list, uint32_t index, enum status *out)
{
	if (index / 2 >= list->size)
		return E_LIMIT;
	unsigned value = list->packed[index / 2] >> shift_of(index) & 15;

	if (value != STATUS_NONE && !status_list_word((enum status)value))
		return E_UNSUPPORTED;
	*out = (enum status)value;
	return 0;
}

/* ---- writing ---- */

/*
 * zlib (RFC 1950), by runs alone (Z_RLE): labels are alike or by chance not, so that looking for
 * more than runs takes a hundred times as long and saves some percent.
 */
static void compress_into(struct buf *out, const struct status_list *list)
{
	z_stream z = { .next_in = list->packed, .avail_in = (uInt)list->size };
	int r = deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS, MAX_MEM_LEVEL, Z_RLE);

	/* The room is what zlib asks for; nothing else can fail but memory. */
	assert(r == Z_OK);
	uLong n = deflateBound(&z, (uLong)list->size);
	CLEANUP(mem_freep) uint8_t *room = mem_array(n, 1);
	z.next_out = room;
	z.avail_out = (uInt)n;
	r = deflate(&z, Z_FINISH);
	assert(r == Z_STREAM_END);
	(void)r;
	cbor_write_bytes(out, (struct bytes){ room, z.total_out });
	(void)deflateEnd(&z);
}

int status_list_sign(struct buf *out, const struct status_list *list, const struct signing_key *key,
		     struct err *err)
{
	CLEANUP(buf_done) struct buf claims = BUF(STATUS_LIST_MESSAGE_MAX), uri = BUF(URI_MAX);
	struct cose_header header = { .has_key_id = true, .type = bytes_of(TYPE) };
	size_t members = 3;

	if (list->made < 0 || list->made > (int64_t)TIME_MAX || list->ttl < 0 ||
	    list->ttl > STATUS_LIST_TTL_MAX || list->expires > (int64_t)TIME_MAX ||
	    (list->expires && list->expires <= list->made))
		return err_set(err, E_FORMAT, "the times of the list make no sense");
	members += list->expires != 0;
	members += list->ttl != 0;
	buf_format(&uri, "https://%s/status/%u", list->issuer, list->id);
	cbor_write_map(&claims, members);
	cbor_write_int(&claims, CLAIM_SUB);
	cbor_write_text(&claims, buf_view(&uri));
	if (list->expires) {
		cbor_write_int(&claims, CLAIM_EXP);
		cbor_write_int(&claims, list->expires);
	}
	cbor_write_int(&claims, CLAIM_IAT);
	cbor_write_int(&claims, list->made);
	cbor_write_int(&claims, CLAIM_STATUS_LIST);
	cbor_write_map(&claims, 2);
	cbor_write_text(&claims, bytes_of("lst"));
	compress_into(&claims, list);
	cbor_write_text(&claims, bytes_of("bits"));
	cbor_write_int(&claims, BITS);
	if (list->ttl) {
		cbor_write_int(&claims, CLAIM_TTL);
		cbor_write_int(&claims, list->ttl);
	}
	if (!buf_ok(&claims))
		return err_set(err, E_LIMIT, "the list is too long");
	return cose_sign(out, &header, buf_view(&claims), key, err);
}

/* ---- reading ---- */

static void read_uri(struct cbor_reader *r, struct status_list *list)
{
	static const char scheme[] = "https://";
	static const char path[] = "/status/";
	struct bytes text = cbor_read_text(r, URI_MAX);
	CLEANUP(mem_freep) char *uri = mem_textn((const char *)text.p, text.n);
	char *number = strrchr(uri, '/');
	uint64_t id = 0;

	if (r->code)
		return;
	if (strlen(uri) == text.n && text_starts(uri, scheme) && number &&
	    (number[1] != '0' || !number[2]) &&
	    num_u64(number + 1, 0, STATEMENT_LIST_MAX, &id) == 0) {
		number[1] = '\0';
		size_t n = strlen(uri);

		if (text_ends(uri, path) && n > strlen(scheme) + strlen(path)) {
			uri[n - strlen(path)] = '\0';
			if (statement_issuer_valid(uri + strlen(scheme))) {
				memcpy(list->issuer, uri + strlen(scheme),
				       strlen(uri + strlen(scheme)) + 1);
				list->id = (uint32_t)id;
				return;
			}
		}
	}
	cbor_read_refuse(r, E_FORMAT, "the list's name is not https://HOST/status/NUMBER");
}

/* All of the stream and nothing after it, into at most PACKED_MAX bytes. */
static void inflate_into(struct cbor_reader *r, struct status_list *list, struct bytes packed)
{
	CLEANUP(buf_done) struct buf out = BUF(PACKED_MAX);
	uint8_t room[16384];
	z_stream z = { .next_in = (z_const Bytef *)(uintptr_t)packed.p,
		       .avail_in = (uInt)packed.n };
	int code = inflateInit(&z);

	assert(code == Z_OK);
	do {
		z.next_out = room;
		z.avail_out = sizeof(room);
		code = inflate(&z, Z_NO_FLUSH);
		if (code == Z_OK || code == Z_STREAM_END)
			buf_add(&out, room, sizeof(room) - z.avail_out);
	} while (code == Z_OK && buf_ok(&out));
	bool whole = code == Z_STREAM_END && z.avail_in == 0;

	(void)inflateEnd(&z);
	if (!buf_ok(&out)) {
		cbor_read_refuse(r, E_LIMIT, "it unpacks to more labels than a list may have");
	} else if (!whole) {
		cbor_read_refuse(r, E_FORMAT, "the packed list is damaged");
	} else {
		list->packed = mem_copy(out.p, out.n);
		list->size = out.n;
	}
}

static void read_list(struct cbor_reader *r, struct status_list *list)
{
	struct bytes packed;

	if (cbor_read_map(r, 2) != 2 || !bytes_equal(cbor_read_text(r, 8), bytes_of("lst")))
		cbor_read_refuse(r, E_FORMAT, "the list has not its two members");
	packed = cbor_read_bytes(r, STATUS_LIST_MESSAGE_MAX);
	if (!bytes_equal(cbor_read_text(r, 8), bytes_of("bits")))
		cbor_read_refuse(r, E_FORMAT, "the list has not its two members");
	if (cbor_read_uint(r, 8) != BITS)
		cbor_read_refuse(r, E_UNSUPPORTED, "the list has not four bits for a label");
	if (!r->code)
		inflate_into(r, list, packed);
}

enum { HAS_NAME = 1, HAS_TIME = 2, HAS_LIST = 4, HAS_END = 8 };

static void read_claims(struct cbor_reader *r, struct status_list *list)
{
	size_t members = cbor_read_map(r, 5);
	unsigned have = 0;

	for (size_t i = 0; i < members && !r->code; i++) {
		switch (cbor_read_int(r)) {
		case CLAIM_SUB:
			read_uri(r, list);
			have |= HAS_NAME;
			break;
		case CLAIM_EXP:
			list->expires = (int64_t)cbor_read_uint(r, TIME_MAX);
			have |= HAS_END;
			break;
		case CLAIM_IAT:
			list->made = (int64_t)cbor_read_uint(r, TIME_MAX);
			have |= HAS_TIME;
			break;
		case CLAIM_STATUS_LIST:
			read_list(r, list);
			have |= HAS_LIST;
			break;
		case CLAIM_TTL:
			list->ttl = (int64_t)cbor_read_uint(r, STATUS_LIST_TTL_MAX);
			if (list->ttl == 0)
				cbor_read_refuse(r, E_FORMAT, "the list is old when it is made");
			break;
		default:
			cbor_read_refuse(r, E_UNSUPPORTED, "a claim that no list of ours has");
		}
	}
	if ((have | HAS_END) != (HAS_NAME | HAS_TIME | HAS_LIST | HAS_END))
		cbor_read_refuse(r, E_FORMAT, "the list lacks a claim");
	/* Zero would stand for a list that never expires. */
	if ((have & HAS_END) && list->expires <= list->made)
		cbor_read_refuse(r, E_FORMAT, "the list expires before it is made");
}

int status_list_read(struct status_list *out, struct cose *message, struct bytes bytes,
		     struct err *err)
{
	static const struct cose_form form = { .protected_members = COSE_KEY_ID | COSE_TYPE,
					       .payload_max = STATUS_LIST_MESSAGE_MAX };
	CLEANUP(status_list_done) struct status_list list = { 0 };
	struct cose cose;

	if (bytes.n > STATUS_LIST_MESSAGE_MAX)
		return err_set(err, E_LIMIT, "a status list has at most %u bytes",
			       STATUS_LIST_MESSAGE_MAX);
	int code = cose_read(&cose, bytes, &form, err);
	if (code < 0)
		return code;
	if (!bytes_equal(cose.type, bytes_of(TYPE)))
		return err_set(err, E_FORMAT, "it is not a status list (typ)");
	struct cbor_reader r = cbor_read(cose.payload);

	read_claims(&r, &list);
	if (!cbor_read_done(&r))
		return cbor_read_error(&r, err, "status list");
	*out = list;
	list.packed = NULL;
	*message = cose;
	return 0;
}
