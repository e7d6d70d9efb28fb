/* The body of a POST and the files of it in the spool: who may hand them in, and how much. */
#include "fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "serve/body.h"
#include "web/request.h"

#define TYPE "multipart/form-data; boundary=XX"
#define PART(name) "--XX\r\nContent-Disposition: form-data; name=\"" name "\""
#define TOKEN PART("csrf") "\r\n\r\nright\r\n"
#define FILE_OF(text) PART("f") "; filename=\"a\"\r\n\r\n" text "\r\n"
#define END "--XX--"

static unsigned files_in(int folder)
{
	DIR *d = fdopendir(dup(folder));
	unsigned n = 0;
	const struct dirent *entry;

	assert_non_null(d);
	rewinddir(d);
	while ((entry = readdir(d)) != NULL)
		n += entry->d_name[0] != '.';
	closedir(d);
	return n;
}

static struct spool spool_new(const char *name)
{
	CLEANUP(mem_freep) char *path = fixture_path(name);
	struct spool s = { .front = 3 };

	assert_int_equal(mkdir(path, 0700), 0);
	s.folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(s.folder >= 0);
	return s;
}

static void who(void **state)
{
	static const struct {
		const char *what, *csrf, *body;
		unsigned status, files;
	} rows[] = {
		{ "token and file", "right", TOKEN FILE_OF("1") END, 0, 1 },
		{ "an empty file", "right", TOKEN FILE_OF("") END, 0, 1 },
		{ "fields alone", NULL, TOKEN PART("a") "\r\n\r\n1\r\n" END, 0, 0 },
		{ "nobody", NULL, TOKEN FILE_OF("1") END, 403, 0 },
		{ "nobody, an empty file", NULL, TOKEN FILE_OF("") END, 403, 0 },
		{ "no token", "right", FILE_OF("1") END, 403, 0 },
		{ "another token", "left", TOKEN FILE_OF("1") END, 403, 0 },
		{ "the token after the file", "right", FILE_OF("1") TOKEN END, 403, 0 },
		{ "two tokens", "right",
		  PART("csrf[]") "\r\n\r\nright\r\n" PART("csrf[]") "\r\n\r\nright\r\n" FILE_OF("1")
		      END,
		  403, 0 },
		{ "a file as token", "right",
		  PART("csrf") "; filename=\"right\"\r\n\r\nright\r\n" END, 403, 0 },
	};
	struct spool spool = spool_new("spool-who");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct body b;

		assert_int_equal(body_begin(&b, &spool, TYPE, strlen(rows[i].body)), 0);
		b.csrf = rows[i].csrf;
		body_push(&b, bytes_of(rows[i].body));
		TAP_INT(rows[i].what, files_in(spool.folder), rows[i].files);
		TAP_INT(rows[i].what, body_end(&b), rows[i].status);
		TAP_INT(rows[i].what, json_object_size(b.form.uploads), rows[i].files);
		body_done(&b);
		TAP_INT(rows[i].what, files_in(spool.folder), 0);
		TAP_INT(rows[i].what, spool.bytes, 0);
	}
	close(spool.folder);
}

/* Up to the limit, and one byte more: none of the request's files is kept, but its fields are. */
static void room(void **state)
{
	static const char text[] = TOKEN FILE_OF("12345")
	    PART("g") "; filename=\"b\"\r\n\r\n67890\r\n" PART("a") "\r\n\r\ntyped\r\n" END;
	struct spool spool = spool_new("spool-room");

	(void)state;
	for (int64_t over = 0; over <= 6; over++) {
		struct body b;

		spool.bytes = SPOOL_TOTAL_MAX - 10 + over;
		assert_int_equal(body_begin(&b, &spool, TYPE, strlen(text)), 0);
		b.csrf = "right";
		body_push(&b, bytes_of(text));
		assert_int_equal(files_in(spool.folder), over ? 0 : 2);
		assert_int_equal(spool.bytes, SPOOL_TOTAL_MAX - (over ? 10 - over : 0));
		assert_int_equal(body_end(&b), 0);
		assert_int_equal(b.upload.full, over > 0);
		assert_string_equal(json_text(b.form.fields, "a"), "typed");
		body_done(&b);
		assert_int_equal(files_in(spool.folder), 0);
		assert_int_equal(spool.bytes, SPOOL_TOTAL_MAX - 10 + over);
	}
	/* What went wrong is not the sender's room: the folder has gone. */
	struct body b;
	close(spool.folder);
	spool.bytes = 0;
	assert_int_equal(body_begin(&b, &spool, TYPE, strlen(text)), 0);
	b.csrf = "right";
	body_push(&b, bytes_of(text));
	assert_int_equal(body_end(&b), 503);
	assert_false(b.upload.full);
	body_done(&b);
}

/* What Content-Length says is believed at once, at the limit and one past it. */
static void lengths(void **state)
{
	static const struct {
		const char *type;
		uint64_t length;
		unsigned status;
	} rows[] = {
		{ TYPE, BODY_MAX, 0 },
		{ TYPE, BODY_MAX + 1, 413 },
		{ "application/x-www-form-urlencoded", REQUEST_FORM_MAX, 0 },
		{ "application/x-www-form-urlencoded; charset=utf-8", REQUEST_FORM_MAX + 1, 413 },
		{ NULL, 0, 0 },
		{ NULL, 1, 415 },
		{ "text/plain", 1, 415 },
		{ "multipart/form-data", 1, 400 },
	};
	struct spool spool = { .folder = -1 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct body b;

		TAP_INT(rows[i].type ? rows[i].type : "(none)",
			body_begin(&b, &spool, rows[i].type, rows[i].length), rows[i].status);
		body_done(&b);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(who),
	cmocka_unit_test(room),
	cmocka_unit_test(lengths),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
