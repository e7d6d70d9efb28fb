-- The private side of labels, notices about them, and reminders.

-- :registration_add
INSERT INTO registration (number, application, organisation, level, state, issued, valid_until, changed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- :registration_by_number
SELECT r.*, o.name_ja AS organisation_ja, o.name_en AS organisation_en
FROM registration r JOIN organisation o ON o.id = r.organisation WHERE r.number = $1

-- :registrations_of
SELECT r.number, r.level, r.state, r.issued, r.valid_until, r.application,
	json_extract(p.body_json, '$.product.name.ja') AS product_ja,
	json_extract(p.body_json, '$.product.name.en') AS product_en
FROM registration r JOIN application p ON p.id = r.application
WHERE r.organisation = $1 ORDER BY r.valid_until, r.number LIMIT 1000

-- :registration_counts
SELECT state, count(*) AS count FROM registration GROUP BY state ORDER BY state

-- :registration_move
UPDATE registration SET state = $3, valid_until = $4, version = version + 1, changed = $5
WHERE number = $1 AND version = $2

-- :registration_renewal
UPDATE registration SET renewal_json = $2 WHERE number = $1

-- :hearing_open
UPDATE registration SET hearing_opened = $2, hearing_held = NULL, hearing_record = NULL WHERE number = $1

-- :hearing_record
UPDATE registration SET hearing_held = $2, hearing_record = $3 WHERE number = $1 AND hearing_opened IS NOT NULL

-- :registrations_over
SELECT number, application, state, version, level, valid_until, organisation FROM registration
WHERE (state IN ('valid', 'suspended') AND valid_until < $1) OR (state = 'extension_pending' AND valid_until < $2)
ORDER BY valid_until, number LIMIT 500

-- :registrations_ending
SELECT r.number, r.valid_until, r.organisation, r.application FROM registration r
WHERE r.state IN ('valid', 'extension_pending', 'suspended') AND r.valid_until >= $1 AND r.valid_until <= $2
	AND NOT EXISTS (SELECT 1 FROM reminder m WHERE m.registration = r.number
		AND m.valid_until = r.valid_until AND m.days <= $3)
ORDER BY r.valid_until, r.number LIMIT 500

-- :reminder_add
INSERT INTO reminder (registration, valid_until, days, at) VALUES ($1, $2, $3, $4)

-- :notice_add
INSERT INTO notice (registration, kind, state, at, account, body_json) VALUES ($1, $2, $3, $4, $5, $6)

-- :notice_by_id
SELECT n.*, a.name AS account_name FROM notice n JOIN account a ON a.id = n.account WHERE n.id = $1

-- :notices_of
SELECT n.*, a.name AS account_name FROM notice n JOIN account a ON a.id = n.account
WHERE n.registration = $1 ORDER BY n.id DESC LIMIT 200

-- :notices_open
SELECT n.id, n.registration, n.kind, n.at, a.name AS account_name FROM notice n
JOIN account a ON a.id = n.account WHERE n.state = 'open' ORDER BY n.id LIMIT 1000

-- :notice_decide
UPDATE notice SET state = $2, answer = $3, answered = $4, answered_by = $5, body_json = $6 WHERE id = $1 AND state = 'open'
