-- Applications and what belongs to one: checklist, inquiries, fee, decisions, messages.

-- :application_add
INSERT INTO application (organisation, level, route, state, body_json, opened_by, received_as, opened, changed, renews)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)

-- :application_by_id
SELECT p.*, o.name_ja AS organisation_ja, o.name_en AS organisation_en, o.corporate_number AS corporate_number
FROM application p JOIN organisation o ON o.id = p.organisation WHERE p.id = $1

-- :application_save
UPDATE application SET body_json = $3, level = $4, route = $5, version = version + 1, changed = $6
WHERE id = $1 AND version = $2

-- :application_move
UPDATE application SET state = $3, due = $4, version = version + 1, changed = $5 WHERE id = $1 AND version = $2

-- :application_touch
UPDATE application SET version = version + 1, changed = $3 WHERE id = $1 AND version = $2

-- :application_submitted
UPDATE application SET submitted = coalesce(submitted, $2) WHERE id = $1

-- :application_number
UPDATE application SET application_number = $2 WHERE id = $1 AND application_number IS NULL

-- :acceptance_number
UPDATE application SET acceptance_number = $2 WHERE id = $1 AND acceptance_number IS NULL

-- :provisional_number
UPDATE application SET provisional_number = $2 WHERE id = $1 AND provisional_number IS NULL

-- :provisional_ask
UPDATE application SET is_provisional_asked = 1 WHERE id = $1

-- :registration_number
UPDATE application SET registration_number = $2 WHERE id = $1 AND registration_number IS NULL

-- :application_report
UPDATE application SET report_json = $2 WHERE id = $1

-- :application_counts
SELECT state, count(*) AS count FROM application WHERE submitted IS NOT NULL OR received_as <> 'online'
GROUP BY state ORDER BY state

-- :checklist_put
INSERT INTO checklist (application, source, sha256, file_name, body_json, changed) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (application) DO UPDATE SET source = excluded.source, sha256 = excluded.sha256,
	file_name = excluded.file_name, body_json = excluded.body_json, changed = excluded.changed

-- :checklist_by_application
SELECT * FROM checklist WHERE application = $1

-- :inquiry_add
INSERT INTO inquiry (application, authority, state, asked, due) VALUES ($1, $2, $3, $4, $5)

-- :inquiries_of
SELECT i.*, a.name AS answered_by_name FROM inquiry i LEFT JOIN account a ON a.id = i.answered_by
WHERE i.application = $1 ORDER BY i.id

-- :inquiry_by_id
SELECT i.*, p.application_number, p.level, p.body_json, o.name_ja AS organisation_ja,
	o.name_en AS organisation_en, o.corporate_number AS corporate_number
FROM inquiry i JOIN application p ON p.id = i.application JOIN organisation o ON o.id = p.organisation
WHERE i.id = $1

-- :inquiry_answer
UPDATE inquiry SET state = $2, answer = $3, note = $4, answered = $5, answered_by = $6
WHERE id = $1 AND answered IS NULL

-- :inquiry_cancel
UPDATE inquiry SET state = $2 WHERE id = $1 AND answered IS NULL

-- :fee_due
INSERT INTO fee (application, yen, rule, is_official, since) VALUES ($1, $2, $3, $4, $5)

-- :fee_of
SELECT * FROM fee WHERE application = $1

-- :fee_paid
UPDATE fee SET yen = $2, paid_on = $3, recorded_by = $4 WHERE application = $1 AND paid_on IS NULL

-- :decision_add
INSERT INTO decision (application, registration, action, reason, account, at, digest)
VALUES ($1, $2, $3, $4, $5, $6, $7)

-- :decisions_of_application
SELECT d.*, d.account AS "by", a.name AS account_name FROM decision d JOIN account a ON a.id = d.account
WHERE d.application = $1 ORDER BY d.id

-- :decisions_of_registration
SELECT d.*, a.name AS account_name FROM decision d JOIN account a ON a.id = d.account
WHERE d.registration = $1 ORDER BY d.id

-- :message_add
INSERT INTO message (application, account, at, body) VALUES ($1, $2, $3, $4)

-- :messages_of
SELECT m.id, m.at, m.body, a.role, a.name AS account_name FROM message m
LEFT JOIN account a ON a.id = m.account WHERE m.application = $1 ORDER BY m.id LIMIT 1000
