-- What every action needs: counters, the answer to a button pressed twice, mail, the audit trail.

-- :counter_take
INSERT INTO counter (kind, scope, next) VALUES ($1, $2, 2)
ON CONFLICT (kind, scope) DO UPDATE SET next = counter.next + 1 RETURNING next - 1

-- :press_by_token
SELECT account, reply_json FROM press WHERE token = $1

-- :press_add
INSERT INTO press (token, account, at, reply_json) VALUES ($1, $2, $3, $4)

-- :presses_tidy
DELETE FROM press WHERE at <= $1

-- :outbox_add
INSERT INTO outbox (mail, language, subject, body, created) VALUES ($1, $2, $3, $4, $5)

-- :outbox_due
SELECT * FROM outbox WHERE sent IS NULL AND next_try <= $1 ORDER BY id LIMIT 50

-- :outbox_recent
SELECT id, mail, language, subject, created, sent, tries, problem, abandoned FROM outbox ORDER BY id DESC LIMIT 200

-- :audit_add
INSERT INTO audit (at, account, address, action, subject_kind, subject, from_state, to_state, reason, detail_json)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- :audit_of
SELECT u.*, a.name AS account_name, a.role AS account_role FROM audit u LEFT JOIN account a ON a.id = u.account
WHERE u.subject_kind = $1 AND u.subject = $2 ORDER BY u.id LIMIT 1000

-- :audit_before
SELECT u.*, a.name AS account_name, a.role AS account_role FROM audit u LEFT JOIN account a ON a.id = u.account
WHERE u.id < $1 ORDER BY u.id DESC LIMIT 100
