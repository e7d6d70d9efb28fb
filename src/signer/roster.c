#include "signer/roster.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/time.h"
#include "crypto/totp.h"

#define ROSTER_FILE_MAX (32u << 20)
#define CODES_FILE_MAX (256u << 20)
#define RECORD_SIZE 24u /* account, step, when: 8 bytes each, big endian; step 0: a wrong code */

struct member {
	int64_t account;
	enum role role;
	char secret[TOTP_SECRET_MAX];
	int64_t granted;
	int64_t step; /* of the last code that was right */
	int64_t since, wrong;
};

struct roster {
	char *roster_path, *codes_path;
	const struct time_clock *clock;
	struct member *members; /* by account, ascending */
	size_t n;
	int codes;        /* open for appending */
	off_t codes_size; /* of whole records */
};

/* ---- the members ---- */

static size_t place_of(const struct roster *r, int64_t account)
{
	size_t low = 0, high = r->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (r->members[middle].account < account)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct member *member_of(const struct roster *r, int64_t account)
{
	size_t at = place_of(r, account);

	return at < r->n && r->members[at].account == account ? &r->members[at] : NULL;
}

static struct member *add_member(struct roster *r, int64_t account)
{
	size_t at = place_of(r, account);

	r->members = mem_resize(r->members, r->n + 1, sizeof(*r->members));
	memmove(&r->members[at + 1], &r->members[at], (r->n - at) * sizeof(*r->members));
	r->members[at] = (struct member){ .account = account };
	r->n++;
	return &r->members[at];
}

static void drop_member(struct roster *r, struct member *m)
{
	size_t at = (size_t)(m - r->members);

	memmove(m, m + 1, (r->n - at - 1) * sizeof(*m));
	r->n--;
}

bool roster_needs_grant(enum role role)
{
	return role == ROLE_OFFICER || role == ROLE_ADMINISTRATOR;
}

int64_t roster_granted(const struct roster *r, int64_t account)
{
	const struct member *m = member_of(r, account);

	return m ? m->granted : 0;
}

bool roster_founded(const struct roster *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->members[i].role == ROLE_ADMINISTRATOR)
			return true;
	return false;
}

/* ---- roster.json ---- */

static int save(const struct roster *r, struct err *err)
{
	CLEANUP(json_done) json_t *list = json_array();

	for (size_t i = 0; i < r->n; i++) {
		const struct member *m = &r->members[i];

		json_array_append_new(list, json_pack("{s:I, s:s, s:s, s:I}", "account",
						      (json_int_t)m->account, "role",
						      role_name(m->role), "secret", m->secret,
						      "granted", (json_int_t)m->granted));
	}
	CLEANUP(json_done) json_t *doc = json_pack("{s:O}", "members", list);
	return json_write_file(r->roster_path, doc, 0600, err);
}

static int load_member(struct roster *r, const json_t *row, struct err *err)
{
	const char *secret = json_text(row, "secret"), *role = json_text(row, "role");
	int64_t account = json_int(row, "account", 0);
	char code[TOTP_CODE_MAX];

	if (account <= 0 || !role || role_find(role) < 0 || !secret ||
	    totp_code(code, secret, 1) < 0 || member_of(r, account))
		return err_set(err, E_FORMAT, "'%s' has a member that makes no sense",
			       r->roster_path);
	if (r->n == ROSTER_MEMBERS_MAX)
		return err_set(err, E_LIMIT, "'%s' has more than %u members", r->roster_path,
			       ROSTER_MEMBERS_MAX);
	struct member *m = add_member(r, account);
	m->role = (enum role)role_find(role);
	m->granted = json_int(row, "granted", 0);
	memcpy(m->secret, secret, TOTP_SECRET_MAX);
	return 0;
}

static int load(struct roster *r, struct err *err)
{
	CLEANUP(json_done) json_t *doc = NULL;
	size_t i;
	json_t *row;

	if (access(r->roster_path, F_OK) < 0 && errno == ENOENT)
		return 0;
	int code = json_read_file(&doc, r->roster_path, ROSTER_FILE_MAX, err);
	if (code < 0)
		return code;
	const json_t *list = json_object_get(doc, "members");
	if (!json_is_array(list))
		return err_set(err, E_FORMAT, "'%s' is not a roster", r->roster_path);
	json_array_foreach (json_lend(list), i, row) {
		code = load_member(r, row, err);
		if (code < 0)
			return code;
	}
	return 0;
}

/* ---- codes ---- */

static void put_record(struct buf *out, int64_t account, int64_t step, int64_t at)
{
	const int64_t values[] = { account, step, at };

	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		buf_u32(out, (uint32_t)((uint64_t)values[i] >> 32));
		buf_u32(out, (uint32_t)(uint64_t)values[i]);
	}
}

static void count(struct member *m, int64_t step, int64_t at)
{
	if (step > m->step)
		m->step = step;
	if (step > 0)
		m->wrong = 0;
	else if (m->wrong == 0 || at - m->since >= ROSTER_WINDOW) {
		m->since = at;
		m->wrong = 1;
	} else {
		m->wrong++;
	}
}

/* What a crash left of a record at the end is of a code that was never answered. */
static int read_codes(struct roster *r, struct err *err)
{
	CLEANUP(buf_done) struct buf file = BUF(CODES_FILE_MAX);

	if (access(r->codes_path, F_OK) < 0 && errno == ENOENT)
		return 0;
	int code = fd_read_file(&file, r->codes_path, CODES_FILE_MAX, err);
	if (code < 0)
		return code;
	struct cursor in = cursor_of(buf_view(&file));
	while (cursor_left(&in) >= RECORD_SIZE) {
		int64_t account = (int64_t)cursor_u64(&in), step = (int64_t)cursor_u64(&in);
		int64_t at = (int64_t)cursor_u64(&in);
		struct member *m = member_of(r, account);

		if (m)
			count(m, step, at);
	}
	return 0;
}

/* Open for appending, behind its last whole record. */
static int append_codes(struct roster *r, struct err *err)
{
	struct stat st;

	r->codes = open(r->codes_path, O_WRONLY | O_APPEND | O_CLOEXEC);
	if (r->codes < 0 || fstat(r->codes, &st) < 0)
		return err_errno(err, "cannot open '%s'", r->codes_path);
	r->codes_size = st.st_size - st.st_size % (off_t)RECORD_SIZE;
	return ftruncate(r->codes, r->codes_size) < 0
		   ? err_errno(err, "cannot cut '%s'", r->codes_path)
		   : 0;
}

/* Anew with what still matters: the last code of each, and the wrong ones that still count. */
static int tidy_codes(struct roster *r, struct err *err)
{
	CLEANUP(buf_done) struct buf file = BUF(CODES_FILE_MAX);
	int64_t now = time_unix(r->clock);

	for (size_t i = 0; i < r->n; i++) {
		const struct member *m = &r->members[i];

		if (m->step > 0)
			put_record(&file, m->account, m->step, now);
		for (int64_t k = 0; k < m->wrong && k < ROSTER_TRIES; k++)
			put_record(&file, m->account, 0, m->since);
	}
	int code = fd_write_file(r->codes_path, buf_view(&file), 0600, err);
	/* A full disk: the file as it is says the same, at more length. */
	return code < 0 && access(r->codes_path, F_OK) < 0 ? code : append_codes(r, err);
}

/* On the disk before it is answered.  What was half written is cut off again. */
static int note(struct roster *r, int64_t account, int64_t step, int64_t now, struct err *err)
{
	CLEANUP(buf_done) struct buf record = BUF(RECORD_SIZE);

	put_record(&record, account, step, now);
	int code = fd_write_full(r->codes, buf_view(&record));
	if (code == 0 && fdatasync(r->codes) < 0)
		code = -errno;
	if (code == 0) {
		r->codes_size += (off_t)RECORD_SIZE;
		return 0;
	}
	if (ftruncate(r->codes, r->codes_size) < 0)
		code = -errno;
	errno = -code;
	return err_errno(err, "cannot write '%s'", r->codes_path);
}

/* ---- outside ---- */

int roster_open(struct roster **out, const char *dir, const struct time_clock *clock,
		struct err *err)
{
	CLEANUP(roster_freep) struct roster *r = mem_array(1, sizeof(*r));
	int code;

	r->codes = -1;
	r->clock = clock;
	r->roster_path = mem_format("%s/roster.json", dir);
	r->codes_path = mem_format("%s/codes", dir);
	code = load(r, err);
	if (code == 0)
		code = read_codes(r, err);
	if (code == 0)
		code = tidy_codes(r, err);
	if (code == 0)
		*out = steal(r);
	return code;
}

void roster_freep(struct roster **roster)
{
	struct roster *r = *roster;

	if (!r)
		return;
	if (r->members)
		mem_wipe(r->members, r->n * sizeof(*r->members));
	mem_free(r->members);
	mem_free(r->roster_path);
	mem_free(r->codes_path);
	fd_close(&r->codes);
	mem_free(r);
	*roster = NULL;
}

int roster_enrol(struct roster *r, const struct roster_entry *e, const char *code, struct err *err)
{
	char any[TOTP_CODE_MAX];
	int64_t now = time_unix(r->clock), step = 0;
	struct member *m = member_of(r, e->account);

	if (e->account <= 0 || strlen(e->secret) != TOTP_SECRET_MAX - 1 ||
	    totp_code(any, e->secret, 1) < 0)
		return err_set(err, E_FORMAT, "this is no secret of a second factor");
	if (!totp_fits(e->secret, code, now, m ? m->step : 0, &step))
		return err_set(err, E_REFUSED, "this is not the code of the new factor");
	if (!m && r->n == ROSTER_MEMBERS_MAX)
		return err_set(err, E_LIMIT, "there are %u members already", ROSTER_MEMBERS_MAX);

	struct member before = m ? *m : (struct member){ 0 };
	bool is_new = !m;
	if (is_new)
		m = add_member(r, e->account);
	m->role = e->role;
	m->granted = e->granted;
	memcpy(m->secret, e->secret, TOTP_SECRET_MAX);
	int result = note(r, e->account, step, now, err);
	if (result == 0)
		result = save(r, err);
	if (result == 0)
		count(m, step, now);
	else if (is_new)
		drop_member(r, m);
	else
		*m = before;
	mem_wipe(&before, sizeof(before));
	return result;
}

int roster_close(struct roster *r, int64_t account, struct err *err)
{
	struct member *m = member_of(r, account);

	if (!m)
		return err_set(err, E_MISSING, "account %" PRId64 " is not enrolled", account);
	struct member before = *m;
	drop_member(r, m);
	int result = save(r, err);
	if (result < 0)
		*add_member(r, account) = before;
	mem_wipe(&before, sizeof(before));
	return result;
}

int roster_check(struct roster *r, int64_t account, const char *code, enum role *role,
		 struct err *err)
{
	struct member *m = member_of(r, account);
	int64_t now = time_unix(r->clock), step = 0;

	if (!m)
		return err_set(err, E_REFUSED, "account %" PRId64 " is not enrolled", account);
	if (m->wrong >= ROSTER_TRIES && now - m->since < ROSTER_WINDOW)
		return err_set(err, E_LIMIT, "too many wrong codes of account %" PRId64, account);
	bool fits = totp_fits(m->secret, code, now, m->step, &step);
	int result = note(r, account, fits ? step : 0, now, err);
	if (result < 0)
		return result;
	count(m, fits ? step : 0, now);
	if (!fits)
		return err_set(err, E_REFUSED, "a wrong code, or one that was used");
	*role = m->role;
	return 0;
}
