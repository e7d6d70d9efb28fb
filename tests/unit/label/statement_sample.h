/* A statement as a registry issues it, with keys and lists that go with it. */
#pragma once

#include "fixture.h"

#include "base/day.h"
#include "crypto/signing_key.h"
#include "label/key_set.h"
#include "label/label_url.h"
#include "label/statement.h"
#include "label/status_list.h"

#define SAMPLE_HOST "label.example.jp"
#define SAMPLE_NUMBER "HSH-1-2026-000123"

/* S1 of facts: all that a sticker carries. */
static inline struct statement sample_s1(void)
{
	static const char *const models[] = { "NC-100", "NC-100W", "NC-200" };
	struct statement s = { .issuer = SAMPLE_HOST,
			       .number = SAMPLE_NUMBER,
			       .issued = "2026-11-21",
			       .valid_until = "2028-11-20",
			       .support_until = "2030-03-31",
			       .level = 1,
			       .criteria = "JST-CR-01-01-2024R1",
			       .corporate_number = "7000012050002",
			       .log_index = 131071,
			       .status_list = 1,
			       .status_index = 345 };

	assert_int_equal(model_list_make(&s.models, models, ARRAY_LEN(models), NULL), 0);
	return s;
}

static inline struct statement sample_s2(void)
{
	struct statement s = sample_s1();

	memcpy(s.vendor, "星見精密機器株式会社", sizeof("星見精密機器株式会社"));
	memcpy(s.product, "屋外ネットワークカメラ NC-100 シリーズ",
	       sizeof("屋外ネットワークカメラ NC-100 シリーズ"));
	return s;
}

/* A key file with one key for labels and one for status lists. */
struct sample_keys {
	struct signing_key label, status;
	struct key_set_key list[4]; /* of set, which may grow to that */
	struct key_set set;
};

static inline struct key_set_key sample_key(const struct signing_key *key, enum key_purpose purpose)
{
	struct key_set_key k = { .key = key->public_key,
				 .purpose = purpose,
				 .issuer = SAMPLE_HOST,
				 .owner_ja = "ラベル制度事務局",
				 .owner_en = "Label Scheme Office",
				 .valid_from = "2026-04-01" };

	return k;
}

static inline void sample_keys_make(struct sample_keys *out)
{
	*out = (struct sample_keys){ 0 };
	assert_int_equal(signing_key_create(&out->label, NULL), 0);
	assert_int_equal(signing_key_create(&out->status, NULL), 0);
	out->list[0] = sample_key(&out->label, KEY_LABEL);
	out->list[1] = sample_key(&out->status, KEY_STATUS);
	out->set = (struct key_set){ out->list, 2 };
}

static inline void sample_keys_done(struct sample_keys *keys)
{
	signing_key_done(&keys->label);
	signing_key_done(&keys->status);
}

static inline int64_t sample_day(const char *day)
{
	int64_t seconds = 0;

	assert_int_equal(day_start(day, &seconds), 0);
	return seconds;
}
