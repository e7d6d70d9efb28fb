-- What the pages of accounts and of the maker's desk ask for; the officer's desk uses some of it too.

-- :sessions_of
SELECT opened, seen, token_hash FROM session WHERE account = $1 AND ends > $2 AND seen > $3
ORDER BY seen DESC LIMIT 100

-- :sessions_close_others
DELETE FROM session WHERE account = $1 AND token_hash <> $2

-- :maker_applications
SELECT p.id, p.level, p.route, p.state, p.application_number, p.acceptance_number, p.provisional_number,
	p.registration_number, p.opened, p.submitted, p.due, p.changed,
	json_extract(p.body_json, '$.product.name.ja') AS product_ja,
	json_extract(p.body_json, '$.product.name.en') AS product_en,
	(SELECT a.role FROM message m JOIN account a ON a.id = m.account
		WHERE m.application = p.id ORDER BY m.id DESC LIMIT 1) AS last_message_role
FROM application p WHERE p.organisation = $1 ORDER BY p.changed DESC, p.id DESC LIMIT 1000

-- :application_history
SELECT u.at, u.action, u.from_state, u.to_state, u.reason, u.account, a.name AS account_name,
	a.role AS account_role
FROM audit u LEFT JOIN account a ON a.id = u.account
WHERE u.subject_kind = 'application' AND u.subject = $1
	AND (u.to_state IS NOT NULL OR u.action = 'checklist.hand_in')
ORDER BY u.id LIMIT 1000

-- :label_history
SELECT u.at, u.action, u.from_state, u.to_state, u.reason, u.account, a.name AS account_name,
	a.role AS account_role
FROM audit u LEFT JOIN account a ON a.id = u.account
WHERE u.subject_kind = 'label' AND u.subject = $1 ORDER BY u.id LIMIT 1000
