#include "signer/attest.h"

#include "base/buf.h"
#include "base/err.h"
#include "crypto/cbor.h"
#include "crypto/cose.h"

#define VERSION 1
#define TYPE "decision"
#define MEMBERS 6

int attest_write(struct buf *out, const struct decision *d, const struct signing_key *key,
		 struct err *err)
{
	CLEANUP(buf_done) struct buf payload = BUF(ATTEST_MAX);
	const struct cose_header header = { .has_key_id = true, .type = bytes_of(TYPE) };

	cbor_write_array(&payload, MEMBERS);
	cbor_write_uint(&payload, VERSION);
	cbor_write_uint(&payload, (uint64_t)d->at);
	cbor_write_uint(&payload, (uint64_t)d->account);
	cbor_write_text(&payload, bytes_of(role_name(d->role)));
	cbor_write_text(&payload, bytes_of(d->action));
	cbor_write_bytes(&payload, (struct bytes){ d->digest, HASH_SIZE });
	return cose_sign(out, &header, buf_view(&payload), key, err);
}

static void read_role(struct cbor_reader *r, struct decision *d)
{
	struct bytes text = cbor_read_text(r, 32);
	char name[33] = "";

	if (text.n > 0)
		memcpy(name, text.p, text.n);
	int role = role_find(name);
	if (role < 0)
		cbor_read_refuse(r, E_FORMAT, "an unknown role");
	else
		d->role = (enum role)role;
}

static void read_action(struct cbor_reader *r, struct decision *d)
{
	struct bytes text = cbor_read_text(r, DECISION_ACTION_MAX - 1);

	if (text.n > 0)
		memcpy(d->action, text.p, text.n);
}

int attest_read(struct decision *out, struct bytes message, const struct public_key *key,
		struct err *err)
{
	const struct cose_form form = { .tag = COSE_TAGGED,
					.protected_members = COSE_KEY_ID | COSE_TYPE,
					.payload_max = ATTEST_MAX };
	struct cose cose;
	int code = cose_read(&cose, message, &form, err);

	*out = (struct decision){ 0 };
	if (code == 0)
		code = cose_verify(&cose, key, err);
	if (code < 0)
		return code;
	if (!bytes_equal(cose.type, bytes_of(TYPE)))
		return err_set(err, E_FORMAT, "this is no decision");
	struct cbor_reader r = cbor_read(cose.payload);
	if (cbor_read_array(&r, MEMBERS) != MEMBERS || cbor_read_uint(&r, UINT32_MAX) != VERSION)
		cbor_read_refuse(&r, E_FORMAT, "no decision of this version");
	out->at = (int64_t)cbor_read_uint(&r, INT64_MAX);
	out->account = (int64_t)cbor_read_uint(&r, INT64_MAX);
	read_role(&r, out);
	read_action(&r, out);
	struct bytes digest = cbor_read_bytes(&r, HASH_SIZE);
	if (digest.n != HASH_SIZE)
		cbor_read_refuse(&r, E_FORMAT, "a digest of another length");
	else
		memcpy(out->digest, digest.p, HASH_SIZE);
	return cbor_read_done(&r) ? 0 : cbor_read_error(&r, err, "decision");
}
