#include "label/statement.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/num.h"
#include "base/text.h"
#include "crypto/cbor.h"
#include "crypto/cose.h"

#define EPOCH "1970-01-01"
#define TIME_MAX INT64_C(253402300799) /* the end of 9999 */
#define NAME_LABEL (-65537)            /* the private claim that makes a CWT a label */
#define LABEL_MEMBERS_MAX 11
#define CORPORATE_NUMBER_DIGITS (sizeof(((struct statement *)0)->corporate_number) - 1)

/* Claims of RFC 8392. */
enum { CLAIM_ISS = 1, CLAIM_SUB = 2, CLAIM_EXP = 4, CLAIM_IAT = 6 };

/* Members of our claim. */
enum {
	LABEL_LEVEL = 1,
	LABEL_CRITERIA,
	LABEL_CORPORATE_NUMBER,
	LABEL_MODELS,
	LABEL_MODELS_DIGEST,
	LABEL_SUPPORT,
	LABEL_LOG_INDEX,
	LABEL_STATUS_LIST,
	LABEL_STATUS_INDEX,
	LABEL_VENDOR,
	LABEL_PRODUCT,
};

#define BIT(member) (1u << (member))
#define NEEDED                                                                                   \
	(BIT(LABEL_LEVEL) | BIT(LABEL_CRITERIA) | BIT(LABEL_MODELS) | BIT(LABEL_MODELS_DIGEST) | \
	 BIT(LABEL_STATUS_LIST) | BIT(LABEL_STATUS_INDEX))

/* ---- what the members may be ---- */

bool statement_issuer_valid(const char *text)
{
	size_t host = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789.-");
	uint64_t port;

	if (host == 0 || strlen(text) > STATEMENT_ISSUER_MAX || text[0] == '.' || text[0] == '-')
		return false;
	if (!text[host])
		return true;
	return text[host] == ':' && text[host + 1] != '0' &&
	       num_u64(text + host + 1, 1, 65535, &port) == 0;
}

bool statement_number_valid(const char *text)
{
	size_t n = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

	return n > 0 && n <= STATEMENT_NUMBER_MAX && text[n] == '\0';
}

/* Text that prints as it is: nothing that a terminal or a page would act on. */
static bool is_plain(const char *text)
{
	struct bytes left = bytes_of(text);

	while (left.n) {
		char shown[TEXT_STEP_MAX];
		size_t taken;
		size_t n = text_visible_step(shown, left, &taken);

		if (*left.p != '\\' && (n != taken || memcmp(shown, left.p, n) != 0))
			return false;
		left = (struct bytes){ left.p + taken, left.n - taken };
	}
	return true;
}

static bool is_name(const char *text, size_t max)
{
	return text[0] && strlen(text) <= max && is_plain(text);
}

static bool is_corporate_number(const char *text)
{
	return strspn(text, "0123456789") == CORPORATE_NUMBER_DIGITS &&
	       text[CORPORATE_NUMBER_DIGITS] == '\0' && text[0] != '0';
}

static int check(const struct statement *s, struct err *err)
{
	if (!statement_issuer_valid(s->issuer))
		return err_set(err, E_FORMAT, "the issuer '%s' is no host", s->issuer);
	if (!statement_number_valid(s->number))
		return err_set(err, E_FORMAT, "'%s' is no registration number", s->number);
	if (!day_valid(s->issued) || !day_valid(s->valid_until) ||
	    (s->support_until[0] && !day_valid(s->support_until)))
		return err_set(err, E_FORMAT, "a date is none");
	if (day_compare(s->valid_until, s->issued) < 0)
		return err_set(err, E_FORMAT, "the label ends before it begins");
	if (s->level < 1 || s->level > STATEMENT_LEVEL_MAX)
		return err_set(err, E_LIMIT, "there is no level %u", s->level);
	if (!is_name(s->criteria, STATEMENT_CRITERIA_MAX))
		return err_set(err, E_FORMAT, "the edition of the criteria cannot be printed");
	if (s->corporate_number[0] && !is_corporate_number(s->corporate_number))
		return err_set(err, E_FORMAT, "'%s' is no corporate number", s->corporate_number);
	if (s->models.count < 1 || s->models.count > MODEL_LIST_MAX)
		return err_set(err, E_LIMIT, "a label covers 1 to %d models", MODEL_LIST_MAX);
	if (s->log_index < -1 || s->log_index > STATEMENT_LOG_MAX ||
	    s->status_list > STATEMENT_LIST_MAX || s->status_index > STATEMENT_INDEX_MAX)
		return err_set(err, E_LIMIT, "an index is too large");
	if (!s->vendor[0] != !s->product[0])
		return err_set(err, E_FORMAT, "one of the names of maker and product is missing");
	if (s->vendor[0] &&
	    (!is_name(s->vendor, STATEMENT_NAME_MAX) || !is_name(s->product, STATEMENT_NAME_MAX)))
		return err_set(err, E_FORMAT, "a name of maker or product cannot be printed");
	return 0;
}

/* ---- writing ---- */

static void write_text(struct buf *out, int64_t key, const char *text)
{
	cbor_write_int(out, key);
	cbor_write_text(out, bytes_of(text));
}

static void write_number(struct buf *out, int64_t key, int64_t value)
{
	cbor_write_int(out, key);
	cbor_write_int(out, value);
}

static void write_label(struct buf *out, const struct statement *s)
{
	size_t members = 6;
	int64_t days = 0;
	uint64_t corporate_number;

	members += s->corporate_number[0] != '\0';
	members += s->support_until[0] != '\0';
	members += s->log_index >= 0;
	members += s->vendor[0] ? 2 : 0;
	cbor_write_map(out, members);
	write_number(out, LABEL_LEVEL, s->level);
	write_text(out, LABEL_CRITERIA, s->criteria);
	if (num_u64(s->corporate_number, 0, UINT64_MAX, &corporate_number) == 0)
		write_number(out, LABEL_CORPORATE_NUMBER, (int64_t)corporate_number);
	write_number(out, LABEL_MODELS, s->models.count);
	cbor_write_int(out, LABEL_MODELS_DIGEST);
	cbor_write_bytes(out, (struct bytes){ s->models.digest, sizeof(s->models.digest) });
	if (s->support_until[0]) {
		int r = day_between(EPOCH, s->support_until, &days);

		assert(r == 0);
		(void)r;
		write_number(out, LABEL_SUPPORT, days);
	}
	if (s->log_index >= 0)
		write_number(out, LABEL_LOG_INDEX, s->log_index);
	write_number(out, LABEL_STATUS_LIST, s->status_list);
	write_number(out, LABEL_STATUS_INDEX, s->status_index);
	if (s->vendor[0]) {
		write_text(out, LABEL_VENDOR, s->vendor);
		write_text(out, LABEL_PRODUCT, s->product);
	}
}

/* RFC 8392 3.1.4: on or after exp it is over, so that is where the day after the last begins. */
static int times_of(const struct statement *s, int64_t *issued, int64_t *expires)
{
	char after[DAY_TEXT_MAX];
	int r = day_add(after, s->valid_until, 1);

	if (r == 0)
		r = day_start(after, expires);
	if (r == 0)
		r = day_start(s->issued, issued);
	return r == 0 && *issued < 0 ? E_LIMIT : r;
}

int statement_sign(struct buf *out, const struct statement *s, const struct signing_key *key,
		   struct err *err)
{
	CLEANUP(buf_done) struct buf claims = BUF(STATEMENT_MAX), message = BUF(STATEMENT_MAX);
	int64_t issued = 0, expires = 0;
	int r = check(s, err);

	if (r < 0)
		return r;
	if (times_of(s, &issued, &expires) < 0)
		return err_set(err, E_LIMIT, "a date is out of range");
	cbor_write_map(&claims, 5);
	write_text(&claims, CLAIM_ISS, s->issuer);
	write_text(&claims, CLAIM_SUB, s->number);
	write_number(&claims, CLAIM_EXP, expires);
	write_number(&claims, CLAIM_IAT, issued);
	cbor_write_int(&claims, NAME_LABEL);
	write_label(&claims, s);
	if (!buf_ok(&claims))
		return err_set(err, E_LIMIT, "a statement has at most %d bytes", STATEMENT_MAX);
	r = cose_sign(&message, &(struct cose_header){ .has_key_id = true }, buf_view(&claims), key,
		      err);
	if (r == 0)
		buf_bytes(out, buf_view(&message));
	if (r == 0 && !buf_ok(out))
		return err_set(err, E_LIMIT, "there is no room for the statement");
	return r;
}

/* ---- reading ---- */

/* The beginning of a day, less so many days. */
static void read_day(struct cbor_reader *r, char out[static DAY_TEXT_MAX], int64_t days)
{
	int64_t seconds = (int64_t)cbor_read_uint(r, (uint64_t)TIME_MAX);
	int64_t start = 0;
	char day[DAY_TEXT_MAX];

	day_of(day, seconds);
	if (day_start(day, &start) < 0 || start != seconds || day_add(out, day, days) < 0)
		cbor_read_refuse(r, E_FORMAT, "a time is not the beginning of a day in Tokyo");
}

static void read_member(struct cbor_reader *r, struct statement *s, int64_t member)
{
	struct bytes digest;
	uint64_t number;

	switch (member) {
	case LABEL_LEVEL:
		s->level = (unsigned)cbor_read_uint(r, STATEMENT_LEVEL_MAX);
		break;
	case LABEL_CRITERIA:
		cbor_read_string(r, s->criteria, sizeof(s->criteria));
		break;
	case LABEL_CORPORATE_NUMBER:
		/* Its first digit is not zero, as check() sees to. */
		number = cbor_read_uint(r, UINT64_C(9999999999999));
		for (size_t i = CORPORATE_NUMBER_DIGITS; i > 0; number /= 10)
			s->corporate_number[--i] = (char)('0' + number % 10);
		break;
	case LABEL_MODELS:
		s->models.count = (uint32_t)cbor_read_uint(r, MODEL_LIST_MAX);
		break;
	case LABEL_MODELS_DIGEST:
		digest = cbor_read_bytes(r, sizeof(s->models.digest));
		if (digest.n != sizeof(s->models.digest))
			cbor_read_refuse(r, E_FORMAT, "the digest of the models has not 16 bytes");
		else
			memcpy(s->models.digest, digest.p, digest.n);
		break;
	case LABEL_SUPPORT:
		if (day_add(s->support_until, EPOCH, (int64_t)cbor_read_uint(r, 2932896)) < 0)
			cbor_read_refuse(r, E_FORMAT, "the end of support is no date");
		break;
	case LABEL_LOG_INDEX:
		s->log_index = (int64_t)cbor_read_uint(r, (uint64_t)STATEMENT_LOG_MAX);
		break;
	case LABEL_STATUS_LIST:
		s->status_list = (uint32_t)cbor_read_uint(r, STATEMENT_LIST_MAX);
		break;
	case LABEL_STATUS_INDEX:
		s->status_index = (uint32_t)cbor_read_uint(r, STATEMENT_INDEX_MAX);
		break;
	case LABEL_VENDOR:
		cbor_read_string(r, s->vendor, sizeof(s->vendor));
		break;
	case LABEL_PRODUCT:
		cbor_read_string(r, s->product, sizeof(s->product));
		break;
	default:
		cbor_read_refuse(r, E_UNSUPPORTED,
				 "the label has a member that this program does not know");
	}
}

static void read_label(struct cbor_reader *r, struct statement *s)
{
	size_t members = cbor_read_map(r, LABEL_MEMBERS_MAX);
	uint64_t have = 0;

	for (size_t i = 0; i < members && !r->code; i++) {
		int64_t member = cbor_read_int(r);

		read_member(r, s, member);
		if (!r->code)
			have |= UINT64_C(1) << member;
	}
	if ((have & NEEDED) != NEEDED)
		cbor_read_refuse(r, E_FORMAT, "the label lacks a member");
}

/* The claims are all there, in the one order that they can have. */
static void read_claims(struct cbor_reader *r, struct statement *s)
{
	static const int64_t order[] = { CLAIM_ISS, CLAIM_SUB, CLAIM_EXP, CLAIM_IAT, NAME_LABEL };

	if (cbor_read_map(r, ARRAY_LEN(order)) != ARRAY_LEN(order))
		cbor_read_refuse(r, E_FORMAT, "it has not the claims of a label");
	for (size_t i = 0; i < ARRAY_LEN(order) && !r->code; i++) {
		if (cbor_read_int(r) != order[i])
			cbor_read_refuse(r, E_FORMAT, "it has not the claims of a label");
		else if (order[i] == CLAIM_ISS)
			cbor_read_string(r, s->issuer, sizeof(s->issuer));
		else if (order[i] == CLAIM_SUB)
			cbor_read_string(r, s->number, sizeof(s->number));
		else if (order[i] == CLAIM_EXP)
			read_day(r, s->valid_until, -1);
		else if (order[i] == CLAIM_IAT)
			read_day(r, s->issued, 0);
		else
			read_label(r, s);
	}
}

int statement_read(struct statement *out, struct cose *message, struct bytes bytes, struct err *err)
{
	static const struct cose_form form = { .protected_members = COSE_KEY_ID,
					       .payload_max = STATEMENT_MAX };
	struct statement s = { .log_index = -1 };
	struct cose cose;

	if (bytes.n > STATEMENT_MAX)
		return err_set(err, E_LIMIT, "a statement has at most %d bytes", STATEMENT_MAX);
	int code = cose_read(&cose, bytes, &form, err);
	if (code < 0)
		return code;
	struct cbor_reader r = cbor_read(cose.payload);

	read_claims(&r, &s);
	if (!cbor_read_done(&r))
		return cbor_read_error(&r, err, "statement");
	code = check(&s, err);
	if (code < 0)
		return code;
	*out = s;
	*message = cose;
	return 0;
}
