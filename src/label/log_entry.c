#include "label/log_entry.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "crypto/cbor.h"

enum member {
	VERSION = 1,
	KIND = 2,
	AT = 3,
	SUBJECT = 4,
	DIGEST = 5,
	DECIDED = 6,
	LEVEL = 7,
	STATUS = 8,
	VALID_UNTIL = 9,
	STATEMENT = 10,
	PREVIOUS = 11,
	MEMBERS = 12,
};

#define BIT(member) (1u << (member))
#define ALWAYS (BIT(VERSION) | BIT(KIND) | BIT(AT) | BIT(SUBJECT) | BIT(DIGEST))

static const char *const kinds[] = {
	[LOG_LABEL_ISSUED] = "label_issued",
	[LOG_LABEL_STATUS] = "label_status",
	[LOG_LABEL_UPDATED] = "label_updated",
	[LOG_LABEL_NOTICE] = "label_notice",
	[LOG_CORRECTION] = "correction",
	[LOG_CRITERIA] = "criteria",
	[LOG_RECOGNITION] = "recognition",
	[LOG_ACCREDITATION] = "accreditation",
	[LOG_KEY] = "key",
	[LOG_STATUS_LIST] = "status_list",
};

const char *log_entry_kind_name(unsigned kind)
{
	return kind < ARRAY_LEN(kinds) ? kinds[kind] : NULL;
}

int log_entry_kind_find(const char *name)
{
	for (unsigned i = 1; i < ARRAY_LEN(kinds); i++)
		if (text_equal(kinds[i], name))
			return (int)i;
	return -1;
}

bool log_entry_of_label(enum log_kind kind)
{
	return kind >= LOG_LABEL_ISSUED && kind <= LOG_CORRECTION;
}

bool log_entry_is_words(enum log_kind kind)
{
	return kind == LOG_LABEL_NOTICE || kind == LOG_CORRECTION;
}

/* Which members an entry of this kind has. */
static unsigned members_of(const struct log_entry *e)
{
	unsigned members =
	    ALWAYS | (e->decided > 0 ? BIT(DECIDED) : 0) | (e->previous >= 0 ? BIT(PREVIOUS) : 0);

	if (e->kind == LOG_LABEL_ISSUED)
		members |= BIT(LEVEL) | BIT(STATUS) | BIT(VALID_UNTIL) | BIT(STATEMENT);
	if (e->kind == LOG_LABEL_STATUS)
		members |= BIT(STATUS) | BIT(VALID_UNTIL);
	return members;
}

void log_entry_write(struct buf *out, const struct log_entry *e)
{
	unsigned members = members_of(e);

	cbor_write_map(out, (size_t)__builtin_popcount(members));
	for (unsigned m = VERSION; m < MEMBERS; m++) {
		if (!(members & BIT(m)))
			continue;
		cbor_write_uint(out, m);
		switch ((enum member)m) {
		case VERSION:
			cbor_write_uint(out, LOG_ENTRY_VERSION);
			break;
		case KIND:
			cbor_write_uint(out, e->kind);
			break;
		case AT:
			cbor_write_uint(out, (uint64_t)e->at);
			break;
		case SUBJECT:
			cbor_write_text(out, bytes_of(e->subject));
			break;
		case DIGEST:
			cbor_write_bytes(out, (struct bytes){ e->digest, HASH_SIZE });
			break;
		case DECIDED:
			cbor_write_uint(out, (uint64_t)e->decided);
			break;
		case LEVEL:
			cbor_write_uint(out, e->level);
			break;
		case STATUS:
			cbor_write_uint(out, e->status);
			break;
		case VALID_UNTIL:
			cbor_write_text(out, bytes_of(e->valid_until));
			break;
		case STATEMENT:
			cbor_write_bytes(out, e->statement);
			break;
		case PREVIOUS:
			cbor_write_uint(out, (uint64_t)e->previous);
			break;
		case MEMBERS:
			break;
		}
	}
}

/* NUL and control characters have no business in a name. */
static void read_text(struct cbor_reader *r, char *out, size_t size)
{
	struct bytes text = cbor_read_text(r, size - 1);

	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < 0x20 || text.p[i] == 0x7f) {
			cbor_read_refuse(r, E_FORMAT, "a control character in a name");
			return;
		}
	if (text.n > 0)
		memcpy(out, text.p, text.n);
	out[text.n] = '\0';
}

static void read_member(struct cbor_reader *r, unsigned member, struct log_entry *e)
{
	struct bytes digest;

	switch ((enum member)member) {
	case VERSION:
		if (cbor_read_uint(r, UINT32_MAX) != LOG_ENTRY_VERSION)
			cbor_read_refuse(r, E_UNSUPPORTED, "an entry of another version");
		break;
	case KIND:
		e->kind = (enum log_kind)cbor_read_uint(r, 255);
		if (!log_entry_kind_name(e->kind))
			cbor_read_refuse(r, E_UNSUPPORTED, "an entry of an unknown kind");
		break;
	case AT:
		e->at = (int64_t)cbor_read_uint(r, INT64_MAX);
		break;
	case SUBJECT:
		read_text(r, e->subject, sizeof(e->subject));
		break;
	case DIGEST:
		digest = cbor_read_bytes(r, HASH_SIZE);
		if (digest.n != HASH_SIZE)
			cbor_read_refuse(r, E_FORMAT, "a digest of another length");
		else
			memcpy(e->digest, digest.p, HASH_SIZE);
		break;
	case DECIDED:
		e->decided = (int64_t)cbor_read_uint(r, INT64_MAX);
		if (e->decided == 0)
			cbor_read_refuse(r, E_FORMAT, "a decision at no time");
		break;
	case LEVEL:
		e->level = (unsigned)cbor_read_uint(r, 4);
		if (e->level == 0)
			cbor_read_refuse(r, E_FORMAT, "a label of level 0");
		break;
	case STATUS:
		e->status = (unsigned)cbor_read_uint(r, 15);
		break;
	case VALID_UNTIL:
		read_text(r, e->valid_until, sizeof(e->valid_until));
		if (!day_valid(e->valid_until))
			cbor_read_refuse(r, E_FORMAT, "the last day is no day");
		break;
	case STATEMENT:
		e->statement = cbor_read_bytes(r, LOG_ENTRY_STATEMENT_MAX);
		break;
	case PREVIOUS:
		e->previous = (int64_t)cbor_read_uint(r, INT64_MAX);
		break;
	case MEMBERS:
		break;
	}
}

int log_entry_read(struct log_entry *out, struct bytes bytes, struct err *err)
{
	struct cbor_reader r = cbor_read(bytes);
	unsigned members = 0;
	size_t n;

	*out = (struct log_entry){ .previous = -1 };
	if (bytes.n > LOG_ENTRY_MAX)
		return err_set(err, E_LIMIT, "an entry may have %u bytes at most", LOG_ENTRY_MAX);
	n = cbor_read_map(&r, MEMBERS);
	for (size_t i = 0; i < n; i++) {
		uint64_t member = cbor_read_uint(&r, MEMBERS - 1);

		if (member == 0)
			cbor_read_refuse(&r, E_FORMAT, "an unknown member");
		members |= BIT(member);
		read_member(&r, (unsigned)member, out);
	}
	if (!cbor_read_done(&r))
		return cbor_read_error(&r, err, "log entry");
	if (members != members_of(out))
		return err_set(err, E_FORMAT, "log entry: not the members of its kind");
	return 0;
}
