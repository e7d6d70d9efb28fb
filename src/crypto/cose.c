#include "crypto/cose.h"

#include "base/buf.h"
#include "base/err.h"
#include "crypto/cbor.h"
#include "crypto/public_key.h"
#include "crypto/signing_key.h"

#define TAG_SIGN1 18
#define HEADER_MAX 1024

/* RFC 9052 3.1, RFC 9597, RFC 9596 */
enum { LABEL_ALG = 1, LABEL_KID = 4, LABEL_CLAIMS = 15, LABEL_TYP = 16 };

static int read_protected(struct cose *out, const struct cose_form *form, struct err *err)
{
	struct cbor_reader r = cbor_read(out->protected_header);
	size_t members = cbor_read_map(&r, 4);
	unsigned have = 0;
	bool has_algorithm = false;

	for (size_t i = 0; i < members && !r.code; i++) {
		switch (cbor_read_int(&r)) {
		case LABEL_ALG:
			out->algorithm = cbor_read_int(&r);
			has_algorithm = true;
			break;
		case LABEL_KID:
			out->key_id = cbor_read_bytes(&r, COSE_KEY_ID_MAX);
			have |= COSE_KEY_ID;
			break;
		case LABEL_CLAIMS:
			if (cbor_read_peek(&r) != CBOR_MAP)
				cbor_read_refuse(&r, E_FORMAT, "the claims are not a map");
			out->claims = cbor_read_whole(&r);
			have |= COSE_CLAIMS;
			break;
		case LABEL_TYP:
			out->type = cbor_read_text(&r, COSE_TYPE_MAX);
			have |= COSE_TYPE;
			break;
		default:
			cbor_read_refuse(&r, E_UNSUPPORTED, "a member that nothing of ours has");
		}
	}
	if (!cbor_read_done(&r))
		return cbor_read_error(&r, err, "protected header");
	if (!has_algorithm)
		return err_set(err, E_FORMAT, "protected header: it names no algorithm");
	if (have != form->protected_members)
		return err_set(err, E_FORMAT,
			       "protected header: it has not the members of this kind of message");
	return 0;
}

int cose_read(struct cose *out, struct bytes message, const struct cose_form *form, struct err *err)
{
	struct cose cose = { 0 };
	struct cbor_reader r = cbor_read(message);

	if (message.n > COSE_MESSAGE_MAX)
		return err_set(err, E_LIMIT, "a signed message has at most %u bytes",
			       COSE_MESSAGE_MAX);
	if (form->tag == COSE_TAGGED) {
		if (cbor_read_tag(&r) != TAG_SIGN1)
			cbor_read_refuse(&r, E_FORMAT, "it has not the tag of COSE_Sign1");
	} else if (cbor_read_peek(&r) == CBOR_TAG) {
		cbor_read_refuse(&r, E_FORMAT, "it has a tag");
	}
	if (cbor_read_array(&r, 4) != 4)
		cbor_read_refuse(&r, E_FORMAT, "it has not the four parts of COSE_Sign1");
	cose.protected_header = cbor_read_bytes(&r, HEADER_MAX);
	if (cbor_read_peek(&r) != CBOR_MAP)
		cbor_read_refuse(&r, E_FORMAT, "the unprotected header is not a map");
	cose.unprotected_header = cbor_read_whole(&r);
	if (cose.unprotected_header.n > 1 && !form->has_unprotected)
		cbor_read_refuse(&r, E_FORMAT, "the unprotected header is not empty");
	if (cbor_read_peek(&r) == CBOR_NULL)
		cbor_read_refuse(&r, E_UNSUPPORTED, "the payload is elsewhere");
	cose.payload = cbor_read_bytes(&r, form->payload_max);
	cose.signature = cbor_read_bytes(&r, PUBLIC_KEY_SIGNATURE);
	if (!r.code && cose.signature.n != PUBLIC_KEY_SIGNATURE)
		cbor_read_refuse(&r, E_FORMAT, "the signature has not 64 bytes");
	if (!cbor_read_done(&r))
		return cbor_read_error(&r, err, "COSE_Sign1");

	int code = read_protected(&cose, form, err);
	if (code == 0)
		*out = cose;
	return code;
}

/* RFC 9052 4.4: Sig_structure, without external data. */
static void to_be_signed(struct buf *out, struct bytes protected_header, struct bytes payload)
{
	cbor_write_array(out, 4);
	cbor_write_text(out, bytes_of("Signature1"));
	cbor_write_bytes(out, protected_header);
	cbor_write_bytes(out, (struct bytes){ 0 });
	cbor_write_bytes(out, payload);
}

int cose_verify(const struct cose *message, const struct public_key *key, struct err *err)
{
	CLEANUP(buf_done) struct buf signed_bytes = BUF(COSE_MESSAGE_MAX + 2 * HEADER_MAX);

	if (message->algorithm != (int64_t)key->algorithm)
		return err_set(err, E_VERIFY, "it names algorithm %" PRId64 ", the key has %d",
			       message->algorithm, (int)key->algorithm);
	to_be_signed(&signed_bytes, message->protected_header, message->payload);
	if (!buf_ok(&signed_bytes))
		return err_set(err, E_LIMIT, "the message is too long");
	if (public_key_verify(key, buf_view(&signed_bytes), message->signature) < 0)
		return err_set(err, E_VERIFY, "the signature does not fit");
	return 0;
}

static void write_protected(struct buf *out, const struct cose_header *header,
			    const struct public_key *key)
{
	size_t members = 1;

	members += header->has_key_id;
	members += header->claims.n != 0;
	members += header->type.n != 0;
	cbor_write_map(out, members);
	cbor_write_int(out, LABEL_ALG);
	cbor_write_int(out, key->algorithm);
	if (header->has_key_id) {
		cbor_write_int(out, LABEL_KID);
		cbor_write_bytes(out, (struct bytes){ key->id, sizeof(key->id) });
	}
	if (header->claims.n) {
		cbor_write_int(out, LABEL_CLAIMS);
		buf_bytes(out, header->claims);
	}
	if (header->type.n) {
		cbor_write_int(out, LABEL_TYP);
		cbor_write_text(out, header->type);
	}
}

int cose_sign(struct buf *out, const struct cose_header *header, struct bytes payload,
	      const struct signing_key *key, struct err *err)
{
	CLEANUP(buf_done) struct buf protected_header = BUF(HEADER_MAX);
	CLEANUP(buf_done) struct buf signed_bytes = BUF(COSE_MESSAGE_MAX + 2 * HEADER_MAX);
	uint8_t signature[PUBLIC_KEY_SIGNATURE];

	write_protected(&protected_header, header, &key->public_key);
	to_be_signed(&signed_bytes, buf_view(&protected_header), payload);
	if (!buf_ok(&protected_header) || !buf_ok(&signed_bytes))
		return err_set(err, E_LIMIT, "the message is too long to be signed");
	int r = signing_key_sign(key, buf_view(&signed_bytes), signature, err);
	if (r < 0)
		return r;
	cbor_write_tag(out, TAG_SIGN1);
	cbor_write_array(out, 4);
	cbor_write_bytes(out, buf_view(&protected_header));
	cbor_write_map(out, 0);
	cbor_write_bytes(out, payload);
	cbor_write_bytes(out, (struct bytes){ signature, sizeof(signature) });
	return buf_ok(out) ? 0 : err_set(err, E_LIMIT, "there is no room for the message");
}
