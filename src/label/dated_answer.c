#include "label/dated_answer.h"

#include "base/buf.h"
#include "base/day.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "crypto/cbor.h"
#include "crypto/cose.h"
#include "tlog/note.h"

#define LOOK_AT 96 /* bytes at the beginning of a file, in which its type stands */
#define DAY_SECONDS 86400

enum member {
	VERSION = 1,
	ISSUER = 2,
	MADE = 3,
	NUMBER = 4,
	AT = 5,
	MODEL = 6,
	CHECKPOINT = 7,
	ENTRIES = 8,
	MEMBERS = 9,
};

enum part { INDEX = 1, ENTRY = 2, PROOF = 3, SALT = 4, RECORD = 5, PARTS = 6 };

#define BIT(member) (1u << (member))
#define NEEDED ((BIT(MEMBERS) - BIT(VERSION)) & ~BIT(MODEL))
#define NEEDED_PARTS (BIT(INDEX) | BIT(ENTRY) | BIT(PROOF))

/* ---- writing ---- */

static void write_entry(struct buf *out, const struct dated_entry *e)
{
	cbor_write_map(out, e->record.n > 0 ? 5 : 3);
	cbor_write_uint(out, INDEX);
	cbor_write_uint(out, e->index);
	cbor_write_uint(out, ENTRY);
	cbor_write_bytes(out, e->bytes);
	cbor_write_uint(out, PROOF);
	cbor_write_bytes(out, e->proof);
	if (e->record.n > 0) {
		cbor_write_uint(out, SALT);
		cbor_write_bytes(out, e->salt);
		cbor_write_uint(out, RECORD);
		cbor_write_text(out, e->record);
	}
}

void dated_answer_write(struct buf *out, const struct dated_answer *a)
{
	cbor_write_map(out, a->model[0] ? 8 : 7);
	cbor_write_uint(out, VERSION);
	cbor_write_uint(out, DATED_ANSWER_VERSION);
	cbor_write_uint(out, ISSUER);
	cbor_write_text(out, bytes_of(a->issuer));
	cbor_write_uint(out, MADE);
	cbor_write_uint(out, (uint64_t)a->made);
	cbor_write_uint(out, NUMBER);
	cbor_write_text(out, bytes_of(a->number));
	cbor_write_uint(out, AT);
	cbor_write_uint(out, (uint64_t)a->at);
	if (a->model[0]) {
		cbor_write_uint(out, MODEL);
		cbor_write_text(out, bytes_of(a->model));
	}
	cbor_write_uint(out, CHECKPOINT);
	cbor_write_bytes(out, a->checkpoint);
	cbor_write_uint(out, ENTRIES);
	cbor_write_array(out, a->n);
	for (size_t i = 0; i < a->n; i++)
		write_entry(out, &a->entries[i]);
}

int dated_answer_sign(struct buf *out, struct bytes payload, const struct signing_key *key,
		      struct err *err)
{
	const struct cose_header header = { .has_key_id = true,
					    .type = bytes_of(DATED_ANSWER_TYPE) };
	CLEANUP(buf_done) struct buf message = BUF(DATED_ANSWER_MAX);
	int r = cose_sign(&message, &header, payload, key, err);

	if (r < 0)
		return r;
	buf_bytes(out, buf_view(&message));
	return buf_ok(out) ? 0 : err_set(err, E_LIMIT, "there is no room for the answer");
}

/* ---- reading ---- */

static void read_proof(struct cbor_reader *r, struct dated_entry *e)
{
	e->proof = cbor_read_bytes(r, (size_t)MERKLE_PROOF_MAX * MERKLE_HASH_SIZE);
	if (e->proof.n % MERKLE_HASH_SIZE != 0)
		cbor_read_refuse(r, E_FORMAT, "a proof is not whole hashes");
}

static void read_part(struct cbor_reader *r, struct dated_entry *e, uint64_t part)
{
	switch ((enum part)part) {
	case INDEX:
		e->index = cbor_read_uint(r, (uint64_t)MERKLE_SIZE_MAX - 1);
		break;
	case ENTRY:
		e->bytes = cbor_read_bytes(r, LOG_ENTRY_MAX);
		break;
	case PROOF:
		read_proof(r, e);
		break;
	case SALT:
		e->salt = cbor_read_bytes(r, LOG_RECORD_SALT);
		if (e->salt.n != LOG_RECORD_SALT)
			cbor_read_refuse(r, E_FORMAT, "a salt has not 16 bytes");
		break;
	case RECORD:
		e->record = cbor_read_text(r, LOG_RECORD_MAX);
		if (e->record.n == 0)
			cbor_read_refuse(r, E_FORMAT, "a record is empty");
		break;
	case PARTS:
		break;
	}
}

static void read_entry(struct cbor_reader *r, struct dated_entry *e)
{
	size_t n = cbor_read_map(r, PARTS - 1);
	unsigned have = 0;

	for (size_t i = 0; i < n && !r->code; i++) {
		uint64_t part = cbor_read_uint(r, PARTS - 1);

		if (part == 0)
			cbor_read_refuse(r, E_FORMAT, "an unknown part of an entry");
		have |= BIT(part);
		read_part(r, e, part);
	}
	if (have != NEEDED_PARTS && have != (NEEDED_PARTS | BIT(SALT) | BIT(RECORD)))
		cbor_read_refuse(r, E_FORMAT, "an entry lacks a part");
}

static void read_entries(struct cbor_reader *r, struct dated_answer *a)
{
	size_t n = cbor_read_array(r, DATED_ANSWER_ENTRIES_MAX);

	if (n == 0 || r->code) {
		cbor_read_refuse(r, E_FORMAT, "there is no entry");
		return;
	}
	a->entries = mem_array(n, sizeof(*a->entries));
	for (a->n = 0; a->n < n && !r->code; a->n++) {
		struct dated_entry *e = &a->entries[a->n];

		read_entry(r, e);
		if (a->n > 0 && e->index <= e[-1].index)
			cbor_read_refuse(r, E_FORMAT, "the entries are not in their order");
	}
}

static void read_member(struct cbor_reader *r, struct dated_answer *a, uint64_t member)
{
	switch ((enum member)member) {
	case VERSION:
		if (cbor_read_uint(r, UINT32_MAX) != DATED_ANSWER_VERSION)
			cbor_read_refuse(r, E_UNSUPPORTED, "an answer of another version");
		break;
	case ISSUER:
		cbor_read_string(r, a->issuer, sizeof(a->issuer));
		if (!statement_issuer_valid(a->issuer))
			cbor_read_refuse(r, E_FORMAT, "the issuer is no host");
		break;
	case MADE:
		a->made = (int64_t)cbor_read_uint(r, (uint64_t)DATED_ANSWER_TIME_MAX);
		break;
	case NUMBER:
		cbor_read_string(r, a->number, sizeof(a->number));
		if (!statement_number_valid(a->number))
			cbor_read_refuse(r, E_FORMAT, "the number is no registration number");
		break;
	case AT:
		a->at = (int64_t)cbor_read_uint(r, (uint64_t)DATED_ANSWER_TIME_MAX);
		/* Of what is to come nobody knows. */
		if (a->at > a->made)
			cbor_read_refuse(r, E_FORMAT, "it is about a time after it was made");
		break;
	case MODEL:
		cbor_read_string(r, a->model, sizeof(a->model));
		break;
	case CHECKPOINT:
		a->checkpoint = cbor_read_bytes(r, NOTE_SIZE_MAX);
		break;
	case ENTRIES:
		read_entries(r, a);
		break;
	case MEMBERS:
		break;
	}
}

/* What the bytes of an entry and its record are. */
static int look_into(struct dated_entry *e, struct err *err)
{
	int r = log_entry_read(&e->entry, e->bytes, err);

	if (r < 0 || e->record.n == 0)
		return r;
	if (log_entry_is_words(e->entry.kind))
		return err_set(err, E_FORMAT, "a notice came with its record");
	r = json_read(&e->json, e->record, "record", err);
	if (r == 0 && !json_is_object(e->json))
		r = err_set(err, E_FORMAT, "a record is no object");
	return r;
}

static int check_model(const struct dated_answer *a, struct err *err)
{
	CLEANUP(buf_done) struct buf folded = BUF((size_t)8 * MODEL_LIST_NUMBER_MAX);

	return a->model[0] ? model_list_fold(&folded, a->model, err) : 0;
}

static int parse(struct dated_answer *a, struct bytes payload, struct err *err)
{
	struct cbor_reader r = cbor_read(payload);
	size_t n = cbor_read_map(&r, MEMBERS - 1);
	unsigned have = 0;

	for (size_t i = 0; i < n && !r.code; i++) {
		uint64_t member = cbor_read_uint(&r, MEMBERS - 1);

		if (member == 0)
			cbor_read_refuse(&r, E_FORMAT, "an unknown member");
		have |= BIT(member);
		read_member(&r, a, member);
	}
	if (!cbor_read_done(&r))
		return cbor_read_error(&r, err, "answer");
	if ((have & NEEDED) != NEEDED)
		return err_set(err, E_FORMAT, "answer: a member is missing");
	for (size_t i = 0; i < a->n; i++) {
		int code = look_into(&a->entries[i], err);

		if (code < 0)
			return code;
	}
	return check_model(a, err);
}

int dated_answer_parse(struct dated_answer *out, struct bytes payload, struct err *err)
{
	CLEANUP(dated_answer_done) struct dated_answer a = { .n = 0 };
	int r = parse(&a, payload, err);

	if (r < 0)
		return r;
	*out = a;
	a = (struct dated_answer){ .n = 0 };
	return 0;
}

void dated_answer_done(struct dated_answer *a)
{
	for (size_t i = 0; i < a->n; i++)
		json_decref(a->entries[i].json);
	mem_free(a->entries);
	*a = (struct dated_answer){ .n = 0 };
}

int dated_answer_read(struct dated_answer *out, struct cose *message, struct bytes file,
		      struct err *err)
{
	static const struct cose_form form = { .protected_members = COSE_KEY_ID | COSE_TYPE,
					       .payload_max = DATED_ANSWER_MAX };
	struct cose cose;

	if (file.n > DATED_ANSWER_MAX)
		return err_set(err, E_LIMIT, "an answer has at most %u bytes", DATED_ANSWER_MAX);
	int r = cose_read(&cose, file, &form, err);
	if (r < 0)
		return r;
	if (!bytes_equal(cose.type, bytes_of(DATED_ANSWER_TYPE)))
		return err_set(err, E_FORMAT, "it is not a dated answer (typ)");
	r = dated_answer_parse(out, cose.payload, err);
	if (r == 0)
		*message = cose;
	return r;
}

bool dated_answer_looks_like(struct bytes file)
{
	const struct bytes start = { file.p, file.n < LOOK_AT ? file.n : LOOK_AT };

	return text_find(start, bytes_of(DATED_ANSWER_TYPE)) != NULL;
}

int dated_answer_end_of_day(const char *day, int64_t *at)
{
	int64_t start = 0;
	int r = day_start(day, &start);

	if (r == 0)
		*at = start + DAY_SECONDS - 1;
	return r;
}
