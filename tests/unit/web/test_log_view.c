/* What pages hand to the script that verifies: key file and list, made again when they change. */
#include "fixture.h"

#include "base/base64url.h"
#include "crypto/signing_key.h"
#include "label/key_set.h"
#include "web/log_folder.h"
#include "web/log_view.h"

static char *data;
static struct log_view *view;

static void publish(const char *name, struct bytes content)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/" LOG_FOLDER "/%s", data, name);
	struct err err = { 0 };

	if (fd_write_file(path, content, 0644, &err) < 0)
		fail_msg("%s", err.text);
}

static void begin(void **state)
{
	static const char *const folders[] = { "trust", LOG_FOLDER, LOG_FOLDER "/status" };
	struct err err = { 0 };

	(void)state;
	data = fixture_path("log_view");
	assert_int_equal(mkdir(data, 0700), 0);
	assert_int_equal(log_view_open(&view, data, &err), E_MISSING);
	assert_null(view);
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		CLEANUP(mem_freep) char *path = mem_format("%s/%s", data, folders[i]);

		assert_int_equal(mkdir(path, 0755), 0);
	}
	assert_int_equal(log_view_open(&view, data, &err), 0);
	assert_true(log_view_folder(view) > 0);
	assert_true(json_is_null(json_object_get(log_view_verify(view), "keys")));
	assert_true(json_is_null(json_object_get(log_view_verify(view), "list")));
}

static void keys(void **state)
{
	CLEANUP(buf_done) struct buf file = BUF(KEY_SET_FILE_MAX);
	struct signing_key key = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(signing_key_create(&key, &err), 0);
	struct key_set_key one = { .key = key.public_key,
				   .purpose = KEY_LABEL,
				   .issuer = "label.example.jp",
				   .owner_ja = "事務局",
				   .owner_en = "Office",
				   .valid_from = "2026-04-01" };
	key_set_write(&file, &(struct key_set){ &one, 1 });
	publish(LOG_FOLDER_KEYS, buf_view(&file));
	assert_string_equal(json_text(log_view_verify(view), "keys"), buf_cstr(&file));
	assert_int_equal(log_view_keys(view)->n, 1);
	/* The same answer until something is published. */
	assert_ptr_equal(log_view_verify(view), log_view_verify(view));
	publish(LOG_FOLDER_KEYS, bytes_of("{}"));
	assert_true(json_is_null(json_object_get(log_view_verify(view), "keys")));
	assert_null(log_view_keys(view));
	signing_key_done(&key);
}

static void lists(void **state)
{
	CLEANUP(mem_freep) uint8_t *large = mem_array(LOG_VIEW_LIST_MAX + 1, 1);
	CLEANUP(buf_done) struct buf text = BUF(2 * LOG_VIEW_LIST_MAX);

	(void)state;
	publish(LOG_FOLDER_STATUS, bytes_of("\xff\xfe list"));
	assert_string_equal(json_text(log_view_verify(view), "list"), "__4gbGlzdA");
	base64url_encode(&text, (struct bytes){ large, LOG_VIEW_LIST_MAX });
	publish(LOG_FOLDER_STATUS, (struct bytes){ large, LOG_VIEW_LIST_MAX });
	assert_string_equal(json_text(log_view_verify(view), "list"), buf_cstr(&text));
	publish(LOG_FOLDER_STATUS, (struct bytes){ large, LOG_VIEW_LIST_MAX + 1 });
	assert_true(json_is_null(json_object_get(log_view_verify(view), "list")));
	log_view_freep(&view);
	assert_null(view);
	mem_free(data);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(begin),
	cmocka_unit_test(keys),
	cmocka_unit_test(lists),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
