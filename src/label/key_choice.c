#include "label/key_choice.h"

#include "base/err.h"
#include "base/text.h"
#include "crypto/cose.h"

const struct key_set_key *key_choice_find(const struct key_set *keys, enum key_purpose purpose,
					  const struct cose *message, bool *fits)
{
	const struct key_set_key *first = NULL;
	const struct key_set_key *key = NULL;

	*fits = false;
	while ((key = key_set_next(keys, purpose, message->key_id, key))) {
		if (!first)
			first = key;
		if (cose_verify(message, &key->key, NULL) == 0) {
			*fits = true;
			return key;
		}
	}
	return first;
}

enum key_fault key_choice_fault_then(const struct key_set_key *key, const char *issuer,
				     const char *day)
{
	if (!text_equal(key->issuer, issuer))
		return KEY_OTHER_ISSUER;
	if (day_compare(day, key->valid_from) < 0)
		return KEY_NOT_ON_DAY;
	if (key->valid_until[0] && day_compare(day, key->valid_until) > 0)
		return KEY_NOT_ON_DAY;
	return KEY_FINE;
}

enum key_fault key_choice_fault(const struct key_set_key *key, const char *issuer, const char *day)
{
	return key->revoked[0] ? KEY_IS_REVOKED : key_choice_fault_then(key, issuer, day);
}

int key_choice_refuse(enum key_fault fault, const struct key_set_key *key, struct err *err)
{
	switch (fault) {
	case KEY_FINE:
		return 0;
	case KEY_IS_REVOKED:
		return err_both(
		    err, E_VERIFY,
		    "the key is revoked and proves nothing, whatever the date; since %s",
		    "鍵は失効しており、日付によらず信用できません。失効日: %s", key->revoked);
	case KEY_OTHER_ISSUER:
		return err_both(err, E_VERIFY, "the key belongs to another registry, %s",
				"別の発行元（%s）の鍵です", key->issuer);
	case KEY_NOT_ON_DAY:
		return err_both(err, E_VERIFY, "the key did not sign on that day",
				"その日に有効な鍵ではありません");
	}
	return E_VERIFY;
}
